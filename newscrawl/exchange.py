"""One HTTP exchange as bytes, and the only code that takes framing and content coding off them."""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import brotli

from newscrawl.errors import ExchangeError

try:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    from backports import zstd

MAX_BODY = 64 * 1024 * 1024
"""Bytes a body may have once decompressed; the same limit live and on re-parse, so that both give the same rows."""

_TEXT = re.compile(rb"[^\x00-\x08\x0e-\x1a\x1c-\x1f]*")
"""Control characters stand in the first bytes of almost anything compressed, and in no text."""
_BLANK_LINE = re.compile(rb"\n\r*\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BASE32_PAIRS = [first + second for first in _BASE32 for second in _BASE32]
_ZLIB = (b"\x78\x01", b"\x78\x9c", b"\x78\xda")

Headers = tuple[tuple[bytes, bytes], ...]
"""(name as sent, value without padding, folds joined) in the order sent."""


@dataclass(frozen=True)
class Exchange:
    """The bytes of one request and its answer, as they crossed the socket (RFC 9112 messages)."""

    url: str
    """The URL requested, without fragment."""
    request: bytes
    """Empty where the archive has no request record."""
    response: bytes
    """Head and framed body, without interim 1xx answers."""
    fetched_at: datetime
    """When the capture began, UTC: the WARC-Date."""
    ip_address: str | None = None
    """The address that answered; None behind a proxy."""
    protocols: tuple[str, ...] = ("http/1.1",)
    """WARC-Protocol values, such as http/1.1 and tls/1.3."""
    cipher_suite: str | None = None
    """IANA name of the TLS cipher suite."""
    truncated: str | None = None
    """WARC-Truncated token (length, time, disconnect, unspecified); None when the message is whole."""

    def __repr__(self) -> str:
        return f"<Exchange {self.url} {len(self.response)} bytes>"

    @cached_property
    def _head(self) -> tuple[int, str, Headers, int]:
        return parse_head(self.response)

    @cached_property
    def method(self) -> str:
        """The request's method; GET where there is no request."""
        return self.request.split(b" ", 1)[0].decode("ascii", "replace") or "GET"

    @property
    def status(self) -> int:
        """The status code; 0 where the head can't be parsed."""
        return self._head[0]

    @property
    def reason(self) -> str:
        return self._head[1]

    @property
    def headers(self) -> Headers:
        return self._head[2]

    @cached_property
    def _fields(self) -> dict[bytes, bytes]:
        """The first value of each header field by its name in lower case."""
        return {name.lower(): value for name, value in reversed(self.headers)}

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header field, by its name in any case."""
        return self._fields.get(name.lower())

    @property
    def transfer_coded(self) -> bool:
        """Whether the answer's head names a transfer coding."""
        return self.header(b"transfer-encoding") is not None

    @cached_property
    def entity(self) -> bytes:
        """The body without transfer coding, content coding still on: what WARC calls the payload."""
        framed = self.response[self._head[3] :]
        if self.method == "HEAD":
            return b""
        if b"chunked" in (self.header(b"transfer-encoding") or b"").lower():
            return dechunk(framed)
        return framed

    @cached_property
    def entity_digest(self) -> str:
        """sha1 of the entity, labelled, in uppercase Base32 as WARC has it."""
        return digest(self.entity)

    def body(self) -> bytes:
        """The entity without content coding.

        Raises ExchangeError when it doesn't decompress or would pass MAX_BODY.
        """
        codings = (self.header(b"content-encoding") or b"").decode("latin-1").lower().split(",")
        body = self.entity
        for coding in reversed([c.strip() for c in codings if c.strip()]):
            body = decompress(body, coding)
        if len(body) > MAX_BODY:
            raise ExchangeError(f"{self.url}: the body has more than {MAX_BODY} bytes")
        return body


def digest(data: bytes) -> str:
    """sha1 as `sha1:` and 32 characters of Base32."""
    number = int.from_bytes(hashlib.sha1(data, usedforsecurity=False).digest(), "big")
    # ten bits at a time: base64.b32encode takes longer than the hash of a short page
    return "sha1:" + "".join([_BASE32_PAIRS[number >> shift & 1023] for shift in range(150, -1, -10)])


def find_header(headers: Headers, name: bytes) -> bytes | None:
    """The first value under a name in any case."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), None)


def parse_head(message: bytes) -> tuple[int, str, Headers, int]:
    """Status, reason, header fields and the offset of the body of a response.

    Lines may end with LF alone; folded lines are joined; lines without a colon are passed over. A head that is not one
    gives status 0, no headers and offset 0.
    """
    if message[:5].upper() != b"HTTP/":
        return 0, "", (), 0
    blank = _BLANK_LINE.search(message)
    first, _, rest = (message[: blank.start()] if blank else message).partition(b"\n")
    parts = [line.partition(b":") for line in _FOLD.sub(b" ", rest).split(b"\n")]
    fields = tuple([(name.strip(), value.strip()) for name, colon, value in parts if colon])
    code, _, reason = first.partition(b" ")[2].strip().partition(b" ")
    status = int(code) if code.isdigit() and len(code) <= 3 else 0
    return status, reason.decode("latin-1"), fields, blank.end() if blank else len(message)


def dechunk(framed: bytes) -> bytes:
    """A chunked message body without its framing; extensions and trailers are dropped.

    Bytes that don't begin with a chunk are returned as they are (archives exist that took the framing off and left the
    header). Raises ExchangeError where the framing breaks later.
    """
    chunks: list[bytes] = []
    position = 0
    while position < len(framed):
        end = framed.find(b"\n", position)
        size = _chunk_size(framed[position:end]) if end >= 0 else None
        if size is None:
            if not chunks:
                return framed
            raise ExchangeError(f"chunked body breaks at byte {position}")
        if size == 0:
            break
        start = end + 1
        if start + size > len(framed):
            raise ExchangeError(f"chunked body ends inside the chunk at byte {position}")
        chunks.append(framed[start : start + size])
        position = start + size
        position += 2 if framed[position : position + 2] == b"\r\n" else 1
    return b"".join(chunks)


def _chunk_size(line: bytes) -> int | None:
    digits = line.split(b";", 1)[0].strip()
    if not digits or len(digits) > 16 or digits.strip(b"0123456789abcdefABCDEF"):
        return None
    return int(digits, 16)


def decompress(data: bytes, coding: str) -> bytes:
    """Data without one content coding (gzip, deflate, br, zstd; others and identity leave it).

    Data that doesn't begin like the coding is left alone: archives exist that decoded the body and kept the header.
    deflate and br have no mark to begin with; what they can't read is left alone where it reads as text.
    Raises ExchangeError when it begins right and breaks, or would pass MAX_BODY.
    """
    try:
        if coding in ("gzip", "x-gzip"):
            return _gunzip(data) if data[:2] == b"\x1f\x8b" else data
        if coding == "deflate":
            return _inflate(data)
        if coding == "br":
            return _unbrotli(data)
        if coding == "zstd" and data[:4] == b"\x28\xb5\x2f\xfd":
            return _unzstd(data)
    except (zlib.error, EOFError, zstd.ZstdError) as error:
        raise ExchangeError(f"broken {coding} body: {error}") from error
    return data


def _gunzip(data: bytes) -> bytes:
    out: list[bytes] = []
    room = MAX_BODY + 1
    while data[:2] == b"\x1f\x8b" and room > 0:
        stream = zlib.decompressobj(31)
        out.append(stream.decompress(data, room))
        room -= len(out[-1])
        if not stream.eof:
            if room <= 0:
                break
            raise EOFError("it ends too early")
        data = stream.unused_data
    return _bounded(b"".join(out))


def _inflate(data: bytes) -> bytes:
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        stream = zlib.decompressobj(window)
        try:
            out = stream.decompress(data, MAX_BODY + 1)
        except zlib.error:
            continue
        if len(out) > MAX_BODY or (stream.eof and not (stream.unused_data and _reads_as_text(data))):
            return _bounded(out)
    if data[:2] not in _ZLIB and _reads_as_text(data):
        return data
    raise EOFError("it breaks or ends too early")


def _unbrotli(data: bytes) -> bytes:
    stream = brotli.Decompressor()
    try:
        out = stream.process(data, output_buffer_limit=MAX_BODY + 1)
    except brotli.error as error:
        out, problem = b"", str(error)
    else:
        problem = "" if stream.is_finished() or len(out) > MAX_BODY else "it ends too early"
    if not problem:
        return _bounded(out)
    if _reads_as_text(data):
        return data
    raise EOFError(problem)


def _reads_as_text(data: bytes) -> bool:
    return _TEXT.fullmatch(data, 0, 512) is not None


def _unzstd(data: bytes) -> bytes:
    stream = zstd.ZstdDecompressor()
    out = stream.decompress(data, MAX_BODY + 1)
    if not stream.eof and len(out) <= MAX_BODY:
        raise EOFError("it ends too early")
    return _bounded(out)


def _bounded(body: bytes) -> bytes:
    if len(body) > MAX_BODY:
        raise ExchangeError(f"the body decompresses to more than {MAX_BODY} bytes")
    return body
