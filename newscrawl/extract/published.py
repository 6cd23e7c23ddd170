"""Which of the dates a page states is that of its publication."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from newscrawl.extract.datelabels import says_as_of, says_changed, says_other
from newscrawl.extract.dates import When, dates_in

_PRECISIONS = ("year", "month", "day", "minute", "second")
_BEFORE = 40
_YEAR_FIRST = frozenset("zh ja ko hu lt mn".split())
_MONTH_FIRST = frozenset("us ph".split())
_DAY_FIRST_HOSTS = re.compile(
    r"^https?://[^/]+\.(?:uk|ie|au|nz|in|za|sg|my|pk|ng|ke|eu|de|at|ch|fr|it|es|pt|br|mx|ar|cl|pe|nl|be|lu|dk|no|se|"
    r"fi|pl|cz|sk|ro|bg|gr|tr|ru|ua|by|rs|hr|si|id|vn|il)(?=[:/]|$)",
    re.IGNORECASE,
)


def line_dates(
    text: str,
    zone: ZoneInfo,
    *,
    fetched_at: datetime | None = None,
    year_hint: int | None = None,
    day_first: bool | None = None,
) -> tuple[list[When], list[When]]:
    """Dates of a meta line, days and finer before months: those of publication, and those it calls a change.

    A date behind a label like 更新时间 is both where there is no other.
    """
    position = 0
    published: list[When] = []
    changed: list[When] = []
    as_of: list[When] = []
    for when in dates_in(text, zone, fetched_at=fetched_at, year_hint=year_hint, day_first=day_first):
        start = text.find(when.text, position)
        before = text[max(0, start - _BEFORE) : max(0, start)]
        position = max(position, start + len(when.text))
        if says_other(before):
            continue
        (changed if says_changed(before) else published).append(when)
        as_of += [when] if says_as_of(before) else []
    return sorted(published or as_of, key=lambda w: w.precision in ("year", "month")), changed


def is_day_first(language: str | None, url: str) -> bool | None:
    """Whether readers of a page write the day before the month; None where that can't be told."""
    primary, _, region = (language or "").strip().lower().replace("_", "-").partition("-")
    if primary in _YEAR_FIRST:
        return None
    if primary not in ("", "en"):
        return True
    if _DAY_FIRST_HOSTS.match(url):
        return True
    return None if not region else region not in _MONTH_FIRST


def choose(statements: Sequence[tuple[str, When]], hints: Iterable[When] = ()) -> tuple[str, When] | None:
    """The first of (level, date), the most trusted first, made finer by later ones of the same day.

    A first date in universal time only may be off by a day where the page is read: then the day that another
    statement, or a hint such as the date in the URL, gives counts, when it is the day before or behind and no other
    statement is of the first day. Against a URL, made by the editors' own clock, other universal times say nothing.
    """
    if not statements:
        return None
    level, best = statements[0]
    others = [*statements[1:], *(("url", hint) for hint in hints)]
    if _is_utc(best):
        beside = [(name, w) for name, w in others if days_between(w, best) == _shift(best)]
        by_url = any(name == "url" for name, _ in beside)
        same = [w for _, w in others if days_between(w, best) == 0 and not (by_url and _is_utc(w))]
        if beside and not same:
            level, best = f"{beside[0][0]}, {level} being of the day beside", beside[0][1]
    for name, when in others:
        if when.value[:10] == best.value[:10] and _rank(when) > _rank(best):
            level, best = f"{level}, refined by {name}", replace(when)
    return level, best


def _is_utc(when: When) -> bool:
    return when.value.endswith("+00:00")


def _rank(when: When) -> int:
    return _PRECISIONS.index(when.precision)


def _shift(universal: When) -> int:
    """Which day besides its own a time in UTC may fall on elsewhere: -1 in the morning, 1 from noon on."""
    return -1 if universal.value[11:13] < "12" else 1


def days_between(a: When, b: When) -> int:
    """Days from b to a; a large number where one of them is no day."""
    if _rank(a) < 2 or _rank(b) < 2:
        return 9999
    return (date.fromisoformat(a.value[:10]) - date.fromisoformat(b.value[:10])).days
