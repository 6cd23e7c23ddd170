"""A strict reader of our WARC files that knows Python's standard library alone, and the rules of WARC/1.1.

It stands in for jwarc's `validate`, which can't be had here, and it judges our own files only: it refuses what the
standard lets pass and we never write, such as a second record in a gzip member.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

URN = re.compile(r"<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z")
DIGEST = re.compile(r"sha1:[A-Z2-7]{32}")
TOKEN = r"[-!#$%&'*+.^_`|~0-9A-Za-z]+"
MEDIA_TYPE = re.compile(rf"{TOKEN}/{TOKEN}(?:; ?{TOKEN}=(?:{TOKEN}|\"[^\"]*\"))*")
PROTOCOL = re.compile(r"http/1\.[01]|tls/1\.[0-3]")
PROFILE = re.compile(r"http://netpreserve\.org/warc/1\.1/revisit/(identical-payload-digest|server-not-modified)")
FRAGMENTLESS = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")
STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

WIRE = {"response", "request", "revisit"}
ALL = WIRE | {"metadata", "resource", "warcinfo"}


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _is_uri(value: str) -> bool:
    return FRAGMENTLESS.fullmatch(value) is not None and not STRAY_PERCENT.search(value)


def _is_address(value: str) -> bool:
    try:
        return ipaddress.ip_address(value).compressed == value
    except ValueError:
        return False


@dataclass(frozen=True)
class Rule:
    """Of one field: on which types it may stand, on which it must, how often, and what it may say."""

    may: set[str]
    must: set[str]
    good: Callable[[str], bool]
    repeated: bool = False


RULES: dict[str, Rule] = {
    "WARC-Type": Rule(ALL, ALL, ALL.__contains__),
    "WARC-Record-ID": Rule(ALL, ALL, _matches(URN)),
    "WARC-Date": Rule(ALL, ALL, _matches(DATE)),
    "Content-Length": Rule(ALL, ALL, str.isdigit),
    "Content-Type": Rule(ALL, ALL, _matches(MEDIA_TYPE)),
    "WARC-Block-Digest": Rule(ALL, ALL, _matches(DIGEST)),
    "WARC-Payload-Digest": Rule({"response", "revisit"}, {"revisit"}, _matches(DIGEST)),
    "WARC-Concurrent-To": Rule({"request", "metadata"}, {"request", "metadata"}, _matches(URN)),
    "WARC-IP-Address": Rule(WIRE, set(), _is_address),
    "WARC-Protocol": Rule(WIRE, WIRE, _matches(PROTOCOL), repeated=True),
    "WARC-Cipher-Suite": Rule(WIRE, set(), _matches(re.compile(r"TLS_[A-Z0-9_]+"))),
    "WARC-Target-URI": Rule(ALL - {"warcinfo"}, ALL - {"warcinfo"}, _is_uri),
    "WARC-Warcinfo-ID": Rule(ALL - {"warcinfo"}, ALL - {"warcinfo"}, _matches(URN)),
    "WARC-Filename": Rule({"warcinfo"}, {"warcinfo"}, _matches(re.compile(r"[\w.-]+"))),
    "WARC-Profile": Rule({"revisit"}, {"revisit"}, _matches(PROFILE)),
    "WARC-Refers-To": Rule({"revisit"}, {"revisit"}, _matches(URN)),
    "WARC-Refers-To-Target-URI": Rule({"revisit"}, {"revisit"}, _is_uri),
    "WARC-Refers-To-Date": Rule({"revisit"}, {"revisit"}, _matches(DATE)),
    "WARC-Truncated": Rule(
        {"response", "revisit"}, set(), {"length", "time", "disconnect", "unspecified"}.__contains__
    ),
}
"""What we write and may write, a part of what WARC/1.1 allows."""


@dataclass(frozen=True)
class Record:
    """One record as it lies in its file."""

    file: str
    offset: int
    length: int
    version: str
    fields: tuple[tuple[str, str], ...]
    block: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def get(self, name: str) -> str | None:
        """A field that may stand once."""
        values = self.all(name)
        assert len(values) < 2, (self.file, self.offset, name)
        return values[0] if values else None

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        assert value is not None, (self.file, self.offset, name)
        return value

    @property
    def type(self) -> str:
        return self["WARC-Type"]

    @property
    def uri(self) -> str:
        return self["WARC-Target-URI"]

    @property
    def path(self) -> str:
        """Path of the target URI."""
        return urlsplit(self.uri).path

    @property
    def date(self) -> datetime:
        return datetime.fromisoformat(self["WARC-Date"])

    @property
    def facts(self) -> dict[str, str]:
        """What an application/warc-fields block says."""
        return dict(line.split(": ", 1) for line in self.block.decode("utf-8").splitlines())


def walk(path: Path) -> Iterator[Record]:
    """Every record; asserts that each is a gzip member by itself and has exactly the form the standard gives it."""
    data = path.read_bytes()
    offset = 0
    while offset < len(data):
        stream = zlib.decompressobj(31)
        plain = stream.decompress(data[offset:])
        assert stream.eof, f"{path}: the member at {offset} is torn"
        length = len(data) - offset - len(stream.unused_data)
        head, blank, rest = plain.partition(b"\r\n\r\n")
        version, *lines = head.decode("ascii").split("\r\n")
        assert blank
        fields = tuple(_field(line) for line in lines)
        size = int(dict(fields)["Content-Length"])
        assert rest[size:] == b"\r\n\r\n", f"{path}: the record at {offset} doesn't end where its length says"
        yield Record(path.name, offset, length, version, fields, rest[:size])
        offset += length


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(": ")
    assert colon, line
    assert re.fullmatch(TOKEN, name), line
    assert value, line
    assert value == value.strip(), line
    return name, value


def violations(record: Record) -> list[str]:
    """What WARC/1.1 or our own habits forbid about a record's header; unknown fields among it."""
    found = [f"unknown field {name}" for name in sorted({key for key, _ in record.fields} - RULES.keys())]
    for name, rule in RULES.items():
        values = record.all(name)
        if values and record.type not in rule.may:
            found.append(f"{name} on a {record.type} record")
        if not values and record.type in rule.must:
            found.append(f"{record.type} record without {name}")
        if len(values) > 1 and not rule.repeated:
            found.append(f"{name} more than once")
        found += [f"{name}: {value!r}" for value in values if not rule.good(value)]
    return found


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


