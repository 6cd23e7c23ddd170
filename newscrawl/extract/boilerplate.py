"""Blocks inside a body that are none of the article: share and comment widgets, related lists, page numbers, forms."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

_NEVER = r"""
related\w* relate xiangguan\w* recommend\w* tuijian more-?(?:news|stories|on|from)
comment(?!ary)\w* pinglun disqus\w* reply replies footer foot cookie\w* consent\S* onetrust\S* gdpr\S*
outbrain taboola hot-?(?:news|list|words?) ranking trending newsletters?\w*
"""
"""Words of class names and ids, parted by blank, - or _, of what is never the article."""
_SELDOM = r"""
share\w* sharing social\w* bd[-_]?share\w* jiathis\w* bshare\w* addthis\w* fenxiang
reco read-?(?:more|next|also) respond feedback dianzan zan vote rating
pager pages page-?(?:bar|list|num|nav|box|link)\w* pagination paging fenye pre-?next prev-?next next-?prev
side-?bar nav navi\w* menu breadcrumbs? crumbs? tag-?list tags tool-?(?:bar|s|box) font-?size zihao
subscri\w* sign-?up\w* promo\w* follow\w* donat\w* login modal popup qr-?code\w* erweima ewm privacy\S*
advert\w* ads? ad-\w+ adsbygoogle banner sponsor\w* app-?down\w* down-?app widget\w* popular\w* most-\w+
author-?(?:bio|box|info|card) bio byline-?\w* print-?\w* \w*player(?:container|wrap\w*|box)?(?!\S)
caption\w* photo-?credit image-?(?:credit|copyright)
"""
"""The same of what is seldom the article, though a template may name its frame so."""
_FRAMES = r"""
gallery\S* slide\S* swiper\S* carousel\S*
"""
"""The same of what may hold the text as well as pictures of other articles."""


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(words.split())})(?=$|[\s_-])", re.IGNORECASE)


_NAMES = _pattern(_NEVER + _SELDOM)
_FRAME_NAMES = _pattern(_FRAMES)
_SURE_NAMES = _pattern(_NEVER + r"copyright\w*")
CAPTIONS = re.compile(r"caption|credit|photo|image", re.IGNORECASE)
"""What names an element that says something of a picture."""
_UNSEEN = re.compile(r"(?:^|\s)(?:hidden|d-none|sr-only|visually-hidden|screen-reader-text)(?=\s|$)")
_SEEN_WHERE_WIDE = re.compile(r":(?:block|flex|grid|inline|contents|table)|d-\w+-(?:block|flex|grid|inline)")
_ROLES = frozenset(("navigation", "complementary", "search", "form", "dialog", "banner", "contentinfo", "toolbar"))


def names(element: HtmlElement) -> str:
    """Class and id of an element in one string."""
    css, identity = element.get("class"), element.get("id")
    return f"{css or ''} {identity or ''}" if css or identity else ""


def named_so(element: HtmlElement, said: str, *, frames: bool = True) -> bool:
    """Whether class, id or role say that an element is not text of the article; `frames` counts galleries too.

    `said` here and below is its class and id as `names` gives them.
    """
    some, _, frame = _says(said)
    return some or (frames and frame) or element.get("role") in _ROLES


def surely_so(said: str) -> bool:
    """Whether class or id name what is never text of the article."""
    return _says(said)[1]


def frames_so(said: str) -> bool:
    """Whether class or id name a gallery or slides."""
    return _says(said)[2]


@lru_cache(maxsize=8192)
def _says(said: str) -> tuple[bool, bool, bool]:
    """Whether a class and id name what is no text, whether they surely do, and whether they name a frame."""
    return bool(_NAMES.search(said)), bool(_SURE_NAMES.search(said)), bool(_FRAME_NAMES.search(said))


def unseen(element: HtmlElement) -> bool:
    """Whether a class keeps an element off the screen at every width."""
    css = element.get("class")
    return bool(css) and _is_unseen(css)


@lru_cache(maxsize=8192)
def _is_unseen(css: str) -> bool:
    return bool(_UNSEEN.search(css)) and not _SEEN_WHERE_WIDE.search(css)
