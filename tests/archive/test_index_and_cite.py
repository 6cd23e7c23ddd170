"""The index beside a WARC file, citations, and the files a command's inputs name."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.cite import cite
from newscrawl.archive.compose import Original
from newscrawl.archive.fields import target_uri, warc_date
from newscrawl.archive.index import IndexWriter, index_lines, index_path, surt, write_index
from newscrawl.archive.paths import warc_paths
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.errors import InputError, UsageError
from newscrawl.exchange import digest
from newscrawl.items import Article, Byline, Capture
from tests.archive.lab import TEXT, WHEN, chunked, exchange, members, walk, write
from tests.archive.test_revisits import BY_ID, HEAD, URL, original, revisit


def test_an_index_made_while_writing_is_the_one_made_by_reading(tmp_path: Path) -> None:
    """Over several files, with what players can't show, chunks that break and a revisit among it."""
    exchanges = [
        exchange("http://www.news.example/b?y=1&x=2#part"),
        exchange("http://news.example/a", response=chunked(TEXT)),
        exchange("http://news.example/torn", response=chunked(TEXT)[:-9]),
        exchange("http://news.example/cut", truncated="time"),
        exchange("http://news.example/304", response=b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        exchange("http://news.example/noise", response=b"noise"),
        exchange("http://news.example/kind", response=b"HTTP/1.1 200 OK\r\ncontent-type: Text/HTML ;a=b\r\n\r\nx"),
        exchange("http://news.example/b"),
    ]
    writer = ArchiveWriter(tmp_path, prefix="news", run_id="run", info={}, max_bytes=2500)
    index = IndexWriter(tmp_path)
    first: Original | None = None
    for one in exchanges:
        given = first if one.url.endswith("/b") else None
        one = replace(one, url=target_uri(one.url))
        capture = writer.write(one, original=given)
        index.add(one, capture, revisit=given is not None)
        place = capture.warc_record_offset or 0
        first = first or Original(capture.warc_record_id, one.url, warc_date(WHEN), capture.warc_filename, place)
    warcs = writer.close()
    index.finish()
    assert len(warcs) > 1
    for warc in warcs:
        assert index_path(warc).read_bytes() == b"".join(index_lines(warc))


def test_index(tmp_path: Path) -> None:
    path, captures = write(
        tmp_path,
        exchange("http://www.news.example/b?y=1&x=2"),
        exchange("http://news.example/a", response=chunked(TEXT)),
        exchange("http://news.example/cut", truncated="time"),
        exchange("http://news.example/304", response=b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        exchange("http://news.example/noise", response=b"noise"),
    )
    target = write_index(path)
    assert target == path.with_name(path.name.replace(".warc.gz", ".cdxj"))
    lines = target.read_bytes().splitlines(keepends=True)
    assert lines == sorted(lines)
    assert [line.split(b" ", 2)[:2] for line in lines] == [
        [b"example,news)/a", b"20261124030000"],
        [b"example,news)/b?x=2&y=1", b"20261124030000"],
    ]
    first = json.loads(lines[0].split(b" ", 2)[2])
    place = walk(path)[3]
    assert first == {
        "url": "http://news.example/a",
        "mime": "text/html",
        "status": "200",
        "digest": digest(TEXT),
        "length": str(place.length),
        "offset": str(place.offset),
        "filename": path.name,
    }
    assert captures[1].warc_record_offset == place.offset
    assert not list(tmp_path.glob("*.part"))


def test_index_of_revisits(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(members(original(1, HEAD + TEXT), revisit(2, {**BY_ID, "WARC_Payload_Digest": digest(TEXT)})))
    entries = [json.loads(line.split(b" ", 2)[2]) for line in index_lines(path)]
    assert sorted(entry["mime"] for entry in entries) == ["text/html", "warc/revisit"]
    assert {entry["digest"] for entry in entries} == {digest(TEXT)}
    assert entries[0]["url"] == URL


def test_no_index_without_places_or_of_a_torn_file(tmp_path: Path) -> None:
    path, _ = write(tmp_path, exchange())
    plain = tmp_path / "plain.warc"
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    with pytest.raises(InputError, match="gzip members of their own"):
        write_index(plain)
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(InputError, match="broken at byte"):
        write_index(torn)
    assert not (tmp_path / "torn.cdxj").exists()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.news.example/node_8.html", "example,news)/node_8.html"),
        ("http://news.example", "example,news)/"),
        ("http://WWW2.News.Example:8080/A/B/../C//d/?b=2&a=1&c", "example,news:8080)/a/c/d?a=1&b=2&c"),
        ("https://news.example:443/?", "example,news)/"),
        ("http://news.example/%E4%B8%AD/x%20y?q=%E4%B8%AD+a&Z=%2F", "example,news)/%e4%b8%ad/x%20y?q=%e4%b8%ad+a&z=/"),
        ("http://192.0.2.1/a", "1,2,0,192)/a"),
        ("http://news.example/a?b=1&PHPSESSID=0123456789abcdef0123456789abcdef", "example,news)/a?&b=1"),
        ("http://u:p@news.example/../x", "example,news)/../x"),
        ("http://news.example/a/..", "example,news)/"),
        ("http://[bad/", "http://[bad/"),
    ],
)
def test_keys(url: str, key: str) -> None:
    assert surt(url) == key


