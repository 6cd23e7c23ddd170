"""Undo what mirrors do to a page's text: readings behind characters, byte damage, the change to traditional characters.

It works on the decoded page, before parsing, since the damage reaches into tags. Only text that carries the marks is
touched; all other pages come back as they are, but for zero-width characters that are noise.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

import opencc

from newscrawl.extract.marks import Marks, find_marks
from newscrawl.extract.realign import Realigner
from newscrawl.extract.wording import wording
from newscrawl.extract.zerowidth import without_zero_width

_CJK = "\u3400-\u9fff\uf900-\ufaff"
_LOST_TAG = re.compile(r"\?(?=/(?:title|p|div|span|a|h[1-6]|li|td|em|strong|b|font)>)")
_DOUBLED = re.compile(rf"(?<=[{_CJK}）》】”’％])([,，]?)([,，、。])(?:(?<=[、。])[,，]|(?<=[,，][,，、。])[,，、。]*)")
_INDENT = re.compile(rf"(?:(?<=>)|(?<=\n)|\A)(\s*)\?{{2,4}}(?=[{_CJK}“《（])")
_LEAST_DOUBLED = 3
_OWN_ZHU = re.compile("[名原译譯编編论論专專土显顯卓巨遗遺合昭拙旧舊撰]著|著[名作称稱述书書者录錄有]")
_ONLY_PRINTED = "乾拚捱"
"""Characters that stay when their simplified twin stands in the page too, or that have none in mainland usage."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after repair."""

    text: str
    counts: dict[str, int]
    """Places mended by kind, as in RepairCount; kinds that did not occur are missing."""
    dense: bool
    """Whether the text carried the marks of a damaged page, so that more than zero-width characters was mended."""


def repair_text(text: str, to_simplified: bool) -> Repaired:
    """Undo damage in the text of a page, tags and all; `to_simplified` undoes the change to traditional characters too.

    Never raises; repairing a repaired text changes nothing.
    """
    text, removed = without_zero_width(text)
    counts = Counter(zero_width=removed)
    marks = find_marks(text)
    if marks is None:
        return Repaired(text, dict(+counts), False)
    text, damaged = _realigned(text, marks, counts)
    if not damaged:
        return Repaired(text, dict(+counts), False)
    text, mended = _LOST_TAG.subn("<", text)
    counts["byte_damage"] += mended
    text, counts["indent"] = _INDENT.subn(r"\1　　", text)
    text, counts["punctuation"] = _single_punctuation(text)
    if to_simplified and marks.traditional:
        text, counts["traditional"] = simplified(text)
    return Repaired(text, dict(+counts), True)


def _realigned(text: str, marks: Marks, counts: Counter[str]) -> tuple[str, bool]:
    """The text with annotations and byte damage undone, and whether it is a damaged page."""
    realigner = Realigner(wording(marks.traditional), marks.annotated, marks.toneless, marks.plain)
    realigned = realigner.realign(text)
    counts["annotation"] = realigned.annotations
    counts["byte_damage"] = realigned.damage
    return realigned.text, marks.annotated or realigned.damage > 0


def _single_punctuation(text: str) -> tuple[str, int]:
    """Doubled commas and stops made single, where the page has them again and again."""
    if sum(1 for _ in _DOUBLED.finditer(text)) < _LEAST_DOUBLED:
        return text, 0
    return _DOUBLED.subn(lambda found: _strongest(found[0]), text)


def _strongest(marks: str) -> str:
    """The mark that was printed: a stop or enumeration comma where there is one, else the comma in its fuller form."""
    return next(mark for mark in "。、，," if mark in marks)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> tuple[str, int]:
    """A mirror's traditional text as the paper printed it, and how many characters that changed."""
    kept = {char for char in _ONLY_PRINTED if char in text and (char != "乾" or "干" in text)}
    pieces = re.split(f"([{''.join(kept)}])", text) if kept else [text]
    plain = "".join(piece if piece in kept else _converter().convert(piece) for piece in pieces)
    if "著" in plain and "着" not in plain:
        plain = _zhe(plain)
    return plain, sum(a != b for a, b in zip(text, plain, strict=False))


def _zhe(text: str) -> str:
    """着 for 著, where the page knows no 着 and the word is not one with 著."""
    own = {found.start() + found[0].index("著") for found in _OWN_ZHU.finditer(text)}
    return "".join("着" if char == "著" and place not in own else char for place, char in enumerate(text))
