"""CDXJ: the sorted index that players look captures up in."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from newscrawl.archive.archived import Archived
from newscrawl.archive.reader import read_exchanges
from newscrawl.errors import InputError

_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SESSION = re.compile(rb"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}(?:&|$)|aspsessionid[a-z]{8}=[a-z]{24}(?:&|$)")


def write_index(warc: Path) -> Path:
    """Write the index of a finished WARC file beside it, under its name with .cdxj, and name that.

    Raises InputError for a file with broken places, or whose records aren't gzip members of their own.
    """
    target = warc.with_name(warc.name.removesuffix(".gz").removesuffix(".warc") + ".cdxj")
    unfinished = target.with_name(target.name + ".part")
    with unfinished.open("wb") as out:
        out.writelines(index_lines(warc))
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
        if _playable(archived):
            lines.append(_line(archived))
    return sorted(lines)


def _playable(archived: Archived) -> bool:
    if archived.capture.fetch_status in (0, 304):
        return False
    return archived.revisit is not None or archived.exchange.truncated is None


def _line(archived: Archived) -> bytes:
    exchange, capture = archived.exchange, archived.capture
    mime = (exchange.header(b"content-type") or b"").decode("latin-1").split(";")[0].strip().lower()
    kind = "warc/revisit" if archived.revisit else mime
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
        port = parts.port
    except ValueError:
        return url
    host = re.sub(r"^www\d*\.", "", _escaped(parts.hostname or "").lower().strip("."))
    key = ",".join(reversed(host.split(".")))
    if port and port != {"http": 80, "https": 443}.get(parts.scheme):
        key += f":{port}"
    key += ")" + _path(_escaped(parts.path)).lower()
    query = _query(_escaped(parts.query).lower())
    return f"{key}?{query}" if query else key


def _escaped(text: str) -> str:
    """With percent-encoding only where it is needed."""
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
