"""Points 1 to 10: files that are whole, named so that none meets another, and what a crash or a full disk leaves."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from newscrawl.archive.records import scan
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.errors import InputError
from newscrawl.runs import RunFolder
from tests.archive.checklist.paper import MAX_BYTES, Paper, given
from tests.archive.checklist.walker import Record, walk
from tests.archive.lab import exchange
from tests.crawl.loopback import Reply, Server, article, crawl, crawl_command, environment, page_of, write_site

NAME = re.compile(r"[\w-]+-\d{14}-\d{5}-[\w.-]+\.warc\.gz")


def gzip_accepts(path: Path) -> bool:
    return subprocess.run(["gzip", "-t", path], capture_output=True, check=False).returncode == 0


def warcio_accepts(path: Path) -> bool:
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0


def test_p01_gzip_accepts_every_file(paper: Paper) -> None:
    assert len(paper.warcs) > 5
    assert [path.name for path in paper.warcs if not gzip_accepts(path)] == []


def test_p02_every_record_is_a_gzip_member_of_its_own(paper: Paper) -> None:
    for path in paper.warcs:
        walked = [(record.offset, record.length) for record in walk(path)]
        assert [(record.offset, record.length) for record in scan(path)] == walked
        assert sum(length for _, length in walked) == path.stat().st_size


def test_p03_a_clean_stop_leaves_nothing_unfinished(paper: Paper) -> None:
    for run in paper.runs:
        assert run.is_complete
        assert [path.name for path in run.path.iterdir() if path.name.endswith((".part", ".open"))] == []


# a crawl killed in its middle


@dataclass(frozen=True)
class Killed:
    """A run whose process was killed."""

    run: RunFolder
    finished: dict[str, str]
    """Name → sha256 of the WARC files that were finished before."""
    acknowledged: set[str]
    """Record ids that rows on disk name."""


def sums(paths: list[Path]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Killed:
    """A crawl of 60 articles, killed after it finished two files."""
    folder = tmp_path_factory.mktemp("killed")
    urls = [f"/2026/03/12/a{number}.html" for number in range(60)]
    replies = {url: Reply(article(f"第{number}篇"), wait=0.02) for number, url in enumerate(urls)}
    with Server({"/list_1.html": Reply(page_of(*urls)), **replies}) as server:
        write_site(folder, server.authority, (server.url("/list_1.html"),))
        command = crawl_command(names=["paper"], **given(NEWSCRAWL_WARC_MAX_BYTES=10_000))
        process = subprocess.Popen(
            command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 60
        while len(done := sorted(folder.glob("output/paper/*/*.warc.gz"))) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        finished = sums(done)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert len(finished) >= 2
    (path,) = folder.glob("output/paper/*/")
    rows = (path / "articles.jsonl.part").read_bytes().splitlines(keepends=True)
    whole = [orjson.loads(row) for row in rows if row.endswith(b"\n")]
    ids = {capture["warc_record_id"] for row in whole for capture in row["captures"]}
    return Killed(RunFolder(path), finished, ids)


def test_p04_a_kill_tears_only_the_file_at_hand(killed: Killed) -> None:
    warcs = sorted(killed.run.path.glob("*.warc.gz"))
    assert sums(warcs).items() >= killed.finished.items()
    assert all(gzip_accepts(path) for path in warcs)
    assert len(list(killed.run.path.glob("*.warc.gz.part"))) <= 1


def recover(run: RunFolder) -> None:
    code = "from newscrawl.cli import main; main()"
    command = [sys.executable, "-c", code, "archive", "recover", str(run.path)]
    folder = run.path.parents[2]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr


@pytest.mark.parametrize("torn", [0, 60])
def test_p05_recovery_gives_whole_files_with_all_that_was_acknowledged(
    killed: Killed, tmp_path: Path, torn: int
) -> None:
    shutil.copytree(killed.run.path.parents[2], tmp_path, dirs_exist_ok=True)
    run = RunFolder(tmp_path / "output" / "paper" / killed.run.run_id)
    for part in run.path.glob("*.warc.gz.part"):
        with part.open("ab") as file:  # as if the power had gone in the middle of a further record
            file.write(next(run.path.glob("*.warc.gz")).read_bytes()[:torn])
    recover(run)
    warcs = sorted(run.path.glob("*.warc.gz"))
    assert sums(warcs).items() >= killed.finished.items()
    assert all(gzip_accepts(path) and warcio_accepts(path) for path in warcs)
    assert killed.acknowledged <= {record["WARC-Record-ID"] for path in warcs for record in walk(path)}
    before = sums([path for path in run.path.iterdir() if path.is_file()])
    recover(run)
    assert sums([path for path in run.path.iterdir() if path.is_file()]) == before


# names, sizes, pairs


def test_p06_names_follow_the_standard_and_differ(paper: Paper, tmp_path: Path) -> None:
    names = [path.name for path in paper.warcs]
    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert len(set(names)) == len(names)
    for one in ("x", "y"):
        (tmp_path / one).mkdir()
    with Server(
        {"/list_1.html": Reply(page_of("/2026/03/12/a1.html")), "/2026/03/12/a1.html": Reply(article())}
    ) as site:
        for one in ("x", "y"):
            write_site(tmp_path / one, site.authority, (site.url("/list_1.html"),))
        with ThreadPoolExecutor() as pool:
            both = list(pool.map(lambda one: crawl(tmp_path / one, **given()), ("x", "y")))
    found = [path.name for outcome in both for path in outcome.run.path.glob("*.warc.gz")]
    assert len(set(found)) == len(found) >= 2


def test_p06_writers_of_one_run_in_one_second_share_no_file(tmp_path: Path) -> None:
    writers = [ArchiveWriter(tmp_path, prefix="news", run_id="run", info={}, max_bytes=2000) for _ in range(3)]
    for number in range(4):
        for writer in writers:
            writer.write(exchange(f"http://news.example/{number}"))
    names = [path.name for writer in writers for path in writer.close()]
    assert len(set(names)) == len(names) == len(list(tmp_path.iterdir())) > 3
    assert all(NAME.fullmatch(name) for name in names)


def events(records: list[Record]) -> list[list[Record]]:
    """Answer, request and metadata of each exchange."""
    found: dict[str, list[Record]] = {}
    for record in records:
        if record.type in ("response", "revisit"):
            found.setdefault(record["WARC-Record-ID"], []).append(record)
        elif record.type in ("request", "metadata"):
            found.setdefault(record["WARC-Concurrent-To"], []).append(record)
    return list(found.values())


def test_p07_files_end_with_the_record_that_filled_them(paper: Paper) -> None:
    for run in paper.runs:
        files = [list(walk(path)) for path in sorted(run.path.glob("*.warc.gz"))]
        assert len(files) > 2
        for records in files:
            assert [record.type for record in records].count("warcinfo") == 1
            assert records[0].type == "warcinfo"
        for records in files[:-1]:
            last = sum(record.length for record in events(records)[-1])
            size = sum(record.length for record in records)
            assert size - last < MAX_BYTES <= size


def test_p08_what_belongs_together_lies_in_one_file_side_by_side(paper: Paper) -> None:
    for path in paper.warcs:
        records = [record for record in walk(path) if record.type not in ("warcinfo", "resource")]
        assert [record for event in events(records) for record in event] == records
        for answer, request, metadata in events(records):
            assert [answer.type in ("response", "revisit"), request.type, metadata.type] == [
                True,
                "request",
                "metadata",
            ]


def test_p10_a_reader_of_cut_and_spoilt_files_comes_to_an_end(paper: Paper, tmp_path: Path) -> None:
    data = paper.warcs[0].read_bytes()
    path = tmp_path / "x.warc.gz"
    cuts = [data[:at] for at in range(1, len(data), 997)]
    spoilt = [data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :] for at in range(3, len(data), 1499)]
    whole = len(list(scan(paper.warcs[0])))
    for broken in (*cuts, *spoilt):
        path.write_bytes(broken)
        number = 0
        try:
            for _ in scan(path):
                number += 1
        except InputError as error:
            assert "broken at byte" in str(error)  # noqa: PT017  # both endings are right, at a record's end without an error
        assert number < whole
    path.write_bytes(os.urandom(5000))
    with pytest.raises(InputError):
        list(scan(path))
