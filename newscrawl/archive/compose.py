"""The records of a WARC/1.1 file, each as the gzip member it becomes."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property

from isal import isal_zlib
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.archive.fields import digest_of, target_uri, warc_date
from newscrawl.exchange import Exchange, digest, parse_head

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
"""Profile of a revisit whose payload is that of a record written before."""
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""Profile of a revisit where the server said that nothing has changed since a record written before."""
FIELDS = "application/warc-fields"
_LEVEL = 2  # of ISA-L: a sixth of the time of zlib's 5, for up to a tenth more bytes where an answer came plain
_GZIP = 31
"""Window bits: the largest window, in a gzip member."""

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Referred:
    """A response record as a revisit refers to it."""

    record_id: str
    url: str
    date: str
    """WARC-Date as written."""


@dataclass(frozen=True)
class Original(Referred):
    """A response record that a revisit may refer to, and where it is."""

    path: str
    """Of its WARC file under the final name, relative to the output folder where it lies in it."""
    offset: int


@dataclass(frozen=True)
class Event:
    """What the records of one exchange share."""

    exchange: Exchange
    record_id: str
    """Of the response or revisit record."""
    warcinfo_id: str
    payload_digest: str

    @cached_property
    def _shared(self) -> Fields:
        return [
            ("WARC-Date", warc_date(self.exchange.fetched_at)),
            ("WARC-Target-URI", target_uri(self.exchange.url)),
            ("WARC-Warcinfo-ID", self.warcinfo_id),
        ]

    def fields(self, record_id: str) -> Fields:
        """The fields that a record of this event begins with."""
        return [("WARC-Record-ID", record_id), *self._shared]

    def wire_fields(self, record_id: str) -> Fields:
        """The same, and how the bytes came."""
        fields = self.fields(record_id)
        if self.exchange.ip_address:
            fields.append(("WARC-IP-Address", self.exchange.ip_address))
        fields += [("WARC-Protocol", protocol) for protocol in self.exchange.protocols]
        if self.exchange.cipher_suite:
            fields.append(("WARC-Cipher-Suite", self.exchange.cipher_suite))
        return fields


def new_id() -> str:
    """An id for a record."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def response(event: Event) -> bytes:
    """The answer, byte for byte; its payload digest only where no transfer coding was applied."""
    exchange = event.exchange
    fields = event.wire_fields(event.record_id)
    if exchange.truncated:
        fields.append(("WARC-Truncated", exchange.truncated))
    if exchange.status and not exchange.transfer_coded:
        fields.append(("WARC-Payload-Digest", event.payload_digest))
    return member("response", fields, "application/http;msgtype=response", exchange.response)


def revisit(event: Event, original: Referred) -> bytes:
    """The head of an answer whose body an earlier record has."""
    head = event.exchange.response[: parse_head(event.exchange.response)[3]]
    left_out = [("WARC-Truncated", "length"), ("WARC-Payload-Digest", event.payload_digest)]
    return _revisit(event, original, IDENTICAL, left_out, head)


def not_modified(event: Event, original: Referred) -> bytes:
    """An answer 304, byte for byte, to a request that went by an earlier record."""
    return _revisit(event, original, NOT_MODIFIED, [], event.exchange.response)


def _revisit(event: Event, original: Referred, profile: str, more: Fields, block: bytes) -> bytes:
    fields = event.wire_fields(event.record_id)
    fields += [
        ("WARC-Profile", profile),
        ("WARC-Refers-To", original.record_id),
        ("WARC-Refers-To-Target-URI", target_uri(original.url)),
        ("WARC-Refers-To-Date", original.date),
        *more,
    ]
    return member("revisit", fields, "application/http;msgtype=response", block)


def request(event: Event) -> bytes:
    """The request, byte for byte."""
    fields = [*event.wire_fields(new_id()), ("WARC-Concurrent-To", event.record_id)]
    return member("request", fields, "application/http;msgtype=request", event.exchange.request)


def metadata(event: Event, facts: Mapping[str, str]) -> bytes:
    """What is known of the exchange beside its bytes; the entity's digest where the answer is whole."""
    fields = [*event.fields(new_id()), ("WARC-Concurrent-To", event.record_id)]
    said = dict(facts)
    if event.exchange.truncated is None and event.exchange.status:
        said["payloadDigest"] = event.payload_digest
    return member("metadata", fields, FIELDS, lines_of(said))


