"""The headline: the heading that agrees with the page's title, without the site's name behind it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise, takewhile

from lxml.html import HtmlElement

from newscrawl.extract.boilerplate import names
from newscrawl.extract.parse import fold, text_of
from newscrawl.extract.structured import Structured
from newscrawl.extract.survey import Survey

_CUTS = re.compile(r"\s*(?:[_|｜¦ㅣ]+|--+|—{2,}|::|›|>>|\s[-–—·•<>~»«]\s|\s[-–—](?=\S)|(?<=\S)[-–—]\s)\s*")
_TIGHT = re.compile(r"[-–—]")
_SITE = re.compile(
    r"(?:网|網|报|報|新闻|新聞|频道|頻道|日报|晚报|在线|線上|客户端|资讯|博客|论坛|门户|中心|电视台|新闻网|网站|政府|平台|媒体|周刊|杂志|"
    r"公司|协会|学院|大学|首页|号|news|times|post|daily|online|press|tribune|herald|\.\w{2,3})$",
    re.IGNORECASE,
)
_TITLES = ("tit", "headline", "biaoti", "heading", "bt", "hd1", "h1")
_TITLED = re.compile(
    r"(?:^|[\s_-])(?:\w*(?:title|headline|biaoti|heading)\w*|tit(?:re|el|ulo|ular|olo|\w)?|bt|btt|hd1|h1|app-title)(?=$|[\s_-])"
)
"""Names of headlines in lower case, before which one of the words is looked for: they are in all of them."""
_NOT_TITLED = re.compile(r"site|logo|nav|menu|side|related|recommend|sub-?title|list|hot|rank|comment|column")
_LONGEST = 300
_MOST_TITLES = 3
_KIN = 0.3
"""Share of its words that the only h1 has in common with the title it words otherwise."""
_FULL = 5
"""Words of an h1 named like a headline that is one though the title has none of them."""
_MOST = 0.7
_KICKER = re.compile(r"kicker|overline|topline|roofline|dachzeile|eyebrow|oberzeile|spitzmarke", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4")
_BOLD = frozenset(("strong", "b", "center"))
_TAGS = frozenset((*_HEADINGS, *_BOLD, *"div p span td font founder-title dt li".split()))
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Found:
    """A value, what found it, and where it is in the tree if it is there."""

    text: str
    rule: str
    element: HtmlElement | None = None
    kicker: str | None = None
    """What the heading itself marks as the line above it."""


@dataclass(slots=True)
class Candidate:
    """An element that may be the headline."""

    element: HtmlElement
    text: str
    key: str
    level: int
    """0 for h1, higher for what is less of a heading."""


def find_headline(page: Survey, told: Structured) -> Found | None:
    """The heading of the page, None where neither headings nor titles say anything."""
    heads = (text_of(e) for e in page.nodes[0].iter("title") if _is_head(e))
    titles = [t for t in (told.headline or "", *islice(heads, _MOST_TITLES)) if t]
    candidates = list(candidates_of(page))
    keys = [_key(t) for t in titles]
    best: tuple[float, Candidate] | None = None
    for candidate in candidates:
        score = (
            max((_agreement(candidate.key, key, candidate.level) for key in keys), default=0.0) - 0.08 * candidate.level
        )
        if score > 0.25 and (best is None or score > best[0] + 1e-9):
            best = (score, candidate)
    headings = list({c.key: c for c in candidates if c.level == 0}.values())
    if best is not None and not (len(headings) == 1 and _yields(best[1], headings[0], titles)):
        chosen = best[1]
        kicker, text = _kicked(chosen.element, chosen.text, titles)
        text = _unsuffixed_like(text, titles, told)
        return Found(text, f"{chosen.element.tag} agrees with title", chosen.element, kicker)
    stripped = strip_site(titles[0], told.site_name) if titles else ""
    if len(headings) == 1 and (
        not stripped
        or (_SITE.search(stripped) and len(stripped) < 20)
        or any(_overlap(headings[0].text, t) > _KIN for t in titles)
        or (len(headings[0].text.split()) >= _FULL and _titled(names(headings[0].element)))
    ):
        kicker, text = _kicked(headings[0].element, headings[0].text, titles)
        return Found(_unsuffixed_like(text, titles, told), "only h1", headings[0].element, kicker)
    if stripped:
        return Found(stripped, "og:title" if told.headline else "title")
    return Found(headings[0].text, "first h1", headings[0].element) if headings else None


def _is_head(title: HtmlElement) -> bool:
    """Whether a title is the page's, not a drawing's; pages put together from files have several."""
    return next(title.iterancestors("svg", "symbol"), None) is None


def _yields(chosen: Candidate, heading: Candidate, titles: list[str]) -> bool:
    """Whether a lesser heading that is but a part of the titles gives way to the only h1, which shares their words."""
    partial = all(len(chosen.key) < _MOST * len(_key(strip_site(title))) for title in titles)
    return chosen.level > 0 and partial and any(_overlap(heading.text, title) > _KIN for title in titles)


def _kicked(heading: HtmlElement, text: str, titles: list[str]) -> tuple[str | None, str]:
    """The line above that a heading holds and no title has, and the heading without it.

    Its element is named so, or what is behind it is all that a title says.
    """
    said = list(map(strip_site, titles)) if len(heading) else []
    for element in heading.iterdescendants("span", "strong", "em", "small", "b", "div", "i"):
        above = text_of(element)
        if any(_key(above) in _key(title) for title in said):
            continue
        if not above or not text.startswith(above) or len(text) <= len(above) + 5:
            continue
        rest = text[len(above) :].lstrip(" :|·-–")
        if _KICKER.search(names(element)) or rest in said:
            return above.rstrip(" :|·-–"), rest
    return None, text


def candidates_of(page: Survey) -> Iterator[Candidate]:
    """Headings first, then elements whose class or id calls them a title."""
    others: list[tuple[HtmlElement, bool]] = []
    for element, tag, said in _named(page):
        if tag in _HEADINGS:
            text = text_of(element)
            if 2 <= len(text) <= _LONGEST:
                yield Candidate(element, text, _key(text), _HEADINGS.index(tag))
        elif (said and _titled(said)) or tag == "founder-title":
            others.append((element, True))
        elif tag in _BOLD or (tag == "font" and (element.get("size") or "0").lstrip("+") in ("4", "5", "6")):
            others.append((element, False))
    for element, marked in others:
        text = text_of(element) if len(element) < 6 else ""
        if 4 <= len(text) <= _LONGEST:
            yield Candidate(element, text, _key(text), 2 if marked else 4)


def _named(page: Survey) -> Iterator[tuple[HtmlElement, str, str]]:
    """The elements that may be headings with tag, class and id; those too in which a survey doesn't look."""
    for position, tag in enumerate(page.tags):
        if tag in _TAGS:
            yield page.nodes[position], tag, page.said[position]
        if position in page.left_out and len(page.nodes[position]):
            yield from ((e, e.tag, names(e)) for e in page.nodes[position].iterdescendants(*_TAGS))


