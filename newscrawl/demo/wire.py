"""HTTP/1.1 as the demo speaks it: reading a request's head, and an answer as bytes in one of several wire forms."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formatdate, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus

from newscrawl.demo.edition import Answer

FORMS = ("gzip", "plain", "gzip-chunked", "chunked")
"""What a page may be sent as, besides close: an HTTP/1.0 answer without length that ends with the connection."""
MAX_HEAD = 32 * 1024
"""Bytes a request's head may have."""
_CHUNKS = (1, 16, 255, 700, 1460, 4096, 8191)


@dataclass(frozen=True, slots=True)
class Request:
    """A request without body."""

    method: str
    target: str
    """Path and query."""
    version: str
    headers: Mapping[str, str]
    """By name in lower case."""

    @property
    def keeps_open(self) -> bool:
        """Whether the client wants the connection to last."""
        wish = self.headers.get("connection", "").lower()
        return "keep-alive" in wish if self.version == "HTTP/1.0" else "close" not in wish


def parse_request(head: bytes) -> Request | None:
    """The request of a head without its empty line; None for one that is none."""
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or not words[1].startswith(("/", "http://")):
        return None
    target = words[1] if words[1].startswith("/") else "/" + words[1].partition("://")[2].partition("/")[2]
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            return None
        headers[name.lower()] = value.strip()
    return Request(words[0], target, words[2], headers)


def form_of(answer: Answer, request: Request) -> str:
    """The wire form of an answer to a request: the answer's own, else by path; gzip only for a client that takes it."""
    form = answer.wire or FORMS[zlib.crc32(request.target.encode()) % len(FORMS)]
    if "gzip" in form and "gzip" not in request.headers.get("accept-encoding", ""):
        form = "chunked" if form == "gzip-chunked" else "plain"
    if "chunked" in form and request.version == "HTTP/1.0":
        form = "gzip" if form == "gzip-chunked" else "plain"
    return form


def message(answer: Answer, request: Request) -> tuple[bytes, bool]:
    """The bytes of an answer, and whether the connection lasts after it."""
    form = form_of(answer, request)
    open_after = request.keeps_open and form != "close"
    fields = [("Server", "yuting/1.0"), ("Date", _now(int(time.time())))]
    body = _gzip(answer.body) if "gzip" in form else answer.body
    if answer.location is not None:
        fields.append(("Location", answer.location))
    if answer.modified is not None and answer.status == HTTPStatus.OK:
        etag = _etag(answer.body, form)
        fields += [("ETag", etag), ("Last-Modified", format_datetime(answer.modified, usegmt=True))]
        if _unchanged(request, etag, answer.modified):
            return _head(HTTPStatus.NOT_MODIFIED, [*fields, _connection(open_after)]), open_after
    fields.append(("Content-Type", answer.content_type))
    if "gzip" in form:
        fields += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
    if "chunked" in form:
        fields.append(("Transfer-Encoding", "chunked"))
        body = chunked(body)
    elif form != "close":
        fields.append(("Content-Length", str(len(body))))
    head = _head(answer.status, [*fields, _connection(open_after)], "HTTP/1.0" if form == "close" else "HTTP/1.1")
    return head + (b"" if request.method == "HEAD" else body), open_after


def chunked(body: bytes) -> bytes:
    """A body in chunks of varying sizes that the body itself decides; some have an extension or capital digits."""
    seed = zlib.crc32(body)
    pieces: list[bytes] = []
    position = turn = 0
    while position < len(body):
        piece = body[position : position + _CHUNKS[(seed + turn * 3) % len(_CHUNKS)]]
        size = f"{len(piece):X}" if turn % 2 else f"{len(piece):x}"
        pieces += (size.encode(), b";part=1" if turn == 1 else b"", b"\r\n", piece, b"\r\n")
        position += len(piece)
        turn += 1
    return b"".join((*pieces, b"0\r\n\r\n"))


def _gzip(body: bytes) -> bytes:
    stream = zlib.compressobj(4, zlib.DEFLATED, 31)
    return stream.compress(body) + stream.flush()


def _etag(body: bytes, form: str) -> str:
    return f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()[:16]}{"-gz" if "gzip" in form else ""}"'


def _unchanged(request: Request, etag: str, modified: datetime) -> bool:
    named = request.headers.get("if-none-match")
    if named is not None:
        return named.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in named.split(",")]
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and modified <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _connection(open_after: bool) -> tuple[str, str]:
    return ("Connection", "keep-alive" if open_after else "close")


def _head(status: int, fields: list[tuple[str, str]], version: str = "HTTP/1.1") -> bytes:
    first = f"{version} {int(status)} {HTTPStatus(status).phrase}\r\n"
    return (first + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n").encode("latin-1")


@lru_cache(maxsize=1)
def _now(second: int) -> str:
    return formatdate(second, usegmt=True)
