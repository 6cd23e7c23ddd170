"""Take out zero-width characters that are noise, and leave those that scripts and emoji need."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CHARS = "\u200b\u200c\u200d\u2060\ufeff"
_IN_UTF8 = tuple(map(str.encode, _CHARS))
_NAMES = "ZeroWidthSpace|ZerWidthSpace|NoBreak|zwnj|zwj"
_ENTITY = rf"&(?:{_NAMES}|#820[345]|#8288|#65279|#[xX](?:200[bBcCdD]|2060|[fF][eE][fF][fF]));"
_SOME_ENTITY = re.compile(_ENTITY)
_ONE = re.compile(rf"[{_CHARS}]|{_ENTITY}")
_RUN = re.compile(rf"(?:[{_CHARS}]|{_ENTITY})+", re.IGNORECASE)
_BARE_RUN = re.compile(f"[{_CHARS}]+")
_CODE = re.compile(r"<(/?)(script|style)\b([^<>]*)>", re.IGNORECASE)
_CJK = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_PLAIN = re.compile(
    r"[\s\x00-\x7f\u2010-\u203e\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Characters beside which a zero-width character does nothing: ASCII, punctuation, Chinese and Japanese."""
_JOINER = re.compile("[\u200c\u200d]|zwn?j|820[45]|200[cd]", re.IGNORECASE)
_LATIN = re.compile(r"[\u00a0-\u024f\u1e00-\u1eff]")


def without_zero_width(text: str, beyond_ascii: bytes) -> tuple[str, int]:
    """The text without the noise outside of code, and how many characters that was; given what is not ASCII in it."""
    written = "&" in text and _SOME_ENTITY.search(text) is not None
    if not written and not any(map(beyond_ascii.__contains__, _IN_UTF8)):
        return text, 0
    kept: list[str] = []
    done = removed = 0
    code = _code_spans(text)
    start, end = next(code)
    for found in (_RUN if written else _BARE_RUN).finditer(text):
        while found.start() >= end:
            start, end = next(code)
        if found.start() < start and _is_noise(text, found):
            kept.append(text[done : found.start()])
            done = found.end()
            removed += len(_ONE.findall(found[0]))
    return "".join((*kept, text[done:])), removed


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where scripts and styles stand, in order; the last one is behind the text."""
    start = 0
    inside = ""
    for found in _CODE.finditer(text):
        tag = found[2].lower()
        if not inside and not found[1] and "json" not in found[3]:
            start, inside = found.end(), tag
        elif inside == tag and found[1]:
            yield start, found.start()
            inside = ""
    yield (start if inside else len(text)), len(text) + 1


def _is_noise(text: str, found: re.Match[str]) -> bool:
    """Whether the characters on both sides join with nothing; joiners part Latin letters, so one must be Chinese."""
    sides = (text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1])
    if _JOINER.search(found[0]) and not any(map(_CJK.match, sides)):
        return False
    return all(not side or _PLAIN.match(side) or _LATIN.match(side) for side in sides)
