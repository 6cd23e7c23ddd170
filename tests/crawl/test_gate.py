"""What may leave: the site's own hosts, no private address, no one unannounced."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import __version__
from newscrawl.crawl.identity import is_local, literal_address, require_contact, user_agent
from newscrawl.errors import UsageError
from tests.crawl.loopback import (
    Reply,
    Server,
    article,
    crawl,
    crawl_command,
    environment,
    finished,
    page_of,
    write_site,
)

HERE = "/2026/03/12/a1.html"
AWAY = "/2026/03/12/a2.html"


@pytest.mark.parametrize("target", ["http://{trap}/x", "http://{trap}/2026/03/12/a3.html", "//{trap}/x"])
def test_a_redirect_to_another_private_address_reaches_nothing(tmp_path: Path, target: str) -> None:
    with Server({}, host="127.0.0.2") as trap:
        replies = {
            "/list_1.html": Reply(page_of(HERE, AWAY)),
            HERE: Reply(article()),
            AWAY: Reply("", 302, {"Location": target.format(trap=trap.authority)}),
        }
        with Server(replies) as server:
            write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
            outcome = crawl(tmp_path)
        assert trap.connections == 0
        assert trap.hits == []
    account = outcome.report["lists"][0]
    assert account["refused"] == {"private address": 1}
    assert (account["fetched"], account["pending"]) == (1, 0)
    assert outcome.healthy


def test_a_robots_txt_that_redirects_to_a_private_address_bars_the_host(tmp_path: Path) -> None:
    with Server({}, host="127.0.0.2") as trap:
        replies = {"/robots.txt": Reply("", 302, {"Location": trap.url("/robots.txt")})}
        with Server(replies) as server:
            write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
            outcome = crawl(tmp_path)
            assert not server.asked("/list_1.html")
        assert trap.connections == 0
    assert outcome.report["robots"]["unreachable"] == 1


def test_a_redirect_to_another_port_of_the_site_s_address_is_off_the_site(tmp_path: Path) -> None:
    with Server({HERE: Reply(article())}) as other:
        replies = {"/list_1.html": Reply(page_of(AWAY)), AWAY: Reply("", 301, {"Location": other.url(HERE)})}
        with Server(replies) as server:
            write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
            outcome = crawl(tmp_path)
        assert other.hits == []
    assert outcome.report["articles"]["refused"]["redirected offsite"] == 1
    assert outcome.reasons == ["None of the 1 article asked for could be fetched (1 × redirected offsite)."]


def test_endless_redirects_end(tmp_path: Path) -> None:
    replies = {
        "/list_1.html": Reply(page_of(HERE, AWAY)),
        HERE: Reply(article()),
        **{
            f"/2026/03/12/a{number}.html": Reply("", 302, {"Location": f"/2026/03/12/a{number + 1}.html"})
            for number in range(2, 20)
        },
    }
    with Server(replies) as server:
        write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
        outcome = crawl(tmp_path)
        assert len(server.asked("/2026/03/12/a")) == 1 + 6
    assert outcome.report["articles"]["refused"]["redirects"] == 1


def test_no_request_leaves_without_a_contact(tmp_path: Path) -> None:
    write_site(tmp_path, "paper.test", ("http://paper.test/list_1.html",))
    done = finished(tmp_path, crawl_command(names=["paper"]))
    assert done.returncode != 0
    assert "UsageError: Give a contact before paper.test is asked for pages" in done.stderr
    assert not (tmp_path / "output").exists()


def test_scrapy_s_own_command_asks_for_a_contact_too(tmp_path: Path) -> None:
    write_site(tmp_path, "paper.test", ("http://paper.test/list_1.html",))
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "paper"],
        cwd=tmp_path,
        env=environment(SCRAPY_SETTINGS_MODULE="newscrawl.settings"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "Give a contact before paper.test" in done.stderr
    assert not (tmp_path / "output").exists()


def test_pages_see_who_asks(tmp_path: Path) -> None:
    replies = {"/list_1.html": Reply(page_of(HERE)), HERE: Reply(article())}
    with Server(replies) as server:
        write_site(tmp_path, server.authority, (server.url("/list_1.html"),))
        crawl(tmp_path, contact="you@example.org")
        assert {hit.headers["User-Agent"] for hit in server.hits} == {f"newscrawl/{__version__} (+you@example.org)"}
        assert {hit.headers["Accept-Encoding"] for hit in server.hits} == {"gzip"}
        assert {"Cookie", "Accept-Language"}.isdisjoint(server.hits[0].headers)


@pytest.mark.parametrize("contact", ["me", "me@", "a@b", "a (b)@example.org", "ftp://x.test", "a@example.org\r\nX: y"])
def test_a_contact_must_reach_someone(contact: str) -> None:
    with pytest.raises(UsageError, match="neither a mail address nor a URL"):
        user_agent(contact)


def test_who_we_are() -> None:
    assert user_agent("") == user_agent(None) == f"newscrawl/{__version__}"
    assert user_agent("https://example.org/bot").endswith(" (+https://example.org/bot)")
    require_contact("", ["http://127.0.0.1:8899/", "http://[::1]/", "http://localhost/"])
    with pytest.raises(UsageError, match=r"paper\.test is asked"):
        require_contact(None, ["http://127.0.0.1/", "http://paper.test/"])


LITERALS = {
    "127.0.0.1": "127.0.0.1",
    "127.1": "127.0.0.1",
    "0x7f000001": "127.0.0.1",
    "2130706433": "127.0.0.1",
    "0177.0.0.1": "127.0.0.1",
    "::1": "::1",
    "[::1]": "::1",
    "fe80::1%eth0": "fe80::1",
    "LOCALHOST.": "127.0.0.1",
    "www.localhost": "127.0.0.1",
    "93.184.215.14": "93.184.215.14",
    "paper.test": None,
    "123.test": None,
    "cafe": None,
    "": None,
}


@pytest.mark.parametrize("host", LITERALS)
def test_addresses_are_read_as_systems_read_them(host: str) -> None:
    assert literal_address(host) == LITERALS[host]


@given(st.ip_addresses())
def test_every_address_is_itself(address: object) -> None:
    assert literal_address(str(address)) == str(address)


@given(st.text(max_size=40))
def test_no_host_name_breaks_it(host: str) -> None:
    assert is_local(host) in (True, False)
