"""`newscrawl runs`: what runs there are, from their folders alone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli import _run
from newscrawl.crawl.sqlite_frontier import SqliteFrontier
from newscrawl.operations.summary import Summary
from newscrawl.runs import ARTICLES, FRONTIER, REPORT, RunFolder, describe

CONTENT = {**Summary().as_dict(), "articles": 3, "coverage": {"headline": 3}}
ARTICLES_OF = {"fetched": 3, "gone": 1, "refused": {"robots": 1, "known": 4}, "failed": {"HTTP 500": 2}, "pending": 0}


def complete(run: RunFolder, *, reasons: tuple[str, ...] = (), **more: object) -> RunFolder:
    """A run of four rows that took 61.5 seconds."""
    run.create()
    run.part(ARTICLES).write_bytes(b"{}\n" * 4)
    verdict = {"healthy": not reasons, "reasons": list(reasons)}
    report: dict[str, Any] = {"run_id": run.run_id, "site": run.site, "seconds": 61.5, "articles": ARTICLES_OF}
    run.write_json(REPORT, {**report, "content": CONTENT, "verdict": verdict, **more})
    run.complete([*run.finalise([ARTICLES]), describe(run.report)], {"kind": "crawl", "verdict": verdict})
    return run


@contextmanager
def going_on(run: RunFolder) -> Iterator[None]:
    """A process other than this one works on the run while the context lasts, and is killed then."""
    code = (
        "import sys, time; from pathlib import Path; from newscrawl.crawl.sqlite_frontier import SqliteFrontier\n"
        "frontier = SqliteFrontier(Path(sys.argv[1])); print('ready', flush=True); time.sleep(60)"
    )
    run.create()
    run.part(ARTICLES).write_bytes(b"{}\n{}\n{")
    process = subprocess.Popen([sys.executable, "-c", code, str(run.part(FRONTIER))], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        with process.stdout as said:
            assert said.readline() == "ready\n"
            yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def listed(output: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, dict[str, Any]]:
    assert _run(["runs", "list", *more, "--out", str(output), "--json"]) == 0
    return {entry["run_id"]: entry for entry in json.loads(capsys.readouterr().out)}


def test_runs_are_listed_by_site_and_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = complete(RunFolder(tmp_path / "here" / "20261102T000000Z-aaaa"), reasons=("Nothing was found.",))
    first = complete(RunFolder(tmp_path / "here" / "20261101T000000Z-bbbb"))
    other = complete(RunFolder(tmp_path / "afar" / "20261103T000000Z-cccc"))
    found = listed(tmp_path, capsys)
    assert list(found) == [other.run_id, first.run_id, second.run_id]
    told = found[second.run_id]
    assert (told["state"], told["healthy"], told["reasons"]) == ("complete", False, ["Nothing was found."])
    assert [told[key] for key in ("rows", "fetched", "known", "failed", "seconds")] == [4, 3, 4, 2, 61.5]
    assert told["started_at"] == "2026-11-02T00:00:00+00:00"
    assert told["size"] == sum(file.stat().st_size for file in second.path.iterdir())
    assert list(listed(tmp_path, capsys, "here")) == [first.run_id, second.run_id]
    assert listed(tmp_path / "empty", capsys) == {}


def test_a_run_that_goes_on_is_told_from_one_that_broke(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = RunFolder(tmp_path / "here" / "20261101T000000Z-aaaa")
    with going_on(run):
        assert listed(tmp_path, capsys)[run.run_id]["state"] == "running"
    told = listed(tmp_path, capsys)[run.run_id]
    assert (told["state"], told["healthy"], told["rows"]) == ("broken", None, 2)
    assert "newscrawl crawl here --resume" in told["todo"]
    assert f"archive recover {run.path}" in told["todo"]
    with closing(SqliteFrontier(run.part(FRONTIER))) as frontier:
        frontier.leave({}, complete=True)
        assert listed(tmp_path, capsys)[run.run_id]["state"] == "running", "its last session, this one, completes it"


def test_people_see_what_to_do_with_what_broke(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = RunFolder(tmp_path / "here" / "20261101T000000Z-aaaa").create()
    broken.part(ARTICLES).write_bytes(b"{}\n")
    empty = RunFolder(tmp_path / "here" / "20261101T000000Z-dddd").create()
    again = RunFolder(tmp_path / "reparse" / "20261101T000000Z-bbbb").create()
    complete(RunFolder(tmp_path / "here" / "20261102T000000Z-cccc"))
    assert _run(["runs", "list", "--out", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert "healthy" in told.out
    assert told.out.count("broken") == 3
    assert f"{broken.path} broke: newscrawl archive recover {broken.path}" in told.err, "no frontier, no --resume"
    assert f"{empty.path} broke: nothing was fetched" in told.err
    assert f"{again.path} broke: re-parse once more" in told.err
    assert [path.name for path in broken.path.iterdir()] == [broken.part(ARTICLES).name]


def test_a_run_is_shown_by_id_folder_or_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = complete(RunFolder(tmp_path / "here" / "20261101T000000Z-aaaa"))
    newer = complete(RunFolder(tmp_path / "here" / "20261102T000000Z-bbbb"), reasons=("Nothing was found.",))
    (tmp_path / "here" / "20261103T000000Z-cccc").mkdir()
    for wanted, run in ((older.run_id, older), (str(older.path), older), ("here", newer)):
        assert _run(["runs", "show", wanted, "--out", str(tmp_path), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["run_id"] == run.run_id
        assert told["report"] == run.read_report()
        assert told["manifest"] == run.manifest()
    assert _run(["runs", "show", "nowhere", "--out", str(tmp_path)]) == 3
    assert "there is no such run" in capsys.readouterr().err


def test_many_list_pages_are_shown_by_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages: list[dict[str, Any]] = [
        {"url": f"http://paper.test/{n}.html", "start": n < 2, "failure": None, "fetched": 3} for n in range(60)
    ]
    pages[41]["failure"], pages[42]["failed"] = "HTTP 500", {"HTTP 503": 2}
    run = complete(RunFolder(tmp_path / "here" / "20261101T000000Z-aaaa"), lists=pages)
    assert _run(["runs", "show", run.run_id, "--out", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "/41.html (not read: HTTP 500)" in told
    assert "2 HTTP 503" in told
    assert "(the 40 others)" in told
    assert "/59.html" not in told
    (whole,) = (line.split() for line in told.splitlines() if line.strip().startswith("all 60"))
    assert whole == ["all", "60", "182", "180", "2", "HTTP", "503"]


def test_a_run_that_broke_can_be_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = RunFolder(tmp_path / "here" / "20261101T000000Z-aaaa").create()
    assert _run(["runs", "show", run.run_id, "--out", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert f"{run.path}: broken" in told.out
    assert "nothing was fetched" in told.err


def test_a_report_is_made_elsewhere_and_never_in_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = complete(RunFolder(tmp_path / "out" / "here" / "20261101T000000Z-aaaa"), reasons=("Nothing was found.",))
    before = {path: path.stat().st_mtime_ns for path in run.path.iterdir()}
    monkeypatch.chdir(tmp_path)
    assert _run(["runs", "report", "here", "--out", "out"]) == 0
    assert capsys.readouterr().out == f"here-{run.run_id}.html\n"
    assert "Nothing was found." in (tmp_path / f"here-{run.run_id}.html").read_text(encoding="utf-8")
    assert _run(["runs", "report", "here", "--out", "out", "--to", str(run.path / "again.html")]) == 2
    assert "never written to" in capsys.readouterr().err
    assert {path: path.stat().st_mtime_ns for path in run.path.iterdir()} == before


def test_a_report_that_is_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = RunFolder(tmp_path / "here" / "20261101T000000Z-aaaa").create()
    run.write("report.html", b"<!DOCTYPE html>")
    complete(run)
    assert _run(["runs", "report", "here", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{run.path / 'report.html'}\n"
