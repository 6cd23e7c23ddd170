"""The socket edge: every byte of a request and of its answer, as the HTTP/1.1 client writes and reads them."""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from scrapy.exceptions import IgnoreRequest
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.protocol import Factory, connectionDone
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IResponse

from newscrawl.crawl.ciphers import iana_suite, warc_protocol
from newscrawl.crawl.relied_on import LenientFactory, LenientProtocol, TwistedRequest
from newscrawl.errors import ArchiveError
from newscrawl.exchange import Exchange, parse_head

_INTERIM = re.compile(rb"HTTP/\d+\.\d+ 1\d\d\s")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_AUTHORITY = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")

Allowed = Callable[[str], bool]
"""Says whether the address a connection leads to may be asked anything."""
T = TypeVar("T")


class AddressRefused(IgnoreRequest):
    """The host leads to an address nothing may be fetched from; no byte was sent to it."""


class Wire:
    """What crossed the socket for one download; a second attempt, on a fresh connection, begins it anew."""

    def __init__(self, *, proxied: bool = False) -> None:
        self.proxied = proxied
        self.whole = False
        """Whether the answer is all there, by its own framing."""
        self.closed = False
        """Whether the connection was lost before the answer was over."""
        self._clean = False
        self._frozen = False
        self._began = datetime.now(UTC)
        self._began_at = self._ended_at = time.monotonic()
        self._request = bytearray()
        self._response = bytearray()
        self._peer: str | None = None
        self._tls: str | None = None
        self._cipher: str | None = None

    def begin(self, transport: Any) -> None:
        """Start over: a request is about to be written to the transport."""
        self._began = datetime.now(UTC)
        self._began_at = time.monotonic()
        self.whole = self.closed = False
        self._request.clear()
        self._response.clear()
        if not self.proxied:
            self._peer = _compressed(transport.getPeer().host)

    def sent(self, data: bytes) -> None:
        """Take bytes of the request."""
        self._request += data

    def received(self, data: bytes, transport: Any) -> None:
        """Take bytes of the answer; what TLS agreed on is known once they come."""
        if self._frozen:
            return
        handle: Any = transport.getHandle() if not self._response and hasattr(transport, "getHandle") else None
        if hasattr(handle, "get_cipher_name"):
            self._tls = warc_protocol(handle.get_protocol_version_name())
            self._cipher = iana_suite(handle.get_cipher_name() or "")
        self._response += data

    def finished(self, surplus: int) -> None:
        """The answer is over; so many of the last bytes are not part of it.

        An answer that ends with its connection is whole only where that was closed in order.
        """
        if not self._frozen:
            self.whole = self._clean or not self.closed
            del self._response[len(self._response) - surplus :]

    def lost(self, *, clean: bool) -> None:
        """The connection is gone."""
        if not self._frozen:
            self.closed, self._clean = True, clean

    def freeze(self, outcome: T) -> T:
        """Take nothing more, and pass on what the download came to."""
        self._frozen = True
        self._ended_at = time.monotonic()
        return outcome

    @property
    def milliseconds(self) -> int:
        """From the first byte of the request to the end."""
        return max(0, round(1000 * (self._ended_at - self._began_at)))

    def exchange(self, url: str, truncated: str | None, limit: int = 0) -> Exchange | None:
        """The bytes as an exchange; None where no answer came. An answer cut for its length keeps limit body bytes."""
        response = without_interim(bytes(self._response))
        if not response:
            return None
        if truncated == "length" and limit:
            response = response[: parse_head(response)[3] + limit]
        request = bytes(self._request)
        version = "http/1.0" if response.startswith(b"HTTP/1.0 ") else "http/1.1"
        return Exchange(
            url=url,
            request=origin_form(request) if self.proxied else request,
            response=response,
            fetched_at=self._began,
            ip_address=self._peer,
            protocols=(version, self._tls) if self._tls else (version,),
            cipher_suite=self._cipher,
            truncated=truncated,
        )


@lru_cache(1024)
def _compressed(address: str) -> str:
    """An address in its shortest form, without the zone of an IPv6 one."""
    return ipaddress.ip_address(address.partition("%")[0]).compressed


def without_interim(message: bytes) -> bytes:
    """A message without the 1xx heads that came before it."""
    while _INTERIM.match(message):
        end = _BLANK_LINE.search(message)
        if end is None:
            break
        message = message[end.end() :]
    return message


