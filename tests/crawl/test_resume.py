"""Runs that are killed and go on: nothing lost, nothing twice, and the archive still gives the same rows."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.crawl.lock import SiteLock
from newscrawl.crawl.resume import resumable
from newscrawl.history import history
from newscrawl.items import Article
from newscrawl.runs import ARTICLES, RunFolder, read_rows, runs
from tests.crawl.loopback import (
    Outcome,
    Reply,
    Server,
    article,
    crawl,
    crawl_command,
    environment,
    outcomes,
    page_of,
    write_site,
)

LISTS = ("/list_1.html", "/list_2.html")
FURTHER = "/list_1_2.html"
SLOW = {"CONCURRENT_REQUESTS_PER_DOMAIN": 2, "NEWSCRAWL_WARC_REVISITS": False}


REPARSE = """
from newscrawl.archive.reader import warc_paths
from newscrawl.reparse import reparse
print(json.dumps(str(reparse(warc_paths(sys.argv[1:]), Path("again")).rows.resolve())))
"""
MEND = """
from newscrawl.crawl.resume import mend
from newscrawl.runs import RunFolder
print(json.dumps(dataclasses.asdict(mend(RunFolder(Path(sys.argv[1]))))))
"""


def within(folder: Path, code: str, *arguments: str) -> str:
    """What code prints in a process whose working directory is a folder, and so has its sites."""
    source = f"import dataclasses, json, sys; from pathlib import Path{code}"
    command = [sys.executable, "-c", source, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def url(number: int, part: int = 0) -> str:
    return f"/2026/03/{number % 28 + 1:02}/a{number}{f'_{part}' if part else ''}.html"


def newspaper(wait: float = 0.01) -> dict[str, Reply]:
    """70 articles on three list pages, some on two; one is gone, one fails, two have further pages."""
    replies = {url(number): Reply(article(f"第{number}篇"), wait=wait) for number in range(70)}
    for number in (5, 60):
        parts = [url(number, part) for part in (2, 3)]
        replies[url(number)] = Reply(article(f"第{number}篇", *parts), wait=wait)
        replies |= {part: Reply(article(f"第{number}篇，续", *parts), wait=wait) for part in parts}
    del replies[url(7)]
    replies[url(8)] = Reply("broken", 500)
    replies[url(9)] = Reply("", 302, {"Location": url(10)})
    replies[url(11)] = Reply("", 302, {"Location": url(100)})
    replies[url(100)] = Reply(article("第100篇"))
    first, second, third = range(40), range(30, 60), range(55, 70)
    replies[LISTS[0]] = Reply(page_of(*map(url, first), FURTHER, "http://elsewhere.example/a.html"))
    replies[FURTHER] = Reply(page_of(*map(url, second)))
    replies[LISTS[1]] = Reply(page_of(*map(url, third)))
    return replies


@contextmanager
def served(folder: Path, replies: dict[str, Reply]) -> Iterator[Server]:
    with Server(replies) as server:
        write_site(folder, server.authority, tuple(map(server.url, LISTS)))
        yield server


def start(folder: Path, **given: object) -> subprocess.Popen[str]:
    command = crawl_command(**{"names": ["paper"], "overrides": SLOW, **given})
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment(), stdout=pipe, stderr=pipe, text=True)


def wait_for(server: Server, hits: int) -> None:
    until = time.monotonic() + 120
    while len(server.asked("/2026")) < hits and time.monotonic() < until:
        time.sleep(0.005)


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=120)


def killed_at(folder: Path, server: Server, hits: int, **given: object) -> None:
    """Crawl until so many pages of articles have been asked for."""
    process = start(folder, **given)
    wait_for(server, hits)
    kill(process)


def told(rows: list[Article]) -> list[str]:
    """Rows as they compare over runs: without captures."""
    return sorted(repr(replace(row, captures=[])) for row in rows)


def accounts(outcome: Outcome) -> list[tuple[object, ...]]:
    """Of the list pages, without where they are served and what was a duplicate on which."""
    names = ("start", "failure", "articles", "offsite", "lists", "gone", "failed", "refused", "pending")
    return [tuple(str(account[name]) for name in names) for account in outcome.report["lists"]]


def check_reparse(folder: Path, run: RunFolder) -> None:
    """The first test of the project, for this run."""
    again = json.loads(within(folder, REPARSE, str(run.path)))
    assert sorted(Path(again).read_bytes().splitlines()) == sorted(run.articles.read_bytes().splitlines())


def leases(run: RunFolder) -> int:
    """Requests that the frontier of a run has handed out."""
    with closing(sqlite3.connect(f"file:{run.current('frontier.sqlite')}?mode=ro", uri=True)) as frontier:
        return int(frontier.execute("SELECT count(*) FROM requests WHERE state = 1").fetchone()[0])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Article], Outcome]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with served(folder, newspaper(0)):
        outcome = crawl(folder, overrides=SLOW)
    assert leases(outcome.run) == 0
    return list(read_rows(outcome.run.articles)), outcome


def unported(rows: list[Article], port: str) -> list[Article]:
    """Rows as if served on another port: ids are made from URLs."""
    return [replace(row, id=row.url.rpartition(":")[2].partition("/")[2], url="", canonical_url=None) for row in rows]


@pytest.mark.parametrize("moments", [(1,), (12, 40), (25, 50, 66), (69,)])
def test_a_run_killed_and_gone_on_with_gives_what_an_undisturbed_one_gives(
    tmp_path: Path, undisturbed: tuple[list[Article], Outcome], moments: tuple[int, ...]
) -> None:
    rows, whole = undisturbed
    with served(tmp_path, newspaper()) as server:
        for hits in moments:
            killed_at(tmp_path, server, hits, resume=True)
        outcome = crawl(tmp_path, resume=True, overrides=SLOW)
        asked = Counter(hit.path for hit in server.asked("/2026"))
    (run,) = runs(tmp_path / "output")
    assert run.path == outcome.run.path
    assert run.verify() == []
    assert leases(run) == 0
    check_reparse(tmp_path, run)
    texts = [entry.row for entry in history(read_rows(run.articles)) if entry.event in ("new", "withdrawn")]
    assert told(unported(texts, "")) == told(unported(rows, ""))
    assert [entry.event for entry in history(read_rows(run.articles)) if entry.event == "changed"] == []
    assert (outcome.healthy, outcome.reasons) == (whole.healthy, whole.reasons)
    assert accounts(outcome) == accounts(whole)
    for name in ("links", "fetched", "gone", "duplicate", "pending", "refused", "failed"):
        assert outcome.report["articles"][name] == whole.report["articles"][name], name
    assert outcome.report["parts"] == whole.report["parts"]
    assert sum(asked.values()) - len(asked) <= 40, "pages of the last second, and what was being asked"


def test_without_a_broken_run_resume_begins_one(tmp_path: Path) -> None:
    with served(tmp_path, newspaper(0)):
        first = crawl(tmp_path, resume=True, overrides=SLOW)
        second = crawl(tmp_path, resume=True, overrides=SLOW)
    assert first.run != second.run
    assert len(list(runs(tmp_path / "output"))) == 2


def test_a_run_that_goes_on_keeps_its_options(tmp_path: Path) -> None:
    with served(tmp_path, newspaper()) as server:
        killed_at(tmp_path, server, 8, limit=12)
        outcome = crawl(tmp_path, resume=True, overrides=SLOW)
    assert outcome.report["articles"]["refused"]["limit"] > 0
    assert outcome.report["articles"]["pending"] == 0
    assert len({row.url for row in read_rows(outcome.run.articles)}) <= 12


def test_what_a_kill_tore_is_mended(tmp_path: Path) -> None:
    """The last record half written, a row half written, a row without its record, a record without its row."""
    with served(tmp_path, newspaper()) as server:
        killed_at(tmp_path, server, 40)
        run = resumable(tmp_path / "output", "paper")
        assert run is not None
        (warc,) = run.path.glob("*.warc.gz.part")
        rows = run.part(ARTICLES).read_bytes().splitlines(keepends=True)
        warc.write_bytes(warc.read_bytes()[:-100])
        strange = rows[0].replace(rows[0].partition(b'"warc_record_id":"<urn:uuid:')[2][:8], b"00000000")
        run.part(ARTICLES).write_bytes(b"".join([*rows[1:], strange, rows[1], rows[2][:50]]))
        mended = json.loads(within(tmp_path, MEND, str(run.path)))
        (whole,) = run.path.glob("*.warc.gz")
        before = (run.part(ARTICLES).read_bytes(), whole.read_bytes())
        again = json.loads(within(tmp_path, MEND, str(run.path)))
        assert again == {"bytes_cut": 0, "rows_dropped": 0, "rows_added": 0, "broken": 0}
        assert (run.part(ARTICLES).read_bytes(), whole.read_bytes()) == before
        assert mended["bytes_cut"] > 0
        assert mended["rows_dropped"] >= 3
        assert mended["rows_added"] >= 1
        assert len(list(run.path.glob("*.torn"))) == 1
        outcome = crawl(tmp_path, resume=True, overrides=SLOW)
    assert outcome.run.path == run.path
    check_reparse(tmp_path, outcome.run)
    assert outcome.run.verify() == []


SEND = """
import asyncio, os

