"""The articles written by hand, from the TOML files beside this module.

A story's `text` has a paragraph a line. A line `@kind words` is no text of the article but of that kind (editor_line,
byline_line …), `@notice name` prints the paragraphs of a notice of notices.toml, `@page` begins the next page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from newscrawl.demo.story import PAGE_BREAK, Line, Picture, Story


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice: its paragraphs, and what they settle."""

    lines: tuple[Line, ...]
    rights: Mapping[str, Any]
    """Fields of the record by name."""


def table(name: str) -> dict[str, Any]:
    """A data file of the demo by its name without extension."""
    return tomllib.loads(files("newscrawl.demo").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def wordings() -> Mapping[str, Wording]:
    """The notices by name."""
    found: dict[str, Wording] = {}
    for name, notice in table("notices").items():
        lines = [Line(p["text"], "notice", tuple(p["clauses"])) for p in notice["paragraphs"]]
        found[name] = Wording(tuple(lines), notice.get("rights", {}))
    return found


@cache
def written() -> tuple[Story, ...]:
    """Every story of the data files, the newest first."""
    shelf = files("newscrawl.demo").joinpath("data")
    names = sorted(entry.name.removesuffix(".toml") for entry in shelf.iterdir() if entry.name.startswith("stories_"))
    stories = [story(data) for name in names for data in table(name)["story"]]
    return tuple(sorted(stories, key=lambda s: (s.day, s.number), reverse=True))


def story(data: dict[str, Any]) -> Story:
    """A story of its TOML table. Raises TypeError for an unknown key."""
    values = dict(data)
    text, pictures = values.pop("text", ""), values.pop("pictures", [])
    lines: list[Line] = []
    rights: dict[str, Any] = {}
    for printed in text.strip().splitlines():
        if printed.startswith("@notice "):
            wording = wordings()[printed.removeprefix("@notice ")]
            lines += wording.lines
            rights |= wording.rights
        else:
            lines += _line(printed)
    return Story(
        **{
            **values,
            "lines": tuple(lines),
            "rights": rights,
            "bylines": tuple(tuple(entry.split("/")) for entry in values.get("bylines", ())),
            "editors": tuple(values.get("editors", ())),
            "pictures": tuple(Picture(p["caption"], p.get("credit")) for p in pictures),
            "quirks": frozenset(values.get("quirks", ())),
        }
    )


def _line(printed: str) -> Iterator[Line]:
    if not printed.strip():
        return
    if printed.startswith("@"):
        kind, _, words = printed[1:].partition(" ")
        yield Line("", PAGE_BREAK) if kind == PAGE_BREAK else Line(words, kind)
    else:
        yield Line(printed)
