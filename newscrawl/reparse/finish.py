"""What needs more than one file: articles of several pages, and revisits of records elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from newscrawl import sites
from newscrawl.archive.reader import Archived, Originals, read_at
from newscrawl.exchange import Exchange
from newscrawl.extract.links import first_page
from newscrawl.extract.parts import Waiting, assemble
from newscrawl.items import Capture
from newscrawl.page import Page
from newscrawl.pipelines import Chain, bare_crawler, project_settings
from newscrawl.reparse.files import FileResult, page_of, pages_of, write_row
from newscrawl.runs import warcs_beside


def finish(results: list[FileResult], rows: Path, paths: Sequence[Path]) -> FileResult:
    """What needs more than one file: articles of several pages, and revisits of records elsewhere."""
    last = FileResult(rows, rows)
    revisits = [archived for result in results for archived in result.revisits]
    held = [w for result in results for w in result.waiting]
    if not revisits and not held:
        return last
    where = {w.capture.warc_record_id: result.path for result in results for w in result.waiting}
    with Chain(bare_crawler(project_settings())) as chain, rows.open("wb") as out:
        resolved: dict[str, Exchange] = {}

        def pages(put_off: list[Archived], *, looks: bool) -> Iterator[Page]:
            for archived in _resolved(put_off, paths, last):
                page = page_of(archived, last.counts)
                resolved[archived.capture.warc_record_id] = archived.exchange
                yield from pages_of(page and replace(page, look=looks), last)

        def read(capture: Capture) -> Page:
            known = resolved.get(capture.warc_record_id)
            return Page.from_exchange(known or read_at(where[capture.warc_record_id], capture), capture)

        for page in pages(revisits, looks=False):
            write_row(chain.process(page), out.write, last)
        for _ in pages(needed(results, (*held, *last.waiting)), looks=True):
            pass
        for page in assemble((*held, *last.waiting), read):
            write_row(chain.process(page), out.write, last)
        last.counts += chain.counts
    return last


def needed(results: list[FileResult], held: Iterable[Waiting]) -> list[Archived]:
    """The unchanged pages of articles of which another page is new."""
    articles = {(w.scope, w.article) for w in held}
    return [look for result in results for look in result.looks if (look.scope, _first_page(look)) in articles]


def _first_page(archived: Archived) -> str:
    url = archived.exchange.url
    return first_page(url, sites.for_url(url))


def _resolved(revisits: list[Archived], paths: Sequence[Path], last: FileResult) -> Iterator[Archived]:
    originals = Originals(paths, revisits, further=warcs_beside(paths)) if revisits else None
    for archived in revisits:
        found = originals.resolve(archived) if originals else None
        if found is not None:
            yield found
        elif archived.revisit is None or not archived.revisit.not_modified:
            last.counts["revisits_unresolved"] += 1
