"""A crawl in a process of its own: reads a plan (JSON), fetches with the capture handler, writes what came of it.

Run as `python -m tests.crawl.wire_crawl PLAN OUT`.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import json
import resource
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.crawl.relied_on import LenientProtocol
from newscrawl.crawl.wire import WireProtocol
from newscrawl.page import Page
from newscrawl.site import Site

HANDLER = "newscrawl.crawl.capture.CaptureHandler"
SETTINGS = {
    "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
    "COMPRESSION_ENABLED": False,
    "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html", "Accept-Encoding": "gzip, deflate"},
    "HTTPERROR_ALLOW_ALL": True,
    "RETRY_TIMES": 1,
    "DOWNLOAD_DELAY": 0,
    "COOKIES_ENABLED": False,
    "CONCURRENT_REQUESTS": 4,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "INFO",
    "USER_AGENT": "newscrawl-test (+https://example.org/)",
    "NEWSCRAWL_SITE": "lab",
}


class PlanSpider(scrapy.Spider):
    """Fetches the plan's requests and notes each outcome."""

    name = "lab"
    plan: ClassVar[dict[str, Any]] = {}
    outcomes: ClassVar[list[dict[str, Any]]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stop, signal=signals.headers_received)
        return spider

    def stop(self, request: scrapy.Request) -> None:
        """End a download whose name asks for it, as soon as the head is there."""
        name = request.cb_kwargs.get("name", "")
        if name.startswith("stop-"):
            raise StopDownload(fail=name == "stop-fail")

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for wanted in self.plan["requests"]:
            yield scrapy.Request(
                wanted["url"],
                method=wanted.get("method", "GET"),
                body=base64.b64decode(wanted.get("body", "")),
                callback=self.answered,
                errback=self.failed,
                dont_filter=True,
                cb_kwargs={"name": wanted["name"]},
                # a page from elsewhere stands for a stale one in a copied meta
                meta={"dont_retry": True, "dont_redirect": True, "page": "stale", **wanted.get("meta", {})},
            )

    def answered(self, response: Response, name: str) -> None:
        page = response.meta.get("page")
        self.outcomes.append(
            {
                "name": name,
                "status": response.status,
                "url": response.url,
                "body": base64.b64encode(response.body).decode(),
                "headers": [key.decode() for key in response.headers],
                "kind": type(response).__name__,
                "page": _page(page) if isinstance(page, Page) else page,
            }
        )

    def failed(self, failure: Failure) -> None:
        request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        page = request.meta.get("page")
        self.outcomes.append(
            {
                "name": request.cb_kwargs["name"],
                "error": type(failure.value).__name__,
                "text": str(failure.value),
                "page": _page(page) if isinstance(page, Page) else page,
            }
        )


def _page(page: Page) -> dict[str, Any]:
    return {
        "url": page.url,
        "status": page.status,
        "body": base64.b64encode(page.body).decode(),
        "scope": page.scope,
        "fetched_at": page.fetched_at.isoformat() if page.fetched_at else None,
        "capture": dataclasses.asdict(page.capture) if page.capture else None,
    }


@contextlib.contextmanager
def _small_files(limit: int | None) -> Iterator[None]:
    """Past the limit a write fails with EFBIG, as it would with ENOSPC on a full disk."""
    if limit is None:
        yield
        return
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def main(plan_file: str, out_file: str) -> None:
    """Run the plan's crawl."""
    plan = json.loads(Path(plan_file).read_text())
    domains = tuple(plan["domains"])
    PlanSpider.plan = plan
    site = type("Lab", (Site,), {"__doc__": "The lab.", "name": "lab", "domains": domains})
    spider = type("LabSpider", (PlanSpider,), {"site": site})
    process = AsyncCrawlerProcess({**SETTINGS, **plan.get("settings", {})})
    crawler = process.create_crawler(spider)
    process.crawl(crawler)
    if plan.get("blind"):
        # as if a new Scrapy called the protocol by another name
        WireProtocol.dataReceived = LenientProtocol.dataReceived  # type: ignore[method-assign]
    with _small_files(plan.get("file_size_limit")):
        process.start()
    assert crawler.stats is not None
    result = {"outcomes": PlanSpider.outcomes, "reason": crawler.stats.get_value("finish_reason")}
    Path(out_file).write_text(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
