"""`newscrawl archive`: proof that rows come from the archived bytes, and where those are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from newscrawl.cli.show import JSON, console, json_out, table
from newscrawl.errors import InputError, UsageError

if TYPE_CHECKING:
    from newscrawl.archive.archived import Archived
    from newscrawl.archive.verify import Finding, VerifyReport
    from newscrawl.pipelines import Chain
    from newscrawl.runs import RunFolder

_ROWS = "articles.jsonl"


@click.group()
def archive() -> None:
    """Verify archives and rows against each other, recover what broke, cite, count, and pack for players."""


@archive.command()
@click.argument("inputs", nargs=-1, required=True, metavar="RUN|WARC…")
@click.option("--rows", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Rows made from the WARCs.")
@JSON
def verify(inputs: tuple[str, ...], rows: Path | None, as_json: bool) -> int:
    """Check every record against its digests, and every row against its record's bytes.

    A run's folder brings its rows along; each row is made again from its captures and must come out the same.
    """
    report = verify_paths([Path(name) for name in inputs], rows)
    if as_json:
        json_out(report.as_dict())
    else:
        console().print(table("Verified", counts(report).items()))
        for finding in report.findings:
            where = "" if finding.offset is None else f":{finding.offset}"
            weight = "wrong" if finding.error else "remarkable"
            click.echo(f"{weight}: {finding.path}{where}: {finding.code}: {finding.sentence}", err=True)
    return 0 if report.ok else 1


def counts(report: VerifyReport) -> dict[str, int]:
    """What was checked, by what it was."""
    return {
        "files": report.files,
        "records": report.records,
        "records in gzip members of their own": report.members,
        "block digests": report.block_digests,
        "payload digests": report.payload_digests,
        "rows": report.rows,
        "captures of rows found in the archive": report.captures,
        "rows made again from their bytes": report.extracted,
        **({"rows made by other rules": report.other_rules} if report.other_rules else {}),
        "findings": len(report.findings),
    }


def verify_paths(inputs: Sequence[Path], rows: Path | None = None) -> VerifyReport:
    """Verify run folders and WARC files; the rows are those of the one run folder where none are named."""
    from newscrawl.archive.reader import warc_paths
    from newscrawl.archive.verify import verify as check
    from newscrawl.pipelines import Chain, bare_crawler, project_settings
    from newscrawl.runs import RunFolder, is_complete, warcs_beside

    found = [path / _ROWS for path in inputs if (path / _ROWS).is_file()]
    if rows is None and len(found) > 1:
        raise UsageError("more than one run with rows is given; verify one run at a time, or name its --rows")
    with Chain(bare_crawler(project_settings())) as chain:
        warcs = warc_paths([str(path) for path in inputs])
        beside = warcs_beside(warcs)
        report = check(rows or next(iter(found), None), warcs, lambda captures: _again(captures, chain), further=beside)
    report.findings += [finding for path in inputs if is_complete(path) for finding in _manifest(RunFolder(path))]
    return report


def _manifest(run: RunFolder) -> list[Finding]:
    """What differs from the run's manifest: a row taken out, a file changed or gone."""
    from newscrawl.archive.verify import Finding

    return [Finding(run.path, None, "manifest", sentence) for sentence in run.verify()]


def _again(captures: list[Archived], chain: Chain) -> bytes | None:
    """The row that comes out of an article's captures today."""
    from newscrawl import sites
    from newscrawl.extract.parts import together
    from newscrawl.items import Article
    from newscrawl.page import Page
    from newscrawl.pipelines import row

    pages = [Page.from_exchange(a.exchange, a.capture, a.scope) for a in captures if not a.exchange.truncated]
    if len(pages) != len(captures):
        return None
    article = chain.process(together(pages, sites.for_page(pages[0])))
    return row(article) if isinstance(article, Article) else None


@archive.command()
@click.argument(
    "inputs", nargs=-1, required=True, metavar="RUN|WARC.part…", type=click.Path(path_type=Path, exists=True)
)
@JSON
def recover(inputs: tuple[Path, ...], as_json: bool) -> int:
    """Complete runs that broke: cut off what was torn, bring rows and records to agree, write index and manifest.

    What is cut off is kept beside its file as .torn. A complete run and a finished file are left as they are. A torn
    WARC file outside a run gets its name and its index.
    """
    done = [_recover(path) for path in inputs]
    if as_json:
        json_out(done)
    else:
        for facts in done:
            click.echo(facts["said"])
    return 0