class FormError(Exception):
    """An HTTP message that RFC 9112 doesn't know, or that isn't whole."""


@dataclass(frozen=True)
class Message:
    """An answer taken apart strictly."""

    status: int
    fields: tuple[tuple[bytes, bytes], ...]
    framed: bytes
    """The body with its transfer coding."""
    entity: bytes
    """The body without it."""

    def header(self, name: bytes) -> bytes | None:
        values = [value for key, value in self.fields if key.lower() == name]
        return values[0] if values else None


def answer(block: bytes, method: str = "GET") -> Message:
    """The answer in a record's block. Raises FormError, also where the message ends before or behind its end."""
    head, blank, framed = block.partition(b"\r\n\r\n")
    if not blank:
        raise FormError("no blank line ends the head")
    first, *lines = re.sub(rb"\r\n[ \t]+", b" ", head).split(b"\r\n")
    status = re.fullmatch(rb"HTTP/1\.[01] ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?", first)
    if not status:
        raise FormError(f"no status line: {first!r}")
    fields = []
    for line in lines:
        match = re.fullmatch(rb"([-!#$%&'*+.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*", line)
        if not match:
            raise FormError(f"no field line: {line!r}")
        fields.append((match[1], match[2]))
    message = Message(int(status[1]), tuple(fields), framed, framed)
    coding, length = message.header(b"transfer-encoding"), message.header(b"content-length")
    if method == "HEAD" or message.status in (204, 304) or message.status < 200:
        if framed:
            raise FormError("a body where none may be")
    elif coding is not None:
        return Message(message.status, message.fields, framed, _dechunked(framed, coding))
    elif length is not None and length != b"%d" % len(framed):
        raise FormError(f"Content-Length {length!r}, and {len(framed)} bytes")
    return message


def _dechunked(framed: bytes, coding: bytes) -> bytes:
    if coding.lower() != b"chunked":
        raise FormError(f"transfer coding {coding!r}")
    chunks = []
    while True:
        line, end, rest = framed.partition(b"\r\n")
        match = re.fullmatch(rb"([0-9A-Fa-f]+)(?:[ \t]*;.*)?", line)
        if not end or not match:
            raise FormError(f"no chunk begins with {line[:20]!r}")
        size = int(match[1], 16)
        if size == 0:
            break
        if rest[size : size + 2] != b"\r\n":
            raise FormError("a chunk doesn't end where its size says")
        chunks.append(rest[:size])
        framed = rest[size + 2 :]
    if not re.fullmatch(rb"(?:[^\r\n:]+:[^\r\n]*\r\n)*\r\n", rest):
        raise FormError(f"behind the last chunk stands {rest[:20]!r}")
    return b"".join(chunks)


def start_line(block: bytes) -> tuple[str, str]:
    """Method and target of a request's block; asserts the form of its head."""
    head, blank, _ = block.partition(b"\r\n\r\n")
    assert blank
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, version = first.split(" ")
    assert version == "HTTP/1.1"
    assert all(re.fullmatch(rf"{TOKEN}: \S.*|{TOKEN}:", line) for line in lines), lines
    return method, target
