"""Going on with a run that broke: what its last process tore is cut off, and rows and records agree again."""

from __future__ import annotations

import logging
import os
from collections.abc import Container, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from newscrawl.archive.records import scan
from newscrawl.archive.recover import recover_warc
from newscrawl.crawl.outcomes import FETCHED, GONE, plain_waiting, waiting_of
from newscrawl.crawl.sqlite_frontier import SqliteFrontier
from newscrawl.extract.parts import Waiting
from newscrawl.reparse import FileResult, missing_rows
from newscrawl.runs import ARTICLES, FRONTIER, LOG, PART, RunFolder, read_rows, runs

logger = logging.getLogger(__name__)


@dataclass
class Mended:
    """What was done to the folder of a run that broke."""

    bytes_cut: int = 0
    """Of WARC files, behind their last whole record."""
    rows_dropped: int = 0
    """Rows that were torn, or whose record was."""
    rows_added: int = 0
    """Rows of records that had none."""
    broken: int = 0
    """Pages that broke a pipeline and have no row."""


def resumable(output: Path, site: str) -> RunFolder | None:
    """The newest run of a site that broke and whose frontier is there."""
    broken = (run for run in runs(output, site, incomplete=True) if run.current(FRONTIER).is_file())
    return max(broken, default=None)


def mend(run: RunFolder) -> Mended:
    """Bring the folder of a run that no process works on into a state that a new one can go on from."""
    mended = Mended()
    for name in (ARTICLES, LOG, FRONTIER):
        if not run.part(name).exists() and (run.path / name).exists():
            (run.path / name).rename(run.part(name))  # it broke while it was completed
    _cut_warcs(run, mended)
    with closing(SqliteFrontier(run.part(FRONTIER), joins=False)) as frontier:
        held = [waiting_of(plain) for plain in frontier.held()]
        # put together again at the end: there may be more pages of them by then
        rows = _mend_rows(run, mended, but={page.capture.warc_record_id for page in held})
        found = _add_rows(run, rows.single, held, mended)
        frontier.reopen()
        frontier.hold(map(plain_waiting, found.waiting))
        frontier.answered({url: GONE if kind == "tombstone" else FETCHED for url, kind in _answered(run)})
        frontier.leave({})
    logger.info("%s goes on: %s", run.path, mended)
    return mended


def gather(run: RunFolder) -> Mended:
    """Take in what sessions left that died while others went on; for the last session, before it completes the run."""
    mended = Mended()
    if not list(run.path.glob(f"*.warc.gz{PART}")):
        return mended
    _cut_warcs(run, mended)
    with closing(SqliteFrontier(run.part(FRONTIER), joins=False)) as frontier:
        held = [waiting_of(plain) for plain in frontier.held()]
        frontier.leave({})
    # put together once more: a page that the dead captured may belong to them
    rows = _mend_rows(run, mended, but={page.capture.warc_record_id for page in held})
    _add_rows(run, rows.single, held, mended, put_together=True)
    logger.info("%s: taken in what was left by sessions that died: %s", run.path, mended)
    return mended


@dataclass
class _Rows:
    """The records of a run's rows."""

    single: set[str] = field(default_factory=set)
    """Of articles of one page."""
    first: set[str] = field(default_factory=set)
    """The first page's, of every article."""


def _cut_warcs(run: RunFolder, mended: Mended) -> None:
    for part in sorted(run.path.glob(f"*.warc.gz{PART}")):
        mended.bytes_cut += recover_warc(part).torn


def _add_rows(
    run: RunFolder, known: set[str], held: Sequence[Waiting], mended: Mended, *, put_together: bool = False
) -> FileResult:
    further = [path for other in runs(run.path.parent.parent, run.site) for path in _warcs(other)]
    with run.part(ARTICLES).open("ab") as rows:
        found = missing_rows(_warcs(run), known, rows.write, further=further, held=held, put_together=put_together)
        rows.flush()
        os.fsync(rows.fileno())
    mended.rows_added = found.counts["rows/article"] + found.counts["rows/tombstone"]
    mended.broken = found.counts["errors"]
    if mended.broken:
        logger.error("%s: %d pages broke a pipeline while it was mended, and have no row", run.path, mended.broken)
    return found


def _answered(run: RunFolder) -> Iterator[tuple[str, str]]:
    """URL and kind of the rows of a single page: nothing more comes of such a page."""
    for row in read_rows(run.part(ARTICLES)):
        if row.part_count == 1 and "missing_parts" not in row.problems:
            yield row.url, row.kind


def _warcs(run: RunFolder) -> list[Path]:
    return sorted(run.path.glob("*.warc.gz"))


def _record_ids(path: Path) -> Iterator[str]:
    for record in scan(path, wanted=lambda _: False, damage=[]):
        if record.kind in ("response", "revisit"):
            yield record.id


def _mend_rows(run: RunFolder, mended: Mended, but: Container[str] = ()) -> _Rows:
    """Leave whole rows whose records are there, each once, but for those of articles that begin with some records."""
    path, rows = run.part(ARTICLES), _Rows()
    records = {record for warc in _warcs(run) for record in _record_ids(warc)}
    kept = path.with_suffix(".kept")
    with kept.open("wb") as out:
        for line in path.open("rb") if path.exists() else ():
            captured = _captures(line)
            if not captured or captured[0] in rows.first or not records.issuperset(captured):
                mended.rows_dropped += 1
                continue
            if captured[0] in but:
                continue
            rows.first.add(captured[0])
            rows.single.update(captured if len(captured) == 1 else ())
            out.write(line)
        out.flush()
        os.fsync(out.fileno())
    kept.replace(path)
    return rows


def _captures(line: bytes) -> list[str]:
    """The record ids of a row; none for a line that is no whole row."""
    if line.endswith(b"\n"):
        with suppress(orjson.JSONDecodeError, KeyError, TypeError):
            return [str(capture["warc_record_id"]) for capture in orjson.loads(line)["captures"]]
    return []
