"""Reading files of our own and of other tools, whole and torn."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.archive.fields import parse_date, shortfall, source_url
from newscrawl.archive.reader import Archived, read_at, read_exchanges
from newscrawl.archive.records import scan
from newscrawl.errors import InputError
from newscrawl.items import Capture
from newscrawl.page import Page
from tests.archive.lab import TEXT, WHEN, answer, chunked, exchange, record, walk, write

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def read(path: Path) -> tuple[list[Archived], str]:
    """What is read, and what is said of the rest."""
    found: list[Archived] = []
    try:
        found.extend(read_exchanges(path))
    except InputError as error:
        return found, str(error)
    return found, ""


def file(tmp_path: Path, data: bytes, name: str = "x.warc") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def members(*records: bytes) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


# torn and damaged files


def test_torn_at_every_byte(tmp_path: Path) -> None:
    path, captures = write(tmp_path, exchange(body=b"a" * 30), exchange("http://news.example/b", b"b" * 40))
    data = path.read_bytes()
    ends = [r.offset + r.length for r in walk(path)]
    assert [c.warc_record_offset for c in captures] == [r.offset for r in walk(path) if r["WARC-Type"] == "response"]
    for cut in range(len(data)):
        found, problem = read(file(tmp_path, data[:cut], path.name))
        whole = [c for c in captures if (c.warc_record_offset or 0) + (c.warc_record_length or 0) <= cut]
        assert [a.capture for a in found] == whole
        assert (problem == "") == (cut in {0, *ends})
        if problem:
            start = max(end for end in (0, *ends) if end <= cut)
            assert f"{path.name}: broken at byte {start}:" in problem


def test_plain_file_torn_at_every_byte(tmp_path: Path) -> None:
    records = [answer(i, OK + bytes([97 + i]) * 20, f"http://news.example/{i}") for i in range(3)]
    data = b"".join(records)
    ends = [len(b"".join(records[: i + 1])) for i in range(3)]
    for cut in range(len(data)):
        found, problem = read(file(tmp_path, data[:cut]))
        assert len(found) == sum(1 for end in ends if cut >= end - 4)  # the two line ends behind a block hold nothing
        assert all(a.exchange.truncated is None for a in found)
        assert (problem == "") == (cut in {0, *ends})


def test_one_gzip_stream_torn(tmp_path: Path) -> None:
    records = [answer(i, OK + bytes(range(256)) * 2, f"http://news.example/{i}") for i in range(5)]
    data = gzip.compress(b"".join(records), mtime=0)
    for cut in range(0, len(data), 7):
        found, problem = read(file(tmp_path, data[:cut], "x.warc.gz"))
        assert [a.exchange.url for a in found] == [f"http://news.example/{i}" for i in range(len(found))]
        assert all(a.exchange.response == OK + bytes(range(256)) * 2 for a in found)
        assert "at byte 0" in problem or cut == 0
    assert len(found) >= 4


def test_damage_inside_costs_only_its_record(tmp_path: Path) -> None:
    path, captures = write(tmp_path, *(exchange(f"http://news.example/{i}") for i in range(4)))
    data = bytearray(path.read_bytes())
    second = captures[1]
    assert second.warc_record_offset is not None
    assert second.warc_record_length is not None
    for at in (0, second.warc_record_length // 2, second.warc_record_length - 6):
        harmed = bytearray(data)
        harmed[second.warc_record_offset + at] ^= 0xFF
        found, problem = read(file(tmp_path, bytes(harmed), path.name))
        assert [a.capture for a in found] == [captures[0], *captures[2:]]
        assert f"broken at byte {second.warc_record_offset}:" in problem


@pytest.mark.parametrize(
    ("data", "count", "said"),
    [
        (b"", 0, ""),
        (gzip.compress(b"", mtime=0), 0, ""),
        (b"<html>", 0, "at byte 0: no WARC record begins here"),
        (gzip.compress(b"<html>", mtime=0) + members(answer(1, OK)), 1, "at byte 0: no WARC record begins here"),
        (members(answer(1, OK)) + bytes(40) + members(answer(2, OK)), 2, "this gzip member is broken"),
        (members(answer(1, OK), b"\r\n", answer(2, OK)), 2, ""),
        (members(answer(1, OK)[:-4], answer(2, OK)), 2, ""),
        (answer(1, OK) + b"rubbish", 1, "no WARC record begins here"),
        (answer(1, OK).replace(b"Content-Length: 44", b"Content-Length: 54") + answer(2, OK), 0, "Content-Length says"),
        (answer(1, OK).replace(b"Content-Length: 44", b"Content-Length: 38") + answer(2, OK), 0, "Content-Length says"),
        (members(answer(1, OK).replace(b": 44", b": 54"), answer(2, OK)), 1, "goes past its gzip member"),
        (members(answer(1, OK).replace(b": 44", b": 34"), answer(2, OK)), 1, "Content-Length says"),
        (members(answer(1, OK).replace(b"Content-Length: 44\r\n", b""), answer(2, OK)), 1, "no Content-Length"),
        (members(answer(1, OK, X="y" * 100_000), answer(2, OK)), 2, ""),
        (members(answer(1, OK, X="y" * 5_000_000), answer(2, OK)), 1, "at byte 0"),
        (answer(1, OK).replace(b"\r\n", b"\n", 7), 1, ""),
    ],
)
def test_oddities(tmp_path: Path, data: bytes, count: int, said: str) -> None:
    assert b"Content-Length: 44\r\n" in answer(1, OK)
    found, problem = read(file(tmp_path, data, "x.warc.gz"))
    assert len(found) == count
    assert said in problem
    assert bool(said) == bool(problem)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        list(read_exchanges(tmp_path / "none.warc"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_records_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x.warc"
    for whole in (data, members(answer(1, OK)) + data, answer(1, OK) + data):
        path.write_bytes(whole)
        read(path)


# places


def test_places_are_null_where_records_are_no_members(tmp_path: Path) -> None:
    records = [answer(i, OK + b"x" * i, f"http://news.example/{i}") for i in range(3)]
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
    return answer(number, OK, WARC_Concurrent_To=f"<urn:uuid:{concurrent:08d}-0000-4000-8000-000000000000>")


@pytest.mark.parametrize(
    "records",
    [
        [answer(1, OK), request(2, concurrent=1)],
        [request(2, concurrent=1), answer(1, OK)],
        [request(2), linked(1, 2)],
        [linked(1, 2), request(2)],
        [request(9, "http://news.example/x"), answer(1, OK), request(2)],
        [answer(1, OK), answer(3, OK), request(4, concurrent=3), request(2, concurrent=1)],
        [request(2, concurrent=1), *(answer(i, OK) for i in range(10, 70)), answer(1, OK)],
    ],
)
def test_requests_join_their_answers(tmp_path: Path, records: list[bytes]) -> None:
    found, _ = read(file(tmp_path, members(*records), "x.warc.gz"))
    (one,) = [a for a in found if "00000001-" in a.capture.warc_record_id]
    assert one.exchange.request == b"HEAD /2 HTTP/1.1\r\n\r\n"
    assert one.exchange.method == "HEAD"
    assert len(found) == sum(b"WARC-Type: response" in r for r in records)


def test_answers_without_requests_come_in_order_and_in_bounded_memory(tmp_path: Path) -> None:
    records = [answer(i, OK, f"http://news.example/{i}") for i in range(500)]
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
    others = [answer(3 + i, OK, WARC_Type=kind) for i, kind in enumerate(kinds)]
    other = answer(20, b"x", Content_Type="text/html")
    undated = answer(21, OK, WARC_Date="yesterday")
    found, problem = read(file(tmp_path, members(dns, whois, *others, other, undated, answer(30, OK)), "x.warc.gz"))
    assert not problem
    assert len(found) == 1


@pytest.mark.parametrize("version", ["WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1"])
def test_versions(tmp_path: Path, version: str) -> None:
    data = answer(1, OK).replace(b"WARC/1.0", version.encode())
    assert len(read(file(tmp_path, data))[0]) == 1


def test_scope_is_that_of_the_warcinfo(tmp_path: Path) -> None:
    def info(number: int, part: str) -> bytes:
        fields = {"WARC-Record-ID": f"<i{number}>", "WARC-Date": "2026-01-01T00:00:00Z"}
        return record("warcinfo", fields, f"software: x\r\nisPartOf: {part}\r\n".encode())

    records = [answer(1, OK), info(1, "one"), answer(2, OK), info(2, "two"), answer(3, OK)]
    records.append(answer(4, OK, WARC_Warcinfo_ID="<i1>"))
    path = file(tmp_path, members(*records), "x.warc.gz")
    found, _ = read(path)
    assert [a.scope for a in found] == ["x.warc.gz", "one", "two", "one"]


def test_fields_of_other_tools(tmp_path: Path) -> None:
    data = answer(1, OK + TEXT, "<http://news.example/中文 a#f>", WARC_Date="2026-01-02T03:04:05Z", WARC_Protocol="h2")
    (archived,), _ = read(file(tmp_path, data))
    assert archived.exchange.url == "http://news.example/%E4%B8%AD%E6%96%87%20a"
    assert archived.exchange.fetched_at.isoformat() == archived.capture.fetch_time == "2026-01-02T03:04:05+00:00"
    assert archived.exchange.protocols == ("h2",)
    assert Page.from_exchange(archived.exchange, archived.capture, archived.scope).body == TEXT


def test_interim_answers_are_taken_off(tmp_path: Path) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
    (archived,), _ = read(file(tmp_path, answer(1, early + early + OK + TEXT)))
    assert archived.exchange.response == OK + TEXT
    switching = b"HTTP/1.1 101 Switching\r\n\r\nHTTP/1.1"
    (archived,), _ = read(file(tmp_path, answer(1, switching)))
    assert archived.exchange.response == switching


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


# truncation


def head(*fields: bytes, status: bytes = b"200 OK") -> bytes:
    return b"\r\n".join([b"HTTP/1.1 " + status, *fields, b"", b""])


ZIPPED = gzip.compress(TEXT, mtime=0)


@pytest.mark.parametrize(
    ("response", "short"),
    [
        (head() + TEXT, False),
        (b"HTTP/1.0 200 OK\r\n\r\n" + TEXT, False),
        (b"HTTP/1.0 200 OK\n\n" + TEXT, False),
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
        (b"HTTP/1.1 200 OK\r\nConte", True),
        (b"ICY 200 OK\r\n\r\n", False),
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
    (archived,), _ = read(file(tmp_path, answer(1, OK + TEXT, WARC_Truncated="length")))
    assert archived.exchange.truncated == "length"
    (archived,), _ = read(file(tmp_path, answer(1, OK + TEXT, WARC_Segment_Number="1")))
    assert archived.exchange.truncated == "unspecified"


def test_head_answers_have_no_body(tmp_path: Path) -> None:
    ask = request(2, concurrent=1)
    (archived,), _ = read(file(tmp_path, members(ask, answer(1, head(b"Content-Length: 480"))), "x.warc.gz"))
    assert archived.exchange.truncated is None
    assert archived.exchange.entity == b""


def test_blocks_over_the_limit_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.archive.reader.MAX_BLOCK", 100)
    found, _ = read(file(tmp_path, members(answer(1, OK + b"x" * 500), answer(2, OK)), "x.warc.gz"))
    assert [len(a.exchange.response) for a in found] == [100, len(OK)]
    assert [a.exchange.truncated for a in found] == ["length", None]


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
