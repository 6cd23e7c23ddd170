"""Boxes of other articles and of readers' comments round an article, known by their headings or by what they repeat."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from newscrawl.extract.dateforms import DATED
from newscrawl.extract.density import marked
from newscrawl.extract.parse import text_of
from newscrawl.extract.survey import Survey

_COMMENTS = (
    r"(?:网友|用户|最新|全部|热门|精彩|文章)?(?:评论|評論|留言)(?:区|列表)?|(?:\d+ |reader |user )?comments?|"
    r"leave a (?:comment|reply)|(?:\d+ )?kommentare|(?:\d+ )?commentaires|(?:\d+ )?comentarios"
)
_HEADS = re.compile(
    r"\W{0,3}(?:(?:相关|相關|更多|热门|熱門|最新|推荐|推薦|精彩|编辑|今日|猜你|延伸|往期)"
    r"(?:新闻|新聞|阅读|閱讀|报道|報導|推荐|推薦|文章|链接|資訊|资讯|内容|专题|回顾|喜欢|排行|精选)|大家都在看|"
    r"related (?:articles?|stor(?:y|ies)|news|posts?|content|topics|coverage)|more (?:stories|news|articles)|read next|"
    r"most (?:read|popular|viewed)|recommended(?: for you)?|you (?:may|might) also like|trending(?: now)?|"
    r"(?:latest|top) (?:news|stories|articles|headlines)|"
    r"read (?:also|more)|(?:see also|also read)|lesen sie (?:auch|mehr)|lees ook|läs (?:också|mer)|l[eæ]s også|"
    r"czytaj (?:też|także|również)|ver también|lea también|leia (?:também|mais)|"
    r"mehr zum thema|das könnte sie auch interessieren|auch interessant|meistgelesen|weitere artikel|"
    r"(?:à )?lire aussi|sur le même sujet|articles (?:liés|similaires)|les plus lus|"
    r"te puede interesar|noticias relacionadas|lo más leído|potrebbe interessarti|leggi anche|"
    rf"関連(?:記事|ニュース)|おすすめ記事|관련 ?(?:기사|뉴스)|많이 본 (?:기사|뉴스)|{_COMMENTS})\W{{0,3}}(?:\d+\W?)?",
    re.IGNORECASE,
)
_HEAD = 60
"""Bytes of such a heading, at most."""
_MOST = 0.7
"""Share of a page's text above which a box is the page's own."""
_ROW = 3
"""Teasers in a row, at least; so too comments behind their heading."""
_TITLE, _KICKER = 15, 40
"""Bytes of a teaser's title, at least, and of the line above it, at most."""
_LEAST, _LONGEST = 40, 600
"""Bytes of a teaser, at least and at most."""
_LEAST_ARTICLE = 200
_LONGEST_CUT = 1500
"""Bytes of one that ends amid a sentence."""
_CUT = re.compile(r"(?:…|\.\.\.)\W{0,3}(?:\w+(?: \w+){0,3}\W{0,4})?$")
_LINKED = 0.8
_MORE = re.compile(
    r"(?:read (?:more|on|article)|more|continue reading|(?:mehr|weiter)(?: ?lesen)?|zum artikel|lire (?:la suite|plus)|"
    r"leer más|leggi(?: tutto)?|lees meer|czytaj więcej|(?:阅读|查看)?(?:更多|全文|详情|详细))?\W{0,4}",
    re.IGNORECASE,
)
"""The link at the end of a teaser whose title is none."""
_PAID = re.compile(r"sponsored|nofollow")
"""What is said of links that sell something: those of a review."""
_NUMBERED = re.compile(r"\W{0,2}(?:no\. ?)?\d{1,3}[.)、:]\s?\D", re.IGNORECASE)
_SOON = 4
"""Texts of an article on a page of several among which its day is."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_TEASERS = frozenset(("div", "li", "article", "section", "dl", "a", "figure"))


def others(page: Survey, headline: int, own: str | None, *, teasers_only: bool = False) -> set[int]:
    """Positions of the topmost boxes; none holds the headline or is most of the page.

    `own` is the page's URL, where it says it: titles of teasers lead to the same host. With `teasers_only`, headings
    and further articles say nothing: what is below them, posts of a live blog, may be all the text there is.
    """
    host = _host(own or "")
    headed, found, end = set() if teasers_only else set(_headed(page)), set[int](), 0
    for position in sorted({*headed, *_repeated(page, host, articles=not teasers_only)}):
        is_own = marked(page, position) if position in headed else page.mass[position] > _MOST * page.mass[0]
        if position < end or is_own or page.inside(headline, position):
            continue
        found.add(position)
        end = page.end[position]
    return found


def _headed(page: Survey) -> Iterator[int]:
    """The elements that begin with the heading of such a box and hold more, or, of comments, all that follow it."""
    for position in [i for i, flow in enumerate(page.flow) if 0 < flow <= _HEAD and not page.flow_links[i]]:
        box, flow = position, page.flow[position]
        while box > 0 and page.mass[box] == flow and not page.flow[page.parent[box]]:
            box = page.parent[box]
        if page.mass[box] == flow:
            continue
        is_first = next(_flows(page, box)) == position
        if (is_first or page.tags[position] in _HEADINGS) and _HEADS.fullmatch(text_of(page.nodes[position])):
            yield from [box] if is_first else _following(page, box, position)


def _following(page: Survey, holder: int, heading: int) -> list[int]:
    """The children of an element behind the one with the heading, where they are alike."""
    behind = [i for i in _children(page, holder) if i > heading and page.mass[i]]
    kinds = {(page.tags[i], page.said[i]) for i in behind}
    return behind if len(behind) >= _ROW and len(kinds) == 1 and page.tags[behind[0]] in _TEASERS else []


def _children(page: Survey, holder: int) -> Iterator[int]:
    position = holder + 1
    while position < page.end[holder]:
        yield position
        position = page.end[position]


def _repeated(page: Survey, host: str, *, articles: bool) -> Iterator[int]:
    """The elements in rows of teasers of other articles, or of whole articles, each with its day."""
    rows: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for position in [i for i, mass in enumerate(page.mass) if mass > _LEAST]:
        if (tag := page.tags[position]) in _TEASERS:
            kind = page.said[position].partition(" ")[0]  # behind the first class, WordPress has one for each
            rows[page.parent[position], tag, kind].append(position)
    for row in rows.values():
        if len(row) >= _ROW and all(_is_teaser(page, position, host) for position in row):
            yield from row
        elif articles and len(row) > 1 and len(dated := [i for i in row if _is_article(page, i)]) > 1:
            yield from dated


def _flows(page: Survey, position: int) -> Iterator[int]:
    return (i for i in range(position, page.end[position]) if page.flow[i])


def _is_teaser(page: Survey, position: int, host: str) -> bool:
    """Whether an element opens with a title, its kicker before it at most, is linked to another page, and is short."""
    mass = page.mass[position]
    if mass > _LONGEST and (mass > _LONGEST_CUT or not _CUT.search(text_of(page.nodes[position]))):
        return False
    first, second = [*islice(_flows(page, position), 2), position][:2]
    title = second if page.flow[first] <= _KICKER and not page.flow_links[first] else first
    if page.flow_links[title] >= _LINKED * max(page.flow[title], _TITLE):
        element = page.nodes[title]
        link = next((a for a in element.iter("a") if a.get("href")), None)
        link = next(element.iterancestors("a"), None) if link is None else link
    elif page.tags[title] in _HEADINGS and page.flow[title] >= _TITLE:
        link = next((a for a in [*page.nodes[position].iter("a")][-1:] if _MORE.fullmatch(text_of(a))), None)
    else:
        return False
    if _NUMBERED.match(text_of(page.nodes[title])):  # of a list that is the article
        return False
    if link is None or _PAID.search(link.get("rel") or ""):
        return False
    href = (link.get("href") or "#").strip()
    return not href.startswith(("#", "javascript:")) and (not host or _host(href) in ("", host))


def _host(url: str) -> str:
    """The host of a URL, "" of one that is relative or broken."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""


def _is_article(page: Survey, position: int) -> bool:
    """Whether an element opens with a heading, and soon has a line with its day."""
    if page.mass[position] < _LEAST_ARTICLE or not page.stops[position]:
        return False
    first, *more = islice(_flows(page, position), _SOON)
    lines = (text_of(page.nodes[i]) for i in more if page.flow[i] <= _HEAD)
    return page.tags[first] in _HEADINGS and any(
        DATED.search(line) and not line.endswith((".", "。")) for line in lines
    )
