"""The seen-state out of archives of days long past: caught up, made again, edited, broken, and on another schedule."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.archive.compose import Referred
from newscrawl.archive.dedup import DigestIndex
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.crawl.known import open_state
from newscrawl.crawl.looks import Schedule, Seen
from newscrawl.crawl.run import settings_for
from newscrawl.crawl.seen import SeenState, seen_path
from newscrawl.items import article_id
from newscrawl.runs import ARTICLES, RunFolder
from tests.archive.lab import exchange

MORNING = datetime(2024, 3, 12, 6, tzinfo=UTC)
DAILY = Schedule.read(["1h", "6h", "1d", "3d", "7d", "30d"])
BODY = "日报记者在现场看到，干部群众挥锹铲土，种下新苗。\n" * 40
NOT_THERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
UNMODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'


def url(number: int, day: int = 12) -> str:
    """A site that nobody defined: every page may be an article."""
    return f"http://news.example/2024/03/{day}/a{number}.html"


def crawled(output: Path, moment: datetime, pages: dict[str, str | bytes]) -> RunFolder:
    """A complete run that captured pages at some moment, a second each; text makes an answer of HTML."""
    run = RunFolder(output / "paper" / f"{moment:%Y%m%dT%H%M%SZ}-0000").create()
    writer = ArchiveWriter(run.path, prefix="paper", run_id=run.run_id, info={})
    index = DigestIndex(output, run)
    index.catch_up()
    rows: list[dict[str, object]] = []
    with closing(seen(output)) as state:
        known = {found.url: found for found in state.every()}
        for number, (page, said) in enumerate(pages.items()):
            at = moment + timedelta(seconds=number)
            request = f"GET {page} HTTP/1.1\r\n\r\n".encode()
            if isinstance(said, bytes):
                one = exchange(page, request=request, response=said, fetched_at=at)
            else:
                one = exchange(page, (said + BODY).encode(), request=request, fetched_at=at)
            original: Referred | None = index.original_of(one)
            if one.status == 304:
                original = state.original_of(known[page])
            capture = writer.write(one, original=original)
            index.note(one, capture, original=None)
            rows.append({"captures": [{"warc_record_id": capture.warc_record_id}], "date_published": day_of(page)})
    writer.close()
    run.part(ARTICLES).write_text("".join(json.dumps(row) + "\n" for row in rows))
    run.complete(run.finalise([ARTICLES, *(path.name for path in run.path.glob("*.warc.gz"))]), {})
    index.publish()
    index.close()
    seen(output).close()
    return run


def day_of(page: str) -> str:
    """The day that the row of a page states."""
    return f"2024-03-{int(page.split('/')[-2]):02}"


def seen(output: Path, schedule: Schedule = DAILY) -> SeenState:
    state = SeenState(output, "paper", schedule)
    state.catch_up()
    return state


def of(output: Path, page: str) -> Seen:
    with closing(seen(output)) as state:
        found = state.of(article_id(page))
    assert found is not None
    return found


def dump(output: Path) -> list[str]:
    """All that the file holds."""
    with closing(sqlite3.connect(seen_path(output, "paper"))) as db:
        return list(db.iterdump())


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Three mornings of one paper."""
    crawled(tmp_path, MORNING, {url(1): "一", url(2): "二", url(3): "三", url(4, 1): "旧"})
    crawled(tmp_path, MORNING + timedelta(days=1), {url(1): "一", url(2): "二改", url(3): NOT_THERE, url(5, 13): "五"})
    crawled(
        tmp_path, MORNING + timedelta(days=3), {url(1): UNMODIFIED, url(2): "二改", url(3): "三", url(5, 13): b"bad"}
    )
    return tmp_path


def test_three_mornings(output: Path) -> None:
    same, changed, back = of(output, url(1)), of(output, url(2)), of(output, url(3))
    assert (same.looks, same.last_change, same.status) == (3, None, 200)
    assert (changed.looks, changed.last_change) == (3, MORNING + timedelta(days=1, seconds=1))
    assert (back.status, back.since, back.last_change) == (200,) + (MORNING + timedelta(days=3, seconds=2),) * 2
    assert same.next_look == MORNING + timedelta(days=7 * 0.9)
    assert of(output, url(4, 1)).next_look == datetime(2024, 3, 30, tzinfo=UTC), (
        "it was eleven days old when it was met"
    )
    assert of(output, url(5, 13)).looks == 1, "an answer that can't be read is no look"


