"""output/ as a map: where runs lie, how their files are called, and which of them are complete.

A run is written under `.part` names. `manifest.json`, written last, makes it complete; readers take no other runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import orjson

from newscrawl.errors import InputError
from newscrawl.items import Article, Byline, Capture, Image, Notice, Removed, RepairCount

PART = ".part"
ARTICLES = "articles.jsonl"
REPORT = "report.json"
REPORT_PAGE = "report.html"
LOG = "run.log"
FRONTIER = "frontier.sqlite"
MANIFEST = "manifest.json"
MANIFEST_VERSION = "1"
REPARSE = "reparse"
"""The folder that re-parses lie in, where crawls have their site's name."""

_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")
_NOT_SITES = ("state",)
_NESTED = {
    "bylines": Byline,
    "images": Image,
    "removed": Removed,
    "notices": Notice,
    "repairs": RepairCount,
    "captures": Capture,
}
_BLOCK = 1024 * 1024


def new_run_id(now: datetime | None = None) -> str:
    """An id that sorts by its time, to the second and in UTC, and that no other run has: 20261124T024556Z-a1b2."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    return f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


@dataclass(frozen=True)
class RunFile:
    """A finalised file of a run."""

    name: str
    size: int
    """Bytes."""
    sha256: str
    lines: int
    """Line breaks in it: rows, where it is JSON Lines."""


@dataclass(frozen=True, order=True)
class RunFolder:
    """One run's folder, by its path; making the object touches no disk."""

    path: Path

    @property
    def run_id(self) -> str:
        return self.path.name

    @property
    def site(self) -> str:
        """Name of the site crawled, or `reparse`."""
        return self.path.parent.name

    @property
    def started_at(self) -> datetime | None:
        """When it began, to the second, as its id says; None for another name."""
        if not _RUN_ID.fullmatch(self.run_id):
            return None
        return datetime.strptime(self.run_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    @property
    def articles(self) -> Path:
        """The rows of a complete run."""
        return self.path / ARTICLES

    @property
    def report(self) -> Path:
        return self.path / REPORT

    @property
    def is_complete(self) -> bool:
        return is_complete(self.path)

    def part(self, name: str) -> Path:
        """What a file is called while it is written."""
        return self.path / (name + PART)

    def current(self, name: str) -> Path:
        """A file under the name it has now: its `.part` name while it is written, its own afterwards."""
        part = self.part(name)
        return part if part.exists() else self.path / name

    def create(self) -> RunFolder:
        """Make the folder; it may be there."""
        self.path.mkdir(parents=True, exist_ok=True)
        return self

    def finalise(self, names: Iterable[str]) -> list[RunFile]:
        """Bring files to disk and give them their own names, in the order given.

        A file that has its own name already is taken as it is. Raises InputError where one is missing, or where both
        names exist.
        """
        found = [self._finalise(name) for name in names]
        sync_folder(self.path)
        return found

    def _finalise(self, name: str) -> RunFile:
        part, final = self.part(name), self.path / name
        if part.exists():
            if final.exists():
                raise InputError(f"{final} exists already; a finalised file is never overwritten")
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.rename(final)
        elif not final.is_file():
            raise InputError(f"{final} is missing; the run can't be completed without it")
        return describe(final)

    def write_json(self, name: str, content: Mapping[str, Any]) -> Path:
        """Write a JSON file of the run in one step: whole or not at all."""
        return self.write(name, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))

    def write(self, name: str, content: bytes) -> Path:
        """Write a file of the run in one step: whole or not at all."""
        final = self.path / name
        passing = final.with_name(f".{name}.{secrets.token_hex(4)}")
        try:
            with passing.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            passing.replace(final)
        finally:
            passing.unlink(missing_ok=True)
        sync_folder(self.path)
        return final

    def complete(self, files: Iterable[RunFile], facts: Mapping[str, Any]) -> Path:
        """Write the manifest, which makes the run complete.

        `facts` are counts, versions, verdict and the like. Raises InputError when the run has a manifest already.
        """
        if self.is_complete:
            raise InputError(f"{self.path} is complete already; what must change is a new run")
        listed = [{"name": f.name, "size": f.size, "sha256": f.sha256, "lines": f.lines} for f in files]
        head = {"manifest_version": MANIFEST_VERSION, "run_id": self.run_id, "site": self.site}
        return self.write_json(MANIFEST, {**head, **facts, "files": sorted(listed, key=lambda f: str(f["name"]))})

    def manifest(self) -> dict[str, Any]:
        """The manifest. Raises InputError when there is none, or it can't be read."""
        return _read_object(self.path / MANIFEST)

    def read_report(self) -> dict[str, Any]:
        """report.json. Raises InputError when there is none, or it can't be read."""
        return _read_object(self.report)

    def verify(self) -> list[str]:
        """What differs from the manifest, a sentence each; none for a sound run."""
        return [why for entry in self.manifest()["files"] if (why := _difference(self.path, entry))]


