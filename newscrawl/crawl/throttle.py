"""How fast a host is asked: a downloader whose slots have a floor that nothing goes under.

DOWNLOAD_DELAY, or a slot's own delay, is the floor from the start; a Crawl-delay raises it. AutoThrottle changes the
delay above it, jitter only adds, and a Retry-After holds the whole host.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Coroutine
from email.utils import parsedate_to_datetime
from time import monotonic, time
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred

logger = logging.getLogger(__name__)

LONGEST_HOLD = 600.0
"""Seconds a Retry-After may hold a host; a server that asks for more is asked again after these."""
_BUSY = (429, 503)


class FlooredSlot(Slot):
    """A downloader slot that never waits less than its floor."""

    def __init__(self, concurrency: int, delay: float, jitter: float, floor: Callable[[], float]) -> None:
        super().__init__(concurrency, delay, jitter)
        self.floor = floor
        self.held_until = 0.0
        """Monotonic time before which nothing is sent."""

    def download_delay(self) -> float:
        """Seconds to leave after the last request; drawn anew each time."""
        drawn = max(self.delay, self.floor()) * (1 + random.uniform(0, self.jitter))
        return max(drawn, self.held_until - self.lastseen)


class PoliteDownloader(Downloader):
    """Scrapy's downloader with floored slots. A floor belongs to the host and outlives the slot, which is collected
    when idle.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._least = self.settings.getfloat("DOWNLOAD_DELAY")
        self._floors: dict[str, float] = {}
        crawler.signals.connect(self._hold, signal=signals.response_downloaded)

    def floor(self, key: str) -> float:
        """Least seconds between two requests to a host."""
        own = float(self.per_slot_settings.get(key, {}).get("delay", self._least))
        return max(own, self._floors.get(key, 0.0))

    def raise_floor(self, key: str, seconds: float) -> None:
        """Leave at least so many seconds between two requests to a host from now on."""
        self._floors[key] = max(seconds, self._floors.get(key, 0.0))

    def _get_slot(self, request: Request, spider: Spider | None = None) -> tuple[str, Slot]:
        key, slot = super()._get_slot(request)
        if not isinstance(slot, FlooredSlot):
            slot = FlooredSlot(slot.concurrency, slot.delay, slot.jitter, lambda: self.floor(key))
            self.slots[key] = slot
        return key, slot

    def _wait_for_download(
        self, slot: Slot, request: Request, queue_dfd: Deferred[Response]
    ) -> Coroutine[Any, Any, None]:
        # Scrapy counts a request only once its task runs, so a queue leaves at one go whatever the concurrency
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)

    def _hold(self, response: Response, request: Request) -> None:
        """Wait for the whole host as long as it asks: a busy server is not asked for another page meanwhile."""
        slot = self.slots.get(self.get_slot_key(request))
        seconds = retry_after(response.headers.get(b"Retry-After")) if response.status in _BUSY else None
        if seconds is None or not isinstance(slot, FlooredSlot):
            return
        slot.held_until = max(slot.held_until, monotonic() + min(seconds, LONGEST_HOLD))
        self.crawler.stats.inc_value("newscrawl/retry_after")
        logger.info("%s asks to wait %.0f s (HTTP %d)", request.url, seconds, response.status)


def retry_after(value: bytes | None) -> float | None:
    """Seconds a Retry-After header asks to wait, whether it gives seconds or a date; None where it can't be read."""
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time())
    except (ValueError, OverflowError):
        return None
