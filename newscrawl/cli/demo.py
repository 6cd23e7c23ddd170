"""`newscrawl demo`: the embedded newspaper, served, crawled, re-parsed and verified."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.panel import Panel

from newscrawl.cli.show import JSON, article_as_read, console, json_out, table
from newscrawl.cli.summary import show_files, show_links, show_run
from newscrawl.errors import NewscrawlError
from newscrawl.runs import RunFolder

if TYPE_CHECKING:
    from newscrawl.crawl.run import RunResult
    from newscrawl.items import Article


@dataclass
class Outcome:
    """What the demo did."""

    crawl: RunResult
    folder: Path
    """Of the crawl."""
    rows: list[Article]
    reparsed: Path
    """Rows of the re-parse."""
    identical: bool
    """Whether its rows, sorted, are those of the crawl byte for byte."""
    verified: dict[str, int]
    findings: list[str]

    @property
    def reasons(self) -> list[str]:
        """What failed, a sentence each."""
        differs = [] if self.identical else ["The re-parsed rows differ from those of the crawl."]
        return [*self.crawl.verdict.reasons, *differs, *self.findings]


@click.command(short_help="Everything at once, on a newspaper of its own.")
@click.option("--serve", is_flag=True, help="Only serve the newspaper, until stopped.")
@click.option("--articles", type=click.IntRange(0, 5000), help="With --serve: print so many further articles.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="Output folder."
)
@JSON
def demo(serve: bool, articles: int | None, out: Path, as_json: bool) -> int:
    """Serve a small newspaper on this machine, crawl it, re-parse its archive, verify both, and show what came out.

    Nothing leaves the machine. The port is NEWSCRAWL_DEMO_PORT, else 8899. While `newscrawl demo --serve` runs,
    `newscrawl crawl demo` crawls it like any other site.
    """
    if serve:
        return _serve(articles)
    if articles is not None:
        raise click.UsageError("--articles goes with --serve")
    outcome = run(out)
    if as_json:
        json_out(_facts(outcome))
    else:
        _show(outcome)
    return 1 if outcome.reasons else 0


def _serve(articles: int | None) -> int:
    from newscrawl.demo.server import default_port, serve

    def ready(port: int) -> None:
        click.echo(f"serving on http://127.0.0.1:{port}/ (stop with Ctrl-C)")

    serve(default_port(), articles, ready=ready)
    return 0


def run(out: Path) -> Outcome:
    """Crawl, re-parse and verify the newspaper. Raises NewscrawlError where a step can't be done at all."""
    os.environ["NEWSCRAWL_DEMO_PORT"] = str(_free_port())
    from newscrawl.archive.reader import warc_paths
    from newscrawl.cli.archive import counts, verify_paths
    from newscrawl.crawl.run import crawl_sites
    from newscrawl.demo.server import default_port, running
    from newscrawl.reparse import reparse
    from newscrawl.runs import ARTICLES, read_rows

    with running(default_port()):
        # a second demo would find nothing new and have no rows to show
        (crawled,) = crawl_sites(["demo"], output=out, full=True, overrides={"NEWSCRAWL_WARC_REVISITS": False})
    folder = crawled.folder
    if folder is None or not (folder / ARTICLES).exists():
        raise NewscrawlError("the demo's crawl gave no articles: " + " ".join(crawled.verdict.reasons))
    again = reparse(warc_paths([str(folder)]), out)
    report = verify_paths([folder])
    live = (folder / ARTICLES).read_bytes().splitlines()
    return Outcome(
        crawled,
        folder,
        list(read_rows(folder / ARTICLES)),
        again.rows,
        sorted(live) == sorted(again.rows.read_bytes().splitlines()) and again.healthy,
        counts(report),
        [finding.sentence for finding in report.findings if finding.error],
    )


def _free_port() -> int:
    """The demo's port where it is free, or the one asked for; else any free one."""
    from newscrawl.demo.server import default_port

    wanted = default_port()
    if "NEWSCRAWL_DEMO_PORT" in os.environ:
        return wanted
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise NewscrawlError("no port is free on 127.0.0.1 for the demo")


def _facts(outcome: Outcome) -> dict[str, object]:
    from newscrawl.operations.summary import summarise

    return {
        "folder": str(outcome.folder),
        "summary": summarise(outcome.rows),
        "report": outcome.crawl.report,
        "reparsed": str(outcome.reparsed),
        "identical": outcome.identical,
        "verified": outcome.verified,
        "healthy": not outcome.reasons,
        "reasons": outcome.reasons,
    }


def _show(outcome: Outcome) -> None:
    shown = console()
    show_run(shown, outcome.crawl.report, outcome.folder)
    show_links(shown, outcome.crawl.report)
    showpiece = max(outcome.rows, key=lambda a: (sum(r.count for r in a.repairs), len(a.notices)))
    shown.print(Panel("\n".join(article_as_read(showpiece)), title="one article, as it was read", title_align="left"))
    same = "the same, byte for byte" if outcome.identical else "DIFFERENT"
    shown.print(table("Proof", [("rows re-parsed from the WARC", same), *outcome.verified.items()]))
    folder = outcome.folder
    show_files(shown, RunFolder(folder))
    shown.print(f"in {folder.resolve()}", soft_wrap=True)
    for reason in outcome.reasons:
        click.echo(f"FAILED: {reason}", err=True)
    _next(shown, folder, showpiece)


def _next(shown: Console, folder: Path, article: Article) -> None:
    """What to try next, with the full path of the command."""
    command = shutil.which("newscrawl") or str(Path(sys.executable).with_name("newscrawl"))
    folder = folder.resolve()
    warc = next(iter(folder.glob("*.warc.gz")), folder)
    shown.print("\nTry next:", style="bold")
    for arguments in (
        f"reparse {warc}",
        f"archive verify {folder}",
        f"archive cite {folder} --id {article.id}",
        "crawl sxycrb --limit 20 --contact you@example.org",
        "--help",
    ):
        shown.print(f"  {command} {arguments}", soft_wrap=True, markup=False)
