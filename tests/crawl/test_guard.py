"""Which addresses may be fetched from."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.crawler import Crawler

from newscrawl.crawl.guard import peer_allowed


def crawler(*domains: str) -> Crawler:
    """As much of a crawler as the guard looks at."""
    site = SimpleNamespace(domains=domains)
    return cast("Crawler", cast("Any", SimpleNamespace(spider=SimpleNamespace(site=site))))


@pytest.mark.parametrize("ip", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_the_public_net_is_allowed(ip: str) -> None:
    assert peer_allowed(crawler("example.org"), Request("http://elsewhere.example/"), ip)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "127.0.0.2",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
    ],
)
def test_other_addresses_are_refused(ip: str) -> None:
    assert not peer_allowed(crawler("example.org"), Request("http://elsewhere.example/"), ip)


def test_the_site_itself_is_allowed_where_it_is() -> None:
    literal = crawler("127.0.0.1:8080")
    assert peer_allowed(literal, Request("http://127.0.0.1:8080/"), "127.0.0.1")
    assert peer_allowed(literal, Request("http://localhost:8080/"), "127.0.0.1")
    assert not peer_allowed(literal, Request("http://127.0.0.2/"), "127.0.0.2")
    named = crawler("paper.intranet:8080")
    assert peer_allowed(named, Request("http://paper.intranet:8080/a"), "10.0.0.5")
    assert not peer_allowed(named, Request("http://other.intranet/a"), "10.0.0.5")
    assert not peer_allowed(named, Request("http://paper.intranet:8080/a"), "169.254.169.254")
    assert peer_allowed(crawler("[::1]:8080"), Request("http://[::1]:8080/"), "::1")


def test_a_spider_without_a_site_gets_the_public_net_only() -> None:
    bare = cast("Crawler", cast("Any", SimpleNamespace(spider=SimpleNamespace())))
    assert not peer_allowed(bare, Request("http://127.0.0.1/"), "127.0.0.1")
