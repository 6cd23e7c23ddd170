"""Proxies that the environment names: everything goes through them, and nothing of their password stays."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider

from newscrawl.crawl.proxies import FROM_ENVIRONMENT, Proxies, check_proxies
from newscrawl.crawl.run import settings_for
from newscrawl.crawl.stored import pack
from newscrawl.errors import UsageError
from tests.archive.lab import Walked, walk
from tests.crawl.forwarding import Proxy
from tests.crawl.loopback import Outcome, Replies, Reply, Server, article, crawl, page_of, write_site
from tests.crawl.wire_server import tls_contexts

LIST, FIRST, MOVED, BUSY, INSIDE = "/list_1.html", *(f"/2026/03/12/a{number}.html" for number in range(1, 5))
PRIVATE = "10.7.7.7"


def busy_once(before: int) -> Reply:
    return Reply(article("忙过")) if before else Reply("busy", 503)


REPLIES: Replies = {
    LIST: Reply(page_of(FIRST, MOVED, BUSY, INSIDE)),
    FIRST: Reply(article("直接")),
    MOVED: Reply("", 302, {"Location": "/2026/03/12/a9.html"}),
    "/2026/03/12/a9.html": Reply(article("搬走")),
    BUSY: busy_once,
    INSIDE: Reply("", 302, {"Location": f"http://{PRIVATE}/2026/03/12/a5.html"}),
}
SECRET = "hunter@2"
SECRETS = (SECRET, "hunter%402", base64.b64encode(b"me:hunter@2").decode().rstrip("="))


def through(folder: Path, proxy: Proxy, scheme: str, login: str = "", **given: Any) -> Outcome:
    """Crawl the site through a proxy for everything."""
    write_site(folder, "paper.invalid", (f"{scheme}://paper.invalid{LIST}",))
    url = f"http://{login}{proxy.authority}"
    environ = {"http_proxy": url, "https_proxy": url, "no_proxy": "", "NO_PROXY": ""}
    quick = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "DOWNLOAD_VERIFY_CERTIFICATES": False}
    overrides = {**quick, **given.pop("overrides", {})}
    return crawl(folder, environ=environ, contact="you@example.org", overrides=overrides, **given)


def records(outcome: Outcome) -> list[Walked]:
    return [record for path in sorted(outcome.run.path.glob("*.warc.gz")) for record in walk(path)]


def check_kept_secret(folder: Path, outcome: Outcome) -> None:
    """Neither the password in any form, nor where the proxy is, is in any file or on the terminal."""
    files = [path for path in (folder / "output").rglob("*") if path.is_file()]
    assert len(files) > 5
    for path in files:
        data = path.read_bytes()
        plain = gzip.decompress(data) if path.name.endswith(".gz") else data
        assert not [secret for secret in SECRETS if secret.encode() in plain], path
        assert b"roxy-Auth" not in plain, path
    assert not [secret for secret in SECRETS if secret in outcome.log]


@pytest.mark.alone
def test_plain_pages_come_through_the_proxy(tmp_path: Path) -> None:
    with Server(REPLIES) as site, Proxy({"paper.invalid:80": site}, f"me:{SECRET}") as proxy:
        outcome = through(tmp_path, proxy, "http", "me:hunter%402@")
        hits = [hit.path for hit in site.hits]
    assert proxy.asked == [f"GET http://paper.invalid{path}" for path in hits]
    assert (proxy.refused, site.connections) == (0, len(hits))
    assert outcome.report["articles"]["refused"] == {"private address": 1}
    assert outcome.report["articles"]["fetched"] == 3
    assert outcome.report["retries"] == 1
    for record in records(outcome):
        assert not record.all("WARC-IP-Address")
        if record["WARC-Type"] == "request":
            first, host = record.block.split(b"\r\n")[0], record.block.lower()
            assert first.split(b" ")[1].decode() in hits
            assert b"\r\nhost: paper.invalid\r\n" in host
            assert b"proxy" not in host
        if record["WARC-Type"] == "metadata":
            assert b"proxied: yes\r\n" in record.block
    check_kept_secret(tmp_path, outcome)


@pytest.mark.alone
def test_tls_goes_through_a_tunnel_and_is_recorded_from_inside(tmp_path: Path) -> None:
    context = tls_contexts(tmp_path)["1.3"]
    with Server(REPLIES, tls=context) as site, Proxy({"paper.invalid:443": site}, f"me:{SECRET}") as proxy:
        outcome = through(tmp_path, proxy, "https", "me:hunter%402@")
        hits = [hit.path for hit in site.hits]
    # a redirect to plain HTTP goes to the proxy for plain HTTP, where the gate lets it
    assert set(proxy.asked) == {"CONNECT paper.invalid:443"}
    assert outcome.report["articles"]["fetched"] == 3
    found = [record for record in records(outcome) if record["WARC-Type"] == "request"]
    assert sorted(record.block.split(b" ")[1].decode() for record in found) == sorted(hits)
    assert {tuple(record.all("WARC-Protocol")) for record in found} == {("http/1.1", "tls/1.3")}
    assert not any(record.all("WARC-IP-Address") for record in records(outcome))
    check_kept_secret(tmp_path, outcome)


@pytest.mark.alone
def test_a_proxy_that_refuses_is_no_answer_of_the_site(tmp_path: Path) -> None:
    """Nothing goes round it, nothing of it is archived, and its 407 doesn't stand for a missing robots.txt."""
    with Server(REPLIES) as site, Proxy({"paper.invalid:80": site}, f"me:{SECRET}") as proxy:
        outcome = through(tmp_path, proxy, "http", "me:wrong@", overrides={"RETRY_TIMES": 0})
        assert (site.connections, proxy.refused) == (0, len(proxy.asked))
    assert outcome.report["robots"] == {"refused": 1, "unreachable": 1}
    assert not outcome.healthy
    assert list(outcome.run.path.glob("*.warc.gz")) == []
    with Server(REPLIES) as site, Proxy({"paper.invalid:443": site}, f"me:{SECRET}") as proxy:
        outcome = through(tmp_path, proxy, "https", "me:wrong@", overrides={"ROBOTSTXT_OBEY": False, "RETRY_TIMES": 0})
        assert site.connections == 0
    assert outcome.reasons == ["None of the 1 list page could be read (1 × TunnelError)."]