@lru_cache(maxsize=8192)
def _titled(said: str) -> bool:
    said = said.lower()
    may_be = any(map(said.__contains__, _TITLES))
    return may_be and bool(_TITLED.search(said)) and not _NOT_TITLED.search(said)


def agree(heading: str, title: str) -> bool:
    """Whether a heading is what a page's title says, whatever the title says besides."""
    key, told = _key(heading), _key(title)
    return len(key) >= 2 and bool(told) and (key in told or _agreement(key, told, 0) > 0)


def is_site_name(text: str) -> bool:
    """Whether a headline read from the title is but the name of a site or paper."""
    return len(text) < 20 and bool(_SITE.search(text))


def _key(text: str) -> str:
    """Letters and digits only, compatibility forms and case folded."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def _agreement(key: str, title: str, level: int) -> float:
    """Up to 1: how much of the title a heading covers, or the title of a heading that goes on."""
    if len(key) < 3 or not title or (level > 1 and len(key) < 0.3 * len(title)):
        return 0.0
    if title.startswith(key):
        return 0.6 + 0.4 * len(key) / len(title)
    if key in title:
        return (0.2 if level else 0.35) + 0.6 * len(key) / len(title)
    if key.startswith(title) and len(title) >= 6:
        return 0.5 + 0.4 * len(title) / len(key)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(key, title, strict=False)))
    return 0.7 * common / len(key) if level == 0 and common >= max(8, 0.5 * len(key)) else 0.0


def _overlap(heading: str, title: str) -> float:
    """The share of a heading's words, or pairs of Chinese characters, that a title has too; 0 for a short heading."""
    words, others = words_of(heading), words_of(title)
    return len(words & others) / len(words) if len(words) >= 4 or (len(words) >= 2 and words <= others) else 0.0


