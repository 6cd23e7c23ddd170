"""Completing a run that broke: what its process tore is cut off and kept, rows and records agree, nothing is lost.

A finalised file is never opened for writing, and a step that broke can be done again.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from newscrawl.archive.feed import DamageError
from newscrawl.archive.index import write_index
from newscrawl.archive.records import scan
from newscrawl.errors import InputError, UsageError
from newscrawl.runs import (
    ARTICLES,
    FRONTIER,
    LOG,
    MANIFEST,
    PART,
    REPARSE,
    REPORT,
    REPORT_PAGE,
    RunFile,
    RunFolder,
    sync_folder,
)

TORN = ".torn"
"""Suffix of what was cut off a file."""
Missing = Callable[[Sequence[Path], frozenset[str]], list[bytes]]
"""The rows of WARC files, but for single pages whose record ids are given."""

ReportPage = Callable[[Mapping[str, Any], Sequence[Mapping[str, Any]]], str]
"""report.html of a report and the run's other files."""


@dataclass
class Cut:
    """What was done to one file."""

    name: str
    """Its final name; empty where nothing of it was whole."""
    whole: int
    """Records or rows kept."""
    torn: int
    """Bytes cut off."""
    kept_in: str | None = None
    """File beside it that has them."""
    sound_behind: int = 0
    """Whole records among what was cut off: the file was damaged and not only torn."""


@dataclass
class Recovered:
    """What was done to a run."""

    path: Path
    complete: bool = False
    """Whether it was complete before; nothing was done then."""
    files: list[Cut] = field(default_factory=list)
    rows: int = 0
    rows_added: int = 0
    """Of records that had none."""
    rows_dropped: list[str] = field(default_factory=list)
    """URLs of rows whose record is missing; they are kept beside the rows."""

    @property
    def reasons(self) -> list[str]:
        """What the verdict says."""
        torn = sum(cut.torn for cut in self.files)
        return [
            "The run broke before its end and was recovered.",
            *([f"{torn} bytes of torn files were cut off and lie beside them."] if torn else []),
            *([f"{self.rows_added} records had no row and were parsed."] if self.rows_added else []),
            *(
                [f"{len(self.rows_dropped)} rows were dropped, as their records are missing."]
                if self.rows_dropped
                else []
            ),
        ]


def recover_run(run: RunFolder, missing: Missing, facts: Mapping[str, Any], page: ReportPage) -> Recovered:
    """Complete a run that broke; `facts` (versions and the like) go into the manifest, `page` makes report.html.

    Raises UsageError for a folder that is no crawl's run, InputError where the run still goes on or its finalised files
    contradict each other.
    """
    if run.site == REPARSE or not run.path.is_dir():
        raise UsageError(f"{run.path}: no run of a crawl; a re-parse that broke is done again")
    done = Recovered(run.path)
    with _alone(run):
        if run.is_complete:
            done.complete = True
            return done
        done.files = [recover_warc(part) for part in sorted(run.path.glob(f"*.warc.gz{PART}"))]
        warcs = sorted(run.path.glob("*.warc.gz"))
        if not warcs and not run.current(ARTICLES).exists():
            raise InputError(f"{run.path}: there is neither a record nor a row to recover")
        _recover_rows(run, warcs, missing, done)
        _complete(run, warcs, done, facts, page)
    return done


