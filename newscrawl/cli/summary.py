"""The tables of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from newscrawl.cli.show import table
from newscrawl.operations.completeness import Links, host_of, links_of, shortened, total
from newscrawl.operations.figures import tally
from newscrawl.operations.summary import Summary, summarise
from newscrawl.runs import ARTICLES, RunFolder, read_rows

MOST_LISTS = 20
"""List pages that a terminal shows; report.html has all."""
_OUTCOMES = ("fetched", "known", "gone", "repeated", "refused", "failed", "open")


def show_run(shown: Console, report: Mapping[str, Any], folder: Path | None) -> None:
    """Pages by status, articles, bytes archived; field coverage, notices by kind, repairs."""
    statuses = sorted(report.get("pages_by_status", {}).items())
    rows: list[tuple[str, object]] = [(f"pages answered {status}", count) for status, count in statuses]
    found = report.get("content") or _counted(folder)
    rows += [("articles", found["articles"]), ("further pages of them", found["parts"])]
    rows += [("tombstones", found["tombstones"]), ("bytes archived", f"{archived_bytes(folder):,}")]
    rows += [(f"layout {name}", count) for name, count in found["layouts"].items()]
    rows += [(f"problem {name}", count) for name, count in found["problems"].items()]
    shown.print(table(f"{report.get('site', '')}, run {folder.name if folder else '-'}", rows))
    if found["articles"]:
        coverage = [(name, n, f"{100 * n // found['articles']}%") for name, n in found["coverage"].items()]
        shown.print(table("Fields", coverage, ("field", "articles", "share")))
    for title, counts, what in (("Notices", found["notices"], "notices"), ("Repairs", found["repairs"], "places")):
        if counts:
            shown.print(table(title, counts.items(), ("kind", what)))


def _counted(folder: Path | None) -> dict[str, Any]:
    """What the rows hold, for a run whose report doesn't say so."""
    rows = folder / ARTICLES if folder else None
    return (summarise(read_rows(rows)) if rows and rows.is_file() else Summary()).as_dict()


def show_links(shown: Console, report: Mapping[str, Any]) -> None:
    """What became of every link on every list page; of many list pages, what is incomplete first."""
    lines = links_of(report)
    if not lines:
        return
    listed, others = shortened(lines, MOST_LISTS)
    whole = total(lines, f"all {len(lines)}")
    columns = [name for name in _OUTCOMES if name == "fetched" or getattr(whole, name)]
    if others:
        listed.append(total(others, f"(the {len(others)} others)"))
    if len(lines) > 1:
        listed.append(whole)
    host = host_of(lines)
    rows = [(_list_page(line, host), line.found, *(_cell(line, name) for name in columns)) for line in listed]
    title = f"Links to articles on the list pages of {host}" if host else "Links to articles on the list pages"
    shown.print(table(title, rows, ("list page", "links", *columns)))


def show_errors(shown: Console, report: Mapping[str, Any]) -> None:
    """The first exceptions of spider and pipelines."""
    if errors := report.get("errors"):
        rows = [(error["where"], error["error"], error["url"]) for error in errors]
        shown.print(table("Errors", rows, ("where", "exception", "page")))


def show_files(shown: Console, run: RunFolder) -> None:
    """The files of a run, as they are named now."""
    files = [(path.name, f"{path.stat().st_size:,}") for path in sorted(run.path.iterdir()) if path.is_file()]
    shown.print(table("Files", files, ("file", "bytes")))


def archived_bytes(folder: Path | None) -> int:
    """Size of a run's WARC files."""
    return sum(path.stat().st_size for path in folder.glob("*.warc.gz")) if folder else 0


def _list_page(line: Links, host: str) -> str:
    name = line.page.removeprefix(host) or "/"
    return f"{name} (not read: {line.failure})" if line.failure else name


def _cell(line: Links, name: str) -> object:
    value = getattr(line, name)
    return value if isinstance(value, int) else "\n".join(tally(value))
