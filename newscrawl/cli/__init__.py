"""The `newscrawl` command, a module a group.

Exit codes: 0 good, 1 the run finished but is unhealthy, 2 wrong use, 3 broken input or environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

import newscrawl
from newscrawl.cli.archive import archive
from newscrawl.cli.crawl import crawl
from newscrawl.cli.demo import demo
from newscrawl.cli.extract import extract
from newscrawl.cli.reparse import reparse
from newscrawl.cli.runs import runs
from newscrawl.cli.sites import sites
from newscrawl.errors import NewscrawlError

_EPILOG = "Exit codes: 0 good · 1 finished, but unhealthy · 2 wrong use · 3 broken input or environment."


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(newscrawl.__version__, prog_name="newscrawl")
def cli() -> None:
    """Crawl regional news into exact archives, and read articles out of them: text, source, bylines, notices, rights.

    \b
    Start here:
      newscrawl demo                     everything at once, on a small newspaper of its own
      newscrawl extract page.html        one page to its record
      newscrawl crawl sxycrb --limit 20 --contact you@example.org
      newscrawl reparse crawl.warc.gz    articles out of any WARC file
    """


for command in (demo, crawl, reparse, extract, sites, runs, archive):
    cli.add_command(command)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code; what a user did wrong is a sentence, never a traceback."""
    sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:
    try:
        result = cli.main(args=args, prog_name="newscrawl", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("newscrawl: stopped", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except NewscrawlError as error:
        click.echo(f"newscrawl: {error}", err=True)
        return error.exit_code
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"newscrawl: {where}{error.strerror or error}", err=True)
        return 3
    return result if isinstance(result, int) else 0
