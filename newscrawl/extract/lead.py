"""The lead: the paragraph that opens an article between its headline and the element that holds the rest."""

from __future__ import annotations

import re

from newscrawl.extract.boilerplate import CAPTIONS, names
from newscrawl.extract.parse import fold, text_of
from newscrawl.extract.structured import Structured
from newscrawl.extract.survey import Survey

_NAMES = re.compile(
    r"lead|standfirst|summary|intro|teaser|excerpt|perex|vorspann|chapo|sapo|subtitle|sub-title|sub-?head|sommario|"
    r"entradilla|ondertitel|abstract|spot|daodu|zhaiyao",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?。！？…][\"”»“’')\]]*$")
_LEAST, _MOST = 40, 1500
"""Bytes of a lead."""
_SAME = 40
"""Characters in which a lead and the page's description are the same, which may be cut short."""


def find_lead(page: Survey, headline: int, body: int, told: Structured) -> int | None:
    """Position of the element between headline and body that shows the page's own description, if one does.

    Without a name like that of a lead it must end as sentences do. None where the body has that text itself.
    """
    opening = fold(told.description or "")[:_SAME]
    if (
        headline < 0
        or body <= headline
        or page.mass[body] < _SAME
        or len(opening.encode()) < _LEAST
        or page.inside(headline, body)
    ):
        return None
    for position in range(page.end[headline], body):
        mass = page.mass[position]
        if not _LEAST <= mass <= _MOST or page.flow[position] < _LEAST or page.links[position] > 0.5 * mass:
            continue
        text = text_of(page.nodes[position])
        if not text.startswith(opening):
            continue
        said = f"{names(page.nodes[position])} {names(page.nodes[page.parent[position]])}"
        if CAPTIONS.search(said) or not (_NAMES.search(said) or _SENTENCE.search(text)):
            return None
        return None if opening in text_of(page.nodes[body]) else position
    return None
