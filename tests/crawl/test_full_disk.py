"""A disk that fills up under a crawl: it stops and says why, what it acknowledged is there, and --resume completes it."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from newscrawl.archive.reader import read_exchanges
from newscrawl.archive.verify import verify
from newscrawl.runs import ARTICLES, FRONTIER, RunFolder, read_rows, runs
from tests.crawl.loopback import Reply, Server, article, environment, page_of, write_site

LIST = "/list_1.html"
URLS = [f"/2026/03/{number % 28 + 1:02}/a{number}.html" for number in range(42)]
LIMITED = """
import resource, sys
limit, *arguments = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
from newscrawl.cli import main
main(arguments)
"""
FREE = "from newscrawl.cli import main; main()"
CRAWL = ("crawl", "paper", "--json")


def newspaper(*, noise: int = 0, length: int = 1, links: int = 0) -> dict[str, Reply]:
    """42 articles: with bytes that don't compress, with long texts, or on a list page with further links."""
    chance = random.Random(1)
    pages = {
        url: Reply(article(f"第{number}篇") + f"<!--{chance.randbytes(noise).hex()}-->", wait=0.01)
        for number, url in enumerate(URLS)
    }
    if length > 1:
        long = "<p>" + "运城市今天举行会议，记者到场采访。" * length + "</p></div>"
        pages = {url: Reply(str(reply.body).replace("</div>", long, 1), wait=0.01) for url, reply in pages.items()}
    further = [f"/2026/02/01/a{number}.html" for number in range(1000, 1000 + links)]
    return {LIST: Reply(page_of(*URLS, *further)), **pages}


@contextmanager
def served(folder: Path, replies: dict[str, Reply]) -> Iterator[Server]:
    with Server(replies) as server:
        write_site(folder, server.authority, (server.url(LIST),))
        yield server


