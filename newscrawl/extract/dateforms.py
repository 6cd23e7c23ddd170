"""The forms of dates, each a pattern and how its numbers are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from newscrawl.extract.clock import Clock, clock_after, clock_before, halves
from newscrawl.extract.months import MONTHS, has_month, month

_FIRST_YEAR = 1990
_LAST_YEAR = 2100

_Y = r"(?P<y>(?:19|20)\d\d)"
_D = r"(?P<d>\d\d(?=\d\d?:\d\d)|\d{1,2}(?!\d))"
"""A day; two digits where a time is glued to it."""
DATED = re.compile(
    r"(?:19|20)\d\d\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d|\d{1,2}-\d{1,2}\s?\d\d:\d\d|"
    r"民國\s?\d|(?:小时|分钟|天|小時|分鐘)前|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|"
    r"avr|juil|août|déc|ene|abr|ago|dic)[a-zé]*\.?,?\s(?:\d{1,2}(?:st|nd|rd|th)?,?\s)?(?:19|20)\d\d|\bago$",
    re.IGNORECASE,
)
"""What a line with a date looks like, in the commonest forms: quick, and not sure."""
_START = r"(?<![^\W\d_])(?=\D{3,40}\d)"
"""The beginning of a word that has a digit behind it: elsewhere no name of a month is looked for."""

_YMD = re.compile(
    rf"(?:(?<!\d)|(?<=:\d\d)){_Y}(?:\s?(?P<s>[-./])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?{_D}"
    rf"|\s?[年년]\s?(?P<m2>\d{{1,2}})\s?[月월]\s?(?P<d2>\d{{1,2}})(?:\s?[日号號일]|(?!\d)))"
)
_YM = re.compile(rf"(?<!\d){_Y}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월](?!\d|\s?\d{{1,2}}\s?[日号號일])")
_DMY = re.compile(rf"(?<![\d./-])(?P<a>\d{{1,2}})\s?(?P<s>[-./])\s?(?P<b>\d{{1,2}})\s?(?P=s)\s?{_Y}(?![\d/-])")
_DAY_NAME_YEAR = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:de\s+|of\s+|ב)?(?P<n>{MONTHS})(?![^\W\d_])\.?(?:\s?/\s?(?:{MONTHS}))?,?[\s-]*"
    rf"(?:del?\s+)?{_Y}(?!\d)",
    re.IGNORECASE,
)
_NAME_DAY_YEAR = re.compile(
    rf"{_START}(?P<n>{MONTHS})\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*{_Y}(?!\d)", re.IGNORECASE
)
_YEAR_NAME_DAY = re.compile(
    rf"(?<!\d){_Y}\.?\s(?P<n>{MONTHS})\s(?P<d>\d{{1,2}})(?!\d|[.,]?\s?(?:19|20)\d\d)", re.IGNORECASE
)
_NAME_YEAR = re.compile(rf"(?<!\d ){_START}(?P<n>{MONTHS})\.?,?\s+(?:de\s+)?{_Y}(?!\d)", re.IGNORECASE)
_CTIME = re.compile(
    rf"{_START}(?P<n>{MONTHS})\s+(?P<d>\d{{1,2}})\s+(?P<time>\d\d:\d\d:\d\d)\s+"
    rf"(?P<zone>[+-]\d{{4}}|[A-Z]{{2,4}})?\s*{_Y}(?!\d)",
    re.IGNORECASE,
)
_SPAN = 12
_BEGUN = re.compile(r"(?<!\d)\d{1,2}\.?\s?(?:[-–—]|bis|to|au|al|–)\s?$")
"""The first day of a span of days (14. - 20. May 2022), which is no day."""
_ROC = re.compile(
    r"(?:(?:中華)?民國\s?(?P<y>\d{1,3})|(?<!\d)(?P<y2>1[0-9]\d))\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"
)
_ROC_DASHED = re.compile(rf"(?<![\d./-])(?P<y>1[0-9]\d)(?P<s>[-/])(?P<m>\d\d)(?P=s){_D}")
_SHORT_YEAR = re.compile(r"(?<![\d./-])(?P<y>\d\d?)(?P<s>[-./])(?P<m>\d\d?)(?P=s)(?P<d>\d\d)(?!\d(?!\d?:)|[./-])")
_NO_YEAR = re.compile(rf"(?<![\d./:-])(?P<m>\d{{1,2}})(?:[-/]{_D}|\s?月\s?(?P<d2>\d{{1,2}})\s?[日号號])(?![./-])")
_NUMERALS = "○零一二三四五六七八九"
_HAN = re.compile(
    rf"(?P<y>[{_NUMERALS}]{{4}})\s?年\s?(?P<m>[{_NUMERALS}十]{{1,3}})\s?月\s?(?P<d>[{_NUMERALS}十廿卅]{{1,3}})\s?[日号號]"
)
_AGO = re.compile(
    r"(?<!\d)(?P<n>\d{1,3})\s?(?:(?P<u>秒|分钟|分鐘|小时|小時|天|日|周|週)\s?(?:之|以)?前"
    r"|(?P<e>second|sec|minute|min|hour|hr|day|week)s?\s+ago)",
    re.IGNORECASE,
)
_DAYS_BACK = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "today": 0, "yesterday": 1}
_NAMED_DAY = re.compile("|".join(_DAYS_BACK), re.IGNORECASE)
_SECONDS = {"s": 1, "秒": 1, "m": 60, "分": 60, "h": 3600, "小": 3600, "d": 86400, "天": 86400, "日": 86400}
_WEEK = 7 * 86400


@dataclass(frozen=True, slots=True)
class Context:
    """What a text is read with."""

    text: str
    zone: ZoneInfo
    fetched: datetime | None
    year_hint: int | None
    day_first: bool | None

    def plausible(self, year: int) -> bool:
        return _FIRST_YEAR <= year <= (self.fetched.year + 1 if self.fetched else _LAST_YEAR)


@dataclass(frozen=True, slots=True)
class Hit:
    start: int
    end: int
    value: str
    precision: str


def day_hit(
    context: Context, year: int, month: int, day: int, start: int, end: int, clock: Clock | None = None
) -> Hit | None:
    """A day, with the time given or the one printed beside it; None for a day that can't be."""
    if not context.plausible(year):
        return None
    try:
        that = date(year, month, day)
    except ValueError:
        return None
    if clock is None and end:
        found = clock_after(context.text, end) or clock_before(context.text, start)
        if found:
            clock, start, end = found.clock, min(start, found.start), max(end, found.end)
    if clock is None:
        return Hit(start, end, that.isoformat(), "day")
    try:
        moment = datetime(year, month, day, clock.hour, clock.minute, clock.second or 0, tzinfo=context.zone)
    except ValueError:
        return Hit(start, end, that.isoformat(), "day")
    if clock.zone is not None:
        moment = moment.replace(tzinfo=clock.zone)
    elif clock.offset is not None:
        moment = moment.replace(tzinfo=timezone(clock.offset))
        moment = moment if clock.offset else moment.astimezone(context.zone)
    unit = "minute" if clock.second is None else "second"
    return Hit(start, end, moment.isoformat(timespec="minutes" if clock.second is None else "seconds"), unit)