def test_a_look_is_due_from_its_time_on(output: Path) -> None:
    with closing(seen(output)) as state:
        moment = of(output, url(1)).next_look
        assert moment is not None
        assert url(1) not in [found.url for found in state.due(moment - timedelta(microseconds=1))]
        assert url(1) in [found.url for found in state.due(moment)]


def test_a_clock_that_was_set_back_makes_nothing_unknown(output: Path) -> None:
    with closing(seen(output)) as state:
        assert state.latest(MORNING) == MORNING + timedelta(days=1, seconds=3), (
            "when the last new article was first seen"
        )
        now = datetime.now(UTC)
        assert state.latest(now) == now


def test_made_again_from_the_archive_it_is_the_same(output: Path) -> None:
    before = dump(output)
    assert any("sha1:" in line for line in before)
    with closing(seen(output)) as state:
        assert state.rebuild() == 3
    assert dump(output) == before
    seen_path(output, "paper").unlink()
    seen(output).close()
    assert sorted(dump(output)) == sorted(before)


def test_runs_may_become_known_in_any_order(output: Path) -> None:
    before = dump(output)
    seen_path(output, "paper").unlink()
    with closing(SeenState(output, "paper", DAILY)) as state:
        for run in sorted((output / "paper").iterdir(), reverse=True):
            state.take_in(RunFolder(run))
            state.take_in(RunFolder(run))
    assert sorted(dump(output)) == sorted(before)


def test_edits_are_undone_by_making_it_again(output: Path) -> None:
    before, now = dump(output), datetime.now(UTC)
    with closing(seen(output)) as state:
        assert state.forget([article_id(url(1)), article_id(url(99))]) == 1
        assert state.make_due([article_id(url(4, 1)), article_id(url(99))], now) == 1
        assert state.of(article_id(url(1))) is None
        assert state.looks(article_id(url(1))) == []
        assert state.catch_up() == 0
        assert url(4, 1) in [found.url for found in state.due(now)]
        state.rebuild()
    assert dump(output) == before


def test_another_schedule_counts_for_what_was_seen_before(output: Path) -> None:
    with closing(seen(output, Schedule.read(["20d"]))) as state:
        found = state.of(article_id(url(1)))
        assert found is not None
        assert found.next_look == MORNING + timedelta(days=18)
    with closing(seen(output, Schedule(()))) as state:
        assert state.due(datetime.now(UTC)) == []


def test_what_can_be_gone_by_is_in_the_archive_yet(output: Path) -> None:
    with closing(seen(output)) as state:
        found = state.of(article_id(url(1)))
        assert found is not None
        original = state.original_of(found)
        assert original is not None
        assert (original.record_id, original.url) == (found.original, url(1))
        assert original.date == "2024-03-12T06:00:00.000000Z"
        (output / "paper" / f"{MORNING:%Y%m%dT%H%M%SZ}-0000" / "manifest.json").unlink()
        assert state.original_of(found) is None


def test_a_broken_file_is_put_aside_and_made_again(output: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = dump(output)
    path = seen_path(output, "paper")
    path.write_bytes(b"no database at all" * 500)
    state = open_state(settings_for({"NEWSCRAWL_OUTPUT": str(output)}), "paper")
    assert state is not None
    state.close()
    assert "is made again" in caplog.text
    assert sorted(dump(output)) == sorted(before)
    assert path.with_name(path.name + ".broken").read_bytes().startswith(b"no database")


def test_a_place_that_can_t_be_written_is_no_reason_to_fetch_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    assert open_state(settings_for({"NEWSCRAWL_OUTPUT": str(tmp_path)}), "paper") is None
    assert "every article is asked for" in caplog.text


def test_a_book_that_can_t_be_read_costs_what_failed(output: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = dump(output)
    for run in (output / "paper").iterdir():
        (run / "frontier.sqlite").write_bytes(b"torn")
    with closing(seen(output)) as state:
        state.rebuild()
    assert dump(output) == before
    assert "isn't known" in caplog.text


def test_a_file_of_another_version_is_made_again(output: Path) -> None:
    before = dump(output)
    with closing(sqlite3.connect(seen_path(output, "paper"))) as db:
        db.executescript("DROP TABLE looks; CREATE TABLE looks (other); PRAGMA user_version = 99")
    seen(output).close()
    assert sorted(dump(output)) == sorted(before)
