"""The frontier on SQLite by itself: order, leases of requests and hosts, sessions that die, and the book."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import FormRequest, Request, Spider

from newscrawl.crawl.book import accounts_of, totals
from newscrawl.crawl.frontier import Asked, Line, Settled
from newscrawl.crawl.sqlite_frontier import SqliteFrontier
from newscrawl.crawl.stored import pack, unpack
from newscrawl.errors import InputError
from tests.crawl.loopback import ROOT


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def asked(name: str, host: str = "a", priority: int = 0, *, start: bool = False, parent: str = "") -> Asked:
    url = f"http://{host}/{name}"
    return Asked(key=url.encode(), url=url, host=host, priority=priority, start=start, parent=parent, data=b"{}")


def drained(frontier: SqliteFrontier, active: Counter[str] | None = None) -> Iterator[str]:
    """Names of requests as they are handed out, each settled at once."""
    busy = active or Counter()
    while (lease := frontier.lease(lambda host: busy[host])) is not None:
        frontier.settle([Settled(lease.number, {})])
        yield lease.key.decode().rpartition("/")[2]


def test_high_priorities_first_and_the_spiders_start_last() -> None:
    frontier = SqliteFrontier(None)
    for request in (
        asked("s", start=True),
        asked("1"),
        asked("high", priority=1),
        asked("2"),
        asked("low", priority=-1),
    ):
        assert frontier.add(request)
    assert list(drained(frontier)) == ["high", "1", "2", "s", "low"]
    assert not frontier.pending()


def test_as_from_a_stack() -> None:
    frontier = SqliteFrontier(None, newest_first=True)
    for request in (asked("s1", start=True), asked("s2", start=True), asked("1"), asked("2"), asked("3", priority=1)):
        frontier.add(request)
    assert list(drained(frontier)) == ["3", "2", "1", "s1", "s2"]


def test_hosts_in_turn_the_least_busy_first() -> None:
    frontier = SqliteFrontier(None)
    for host in "abc":
        for number in range(2):
            frontier.add(asked(f"{host}{number}", host))
    assert list(drained(frontier)) == ["a0", "b0", "c0", "a1", "b1", "c1"]
    for host in "abc":
        frontier.add(asked(f"{host}2", host))
    assert next(drained(frontier, Counter(a=1, b=2))) == "c2"


def test_a_request_is_added_once_and_from_the_same_place_as_if_anew() -> None:
    frontier = SqliteFrontier(None)
    assert frontier.add(asked("1", parent="list"))
    assert frontier.add(asked("1", parent="list"))
    assert not frontier.add(asked("1", parent="other"))
    assert frontier.add(asked("2"))
    assert not frontier.add(asked("2"))
    assert list(drained(frontier)) == ["1", "2"]
    assert not frontier.add(asked("1", parent="other"))


def test_a_host_has_one_session_at_a_time_and_its_delay_holds(tmp_path: Path) -> None:
    clock = Clock()
    one = SqliteFrontier(tmp_path / "f", clock=clock)
    other = SqliteFrontier(tmp_path / "f", clock=clock)
    for number in range(3):
        one.add(asked(str(number)))
    one.beat({}, {})
    other.beat({}, {})
    lease = one.lease(lambda _: 0)
    assert lease is not None
    assert other.lease(lambda _: 0) is None
    one.settle([Settled(lease.number, {})])
    one.give("a", 1.5)
    clock.now += 1.4
    assert other.lease(lambda _: 0) is None
    clock.now += 0.2
    assert other.lease(lambda _: 0) is not None
    assert one.lease(lambda _: 0) is None


def test_a_clock_that_steps_back_holds_no_host_for_long(tmp_path: Path) -> None:
    clock = Clock()
    one = SqliteFrontier(tmp_path / "f", clock=clock)
    other = SqliteFrontier(tmp_path / "f", clock=clock)
    one.add(asked("1"))
    one.add(asked("2"))
    one.beat({}, {})
    other.beat({}, {})
    assert one.lease(lambda _: 0) is not None
    one.give("a", 1.0)
    clock.now -= 5000
    assert other.lease(lambda _: 0) is not None


DIES = """
import sys
from pathlib import Path
from newscrawl.crawl.sqlite_frontier import SqliteFrontier
frontier = SqliteFrontier(Path(sys.argv[1]))
assert frontier.lease(lambda host: 0) is not None
assert frontier.claim("assembly")
"""


def test_what_a_dead_session_had_is_taken_over(tmp_path: Path) -> None:
    frontier = SqliteFrontier(tmp_path / "f")
    frontier.add(asked("1"))
    subprocess.run([sys.executable, "-c", DIES, str(tmp_path / "f")], cwd=ROOT, check=True, timeout=30)
    assert frontier.pending()
    assert frontier.lease(lambda _: 0) is None
    assert not frontier.claim("assembly")
    frontier.beat({}, {"a": 0.0})
    assert frontier.alone
    assert list(drained(frontier)) == ["1"]
    assert frontier.claim("assembly")


def test_the_last_session_to_stop_is_told(tmp_path: Path) -> None:
    first, second, third = (SqliteFrontier(tmp_path / "frontier.sqlite") for _ in range(3))
    third.leave({})
    assert not first.last_to("the end")
    assert not first.last_to("the end"), "the second has not come to it yet"
    assert second.last_to("the end")
    assert first.last_to("the end")
    for frontier in (first, second, third):
        frontier.close()


def test_leases_are_given_back_by_a_session_that_leaves(tmp_path: Path) -> None:
    one, other = SqliteFrontier(tmp_path / "f"), SqliteFrontier(tmp_path / "f")
    one.add(asked("1"))
    assert one.lease(lambda _: 0) is not None
    other.beat({}, {})
    assert not one.leave({"pages": 1})
    assert other.pending()
    other.beat({"pages": 2}, {})
    assert list(drained(other)) == ["1"]
    assert other.leave({"pages": 3})
    assert [said["pages"] for said in other.stats()] == [1, 3]


def test_nobody_joins_a_run_that_is_being_completed(tmp_path: Path) -> None:
    assert SqliteFrontier(tmp_path / "f").leave({}, complete=True)
    with pytest.raises(InputError, match="being completed"):
        SqliteFrontier(tmp_path / "f")
    SqliteFrontier(tmp_path / "f", joins=False).reopen()
    SqliteFrontier(tmp_path / "f")


def test_a_group_is_settled_whole_or_not_at_all() -> None:
    frontier = SqliteFrontier(None)
    frontier.add(asked("1"))
    lease = frontier.lease(lambda _: 0)
    assert lease is not None
    with pytest.raises(KeyError):
        frontier.settle([Settled(lease.number, {"came_to": "fetched"}, {"no": "record"})])
    (line,) = frontier.book()
    assert line.open
    frontier.settle([Settled(lease.number, {"came_to": "fetched"}, {"record": "r"})])
    (line,) = frontier.book()
    assert (line.open, line.result, frontier.held()) == (False, {"came_to": "fetched"}, [{"record": "r"}])


def test_options_are_those_the_run_was_begun_with() -> None:
    frontier = SqliteFrontier(None)
    assert frontier.options({"limit": 5}) == {"limit": 5}
    assert frontier.options({"limit": 9}) == {"limit": 5}


def test_a_frontier_of_another_version_is_refused(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "f")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(InputError, match="another version"):
        SqliteFrontier(tmp_path / "f")


def test_a_closed_frontier_is_one_file(tmp_path: Path) -> None:
    frontier = SqliteFrontier(tmp_path / "f")
    frontier.add(asked("1"))
    frontier.leave({})
    frontier.close()
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


STEPS = st.lists(st.tuples(st.sampled_from("alsg"), st.integers(0, 8), st.sampled_from("xy")), max_size=40)


@given(STEPS)
def test_every_request_is_settled_once_whatever_happens(steps: list[tuple[str, int, str]]) -> None:
    """add, lease, settle, give in any order: at the end all that was added has been handed out, each once."""
    frontier = SqliteFrontier(None)
    added, leased, done = set(), [], []
    for step, number, host in steps:
        if step == "a":
            frontier.add(asked(str(number), host))
            added.add(f"http://{host}/{number}")
        elif step == "l" and (lease := frontier.lease(lambda _: 0)):
            leased.append(lease)
        elif step == "s" and leased:
            lease = leased.pop()
            frontier.settle([Settled(lease.number, {})])
            done.append(lease.key.decode())
        elif step == "g":
            frontier.give(host, 0)
    while lease := frontier.lease(lambda _: 0):
        leased.append(lease)
    done += [lease.key.decode() for lease in leased]
    assert sorted(done) == sorted(added)


class Reader(Spider):
    name = "reader"

    def read(self, response: object) -> None: ...


def nobodys(response: object) -> None:
    """A callback that is no spider's method."""