def document(uri: str, warcinfo_id: str, content_type: str, block: bytes, refers_to: str = "") -> bytes:
    """A document that the crawl made: a resource, or metadata of the record it refers to.

    Its URI must be none of the site's: indexers take any such record for a capture.
    """
    fields = [
        ("WARC-Record-ID", new_id()),
        ("WARC-Date", warc_date(datetime.now(UTC))),
        ("WARC-Target-URI", uri),
        ("WARC-Warcinfo-ID", warcinfo_id),
        *([("WARC-Refers-To", refers_to)] if refers_to else []),
    ]
    return member("metadata" if refers_to else "resource", fields, content_type, block)


def warcinfo(record_id: str, filename: str, info: Mapping[str, str]) -> bytes:
    """The record a file begins with."""
    fields = [
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(datetime.now(UTC))),
        ("WARC-Filename", filename),
    ]
    return member("warcinfo", fields, FIELDS, lines_of(info))


def event_of(exchange: Exchange, warcinfo_id: str) -> Event:
    """An exchange about to be written, with a new id for its answer."""
    return Event(exchange, new_id(), warcinfo_id, digest_of(exchange))


def lines_of(facts: Mapping[str, str]) -> bytes:
    """Facts as application/warc-fields; those without a value are left out."""
    lines = (f"{name}: {' '.join(value.split())}\r\n" for name, value in facts.items() if value)
    return "".join(lines).encode("utf-8")


class _ExactWriter(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """warcio's writer without its own digests, which it would take over chunk framing."""

    def ensure_digest(self, record: ArcWarcRecord, block: bool = True, payload: bool = True) -> None:
        """Leave the digests as they were given."""


class _RawHead(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """An HTTP head as it came; warcio writes nothing else of a revisit, and would write it anew."""

    def __init__(self, head: bytes) -> None:
        super().__init__("an empty one would count as none", [])
        self.headers_buff = head

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Leave the bytes as they were given."""


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """The head of a record, in which no field stands yet that warcio sets."""

    def __init__(self, headers: Fields) -> None:
        super().__init__("", [], protocol="WARC/1.1")
        self.headers = headers  # given to warcio, each would be looked over for bytes

    def replace_header(self, name: str, value: str) -> None:
        """Add a field; warcio would search all of them for one to replace."""
        self.headers.append((name, value))

    def to_bytes(self, filter_func: object = None, encoding: str = "utf-8") -> bytes:
        """All fields, joined at once."""
        lines = "".join([f"{name}: {value}\r\n" for name, value in self.headers])
        return f"{self.protocol}\r\n{lines}\r\n".encode(encoding)


class _Pieces(list[bytes]):
    """A file to write to, as the pieces written."""

    write = list.append

    def flush(self) -> None:
        """Nothing is held back."""


def member(kind: str, fields: Fields, content_type: str, block: bytes) -> bytes:
    """A WARC/1.1 record as a gzip member; the block goes in byte for byte, its digest is added."""
    said = [("WARC-Type", kind), *fields, ("WARC-Block-Digest", digest(block)), ("Content-Type", content_type)]
    head = _RawHead(block) if kind == "revisit" else None
    record = ArcWarcRecord("warc", kind, _Head(said), io.BytesIO(block), head, None, len(block))
    record.payload_length = len(block)
    writer = _writer()
    pieces = writer.out = _Pieces()
    writer.write_record(record)
    return isal_zlib.compress(b"".join(pieces), _LEVEL, _GZIP)


@cache
def _writer() -> _ExactWriter:
    """One for all records: making it asks for the name of the host."""
    return _ExactWriter(None, gzip=False, warc_version="1.1")
