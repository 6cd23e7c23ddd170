"""What the reader makes of the records of our files and other people's."""

from __future__ import annotations

import gzip
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.archive.fields import parse_date, source_url, target_uri, warc_date
from newscrawl.archive.reader import read_at, read_exchanges
from newscrawl.archive.records import scan
from newscrawl.errors import InputError
from newscrawl.items import Capture
from newscrawl.page import Page
from tests.archive.lab import (
    HTML,
    TEXT,
    WHEN,
    answer,
    exchange,
    file,
    head,
    members,
    read,
    record,
    walk,
    write,
)

# places


def test_places_are_null_where_records_are_no_members(tmp_path: Path) -> None:
    records = [answer(i, HTML + b"x" * i, f"http://news.example/{i}") for i in range(3)]
    plain = b"".join(records)
    blocks = b"".join(gzip.compress(plain[i : i + 100], mtime=0) for i in range(0, len(plain), 100))
    for data in (plain, gzip.compress(plain, mtime=0), members(b"".join(records[:2]), b"".join(records[1:])), blocks):
        path = file(tmp_path, data, "x.warc" if data is plain else "x.warc.gz")
        found, problem = read(path)
        assert not problem
        assert len(found) >= 3
        for archived in found:
            assert (archived.capture.warc_record_offset, archived.capture.warc_record_length) == (None, None)
            assert read_at(path, archived.capture) == archived.exchange
        path.unlink()


def test_read_at_names_what_is_missing(tmp_path: Path) -> None:
    path, (capture,) = write(tmp_path, exchange())
    assert read_at(path, capture) == exchange()
    for offset, record_id in ((capture.warc_record_offset, "<urn:uuid:0>"), (3, capture.warc_record_id), (None, "x")):
        other = Capture(
            warc_filename=path.name,
            warc_record_offset=offset,
            warc_record_length=1,
            warc_record_id=record_id,
            payload_digest="",
            fetch_time="",
            fetch_status=200,
        )
        with pytest.raises(InputError, match=re.escape(path.name)):
            read_at(path, other)
    request = walk(path)[2]
    capture.warc_record_offset, capture.warc_record_id = request.offset, request["WARC-Record-ID"]
    with pytest.raises(InputError, match="not an HTTP response"):
        read_at(path, capture)


# requests and their answers


def request(number: int, uri: str = "http://news.example/", concurrent: int | None = None) -> bytes:
    fields = {"WARC_Type": "request", "Content_Type": "application/http; msgtype=request"}
    if concurrent is not None:
        fields["WARC_Concurrent_To"] = f"<urn:uuid:{concurrent:08d}-0000-4000-8000-000000000000>"
    return answer(number, b"HEAD /%d HTTP/1.1\r\n\r\n" % number, uri, **fields)


def linked(number: int, concurrent: int) -> bytes:
    return answer(number, HTML, WARC_Concurrent_To=f"<urn:uuid:{concurrent:08d}-0000-4000-8000-000000000000>")


@pytest.mark.parametrize(
    "records",
    [
        [answer(1, HTML), request(2, concurrent=1)],
        [request(2, concurrent=1), answer(1, HTML)],
        [request(2), linked(1, 2)],
        [linked(1, 2), request(2)],
        [request(9, "http://news.example/x"), answer(1, HTML), request(2)],
        [answer(1, HTML), answer(3, HTML), request(4, concurrent=3), request(2, concurrent=1)],
        [request(2, concurrent=1), *(answer(i, HTML) for i in range(10, 70)), answer(1, HTML)],
    ],
)
def test_requests_join_their_answers(tmp_path: Path, records: list[bytes]) -> None:
    found, _ = read(file(tmp_path, members(*records), "x.warc.gz"))
    (one,) = [a for a in found if "00000001-" in a.capture.warc_record_id]
    assert one.exchange.request == b"HEAD /2 HTTP/1.1\r\n\r\n"
    assert one.exchange.method == "HEAD"
    assert len(found) == sum(b"WARC-Type: response" in r for r in records)


def test_answers_without_requests_come_in_order_and_in_bounded_memory(tmp_path: Path) -> None:
    records = [answer(i, HTML, f"http://news.example/{i}") for i in range(500)]
    path = file(tmp_path, members(*records, request(600, "http://news.example/0", concurrent=0)), "x.warc.gz")
    found, _ = read(path)
    assert [a.exchange.url for a in found] == [f"http://news.example/{i}" for i in range(500)]
    assert found[0].exchange.request == b""  # its request came too late to have waited for
    first = next(read_exchanges(path))
    assert first.exchange.url == "http://news.example/0"


# what a record says


def test_other_records_are_passed_over(tmp_path: Path) -> None:
    dns = answer(1, b"20260101 a.example 1.2.3.4", "dns:a.example", Content_Type="text/dns")
    whois = answer(2, b"owner", "whois://a.example", Content_Type="text/plain")
    kinds = ("resource", "conversion", "metadata", "continuation", "whatever")
    others = [answer(3 + i, HTML, WARC_Type=kind) for i, kind in enumerate(kinds)]
    other = answer(20, b"x", Content_Type="text/html")
    undated = answer(21, HTML, WARC_Date="yesterday")
    found, problem = read(file(tmp_path, members(dns, whois, *others, other, undated, answer(30, HTML)), "x.warc.gz"))
    assert not problem
    assert len(found) == 1


