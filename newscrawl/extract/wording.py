"""How likely a character is in a Chinese text, and how traditional characters are read: what choosing repairs needs.

The tables are loaded once, at the first damaged page (about 60 ms); ordinary pages never need them.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import log

import opencc

from newscrawl.extract import gbk

_PUNCTUATION = {
    "，": 0.05, "。": 0.02, "、": 0.02, "“": 0.008, "”": 0.008, "　": 0.006, "：": 0.004, "（": 0.003, "）": 0.003,
    "《": 0.003, "》": 0.003, "；": 0.002, "—": 0.002, "！": 0.001, "？": 0.001, "…": 0.0006, "·": 0.0005,
    "【": 0.0003, "】": 0.0003, "■": 0.0001, "●": 0.0001, "％": 0.0003, "℃": 0.0001, "‘": 0.0005,
    "’": 0.0005, "①": 0.0001, "②": 0.0001, "③": 0.0001, "④": 0.0001, "▲": 0.0001, "◎": 0.0001, "「": 0.0002,
    "」": 0.0002, "○": 0.0001, "×": 0.0001,
}  # fmt: skip
_SENTENCE_PAIRS = {
    "。”": 0.08, "！”": 0.3, "？”": 0.3, "：“": 0.4, "，“": 0.03, "。“": 0.04, "”，": 0.15, "》，": 0.1, "。　": 0.03,
    "　　": 0.6, "——": 0.7, "……": 0.7, "、《": 0.03, "”、": 0.05, "》、": 0.08, "”“": 0.02, "”的": 0.1, "》《": 0.02,
    "”。": 0.1, "）。": 0.1, "）、": 0.1, "），": 0.15, "》（": 0.05,
}  # fmt: skip
_FUNCTION_WORDS = {
    "的": 0.035, "一": 0.012, "是": 0.011, "在": 0.01, "了": 0.009, "不": 0.008, "有": 0.008, "和": 0.008, "人": 0.008,
    "中": 0.007, "年": 0.007, "为": 0.006, "这": 0.005, "个": 0.005, "日": 0.005, "对": 0.004, "于": 0.004, "与": 0.003,
    "也": 0.003, "以": 0.004, "将": 0.003, "等": 0.004, "从": 0.002, "到": 0.004, "及": 0.002, "被": 0.001, "就": 0.002,
}  # fmt: skip
"""Words of one character, which a list of words undercounts: their share of the characters in print."""
_ASCII = 0.002
_RARE = 2e-7
_OUTSIDE = 1e-10
_FAVOUR = 3.0
_RANKS = 8
_MOST_KNOWN, _MOST_RANKED = 200_000, 20_000
_STOPS = frozenset("，。、；：！？")
_STOP_AFTER_STOP = 0.01
_SMOOTHING = 0.3
_SIMPLIFIED_ONLY = 0.002
_UNUSUAL_FORM = 0.1


def _rows(name: str) -> Iterator[tuple[str, str]]:
    text = files("newscrawl.extract").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            first, _, rest = line.partition("\t")
            yield first, rest


@cache
def readings() -> dict[str, frozenset[str]]:
    """The readings of each traditional character that differs from its simplified form, with tone marks."""
    return {char: frozenset(rest.split()) for char, rest in _rows("readings.tsv")}


@cache
def read_as() -> dict[str, frozenset[int]]:
    """The GBK byte pairs of the characters each reading belongs to; a reading without tone stands for all its tones."""
    found: dict[str, set[int]] = defaultdict(set)
    for char, known in readings().items():
        for reading in known:
            found[reading].add(gbk.pairs()[char])
            found[toneless(reading)].add(gbk.pairs()[char])
    return {reading: frozenset(pairs) for reading, pairs in found.items()}


@cache
def read_after(reading: str, lead: int) -> tuple[int, ...]:
    """The trail bytes that make a character read so of a lead byte."""
    return tuple(sorted(pair & 0xFF for pair in read_as().get(reading, ()) if pair >> 8 == lead))


def is_read(char: str, reading: str) -> bool:
    """Whether a traditional character has a reading, whatever its tone."""
    return reading in readings().get(char, ()) or toneless(reading) in map(toneless, readings().get(char, ()))


@cache
def toneless(reading: str) -> str:
    """A reading without its tone mark; ü stays."""
    plain = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c) or c == "\u0308"))


class Wording:
    """Likelihoods of characters in mainland news, printed in traditional or in simplified characters."""

    def __init__(self, traditional: bool) -> None:
        hanzi = [char for char in gbk.characters().values() if "\u4e00" <= char <= "\u9fff"]
        self._simple = _converted("t2s", hanzi)
        fit = self._fits(hanzi, traditional)
        counts = {char: 2.0**weight for char, weight in _weights(next(rest for c, rest in _rows("pairs.tsv") if not c))}
        total = sum(counts.values())
        self._alone = dict.fromkeys(map(chr, range(0x20, 0x7F)), _ASCII) | _PUNCTUATION
        for char in hanzi:
            simple = self._simple[char]
            share = _FUNCTION_WORDS.get(simple, 0.75 * counts.get(simple, 0) / total)
            self._alone[char] = max(share, _RARE) * fit[char]
        self._fit = fit
        self._after = dict(_SENTENCE_PAIRS)
        for first, rest in _rows("pairs.tsv"):
            if first:
                of_first = counts.get(first, 1.0)
                self._after.update((first + second, 2.0**w / of_first) for second, w in _weights(rest))
        self._known: dict[str, float] = {}
        self._ranked: dict[tuple[str, int, bool, str], tuple[int, ...]] = {}

    def _fits(self, hanzi: list[str], traditional: bool) -> dict[str, float]:
        """By how much less likely a form is because the page's script has another for the same character."""
        if not traditional:
            return {char: 1.0 if self._simple[char] == char else _SIMPLIFIED_ONLY for char in hanzi}
        again = _converted("s2tw", hanzi)
        fit = {}
        for char in hanzi:
            usual = char in (self._simple[char], again.get(self._simple[char]))
            allowed = self._simple[char] != char or again[char] == char or _in_big5(char)
            fit[char] = (1.0 if usual else _UNUSUAL_FORM) if allowed else _SIMPLIFIED_ONLY
        return fit

    def cost(self, before: str, char: str) -> float:
        """Nats a character costs after another."""
        key = before + char
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            alone = self._alone.get(char, _OUTSIDE)
            pair = self._after.get(self._simple.get(before, before) + self._simple.get(char, char), 0.0)
            chance = _SMOOTHING * alone + (1 - _SMOOTHING) * min(pair, 1.0) * self._fit.get(char, 1.0)
            if before in _STOPS and char in _STOPS:
                chance *= _STOP_AFTER_STOP
            found = self._known[key] = -log(chance)
        return found

    def likeliest(self, before: str, byte: int, is_trail: bool, favoured: str = "") -> tuple[int, ...]:
        """The pairs of bytes with a lead or trail byte, the likeliest after a character first; some may be favoured."""
        key = (before, byte, is_trail, favoured)
        found = self._ranked.get(key)
        if found is None:
            if len(self._ranked) > _MOST_RANKED:
                self._ranked.clear()
            pairs = [lead << 8 | byte for lead in gbk.LEADS] if is_trail else [byte << 8 | t for t in gbk.TRAILS]
            characters = gbk.characters()
            costs = {p: self.cost(before, characters[p]) - _FAVOUR * (characters[p] in favoured) for p in pairs}
            found = self._ranked[key] = tuple(sorted(pairs, key=costs.__getitem__)[:_RANKS])
        return found


def _weights(rest: str) -> Iterator[tuple[str, float]]:
    return ((rest[i], (ord(rest[i + 1]) - ord("0")) / 2) for i in range(0, len(rest), 2))


def _converted(config: str, hanzi: list[str]) -> dict[str, str]:
    """Each character converted by itself."""
    lines: str = opencc.OpenCC(config).convert("\n".join(hanzi))
    return dict(zip(hanzi, lines.split("\n"), strict=True))


def _in_big5(char: str) -> bool:
    return len(char.encode("big5", "ignore")) == 2


@cache
def wording(traditional: bool) -> Wording:
    """The likelihoods for one script, made once."""
    return Wording(traditional)
