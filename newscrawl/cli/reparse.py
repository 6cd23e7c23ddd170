"""`newscrawl reparse`: articles out of WARC files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli.show import JSON, console, json_out, progress, table

if TYPE_CHECKING:
    from newscrawl.reparse import Result
    from newscrawl.reparse.compare import Comparison

_SHOWN = 20
"""Rows that differ which people see; --json has all."""


@click.command(short_help="Articles out of WARC files, anyone's.")
@click.argument("inputs", nargs=-1, required=True, metavar="WARC|DIR|GLOB…")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="Output folder."
)
@click.option("--jobs", "-j", type=click.IntRange(1), help="Worker processes.  [default: one a core]")
@click.option(
    "--diff",
    "old",
    metavar="OLD.jsonl",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Say how the rows differ from those of this file.",
)
@JSON
def reparse(inputs: tuple[str, ...], out: Path, jobs: int | None, old: Path | None, as_json: bool) -> int:
    """Run WARC files through the pipelines of the crawl, into OUT/reparse/<run id>.

    Files may be newscrawl's own or anyone's: .warc, .warc.gz, folders of them, or globs. Rows of a crawl and of its
    re-parsed archive are the same, byte for byte, once sorted. --diff tells what a change of the rules did: which rows
    are new, gone, or changed, and in which fields.
    """
    from newscrawl import reparse as work
    from newscrawl.archive.paths import warc_paths
    from newscrawl.reparse.compare import compare

    paths = warc_paths(inputs)
    jobs = min(jobs or work.default_jobs(), len(paths))
    with progress(len(paths), "re-parsing") as step:
        result = work.reparse(
            paths, out, jobs=jobs, progress=lambda done: step(f"{done.path}: {work.rows_in(done.counts)} rows")
        )
    differs = compare(old, result.rows) if old else None
    facts = {
        "folder": str(result.folder),
        "rows": str(result.rows),
        "files": len(paths),
        "counts": dict(sorted(result.counts.items())),
        "healthy": result.healthy,
        "reasons": result.reasons,
        **({"diff": differs.as_dict()} if differs else {}),
    }
    if as_json:
        json_out(facts)
    else:
        console().print(table(f"{len(paths)} files re-parsed", sorted(result.counts.items())))
        if differs:
            _show(differs)
        for reason in result.reasons:
            click.echo(f"not healthy: {reason}", err=True)
        click.echo(str(result.rows))
    return exit_code(result)


def _show(differs: Comparison) -> None:
    """Counts, the fields that differ, and the first of the rows."""
    counts = [("same", differs.same), ("changed", len(differs.changed))]
    counts += [("new", len(differs.new)), ("gone", len(differs.gone))]
    console().print(table("Rows, held against the old ones", counts))
    if differs.changed:
        console().print(table("Changed", differs.fields.most_common(), ("field", "rows")))
    listed = [(one.url, ", ".join(one.fields)) for one in differs.changed]
    listed += [(url, "new") for url in differs.new] + [(url, "gone") for url in differs.gone]
    if listed:
        more = f", the first {_SHOWN} of {len(listed)}" if len(listed) > _SHOWN else ""
        console().print(table(f"Rows that differ{more}", listed[:_SHOWN], ("url", "what")))


def exit_code(result: Result) -> int:
    """0 good; 1 where something was lost; 3 where no input gave anything."""
    if result.healthy:
        return 0
    return 1 if result.counts["exchanges"] else 3
