"""Everyone named with a page: from its meta line, its declarations, and the head, tail and pictures of the text."""

from __future__ import annotations

import re
from typing import Literal

from newscrawl.extract.agencies import agency
from newscrawl.extract.dateline import dateline
from newscrawl.extract.declared import declared, is_chinese, marked
from newscrawl.extract.draft import Draft
from newscrawl.extract.metaline import BREAK, flat_text, labelled, named
from newscrawl.extract.metapeople import standing_alone, unlabelled
from newscrawl.extract.names import bare_names, people
from newscrawl.extract.signatures import LABEL_ROLES, head, issuer, people_of_line, tail
from newscrawl.extract.western import portrayed
from newscrawl.items import Byline

_EDITORS = ("editor", "proofreader", "reviewer")
_NAMING = ("editor_line", "byline_line")
_NOT_AUTHORS = (*_EDITORS, "photographer", "designer")


def byline(draft: Draft) -> None:
    """Fill bylines and dateline; lines that only name editors leave the text."""
    places = draft.named
    places["meta line"], places["script data"] = _from_meta(draft), _labelled(draft, draft.facts)
    places["opening"], places["head of the text"] = dateline(draft), head(draft)
    chinese = is_chinese(draft)
    told = declared(draft, chinese)
    shown = places["meta line"] + places["script data"] + places["head of the text"]
    printed = {person.name.casefold() for person in shown if person.role not in _NOT_AUTHORS}
    if chinese or not printed or not printed.isdisjoint(name.casefold() for name in told.people):
        places["declarations"] = _as_authors(told.people)
    places["tail of the text"] = tail(draft)
    places["source line"], places["reviewed lines"] = _of_source_line(draft), _of_reviewed_lines(draft)
    pictures = draft.article.images if chinese else []  # western papers print agencies' photographers with each
    places["picture credits"] = [Byline(name=i.credit, role="photographer") for i in pictures if i.credit]
    places["layout's author"] = _of_layout(draft, "author")
    places["layout's editor"] = _of_layout(draft, "editor")
    if not chinese:
        places["declared houses"] = _as_authors(told.houses)
    if not _authors(_all(places)):
        places["marked elements"] = marked(draft, chinese) or issuer(draft)
    if not _authors(_all(places)) and not chinese:
        places["last lines"] = _closing(draft)
    if not _authors(_all(places)) and not chinese:
        places["names alone"] = standing_alone(draft)
    if not _authors(_all(places)) and not chinese:
        places["declared site"] = _as_authors(told.own)
    declarations = places.pop("declarations", [])
    found = _all(places)
    edits = {person.name for person in found if person.role in _EDITORS}
    draft.article.bylines = _unique([*(person for person in declarations if person.name not in edits), *found])
    places["declarations"] = declarations
    wires = [person.organisation for person in draft.article.bylines if agency(person.organisation or "")]
    if wires and draft.article.source is None and not draft.site.domains:
        draft.set("source", wires[0], "generic", "credit of an agency")


def _closing(draft: Draft) -> list[Byline]:
    """Who the last line of a text in Latin letters portrays, where nobody else is named."""
    return [Byline(name=who, role="author") for block in draft.inside()[-1:] if (who := portrayed(block.text))]


def _as_authors(names: list[str]) -> list[Byline]:
    return [Byline(name=name, role="author") for name in names]


def _all(places: dict[str, list[Byline]]) -> list[Byline]:
    return [person for found in places.values() for person in found]


def _of_layout(draft: Draft, role: Literal["author", "editor"]) -> list[Byline]:
    """The people that the layout names elements of."""
    elements = draft.select(getattr(draft.layout, role)) if draft.layout else []
    return [p for element in elements for p in people(flat_text([element]).replace(BREAK, " "), role)]


def _of_source_line(draft: Draft) -> list[Byline]:
    """The people of a line that gives the source; one in its place, where the meta line names another source."""
    found: list[Byline] = []
    for line in (span.text for span in draft.removed if span.kind == "source_line"):
        told = labelled(line.strip("（）()【】[] "))
        found += [person for role in LABEL_ROLES if told.get(role) for person in people(told[role], role)]
        value = told.get("source")
        if value and draft.article.source and value != draft.article.source:
            found += [Byline(name=name, role="author") for name in bare_names(value)]
    return found


def _of_reviewed_lines(draft: Draft) -> list[Byline]:
    """The people of lines that left by the site's own data."""
    lines = (span.text for span in draft.removed if span.rule.startswith("site.") and span.kind in _NAMING)
    return [person for line in lines for person in people_of_line(line)]


def _authors(found: list[Byline]) -> bool:
    return any(person.role not in _NOT_AUTHORS for person in found)


def _from_meta(draft: Draft) -> list[Byline]:
    """The people of the meta line, with and without a label."""
    return _labelled(draft, draft.meta) + unlabelled(draft)


def _labelled(draft: Draft, values: dict[str, str]) -> list[Byline]:
    """The people among values by label."""
    found: list[Byline] = []
    for role in LABEL_ROLES:
        if value := named(values.get(role)):
            found += people(value, role) or _as_printed(draft, value, role)
    return found


def _as_printed(draft: Draft, value: str, role: str) -> list[Byline]:
    """A pen name or an office behind the label of an author; a house that is the source too is no author."""
    if role != "author" or value == draft.article.source or not re.fullmatch(r"[\w&·.~ -]{2,20}", value):
        return []
    return [] if re.search(r"\d{4}|报$|報$|网$|網$|新闻$|新华社", value) else [Byline(name=value, role=role)]


def _unique(found: list[Byline]) -> list[Byline]:
    """Each name once a role, in the order found; a name with a more telling role is not an author besides."""
    unique: dict[tuple[str, str], Byline] = {}
    for person in found:
        known = unique.setdefault((person.name.casefold(), person.role), person)
        known.organisation = known.organisation or person.organisation
    for name in {name for name, role in unique if role not in ("author", *_EDITORS)}:
        unique.pop((name, "author"), None)
    return list(unique.values())