class Send:
    replay = False

    async def process_item(self, item):
        await asyncio.sleep(0)
        if os.path.exists("closed.txt"):
            raise RuntimeError("nobody takes it")
        with open("sent.txt", "a") as file:
            file.write(item.url + "\\n")
        return item
"""


def test_pipelines_get_the_articles_that_are_mended(tmp_path: Path) -> None:
    """One that sends articles elsewhere, which a re-parse must not, misses none of the crawl's."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = project\n")
    pipelines = "ITEM_PIPELINES = {**ITEM_PIPELINES, 'send.Send': 900}"
    (tmp_path / "project.py").write_text(f"from newscrawl.settings import *\n{pipelines}\n")
    (tmp_path / "send.py").write_text(SEND)
    sent = tmp_path / "sent.txt"
    with served(tmp_path, newspaper()) as server:
        killed_at(tmp_path, server, 40)
        run = resumable(tmp_path / "output", "paper")
        assert run is not None
        rows = run.part(ARTICLES).read_bytes().count(b"\n")
        assert rows > 0
        run.part(ARTICLES).write_bytes(b"")
        sent.unlink()
        (tmp_path / "closed.txt").touch()
        mended = json.loads(within(tmp_path, MEND, str(run.path)))
        assert (mended["rows_added"], mended["broken"] >= max(rows, 6)) == (0, True), "what broke is counted"
        (tmp_path / "closed.txt").unlink()
        outcome = crawl(tmp_path, resume=True, overrides=SLOW)
    assert set(outcome.urls()) == set(sent.read_text().split())
    sent.unlink()
    check_reparse(tmp_path, outcome.run)
    assert not sent.exists()


