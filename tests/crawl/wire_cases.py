"""The answers a capture has to get right, byte by byte, and what each should come to."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from typing import Any

import brotli
from backports import zstd

from newscrawl.exchange import MAX_BODY
from tests.crawl.wire_server import Answer, End

PAGE = "<!doctype html><title>县城新闻</title><p>".encode() + b"x" * 1500 + b"</p>"
OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
LIMIT = 2000
"""DOWNLOAD_MAXSIZE of the cases that pass it."""


@dataclass(frozen=True)
class Case:
    """One URL: what the server answers, what the record must hold, and what the request comes to."""

    name: str
    answers: tuple[Answer, ...]
    kept: tuple[bytes, ...] | None = None
    """The message of each answer, where it isn't all that is sent."""
    truncated: str | None = None
    error: str | None = None
    """Class name of the failure; None where a page is delivered."""
    body: bytes | None = None
    """What the page's body must be."""
    reason: str = ""
    """Why the record may be shorter than what was sent, or not there."""
    recorded: bool = True
    exact: bool = True
    """Whether a truncated record must hold all that was sent."""
    method: str = "GET"
    suffix: str = ""
    """Query and fragment."""
    sent: bytes = b""
    """Body of the request."""
    meta: dict[str, Any] = field(default_factory=dict)


def head(*fields: bytes, status: bytes = OK) -> bytes:
    """A response head with the given lines."""
    return status + b"".join(line + b"\r\n" for line in fields) + b"\r\n"


def sized(body: bytes, *fields: bytes, status: bytes = OK) -> bytes:
    """A whole message with Content-Length."""
    return head(HTML.strip(), *fields, b"Content-Length: %d" % len(body), status=status) + body


