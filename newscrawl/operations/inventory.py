"""What runs there are in an output folder, and what came of each, from their manifests and reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from newscrawl.errors import InputError
from newscrawl.operations.completeness import KNOWN
from newscrawl.runs import ARTICLES, FRONTIER, REPARSE, RunFolder, latest, runs

State = Literal["complete", "running", "broken"]

_STARTED = re.compile(r"(\d{8}T\d{6}Z)-")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the list of runs."""

    site: str
    """Name of the site crawled, or `reparse`."""
    run_id: str
    path: Path
    state: State
    started_at: str
    """ISO 8601 in UTC, from the run's id."""
    seconds: float | None
    """How long it took; None where nothing says so."""
    healthy: bool | None
    """None for a run that is not complete."""
    reasons: list[str]
    """Why it isn't healthy, a sentence each."""
    rows: int
    fetched: int | None
    """Articles fetched; None for a re-parse and for a run without a report."""
    known: int | None
    """Links that were not asked for, as what they lead to was known."""
    failed: int | None
    """Articles asked for in vain."""
    size: int
    """Bytes of all its files."""
    todo: str = ""
    """What can be done with a run that broke."""


def inventory(output: Path, site: str | None, works: Callable[[RunFolder], bool]) -> list[Entry]:
    """The runs of an output folder by site and time; `works` tells whether a process works on an incomplete run."""
    found = [*runs(output, site), *runs(output, site, incomplete=True)]
    return [entry(run, works) for run in sorted(found)]


def entry(run: RunFolder, works: Callable[[RunFolder], bool]) -> Entry:
    """One run as a line of the list."""
    if not run.is_complete:
        return _incomplete(run, running=works(run))
    manifest = run.manifest()
    report = run.read_report() if run.report.is_file() else {}
    verdict = manifest.get("verdict", {})
    articles: Mapping[str, Any] = report.get("articles", {})
    return Entry(
        **_head(run),
        state="complete",
        seconds=report.get("seconds"),
        healthy=verdict.get("healthy"),
        reasons=list(verdict.get("reasons", [])),
        rows=rows_of(manifest),
        fetched=articles.get("fetched"),
        known=articles.get("refused", {}).get(KNOWN, 0) if articles else None,
        failed=sum(articles.get("failed", {}).values()) if articles else None,
    )


def find(output: Path, wanted: str) -> RunFolder:
    """A run by its folder, its id, or its site's name for the newest complete one.

    Raises InputError where there is none.
    """
    path = Path(wanted)
    if path.is_dir() and _STARTED.match(path.resolve().name):
        return RunFolder(path.resolve())
    if _STARTED.match(wanted):
        for run in (*runs(output), *runs(output, incomplete=True)):
            if run.run_id == wanted:
                return run
    elif (newest := latest(output, wanted)) is not None:
        return newest
    raise InputError(f"{wanted}: there is no such run, nor a complete one of a site of that name, in {output}")


def _incomplete(run: RunFolder, *, running: bool) -> Entry:
    rows = run.current(ARTICLES)
    return Entry(
        **_head(run),
        state="running" if running else "broken",
        seconds=None,
        healthy=None,
        reasons=[],
        rows=rows.read_bytes().count(b"\n") if rows.is_file() else 0,
        fetched=None,
        known=None,
        failed=None,
        todo="" if running else _todo(run),
    )


def _todo(run: RunFolder) -> str:
    if run.site == REPARSE:
        return "re-parse once more; this folder may be deleted"
    if not run.current(ARTICLES).is_file() and not any(run.path.glob("*.warc.gz*")):
        return "nothing was fetched; this folder may be deleted"
    recover = f"newscrawl archive recover {run.path}"
    return f"newscrawl crawl {run.site} --resume, or {recover}" if run.current(FRONTIER).is_file() else recover


def _head(run: RunFolder) -> dict[str, Any]:
    started = _STARTED.match(run.run_id)
    assert started is not None, "only folders with a run's name are runs"
    moment = datetime.strptime(started[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    size = sum(file.stat().st_size for file in run.path.rglob("*") if file.is_file())
    return {
        "site": run.site,
        "run_id": run.run_id,
        "path": run.path,
        "started_at": moment.isoformat(timespec="seconds"),
        "size": size,
    }


def rows_of(manifest: Mapping[str, Any]) -> int:
    """Rows of a complete run."""
    return sum(file["lines"] for file in manifest["files"] if file["name"] == ARTICLES)
