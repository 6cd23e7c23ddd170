"""Looks at an article over time: what they tell of it together, and when the next one is due. No disk, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from newscrawl.errors import UsageError
from newscrawl.items import article_id

GONE = (404, 410)
NOT_ANSWERED = "not answered"
_EARLY = 0.1
"""Part of a step by which its look comes due early, so that a run at the same hour each day doesn't miss it."""
_NEWS = timedelta(days=2)
"""Behind the beginning of the day an article states; one met later than that was no news any more."""
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """One answer to a request for a page of an article, or that there was none."""

    at: datetime
    """When it was captured; of a failure, when its run ended."""
    page: str
    """URL asked for: the article's own or that of one of its further pages."""
    record: str = ""
    """Id of the WARC record; empty for a failure."""
    status: int = 0
    """200, 404, 410, a redirect or 304; 0 for a failure."""
    digest: str | None = None
    """Of the entity; None where the server said that it wasn't modified."""
    etag: str | None = None
    last_modified: str | None = None
    original: str | None = None
    """Id of the record that has the body."""
    published: str | None = None
    """Day the article states, as far as it does: YYYY, YYYY-MM or YYYY-MM-DD."""
    is_part: bool = False
    """Whether the page is a further one."""
    failure: str | None = None
    """Why no answer came that tells anything; NOT_ANSWERED where the run ended before."""
    run: str = ""


@dataclass(kw_only=True)
class Seen:
    """What the looks at an article tell together."""

    id: str
    url: str = ""
    """Asked for at the next look: that of the last answer which was no redirect."""
    status: int = 0
    """Of the last answer that had one of its own; 0 where none came yet."""
    digest: str | None = None
    """Of the entity last received."""
    etag: str | None = None
    last_modified: str | None = None
    original: str | None = None
    """Id of the record that has this entity."""
    first_seen: datetime | None = None
    """First look or try."""
    last_seen: datetime | None = None
    """Last look; None where none succeeded."""
    since: datetime | None = None
    """What the schedule counts from: first seen, withdrawn or back again; earlier where it was no news by then."""
    last_change: datetime | None = None
    """Last look that had other bytes, or another status, than the one before."""
    looks: int = 0
    """At its own URL, with an answer."""
    parts: int = 0
    """Further pages it was seen to have."""
    failures: int = 0
    """In a row, up to now; a run that was stopped before it asked is none."""
    failure: str | None = None
    """Why the last try failed."""
    next_look: datetime | None = None
    """From when on it is due; None where it isn't looked at any more."""


@dataclass(frozen=True)
class Schedule:
    """Ages at which an article is looked at again."""

    steps: tuple[timedelta, ...]

    @classmethod
    def read(cls, steps: Iterable[str]) -> Schedule:
        """From texts such as 6h or 1d. Raises UsageError for any other."""
        return cls(tuple(sorted(map(_step, steps))))

    def after(self, since: datetime, moment: datetime) -> datetime | None:
        """When the first look comes due that one at a moment doesn't stand for; None behind the last."""
        return next((due for step in self.steps if (due := since + step * (1 - _EARLY)) > moment), None)

    def __str__(self) -> str:
        return " ".join(f"{step.total_seconds():.0f}s" for step in self.steps)


def key_of(url: str) -> str:
    """The id of the article at a URL; the URL itself where its port makes it none."""
    try:
        return article_id(url)
    except ValueError:
        return url


def fold(key: str, looks: Iterable[Look], schedule: Schedule) -> Seen:
    """What looks tell together, in whatever order they come."""
    seen = _Folding(Seen(id=key))
    for look in sorted(looks, key=lambda look: (look.at, look.failure is not None, look.page, look.record)):
        seen.take(look)
    return seen.result(schedule)


@dataclass
class _Folding:
    seen: Seen
    told: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    """Status and digest last seen, by page."""
    parts: set[str] = field(default_factory=set)
    tried: datetime | None = None
    failing: datetime | None = None
    """First failure of the row."""

    def take(self, look: Look) -> None:
        seen = self.seen
        if seen.since is None:
            seen.since = min(look.at, _old_at(look.published) or look.at)
        seen.first_seen = seen.first_seen or look.at
        self.tried = look.at
        if look.failure is not None:
            seen.failures += look.failure != NOT_ANSWERED
            seen.failure, seen.url = look.failure, seen.url or look.page
            self.failing = self.failing or look.at
            return
        seen.failures, seen.failure, self.failing = 0, None, None
        seen.last_seen = look.at
        if look.is_part:
            self.parts.add(look.page)
            self._compare(look)
        else:
            seen.looks += 1
            self._own(look)

    def _own(self, look: Look) -> None:
        """Take a look at the article's own URL."""
        seen = self.seen
        if look.status == 304:
            seen.etag, seen.last_modified = look.etag or seen.etag, look.last_modified or seen.last_modified
            return
        self._compare(look)
        if seen.status and (look.status in GONE) != (seen.status in GONE):
            seen.since = look.at
        if 300 <= look.status < 400 and seen.status and seen.status not in GONE:
            return  # on the way to what it is told by
        seen.url, seen.status, seen.digest = look.page, look.status, look.digest
        seen.etag, seen.last_modified, seen.original = look.etag, look.last_modified, look.original

    def _compare(self, look: Look) -> None:
        said = (look.status, look.digest)
        if look.status != 304:
            if self.told.setdefault(look.page, said) != said:
                self.seen.last_change = look.at
            self.told[look.page] = said

    def result(self, schedule: Schedule) -> Seen:
        seen = self.seen
        seen.parts = len(self.parts)
        if self.tried is None or seen.since is None:
            return seen
        if seen.failure == NOT_ANSWERED or seen.failures == 1 or (self.failing and not schedule.steps):
            seen.next_look = self.tried
        else:
            # an old article that was never had is still wanted: its tries count from the first one
            seen.next_look = schedule.after(self.failing or seen.since, self.tried)
        return seen


def _old_at(published: str | None) -> datetime | None:
    """When an article that states this day was no news any more; the latest day a year or month may mean."""
    if not published:
        return None
    year, month, day = (*published.split("-"), "", "")[:3]
    try:
        stated = date(int(year), int(month or 12), int(day or 28))
        return datetime(stated.year, stated.month, stated.day, tzinfo=UTC) + _NEWS
    except (ValueError, OverflowError):
        return None


def _step(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,4})([smhdw])", str(text).strip())
    if not match or not int(match[1]):
        raise UsageError(f"{text!r} is no time to look again after; write a number and s, m, h, d or w, such as 6h.")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
