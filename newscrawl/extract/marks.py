"""Tell a page a mirror damaged from one whose author put readings in brackets."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from newscrawl.extract import gbk
from newscrawl.extract.realign import SYLLABLE
from newscrawl.extract.wording import is_read, read_after, readings, toneless

_BEHIND = r"(?<=[^\x00-\x7f]{0})"
_SUSPECTS = (
    re.compile(rf"\({_BEHIND.format('[(]')}{SYLLABLE}\)"),
    re.compile(rf"\?{_BEHIND.format('[?]')}(?:\(?{SYLLABLE}\)|\??[，。！？；：、])"),
    re.compile(rf"\ufffd{_BEHIND.format('[^?]')}(?:\(?{SYLLABLE}\)|\ufffd?[，。！？；：、])"),
)
"""What every mark has, in forms that begin with one fixed character: only those are searched for at full speed."""
_ANNOTATED = re.compile(rf"([\u4e00-\u9fff])\(({SYLLABLE})\)( ?)")
_LONE = re.compile(rf"([\u4e00-\u9fff])[?\ufffd]\(?({SYLLABLE})\)")
_CUT = re.compile(r"[^\x00-\x7f][?\ufffd]{1,2}[，。！？；：、][\u4e00-\u9fff\ue000-\uf8ff]")
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_DENSE = 3
"""Annotated traditional characters in a hundred that make a page a damaged one."""
_LEAST, _LEAST_KINDS = 3, 2
_FEW, _FEW_KINDS = 8, 3
"""Annotations, and different characters annotated, that do so too when every such character is annotated each time."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a page's marks say of it."""

    annotated: bool
    """Whether readings stand behind its traditional characters; else only cuts are suspected."""
    toneless: bool
    """Whether they come without tone marks, behind any character."""
    spaced: bool
    """Whether a blank comes after them."""
    traditional: bool
    """Whether it is printed in traditional characters."""
    plain: frozenset[str]
    """Characters that stand without a reading more often than with one: those readings are the author's."""


def find_marks(text: str) -> Marks | None:
    """The marks of damage in a page; None for an ordinary page, soon."""
    if not any(suspect.search(text) for suspect in _SUSPECTS):
        return None
    notes = Counter[str]()
    tones = others = blanks = 0
    for char, reading, blank in _ANNOTATED.findall(text):
        has_tone = reading != toneless(reading)
        if is_read(char, reading):
            notes[char] += 1
            tones += has_tone
            blanks += blank != ""
        elif char not in readings() and has_tone:
            others += 1
    hanzi = Counter(_HANZI.findall(text))
    plain = frozenset(char for char, count in notes.items() if hanzi[char] > 2 * count)
    lone_bytes = sum(_is_lone(char, reading) for char, reading in _LONE.findall(text))
    lone = lone_bytes > 0 and (notes.total() + lone_bytes) * 100 >= hanzi.total()
    machine = Counter({char: count for char, count in notes.items() if char not in plain})
    annotated = lone or _is_dense(hanzi, machine, others)
    if not annotated and not _CUT.search(text):
        return None
    without_tones = annotated and not lone and tones * 2 < notes.total()
    return Marks(
        annotated,
        without_tones,
        blanks * 2 > notes.total(),
        annotated or _is_traditional(hanzi),
        frozenset() if without_tones else plain,
    )


def _is_lone(char: str, reading: str) -> bool:
    """Whether a byte can complete the last byte of a character to another one read so; a tone mark is asked for."""
    last = gbk.pairs().get(char, 0) & 0xFF
    return reading != toneless(reading) and read_after(reading, last) != ()


def _is_dense(hanzi: Counter[str], notes: Counter[str], others: int) -> bool:
    """Whether a machine annotated: often, and next to no characters that are the same in both scripts."""
    if others * 10 > notes.total():
        return False
    if notes.total() * 100 >= _DENSE * hanzi.total():
        return notes.total() >= _LEAST and len(notes) >= _LEAST_KINDS
    each_time = sum(hanzi[char] for char in notes) * 9 <= notes.total() * 10
    return notes.total() >= _FEW and len(notes) >= _FEW_KINDS and each_time


def _is_traditional(hanzi: Counter[str]) -> bool:
    """Whether the traditional form is what most characters with two forms stand in."""
    return sum(count for char, count in hanzi.items() if char in readings()) * 10 > hanzi.total()
