"""What the tests of endings crawl with: a spider whose requests end in every way, and pipelines that drop or dawdle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.exceptions import DropItem
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.site import Site


class Lab(Site):
    """The lab, a site of tests only."""

    name = "lab"
    domains = ("127.0.0.1",)


class Endings(Spider):
    """Asks for one page, and does with its answer what the test says."""

    name = "lab"
    site = Lab
    url: ClassVar[str] = ""
    manner: ClassVar[str] = ""

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.url, getattr(self, self.manner, self.parse), errback=self.failed)

    def parse(self, response: Response) -> Iterator[Any]:
        yield {"url": response.url}

    def failed(self, failure: Failure) -> Iterator[Any]:
        """Gives an item and a request, as an errback may."""
        yield {"failed": type(failure.value).__name__}
        if self.manner == "errback_output":
            yield Request(self.url.rpartition("/")[0] + "/good", self.parse)

    def callback_error(self, response: Response) -> None:
        raise RuntimeError("a callback broke")

    def generator_error(self, response: Response) -> Iterator[Any]:
        yield Request(response.urljoin("/good"), self.parse)
        raise RuntimeError("a generator broke")

    def duplicates(self, response: Response) -> Iterator[Any]:
        yield Request(response.url, self.parse)
        yield Request(response.urljoin("/good"), self.parse)
        yield Request(response.urljoin("/good"), self.parse)

    def many(self, response: Response) -> Iterator[Any]:
        for number in range(40):
            yield Request(response.urljoin(f"/good?{number}"), self.parse)

    def unstorable(self, response: Response) -> Iterator[Any]:
        yield Request(response.urljoin("/good"), self.parse, meta={"object": object()})


class Dropping:
    def process_item(self, item: Any) -> Any:
        raise DropItem("not wanted")


class Slow:
    """Takes its time, and says when it is done."""

    async def process_item(self, item: Any) -> Any:
        await asyncio.sleep(1.5)
        return item


class Breaking:
    def process_item(self, item: Any) -> Any:
        raise RuntimeError("a pipeline broke")
