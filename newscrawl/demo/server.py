"""The demo's web server: asyncio, one process, loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from newscrawl.demo.edition import Answer, Edition
from newscrawl.demo.wire import MAX_HEAD, Request, message, parse_request
from newscrawl.errors import NewscrawlError, UsageError

DEFAULT_PORT = 8899


def default_port() -> int:
    """The port of NEWSCRAWL_DEMO_PORT, else 8899. Raises UsageError where it is no port."""
    text = os.environ.get("NEWSCRAWL_DEMO_PORT", "")
    if not text:
        return DEFAULT_PORT
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise UsageError(f"NEWSCRAWL_DEMO_PORT is {text!r}; set it to a port number from 1 to 65535")
    return int(text)


class Newspaper:
    """The site, served while the context lasts: `async with Newspaper(port=0) as paper: paper.port`.

    `hits` counts the requests by path and query, `conditional` those that got a 304.
    """

    def __init__(self, port: int = 0, articles: int | None = None, host: str = "127.0.0.1") -> None:
        self.edition = Edition(articles)
        self.host = host
        self.port = port
        self.hits: Counter[str] = Counter()
        self.conditional: Counter[str] = Counter()
        self._open: set[asyncio.Transport] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where it is served, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(lambda: _Connection(self), self.host, self.port)
        except OSError as error:
            raise NewscrawlError(
                f"the demo can't be served on {self.host}:{self.port}: {error.strerror or error}; choose another port"
            ) from error
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is None:
            return
        self._server.close()
        for transport in list(self._open):
            transport.abort()
        await self._server.wait_closed()
        self._server = None

    def opened(self, transport: asyncio.Transport) -> None:
        """Note a connection, so that the end of the server ends it."""
        self._open.add(transport)

    def closed(self, transport: asyncio.Transport) -> None:
        """Forget a connection."""
        self._open.discard(transport)

    def reply(self, request: Request) -> tuple[bytes, bool]:
        """The bytes that answer a request, and whether the connection lasts after them."""
        self.hits[request.target] += 1
        if request.method not in ("GET", "HEAD"):
            return message(Answer(405, b"", wire="plain"), request)[0], False
        data, open_after = message(self.edition.answer(request.target), request)
        if data.startswith(b"HTTP/1.1 304"):
            self.conditional[request.target] += 1
        return data, open_after


class _Connection(asyncio.Protocol):
    """One client: its requests are answered in order."""

    def __init__(self, paper: Newspaper) -> None:
        self._paper = paper
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._paper.opened(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._paper.closed(self._transport)

    def data_received(self, data: bytes) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head, self._received = self._received[:end], self._received[end + 4 :]
            request = parse_request(head)
            if request is None:
                self._refuse(transport, b"400 Bad Request")
                return
            answer, open_after = self._paper.reply(request)
            transport.write(answer)
            if not open_after:
                transport.close()
                return
        if len(self._received) > MAX_HEAD:
            self._refuse(transport, b"431 Request Header Fields Too Large")

    def _refuse(self, transport: asyncio.Transport, status: bytes) -> None:
        transport.write(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        transport.close()


def serve(
    port: int,
    articles: int | None = None,
    host: str = "127.0.0.1",
    ready: Callable[[int], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called with the port once it listens.

    Raises NewscrawlError where the port can't be had.
    """
    asyncio.run(_serve(port, articles, host, ready))


async def _serve(port: int, articles: int | None, host: str, ready: Callable[[int], None] | None) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with Newspaper(port, articles, host) as paper:
        if ready is not None:
            ready(paper.port)
        await stop.wait()


@contextmanager
def running(port: int = 0, articles: int | None = None, host: str = "127.0.0.1") -> Iterator[Newspaper]:
    """The site, served by a thread of this process while the context lasts."""
    paper = Newspaper(port, articles, host)
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    ready = threading.Event()
    failures: list[BaseException] = []

    async def work() -> None:
        try:
            async with paper:
                ready.set()
                await stop.wait()
        except NewscrawlError as error:
            failures.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=lambda: loop.run_until_complete(work()), name="newspaper", daemon=True)
    thread.start()
    ready.wait()
    try:
        if failures:
            raise failures[0]
        yield paper
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
