"""What the writer puts on disk, seen by a walker that shares no code with it."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from newscrawl.archive.reader import read_exchanges
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.errors import ArchiveError, UsageError
from tests.archive.lab import TEXT, WHEN, chunked, exchange, walk, write


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def test_records_of_a_file(tmp_path: Path) -> None:
    one = exchange(protocols=("http/1.1", "tls/1.3"), cipher_suite="TLS_AES_256_GCM_SHA384")
    path, (capture,) = write(tmp_path, one)
    info, response, request = walk(path)
    assert [r["WARC-Type"] for r in (info, response, request)] == ["warcinfo", "response", "request"]
    assert {r.version for r in (info, response, request)} == {"WARC/1.1"}
    ids = [r["WARC-Record-ID"] for r in (info, response, request)]
    assert len(set(ids)) == 3
    assert all(uuid.UUID(i.removeprefix("<urn:uuid:").removesuffix(">")).version == 4 for i in ids)
    assert response.block == one.response
    assert request.block == one.request
    assert response["Content-Type"] == "application/http;msgtype=response"
    assert request["Content-Type"] == "application/http;msgtype=request"
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"] == capture.warc_record_id
    for r in (response, request):
        assert r["WARC-Date"] == "2026-11-24T03:00:00.123456Z"
        assert r["WARC-Target-URI"] == one.url
        assert r["WARC-IP-Address"] == "192.0.2.7"
        assert r.all("WARC-Protocol") == ["http/1.1", "tls/1.3"]
        assert r["WARC-Cipher-Suite"] == "TLS_AES_256_GCM_SHA384"
        assert r["WARC-Warcinfo-ID"] == info["WARC-Record-ID"]
        assert r["WARC-Block-Digest"] == sha1(r.block)
    assert response["WARC-Payload-Digest"] == sha1(TEXT) == capture.payload_digest
    assert (capture.warc_filename, capture.warc_record_offset, capture.warc_record_length) == (
        path.name,
        response.offset,
        response.length,
    )
    assert (capture.fetch_time, capture.fetch_status) == ("2026-11-24T03:00:00.123456+00:00", 200)


def test_warcinfo(tmp_path: Path) -> None:
    writer = ArchiveWriter(
        tmp_path,
        prefix="n",
        run_id="20261124T030000-ab",
        info={"operator": "a\r\nb: c", "isPartOf": "other", "software": "x", "description": ""},
    )
    writer.write(exchange())
    (path,) = writer.close()
    info = walk(path)[0]
    fields = dict(line.split(": ", 1) for line in info.block.decode().splitlines())
    assert info["WARC-Filename"] == path.name
    assert info["Content-Type"] == "application/warc-fields"
    assert not info.all("WARC-Target-URI")
    assert fields["isPartOf"] == "20261124T030000-ab"
    assert fields["software"].startswith("newscrawl/")
    assert fields["operator"] == "a b: c"
    assert {"format", "conformsTo", "hostname"} <= fields.keys()
    assert "description" not in fields


def test_chunked_answers_have_no_payload_digest_but_a_capture_digest(tmp_path: Path) -> None:
    one = exchange(response=chunked(TEXT, extension=b";a=b", trailer=b"X: y\r\n"))
    path, (capture,) = write(tmp_path, one)
    response = walk(path)[1]
    assert response.block == one.response
    assert not response.all("WARC-Payload-Digest")
    assert capture.payload_digest == sha1(TEXT)


def test_truncated_unparsable_and_without_request(tmp_path: Path) -> None:
    broken = exchange(response=chunked(TEXT)[:300], truncated="disconnect", request=b"")
    noise = exchange(response=b"ICY 200 OK\r\n\xff", ip_address=None, request=b"")
    path, captures = write(tmp_path, broken, noise)
    _, first, second = walk(path)
    assert first["WARC-Truncated"] == "disconnect"
    assert second.block == noise.response
    assert not second.all("WARC-Payload-Digest")
    assert not second.all("WARC-IP-Address")
    assert [c.fetch_status for c in captures] == [200, 0]
    assert all(c.payload_digest.startswith("sha1:") for c in captures)


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("http://news.example/a#frag", "http://news.example/a"),
        ("http://news.example/中 文?q=<x>", "http://news.example/%E4%B8%AD%20%E6%96%87?q=%3Cx%3E"),
        ("http://news.example/a\r\nX: y", "http://news.example/a%0D%0AX:%20y"),
        ("http://news.example/%7Ea%20b", "http://news.example/%7Ea%20b"),
    ],
)
def test_target_uri(tmp_path: Path, url: str, uri: str) -> None:
    path, _ = write(tmp_path, exchange(url))
    assert walk(path)[1]["WARC-Target-URI"] == uri


def test_time_of_another_zone_is_written_in_utc(tmp_path: Path) -> None:
    _, (capture,) = write(tmp_path, exchange(fetched_at=WHEN.astimezone(timezone(timedelta(hours=8)))))
    assert capture.fetch_time == "2026-11-24T03:00:00.123456+00:00"
    assert datetime.fromisoformat(capture.fetch_time).tzinfo == UTC


def test_rotation_keeps_pairs_and_begins_with_warcinfo(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, prefix="n", run_id="r", info={}, max_bytes=1500)
    captures = [writer.write(exchange(f"http://news.example/{i}")) for i in range(9)]
    assert len(list(tmp_path.glob("*.part"))) == 1
    paths = writer.close()
    assert writer.close() == paths
    assert len(paths) > 2
    assert not list(tmp_path.glob("*.part"))
    for path in paths:
        records = walk(path)
        kinds = [r["WARC-Type"] for r in records]
        assert kinds == ["warcinfo"] + ["response", "request"] * (len(kinds) // 2)
        assert records[0]["WARC-Filename"] == path.name
        assert {r["WARC-Warcinfo-ID"] for r in records[1:]} == {records[0]["WARC-Record-ID"]}
        assert path.stat().st_size < 1500 + records[-1].length + records[-2].length
    urls = {c.warc_record_id: a.exchange.url for p in paths for a in read_exchanges(p) for c in [a.capture]}
    assert [urls[c.warc_record_id] for c in captures] == [f"http://news.example/{i}" for i in range(9)]


def test_names_differ_for_runs_of_the_same_second(tmp_path: Path) -> None:
    writers = [ArchiveWriter(tmp_path, prefix="n", run_id=run_id, info={}) for run_id in ("a/b", "a:b", "a-b", "a-b")]
    for writer in writers:
        writer.write(exchange())
    paths = [path for writer in writers for path in writer.close()]
    assert len(set(paths)) == 4
    assert all(re.match(r"^[\w-]+-\d{14}-\d{5}-[\w.-]+\.warc\.gz$", path.name) for path in paths)
    assert all(len(list(read_exchanges(path))) == 1 for path in paths)


def test_nothing_written_no_file(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, prefix="n", run_id="r", info={})
    writer.sync()
    assert writer.close() == []
    assert list(tmp_path.iterdir()) == []


def test_part_file_holds_every_record_before_close(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, prefix="n", run_id="r", info={})
    for number in range(3):
        writer.write(exchange())
        (part,) = tmp_path.glob("*.part")
        assert len(list(read_exchanges(part))) == number + 1
    writer.close()


def test_bad_prefix_and_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="prefix"):
        ArchiveWriter(tmp_path, prefix="a/b", run_id="r", info={})
    writer = ArchiveWriter(tmp_path / "none", prefix="n", run_id="r", info={})
    with pytest.raises(ArchiveError, match="can't be created"):
        writer.write(exchange())
