"""Writing WARC/1.1: the bytes as they crossed the socket, one gzip member a record, nothing half-written kept."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from newscrawl import __version__
from newscrawl.archive import compose
from newscrawl.archive.compose import Referred
from newscrawl.archive.fields import SOFTWARE
from newscrawl.errors import ArchiveError, UsageError
from newscrawl.exchange import Exchange
from newscrawl.items import Capture
from newscrawl.runs import sync_folder

PART = ".part"
"""Suffix of a file that is still written."""
_FORMAT = "WARC File Format 1.1"
_CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


class ArchiveWriter:
    """Appends exchanges to `<prefix>-<time>-<serial>-<run>.warc.gz`, under a `.part` name until the file is closed.

    Not for use from several threads. Files are opened at the first write.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str,
        run_id: str,
        info: Mapping[str, str],
        max_bytes: int = 1_000_000_000,
        max_seconds: float = 0,
        sync_interval: float = 1.0,
    ) -> None:
        """info: further fields of the warcinfo record (robots, http-header-user-agent, operator …); max_seconds: age
        at which a file is followed by the next, 0 for none.

        Raises UsageError for a prefix that isn't made of letters, digits, `_` and `-`.
        """
        if not re.fullmatch(r"[A-Za-z0-9_-]+", prefix):
            raise UsageError(f"the archive prefix {prefix!r} may have only letters, digits, _ and -")
        self._folder = folder
        self._prefix = prefix
        self._suffix = _file_suffix(run_id)
        self._info = {
            "hostname": socket.gethostname(),
            **{name: value for name, value in info.items() if value},
            "software": f"{SOFTWARE}/{__version__}",
            "format": _FORMAT,
            "conformsTo": _CONFORMS,
            "isPartOf": run_id,
        }
        self._max_bytes = max_bytes
        self._max_seconds = max_seconds
        self._sync_interval = sync_interval
        self._serial = 0
        self._fd: int | None = None
        self._part = Path()
        self._size = 0
        self._warcinfo_id = ""
        self._opened_at = self._synced_at = 0.0
        self._dirty = False
        self._failed: str | None = None
        self._finished: list[Path] = []

    def write(
        self, exchange: Exchange, *, original: Referred | None = None, about: Mapping[str, str] | None = None
    ) -> Capture:
        """Append the exchange's records, in one piece: the answer (a revisit where an original is given, one that says
        so where the answer is 304), the request where there is one, and what is said `about` it as metadata. What they
        hold is with the OS then.

        Raises ArchiveError when the file can't be written; it ends at the record before, as if nothing had been begun.
        """
        if self._failed:
            raise ArchiveError(self._failed)
        if self._fd is not None and (self._size >= self._max_bytes or self._is_old()):
            self._finish()
        if self._fd is None:
            self._open()
        event = compose.event_of(exchange, self._warcinfo_id)
        as_revisit = compose.not_modified if exchange.status == 304 else compose.revisit
        answer = as_revisit(event, original) if original else compose.response(event)
        request = compose.request(event) if exchange.request else b""
        metadata = compose.metadata(event, about) if about is not None else b""
        capture = Capture(
            warc_filename=self._part.name.removesuffix(PART),
            warc_record_offset=self._size,
            warc_record_length=len(answer),
            warc_record_id=event.record_id,
            payload_digest=event.payload_digest,
            fetch_time=exchange.fetched_at.astimezone(UTC).isoformat(),
            fetch_status=exchange.status,
        )
        self._append(answer + request + metadata)
        if time.monotonic() - self._synced_at >= self._sync_interval:
            self.sync()
        return capture

    def write_document(self, uri: str, content_type: str, block: bytes, *, refers_to: str = "") -> None:
        """Append a document that the crawl made to the file at hand, about the record it refers to where it does;
        nothing where no file is open.

        Raises ArchiveError like `write`.
        """
        if self._fd is not None and not self._failed:
            self._append(compose.document(uri, self._warcinfo_id, content_type, block, refers_to))

    def sync(self) -> None:
        """Have the disk confirm everything written so far. Raises ArchiveError; nothing more can be written then."""
        if self._fd is None or not self._dirty:
            return
        try:
            os.fsync(self._fd)
        except OSError as error:
            self._failed = f"{self._part}: the disk didn't confirm what was written ({_reason(error)})"
            raise ArchiveError(self._failed) from error
        self._dirty = False
        self._synced_at = time.monotonic()

    def close(self) -> list[Path]:
        """Sync, give the last file its final name, and name every file written. Raises ArchiveError."""
        if self._fd is not None:
            self._finish()
        return list(self._finished)

    def _open(self) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        try:
            while self._fd is None:
                final = self._folder / f"{self._prefix}-{stamp}-{self._serial:05d}-{self._suffix}.warc.gz"
                self._serial += 1
                self._part = final.with_name(final.name + PART)
                if not final.exists():
                    self._fd = _create(self._part)
        except OSError as error:
            raise ArchiveError(f"{self._part}: can't be created ({_reason(error)})") from error
        self._size = 0
        self._warcinfo_id = compose.new_id()
        self._opened_at = self._synced_at = time.monotonic()
        try:
            self._append(compose.warcinfo(self._warcinfo_id, final.name, self._info))
        except ArchiveError:
            os.close(self._fd)
            self._fd = None
            self._part.unlink(missing_ok=True)
            raise

    def _is_old(self) -> bool:
        return 0 < self._max_seconds <= time.monotonic() - self._opened_at

    def _append(self, data: bytes) -> None:
        assert self._fd is not None
        self._dirty = True
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            self._roll_back()
            raise ArchiveError(
                f"{self._part}: can't be written ({_reason(error)}); it was cut back to the last whole record, "
                f"{self._size} bytes"
            ) from error
        self._size += len(data)

    def _roll_back(self) -> None:
        assert self._fd is not None
        try:
            os.ftruncate(self._fd, self._size)
            os.lseek(self._fd, self._size, os.SEEK_SET)
        except OSError as error:
            self._failed = f"{self._part}: can't be written, nor cut back to {self._size} bytes ({_reason(error)})"
            raise ArchiveError(self._failed) from error

    def _finish(self) -> None:
        assert self._fd is not None
        self.sync()
        final = self._part.with_name(self._part.name.removesuffix(PART))
        try:
            os.close(self._fd)
            self._fd = None
            self._part.rename(final)
            sync_folder(self._folder)
        except OSError as error:
            raise ArchiveError(f"{self._part}: can't be given its final name ({_reason(error)})") from error
        self._finished.append(final)


def _file_suffix(run_id: str) -> str:
    """The run id as part of a file name; a digest keeps apart what had to be changed."""
    clean = re.sub(r"[^A-Za-z0-9_.-]", "-", run_id)[:64]
    if clean == run_id and clean:
        return clean
    return f"{clean}-{hashlib.sha256(run_id.encode('utf-8')).hexdigest()[:8]}".lstrip("-")


def _create(path: Path) -> int | None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        return None
    with suppress(OSError):  # some network file systems know no locks
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # recovery leaves alone what a writer holds
    return descriptor


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
