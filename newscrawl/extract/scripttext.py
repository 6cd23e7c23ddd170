"""The article of a page that shows none: its text in the data of scripts, or as its JSON-LD declares it.

Used only where the page has next to no text of its own, and never where it says that the text is not free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from lxml.html import HtmlElement

from newscrawl.extract.boilerplate import named_so, names
from newscrawl.extract.parse import fold, parse_html, text_of
from newscrawl.extract.scriptdata import script_data
from newscrawl.extract.structured import Structured

_TEXTS = (
    "articlebody article_body contenthtml content_html bodyhtml body_html fulltext full_text richtext newscontent "
    "articlecontent article_content detailcontent content_elements content body text html story maincontent main "
    "detail paragraphs blocks components txt desc"
).split()
"""Keys of a text, in lower case, the likelier first."""
_TITLES = frozenset("title headline headlines name articletitle newstitle subject heading listtitle basic".split())
_INNER = ("text", "content", "html", "value", "data", "paragraph", "body", "basic", "children", "nodes")
"""Keys of the text in a block of a list."""
_LISTS = ("json", "blocks", "nodes", "content", "children", "value")
"""Keys of the blocks where a text is an object."""
_SKIPPED = frozenset("related relatednews recommend recommendations comments comment ads sidebar trending".split())
_NO_TEXT = re.compile(r"image|img|video|photo|gallery|ad\b|advert|embed|raw_html|custom|iframe|related|interstitial")
_TAG = re.compile(r"<(?:p|br|div|h[1-6]|figure|img|section|span)\b", re.IGNORECASE)
_STOP = re.compile(r"[。！？!?]|\.(?=\s|$)|다\.")
_FACTS = {
    "source": re.compile(r"(?:doc|news|article)?_?(?:source|laiyuan)(?:_?name)?"),
    "author": re.compile(r"(?:doc|news|article)?_?author(?:_?name)?"),
    "editor": re.compile(r"(?:doc|news|article)?_?(?:from_?|duty_?)?editor(?:_?name)?"),
    "reporter": re.compile(r"(?:doc|news|article)?_?(?:reporter|journalist)(?:_?name)?"),
    "reviewer": re.compile(r"(?:doc|news|article)?_?(?:audit(?:or)?|reviewer|checker)(?:_?name)?"),
    "date": re.compile(r"(?:doc|news|article)?_?(?:pub(?:lish(?:ed)?)?|release)_?(?:time|date|at)"),
}
"""Keys of what stands beside a text, in lower case, by the label that a meta line would have."""
_LONGEST_FACT = 60
_CODE = re.compile(r"[a-z0-9_.-]*[a-z_][a-z0-9_.-]*|\d+|https?:\S*")
"""What systems call something by among themselves."""
_LEAST, _LEAST_STOPS = 60, 2
"""Characters and sentence ends a text has."""
_DEPTH = 40
_WIDGET = 0.2
_SAME = 12
"""Characters of the page's description or title that tell its article."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: int
    size: int
    path: str
    markup: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class ScriptText:
    """An article that was found in data."""

    root: HtmlElement
    """It as a tree of its own."""
    dropped: frozenset[HtmlElement]
    """Captions and widgets in it."""
    rule: str
    """Where it was found."""
    facts: dict[str, str]
    """What its object says of it: source, author, editor and date."""


def script_text(tree: HtmlElement, told: Structured, url: str) -> ScriptText | None:
    """The article of the page; None where nothing in its scripts is surely it."""
    if told.is_free is False:
        return None
    found: list[_Candidate] = []
    page = _Known(told, tree, url)
    for name, data in script_data(tree):
        found += _candidates(data, name, page, False, 0)
    best = max(found, key=lambda c: (-c.rank, c.size, c.path), default=None)
    if best is None and told.body and _is_text(told.body):
        best = _Candidate(0, 0, "JSON-LD articleBody", _markup(told.body), {})
    root = parse_html(best.markup) if best else None
    if best is None or root is None:
        return None
    return ScriptText(root, _widgets(root), best.path, best.facts)


def _widgets(root: HtmlElement) -> frozenset[HtmlElement]:
    """The topmost elements that are captions or named like widgets, and hold little of the text."""
    most = _WIDGET * len(text_of(root))
    named = [e for e in root.iter() if isinstance(e.tag, str) and (e.tag == "figcaption" or named_so(e, names(e)))]
    return frozenset(element for element in named if len(text_of(element)) <= most)


