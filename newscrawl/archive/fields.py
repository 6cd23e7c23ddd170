"""What WARC header fields say and how an exchange says the same; shared by everything that writes or reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote, quote_from_bytes

from newscrawl.errors import ExchangeError
from newscrawl.exchange import Exchange, digest, parse_head

SOFTWARE = "newscrawl"
"""How the software field of our own warcinfo records begins."""

_URI_SAFE = "!$%&'()*+,/:;=?@[]~"
_DATE = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.(\d+))?)?)?)?)?Z?")


def warc_date(moment: datetime) -> str:
    """A WARC-Date in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_date(value: str) -> datetime | None:
    """A WARC-Date of any precision, from the year to the nanosecond (cut to microseconds); None for another text."""
    match = _DATE.fullmatch(value.strip())
    if not match:
        return None
    year, month, day, hour, minute, second = (
        int(part or low) for part, low in zip(match.groups(), "011000", strict=False)
    )
    try:
        return datetime(year, month, day, hour, minute, second, int((match[7] or "")[:6].ljust(6, "0")), UTC)
    except ValueError:
        return None


def target_uri(url: str) -> str:
    """A URL as WARC-Target-URI: without fragment, ASCII, nothing that could break a header line."""
    return quote(url.partition("#")[0], safe=_URI_SAFE)


def source_url(value: bytes) -> str:
    """The URL of a WARC-Target-URI: without the <> that wget writes, without fragment, in ASCII."""
    text = value.strip().removeprefix(b"<").removesuffix(b">")
    return quote_from_bytes(text.partition(b"#")[0], safe=_URI_SAFE)


def digest_of(exchange: Exchange) -> str:
    """The entity's digest; where its chunks break, that of the whole message."""
    try:
        return exchange.entity_digest
    except ExchangeError:
        return digest(exchange.response)


def shortfall(exchange: Exchange) -> bool:
    """Whether the message ends before its head says: inside the head, the Content-Length or the chunks.

    A message that ends with its connection is whole, and so is one whose body was decoded by who archived it.
    """
    if not exchange.status or exchange.method == "HEAD":
        return False
    body = parse_head(exchange.response)[3]
    head, framed = exchange.response[:body], exchange.response[body:]
    if not head.endswith((b"\r\n\r\n", b"\n\n", b"\n\r\n")):
        return True
    if exchange.status in (204, 304) or exchange.status < 200:
        return False
    if b"chunked" in (exchange.header(b"transfer-encoding") or b"").lower():
        return not _chunks_end(framed)
    lengths = {value for name, value in exchange.headers if name.lower() == b"content-length"}
    declared = lengths.pop() if len(lengths) == 1 else b""
    if not declared.isdigit() or len(declared) > 18 or len(framed) >= int(declared):
        return False
    coded = (exchange.header(b"content-encoding") or b"").lower()
    return not (b"gzip" in coded and framed[:2] != b"\x1f\x8b")


def _chunks_end(framed: bytes) -> bool:
    """Whether the last chunk is there; True for a body that has no chunks at all, unless it is empty."""
    position = 0
    while position < len(framed):
        end = framed.find(b"\n", position)
        digits = framed[position : max(end, position)].split(b";", 1)[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,16}", digits):
            return position == 0
        size = int(digits, 16)
        if size == 0:
            return True
        position = end + 1 + size
        position += 2 if framed[position : position + 2] == b"\r\n" else 1
    return False
