"""Crawls sites one after the other in this process, and says for each what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from newscrawl import sites
from newscrawl.crawl.accounts import Accounted
from newscrawl.crawl.finish import Finish
from newscrawl.crawl.identity import require_contact
from newscrawl.crawl.options import limit_of, redaction_of, schedule_of, since_of
from newscrawl.crawl.proxies import check_proxies
from newscrawl.crawl.terminal import quiet
from newscrawl.crawl.turns import Turns
from newscrawl.crawl.verdict import Verdict, unhealthy
from newscrawl.errors import UsageError
from newscrawl.pipelines import project_settings
from newscrawl.runs import RunFolder, writable
from newscrawl.site import Site

logger = logging.getLogger(__name__)

_WATCH_INTERVAL = 0.5
"""Seconds between two calls of a watcher."""

_STOP_POLL = 0.01
"""Seconds between two looks at whether a crawl has opened."""


@dataclass(frozen=True)
class RunResult:
    """What came of one site's crawl."""

    site: str
    folder: Path | None
    """None where the run broke before it had one."""
    verdict: Verdict
    report: dict[str, Any] = field(default_factory=dict)
    """As in report.json; empty where the run broke before."""
    left_out: str = ""
    """Why the site was not crawled, which is nothing bad: another process is at it."""

    @property
    def exit_code(self) -> int:
        """0 good, 1 it ran to its end and is unhealthy, 3 it couldn't be completed (a full disk) and may be resumed."""
        if self.verdict.healthy:
            return 0
        return 1 if self.folder is None or RunFolder(self.folder).is_complete else 3


@dataclass(frozen=True)
class Progress:
    """How far a crawl has come."""

    site: str
    lists: int
    """List pages met."""
    links: int
    """Links to articles found."""
    fetched: int
    pending: int
    """Links without an outcome yet."""
    rows: int
    bytes_received: int


Watcher = Callable[[Progress], None]


class _Process(AsyncCrawlerProcess):
    """A process that a signal never takes out of the middle of a crawl's opening."""

    async def stop(self) -> None:
        """Stop the crawls; one that is still opening has nothing yet that Scrapy could stop, so first let it open."""
        while any(map(_opens, self.crawlers)):  # noqa: ASYNC110  # Scrapy tells nobody that an engine runs
            await asyncio.sleep(_STOP_POLL)
        await super().stop()


def settings_for(overrides: Mapping[str, Any] | None = None) -> Settings:
    """The project's settings, with others on top."""
    settings = project_settings()
    settings.update(dict(overrides or {}), priority="cmdline")
    return settings


def crawl_sites(
    names: Iterable[str],
    *,
    output: Path | str | None = None,
    limit: int | None = None,
    since: str | None = None,
    full: bool | None = None,
    contact: str | None = None,
    resume: bool = False,
    wait: bool = False,
    overrides: Mapping[str, Any] | None = None,
    watch: Watcher | None = None,
) -> list[RunResult]:
    """Crawl sites by name, and return a result for each. Only once a process: Twisted's reactor starts once.

    full: ask for every article on the lists, whatever was seen before. resume: go on with a site's newest run that
    broke, with the options it was begun with; where there is none, begin one. A site that another process crawls into
    the same output is left out, or with `wait` waited for; a NEWSCRAWL_RUN_FOLDER among the overrides is a run to
    share, for which nothing is locked.
    `overrides` are Scrapy settings (LOG_LEVEL is that of the terminal); `watch` is called about twice a second. SIGINT
    ends the run at hand in good order.
    Raises UsageError, before anything is fetched, for unknown sites and for options and proxies that can't be used, and
    InputError for an output folder that can't be written to.
    """
    given = {"OUTPUT": output, "LIMIT": limit, "SINCE": since, "FULL": full, "CONTACT": contact}
    options = {f"NEWSCRAWL_{name}": value for name, value in given.items() if value is not None}
    settings = settings_for({"LOG_LEVEL": "WARNING", **dict(overrides or {}), **options, "LOG_ENABLED": False})
    chosen = [_site(name) for name in dict.fromkeys(names)]
    limit_of(settings)
    since_of(settings)
    redaction_of(settings)
    schedule_of(settings)
    lists = [url for site in chosen for url in site.lists]
    require_contact(settings.get("NEWSCRAWL_CONTACT"), lists)
    check_proxies(settings, lists)
    _check_output(Path(settings["NEWSCRAWL_OUTPUT"]), chosen)
    with quiet(settings["LOG_LEVEL"]):
        turns = Turns(Path(settings["NEWSCRAWL_OUTPUT"]), resume=resume, wait=wait)
        shared = bool(settings.get("NEWSCRAWL_RUN_FOLDER"))
        runs = _Runs(_Process(settings), [site.name for site in chosen], watch, None if shared else turns)
        return runs.run()


