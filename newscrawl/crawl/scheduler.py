"""Scrapy's scheduler on a frontier: a request is leased when it enters the engine and settled when it has left it.

What it led to is stored before: links, redirects and retries when they are scheduled, pages by the capture, rows by
their pipeline. A group of settlements is committed after the WARC file and the rows are on the disk.
"""

from __future__ import annotations

import logging
import os
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Headers
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from newscrawl.crawl.accounts import Accounted
from newscrawl.crawl.archiving import archive_of
from newscrawl.crawl.book import LED_ON, totals
from newscrawl.crawl.frontier import Asked, Frontier, Settled
from newscrawl.crawl.options import redaction_of
from newscrawl.crawl.outcomes import FAILED, Outcome, plain_waiting
from newscrawl.crawl.sqlite_frontier import SqliteFrontier
from newscrawl.crawl.stored import pack, unpack
from newscrawl.errors import ArchiveError, UsageError
from newscrawl.runs import ARTICLES, FRONTIER, RunFolder

logger = logging.getLogger(__name__)

LEASE = "lease"
"""Key in `request.meta` of the lease a request was handed out under; redirects and retries copy it."""
OPTIONS = ("NEWSCRAWL_LIMIT", "NEWSCRAWL_SINCE", "NEWSCRAWL_FULL")
"""Settings that a run keeps when it goes on."""
GROUP = 200
"""Settlements committed together at most."""
TICK = 1.0
"""Seconds after which they are committed in any case; a kill costs the pages of this time a second fetch."""


class _InEngine(set[Request]):
    """The requests in the engine, as its slot keeps them, telling of each one that leaves it."""

    def __init__(self, left: Callable[[Request], None]) -> None:
        super().__init__()
        self._left = left

    def remove(self, request: Request) -> None:
        super().remove(request)
        self._left(request)


