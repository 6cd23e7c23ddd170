"""Which WARC files the inputs of a command name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from newscrawl.errors import UsageError

SUFFIXES = (".warc", ".warc.gz")
"""How finished WARC files end; a file still written ends with .part."""


def warc_paths(inputs: Sequence[str]) -> list[Path]:
    """The WARC files of files, folders (searched to any depth) and globs, sorted, each once.

    A file named as such is taken whatever its name. Raises UsageError for an input that names no WARC file.
    """
    found: dict[Path, Path] = {}
    for text in inputs:
        matches = _matches(text)
        if not matches:
            raise UsageError(f"{text}: no WARC file is there (a file, a folder holding *.warc or *.warc.gz, or a glob)")
        for path in matches:
            found.setdefault(path.resolve(), path)
    return sorted(found.values())


def _matches(text: str) -> list[Path]:
    path = Path(text)
    if path.is_dir():
        return [p for p in sorted(path.rglob("*")) if p.name.endswith(SUFFIXES) and p.is_file()]
    if path.is_file():
        return [path]
    matches: list[Path] = []
    for match in sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor)))):
        if match.is_dir():
            matches += _matches(str(match))
        elif match.name.endswith(SUFFIXES):
            matches.append(match)
    return matches