def origin_form(request: bytes) -> bytes:
    """A request made to a proxy as the host would have got it: the path alone, and no word of the proxy's password."""
    head, blank, body = request.partition(b"\r\n\r\n")
    first, *fields = head.split(b"\r\n")
    method, target, version = first.split(b" ", 2)
    target = _AUTHORITY.sub(b"", target, count=1)
    target = target if target[:1] in (b"/", b"*") else b"/" + target
    kept = [field for field in fields if not field.lower().startswith((b"proxy-authorization:", b"proxy-connection:"))]
    return b"\r\n".join([b" ".join([method, target, version]), *kept]) + blank + body


class _Tee:
    """A transport to write a request to that keeps a copy."""

    def __init__(self, transport: Any, wire: Wire) -> None:
        self._transport = transport
        self._wire = wire
        self.registerProducer = transport.registerProducer
        self.unregisterProducer = transport.unregisterProducer

    def write(self, data: bytes) -> None:
        self._wire.sent(data)
        self._transport.write(data)

    def writeSequence(self, parts: Iterable[bytes]) -> None:
        self.write(b"".join(parts))


class RecordedRequest(TwistedRequest):
    """A request that leaves a copy of its bytes on its wire."""

    def __init__(self, request: TwistedRequest, wire: Wire) -> None:
        super().__init__(request.method, request.uri, request.headers, request.bodyProducer, request.persistent)
        self.wire = wire

    def writeTo(self, transport: Any) -> Deferred[None]:
        self.wire.begin(transport)
        written: Deferred[None] = super().writeTo(_Tee(transport, self.wire))
        return written


class WireProtocol(LenientProtocol):
    """Scrapy's client protocol, with a copy of the answer's bytes and the knowledge of where it ends."""

    _wire: Wire | None = None

    def request(self, request: TwistedRequest) -> Deferred[IResponse]:
        if not isinstance(request, RecordedRequest):
            raise ArchiveError(f"{request.uri!r} reached the socket without a wire to record it")
        if self.state == "QUIESCENT":
            self._wire = request.wire
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        if self._wire is not None:
            self._wire.received(data, self.transport)
        super().dataReceived(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if self._wire is not None:
            self._wire.lost(clean=reason.check(ConnectionDone) is not None)
        super().connectionLost(reason)

    def _finishResponse(self, rest: bytes) -> None:
        if self._wire is not None:
            self._wire.finished(len(rest))
            self._wire = None
        if rest and self._currentRequest is not None:
            # a peer that sends more than it said may still be sending: its bytes would open the next answer
            self._currentRequest.persistent = False
        super()._finishResponse(rest)


class WireFactory(LenientFactory):
    """Builds the protocol above for a connection pool."""

    def buildProtocol(self, addr: Any) -> WireProtocol:
        return WireProtocol(self._quiescentCallback)


class _GuardedFactory(Factory):
    """Builds a protocol only where the peer may be spoken to; asked before TLS says hello."""

    noisy = False

    def __init__(self, factory: Any, allowed: Allowed) -> None:
        self._factory = factory
        self._allowed = allowed

    def doStart(self) -> None:
        self._factory.doStart()

    def doStop(self) -> None:
        self._factory.doStop()

    def buildProtocol(self, addr: Any) -> Any:
        if not self._allowed(addr.host):
            raise AddressRefused(f"{addr.host} is not an address of the public net")
        return self._factory.buildProtocol(addr)


class _GuardedEndpoint:
    def __init__(self, endpoint: Any, allowed: Allowed) -> None:
        self._endpoint = endpoint
        self._allowed = allowed

    def connect(self, factory: Any) -> Deferred[Any]:
        connected: Deferred[Any] = self._endpoint.connect(_GuardedFactory(factory, self._allowed))
        return connected


class _Connection:
    """One connection of the pool, about to carry one recorded request."""

    def __init__(self, connection: Any, wire: Wire) -> None:
        self._connection = connection
        self._wire = wire

    def request(self, request: TwistedRequest) -> Deferred[IResponse]:
        answer: Deferred[IResponse] = self._connection.request(RecordedRequest(request, self._wire))
        return answer


class WirePool:
    """The shared connection pool as one download sees it: guarded when it connects, recorded when it writes."""

    def __init__(self, pool: HTTPConnectionPool, wire: Wire, allowed: Allowed | None) -> None:
        self.persistent = pool.persistent
        self._pool = pool
        self._wire = wire
        self._allowed = allowed

    def getConnection(self, key: Hashable, endpoint: Any) -> Deferred[_Connection]:
        guarded: Any = _GuardedEndpoint(endpoint, self._allowed) if self._allowed else endpoint
        connection: Deferred[Any] = self._pool.getConnection(key, guarded)
        return connection.addCallback(_Connection, self._wire)
