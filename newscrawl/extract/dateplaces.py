"""Where else than in its meta line a page shows its date: marked elements, labelled and short lines, datelines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.boilerplate import names, surely_so
from newscrawl.extract.datelabels import is_followed, says_as_of, says_changed, says_other, says_published
from newscrawl.extract.dates import may_hold_date
from newscrawl.extract.parse import fold, text_of
from newscrawl.extract.survey import BLOCK_TAGS, hidden

_SKIPPED = frozenset("script style noscript template nav aside select option button form svg iframe head".split())
_NUMBERED = re.compile(r"\d{1,2}|民國|[年월月]")
_WORDS = frozenset(
    "date datum dates datetime time timestamp published pubdate pubtime publication posted fecha data datum tarih "
    "created creation submitted dateline calendar zeit".split()
)
_NO_WORDS = frozenset("reading read event events comment comments countdown deadline birth uptime".split())
_CHANGES = frozenset("update updated updates modified changed lastmod edited".split())
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS = re.compile(r"[^\W_]+")
_PROPERTY = re.compile(r"(?:^|[:#/])(?:date_?published|issued|published|pubdate|date)$", re.I)
_DATA = ("data-published", "data-publish-date", "data-pubdate", "data-datetime", "data-date", "data-time", "data-utime")
_TELLING = frozenset((*_DATA, "property", "itemprop", "datetime", "title"))
"""Attributes without which none of an element states a date."""
_NUMERIC = r"(?:\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
_NAMED_MONTH = r"(?:\d{1,2}\.?\s[^\W\d_]{3,10}\.?\s(?:19|20)\d\d|[^\W\d_]{3,9}\.?\s\d{1,2},\s(?:19|20)\d\d)"
_DATELINE = re.compile(
    rf"^(?:[^\W\d_](?:[^\W\d_]|[./ -]){{1,30}},\s)?[(\[]?"
    rf"(?:(?P<a>{_NAMED_MONTH})(?:[)\].:]|\s?[-–—|]|$)|(?P<b>{_NUMERIC})(?!\d))"
)
_TIMED = re.compile(rf"{_NUMERIC},?\s(?:\|\s|[-–]\s|um\s)?\d{{1,2}}:\d\d")
"""A place and a date, or a date alone, that opens the text; a month's name needs an end behind it: prose has it too."""
AS_OF, CHANGED = 5, 6
"""Trust in the date of a change: under a label that the only date of a page has, too; under any other."""
_SHORT = 90
"""Characters of a line that may be a date beside the headline, or one in an element named so."""
_LINE = 160
_MOST_CHILDREN = 30
"""Elements in a block from which on it is no line."""
_TITLE = 25
"""Characters of a link above which it is another article's title."""
_CLOSE, _NEAR, _BEHIND = 40, 70, 120
"""Elements round the headline, and behind the body, among which a date may be the article's."""
_LINES = frozenset(("small", "span", "time", "em", "i"))
"""Inline elements that templates set a line of their own in."""
_MEMORY = 80
_EDGE = 3
"""Lines at either end of the text that may be its date."""
_HEAD = 6
"""Lines at the head among which names and captions may stand before the one that opens with its date."""
_DASH = re.compile(r"\s?[-–—:]\s")
_HOUSE_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s[\u4e00-\u9fff]{2,10}(?:报|報|网|網|社)")
_ALONE = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A text with a date, and how likely it is that of publication."""

    trust: int
    """0 for a machine-readable date of publication, up to 6 for a change."""
    far: int
    """Elements between it and the headline or the body's end."""
    rule: str
    text: str

    @property
    def is_sure(self) -> bool:
        """Whether a machine, or the element's own name near the headline, says that it is the date."""
        return self.trust == 0 or (self.trust <= 2 and self.far <= _CLOSE)


