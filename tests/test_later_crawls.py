"""Crawls of a site that was crawled before: looks give no rows, and re-parse knows it as well as the crawl did."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from newscrawl.archive.dedup import INDEX
from newscrawl.runs import RunFolder
from tests.archive.lab import walk
from tests.crawl.loopback import Outcome, Reply, Server, article, crawl, newscrawl, page_of, reparsed, write_site

LIST = "/list_1.html"
SAME, BACK, GONE, LONG, TWIN, OTHER = (f"/2026/03/12/a{number}.html" for number in range(1, 7))
PART = LONG.replace(".html", "_2.html")


def day(*bodies: str) -> object:
    """What a URL answers day by day; an empty body stands for 404."""
    return lambda before: Reply(bodies[before]) if bodies[before] else Reply("gone", 404)


REPLIES = {
    LIST: Reply(page_of(SAME, BACK, GONE, LONG, TWIN, OTHER)),
    SAME: Reply(article("不变")),
    BACK: day(article("甲"), article("乙"), article("甲")),
    GONE: day(article("在"), "", article("在")),
    LONG: Reply(article("长文", PART)),
    PART: day(article("续", LONG), article("续改", LONG), article("续改", LONG)),
    TWIN: Reply(article("双胞胎")),
    OTHER: Reply(article("双胞胎")),
}


@dataclass(frozen=True)
class Days:
    """Three crawls of one site."""

    folder: Path
    outcomes: list[Outcome]

    def urls(self, number: int) -> list[str]:
        """Paths of the rows of a day."""
        return ["/" + url.split("/", 3)[3] for url in self.outcomes[number].urls()]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    folder = tmp_path_factory.mktemp("days")
    with Server(REPLIES) as server:  # type: ignore[arg-type]  # day() is one of the functions it takes
        write_site(folder, server.authority, (server.url(LIST),))
        yield Days(
            folder, [crawl(folder, full=True, overrides={"CONCURRENT_REQUESTS_PER_DOMAIN": 1}) for _ in range(3)]
        )


def test_what_is_unchanged_gives_no_row(days: Days) -> None:
    assert all(outcome.healthy for outcome in days.outcomes)
    assert days.urls(0) == [SAME, BACK, GONE, LONG, TWIN, OTHER]
    # OTHER was a revisit of its twin on the first day, and nothing refers to a revisit
    assert days.urls(1) == [BACK, GONE, LONG, OTHER]
    assert days.urls(2) == [BACK, GONE]
    assert [outcome.report["looks"] for outcome in days.outcomes] == [0, 3, 5]
    assert [outcome.report["articles"]["fetched"] for outcome in days.outcomes] == [6, 5, 6]


def test_pages_of_a_changed_article_come_from_several_runs(days: Days) -> None:
    (row,) = [json.loads(line) for line in lines(days.outcomes[1].run) if LONG in line.decode()]
    assert [capture["warc_filename"] for capture in row["captures"]] == [warc(days.outcomes[1].run).name] * 2
    assert row["part_count"] == 2
    assert not row["problems"]


def lines(run: RunFolder) -> list[bytes]:
    return run.articles.read_bytes().splitlines()


def warc(run: RunFolder) -> Path:
    (path,) = run.path.glob("*.warc.gz")
    return path


def test_reparsed_together_they_give_the_rows_of_all_days(days: Days) -> None:
    runs = [outcome.run for outcome in days.outcomes]
    assert reparsed(days.folder, *runs) == sorted(line for run in runs for line in lines(run))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_reparsed_alone_each_gives_its_own_rows(days: Days, number: int) -> None:
    run = days.outcomes[number].run
    assert reparsed(days.folder, run) == sorted(lines(run))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_each_day_is_proved(days: Days, number: int) -> None:
    run = days.outcomes[number].run
    verified = newscrawl(days.folder, "archive", "verify", str(run.path), "--json")
    facts = json.loads(verified.stdout)
    assert facts["findings"] == []
    assert facts["extracted"] == len(lines(run))


def test_revisits_refer_to_whole_records_of_complete_runs(days: Days) -> None:
    records = [record for outcome in days.outcomes for record in walk(warc(outcome.run))]
    answers = {record["WARC-Record-ID"]: record for record in records if record["WARC-Type"] == "response"}
    revisits = [record for record in records if record["WARC-Type"] == "revisit"]
    assert len(revisits) == 1 + 3 + 5
    for revisit in revisits:
        original = answers[revisit["WARC-Refers-To"]]
        assert original["WARC-Date"] == revisit["WARC-Refers-To-Date"] < revisit["WARC-Date"]
        assert original["WARC-Target-URI"] == revisit["WARC-Refers-To-Target-URI"]
        assert original["WARC-Payload-Digest"] == revisit["WARC-Payload-Digest"]
        assert revisit["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
        assert revisit["WARC-Truncated"] == "length"
        assert original.block.startswith(revisit.block.split(b"\r\n", 1)[0])
        assert revisit.block.endswith(b"\r\n\r\n")
    requests = {record["WARC-Concurrent-To"] for record in records if record["WARC-Type"] == "request"}
    assert requests == answers.keys() | {revisit["WARC-Record-ID"] for revisit in revisits}


def test_without_the_index_of_the_state_it_is_read_from_the_archive(days: Days, tmp_path: Path) -> None:
    with sqlite3.connect(days.folder / "output" / INDEX) as known:
        before = Counter(known.execute("SELECT content, url, date, record, path, place FROM originals"))
        runs = known.execute("SELECT run FROM runs").fetchall()
    known.close()
    from newscrawl.archive.dedup import DigestIndex

    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "paper").symlink_to(days.folder / "output" / "paper")
    index = DigestIndex(tmp_path / "output", RunFolder(tmp_path / "output" / "paper" / "new"))
    assert index.catch_up() == len(runs) == 3
    assert index.catch_up() == 0
    index.close()
    with sqlite3.connect(tmp_path / "output" / INDEX) as made:
        rows = made.execute("SELECT content, url, date, record, path, place FROM originals").fetchall()
    made.close()
    assert {row[:4] for row in rows} == {row[:4] for row in before}
    assert {(Path(row[4]).name, row[5]) for row in rows} == {(Path(row[4]).name, row[5]) for row in before}
