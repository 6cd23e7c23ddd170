"""The one lxml tree of a page, made of its repaired text; and reading text out of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import orjson
from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.repair import Repaired, repair_text
from newscrawl.page import Page
from newscrawl.site import Site

if TYPE_CHECKING:
    from newscrawl.extract.draft import Draft

_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
_ENDS = (b"</html>", b"</HTML>")
_BEHIND_END = 20
"""Bytes from the end of a page on, its own included, behind which nothing is said."""
_LAST_TWO = ("\ufffe".encode(), "\uffff".encode())
"""Characters that XML has no place for, besides those of control."""
_LONGEST = 8 * 1024 * 1024
"""Characters of a page that are read."""
_CODE = frozenset(("script", "style", "noscript", "template"))


def repaired(page: Page, site: type[Site]) -> Repaired:
    """The page's text with damage undone, worked out once.

    The conversion to traditional characters belongs to the damage: it is undone too, unless the site publishes in them.
    """
    found = page.derived.get("repaired")
    if found is None:
        found = page.derived["repaired"] = repair_text(page.decoded.text, to_simplified=site.script in (None, "Hans"))
    return cast("Repaired", found)


def parse(draft: Draft) -> None:
    """Give the draft its tree; of a page of many megabytes, that of its beginning."""
    draft.tree = tree_of(draft.page, draft.site)
    if draft.tree is not None and len(draft.markup) > _LONGEST:
        draft.problems.add("page_cut")


def tree_of(page: Page, site: type[Site]) -> HtmlElement | None:
    """Root of the page's tree, parsed once; None where there is nothing to parse."""
    if "tree" not in page.derived:
        page.derived["tree"] = _parse(repaired(page, site)) if page.is_html else None
    return cast("HtmlElement | None", page.derived["tree"])


def parse_html(text: str) -> HtmlElement | None:
    """An lxml tree of any text; comments stay, since some CMSs keep their metadata in them."""
    return _parse(Repaired(text, {}, False))


def _parse(source: Repaired) -> HtmlElement | None:
    whole = len(source.text) <= _LONGEST
    data = source.data if whole else source.text[:_LONGEST].encode("utf-8", "ignore")
    for unprintable in _LAST_TWO:
        if unprintable in source.beyond_ascii:
            data = data.replace(unprintable, b"")
    data = _open_ended(data.translate(None, _CONTROLS))
    if not data or data.isspace():
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.ParserError:
        return None
    return cast("HtmlElement | None", root)


def _open_ended(data: bytes) -> bytes:
    """Markup without the ends of pages that pages put together from whole files have amid them.

    Browsers go on behind such an end, libxml2 doesn't.
    """
    for end in _ENDS:
        if 0 <= data.find(end) < len(data) - _BEHIND_END:
            data = data.replace(end, b"")
    return data


def json_of(text: str) -> Any:
    """JSON as pages carry it: control characters pass, surrogates without a partner are dropped. Raises ValueError."""
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    data = json.loads(text, strict=False)
    if "\\ud" in text.lower():
        data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "ignore"))
    return data


def fold(text: str) -> str:
    """Text with every run of white space as one blank, none at the ends."""
    return " ".join(text.replace("\u200b", " ").replace("\ufeff", " ").split())


def text_of(node: HtmlElement) -> str:
    """The folded text of an element; comments, scripts and styles are none."""
    if not len(node):
        tag = node.tag
        return fold(node.text or "") if isinstance(tag, str) and tag not in _CODE else ""
    if next(node.iter("br", *_CODE), None) is None:
        return fold(etree.tostring(node, encoding="unicode", method="text", with_tail=False))
    pieces: list[str] = []
    _gather(node, pieces)
    return fold("".join(pieces))


def _gather(node: HtmlElement, pieces: list[str]) -> None:
    for event, element in etree.iterwalk(node, events=("start", "end", "comment", "pi")):
        if event == "start":
            tag = element.tag
            if tag in _CODE:
                continue
            if tag == "br":
                pieces.append(" ")
            if text := element.text:
                pieces.append(text)
        elif element is not node and (tail := element.tail):
            pieces.append(tail)
