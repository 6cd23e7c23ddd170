"""A paper over three days: what a scheduled run asks for, what rows and history tell, and that the archive tells it too.

A day goes by when all articles are made due; the looks themselves are as real as their server.
"""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.crawl.seen import seen_path
from newscrawl.demo.server import running
from newscrawl.history import history
from newscrawl.runs import read_rows, runs
from tests.archive.lab import walk
from tests.crawl.loopback import (
    Outcome,
    Reply,
    Server,
    article,
    crawl,
    crawl_all,
    crawl_command,
    environment,
    newscrawl,
    page_of,
    reparsed,
    write_site,
)

LIST = "/list_1.html"
TODAY = f"{datetime.now(UTC):/%Y/%m/%d}"
SAME, CHANGED, BACK, GONE, LONG, HIDDEN, FLAKY, MOVED, TARGET, SECOND, THIRD = (
    f"{TODAY}/a{number}.html" for number in range(1, 12)
)
OLD = "/2019/11/23/a12.html"
PART = LONG.replace(".html", "_2.html")
FIRST_DAY = {
    LIST: Reply(page_of(SAME, CHANGED, BACK, GONE, LONG, HIDDEN, FLAKY, MOVED, OLD)),
    SAME: Reply(article("不变")),
    CHANGED: Reply(article("改前")),
    BACK: Reply(article("撤回又来")),
    GONE: Reply(article("撤稿")),
    LONG: Reply(article("长文", PART)),
    PART: Reply(article("续", LONG)),
    HIDDEN: Reply(article("旧头条")),
    FLAKY: Reply("broken", 500),
    MOVED: Reply("", 302, {"Location": TARGET}),
    TARGET: Reply(article("搬家")),
    OLD: Reply(article("旧闻")),
}
SECOND_DAY = {
    LIST: Reply(page_of(SECOND, SAME, CHANGED, BACK, GONE, LONG, FLAKY, MOVED, OLD)),
    SECOND: Reply(article("次日新闻")),
    CHANGED: Reply(article("改后")),
    BACK: Reply("gone", 404),
    GONE: Reply("gone", 410),
    PART: Reply(article("续", LONG).replace("第2段", "更正：第2段")),
    HIDDEN: Reply(article("旧头条更正")),
    FLAKY: Reply(article("迟到")),
}
THIRD_DAY = {
    LIST: Reply(page_of(THIRD, SECOND, SAME, CHANGED, BACK, GONE, LONG, FLAKY, MOVED, OLD)),
    THIRD: Reply(article("第三日新闻")),
    BACK: FIRST_DAY[BACK],
}
CALM = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "RETRY_TIMES": 0}


@dataclass
class Days:
    """Crawls of one paper, and the paths that each asked for, robots.txt left out."""

    folder: Path
    outcomes: list[Outcome] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)

    def crawl(self, server: Server) -> None:
        before = len(server.hits)
        self.outcomes.append(crawl(self.folder, overrides=CALM))
        self.asked.append([hit.path for hit in server.hits[before:] if hit.path != "/robots.txt"])


def dump(folder: Path, site: str = "paper") -> list[str]:
    """All that the seen-state holds."""
    with closing(sqlite3.connect(seen_path(folder / "output", site))) as db:
        return sorted(db.iterdump())


def make_due(folder: Path, site: str, *urls: str, **more: str) -> None:
    done = newscrawl(folder, "runs", "seen", site, "--due", *(urls or ["--all"]), **more)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """The first day, an hour on which nothing happens, the second day, the third."""
    found = Days(tmp_path_factory.mktemp("days"))
    with Server(FIRST_DAY) as server:
        write_site(found.folder, server.authority, (server.url(LIST),))
        found.crawl(server)
        found.crawl(server)
        for changes in (SECOND_DAY, THIRD_DAY):
            server.replies.update(changes)
            make_due(found.folder, "paper")
            found.crawl(server)
        yield found


def test_the_first_run_asks_for_all(days: Days) -> None:
    assert Counter(days.asked[0]) == Counter([*FIRST_DAY])