@dataclass(slots=True)
class _Walk:
    """Where a walk over the page in document order is."""

    headline: HtmlElement | None
    body: frozenset[HtmlElement]
    holders: frozenset[HtmlElement]
    """Headline, body and what they stand in."""
    position: int = 0
    at_headline: int = -1
    at_body: int = -1
    left_body: int = -1
    inside: int = 0
    teasers: dict[HtmlElement, bool] = field(default_factory=dict)
    """By link, whether it has a title."""
    lines: dict[HtmlElement, str] = field(default_factory=dict)
    """The texts of blocks."""
    passed: list[str] = field(default_factory=list)
    """The texts passed."""

    def before(self) -> str:
        """The last characters of the texts passed."""
        said = ""
        for text in reversed(self.passed):
            if piece := fold(text):
                said = f" {piece}{said}"
            if len(said) >= _MEMORY:
                break
        return said[-_MEMORY:]


def places(tree: HtmlElement, headline: HtmlElement | None, body: list[HtmlElement]) -> list[Place]:
    """The page's texts that may hold its date of publication, the most trusted first."""
    wanted = [*body, *([headline] if headline is not None else [])]
    holders = {above for element in wanted for above in (element, *element.iterancestors())}
    walk = _Walk(headline, frozenset(body), frozenset(holders))
    found: list[tuple[int, Place]] = []
    context = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in context:
        if event == "start":
            attributes = element.keys()
            if _skipped(walk, element, attributes):
                context.skip_subtree()
                continue
            _enter(walk, element)
            if not _TELLING.isdisjoint(attributes):
                found += [(walk.position, place) for place in _attributes(walk, element)]
            if (text := element.text) and not text.isspace():
                found += _said(walk, element, text)
            continue
        _leave(walk, element)
        if (text := element.tail) and not text.isspace() and (parent := element.getparent()) is not None:
            found += _said(walk, parent, text)
    return sorted(_near(walk, found), key=lambda place: (place.trust, place.far))


def _skipped(walk: _Walk, element: HtmlElement, attributes: list[str]) -> bool:
    """Widgets and hidden elements, if they hold neither headline nor body; teasers of other articles."""
    if element in walk.holders:
        return False
    tag = element.tag
    if tag in _SKIPPED or (("style" in attributes or "hidden" in attributes) and hidden(element)):
        return True
    if ("class" in attributes or "id" in attributes) and surely_so(names(element)):
        return len(text_of(element)) > _LINE
    return tag in ("li", "article", "a") and _teases(walk, element)


def _teases(walk: _Walk, element: HtmlElement) -> bool:
    """Whether a list item, article or link leads to another article by a title."""
    for link in [element] if element.tag == "a" else element.iter("a"):
        if link not in walk.teasers:
            walk.teasers[link] = _is_title(link)
        if walk.teasers[link]:
            return True
    return False


def _is_title(link: HtmlElement) -> bool:
    is_short = not len(link) and len(link.text or "") <= _TITLE
    return not is_short and len(text_of(link)) > _TITLE


def _enter(walk: _Walk, element: HtmlElement) -> None:
    walk.position += 1
    if element is walk.headline:
        walk.at_headline = walk.position
    if element in walk.body:
        walk.at_body = walk.at_body if walk.at_body >= 0 else walk.position
        walk.inside += 1


def _leave(walk: _Walk, element: HtmlElement) -> None:
    if element in walk.body:
        walk.inside -= 1
        walk.left_body = walk.position


def _attributes(walk: _Walk, element: HtmlElement) -> Iterator[Place]:
    """What an element's attributes state."""
    property_ = element.get("property") or element.get("itemprop")
    value = element.get("datetime") or element.get("content") or element.get("title") or ""
    if property_ and value and _PROPERTY.search(property_.strip()):
        yield Place(0, 0, property_, value)
    words = _named(names(element))
    if element.tag == "time" and element.get("datetime"):
        changed = words == "changed" or says_changed(walk.before())
        pub = element.get("pubdate") is not None
        yield Place(CHANGED if changed else 0 if pub else 1, 0, "time", element.get("datetime", ""))
    if element.tag == "abbr" and words == "date" and element.get("title"):
        yield Place(1, 0, "abbr", element.get("title", ""))
    for name in _DATA:
        if (value := element.get(name) or "") and words == "date":
            yield Place(2, 0, name, value)


