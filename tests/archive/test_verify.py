"""What verify says of sound archives, damaged ones and rows that don't fit their bytes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.digests import matches
from newscrawl.archive.reader import Archived, read_exchanges
from newscrawl.archive.verify import VerifyReport, verify
from newscrawl.errors import InputError
from newscrawl.exchange import digest
from tests.archive.lab import TEXT, answer, chunked, exchange, members, record, walk, write
from tests.archive.test_revisits import BY_ID, CHUNKED_HEAD, HEAD, URL, original, revisit


def codes(report: VerifyReport) -> list[str]:
    return [finding.code for finding in report.findings]


def row_of(*found: Archived) -> dict[str, Any]:
    captures = [asdict(archived.capture) for archived in found]
    return {"url": found[0].exchange.url, "body": found[0].exchange.body().decode(), "captures": captures}


def extract(found: list[Archived]) -> bytes | None:
    return json.dumps(row_of(*found)).encode() + b"\n"


def write_rows(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    forms = [
        exchange(),
        exchange("http://news.example/chunked", response=chunked(TEXT)),
        exchange("http://news.example/cut", response=chunked(TEXT)[:300], truncated="disconnect"),
        exchange("http://news.example/post", request=b"POST /post HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b"),
    ]
    return write(tmp_path, *forms)[0]


def test_a_sound_archive_with_its_rows(tmp_path: Path, warc: Path) -> None:
    found = [a for a in read_exchanges(warc) if not a.exchange.truncated]
    rows = write_rows(tmp_path / "articles.jsonl", *(row_of(a) for a in found), row_of(*found))
    report = verify(rows, [warc], extract)
    assert report.ok
    assert not report.findings
    assert (report.files, report.records, report.members, report.block_digests) == (1, 9, 9, 9)
    assert (report.payload_digests, report.rows, report.captures, report.extracted) == (2, 4, 6, 4)
    assert json.loads(json.dumps(report.as_dict()))["ok"] is True


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda row: row.update(url="http://news.example/other"), "url"),
        (lambda row: row["captures"][0].update(payload_digest="sha1:X"), "digest"),
        (lambda row: row["captures"][0].update(fetch_status=404), "status"),
        (lambda row: row["captures"][0].update(fetch_time="2026-01-01T00:00:00+00:00"), "time"),
        (lambda row: row["captures"][0].update(warc_record_length=5), "length"),
        (lambda row: row["captures"][0].update(warc_record_offset=5), "no_record"),
        (lambda row: row["captures"][0].update(warc_record_id="<urn:uuid:0>"), "no_record"),
        (lambda row: row["captures"][0].update(warc_filename="other.warc.gz"), "no_file"),
        (lambda row: row.update(body="invented"), "row_differs"),
        (lambda row: row.pop("captures"), "not_json"),
    ],
)
def test_a_row_that_does_not_fit(
    tmp_path: Path, warc: Path, change: Callable[[dict[str, Any]], object], code: str
) -> None:
    first = next(read_exchanges(warc))
    row = row_of(first)
    change(row)
    report = verify(write_rows(tmp_path / "rows.jsonl", row_of(first), row), [warc], extract)
    assert not report.ok
    assert codes(report)[0] == code
    assert (report.findings[0].path.name, report.findings[0].offset) == ("rows.jsonl", 2)


def test_rows_that_are_no_rows_and_give_none(tmp_path: Path, warc: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("not json\n" + json.dumps(row_of(next(read_exchanges(warc)))) + "\n")
    report = verify(rows, [warc], lambda _: None)
    assert codes(report) == ["not_json", "nothing_extracted"]
    with pytest.raises(InputError, match="can't be read"):
        verify(tmp_path / "none.jsonl", [warc])


def test_what_differs_is_named(tmp_path: Path, warc: Path) -> None:
    row = row_of(next(read_exchanges(warc)))
    report = verify(write_rows(tmp_path / "rows.jsonl", {**row, "body": "x", "new": 1}), [warc], extract)
    assert report.findings[0].sentence.endswith("differing: body, new")
    spaced = tmp_path / "spaced.jsonl"
    spaced.write_text(json.dumps(row, indent=None, separators=(", ", " : ")) + "\n")
    assert "only the form" in verify(spaced, [warc], extract).findings[0].sentence


def test_rows_of_other_rules_are_told_once(tmp_path: Path, warc: Path) -> None:
    found = [a for a in read_exchanges(warc) if not a.exchange.truncated]
    rules = {"extractor_version": "0.1.0", "rules_digest": "sha256:aa"}
    older = [{**row_of(a), "body": "as it was read then", **rules} for a in found]
    rows = write_rows(tmp_path / "articles.jsonl", *older)

    def today(captures: list[Archived]) -> bytes:
        return json.dumps({**row_of(*captures), "extractor_version": "0.2.0", "rules_digest": "sha256:bb"}).encode()

    report = verify(rows, [warc], today)
    (finding,) = report.findings
    assert (finding.code, finding.error) == ("other_rules", False)
    assert "newscrawl 0.1.0 with the rules sha256:aa made them, and this is 0.2.0" in finding.sentence
    assert (report.extracted, report.other_rules) == (0, len(older))
    older[0]["captures"][0]["payload_digest"] = "sha256:cc"
    assert "digest" in codes(verify(write_rows(rows, *older), [warc], today)), "the captures are checked all the same"


def test_a_changed_block_and_payload(tmp_path: Path, warc: Path) -> None:
    plain = gzip.decompress(warc.read_bytes())
    changed = tmp_path / "changed.warc"
    changed.write_bytes(plain.replace(TEXT[:6], TEXT[6:12], 1))
    report = verify(None, [changed])
    assert codes(report) == ["block_digest", "payload_digest"]
    assert {f.offset for f in report.findings} == {plain.index(b"WARC/1.1", 10)}
    assert (report.members, report.records) == (0, 9)


def test_damage_is_named(tmp_path: Path, warc: Path) -> None:
    data = warc.read_bytes()
    second = walk(warc)[2]
    harmed = bytearray(data)
    harmed[second.offset + second.length // 2] ^= 0xFF
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(bytes(harmed)[:-3])
    report = verify(None, [torn, tmp_path / "none.warc.gz"])
    assert codes(report) == ["damaged", "damaged", "damaged"]
    assert [f.offset for f in report.findings] == [second.offset, walk(warc)[-1].offset, None]
    assert report.records == 7


def test_digests_of_other_tools(tmp_path: Path) -> None:
    framed = chunked(TEXT)
    body = framed.partition(b"\r\n\r\n")[2]
    note = {"WARC-Record-ID": "<n>", "WARC-Date": "2026-01-01T00:00:00Z"}
    data = members(
        answer(1, framed, WARC_Payload_Digest=digest(body)),
        answer(2, framed, WARC_Payload_Digest=digest(TEXT), WARC_Block_Digest="blake3:abc"),
        answer(3, CHUNKED_HEAD + b"5\r\nabcde\r\nrubbish", WARC_Payload_Digest=digest(TEXT)),
        record("metadata", note, b"a: b"),
        record("metadata", {**note, "WARC-Payload-Digest": digest(b"a: b")}, b"a: b"),
        record("metadata", {"WARC-Date": "2026-01-01T00:00:00Z"}, b"a: b"),
    )
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    report = verify(None, [path])
    assert codes(report) == ["digest_over_framing", "unreadable_body", "same_id", "no_record_id"]
    assert [f.error for f in report.findings] == [False, False, True, True]
    assert report.block_digests == 0


def test_rows_of_revisits(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(members(original(1, HEAD + TEXT), revisit(2, BY_ID, uri=URL + "/b"), revisit(3, {})))
    capture = asdict(list(read_exchanges(path))[1].capture)
    capture["payload_digest"] = digest(TEXT)
    row = {"url": URL + "/b", "body": TEXT.decode(), "captures": [capture]}
    lost = {**row, "captures": [{**capture, **asdict(list(read_exchanges(path))[2].capture)}]}
    report = verify(write_rows(tmp_path / "rows.jsonl", row, lost), [path], extract)
    assert codes(report) == ["no_original"]
    assert report.extracted == 1


@pytest.mark.parametrize(
    ("labelled", "same"),
    [
        ("sha1:2JMJ7L5RSW3YVVLMWVVLMWVVLMWVVLMW", False),
        ("sha1:a9993e364706816aba3e25717850c26c9cd0d89d", True),
        ("SHA1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", True),
        ("sha-1:vgmt4nsha2awvor6evyxqugcnsonbwe5", True),
        ("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", True),
        ("sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ====", True),
        ("md5:900150983cd24fb0d6963f7d28e17f72", True),
        ("sha1:!!", False),
        ("blake3:00", None),
        ("nonsense", None),
    ],
)
def test_labelled_digests(labelled: str, same: bool | None) -> None:
    assert matches(labelled, b"abc") is same
