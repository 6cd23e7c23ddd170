"""robots.txt as RFC 9309 has it: fetched once a host, and nothing leaves before it was read.

All requests to a host wait for one future. Scrapy's own middleware hands its answer to the first of them only, and lets
the others pass.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Self, cast
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.crawl.refused import Refused
from newscrawl.crawl.throttle import PoliteDownloader
from newscrawl.errors import ArchiveError

logger = logging.getLogger(__name__)

TOKEN = "newscrawl"
"""The product token that groups in robots.txt are matched against."""
MAX_BYTES = 512 * 1024
"""Bytes that are read of a robots.txt; RFC 9309 asks for 500 KiB at least."""
ROBOTS = "robots"
"""Key in `request.meta` of a request for robots.txt itself."""


class Rules:
    """What one robots.txt says to one crawler."""

    def __init__(self, body: bytes, token: str = TOKEN) -> None:
        self._token = token
        self._parsed = Protego.parse(body[:MAX_BYTES].decode("utf-8-sig", "replace"))

    def allows(self, url: str) -> bool:
        return bool(self._parsed.can_fetch(url, self._token))

    @property
    def delay(self) -> float:
        """Least seconds between two requests, from Crawl-delay and Request-rate; 0 where neither is given."""
        rate = self._parsed.request_rate(self._token)
        by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(float(self._parsed.crawl_delay(self._token) or 0.0), by_rate)


ALLOW_ALL = Rules(b"")
DISALLOW_ALL = Rules(b"User-agent: *\nDisallow: /\n")


class RobotsMiddleware:
    """Refuses what robots.txt disallows, and makes its Crawl-delay the host's floor.

    4xx means no robots.txt, so everything is allowed; 429, 5xx and an unreachable robots.txt mean that nothing is.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._token = crawler.settings.get("ROBOTSTXT_USER_AGENT") or TOKEN
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get(ROBOTS) or request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        rules = await self._rules_of(f"{parts.scheme}://{parts.netloc}")
        if not rules.allows(request.url):
            self._count("refused")
            raise Refused("robots", f"robots.txt disallows {request.url}")

    def _rules_of(self, origin: str) -> asyncio.Future[Rules]:
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._fetch(origin))
        return asyncio.shield(self._rules[origin])

    async def _fetch(self, origin: str) -> Rules:
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta={ROBOTS: True}, priority=1000)
        try:
            response = await self._crawler.engine.download_async(request)
        except ArchiveError:
            raise
        except Exception as error:
            return self._unanswered(origin, error)
        rules = self._rules_in(response, origin)
        if rules.delay:
            downloader = cast("PoliteDownloader", self._crawler.engine.downloader)
            downloader.raise_floor(downloader.get_slot_key(request), rules.delay)
        return rules

    def _rules_in(self, response: Response, origin: str) -> Rules:
        status = response.status
        if 200 <= status < 300:
            self._count("read")
            return Rules(response.body, self._token)
        if status < 500 and status != 429:
            self._count("absent")
            return ALLOW_ALL
        self._count("unreachable")
        logger.warning("%s/robots.txt answers HTTP %d, so nothing is fetched there", origin, status)
        return DISALLOW_ALL

    def _unanswered(self, origin: str, error: Exception) -> Rules:
        if isinstance(error, Refused) and error.rule == "redirects":
            self._count("absent")
            return ALLOW_ALL
        self._count("unreachable")
        why = error if isinstance(error, IgnoreRequest) else repr(error)
        logger.warning("%s/robots.txt can't be fetched, so nothing is fetched there: %s", origin, why)
        return DISALLOW_ALL

    def _count(self, what: str) -> None:
        self._crawler.stats.inc_value(f"newscrawl/robots/{what}")
