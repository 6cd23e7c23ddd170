"""The one spider of all sites: it reads links, and hands on pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.asyncio import sleep
from twisted.python.failure import Failure

from newscrawl import sites
from newscrawl.crawl.accounts import UNLISTED, Accounts, ListAccount
from newscrawl.crawl.archiving import archive_of
from newscrawl.crawl.book import LED_ON, accounts_of
from newscrawl.crawl.frontier import Line
from newscrawl.crawl.identity import is_local, require_contact, user_agent
from newscrawl.crawl.known import ORIGINAL, Known
from newscrawl.crawl.looks import key_of
from newscrawl.crawl.options import limit_of, since_of
from newscrawl.crawl.outcomes import AS_BEFORE, FAILED, FETCHED, GONE, REFUSED, Outcomes, waiting_of
from newscrawl.crawl.proxies import check_proxies
from newscrawl.crawl.refused import Refused
from newscrawl.crawl.scheduler import LeaseScheduler
from newscrawl.crawl.wire import AddressRefused
from newscrawl.extract.links import links
from newscrawl.extract.parts import Waiting, assemble, waiting
from newscrawl.items import Capture
from newscrawl.page import Page
from newscrawl.runs import ARTICLES, RunFolder, new_run_id, read_rows
from newscrawl.site import Site
from newscrawl.sites.generic import Generic

_PRIORITIES = {"list": 0, "article": 1, "part": 2}
"""Articles go before further lists, so that what is found is fetched and the queue stays short."""
_LOOK = -1
"""Priority of articles that were seen before: a run that is stopped has what is new."""
_AT_HOME = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "HTTPPROXY_ENABLED": False,  # to a proxy this address is another machine
}
_POLL = 0.05
"""Seconds between two looks at whether everything is done; nothing signals that an item left the pipelines."""


class NewsSpider(Spider):
    """Base of the spiders that the loader makes, one a site.

    A request's meta holds `asked` (list, article or part), `account` (URL of the list page it is accounted to) and, for
    a part, `met_on` (URL of the page that names it).
    """

    name = "generic"
    site: ClassVar[type[Site]] = Generic

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.accounts = Accounts()
        self.outcomes = Outcomes()
        self.known = Known()
        self.waiting: list[Waiting] = []
        """Pages of articles of several, until everything else is done."""
        self._put_together = False
        self._taken: set[str] = set()
        self._met: set[str] = set()
        """Ids of the articles asked for, by this session or an earlier one."""
        self._limit: int | None = None
        self._since = ""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Say who we are; and spare no server that is this very machine, unless told to."""
        super().update_settings(settings)
        settings.set("USER_AGENT", user_agent(settings.get("NEWSCRAWL_CONTACT")), priority="spider")
        if cls.site.lists and all(is_local(urlsplit(url).hostname or "") for url in cls.site.lists):
            settings.setdict(_AT_HOME, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider of one run. Raises UsageError for settings that can't be followed."""
        settings = crawler.settings
        require_contact(settings.get("NEWSCRAWL_CONTACT"), cls.site.lists)
        check_proxies(settings, cls.site.lists)
        # `scrapy shell` froze the settings before; it and fetch, parse and check look at single pages and keep nothing
        if not (settings.frozen or settings.get("NEWSCRAWL_RUN_FOLDER") or cls.start.__module__.startswith("scrapy.")):
            folder = Path(settings["NEWSCRAWL_OUTPUT"]) / cls.name / new_run_id()
            settings.set("NEWSCRAWL_RUN_FOLDER", str(folder), priority="spider")
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._limit = limit_of(settings)
        spider._since = since_of(settings)
        crawler.signals.connect(spider.dropped, signal=signals.request_dropped)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The list pages; when all they led to is done, what is due and was on none; then articles of several pages."""
        self.known = self._known()
        for url in self.site.lists:
            self.accounts.of(url, start=True)
            yield self._request(url, "list", url)
        await self._settled()
        for request in self._unlisted():
            yield request
        await self._settled()
        for page in self._assembled(LeaseScheduler.claims):
            yield page
        await self._settled()
        self._put_together = True

    def left(self) -> Iterator[Page]:
        """What `start` did not come to; nothing of a run that stays open, for --resume gives more pages to it."""
        archive = archive_of(self.crawler)
        if not self._put_together and archive is not None and archive.error is None:
            yield from self._assembled(LeaseScheduler.stops)

    def closed(self, reason: str) -> None:
        """Scrapy calls it when the spider is closed."""
        self.known.close()

    def restore(self, book: list[Line]) -> None:
        """Go on from what a run's book says of it."""
        self.accounts = accounts_of(book, self.site.lists)
        articles = [line for line in book if line.role == "article"]
        self._taken = {line.url for line in articles if not line.parent.startswith(LED_ON)}
        self._met = {key_of(line.url) for line in articles}

    def parse(self, response: Response) -> Iterator[Any]:
        """Account for the answer; hand on an article or tombstone; follow the links of a list page."""
        request = response.request
        assert request is not None
        page = request.meta.get("page")
        if not isinstance(page, Page):
            self._fail(request, "incomplete answer")
            return
        self._settle(request, page)
        site = sites.for_page(page)
        role = site.role(page.url, page.status)
        if role in ("article", "tombstone", "part"):
            yield from self._article(page, site, role == "part", request)
        if request.meta.get("asked") == "list" and page.status == 200:
            yield from self._follow(page, self.accounts.of(request.meta["account"]), request)

    def failed(self, failure: Failure) -> None:
        """Account for a request that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        error = failure.value
        if isinstance(error, Refused):
            self._refuse(request, error.rule)
        elif isinstance(error, AddressRefused):
            self._refuse(request, "private address")
        else:
            self._fail(request, type(error).__name__)
        self.logger.info("No page from %s: %s", request.url, error)

    def dropped(self, request: Request) -> None:
        """Account for a request that the dupefilter dropped."""
        if request.meta.get("asked") == "list" and "redirect_urls" in request.meta:
            self.accounts.of(request.meta["account"]).failure = None  # what it leads to is read as another list page
        elif request.meta.get("asked") == "article":
            account = self.accounts.of(request.meta["account"])
            if account.url == UNLISTED and "redirect_urls" not in request.meta:
                account.articles -= 1  # an article on a list led here
            else:
                account.duplicate += 1
        elif request.meta.get("asked") == "part":
            self.accounts.parts["duplicate"] += 1

    def _request(self, url: str, asked: str, account: str, met_on: str = "") -> Request:
        meta: dict[str, Any] = {"asked": asked, "account": account, **({"met_on": met_on} if met_on else {})}
        headers: dict[str, str] = {}
        priority = _PRIORITIES[asked]
        if asked == "article":
            self._met.add(key_of(url))
            if self.known.is_due(url):
                priority = _LOOK
                headers, original = self.known.conditions(url)
                meta |= {ORIGINAL: original} if original else {}
        return Request(url, self.parse, errback=self.failed, headers=headers, meta=meta, priority=priority)

    def _unlisted(self) -> Iterator[Request]:
        """Requests for what is due and was on none of the list pages."""
        for key, url in self.known.due.items():
            if key not in self._met and not self._rule_against(url, sites.for_url(url)):
                self.accounts.unlisted.articles += 1
                yield self._request(url, "article", UNLISTED)

    def _article(self, page: Page, site: type[Site], is_part: bool, request: Request) -> Iterator[Any]:
        waits = waiting(page, site)
        if waits is not None:
            self.waiting.append(waits)
            outcome = self.outcomes.of(request)
            outcome.waits = waits
            outcome.found["parts"] = len(waits.parts)
            for url in waits.parts:
                self.accounts.parts["asked"] += 1
                yield self._request(url, "part", request.meta.get("account", ""), page.url)
        elif not is_part and not page.look:
            yield page

    def _follow(self, page: Page, account: ListAccount, request: Request) -> Iterator[Request]:
        found = links(page, self.site)
        known = [url for url in found.offsite if self._follows(url)]
        articles = [*found.articles, *known]
        account.articles = len(articles)
        account.offsite = len(found.offsite) - len(known)
        account.lists = len(found.lists)
        counts = {"articles": account.articles, "offsite": account.offsite, "lists": account.lists}
        refused = Counter({"offsite": account.offsite} if account.offsite else {})
        account.refused += refused
        self.outcomes.of(request).found = {**counts, "refused": refused}
        days = [self.site.date_in(url) or "" for url in found.articles]
        for url in articles:
            rule = self._rule_against(url, self.site if self.site.covers(url) else sites.for_url(url))
            if rule:
                account.refused[rule] += 1
                refused[rule] += 1
            else:
                yield self._request(url, "article", account.url)
        past = bool(days) and all(day and day < self._since for day in days)
        if not past and (self._limit is None or len(self._taken) < self._limit):
            for url in found.lists:
                yield self._request(url, "list", url)

    def _follows(self, url: str) -> bool:
        """Whether a link off the site is one to an article of a known site, and those are wanted."""
        return self.site.offsite == "known" and sites.for_url(url).role(url, 200) == "article"

    def _rule_against(self, url: str, site: type[Site]) -> str | None:
        day = site.date_in(url)
        if day and day < self._since:
            return "since"
        if rule := self.known.rule_against(url):
            return rule
        if self._limit is not None and url not in self._taken:
            if len(self._taken) >= self._limit:
                return "limit"
            self._taken.add(url)
        return None

    def _settle(self, request: Request, page: Page) -> None:
        """Account for a whole answer."""
        asked, gone = request.meta.get("asked"), page.status in (404, 410)
        unmodified = page.status == 304 and ORIGINAL in request.meta
        if not (page.status == 200 or unmodified or (gone and asked == "article")):
            self._fail(request, f"HTTP {page.status}")
            return
        self.outcomes.of(request).came_to = GONE if gone else FETCHED
        if asked == "list":
            self.accounts.of(request.meta["account"]).failure = None
        elif asked == "article":
            self._answered(request, page, gone)
        elif asked == "part":
            self.accounts.parts["fetched"] += 1

    def _answered(self, request: Request, page: Page, gone: bool) -> None:
        account = self.accounts.of(request.meta["account"])
        as_before = self.known.was_gone(page.url) if gone else page.look
        account.gone += gone
        account.fetched += not gone
        account.still_gone += gone and as_before
        account.unchanged += not gone and as_before
        self.outcomes.of(request).why = AS_BEFORE if as_before else ""
        if self.known.is_due(page.url):
            self.crawler.stats.inc_value("newscrawl/looked_at")

    def _fail(self, request: Request, reason: str, came_to: str = FAILED) -> None:
        outcome = self.outcomes.of(request)
        outcome.came_to, outcome.why = came_to, reason
        asked, account = request.meta.get("asked"), request.meta.get("account", "")
        if asked == "list":
            self.accounts.of(account).failure = reason
        elif asked == "article":
            self.accounts.of(account).failed[reason] += 1
            if self.known.failed_before(request.url):
                self.accounts.of(account).still_failed += 1
                outcome.found["again"] = 1
        elif asked == "part":
            self.accounts.parts[reason] += 1

    def _refuse(self, request: Request, rule: str) -> None:
        if request.meta.get("asked") == "article":
            self.accounts.of(request.meta["account"]).refused[rule] += 1
            outcome = self.outcomes.of(request)
            outcome.came_to, outcome.why = REFUSED, rule
        else:
            self._fail(request, rule, REFUSED)

    def _known(self) -> Known:
        scheduler = self.crawler.engine.scheduler
        return Known.of_run(self.crawler, scheduler.frontier if isinstance(scheduler, LeaseScheduler) else None)

    async def _settled(self) -> None:
        """Wait until no request is queued, sent or worked on, and no item is in the pipelines."""
        engine = self.crawler.engine
        while (
            engine.downloader.active
            or not (engine.scraper.slot and engine.scraper.slot.is_idle())
            or (engine.scheduler and engine.scheduler.has_pending_requests())
        ):
            await sleep(_POLL)

    def _assembled(self, is_ours: Callable[[LeaseScheduler, str], bool]) -> Iterator[Page]:
        """The articles of several pages, by one of the run's sessions; those that have a row are left out."""
        scheduler = self.crawler.engine.scheduler
        if isinstance(scheduler, LeaseScheduler):
            if not is_ours(scheduler, "assembly"):
                self.waiting.clear()
                return
            self.waiting = [waiting_of(plain) for plain in scheduler.frontier.held()]
        known = self._recorded() if self.waiting else set()
        for page in assemble(self.waiting, self._read):
            if page.capture is None or page.capture.warc_record_id not in known:
                yield page
        self.waiting.clear()

    def _recorded(self) -> set[str]:
        """The record ids of the pages that have a row; for what waits, only where putting together was stopped."""
        rows = RunFolder(Path(self.settings["NEWSCRAWL_RUN_FOLDER"])).current(ARTICLES)
        found = (article.captures for article in read_rows(rows)) if rows.exists() else ()
        return {captures[0].warc_record_id for captures in found if captures}

    def _read(self, capture: Capture) -> Page:
        archive = archive_of(self.crawler)
        assert archive is not None
        return Page.from_exchange(archive.read(capture), capture, archive.run_id)
