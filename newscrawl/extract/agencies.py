"""News agencies: their names, where they publish themselves, and the credits that papers print for them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

_CREDIT = re.compile(
    r"^[\s(\[©—–-]*(?:(?:und|and|et|y|e|en)\s)?(?:(?:Quelle|Source|Fuente|Fonte|Bron|Text):?\s|(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]oor|[Dd]i|[Cc]on|[Mm]it|[Aa]vec|[Ww]ith(?:\s[Ff]iles\sfrom)?)\s"
    r"(?:(?:Material|Informationen|agences?|informazioni)\s(?:von|der|des|from|di)?\s?)?)?(?P<who>[^()\[\]]{2,60}?)[\s.)\]]*$"
)
_CLOSING = re.compile(r"[(\[](?P<who>[^()\[\]]{2,40})[)\]][\s.]*$")
_LONGEST = 80
_PARTS = re.compile(r"\s*(?:[,/;&+|]|\s(?:und|and|et|y|e|en|avec|mit|with|con)\s)\s*")
_INITIALS = ("pa", "aa")
"""Names of agencies that stand for other things where nothing else is said."""
_WITH = re.compile(r"^.*\s(?:avec|mit|with|con)\s")
"""A paper or a person, before the agencies that the text was written with."""
_DESK = re.compile(r"^[a-z]{2,4}$")
"""The desk or the initials of who edited it, behind an agency: dpa/tmn."""


@dataclass(frozen=True, slots=True)
class _Agencies:
    names: dict[str, str]
    """The agency of each form."""
    tails: tuple[str, ...]
    hosts: dict[str, tuple[str, ...]]
    """Where each agency publishes itself."""


@cache
def _agencies() -> _Agencies:
    source = resources.files("newscrawl.extract").joinpath("data", "agencies.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    names = {form: name for name, entry in data["agency"].items() for form in entry["forms"]}
    hosts = {name: tuple(entry["hosts"]) for name, entry in data["agency"].items()}
    return _Agencies(names, tuple(data["tails"]), hosts)


@lru_cache(maxsize=4096)
def agency(printed: str) -> str | None:
    """The news agency a source, dateline or © line names; None for any other."""
    known = _agencies()
    text = " ".join(printed.lower().split()).removeprefix("据").removeprefix("據").strip('《》“”" ')
    forms = (text, *(text.removesuffix(tail) for tail in known.tails))
    return next((known.names[form] for form in forms if form in known.names), None)


def hosts_of(name: str) -> tuple[str, ...]:
    """Where an agency publishes itself."""
    return _agencies().hosts[name]


def credited(text: str) -> str | None:
    """The agencies of a text in Latin letters that is nothing but a credit of them, as printed: `Von dpa`, `(AP)`."""
    match = _CREDIT.match(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    return _named(match["who"]) or _named(_WITH.sub("", match["who"]))


def credited_behind(text: str) -> str | None:
    """The agencies in brackets behind the last sentence of a text: `… gesagt. (mit dpa)`."""
    match = _CLOSING.search(text)
    return credited(match["who"]) if match else None


def _named(who: str) -> str | None:
    """Agencies as printed, without the desks behind them; None where someone else is named."""
    parts = [part for part in _PARTS.split(who) if part]
    named = [part for part in parts if agency(part) and part.lower() not in _INITIALS]
    others = [part for part in parts if part not in named]
    if not named or not all(map(_DESK.match, others)) or (others and parts[0] not in named):
        return None
    return ", ".join(dict.fromkeys(named))
