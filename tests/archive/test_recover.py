"""Recovery of runs that broke: by content, not by size."""

from __future__ import annotations

import fcntl
import gzip
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from newscrawl.archive.recover import recover_run, recover_warc
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.demo.server import running
from newscrawl.errors import InputError, UsageError
from newscrawl.operations.report_page import report_page
from newscrawl.reparse import rows_without
from newscrawl.runs import ARTICLES, FRONTIER, LOG, MANIFEST, RunFolder, describe, runs
from tests.archive.lab import exchange, walk, write
from tests.crawl.loopback import Reply, Server, article, crawl, environment, page_of, write_site

PAGE = partial(report_page, versions={})
LIST = "/list_1.html"
URLS = [f"/2026/03/12/a{number}.html" for number in range(1, 9)]
PART = "/2026/03/12/a8_2.html"
REPLIES = {
    LIST: Reply(page_of(*URLS)),
    **{url: Reply(article(f"第{number}篇")) for number, url in enumerate(URLS)},
    URLS[7]: Reply(article("长文", PART)),
    PART: Reply(article("续", URLS[7])),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A complete run in two WARC files."""
    folder = tmp_path_factory.mktemp("whole")
    with Server(REPLIES) as server:
        write_site(folder, server.authority, (server.url(LIST),))
        outcome = crawl(folder, overrides={"NEWSCRAWL_WARC_MAX_BYTES": 12_000, "CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    assert outcome.healthy
    assert len(list(outcome.run.path.glob("*.warc.gz"))) == 2
    return outcome.run


@pytest.fixture
def broken(whole: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """The same run as it was just before its end: the last WARC file and the rows still written to."""
    shutil.copytree(whole.path.parents[2] / "sites", tmp_path / "sites")
    run = RunFolder(tmp_path / "output" / "paper" / whole.run_id)
    shutil.copytree(whole.path, run.path)
    for name in (MANIFEST, "report.json", "report.html"):
        (run.path / name).unlink()
    for path in run.path.glob("*.cdxj"):
        path.unlink()
    for path in (sorted(run.path.glob("*.warc.gz"))[-1], run.articles, run.path / LOG, run.path / FRONTIER):
        path.rename(run.part(path.name))
    monkeypatch.chdir(tmp_path)
    from newscrawl import sites

    sites.load.cache_clear()
    return run


def recover(run: RunFolder) -> str:
    done = recover_run(run, rows_without, {"versions": {}}, PAGE)
    return "complete" if done.complete else " ".join(done.reasons)


def rows(run: RunFolder) -> list[bytes]:
    return sorted(run.articles.read_bytes().splitlines())


def last_warc(run: RunFolder) -> Path:
    (path,) = run.path.glob("*.warc.gz.part")
    return path


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_run_that_broke_at_its_very_end(broken: RunFolder, whole: RunFolder) -> None:
    recover(broken)
    assert broken.articles.read_bytes() == whole.articles.read_bytes()
    assert broken.verify() == []
    names = {path.name for path in whole.path.iterdir()}
    assert {path.name for path in broken.path.iterdir()} == names
    for name in names - {MANIFEST, "report.json", "report.html"}:
        assert (broken.path / name).read_bytes() == (whole.path / name).read_bytes()
    manifest = broken.manifest()
    assert manifest["verdict"]["recovered"]
    assert "was recovered" in (broken.path / "report.html").read_text(encoding="utf-8")
    assert not manifest["verdict"]["healthy"]
    assert {entry["name"] for entry in manifest["files"]} == names - {MANIFEST}


@pytest.mark.parametrize("lines", [0, 3])
@pytest.mark.parametrize("torn", [b"", b'{"id":"torn', b"\0" * 100], ids=["nothing", "half a row", "zeros"])
def test_rows_that_are_missing_or_torn(broken: RunFolder, whole: RunFolder, lines: int, torn: bytes) -> None:
    part = broken.part(ARTICLES)
    part.write_bytes(b"".join(part.read_bytes().splitlines(keepends=True)[:lines]) + torn)
    recover(broken)
    assert rows(broken) == rows(whole)
    kept = broken.path / f"{ARTICLES}.torn"
    assert (kept.read_bytes() if kept.exists() else b"") == torn
    assert broken.verify() == []


@pytest.mark.parametrize("cut", [1, 9, 40, 700, 2000])
def test_a_torn_warc_file(broken: RunFolder, whole: RunFolder, cut: int) -> None:
    part = last_warc(broken)
    data = part.read_bytes()
    part.write_bytes(data[:-cut])
    recover(broken)
    final = broken.path / part.name.removesuffix(".part")
    gzip.decompress(final.read_bytes())
    kept = final.read_bytes()
    assert data[:-cut] == kept + (broken.path / f"{final.name}.torn").read_bytes()
    ends = [record.offset + record.length for record in walk(whole.path / final.name)]
    assert len(kept) == max(end for end in ends if end <= len(data) - cut)
    ids = {record["WARC-Record-ID"] for path in broken.path.glob("*.warc.gz") for record in walk(path)}
    wanted = [line for line in rows(whole) if ids.issuperset(c["warc_record_id"] for c in json.loads(line)["captures"])]
    made = rows(broken)
    # the article of several pages is put together of those that are there
    assert [line for line in made if PART[:-5].encode() not in line and URLS[7].encode() not in line] == [
        line for line in wanted if URLS[7].encode() not in line
    ]
    again = rows_without(sorted(broken.path.glob("*.warc.gz")), frozenset())
    assert made == sorted(line.rstrip(b"\n") for line in again)
    assert broken.verify() == []


def test_what_is_dropped_is_named_and_kept(broken: RunFolder, whole: RunFolder) -> None:
    part = last_warc(broken)
    captured = [json.loads(line) for line in rows(whole)]
    lost = max(
        (row for row in captured if row["captures"][0]["warc_filename"] == part.name.removesuffix(".part")),
        key=lambda row: int(row["captures"][0]["warc_record_offset"]),
    )
    part.write_bytes(part.read_bytes()[: lost["captures"][0]["warc_record_offset"] + 20])
    done = recover_run(broken, rows_without, {}, PAGE)
    assert lost["url"] in done.rows_dropped
    torn = (broken.path / f"{ARTICLES}.torn").read_bytes().splitlines()
    assert lost["url"] in {json.loads(line)["url"] for line in torn}
    assert broken.read_report()["rows_dropped"] == done.rows_dropped


def test_doing_it_again_changes_nothing(broken: RunFolder) -> None:
    part = last_warc(broken)
    part.write_bytes(part.read_bytes()[:-40])
    recover(broken)
    before = state(broken.path)
    assert recover(broken) == "complete"
    assert state(broken.path) == before


@pytest.mark.parametrize("step", ["_keep", "_recover_rows", "_complete", "write_index", "RunFolder.finalise"])
def test_a_recovery_that_broke_is_gone_on_with(
    broken: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    part = last_warc(broken)
    part.write_bytes(part.read_bytes()[:-40])
    broken.part(ARTICLES).write_bytes(broken.part(ARTICLES).read_bytes()[:-40])
    twin = RunFolder(tmp_path / "again" / "paper" / broken.run_id)
    shutil.copytree(broken.path, twin.path)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"newscrawl.archive.recover.{step}", stop)
        with pytest.raises(KeyboardInterrupt):
            recover(broken)
    recover(broken)
    recover(twin)
    made, wanted = (
        {path.name: path.read_bytes() for path in run.path.iterdir() if path.suffix not in (".json", ".html")}
        for run in (broken, twin)
    )
    assert made == wanted
    assert broken.verify() == []


def test_finished_files_and_complete_runs_are_left_alone(broken: RunFolder, whole: RunFolder) -> None:
    before = state(whole.path)
    assert recover(whole) == "complete"
    assert state(whole.path) == before
    (finished,) = broken.path.glob("*.warc.gz")
    first = (finished.read_bytes(), finished.stat().st_mtime_ns, finished.stat().st_ino)
    with pytest.raises(UsageError, match="finished"):
        recover_warc(finished)
    recover(broken)
    assert (finished.read_bytes(), finished.stat().st_mtime_ns, finished.stat().st_ino) == first


def test_final_rows_that_contradict_the_records_stop_it(broken: RunFolder) -> None:
    broken.part(ARTICLES).rename(broken.articles)
    broken.articles.write_bytes(broken.articles.read_bytes().split(b"\n", 1)[1])
    with pytest.raises(InputError, match="doesn't agree"):
        recover(broken)
    assert not broken.is_complete


def test_a_crawl_that_goes_on_is_left_alone(broken: RunFolder, tmp_path: Path) -> None:
    lock = tmp_path / "output" / "state" / "paper.lock"
    lock.parent.mkdir()
    before = state(broken.path)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="is going on"):
            recover(broken)
    writer = ArchiveWriter(tmp_path, prefix="n", run_id="r", info={})
    writer.write(exchange())
    (part,) = tmp_path.glob("*.part")
    with pytest.raises(InputError, match="still writing"):
        recover_warc(part)
    writer.close()
    assert state(broken.path) == before


def test_a_bare_file_damaged_in_its_middle(tmp_path: Path) -> None:
    path, _ = write(tmp_path, *(exchange(f"http://news.example/{number}") for number in range(4)))
    data, places = path.read_bytes(), walk(path)
    path.unlink()
    part = tmp_path / f"{path.name}.part"
    hit = places[3].offset + 30
    part.write_bytes(data[:hit] + bytes(16) + data[hit + 16 :])
    cut = recover_warc(part)
    assert path.read_bytes() == data[: places[3].offset]
    assert (cut.whole, cut.sound_behind) == (3, 5)
    assert cut.kept_in is not None
    assert (tmp_path / cut.kept_in).stat().st_size == cut.torn == len(data) - places[3].offset


def test_a_file_without_a_whole_record(tmp_path: Path) -> None:
    part = tmp_path / "x.warc.gz.part"
    part.write_bytes(b"\x1f\x8b\x08 torn")
    assert recover_warc(part).name == ""
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x.warc.gz.torn", b"\x1f\x8b\x08 torn")]


def test_what_is_no_run(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path / "reparse" / "20261124T000000Z-0001"):
        with pytest.raises(UsageError, match="no run of a crawl"):
            recover(RunFolder(path))
    empty = RunFolder(tmp_path / "paper" / "20261124T000000Z-0001").create()
    with pytest.raises(InputError, match="neither a record nor a row"):
        recover(empty)


def test_the_command(broken: RunFolder, whole: RunFolder) -> None:
    part = last_warc(broken)
    part.write_bytes(part.read_bytes() + b"\x1f\x8b\x08 torn")
    command = [sys.executable, "-c", "from newscrawl.cli import main; main()", "archive"]

    def newscrawl(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments], env=environment(), capture_output=True, text=True, timeout=60, check=False
        )

    first = newscrawl("recover", str(broken.path), "--json")
    assert first.returncode == 0, first.stderr
    (facts,) = json.loads(first.stdout)
    assert (facts["rows"], facts["rows_added"], facts["rows_dropped"]) == (8, 0, [])
    again = newscrawl("recover", str(broken.path))
    assert (again.returncode, again.stdout) == (0, f"{broken.path}: complete, nothing to recover\n")
    assert rows(broken) == rows(whole)
    verified = newscrawl("verify", str(broken.path))
    assert verified.returncode == 0, verified.stderr


@pytest.mark.soak
def test_crawls_killed_at_any_moment(tmp_path: Path) -> None:
    """Real crawls of the demo, killed: every whole record is kept, every row has its record, none is missing."""
    chance = random.Random(20261124)
    with running(0, 150) as paper:
        given = {**environment(), "NEWSCRAWL_DEMO_PORT": str(paper.port)}
        for number in range(12):
            folder = tmp_path / str(number)
            folder.mkdir()
            command = [sys.executable, "-c", "from newscrawl.cli import main; main()", "crawl", "demo"]
            process = subprocess.Popen(
                command, cwd=folder, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            until = time.monotonic() + 30
            while not list(folder.rglob("*.warc.gz.part")) and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 1.5))
            process.send_signal(signal.SIGKILL)
            process.wait()
            for run in runs(folder / "output", incomplete=True):
                _check_recovery(run, given, folder)


def _check_recovery(run: RunFolder, given: dict[str, str], folder: Path) -> None:
    parts = {path.name: path.read_bytes() for path in run.path.glob("*.part")}
    known = parts[f"{ARTICLES}.part"].splitlines(keepends=True) if f"{ARTICLES}.part" in parts else []
    command = [sys.executable, "-c", "from newscrawl.cli import main; main()"]
    for arguments in (["archive", "recover", str(run.path)], ["archive", "verify", str(run.path)]):
        done = subprocess.run(
            [*command, *arguments], cwd=folder, env=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    for name, data in parts.items():
        if name.endswith(".warc.gz.part"):
            final = run.path / name.removesuffix(".part")
            torn = final.with_name(final.name + ".torn")
            assert data == final.read_bytes() + (torn.read_bytes() if torn.exists() else b"")
            gzip.decompress(final.read_bytes())
    assert {line for line in known if line.endswith(b"\n")} <= set(run.articles.read_bytes().splitlines(keepends=True))
    again = subprocess.run(
        [*command, "reparse", str(run.path), "--json", "--jobs", "1"],
        cwd=folder,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    made = folder / json.loads(again.stdout)["rows"]
    assert sorted(made.read_bytes().splitlines()) == rows(run)
    assert describe(run.articles).lines == len(rows(run))
    assert not [path.name for path in run.path.iterdir() if path.name.endswith((".part", "-wal", "-shm"))]
    assert run.is_complete