@pytest.mark.parametrize("version", ["WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1"])
def test_versions(tmp_path: Path, version: str) -> None:
    data = answer(1, HTML).replace(b"WARC/1.0", version.encode())
    assert len(read(file(tmp_path, data))[0]) == 1


def test_scope_is_that_of_the_warcinfo(tmp_path: Path) -> None:
    def info(number: int, part: str) -> bytes:
        fields = {"WARC-Record-ID": f"<i{number}>", "WARC-Date": "2026-01-01T00:00:00Z"}
        return record("warcinfo", fields, f"software: x\r\nisPartOf: {part}\r\n".encode())

    records = [answer(1, HTML), info(1, "one"), answer(2, HTML), info(2, "two"), answer(3, HTML)]
    records.append(answer(4, HTML, WARC_Warcinfo_ID="<i1>"))
    path = file(tmp_path, members(*records), "x.warc.gz")
    found, _ = read(path)
    assert [a.scope for a in found] == ["x.warc.gz", "one", "two", "one"]


def test_fields_of_other_tools(tmp_path: Path) -> None:
    data = answer(
        1, HTML + TEXT, "<http://news.example/中文 a#f>", WARC_Date="2026-01-02T03:04:05Z", WARC_Protocol="h2"
    )
    (archived,), _ = read(file(tmp_path, data))
    assert archived.exchange.url == "http://news.example/%E4%B8%AD%E6%96%87%20a"
    assert archived.exchange.fetched_at.isoformat() == archived.capture.fetch_time == "2026-01-02T03:04:05+00:00"
    assert archived.exchange.protocols == ("h2",)
    assert Page.from_exchange(archived.exchange, archived.capture, archived.scope).body == TEXT


def test_interim_answers_are_taken_off(tmp_path: Path) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
    (archived,), _ = read(file(tmp_path, answer(1, early + early + HTML + TEXT)))
    assert archived.exchange.response == HTML + TEXT
    switching = b"HTTP/1.1 101 Switching\r\n\r\nHTTP/1.1"
    (archived,), _ = read(file(tmp_path, answer(1, switching)))
    assert archived.exchange.response == switching


@given(st.text())
def test_a_uri_written_is_read_and_stays_as_it_is(text: str) -> None:
    uri = target_uri("http://news.example/x?" + text.encode("utf-8", "ignore").decode())
    assert source_url(f"<{uri}>".encode("ascii")) == uri == target_uri(uri)
    assert not set(uri) & set(' <>"\r\n#')


def test_raw_bytes_in_a_uri() -> None:
    assert source_url(b"<http://a.example/\xd6\xd0?b=%20#c>") == "http://a.example/%D6%D0?b=%20"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-24T03:00:00Z", "2026-11-24T03:00:00+00:00"),
        ("2026-11-24T03:00:00.1Z", "2026-11-24T03:00:00.100000+00:00"),
        ("2026-11-24T03:00:00.123456789Z", "2026-11-24T03:00:00.123456+00:00"),
        ("2026-11-24T03:00Z", "2026-11-24T03:00:00+00:00"),
        ("2026-11-24", "2026-11-24T00:00:00+00:00"),
        ("2026-11", "2026-11-01T00:00:00+00:00"),
        ("2026", "2026-01-01T00:00:00+00:00"),
        ("20261124030000", "2026-11-24T03:00:00+00:00"),
        ("2026-13-24T03:00:00Z", None),
        ("24 Nov 2026", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    parsed = parse_date(text)
    assert (parsed.isoformat() if parsed else None) == iso


@given(st.datetimes(timezones=st.timezones()))
def test_a_date_is_written_to_the_microsecond_and_read_again(moment: datetime) -> None:
    try:
        written = warc_date(moment)
    except OverflowError:
        return  # in UTC it lies before the first year or after the last
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", written)
    assert parse_date(written) == moment.astimezone(UTC)


def test_common_crawl_form(tmp_path: Path) -> None:
    response = head(
        b"Content-Type: text/html",
        b"X-Crawler-Content-Encoding: gzip",
        b"X-Crawler-Transfer-Encoding: chunked",
        b"X-Crawler-Content-Length: 123",
        b"Content-Length: %d" % len(TEXT),
    )
    data = members(
        record(
            "warcinfo", {"WARC-Record-ID": "<i>", "WARC-Date": "2026-01-01T00:00:00Z"}, b"isPartOf: CC-MAIN-2026-47"
        ),
        request(2, concurrent=1).replace(b"HEAD /2 ", b"GET /22 "),
        answer(1, response + TEXT, WARC_Identified_Payload_Type="text/html"),
        answer(3, b"fetchTimeMs: 12\r\n", WARC_Type="metadata", Content_Type="application/warc-fields"),
    )
    (archived,), _ = read(file(tmp_path, data, "CC-MAIN.warc.gz"))
    assert archived.scope == "CC-MAIN-2026-47"
    assert archived.exchange.truncated is None
    assert archived.exchange.body() == TEXT
    assert archived.exchange.request


def test_scan_reads_heads_only_where_asked(tmp_path: Path) -> None:
    path, _ = write(tmp_path, exchange())
    records = list(scan(path, wanted=lambda _: False))
    assert [r.block for r in records] == [b"", b"", b""]
    assert [r.size for r in records] == [len(r.block) for r in scan(path)]
    assert [(r.offset, r.length) for r in records] == [(w.offset, w.length) for w in walk(path)]
    assert WHEN.isoformat() == next(read_exchanges(path)).capture.fetch_time
    assert io.BytesIO(path.read_bytes()).read(2) == b"\x1f\x8b"
