"""Undo what mirrors do to a page's text: readings behind characters, byte damage, the change to traditional characters.

It works on the decoded page, before parsing, since the damage reaches into tags. Only text that carries the marks is
touched; all other pages come back as they are, but for zero-width characters that are noise.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from operator import ne

import opencc

from newscrawl.extract.marks import Marks, find_marks
from newscrawl.extract.realign import Realigner
from newscrawl.extract.wording import wording
from newscrawl.extract.zerowidth import without_zero_width

_CJK = "\u3400-\u9fff\uf900-\ufaff"
_LOST_TAG = re.compile(r"\?(?=/(?:title|p|div|span|a|h[1-6]|li|td|em|strong|b|font)>)")
_DOUBLED = re.compile(rf"(?<=[{_CJK}）》】”’％])(?:[,，]+(?:[,，、。]+|\.(?!\d))|[、。][,，]+)")
_INDENT = re.compile(rf"(?:(?<=>)|(?<=\n)|\A)(\s*)\?{{2,4}}(?=[{_CJK}“《（])")
_LEAST_DOUBLED = 3
_OWN_ZHU = re.compile("[名原译譯编編论論专專土显顯卓巨遗遺合昭拙旧舊撰]著|著[名作称稱述书書者录錄有]")
_NEVER_PRINTED = re.compile("[\u3400-\u4dbf\u9fa6-\u9fff\U00020000-\U0003ffff]")
"""Simplified forms GBK does not have: a text that was GBK had the other form from the start."""
_ONLY_PRINTED = "乾拚捱"
"""Characters mainland papers print; 乾 only where the page has 干 too, so that it can't stand for it."""
_ASCII = bytes(range(128))
_NOT_TEXT = "\x00\ud800-\udfff"
"""What the converter drops or refuses."""


@dataclass(frozen=True)
class Repaired:
    """A text after repair."""

    text: str
    counts: dict[str, int]
    """Places mended by kind, as in RepairCount; kinds that did not occur are missing."""
    dense: bool
    """Whether the text carried the marks of a damaged page, so that more than zero-width characters was mended."""

    @cached_property
    def data(self) -> bytes:
        """The text in UTF-8, without halves of surrogate pairs."""
        return self.text.encode("utf-8", "ignore")

    @cached_property
    def beyond_ascii(self) -> bytes:
        """All that is not ASCII, in UTF-8 and without what stood between: words of other scripts are soon found in it.

        It holds every such word of the text, and maybe some whose parts stand apart there.
        """
        return self.data.translate(None, _ASCII)


def repair_text(text: str, to_simplified: bool) -> Repaired:
    """Undo damage in the text of a page, tags and all; `to_simplified` undoes the change to traditional characters too.

    Counts are places: readings taken out, lone bytes found again, characters converted and so on. Never raises;
    repairing a repaired text changes nothing.
    """
    source = Repaired(text, {}, False)
    text, removed = without_zero_width(text, source.beyond_ascii)
    if removed:
        source = Repaired(text, {"zero_width": removed}, False)
    counts = Counter(source.counts)
    marks = find_marks(text)
    if marks is None:
        return source
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
    realigner = Realigner(wording(marks.traditional), marks.annotated, marks.toneless, marks.spaced, marks.plain)
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
    return next(mark for mark in "。.、，," if mark in marks)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> tuple[str, int]:
    """A mirror's traditional text as the paper printed it, and how many characters that changed."""
    kept = _ONLY_PRINTED if "干" in text else _ONLY_PRINTED.replace("乾", "")
    pieces = re.split(f"([{kept}{_NOT_TEXT}]+)", text)
    pieces[::2] = [_converter().convert(piece) for piece in pieces[::2]]
    plain = "".join(pieces)
    if len(plain) != len(text):
        return plain, 1
    if _NEVER_PRINTED.search(plain):
        plain = "".join(old if _NEVER_PRINTED.match(new) else new for old, new in zip(text, plain, strict=True))
    if "著" in plain and "着" not in plain:
        plain = _zhe(plain)
    return plain, sum(map(ne, text, plain))


def _zhe(text: str) -> str:
    """着 for 著, where the page knows no 着 and the word is not one with 著."""
    own = {found.start() + found[0].index("著") for found in _OWN_ZHU.finditer(text)}
    return "".join("着" if char == "著" and place not in own else char for place, char in enumerate(text))
