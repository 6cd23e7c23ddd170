"""What crosses the socket: wire forms, conditional requests, keep-alive, and an end on a signal."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest

from newscrawl.demo import DEFAULT_PORT, Newspaper, default_port, running, serve
from newscrawl.demo.wire import FORMS, Request, chunked, parse_request
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.exchange import Exchange, dechunk
from tests.demo.client import Fetch, raw, until_closed


def wire_form(exchange: Exchange) -> str:
    """The form an answer has, told from its head alone."""
    if exchange.response.startswith(b"HTTP/1.0"):
        return "close"
    coded = "gzip" if exchange.header(b"content-encoding") == b"gzip" else ""
    framed = "chunked" if exchange.transfer_coded else ""
    return "-".join(filter(None, (coded, framed))) or "plain"


def test_every_wire_form_is_there(paper: Newspaper, fetch: Fetch) -> None:
    answers = {path: fetch(path, Accept_Encoding="gzip") for path in paper.edition.article_paths()}
    assert {wire_form(answer) for answer in answers.values()} == {*FORMS, "close"}
    for path, answer in answers.items():
        assert answer.body() == paper.edition.answer(path).body


def test_no_gzip_for_a_client_that_does_not_take_it(paper: Newspaper, fetch: Fetch) -> None:
    for path in paper.edition.list_paths():
        assert "gzip" not in wire_form(fetch(path))


def test_chunks_vary_and_are_more_than_one(paper: Newspaper, fetch: Fetch) -> None:
    sizes = set()
    for path in paper.edition.article_paths():
        answer = fetch(path)
        if answer.transfer_coded:
            framed = answer.response.partition(b"\r\n\r\n")[2]
            sizes.add(framed.split(b"\r\n", 1)[0].split(b";")[0])
    assert len(sizes) > 3


@pytest.mark.parametrize("size", [0, 1, 2, 17, 5000, 70000])
def test_chunked_gives_the_body_back(size: int) -> None:
    body = bytes(range(256)) * (size // 256 + 1)
    assert dechunk(chunked(body[:size])) == body[:size]


def test_close_page_is_http_1_0_without_length(fetch: Fetch) -> None:
    answer = fetch("/2024-04/18/content_20412.html")
    assert answer.response.startswith(b"HTTP/1.0 200 OK\r\n")
    assert answer.header(b"content-length") is None
    assert "白鹭洲书屋" in answer.body().decode()


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_304_for_what_has_not_changed(fetch: Fetch, encoding: str) -> None:
    path = "/2024-12/17/content_20401.html"
    first = fetch(path, Accept_Encoding=encoding)
    etag, modified = first.header(b"etag"), first.header(b"last-modified")
    assert etag
    assert modified
    same = fetch(path, Accept_Encoding=encoding, If_None_Match=etag.decode())
    assert (same.status, same.entity, same.header(b"etag")) == (304, b"", etag)
    assert fetch(path, If_Modified_Since=modified.decode()).status == 304
    assert fetch(path, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
    assert fetch(path, If_Modified_Since="yesterday").status == 200
    other = fetch(path, Accept_Encoding=encoding, If_None_Match='"other"', If_Modified_Since=modified.decode())
    assert other.status == 200


def test_304_is_counted(paper: Newspaper, fetch: Fetch) -> None:
    path = "/2024-12/16/content_20402.html"
    etag = (fetch(path).header(b"etag") or b"").decode()
    before = paper.hits[path], paper.conditional[path]
    fetch(path, If_None_Match=f'"x", W/{etag}')
    assert (paper.hits[path], paper.conditional[path]) == (before[0] + 1, before[1] + 1)


def test_keep_alive_and_pipelined_requests(paper: Newspaper) -> None:
    with socket.create_connection((paper.host, paper.port), timeout=10) as client:
        for split in (10, 30):
            request = b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n"
            client.sendall(request[:split])
            client.sendall(request[split:])
            assert client.recv(65536).startswith(b"HTTP/1.1 200 OK")
        client.sendall(request * 2 + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        received = until_closed(client)
    assert received.count(b"HTTP/1.1 200 OK") == 3


def test_head_has_no_body(paper: Newspaper) -> None:
    received = raw(paper, b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert received.endswith(b"\r\n\r\n")
    assert b" 200 OK" in received


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\n\r\n", b"405"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 40_000, b"431"),
        (b"GET /nowhere HTTP/1.0\r\n\r\n", b"404"),
    ],
)
def test_answers_what_is_no_good_request(paper: Newspaper, sent: bytes, status: bytes) -> None:
    assert raw(paper, sent).split(b" ")[1] == status


def test_absolute_form_and_versions() -> None:
    assert parse_request(b"GET http://h:1/a?b HTTP/1.1\r\nHost: h") == Request("GET", "/a?b", "HTTP/1.1", {"host": "h"})
    old = parse_request(b"GET / HTTP/1.0\r\nConnection: Keep-Alive")
    assert old is not None
    assert old.keeps_open


def test_served_in_an_event_loop() -> None:
    async def crawl() -> bytes:
        async with Newspaper(port=0) as served:
            reader, writer = await asyncio.open_connection(served.host, served.port)
            writer.write(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
            await writer.wait_closed()
        return answer

    assert b"Crawl-delay: 0.05" in asyncio.run(crawl())


def test_a_taken_port_is_told(paper: Newspaper) -> None:
    with pytest.raises(NewscrawlError, match=f"127.0.0.1:{paper.port}.*choose another port"), running(paper.port):
        pass


def test_the_end_closes_open_connections() -> None:
    with running() as served:
        client = socket.create_connection((served.host, served.port), timeout=10)
        client.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(65536)
        port = served.port
    with client:
        assert client.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_on_a_signal(number: signal.Signals) -> None:
    code = f"from newscrawl.demo import serve; serve(0, ready=lambda port: print(port, flush=True)); print({'ended'!r})"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=10) as answer:
            assert answer.status == 200
        os.kill(process.pid, number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "ended\n", "")


def test_the_port_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSCRAWL_DEMO_PORT", raising=False)
    assert default_port() == DEFAULT_PORT == 8899
    monkeypatch.setenv("NEWSCRAWL_DEMO_PORT", "9001")
    assert default_port() == 9001
    for wrong in ("0", "70000", "http", "-1"):
        monkeypatch.setenv("NEWSCRAWL_DEMO_PORT", wrong)
        with pytest.raises(UsageError, match="NEWSCRAWL_DEMO_PORT"):
            default_port()


def test_serve_says_when_the_port_is_taken(paper: Newspaper) -> None:
    with pytest.raises(NewscrawlError, match="can't be served"):
        serve(paper.port)
