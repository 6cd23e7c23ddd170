"""What a run knows of earlier captures: without an index that can be used it stores every answer whole."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from scrapy.settings import BaseSettings

from newscrawl.archive.archived import Archived, fetch
from newscrawl.archive.compose import Original
from newscrawl.archive.dedup import INDEX, DigestIndex
from newscrawl.archive.originals import join
from newscrawl.errors import InputError
from newscrawl.exchange import Exchange
from newscrawl.items import Capture
from newscrawl.runs import RunFolder

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Revisits:
    """The index of digests as the crawl uses it. An index that fails costs room on disk, never a capture."""

    def __init__(self, settings: BaseSettings, run: RunFolder) -> None:
        self._run = run
        self._output = Path(settings["NEWSCRAWL_OUTPUT"]) if settings.get("NEWSCRAWL_OUTPUT") else None
        self._wanted = settings.getbool("NEWSCRAWL_WARC_REVISITS", True)
        self._index: DigestIndex | None = None

    def open(self) -> None:
        """Open the index and read into it what it doesn't know of this site."""
        if self._output is None:
            return
        output = self._output
        self._index = self._try(lambda: DigestIndex(output, self._run))
        found = self._ask(DigestIndex.catch_up)
        if found:
            logger.info("%s now knows %d further runs", output / INDEX, found)

    def original_of(self, exchange: Exchange) -> Original | None:
        """The record that an answer about to be written may refer to."""
        return self._ask(lambda index: index.original_of(exchange)) if self._wanted else None

    def note(self, exchange: Exchange, capture: Capture, original: Original | None) -> None:
        """Take in a capture of this run."""
        self._ask(lambda index: index.note(exchange, capture, original=original))

    def publish(self) -> None:
        """Let later runs refer to what this one captured."""
        self._ask(DigestIndex.publish)

    def resolve(self, archived: Archived) -> Archived:
        """A capture of this run with its body, wherever that lies. Raises InputError."""
        revisit = archived.revisit
        if revisit is None:
            return archived
        original = self._ask(lambda index: index.by_record(revisit.refers_to_id or ""))
        if original is not None and self._output is not None:
            path = self._output / original.path
            if path.parent == self._run.path or not path.exists():
                path = self._run.current(path.name)
            joined = join(archived, fetch(path, original.record_id, original.offset))
            if joined is not None:
                return joined
        raise InputError(f"{archived.exchange.url}: what {archived.capture.warc_record_id} refers to isn't there")

    def close(self) -> None:
        """Forget what wasn't published."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def _ask(self, question: Callable[[DigestIndex], T]) -> T | None:
        index = self._index
        return None if index is None else self._try(lambda: question(index))

    def _try(self, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except (sqlite3.Error, OSError) as error:
            where = f"{self._output}/{INDEX}"
            logger.warning("%s can't be used, every answer is stored whole (%s); it may be deleted", where, error)
            self.close()
            return None