@lru_cache(maxsize=4096)
def _named(said: str) -> str:
    """ "date" or "changed" for class names that call an element so, else ""."""
    words = {word.lower() for word in _PARTS.findall(_CAMEL.sub("-", said))}
    if words & _NO_WORDS:
        return ""
    if words & _CHANGES:
        return "changed"
    dated = words & _WORDS or any(word.endswith(("date", "datum", "pubdate")) for word in words)
    return "date" if dated else ""


def _said(walk: _Walk, owner: HtmlElement, text: str) -> list[tuple[int, Place]]:
    """The place a piece of text is, if it has the digits of a date."""
    place = None
    if _NUMBERED.search(text) and walk.at_headline != walk.position and owner is not walk.headline:
        place = _place(walk, owner, fold(text))
    walk.passed.append(text)
    return [(walk.position, place)] if place else []


def _place(walk: _Walk, owner: HtmlElement, piece: str) -> Place | None:
    """What a text with a number is, told by its element, its line and the words before the number."""
    named = next((n for e in (owner, owner.getparent()) if e is not None and (n := _name_of(e))), "")
    if (walk.inside and len(piece) > _LINE) or (named != "date" and not may_hold_date(piece)):
        return None
    block = next((e for e in (owner, *owner.iterancestors()) if e.tag in BLOCK_TAGS), owner)
    if block not in walk.lines:
        walk.lines[block] = text_of(block) if len(block) < _MOST_CHILDREN else ""
    line = walk.lines[block] or piece
    if (len(line) > _LINE or block is walk.headline) and owner.tag in _LINES and not walk.inside:
        line = text_of(owner)
    line = line if len(line) <= _LINE else ""
    number = _NUMBERED.search(piece)
    before = f"{walk.before()} {piece[: number.start() if number else 0]}"
    if (walk.inside and not line) or says_other(before):
        return None
    if says_changed(before) or named == "changed":
        return Place(AS_OF if says_as_of(before) else CHANGED, 0, "change", piece)
    if says_published(before) or is_followed(line or piece):
        return Place(3, 0, "label", piece)
    if named == "date" and len(piece) <= _SHORT:
        return Place(2, 0, "class", piece if len(line) > _SHORT or not line else line)
    if line and len(line) <= _SHORT and not walk.inside:
        return Place(4, 0, "line", piece)
    return None


def _name_of(element: HtmlElement) -> str:
    return "date" if element.tag == "time" else _named(names(element))


def _near(walk: _Walk, found: list[tuple[int, Place]]) -> Iterator[Place]:
    """Places round headline and body with their distance; all of them, in order, where neither is known."""
    start, stop = walk.at_headline, max(walk.left_body, walk.at_headline)
    for position, place in found:
        if start < 0 and stop < 0:
            far = position
        elif position < (start if start >= 0 else walk.at_body):
            far = 3 * ((start if start >= 0 else walk.at_body) - position)
        else:
            far = min(position - start if start >= 0 else 0, max(0, position - stop) + _NEAR)
        limit = _CLOSE if place.trust == 4 else _NEAR + _BEHIND
        if far <= limit or (place.trust in (0, 3, AS_OF, CHANGED) and position > stop):
            yield Place(place.trust, far, place.rule, place.text)


def datelines(blocks: list[str]) -> Iterator[str]:
    """Dates that open the text as a dateline, or stand in a short line of their own at its edges."""
    for number, text in enumerate(blocks[:_HEAD]):
        match = _DATELINE.match(text)
        if match and (number < _EDGE or _DASH.match(text[match.end() :])):
            yield match["a"] or match["b"]
        elif _HOUSE_DAY.fullmatch(text):
            yield text
    for text in [*blocks[:_EDGE], *blocks[-_EDGE:]]:
        digit = _NUMBERED.search(text)
        if not digit or len(text) > _LINE:
            continue
        if says_published(text[: digit.start()]) or is_followed(text) or _TIMED.search(text[:_SHORT]):
            yield text
    if len(blocks) > 1 and len(blocks[-1]) <= _ALONE:
        yield blocks[-1]
