"""Given names in Latin letters: what tells a person's name that stands alone from the name of a place or a section."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from newscrawl.extract.western import is_person

_PARTED = re.compile(r"\s?[\x1e|•·/]\s?|,\s|\s[-–—]\s")


@cache
def _given() -> frozenset[str]:
    text = files("newscrawl.extract").joinpath("data", "givennames.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(name.casefold() for line in lines for name in line.split())


def begins_with_given(text: str) -> bool:
    """Whether a text has the form of a person's name and begins with a given name that is known."""
    return is_person(text) and text.partition(" ")[0].casefold() in _given()


def pieces(line: str) -> list[str]:
    """What strokes, dots, commas and dashes part in a meta line in Latin letters."""
    return [piece.strip() for piece in _PARTED.split(line) if piece.strip()]
