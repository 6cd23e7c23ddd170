"""Every way a request can end: the crawl finishes, and no lease is left."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.loopback import ROOT, Reply, Server, environment

PIPELINE = "tests.crawl.endings."
REPLIES = {
    "/good": Reply("good"),
    "/redirect": Reply("", 302, {"Location": "/good"}),
    "/loop": Reply("", 302, {"Location": "/loop2"}),
    "/loop2": Reply("", 302, {"Location": "/loop"}),
    **{f"/far{n}": Reply("", 302, {"Location": f"/far{n + 1}"}) for n in range(9)},
    "/busy": Reply("busy", 503),
    "/late": Reply("late", wait=4),
    "/gzip": Reply(b"this is no gzip", 200, {"Content-Encoding": "gzip"}),
    "/private": Reply("private"),
    "/robots.txt": Reply("User-agent: *\nDisallow: /private\n", 200, {"Content-Type": "text/plain"}),
    **{f"/good?{number}": Reply("good", wait=0.02) for number in range(40)},
}


@dataclass(frozen=True)
class Ending:
    """One way, and what the crawl says of it."""

    name: str
    path: str
    manner: str = ""
    pipelines: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    reason: str = "finished"
    settled: int = 1
    """Requests that came to their end."""
    pending: bool = False
    items: int = 1


ENDINGS = [
    Ending("an answer", "/good"),
    Ending("a redirect", "/redirect", settled=2),
    Ending("a redirect loop", "/loop", settled=2, items=0),
    Ending("too many redirects", "/far0", settled=6),
    Ending("forbidden by robots", "/private"),
    Ending("not found", "/nothing"),
    Ending("retry given up", "/busy", settled=2),
    Ending("timeout", "/late", settled=2, settings={"DOWNLOAD_TIMEOUT": 1}),
    Ending("callback error", "/good", "callback_error", items=0),
    Ending("generator error", "/redirect", "generator_error", settled=2, items=0),
    Ending("generator error after a request", "/nothing", "generator_error", settled=2),
    Ending("errback output", "/private", "errback_output", settled=2, items=2),
    Ending("filtered duplicates", "/nothing", "duplicates", settled=2),
    Ending("bad gzip", "/gzip"),
    Ending("dropped item", "/good", pipelines=("Dropping",), items=0),
    Ending("broken pipeline", "/good", pipelines=("Breaking",), items=0),
    Ending("slow async pipeline", "/good", pipelines=("Slow",)),
    Ending("a request that can't be stored", "/nothing", "unstorable", settled=2),
    Ending(
        "close by count",
        "/nothing",
        "many",
        settings={"CLOSESPIDER_PAGECOUNT": 5, "CONCURRENT_REQUESTS": 2},
        reason="closespider_pagecount",
        settled=5,
        pending=True,
        items=4,
    ),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(REPLIES) as found:
        yield found


def crawl(folder: Path, plan: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, int, str | None]]]:
    """The stats of a crawl, and its frontier's requests: URL, state, result."""
    settings = {"NEWSCRAWL_RUN_FOLDER": str(folder), **plan.pop("settings", {})}
    extensions = {"scrapy.extensions.closespider.CloseSpider": 0}
    command = [sys.executable, "-m", "tests.crawl.endings_crawl"]
    given = json.dumps({**plan, "settings": {"EXTENSIONS": extensions, **settings}})
    done = subprocess.run(
        [*command, given], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(f"file:{folder / 'frontier.sqlite.part'}?mode=ro", uri=True)) as frontier:
        rows = frontier.execute("SELECT url, state, result FROM requests ORDER BY number").fetchall()
        assert frontier.execute("SELECT count(*) FROM hosts WHERE session IS NOT NULL").fetchone() == (0,)
    return json.loads(done.stdout), rows


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_an_ending_leaves_no_lease(tmp_path: Path, server: Server, ending: Ending) -> None:
    pipelines = [PIPELINE + name for name in ending.pipelines]
    plan = {"url": server.url(ending.path), "manner": ending.manner, "pipelines": pipelines}
    stats, requests = crawl(tmp_path / "run", {**plan, "settings": dict(ending.settings)})
    states = [state for _, state, _ in requests]
    assert stats["finish_reason"] == ending.reason
    assert 1 not in states
    if ending.pending:
        assert 0 in states
        assert states.count(2) >= ending.settled
        return
    assert states == [2] * ending.settled
    assert stats.get("item_scraped_count", 0) == ending.items


def test_a_refused_connection_leaves_no_lease(tmp_path: Path) -> None:
    with Server({}) as gone:
        url = gone.url("/")
    stats, requests = crawl(tmp_path / "run", {"url": url, "settings": {"ROBOTSTXT_OBEY": False}})
    assert stats["finish_reason"] == "finished"
    assert [state for _, state, _ in requests] == [2, 2]
