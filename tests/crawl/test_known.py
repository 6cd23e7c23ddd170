"""What a run knows is settled once: for all its sessions, whatever other runs do meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from newscrawl.crawl.gate import Redirects
from newscrawl.crawl.known import ORIGINAL, Known
from newscrawl.crawl.run import settings_for
from newscrawl.crawl.sqlite_frontier import SqliteFrontier
from newscrawl.items import article_id
from newscrawl.spiders.news import NewsSpider
from tests.crawl.test_seen import MORNING, NOT_THERE, UNMODIFIED, crawled, url


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Two mornings long ago, forty days apart: only what was withdrawn on the second is due."""
    crawled(tmp_path, MORNING, {url(1): "一", url(2): "二", url(3): "三"})
    crawled(tmp_path, MORNING + timedelta(days=40), {url(1): UNMODIFIED, url(2): "二", url(3): NOT_THERE})
    return tmp_path


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[SqliteFrontier]:
    with closing(SqliteFrontier(tmp_path / "frontier.sqlite")) as one:
        yield one


def opened(output: Path, frontier: SqliteFrontier | None = None, **settings: object) -> Known:
    """As a session of a run has it."""
    given = {"OUTPUT": str(output), "RUN_FOLDER": str(output / "paper" / "new"), **settings}
    chosen = settings_for({f"NEWSCRAWL_{name}": value for name, value in given.items()})
    crawler: Any = SimpleNamespace(settings=chosen, spider=NewsSpider(name="paper"))
    return Known.of_run(crawler, frontier)


def test_what_was_seen_is_known_unless_it_is_due(output: Path) -> None:
    with closing(opened(output)) as known:
        assert [known.rule_against(url(number)) for number in (1, 2, 3, 9)] == ["known", "known", None, None]
        assert known.rule_against(url(1).replace("http:", "https:")) == "known"
        assert (known.is_due(url(3)), known.is_due(url(9))) == (True, False)
        assert (known.was_gone(url(3)), known.was_gone(url(2))) == (True, False)
    assert opened(output, FULL=True) == Known()


def test_a_link_with_an_odd_port_is_only_not_known(output: Path) -> None:
    with closing(opened(output)) as known:
        assert known.rule_against("http://news.example:99999/2024/03/12/a1.html") is None


def test_a_later_session_decides_by_what_the_first_one_knew(output: Path, frontier: SqliteFrontier) -> None:
    with closing(opened(output, frontier)) as first:
        assert first.due == {article_id(url(3)): url(3)}
        crawled(output, datetime.now(UTC) + timedelta(hours=1), {url(3): "三", url(9): "九"})
        with closing(opened(output, frontier)) as later, closing(opened(output)) as another_run:
            assert (later.due, later.started) == (first.due, first.started)
            assert [known.rule_against(url(9)) for known in (first, later)] == [None, None], "first seen since then"
            assert (another_run.due, another_run.rule_against(url(9))) == ({}, "known")


def test_a_look_is_conditional_where_that_is_wanted_and_the_body_is_there(output: Path) -> None:
    with closing(opened(output)) as known:
        assert known.conditions(url(1)) == ({}, {})
    with closing(opened(output, CONDITIONAL=True)) as known:
        headers, original = known.conditions(url(1))
        assert headers == {"If-None-Match": '"1"'}
        assert (original["url"], original["date"]) == (url(1), "2024-03-12T06:00:00.000000Z")
        assert known.conditions(url(2)) == ({}, {}), "it has no validators"
        assert known.conditions(url(3)) == ({}, {}), "it was withdrawn"


def test_what_a_redirect_leads_to_is_asked_for_as_a_whole() -> None:
    redirects: Any = Redirects(settings_for())
    redirects.crawler = SimpleNamespace(spider=None)
    headers = {"If-None-Match": '"1"', "If-Modified-Since": "Tue, 12 Mar 2024 06:00:00 GMT"}
    request = Request(url(1), headers=headers, meta={ORIGINAL: {"record_id": "<r>"}})
    moved = redirects.process_response(request, Response(url(1), status=302, headers={"Location": url(2)}))
    assert isinstance(moved, Request)
    assert moved.url == url(2)
    assert not {"If-None-Match", "If-Modified-Since"} & {name.decode() for name in moved.headers}
    assert ORIGINAL not in moved.meta
    assert request.headers["If-None-Match"] == b'"1"'