class LeaseScheduler(BaseScheduler):
    """Scheduler of a run; in memory where no run folder is set."""

    def __init__(self, crawler: Crawler) -> None:
        self.last = True
        """After the close: whether no other session works on the run."""
        self.frontier: Frontier
        self._crawler = crawler
        self._spider: Spider
        self._run: RunFolder | None = None
        self._leases: dict[Request, tuple[int, str]] = {}
        self._hosts: dict[str, int] = {}
        self._settled: list[Settled] = []
        self._live: dict[bytes, Request] = {}
        self._error: Exception | None = None
        self._tick = create_looping_call(self._beat)
        usual = Headers(crawler.settings.getdict("DEFAULT_REQUEST_HEADERS"))
        self._secret = {name: usual.get(name) for name in redaction_of(crawler.settings).names}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Open the frontier, and go on where it was left. Raises ArchiveError for a Scrapy that is another inside."""
        slot = self._crawler.engine._slot
        if slot is None or not isinstance(getattr(slot, "inprogress", None), set):
            raise ArchiveError("This Scrapy's engine keeps its requests elsewhere; nothing can be fetched with it")
        slot.inprogress = _InEngine(self._left)
        self._spider = spider
        self.frontier = self._open()
        self.frontier.options({name: self._crawler.settings.get(name) for name in OPTIONS})
        if isinstance(spider, Accounted):
            spider.restore(list(self.frontier.book()))
        self._crawler.signals.connect(self._item_error, signal=signals.item_error)
        self._tick.start(TICK, now=False)

    def close(self, reason: str) -> None:
        """Settle what is to be settled, and leave the rest to the next session."""
        self._tick.stop()
        self._flush()
        with suppress(sqlite3.Error):
            self.last = self.frontier.leave(self._stats(), complete=True)
            self._sum_up()
        self.frontier.close()

    def has_pending_requests(self) -> bool:
        if self.frontier.pending():
            return True
        self._flush()
        return False

    def enqueue_request(self, request: Request) -> bool:
        """Store a request; False for one that is known."""
        asked = self._asked(request)
        try:
            added = self.frontier.add(asked)
        except sqlite3.Error as error:
            self._fail(error)
            return True
        if not added:
            self._crawler.stats.inc_value("dupefilter/filtered")
            return False
        if asked.data is None:
            self._live[asked.key] = request
            self._crawler.stats.inc_value("scheduler/unserializable")
        self._crawler.stats.inc_value("scheduler/enqueued")
        return True

    def next_request(self) -> Request | None:
        if self._error is not None:
            return None
        try:
            while (lease := self.frontier.lease(self._active)) is not None:
                request = self._request(lease.key, lease.data)
                if request is not None:
                    break
                self._settled.append(Settled(lease.number, Outcome(FAILED, "it couldn't be stored").result()))
            else:
                return None
        except sqlite3.Error as error:
            self._fail(error)
            return None
        request.meta[LEASE] = lease.number
        self._leases[request] = (lease.number, lease.host)
        self._hosts[lease.host] = self._hosts.get(lease.host, 0) + 1
        self._crawler.stats.inc_value("scheduler/dequeued")
        return request

    def claims(self, task: str) -> bool:
        """Whether this session does a task that is done once, when all else is; False where nothing can be stored."""
        self._flush()
        return self._error is None and self.frontier.claim(task)

    def stops(self, task: str) -> bool:
        """Whether this session does a task that was left to be done, as it is the last to stop."""
        self._flush()
        return self._error is None and self.frontier.last_to("the end") and self.claims(task)

    def _open(self) -> Frontier:
        settings = self._crawler.settings
        newest_first = "Lifo" in str(settings["SCHEDULER_MEMORY_QUEUE"])
        folder = settings.get("NEWSCRAWL_RUN_FOLDER")
        if folder and not settings.getbool("KEEP_ALIVE"):
            self._run = RunFolder(Path(folder))
            if not self._run.part(FRONTIER).exists() and (self._run.path / FRONTIER).exists():
                raise UsageError(f"{folder} is complete, or broke while it was completed: crawl the site with --resume")
            try:
                self._run.create()
                return SqliteFrontier(self._run.part(FRONTIER), newest_first=newest_first)
            except (OSError, sqlite3.Error) as error:
                self._run = None
                self._fail(error)
        return SqliteFrontier(None, newest_first=newest_first)

    def _asked(self, request: Request) -> Asked:
        meta = request.meta
        lease, account = meta.get(LEASE), str(meta.get("account") or "")
        key: bytes = self._crawler.request_fingerprinter.fingerprint(request)
        if request.dont_filter:
            key += f"{LED_ON}{lease}".encode() if lease else secrets.token_bytes(8)
        return Asked(
            key=key,
            url=request.url,
            host=self._crawler.engine.downloader.get_slot_key(request),
            priority=request.priority,
            start=bool(meta.get("is_start_request")),
            parent=f"{LED_ON}{lease}" if lease else str(meta.get("met_on") or account),
            role=str(meta.get("asked") or ""),
            account=account,
            data=pack(request, self._spider, self._secret),
        )

    def _request(self, key: bytes, data: bytes | None) -> Request | None:
        if data is None:
            return self._live.pop(key, None)
        try:
            return unpack(data, self._spider)
        except ValueError as error:
            logger.warning("A stored request can't be sent: %s", error)
            return None

    def _active(self, host: str) -> int:
        slot = self._crawler.engine.downloader.slots.get(host)
        return len(slot.active) if slot else 0

    def _left(self, request: Request) -> None:
        """A request has left the engine, and all it led to is stored."""
        number, host = self._leases.pop(request, (0, ""))
        if not number:
            return
        self._hosts[host] -= 1
        archive = archive_of(self._crawler)
        if self._error is not None or (archive is not None and archive.error is not None):
            return  # what it led to may be lost; its lease stays
        outcome = self._spider.outcomes.take(request) if isinstance(self._spider, Accounted) else Outcome()
        held = plain_waiting(outcome.waits) if outcome.waits else None
        self._settled.append(Settled(number, outcome.result(), held))
        if len(self._settled) >= GROUP:
            self._flush()
        if not self._hosts[host]:
            del self._hosts[host]
            with suppress(sqlite3.Error):
                self.frontier.give(host, self._wait(host))

    def _wait(self, host: str) -> float:
        """Seconds until a host may be asked again."""
        slot = self._crawler.engine.downloader.slots.get(host)
        return max(0.0, slot.lastseen + slot.download_delay() - monotonic()) if slot else 0.0

    def _flush(self) -> None:
        """Commit a group: WARC, rows, settlements, in this order."""
        archive = archive_of(self._crawler)
        if not self._settled or self._error is not None or (archive is not None and archive.error is not None):
            return
        try:
            if archive is not None:
                archive.sync()
            self._sync_rows()
            self.frontier.settle(self._settled)
            self._settled.clear()
        except (ArchiveError, OSError, sqlite3.Error) as error:
            self._fail(error)

    def _sync_rows(self) -> None:
        rows = self._run.part(ARTICLES) if self._run else None
        if rows is None or not rows.exists():
            return
        descriptor = os.open(rows, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _beat(self) -> None:
        self._flush()
        slots = self._crawler.engine.downloader.slots
        try:
            waits = {host: slot.download_delay() for host, slot in slots.items()}
            self.frontier.beat(self._stats(), waits)
        except sqlite3.Error as error:
            self._fail(error)
        slot = self._crawler.engine._slot
        if slot is not None:
            slot.nextcall.schedule()  # a host, or a dead session's requests, may be free by now

    def _stats(self) -> dict[str, Any]:
        found = self._crawler.stats.get_stats()
        return {name: value for name, value in found.items() if isinstance(value, (int, float, datetime))}

    def _sum_up(self) -> None:
        """Put the whole run into this crawler's stats and accounts, where others had a part in it."""
        sessions = self.frontier.stats()
        if not self.last or len(sessions) == 1:
            return
        for name, value in totals(sessions).items():
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
            self._crawler.stats.set_value(name, moment)
        if isinstance(self._spider, Accounted):
            self._spider.restore(list(self.frontier.book()))

    def _item_error(self, failure: Failure) -> None:
        if isinstance(failure.value, ArchiveError):
            self._fail(failure.value)

    def _fail(self, error: Exception) -> None:
        """Settle nothing more, and stop the crawl with the reason."""
        if self._error is not None:
            return
        self._error = error
        archive = archive_of(self._crawler)
        if archive is not None and archive.error is None:
            where = self._run.part(FRONTIER) if self._run else "the frontier"
            archive.fail(ArchiveError(f"{where}: can't be written ({error})"))
