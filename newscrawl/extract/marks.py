"""Tell a page a mirror damaged from one whose author put readings in brackets."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from newscrawl.extract import gbk
from newscrawl.extract.realign import SYLLABLE
from newscrawl.extract.wording import is_read, read_after, readings, toneless

_SUSPECT = re.compile(rf"[?\ufffd]\(?{SYLLABLE}\)|\({SYLLABLE}\)|[?\ufffd][，。！？；：、]")
_ANNOTATED = re.compile(rf"([\u4e00-\u9fff])\(({SYLLABLE})\)")
_LONE = re.compile(rf"([\u4e00-\u9fff])[?\ufffd]\(?({SYLLABLE})\)")
_CUT = re.compile(r"[^\x00-\x7f][?\ufffd]{1,2}[，。！？；：、][\u4e00-\u9fff\ue000-\uf8ff]")
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_DENSE = 3
"""Annotated traditional characters in a hundred that make a page a damaged one."""
_FEW, _FEW_KINDS = 8, 3
"""Annotations, and different characters annotated, that do so too when every such character is annotated each time."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a page's marks say of it."""

    annotated: bool
    """Whether readings stand behind its traditional characters; else only cuts are suspected."""
    toneless: bool
    """Whether they come without tone marks, behind any character."""
    traditional: bool
    """Whether it is printed in traditional characters."""
    plain: frozenset[str]
    """Characters that stand without a reading more often than with one: those readings are the author's."""


def find_marks(text: str) -> Marks | None:
    """The marks of damage in a page; None for an ordinary page, soon."""
    if not _SUSPECT.search(text):
        return None
    notes = Counter[str]()
    tones = others = 0
    for char, reading in _ANNOTATED.findall(text):
        has_tone = reading != toneless(reading)
        if is_read(char, reading):
            notes[char] += 1
            tones += has_tone
        elif char not in readings() and has_tone:
            others += 1
    plain = frozenset(char for char, count in notes.items() if text.count(char) > 2 * count)
    lone = any(_is_lone(char, reading) for char, reading in _LONE.findall(text))
    machine = Counter({char: count for char, count in notes.items() if char not in plain})
    annotated = lone or _is_dense(text, machine, others)
    if not annotated and not _CUT.search(text):
        return None
    without_tones = annotated and not lone and tones * 2 < notes.total()
    return Marks(annotated, without_tones, annotated or _is_traditional(text), frozenset() if without_tones else plain)


def _is_lone(char: str, reading: str) -> bool:
    """Whether a byte can complete the last byte of a character to another one read so; a tone mark is asked for."""
    last = gbk.pairs().get(char, 0) & 0xFF
    return reading != toneless(reading) and read_after(reading, last) != ()


def _is_dense(text: str, notes: Counter[str], others: int) -> bool:
    """Whether a machine annotated: often, and next to no characters that are the same in both scripts."""
    if others * 10 > notes.total():
        return False
    if notes.total() * 100 >= _DENSE * sum(1 for _ in _HANZI.finditer(text)):
        return notes.total() > 0
    each_time = sum(text.count(char) for char in notes) * 9 <= notes.total() * 10
    return notes.total() >= _FEW and len(notes) >= _FEW_KINDS and each_time


def _is_traditional(text: str) -> bool:
    """Whether most characters that have two forms stand in the traditional one."""
    known = readings()
    sample = _HANZI.findall(text)[:2000]
    return sum(char in known for char in sample) * 10 > len(sample)
