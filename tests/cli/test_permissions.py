"""What may not be read or written is said in one sentence, with exit code 3."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.runs import RunFolder
from tests.archive.lab import exchange, write
from tests.crawl.loopback import environment

COMMAND = str(Path(sys.executable).with_name("newscrawl"))
# permissions don't bind root, unless it gives up the right to pass them by
BOUND = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []

pytestmark = pytest.mark.requires_tool(*BOUND[:1])


def newscrawl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a user whom permissions bind."""
    command = [*BOUND, COMMAND, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with one in it, `closed`, for the test to close."""
    (tmp_path / "closed").mkdir()
    yield tmp_path
    (tmp_path / "closed").chmod(0o755)


def check_told(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 3, done.stderr
    (sentence,) = done.stderr.splitlines()
    for word in words:
        assert word in sentence


@pytest.mark.parametrize("inner", [".", "output"])
def test_an_output_folder_that_cannot_be_written(folder: Path, inner: str) -> None:
    warc = write(folder / "closed", exchange())[0]
    (folder / "closed").chmod(0o555)
    out = str(folder / "closed" / inner)
    for command in (["crawl", "demo"], ["reparse", str(warc)]):
        check_told(newscrawl(folder, *command, "--out", out), "closed", "Permission denied", "--out")


def test_a_site_folder_of_another_user(folder: Path) -> None:
    output = folder / "output"
    (output / "demo").mkdir(parents=True)
    (output / "demo").chmod(0o555)
    check_told(newscrawl(folder, "crawl", "demo", "--out", str(output)), "output/demo", "Permission denied")


def test_an_input_that_may_not_be_read(folder: Path) -> None:
    warc = write(folder, exchange())[0]
    page = folder / "page.html"
    page.write_text("<p>text</p>")
    for path in (warc, page):
        path.chmod(0)
    out = folder / "output"
    out.mkdir()
    again = ["reparse", str(warc), "--out", str(out), "--jobs", "1"]
    for command in (again, ["archive", "verify", str(warc)], ["extract", str(page)]):
        done = newscrawl(folder, *command)
        assert done.returncode == 3, (command, done.stderr)
        assert "Permission denied" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_run_that_may_not_be_looked_into(folder: Path) -> None:
    run = RunFolder(folder / "closed" / "demo" / "20261101T000000Z-aaaa").create()
    (folder / "closed").chmod(0)
    for command in (["runs", "list", "--out", str(folder / "closed")], ["archive", "verify", str(run.path)]):
        done = newscrawl(folder, *command)
        assert done.returncode == 3, (command, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
