"""Articles out of WARC files, by the very pipelines of the crawl, without the engine."""

from __future__ import annotations

import multiprocessing.util
import os
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import newscrawl
from newscrawl import sites
from newscrawl.archive.archived import fetch
from newscrawl.archive.reader import Archived, Originals, read_at, read_exchanges
from newscrawl.errors import ExchangeError, InputError
from newscrawl.exchange import Exchange
from newscrawl.extract.links import first_page
from newscrawl.extract.parts import Waiting, assemble, waiting
from newscrawl.items import Article, Capture, is_url
from newscrawl.page import Page
from newscrawl.pipelines import Chain, bare_crawler, project_settings, row
from newscrawl.runs import ARTICLES, REPARSE, REPORT, RunFolder, describe, new_run_id, warcs_beside, writable
from newscrawl.sites.generic import Generic

BATCH_BYTES = 256 * 1024 * 1024
"""Files are handed to a worker together up to this size."""


@dataclass
class FileResult:
    """What one archive file gave."""

    path: Path
    rows: Path
    """Part file with the rows of its articles."""
    counts: Counter[str] = field(default_factory=Counter)
    waiting: list[Waiting] = field(default_factory=list)
    revisits: list[Archived] = field(default_factory=list)
    """Pages that another URL had before; they give rows."""
    looks: list[Archived] = field(default_factory=list)
    """Pages of articles unchanged since they were last captured; they count as parts of an article only."""
    problems: list[str] = field(default_factory=list)


@dataclass
class Result:
    """What a re-parse gave."""

    folder: Path
    rows: Path
    counts: Counter[str]
    problems: list[str]

    @property
    def reasons(self) -> list[str]:
        """Why it is unhealthy, a sentence each."""
        broken, lost = self.counts["errors"], self.counts["revisits_unresolved"]
        return [
            *self.problems,
            *(
                []
                if self.counts["exchanges"]
                else ["There is no response in what was given, so there are no articles."]
            ),
            *([f"{broken} pages broke a pipeline and have no row."] if broken else []),
            *([f"{lost} pages are revisits of records in files that were not given."] if lost else []),
        ]

    @property
    def healthy(self) -> bool:
        """Whether every input was read to its end and no pipeline broke."""
        return not self.reasons


def reparse(
    paths: Sequence[Path],
    output: Path,
    *,
    jobs: int = 1,
    progress: Callable[[FileResult], None] = lambda _: None,
) -> Result:
    """Run every WARC file through ITEM_PIPELINES into a new run folder `output/reparse/<run id>`.

    A file that can't be read to its end gives what it has and a problem; one that kills its worker costs only itself.
    """
    run = RunFolder(writable(output / REPARSE) / new_run_id()).create()
    parts = run.path / "parts"
    parts.mkdir(parents=True)
    tasks = [(path, parts / f"{number:06}.jsonl") for number, path in enumerate(paths)]
    results: dict[Path, FileResult] = {}
    for result in _run(tasks, jobs):
        results[result.rows] = result
        progress(result)
    ordered = [results[rows] for _, rows in tasks]
    last = _finish(ordered, parts / "assembled.jsonl", paths)
    counts: Counter[str] = sum((r.counts for r in (*ordered, last)), Counter())
    problems = [problem for r in (*ordered, last) for problem in r.problems]
    _join([*(r.rows for r in ordered), last.rows], run.part(ARTICLES))
    parts.rmdir()
    outcome = Result(run.path, run.articles, counts, problems)
    _complete(run, outcome, paths)
    return outcome


def _complete(run: RunFolder, outcome: Result, paths: Sequence[Path]) -> None:
    """Finalise the rows, then the report, then the manifest that makes the run one."""
    facts = {
        "command": "reparse",
        "newscrawl": newscrawl.__version__,
        "counts": dict(sorted(outcome.counts.items())),
        "verdict": {"healthy": outcome.healthy, "reasons": outcome.reasons},
    }
    files = run.finalise([ARTICLES])
    report = run.write_json(REPORT, {**facts, "inputs": [str(path) for path in paths]})
    run.complete([*files, describe(report)], facts)


def _join(parts: Iterable[Path], target: Path) -> None:
    with target.open("wb") as out:
        for part in parts:
            if part.exists():
                out.write(part.read_bytes())
                part.unlink()


