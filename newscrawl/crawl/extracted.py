"""The article beside its answer in the archive, where NEWSCRAWL_WARC_EXTRACTED asks for it."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.crawl.archiving import archive_of
from newscrawl.items import Article
from newscrawl.pipelines import row


class ExtractedPipeline:
    """Writes each article, as the row has it, into a metadata record that refers to the answer of its first page.

    Comes after RowPipeline; no part of re-parse, whose rows are those of the crawl with or without it.
    """

    replay = False

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._wanted = crawler.settings.getbool("NEWSCRAWL_WARC_EXTRACTED")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        archive = archive_of(self._crawler) if self._wanted and isinstance(item, Article) else None
        if archive is not None and item.captures:
            archive.annotate(item.captures[0], f"article:{item.id}", row(item))
        return item