def test_a_run_on_which_nothing_is_new_asks_for_lists_and_for_what_failed(days: Days) -> None:
    assert days.asked[1] == [LIST, FLAKY]
    quiet = days.outcomes[1]
    assert (quiet.healthy, quiet.reasons) == (True, [])
    account = quiet.account(quiet.report["lists"][0]["url"])
    assert (account["articles"], account["refused"], account["failed"]) == (9, {"known": 8}, {"HTTP 500": 1})
    assert (account["still_failed"], account["pending"], account["duplicate"]) == (1, 0, 0)
    assert quiet.report["rows"] == 0


def test_what_is_due_is_asked_for_behind_what_is_new_and_where_no_list_shows_it(days: Days) -> None:
    second, third = days.asked[2], days.asked[3]
    assert second[:2] == [LIST, SECOND]
    assert third[:2] == [LIST, THIRD]
    known = [SAME, CHANGED, BACK, GONE, LONG, PART, HIDDEN, FLAKY, MOVED, TARGET, OLD]
    assert Counter(second) == Counter([LIST, SECOND, *known])
    assert Counter(third) == Counter([LIST, THIRD, SECOND, *known])
    assert second.index(HIDDEN) > second.index(OLD)
    unlisted = days.outcomes[2].report["unlisted"]
    assert (unlisted["articles"], unlisted["fetched"], unlisted["pending"]) == (1, 1, 0)


def test_every_link_is_accounted_for(days: Days) -> None:
    for outcome in days.outcomes:
        assert outcome.healthy, outcome.reasons
        (account,) = outcome.report["lists"]
        outcomes = (account[name] for name in ("fetched", "gone", "duplicate"))
        assert account["articles"] == sum(outcomes) + sum({**account["refused"], **account["failed"]}.values())
    second, third = (outcome.report["articles"] for outcome in days.outcomes[2:])
    assert (second["gone"], second["still_gone"], second["unchanged"]) == (2, 0, 4)
    assert (third["gone"], third["still_gone"], third["fetched"]) == (1, 1, 11 - 1)


def test_history_tells_each_article_s_life(days: Days) -> None:
    lives: dict[str, list[tuple[str, bool]]] = {}
    for entry in history(read_rows(days.folder / "output")):
        path = "/" + entry.row.url.split("/", 3)[3]
        lives.setdefault(path, []).append((entry.event, "headline" in entry.changed))
    new, changed, withdrawn, back = ("new", False), ("changed", True), ("withdrawn", False), ("back", False)
    assert lives == {
        SAME: [new],
        CHANGED: [new, changed],
        BACK: [new, withdrawn, back],
        GONE: [new, withdrawn, ("unchanged", False)],
        LONG: [new, ("changed", False)],
        HIDDEN: [new, changed],
        FLAKY: [new],
        TARGET: [new],
        SECOND: [new],
        THIRD: [new],
        OLD: [new],
    }
    (long,) = [e for e in history(read_rows(days.folder / "output")) if e.row.url.endswith(LONG) and e.changed]
    assert long.changed == ("body",)


def test_the_archive_gives_the_rows_of_all_days_again(days: Days) -> None:
    folders = [outcome.run for outcome in days.outcomes]
    rows = [line for run in folders for line in run.articles.read_bytes().splitlines()]
    assert reparsed(days.folder, *folders) == sorted(rows)


def test_the_seen_state_is_what_the_archive_tells(days: Days) -> None:
    """Failures are told by the runs' books; each article was looked at since it was last made due by hand."""
    live = dump(days.folder)
    done = newscrawl(days.folder, "runs", "seen", "paper", "--rebuild", "--json")
    assert done.returncode == 0, done.stderr
    assert dump(days.folder) == live
    found = {"/" + one["url"].split("/", 3)[3]: one for one in json.loads(done.stdout)["articles"]}
    assert (found[SAME]["looks"], found[SAME]["last_change"], found[SAME]["failures"]) == (3, None, 0)
    assert found[SAME]["first_seen"] < found[CHANGED]["last_change"] < found[CHANGED]["last_seen"]
    assert (found[GONE]["status"], found[BACK]["status"], found[LONG]["parts"]) == (410, 200, 1)
    assert found[OLD]["next_look"] is None
    assert found[SAME]["next_look"] is not None
    assert PART not in found


