"""Two files of rows held against each other: which articles are new, gone, or read in another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from newscrawl.errors import InputError

_MADE_BY = ("extractor_version", "rules_digest")
"""What made a row; it differs in all of them, or in none."""


@dataclass(frozen=True)
class Changed:
    """A row that came out another way."""

    id: str
    url: str
    fields: list[str]


@dataclass
class Comparison:
    """What differs, capture by capture."""

    same: int = 0
    """Rows that are the same but for what made them."""
    new: list[str] = field(default_factory=list)
    """URLs of rows that were not there."""
    gone: list[str] = field(default_factory=list)
    """URLs of rows that are no more."""
    changed: list[Changed] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)
    """Rows that differ in a field."""

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        changed = [asdict(one) for one in self.changed]
        fields = dict(self.fields.most_common())
        return {"same": self.same, "new": self.new, "gone": self.gone, "changed": changed, "fields": fields}


def compare(old: Path, new: Path) -> Comparison:
    """Hold new rows against old ones. Raises InputError, naming file and line, for a line that is no row."""
    found = Comparison()
    places = {key: place for key, place, _, _ in _rows(old)}
    with _opened(old) as before:
        for key, _, line, row in _rows(new):
            place = places.pop(key, None)
            if place is None:
                found.new.append(row["url"])
                continue
            before.seek(place)
            if (was := before.readline()) == line:
                found.same += 1
            else:
                _note(found, orjson.loads(was), row)
        for place in sorted(places.values()):
            before.seek(place)
            found.gone.append(orjson.loads(before.readline())["url"])
    return found


def _note(found: Comparison, was: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    names = [name for name in {**was, **row} if name not in _MADE_BY and was.get(name) != row.get(name)]
    if not names:
        found.same += 1
        return
    found.fields.update(names)
    found.changed.append(Changed(row["id"], row["url"], names))


def _rows(path: Path) -> Iterator[tuple[tuple[str, str], int, bytes, dict[str, Any]]]:
    """Key, place, line and content of every row; a row's key is its article and the record it was read from."""
    place = 0
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = orjson.loads(line)
                captures = row["captures"]
                key = row["id"], captures[0]["warc_record_id"] if captures else row["url"]
            except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                raise InputError(f"{path}, line {number}: this is no row of newscrawl ({error})") from error
            yield key, place, line, row
            place += len(line)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}") from error
