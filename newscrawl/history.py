"""Articles over time: which rows are new, changed, unchanged or withdrawn, and their version numbers.

Rows know no history. It is worked out over them by one pure fold, whatever the order they come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal

from newscrawl.items import Article

Event = Literal["new", "changed", "unchanged", "withdrawn", "back"]

COMPARED = (
    *("canonical_url", "headline", "kicker", "alternative_headline", "original_headline"),
    *("source", "publisher", "bylines", "dateline", "dateline_agency", "dateline_place", "dateline_date"),
    *("date_published", "date_modified"),
    *(
        "section",
        "keywords",
        "abstract",
        "body",
        "images",
        "print_page",
        "print_section",
        "print_edition",
        "part_count",
    ),
    *("notices", "rights_permission", "rights_credit_required", "rights_credit_line", "rights_holder"),
    *("rights_licensee", "rights_scope", "rights_licence_url", "rights_contact", "rights_reply_days"),
    *("copyright_notice", "rights_tdm_reservation"),
    *("provenance_status", "provenance_origin", "provenance_relation", "mirror_of"),
)
"""Fields that make another version: what the page says. How it was read, where it is stored and evidence don't."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One row's place in the history of its article."""

    row: Article
    event: Event
    """new: its first text · changed · unchanged · withdrawn: 404 or 410 · back: there again after a withdrawal."""
    version: int
    """Of the text, counted from 1; a withdrawal has that of the text withdrawn, 0 where none was seen."""
    changed: tuple[str, ...] = ()
    """Fields that differ from the version before, in the order of the record."""


def history(rows: Iterable[Article]) -> Iterator[Entry]:
    """Every capture's place in its article's history, ordered by id, time of capture and record id.

    Rows of one capture count once: the one read by the newest extractor. Where the bytes are those of the capture
    before, nothing has changed, whatever another extractor made of them.
    """
    for _, versions in groupby(sorted(rows, key=_order), attrgetter("id")):
        yield from _fold(_once(versions))


def current(rows: Iterable[Article]) -> Iterator[Entry]:
    """The last entry of every article: its present text, or its withdrawal."""
    for _, entries in groupby(history(rows), lambda entry: entry.row.id):
        *_, last = entries
        yield last


def captured_at(row: Article) -> datetime | None:
    """When the row's page was captured; None for a row without a capture."""
    return datetime.fromisoformat(row.captures[0].fetch_time) if row.captures else None


def _order(row: Article) -> tuple[Any, ...]:
    made_by = [int(part) if part.isdigit() else 0 for part in row.extractor_version.split(".")]
    return (row.id, captured_at(row) or _LONG_AGO, _record(row), made_by, repr(row))


def _record(row: Article) -> str:
    return row.captures[0].warc_record_id if row.captures else ""


def _once(rows: Iterable[Article]) -> Iterator[Article]:
    """The last of the rows of each capture; rows without a capture all count, unless they are equal."""
    held: Article | None = None
    for row in rows:
        if held is not None and (_record(held) != _record(row) or not (_record(row) or held == row)):
            yield held
        held = row
    if held is not None:
        yield held


def _fold(rows: Iterable[Article]) -> Iterator[Entry]:
    """The history of one article, from its rows in order."""
    text: Article | None = None
    version, withdrawn = 0, False
    for row in rows:
        if row.kind == "tombstone":
            yield Entry(row, "unchanged" if withdrawn else "withdrawn", version)
            withdrawn = True
            continue
        changed = _changes(text, row) if text else ()
        version += text is None or bool(changed)
        event: Event = "new" if text is None else "back" if withdrawn else "changed" if changed else "unchanged"
        yield Entry(row, event, version, changed)
        text, withdrawn = row, False


def _changes(before: Article, after: Article) -> tuple[str, ...]:
    digests = [capture.payload_digest for capture in after.captures]
    if digests and digests == [capture.payload_digest for capture in before.captures]:
        return ()
    return tuple(name for name in COMPARED if _said(before, name) != _said(after, name))


def _said(row: Article, name: str) -> Any:
    """A field's value as the page says it: of a notice its words, not where they stood."""
    value = getattr(row, name)
    if name == "notices":
        return [(notice.kind, notice.text) for notice in value]
    return [asdict(part) for part in value] if name in ("bylines", "images") else value