def test_one_article_is_shown_with_its_looks(days: Days) -> None:
    url = next(row.url for row in read_rows(days.folder / "output") if row.url.endswith(FLAKY))
    done = newscrawl(days.folder, "runs", "seen", "paper", url, "--json")
    (shown,) = json.loads(done.stdout)
    assert [look["failure"] or look["status"] for look in shown["looks"]] == ["HTTP 500", "HTTP 500", 200, 200]
    unknown = newscrawl(days.folder, "runs", "seen", "paper", "http://paper.test/a.html")
    assert (unknown.returncode, "is not known" in unknown.stderr) == (1, True)


def test_limit_full_and_forgotten_articles(tmp_path: Path) -> None:
    with Server(FIRST_DAY) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        found = Days(tmp_path)
        found.outcomes.append(crawl(tmp_path, limit=3, overrides=CALM))
        found.crawl(server)
        assert found.outcomes[0].report["articles"]["refused"] == {"limit": 6}
        assert Counter(found.asked[0]) == Counter([*FIRST_DAY]) - Counter([SAME, CHANGED, BACK])
        done = newscrawl(tmp_path, "runs", "seen", "paper", "--forget", server.url(SAME), server.url(PART))
        assert (done.returncode, f"{PART} is not known" in done.stderr) == (1, True)
        before = len(server.hits)
        full = crawl(tmp_path, full=True, overrides=CALM)
        assert Counter(hit.path for hit in server.hits[before + 1 :]) == Counter([*FIRST_DAY])
        assert full.report["articles"]["refused"] == {}
        found.crawl(server)
        assert set(found.asked[1]) == {LIST}, "the full run made the forgotten one known again, and FLAKY waits"
        assert found.outcomes[-1].report["articles"]["refused"] == {"known": 8, "failed before": 1}
        assert found.outcomes[-1].healthy


