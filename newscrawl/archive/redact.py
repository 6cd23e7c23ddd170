"""Values of header fields kept out of the archive, where its owner asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from newscrawl.errors import UsageError
from newscrawl.exchange import Exchange

REDACTED = b"(redacted)"
"""What stands in the place of a value."""
ALWAYS = ("proxy-authorization",)
NEEDED = ("host", "location", "content-length", "content-type", "content-encoding", "transfer-encoding")
"""Without their values an exchange can't be read as what it was."""
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BLANK_LINE = re.compile(rb"\n\r?\n")


class Redaction:
    """Replaces the values of some header fields in requests and answers, folded lines among them."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Raises UsageError for a name that is none, or whose value is needed."""
        self.names = tuple(dict.fromkeys((*ALWAYS, *(name.strip().lower() for name in names))))
        """In lower case."""
        for name in self.names:
            if not _TOKEN.fullmatch(name):
                raise UsageError(f"{name!r} is no name of a header field that could be redacted.")
            if name in NEEDED:
                raise UsageError(f"The value of {name} can't be redacted: records couldn't be read without it.")
        self._fields = frozenset(name.encode("ascii") for name in self.names)

    def applied(self, exchange: Exchange) -> tuple[Exchange, tuple[str, ...]]:
        """The exchange as it may be kept, and the names of the fields whose values were replaced in it."""
        found: set[bytes] = set()
        request, response = self._message(exchange.request, found), self._message(exchange.response, found)
        if not found:
            return exchange, ()
        names = tuple(sorted(name.decode("ascii") for name in found))
        return replace(exchange, request=request, response=response), names

    def _message(self, message: bytes, found: set[bytes]) -> bytes:
        blank = _BLANK_LINE.search(message)
        end = blank.start() if blank else len(message)
        head = message[:end].lower()
        if not any(field in head for field in self._fields):
            return message
        return b"\n".join(self._lines(message[:end].split(b"\n"), found)) + message[end:]

    def _lines(self, lines: Iterable[bytes], found: set[bytes]) -> Iterable[bytes]:
        hiding = False
        for line in lines:
            if hiding and line[:1] in (b" ", b"\t"):
                continue
            name, colon, _ = line.partition(b":")
            hiding = bool(colon) and name.strip().lower() in self._fields
            if hiding:
                found.add(name.strip().lower())
                line = name + b": " + REDACTED + (b"\r" if line.endswith(b"\r") else b"")
            yield line
