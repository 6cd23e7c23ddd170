"""Files of other tools read by us, and files of ours judged by other tools."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.archive.reader import Archived, read_at, read_exchanges
from newscrawl.exchange import Exchange
from tests.archive.lab import SERVED, TEXT, Server, chunked, exchange, serving, write

WHOLE = {path for path in SERVED if path not in ("/short", "/shortchunked", "/missing")}

FORMS = [
    exchange(),
    exchange("http://news.example/chunked", response=chunked(TEXT)),
    exchange("http://news.example/extended", response=chunked(TEXT, extension=b";a=b", trailer=b"X: y\r\n")),
    exchange("http://news.example/gzip", response=SERVED["/gzip"]),
    exchange("http://news.example/deflate", response=SERVED["/deflate"]),
    exchange("http://news.example/closed", response=SERVED["/closed"]),
    exchange(
        "http://news.example/gbk",
        response=b"HTTP/1.1 200 \xba\xc3\r\nServer: \xd6\xd0\r\nno colon\r\nSet-Cookie: a=1\r\nset-cookie:b=2\r\n"
        b"Content-Disposition: attachment; filename=\xce\xc4.html\r\nX-Folded: a\r\n   b\r\nX-Pad:   c  \r\n\r\n"
        + TEXT,
    ),
    exchange("http://news.example/short", response=SERVED["/short"], truncated="disconnect"),
    exchange("http://news.example/empty", response=b"HTTP/1.1 204 No Content\r\n\r\n"),
    exchange("http://news.example/post", request=b"POST /post HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b"),
]
LF_ONLY = exchange("http://news.example/lf", response=b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + TEXT)
NO_HEAD = exchange("http://news.example/icy", response=b"ICY 200 OK\r\n\r\n")


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=60)


# our files


def test_warcio_check_passes(tmp_path: Path) -> None:
    path, _ = write(tmp_path, *FORMS, LF_ONLY, NO_HEAD)
    done = run(sys.executable, "-m", "warcio.cli", "check", "-v", path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "fail" not in done.stdout


def test_fastwarc_check_passes(tmp_path: Path) -> None:
    path, _ = write(tmp_path, *FORMS)
    done = run(sys.executable, "-m", "fastwarc.cli", "check", "-q", "-p", path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_gzip_accepts_the_file(tmp_path: Path) -> None:
    path, _ = write(tmp_path, *FORMS)
    assert run("gzip", "-t", path).returncode == 0


def test_warcio_and_fastwarc_find_the_same_places_and_bytes(tmp_path: Path) -> None:
    path, captures = write(tmp_path, *FORMS, LF_ONLY, NO_HEAD)
    with path.open("rb") as stream:
        answers = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False)
        found = [(r.stream_pos, r.record_id, r.reader.read()) for r in answers]
    wanted = [
        (c.warc_record_offset, c.warc_record_id, one.response)
        for c, one in zip(captures, [*FORMS, LF_ONLY, NO_HEAD], strict=True)
    ]
    assert found == wanted
    with path.open("rb") as stream:
        places = []
        iterator = WarcioIterator(stream, no_record_parse=True)
        for one in iterator:
            one.content_stream().read()
            if one.rec_type == "response":
                places.append((iterator.get_record_offset(), iterator.get_record_length()))
    assert places == [(c.warc_record_offset, c.warc_record_length) for c in captures]


def test_warcio_index_agrees(tmp_path: Path) -> None:
    path, captures = write(tmp_path, *FORMS)
    done = run(sys.executable, "-m", "warcio.cli", "index", "-f", "offset,length,warc-record-id", path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    by_id = {line["warc-record-id"]: (int(line["offset"]), int(line["length"])) for line in lines}
    assert [by_id[c.warc_record_id] for c in captures] == [
        (c.warc_record_offset, c.warc_record_length) for c in captures
    ]


# files of warcio


def warcio_file(path: Path, version: str, gzipped: bool) -> dict[str, bytes]:
    """A file with every answer of the server in the form warcio gives it; URL → the bytes it stored."""
    stored = {}
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=gzipped, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other", "isPartOf": "elsewhere"}))
        for name, message in SERVED.items():
            head, _, body = message.partition(b"\r\n\r\n")
            status, *lines = head.decode("latin-1").split("\r\n")
            protocol, status = status.split(" ", 1)
            fields = StatusAndHeaders(status, [tuple(line.split(": ", 1)) for line in lines], protocol)
            url = f"http://news.example{name}"
            answer = writer.create_warc_record(url, "response", io.BytesIO(body), len(body), http_headers=fields)
            ask = writer.create_warc_record(
                url, "request", http_headers=StatusAndHeaders(f"GET {name} HTTP/1.1", [], is_http_request=True)
            )
            writer.write_request_response_pair(ask, answer)
            stored[url] = message
    return stored


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("gzipped", [True, False])
def test_files_of_warcio(tmp_path: Path, version: str, gzipped: bool) -> None:
    path = tmp_path / ("x.warc.gz" if gzipped else "x.warc")
    stored = warcio_file(path, version, gzipped)
    found = list(read_exchanges(path))
    assert {a.exchange.url: a.exchange.response for a in found} == stored
    assert {a.scope for a in found} == {"elsewhere"}
    assert all(a.exchange.request.startswith(b"GET /") for a in found)
    assert all((a.capture.warc_record_offset is None) == (not gzipped) for a in found)
    check_bodies(found)
    for archived in found:
        assert read_at(path, archived.capture).response == archived.exchange.response


def check_bodies(found: list[Archived]) -> None:
    """Every whole answer of the server has its text, every cut one is marked."""
    by_path = {"/" + a.exchange.url.rsplit("/", 1)[1]: a.exchange for a in found}
    assert by_path.keys() == SERVED.keys()
    for name, one in by_path.items():
        assert (one.truncated is None) == (not name.startswith("/short")), name
        if name in WHOLE:
            assert one.body() == TEXT, name
    assert by_path["/missing"].status == 404


# files of wget


def wget(folder: Path, server: Server, *options: str) -> None:
    urls = [server.url(name) for name in SERVED]
    run("wget", "-q", "-t", "1", "-T", "5", "--no-config", "--no-proxy", "-O", folder / "out", *options, *urls)


@pytest.mark.requires_tool("wget")
@pytest.mark.parametrize("options", [("--compression=none",), ("--no-warc-compression",), ("--no-warc-digests",)])
def test_files_of_wget(tmp_path: Path, options: tuple[str, ...]) -> None:
    with serving() as server:
        wget(tmp_path, server, f"--warc-file={tmp_path / 'w'}", *options)
        (path,) = tmp_path.glob("w.warc*")
        found = list(read_exchanges(path))
        assert [a.exchange.url for a in found] == [server.url(name) for name in SERVED]
        assert [a.exchange.request for a in found] == server.requests
    exact = SERVED.keys() - {"/extended"}  # wget writes chunk extensions and trailers anew
    responses = {"/" + a.exchange.url.rsplit("/", 1)[1]: a.exchange.response for a in found}
    assert {name: responses[name] for name in exact} == {name: SERVED[name] for name in exact}
    check_bodies(found)
    assert {a.exchange.ip_address for a in found} == {"127.0.0.1"}


@pytest.mark.requires_tool("wget")
def test_revisits_of_wget(tmp_path: Path) -> None:
    from newscrawl.archive.reader import Originals

    with serving() as server:
        wget(tmp_path, server, f"--warc-file={tmp_path / 'first'}", "--warc-cdx")
        again = (f"--warc-file={tmp_path / 'second'}", f"--warc-dedup={tmp_path / 'first.cdx'}")
        wget(tmp_path, server, *again)
    first = {a.exchange.url: a.exchange for a in read_exchanges(tmp_path / "first.warc.gz")}
    second = list(read_exchanges(tmp_path / "second.warc.gz"))
    revisits = [a for a in second if a.revisit]
    assert len(revisits) > 5
    originals = Originals([tmp_path / "first.warc.gz", tmp_path / "second.warc.gz"])
    for revisit in revisits:
        assert revisit.exchange.truncated
        resolved = originals.resolve(revisit)
        before: Exchange = first[revisit.exchange.url]
        if before.truncated:
            assert resolved is None
        else:
            assert resolved is not None
            assert resolved.exchange.entity == before.entity
            assert resolved.exchange.truncated is None
