"""De-chunking, decompressing and reading heads, as strangers send them."""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import zlib
from datetime import UTC, datetime

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import exchange as module
from newscrawl.errors import ExchangeError
from newscrawl.exchange import Exchange, dechunk, decompress, parse_head

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TEXT = "榆汀的桥今日通车。".encode() * 40
WORDS = " ".join(f"<p>{number * 7919 % 1000}</p>" for number in range(300)).encode()


def exchange(head: bytes, body: bytes = b"", request: bytes = b"GET / HTTP/1.1\r\n\r\n") -> Exchange:
    return Exchange("http://127.0.0.1/", request, head + b"\r\n\r\n" + body, NOW)


def chunked(data: bytes, sizes: list[int], extension: bytes = b"") -> bytes:
    out, position = b"", 0
    for size in sizes:
        piece = data[position : position + size]
        position += size
        if piece:
            out += f"{len(piece):x}".encode() + extension + b"\r\n" + piece + b"\r\n"
    if data[position:]:
        out += f"{len(data) - position:X}".encode() + b"\r\n" + data[position:] + b"\r\n"
    return out + b"0\r\n"


@given(st.binary(min_size=1, max_size=3000), st.lists(st.integers(1, 700), max_size=8), st.sampled_from([b"", b";a=b"]))
def test_dechunk_undoes_every_framing(data: bytes, sizes: list[int], extension: bytes) -> None:
    assert dechunk(chunked(data, sizes, extension) + b"\r\n") == data
    assert dechunk(chunked(data, sizes, extension) + b"X-Trailer: 1\r\n\r\n") == data


@given(st.binary(max_size=400))
def test_dechunk_takes_any_bytes(data: bytes) -> None:
    with contextlib.suppress(ExchangeError):
        assert isinstance(dechunk(data), bytes)


def test_a_body_without_the_framing_its_head_names_is_left_alone() -> None:
    assert exchange(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", TEXT).body() == TEXT


def test_a_broken_frame_is_an_error() -> None:
    with pytest.raises(ExchangeError, match="ends inside the chunk"):
        dechunk(b"5\r\nabcde\r\n20\r\nabc")
    with pytest.raises(ExchangeError, match="breaks at byte 10"):
        dechunk(b"5\r\nabcde\r\nzz\r\nabc")


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0) + b"stray"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstd.compress(TEXT)),
        ("identity", TEXT),
        ("gzip", TEXT),
        ("br", TEXT),
        ("unheard-of", TEXT),
    ],
)
def test_content_codings_come_off_and_absent_ones_do_no_harm(coding: str, coded: bytes) -> None:
    assert decompress(coded, coding) == TEXT


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstd.compress(TEXT)),
    ],
)
def test_a_coded_body_cut_short_is_an_error(coding: str, coded: bytes) -> None:
    with pytest.raises(ExchangeError, match=coding):
        decompress(coded[: len(coded) // 2], coding)


CODED = {"deflate": zlib.compress(WORDS), "raw deflate": zlib.compress(WORDS)[2:-4], "br": brotli.compress(WORDS)}


@pytest.mark.parametrize("left", [40, 200, 300, -20, -3])
@pytest.mark.parametrize("name", CODED)
def test_a_coded_body_that_ends_too_early_is_never_taken_for_a_page(name: str, left: int) -> None:
    coding = name.split()[-1]
    with pytest.raises(ExchangeError, match=f"broken {coding} body"):
        decompress(CODED[name][:left], coding)


@pytest.mark.parametrize("name", ["deflate", "br"])
def test_a_coded_body_with_wrong_bytes_inside_is_never_taken_for_a_page(name: str) -> None:
    coded = CODED[name]
    with pytest.raises(ExchangeError, match=f"broken {name} body"):
        decompress(coded[:300] + bytes(80) + coded[300:], name)


@given(st.text(min_size=1).map(lambda text: text.encode()), st.sampled_from(["deflate", "br"]))
def test_a_decoded_text_under_a_label_is_left_alone(text: bytes, coding: str) -> None:
    page = b"<!doctype html><title>" + bytes(byte for byte in text if byte > 31)
    assert decompress(page, coding) == page


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_stops_at_the_limit(coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BODY", 10_000)
    bomb = b"\0" * 1_000_000
    coded = {
        "gzip": gzip.compress(bomb, mtime=0),
        "deflate": zlib.compress(bomb),
        "br": brotli.compress(bomb),
        "zstd": zstd.compress(bomb),
    }[coding]
    with pytest.raises(ExchangeError, match="more than 10000 bytes"):
        decompress(coded, coding)


def test_several_codings_come_off_last_first() -> None:
    coded = exchange(b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate, gzip", gzip.compress(zlib.compress(TEXT)))
    assert coded.body() == TEXT


def test_the_head_is_read_as_leniently_as_servers_write() -> None:
    head = b"HTTP/1.1 200 \xb3\xc9\xb9\xa6\nServer:  x \nX-Folded: a\n  b\nno colon here\nSet-Cookie: a=1\nSET-cookie: b=2\n\nBODY"
    status, reason, headers, start = parse_head(head)
    assert (status, reason.encode("latin-1"), head[start:]) == (200, b"\xb3\xc9\xb9\xa6", b"BODY")
    assert headers == ((b"Server", b"x"), (b"X-Folded", b"a b"), (b"Set-Cookie", b"a=1"), (b"SET-cookie", b"b=2"))


NAMES = st.text("abcXYZ019-_", min_size=1, max_size=12)
VALUES = st.lists(st.text('abc/;=",:1', min_size=1, max_size=8), max_size=4)


@given(
    st.lists(st.tuples(NAMES, VALUES)),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([" ", "\t", "\r\n ", "\n\t  "]),
)
def test_a_head_is_read_whole_however_its_lines_end_and_fold(
    said: list[tuple[str, list[str]]], end: str, gap: str
) -> None:
    lines = ["HTTP/1.1 404 Not Found", *(f"{name}: {gap.join(words)}" for name, words in said)]
    head = f"{end.join(lines)}{end}{end}".encode()
    status, reason, headers, start = parse_head(head + b"\n body: x")
    assert (status, reason, start) == (404, "Not Found", len(head))
    between = gap if len(gap) == 1 else " "  # a fold counts as a space
    assert headers == tuple((name.encode(), between.join(words).encode()) for name, words in said)


def test_what_is_no_head_has_no_status() -> None:
    assert parse_head(b"ICY 200 OK\r\n\r\n") == (0, "", (), 0)
    assert exchange(b"<html>").status == 0


def test_the_digest_is_of_the_entity_whatever_the_framing() -> None:
    plain = exchange(b"HTTP/1.1 200 OK", TEXT)
    framed = exchange(b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked", chunked(TEXT, [7, 100]) + b"\r\n")
    assert plain.entity_digest == framed.entity_digest == module.digest(TEXT)
    assert plain.entity_digest.startswith("sha1:")
    assert len(plain.entity_digest) == 5 + 32


@given(st.binary(max_size=60))
def test_a_digest_is_the_base32_of_the_sha1(data: bytes) -> None:
    label, _, text = module.digest(data).partition(":")
    assert (label, base64.b32decode(text)) == ("sha1", hashlib.sha1(data).digest())


def test_a_head_request_has_no_entity() -> None:
    answer = exchange(b"HTTP/1.1 200 OK\r\nContent-Length: 5", b"", b"HEAD / HTTP/1.1\r\n\r\n")
    assert (answer.method, answer.entity) == ("HEAD", b"")
