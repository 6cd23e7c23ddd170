"""Answers that end before their head says."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from newscrawl.archive.fields import shortfall
from newscrawl.archive.reader import read_exchanges
from tests.archive.lab import (
    HTML,
    TEXT,
    answer,
    chunked,
    exchange,
    file,
    head,
    members,
    read,
    write,
)

ZIPPED = gzip.compress(TEXT, mtime=0)


@pytest.mark.parametrize(
    ("response", "short"),
    [
        (head() + TEXT, False),
        (b"HTTP/1.0 200 HTML\r\n\r\n" + TEXT, False),
        (b"HTTP/1.0 200 HTML\n\n" + TEXT, False),
        (head(b"Content-Length: 5") + b"12345", False),
        (head(b"Content-Length: 5") + b"1234", True),
        (head(b"Content-Length: 5") + b"123456", False),
        (head(b"content-length: 5", b"CONTENT-LENGTH: 5") + b"1234", True),
        (head(b"Content-Length: 5", b"Content-Length: 6") + b"1234", False),
        (head(b"Content-Length: x") + b"1234", False),
        (head(b"Content-Length: 5", status=b"304 Not Modified"), False),
        (head(b"Content-Length: 5", status=b"204 No Content"), False),
        (head(b"X-Crawler-Content-Length: 50") + b"1234", False),
        (head(b"Content-Encoding: gzip", b"Content-Length: 9999") + TEXT, False),
        (head(b"Content-Encoding: gzip", b"Content-Length: 9999") + ZIPPED, True),
        (chunked(TEXT), False),
        (chunked(TEXT, extension=b"; a=b", trailer=b"X: y\r\n"), False),
        (chunked(TEXT)[:-2], False),
        (chunked(TEXT)[:-9], True),
        (chunked(TEXT)[:600], True),
        (head(b"Transfer-Encoding: chunked") + b"<html>decoded", False),
        (head(b"Transfer-Encoding: chunked"), True),
        (head(b"Content-Length: 0")[:-2], True),
        (b"HTTP/1.1 200 HTML\r\nConte", True),
        (b"ICY 200 HTML\r\n\r\n", False),
        (b"", False),
    ],
)
def test_answers_that_end_too_early(tmp_path: Path, response: bytes, short: bool) -> None:
    assert shortfall(exchange(response=response)) == short
    (archived,), _ = read(file(tmp_path, answer(1, response)))
    assert archived.exchange.truncated == ("unspecified" if short else None)
    path, _ = write(tmp_path, exchange(response=response))
    assert next(read_exchanges(path)).exchange.truncated is None  # our own capture knew how the message ended


def test_truncation_that_is_noted(tmp_path: Path) -> None:
    (archived,), _ = read(file(tmp_path, answer(1, HTML + TEXT, WARC_Truncated="length")))
    assert archived.exchange.truncated == "length"
    (archived,), _ = read(file(tmp_path, answer(1, HTML + TEXT, WARC_Segment_Number="1")))
    assert archived.exchange.truncated == "unspecified"


def test_head_answers_have_no_body(tmp_path: Path) -> None:
    fields = {"WARC_Type": "request", "Content_Type": "application/http; msgtype=request"}
    ask = answer(2, b"HEAD / HTTP/1.1\r\n\r\n", **fields)
    (archived,), _ = read(file(tmp_path, members(ask, answer(1, head(b"Content-Length: 480"))), "x.warc.gz"))
    assert archived.exchange.truncated is None
    assert archived.exchange.entity == b""


def test_blocks_over_the_limit_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.archive.reader.MAX_BLOCK", 100)
    found, _ = read(file(tmp_path, members(answer(1, HTML + b"x" * 500), answer(2, HTML)), "x.warc.gz"))
    assert [len(a.exchange.response) for a in found] == [100, len(HTML)]
    assert [a.exchange.truncated for a in found] == ["length", None]
