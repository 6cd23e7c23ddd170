"""Where an article stands in the printed paper: page (版), the page's name (版名) and the issue (期)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from newscrawl.extract.draft import Draft
from newscrawl.extract.parse import fold, text_of

_PAGE = re.compile(
    r"(?:^|[\s　（(【\[|])第?\s?(?P<page>[A-Z]{0,2}\d{1,3}(?:[/、]\d{1,3})?)\s?版"
    r"(?:\s?[:：]\s?(?P<name>[^\s|｜()（）【】\[\]，。]{1,20})|(?=[\s)）】\]|]|$))"
)
_ISSUE = re.compile(r"(?:总第|第)\s?[\d-]{1,12}\s?期")
_LONGEST = 60


def print_page(draft: Draft) -> None:
    """Fill page, its name and the issue of an article in a printed paper; what the URL says of the page goes first."""
    family = draft.family or draft.site
    if not family.printed or draft.tree is None:
        return
    stated = family.page_in(draft.page.url)
    found = list(_stated(draft, draft.tree))
    own = [match for linked, match in found if not linked]
    if stated is not None:
        draft.set("print_page", stated, "url", "page")
        own = [match for _, match in found if _same(match["page"], stated)]
    named = next((match for match in own if match["name"]), next(iter(own), None))
    if named is not None:
        if stated is None:
            draft.set("print_page", named["page"], "family", "page of the paper", named[0])
        draft.set("print_section", named["name"], "family", "page of the paper", named[0])
    for _, text in _lines(draft, draft.tree):
        if issue := _ISSUE.search(text):
            draft.set("print_edition", fold(issue[0]), "family", "issue", text)
            return


def _stated(draft: Draft, tree: HtmlElement) -> Iterator[tuple[bool, re.Match[str]]]:
    """What lines say of a page, the layout's own before others, and whether they are links."""
    named = draft.select(draft.layout.page) if draft.layout else []
    for linked, text in (*((False, text_of(element)) for element in named), *_lines(draft, tree)):
        if match := _PAGE.search(text):
            yield linked, match


def _lines(draft: Draft, tree: HtmlElement) -> Iterator[tuple[bool, str]]:
    """The short texts outside the article's, and whether they are links."""
    inside = set(draft.body)
    stack = [(tree, False)]
    while stack:
        element, linked = stack.pop()
        if (
            not isinstance(element.tag, str)
            or element in inside
            or element.tag in ("script", "style", "select", "head")
        ):
            continue
        linked = linked or element.tag == "a"
        pieces = (element.text, *(child.tail for child in element))
        for text in pieces:
            if text and 2 <= len(text) <= _LONGEST and ("版" in text or "期" in text):
                yield linked, fold(text)
        stack += [(child, linked) for child in reversed(element)]


def _same(page: str, stated: str) -> bool:
    return page.lstrip("0") == stated.lstrip("0")
