"""The rows that a run which broke has no more, or never had."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from newscrawl.archive.archived import fetch
from newscrawl.archive.reader import Originals, read_exchanges
from newscrawl.errors import InputError
from newscrawl.extract.parts import Waiting, assemble
from newscrawl.items import Capture
from newscrawl.page import Page
from newscrawl.pipelines import Chain, bare_crawler, project_settings
from newscrawl.reparse.files import FileResult, page_of, pages_in, pages_of, reparse_file, write_row
from newscrawl.reparse.finish import finish, needed


def rows_without(paths: Sequence[Path], known: Container[str]) -> list[bytes]:
    """The rows of WARC files, one line each, but for the records that are known.

    Raises InputError for a file that can't be read to its end.
    """
    with TemporaryDirectory() as folder, Chain(bare_crawler(project_settings())) as chain:
        tasks = [(path, Path(folder, f"{number:06}.jsonl")) for number, path in enumerate(paths)]
        results = [reparse_file(path, rows, chain, known) for path, rows in tasks]
        results.append(finish(results, Path(folder, "assembled.jsonl"), paths))
        if problems := [problem for result in results for problem in result.problems]:
            raise InputError("; ".join(problems))
        files = [result.rows for result in results if result.rows.exists()]
        return [line for file in files for line in file.read_bytes().splitlines(keepends=True)]


def missing_rows(
    paths: Sequence[Path],
    known: Container[str],
    write: Callable[[bytes], object],
    *,
    further: Sequence[Path] = (),
    held: Sequence[Waiting] = (),
    put_together: bool = False,
) -> FileResult:
    """The rows of a broken run's records that have none; the pages that wait are in the result.

    known: records that need no look. further: files that hold what revisits refer to. held: further pages that wait.
    put_together: make the articles of several pages, except where the first page is known.
    """
    result = FileResult(Path(), Path())
    originals = Originals(paths, further=further)
    with Chain(bare_crawler(project_settings()), replay=False) as chain:
        for path in paths:
            for archived in read_exchanges(path):
                if archived.capture.warc_record_id not in known:
                    for page in pages_in(archived, result):
                        write_row(chain.process(page), write, result)
        for archived in filter(None, map(originals.resolve, result.revisits)):
            for page in pages_of(page_of(archived, result.counts), result):
                write_row(chain.process(page), write, result)
        looks = needed([result], (*held, *result.waiting))
        for archived in filter(None, map(originals.resolve, looks)):
            seen = page_of(archived, result.counts)
            for _ in pages_of(seen and replace(seen, look=True), result):
                pass
        if put_together:
            waits = {page.capture.warc_record_id: page for page in (*held, *result.waiting)}
            for page in assemble(waits.values(), partial(_read_back, paths, originals)):
                if page.capture is not None and page.capture.warc_record_id not in known:
                    write_row(chain.process(page), write, result)
        result.counts += chain.counts
    return result


def _read_back(paths: Sequence[Path], originals: Originals, capture: Capture) -> Page:
    """A page of one of the files, its body taken from where a revisit says."""
    path = next(path for path in paths if path.name == capture.warc_filename)
    archived = originals.resolve(fetch(path, capture.warc_record_id, capture.warc_record_offset))
    if archived is None:
        raise InputError(f"{path}: what {capture.warc_record_id} refers to isn't there")
    return Page.from_exchange(archived.exchange, capture)
