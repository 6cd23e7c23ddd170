"""GBK bytes of characters and characters of GBK bytes, the user-defined areas included."""

from __future__ import annotations

from functools import cache

LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
EURO = "€"
"""What readers of GBK make of a lone byte 80."""


@cache
def characters() -> dict[int, str]:
    """The character of each pair of bytes, lead * 256 + trail; all 23,940 pairs have one, some a private one."""
    found = {}
    for lead in LEADS:
        for trail in TRAILS:
            text = bytes((lead, trail)).decode("gb18030")
            if len(text) == 1:
                found[lead << 8 | trail] = text
    return found


@cache
def pairs() -> dict[str, int]:
    """The pair of bytes of each character, lead * 256 + trail."""
    return {char: pair for pair, char in reversed(characters().items())}