def _run(tasks: list[tuple[Path, Path]], jobs: int) -> Iterator[FileResult]:
    if jobs == 1:
        with Chain(bare_crawler(project_settings())) as chain:
            for path, rows in tasks:
                yield reparse_file(path, rows, chain)
        return
    unfinished = {rows: path for path, rows in tasks}
    try:
        with ProcessPoolExecutor(jobs, initializer=_start_worker) as pool:
            for result in _submitted(pool, tasks, jobs):
                unfinished.pop(result.rows)
                yield result
    except BrokenProcessPool:
        for rows, path in unfinished.items():
            yield _alone(path, rows)


def _submitted(pool: Executor, tasks: list[tuple[Path, Path]], jobs: int) -> Iterator[FileResult]:
    futures: list[Future[list[FileResult]]] = [pool.submit(_work, batch) for batch in batches(tasks, jobs)]
    for future in as_completed(futures):
        yield from future.result()


def batches(tasks: list[tuple[Path, Path]], jobs: int) -> Iterator[list[tuple[Path, Path]]]:
    """Tasks in groups of at most BATCH_BYTES, small enough that every worker gets several."""
    most = max(1, len(tasks) // (jobs * 4))
    batch: list[tuple[Path, Path]] = []
    size = 0
    for task in tasks:
        if batch and (size > BATCH_BYTES or len(batch) >= most):
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += task[0].stat().st_size
    if batch:
        yield batch


def _alone(path: Path, rows: Path) -> FileResult:
    """One file in a worker of its own, so that the one that kills it is known."""
    try:
        with ProcessPoolExecutor(1, initializer=_start_worker) as pool:
            return pool.submit(_work, [(path, rows)]).result()[0]
    except BrokenProcessPool:
        rows.unlink(missing_ok=True)
        return FileResult(path, rows, problems=[f"{path}: killed the process that read it; its articles are missing"])


_chain: Chain | None = None


def _start_worker() -> None:
    global _chain
    _chain = Chain(bare_crawler(project_settings())).__enter__()
    multiprocessing.util.Finalize(None, _chain.__exit__, args=(None, None, None), exitpriority=10)


def _work(tasks: list[tuple[Path, Path]]) -> list[FileResult]:
    assert _chain is not None
    return [reparse_file(path, rows, _chain) for path, rows in tasks]


def reparse_file(path: Path, rows: Path, chain: Chain, known: Container[str] = frozenset()) -> FileResult:
    """The rows of one WARC file, written to `rows` by atomic rename; records that are known are passed over."""
    result = FileResult(path, rows)
    before = Counter(chain.counts)
    unfinished = rows.with_suffix(".tmp")
    with unfinished.open("wb") as out:
        try:
            if not path.stat().st_size:
                raise InputError(f"{path}: the file is empty")
            for archived in read_exchanges(path):
                if archived.capture.warc_record_id in known:
                    continue
                _row(archived, chain, out.write, result)
        except InputError as error:
            result.problems.append(str(error))
    result.counts += chain.counts - before
    unfinished.replace(rows)
    return result


def _row(archived: Archived, chain: Chain, write: Callable[[bytes], object], result: FileResult) -> None:
    """The row of one exchange; whatever it breaks costs only itself."""
    try:
        for page in _pages(archived, result):
            _write(chain.process(page), write, result)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        result.counts["errors"] += 1
        result.problems.append(f"{result.path}: {archived.capture.warc_record_id} can't be read: {error!r}")


def _write(item: object, write: Callable[[bytes], object], result: FileResult) -> None:
    if isinstance(item, Article):
        write(row(item))
        result.counts[f"rows/{item.kind}"] += 1
        result.counts["problems"] += bool(item.problems)


def _pages(archived: Archived, result: FileResult) -> Iterator[Page]:
    """The page of an exchange when it is one for the pipelines; what waits or is passed over is noted."""
    result.counts["exchanges"] += 1
    if archived.revisit is not None:
        _put_off(archived, result)
        return
    yield from _pages_of(page_of(archived, result.counts), result)


def _put_off(archived: Archived, result: FileResult) -> None:
    """Keep a revisit until all files are read."""
    revisit, exchange = archived.revisit, archived.exchange
    if revisit is None or revisit.not_modified or not revisit.same_url:
        result.counts["revisits"] += 1
        result.revisits.append(archived)
        return
    result.counts["looks"] += 1
    if sites.for_url(exchange.url).role(exchange.url, exchange.status) in ("article", "part"):
        result.looks.append(archived)


def _pages_of(page: Page | None, result: FileResult) -> Iterator[Page]:
    """The page when it is one for the pipelines; one that waits is noted."""
    if page is None:
        return
    site = sites.for_page(page)
    role = site.role(page.url, page.status)
    result.counts[f"pages/{role}"] += 1
    if role not in ("article", "part", "tombstone") or (site is Generic and not page.is_html):
        return
    held = waiting(page, site) if role != "tombstone" else None
    if held is not None:
        result.waiting.append(held)
    elif not page.look:
        yield page


def page_of(archived: Archived, counts: Counter[str]) -> Page | None:
    """The page of an exchange; None, and counted, for one that is truncated, unreadable or no answer to a GET."""
    exchange = archived.exchange
    if exchange.truncated:
        counts["truncated"] += 1
        return None
    if exchange.method != "GET" or not exchange.status or not is_url(exchange.url):
        counts["not_pages"] += 1
        return None
    try:
        return Page.from_exchange(exchange, archived.capture, archived.scope)
    except ExchangeError:
        counts["unreadable"] += 1
        return None


def _finish(results: list[FileResult], rows: Path, paths: Sequence[Path]) -> FileResult:
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
                yield from _pages_of(page and replace(page, look=looks), last)

        def read(capture: Capture) -> Page:
            known = resolved.get(capture.warc_record_id)
            return Page.from_exchange(known or read_at(where[capture.warc_record_id], capture), capture)

        for page in pages(revisits, looks=False):
            _write(chain.process(page), out.write, last)
        for _ in pages(_needed(results, (*held, *last.waiting)), looks=True):
            pass
        for page in assemble((*held, *last.waiting), read):
            _write(chain.process(page), out.write, last)
        last.counts += chain.counts
    return last


def _needed(results: list[FileResult], held: Iterable[Waiting]) -> list[Archived]:
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


def rows_without(paths: Sequence[Path], known: Container[str]) -> list[bytes]:
    """The rows of WARC files, one line each, but for the records that are known.

    Raises InputError for a file that can't be read to its end.
    """
    with TemporaryDirectory() as folder, Chain(bare_crawler(project_settings())) as chain:
        tasks = [(path, Path(folder, f"{number:06}.jsonl")) for number, path in enumerate(paths)]
        results = [reparse_file(path, rows, chain, known) for path, rows in tasks]
        results.append(_finish(results, Path(folder, "assembled.jsonl"), paths))
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
    with Chain(bare_crawler(project_settings())) as chain:
        for path in paths:
            for archived in read_exchanges(path):
                if archived.capture.warc_record_id not in known:
                    for page in _pages(archived, result):
                        _write(chain.process(page), write, result)
        for archived in filter(None, map(originals.resolve, result.revisits)):
            for page in _pages_of(page_of(archived, result.counts), result):
                _write(chain.process(page), write, result)
        looks = _needed([result], (*held, *result.waiting))
        for archived in filter(None, map(originals.resolve, looks)):
            seen = page_of(archived, result.counts)
            for _ in _pages_of(seen and replace(seen, look=True), result):
                pass
        if put_together:
            waits = {page.capture.warc_record_id: page for page in (*held, *result.waiting)}
            for page in assemble(waits.values(), partial(_read_back, paths, originals)):
                if page.capture is not None and page.capture.warc_record_id not in known:
                    _write(chain.process(page), write, result)
        result.counts += chain.counts
    return result


def _read_back(paths: Sequence[Path], originals: Originals, capture: Capture) -> Page:
    """A page of one of the files, its body taken from where a revisit says."""
    path = next(path for path in paths if path.name == capture.warc_filename)
    archived = originals.resolve(fetch(path, capture.warc_record_id, capture.warc_record_offset))
    if archived is None:
        raise InputError(f"{path}: what {capture.warc_record_id} refers to isn't there")
    return Page.from_exchange(archived.exchange, capture)


def rows_in(counts: Counter[str]) -> int:
    """Rows written, articles and tombstones."""
    return counts["rows/article"] + counts["rows/tombstone"]


def default_jobs() -> int:
    """As many workers as there are cores."""
    return os.cpu_count() or 1
