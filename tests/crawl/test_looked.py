"""What a crawl notes of the exchanges it stores, beside what their records tell when they are read again."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from newscrawl.archive.compose import Referred
from newscrawl.crawl.archiving import RunArchive
from newscrawl.crawl.looked import looks_in
from newscrawl.crawl.looks import Look
from newscrawl.crawl.run import settings_for
from newscrawl.runs import RunFolder
from newscrawl.spiders.news import NewsSpider
from tests.archive.lab import exchange
from tests.crawl.test_seen import BODY, NOT_THERE, UNMODIFIED, url

MOVED = b"HTTP/1.1 302 Found\r\nLocation: /2024/03/12/a1.html\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
TAGGED = b'HTTP/1.1 200 OK\r\nETag: "7"\r\nLast-Modified: Tue, 12 Mar 2024 06:00:00 GMT\r\nContent-Length: 2\r\n\r\nhi'


def archive_at(folder: Path) -> RunArchive:
    """The archive of a run, as its crawler has it."""
    settings = settings_for({"NEWSCRAWL_OUTPUT": str(folder.parent.parent), "NEWSCRAWL_WARC_MAX_BYTES": 3000})
    crawler: Any = SimpleNamespace(settings=settings, spider=NewsSpider(name="paper"), engine=None)
    return RunArchive(crawler, folder)


def fill(archive: RunArchive) -> None:
    """Store answers of every kind, into several files."""
    first = archive.write(exchange(url(1), BODY.encode()))
    archive.write(exchange(url(2), response=MOVED))
    archive.write(exchange(url(3), response=NOT_THERE))
    archive.write(exchange(url(4), response=BUSY))
    archive.write(exchange(url(5), BODY.encode()))
    archive.write(exchange(url(6), response=TAGGED))
    archive.write(exchange(url(6), response=TAGGED[:-1], truncated="disconnect"))
    archive.write(exchange(url(7), response=b"no answer at all"))
    archive.write(exchange("http://news.example/", BODY.encode()))
    original = Referred(first.capture.warc_record_id, url(1), "2024-03-12T06:00:00Z")
    archive.write(exchange(url(1), response=UNMODIFIED), unmodified=original)
    archive.write(exchange(url(8), response=UNMODIFIED))
    archive.publish()
    archive.close()


def told(found: Any) -> list[tuple[str, Look]]:
    return sorted(found, key=lambda pair: pair[1].record)


def test_what_is_noted_is_what_the_records_tell(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "paper" / "20240312T060000Z-0000").create()
    archive = archive_at(run.path)
    fill(archive)
    noted = archive.notes()
    assert noted is not None
    assert len(list(run.path.glob("*.warc.gz"))) > 1
    assert told(looks_in(run, noted)) == told(looks_in(run))
    assert {look.status for _, look in noted.looks} == {200, 302, 304, 404}
    assert noted.looks[-1][1].original == noted.looks[0][1].record


def test_a_run_that_another_process_stored_a_part_of_is_read(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "paper" / "20240312T060000Z-0000").create()
    before = archive_at(run.path)
    before.write(exchange(url(9), BODY.encode()))
    before.close()
    archive = archive_at(run.path)
    fill(archive)
    assert archive.notes() is None
    assert url(9) in [look.page for _, look in looks_in(run)]
