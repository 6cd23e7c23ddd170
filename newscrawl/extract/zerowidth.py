"""Take out zero-width characters that are noise, and leave those that scripts and emoji need."""

from __future__ import annotations

import re

_CHARS = "\u200b\u200c\u200d\u2060\ufeff"
_NAMES = "ZeroWidthSpace|ZerWidthSpace|NoBreak|zwnj|zwj"
_ENTITY = rf"&(?:{_NAMES}|#820[345]|#8288|#65279|#[xX](?:200[bBcCdD]|2060|[fF][eE][fF][fF]));"
_RUN = re.compile(rf"(?:[{_CHARS}]|{_ENTITY})+")
_PRE_CHECK = re.compile(rf"[{_CHARS}]|{_ENTITY}")
_PLAIN = re.compile(
    r"[\s\x00-\x7f\u2010-\u203e\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Characters beside which a zero-width character does nothing: ASCII, punctuation, Chinese and Japanese."""
_LATIN = re.compile(r"[\u00a0-\u024f\u1e00-\u1eff]")


def without_zero_width(text: str) -> tuple[str, int]:
    """The text without the noise, and how many characters it was."""
    if not _has_any(text):
        return text, 0
    removed = 0

    def judge(found: re.Match[str]) -> str:
        nonlocal removed
        if not _is_noise(text, found):
            return found[0]
        removed += len(_PRE_CHECK.findall(found[0]))
        return ""

    return _RUN.sub(judge, text), removed


def _has_any(text: str) -> bool:
    return any(char in text for char in _CHARS) or ("&" in text and re.search(_ENTITY, text) is not None)


def _is_noise(text: str, found: re.Match[str]) -> bool:
    """Both neighbours must be characters that join with nothing; Latin letters keep joiners, which part ligatures."""
    before, after = (
        text[found.start() - 1 : found.start()] if found.start() else "",
        text[found.end() : found.end() + 1],
    )
    joins = any(sign in found[0].lower() for sign in ("\u200c", "\u200d", "zwj", "zwnj", "820", "200c", "200d"))
    return all(not char or _PLAIN.match(char) or (_LATIN.match(char) and not joins) for char in (before, after))
