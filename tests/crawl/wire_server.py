"""A raw socket server that answers with exact bytes and logs each byte of every request and answer."""

from __future__ import annotations

import contextlib
import ipaddress
import select
import socket
import ssl
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

End = Literal["keep", "close", "reset", "stall", "torn"]
"""What the server does after an answer: wait for more requests, close in order, reset, say nothing more, or close
without the goodbye TLS wants."""


@dataclass(frozen=True)
class Answer:
    """What is sent for one request: pieces written one by one, each in a segment of its own."""

    pieces: tuple[bytes, ...]
    end: End = "keep"

    @property
    def bytes(self) -> bytes:
        return b"".join(self.pieces)


@dataclass(frozen=True)
class Logged:
    """One request as it arrived, and what was answered."""

    request: bytes
    answer: bytes
    at: datetime
    """When the first byte of the request was there, UTC."""
    connection: int


class WireServer:
    """Serves answers by path; the n-th request for a path gets its n-th answer, later ones the last."""

    def __init__(
        self, answers: Mapping[str, tuple[Answer, ...]], host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self.log: dict[str, list[Logged]] = defaultdict(list)
        self.connections = 0
        self.received = 0
        """Bytes of any kind that came in, TLS hellos and proxy commands included."""
        self._answers = answers
        self._tls = tls
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._listener = socket.create_server((host, 0), backlog=64)
        self.netloc = f"{host}:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """Stop, and wait for every thread."""
        self._stop.set()
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def __enter__(self) -> WireServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            if not select.select([self._listener], [], [], 0.05)[0]:
                continue
            connection, _ = self._listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection, self.connections))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(connection.close)
            first = self._wait(connection)
            if first and self._tls and first[:1] == b"\x16":
                connection = self._tls.wrap_socket(connection, server_side=True)
                stack.callback(connection.close)
            while not self._stop.is_set():
                request, at = self._read(connection)
                if request.startswith(b"CONNECT "):
                    self._tunnel(connection, request)
                    return
                if not request or not self._answer(connection, request, at, number):
                    return

    def _wait(self, connection: socket.socket) -> bytes:
        """The first byte that came, left where it is; nothing when the connection or the server ends."""
        while not self._stop.is_set():
            if select.select([connection], [], [], 0.05)[0]:
                first = connection.recv(1, socket.MSG_PEEK)
                self.received += len(first)
                return first
        return b""

    def _read(self, connection: socket.socket) -> tuple[bytes, datetime]:
        data = b""
        at = datetime.now(UTC)
        connection.settimeout(0.05)
        while not self._stop.is_set():
            try:
                piece = connection.recv(65536)
            except TimeoutError:
                continue
            if not piece:
                return b"", at
            at = at if data else datetime.now(UTC)
            data += piece
            self.received += len(piece)
            head, blank, body = data.partition(b"\r\n\r\n")
            lengths = [int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
            if blank and len(body) >= sum(lengths):
                connection.settimeout(10)
                return data, at
        return b"", at

    def _answer(self, connection: socket.socket, request: bytes, at: datetime, number: int) -> bool:
        """Send the answer; whether the connection stays."""
        path = path_of(request)
        with self._lock:
            answers = self._answers.get(path, (Answer((b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",)),))
            answer = answers[min(len(self.log[path]), len(answers) - 1)]
            self.log[path].append(Logged(request, answer.bytes, at, number))
        for index, piece in enumerate(answer.pieces):
            time.sleep(0.002 if index else 0)
            connection.sendall(piece)
        if answer.end == "stall":
            self._stop.wait(10)
        elif answer.end == "reset":
            time.sleep(0.05)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif answer.end == "close" and isinstance(connection, ssl.SSLSocket):
            connection.unwrap()
        elif answer.end == "close":
            connection.shutdown(socket.SHUT_WR)
        return answer.end == "keep"

    def _tunnel(self, connection: socket.socket, request: bytes) -> None:
        """Be the proxy of a CONNECT: pass bytes on until one side ends."""
        self.log["CONNECT"].append(Logged(request, b"", datetime.now(UTC), 0))
        host, _, port = request.split(b" ")[1].decode().rpartition(":")
        with socket.create_connection((host, int(port)), 5) as far:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            other = {connection: far, far: connection}
            while not self._stop.is_set():
                for ready in select.select(list(other), [], [], 0.05)[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    other[ready].sendall(data)


def path_of(request: bytes) -> str:
    """The path a request asks for, from origin-form or absolute-form, without its query."""
    target = request.split(b" ", 2)[1].decode("ascii")
    if "://" in target:
        target = "/" + target.split("/", 3)[3]
    return target.partition("?")[0]


def tls_contexts(folder: Path) -> dict[str, ssl.SSLContext]:
    """TLS contexts for 127.0.0.1, self-signed: TLS 1.3 with an EC key, TLS 1.2 with an RSA one."""
    contexts: dict[str, ssl.SSLContext] = {}
    keys: dict[str, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey] = {
        "1.3": ec.generate_private_key(ec.SECP256R1()),
        "1.2": rsa.generate_private_key(65537, 2048),
    }
    for version, key in keys.items():
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
            )
            .sign(key, hashes.SHA256())
        )
        file = folder / f"tls-{version}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        contexts[version] = context
    contexts["1.3"].minimum_version = ssl.TLSVersion.TLSv1_3
    contexts["1.2"].maximum_version = ssl.TLSVersion.TLSv1_2
    contexts["1.2"].set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    return contexts
