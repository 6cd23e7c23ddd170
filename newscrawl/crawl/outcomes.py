"""What came of each request, as the spider finds out; the scheduler stores it when the request leaves the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from scrapy import Request

from newscrawl.extract.parts import Waiting
from newscrawl.items import Capture

FETCHED, GONE, FAILED, REFUSED = "fetched", "gone", "failed", "refused"
AS_BEFORE = "as before"
"""Why, of an article that is unchanged, or still gone, since it was last looked at."""


@dataclass
class Outcome:
    """Of one request; empty for what led to another request."""

    came_to: str = ""
    """fetched, gone, failed or refused."""
    why: str = ""
    """Reason or rule, for what failed or was refused; AS_BEFORE."""
    found: dict[str, Any] = field(default_factory=dict)
    """Counts of a list page; of an article `parts`, the further pages it names, and `again` where it failed before."""
    waits: Waiting | None = None
    """The page, where it waits for others."""

    def result(self) -> dict[str, Any]:
        """As plain data, without what is empty."""
        named = {"came_to": self.came_to, "why": self.why, "found": self.found}
        return {name: value for name, value in named.items() if value}


class Outcomes:
    """The outcomes of requests that are in the engine."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Request, Outcome] = WeakKeyDictionary()

    def of(self, request: Request) -> Outcome:
        """The outcome of a request, to be written to."""
        return self._of.setdefault(request, Outcome())

    def take(self, request: Request) -> Outcome:
        """What was written of a request, which is forgotten."""
        return self._of.pop(request, None) or Outcome()


def plain_waiting(waits: Waiting) -> dict[str, Any]:
    """A waiting page as plain data; `record` names it."""
    said = {**asdict(waits), "fetched_at": waits.fetched_at.isoformat()}
    return {"record": waits.capture.warc_record_id, **said}


def waiting_of(plain: Mapping[str, Any]) -> Waiting:
    """The waiting page again."""
    return Waiting(
        article=plain["article"],
        url=plain["url"],
        scope=plain["scope"],
        fetched_at=datetime.fromisoformat(plain["fetched_at"]),
        capture=Capture(**plain["capture"]),
        parts=tuple(plain["parts"]),
        look=plain["look"],
    )
