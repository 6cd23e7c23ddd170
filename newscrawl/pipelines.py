"""The item pipelines: one class a stage round a pure function, the row writer, and the chain that runs them alone.

ITEM_PIPELINES in the settings says which run, in which order, for crawl, re-parse and single pages alike. A user's
pipelines come after ValidatePipeline, get an Article and write to its `extra`; one with `replay = False` is left out of
re-parse. A run that goes on after it broke sends the articles it makes of its own records through all of them, so that
such a pipeline gets every article of a crawl at least once.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Any, Self

import orjson
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.settings import BaseSettings, Settings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import build_from_crawler, load_object
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import is_reactor_installed

from newscrawl import families, sites
from newscrawl.errors import ArchiveError
from newscrawl.extract import byline, locate, metadata, notices, parse, provenance, rights, validate
from newscrawl.extract.draft import Draft
from newscrawl.items import Article
from newscrawl.page import Page
from newscrawl.runs import ARTICLES, RunFolder


class Stage:
    """A pipeline that lets a pure function work on the draft; a tombstone passes all but the last."""

    work: Callable[[Draft], None]

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Draft) and item.article.kind == "article":
            type(self).work(item)
        return item


class RepairPipeline:
    """Page → Draft: chooses the site and undoes damage in the text."""

    def process_item(self, item: Any) -> Any:
        return draft_of(item) if isinstance(item, Page) else item


class ParsePipeline(Stage):
    """Builds the one tree."""

    work = staticmethod(parse.parse)


class LocatePipeline(Stage):
    """Finds layout, body and blocks."""

    @staticmethod
    def work(draft: Draft) -> None:
        locate.locate(draft, families.recognise)


class MetadataPipeline(Stage):
    """Reads heads, source, dates."""

    work = staticmethod(metadata.metadata)


class BylinePipeline(Stage):
    """Reads bylines and dateline."""

    work = staticmethod(byline.byline)


class NoticesPipeline(Stage):
    """Takes notices out."""

    work = staticmethod(notices.notices)


class RightsPipeline(Stage):
    """Reads the rights the notices and the page state."""

    work = staticmethod(rights.rights)


class ProvenancePipeline(Stage):
    """Tells original from republished."""

    @staticmethod
    def work(draft: Draft) -> None:
        provenance.provenance(draft, sites.hosts())


class ValidatePipeline:
    """Draft → Article."""

    def process_item(self, item: Any) -> Any:
        return validate.validate(item) if isinstance(item, Draft) else item


class RowPipeline:
    """Appends each article as a line to `articles.jsonl.part` of the run's folder, a write for each line.

    A line that can't be written raises ArchiveError, which stops the run: its page is in the archive. Re-parse writes a
    part file for each archive file instead.
    """

    replay = False

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.file: FileIO | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        folder = crawler.settings.get("NEWSCRAWL_RUN_FOLDER")
        return cls(Path(folder) if folder else None)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article) and self.folder is not None:
            self._append(row(item))
        return item

    def _append(self, line: bytes) -> None:
        assert self.folder is not None
        part = RunFolder(self.folder).part(ARTICLES)
        try:
            if self.file is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                self.file = part.open("ab", buffering=0)
            while line:  # a disk that fills up takes a part first
                line = line[self.file.write(line) :]
        except OSError as error:
            raise ArchiveError(f"{part}: a row can't be written: {error.strerror or error}") from error

    def close_spider(self) -> None:
        if self.file is not None:
            self.file.close()


def row(article: Article) -> bytes:
    """The line of an article: UTF-8 JSON in the order of the record, with its line feed."""
    return orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE)


def draft_of(page: Page) -> Draft:
    """The draft of a page, its damage undone; one answered 404 or 410 is a tombstone."""
    draft = Draft(page, sites.for_page(page))
    if page.status in (404, 410):
        draft.article.kind = "tombstone"
    else:
        parse.repaired(page, draft.site)
    return draft


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection while a page is worked on: it makes no cycles, and its tree is long to look through."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Chain:
    """ITEM_PIPELINES without the engine: `crawler.engine` is not available, DropItem and errors are counted alike."""

    def __init__(self, crawler: Crawler, *, replay: bool = True) -> None:
        self.counts: Counter[str] = Counter()
        self.error: Exception | None = None
        """What the last item that broke a pipeline broke it with."""
        self._stages = [
            build_from_crawler(cls, crawler)
            for cls in map(load_object, pipeline_list(crawler.settings))
            if not (replay and getattr(cls, "replay", True) is False)
        ]
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Self:
        for stage in self._stages:
            self._call(getattr(stage, "open_spider", None))
        return self

    def __exit__(self, *_: object) -> None:
        try:
            for stage in reversed(self._stages):
                self._call(getattr(stage, "close_spider", None))
        finally:
            self._loop.close()

    def process(self, item: Any) -> Any:
        """What the last pipeline makes of a page; None where one dropped the item or broke on it."""
        with _uncollected():
            return self._process(item)

    def _process(self, item: Any) -> Any:
        for stage in self._stages:
            process = getattr(stage, "process_item", None)
            if process is None:
                continue
            try:
                item = self._call(process, item)
            except DropItem:
                self.counts["dropped"] += 1
                return None
            except Exception as error:
                self.error = error
                self.counts["errors"] += 1
                self.counts[f"errors/{type(stage).__name__}/{type(error).__name__}"] += 1
                return None
        self.counts["items"] += 1
        return item

    def _call(self, function: Callable[..., Any] | None, *args: Any) -> Any:
        result = function(*args) if function else None
        if not asyncio.iscoroutine(result):
            return result
        if not _in_a_loop():
            return self._loop.run_until_complete(result)
        with ThreadPoolExecutor(1) as beside:  # a run that is mended stands in the loop of the crawl
            return beside.submit(self._loop.run_until_complete, result).result()


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@cache
def own_chain() -> Chain:
    """The chain of newscrawl's own pipelines, without those of a project around it."""
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    return Chain(bare_crawler(settings))


def article_of(page: Page) -> Article:
    """The article of one page through newscrawl's own pipelines. Raises what a pipeline broke with."""
    return finished(draft_of(page))


def finished(draft: Draft) -> Article:
    """The article of a draft that `draft_of` made, which keeps what each value was read from."""
    chain = own_chain()
    article = chain.process(draft)
    if not isinstance(article, Article):
        raise chain.error or TypeError(f"{draft.page.url}: the pipelines gave no article")
    return article


def project_settings() -> Settings:
    """The settings of the Scrapy project around the working directory, or newscrawl's own where there is none."""
    settings = get_project_settings()
    if not settings.get("NEWSCRAWL_OUTPUT"):
        settings.setmodule("newscrawl.settings", priority="project")
    return settings


def bare_crawler(settings: Settings) -> Crawler:
    """A crawler that never crawls: its settings applied, for building pipelines."""
    settings = settings.copy()
    settings.set("TWISTED_REACTOR_ENABLED", is_reactor_installed(), priority="cmdline")
    settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
    crawler = Crawler(Spider, settings)
    crawler.spider = Spider(name="replay")
    crawler._apply_settings()
    return crawler


def pipeline_list(settings: BaseSettings) -> list[Any]:
    """The pipelines in force, in order, as Scrapy itself lists them."""
    return list(build_component_list(settings.get_component_priority_dict_with_base("ITEM_PIPELINES")))
