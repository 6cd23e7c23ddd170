"""CSS selectors over lxml trees: the elements a selector begins with are looked up by tag, class or id, not by XPath.

XPath weighs its predicates at every element of a page; only what is asked below the first elements is left to it. The
selectors of a layout begin with few tags, whose elements are looked up once a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from cssselect import HTMLTranslator
from cssselect.parser import Class, CombinedSelector, Element, Hash, Selector, parse
from lxml import etree
from lxml.html import HtmlElement

_BLANK = re.compile(r"[ \t\r\n]+")
_TRANSLATOR = HTMLTranslator()


@dataclass(frozen=True, slots=True)
class _Way:
    """One of a selector's alternatives: its first elements, and what is selected from them."""

    tag: str
    classes: tuple[str, ...]
    ids: tuple[str, ...]
    known: etree.XPath | None
    """Tells whether an element of the first id is there."""
    rest: etree.XPath | None

    def fits(self, element: HtmlElement, said: str) -> bool:
        """Whether an element with a class attribute is one of the first."""
        if not all(map(said.__contains__, self.classes)) or any(element.get("id") != name for name in self.ids):
            return False
        return not self.classes or set(self.classes) <= set(_BLANK.split(said))


class Selectable:
    """A tree to select from again and again."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self._tags: dict[str, list[tuple[HtmlElement, str]]] = {}

    def select(self, css: str) -> list[HtmlElement]:
        """The elements a CSS selector finds, in document order; none for an empty selector."""
        if not css:
            return []
        ways = _ways(css)
        if ways is None:
            return cast("list[HtmlElement]", _xpath(css)(self.root))
        found: list[HtmlElement] = []
        for way in ways:
            firsts = self._firsts(way)
            if not firsts:
                continue
            if found or (way.rest is not None and len(firsts) > 1):
                return cast("list[HtmlElement]", _xpath(css)(self.root))  # it knows the order, and names each once
            found = cast("list[HtmlElement]", way.rest(firsts[0])) if way.rest is not None else firsts
        return found

    def _firsts(self, way: _Way) -> list[HtmlElement]:
        if way.known is not None and not way.known(self.root):
            return []
        if way.tag not in self._tags:
            self._tags[way.tag] = [(element, element.get("class") or "") for element in self.root.iter(way.tag)]
        return [element for element, said in self._tags[way.tag] if way.fits(element, said)]


@cache
def _xpath(css: str) -> etree.XPath:
    return etree.XPath(_TRANSLATOR.css_to_xpath(css))


@cache
def _ways(css: str) -> tuple[_Way, ...] | None:
    """The alternatives of a selector; None where one begins with more than a tag, classes and ids."""
    ways = tuple(map(_way, parse(css)))
    return None if None in ways else cast("tuple[_Way, ...]", ways)


def _way(selector: Selector) -> _Way | None:
    first = selector.parsed_tree
    while isinstance(first, CombinedSelector):
        first = first.selector
    bare: Any = first
    classes: list[str] = []
    ids: list[str] = []
    while isinstance(bare, (Class, Hash)):
        if isinstance(bare, Class):
            classes.append(bare.class_name)
        else:
            ids.append(bare.id)
        bare = bare.selector
    whole, start = (_TRANSLATOR.selector_to_xpath(s) for s in (selector, Selector(first)))
    if not isinstance(bare, Element) or bare.namespace or selector.pseudo_element or not whole.startswith(start):
        return None
    rest = whole[len(start) :]
    if rest[:1] not in ("", "/"):
        return None
    known = etree.XPath(f"id('{ids[0]}')") if ids and re.fullmatch(r"[\w-]+", ids[0]) else None
    return _Way(
        (bare.element or "*").lower(), tuple(classes), tuple(ids), known, etree.XPath(f".{rest}") if rest else None
    )