class _Known:
    """What the page says of its article, by which it is told from others in the same data."""

    def __init__(self, told: Structured, tree: HtmlElement, url: str) -> None:
        titles = (told.headline, *(text_of(title) for title in tree.iter("title")))
        self.titles = [t for title in titles if title and len(t := fold(title)) >= 4]
        self.opening = fold(told.description or "")[:_SAME]
        self.ids = {part for part in re.split(r"[/?&=._-]", url) if len(part) >= 5 and any(map(str.isdigit, part))}

    def is_title(self, value: str) -> bool:
        """Whether a text is the page's headline."""
        value = fold(value)
        return len(value) >= 4 and any(value == title or title.startswith(value) for title in self.titles)

    def opens(self, text: str) -> bool:
        """Whether the page's description is the beginning of a text."""
        return len(self.opening) == _SAME and self.opening in text[: 20 * _SAME]


def _candidates(data: Any, path: str, page: _Known, ours: bool, depth: int) -> Iterator[_Candidate]:
    """Texts of objects that are about the page's article: it or one around it has its title or id."""
    if depth > _DEPTH:
        return
    if isinstance(data, list):
        for number, item in enumerate(data[:2000]):
            if isinstance(item, (dict, list)):
                yield from _candidates(item, f"{path}[{number}]", page, ours and len(data) == 1, depth + 1)
        return
    if not isinstance(data, dict):
        return
    named = _is_about(data, page)
    for rank, key, value in _texts(data):
        markup = _markup(value)
        text = fold(re.sub(r"<[^>]*>", " ", markup))
        if _is_text(text) and (named or ours or page.opens(text)):
            yield _Candidate(0 if named else 1, len(text) - rank, f"{path}.{key}", markup, _facts(data))
    for key, value in data.items():
        if isinstance(value, (dict, list)) and key.lower() not in _SKIPPED:
            yield from _candidates(value, f"{path}.{key}", page, named and not isinstance(value, list), depth + 1)


def _is_about(data: dict[str, Any], page: _Known) -> bool:
    for key, value in data.items():
        if isinstance(value, dict) and key.lower() in _TITLES:
            value = next((v for k, v in value.items() if k.lower() in _TITLES and isinstance(v, str)), None)
        if isinstance(value, str) and len(value) < 300:
            if key.lower() in _TITLES and page.is_title(value):
                return True
            if key.lower().endswith("id") and value in page.ids:
                return True
        elif isinstance(value, int) and key.lower().endswith("id") and str(value) in page.ids:
            return True
    return False


def _facts(data: dict[str, Any]) -> dict[str, str]:
    """What an object states of its text in short strings, each by the first key of its kind."""
    found: dict[str, str] = {}
    for key, value in data.items():
        if isinstance(value, str) and 2 <= len(text := fold(value)) <= _LONGEST_FACT and not _CODE.fullmatch(text):
            for name, keys in _FACTS.items():
                if keys.fullmatch(key.lower()):
                    found.setdefault(name, text)
    return found


def _texts(data: dict[str, Any]) -> Iterator[tuple[int, str, Any]]:
    """Values of an object whose keys may name a text, with their rank."""
    for key, value in data.items():
        name = key.partition("(")[0].lower()  # Apollo writes arguments behind it
        if name in _TEXTS:
            if isinstance(value, dict):
                value = next((v for k, v in value.items() if k in _LISTS and isinstance(v, list)), None)
            if isinstance(value, (str, list)):
                yield _TEXTS.index(name), key, value


def _is_text(text: str) -> bool:
    return len(text) >= _LEAST and len(_STOP.findall(text)) >= _LEAST_STOPS


def _markup(value: Any) -> str:
    """A text as HTML: HTML itself, plain paragraphs, or a list of blocks."""
    if isinstance(value, str):
        if _TAG.search(value):
            return f"<div>{value}</div>"
        return "<div>" + "".join(f"<p>{escape(line)}</p>" for line in value.split("\n") if line.strip()) + "</div>"
    blocks = [_block(item) for item in value[:500]] if isinstance(value, list) else []
    return f"<div>{''.join(blocks)}</div>"


def _block(item: Any) -> str:
    """One block of a list: a string, or an object with a text; pictures and advertisements are none."""
    if isinstance(item, str):
        return item if _TAG.search(item) else f"<p>{escape(item)}</p>"
    if not isinstance(item, dict) or _NO_TEXT.search(str(item.get("type") or item.get("kind") or "").lower()):
        return ""
    inside = _inside(item, 0)
    if not inside.strip():
        return ""
    return inside if _TAG.search(inside) else f"<p>{_inline(inside)}</p>"


def _inside(item: Any, depth: int) -> str:
    """The text of a block and, where it is a tree, of what is below it."""
    if isinstance(item, str) or depth > _DEPTH:
        return item if isinstance(item, str) else ""
    if isinstance(item, list):
        return "".join(_inside(below, depth + 1) for below in item)
    if not isinstance(item, dict):
        return ""
    return next((text for key in _INNER if (text := _inside(item.get(key), depth + 1))), "")


def _inline(text: str) -> str:
    """The text of a block, which may have links and emphasis in it."""
    return text if re.search(r"</\w+>|<br|&\w+;", text) else escape(text)
