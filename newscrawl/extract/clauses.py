"""The clauses notices are made of: patterns with named slots from `data/notices.toml`, in any script they come in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

_WORD = re.compile(r"%(\w+)%")
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*\"|《[^》]*》")
_EASTERN = "\u2e80"
"""The scripts of East Asia begin here."""
_SENTENCE = re.compile(r"[^。!?]*?(?:[。!?]+|(?<=[\w)”\"]{2})\.(?=\s+[^\sa-zà-ÿа-я])|$)[”\")\]']*\s*")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]\s*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause found in a text."""

    kind: str
    """A kind of `items.Notice`, or promo."""
    rule: str
    """Name of the pattern."""
    start: int
    """First code point in the text."""
    end: int
    """Code point after the last."""
    slots: dict[str, str]
    """What stands in the named places, as printed, without the blanks around it."""
    strong: bool
    """Whether with a self-reference it makes a notice."""
    alone: bool
    """Whether a sentence of nothing else is a notice."""
    grant: str
    """What it says of reprinting: ask, forbidden, granted or ""."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A clause to look for."""

    kind: str
    rule: str
    hints: frozenset[str]
    regex: re.Pattern[str]
    strong: bool
    alone: bool
    grant: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The data file, compiled."""

    fold: dict[int, str]
    hints: tuple[str, ...]
    """Of all patterns."""
    order: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    self_reference: re.Pattern[str]
    hard: re.Pattern[str]
    soft: re.Pattern[str]
    law: re.Pattern[str]
    topic: re.Pattern[str]
    filler: dict[str, re.Pattern[str]]


@cache
def rules() -> Rules:
    """The rules as committed, read and compiled once."""
    source = resources.files("newscrawl.extract").joinpath("data", "notices.toml")
    data: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    table = _fold_table(data["fold"])

    def compiled(*patterns: str) -> re.Pattern[str]:
        text = _WORD.sub(lambda m: data["words"][m[1]], "|".join(f"(?:{p})" for p in patterns))
        text = _WORD.sub(lambda m: data["words"][m[1]], text)
        return re.compile(text.translate(table), re.IGNORECASE)

    patterns = tuple(_pattern(clause, compiled(clause["pattern"]), table) for clause in data["clause"])
    hints = {hint for pattern in patterns for hint in pattern.hints}
    return Rules(
        fold=table,
        hints=tuple(sorted(hints)),
        order=tuple(data["order"]),
        patterns=patterns,
        self_reference=compiled(data["self"]["pattern"]),
        hard=compiled(*data["narrative"]["hard"]),
        soft=compiled(*data["narrative"]["soft"]),
        law=compiled(data["narrative"]["law"]),
        topic=compiled(data["narrative"]["topic"]),
        filler={name: compiled(pattern) for name, pattern in data["filler"].items()},
    )


def fold(text: str) -> str:
    """The text in the form patterns are written for, with every character in its place."""
    if text.isascii():
        return text
    table, folded = rules().fold, _folded_characters()
    return folded.sub(lambda match: table[ord(match[0])], text)


@cache
def _folded_characters() -> re.Pattern[str]:
    """Finds what folding changes: str.translate looks every character up, which takes longer."""
    return re.compile(f"[{''.join(map(re.escape, map(chr, rules().fold)))}]")


def possible(folded: str) -> bool:
    """Whether a folded text may hold a clause at all; cheap."""
    latin, western, eastern = _shortest_hints()
    lowered = folded.lower()
    if lowered.isascii():
        return any(map(lowered.__contains__, latin))
    if any(map(lowered.__contains__, western)):
        return True
    if any(any(map(lowered.__contains__, eastern[first])) for first in eastern.keys() & set(lowered)):
        return True
    letters = lowered.encode("ascii", "ignore").decode("ascii")  # has every hint of the text, maybe more
    return letters.islower() and any(map(lowered.__contains__, filter(letters.__contains__, latin)))


@cache
def _shortest_hints() -> tuple[tuple[str, ...], tuple[str, ...], dict[str, list[str]]]:
    """The hints that contain no other: of ASCII, of more letters of the West, of East Asia by their first character."""
    known = rules().hints
    least = [hint for hint in known if not any(other in hint for other in known if other != hint)]
    latin = tuple(hint for hint in least if hint.isascii())
    western = tuple(hint for hint in least if hint not in latin and hint < _EASTERN)
    eastern: dict[str, list[str]] = {}
    for hint in least:
        if hint >= _EASTERN:
            eastern.setdefault(hint[0], []).append(hint)
    return latin, western, eastern


def clauses(text: str, quoted: bool = True) -> list[Clause]:
    """The clauses of a text in the order printed; without `quoted`, those inside quotation marks are left out."""
    return list(_clauses(text, quoted))


@lru_cache(maxsize=512)  # a site prints the same notice under every article
def _clauses(text: str, quoted: bool) -> tuple[Clause, ...]:
    folded = fold(text)
    quotes = [] if quoted else [match.span() for match in _QUOTED.finditer(folded)]
    found = []
    lowered = folded.lower()
    present = set(filter(lowered.__contains__, rules().hints))
    for pattern in rules().patterns:
        if pattern.hints.isdisjoint(present):
            continue
        for match in pattern.regex.finditer(folded):
            if match.start() == match.end() or any(s < match.start() and match.end() <= e for s, e in quotes):
                continue
            slots = {
                name.rstrip("0123456789"): text[slice(*match.span(name))].strip()
                for name in match.re.groupindex
                if match.start(name) >= 0 and text[slice(*match.span(name))].strip()
            }
            found.append(
                Clause(
                    pattern.kind,
                    pattern.rule,
                    match.start(),
                    match.end(),
                    slots,
                    pattern.strong,
                    pattern.alone,
                    pattern.grant,
                )
            )
    found.sort(key=lambda c: (c.start, -c.end, c.rule))
    return tuple(clause for clause in found if not any(_covers(other, clause) for other in found))


def _covers(other: Clause, clause: Clause) -> bool:
    """Whether a longer clause of the same kind holds this one and is as good a sign with as many slots."""
    longer = other.end - other.start > clause.end - clause.start
    held = longer and other.kind == clause.kind and other.start <= clause.start and clause.end <= other.end
    return (
        held
        and other.strong >= clause.strong
        and other.alone >= clause.alone
        and clause.slots.keys() <= other.slots.keys()
    )


def sentences(folded: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a folded text; what closes it in brackets is one of its own."""
    bracketed = _BRACKETED.search(folded)
    limit = bracketed.start() if bracketed else len(folded)
    spans = [match.span() for match in _SENTENCE.finditer(folded, 0, limit) if match.end() > match.start()]
    return spans + ([(limit, len(folded))] if limit < len(folded) else [])


def kinds(found: list[Clause]) -> list[str]:
    """The kinds of the clauses, each once, in the order printed."""
    return list(dict.fromkeys(clause.kind for clause in found))


def leading(found: list[Clause]) -> Clause:
    """The clause that gives a notice its kind: by the order of kinds, those first that make a notice by themselves."""
    order = rules().order
    return min(found, key=lambda c: (not (c.strong or c.alone), order.index(c.kind), c.start))


def _pattern(clause: dict[str, Any], regex: re.Pattern[str], table: dict[int, str]) -> Pattern:
    return Pattern(
        kind=clause["kind"],
        rule=clause["rule"],
        hints=frozenset(hint.translate(table) for hint in clause["hints"]),
        regex=regex,
        strong=clause.get("strong", False),
        alone=clause.get("alone", False),
        grant=clause["grant"],
    )


def _fold_table(data: dict[str, str]) -> dict[int, str]:
    pairs = data["han"] + data["marks"]
    table = {ord(other): plain for other, plain in zip(pairs[::2], pairs[1::2], strict=True)}
    for code in range(0xFF10, 0xFF5B):
        folded = chr(code - 0xFEE0)
        if folded.isalnum():
            table.setdefault(code, folded)
    return table