def _recover(path: Path) -> dict[str, Any]:
    from newscrawl.archive.index import write_index
    from newscrawl.archive.recover import recover_run, recover_warc
    from newscrawl.crawl.report import versions
    from newscrawl.operations.report_page import report_page
    from newscrawl.reparse import rows_without
    from newscrawl.runs import RunFolder

    if path.is_file():
        cut = recover_warc(path)
        if cut.name:
            write_index(path.with_name(cut.name))
        kept = f", {cut.torn} bytes cut off into {cut.kept_in}" if cut.kept_in else ""
        return {"path": path, **vars(cut), "said": f"{path}: {cut.whole} records{kept}"}
    page = partial(report_page, versions=versions())
    found = recover_run(RunFolder(path.resolve()), rows_without, {"versions": versions()}, page)
    if found.complete:
        return {"path": path, "complete": True, "said": f"{path}: complete, nothing to recover"}
    said = f"{path}: recovered with {found.rows} rows, {found.rows_added} of them new. {' '.join(found.reasons[1:])}"
    return {**vars(found), "path": path, "files": [vars(cut) for cut in found.files], "said": said.strip()}


@archive.command()
@click.argument("inputs", nargs=-1, required=True, metavar="RUN|WARC…")
@click.option("--to", "target", type=click.Path(path_type=Path), help="File to write.  [default: <site>-<run>.wacz]")
@click.option("--title", help="Title of the collection.  [default: the site's name]")
@JSON
def wacz(inputs: tuple[str, ...], target: Path | None, title: str | None, as_json: bool) -> int:
    """Pack runs into one WACZ file that replayweb.page and others show, with titles and texts to search in.

    \b
    newscrawl archive wacz output/sxycrb/20261124T024556Z-a1b2 --to yuncheng.wacz
    """
    from newscrawl.archive.paths import warc_paths
    from newscrawl.archive.wacz import write_wacz
    from newscrawl.cli.pages import page_lines

    warcs = warc_paths(inputs)
    rows = [path for folder in sorted({warc.parent for warc in warcs}) if (path := folder / _ROWS).is_file()]
    found = page_lines(warcs, rows)
    target = target or Path(warcs[0].name.removesuffix(".gz").removesuffix(".warc") + ".wacz")
    made = write_wacz(target, warcs, found.pages, title=title or found.title)
    if as_json:
        json_out({**vars(made), "revisits_elsewhere": found.elsewhere})
    else:
        click.echo(f"{target}: {made.pages} pages and {made.captures} captures in {made.size:,} bytes")
        if found.elsewhere:
            lost = f"{found.elsewhere} captures are revisits of records in other runs; name those runs as well"
            click.echo(f"{target}: {lost}, or they can't be shown", err=True)
    return 0


@archive.command()
@click.argument("inputs", nargs=-1, required=True, metavar="RUN|WARC…")
@JSON
def stats(inputs: tuple[str, ...], as_json: bool) -> int:
    """Count what archives hold: records by type, answers by status, media type and host, and their sizes."""
    from newscrawl.archive.paths import warc_paths
    from newscrawl.archive.stats import stats as count

    found = count(warc_paths(inputs))
    if as_json:
        json_out(found.as_dict())
        return 0
    shown = console()
    head = [("files", found.files), ("bytes", f"{found.bytes:,}"), ("first", found.first), ("last", found.last)]
    shown.print(table("Archive", head))
    records = [(kind, n, f"{found.stored[kind]:,}") for kind, n in found.records.most_common()]
    shown.print(table("Records", records, ("type", "records", "bytes stored")))
    listed = (("Status", found.statuses), ("Media type", found.types), ("Host", found.hosts))
    for title, counted in (*listed, ("Truncated", found.truncated)):
        if counted:
            shown.print(table(title, counted.most_common(), (title.lower(), "answers")))
    return 0


@archive.command()
@click.argument("rows", type=click.Path(path_type=Path, exists=True), metavar="ROWS|RUN")
@click.option("--id", "key", help="The article's id.")
@click.option("--url", help="The article's URL.")
@JSON
def cite(rows: Path, key: str | None, url: str | None, as_json: bool) -> int:
    """Cite an article so that its bytes can be found again: title, source, dates, WARC file, offset, digest."""
    from newscrawl.archive.cite import cite as citation
    from newscrawl.items import article_id

    if (key is None) == (url is None):
        raise UsageError("name the article by --id or by --url")
    wanted = key or article_id(url or "")
    found = [citation(row) for row in _rows(rows) if row["id"] == wanted]
    if not found:
        raise InputError(f"{rows}: no row has the id {wanted}")
    if as_json:
        json_out([entry.as_dict() for entry in found])
    else:
        for entry in found:
            click.echo(str(entry))
    return 0


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    file = path / _ROWS if path.is_dir() else path
    if not file.is_file():
        raise InputError(f"{path}: there is no {_ROWS}")
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise InputError(f"{file}, line {number}: not JSON ({error})") from error
