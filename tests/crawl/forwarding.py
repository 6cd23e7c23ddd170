"""A small HTTP proxy on loopback: forwards absolute-form requests, opens tunnels, and may ask for a password."""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import threading
from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

from tests.crawl.loopback import Server


class Proxy:
    """Forwards to the servers it is told to find under host names, while the context lasts; 502 for other names."""

    def __init__(self, routes: Mapping[str, Server], login: str = "") -> None:
        """routes: by host:port. login: user:password that has to be given."""
        self.asked: list[str] = []
        """Method and target of every request."""
        self.refused = 0
        """Requests with another password, or without one."""
        self._routes = dict(routes)
        self._login = b"Basic " + base64.b64encode(login.encode()) if login else b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._accept)]
        self.authority = f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            if select.select([self._listener], [], [], 0.05)[0]:
                connection, _ = self._listener.accept()
                self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
                self._threads[-1].start()

    def _serve(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError):
            near.settimeout(10)
            head = b""
            while b"\r\n\r\n" not in head and (data := near.recv(65536)):
                head += data
            if not head:
                return
            method, target, _ = head.split(b"\r\n")[0].decode("ascii").split(" ")
            self.asked.append(f"{method} {target}")
            if self._login and b"\r\nProxy-Authorization: " + self._login + b"\r\n" not in head:
                self.refused += 1
                near.sendall(_answer("407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=x"))
                return
            parts = urlsplit(target if "://" in target else f"https://{target}")
            server = self._routes.get(f"{parts.hostname}:{parts.port or 80}")
            if server is None:
                near.sendall(_answer("502 Bad Gateway"))
                return
            with socket.create_connection((server.host, server.port), 10) as far:
                if method == "CONNECT":
                    near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    far.sendall(_origin_form(head))
                self._relay(near, far)

    def _relay(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        while not self._stop.is_set():
            for ready in select.select(list(other), [], [], 0.05)[0]:
                data = ready.recv(65536)
                if not data:
                    return
                other[ready].sendall(data)


def _answer(status: str, *fields: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *fields, "Content-Length: 0", "Connection: close", "", ""]).encode()


def _origin_form(head: bytes) -> bytes:
    """The request as the host gets it, one to a connection."""
    first, *fields = head.split(b"\r\n")
    method, target, version = first.decode("ascii").split(" ")
    path = "/" + target.split("/", 3)[3]
    kept = [field for field in fields if not field.lower().startswith((b"proxy-", b"connection:"))]
    return b"\r\n".join([f"{method} {path} {version}".encode(), b"Connection: close", *kept])
