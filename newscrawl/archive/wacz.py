"""WACZ: WARC files with their index and their pages in one ZIP file, which players open by themselves.

Everything that the draft of WACZ 1.2 asks for is there, but for one word: its profile "wacz" fails in py-wacz 0.6,
which wants "data-package" and version 1.1.1. A file that its validator accepts serves more people.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl import __version__
from newscrawl.archive.fields import SOFTWARE
from newscrawl.archive.index import index_lines
from newscrawl.errors import UsageError

_VERSION = "1.1.1"
_BLOCK = 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)
# replayweb.page looks for an extra field in a local header, where zipfile puts sizes of 64 bits, only if the directory
# has one for that file too: a time of modification, which stands in both
_EXTRA = struct.pack("<HHBl", 0x5455, 5, 1, 315_532_800)


@dataclass(frozen=True)
class PageLine:
    """One page a reader may begin with."""

    url: str
    ts: str
    """When it was captured, RFC 3339."""
    title: str | None = None
    text: str | None = None

    def as_dict(self) -> dict[str, str]:
        """The line as JSON has it."""
        key = hashlib.sha256(f"{self.ts} {self.url}".encode()).hexdigest()[:16]
        known = {"id": key, "url": self.url, "ts": self.ts, "title": self.title, "text": self.text}
        return {name: value for name, value in known.items() if value}


@dataclass(frozen=True)
class Packed:
    """What a WACZ file holds."""

    path: Path
    size: int
    """Bytes."""
    warcs: int
    captures: int
    """Lines of the index."""
    pages: int


def write_wacz(target: Path, warcs: Sequence[Path], pages: Sequence[PageLine], *, title: str) -> Packed:
    """Pack WARC files whose records are gzip members; a player begins with the first page.

    Raises UsageError for a target that exists or is misnamed and for files of one name, InputError for what can't be
    indexed.
    """
    _check(target, warcs)
    unfinished = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            pack = _Pack(archive)
            for warc in warcs:
                pack.add(f"archive/{warc.name}", _blocks(warc), stored=True)
            with ExitStack() as stack:
                lines = heapq.merge(*(_index_of(warc, stack) for warc in warcs))
                captures = pack.add("indexes/index.cdx", lines)
            pack.add("pages/pages.jsonl", _page_lines(pages, title))
            package = _json(_package(title, pages, pack.resources))
            pack.add("datapackage.json", [package])
            digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
            pack.add("datapackage-digest.json", [_json(digest)])
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return Packed(target, target.stat().st_size, len(warcs), captures, len(pages))


def _check(target: Path, warcs: Sequence[Path]) -> None:
    if target.suffix != ".wacz":
        raise UsageError(f"{target}: the name of a WACZ file has to end with .wacz")
    if target.exists():
        raise UsageError(f"{target} exists already; name another file")
    names = [path.name for path in warcs]
    if len(set(names)) < len(names):
        raise UsageError("two of the WARC files have one name; a WACZ file can hold only one of them")


class _Pack:
    """A ZIP file with a list of what went into it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.resources: list[dict[str, Any]] = []
        self._archive = archive

    def add(self, name: str, blocks: Iterable[bytes], *, stored: bool = False) -> int:
        """Add a file out of pieces; their number."""
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        info.extra = _EXTRA
        digest, size, count = hashlib.sha256(), 0, 0
        with self._archive.open(info, "w", force_zip64=True) as out:
            for block in blocks:
                out.write(block)
                digest.update(block)
                size += len(block)
                count += 1
        plain = re.sub(r"[^a-z0-9._-]", "-", name.rpartition("/")[2].lower())  # data packages want such names
        entry = {"name": plain, "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}
        self.resources.append(entry)
        return count


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _index_of(warc: Path, stack: ExitStack) -> Iterable[bytes]:
    """The sorted index lines of a WARC file: those beside it, else made."""
    beside = warc.with_name(warc.name.removesuffix(".gz").removesuffix(".warc") + ".cdxj")
    if beside.is_file() and beside.stat().st_mtime_ns >= warc.stat().st_mtime_ns:
        return stack.enter_context(beside.open("rb"))
    return index_lines(warc)


def _page_lines(pages: Iterable[PageLine], title: str) -> Iterator[bytes]:
    head = {"format": "json-pages-1.0", "id": "pages", "title": title, "hasText": True}
    for line in (head, *(page.as_dict() for page in pages)):
        yield json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n"


def _package(title: str, pages: Sequence[PageLine], resources: list[dict[str, Any]]) -> dict[str, Any]:
    home = {"home": {"url": pages[0].url, "ts": pages[0].ts}} if pages else {}
    # players of WACZ 1.1 look for these names
    older = {"mainPageUrl": pages[0].url, "mainPageDate": pages[0].ts} if pages else {}
    return {
        "profile": "data-package",
        "wacz_version": _VERSION,
        "title": title,
        "created": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "software": f"{SOFTWARE}/{__version__}",
        **home,
        **older,
        "resources": resources,
    }


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8")
