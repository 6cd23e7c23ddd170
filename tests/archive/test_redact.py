"""Redaction: the values named are gone from everything the run keeps, the rest stays byte for byte, and it is said."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request, Spider

from newscrawl.archive.redact import NEEDED, REDACTED, Redaction
from newscrawl.archive.verify import verify
from newscrawl.crawl.stored import pack, unpack
from newscrawl.errors import UsageError
from newscrawl.exchange import parse_head
from tests.archive.lab import exchange, walk
from tests.crawl.loopback import Reply, Server, article, crawl, page_of, write_site

LIST, FIRST, MOVED = "/list_1.html", "/2026/03/12/a1.html", "/2026/03/12/a2.html"
HEADERS = {"Cookie": "id=hunter1", "Authorization": "Bearer hunter2", "X-Plain": "kept"}
TOKENS = st.text("abcXYZ-", min_size=1, max_size=8)
VALUES = st.binary(max_size=20).map(lambda raw: raw.replace(b"\r", b"").replace(b"\n", b"").strip())


def test_values_are_replaced_wherever_they_stand() -> None:
    head = b"HTTP/1.1 200 OK\r\nset-COOKIE : a=hunter\r\n\tfolded=hunter\r\nX: 1\r\n y\r\nSet-Cookie:b=hunter\nZ: 2\r\n\r\n"
    given_ = exchange(response=head + b"Set-Cookie: stays\r\n", request=b"GET / HTTP/1.1\r\nCookie: hunter")
    kept, names = Redaction(["Set-Cookie", " cookie "]).applied(given_)
    assert names == ("cookie", "set-cookie")
    assert kept.response == (
        b"HTTP/1.1 200 OK\r\nset-COOKIE : (redacted)\r\nX: 1\r\n y\r\nSet-Cookie: (redacted)\nZ: 2\r\n\r\n"
        b"Set-Cookie: stays\r\n"
    )
    assert kept.request == b"GET / HTTP/1.1\r\nCookie: (redacted)"


def test_the_password_of_a_proxy_is_always_replaced() -> None:
    sent = exchange(request=b"GET / HTTP/1.1\r\nProxy-Authorization: Basic aHVudGVy\r\n\r\n")
    kept, names = Redaction().applied(sent)
    assert (kept.request, names) == (
        b"GET / HTTP/1.1\r\nProxy-Authorization: (redacted)\r\n\r\n",
        ("proxy-authorization",),
    )
    untouched = exchange()
    assert Redaction(["Cookie"]).applied(untouched) == (untouched, ())
    assert Redaction(["Cookie"]).applied(untouched)[0] is untouched


@given(st.lists(st.tuples(TOKENS, VALUES)), TOKENS, st.binary(max_size=200))
def test_the_rest_stays_byte_for_byte(fields: list[tuple[str, bytes]], name: str, body: bytes) -> None:
    lines = [f"{key}: ".encode() + value for key, value in fields]
    message = b"\r\n".join([b"HTTP/1.1 200 OK", *lines, b"", body])
    kept, names = Redaction([name]).applied(exchange(response=message))
    secret = [key.lower() == name.lower() for key, _ in fields]
    wanted = [
        f"{key}: ".encode() + REDACTED if hidden else line
        for (key, _), line, hidden in zip(fields, lines, secret, strict=True)
    ]
    assert kept.response == b"\r\n".join([b"HTTP/1.1 200 OK", *wanted, b"", body])
    assert bool(names) is any(secret)
    assert len(kept.response) - parse_head(kept.response)[3] == len(message) - parse_head(message)[3]


@pytest.mark.parametrize("name", [*NEEDED, "Content-Type", "no name", "", "a\r\nb", "饼干"])
def test_what_can_not_be_redacted_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="redacted"):
        Redaction([name])


def test_a_request_is_stored_without_its_secrets() -> None:
    spider, usual = Spider(name="lab"), {"cookie": b"id=hunter1", "authorization": None}
    request = Request("http://paper.invalid/", headers={"Cookie": "id=hunter1", "X": "kept"})
    stored = pack(request, spider, usual)
    assert stored is not None
    assert b"hunter" not in stored
    assert unpack(stored, spider).headers.to_unicode_dict() == {"X": "kept"}
    for headers in ({"Cookie": "id=another"}, {"Authorization": "hunter2"}):
        assert pack(Request("http://paper.invalid/", headers=headers), spider, usual) is None


def test_nothing_of_them_is_kept_and_the_records_say_so(tmp_path: Path) -> None:
    replies = {
        LIST: Reply(page_of(FIRST, MOVED), headers={"Set-Cookie": "session=hunter3; Path=/"}),
        FIRST: Reply(article()),
        MOVED: Reply("", 302, {"Location": FIRST.replace("a1", "a3")}),
        FIRST.replace("a1", "a3"): Reply(article("另一篇")),
    }
    with Server(replies) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        given_ = {"DEFAULT_REQUEST_HEADERS": HEADERS, "NEWSCRAWL_WARC_REDACT": "Cookie, Authorization, Set-Cookie"}
        outcome = crawl(tmp_path, overrides=given_)
        assert all(HEADERS.items() <= hit.headers.items() for hit in server.asked("/2026"))
    assert outcome.healthy
    assert outcome.report["articles"]["fetched"] == 2
    for path in filter(Path.is_file, outcome.run.path.iterdir()):
        data = path.read_bytes()
        assert b"hunter" not in (gzip.decompress(data) if path.name.endswith(".gz") else data), path
    (warc,) = outcome.run.path.glob("*.warc.gz")
    assert verify(outcome.run.articles, [warc]).ok
    requests = [record for record in walk(warc) if record["WARC-Type"] == "request"]
    assert all(b"\r\nCookie: (redacted)\r\n" in record.block for record in requests)
    assert all(b"\r\nX-Plain: kept\r\n" in record.block for record in requests)
    said = {record["WARC-Target-URI"]: record.block for record in walk(warc) if record["WARC-Type"] == "metadata"}
    assert b"redacted: authorization cookie set-cookie\r\n" in said[server.url(LIST)]
    assert b"redacted: authorization cookie\r\n" in said[server.url(FIRST)]