def _check_output(output: Path, chosen: Iterable[type[Site]]) -> None:
    for folder in (writable(output) / name for name in ("state", *(site.name for site in chosen))):
        if folder.exists():
            writable(folder)


def _site(name: str) -> type[Site]:
    try:
        return sites.get(name)
    except KeyError:
        raise UsageError(f"There is no site {name!r}; `newscrawl sites list` shows those there are.") from None


class _Runs:
    """The crawls of one process, in turn."""

    def __init__(
        self, process: AsyncCrawlerProcess, names: list[str], watch: Watcher | None, turns: Turns | None
    ) -> None:
        self._process = process
        self._names = names
        self._watch = watch
        self._turns = turns
        self._left_out: dict[str, str] = {}
        self._started: dict[str, Crawler] = {}
        self._broken: dict[str, Exception] = {}

    def run(self) -> list[RunResult]:
        """Run the reactor until all crawls are over or a signal ends them."""
        driver = asyncio.get_event_loop().create_task(self._drive())
        self._process.start(stop_after_crawl=False)
        driver.cancel()
        return [self._result(name) for name in self._names]

    async def _drive(self) -> None:
        try:
            for name in self._names:
                await self._in_turn(name)
                if _reason(self._started.get(name)) == "shutdown":
                    break
        finally:
            _stop_reactor()

    async def _in_turn(self, name: str) -> None:
        """Crawl a site when no other process does."""
        lock = await self._turns.lock(name) if self._turns else None
        if lock is not None and not lock.held:
            self._left_out[name] = f"{lock.holder()} crawls it"
            return
        try:
            await self._crawl(name)
        finally:
            if lock is not None:
                lock.give()

    async def _crawl(self, name: str) -> None:
        watching = None
        try:
            crawler = self._started[name] = self._process.create_crawler(name)
            if self._turns is not None:
                self._turns.go_on(crawler.settings, name)
            if self._watch is not None:
                watching = asyncio.ensure_future(_watch(name, crawler, self._watch))
            await self._process.crawl(crawler)
        except Exception as error:
            self._broken[name] = error
            logger.exception("%s: the crawl broke", name)
        finally:
            if watching is not None:
                watching.cancel()

    def _result(self, name: str) -> RunResult:
        crawler, error = self._started.get(name), self._broken.get(name)
        if error is not None:
            return RunResult(name, _folder(crawler), unhealthy(f"The run broke before its end: {error!r}."))
        if name in self._left_out:
            return RunResult(name, None, Verdict(True, []), left_out=self._left_out[name])
        if crawler is None:
            return RunResult(name, None, unhealthy("The crawl was stopped before this site's turn."))
        end = crawler.get_extension(Finish) if crawler.settings.frozen else None
        if end is None:
            return RunResult(name, None, unhealthy("The run broke before its end: it has no folder."))
        return RunResult(name, end.folder.path, end.verdict, end.report)


async def _watch(name: str, crawler: Crawler, watch: Watcher) -> None:
    while True:
        await asyncio.sleep(_WATCH_INTERVAL)
        if isinstance(crawler.spider, Accounted):
            total, stats = crawler.spider.accounts.total(), crawler.stats
            watch(
                Progress(
                    site=name,
                    lists=len(crawler.spider.accounts.lists),
                    links=total.articles,
                    fetched=total.fetched,
                    pending=total.pending,
                    rows=stats.get_value("item_scraped_count", 0),
                    bytes_received=stats.get_value("downloader/response_bytes", 0),
                )
            )


def _opens(crawler: Crawler) -> bool:
    return crawler.crawling and not (crawler.engine is not None and crawler.engine.running)


def _folder(crawler: Crawler | None) -> Path | None:
    path = crawler.settings.get("NEWSCRAWL_RUN_FOLDER") if crawler else None
    return Path(path) if path else None


def _reason(crawler: Crawler | None) -> str | None:
    return crawler.stats.get_value("finish_reason") if crawler and crawler.settings.frozen else None


def _stop_reactor() -> None:
    from twisted.internet import reactor
    from twisted.internet.error import ReactorNotRunning

    with contextlib.suppress(ReactorNotRunning):
        cast("Any", reactor).stop()  # the module becomes the reactor when it is installed
