"""A page: an answer ready to read, the same from the socket and from an archive; and the only decoder."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from newscrawl.exchange import Exchange, Headers, find_header
from newscrawl.items import Capture

_META = re.compile(
    rb"""<meta[^>]+?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]+?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SUPERSETS = {"gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949"}
_META_SPAN = 4096
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


@dataclass(frozen=True)
class Decoded:
    """Text of a page and how it was read."""

    text: str
    declared: str | None
    """The label as the BOM, header or meta gives it; None where nothing does."""
    used: str
    """Python codec."""
    lossless: bool
    """False where bytes had to be replaced."""


@dataclass(frozen=True)
class Page:
    """One answer: url, status, headers, decoded body bytes and the pointer to its record."""

    url: str
    status: int
    headers: Headers
    body: bytes
    """Without transfer and content coding."""
    fetched_at: datetime | None = None
    """When it was captured, UTC; None for a page that comes without a time."""
    capture: Capture | None = None
    """None for a page that is in no archive."""
    scope: str = ""
    """The run it was captured in (warcinfo isPartOf); parts of an article are looked for inside it."""
    parts: tuple[Page, ...] = ()
    """The further pages of an article of several, in order."""
    missing_parts: int = 0
    """Further pages the article names that no capture has."""
    look: bool = False
    """Whether it is unchanged since it was last captured at this URL: then it gives no row of its own."""
    derived: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was worked out of the bytes so far, so that nothing is decoded or parsed twice."""

    def __repr__(self) -> str:
        return f"<Page {self.url} {len(self.body)} bytes>"

    @classmethod
    def from_exchange(
        cls, exchange: Exchange, capture: Capture | None = None, scope: str = "", *, look: bool = False
    ) -> Page:
        """The page of a whole exchange.

        Raises ExchangeError when the body can't be had; ValueError for a truncated exchange, which is never a page.
        """
        if exchange.truncated:
            raise ValueError(f"{exchange.url}: a truncated exchange is not a page")
        return cls(
            exchange.url,
            exchange.status,
            exchange.headers,
            exchange.body(),
            exchange.fetched_at,
            capture,
            scope,
            look=look,
        )

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header field, by its name in any case."""
        return find_header(self.headers, name)

    @property
    def is_html(self) -> bool:
        """Whether the header, or else the first bytes, say that this is HTML."""
        kind = (self.header(b"content-type") or b"").lower()
        if kind and b"html" not in kind and b"text/plain" not in kind:
            return False
        return b"html" in kind or b"<" in self.body[:1024]

    @cached_property
    def decoded(self) -> Decoded:
        """The text, read as a browser would and more forgiving of stray bytes."""
        return decode(self.body, self.header(b"content-type") or b"")


def decode(body: bytes, content_type: bytes = b"") -> Decoded:
    """Text of HTML bytes: BOM, then header, then meta, then a detector, each label mapped as browsers map it.

    A label whose codec fails is kept when it loses least; valid UTF-8 with many multi-byte sequences beats a label.
    """
    for bom, marked in _BOMS:
        if body.startswith(bom):
            return _read(body[len(bom) :], marked, marked)
    header = re.search(rb"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    meta = _META.search(body[:_META_SPAN])
    labels = [m.group(m.lastindex or 1).decode("ascii") for m in (header, meta) if m]
    declared = labels[0] if labels else None
    candidates = list(dict.fromkeys(codec for label in labels if (codec := codec_of(label))))
    if "utf-8" not in candidates and _is_utf8(body):
        return _read(body, "utf-8", declared)
    for codec in candidates:
        try:
            return Decoded(body.decode(codec), declared, codec, True)
        except UnicodeDecodeError:
            continue
    detected = codec_of(detect_encoding(body) or "utf-8") or "utf-8"
    readings = [_read(body, codec, declared) for codec in dict.fromkeys((*candidates, detected))]
    return min(readings, key=lambda r: r.text.count("\ufffd"))


def codec_of(label: str) -> str | None:
    """The Python codec a browser would use for a label (gb2312 → gb18030); None for an unknown one."""
    mapped = map_encoding_to_html5(label.strip().lower(), False)
    if mapped is None:
        return None
    if mapped.startswith("utf-16"):
        return "utf-8"  # a label of ASCII bytes can't be UTF-16: browsers read UTF-8
    return _SUPERSETS.get(mapped, mapped)


def _read(body: bytes, codec: str, declared: str | None) -> Decoded:
    try:
        return Decoded(body.decode(codec), declared, codec, True)
    except UnicodeDecodeError:
        return Decoded(body.decode(codec, "replace"), declared, codec, False)


def _is_utf8(body: bytes, least: int = 8) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(1 for _ in _MULTIBYTE.finditer(body)) >= least