def _year_first(context: Context) -> Iterator[Hit]:
    for m in _YMD.finditer(context.text):
        hit = day_hit(context, int(m["y"]), int(m["m"] or m["m2"]), int(m["d"] or m["d2"]), m.start(), m.end())
        if hit:
            yield hit


def _year_month(context: Context) -> Iterator[Hit]:
    for m in _YM.finditer(context.text):
        if context.plausible(int(m["y"])) and 1 <= int(m["m"]) <= 12:
            yield Hit(m.start(), m.end(), f"{m['y']}-{int(m['m']):02}", "month")


def _year_last(context: Context) -> Iterator[Hit]:
    """12/31/2019 and 31.12.2019; which comes first is told by a number over 12, a dot, AM or PM, or `day_first`."""
    for m in _DMY.finditer(context.text):
        a, b = int(m["a"]), int(m["b"])
        day_first = context.day_first
        if m["s"] == "." and day_first is None:
            day_first = True
        elif day_first is None and halves(context.text, m.end()):
            day_first = False
        if (a > 12) != (b > 12):
            day_first = a > 12
        if day_first is None and a != b:
            continue
        day, month = (a, b) if day_first else (b, a)
        if hit := day_hit(context, int(m["y"]), month, day, m.start(), m.end()):
            yield hit


def _named_month(context: Context) -> Iterator[Hit]:
    if not has_month(context.text):
        return
    for m in _CTIME.finditer(context.text):
        found = clock_after(f"{m['time']} {m['zone'] or ''}", 0)
        clock = found.clock if found else None
        if hit := day_hit(context, int(m["y"]), month(m["n"]), int(m["d"]), m.start(), m.end(), clock):
            yield hit
    for pattern in (_DAY_NAME_YEAR, _NAME_DAY_YEAR, _YEAR_NAME_DAY):
        for m in pattern.finditer(context.text):
            if _BEGUN.search(context.text[max(0, m.start() - _SPAN) : m.start()]):
                continue
            if hit := day_hit(context, int(m["y"]), month(m["n"]), int(m["d"]), m.start(), m.end()):
                yield hit
    for m in _NAME_YEAR.finditer(context.text):
        if context.plausible(int(m["y"])):
            yield Hit(m.start(), m.end(), f"{m['y']}-{month(m['n']):02}", "month")