def words_of(text: str) -> set[str]:
    """The words of more than three letters, and the pairs of Chinese characters."""
    text = text.casefold()
    pairs = {a + b for run in re.findall(r"[\u4e00-\u9fff]+", text) for a, b in pairwise(run)}
    return pairs | {w for w in re.findall(r"[^\W\d_\u4e00-\u9fff]+", text) if len(w) > 3}


def _unsuffixed_like(text: str, titles: list[str], told: Structured) -> str:
    """A heading that itself bears the site's name loses it; one followed by other text in its element is cut there."""
    stripped = [strip_site(title, told.site_name) for title in titles]
    for title in stripped:
        if (
            text.startswith(title)
            and len(title) >= 6
            and re.search(r"\d{4}[-年/.]\d|\d\.\d{1,2}\.\d{4}|来源|來源|作者|时间|字号", text[len(title) :])
        ):
            return title
    return strip_site(text, told.site_name, surely=True) if text in titles else text


def strip_site(title: str, site_name: str | None = None, *, surely: bool = False) -> str:
    """A title without the names of site and channel behind, or before, it; `surely` where only what reads like one."""
    title = fold(title)
    if site_name:
        title = re.sub(rf"\s*[-–—_|｜:·]+\s*{re.escape(site_name)}\s*$", "", title, flags=re.IGNORECASE) or title
    quoted = "«" in title and "»" in title
    parts = [title] if quoted else [part for part in _CUTS.split(title) if part]
    if len(parts) > 1:
        while len(parts) > 1 and (_SITE.search(parts[-1]) or (not surely and len(parts[-1]) < 0.6 * len(parts[0]))):
            parts.pop()
        if len(parts) > 1 and _SITE.search(parts[0]) and len(parts[0]) < 12:
            parts.pop(0)
        start = title.index(parts[0])
        end = title.rindex(parts[-1]) + len(parts[-1])
        title = title[start:end]
    head, dash, tail = _rpartition(title)
    if dash and len(head) >= 6 and _SITE.search(tail) and len(tail) <= 14:
        title = head
    return title.strip(" _-|｜")


def site_in(title: str, headline: str) -> str | None:
    """The name of the site that a page's title has beside the headline; None where nothing reads like one."""
    rest = fold(title).replace(headline, " | ") if headline else fold(title)
    parts = [part.strip(" -_—–|") for part in _CUTS.split(rest)]
    return next((part for part in reversed(parts) if 2 <= len(part) <= 20 and _SITE.search(part)), None)


def _rpartition(title: str) -> tuple[str, str, str]:
    """The text before the last tight dash, the dash, and what is behind it."""
    dashes = list(_TIGHT.finditer(title))
    return (title[: dashes[-1].start()], dashes[-1][0], title[dashes[-1].end() :]) if dashes else (title, "", "")
