"""The tables of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from newscrawl.cli.show import table
from newscrawl.operations.summary import Summary, summarise
from newscrawl.runs import ARTICLES, read_rows

if TYPE_CHECKING:
    from newscrawl.crawl.run import RunResult


def show_run(shown: Console, result: RunResult) -> None:
    """Pages by status, articles, bytes archived; field coverage, notices by kind, repairs."""
    report = result.report
    rows: list[tuple[str, object]] = [
        (f"pages answered {status}", count) for status, count in sorted(report.get("pages_by_status", {}).items())
    ]
    found = Summary()
    if result.folder and (result.folder / ARTICLES).is_file():
        found = summarise(read_rows(result.folder / ARTICLES))
    rows += [("articles", found.articles), ("further pages of them", found.parts), ("tombstones", found.tombstones)]
    rows += [("bytes archived", f"{archived_bytes(result):,}")]
    rows += [(f"layout {name}", count) for name, count in found.layouts.most_common()]
    rows += [(f"problem {name}", count) for name, count in found.problems.most_common()]
    shown.print(table(f"{result.site}, run {result.folder.name if result.folder else '-'}", rows))
    if found.articles:
        coverage = [(name, n, f"{100 * n // found.articles}%") for name, n in found.coverage.most_common()]
        shown.print(table("Fields", coverage, ("field", "articles", "share")))
    for title, counts, what in (("Notices", found.notices, "notices"), ("Repairs", found.repairs, "places")):
        if counts:
            shown.print(table(title, counts.most_common(), ("kind", what)))


def archived_bytes(result: RunResult) -> int:
    """Size of the run's WARC files."""
    return sum(path.stat().st_size for path in result.folder.glob("*.warc.gz")) if result.folder else 0