def test_a_run_killed_while_it_was_completed_is_completed(tmp_path: Path) -> None:
    with served(tmp_path, newspaper(0)) as server:
        first = crawl(tmp_path, overrides=SLOW)
        (first.run.path / "manifest.json").unlink()
        before, asked = first.run.articles.read_bytes(), len(server.hits)
        again = crawl(tmp_path, resume=True, overrides=SLOW)
        assert [hit.path for hit in server.hits[asked:]] == []
    assert again.run.path == first.run.path
    assert again.run.articles.read_bytes() == before
    assert again.report["articles"] == first.report["articles"]


def test_a_site_is_crawled_by_one_process_at_a_time(tmp_path: Path) -> None:
    """The first gets the last page it asks for only when the second has looked, and the third waits."""
    looked = threading.Event()

    def held(before: int) -> Reply:
        looked.wait(120)
        return Reply(article("第12篇"))

    with served(tmp_path, newspaper(0)) as server:
        server.replies[url(12)] = held
        first = start(tmp_path)
        wait_for(server, 3)
        third = start(tmp_path, wait=True)
        second = crawl(tmp_path, overrides=SLOW)
        looked.set()
        (whole,) = outcomes(*first.communicate(timeout=120), tmp_path)
        (waited,) = outcomes(*third.communicate(timeout=120), tmp_path)
    assert second.healthy
    assert second.folder is None
    assert whole.run.is_complete
    assert waited.run.is_complete
    assert whole.report["finished_at"] <= waited.report["started_at"]


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    lock = SiteLock(tmp_path, "paper")
    assert lock.take()
    assert not SiteLock(tmp_path, "paper").take()
    assert lock.holder() == f"process {os.getpid()}"
    lock.give()
    assert SiteLock(tmp_path, "paper").take()


def test_two_processes_share_a_run(tmp_path: Path, undisturbed: tuple[list[Article], Outcome]) -> None:
    """One is killed; the other takes over what it had, and completes the run for both."""
    rows, whole = undisturbed
    folder = tmp_path / "output" / "paper" / "20261124T024556Z-0000"
    shared = {**SLOW, "NEWSCRAWL_RUN_FOLDER": str(folder)}
    with served(tmp_path, newspaper(0.02)) as server:
        first = start(tmp_path, overrides=shared)
        wait_for(server, 5)
        second = start(tmp_path, overrides=shared)
        wait_for(server, 30)
        kill(first)
        (outcome,) = outcomes(*second.communicate(timeout=60), tmp_path)
        assert server.most_at_once <= 2
    assert outcome.run.is_complete
    assert leases(outcome.run) == 0
    assert outcome.run.verify() == []
    check_reparse(tmp_path, outcome.run)
    texts = [entry.row for entry in history(read_rows(outcome.run.articles)) if entry.event in ("new", "withdrawn")]
    assert told(unported(texts, "")) == told(unported(rows, ""))
    assert outcome.report["articles"]["fetched"] == whole.report["articles"]["fetched"]


def test_a_stopped_session_leaves_the_run_to_the_other(tmp_path: Path) -> None:
    folder = tmp_path / "output" / "paper" / "20261124T024556Z-0000"
    shared = {**SLOW, "NEWSCRAWL_RUN_FOLDER": str(folder)}
    with served(tmp_path, newspaper(0.02)) as server:
        first, second = start(tmp_path, overrides=shared), start(tmp_path, overrides=shared)
        wait_for(server, 20)
        first.send_signal(signal.SIGINT)
        ended = [outcomes(*process.communicate(timeout=60), tmp_path)[0] for process in (first, second)]
    (complete,) = [outcome for outcome in ended if outcome.report]
    assert complete.run.is_complete
    assert complete.report["articles"]["pending"] == 0
    check_reparse(tmp_path, complete.run)
