"""robots.txt as RFC 9309 has it, against real servers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.crawl.robots import MAX_BYTES, Rules
from tests.crawl.loopback import Replies, Reply, Server, article, crawl, page_of, write_site

MANY = tuple(f"/list_{number}.html" for number in range(20))


def robots(text: str, status: int = 200, **more: float) -> Reply:
    return Reply(text, status, {"Content-Type": "text/plain"}, **more)


def test_twenty_disallowed_requests_at_once_fetch_nothing(tmp_path: Path) -> None:
    replies: Replies = {
        "/robots.txt": robots("User-agent: *\nDisallow: /list_\n", wait=0.3),
        **{path: Reply(page_of("/2026/03/12/a1.html")) for path in MANY},
    }
    with Server(replies) as server:
        write_site(tmp_path, server.authority, tuple(map(server.url, MANY)))
        outcome = crawl(tmp_path, overrides={"CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 32})
        assert [hit.path for hit in server.hits] == ["/robots.txt"]
    assert outcome.report["robots"] == {"read": 1, "refused": 20}
    assert [account["failure"] for account in outcome.report["lists"]] == ["robots"] * 20
    assert outcome.reasons == ["None of the 20 list pages could be read (20 × robots)."]


@pytest.mark.parametrize(
    ("reply", "stat", "fetched"),
    [
        (robots("", 404), "absent", True),
        (robots("", 403), "absent", True),
        (robots("", 500), "unreachable", False),
        (robots("", 429), "unreachable", False),
        (Reply("", 301, {"Location": "/robots.txt"}), "absent", True),
        (robots("User-agent: newscrawl\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), "read", False),
        (robots("User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nAllow: /\n"), "read", True),
        (robots("\ufeffUser-agent: *\nDisallow: /list_1.html\n"), "read", False),
        (robots("# long\n" * (MAX_BYTES // 7) + "User-agent: *\nDisallow: /\n"), "read", True),
        (robots("User-agent: *\nDisallow: /list_\n" + "# long\n" * (MAX_BYTES // 7)), "read", False),
        (robots("User-agent: *\nDisallow: /\n" + "# endless\n" * 400_000), "unreachable", False),
        (robots("User-agent: *\nAllow: /\n", wait=3), "unreachable", False),
    ],
    ids=[
        "404",
        "403",
        "500",
        "429",
        "endless redirect",
        "barred by name",
        "allowed by name",
        "byte order mark",
        "barred behind the limit",
        "barred before the limit",
        "larger than any answer may be",
        "too slow",
    ],
)
def test_what_a_robots_txt_allows(tmp_path: Path, reply: Reply, stat: str, fetched: bool) -> None:
    listing = Reply(page_of("/2026/03/12/a1.html"))
    with Server({"/robots.txt": reply, "/list_1.html": listing, "/2026/03/12/a1.html": Reply(article())}) as server:
        write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
        limits = {"DOWNLOAD_TIMEOUT": 2, "DOWNLOAD_MAXSIZE": 3_000_000, "RETRY_TIMES": 0}
        outcome = crawl(tmp_path, overrides=limits)
        assert bool(server.asked("/list_1.html")) is fetched
    assert outcome.report["robots"][stat] == 1
    assert outcome.healthy is fetched


@pytest.mark.parametrize(("hops", "read"), [(5, True), (6, False)])
def test_five_redirects_to_another_server_are_followed(tmp_path: Path, hops: int, read: bool) -> None:
    """The sixth counts as no robots.txt; the rules hold for the host that was asked first."""
    rules = robots("User-agent: *\nDisallow: /list_\n")
    listing = Reply(page_of("/2026/03/12/a1.html"))
    with Server({f"/{hops}": rules}) as other:
        moves = {f"/{hop}": Reply("", 302, {"Location": f"/{hop + 1}"}) for hop in range(1, hops - 1)}
        moves |= {"/robots.txt": Reply("", 301, {"Location": "/1"})}
        moves |= {f"/{hops - 1}": Reply("", 307, {"Location": other.url(f"/{hops}")})}
        with Server({**moves, "/list_1.html": listing, "/2026/03/12/a1.html": Reply(article())}) as server:
            write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
            outcome = crawl(tmp_path)
            assert bool(server.asked("/list_1.html")) is not read
    assert outcome.report["robots"]["read" if read else "absent"] == 1
    assert bool(other.hits) is read


def test_an_unreachable_robots_txt_bars_the_host(tmp_path: Path) -> None:
    with Server({}) as gone:
        authority, url = gone.authority, gone.url("/list_1.html")
    write_site(tmp_path, authority, (url,))
    outcome = crawl(tmp_path, overrides={"RETRY_TIMES": 0})
    assert outcome.report["robots"]["unreachable"] == 1
    assert outcome.account(url)["failure"] == "robots"
    assert "can't be fetched, so nothing is fetched there" in outcome.log


def test_delays_are_read() -> None:
    assert Rules(b"User-agent: *\nCrawl-delay: 2.5\n").delay == 2.5
    assert Rules(b"User-agent: *\nRequest-rate: 1/5\n").delay == 5
    assert Rules(b"User-agent: *\nRequest-rate: 2/5\nCrawl-delay: 1\n").delay == 2.5
    assert Rules(b"User-agent: other\nCrawl-delay: 9\n").delay == 0
    assert Rules(b"User-agent: *\nCrawl-delay: soon\n").delay == 0


def test_only_the_first_part_of_an_endless_robots_txt_is_read() -> None:
    filler = b"# nothing\n" * (MAX_BYTES // 10)
    assert Rules(filler + b"User-agent: *\nDisallow: /\n").allows("http://paper.test/a") is True


@given(st.binary(max_size=300))
def test_no_bytes_break_it(body: bytes) -> None:
    rules = Rules(body)
    assert rules.allows("http://paper.test/a.html") in (True, False)
    assert rules.delay >= 0
