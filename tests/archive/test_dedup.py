"""What may be a revisit of what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newscrawl.archive.dedup import INDEX, LEAST_BODY, DigestIndex
from newscrawl.archive.reader import Originals, read_exchanges
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.exchange import Exchange
from newscrawl.runs import MANIFEST, RunFolder
from tests.archive.lab import TEXT, chunked, exchange, walk

URL = "http://news.example/a.html"
OTHER = TEXT[::-1]


class Run:
    """A run that writes exchanges one after the other, each a second after the one before."""

    def __init__(self, output: Path, run_id: str) -> None:
        self.folder = RunFolder(output / "news" / run_id).create()
        self.index = DigestIndex(output, self.folder)
        self.writer = ArchiveWriter(self.folder.path, prefix="news", run_id=run_id, info={})
        self.seconds = int(run_id[-1]) * 1000

    def write(self, one: Exchange) -> str:
        """What the answer was written as: response, look (the same URL's) or revisit (another's)."""
        self.seconds += 1
        one = replace(one, fetched_at=one.fetched_at + timedelta(seconds=self.seconds))
        original = self.index.original_of(one)
        capture = self.writer.write(one, original=original)
        self.index.note(one, capture, original=original)
        return "response" if original is None else "look" if original.url == one.url else "revisit"

    def end(self, *, complete: bool = True) -> list[Path]:
        paths = self.writer.close()
        if complete:
            (self.folder.path / MANIFEST).write_text("{}")
            self.index.publish()
        self.index.close()
        return paths


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path, "20261124T000000Z-0001")
    yield run
    run.index.close()


def later(first: Run, number: int = 2) -> Run:
    return Run(first.folder.path.parents[1], f"20261124T000000Z-000{number}")


def test_the_same_again_and_at_another_url(first: Run) -> None:
    assert [first.write(exchange(url)) for url in (URL, URL, URL + "2", URL + "2")] == [
        "response",
        "look",
        "revisit",
        "revisit",
    ]


def test_many_answers_are_known_whether_written_just_now_or_long_before(first: Run) -> None:
    pages = [exchange(f"{URL}?{number}", body=TEXT + b"%d" % number) for number in range(600)]
    assert {first.write(one) for one in pages} == {"response"}
    assert {first.write(one) for one in pages} == {"look"}
    first.end()
    second = later(first)
    assert {second.write(one) for one in pages} == {"look"}
    assert {second.write(replace(one, url=one.url + "&again")) for one in pages} == {"response"}
    second.end()


def test_small_and_empty_bodies_are_stored_each_time(first: Run) -> None:
    for body in (b"", b"x" * (LEAST_BODY - 1)):
        assert [first.write(exchange(body=body)) for _ in range(2)] == ["response"] * 2
    assert [first.write(exchange(body=b"x" * LEAST_BODY)) for _ in range(2)] == ["response", "look"]


@pytest.mark.parametrize("truncated", ["length", "time", "disconnect", "unspecified"])
def test_nothing_refers_to_a_truncated_record_nor_is_one_a_revisit(first: Run, truncated: str) -> None:
    cut = exchange(truncated=truncated)
    assert [first.write(one) for one in (cut, exchange(), cut)] == ["response"] * 3


@pytest.mark.parametrize("status", [b"301 Moved", b"500 Oops", b"206 Partial Content"])
def test_other_answers_are_stored_each_time(first: Run, status: bytes) -> None:
    one = exchange(response=exchange().response.replace(b"200 OK", status))
    assert [first.write(one) for _ in range(2)] == ["response"] * 2


def test_chunked_answers_are_revisits_of_their_own_url_only(first: Run) -> None:
    one = exchange(response=chunked(TEXT))
    assert [first.write(replace(one, url=url)) for url in (URL, URL, URL + "2")] == ["response", "look", "response"]


def test_framings_are_not_mixed(first: Run) -> None:
    assert [first.write(one) for one in (exchange(), exchange(response=chunked(TEXT)))] == ["response"] * 2


def test_another_encoding_label_is_another_page(first: Run) -> None:
    one = exchange()
    labelled = exchange(response=one.response.replace(b"text/html", b"text/html; charset=gbk"))
    assert [first.write(one), first.write(labelled)] == ["response"] * 2


def test_a_page_that_went_back_is_stored_again(first: Run) -> None:
    assert [first.write(exchange(body=body)) for body in (TEXT, OTHER, TEXT, TEXT)] == [
        "response",
        "response",
        "response",
        "look",
    ]


def test_a_post_is_no_look(first: Run) -> None:
    post = exchange(request=b"POST /a.html HTTP/1.1\r\n\r\n")
    assert [first.write(one) for one in (exchange(), post, exchange())] == ["response", "response", "look"]


def test_runs_see_what_complete_runs_captured(first: Run) -> None:
    first.write(exchange())
    early = later(first)
    assert early.write(exchange()) == "response"
    early.end(complete=False)
    first.end()
    second = later(first, 3)
    assert second.write(exchange()) == "look"
    assert second.write(exchange(URL + "2")) == "response"  # another URL's record has to lie in the same run
    paths = second.end()
    look, _ = [record for record in walk(paths[0]) if record["WARC-Type"] in ("revisit", "response")]
    assert look["WARC-Refers-To-Target-URI"] == URL
    third = later(first, 4)
    assert third.write(exchange()) == "look"
    third.end()


def test_a_broken_run_is_never_referred_to_and_a_recovered_one_is(first: Run) -> None:
    first.write(exchange())
    first.end(complete=False)
    second = later(first)
    assert second.index.catch_up() == 0
    assert second.write(exchange()) == "response"
    second.end(complete=False)
    (first.folder.path / MANIFEST).write_text("{}")
    third = later(first, 3)
    assert third.index.catch_up() == 1
    assert third.write(exchange()) == "look"
    third.end()


def test_a_run_of_several_processes_is_published_whole(first: Run) -> None:
    """The process that ends the run knows what the others wrote, and what one wrote that broke."""
    first.write(exchange())
    first.end(complete=False)
    other = Run(first.folder.path.parents[1], first.folder.run_id)
    other.seconds += 100
    assert other.write(exchange(URL + "3", body=OTHER)) == "response"
    resumed = Run(first.folder.path.parents[1], first.folder.run_id)
    resumed.seconds += 200
    resumed.index.catch_up()
    assert resumed.write(exchange()) == "look"
    other.end(complete=False)
    resumed.end()
    second = later(first)
    assert [second.write(exchange()), second.write(exchange(URL + "3", body=OTHER))] == ["look", "look"]
    second.end()


def test_what_was_moved_away_is_not_referred_to(first: Run) -> None:
    first.write(exchange())
    (path,) = first.end()
    path.unlink()
    second = later(first)
    assert second.write(exchange()) == "response"
    second.end()


def test_catching_up_knows_of_changes_that_were_revisits(first: Run) -> None:
    """The last capture was a revisit of another URL's record; going back is a change all the same."""
    for url, body in ((URL, TEXT), (URL + "2", OTHER), (URL, OTHER)):
        first.write(exchange(url, body=body))
    first.end(complete=False)
    (first.folder.path / MANIFEST).write_text("{}")
    second = later(first)
    assert second.index.catch_up() == 1
    assert second.write(exchange(body=TEXT)) == "response"
    second.end()


def test_a_revisit_is_read_as_the_page_it_was(first: Run) -> None:
    first.write(exchange())
    paths = first.end()
    second = later(first)
    second.write(exchange(response=exchange().response.replace(b"\r\n\r\n", b"\r\nX-New: yes\r\n\r\n", 1)))
    paths += second.end()
    (look,) = read_exchanges(paths[1])
    assert look.revisit is not None
    assert look.revisit.same_url
    resolved = Originals(paths).resolve(look)
    assert resolved is not None
    assert resolved.exchange.body() == TEXT
    assert resolved.exchange.header(b"x-new") == b"yes"
    assert Originals(paths[1:]).resolve(look) is None
    assert Originals(paths[1:], further=paths[:1]).resolve(look) == resolved


def test_a_file_that_is_no_index_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / INDEX
    path.parent.mkdir()
    path.write_bytes(b"this is no database, and long enough to be looked at" * 100)
    with pytest.raises(sqlite3.Error):
        DigestIndex(tmp_path, RunFolder(tmp_path / "news" / "20261124T000000Z-0001"))
