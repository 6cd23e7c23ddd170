"""Crawls that are told to stop, and those that wait for their turn."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from newscrawl.demo.server import Newspaper, running
from newscrawl.runs import RunFolder, runs
from tests.crawl.loopback import Reply, Server, article, environment, page_of, write_site

LIST = "/list_1.html"
COMMAND = str(Path(sys.executable).with_name("newscrawl"))


def newscrawl(folder: Path, port: int, *arguments: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    env = environment(NEWSCRAWL_DEMO_PORT=str(port))
    return subprocess.Popen([COMMAND, *arguments], cwd=folder, env=env, stdout=pipe, stderr=pipe, text=True)


def interrupted(folder: Path, paper: Newspaper, hits: int, number: signal.Signals) -> RunFolder:
    """A crawl of the paper that is told to stop when so many requests were answered."""
    process = newscrawl(folder, paper.port, "crawl", "demo")
    until = time.monotonic() + 120
    while paper.hits.total() < hits and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert process.poll() is None, "the crawl was over, or never came so far"
    process.send_signal(number)
    _, log = process.communicate(timeout=120)
    assert process.returncode == 1, log
    (run,) = runs(folder / "output")
    return run


def reparsed(folder: Path, port: int, run: RunFolder) -> list[bytes]:
    process = newscrawl(folder, port, "reparse", str(run.path), "--jobs", "1", "--json")
    said, log = process.communicate(timeout=120)
    assert process.returncode == 0, log
    rows: bytes = (folder / str(json.loads(said)["rows"])).read_bytes()
    return rows.splitlines()


@pytest.mark.parametrize(("hits", "number"), [(25, signal.SIGINT), (90, signal.SIGTERM), (160, signal.SIGINT)])
def test_the_rows_of_a_stopped_run_are_those_of_its_archive(tmp_path: Path, hits: int, number: signal.Signals) -> None:
    with running(articles=100) as paper:
        run = interrupted(tmp_path, paper, hits, number)
        again = reparsed(tmp_path, paper.port, run)
    report = run.read_report()
    assert report["finish_reason"] == "shutdown"
    assert report["parts"]["waiting"] == 0
    assert sorted(run.articles.read_bytes().splitlines()) == sorted(again)
    assert len(again) == len(set(again)) == report["rows"]


def test_two_commands_never_crawl_a_site_at_once(tmp_path: Path) -> None:
    gate = threading.Event()

    def held(_: int) -> Reply:
        gate.wait(20)
        return Reply(article())

    slow = dict.fromkeys((f"/2026/03/12/a{number}.html" for number in range(40)), held)
    with Server({LIST: Reply(page_of(*slow)), **slow}) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        first = newscrawl(tmp_path, 1, "crawl", "paper")
        until = time.monotonic() + 120
        while not server.asked("/2026") and time.monotonic() < until:
            time.sleep(0.01)
        second = newscrawl(tmp_path, 1, "crawl", "paper")
        waiting = newscrawl(tmp_path, 1, "crawl", "paper", "--wait", "--limit", "2")
        said, _ = second.communicate(timeout=120)
        assert first.poll() is None, "the first is still at it"
        first.send_signal(signal.SIGTERM)
        gate.set()
        first.communicate(timeout=120)
        waiting.communicate(timeout=120)
    assert (second.returncode, said) == (0, f"paper is left out: process {first.pid} crawls it\n")
    assert (first.returncode, waiting.returncode) == (1, 0)
    stopped, whole = (run.read_report() for run in runs(tmp_path / "output"))
    assert (stopped["finish_reason"], whole["finish_reason"]) == ("shutdown", "finished")
    assert stopped["finished_at"] <= whole["started_at"]
