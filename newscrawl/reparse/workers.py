"""Archive files shared out to processes."""

from __future__ import annotations

import multiprocessing.util
import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from newscrawl.pipelines import Chain, bare_crawler, project_settings
from newscrawl.reparse.files import FileResult, reparse_file

BATCH_BYTES = 256 * 1024 * 1024
"""Files are handed to a worker together up to this size."""


def default_jobs() -> int:
    """As many workers as there are cores."""
    return os.cpu_count() or 1


def in_processes(tasks: list[tuple[Path, Path]], jobs: int) -> Iterator[FileResult]:
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
