"""Articles out of WARC files, by the very pipelines of the crawl, without the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import newscrawl
from newscrawl.reparse.files import FileResult, reparse_file
from newscrawl.reparse.finish import finish
from newscrawl.reparse.missing import missing_rows, rows_without
from newscrawl.reparse.workers import default_jobs, in_processes
from newscrawl.runs import ARTICLES, REPARSE, REPORT, RunFolder, describe, new_run_id, writable

__all__ = ["FileResult", "Result", "default_jobs", "missing_rows", "reparse", "reparse_file", "rows_in", "rows_without"]


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
        nothing = ["There is no response in what was given, so there are no articles."]
        return [
            *self.problems,
            *([] if self.counts["exchanges"] else nothing),
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
    for result in in_processes(tasks, jobs):
        results[result.rows] = result
        progress(result)
    ordered = [results[rows] for _, rows in tasks]
    last = finish(ordered, parts / "assembled.jsonl", paths)
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


def rows_in(counts: Counter[str]) -> int:
    """Rows written, articles and tombstones."""
    return counts["rows/article"] + counts["rows/tombstone"]
