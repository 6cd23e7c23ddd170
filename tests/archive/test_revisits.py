"""Revisits, in one file and over many."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.archive.reader import Archived, Originals, read_exchanges
from newscrawl.errors import ExchangeError
from newscrawl.exchange import digest
from newscrawl.page import Page
from tests.archive.lab import SERVED, TEXT, answer, chunked, exchange, members, write

PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
URL = "http://news.example/a"
DATE = "2026-01-02T03:04:05Z"
HEAD = b"HTTP/1.1 200 OK\r\nX-New: yes\r\nContent-Type: text/html\r\n\r\n"


def record_id(number: int) -> str:
    return f"<urn:uuid:{number:08d}-0000-4000-8000-000000000000>"


def original(number: int, message: bytes, uri: str = URL, **fields: str) -> bytes:
    return answer(number, message, uri, **fields)


def revisit(number: int, fields: dict[str, str], block: bytes = HEAD, uri: str = URL) -> bytes:
    fields = {"WARC_Type": "revisit", "WARC_Profile": PROFILE, "WARC_Truncated": "length", **fields}
    return answer(number, block, uri, **fields)


def load(path: Path, *records: bytes) -> list[Archived]:
    path.write_bytes(members(*records))
    return list(read_exchanges(path))


BY_ID = {"WARC_Refers_To": record_id(1)}
BY_TIME = {"WARC_Refers_To_Target_URI": f"<{URL}>", "WARC_Refers_To_Date": DATE}
BY_DIGEST = {"WARC_Payload_Digest": digest(TEXT)}


@pytest.mark.parametrize("fields", [BY_ID, BY_TIME, BY_DIGEST, {**BY_ID, **BY_TIME, **BY_DIGEST}])
@pytest.mark.parametrize("apart", [True, False])
def test_found_by_id_time_and_digest(tmp_path: Path, fields: dict[str, str], apart: bool) -> None:
    first, second = tmp_path / "1.warc.gz", tmp_path / "2.warc.gz"
    records = [original(1, HEAD + TEXT, WARC_Payload_Digest=digest(TEXT)), revisit(2, fields, uri=URL + "/b")]
    if apart:
        load(first, records[0])
        look = load(second, records[1])[0]
    else:
        second.write_bytes(b"")
        look = load(first, *records)[1]
    assert look.revisit is not None
    assert look.exchange.truncated == "length"
    resolved = Originals([first, second]).resolve(look)
    assert resolved is not None
    assert resolved == Originals([first, second], [look]).resolve(look)
    assert Originals([first, second], []).resolve(look) is None
    assert resolved.revisit is None
    page = Page.from_exchange(resolved.exchange, resolved.capture)
    assert (page.url, page.body, page.header(b"x-new")) == (URL + "/b", TEXT, b"yes")
    assert resolved.capture.warc_record_id == record_id(2)
    assert resolved.capture.payload_digest == digest(TEXT)


def test_same_url_or_another(tmp_path: Path) -> None:
    other = {"WARC_Refers_To_Target_URI": URL + "x", "WARC_Refers_To_Date": DATE}
    found = load(tmp_path / "x.warc.gz", revisit(1, BY_TIME), revisit(2, other), revisit(3, BY_DIGEST))
    assert [a.revisit.same_url for a in found if a.revisit] == [True, False, True]
    assert [a.revisit.refers_to_uri for a in found if a.revisit] == [URL, URL + "x", None]
    assert found[2].capture.payload_digest == digest(TEXT)


def test_not_modified_has_no_page(tmp_path: Path) -> None:
    profile = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    block = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    found = load(
        tmp_path / "x.warc.gz", original(1, HEAD + TEXT), revisit(2, {"WARC_Profile": profile, **BY_ID}, block)
    )
    assert found[1].revisit is not None
    assert found[1].revisit.not_modified
    assert Originals([tmp_path / "x.warc.gz"]).resolve(found[1]) is None


def test_nothing_to_find(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    found = load(
        path,
        original(1, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut"),
        original(5, HEAD + TEXT, WARC_Truncated="length"),
        revisit(2, BY_ID),
        revisit(3, {"WARC_Refers_To": record_id(5)}),
        revisit(4, {}),
    )
    originals = Originals([path])
    assert [originals.resolve(a) for a in found[2:]] == [None, None, None]
    assert originals.resolve(found[0]) is found[0]


def test_a_revisit_never_resolves_to_a_revisit(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    found = load(path, revisit(1, BY_DIGEST), revisit(2, {**BY_ID, **BY_DIGEST}))
    assert Originals([path]).resolve(found[1]) is None


def test_of_several_captures_in_a_second_the_digest_decides(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    found = load(
        path,
        original(1, b"HTTP/1.1 503 Busy\r\n\r\nlater"),
        original(2, HEAD + TEXT),
        revisit(3, {**BY_TIME, **BY_DIGEST}),
    )
    resolved = Originals([path]).resolve(found[2])
    assert resolved is not None
    assert resolved.exchange.body() == TEXT


CHUNKED_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (HEAD, HEAD + TEXT),
        (HEAD, chunked(TEXT)),
        (CHUNKED_HEAD, HEAD + TEXT),
        (CHUNKED_HEAD, chunked(TEXT)),
        (b"", chunked(TEXT)),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", HEAD + TEXT),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", SERVED["/gzip"]),
        (HEAD.replace(b"\r\n", b"\n"), HEAD + TEXT),
    ],
)
def test_the_body_is_framed_as_the_head_says(tmp_path: Path, block: bytes, message: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    found = load(path, original(1, message), revisit(2, BY_ID, block))
    resolved = Originals([path]).resolve(found[1])
    assert resolved is not None
    assert resolved.exchange.body() == TEXT
    assert resolved.exchange.truncated is None
    if block:
        assert resolved.exchange.response.startswith(block)


def test_empty_body_under_a_chunked_head(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    found = load(path, original(1, HEAD), revisit(2, BY_ID, CHUNKED_HEAD))
    resolved = Originals([path]).resolve(found[1])
    assert resolved is not None
    assert resolved.exchange.entity == b""


def test_broken_chunks_of_our_own_give_no_page(tmp_path: Path) -> None:
    broken = CHUNKED_HEAD + b"5\r\nabcde\r\nrubbish"
    path, captures = write(tmp_path, exchange(response=broken))
    with pytest.raises(ExchangeError):
        _ = exchange(response=broken).entity
    look = load(tmp_path / "x.warc.gz", revisit(2, {"WARC_Refers_To": captures[0].warc_record_id}))
    assert Originals([path]).resolve(look[0]) is None


def test_damaged_and_missing_files_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    found = load(path, original(1, HEAD + TEXT), revisit(2, BY_ID))
    path.write_bytes(path.read_bytes() + b"\x1f\x8b rubbish")
    resolved = Originals([tmp_path / "gone.warc.gz", path, path]).resolve(found[1])
    assert resolved is not None
