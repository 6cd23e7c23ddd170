"""The records of a WARC file, in order, with their exact places; the one scan everything else reads through."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fastwarc.warc import HeaderMap

from newscrawl.archive.feed import DamageError, Feed
from newscrawl.errors import InputError

_HEAD_LIMIT = 1024 * 1024
_PARSE_LIMIT = 32 * 1024  # HeaderMap refuses more


@dataclass(frozen=True)
class Record:
    """One WARC record."""

    headers: HeaderMap
    block: bytes
    """The record block; only its first bytes where a limit was given, empty where it wasn't wanted."""
    size: int
    """Bytes of the whole block."""
    place: int
    """File offset: of the gzip member the record begins in, or of the record in a plain file."""
    offset: int | None
    """File offset of the record's own gzip member; None where it has none of its own."""
    length: int | None
    """Bytes of that member; None like the offset."""

    def get(self, name: str) -> str | None:
        """A header field; bytes that aren't UTF-8 are replaced."""
        value = self.headers.get_bytes(name.encode("ascii"))
        return None if value is None else value.decode("utf-8", "replace").strip()

    @property
    def kind(self) -> str:
        """WARC-Type in lower case."""
        return (self.get("WARC-Type") or "").lower()

    @property
    def id(self) -> str:
        """WARC-Record-ID as written; empty where there is none."""
        return self.get("WARC-Record-ID") or ""


Wanted = Callable[[HeaderMap], bool]


def scan(
    path: Path,
    *,
    offset: int = 0,
    limit: int | None = None,
    wanted: Wanted | None = None,
    damage: list[DamageError] | None = None,
) -> Iterator[Record]:
    """Every whole record from a file offset on.

    A record counts as whole when its block is, and the gzip member that is its own. Behind a broken place the scan goes
    on at the next gzip member that begins with a record (a plain file has no such place). Broken places are added to
    `damage`; without that list, InputError names them after the last whole record.
    """
    found: list[DamageError] = [] if damage is None else damage
    try:
        with path.open("rb") as file:
            feed = Feed(file, offset)
            while True:
                try:
                    yield from _records(feed, limit, wanted)
                    break
                except DamageError as problem:
                    found.append(problem)
                    if not feed.resume(problem):
                        break
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error
    if damage is None and found:
        places = "; ".join(str(problem) for problem in found[:5])
        more = f"; and {len(found) - 5} further places" if len(found) > 5 else ""
        raise InputError(f"{path}: broken {places}{more}; what lies outside these places was read")


def _records(feed: Feed, limit: int | None, wanted: Wanted | None) -> Iterator[Record]:
    while True:
        boundary = feed.between_members
        if not feed.more():
            return
        place = feed.member if feed.gzipped else feed.offset
        if feed.buffer[0] in b"\r\n":
            feed.settle()
            continue
        headers = _headers(feed, place)
        size = _size(headers, place)
        keep = size if limit is None else min(size, limit)
        block = _block(feed, size, keep if wanted is None or wanted(headers) else 0, place, boundary)
        torn = _end(feed, place, boundary)
        own = boundary and feed.between_members
        yield Record(headers, block, size, place, place if own else None, feed.offset - place if own else None)
        if torn is not None:
            raise torn


def _headers(feed: Feed, place: int) -> HeaderMap:
    while True:
        ends = [end for end in (feed.buffer.find(b"\n\r\n") + 3, feed.buffer.find(b"\n\n") + 2) if end > 2]
        if ends:
            break
        if len(feed.buffer) > _HEAD_LIMIT or not feed.buffer.startswith(b"WARC/"[: len(feed.buffer)]):
            raise DamageError(place, "no WARC record begins here", "drain")
        if not feed.fill():
            raise DamageError(place, "the file ends inside the header of this record", "drain")
    if not feed.buffer.startswith(b"WARC/"):
        raise DamageError(place, "no WARC record begins here", "drain")
    return _parsed(feed.take(min(ends)))


def _parsed(head: bytes) -> HeaderMap:
    headers = HeaderMap()
    if head.count(b"\n") != head.count(b"\r\n"):
        head = head.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")  # parse() passes over lines that end with LF alone
    if len(head) <= _PARSE_LIMIT:
        headers.parse(io.BytesIO(head))
        return headers
    for line in re.sub(rb"\r\n[ \t]+", b" ", head).split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            headers.append_bytes(name.strip(), value.strip())
    return headers


def _size(headers: HeaderMap, place: int) -> int:
    value = (headers.get_bytes(b"Content-Length") or b"").strip()
    if not value.isdigit():
        raise DamageError(place, "the record has no Content-Length", "drain")
    return int(value)


def _block(feed: Feed, size: int, keep: int, place: int, boundary: bool) -> bytes:
    """The first `keep` bytes of a block of `size`."""
    pieces: list[bytes] = []
    kept = 0
    left = size
    while left:
        if not feed.buffer:
            crossing = feed.between_members
            if not feed.more():
                raise DamageError(place, "the file ends inside the block of this record")
            if crossing and boundary and feed.buffer.startswith(b"WARC/"):
                raise DamageError(place, "the record's Content-Length goes past its gzip member", "again")
        piece = feed.take(left)
        left -= len(piece)
        if kept < keep:
            pieces.append(piece[: keep - kept])
            kept += len(pieces[-1])
    return b"".join(pieces)


def _end(feed: Feed, place: int, boundary: bool) -> DamageError | None:
    """Pass over what ends a record; a break behind a record that is whole all the same is returned."""
    try:
        while len(feed.buffer) < 4 and not feed.between_members and feed.fill():
            pass
        framed = feed.buffer.startswith(b"\r\n\r\n")
        if not framed and not feed.gzipped and len(feed.buffer) < 4:
            return DamageError(place, "the file ends in the line ends behind this record")
        feed.settle()
        while not framed and 0 < len(feed.buffer) < 5 and not feed.between_members and feed.fill():
            pass
    except DamageError as problem:
        if boundary and feed.member == place:
            raise
        return problem
    if not framed and feed.buffer and not feed.buffer.startswith(b"WARC/"):
        raise DamageError(place, "the record doesn't end where its Content-Length says", "drain")
    return None
