"""The frontier in one SQLite file, for any number of processes of one machine."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import orjson

from newscrawl.crawl.frontier import Asked, Lease, Line, Settled
from newscrawl.crawl.sessions import LIFETIME, Process
from newscrawl.crawl.transactions import transaction
from newscrawl.errors import InputError

_VERSION = 1
_COMPLETION = "completion"
"""The last session's task, which no session may join."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS requests (
    number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, url TEXT NOT NULL, host TEXT NOT NULL,
    priority INTEGER NOT NULL, start INTEGER NOT NULL, place INTEGER NOT NULL,
    parent TEXT NOT NULL, role TEXT NOT NULL, account TEXT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0, session INTEGER, data BLOB, result TEXT
);
CREATE INDEX IF NOT EXISTS pending ON requests (host, priority DESC, start, place) WHERE state = 0;
CREATE INDEX IF NOT EXISTS urls ON requests (url) WHERE state != 2;
CREATE INDEX IF NOT EXISTS leased ON requests (session) WHERE state = 1;
CREATE TABLE IF NOT EXISTS hosts (
    host TEXT PRIMARY KEY, session INTEGER, free_at REAL NOT NULL DEFAULT 0, wait REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS sessions (
    session INTEGER PRIMARY KEY, machine TEXT NOT NULL, pid INTEGER NOT NULL, began TEXT NOT NULL,
    until REAL NOT NULL, ended INTEGER NOT NULL DEFAULT 0, stats TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS tasks (task TEXT PRIMARY KEY, session INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS options (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS held (record TEXT PRIMARY KEY, data TEXT NOT NULL);
"""
_ADD = """
INSERT INTO requests (key, url, host, priority, start, place, parent, role, account, data)
VALUES (?, ?, ?, ?, ?, ? * (SELECT coalesce(max(number), 0) + 1 FROM requests), ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_LEASE = """
UPDATE requests SET state = 1, session = ? WHERE number = (
    SELECT number FROM requests WHERE state = 0 AND host = ? ORDER BY priority DESC, start, place LIMIT 1
) RETURNING number, key, host, data
"""
_TAKE = """
UPDATE hosts SET session = ?
WHERE host = ? AND session IS NULL AND (free_at <= ? OR free_at > ? + wait)
"""
_SETTLE = "UPDATE requests SET state = 2, session = NULL, data = NULL, result = ? WHERE number = ? AND session = ?"
_ANSWERED = """
UPDATE requests SET state = 2, session = NULL, data = NULL,
    result = CASE WHEN number = (SELECT max(number) FROM requests AS last WHERE last.url = requests.url) THEN ? END
WHERE state != 2 AND role = 'article' AND url = ?
"""
_PENDING = """
SELECT EXISTS (SELECT 1 FROM requests WHERE state = 0)
    OR EXISTS (SELECT 1 FROM requests WHERE state = 1 AND session != ?)
"""


class SqliteFrontier:
    """A session in a run's frontier; None as path keeps it in memory."""

    def __init__(
        self,
        path: Path | None,
        *,
        newest_first: bool = False,
        joins: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """newest_first: requests of one priority leave as from a stack. joins: to work on a run that is not over.

        Raises InputError for a file of another version, and where it joins, for a run that is being completed.
        """
        self._clock = clock
        self._direction = -1 if newest_first else 1
        self._db = sqlite3.connect(path or ":memory:", timeout=60, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        _prepare(self._db, path)
        if joins and self._db.execute("SELECT 1 FROM tasks WHERE task = ?", (_COMPLETION,)).fetchone():
            self._db.close()
            raise InputError(f"{path} is of a run that is being completed, or broke then: crawl the site with --resume")
        process = Process.own()
        (self.session,) = self._db.execute(
            "INSERT INTO sessions (machine, pid, began, until) VALUES (?, ?, ?, ?) RETURNING session",
            (process.machine, process.pid, process.began, clock() + LIFETIME),
        ).fetchone()
        self.alone = True
        """Whether no other session was alive at the last beat."""
        self._mine: set[str] = set()
        self._known: set[str] = set()
        self._empty: set[str] = set()
        """Hosts without a pending request, as far as is known here."""
        self._last = ""
        self.beat({}, {})

    def add(self, asked: Asked) -> bool:
        given = (asked.key, asked.url, asked.host, asked.priority, asked.start)
        direction = 1 if asked.start else self._direction
        more = (direction, asked.parent, asked.role, asked.account, asked.data)
        added = self._db.execute(_ADD, (*given, *more)).rowcount
        if not added:
            (parent,) = self._db.execute("SELECT parent FROM requests WHERE key = ?", (asked.key,)).fetchone()
            return bool(parent == asked.parent != "")
        if asked.host not in self._known:
            self._db.execute("INSERT OR IGNORE INTO hosts (host) VALUES (?)", (asked.host,))
            self._known.add(asked.host)
        self._empty.discard(asked.host)
        return True

    def lease(self, active: Callable[[str], int]) -> Lease | None:
        hosts = sorted(self._known - self._empty)
        for host in sorted(hosts, key=lambda name: (active(name), name <= self._last)):
            if host not in self._mine and not self._take(host):
                continue
            found = self._db.execute(_LEASE, (self.session, host)).fetchone()
            if found is not None:
                self._last = host
                return Lease(*found)
            self._empty.add(host)
        return None

    def settle(self, settled: Iterable[Settled]) -> None:
        listed = list(settled)
        done = [(_text(one.result), one.number, self.session) for one in listed]
        with transaction(self._db):
            self._db.executemany(_SETTLE, done)
            self._hold(one.held for one in listed if one.held)

    def hold(self, pages: Iterable[Mapping[str, Any]]) -> None:
        """Store pages that wait; known ones are left as they are."""
        with transaction(self._db):
            self._hold(pages)

    def give(self, host: str, wait: float) -> None:
        if host in self._mine and not self.alone:
            self._mine.discard(host)
            self._give(host, wait)

    def beat(self, stats: Mapping[str, Any], waits: Mapping[str, float]) -> None:
        said = (self._clock() + LIFETIME, _text(stats), self.session)
        with transaction(self._db):
            self._db.execute("UPDATE sessions SET until = ?, stats = ?, ended = 0 WHERE session = ?", said)
            self._db.executemany("UPDATE hosts SET wait = ? WHERE host = ?", [(s, host) for host, s in waits.items()])
            self.alone = not self._others()
        hosts = self._db.execute("SELECT host, session FROM hosts").fetchall()
        self._known = {host for host, _ in hosts}
        self._mine = {host for host, session in hosts if session == self.session}
        self._empty.clear()

    def pending(self) -> bool:
        (found,) = self._db.execute(_PENDING, (self.session,)).fetchone()
        return bool(found)

    def claim(self, task: str) -> bool:
        self._db.execute("INSERT OR IGNORE INTO tasks VALUES (?, ?)", (task, self.session))
        (session,) = self._db.execute("SELECT session FROM tasks WHERE task = ?", (task,)).fetchone()
        return bool(session == self.session)

    def last_to(self, point: str) -> bool:
        with transaction(self._db):
            living = self._others()
            self._db.execute("INSERT OR IGNORE INTO tasks VALUES (?, ?)", (f"{point} {self.session}", self.session))
            tasks = {task for (task,) in self._db.execute("SELECT task FROM tasks")}
            return all(f"{point} {session}" in tasks for session in living)

    def book(self) -> Iterator[Line]:
        return _lines(self._db)

    def answered(self, pages: Mapping[str, str]) -> None:
        """Settle open requests for articles that have their row, by URL; for a run that nobody works on."""
        with transaction(self._db):
            for url, came_to in pages.items():
                self._db.execute(_ANSWERED, (_text({"came_to": came_to}), url))

    def options(self, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """How the run was asked for: as it was begun, else as given now."""
        values = [(name, orjson.dumps(value).decode()) for name, value in (given or {}).items()]
        self._db.executemany("INSERT OR IGNORE INTO options VALUES (?, ?)", values)
        return {name: orjson.loads(value) for name, value in self._db.execute("SELECT name, value FROM options")}

    def held(self) -> list[Mapping[str, Any]]:
        return [orjson.loads(data) for (data,) in self._db.execute("SELECT data FROM held ORDER BY record")]

    def stats(self) -> list[dict[str, Any]]:
        return [orjson.loads(said) for (said,) in self._db.execute("SELECT stats FROM sessions ORDER BY session")]

    def reopen(self) -> None:
        """Let sessions join again after the run broke while it was completed."""
        self._db.execute("DELETE FROM tasks WHERE task = ?", (_COMPLETION,))

    def leave(self, stats: Mapping[str, Any], *, complete: bool = False) -> bool:
        with transaction(self._db):
            self._end(self.session)
            self._db.execute("UPDATE sessions SET stats = ? WHERE session = ?", (_text(stats), self.session))
            last = not self._others()
            if last and complete:
                self._db.execute("INSERT OR REPLACE INTO tasks VALUES (?, ?)", (_COMPLETION, self.session))
            return last

    def close(self) -> None:
        """Close the file; where nobody else has it open, it is one whole file then."""
        with suppress(sqlite3.OperationalError):  # another session has it open, and will do so
            self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()

    def _take(self, host: str) -> bool:
        now = self._clock()
        if self._db.execute(_TAKE, (self.session, host, now, now)).rowcount:
            self._mine.add(host)
        return host in self._mine

    def _give(self, host: str, wait: float) -> None:
        given = (self._clock() + wait, wait, host, self.session)
        self._db.execute("UPDATE hosts SET session = NULL, free_at = ?, wait = ? WHERE host = ? AND session = ?", given)

    def _hold(self, pages: Iterable[Mapping[str, Any]]) -> None:
        rows = [(page["record"], _text(page)) for page in pages]
        self._db.executemany("INSERT OR IGNORE INTO held VALUES (?, ?)", rows)

    def _others(self) -> list[int]:
        """Other sessions that live; what dead ones had leased is free again."""
        living = []
        sessions = self._db.execute(
            "SELECT session, machine, pid, began, until FROM sessions WHERE NOT ended AND session != ?", (self.session,)
        ).fetchall()
        for session, machine, pid, began, until in sessions:
            lives = Process(machine, pid, began).lives()
            if lives or (lives is None and until > self._clock()):
                living.append(session)
            else:
                self._end(session)
        return living

    def _end(self, session: int) -> None:
        self._db.execute("UPDATE requests SET state = 0, session = NULL WHERE state = 1 AND session = ?", (session,))
        self._db.execute(
            "UPDATE hosts SET session = NULL, free_at = ? + wait WHERE session = ?", (self._clock(), session)
        )
        self._db.execute("DELETE FROM tasks WHERE session = ? AND task != ?", (session, _COMPLETION))
        self._db.execute("UPDATE sessions SET ended = 1 WHERE session = ?", (session,))


def read_book(path: Path) -> list[Line]:
    """The book of a run that is over; its file is only read. Raises InputError where that can't be."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            return list(_lines(db))
    except sqlite3.Error as error:
        raise InputError(f"{path}: the book of the run can't be read: {error}") from error


def _lines(db: sqlite3.Connection) -> Iterator[Line]:
    lines = db.execute("SELECT url, parent, role, account, state != 2, result FROM requests ORDER BY number")
    for url, parent, role, account, is_open, result in lines:
        yield Line(url, parent, role, account, bool(is_open), orjson.loads(result) if result else {})


def _text(value: Mapping[str, Any]) -> str:
    return orjson.dumps(value).decode("utf-8")


def _prepare(db: sqlite3.Connection, path: Path | None) -> None:
    """Make the tables where there are none."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version not in (0, _VERSION):
        raise InputError(f"{path} was made by another version of newscrawl (its form is {version}, not {_VERSION})")
    with transaction(db):
        for statement in filter(str.strip, _SCHEMA.split(";")):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {_VERSION}")
