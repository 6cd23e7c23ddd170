"""What the archive's tests share: exchanges, a writer in one call, a walker that knows nothing of our code, a server."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import brotli

from newscrawl.archive.reader import Archived, read_exchanges
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.errors import InputError
from newscrawl.exchange import Exchange
from newscrawl.items import Capture

TEXT = ("运城市今天举行会议，记者到场采访。\n" * 40).encode()
WHEN = datetime(2026, 11, 24, 3, 0, 0, 123456, UTC)


def exchange(url: str = "http://news.example/a.html", body: bytes = TEXT, **changes: object) -> Exchange:
    """A whole answer of plain HTML unless changed."""
    values: dict[str, object] = {
        "url": url,
        "request": b"GET /a.html HTTP/1.1\r\nHost: news.example\r\n\r\n",
        "response": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body),
        "fetched_at": WHEN,
        "ip_address": "192.0.2.7",
    }
    return Exchange(**{**values, **changes})  # type: ignore[arg-type]  # tests change any field by name


def chunked(body: bytes, size: int = 50, extension: bytes = b"", trailer: bytes = b"") -> bytes:
    """A chunked answer's message."""
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    framed = b"".join(b"%x%b\r\n%b\r\n" % (len(piece), extension, piece) for piece in pieces)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + framed + b"0\r\n" + trailer + b"\r\n"


def write(folder: Path, *exchanges: Exchange, run_id: str = "run") -> tuple[Path, list[Capture]]:
    """One WARC file with these exchanges."""
    writer = ArchiveWriter(folder, prefix="news", run_id=run_id, info={"robots": "classic"})
    captures = [writer.write(one) for one in exchanges]
    (path,) = writer.close()
    return path, captures


@dataclass
class Walked:
    """One record as the walker sees it."""

    offset: int
    length: int
    version: str
    fields: list[tuple[str, str]]
    block: bytes

    def __getitem__(self, name: str) -> str:
        (value,) = self.all(name)
        return value

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]


def walk(path: Path) -> list[Walked]:
    """The records of a .warc.gz; asserts one record a member and the exact form of each."""
    data = path.read_bytes()
    records = []
    position = 0
    while position < len(data):
        member = zlib.decompressobj(31)
        plain = member.decompress(data[position:])
        assert member.eof
        length = len(data) - position - len(member.unused_data)
        head, _, rest = plain.partition(b"\r\n\r\n")
        version, *lines = head.decode("ascii").split("\r\n")
        fields = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
        record = Walked(position, length, version, fields, rest[:-4])
        assert rest[-4:] == b"\r\n\r\n"
        assert int(record["Content-Length"]) == len(record.block)
        records.append(record)
        position += length
    return records


def record(kind: str, fields: Mapping[str, str], block: bytes, version: str = "WARC/1.0") -> bytes:
    """A record as other tools write it, not compressed."""
    lines = [f"WARC-Type: {kind}", *(f"{name}: {value}" for name, value in fields.items())]
    head = "\r\n".join([version, *lines, f"Content-Length: {len(block)}"]).encode()
    return head + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(number: int, block: bytes, uri: str = "http://news.example/", **fields: str) -> bytes:
    """A response record of another tool; further fields with _ for -."""
    values = {
        "WARC-Record-ID": f"<urn:uuid:{number:08d}-0000-4000-8000-000000000000>",
        "WARC-Date": "2026-01-02T03:04:05Z",
        "WARC-Target-URI": uri,
        "Content-Type": "application/http; msgtype=response",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    return record(values.pop("WARC-Type", "response"), values, block)


HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def read(path: Path) -> tuple[list[Archived], str]:
    """What is read, and what is said of the rest."""
    found: list[Archived] = []
    try:
        found.extend(read_exchanges(path))
    except InputError as error:
        return found, str(error)
    return found, ""


def file(tmp_path: Path, data: bytes, name: str = "x.warc") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def members(*records: bytes) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def head(*fields: bytes, status: bytes = b"200 OK") -> bytes:
    return b"\r\n".join([b"HTTP/1.1 " + status, *fields, b"", b""])


_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_DEFLATED = zlib.compress(TEXT)
_RAW = zlib.compressobj(wbits=-15)
_RAW_DEFLATED = _RAW.compress(TEXT) + _RAW.flush()


def _sized(head: bytes, body: bytes) -> bytes:
    return b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body)


SERVED: dict[str, bytes] = {
    "/plain": _sized(_OK, TEXT),
    "/gzip": _sized(_OK + b"Content-Encoding: gzip\r\n", gzip.compress(TEXT, mtime=0)),
    "/deflate": _sized(_OK + b"Content-Encoding: deflate\r\n", _DEFLATED),
    "/rawdeflate": _sized(_OK + b"Content-Encoding: deflate\r\n", _RAW_DEFLATED),
    "/br": _sized(_OK + b"Content-Encoding: br\r\n", brotli.compress(TEXT)),
    "/chunked": chunked(TEXT),
    "/extended": chunked(TEXT, extension=b";foo=bar", trailer=b"X-Checksum: 1\r\n"),
    "/closed": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + TEXT,
    "/short": b"%bContent-Length: %d\r\n\r\n%b" % (_OK, len(TEXT), TEXT[:500]),
    "/shortchunked": chunked(TEXT)[:700],
    "/missing": _sized(b"HTTP/1.1 404 Not Found\r\n", b"nothing"),
}
"""Path → the whole message sent, after which the server closes."""


@dataclass
class Server:
    """Sends SERVED byte for byte; any other path gives 404."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serving() -> Iterator[Server]:
    """A server on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listener, server))
        thread.start()
        try:
            yield server
        finally:
            with socket.create_connection(("127.0.0.1", server.port)) as last:
                last.sendall(b"STOP\r\n\r\n")
            thread.join(10)


def _serve(listener: socket.socket, server: Server) -> None:
    while True:
        connection, _ = listener.accept()
        with connection:
            request = b""
            while b"\r\n\r\n" not in request and (data := connection.recv(4096)):
                request += data
            if request.startswith(b"STOP"):
                return
            server.requests.append(request)
            path = b"".join(request.split(b" ")[1:2]).decode("ascii")
            connection.sendall(SERVED.get(path, SERVED["/missing"]))
