"""Whether a page of an unknown host fits a layout of the CMS families it may belong to, and is no worse read by it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.extract.headline import Found, agree, is_site_name
from newscrawl.extract.parse import text_of
from newscrawl.extract.selectors import Selectable
from newscrawl.site import Layout, Site

Recognise = Callable[[Collection[str]], Iterable[type[Site]]]
"""The families a page may belong to, given its ids."""
_LEAST = 0.6
"""Share of the text found without a layout that a layout's body has at least."""
_MOST, _SCANT_MORE = 1.5, 600
"""How many times that text, and how many bytes more, it has at most: what is more is none of the article."""
_SCANT = 45
_LONGEST = 200


@dataclass(frozen=True)
class Fitted:
    """A family's layout, and what it finds."""

    family: type[Site]
    layout: Layout
    headline: Found
    body: list[HtmlElement]


def nobody(_: Collection[str]) -> Iterable[type[Site]]:
    """Recognises no family."""
    return ()


def fit(page: Selectable, families: Iterable[type[Site]], found: Found | None, held: float) -> Fitted | None:
    """The first layout whose headline agrees with the page's title and whose body has most of the text.

    `found` is the headline found without a layout, `held` the weight, in bytes, of the text found so.
    """
    tried: set[str] = set()
    for family in families:
        for layout in family.layouts:
            if layout.name in tried:
                continue
            tried.add(layout.name)
            body = page.select(layout.body)
            headline = _headline(page, layout, found) if body else None
            if headline is not None and _enough(body, held):
                return Fitted(family, layout, headline, body)
    return None


def _headline(page: Selectable, layout: Layout, found: Found | None) -> Found | None:
    title = next((text_of(e) for e in page.root.iter("title")), "")
    for element in page.select(layout.headline)[:3]:
        text = text_of(element)
        if not 2 <= len(text) <= _LONGEST:
            continue
        if found is not None and element is found.element:
            return found
        if agree(text, title) or (found is None or is_site_name(found.text)):
            return Found(text, layout.headline, element)
    return None


def _enough(body: list[HtmlElement], held: float) -> bool:
    outer = [e for e in body if not any(above in body for above in e.iterancestors())]
    mass = sum(len(re.sub(r"\s", "", text_of(e)).encode("utf-8", "ignore")) for e in outer)
    return max(_SCANT, _LEAST * held) <= mass <= _MOST * held + _SCANT_MORE