def recover_warc(part: Path) -> Cut:
    """Give a torn WARC file its final name, cut at its last whole record; what is cut off is kept beside it.

    Raises UsageError for a file that isn't one still written to, InputError where its writer is alive, or where a file
    has the final name already.
    """
    final = part.with_name(part.name.removesuffix(PART))
    if not part.name.endswith(f".warc.gz{PART}"):
        raise UsageError(
            f"{part}: only a file whose name ends with .warc.gz{PART} can be recovered; others are finished"
        )
    if final.exists():
        raise InputError(f"{final} exists already; a finalised file is never overwritten")
    with part.open("rb+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"{part}: a crawl is still writing to it") from None
        end, whole, behind = _sound_part(part)
        torn = part.stat().st_size - end
        kept = _keep_tail(part, final, end) if torn else None
        file.truncate(end)
        os.fsync(file.fileno())
    if end:
        part.rename(final)
    else:
        part.unlink()
    sync_folder(part.parent)
    return Cut(final.name if end else "", whole, torn, kept, behind)


def _sound_part(part: Path) -> tuple[int, int, int]:
    """Where the last whole record before any damage ends, the records up to there, and the whole ones behind."""
    damage: list[DamageError] = []
    end = whole = behind = 0
    for record in scan(part, wanted=lambda _: False, damage=damage):
        if record.offset is None or record.length is None:
            raise InputError(f"{part}: the record at byte {record.place} is no gzip member of its own")
        if damage:
            behind += 1
        else:
            end, whole = record.offset + record.length, whole + 1
    return end, whole, behind


def _keep_tail(file: Path, final: Path, start: int) -> str:
    """Copy what stands behind a place into a file beside; its name."""
    with file.open("rb") as source:
        source.seek(start)
        tail = source.read()
    return _keep(final, tail)


def _keep(final: Path, content: bytes) -> str:
    """Write what is cut off beside its file, unless it was written before; the name it has there."""
    number = 1
    while True:
        target = final.with_name(final.name + TORN + (f"-{number}" if number > 1 else ""))
        if not target.exists():
            break
        if target.read_bytes() == content:
            return target.name
        number += 1
    passing = target.with_name(f".{target.name}{PART}")
    with passing.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    passing.rename(target)
    return target.name


def _recover_rows(run: RunFolder, warcs: Sequence[Path], missing: Missing, done: Recovered) -> None:
    """Leave one row for each record that gives one, and none without its records."""
    part, final = run.part(ARTICLES), run.path / ARTICLES
    if part.exists() and final.exists():
        raise InputError(f"{part} and {final} are both there; one of them has to go")
    source = part if part.exists() else final
    lines = source.read_bytes().splitlines(keepends=True) if source.exists() else []
    kept, cut = _sorted_out(lines, set(_answers(warcs)), done)
    firsts = {ids[0] for ids in kept.values()}
    single = frozenset(ids[0] for ids in kept.values() if len(ids) == 1)
    found = [line for line in missing(warcs, single) if (ids := _record_ids(line)) and ids[0] not in firsts]
    done.rows, done.rows_added = len(kept) + len(found), len(found)
    if source == final and final.exists():
        if cut or found:
            raise InputError(f"{final} is final, and doesn't agree with the records beside it")
        return
    if cut:
        torn = b"".join(cut)
        done.files.append(Cut(ARTICLES, len(kept), len(torn), _keep(final, torn)))
    passing = part.with_name(f".{ARTICLES}{PART}")
    with passing.open("wb") as out:
        out.writelines([*kept, *found])
        out.flush()
        os.fsync(out.fileno())
    passing.replace(part)


def _sorted_out(
    lines: Sequence[bytes], answers: set[str], done: Recovered
) -> tuple[dict[bytes, tuple[str, ...]], list[bytes]]:
    """The whole rows whose records are there, each once, with their record ids; and what is left over."""
    kept: dict[bytes, tuple[str, ...]] = {}
    firsts: set[str] = set()
    cut = []
    for line in lines:
        ids = _record_ids(line)
        if ids and ids[0] not in firsts and answers.issuperset(ids):
            kept[line] = ids
            firsts.add(ids[0])
            continue
        cut.append(line)
        if ids and ids[0] not in firsts:
            done.rows_dropped.append(str(orjson.loads(line)["url"]))
    return kept, cut


def _record_ids(line: bytes) -> tuple[str, ...]:
    """The records of a row's captures; none for a line that is no whole row."""
    if line.endswith(b"\n"):
        with suppress(orjson.JSONDecodeError, KeyError, TypeError):
            return tuple(str(capture["warc_record_id"]) for capture in orjson.loads(line)["captures"])
    return ()


def _answers(warcs: Sequence[Path]) -> Iterator[str]:
    for path in warcs:
        for record in scan(path, wanted=lambda _: False):
            if record.kind in ("response", "revisit"):
                yield record.id


def _complete(
    run: RunFolder, warcs: Sequence[Path], done: Recovered, facts: Mapping[str, Any], page: ReportPage
) -> None:
    """Name the files, write index, report and manifest."""
    for path in warcs:
        if not path.with_name(path.name.replace(".warc.gz", ".cdxj")).exists():
            write_index(path)
    names = [path.name for pattern in ("*.warc.gz", "*.cdxj", f"*{TORN}*") for path in sorted(run.path.glob(pattern))]
    if run.part(FRONTIER).exists():
        with closing(sqlite3.connect(run.part(FRONTIER))) as frontier:
            frontier.execute("PRAGMA journal_mode = DELETE")  # takes in what lies in files beside it
    beside = [name for name in (LOG, FRONTIER) if run.current(name).exists()]
    files = run.finalise([*names, ARTICLES, *beside])
    verdict = {"healthy": False, "recovered": True, "reasons": done.reasons}
    archived = sum(file.size for file in files if file.name.endswith(".warc.gz"))
    shared = {"finish_reason": "recovered", "verdict": verdict}
    if not run.report.exists():
        counts = {"rows": done.rows, "rows_added": done.rows_added, "bytes_archived": archived}
        said = {"rows_dropped": done.rows_dropped, "files": [vars(cut) for cut in done.files]}
        run.write_json(REPORT, {"run_id": run.run_id, "site": run.site, **shared, **counts, **said})
    if not (run.path / REPORT_PAGE).exists():
        run.write(REPORT_PAGE, page(run.read_report(), [vars(file) for file in files]).encode("utf-8"))
    report: list[RunFile] = run.finalise([REPORT, REPORT_PAGE])
    counts = {"rows": done.rows, "bytes_archived": archived}
    run.complete([*files, *report], {"kind": "crawl", **shared, "counts": counts, **facts})


@contextmanager
def _alone(run: RunFolder) -> Iterator[None]:
    """Hold the lock that a crawl of the site has while it goes on. Raises InputError where one does."""
    path = run.path.parents[1] / "state" / f"{run.site}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"{run.path}: a crawl of {run.site} is going on; {MANIFEST} is its to write") from None
        yield
