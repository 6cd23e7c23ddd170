"""The index of what was captured before, so that an answer that came already is written as a revisit of it.

It lies in `output/state/digests.sqlite` and outlives the runs. What a run captures is its own until the run is
complete: no record may refer to one that could still vanish. A complete run that the index doesn't know is read from
its WARC files, so the index may be deleted at any time, and a recovered run finds its way into it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from newscrawl.archive.archived import Archived
from newscrawl.archive.compose import Original
from newscrawl.archive.fields import warc_date
from newscrawl.archive.reader import read_exchanges
from newscrawl.errors import ExchangeError, InputError
from newscrawl.exchange import Exchange
from newscrawl.items import Capture
from newscrawl.runs import RunFolder, runs

INDEX = Path("state", "digests.sqlite")
"""Where the index lies in an output folder."""
LEAST_BODY = 512
"""Bytes of entity below which an answer is stored again: a revisit would hardly be smaller."""
STATUSES = frozenset({200, 404, 410})
"""Answers that may become a row; others are stored each time."""
_BUSY = 30.0
_FLAGS = 1 << 22
_AT_ONCE = 256
"""Own captures that go into the database together."""
_TABLES = """
CREATE TABLE IF NOT EXISTS {0}.runs (run TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS {0}.originals (
    content BLOB, url TEXT, date TEXT, record TEXT, path TEXT, place INTEGER, PRIMARY KEY (content, url)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS {0}.by_record ON originals (record);
CREATE TABLE IF NOT EXISTS {0}.latest (url BLOB PRIMARY KEY, content BLOB, date TEXT) WITHOUT ROWID;
"""
_NEWER = "ON CONFLICT (url) DO UPDATE SET content = excluded.content, date = excluded.date WHERE excluded.date > date"
_OWN, _STATE = "main", "state"
_ADD_LATEST = {schema: f"INSERT INTO {schema}.latest VALUES (?, ?, ?) {_NEWER}" for schema in (_OWN, _STATE)}
_ADD_ORIGINAL = {
    schema: f"INSERT OR REPLACE INTO {schema}.originals VALUES (?, ?, ?, ?, ?, ?)" for schema in (_OWN, _STATE)
}


@dataclass(frozen=True)
class _Entry:
    """What the index keeps of one capture."""

    latest: tuple[bytes, bytes, str]
    """Hash of the URL, content, date."""
    original: tuple[bytes, str, str, str, str, int] | None
    """None for a revisit, which nothing may refer to."""


class DigestIndex:
    """The index as one run sees it: all complete runs, and what it captured itself.

    Every method raises sqlite3.Error where the file can't be used; the caller goes on without the index then.
    """

    def __init__(self, output: Path, run: RunFolder) -> None:
        self._output = output
        self._run = run
        self._there: dict[str, bool] = {}
        self._paths: dict[str, str] = {}
        self._last: tuple[Exchange, bytes | None] | None = None
        self._new: list[_Entry] = []
        """Own captures that the database doesn't have yet."""
        self._met = bytearray(_FLAGS)
        """A flag for each hash of a URL or content in this run, shared by some: most are met once, and never again."""
        self._noted: set[str] = set()
        """Names of the run's own files whose captures are known."""
        path = output / INDEX
        path.parent.mkdir(parents=True, exist_ok=True)
        # an unnamed database is a temporary one, and goes to disk where it grows
        self._db = sqlite3.connect("", timeout=_BUSY, isolation_level=None)
        try:
            self._db.execute("ATTACH ? AS state", (str(path),))
            self._db.execute("PRAGMA state.journal_mode = WAL")
            self._db.execute("PRAGMA main.synchronous = OFF")
            self._db.execute("PRAGMA main.journal_mode = OFF")
            for schema in (_OWN, _STATE):
                self._db.executescript(_TABLES.format(schema))
        except sqlite3.Error:
            self._db.close()
            raise

    def catch_up(self) -> int:
        """Read what complete runs of the same site captured and the index doesn't know; their number.

        Read is also what this very run captured before it broke and was resumed.
        """
        known = {name for (name,) in self._db.execute("SELECT run FROM state.runs")}
        new = [run for run in runs(self._output, self._run.site) if _name(run) not in known and run != self._run]
        for run in new:
            for warc in sorted(run.path.glob("*.warc.gz")):
                self._read(warc, _STATE)
            self._db.execute("INSERT OR IGNORE INTO state.runs VALUES (?)", (_name(run),))
        self._read_own()
        return len(new)

    def original_of(self, exchange: Exchange) -> Original | None:
        """The record that an answer about to be written may refer to.

        At the same URL only where the last capture there had this very content: a page that went back to what it was is
        stored anew, since its change is one. At another URL only records of the same run, so that a run can be read by
        itself, and only where they carry a payload digest, by which players look them up.
        """
        content = _content(exchange)
        self._last = (exchange, content)
        if content is None or len(exchange.entity) < LEAST_BODY:
            return None
        url = _hash(exchange.url)
        schemas = (_OWN, _STATE) if self._is_met(url) else (_STATE,)
        if self._latest(schemas, url) == content:
            for schema in schemas:
                found = self._original(schema, "content = ? AND url = ?", content, exchange.url)
                if found:
                    return found
        if exchange.transfer_coded or not self._is_met(content):
            return None
        return self._original(_OWN, "content = ? AND url <> ?", content, exchange.url)

    def note(self, exchange: Exchange, capture: Capture, *, original: Original | None) -> None:
        """Take in a capture of this run."""
        name = capture.warc_filename
        if name not in self._paths:
            self._paths[name] = self._path(self._run.path / name)
        entry = self._entry(exchange, capture, self._paths[name], original is not None)
        if entry is None:
            return
        self._noted.add(name)
        self._take(entry, _OWN)

    def by_record(self, record_id: str) -> Original | None:
        """The original with this record id."""
        self._save()
        own = self._original(_OWN, "record = ?", record_id)
        return own or self._original(_STATE, "record = ?", record_id)

    def publish(self) -> None:
        """Let other runs refer to what this one captured, in this process and others; for a complete run."""
        self._read_own()
        self._save()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute("INSERT OR REPLACE INTO state.originals SELECT * FROM main.originals")
            self._db.execute(f"INSERT INTO state.latest SELECT * FROM main.latest WHERE true {_NEWER}")
            self._db.execute("INSERT OR IGNORE INTO state.runs VALUES (?)", (_name(self._run),))
            self._db.execute("COMMIT")
        except sqlite3.Error:
            self._db.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Forget what wasn't published."""
        self._db.close()

    def _is_met(self, value: bytes) -> bool:
        """Whether the hash of a URL or content may be one of this run; the database has them all then."""
        if not self._met[_place(value)]:
            return False
        self._save()
        return True

    def _latest(self, schemas: Iterable[str], url: bytes) -> bytes | None:
        """The content last captured at a URL by its hash, in the first place that knows it."""
        for schema in schemas:
            row = self._db.execute(f"SELECT content FROM {schema}.latest WHERE url = ?", (url,)).fetchone()
            if row:
                return bytes(row[0])
        return None

    def _original(self, schema: str, where: str, *values: object) -> Original | None:
        found = self._db.execute(
            f"SELECT record, url, date, path, place FROM {schema}.originals WHERE {where} LIMIT 1", values
        ).fetchone()
        if found is None or not (schema == _OWN or self._exists(found[3])):
            return None
        return Original(*found)

    def _exists(self, path: str) -> bool:
        """Whether a WARC file of another run is still where it was."""
        if path not in self._there:
            self._there[path] = (self._output / path).is_file()
        return self._there[path]

    def _entry_of(self, archived: Archived, path: str) -> _Entry | None:
        if archived.revisit is not None and archived.revisit.not_modified:
            return None
        return self._entry(archived.exchange, archived.capture, path, archived.revisit is not None)

    def _entry(self, exchange: Exchange, capture: Capture, path: str, is_revisit: bool) -> _Entry | None:
        if self._last is not None and self._last[0] is exchange:
            content = self._last[1]
        else:
            content = _content(exchange, capture.payload_digest if is_revisit else None)
        if content is None or capture.warc_record_offset is None:
            return None
        date = warc_date(exchange.fetched_at)
        original = (content, exchange.url, date, capture.warc_record_id, path, capture.warc_record_offset)
        return _Entry((_hash(exchange.url), content, date), None if is_revisit else original)

    def _path(self, warc: Path) -> str:
        """Where a file is, as the index says it."""
        whole, output = warc.resolve(), self._output.resolve()
        return str(whole.relative_to(output) if whole.is_relative_to(output) else whole)

    def _read_own(self) -> None:
        for warc in sorted(self._run.path.glob("*.warc.gz")):
            if warc.name not in self._noted:
                self._noted.add(warc.name)
                self._read(warc, _OWN)

    def _read(self, warc: Path, schema: str) -> None:
        """Take in every capture of a file; one that was damaged gives what it has."""
        path = self._path(warc)
        self._db.execute("BEGIN IMMEDIATE")
        try:
            with suppress(InputError):
                for archived in read_exchanges(warc):
                    if entry := self._entry_of(archived, path):
                        self._take(entry, schema)
        finally:
            self._db.execute("COMMIT")

    def _take(self, entry: _Entry, schema: str) -> None:
        """Take in a capture; one of this run goes into the database later."""
        if schema == _STATE:
            self._add([entry], schema)
            return
        url, content, _ = entry.latest
        self._met[_place(url)] = self._met[_place(content)] = True
        self._new.append(entry)
        if len(self._new) >= _AT_ONCE:
            self._save()

    def _save(self) -> None:
        """Put what was taken in into the database."""
        self._add(self._new, _OWN)
        self._new.clear()

    def _add(self, entries: Sequence[_Entry], schema: str) -> None:
        self._db.executemany(_ADD_LATEST[schema], [entry.latest for entry in entries])
        self._db.executemany(_ADD_ORIGINAL[schema], [entry.original for entry in entries if entry.original])


def _name(run: RunFolder) -> str:
    return f"{run.site}/{run.run_id}"


def _content(exchange: Exchange, payload_digest: str | None = None) -> bytes | None:
    """What two answers share that give the same page in the same framing; None for an answer that is never compared.

    A revisit brings the digest of the payload it doesn't have.
    """
    if exchange.status not in STATUSES or exchange.method != "GET":
        return None
    if payload_digest is None:
        if exchange.truncated is not None:
            return None
        try:
            payload_digest = exchange.entity_digest
        except ExchangeError:
            return None
    coding = [exchange.header(name) or b"" for name in (b"transfer-encoding", b"content-encoding", b"content-type")]
    said = b"\n".join([payload_digest.encode(), b"%d" % exchange.status, *(value.lower() for value in coding)])
    return hashlib.blake2b(said, digest_size=16).digest()


def _place(value: bytes) -> int:
    """Of the flag of a hash."""
    return int.from_bytes(value[:4], "big") % _FLAGS


def _hash(url: str) -> bytes:
    return hashlib.blake2b(url.encode("utf-8"), digest_size=16).digest()
