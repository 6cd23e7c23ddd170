"""The time of day printed beside a date, with its half of the day and its zone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

_OFFSETS = {
    "z": 0, "gmt": 0, "utc": 0, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "bst": 1,
    "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "jst": 9, "kst": 9, "hkt": 8,
}  # fmt: skip
"""Hours of the abbreviations that mean one thing; CST and IST mean several."""
_ZONES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}

_AFTERNOON = "下午|午後|晚上|晚间|晚間|傍晚|오후"
_MORNING = "上午|午前|早上|早晨|清晨|凌晨|오전"
_NOON = "中午"
_ABBREVIATED = "|".join(sorted((*_OFFSETS, *_ZONES), key=len, reverse=True))
_ZONE = rf"(?:\s*\(?(?P<zone>(?:(?:gmt|utc)\s?)?[+-]\d\d?(?::?\d\d)?(?!\d)|(?:{_ABBREVIATED})(?![^\W_]))\)?)?"
_HALF = r"(?:\s?(?P<ampm>[ap]\.?\s?m\b\.?|صباحا?ً?|مساءً?|[صم]\b))?"
_CLOCK = (
    rf"(?:(?P<half>{_AFTERNOON}|{_MORNING}|{_NOON})\s?)?"
    r"(?:(?P<h>\d{1,2})\s?[:h]\s?(?P<m>\d\d)(?:\s?:\s?(?P<s>\d\d)(?:[.,]\d{1,9}|:\d{3,9})?)?(?![\d:]|(?<=:\d\d)\.\d)"
    r"|(?P<h2>\d{1,2})\s?[时時点點시]\s?(?P<m2>\d{1,2})\s?[分분](?:\s?(?P<s2>\d{1,2})\s?[秒초])?"
    r"|(?P<h3>\d{1,2})\.(?P<m3>\d\d)(?=\s?uhr)"
    r"|(?P<h4>\d{1,2})(?=\s?[ap]\.?m\b))"
)
_WEEKDAY = (
    r"(?:\(?\s?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\s?\)?|\([一二三四五六日月火水木金土]\)"
    r"|\(?(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]{0,6}\.?\)?)"
)
_AFTER = re.compile(
    rf"(?:\s*{_WEEKDAY})?(?:T|[\s,.·•|/_-]{{0,4}}?(?:(?:at|um|à|a las|alle|alle ore|ore|às|kl\.?)\s)?\s{{0,6}})"
    rf"{_CLOCK}{_HALF}(?:\s?uhr)?{_ZONE}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![\d:]){_CLOCK}{_HALF}(?:\s?uhr)?{_ZONE}[\s,|]{{0,3}}(?:on\s|am\s)?(?:{_WEEKDAY},?\s?)?$", re.IGNORECASE
)
_BEFORE_SPAN = 48


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; without offset and zone it is local."""

    hour: int
    minute: int
    second: int | None = None
    offset: timedelta | None = None
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class FoundClock:
    """A time and where it was read."""

    clock: Clock
    start: int
    end: int


def clock_after(text: str, position: int) -> FoundClock | None:
    """The time printed right behind a date, a weekday between them at most."""
    match = _AFTER.match(text, position)
    clock = _read(match) if match else None
    return FoundClock(clock, position, match.end()) if match and clock else None


def clock_before(text: str, position: int) -> FoundClock | None:
    """The time printed right before a date."""
    offset = max(0, position - _BEFORE_SPAN)
    if ":" not in text[offset:position]:
        return None
    match = _BEFORE.search(text[offset:position])
    clock = _read(match) if match else None
    return FoundClock(clock, offset + match.start(), position) if match and clock else None


def halves(text: str, position: int) -> bool:
    """Whether the time behind a date is told by AM or PM."""
    match = _AFTER.match(text, position)
    return bool(match and match["ampm"])


def _read(match: re.Match[str]) -> Clock | None:
    """None for a time that can't be, and for an hour without minutes that nothing marks as a time."""
    hour = int(match["h"] or match["h2"] or match["h3"] or match["h4"])
    minute = int(match["m"] or match["m2"] or match["m3"] or 0)
    seconds = match["s"] or match["s2"]
    second = int(seconds) if seconds else None
    hour = _of_day(hour, (match["ampm"] or "").lower()[:1], match["half"] or "")
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return None
    return _zoned(Clock(hour, minute, second), (match["zone"] or "").lower().replace(" ", ""))


def _of_day(hour: int, ampm: str, half: str) -> int:
    """The hour of 24; 24 and more for one that can't be."""
    if ampm:
        return hour % 12 + (12 if ampm in "pم" else 0) if 1 <= hour <= 12 else 24
    if half in _AFTERNOON.split("|"):
        return hour + 12 if 1 <= hour < 12 else hour
    if half in _MORNING.split("|"):
        return 0 if hour == 12 and half in ("凌晨", "오전") else hour
    return hour


def _zoned(clock: Clock, zone: str) -> Clock:
    if not zone:
        return clock
    if zone in _ZONES:
        return replace(clock, zone=ZoneInfo(_ZONES[zone]))
    if zone in _OFFSETS:
        return replace(clock, offset=timedelta(hours=_OFFSETS[zone]))
    digits = zone.lstrip("gmtuc")
    number = digits[1:].replace(":", "")
    hours, minutes = (int(number[:-2]), int(number[-2:])) if len(number) > 2 else (int(number), 0)
    if hours > 14 or minutes > 59:
        return clock
    offset = timedelta(hours=hours, minutes=minutes)
    return replace(clock, offset=-offset if digits[0] == "-" else offset)
