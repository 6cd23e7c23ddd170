"""When a site's turn comes, and whether its run is a new one or goes on with one that broke."""

from __future__ import annotations

import asyncio
import logging
from contextlib import closing
from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.crawl.lock import SiteLock
from newscrawl.crawl.resume import mend, resumable
from newscrawl.crawl.scheduler import OPTIONS
from newscrawl.crawl.sqlite_frontier import SqliteFrontier
from newscrawl.runs import FRONTIER

logger = logging.getLogger(__name__)

_POLL = 0.5
"""Seconds between two looks at whether another process is done."""


class Turns:
    """The sites of one output folder."""

    def __init__(self, output: Path, *, resume: bool, wait: bool) -> None:
        self._output = output
        self._resume = resume
        self._wait = wait

    async def lock(self, site: str) -> SiteLock | None:
        """The lock of a site, held unless another process has it; None where none can be had, as on a full disk."""
        lock = SiteLock(self._output, site)
        try:
            while True:
                if lock.take() or not self._wait:
                    return lock
                await asyncio.sleep(_POLL)
        except OSError as error:
            logger.warning("%s: no lock can be taken, so another run may overlap (%s)", site, error)
            return None

    def go_on(self, settings: BaseSettings, site: str) -> None:
        """Make the settings those of the run that broke, where one is to be gone on with."""
        run = resumable(self._output, site) if self._resume else None
        if run is None:
            return
        mend(run)
        settings.set("NEWSCRAWL_RUN_FOLDER", str(run.path), priority="cmdline")
        with closing(SqliteFrontier(run.part(FRONTIER), joins=False)) as frontier:
            kept = frontier.options()
            for name in OPTIONS:
                if name in kept:
                    settings.set(name, kept[name], priority="cmdline")
            frontier.leave({})
