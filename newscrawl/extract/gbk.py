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


def last_bytes(text: str) -> tuple[int, int]:
    """The last two bytes of a text; 0 for what GBK does not have."""
    last = 0
    for char in text[-2:]:
        pair = pairs().get(char)
        last = last << 16 | pair if pair else last << 8 | (ord(char) if char < "\x80" else 0)
    return last >> 8 & 0xFF, last & 0xFF


def last_character(text: str) -> str:
    """The last character, or the one its byte makes with the byte before where it is an ASCII letter; "" for none."""
    if not "@" <= text[-1:] <= "~":
        return text[-1:]
    before, last = last_bytes(text)
    return characters().get(before << 8 | last, "")
