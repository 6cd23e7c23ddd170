"""How fast a host is asked, measured at the server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.crawl.throttle import FlooredSlot, retry_after
from tests.crawl.loopback import Reply, Server, article, crawl, page_of, write_site

ARTICLES = [f"/2026/03/12/a{number}.html" for number in range(6)]
TOLERANCE = 0.02
"""Seconds that a request may arrive earlier than it was sent after the last, since connections take time to open."""


def gaps(tmp_path: Path, robots: str, overrides: dict[str, Any]) -> list[float]:
    """Seconds between the requests of one crawl as they arrived."""
    pages = {path: Reply(article()) for path in ARTICLES}
    replies = {"/robots.txt": Reply(robots), "/list_1.html": Reply(page_of(*ARTICLES)), **pages}
    with Server(replies) as server:
        write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
        assert crawl(tmp_path, overrides=overrides).healthy
        assert len(server.hits) == 8
        return [after.at - before.at for before, after in pairwise(server.hits)]


def test_crawl_delay_is_a_floor_under_autothrottle_and_jitter(tmp_path: Path) -> None:
    """A fast server, so AutoThrottle goes to the least it may; eight connections are allowed."""
    found = gaps(
        tmp_path,
        "User-agent: *\nCrawl-delay: 0.4\n",
        {
            "AUTOTHROTTLE_ENABLED": True,
            "AUTOTHROTTLE_START_DELAY": 0.1,
            "AUTOTHROTTLE_TARGET_CONCURRENCY": 8,
            "DOWNLOAD_DELAY": 0.05,
            "DOWNLOAD_DELAY_JITTER": 0.5,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        },
    )
    assert min(found) >= 0.4 - TOLERANCE
    assert max(found) <= 0.4 * 1.5 + 0.3


def test_download_delay_is_a_floor_too(tmp_path: Path) -> None:
    overrides = {"DOWNLOAD_DELAY": 0.3, "AUTOTHROTTLE_ENABLED": True, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
    assert min(gaps(tmp_path, "", {**overrides, "AUTOTHROTTLE_START_DELAY": 0.3})) >= 0.3 - TOLERANCE


def test_this_machine_is_not_spared_unless_told_to(tmp_path: Path) -> None:
    assert max(gaps(tmp_path, "", {})) < 0.5


def in_two_seconds() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2.999), usegmt=True)


@pytest.mark.parametrize(("status", "given"), [(503, lambda: "1"), (429, lambda: "1"), (429, in_two_seconds)])
def test_a_busy_host_is_left_alone_as_long_as_it_asks(tmp_path: Path, status: int, given: Callable[[], str]) -> None:
    def busy(before: int) -> Reply:
        return Reply(page_of(*ARTICLES)) if before else Reply("busy", status, {"Retry-After": given()})

    pages = {path: Reply(article()) for path in ARTICLES}
    with Server({"/list_1.html": busy, "/robots.txt": Reply(""), **pages}) as server:
        write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
        outcome = crawl(tmp_path)
        first, second = server.asked("/list_1.html")
    assert second.at - first.at >= 1 - TOLERANCE
    assert outcome.healthy
    assert outcome.report["retry_after"] == 1


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_connections_than_allowed(tmp_path: Path, concurrency: int) -> None:
    """Scrapy's own downloader opened seven where one was allowed."""
    met = threading.Event()

    def page(before: int) -> Reply:
        """As many requests as are allowed have to meet before the first is answered."""
        if len(server.asked("/2026")) >= concurrency:
            met.set()
        met.wait(60)
        return Reply(article(), wait=0.05)

    with Server({"/list_1.html": Reply(page_of(*ARTICLES)), **dict.fromkeys(ARTICLES, page)}) as server:
        write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
        assert crawl(tmp_path, overrides={"CONCURRENT_REQUESTS_PER_DOMAIN": concurrency}).healthy
        assert server.most_at_once == concurrency


@given(delay=st.floats(0, 100), jitter=st.floats(0, 2), floor=st.floats(0, 100))
def test_no_draw_is_under_the_floor(delay: float, jitter: float, floor: float) -> None:
    slot = FlooredSlot(8, delay, jitter, lambda: floor)
    least = max(delay, floor)
    assert all(least <= slot.download_delay() <= least * (1 + jitter) for _ in range(20))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(b"0", 0), (b" 120 ", 120), (b"soon", None), (b"-1", None), (b"", None), (None, None), (b"\xb2", None)],
)
def test_retry_after_in_seconds(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_retry_after_as_a_date() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    found = retry_after(moment.encode("ascii"))
    assert found is not None
    assert 80 < found <= 90
    assert retry_after(b"Sun, 06 Nov 1994 08:49:37 GMT") == 0
