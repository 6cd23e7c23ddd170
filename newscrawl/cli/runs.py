"""`newscrawl runs`: what runs there are, and what came of them."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli.show import JSON, console, json_out, table

OUTPUT = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="Output folder."
)


@click.group(short_help="The runs there are, and what came of them.")
def runs() -> None:
    """The runs of an output folder: what came of each, and what can be done with those that broke."""


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
    columns = ("site", "run", "verdict", "rows", "fetched", "known", "failed", "bytes", "seconds")
    rows = [
        (e.site, e.run_id, _verdict(e.state, e.healthy), e.rows, e.fetched, e.known, e.failed, f"{e.size:,}", e.seconds)
        for e in found
    ]
    console().print(table(f"{len(rows)} runs in {out}", rows, columns))
    for entry in found:
        if entry.todo:
            click.echo(f"{entry.path} broke: {entry.todo}", err=True)
    return 0


def _verdict(state: str, healthy: bool | None) -> str:
    return state if state != "complete" else "healthy" if healthy else "unhealthy"