def newscrawl(folder: Path, *arguments: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it; past the limit a write to a file fails."""
    command = [sys.executable, "-c", *([LIMITED, str(limit)] if limit else [FREE]), *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )


def settled(run: RunFolder) -> set[str]:
    """URLs of articles whose answers the frontier counts as done with."""
    with closing(sqlite3.connect(run.current(FRONTIER))) as frontier:
        asked = "SELECT url, result FROM requests WHERE state = 2 AND role = 'article'"
        return {
            url for url, result in frontier.execute(asked) if json.loads(result or "{}").get("came_to") == "fetched"
        }


def check_stopped(folder: Path, done: subprocess.CompletedProcess[str], *where: str) -> None:
    """The run says why it stopped, isn't complete, and holds all that it acknowledged."""
    assert done.returncode == 3, done.stdout + done.stderr
    (told,) = json.loads(done.stdout)
    assert told["reasons"][0].startswith("The archive could not be written: ")
    assert any(words in told["reasons"][0] for words in where)
    assert "is left open, for --resume" in told["reasons"][-1]
    assert "Traceback" not in done.stderr
    assert list(runs(folder / "output")) == []
    (run,) = runs(folder / "output", incomplete=True)
    archived = {one.exchange.url for path in run.path.glob("*.warc.gz*") for one in read_exchanges(path)}
    whole = run.current(ARTICLES).read_bytes().rpartition(b"\n")[0] if run.current(ARTICLES).exists() else b""
    rows = {json.loads(line)["url"] for line in whole.splitlines()}
    assert settled(run) <= rows <= archived


def check_resumed(folder: Path, server: Server) -> None:
    """With room again, the run goes on and is whole."""
    done = newscrawl(folder, *CRAWL, "--resume")
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = runs(folder / "output")
    assert sorted(row.url for row in read_rows(run.articles)) == sorted(map(server.url, URLS))
    assert run.verify() == []
    assert verify(run.articles, sorted(run.path.glob("*.warc.gz"))).ok
    again = json.loads(newscrawl(folder, "reparse", str(run.path), "--json", "--jobs", "1").stdout)
    assert sorted((folder / again["rows"]).read_bytes().splitlines()) == sorted(run.articles.read_bytes().splitlines())


# SQLite's own files grow to 4 MB before it takes them together
@pytest.mark.parametrize(
    ("replies", "limit", "where"),
    [
        (newspaper(noise=150_000), 5_000_000, ".warc.gz.part: can't be written (File too large)"),
        (newspaper(length=4000), 5_000_000, "articles.jsonl.part: a row can't be written: File too large"),
    ],
    ids=["WARC", "JSONL"],
)
def test_a_file_that_can_not_grow(tmp_path: Path, replies: dict[str, Reply], limit: int, where: str) -> None:
    with served(tmp_path, replies) as server:
        stopped = newscrawl(tmp_path, *CRAWL, limit=limit)
        asked = len(server.asked("/2026"))
        check_stopped(tmp_path, stopped, where)
        assert 5 < asked < len(URLS)
        check_resumed(tmp_path, server)


def test_a_frontier_that_can_not_grow(tmp_path: Path) -> None:
    replies = newspaper(links=1500)
    replies |= {f"/2026/02/01/a{number}.html": Reply("gone", 404) for number in range(1000, 2500)}
    with served(tmp_path, replies) as server:
        check_stopped(tmp_path, newscrawl(tmp_path, *CRAWL, limit=150_000), "frontier.sqlite.part: can't be written (")
        # the further links aren't needed any more: the rest of the list is asked for again
        server.replies[LIST] = Reply(page_of(*URLS))
        done = newscrawl(tmp_path, *CRAWL, "--resume")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    (run,) = runs(tmp_path / "output")
    assert set(map(server.url, URLS)) <= {row.url for row in read_rows(run.articles)}
    assert verify(run.articles, sorted(run.path.glob("*.warc.gz"))).ok


@pytest.mark.alone
@pytest.mark.requires_tool("mount")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """A file system in memory that is too small for everything, then made larger."""
    output = tmp_path / "output"
    output.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(output)], check=True)
    try:
        with served(tmp_path, newspaper(noise=40_000)) as server:
            check_stopped(tmp_path, newscrawl(tmp_path, *CRAWL), "No space left on device", "disk is full")
            assert os.statvfs(output).f_bavail < 16
            subprocess.run(["mount", "-o", "remount,size=20m", str(output)], check=True)
            check_resumed(tmp_path, server)
    finally:
        subprocess.run(["umount", "--lazy", str(output)], check=True)


@pytest.mark.alone
@pytest.mark.requires_tool("mount")
def test_no_room_for_what_outlives_a_run(tmp_path: Path) -> None:
    """The run is whole all the same, says what it couldn't keep, and the next one learns it from the archive."""
    state = tmp_path / "output" / "state"
    state.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24k", "none", str(state)], check=True)
    try:
        with served(tmp_path, newspaper()) as server:
            first = newscrawl(tmp_path, *CRAWL)
            assert first.returncode == 0, first.stdout + first.stderr
            (run,) = runs(tmp_path / "output")
            assert sorted(row.url for row in read_rows(run.articles)) == sorted(map(server.url, URLS))
            log = (run.path / "run.log").read_text(encoding="utf-8")
            assert "paper.seen.sqlite can't be used, so every article is asked for" in log
            assert "Traceback" not in first.stderr + log
            subprocess.run(["mount", "-o", "remount,size=20m", str(state)], check=True)
            asked = len(server.asked("/2026"))
            second = newscrawl(tmp_path, *CRAWL)
            assert (second.returncode, len(server.asked("/2026"))) == (0, asked), "all is known now"
            (told,) = json.loads(second.stdout)
            assert told["report"]["articles"]["refused"] == {"known": len(URLS)}
    finally:
        subprocess.run(["umount", "--lazy", str(state)], check=True)
