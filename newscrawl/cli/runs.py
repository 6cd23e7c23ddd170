"""`newscrawl runs`: what runs there are, and what came of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli.seen import seen
from newscrawl.cli.show import JSON, console, json_out, table
from newscrawl.errors import UsageError
from newscrawl.operations.figures import duration, size
from newscrawl.runs import REPARSE, REPORT_PAGE

if TYPE_CHECKING:
    from newscrawl.operations.inventory import Entry

OUTPUT = click.option(
    "--out",
    type=click.Path(path_type=Path, readable=False),
    default=Path("output"),
    show_default=True,
    help="Output folder.",
)


@click.group(short_help="The runs there are, and what came of them.")
def runs() -> None:
    """The runs of an output folder: what came of each, and what can be done with those that broke."""


runs.add_command(seen)


@runs.command("list")
@click.argument("site", required=False)
@OUTPUT
@JSON
def list_runs(site: str | None, out: Path, as_json: bool) -> int:
    """A line for each run, by site and time: verdict, rows, articles fetched, known and failed, size, duration.

    A run without a manifest is going on, or broke; for one that broke, the list says what can be done with it.
    """
    from newscrawl.crawl.sessions import works_on
    from newscrawl.operations.inventory import inventory

    found = inventory(out, site, works_on)
    if as_json:
        json_out(found)
        return 0
    columns = ("site", "run", "verdict", "rows", "fetched", "known", "failed", "size", "took")
    console().print(table(f"{len(found)} runs in {out}", map(_line, found), columns))
    for entry in found:
        if entry.todo:
            click.echo(f"{entry.path} broke: {entry.todo}", err=True)
    return 0


@runs.command("show")
@click.argument("wanted", metavar="RUN|SITE")
@OUTPUT
@JSON
def show_run(wanted: str, out: Path, as_json: bool) -> int:
    """One run in full: verdict, pages, list pages and what became of their links, errors, files.

    RUN is a run's folder or id; a site's name means its newest complete run.
    """
    from newscrawl.cli import summary
    from newscrawl.crawl.sessions import works_on
    from newscrawl.operations.inventory import entry, find

    run = find(out, wanted)
    told = entry(run, works_on)
    report = run.read_report() if run.is_complete else {}
    if as_json:
        json_out({**vars(told), "report": report, "manifest": run.manifest() if run.is_complete else None})
        return 0
    shown = console()
    if told.site == REPARSE:
        shown.print(table(f"re-parse {told.run_id}", report.get("counts", {}).items()))
    else:
        summary.show_run(shown, {"site": told.site, **report}, run.path)
        summary.show_links(shown, report)
        summary.show_errors(shown, report)
    summary.show_files(shown, run)
    click.echo(f"{run.path}: {_verdict(told)}")
    for said in filter(None, (*told.reasons, told.todo)):
        click.echo(said, err=True)
    return 0


@runs.command("report")
@click.argument("wanted", metavar="RUN|SITE")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Make the page once more, into this file.")
@click.option("--open", "opens", is_flag=True, help="Show it in the browser.")
@OUTPUT
def report_of_run(wanted: str, target: Path | None, opens: bool, out: Path) -> int:
    """Say where a run's report.html is, or make it from its report.json elsewhere; the run stays as it is.

    A run that has no such page, as a re-parse, gets one in the working directory.

    \b
    newscrawl runs report sxycrb --open
    """
    from newscrawl.operations.inventory import find
    from newscrawl.operations.report_page import page_of_run

    run = find(out, wanted)
    page = run.path / REPORT_PAGE
    if target or not page.is_file():
        content = page_of_run(run)
        page = target or Path(f"{run.site}-{run.run_id}.html")
        if page.resolve().parent == run.path.resolve():
            raise UsageError(f"{page} would be in the run itself, which is never written to; name a file elsewhere")
        page.write_text(content, encoding="utf-8")
    click.echo(str(page))
    if opens:
        click.launch(str(page.resolve()))
    return 0


def _line(told: Entry) -> tuple[object, ...]:
    took = "" if told.seconds is None else duration(told.seconds)
    counts = (told.rows, told.fetched, told.known, told.failed)
    return (told.site, told.run_id, _verdict(told), *counts, size(told.size), took)


def _verdict(told: Entry) -> str:
    return told.state if told.state != "complete" else "healthy" if told.healthy else "unhealthy"