def is_complete(path: Path) -> bool:
    """Whether a folder holds a run that readers may take."""
    return (path / MANIFEST).is_file()


def runs(root: Path, site: str | None = None, *, incomplete: bool = False) -> Iterator[RunFolder]:
    """The complete runs below an output folder, by site and time; with `incomplete`, only those that aren't."""
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if not folder.is_dir() or folder.name in _NOT_SITES or (site is not None and folder.name != site):
            continue
        for path in sorted(folder.iterdir()):
            if _RUN_ID.fullmatch(path.name) and path.is_dir() and is_complete(path) != incomplete:
                yield RunFolder(path)


def latest(root: Path, site: str) -> RunFolder | None:
    """The newest complete run of a site."""
    return max(runs(root, site), default=None)


def warcs_beside(paths: Iterable[Path]) -> list[Path]:
    """The WARC files of all complete runs of the sites that these files were crawled from, but for these files."""
    own = set(paths)
    sites = {path.parent.parent for path in own if _RUN_ID.fullmatch(path.parent.name) and is_complete(path.parent)}
    found = (run for site in sorted(sites) for run in runs(site.parent, site.name))
    return [path for run in found for path in sorted(run.path.glob("*.warc.gz")) if path not in own]


def read_rows(path: Path) -> Iterator[Article]:
    """The articles of a JSON Lines file, or of every complete run in or below a folder, by site and time.

    Raises InputError, naming file and line, for a line that is no row.
    """
    for file in _row_files(path):
        try:
            with file.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    yield article_in(line, f"{file}, line {number}")
        except OSError as error:
            raise InputError(f"{file} can't be read: {error.strerror or error}") from error


def _row_files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if is_complete(path):
        return [path / ARTICLES]
    folders = [found.parent for found in path.rglob(MANIFEST) if _RUN_ID.fullmatch(found.parent.name)]
    if path.name != REPARSE:  # its rows are those of the crawls once more
        folders = [folder for folder in folders if folder.parent.name != REPARSE]
    return [folder / ARTICLES for folder in sorted(folders)]


def article_in(line: bytes, where: str) -> Article:
    try:
        row = orjson.loads(line)
        for name, kind in _NESTED.items():
            row[name] = [kind(**value) for value in row[name]]
        return Article(**row)
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise InputError(f"{where}: this is no row of newscrawl ({error})") from error


def describe(path: Path) -> RunFile:
    """Size, digest and line breaks of a file, read once."""
    digest, size, lines = hashlib.sha256(), 0, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
            lines += block.count(b"\n")
    return RunFile(path.name, size, digest.hexdigest(), lines)


def _difference(folder: Path, entry: Mapping[str, Any]) -> str | None:
    path = folder / str(entry["name"])
    if not path.is_file():
        return f"{path} is missing"
    if path.stat().st_size != entry["size"]:
        return f"{path} has {path.stat().st_size} bytes, not {entry['size']}"
    if describe(path).sha256 != entry["sha256"]:
        return f"{path} has other content than the manifest says"
    return None


def _read_object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise InputError(f"{path} holds no JSON object")
    return content


def writable(folder: Path) -> Path:
    """A folder to write to, made where it isn't there. Raises InputError where that can't be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"{folder}: nothing can be written there ({reason}); name another folder with --out"
        ) from error


def sync_folder(path: Path) -> None:
    """Bring a folder to disk, with the names in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
