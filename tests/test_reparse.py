"""The first test of the project: rows of a crawl and of its re-parsed archive are the same, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.demo.server import running
from newscrawl.runs import runs

COMMAND = Path(sys.executable).with_name("newscrawl")

SETTINGS = """
from newscrawl.settings import *
from newscrawl.settings import ITEM_PIPELINES as OURS

ITEM_PIPELINES = {**OURS, "mine.Count": 900, "mine.LiveOnly": 910, "mine.Drop": 920}
AUTOTHROTTLE_ENABLED = False
DOWNLOAD_DELAY = 0
"""

MINE = '''
from pathlib import Path

from scrapy.exceptions import DropItem

from newscrawl.items import Article


class Count:
    """A user's pipeline, asynchronous and with something to open and close."""

    def open_spider(self):
        self.seen = 0

    async def process_item(self, item):
        assert isinstance(item, Article)
        self.seen += 1
        item.extra = {"characters": len(item.body), "names": [b.name for b in item.bylines]}
        return item

    def close_spider(self):
        with Path("closed.txt").open("a") as log:
            log.write(f"{self.seen}\\n")


class LiveOnly:
    replay = False

    def process_item(self, item):
        with Path("live.txt").open("a") as log:
            log.write(item.id + "\\n")
        return item


class Drop:
    def process_item(self, item):
        if item.headline and "副刊" in item.headline:
            raise DropItem("not wanted")
        return item
'''


def newscrawl(*arguments: str, folder: Path, port: int, **more: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPY_")}
    environment = {**inherited, "NEWSCRAWL_DEMO_PORT": str(port), "PYTHONPATH": str(folder), **more}
    command = [str(COMMAND), *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = house\n", encoding="utf-8")
    (folder / "house.py").write_text(SETTINGS, encoding="utf-8")
    (folder / "mine.py").write_text(MINE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running(0) as paper:
        yield paper.port


@pytest.fixture(scope="module")
def crawled(project: Path, port: int) -> Path:
    done = newscrawl("crawl", "demo", folder=project, port=port)
    assert done.returncode == 0, done.stderr
    (run,) = runs(project / "output", "demo")
    return run.path


def lines(path: Path) -> list[bytes]:
    return sorted(path.read_bytes().splitlines())


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_live_and_reparsed_rows_are_identical(crawled: Path, project: Path, port: int, jobs: str) -> None:
    again = newscrawl("reparse", str(crawled), "--jobs", jobs, "--json", folder=project, port=1)
    assert again.returncode == 0, again.stderr
    facts = json.loads(again.stdout)
    live = lines(crawled / "articles.jsonl")
    assert len(live) > 60
    assert lines(project / facts["rows"]) == live
    assert facts["counts"]["rows/tombstone"] == 2


def test_the_users_pipelines_ran_both_times(crawled: Path, project: Path, port: int) -> None:
    rows = [json.loads(line) for line in lines(crawled / "articles.jsonl")]
    assert all(row["extra"]["characters"] == len(row["body"]) for row in rows)
    live = (project / "live.txt").read_text().split()
    assert sorted(live) == sorted(row["id"] for row in rows)
    newscrawl("reparse", str(crawled), folder=project, port=1)
    assert (project / "live.txt").read_text().split() == live
    assert (project / "closed.txt").read_text().split()[0] == str(len(rows))


def test_the_archive_proves_every_row(crawled: Path, project: Path, port: int) -> None:
    verified = newscrawl("archive", "verify", str(crawled), "--json", folder=project, port=port)
    assert verified.returncode == 0, verified.stdout
    facts = json.loads(verified.stdout)
    assert facts["rows"] == facts["extracted"] == len(lines(crawled / "articles.jsonl"))
    assert facts["findings"] == []


def test_a_changed_row_is_found_out(crawled: Path, project: Path, port: int, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in lines(crawled / "articles.jsonl")]
    told = next(row for row in rows if "。" in row["body"])
    told["body"] = told["body"].replace("。", "！", 1)
    forged = tmp_path / "articles.jsonl"
    forged.write_text("".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows))
    verified = newscrawl("archive", "verify", str(crawled), "--rows", str(forged), "--json", folder=project, port=port)
    assert verified.returncode == 1
    (finding,) = json.loads(verified.stdout)["findings"]
    assert finding["code"] == "row_differs"
    assert "body" in finding["sentence"]


@pytest.mark.parametrize("tamper", ["row", "report", "rows"])
def test_a_changed_run_is_found_out_by_its_manifest(
    crawled: Path, project: Path, port: int, tmp_path: Path, tamper: str
) -> None:
    run = tmp_path / crawled.name
    shutil.copytree(crawled, run)
    rows = run / "articles.jsonl"
    if tamper == "row":
        rows.write_bytes(b"".join(rows.read_bytes().splitlines(keepends=True)[1:]))
    elif tamper == "rows":
        rows.unlink()
    else:
        (run / "report.json").write_text("{}")
    verified = newscrawl("archive", "verify", str(run), "--json", folder=project, port=port)
    assert verified.returncode == 1
    assert [finding["code"] for finding in json.loads(verified.stdout)["findings"]] == ["manifest"]


def test_a_citation_leads_to_the_bytes(crawled: Path, project: Path, port: int) -> None:
    row = json.loads(lines(crawled / "articles.jsonl")[0])
    cited = newscrawl("archive", "cite", str(crawled), "--id", row["id"], folder=project, port=port)
    assert cited.returncode == 0
    assert row["url"] in cited.stdout
    assert row["captures"][0]["warc_record_id"] in cited.stdout
    unknown = newscrawl("archive", "cite", str(crawled), "--id", "0" * 16, folder=project, port=port)
    assert (unknown.returncode, unknown.stdout) == (3, "")
    assert "no row has the id" in unknown.stderr


def test_a_torn_file_gives_what_it_has_and_says_so(crawled: Path, project: Path, port: int, tmp_path: Path) -> None:
    (warc,) = crawled.glob("*.warc.gz")
    torn = tmp_path / warc.name
    torn.write_bytes(warc.read_bytes()[:-2000])
    again = newscrawl("reparse", str(torn), "--json", folder=project, port=1)
    assert again.returncode == 1
    facts = json.loads(again.stdout)
    assert 0 < facts["counts"]["rows/article"] <= len(lines(crawled / "articles.jsonl"))
    assert torn.name in facts["reasons"][0]


def test_what_is_no_warc_is_told_in_a_sentence(project: Path, tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(b"not a warc at all")
    again = newscrawl("reparse", str(tmp_path / "x.warc.gz"), folder=project, port=1)
    assert again.returncode == 3
    assert "Traceback" not in again.stderr
    nothing = newscrawl("reparse", str(tmp_path / "none*.warc"), folder=project, port=1)
    assert nothing.returncode == 2
    assert "Traceback" not in nothing.stderr
