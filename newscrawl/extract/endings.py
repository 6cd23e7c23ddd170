"""What stands behind the text, outside its element, and belongs to it: lines of its source or editors; notices."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.extract import clauses
from newscrawl.extract.agencies import agency
from newscrawl.extract.boilerplate import names, surely_so
from newscrawl.extract.parse import text_of
from newscrawl.extract.survey import BLOCK_TAGS, Survey

_EDITED = re.compile(
    r"(?:^|[\[【（(\s])(?:责任编辑|責任編輯|责任编缉|本版编辑|初审编辑|执行编辑|值班编辑|责[ \u3000]?编|"
    r"编[ \u3000]?辑|網編|网编|編輯|选稿|组稿|初审|复审|终审|[一二三]审|监制|校[ \u3000]?对|审核)"
    r"[ \u3000]*(?:[:：丨｜|]|(?=[ \u3000][\u4e00-\u9fff]))"
)
_SOURCED = re.compile(r"[（(【\[]?(?:文章|新闻|稿件|信息|本文)?(?:来源|來源|稿源)[ \u3000]?[:：丨｜|]\s?[^。！？]{2,}")
_WORDS = tuple(map(str.encode, "编 編 稿 审 校 源".split()))
"""One of which every such line has."""
_REACH = 60
"""Elements behind the text among which its editors are named."""
_NEAR = 12
"""Elements behind the text among which its source may be named, before the first link that is no source."""
_SOON = 6
"""Elements behind such a line that may hold the next."""
_LONGEST, _MOST_BYTES = 80, 240
_FEET = frozenset(("ul", "ol", "footer", "select", "nav", "form"))
_TERMS = re.compile(r"copyright|statement|declar|disclaim|shengming|banquan|rights(?![a-z])", re.IGNORECASE)
"""Names of elements that state terms."""
_HEADED = re.compile(
    r"[\[(*\s]*(?:版权|免责|郑重|特别|重要|转载|本站|本网|法律){1,2}(?:声明|说明|提示|公告)[\])]?\s?[:\s]"
)
"""How a notice begins that says so, folded."""
_SIBLINGS = 6
_SHORTEST = 15
_CLOSE = 12
"""Elements behind the text among which a sentence that forbids reprints is a notice."""
_SENTENCE = 300
"""Bytes of such a sentence, at most."""
_FOOT = re.compile(r"icp|备案|许可证|电话|地址|©|copyright", re.IGNORECASE)
"""What the foot of a page says, folded."""
_CHILDREN = 6
_NOTICE = (40, 1800)
"""Bytes of a notice, at least and at most."""


def endings(page: Survey, container: int, words: bytes) -> list[HtmlElement]:
    """The elements with such lines behind the container of the text, in order; `words` are those beyond ASCII."""
    if not any(map(words.__contains__, _WORDS)):
        return []
    position = page.end[container]
    last, near = min(position + _REACH, len(page.nodes)), position + _NEAR
    found: list[HtmlElement] = []
    while position < last:
        element, text = page.nodes[position], _line(page, position)
        if _EDITED.search(text) or (position < near and _SOURCED.match(text)):
            found.append(element)
            position = page.end[position]
            last = min(position + _SOON, last)
        elif element.tag == "a":
            near, position = 0, position + 1
        elif surely_so(page.said[position]) or element.tag in ("ul", "ol", "footer", "select"):
            position = page.end[position]
        else:
            position += 1
    return found


def terms(page: Survey, container: int) -> list[int]:
    """Positions of the elements close behind the container of the text that state terms, none inside another.

    What the foot of the page says of the site is left alone.
    """
    position = page.end[container]
    last = min(position + _REACH, len(page.nodes))
    found: list[int] = []
    while position < last:
        said, tag = page.said[position], page.tags[position]
        if tag in _FEET or (surely_so(said) and not _TERMS.search(said)):
            position = page.end[position]
        elif (
            tag in BLOCK_TAGS
            and len(page.nodes[position]) <= _CHILDREN
            and (is_notice(page, position) or (position < page.end[container] + _CLOSE and _forbids(page, position)))
        ):
            found.append(position)
            position = page.end[position]
        else:
            position += 1
    return found


def is_notice(page: Survey, position: int) -> bool:
    """Whether an element without links states terms.

    That is of two kinds, below a heading that says so, in an element named so that forbids, or the © of an agency.
    """
    if not _NOTICE[0] <= page.mass[position] <= _NOTICE[1] or page.links[position]:
        return False
    named = bool(_TERMS.search(page.said[position]))
    if not (named or page.stops[position]):
        return False
    return _states_terms(clauses.fold(text_of(page.nodes[position])), named)


def terms_beside(body: HtmlElement) -> list[HtmlElement]:
    """The elements behind the body that a layout names, among its next siblings, that state terms."""
    found = []
    for element in islice(body.itersiblings(), _SIBLINGS):
        if not isinstance(element.tag, str) or element.tag in _FEET or next(element.iter("a"), None) is not None:
            continue
        text = text_of(element)
        is_sentence = text.endswith("。") and _SHORTEST <= len(text) <= _NOTICE[1] // 3  # the foot of a page is none
        if is_sentence and not surely_so(names(element)) and _states_terms(clauses.fold(text), named=False):
            found.append(element)
    return found


def _states_terms(folded: str, named: bool) -> bool:
    found = clauses.clauses(folded) if clauses.possible(folded) else []
    kinds = clauses.kinds(found)
    if len(kinds) > 1 or (named and "no_reprint" in kinds) or (kinds and _HEADED.match(folded)):
        return True
    return any(agency(clause.slots.get("holder", "").partition(",")[0]) for clause in found)


def _forbids(page: Survey, position: int) -> bool:
    """Whether a short element without links is one sentence, and forbids reprints."""
    if not _NOTICE[0] <= page.mass[position] <= _SENTENCE or page.links[position]:
        return False
    folded = clauses.fold(text_of(page.nodes[position]))
    found = clauses.clauses(folded) if clauses.possible(folded) else []
    said = any(clause.kind == "no_reprint" and clause.alone for clause in found)
    return said and folded.count("。") == 1 and folded.endswith("。") and not _FOOT.search(folded)


def _line(page: Survey, position: int) -> str:
    """The text of an element that is short enough to be such a line, "" of another."""
    element, mass = page.nodes[position], page.mass[position]
    if len(element) > _CHILDREN or element.tag in ("a", "script", "style", "h1", "h2"):
        return ""
    if mass > _MOST_BYTES or not (mass or len(element) or element.text):
        return ""
    text = text_of(element)
    return text if 4 <= len(text) <= _LONGEST and not text.isascii() else ""