@pytest.mark.parametrize(
    ("overrides", "no_proxy", "asked"),
    [({}, "", False), ({"HTTPPROXY_ENABLED": True}, "127.0.0.1", False), ({"HTTPPROXY_ENABLED": True}, "", True)],
    ids=["this machine", "no_proxy", "told to"],
)
def test_what_needs_no_proxy_is_asked_directly(
    tmp_path: Path, overrides: dict[str, Any], no_proxy: str, asked: bool
) -> None:
    with Server({LIST: Reply(page_of(FIRST)), FIRST: Reply(article())}) as site, Proxy({site.authority: site}) as proxy:
        write_site(tmp_path, site.authority, (site.url(LIST),))
        environ = {"http_proxy": f"http://{proxy.authority}", "no_proxy": no_proxy, "NO_PROXY": no_proxy}
        outcome = crawl(tmp_path, environ=environ, overrides=overrides)
    assert outcome.healthy
    assert bool(proxy.asked) is asked
    addresses = {value for record in records(outcome) for value in record.all("WARC-IP-Address")}
    assert addresses == (set() if asked else {"127.0.0.1"})


@pytest.mark.parametrize(
    "url", ["socks5://127.0.0.1:1080", "http://", "/var/run/proxy.sock", "http://127.0.0.1:port", "http://me:hunter2@"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    url: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{scheme}_proxy", url)
    check_proxies(settings_for(), ["http://127.0.0.1/"])
    check_proxies(settings_for({"HTTPPROXY_ENABLED": False}), ["http://paper.invalid/"])
    with pytest.raises(UsageError, match=f"The proxy that {scheme}_proxy names can't be used") as told:
        check_proxies(settings_for(), ["http://127.0.0.1/", "http://paper.invalid/"])
    assert "hunter2" not in str(told.value)


def test_tls_to_a_proxy_serves_plain_pages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "https://127.0.0.1:3128")
    check_proxies(settings_for(), ["http://paper.invalid/"])
    monkeypatch.setenv("https_proxy", "https://127.0.0.1:3128")
    with pytest.raises(UsageError, match="https_proxy"):
        check_proxies(settings_for(), ["http://paper.invalid/"])


def test_no_password_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "me:hunter@127.0.0.1:3128")
    monkeypatch.setenv("no_proxy", "")
    proxies, spider = Proxies(), Spider(name="lab")
    request = Request("https://paper.invalid/", meta={"account": "x"})
    proxies.process_request(request)
    assert request.meta["proxy"] == "http://127.0.0.1:3128"
    assert b"Proxy-Authorization" in request.headers
    stored = pack(request, spider)
    assert stored is not None
    assert not [word for word in (b"roxy", b"hunter", b"3128", FROM_ENVIRONMENT.encode()) if word in stored]
    own = Request("http://paper.invalid/", meta={"proxy": "http://me:hunter@127.0.0.1:3128"})
    assert pack(own, spider) is None
    proxies.process_request(own)
    assert pack(own, spider) is None
    assert own.meta["proxy"] == "http://127.0.0.1:3128"
    assert pack(Request("http://paper.invalid/", meta={"proxy": "http://127.0.0.1:3128"}), spider) is not None
