"""A client that keeps every byte of an answer."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime

from newscrawl.demo import Newspaper
from newscrawl.exchange import Exchange

Fetch = Callable[..., Exchange]
"""Fetches a path of the served newspaper; further request headers by keyword, with _ for -."""


def get(served: Newspaper, path: str, **headers: str) -> Exchange:
    """One GET on a connection of its own; header names are written with _ for -."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {served.host}:{served.port}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
    return Exchange(served.url + path, request, raw(served, request), datetime(2026, 1, 1, tzinfo=UTC))


def raw(served: Newspaper, sent: bytes) -> bytes:
    """What the server sends for these bytes until it closes."""
    with socket.create_connection((served.host, served.port), timeout=10) as client:
        client.sendall(sent)
        return until_closed(client)


def until_closed(client: socket.socket) -> bytes:
    """All that comes until the server closes."""
    received = b""
    while data := client.recv(65536):
        received += data
    return received