def test_a_killed_run_goes_on_as_it_began(tmp_path: Path) -> None:
    """Whatever another run did in between: what was due is still asked for, what was known still isn't."""
    old, new = ([f"{TODAY}/a{number}.html" for number in several] for several in (range(30), range(30, 50)))
    replies = {path: Reply(article(path)) for path in [*old, *new]}
    with Server({**replies, LIST: Reply(page_of(*old))}) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        crawl(tmp_path, overrides={"CONCURRENT_REQUESTS_PER_DOMAIN": 8})
        before = dump(tmp_path)
        make_due(tmp_path, "paper", *map(server.url, old[:15]))
        server.replies[LIST] = Reply(page_of(*new, *old[5:]))
        server.replies |= {path: Reply(article(path), wait=0.05) for path in [*old, *new]}
        start = len(server.hits)
        process = subprocess.Popen(
            crawl_command(names=["paper"], overrides=CALM),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while len(server.hits) < start + 20 and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        assert [line for line in dump(tmp_path) if "looks" in line] == [line for line in before if "looks" in line]
        middle = len(server.hits)
        between = crawl(tmp_path, overrides={"CONCURRENT_REQUESTS_PER_DOMAIN": 8})
        after = len(server.hits)
        resumed = crawl(tmp_path, resume=True, overrides=CALM)
        asked = [hit.path for hit in (*server.hits[start:middle], *server.hits[after:]) if hit.path.startswith(TODAY)]
    assert resumed.run < between.run
    assert set(asked) == {*new, *old[:15]}
    assert sum(Counter(asked).values()) - len(set(asked)) <= 25, "what was fetched in the last second before the kill"
    for outcome in (between, resumed):
        assert outcome.report["articles"]["refused"] == {"known": 15}
        assert (outcome.report["articles"]["fetched"], outcome.report["unlisted"]["fetched"]) == (35, 5)
        assert (outcome.report["articles"]["pending"], outcome.healthy) == (0, True)
    live = dump(tmp_path)
    newscrawl(tmp_path, "runs", "seen", "paper", "--rebuild")
    assert dump(tmp_path) == live
    every = list(runs(tmp_path / "output"))
    rows = [line for run in every for line in run.articles.read_bytes().splitlines()]
    assert reparsed(tmp_path, *every) == sorted(rows)


def test_two_processes_share_what_is_known(tmp_path: Path) -> None:
    """What was due when the run began is looked at once by one of them, what is new is fetched once."""
    old, new = ([f"{TODAY}/a{number}.html" for number in several] for several in (range(20), range(20, 40)))
    with Server(
        {path: Reply(article(path), wait=0.05) for path in [*old, *new]} | {LIST: Reply(page_of(*old))}
    ) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        crawl(tmp_path, overrides=CALM)
        make_due(tmp_path, "paper", *map(server.url, old[:10]))
        server.replies[LIST] = Reply(page_of(*new, *old))
        before = len(server.hits)
        shared = {"NEWSCRAWL_RUN_FOLDER": str(tmp_path / "output" / "paper" / "29990101T000000Z-0000")}
        command = crawl_command(names=["paper"], output=str(tmp_path / "output"), overrides=shared | CALM)
        both = [
            subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        said = [process.communicate(timeout=120) for process in both]
        assert [process.returncode for process in both] == [0, 0], said
        asked = Counter(hit.path for hit in server.hits[before:] if hit.path.startswith(TODAY))
        assert asked == Counter([*new, *old[:10]])
        live = dump(tmp_path)
        newscrawl(tmp_path, "runs", "seen", "paper", "--rebuild")
        assert dump(tmp_path) == live
        before = len(server.hits)
        crawl(tmp_path, overrides=CALM)
        assert {hit.path for hit in server.hits[before:]} == {"/robots.txt", LIST}


def test_conditional_looks_are_answered_not_modified(tmp_path: Path) -> None:
    """The demo's paper answers them: one page a row, no row for 304, no line in the index, and the archive agrees."""
    overrides = {"NEWSCRAWL_CONDITIONAL": True, "DOWNLOAD_DELAY": 0}
    with running(0) as paper:
        port = {"NEWSCRAWL_DEMO_PORT": str(paper.port)}
        (whole,) = crawl_all(tmp_path, ["demo"], port, overrides=overrides)
        make_due(tmp_path, "demo", **port)
        (looked,) = crawl_all(tmp_path, ["demo"], port, overrides=overrides)
        unmodified = paper.conditional.copy()
        asked = paper.hits.copy()
    assert looked.healthy, looked.reasons
    assert looked.report["articles"]["fetched"] == whole.report["articles"]["fetched"]
    assert looked.report["pages_by_status"]["304"] == unmodified.total() > 50
    assert looked.report["articles"]["unchanged"] == looked.report["articles"]["fetched"]
    assert [row.kind for row in read_rows(looked.run.articles)] == ["tombstone"] * 2, "too short to be revisits"
    (first,), (warc,) = (list(outcome.run.path.glob("*.warc.gz")) for outcome in (whole, looked))
    originals = {record["WARC-Record-ID"]: record for record in walk(first) if record["WARC-Type"] == "response"}
    records = walk(warc)
    requests = {record["WARC-Concurrent-To"]: record.block for record in records if record["WARC-Type"] == "request"}
    told = [one for one in records if one["WARC-Type"] == "revisit" and "not-modified" in one["WARC-Profile"]]
    assert len(told) == unmodified.total()
    for record in told:
        assert record["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
        assert record.block.startswith(b"HTTP/1.1 304 ")
        assert record.block.endswith(b"\r\n\r\n")
        original = originals[record["WARC-Refers-To"]]
        assert record["WARC-Refers-To-Target-URI"] == original["WARC-Target-URI"] == record["WARC-Target-URI"]
        assert record["WARC-Refers-To-Date"] == original["WARC-Date"]
        asked_with = requests[record["WARC-Record-ID"]]
        assert b"If-None-Match: " in asked_with
        assert b"If-Modified-Since: " in asked_with
    parts = {target for target in asked if "_2." in target}
    assert parts
    assert not parts & unmodified.keys(), "an article of several pages is asked for as a whole"
    live = dump(tmp_path, "demo")
    newscrawl(tmp_path, "runs", "seen", "demo", "--rebuild", **port)
    assert dump(tmp_path, "demo") == live, "what was noted of answers 304 is what their records tell"
    (index,) = looked.run.path.glob("*.cdxj")
    assert b'"status": "304"' not in index.read_bytes()
    every = [whole.run, looked.run]
    rows = [line for run in every for line in run.articles.read_bytes().splitlines()]
    assert reparsed(tmp_path, *every, **port) == sorted(rows)
    assert newscrawl(tmp_path, "archive", "verify", str(looked.run.path), **port).returncode == 0
