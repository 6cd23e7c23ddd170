"""The embedded newspaper with 3,000 articles, crawled by processes that are killed again and again."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.archive.reader import read_exchanges, warc_paths
from newscrawl.archive.verify import verify
from newscrawl.demo.server import Newspaper, running
from newscrawl.history import history
from newscrawl.reparse import reparse
from newscrawl.runs import RunFolder, read_rows, runs
from tests.crawl.loopback import environment

ARTICLES = int(os.environ.get("NEWSCRAWL_SOAK_ARTICLES", "3000"))
KILLS = int(os.environ.get("NEWSCRAWL_SOAK_KILLS", "20"))
PORT = 8897
PACE = 1.6
"""Most pages between two kills, against an even share of all: so most kills come while there is work."""
PATIENCE = 1800
"""Seconds a run may take on a machine that does other things."""
COMMAND = [sys.executable, "-c", "from newscrawl.cli import main; main()", "crawl", "demo", "--json", "--resume"]


@contextmanager
def newspaper() -> Iterator[Newspaper]:
    with running(PORT, ARTICLES) as paper:
        yield paper


def wait_for_pages(paper: Newspaper, pages: int, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Until so many further pages have been asked for, or nobody asks any more."""
    wanted = paper.hits.total() + pages
    while paper.hits.total() < wanted and any(process.poll() is None for process in processes):
        time.sleep(0.002)


def start(folder: Path, *, shared: Path | None = None) -> subprocess.Popen[bytes]:
    """A crawl of the newspaper; `shared` is a run that several work on."""
    command = COMMAND
    if shared is not None:
        given = {"names": ["demo"], "output": str(folder), "overrides": {"NEWSCRAWL_RUN_FOLDER": str(shared)}}
        source = f"from newscrawl.crawl.run import crawl_sites; crawl_sites(**{given!r})"
        command = [sys.executable, "-c", source]
    else:
        command = [*command, "--out", str(folder)]
    given_environment = environment(NEWSCRAWL_DEMO_PORT=str(PORT))
    return subprocess.Popen(command, env=given_environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def told(run: RunFolder) -> Counter[str]:
    """The texts of a run as they compare over runs."""
    entries = history(read_rows(run.articles))
    return Counter(repr(replace(e.row, captures=[])) for e in entries if e.event != "unchanged")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunFolder, int]:
    """A run without a kill, and the most pages that go by between two kills of others."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with newspaper() as paper:
        assert start(folder).wait(timeout=PATIENCE) == 0
        share = paper.hits.total() / KILLS
    (run,) = runs(folder)
    return run, round(PACE * share)


def check(folder: Path, whole: RunFolder, what: str, kills: int) -> None:
    """Nothing lost, nothing twice, all files whole; and what it cost, printed as a line of JSON."""
    (run,) = runs(folder)
    assert run.verify() == []
    found, wanted = told(run), told(whole)
    fetched = Counter(a.exchange.url for path in warc_paths([str(run.path)]) for a in read_exchanges(path))
    pages = {a.exchange.url for path in warc_paths([str(whole.path)]) for a in read_exchanges(path)}
    rows = sum(1 for _ in read_rows(run.articles))
    warcs = sorted(run.path.glob("*.warc.gz"))
    figures = {
        "what": what,
        "kills": kills,
        "articles": len(wanted),
        "articles lost": (wanted - found).total(),
        "articles doubled": (found - wanted).total(),
        "pages": len(pages),
        "pages lost": len(pages - set(fetched)),
        "pages fetched twice": sum(n - 1 for n in fetched.values()),
        "rows": rows,
        "WARC files": len(warcs),
        "WARC files whole": sum(verify(None, [warc]).ok for warc in warcs),
    }
    assert figures["WARC files whole"] == len(warcs)
    sys.stderr.write(json.dumps(figures) + "\n")
    again = reparse(warc_paths([str(run.path)]), folder / "again")
    assert sorted(again.rows.read_bytes().splitlines()) == sorted(run.articles.read_bytes().splitlines())
    assert {name: figures[name] for name in ("articles lost", "articles doubled", "pages lost")} == {
        "articles lost": 0,
        "articles doubled": 0,
        "pages lost": 0,
    }
    report, undisturbed = run.read_report()["articles"], whole.read_report()["articles"]
    # a page that was fetched twice is unchanged the second time
    assert {**report, "unchanged": 0} == {**undisturbed, "unchanged": 0}


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1])
def test_one_process_killed_at_random(tmp_path: Path, undisturbed: tuple[RunFolder, int], seed: int) -> None:
    whole, most = undisturbed
    chance, kills = random.Random(seed), 0
    with newspaper() as paper:
        for _ in range(KILLS):
            process = start(tmp_path)
            wait_for_pages(paper, chance.randint(1, most), [process])
            kills += process.poll() is None
            process.kill()
            process.wait(timeout=60)
            if list(runs(tmp_path)):
                break
        if not list(runs(tmp_path)):
            assert start(tmp_path).wait(timeout=PATIENCE) == 0
    check(tmp_path, whole, "one process", kills)


@pytest.mark.soak
def test_two_processes_killed_at_random(tmp_path: Path, undisturbed: tuple[RunFolder, int]) -> None:
    whole, most = undisturbed
    chance, kills = random.Random(2), 0
    shared = tmp_path / "demo" / "20261124T024556Z-0000"
    with newspaper() as paper:
        processes = [start(tmp_path, shared=shared) for _ in range(2)]
        for _ in range(KILLS):
            wait_for_pages(paper, chance.randint(1, most), processes)
            if list(runs(tmp_path)):
                break
            victim = chance.randrange(2)
            kills += processes[victim].poll() is None
            processes[victim].kill()
            processes[victim].wait(timeout=60)
            processes[victim] = start(tmp_path, shared=shared)
        for process in processes:
            process.wait(timeout=PATIENCE)
        if not list(runs(tmp_path)):  # the last one was killed while it completed the run
            assert start(tmp_path).wait(timeout=PATIENCE) == 0
    check(tmp_path, whole, "two processes", kills)
