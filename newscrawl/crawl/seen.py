"""The seen-state of a site: which articles were looked at, when, and when the next look is due.

It lies in `output/state/<site>.seen.sqlite` and decides only what is asked for. It holds what complete runs tell: one
that it doesn't know is read from its WARC files, rows and book, so it may be deleted at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

from newscrawl.archive.compose import Referred
from newscrawl.archive.fields import parse_date, warc_date
from newscrawl.crawl.looked import Notes, looks_in
from newscrawl.crawl.looks import Look, Schedule, Seen, fold
from newscrawl.crawl.transactions import transaction
from newscrawl.runs import MANIFEST, RunFolder, runs

_VERSION = 1
_BUSY = 30.0
_SEEN = tuple(item.name for item in fields(Seen))
_LOOK = tuple(item.name for item in fields(Look))
_seen_values, _look_values = attrgetter(*_SEEN), attrgetter(*_LOOK)
_TIMES = ("at", "first_seen", "last_seen", "since", "last_change", "next_look")
_TABLES = f"""
CREATE TABLE IF NOT EXISTS runs (run TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schedule (steps TEXT);
CREATE TABLE IF NOT EXISTS articles ({", ".join(_SEEN)}, PRIMARY KEY (id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS due ON articles (next_look) WHERE next_look IS NOT NULL;
CREATE TABLE IF NOT EXISTS looks (id, {", ".join(_LOOK)}, PRIMARY KEY (id, at, page, record)) WITHOUT ROWID
"""


def seen_path(output: Path, site: str) -> Path:
    """Where a site's seen-state lies in an output folder."""
    return output / "state" / f"{site}.seen.sqlite"


class SeenState:
    """A site's seen-state. Every method raises sqlite3.Error where the file can't be used."""

    def __init__(self, output: Path, site: str, schedule: Schedule) -> None:
        self.site = site
        self._output = output
        self._schedule = schedule
        path = seen_path(output, site)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._prepare()
        except sqlite3.Error:
            self._db.close()
            raise

    def catch_up(self) -> int:
        """Take in the complete runs of the site that it doesn't know, out of what they stored; their number."""
        new = [run for run in runs(self._output, self.site) if not self._knows(run)]
        for run in new:
            self.take_in(run)
        return len(new)

    def take_in(self, run: RunFolder, notes: Notes | None = None) -> None:
        """Take in what a complete run looked at, all or nothing; a known one is left out.

        notes: what was noted of all its exchanges, which are read again otherwise.
        """
        if self._knows(run):
            return
        found = list(looks_in(run, notes))
        with transaction(self._db):
            self._add(found)
            self._db.execute("INSERT OR IGNORE INTO runs VALUES (?)", (run.run_id,))

    def rebuild(self) -> int:
        """Make it again from the complete runs that are there, edits undone; their number."""
        found = [(run.run_id, list(looks_in(run))) for run in runs(self._output, self.site)]
        with transaction(self._db):
            for table in ("runs", "articles", "looks"):
                self._db.execute(f"DELETE FROM {table}")
            for run_id, looks in found:
                self._add(looks)
                self._db.execute("INSERT INTO runs VALUES (?)", (run_id,))
        return len(found)

    def of(self, key: str) -> Seen | None:
        """What is known of an article, by its id."""
        return next(self._select("WHERE id = ?", key), None)

    def every(self) -> Iterator[Seen]:
        """All articles, the last seen first."""
        return self._select("ORDER BY last_seen DESC, id")

    def due(self, now: datetime) -> list[Seen]:
        """The articles due for a look, the longest due first."""
        return list(self._select("WHERE next_look <= ? ORDER BY next_look, id", warc_date(now)))

    def latest(self, now: datetime) -> datetime:
        """A moment that no article was first seen after: now, unless a clock was set back."""
        (last,) = self._db.execute("SELECT max(first_seen) FROM articles").fetchone()
        return max(now, parse_date(last or "") or now)

    def looks(self, key: str) -> list[Look]:
        """Every look at an article and every try that failed, by time."""
        names = ", ".join(_LOOK)
        found = self._db.execute(f"SELECT {names} FROM looks WHERE id = ? ORDER BY at, page, record", (key,))
        return [Look(**_read(_LOOK, row)) for row in found]

    def original_of(self, seen: Seen) -> Referred | None:
        """The record of the article's own URL that has the body it was last seen with, if it is still there."""
        for look in self.looks(seen.id):
            if look.record == seen.original and (self._output / self.site / look.run / MANIFEST).is_file():
                return Referred(look.record, look.page, warc_date(look.at))
        return None

    def forget(self, keys: Iterable[str]) -> int:
        """Know nothing more of articles, as if they had never been met; how many there were."""
        with transaction(self._db):
            known = [key for key in keys if self._db.execute("DELETE FROM articles WHERE id = ?", (key,)).rowcount]
            self._db.executemany("DELETE FROM looks WHERE id = ?", [(key,) for key in known])
        return len(known)

    def make_due(self, keys: Iterable[str], now: datetime) -> int:
        """Have articles looked at by the next run; how many there were."""
        with transaction(self._db):
            said = "UPDATE articles SET next_look = ? WHERE id = ?"
            return sum(self._db.execute(said, (warc_date(now), key)).rowcount for key in keys)

    def runs(self) -> list[str]:
        """Ids of the runs taken in, by time."""
        return [run for (run,) in self._db.execute("SELECT run FROM runs ORDER BY run")]

    def close(self) -> None:
        self._db.close()

    def _prepare(self) -> None:
        """Make the tables; what another version or schedule made of the looks is made again."""
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        with transaction(self._db):
            if version not in (0, _VERSION):
                for table in ("runs", "schedule", "articles", "looks"):
                    self._db.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _TABLES.split(";"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")
            said = self._db.execute("SELECT steps FROM schedule").fetchone()
            if said != (str(self._schedule),):
                self._db.execute("DELETE FROM schedule")
                self._db.execute("INSERT INTO schedule VALUES (?)", (str(self._schedule),))
                self._fold((key, self.looks(key)) for (key,) in self._db.execute("SELECT id FROM articles").fetchall())

    def _knows(self, run: RunFolder) -> bool:
        return self._db.execute("SELECT 1 FROM runs WHERE run = ?", (run.run_id,)).fetchone() is not None

    def _add(self, found: Iterable[tuple[str, Look]]) -> None:
        """Take in looks, each by the id of its article."""
        articles: dict[str, dict[tuple[datetime, str, str], Look]] = {}
        for key, look in found:
            articles.setdefault(key, {})[look.at, look.page, look.record] = look
        new = [(key, *_row(_look_values(look))) for key, looks in articles.items() for look in looks.values()]
        for key, looks in articles.items():
            for look in self.looks(key):
                looks.setdefault((look.at, look.page, look.record), look)
        self._insert("looks", new)
        self._fold((key, looks.values()) for key, looks in articles.items())

    def _fold(self, found: Iterable[tuple[str, Iterable[Look]]]) -> None:
        self._insert("articles", [_row(_seen_values(fold(key, looks, self._schedule))) for key, looks in found])

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    def _select(self, where: str, *values: object) -> Iterator[Seen]:
        for row in self._db.execute(f"SELECT {', '.join(_SEEN)} FROM articles {where}", values):
            yield Seen(**_read(_SEEN, row))


def _row(values: Iterable[Any]) -> list[Any]:
    """The values of a dataclass as SQLite stores them: times as text that sorts."""
    return [warc_date(one) if isinstance(one, datetime) else one for one in values]


def _read(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    found = dict(zip(names, row, strict=True))
    said = {name: parse_date(found[name]) for name in _TIMES if found.get(name)}
    truth = {"is_part": bool(found["is_part"])} if "is_part" in found else {}
    return {**found, **said, **truth}
