"""Two crawls of the demo as players and their tools take them: WACZ, index, replay."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.reader import Originals, read_exchanges
from newscrawl.archive.stats import stats
from newscrawl.archive.wacz import PageLine, write_wacz
from newscrawl.demo.server import running
from newscrawl.errors import UsageError
from newscrawl.runs import runs
from tests.archive.lab import exchange, walk, write
from tests.crawl.loopback import environment


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output of two crawls of the same demo, and its WACZ file."""
    folder = tmp_path_factory.mktemp("players")
    with running(0) as paper:
        for _ in range(2):
            newscrawl(folder, paper.port, "crawl", "demo")
    newscrawl(folder, paper.port, "archive", "wacz", "output/demo", "--to", "demo.wacz", "--title", "演示")
    return folder


def newscrawl(folder: Path, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from newscrawl.cli import main; main()", *arguments]
    given = environment(NEWSCRAWL_DEMO_PORT=str(port))
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done


def warcs(folder: Path) -> list[Path]:
    return sorted(folder.glob("output/demo/*/*.warc.gz"))


def index_of(warc: Path) -> list[tuple[str, str, dict[str, Any]]]:
    lines = warc.with_name(warc.name.replace(".warc.gz", ".cdxj")).read_text("utf-8").splitlines()
    return [entry(line) for line in lines]


def entry(line: str) -> tuple[str, str, dict[str, Any]]:
    key, stamp, fields = line.split(" ", 2)
    return key, stamp, json.loads(fields)


def test_the_wacz_holds_what_its_package_says(folder: Path) -> None:
    with zipfile.ZipFile(folder / "demo.wacz") as packed:
        package = json.loads(packed.read("datapackage.json"))
        digest = json.loads(packed.read("datapackage-digest.json"))
        whole = hashlib.sha256(packed.read("datapackage.json")).hexdigest()
        assert digest == {"path": "datapackage.json", "hash": f"sha256:{whole}"}
        listed = {one["path"]: one for one in package["resources"]}
        own = {"datapackage.json", "datapackage-digest.json"}
        assert listed.keys() == set(packed.namelist()) - own
        for path, one in listed.items():
            data = packed.read(path)
            assert (one["bytes"], one["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        stored = {info.filename: info.compress_type for info in packed.infolist()}
        assert {kind for name, kind in stored.items() if name.startswith("archive/")} == {zipfile.ZIP_STORED}
        assert {name for name in stored if name.startswith("archive/")} == {f"archive/{w.name}" for w in warcs(folder)}
        lines = packed.read("indexes/index.cdx").splitlines(keepends=True)
    assert lines == sorted(lines)
    assert len(lines) == sum(len(index_of(warc)) for warc in warcs(folder))
    assert package["title"] == "演示"
    assert package["home"]["url"] == package["mainPageUrl"]


def test_every_article_is_a_page_with_headline_and_text(folder: Path) -> None:
    with zipfile.ZipFile(folder / "demo.wacz") as packed:
        head, *pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").splitlines()]
    assert head["format"] == "json-pages-1.0"
    rows = [json.loads(line) for run in runs(folder / "output") for line in run.articles.read_bytes().splitlines()]
    articles = {(row["url"], row["headline"], row["body"] or None) for row in rows if row["kind"] == "article"}
    assert len(articles) > 60
    assert articles <= {(page["url"], page.get("title"), page.get("text")) for page in pages}
    assert len({page["id"] for page in pages}) == len(pages)
    assert "text" not in pages[0], "a player should begin with a list page"
    assert all(page["ts"].endswith("Z") for page in pages)


@pytest.mark.requires_tool("wacz")
def test_the_wacz_is_valid(folder: Path) -> None:
    done = subprocess.run(["wacz", "validate", "-f", folder / "demo.wacz"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.requires_tool("cdxj-indexer")
def test_the_index_has_the_places_of_another_indexer(folder: Path) -> None:
    for warc in warcs(folder):
        done = subprocess.run(["cdxj-indexer", "--sort", warc], capture_output=True, text=True, check=True)
        found = [entry(line) for line in done.stdout.splitlines()]
        theirs = {one[2]["offset"]: one for one in found if not one[2]["url"].startswith("urn:")}
        coded = {str(a.capture.warc_record_offset) for a in read_exchanges(warc) if a.exchange.transfer_coded}
        assert len(theirs) == len(index_of(warc))
        for key, stamp, fields in index_of(warc):
            other = theirs[fields["offset"]]
            if fields["offset"] in coded and "revisit" not in fields["mime"]:
                other[2]["digest"] = fields["digest"]  # it takes the digest over the chunks' framing
            assert (key, stamp, fields) == other


@pytest.mark.requires_tool("wayback")
def test_pywb_replays_every_page(folder: Path, tmp_path: Path) -> None:
    collection = tmp_path / "collections" / "demo"
    for name in ("archive", "indexes"):
        (collection / name).mkdir(parents=True)
    lines = sorted(
        line for warc in warcs(folder) for line in warc.with_suffix("").with_suffix(".cdxj").read_bytes().splitlines()
    )
    (collection / "indexes" / "index.cdxj").write_bytes(b"\n".join(lines) + b"\n")
    for warc in warcs(folder):
        shutil.copy(warc, collection / "archive")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = ["wayback", "-p", str(port), "-b", "127.0.0.1", "-d", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        assert replayed(folder, f"http://127.0.0.1:{port}/demo") > 150
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def replayed(folder: Path, base: str) -> int:
    """Compare every whole 200 with what a player gives at its time; their number."""
    originals = Originals(warcs(folder))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    number = 0
    for warc in warcs(folder):
        for archived in read_exchanges(warc):
            resolved = originals.resolve(archived)
            assert resolved is not None
            if resolved.exchange.status != 200:
                continue
            stamp = resolved.exchange.fetched_at.strftime("%Y%m%d%H%M%S")
            with opener.open(f"{base}/{stamp}id_/{resolved.exchange.url}", timeout=30) as answer:
                body = answer.read()
                body = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
            assert body == resolved.exchange.body(), archived
            number += 1
    return number


def test_counts(folder: Path) -> None:
    counted = stats(warcs(folder))
    records = [record for warc in warcs(folder) for record in walk(warc)]
    assert counted.records == Counter(record["WARC-Type"] for record in records)
    assert sum(counted.stored.values()) == counted.bytes == sum(warc.stat().st_size for warc in warcs(folder))
    assert counted.statuses["200"] > 150
    assert counted.types.keys() == {"text/html", "text/plain"}
    shown = json.loads(newscrawl(folder, 1, "archive", "stats", "output/demo", "--json").stdout)
    assert shown == json.loads(json.dumps(counted.as_dict()))
    assert "text/html" in newscrawl(folder, 1, "archive", "stats", "output/demo").stdout


def test_captures_of_other_runs_are_missed_aloud(folder: Path) -> None:
    second = list(runs(folder / "output"))[1]
    done = newscrawl(folder, 1, "archive", "wacz", str(second.path), "--to", "second.wacz")
    assert "are revisits of records in other runs" in done.stderr


def test_what_cannot_be_packed(tmp_path: Path) -> None:
    path, _ = write(tmp_path, exchange())
    target = tmp_path / "x.wacz"
    page = PageLine("http://news.example/a.html", "2026-11-24T03:00:00Z", "古城")
    made = write_wacz(target, [path], [page], title="x")
    assert (made.captures, made.pages, made.size) == (1, 1, target.stat().st_size)
    for wrong, files in ((target, [path]), (tmp_path / "x.zip", [path]), (tmp_path / "y.wacz", [path, path])):
        with pytest.raises(UsageError):
            write_wacz(wrong, files, [], title="x")
    assert not list(tmp_path.glob("*.part"))
