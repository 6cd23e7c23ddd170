"""Points 49 to 51: rows made again from the archive, and what readers make of our files and of other people's."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import brotli
import pytest
from backports import zstd
from fastwarc.warc import ArchiveIterator as FastWarcIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.archive.reader import read_exchanges
from newscrawl.archive.records import scan
from newscrawl.runs import runs
from tests.archive.checklist.paper import Paper
from tests.archive.checklist.walker import walk
from tests.archive.lab import HTML, members, record
from tests.archive.lab import answer as response_of
from tests.crawl.contract import Contract
from tests.crawl.loopback import Reply, Server, article, environment

PATH = "/2026/03/12/a1.html"


def reparse(folder: Path, *inputs: str) -> bytes:
    """The rows of WARC files, sorted."""
    code = "from newscrawl.cli import main; main()"
    command = [sys.executable, "-c", code, "reparse", *inputs, "--jobs", "2"]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    run = max(runs(folder / "output", "reparse"))
    return b"".join(sorted(run.articles.read_bytes().splitlines(keepends=True)))


def test_p49_rows_made_again_are_those_of_the_crawl_and_nobody_is_asked(paper: Paper) -> None:
    before = paper.server.received
    made = reparse(paper.folder, *map(str, paper.warcs))
    crawled = [line for run in paper.runs for line in run.articles.read_bytes().splitlines(keepends=True)]
    assert made == b"".join(sorted(crawled))
    assert len(crawled) > 25
    assert paper.server.received == before
    assert sum(len(entries) for entries in paper.server.log.values()) == sum(paper.asked[1].values())


Places = list[tuple[int, str, str]]


def by_warcio(path: Path) -> Places:
    found = []
    with path.open("rb") as stream:
        iterator = WarcioIterator(stream, no_record_parse=True)
        for record in iterator:
            uri = record.rec_headers.get_header("WARC-Target-URI") or ""
            found.append((iterator.get_record_offset(), record.rec_type, uri))
    return found


def by_fastwarc(path: Path) -> Places:
    with path.open("rb") as stream:
        return [
            (record.stream_pos, record.headers["WARC-Type"], record.headers.get("WARC-Target-URI") or "")
            for record in FastWarcIterator(stream, parse_http=False)
        ]


def by_us(path: Path) -> Places:
    return [(record.place, record.kind, record.get("WARC-Target-URI") or "") for record in scan(path)]


def test_p50_readers_agree_on_records_places_and_uris(paper: Paper, contract: Contract) -> None:
    for path in (*paper.warcs, *contract.crawl.files):
        walked = [(record.offset, record.type, record.get("WARC-Target-URI") or "") for record in walk(path)]
        assert by_us(path) == by_warcio(path) == by_fastwarc(path) == walked


@pytest.mark.parametrize("name", ["paper", "contract"])
def test_p50_every_answer_becomes_an_exchange(paper: Paper, contract: Contract, name: str) -> None:
    for path in paper.warcs if name == "paper" else contract.crawl.files:
        answers = [record["WARC-Record-ID"] for record in walk(path) if record.type in ("response", "revisit")]
        assert [archived.capture.warc_record_id for archived in read_exchanges(path)] == answers


# files of others, each with one article


def of_wget(folder: Path, headline: str) -> None:
    """wget has put <> around its URIs since 1.19. It asks through our server, so that the host has a name."""
    url = f"http://wget.example{PATH}"
    with Server({url: Reply(article(headline))}) as server:
        asking = ("wget", "-q", "--no-config", "-e", "use_proxy=yes", "-e", f"http_proxy={server.url('/')}")
        keeping = ("-O", str(folder / "page"), f"--warc-file={folder / 'wget'}")
        subprocess.run([*asking, *keeping, url], check=True, timeout=60, env={"PATH": os.environ["PATH"]})
    assert f"WARC-Target-URI: <{url}>".encode() in gzip.decompress((folder / "wget.warc.gz").read_bytes())


def of_warcio(folder: Path, headline: str) -> None:
    body = article(headline).encode()
    with (folder / "warcio.warc.gz").open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="1.0")
        fields = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        url = f"http://warcio.example{PATH}"
        writer.write_record(
            writer.create_warc_record(url, "response", io.BytesIO(body), len(body), http_headers=fields)
        )


def like_common_crawl(folder: Path, headline: str) -> None:
    """Framing and coding are taken off the body, and their fields renamed."""
    body = article(headline).encode()
    fields = b"X-Crawler-Transfer-Encoding: chunked\r\nX-Crawler-Content-Encoding: gzip\r\nContent-Length: %d" % len(
        body
    )
    stored(folder / "cc.warc.gz", "cc", b"HTTP/1.1 200 \r\nContent-Type: text/html\r\n%b\r\n\r\n%b" % (fields, body))


def like_scrapy_webarchive(folder: Path, headline: str) -> None:
    """Status line and request are made up, the chunks are gone and the field with them."""
    block = b"HTTP/1.0 200\r\nContent-Type: text/html\r\n\r\n" + article(headline).encode()
    ask = record(
        "request",
        {
            "WARC-Record-ID": "<urn:uuid:00000002-0000-4000-8000-000000000000>",
            "WARC-Date": "2026-01-02T03:04:06Z",
            "WARC-Target-URI": f"http://webarchive.example{PATH}#top",
            "Content-Type": "application/http; msgtype=request",
        },
        f"GET {PATH} HTTP/1.0\r\n\r\n".encode(),
    )
    stored(folder / "webarchive.warc.gz", "webarchive", block, ask)


def with_brotli(folder: Path, headline: str) -> None:
    body = brotli.compress(article(headline).encode())
    stored(folder / "br.warc.gz", "br", HTML.replace(b"\r\n\r\n", b"\r\nContent-Encoding: br\r\n\r\n") + body)


def with_zstandard(folder: Path, headline: str) -> None:
    body = zstd.compress(article(headline).encode())
    stored(folder / "zstd.warc.gz", "zstd", HTML.replace(b"\r\n\r\n", b"\r\nContent-Encoding: zstd\r\n\r\n") + body)


def decoded_under_a_header_that_stayed(folder: Path, headline: str) -> None:
    fields = b"\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n"
    block = HTML.replace(b"\r\n\r\n", fields) + article(headline).encode()
    (folder / "plain.warc").write_bytes(response_of(1, block, f"http://plain.example{PATH}"))


def stored(path: Path, host: str, block: bytes, *others: bytes) -> None:
    path.write_bytes(members(*others, response_of(1, block, f"http://{host}.example{PATH}")))


@pytest.mark.requires_tool("wget")
def test_p51_files_of_others_are_read_to_their_end(tmp_path: Path) -> None:
    makers = (
        of_wget,
        of_warcio,
        like_common_crawl,
        like_scrapy_webarchive,
        with_brotli,
        with_zstandard,
        decoded_under_a_header_that_stayed,
    )
    for number, make in enumerate(makers):
        make(tmp_path, f"盐湖区第{number}座湿地公园开园")
    rows = [json.loads(line) for line in reparse(tmp_path, ".").splitlines()]
    assert {row["headline"] for row in rows} == {f"盐湖区第{number}座湿地公园开园" for number in range(len(makers))}
    assert all("干部群众挥锹铲土" in row["body"] for row in rows)
    assert all(row["url"].endswith(PATH) for row in rows)
    (report,) = (tmp_path / "output" / "reparse").glob("*/report.json")
    assert json.loads(report.read_text())["verdict"] == {"healthy": True, "reasons": []}
