"""What a site prints round its articles again and again, in a data file that a person reviews: one TOML file a site."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from newscrawl.errors import DefinitionError

SLOT = "{}"
"""Stands in a pattern for up to 40 code points that vary."""
HEAD, TAIL = 3, 14
"""Paragraphs at the start and at the end of an article text where repeated ones are looked for."""
NOTICES = (
    "statutory exclusive_licence repost_disclaimer owned_works licence no_reprint tdm_reservation required_credit "
    "republished view_disclaimer contact copyright registration report"
).split()
"""Kinds that are listed among an article's notices."""
KEEP = "keep"
"""The kind of what is text of the article after all: it stays, and is not proposed again."""
KINDS = (*NOTICES, *"promo boilerplate editor_line byline_line source_line share related pagination".split(), KEEP)
_WORDS = re.compile(r"[^\W\d_]")
_LEAST_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A paragraph that many articles of a site have at the same end."""

    pattern: str
    """The whole paragraph, with {} for what varies."""
    end: str
    """head or tail."""
    kind: str
    """A kind of `items.Removed` or `items.Notice`; keep for what stays."""
    reviewed: bool = False
    """Whether a person has confirmed it; extraction uses no other."""
    articles: int = 0
    """Articles that have it."""
    of: int = 0
    """Articles that were looked at."""
    taken: int = 0
    """Articles out of which the rules take it without this entry."""
    first: str | None = None
    """Earliest day of publication, YYYY-MM-DD, of an article that has it."""
    last: str | None = None
    urls: tuple[str, ...] = ()
    """A few of the articles."""

    @property
    def id(self) -> str:
        """Eight hex digits by which `removed` names the entry."""
        return hashlib.sha256(f"{self.end}\n{self.pattern}".encode()).hexdigest()[:8]


def read_repeated(path: Path) -> tuple[Repeated, ...]:
    """The entries of a data file. Raises DefinitionError for a wrong one, naming file and entry."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path}: is not TOML: {error}") from error
    entries = data.get("repeated", [])
    if not isinstance(entries, list) or data.keys() - {"repeated"}:
        raise DefinitionError(f"{path}: holds more than [[repeated]] entries")
    return tuple(_entry(entry, f"{path}: entry {number}") for number, entry in enumerate(entries, 1))


def _entry(entry: Any, where: str) -> Repeated:
    known = {item.name: item for item in fields(Repeated)}
    if not isinstance(entry, dict) or entry.keys() - known.keys():
        raise DefinitionError(f"{where}: has other keys than {', '.join(known)}")
    for name, kind in (("pattern", str), ("end", str), ("kind", str)):
        if not isinstance(entry.get(name), kind):
            raise DefinitionError(f"{where}: {name} is missing or no text")
    if not isinstance(entry.get("reviewed", False), bool):
        raise DefinitionError(f"{where}: reviewed is neither true nor false")
    if entry["end"] not in ("head", "tail"):
        raise DefinitionError(f"{where}: end is {entry['end']!r}; write head or tail")
    if entry["kind"] not in KINDS:
        raise DefinitionError(f"{where}: kind is {entry['kind']!r}; write one of {', '.join(KINDS)}")
    if len(_WORDS.findall(entry["pattern"].replace(SLOT, ""))) < _LEAST_WORDS:
        raise DefinitionError(f"{where}: pattern {entry['pattern']!r} says too little; it would match anything")
    return Repeated(**{**entry, "urls": tuple(entry.get("urls", ()))})


def write_repeated(path: Path, title: str, entries: Iterable[Repeated]) -> None:
    """Write a data file, replacing the one there in one step."""
    lines = [
        f"# What {title} prints round its articles, as `newscrawl sites learn` found it.",
        "# Look at each entry: correct its kind (keep: it is text of the article), then set reviewed = true.",
        "# {} stands for what varies. Extraction uses reviewed entries only.",
    ]
    for entry in entries:
        lines += ["", "[[repeated]]", *_lines(entry)]
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".toml.part")
    unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
    unfinished.replace(path)


def _lines(entry: Repeated) -> Iterable[str]:
    for item in fields(entry):
        value = getattr(entry, item.name)
        if value is None or value == ():
            continue
        if isinstance(value, tuple):
            yield f"{item.name} = [{', '.join(map(_toml, value))}]"
        else:
            yield f"{item.name} = {_toml(value)}"


def _toml(value: str | int | bool) -> str:
    """A TOML value; its basic strings are those of JSON but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def digest(entries: Iterable[Repeated]) -> bytes:
    """What rows depend on of the entries: those reviewed, as bytes to hash."""
    used = sorted((e.end, e.pattern, e.kind) for e in entries if e.reviewed and e.kind != KEEP)
    return json.dumps(used).encode("ascii") if used else b""
