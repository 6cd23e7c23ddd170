"""Selectors find what XPath finds, in its order."""

from __future__ import annotations

import pytest
from cssselect import HTMLTranslator
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newscrawl.extract.selectors import Selectable

_NAMES = st.sampled_from(["a", "b", "a b", "ab", "b\ta", " a ", "", "a\u00a0b"])
_TAGS = st.sampled_from(["div", "p", "ul", "h1", "span"])
_SELECTORS = (
    "div",
    ".a",
    "#a",
    "div.a",
    "div#a",
    "p.a.b",
    "*",
    "div.a > p",
    "div.a p",
    "#b span",
    "div.a > p, #b",
    "p, div",
    "#a > h1, .b > h1",
    "div.a p:last-of-type",
    "div + p",
    "div[class]",
    "p:first-child, #a",
)


@st.composite
def _pages(draw: st.DrawFn, depth: int = 0) -> str:
    tag = draw(_TAGS)
    attributes = "".join(f' {name}="{draw(_NAMES)}"' for name in ("class", "id") if draw(st.booleans()))
    inner = "".join(draw(st.lists(_pages(depth + 1), max_size=3))) if depth < 3 else "x"
    return f"<{tag}{attributes}>{inner}</{tag}><!-- c -->"


@given(st.lists(_pages(), min_size=1, max_size=3).map("".join), st.sampled_from(_SELECTORS))
def test_select_is_xpath(page: str, css: str) -> None:
    tree = etree.fromstring(page, etree.HTMLParser())
    assert Selectable(tree).select(css) == tree.xpath(HTMLTranslator().css_to_xpath(css))


@pytest.mark.parametrize("css", ["div.a", "#a"])
def test_names_written_as_references_count(css: str) -> None:
    tree = etree.fromstring('<div class="&#97;" id="&#97;">x</div>', etree.HTMLParser())
    assert [element.tag for element in Selectable(tree).select(css)] == ["div"]


def test_every_element_of_an_id_counts() -> None:
    tree = etree.fromstring('<a name="a">x</a><p id="a">1</p><p id="a">2</p>', etree.HTMLParser())
    assert [element.text for element in Selectable(tree).select("#a")] == ["1", "2"]


def test_an_empty_selector_finds_nothing() -> None:
    assert Selectable(etree.fromstring("<p>x</p>", etree.HTMLParser())).select("") == []
