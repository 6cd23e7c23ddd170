"""CDXJ: the sorted index that players look captures up in."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, quote_from_bytes, unquote_to_bytes, urlsplit

from newscrawl.archive.reader import read_exchanges
from newscrawl.errors import InputError
from newscrawl.exchange import Exchange
from newscrawl.items import Capture

_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_PLAIN = re.compile(rf"[\w.~{re.escape(_SAFE)}-]*", re.ASCII)
_SESSION = re.compile(rb"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}(?:&|$)|aspsessionid[a-z]{8}=[a-z]{24}(?:&|$)")


class IndexWriter:
    """Writes the index of each WARC file of a folder when the next one is begun, without reading them again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = ""
        self._lines: list[bytes] = []

    def add(self, exchange: Exchange, capture: Capture, *, revisit: bool) -> None:
        """Take in a capture just written."""
        if capture.warc_filename != self._name:
            self.finish()
            self._name = capture.warc_filename
        if _playable(exchange, revisit=revisit):
            self._lines.append(_line(exchange, capture, revisit=revisit))

    def finish(self) -> None:
        """Write the index of the last file, which has its final name now. Raises OSError."""
        if self._name:
            write_index(self._folder / self._name, sorted(self._lines))
        self._name = ""
        self._lines = []


def index_path(warc: Path) -> Path:
    """Where the index of a WARC file is."""
    return warc.with_name(warc.name.removesuffix(".gz").removesuffix(".warc") + ".cdxj")


def write_index(warc: Path, lines: Sequence[bytes] | None = None) -> Path:
    """Write the index of a finished WARC file beside it, under its name with .cdxj, and name that.

    Without sorted lines the file is read. Raises InputError for one with broken places, or whose records aren't gzip
    members of their own.
    """
    target = index_path(warc)
    unfinished = target.with_name(target.name + ".part")
    with unfinished.open("wb") as out:
        out.writelines(index_lines(warc) if lines is None else lines)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(target)
    return target


def index_lines(warc: Path) -> list[bytes]:
    """The index lines of a WARC file in byte order, as LC_ALL=C sorts them.

    Left out are truncated answers, heads that can't be read, and answers 304, which players show as an empty page.
    """
    lines = []
    for archived in read_exchanges(warc):
        if archived.capture.warc_record_offset is None:
            raise InputError(f"{warc}: can't be indexed, its records aren't gzip members of their own")
        if _playable(archived.exchange, revisit=archived.revisit is not None):
            lines.append(_line(archived.exchange, archived.capture, revisit=archived.revisit is not None))
    return sorted(lines)


def _playable(exchange: Exchange, *, revisit: bool) -> bool:
    return exchange.status not in (0, 304) and (revisit or exchange.truncated is None)


def _line(exchange: Exchange, capture: Capture, *, revisit: bool) -> bytes:
    mime = (exchange.header(b"content-type") or b"").decode("latin-1").split(";")[0].strip().lower()
    kind = "warc/revisit" if revisit else mime
    entry = {
        "url": exchange.url,
        **({"mime": kind} if kind else {}),
        "status": str(capture.fetch_status),
        "digest": capture.payload_digest,
        "length": str(capture.warc_record_length),
        "offset": str(capture.warc_record_offset),
        "filename": capture.warc_filename,
    }
    return f"{surt(exchange.url)} {exchange.fetched_at:%Y%m%d%H%M%S} {json.dumps(entry)}\n".encode("ascii")


def surt(url: str) -> str:
    """The key of a URL as players look it up: host backwards, without www and session ids, all in lower case."""
    try:
        parts = urlsplit(url)
        key = _host_key(parts.scheme, parts.netloc)
    except ValueError:
        return url
    key += ")" + _path(_escaped(parts.path)).lower()
    query = _query(_escaped(parts.query).lower())
    return f"{key}?{query}" if query else key


@lru_cache(1024)
def _host_key(scheme: str, netloc: str) -> str:
    """Host and port; raises ValueError for a port that is none."""
    parts = SplitResult(scheme, netloc, "", "", "")
    host = re.sub(r"^www\d*\.", "", _escaped(parts.hostname or "").lower().strip("."))
    key = ",".join(reversed(host.split(".")))
    if parts.port and parts.port != {"http": 80, "https": 443}.get(scheme):
        key += f":{parts.port}"
    return key


def _escaped(text: str) -> str:
    """With percent-encoding only where it is needed."""
    if _PLAIN.fullmatch(text):
        return text
    raw = text.encode("utf-8")
    while (plain := unquote_to_bytes(raw)) != raw:
        raw = plain
    return quote_from_bytes(raw, safe=_SAFE)


def _path(path: str) -> str:
    kept: list[str] = []
    for piece in path.split("/")[1:]:
        if piece == ".." and kept:
            kept.pop()
        elif piece != ".":
            kept.append(piece)
    folders = [piece for piece in kept[:-1] if piece]
    return "/" + "/".join([*folders, kept[-1]] if kept and kept[-1] else folders)


def _query(query: str) -> str:
    raw = _SESSION.sub(b"", query.encode("ascii")).decode("ascii")
    return "&".join(sorted(raw.split("&"), key=lambda piece: piece.split("=", 1)))
