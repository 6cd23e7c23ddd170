"""The end of a run: archive closed, files named, report, verdict, and the manifest that makes it complete."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.archive.index import index_path, write_index
from newscrawl.crawl.accounts import Accounted
from newscrawl.crawl.archiving import RunArchive, archive_of
from newscrawl.crawl.colophon import shown
from newscrawl.crawl.known import take_in
from newscrawl.crawl.report import facts, report, versions
from newscrawl.crawl.resume import gather
from newscrawl.crawl.scheduler import LeaseScheduler
from newscrawl.crawl.verdict import Verdict, unhealthy, verdict
from newscrawl.errors import ArchiveError
from newscrawl.operations.report_page import report_page
from newscrawl.operations.summary import summarise
from newscrawl.runs import ARTICLES, FRONTIER, LOG, REPORT, REPORT_PAGE, RunFolder, read_rows

logger = logging.getLogger(__name__)

_MOST_ERRORS = 20
"""Exceptions a report names; all are counted."""


class _RunLog(logging.FileHandler):
    """A log that a full disk costs lines and nothing else; why the run stops is told elsewhere."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # as logging has it
        """Lose the line."""


class Finish:
    """Opens the run's folder and log, and completes the run when the spider has closed.

    Scrapy swallows what a signal handler raises. So a failure here leaves no manifest, is logged, counted in
    `newscrawl/finish_errors`, and becomes the verdict.
    """

    def __init__(self, crawler: Crawler, folder: RunFolder) -> None:
        self.folder = folder
        self.report: dict[str, Any] = {}
        self.verdict: Verdict = unhealthy("The run broke off before its end; --resume goes on with it.")
        self._crawler = crawler
        self._errors: list[dict[str, str]] = []
        self._log: logging.Handler | None = None
        for handler, signal in (
            (self._open, signals.spider_opened),
            (self._item_error, signals.item_error),
            (self._spider_error, signals.spider_error),
            (self._close, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        folder = crawler.settings.get("NEWSCRAWL_RUN_FOLDER")
        if not folder:
            raise NotConfigured
        return cls(crawler, RunFolder(Path(folder)))

    def _open(self) -> None:
        self.folder.create()
        self._log = _RunLog(self.folder.part(LOG), encoding="utf-8")
        self._log.setLevel(logging.INFO)
        self._log.setFormatter(logging.Formatter("%(asctime)s %(levelname)s [%(name)s] %(message)s"))
        logging.getLogger().addHandler(self._log)

    def _item_error(self, item: Any, failure: Failure) -> None:
        if isinstance(failure.value, ArchiveError):  # no fault of the page: it has its row when the run goes on
            archive = archive_of(self._crawler)
            if archive and not archive.error:
                archive.fail(failure.value)
            return
        self._crawler.stats.inc_value("newscrawl/pipeline_errors")
        self._note("pipeline", str(getattr(item, "url", "")), failure)

    def _spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        self._note("callback", str(getattr(response, "url", "")), failure)

    def _note(self, where: str, url: str, failure: Failure) -> None:
        if len(self._errors) < _MOST_ERRORS:
            self._errors.append(
                {"where": where, "url": url, "error": f"{type(failure.value).__name__}: {failure.value}"}
            )

    def _close(self, spider: Spider, reason: str) -> None:
        scheduler = self._crawler.engine.scheduler
        if isinstance(scheduler, LeaseScheduler) and not scheduler.last:
            self._leave()
            return
        try:
            assert isinstance(spider, Accounted)
            self._complete(spider, reason)
        except Exception as error:
            self._crawler.stats.inc_value("newscrawl/finish_errors")
            known = self.verdict.reasons if self.report else []
            self.verdict = Verdict(False, [*known, f"The run could not be completed: {error or type(error).__name__}."])
            logger.exception("The run in %s can't be completed", self.folder.path)
        else:
            archive = archive_of(self._crawler)
            if archive:
                archive.publish()
            take_in(self._crawler.settings, spider.name, self.folder, archive.notes() if archive else None)
        finally:
            self._close_log()

    def _leave(self) -> None:
        """Leave the run to the other sessions that work on it; the last one completes it."""
        if archive := archive_of(self._crawler):
            archive.close()
        self.verdict = Verdict(True, [])
        self._close_log()

    def _complete(self, spider: Accounted, reason: str) -> None:
        archive = archive_of(self._crawler)
        archive_error = str(archive.error) if archive and archive.error else None
        self.report = report(
            run_id=self.folder.run_id,
            site=spider.site,
            settings=self._crawler.settings,
            reason=reason,
            accounts=spider.accounts,
            waiting=len(spider.waiting),
            stats=self._crawler.stats.get_stats(),
            errors=self._errors,
            archive_error=archive_error,
        )
        self.verdict = judged = verdict(facts(self.report, spider.accounts))
        self._crawler.stats.set_value("newscrawl/lists", self.report["lists"])
        self._describe(archive, judged)
        if archive_error:
            if archive:
                with suppress(ArchiveError):  # a full disk takes the index neither
                    archive.close()
            raise ArchiveError("it is left open, for --resume to go on when the archive can be written")
        if archive:
            archive.close()
        gather(self.folder)
        warcs = sorted(self.folder.path.glob("*.warc.gz"))
        for sentence in judged.reasons:
            logger.info("Not healthy: %s", sentence)
        if not self.folder.current(ARTICLES).exists():
            self.folder.part(ARTICLES).touch()
        self._close_log()
        frontier = [FRONTIER] if self.folder.current(FRONTIER).exists() else []
        torn = [path.name for path in self.folder.path.glob("*.torn*")]
        files = self.folder.finalise([*(path.name for path in warcs), *torn, ARTICLES, LOG, *frontier])
        by_name = {file.name: file for file in files}
        self.report["rows"] = by_name[ARTICLES].lines
        self.report["bytes_archived"] = sum(by_name[path.name].size for path in warcs)
        indexes = [index_path(path) if index_path(path).exists() else write_index(path) for path in warcs]
        files += self.folder.finalise([path.name for path in indexes])
        self.report["content"] = summarise(read_rows(self.folder.articles)).as_dict()
        self.report["verdict"] = {"healthy": judged.healthy, "reasons": judged.reasons}
        self.folder.write_json(REPORT, self.report)
        listed = sorted((vars(file) for file in files), key=lambda file: str(file["name"]))
        self.folder.write(REPORT_PAGE, report_page(self.report, listed, versions()).encode("utf-8"))
        self.folder.complete([*files, *self.folder.finalise([REPORT, REPORT_PAGE])], self._manifest())

    def _describe(self, archive: RunArchive | None, judged: Verdict) -> None:
        """Leave in the archive what was done, how and with what, for those who have nothing but its last file."""
        if archive is not None:
            known = {**self.report, "verdict": {"healthy": judged.healthy, "reasons": judged.reasons}}
            settings = shown(self._crawler.settings)
            archive.describe({"settings": settings, "versions": versions(), "report": known})

    def _manifest(self) -> dict[str, Any]:
        made = self.report
        counts = {
            "rows": made["rows"],
            "fetched": made["articles"]["fetched"],
            "gone": made["articles"]["gone"],
            "requests": made["requests_sent"],
            "bytes_received": made["bytes_received"],
            "bytes_archived": made["bytes_archived"],
        }
        kept = {name: made[name] for name in ("started_at", "finished_at", "finish_reason", "verdict")}
        return {"kind": "crawl", **kept, "counts": counts, "versions": versions()}

    def _close_log(self) -> None:
        if self._log is not None:
            logging.getLogger().removeHandler(self._log)
            with suppress(OSError):
                self._log.close()
            self._log = None
