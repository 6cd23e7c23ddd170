"""Which ASCII character a lone byte swallowed: a decoder makes one ? of both, and only what follows tells."""

from __future__ import annotations

import re

UNKNOWN = "?"
_TAG = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s*/?>|\s+[a-zA-Z-]+\s*=)|!--")
_ENTITY = re.compile(r"[a-zA-Z]{2,8};|#\d{1,6};")
_TAG_GOES_ON = re.compile(r"\s*/?>|\s+[a-zA-Z-]+\s*=")
_OPEN_QUOTE = re.compile(r"""=\s*(?:"[^"<>]*|'[^'<>]*)\Z""")
_YEAR = re.compile(r"(?:(0)[0-4]|9)\d{1,2}(?=[年\-/.])")
_BRACKET = re.compile(r"[^()<\n]{1,20}\)")
_COMMAS = re.compile(r"[\u4e00-\u9fff)],[\u4e00-\u9fff(]")
_TAG_SPAN = 1000
_PAGE_SPAN = 5000


def swallowed(text: str, position: int, words: str) -> str:
    """The character before `text[position]`, which stands behind the mended words; ? where nothing tells."""
    following = text[position : position + 60]
    if _TAG.match(following):
        return "<"
    if _ENTITY.match(following):
        return "&"
    if _TAG_GOES_ON.match(following):
        return _quote(text[max(0, position - _TAG_SPAN) : position]) or UNKNOWN
    if not following or following[0] == "<" or following[0].isspace():
        return "\r" if following.startswith("\n") else "\n"
    if year := _YEAR.match(following):
        return "2" if year[1] else "1"
    if _BRACKET.match(following) and ")" in following:
        return "("
    if words.endswith(("。", "！", "”", "？")):
        return "\n"
    around = text[max(0, position - _PAGE_SPAN) : position + _PAGE_SPAN]
    return "," if "\u4e00" <= following[0] <= "\u9fff" and _COMMAS.search(around) else UNKNOWN


def _quote(before: str) -> str:
    """The quotation mark an attribute was opened with, when its value is still open."""
    tag = before[before.rfind("<") :]
    opened = _OPEN_QUOTE.search(tag)
    return opened[0].lstrip("= \t")[:1] if opened else ""
