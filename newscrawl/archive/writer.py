"""Writing WARC/1.1: the bytes as they crossed the socket, one gzip member a record, nothing half-written kept."""

from __future__ import annotations

import hashlib
import io
import os
import re
import socket
import time
import uuid
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl import __version__
from newscrawl.archive.fields import SOFTWARE, digest_of, target_uri, warc_date
from newscrawl.errors import ArchiveError, UsageError
from newscrawl.exchange import Exchange, digest
from newscrawl.items import Capture

PART = ".part"
"""Suffix of a file that is still written."""
_FORMAT = "WARC File Format 1.1"
_CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_LEVEL = 6  # zlib's own default: half the time of warcio's 9 for 1 % more bytes


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
        sync_interval: float = 1.0,
    ) -> None:
        """info: further fields of the warcinfo record (robots, http-header-user-agent, operator …).

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
        self._sync_interval = sync_interval
        self._serial = 0
        self._fd: int | None = None
        self._part = Path()
        self._size = 0
        self._warcinfo_id = ""
        self._synced_at = 0.0
        self._dirty = False
        self._failed: str | None = None
        self._finished: list[Path] = []

    def write(self, exchange: Exchange) -> Capture:
        """Append the response record and, where there is one, the request record; what they hold is with the OS then.

        Raises ArchiveError when the file can't be written; it ends at the record before, as if nothing had been begun.
        """
        if self._failed:
            raise ArchiveError(self._failed)
        if self._fd is not None and self._size >= self._max_bytes:
            self._finish()
        if self._fd is None:
            self._open()
        record_id = _new_id()
        payload_digest = digest_of(exchange)
        response = member(*_response(exchange, record_id, self._warcinfo_id, payload_digest))
        request = member(*_request(exchange, record_id, self._warcinfo_id)) if exchange.request else b""
        capture = Capture(
            warc_filename=self._part.name.removesuffix(PART),
            warc_record_offset=self._size,
            warc_record_length=len(response),
            warc_record_id=record_id,
            payload_digest=payload_digest,
            fetch_time=exchange.fetched_at.astimezone(UTC).isoformat(),
            fetch_status=exchange.status,
        )
        self._append(response + request)
        if time.monotonic() - self._synced_at >= self._sync_interval:
            self.sync()
        return capture

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
        self._warcinfo_id = _new_id()
        self._synced_at = time.monotonic()
        try:
            self._append(member(*_warcinfo(self._warcinfo_id, final.name, self._info)))
        except ArchiveError:
            os.close(self._fd)
            self._fd = None
            self._part.unlink(missing_ok=True)
            raise

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
            _sync_folder(self._folder)
        except OSError as error:
            raise ArchiveError(f"{self._part}: can't be given its final name ({_reason(error)})") from error
        self._finished.append(final)


class _ExactWriter(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """warcio's writer without its own digests, which it would take over chunk framing."""

    def ensure_digest(self, record: ArcWarcRecord, block: bool = True, payload: bool = True) -> None:
        """Leave the digests as they were given."""


class _Member(io.BytesIO):
    """One gzip member; warcio would compress at level 9."""

    def __init__(self) -> None:
        super().__init__()
        self._stream = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)

    def write(self, data: bytes) -> int:  # type: ignore[override]  # only bytes come
        return super().write(self._stream.compress(data))

    def end(self) -> bytes:
        super().write(self._stream.flush())
        return self.getvalue()


def member(kind: str, fields: list[tuple[str, str]], content_type: str, block: bytes) -> bytes:
    """A WARC/1.1 record as a gzip member; the block goes in byte for byte, its digest is added."""
    headers = StatusAndHeaders("", [("WARC-Type", kind), *fields], protocol="WARC/1.1")
    headers.add_header("WARC-Block-Digest", digest(block))
    record = ArcWarcRecord("warc", kind, headers, io.BytesIO(block), None, content_type, len(block))
    record.payload_length = len(block)
    out = _Member()
    _ExactWriter(out, gzip=False, warc_version="1.1").write_record(record)
    return out.end()


def _shared(exchange: Exchange, record_id: str, warcinfo_id: str) -> list[tuple[str, str]]:
    fields = [
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(exchange.fetched_at)),
        ("WARC-Target-URI", target_uri(exchange.url)),
        ("WARC-Warcinfo-ID", warcinfo_id),
    ]
    if exchange.ip_address:
        fields.append(("WARC-IP-Address", exchange.ip_address))
    fields += [("WARC-Protocol", protocol) for protocol in exchange.protocols]
    if exchange.cipher_suite:
        fields.append(("WARC-Cipher-Suite", exchange.cipher_suite))
    return fields


def _response(
    exchange: Exchange, record_id: str, warcinfo_id: str, payload_digest: str
) -> tuple[str, list[tuple[str, str]], str, bytes]:
    fields = _shared(exchange, record_id, warcinfo_id)
    if exchange.truncated:
        fields.append(("WARC-Truncated", exchange.truncated))
    if exchange.status and not exchange.transfer_coded:
        fields.append(("WARC-Payload-Digest", payload_digest))
    return "response", fields, "application/http;msgtype=response", exchange.response


def _request(exchange: Exchange, response_id: str, warcinfo_id: str) -> tuple[str, list[tuple[str, str]], str, bytes]:
    fields = _shared(exchange, _new_id(), warcinfo_id)
    fields.append(("WARC-Concurrent-To", response_id))
    return "request", fields, "application/http;msgtype=request", exchange.request


def _warcinfo(record_id: str, filename: str, info: Mapping[str, str]) -> tuple[str, list[tuple[str, str]], str, bytes]:
    fields = [
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(datetime.now(UTC))),
        ("WARC-Filename", filename),
    ]
    lines = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in info.items())
    return "warcinfo", fields, "application/warc-fields", lines.encode("utf-8")


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _file_suffix(run_id: str) -> str:
    """The run id as part of a file name; a digest keeps apart what had to be changed."""
    clean = re.sub(r"[^A-Za-z0-9_.-]", "-", run_id)[:64]
    if clean == run_id and clean:
        return clean
    return f"{clean}-{hashlib.sha256(run_id.encode('utf-8')).hexdigest()[:8]}".lstrip("-")


def _create(path: Path) -> int | None:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        return None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