def test_requests_come_back_as_they_were() -> None:
    spider = Reader()
    sent = Request(
        "http://a.example/?q=%E4%B8%AD",
        spider.read,
        "POST",
        headers={"X-Name": ["one", "two"]},
        body=bytes(range(256)),
        meta={"asked": "list", "depth": 2, "page": object(), "lease": 7},
        cb_kwargs={"n": 1},
        priority=-3,
        dont_filter=True,
        errback=spider.read,
        flags=["f"],
    )
    data = pack(sent, spider)
    assert data is not None
    found = unpack(data, spider)
    wanted = {**sent.to_dict(spider=spider), "meta": {"asked": "list", "depth": 2}}
    assert found.to_dict(spider=spider) == wanted
    form = pack(FormRequest("http://a.example/", formdata={"a": "b"}), spider)
    assert form is not None
    assert isinstance(unpack(form, spider), FormRequest)


def test_what_cannot_be_stored_is_told() -> None:
    spider = Reader()
    assert pack(Request("http://a.example/", nobodys), spider) is None
    assert pack(Request("http://a.example/", meta={"object": object()}), spider) is None
    stored = pack(Request("http://a.example/", spider.read), spider)
    assert stored is not None
    with pytest.raises(ValueError, match="read"):
        unpack(stored, Spider(name="another"))


def line(url: str, role: str, account: str, **result: object) -> Line:
    return Line(url, account, role, account, not result, result)


def test_the_book_gives_the_accounts() -> None:
    found = {"articles": 5, "offsite": 1, "lists": 1, "refused": {"offsite": 1, "since": 1}}
    accounts = accounts_of(
        [
            line("l", "list", "l", came_to="fetched", found=found),
            line("m", "list", "m"),
            line("1", "article", "l", came_to="fetched"),
            line("2", "article", "l", came_to="failed", why="HTTP 500"),
            line("3", "article", "l"),
            line("p", "part", "l", came_to="fetched"),
        ],
        ["l"],
    )
    first, second = accounts.lists
    assert (first.start, first.failure, first.fetched, first.pending, first.duplicate) == (True, None, 1, 1, 1)
    assert (dict(first.refused), dict(first.failed)) == ({"offsite": 1, "since": 1}, {"HTTP 500": 1})
    assert (second.start, second.failure) == (False, "not answered")


def test_sessions_are_summed_up() -> None:
    sessions = [
        {"pages": 2, "depth_max": 3, "start": "2026-11-24T01"},
        {"pages": 5, "depth_max": 1, "start": "2026-11-24T02"},
    ]
    assert totals(sessions) == {"pages": 7, "depth_max": 3, "start": "2026-11-24T01"}
