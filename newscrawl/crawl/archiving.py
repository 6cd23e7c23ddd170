"""The archive of a run: one WARC writer a crawler, which stops the crawl when it can't write."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from newscrawl.archive.archived import Archived, Revisit, fetch
from newscrawl.archive.compose import Referred
from newscrawl.archive.index import IndexWriter
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.crawl.colophon import warcinfo
from newscrawl.crawl.looked import Notes
from newscrawl.crawl.revisits import Revisits
from newscrawl.errors import ArchiveError, NewscrawlError
from newscrawl.exchange import Exchange
from newscrawl.items import Capture
from newscrawl.runs import RunFolder

logger = logging.getLogger(__name__)

MAX_BYTES = 1_000_000_000
"""Bytes a WARC file may reach before the next one is begun, unless NEWSCRAWL_WARC_MAX_BYTES says otherwise."""
MAX_SECONDS = 21_600.0
"""Seconds after which a WARC file is followed by the next, unless NEWSCRAWL_WARC_MAX_SECONDS says otherwise."""
SYNC_INTERVAL = 1.0
"""Seconds between two syncs to disk, unless NEWSCRAWL_WARC_SYNC_INTERVAL says otherwise."""


@dataclass(frozen=True)
class Kept:
    """An exchange that is in the archive."""

    capture: Capture
    look: bool
    """Whether it is unchanged since it was last captured at its URL."""


class RunArchive:
    """What one crawler writes to. The first failure ends the crawl, and nothing is written after it."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self.run_id = folder.name
        self.error: ArchiveError | None = None
        """Why the archive can't be written any more."""
        self._crawler = crawler
        self._folder = folder
        self._run = RunFolder(folder)
        self._known = Revisits(crawler.settings, self._run)
        self._writer: ArchiveWriter | None = None
        self._files: list[Path] | None = None
        self._index = IndexWriter(folder)
        self._notes = Notes(folder.name)

    def ready(self) -> None:
        """Make sure that records can be written. Raises ArchiveError."""
        if self.error is not None:
            raise ArchiveError(str(self.error))
        if self._files is not None:
            raise self.fail(ArchiveError(f"{self._folder}: the archive of this run is closed"))
        if self._writer is None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._writer = _writer(self._folder, self._crawler)
                self._known.open()
            except (NewscrawlError, OSError) as error:
                raise self.fail(error) from error

    def write(
        self, exchange: Exchange, about: Mapping[str, str] | None = None, unmodified: Referred | None = None
    ) -> Kept:
        """Write one exchange and say where it is; an answer 304 goes by the `unmodified` record.

        Raises ArchiveError, and closes the spider then.
        """
        self.ready()
        assert self._writer is not None
        known = self._known.original_of(exchange)
        original = unmodified if exchange.status == 304 else known
        try:
            capture = self._writer.write(exchange, original=original, about=about)
            self._index.add(exchange, capture, revisit=original is not None)
        except (ArchiveError, OSError) as error:
            raise self.fail(error) from error
        self._known.note(exchange, capture, known)
        revisit = _revisit(exchange, capture, original) if original else None
        self._notes.take(Archived(exchange, capture, self.run_id, revisit))
        return Kept(capture, revisit is not None and revisit.same_url)

    def read(self, capture: Capture) -> Exchange:
        """An exchange written before, also one whose body another record has. Raises InputError."""
        archived = fetch(self._run.current(capture.warc_filename), capture.warc_record_id, capture.warc_record_offset)
        return self._known.resolve(archived).exchange

    def describe(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Write documents about the crawl as resource records, by their name. Raises ArchiveError."""
        if self._writer is None or self.error is not None or self._files is not None:
            return
        for name, content in documents.items():
            block = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8")
            self._writer.write_document(self._uri(name), "application/json", block)

    def annotate(self, capture: Capture, name: str, block: bytes) -> None:
        """Write JSON about a capture as a metadata record. Raises ArchiveError, and closes the spider then."""
        self.ready()
        assert self._writer is not None
        try:
            refers_to = capture.warc_record_id
            self._writer.write_document(self._uri(name), "application/json", block, refers_to=refers_to)
        except ArchiveError as error:
            raise self.fail(error) from error

    def _uri(self, name: str) -> str:
        return f"urn:newscrawl:{self._run.site}:{self.run_id}:{name}"

    def publish(self) -> None:
        """Let later runs refer to what this one captured; for a complete run."""
        self._known.publish()
        self._known.close()

    def forget(self) -> None:
        """Let no other run know what this one captured."""
        self._known.close()

    def sync(self) -> None:
        """Have the disk confirm all that was written. Raises ArchiveError, and closes the spider then."""
        if self._writer is not None and self._files is None:
            try:
                self._writer.sync()
            except ArchiveError as error:
                raise self.fail(error) from error

    def close(self) -> list[Path]:
        """Finish the files and name them; further calls name them again. Raises ArchiveError."""
        if self._files is None:
            try:
                self._files = self._writer.close() if self._writer else []
                self._index.finish()
            except OSError as error:
                raise ArchiveError(f"{self._folder}: the archive can't be finished: {error}") from error
        return self._files

    def notes(self) -> Notes | None:
        """What its exchanges tell of articles; None where the run has files of another process. For a closed one."""
        return self._notes if sorted(self._folder.glob("*.warc.gz")) == sorted(self._files or []) else None

    def fail(self, error: Exception) -> ArchiveError:
        """Write nothing more and close the spider; gives the error to raise."""
        said = error if isinstance(error, ArchiveError) else ArchiveError(f"{self._folder}: can't be written: {error}")
        self.error = said
        logger.error("The archive can't be written, the crawl stops: %s", said)
        engine = self._crawler.engine
        if engine is not None:
            closing = deferred_from_coro(engine.close_spider_async(reason=f"archive_error: {said}"))
            closing.addErrback(_log_failure)
        return said


_archives: WeakKeyDictionary[Crawler, RunArchive | None] = WeakKeyDictionary()


def archive_of(crawler: Crawler) -> RunArchive | None:
    """The crawler's archive; None where no run folder is set, and in `scrapy shell`."""
    if crawler not in _archives:
        folder = crawler.settings.get("NEWSCRAWL_RUN_FOLDER")
        wanted = folder and not crawler.settings.getbool("KEEP_ALIVE")
        _archives[crawler] = RunArchive(crawler, Path(folder)) if wanted else None
    return _archives[crawler]


def _revisit(exchange: Exchange, capture: Capture, original: Referred) -> Revisit:
    """What the record of an exchange that refers to another says of it."""
    return Revisit(
        refers_to_uri=original.url,
        refers_to_date=original.date,
        refers_to_id=original.record_id,
        digest=capture.payload_digest,
        same_url=original.url == exchange.url,
        not_modified=exchange.status == 304,
    )


def _writer(folder: Path, crawler: Crawler) -> ArchiveWriter:
    settings = crawler.settings
    spider = crawler.spider
    return ArchiveWriter(
        folder,
        prefix=settings.get("NEWSCRAWL_SITE") or (spider.name if spider else "newscrawl"),
        run_id=folder.name,
        info=warcinfo(settings, getattr(getattr(spider, "site", None), "title", "")),
        max_bytes=settings.getint("NEWSCRAWL_WARC_MAX_BYTES", MAX_BYTES),
        max_seconds=settings.getfloat("NEWSCRAWL_WARC_MAX_SECONDS", MAX_SECONDS),
        sync_interval=settings.getfloat("NEWSCRAWL_WARC_SYNC_INTERVAL", SYNC_INTERVAL),
    )


def _log_failure(failure: Failure) -> None:
    logger.error("The spider can't be closed: %s", failure.value)
