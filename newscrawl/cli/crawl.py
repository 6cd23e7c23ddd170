"""`newscrawl crawl`: sites to archives and rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from newscrawl.cli.show import JSON, console, json_out
from newscrawl.errors import UsageError

if TYPE_CHECKING:
    from newscrawl.crawl.run import Progress, RunResult


@click.command(short_help="Crawl sites, each into a run folder with archive and rows.")
@click.argument("names", nargs=-1, metavar="SITE…")
@click.option("--all", "every", is_flag=True, help="Crawl every site there is.")
@click.option("--out", "output", type=click.Path(path_type=Path), help="Output folder.  [default: output]")
@click.option("--limit", type=click.IntRange(1), help="Fetch at most so many articles a site.")
@click.option("--since", metavar="YYYY-MM-DD", help="Leave out articles whose URL names an earlier day.")
@click.option("--full", is_flag=True, default=None, help="Ask for every article on the lists, known or not.")
@click.option("--resume", is_flag=True, help="Go on with the newest run of a site that broke, if there is one.")
@click.option("--wait", is_flag=True, help="Wait where another process crawls the site, rather than leave it out.")
@click.option("--contact", metavar="MAIL|URL", help="Whom a site can ask about this crawl; goes into the user agent.")
@JSON
def crawl(names: tuple[str, ...], every: bool, as_json: bool, **given: Any) -> int:
    """Crawl sites, one after the other, each into OUT/<site>/<run id>: WARC files, articles.jsonl, report, manifest.

    What an earlier run saw is asked for again on a schedule that gets rarer, else left out: `newscrawl runs seen SITE`
    shows it. --full asks for everything that the lists show.

    A run that was killed or lost its disk stays as it is; --resume goes on with it, with the options it was begun with.
    A site is crawled by one command at a time: a second one leaves it out, which is no failure, or waits with --wait.

    robots.txt and Crawl-delay are obeyed. Hosts other than this machine want a --contact (or NEWSCRAWL_CONTACT).

    \b
    newscrawl crawl sxycrb --limit 20 --contact you@example.org
    newscrawl crawl --all --since 2026-11-01 --contact https://example.org/crawler
    """
    from newscrawl.crawl.run import crawl_sites
    from newscrawl.sites import load

    if bool(names) == every:
        raise UsageError("name the sites to crawl, or give --all; `newscrawl sites list` shows those there are")
    chosen = list(names) or [name for name in load() if name != "demo"]
    results = crawl_sites(chosen, watch=_watcher(), **given)
    if as_json:
        json_out([_facts(result) for result in results])
    else:
        for result in results:
            _show(result)
    return max((result.exit_code for result in results), default=0)


def _watcher() -> Any:
    """On a terminal a line that is written over; elsewhere a line whenever another hundred articles are in."""
    shown = Console(stderr=True, highlight=False)
    told: dict[str, int] = {}

    def watch(progress: Progress) -> None:
        line = (
            f"{progress.site}: {progress.lists} lists, {progress.links} links, {progress.fetched} fetched, "
            f"{progress.pending} to go, {progress.rows} rows, {progress.bytes_received:,} bytes"
        )
        if shown.is_terminal:
            shown.print(line, end="\r", overflow="ellipsis", no_wrap=True, soft_wrap=False)
        elif progress.fetched // 100 > told.get(progress.site, 0):
            told[progress.site] = progress.fetched // 100
            click.echo(line, err=True)

    return watch


def _facts(result: RunResult) -> dict[str, Any]:
    return {
        "site": result.site,
        "folder": str(result.folder) if result.folder else None,
        "healthy": result.verdict.healthy,
        "reasons": result.verdict.reasons,
        "left_out": result.left_out,
        "report": result.report,
    }


def _show(result: RunResult) -> None:
    from newscrawl.cli.summary import show_errors, show_links, show_run

    shown = console()
    if result.left_out:
        click.echo(f"{result.site} is left out: {result.left_out}")
        return
    show_run(shown, result.report, result.folder)
    show_links(shown, result.report)
    show_errors(shown, result.report)
    if result.folder:
        click.echo(f"{result.site}: {result.folder}")
    for reason in result.verdict.reasons:
        click.echo(f"{result.site} is not healthy: {reason}", err=True)