def article() -> dict[str, Any]:
    capture = Capture(
        warc_filename="n.warc.gz",
        warc_record_offset=12,
        warc_record_length=34,
        warc_record_id="<urn:uuid:1>",
        payload_digest="sha1:A",
        fetch_time="2026-11-24T03:00:00+00:00",
        fetch_status=200,
    )
    row = Article(
        id="0" * 16,
        url="http://news.example/a",
        headline="古城新貌",
        source="日报",
        site_name="新闻网",
        date_published="2026-11-23",
        bylines=[
            Byline(name="甲", role="reporter"),
            Byline(name="乙", role="editor"),
            Byline(name="甲", role="author"),
        ],
        captures=[capture],
    )
    return asdict(row)


def test_citation() -> None:
    citation = cite(article())
    assert str(citation) == (
        "甲. 古城新貌. 日报, 新闻网. 2026-11-23. http://news.example/a. Archived 2026-11-24T03:00:00+00:00: "
        "n.warc.gz:12+34, <urn:uuid:1>, sha1:A."
    )
    assert json.loads(json.dumps(citation.as_dict()))["authors"] == ["甲"]


def test_citation_of_little() -> None:
    row = {**article(), "headline": None, "source": None, "bylines": [], "date_published": None, "publisher": "社"}
    row["date_modified"] = "2026-11-25"
    capture = {**row["captures"][0], "warc_record_offset": None}
    assert str(cite(row, capture)).startswith("[untitled]. 社. n.d. (modified 2026-11-25). http://news.example/a. ")
    assert ": n.warc.gz, <urn:uuid:1>" in str(cite(row, capture))
    with pytest.raises(ValueError, match="no capture"):
        cite({**row, "captures": []})


def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.warc.gz", "a.warc", "run/c.warc.gz", "run/d.warc.gz.part", "run/e.cdxj", "odd"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    monkeypatch.chdir(tmp_path)

    def names(*inputs: str) -> list[str]:
        return [str(p.relative_to(tmp_path)) if p.is_absolute() else str(p) for p in warc_paths(inputs)]

    every = ["a.warc", "b.warc.gz", "run/c.warc.gz"]
    assert names(str(tmp_path)) == names(".") == every
    assert names(f"{tmp_path}/*.warc*") == names("*.warc*") == ["a.warc", "b.warc.gz"]
    assert names("**/*.gz") == ["b.warc.gz", "run/c.warc.gz"]
    assert names("r*") == ["run/c.warc.gz"]
    assert names("run", "b.warc.gz", "./b.warc.gz", "*.gz") == ["b.warc.gz", "run/c.warc.gz"]
    assert names("odd") == ["odd"]
    Path("z.warc.gz").symlink_to("b.warc.gz")
    assert len(warc_paths(["b.warc.gz", "z.warc.gz"])) == 1
    for wrong in ("none.warc", "*.none", "run/*.cdxj"):
        with pytest.raises(UsageError, match="no WARC file is there"):
            warc_paths([wrong])
