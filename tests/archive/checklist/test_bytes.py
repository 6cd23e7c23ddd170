"""Points 23 to 32: blocks are what crossed the wire. tests/crawl/test_capture_contract.py has many more answers."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from tests.archive.checklist.paper import BY_PATH, LIST, SILENT, Paper, url_path
from tests.archive.checklist.walker import FormError, Record, answer
from tests.crawl.lab import crawl
from tests.crawl.wire_cases import PAGE, sized
from tests.crawl.wire_server import Answer, Logged, WireServer


def message(record: Record, seen: Logged) -> bytes:
    """What of an answer must be kept: all of it, but what is no part of the message."""
    story = BY_PATH.get(record.path)
    return story.message(seen.answer) if story else seen.answer


def test_p23_requests_are_what_was_sent(paper: Paper) -> None:
    assert [record.uri for record, _, seen in paper.pairs() if record.block != seen.request] == []


def test_p24_answers_are_what_came(paper: Paper) -> None:
    for _, record, seen in paper.pairs():
        whole = message(record, seen)
        if record.type == "response":
            assert record.block == whole, record.uri
        else:
            head, blank, _ = whole.partition(b"\r\n\r\n")
            assert record.block == (head + blank if blank else whole.partition(b"\n\n")[0] + b"\n\n"), record.uri
    assert {record.path for _, record, _ in paper.pairs()} == (BY_PATH.keys() | {LIST, "/robots.txt"}) - {SILENT}


def test_p25_content_codings_are_named_where_they_are(paper: Paper) -> None:
    coded = set()
    for _, record, _ in paper.pairs():
        if record.type != "response" or b"\r\n\r\n" not in record.block or not record.block.startswith(b"HTTP/"):
            continue
        head, _, body = record.block.partition(b"\r\n\r\n")
        named = b"Content-Encoding:" in head
        if named:
            plain = answer(record.block).entity
            text = gzip.decompress(plain) if b"gzip" in head else zlib.decompress(plain)
            assert text.startswith(b"<!doctype html>")
            coded.add(record.path)
        assert named == (b"\x1f\x8b" in body[:6] or body[:1] == b"\x78"), record.uri
    assert coded == {url_path(name) for name in ("gzip-a2", "gzip-chunked-a3", "deflate-a4")}


def test_p26_transfer_codings_are_named_where_they_are(paper: Paper) -> None:
    framed = {url_path(name) for name in ("gzip-chunked-a3", "chunked-a5", "trailer-a6", "twin-chunked-a21")}
    found = {record.path for _, record, _ in paper.pairs() if b"\r\nTransfer-Encoding: chunked\r\n" in record.block}
    assert found == framed
    for _, record, _ in paper.pairs():
        if record.path in framed and record.type == "response":
            assert answer(record.block).entity != answer(record.block).framed


def test_p27_odd_heads_are_unchanged(paper: Paper) -> None:
    oddities = {
        "gbk-a10": [b"filename=\xd4\xcb\xb3\xc7.html", b"X-Latin: caf\xe9", "X-Utf8: 县".encode()],
        "odd-a11": [
            b"Set-Cookie: a=1\r\nSet-Cookie: b=2; Path=/\r\nX-Folded: one,\r\n\ttwo\r\nX-Padded:    wide   \r\n",
            b"\r\nx-wEiRd-cAsE:tight\r\ncontent-LENGTH: ",
        ],
        "colonless-a12": [b"\r\nthis line has no colon\r\nX-After: 1\r\n"],
        "lf-only-a14": [b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Length: "],
    }
    for name, parts in oddities.items():
        records = [record for _, record, _ in paper.pairs() if record.path == url_path(name)]
        assert [record.type for record in records] == ["response", "revisit"]
        assert all(part in record.block for record in records for part in parts), name


def test_p28_what_is_no_part_of_the_message_is_left_out(paper: Paper) -> None:
    for name in ("hints-a15", "surplus-a16"):
        first, second = [(record, seen) for _, record, seen in paper.pairs() if record.path == url_path(name)]
        assert first[0].block == BY_PATH[url_path(name)].kept != first[1].answer
        assert second[0].block.startswith(b"HTTP/1.1 200 OK\r\n")


def test_p29_a_reason_phrase_of_any_bytes_is_stored(paper: Paper) -> None:
    records = [record for _, record, _ in paper.pairs() if record.path == url_path("reason-a13")]
    assert all(record.block.startswith(b"HTTP/1.1 200 D\xe9j\xe0 vu \xba\xc3\r\n") for record in records)


def test_p30_robots_hops_and_retries_are_recorded_once_each(paper: Paper) -> None:
    for number, day in enumerate(paper.records):
        fetched = [record.path for record in day if record.type == "request"]
        assert fetched.count("/robots.txt") == 1
        assert fetched.count(url_path("moved-a32")) == 1
        assert fetched.count(url_path("plain-a1")) == 1
        assert fetched.count(url_path("cut-a34")) == 3
        assert fetched.count(url_path("busy-a30")) == 2 - number
    busy = [record for _, record, _ in paper.pairs() if record.path == url_path("busy-a30")]
    assert [record.block[9:12] for record in busy] == [b"503", b"200", b"200"]
    retries = {r["WARC-Concurrent-To"]: r.facts["retry"] for r in paper.all_records if r.type == "metadata"}
    assert [retries[record["WARC-Record-ID"]] for record in busy] == ["0", "1", "0"]


def test_p32_what_comes_out_of_the_http_cache_is_no_exchange(tmp_path: Path) -> None:
    settings = {"HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": str(tmp_path / "cache"), "CONCURRENT_REQUESTS": 1}
    with WireServer({"/a": (Answer((sized(PAGE),)),)}) as server:
        requests = [{"name": name, "url": f"http://{server.netloc}/a"} for name in ("first", "second")]
        done = crawl(tmp_path, requests, [server.netloc], settings=settings)
        assert len(server.log["/a"]) == 1
    assert [outcome["status"] for outcome in done.outcomes] == [200, 200]
    assert len(done.pairs()["/a"]) == 1


def test_the_walker_takes_no_message_that_is_not_whole() -> None:
    for wrong in (
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<html>",
        b"HTTP/1.1 204 No Content\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
    ):
        with pytest.raises(FormError):
            answer(wrong)
