"""The end of the pipelines: what a run that was stopped has waiting goes through them before they close."""

from __future__ import annotations

from scrapy.pipelines import ItemPipelineManager

from newscrawl.crawl.accounts import Accounted


class Pipelines(ItemPipelineManager):
    """ITEM_PROCESSOR of a crawl: the last articles are put together when nothing more is fetched."""

    async def close_spider_async(self) -> None:
        crawler = self.crawler
        if crawler is not None and crawler.engine is not None and isinstance(crawler.spider, Accounted):
            for page in crawler.spider.left():
                await crawler.engine.scraper.start_itemproc_async(page, response=None)
        await super().close_spider_async()