def _roc(context: Context) -> Iterator[Hit]:
    """Years of the Republic of China, which count from 1912."""
    for m in _ROC.finditer(context.text):
        if hit := day_hit(context, int(m["y"] or m["y2"]) + 1911, int(m["m"]), int(m["d"]), m.start(), m.end()):
            yield hit
    for m in _ROC_DASHED.finditer(context.text):
        if context.zone.key != "Asia/Taipei" and not clock_after(context.text, m.end()):
            continue
        if hit := day_hit(context, int(m["y"]) + 1911, int(m["m"]), int(m["d"]), m.start(), m.end()):
            yield hit


def _short_year(context: Context) -> Iterator[Hit]:
    """18-03-08 23:16 with dashes and a time is year first.

    Anything else of two digits needs `day_first`, or a time of the fetch that leaves one reading.
    """
    for m in _SHORT_YEAR.finditer(context.text):
        dashed = m["s"] == "-" and len(m["y"]) == len(m["m"]) == 2
        if dashed and context.day_first is None and clock_after(context.text, m.end()):
            readings = {(int(m["y"]), int(m["m"]), int(m["d"]))}
        else:
            readings = _readings(int(m["y"]), int(m["m"]), int(m["d"]), m["s"], context)
        hits = {day_hit(context, y + (1900 if y >= 90 else 2000), mo, d, m.start(), m.end()) for y, mo, d in readings}
        found = [hit for hit in hits if hit]
        if len(found) == 1:
            yield found[0]


def _readings(a: int, b: int, c: int, separator: str, context: Context) -> set[tuple[int, int, int]]:
    """Year, month and day that three numbers may be."""
    if context.day_first is not None:
        return {(c, b, a) if context.day_first else (c, a, b)}
    if context.fetched is None:
        return set()
    return {(a, b, c), (c, b, a)} | ({(c, a, b)} if separator == "/" else set())


def _han(context: Context) -> Iterator[Hit]:
    for m in _HAN.finditer(context.text):
        year = int("".join(str(max(_NUMERALS.index(c) - 1, 0)) for c in m["y"]))
        if hit := day_hit(context, year, _number(m["m"]), _number(m["d"]), m.start(), m.end()):
            yield hit


def _number(han: str) -> int:
    """A number up to 99 in Chinese numerals (二十三, 廿三, 二三); 0 where it is none."""
    tens, ten, ones = han.replace("廿", "二十").replace("卅", "三十").rpartition("十")
    digits = [max(_NUMERALS.index(c) - 1, 0) for c in tens + ones if c in _NUMERALS]
    if len(digits) != len(tens + ones) or len(tens) > 1 or (ten and len(ones) > 1):
        return 0
    if not ten:
        return int("".join(map(str, digits)) or 0)
    return (digits[0] if tens else 1) * 10 + (digits[-1] if ones else 0)


def _no_year(context: Context) -> Iterator[Hit]:
    if context.year_hint is None:
        return
    for m in _NO_YEAR.finditer(context.text):
        if not m["d2"] and not clock_after(context.text, m.end()):
            continue
        if hit := day_hit(context, context.year_hint, int(m["m"]), int(m["d"] or m["d2"]), m.start(), m.end()):
            yield hit


def _relative(context: Context) -> Iterator[Hit]:
    """Counted back from the fetch, in the finest unit that holds for the whole span the words may mean."""
    if context.fetched is None:
        return
    for m in _AGO.finditer(context.text):
        unit = (m["u"] or m["e"]).lower()
        seconds = _WEEK if unit[0] in "周週w" else _SECONDS[unit[0]]
        latest = context.fetched - timedelta(seconds=int(m["n"]) * seconds)
        earliest = latest - timedelta(seconds=seconds)
        if seconds <= 60:
            yield Hit(m.start(), m.end(), latest.isoformat(timespec="minutes"), "minute")
        elif common := _common(earliest, latest):
            yield Hit(m.start(), m.end(), *common)
    for m in _NAMED_DAY.finditer(context.text):
        that = context.fetched - timedelta(days=_DAYS_BACK[m[0].lower()])
        if hit := day_hit(context, that.year, that.month, that.day, m.start(), m.end()):
            yield hit


def _common(earliest: datetime, latest: datetime) -> tuple[str, str] | None:
    for length, precision in ((10, "day"), (7, "month"), (4, "year")):
        if earliest.isoformat()[:length] == latest.isoformat()[:length]:
            return latest.isoformat()[:length], precision
    return None


FORMS: tuple[Callable[[Context], Iterator[Hit]], ...] = (
    _year_first,
    _roc,
    _named_month,
    _year_last,
    _han,
    _short_year,
    _year_month,
    _no_year,
    _relative,
)
