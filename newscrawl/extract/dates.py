"""Dates as news pages print them: found in short texts, never guessed.

A form that reads two ways (06/02/2022) needs `day_first`, one without a year needs `year_hint`, a relative one needs
`fetched_at`; without them they are no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from newscrawl.extract.clock import Clock
from newscrawl.extract.dateforms import FORMS, Context, Hit, day_hit

_DIGITS = "".join(chr(zero + n) for zero in (0xFF10, 0x0660, 0x06F0, 0x0966, 0x09E6) for n in range(10))
"""Fullwidth, Arabic, Persian, Devanagari and Bengali digits."""
_FLAT = str.maketrans(
    _DIGITS + "：－／．（），،　\u00a0\u2002\u2003\u2009\u202f〇", "0123456789" * 5 + ":-/.(),,      ○"
)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:[T ]?(?P<h>\d\d):?(?P<mi>\d\d):?(?P<se>\d\d)?(?P<z>Z)?)?"
)
_ALONE = re.compile(r"(?P<y>(?:19|20)\d\d)(?:\s?[-/.]\s?(?P<m>\d{1,2})|\s?年)?")
_FIGURES = re.compile(r"\d{4}|\d\s?年|\d\W\d{1,2}\W\d|[○〇零一二三四五六七八九]{4}|[今昨前][天日]|前")
_RELATIVE = ("ago", "today", "yesterday")
"""One of these, or what the pattern finds, is in every date that states its year or counts back."""
_IN_URL = re.compile(
    r"(?<![\d%])(?P<y>(?:19|20)\d\d)(?P<s>[-/_])(?P<m>\d\d?)(?:[-/_])(?P<d>\d\d?)(?!\d)"
    r"|(?<![\d%])(?P<y2>20\d\d)[-/]?(?P<m2>\d\d)[-/]?(?P<d2>\d\d)(?!\d)"
    r"|/(?P<y3>(?:19|20)\d\d)(?P<m3>\d\d)/(?P<d3>\d\d)/"
)
_SPAN = re.compile(r"\s?(?:[-–—~～至]|bis|to|until|through|au|al)\s?", re.IGNORECASE)
_URL_KEYS = (("y", "y2", "y3"), ("m", "m2", "m3"), ("d", "d2", "d3"))


@dataclass(frozen=True, slots=True)
class When:
    """A date as precise as the text states it."""

    value: str
    """ISO 8601: "2019", "2019-11", "2019-11-23", "2019-11-23T08:15+08:00" or with seconds."""
    precision: str
    """year, month, day, minute or second."""
    text: str
    """What was read."""


def parse_date(
    text: str,
    zone: ZoneInfo,
    *,
    fetched_at: datetime | None = None,
    year_hint: int | None = None,
    day_first: bool | None = None,
    timestamps: bool = False,
) -> When | None:
    """The first date in a short text; None where it has none that reads one way only.

    A time without an offset is one of `zone`; Z and GMT are converted to `zone`, any other offset stays as printed.
    `timestamps` lets a text of digits alone be Unix time in seconds or milliseconds.
    """
    context = _context(text, zone, fetched_at, year_hint, day_first)
    hit = _alone(context, timestamps) or next(iter(_hits(context)), None)
    return _when(text, hit) if hit else None


def dates_in(
    text: str,
    zone: ZoneInfo,
    *,
    fetched_at: datetime | None = None,
    year_hint: int | None = None,
    day_first: bool | None = None,
) -> list[When]:
    """Every date in a short text, in order."""
    return [_when(text, hit) for hit in _hits(_context(text, zone, fetched_at, year_hint, day_first))]


def url_date(url: str, fetched_at: datetime | None = None) -> When | None:
    """The day an article's URL has in its path: /2019/11/23/, /2019-11/23/, /201911/t20191123_, /2019/1123/ …"""
    match = next(iter(_IN_URL.finditer(url)), None)
    if not match:
        return None
    year, month, day = (int(next(v for v in match.group(*keys) if v)) for keys in _URL_KEYS)
    hit = day_hit(_context("", ZoneInfo("UTC"), fetched_at, None, None), year, month, day, 0, 0)
    return When(hit.value, "day", match[0].strip("/_-")) if hit else None


def may_hold_date(text: str) -> bool:
    """Whether a text may have a date that is one without `year_hint`; many times faster than to look for it."""
    return bool(_FIGURES.search(text)) or any(map(text.lower().__contains__, _RELATIVE))


def _context(
    text: str, zone: ZoneInfo, fetched_at: datetime | None, year_hint: int | None, day_first: bool | None
) -> Context:
    fetched = fetched_at.astimezone(zone) if fetched_at else None
    return Context(text.translate(_FLAT), zone, fetched, year_hint, day_first)


def _when(text: str, hit: Hit) -> When:
    return When(hit.value, hit.precision, text[hit.start : hit.end].strip())


def _hits(context: Context) -> list[Hit]:
    """Hits of all forms in order; where two overlap, that of the form first in the list. Ends of a span are none."""
    if context.year_hint is None and not may_hold_date(context.text):
        return []
    taken: list[Hit] = []
    for form in FORMS:
        for hit in form(context):
            if all(hit.end <= other.start or hit.start >= other.end for other in taken):
                taken.append(hit)
    taken.sort(key=lambda h: h.start)
    spans = [
        pair
        for pair in pairwise(taken)
        if all(hit.precision == "day" for hit in pair) and _SPAN.fullmatch(context.text[pair[0].end : pair[1].start])
    ]
    return [hit for hit in taken if not any(hit in pair for pair in spans)] if spans else taken


def _alone(context: Context, timestamps: bool) -> Hit | None:
    """A text that is nothing but a compact date, a year, a month, or a Unix time."""
    text = context.text.strip()
    if timestamps and re.fullmatch(r"\d{10}|\d{13}", text):
        moment = datetime.fromtimestamp(int(text[:10]), context.zone)
        return Hit(0, len(context.text), moment.isoformat(), "second") if context.plausible(moment.year) else None
    if match := _COMPACT.fullmatch(text):
        clock = (
            Clock(int(match["h"]), int(match["mi"]), int(match["se"]) if match["se"] else None) if match["h"] else None
        )
        if clock and match["z"]:
            clock = Clock(clock.hour, clock.minute, clock.second, timedelta(0))
        hit = day_hit(context, int(match["y"]), int(match["m"]), int(match["d"]), 0, 0, clock)
        return Hit(0, len(context.text), hit.value, hit.precision) if hit else None
    match = _ALONE.fullmatch(text)
    if not match or not context.plausible(int(match["y"])):
        return None
    month = int(match["m"] or 1)
    if not 1 <= month <= 12:
        return None
    value, precision = (f"{match['y']}-{month:02}", "month") if match["m"] else (match["y"], "year")
    return Hit(0, len(context.text), value, precision)
