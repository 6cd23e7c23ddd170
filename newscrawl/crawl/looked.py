"""The looks that a complete run took at articles: out of its WARC files, its rows and its book, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import orjson

from newscrawl import sites
from newscrawl.archive.reader import Archived, read_exchanges
from newscrawl.crawl.frontier import Line
from newscrawl.crawl.looks import GONE, NOT_ANSWERED, Look, key_of
from newscrawl.crawl.outcomes import FAILED
from newscrawl.crawl.sqlite_frontier import read_book
from newscrawl.errors import InputError
from newscrawl.extract.links import first_page
from newscrawl.runs import FRONTIER, RunFolder
from newscrawl.site import Site

logger = logging.getLogger(__name__)

_TELLING = (200, 301, 302, 303, 307, 308, *GONE)
"""Answers that say how it is with an article; others say how it is with the server."""


@dataclass
class Notes:
    """What the exchanges of a run tell of articles, taken as they are stored or read again: the same either way."""

    run: str
    looks: list[tuple[str, Look]] = field(default_factory=list)
    """Article id and look; the day of publication only where the URL states it."""
    last: datetime | None = None
    """When the last exchange was captured."""

    def take(self, archived: Archived) -> None:
        """Note an exchange."""
        at = archived.exchange.fetched_at
        self.last = max(self.last or at, at)
        if (found := _look(archived, self.run)) is not None:
            self.looks.append(found)


def looks_in(run: RunFolder, notes: Notes | None = None) -> Iterator[tuple[str, Look]]:
    """Article id and look, of every answer at an article's URL and of every request for one that came to nothing.

    Without `notes` of all exchanges the WARC files are read; a damaged one gives what it has, a damaged book nothing.
    """
    notes = _read(run) if notes is None else notes
    published = _published(run.articles)
    for article, look in notes.looks:
        yield article, look if look.published else replace(look, published=published.get(look.record))
    at = notes.last or run.started_at
    if at is None:
        return
    for line in _book(run):
        if (
            line.role in ("article", "part")
            and (why := _failure(line))
            and (url := _article(line.url, sites.for_url(line.url)))
        ):
            yield key_of(url), Look(at=at, page=line.url, failure=why, is_part=line.url != url, run=run.run_id)


def _read(run: RunFolder) -> Notes:
    notes = Notes(run.run_id)
    for warc in sorted(run.path.glob("*.warc.gz")):
        with suppress(InputError):
            for archived in read_exchanges(warc):
                notes.take(archived)
    return notes


def _book(run: RunFolder) -> list[Line]:
    """What became of the run's requests; nothing where that can't be read."""
    path = run.path / FRONTIER
    try:
        return read_book(path) if path.is_file() else []
    except InputError as error:
        logger.warning("What failed in %s isn't known: %s", run.path, error)
        return []


def _look(archived: Archived, run: str) -> tuple[str, Look] | None:
    """The look an exchange is; None for one that tells nothing of an article."""
    exchange, revisit = archived.exchange, archived.revisit
    site = sites.for_url(exchange.url)
    article = _article(exchange.url, site)
    if article is None or exchange.method != "GET" or (exchange.truncated and revisit is None):
        return None
    if exchange.status == 304:
        if revisit is None or not revisit.not_modified:
            return None
    elif exchange.status not in _TELLING:
        return None
    record = archived.capture.warc_record_id
    return key_of(article), Look(
        at=exchange.fetched_at,
        page=exchange.url,
        record=record,
        status=exchange.status,
        digest=None if exchange.status == 304 else archived.capture.payload_digest,
        etag=_text(exchange.header(b"etag")),
        last_modified=_text(exchange.header(b"last-modified")),
        original=record if revisit is None else revisit.refers_to_id,
        published=site.date_in(article),
        is_part=exchange.url != article,
        run=run,
    )


def _article(url: str, site: type[Site]) -> str | None:
    """URL of the first page of the article that a page belongs to; None for a page of none."""
    return first_page(url, site) if site.role(url, 200) in ("article", "part") else None


def _failure(line: Line) -> str | None:
    """Why a request came to nothing; None where it didn't, or led to another."""
    if line.open:
        return NOT_ANSWERED
    return str(line.result.get("why", "")) if line.result.get("came_to") == FAILED else None


def _published(rows: Path) -> dict[str, str]:
    """Day of publication by the record of the first page, of rows that state one."""
    found: dict[str, str] = {}
    if not rows.is_file():
        return found
    with rows.open("rb") as lines:
        for line in lines:
            with suppress(orjson.JSONDecodeError, KeyError, TypeError, IndexError):
                row = orjson.loads(line)
                if row["date_published"]:
                    found[str(row["captures"][0]["warc_record_id"])] = str(row["date_published"])[:10]
    return found


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value else None
