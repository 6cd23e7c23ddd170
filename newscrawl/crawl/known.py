"""What a run knows of the articles it meets, and so which of them it asks for.

It is settled when the run begins: what was seen until then, and what was due by then. The frontier keeps it, so that
all sessions of a run, and one that goes on later, decide alike.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from newscrawl.crawl.accounts import Accounted
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.looked import Notes
from newscrawl.crawl.looks import GONE, Seen, key_of
from newscrawl.crawl.options import schedule_of
from newscrawl.crawl.refused import FAILED_BEFORE, KNOWN
from newscrawl.crawl.seen import SeenState, seen_path
from newscrawl.runs import RunFolder

logger = logging.getLogger(__name__)

CONDITIONS = ("If-None-Match", "If-Modified-Since")
ORIGINAL = "original"
"""Key in `request.meta` of a conditional request: the record that an answer 304 refers to."""
_DECIDED = "looks"
"""Name among the options that a frontier keeps."""


@dataclass
class Known:
    """What a run knows; nothing, unless it is opened on a seen-state."""

    started: datetime | None = None
    """When the run began: what was first seen later is not known to it."""
    due: dict[str, str] = field(default_factory=dict)
    """URLs due for a look when the run began, by article id."""
    state: SeenState | None = None
    conditional: bool = False
    """Whether looks ask only for what was modified."""

    @classmethod
    def of_run(cls, crawler: Crawler, frontier: Frontier | None) -> Self:
        """What the crawler's run knows of its site's articles; nothing with NEWSCRAWL_FULL, and outside of runs."""
        settings, spider = crawler.settings, crawler.spider
        assert isinstance(spider, Accounted)
        if settings.getbool("NEWSCRAWL_FULL") or settings.getbool("KEEP_ALIVE"):
            return cls()
        state = open_state(settings, spider.name) if settings.get("NEWSCRAWL_RUN_FOLDER") else None
        if state is None:
            return cls()
        now = datetime.now(UTC)
        decided: dict[str, Any] = {
            "at": state.latest(now).isoformat(),
            "due": {seen.id: seen.url for seen in state.due(now)},
        }
        if frontier is not None:
            decided = frontier.options({_DECIDED: decided})[_DECIDED]
        wanted = settings.get("NEWSCRAWL_CONDITIONAL")
        conditional = spider.site.conditional if wanted is None else settings.getbool("NEWSCRAWL_CONDITIONAL")
        return cls(datetime.fromisoformat(decided["at"]), decided["due"], state, conditional)

    def rule_against(self, url: str) -> str | None:
        """Why the article at a URL needn't be asked for."""
        key = key_of(url)
        seen = None if key in self.due else self._seen(key)
        if seen is None:
            return None
        return KNOWN if seen.looks else FAILED_BEFORE

    def is_due(self, url: str) -> bool:
        """Whether the article was seen before and is due for a look."""
        return key_of(url) in self.due

    def was_gone(self, url: str) -> bool:
        """Whether the article was withdrawn when it was last looked at."""
        seen = self._seen(key_of(url)) if self.due else None
        return seen is not None and seen.status in GONE

    def failed_before(self, url: str) -> bool:
        """Whether the last try to get the article failed."""
        seen = self._seen(key_of(url)) if self.due else None
        return seen is not None and seen.failures > 0

    def conditions(self, url: str) -> tuple[dict[str, str], dict[str, str]]:
        """Headers of a request for a due article that only wants what was modified, and the record it goes by.

        Both are empty where the whole answer is wanted: an article of several pages, whose other pages may differ; one
        without validators; one whose body isn't in the archive any more.
        """
        seen = self._seen(key_of(url)) if self.conditional else None
        if seen is None or self.state is None or seen.url != url or seen.status != 200 or seen.parts:
            return {}, {}
        original = self.state.original_of(seen)
        headers = {
            name: value for name, value in zip(CONDITIONS, (seen.etag, seen.last_modified), strict=True) if value
        }
        if original is None or not headers:
            return {}, {}
        return headers, asdict(original)

    def close(self) -> None:
        if self.state is not None:
            self.state.close()
            self.state = None

    def _seen(self, key: str) -> Seen | None:
        """What was known of an article when the run began."""
        if self.state is None or self.started is None:
            return None
        try:
            seen = self.state.of(key)
        except sqlite3.Error as error:
            logger.warning("The seen-state can't be read any more; what isn't known is asked for (%s)", error)
            self.close()
            return None
        return seen if seen and seen.first_seen and seen.first_seen <= self.started else None


def open_state(settings: BaseSettings, site: str) -> SeenState | None:
    """A site's seen-state, caught up with its complete runs; None, said in the log, where it can't be used."""
    try:
        return _opened(settings, site, _catch_up)
    except (sqlite3.Error, OSError) as error:
        logger.warning("%s can't be used, so every article is asked for (%s)", _path(settings, site), error)
        return None


def take_in(settings: BaseSettings, site: str, run: RunFolder, notes: Notes | None) -> None:
    """Let later runs know what a complete one looked at, by notes of all its exchanges where there are."""
    try:
        _opened(settings, site, lambda state: state.take_in(run, notes)).close()
    except (sqlite3.Error, OSError) as error:
        logger.warning("%s doesn't know %s yet (%s); the next run reads it", _path(settings, site), run.path, error)


def _path(settings: BaseSettings, site: str) -> Path:
    return seen_path(Path(settings["NEWSCRAWL_OUTPUT"]), site)


def _opened(settings: BaseSettings, site: str, begin: Callable[[SeenState], None]) -> SeenState:
    """A site's seen-state after a first work on it. Raises sqlite3.Error and OSError.

    A file that is no sound database any more is put aside and made again from the archive.
    """
    try:
        return _begun(settings, site, begin)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        path = _path(settings, site)
        aside = path.with_name(path.name + ".broken")
        path.replace(aside)
        logger.warning("%s is broken (%s); it was put aside as %s and is made again", path, error, aside.name)
        return _begun(settings, site, begin)


def _begun(settings: BaseSettings, site: str, begin: Callable[[SeenState], None]) -> SeenState:
    state = SeenState(Path(settings["NEWSCRAWL_OUTPUT"]), site, schedule_of(settings))
    try:
        begin(state)
    except BaseException:
        state.close()
        raise
    return state


def _catch_up(state: SeenState) -> None:
    if found := state.catch_up():
        logger.info("The seen-state of %s now knows %d further runs", state.site, found)
