"""Articles in the archive beside their answers: by setting, and without effect on anything else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from newscrawl.runs import RunFolder
from tests.archive.lab import Walked, walk
from tests.crawl.loopback import Outcome, Reply, Server, article, crawl, environment, page_of, write_site

LIST, FIRST, GONE, LONG = "/list_1.html", *(f"/2026/03/12/a{number}.html" for number in (1, 2, 3))
PART = LONG.replace(".html", "_2.html")
REPLIES = {
    LIST: Reply(page_of(FIRST, GONE, LONG)),
    FIRST: Reply(article("第一篇")),
    LONG: Reply(article("长文", PART)),
    PART: Reply(article("续", LONG)),
}
GIVEN = {"NEWSCRAWL_WARC_EXTRACTED": True, "NEWSCRAWL_WARC_MAX_BYTES": 4000}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Outcome]]:
    """A crawl whose archive has the articles, in several files."""
    folder = tmp_path_factory.mktemp("extracted")
    with Server(REPLIES) as server:
        write_site(folder, server.authority, (server.url(LIST),))
        yield folder, crawl(folder, overrides=GIVEN)


def warcs(run: RunFolder) -> list[Path]:
    return sorted(run.path.glob("*.warc.gz"))


def records(run: RunFolder) -> list[Walked]:
    return [record for path in warcs(run) for record in walk(path)]


def newscrawl(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-c", "from newscrawl.cli import main; main()", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_row_stands_beside_the_answer_it_came_from(kept: tuple[Path, Outcome]) -> None:
    run = kept[1].run
    assert len(warcs(run)) > 1
    rows = {orjson.loads(line)["id"]: line for line in run.articles.read_bytes().splitlines(keepends=True)}
    answers = {record["WARC-Record-ID"] for record in records(run) if record["WARC-Type"] == "response"}
    told = [record for record in records(run) if record.all("WARC-Refers-To")]
    assert len(told) == len(rows) == 3
    for record in told:
        assert (record["WARC-Type"], record["Content-Type"]) == ("metadata", "application/json")
        line = rows[record["WARC-Target-URI"].rpartition(":article:")[2]]
        assert record.block == line
        assert record["WARC-Refers-To"] == orjson.loads(line)["captures"][0]["warc_record_id"]
        assert record["WARC-Refers-To"] in answers


def test_rows_are_those_of_a_re_parse(kept: tuple[Path, Outcome]) -> None:
    folder, outcome = kept
    again = json.loads(newscrawl(folder, "reparse", str(outcome.run.path), "--json", "--jobs", "1"))
    rows = (folder / again["rows"]).read_bytes()
    assert sorted(rows.splitlines()) == sorted(outcome.run.articles.read_bytes().splitlines())


def test_the_archive_s_own_tools_cope(kept: tuple[Path, Outcome], tmp_path: Path) -> None:
    folder, outcome = kept
    run = str(outcome.run.path)
    facts = json.loads(newscrawl(folder, "archive", "verify", run, "--json"))
    assert (facts["ok"], facts["extracted"]) == (True, 3)
    stats = json.loads(newscrawl(folder, "archive", "stats", run, "--json"))
    answers = stats["records"]["response"]
    assert stats["records"]["metadata"] == answers + 3
    lines = [line for path in outcome.run.path.glob("*.cdxj") for line in path.read_bytes().splitlines()]
    assert len(lines) == answers
    newscrawl(folder, "archive", "wacz", run, "--to", str(tmp_path / "run.wacz"))


@pytest.mark.requires_tool("cdxj-indexer")
def test_other_indexers_take_them_for_no_capture_of_the_site(kept: tuple[Path, Outcome]) -> None:
    for path in warcs(kept[1].run):
        done = subprocess.run(["cdxj-indexer", path], capture_output=True, text=True, check=True)
        found = [json.loads(line.split(" ", 2)[2]) for line in done.stdout.splitlines()]
        assert all(one["url"].startswith("urn:newscrawl:paper:") for one in found if one["mime"] == "application/json")


def test_a_run_that_broke_is_recovered(kept: tuple[Path, Outcome], tmp_path: Path) -> None:
    """Its last record, an article, torn; rows are made from answers alone."""
    run = RunFolder(tmp_path / "output" / "paper" / kept[1].run.run_id).create()
    for path in warcs(kept[1].run):
        (run.path / f"{path.name}.part").write_bytes(path.read_bytes())
    last = max(
        (path, record.offset, record.length)
        for path in warcs(kept[1].run)
        for record in walk(path)
        if record.all("WARC-Refers-To")
    )
    torn = run.path / f"{last[0].name}.part"
    torn.write_bytes(torn.read_bytes()[: last[1] + last[2] - 9])
    (tmp_path / "sites").symlink_to(kept[0] / "sites")
    newscrawl(tmp_path, "archive", "recover", str(run.path))
    assert sorted(run.articles.read_bytes().splitlines()) == sorted(kept[1].run.articles.read_bytes().splitlines())


def test_nothing_of_it_unless_it_is_asked_for(tmp_path: Path) -> None:
    with Server(REPLIES) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        outcome = crawl(tmp_path)
    assert not [record for record in records(outcome.run) if record.all("WARC-Refers-To")]
    assert len(outcome.urls()) == 3