def chunked(body: bytes, size: int = 512, trailer: bytes = b"", extension: bytes = b"") -> bytes:
    """A body in chunks."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    framed = b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces)
    return framed + b"0\r\n" + trailer + b"\r\n"


def case(name: str, *pieces: bytes, end: End = "keep", **rest: Any) -> Case:
    """A case with one answer."""
    return Case(name, (Answer(pieces, end),), **rest)


def _bodies() -> list[Case]:
    deflater = zlib.compressobj(wbits=-15)
    raw_deflate = deflater.compress(PAGE) + deflater.flush()
    te = b"Transfer-Encoding: chunked"
    return [
        case("plain", sized(PAGE), body=PAGE),
        case("gzip", sized(gzip.compress(PAGE), b"Content-Encoding: gzip"), body=PAGE),
        case("gzip-members", sized(gzip.compress(b"a") + gzip.compress(b"b"), b"Content-Encoding: gzip"), body=b"ab"),
        case("gzip-label-only", sized(PAGE, b"Content-Encoding: gzip"), body=PAGE),
        case("gzip-chunked", head(te, b"Content-Encoding: gzip") + chunked(gzip.compress(PAGE), 64), body=PAGE),
        case(
            "chunk-extension-trailer",
            head(te, HTML.strip(), b"Trailer: X-Sum"),
            chunked(PAGE, 700, b"X-Sum: 1\r\n", b";foo=bar"),
            body=PAGE,
        ),
        case("chunked-close", head(te, b"Connection: close") + chunked(PAGE), end="close", body=PAGE),
        case("deflate", sized(zlib.compress(PAGE), b"Content-Encoding: deflate"), body=PAGE),
        case("deflate-raw", sized(raw_deflate, b"Content-Encoding: deflate"), body=PAGE),
        case("br", sized(brotli.compress(PAGE), b"Content-Encoding: br"), body=PAGE),
        case("zstd", sized(zstd.compress(PAGE), b"Content-Encoding: zstd"), body=PAGE),
    ]


def _heads() -> list[Case]:
    gbk = b"Content-Disposition: inline; filename=\xd4\xcb\xb3\xc7.html"
    return [
        case(
            "header-bytes",
            head(b"Content-Type: text/html; charset=gbk", gbk, b"X-Latin: caf\xe9", "X-Utf8: 县".encode()),
            "运城日报".encode("gbk"),
            end="close",
            body="运城日报".encode("gbk"),
        ),
        case("http10-close", head(HTML.strip(), status=b"HTTP/1.0 200 OK\r\n"), PAGE, end="close", body=PAGE),
        case("not-modified", head(b'ETag: "a"', status=b"HTTP/1.1 304 Not Modified\r\n"), body=b""),
        case(
            "redirect",
            sized(b"moved", b"Location: /redirect-target", status=b"HTTP/1.1 302 Found\r\n"),
            meta={"dont_redirect": False},
            body=b"here",
        ),
        case("empty", sized(b""), body=b""),
        case("no-content", head(b"X-A: 1", status=b"HTTP/1.1 204 No Content\r\n"), body=b""),
        case("reason-bytes", sized(PAGE, status=b"HTTP/1.1 200 D\xe9j\xe0 vu \xba\xc3\r\n"), body=PAGE),
        case("reason-none", sized(PAGE, status=b"HTTP/1.1 200\r\n"), body=PAGE),
        case("lf-only", sized(PAGE).replace(b"\r\n", b"\n"), body=PAGE),
        case(
            "duplicate-folded",
            head(
                b"Set-Cookie: a=1",
                b"Set-Cookie: b=2; Path=/",
                b"X-Folded: one,\r\n\ttwo,\r\n   three",
                b"X-Padded:    wide   ",
                b"x-wEiRd-cAsE:tight",
                b'ETag: "x"',
                b"content-LENGTH: %d" % len(PAGE),
            ),
            PAGE,
            body=PAGE,
        ),
        case("colonless", sized(PAGE, b"this line has no colon", b"X-After: 1"), body=PAGE),
        case("head", head(HTML.strip(), b"Content-Length: 4711", b"Content-Encoding: gzip"), method="HEAD", body=b""),
        case("missing", sized(b"gone", status=b"HTTP/1.1 404 Not Found\r\n"), body=b"gone"),
    ]


def _requests() -> list[Case]:
    return [
        case("query", sized(PAGE), suffix="?a=1&b=%E4%B8%AD%20x&c", body=PAGE),
        case("fragment", sized(PAGE), suffix="#part", body=PAGE),
        case("post", sized(b"thanks"), method="POST", sent=b"name=%D4%CB&x=1", body=b"thanks"),
        case("post-empty", sized(b"thanks"), method="POST", body=b"thanks"),
        case("byte-by-byte", *(bytes([byte]) for byte in sized(b"slow", b"Content-Encoding: identity")), body=b"slow"),
        case("long", sized(PAGE * 700), body=PAGE * 700),
    ]


def _cut_to_the_message() -> list[Case]:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
    go_on = b"HTTP/1.1 100 Continue\r\n\r\n"
    why = "interim heads are not part of the message"
    extra = "the bytes behind the message are not part of it"
    return [
        case("early-hints", hints + sized(PAGE), kept=(sized(PAGE),), body=PAGE, reason=why),
        case("two-interims", go_on, hints[:30], hints[30:] + sized(PAGE), kept=(sized(PAGE),), body=PAGE, reason=why),
        case("surplus", sized(PAGE) + b"HTTP/1.1 200 OK\r\n\r\nsurplus", kept=(sized(PAGE),), body=PAGE, reason=extra),
        case("surplus-after-empty", sized(b"") + b"surplus", kept=(sized(b""),), body=b"", reason=extra),
        case(
            "surplus-after-chunks",
            head(b"Transfer-Encoding: chunked") + chunked(PAGE) + b"\r\nsurplus",
            kept=(head(b"Transfer-Encoding: chunked") + chunked(PAGE),),
            body=PAGE,
            reason=extra,
        ),
        case(
            "surplus-after-head", sized(PAGE), method="HEAD", kept=(sized(PAGE)[: -len(PAGE)],), body=b"", reason=extra
        ),
    ]


def _retried() -> list[Case]:
    busy = sized(b"busy", b"Retry-After: 0", status=b"HTTP/1.1 503 Service Unavailable\r\n")
    return [
        Case("busy-then-ok", (Answer((busy,)), Answer((sized(PAGE),))), body=PAGE, meta={"dont_retry": False}),
    ]


def _truncated() -> list[Case]:
    te = b"Transfer-Encoding: chunked"
    lossy = {"error": "ResponseDataLossError", "reason": "the connection broke; all that came is in the record"}
    return [
        case("cut-length", head(b"Content-Length: 9999"), PAGE, end="close", truncated="disconnect", **lossy),
        case("cut-chunked", head(te) + chunked(PAGE)[:-300], end="close", truncated="disconnect", **lossy),
        case("cut-chunk-end", head(te) + chunked(PAGE)[:-5], end="close", truncated="disconnect", **lossy),
        case("reset-length", head(b"Content-Length: 9999"), PAGE, end="reset", truncated="disconnect", **lossy),
        case("reset-close", head(b"Connection: close"), PAGE, end="reset", truncated="disconnect", **lossy),
        case(
            "cut-head",
            b"HTTP/1.1 200 OK\r\nContent-Le",
            end="close",
            truncated="disconnect",
            error="DownloadFailedError",
            reason="the connection broke inside the head; all that came is in the record",
        ),
        case("no-answer", end="close", recorded=False, error="DownloadFailedError", reason="no byte of an answer came"),
        *_stalled(),
        case(
            "bad-chunk",
            head(te) + b"5\r\nhello\r\nzz\r\nworld\r\n0\r\n\r\n",
            truncated="unspecified",
            error="ResponseDataLossError",
            reason="the chunk framing breaks, so nobody knows where the message ends",
        ),
        *_over_the_limit(),
    ]


def _stalled() -> list[Case]:
    return [
        case(
            "stall-body",
            head(b"Content-Length: 9999"),
            PAGE,
            end="stall",
            truncated="time",
            error="DownloadTimeoutError",
            meta={"download_timeout": 1.5},
            reason="timed out; all that came is in the record",
        ),
        case(
            "stall-head",
            b"HTTP/1.1 200 OK\r\nX-Slow: 1\r\n",
            end="stall",
            truncated="time",
            error="DownloadTimeoutError",
            meta={"download_timeout": 1.5},
            reason="timed out inside the head; all that came is in the record",
        ),
    ]


def _over_the_limit() -> list[Case]:
    long = PAGE * 4
    rest: dict[str, Any] = {
        "truncated": "length",
        "error": "DownloadCancelledError",
        "exact": False,
        "meta": {"download_maxsize": LIMIT},
        "reason": "more than DOWNLOAD_MAXSIZE; the record is a prefix of what was sent",
    }
    te = b"Transfer-Encoding: chunked"
    return [
        case("over-maxsize-length", sized(long), **rest),
        case("over-maxsize-chunked", head(te) + chunked(long), **rest),
        case("over-maxsize-close", head(b"Connection: close"), long, end="close", **rest),
    ]


def _unreadable() -> list[Case]:
    bomb = gzip.compress(b"\0" * (MAX_BODY + 1), 9)
    broken = gzip.compress(PAGE)[:-9] + b"\xff" * 9
    why = "the body can't be decoded; the record is whole, and a retry would give the same"
    rest: dict[str, Any] = {"error": "BodyUnreadable", "meta": {"dont_retry": False}}
    coding = b"Content-Encoding: gzip"
    return [
        case("broken-gzip", sized(broken, coding), reason=why, **rest),
        case("cut-gzip", sized(gzip.compress(PAGE)[:50], coding), reason=why, **rest),
        case("cut-deflate", sized(zlib.compress(PAGE)[:50], b"Content-Encoding: deflate"), reason=why, **rest),
        case("cut-br", sized(brotli.compress(PAGE)[:50], b"Content-Encoding: br"), reason=why, **rest),
        case("bomb", sized(bomb, coding), reason="more than MAX_BODY bytes; the record is whole", **rest),
    ]


def _no_head() -> list[Case]:
    rest: dict[str, Any] = {
        "truncated": "unspecified",
        "error": "DownloadFailedError",
        "reason": "the head can't be parsed; all that came is in the record",
    }
    return [
        case("bad-header-name", head(b"X Bad: 1", b"Content-Length: 2") + b"ok", **rest),
        case("unknown-te", head(b"Transfer-Encoding: rot13") + b"uryyb", **rest),
        case("two-lengths", head(b"Content-Length: 2", b"Content-Length: 3") + b"ok!", **rest),
        case("icy", b"ICY 200 OK\r\nicy-name: radio\r\n\r\nmusic", **rest),
        case("http09", b"<html>no head at all</html>\r\n", **rest),
    ]


CASES: tuple[Case, ...] = (
    *_bodies(),
    *_heads(),
    *_requests(),
    *_cut_to_the_message(),
    *_retried(),
    *_truncated(),
    *_unreadable(),
    *_no_head(),
)
TLS_CASES: tuple[Case, ...] = (
    case("tls-plain", sized(PAGE), body=PAGE),
    case("tls-chunked", head(b"Transfer-Encoding: chunked") + chunked(PAGE), body=PAGE),
    case("tls-close", head(b"Connection: close"), PAGE, end="close", body=PAGE),
    case(
        "tls-torn",
        head(b"Connection: close"),
        PAGE,
        end="torn",
        truncated="disconnect",
        error="ResponseDataLossError",
        reason="TLS ended without its goodbye, and nothing else says where the message ends",
    ),
)
EXTRAS = {
    "/robots.txt": (Answer((sized(b"User-agent: *\nDisallow: /private\n"),)),),
    "/redirect-target": (Answer((sized(b"here"),)),),
}
"""Answers that no case asks for by itself."""
