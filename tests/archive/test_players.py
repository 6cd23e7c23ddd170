"""Two crawls of the demo as players and their tools take them: WACZ, index, replay."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

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
            newscrawl(folder, paper.port, "crawl", "demo", "--full")
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
