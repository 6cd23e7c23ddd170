"""The plain bytes of a WARC file, gzip members taken off one at a time so that every record's place is known."""

from __future__ import annotations

import zlib
from typing import BinaryIO, Literal

_BLOCK = 64 * 1024
_MOST = 1024 * 1024
_MAGIC = b"\x1f\x8b\x08"


class DamageError(Exception):
    """A place where a file stops being a WARC: byte offset in the file, and what is wrong there."""

    def __init__(self, offset: int, why: str, on: Literal["search", "drain", "again"] = "search") -> None:
        super().__init__(f"at byte {offset}: {why}")
        self.offset = offset
        self.why = why
        self.on = on
        """How to go on: search for the next sound member, drain this one, or begin the member in hand again."""


class Feed:
    """Plain bytes in `buffer`; a fill never goes past the end of a gzip member.

    Raises DamageError where a member is torn or doesn't decompress.
    """

    def __init__(self, file: BinaryIO, offset: int = 0) -> None:
        self._file = file
        self._stream: zlib._Decompress | None = None
        self._raw = b""
        self.buffer = bytearray()
        self.member = offset
        """File offset of the gzip member last begun."""
        self._seek(offset)
        self._raw = file.read(_BLOCK)
        self.gzipped = self._raw[:2] == _MAGIC[:2]

    def _seek(self, offset: int) -> None:
        self._file.seek(offset)
        self._raw = b""
        self._raw_end = offset
        self._plain_end = offset
        self._stream = None
        self.buffer.clear()

    @property
    def offset(self) -> int:
        """File offset of the next byte: of the buffer in a plain file, of compressed bytes not yet read in a gzip."""
        if self.gzipped:
            return self._file.tell() - len(self._raw)
        return self._plain_end - len(self.buffer)

    @property
    def between_members(self) -> bool:
        """Whether everything of the last member has been taken and the next one isn't begun."""
        return self.gzipped and self._stream is None and not self.buffer

    def more(self) -> bool:
        """Fill until there is something in the buffer; False at the sound end of the file."""
        while not self.buffer:
            if not self.fill():
                return False
        return True

    def fill(self) -> bool:
        """Add bytes to the buffer (none where a member ends); False at the sound end of the file."""
        raw = self._raw or self._file.read(_BLOCK)
        self._raw = b""
        if not self.gzipped:
            self.buffer += raw
            self._plain_end += len(raw)
            return bool(raw)
        if self._stream is None:
            if not raw:
                return False
            self.member = self._file.tell() - len(raw)
            self._stream = zlib.decompressobj(31)
        if not raw:
            raise DamageError(self.member, "the file ends inside this gzip member")
        try:
            self.buffer += self._stream.decompress(raw, _MOST)
        except zlib.error as error:
            raise DamageError(self.member, f"this gzip member is broken ({error})") from error
        if self._stream.eof:
            self._raw = self._stream.unused_data
            self._stream = None
        else:
            self._raw = self._stream.unconsumed_tail
        return True

    def settle(self) -> None:
        """Pass over line ends, then go on until there are bytes of a further record or the member is over."""
        while True:
            self._drop_line_ends()
            if self.buffer or (self.gzipped and self._stream is None) or not self.fill():
                return

    def _drop_line_ends(self) -> None:
        start = 0
        while start < len(self.buffer) and self.buffer[start] in b"\r\n":
            start += 1
        del self.buffer[:start]

    def take(self, count: int) -> bytes:
        """The first bytes of the buffer, at most count."""
        piece = bytes(self.buffer[:count])
        del self.buffer[:count]
        return piece

    def resume(self, problem: DamageError) -> bool:
        """Go on behind a broken place; False where nothing more can be found (always in a plain file)."""
        if not self.gzipped:
            return False
        if problem.on == "again":
            self._seek(self.member)
            return True
        try:
            if problem.on == "drain":
                self._drain()
                return True
        except DamageError:
            pass
        return self._search(problem.offset)

    def _drain(self) -> None:
        self.buffer.clear()
        while self._stream is not None:
            self.fill()
            self.buffer.clear()

    def _search(self, offset: int) -> bool:
        """Go to the next gzip member behind offset that begins with a WARC record."""
        self._file.seek(offset + 1)
        window = b""
        at = offset + 1
        while block := self._file.read(_BLOCK):
            window += block
            found = window.find(_MAGIC)
            while found >= 0:
                if self._opens_record(at + found):
                    self._seek(at + found)
                    return True
                found = window.find(_MAGIC, found + 1)
            at += max(len(window) - 2, 0)
            window = window[-2:]
            self._file.seek(at + len(window))
        return False

    def _opens_record(self, offset: int) -> bool:
        self._file.seek(offset)
        try:
            return zlib.decompressobj(31).decompress(self._file.read(512), 5) == b"WARC/"
        except zlib.error:
            return False
