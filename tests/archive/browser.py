"""Chromium without a window, driven over its DevTools protocol by two pipes; and a server that gives it files."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-server=127.0.0.1:9",  # nothing but loopback can be reached
    "--proxy-bypass-list=<-loopback>;127.0.0.1",
    "--window-size=1200,900",
    "--remote-debugging-pipe",
    "about:blank",
)


class Browser:
    """One tab. Every call ends after a minute at most."""

    def __init__(self, write: int, read: BinaryIO) -> None:
        self._write = write
        self._read = read
        self._number = 0
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and give its result; events that come before it are passed over."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = json.loads(self._next())
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> bytes:
        piece = b""
        while (byte := self._read.read(1)) != b"\0":
            assert byte, "the browser is gone"
            piece += byte
        return piece

    def go(self, url: str) -> None:
        """Begin to load a page."""
        answer = self.call("Page.navigate", url=url)
        assert not answer.get("errorText"), answer

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited where it is a promise."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait(self, expression: str, seconds: float = 60) -> Any:
        """Ask until the value is true; the last one, also where time runs out."""
        until = time.monotonic() + seconds
        while True:
            value = None
            with suppress(AssertionError):  # the page may be on its way to another one
                value = self.ask(expression)
            if value or time.monotonic() > until:
                return value
            time.sleep(0.05)

    def picture(self, path: Path) -> None:
        """Save what is shown as PNG."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in a folder."""
    ours, theirs = os.pipe(), os.pipe()  # what it reads as descriptor 3, and what it writes as 4

    def hand_over() -> None:
        read, write = os.dup(ours[0]), os.dup(theirs[1])
        os.dup2(read, 3)
        os.dup2(write, 4)

    command = ["chromium", f"--user-data-dir={folder / 'profile'}", *_OPTIONS]
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            command, preexec_fn=hand_over, close_fds=False, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
    os.close(ours[0])
    os.close(theirs[1])
    read = os.fdopen(theirs[0], "rb")
    killer = threading.Timer(300, process.kill)
    killer.start()
    try:
        yield Browser(ours[1], read)
    finally:
        killer.cancel()
        process.terminate()
        process.wait(20)
        os.close(ours[1])
        read.close()


@contextmanager
def serving_files(files: Mapping[str, Path | bytes]) -> Iterator[str]:
    """Serve files by path on loopback, parts of them too, as players ask for; the server's address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, files))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


_BYTES = "application/octet-stream"
_TYPES = {"js": "text/javascript", "html": "text/html; charset=utf-8"}


class _Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def __init__(self, files: Mapping[str, Path | bytes], *args: Any) -> None:
        self._files = files
        super().__init__(*args)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        found = self._files.get(path)
        data = found.read_bytes() if isinstance(found, Path) else found or b""
        status, start, end = 200 if found is not None else 404, 0, len(data)
        if match := re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", "")):
            first, last = match.groups()
            status, start = 206, int(first) if first else max(0, end - int(last))
            end = min(end, int(last) + 1) if first and last else end
        self.send_response(status)
        self.send_header("Content-Type", _TYPES.get(path.rpartition(".")[2] if path[-1] != "/" else "html", _BYTES))
        self.send_header("Content-Length", str(end - start))
        self.send_header("Accept-Ranges", "bytes")
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data[start:end])

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
