"""Full disks, failing disks and killed processes: what was written stays, and nothing half-written is kept."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from newscrawl.archive.reader import read_exchanges
from newscrawl.archive.verify import verify
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.errors import ArchiveError
from tests.archive.lab import exchange, walk


def test_the_disk_confirms_once_an_interval_and_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    often = ArchiveWriter(tmp_path, prefix="n", run_id="often", info={}, sync_interval=0)
    for _ in range(3):
        often.write(exchange())
    assert len(synced) == 3
    often.sync()  # nothing new
    assert len(synced) == 3
    seldom = ArchiveWriter(tmp_path, prefix="n", run_id="seldom", info={}, sync_interval=3600)
    for _ in range(3):
        seldom.write(exchange())
    assert len(synced) == 3
    seldom.sync()
    assert len(synced) == 4
    seldom.write(exchange())
    seldom.close()
    assert len(synced) == 6  # the file and its folder
    often.close()
    assert len(synced) == 7


def test_after_a_failed_sync_nothing_more_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    writer = ArchiveWriter(tmp_path, prefix="n", run_id="r", info={}, sync_interval=3600)
    writer.write(exchange())
    monkeypatch.setattr(os, "fsync", fail)
    for act in (writer.sync, writer.close, lambda: writer.write(exchange())):
        with pytest.raises(ArchiveError, match="didn't confirm"):
            act()
    (part,) = tmp_path.iterdir()
    assert part.name.endswith(".part")
    assert len(list(read_exchanges(part))) == 1


def test_where_cutting_back_fails_too_the_writer_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    writer = ArchiveWriter(tmp_path, prefix="n", run_id="r", info={})
    writer.write(exchange())
    monkeypatch.setattr(os, "write", fail)
    with pytest.raises(ArchiveError, match="cut back to the last whole record"):
        writer.write(exchange())
    monkeypatch.setattr(os, "ftruncate", fail)
    for _ in range(2):
        with pytest.raises(ArchiveError, match="nor cut back"):
            writer.write(exchange())


KILLED = """
    import os, sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from tests.archive.lab import exchange
    from newscrawl.archive.writer import ArchiveWriter

    writer = ArchiveWriter(Path({folder!r}), prefix="n", run_id="r", info={{}}, max_bytes=4000)
    for number in range(20):
        print(writer.write(exchange(f"http://news.example/{{number}}")).warc_record_id, flush=True)
    os.kill(os.getpid(), 9)
"""


def test_a_killed_writer_leaves_every_record_it_named(tmp_path: Path) -> None:
    code = dedent(KILLED).format(root=str(Path(__file__).parents[2]), folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == -9
    named = done.stdout.split()
    assert len(named) == 20
    paths = sorted(tmp_path.iterdir())
    assert [path.name.endswith(".part") for path in paths] == [False] * (len(paths) - 1) + [True]
    assert [a.capture.warc_record_id for path in paths for a in read_exchanges(path)] == named


FULL_DISK = """
    import resource, sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from tests.archive.lab import exchange
    from newscrawl.archive.writer import ArchiveWriter
    from newscrawl.errors import ArchiveError
    import random

    folder = Path({folder!r})
    noise = random.Random(1)
    writer = ArchiveWriter(folder, prefix="n", run_id="r", info={{}})
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {hard}))
    written = 0
    try:
        while True:
            writer.write(exchange(f"http://news.example/{{written}}", noise.randbytes(3000)))
            written += 1
    except ArchiveError as error:
        message = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, ({hard}, {hard}))
    if {again}:
        writer.write(exchange("http://news.example/again"))
    print(written, len(writer.close()), message)
"""


def full_disk(folder: Path, limit: int, again: bool) -> tuple[int, int, str]:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    root = str(Path(__file__).parents[2])
    code = dedent(FULL_DISK).format(root=root, folder=str(folder), limit=limit, hard=hard, again=again)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    written, files, message = done.stdout.strip().split(" ", 2)
    return int(written), int(files), message


@pytest.mark.parametrize("limit", [20_000, 23_456, 25_001])
def test_full_disk_keeps_what_was_written(tmp_path: Path, limit: int) -> None:
    written, _, message = full_disk(tmp_path, limit, again=True)
    (path,) = tmp_path.iterdir()
    assert "cut back to the last whole record" in message
    assert written > 3
    read = list(read_exchanges(path))
    assert [a.exchange.url for a in read] == [f"http://news.example/{i}" for i in (*range(written), "again")]
    assert len(walk(path)) == 2 * len(read) + 1
    assert verify(None, [path]).ok


def test_full_disk_at_the_first_record_leaves_no_file(tmp_path: Path) -> None:
    written, files, message = full_disk(tmp_path, 10, again=False)
    assert (written, files) == (0, 0)
    assert "can't be written" in message
    assert list(tmp_path.iterdir()) == []
