"""Citing an article so that its bytes can be found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Citation:
    """One article and one capture of it; `str()` is the citation as text."""

    id: str
    authors: tuple[str, ...]
    """Names that wrote or photographed, in the order printed."""
    title: str | None
    source: str | None
    """Where the site says it took the article from, as printed."""
    publisher: str | None
    """As printed, else the site's own name."""
    date_published: str | None
    date_modified: str | None
    url: str
    archived: str
    """When the bytes were captured, ISO 8601."""
    warc_filename: str
    warc_record_offset: int | None
    warc_record_length: int | None
    warc_record_id: str
    payload_digest: str

    def as_dict(self) -> dict[str, Any]:
        """The citation as JSON has it."""
        return {**asdict(self), "authors": list(self.authors)}

    def __str__(self) -> str:
        names = ", ".join(self.authors)
        houses = ", ".join(dict.fromkeys(house for house in (self.source, self.publisher) if house))
        dates = self.date_published or "n.d."
        if self.date_modified:
            dates += f" (modified {self.date_modified})"
        place = self.warc_filename
        if self.warc_record_offset is not None:
            place += f":{self.warc_record_offset}+{self.warc_record_length}"
        head = ". ".join(part for part in (names, self.title or "[untitled]", houses, dates) if part)
        return f"{head}. {self.url}. Archived {self.archived}: {place}, {self.warc_record_id}, {self.payload_digest}."


_NOT_AUTHORS = frozenset({"editor", "proofreader", "reviewer", "designer"})


def cite(row: Mapping[str, Any], capture: Mapping[str, Any] | None = None) -> Citation:
    """The citation of a row and one of its captures (the first, unless one is given).

    Raises ValueError for a row without a capture.
    """
    if capture is None:
        if not row["captures"]:
            raise ValueError(f"{row['url']}: the row names no capture")
        capture = row["captures"][0]
    authors = (byline["name"] for byline in row["bylines"] if byline["role"] not in _NOT_AUTHORS)
    return Citation(
        id=row["id"],
        authors=tuple(dict.fromkeys(authors)),
        title=row["headline"],
        source=row["source"],
        publisher=row["publisher"] or row["site_name"],
        date_published=row["date_published"],
        date_modified=row["date_modified"],
        url=row["url"],
        archived=capture["fetch_time"],
        warc_filename=capture["warc_filename"],
        warc_record_offset=capture["warc_record_offset"],
        warc_record_length=capture["warc_record_length"],
        warc_record_id=capture["warc_record_id"],
        payload_digest=capture["payload_digest"],
    )
