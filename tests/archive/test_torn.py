"""Torn and damaged files give everything whole in them, and name the rest."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.archive.reader import read_exchanges
from newscrawl.errors import InputError
from tests.archive.lab import (
    HTML,
    answer,
    exchange,
    file,
    members,
    read,
    walk,
    write,
)


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
    records = [answer(i, HTML + bytes([97 + i]) * 20, f"http://news.example/{i}") for i in range(3)]
    data = b"".join(records)
    ends = [len(b"".join(records[: i + 1])) for i in range(3)]
    for cut in range(len(data)):
        found, problem = read(file(tmp_path, data[:cut]))
        assert len(found) == sum(1 for end in ends if cut >= end - 4)  # the two line ends behind a block hold nothing
        assert all(a.exchange.truncated is None for a in found)
        assert (problem == "") == (cut in {0, *ends})


def test_one_gzip_stream_torn(tmp_path: Path) -> None:
    records = [answer(i, HTML + bytes(range(256)) * 2, f"http://news.example/{i}") for i in range(5)]
    data = gzip.compress(b"".join(records), mtime=0)
    for cut in range(0, len(data), 7):
        found, problem = read(file(tmp_path, data[:cut], "x.warc.gz"))
        assert [a.exchange.url for a in found] == [f"http://news.example/{i}" for i in range(len(found))]
        assert all(a.exchange.response == HTML + bytes(range(256)) * 2 for a in found)
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
        (gzip.compress(b"<html>", mtime=0) + members(answer(1, HTML)), 1, "at byte 0: no WARC record begins here"),
        (members(answer(1, HTML)) + bytes(40) + members(answer(2, HTML)), 2, "this gzip member is broken"),
        (members(answer(1, HTML), b"\r\n", answer(2, HTML)), 2, ""),
        (members(answer(1, HTML)[:-4], answer(2, HTML)), 2, ""),
        (answer(1, HTML) + b"rubbish", 1, "no WARC record begins here"),
        (
            answer(1, HTML).replace(b"Content-Length: 44", b"Content-Length: 54") + answer(2, HTML),
            0,
            "Content-Length says",
        ),
        (
            answer(1, HTML).replace(b"Content-Length: 44", b"Content-Length: 38") + answer(2, HTML),
            0,
            "Content-Length says",
        ),
        (members(answer(1, HTML).replace(b": 44", b": 54"), answer(2, HTML)), 1, "goes past its gzip member"),
        (members(answer(1, HTML).replace(b": 44", b": 34"), answer(2, HTML)), 1, "Content-Length says"),
        (members(answer(1, HTML).replace(b"Content-Length: 44\r\n", b""), answer(2, HTML)), 1, "no Content-Length"),
        (members(answer(1, HTML, X="y" * 100_000), answer(2, HTML)), 2, ""),
        (members(answer(1, HTML, X="y" * 5_000_000), answer(2, HTML)), 1, "at byte 0"),
        (answer(1, HTML).replace(b"\r\n", b"\n", 7), 1, ""),
    ],
)
def test_oddities(tmp_path: Path, data: bytes, count: int, said: str) -> None:
    assert b"Content-Length: 44\r\n" in answer(1, HTML)
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
    for whole in (data, members(answer(1, HTML)) + data, answer(1, HTML) + data):
        path.write_bytes(whole)
        read(path)
