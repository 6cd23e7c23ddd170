"""`newscrawl reparse`: articles out of WARC files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli.show import JSON, console, json_out, progress, table

if TYPE_CHECKING:
    from newscrawl.reparse import Result


@click.command(short_help="Articles out of WARC files, anyone's.")
@click.argument("inputs", nargs=-1, required=True, metavar="WARC|DIR|GLOB…")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="Output folder."
)
@click.option("--jobs", "-j", type=click.IntRange(1), help="Worker processes.  [default: one a core]")
@JSON
def reparse(inputs: tuple[str, ...], out: Path, jobs: int | None, as_json: bool) -> int:
    """Run WARC files through the pipelines of the crawl, into OUT/reparse/<run id>.

    Files may be newscrawl's own or anyone's: .warc, .warc.gz, folders of them, or globs. Rows of a crawl and of its
    re-parsed archive are the same, byte for byte, once sorted.
    """
    from newscrawl import reparse as work
    from newscrawl.archive.paths import warc_paths

    paths = warc_paths(inputs)
    jobs = min(jobs or work.default_jobs(), len(paths))
    with progress(len(paths), "re-parsing") as step:
        result = work.reparse(
            paths, out, jobs=jobs, progress=lambda done: step(f"{done.path}: {work.rows_in(done.counts)} rows")
        )
    facts = {
        "folder": str(result.folder),
        "rows": str(result.rows),
        "files": len(paths),
        "counts": dict(sorted(result.counts.items())),
        "healthy": result.healthy,
        "reasons": result.reasons,
    }
    if as_json:
        json_out(facts)
    else:
        console().print(table(f"{len(paths)} files re-parsed", sorted(result.counts.items())))
        for reason in result.reasons:
            click.echo(f"not healthy: {reason}", err=True)
        click.echo(str(result.rows))
    return exit_code(result)


def exit_code(result: Result) -> int:
    """0 good; 1 where something was lost; 3 where no input gave anything."""
    if result.healthy:
        return 0
    return 1 if result.counts["exchanges"] else 3
