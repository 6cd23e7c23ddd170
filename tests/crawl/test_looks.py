"""Looks folded into what they tell together, and the schedule of further ones; no disk and no clock in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.crawl.looks import NOT_ANSWERED, Look, Schedule, Seen, fold
from newscrawl.errors import UsageError

START = datetime(2026, 3, 12, 8, tzinfo=UTC)
DAILY = Schedule.read(["1h", "6h", "1d", "3d", "7d", "30d"])
PAGE = "http://paper.test/a1.html"


def look(hours: float, body: str = "one", *, status: int = 200, page: str = PAGE, published: str | None = None) -> Look:
    """A look so many hours after the start; a body makes a digest."""
    return Look(
        at=START + timedelta(hours=hours),
        page=page,
        record=f"<{page} {hours}>",
        status=status,
        digest=None if status == 304 else f"sha1:{body}",
        etag=f'"{body}"',
        original=f"<{page} {hours}>",
        published=published,
        is_part="_2" in page,
        run="r",
    )


def failed(hours: float, why: str = "HTTP 500", page: str = PAGE) -> Look:
    return Look(at=START + timedelta(hours=hours), page=page, failure=why, is_part="_2" in page, run="r")


def told(*looks: Look) -> Seen:
    return fold("id", looks, DAILY)


def due(*looks: Look) -> float | None:
    """Hours from the start to the next look."""
    moment = told(*looks).next_look
    return None if moment is None else round((moment - START) / timedelta(hours=1), 2)


def test_looks_get_rarer_and_end() -> None:
    assert due(look(0)) == 0.9
    assert due(look(0), look(1)) == 5.4
    assert due(look(0), look(6)) == 21.6
    assert due(look(0), look(24)) == 64.8
    assert due(look(0), look(72)) == 151.2
    assert due(look(0), look(168)) == 648
    assert due(look(0), look(720)) is None


def test_one_look_stands_for_all_steps_before_it() -> None:
    assert due(look(0), look(100)) == 151.2


def test_runs_at_the_same_hour_each_day_don_t_miss_a_step_by_minutes() -> None:
    assert due(look(0), look(23.8)) == 64.8
    assert told(look(0)).next_look is not None
    assert due(look(0), look(23.8), look(64.9)) == 151.2


def test_what_was_no_news_when_it_was_met_is_not_looked_at_again() -> None:
    assert due(look(0, published="2019-11-23")) is None
    assert due(look(0, published="2019")) is None
    assert due(look(0, published="2026-03-12")) == 0.9
    assert due(look(0, published="2026-03-11")) == 0.9
    # counted from the 9th at 0 h, two days behind its own; 80 hours later the steps up to three days are over
    assert due(look(0, published="2026-03-07")) == round(151.2 - 80, 2)
    assert due(look(0, published="nonsense")) == 0.9
    assert due(look(0, published="2062-01-01")) == 0.9


def test_a_withdrawal_and_a_return_begin_the_schedule_again() -> None:
    withdrawn = (look(0), look(100, "gone", status=404))
    assert told(*withdrawn).status == 404
    assert due(*withdrawn) == 100.9
    assert due(*withdrawn, look(101, "gone", status=410)) == 105.4
    back = told(*withdrawn, look(101))
    assert (back.status, back.since) == (200, START + timedelta(hours=101))
    assert due(*withdrawn, look(101)) == 101.9


def test_other_bytes_don_t_begin_it_again() -> None:
    """A page with a counter on it differs at every look."""
    changed = told(look(0), look(1, "two"))
    assert changed.last_change == START + timedelta(hours=1)
    assert changed.since == START
    assert told(look(0), look(1)).last_change is None


def test_a_failure_is_tried_again_by_the_next_run_then_by_the_schedule() -> None:
    assert due(failed(0)) == 0
    assert due(look(0), failed(1)) == 1
    assert due(look(0), failed(1), failed(2)) == 6.4
    assert due(look(0), failed(1), failed(2), look(3)) == 5.4
    assert due(failed(0), failed(720)) is None
    never = told(failed(0), failed(1))
    assert (never.looks, never.status, never.failures, never.failure) == (0, 0, 2, "HTTP 500")
    assert never.url == PAGE
    assert told(failed(0), look(1)).failures == 0


def test_an_old_article_that_fails_is_not_given_up_for_its_age() -> None:
    assert due(replace(failed(0), published="2019-11-23"), failed(1)) == 5.4
    assert due(look(0, published="2019-11-23"), failed(1), failed(2)) == 6.4


def test_what_a_stopped_run_never_asked_for_is_asked_for_by_the_next() -> None:
    stopped = [failed(hours, NOT_ANSWERED) for hours in (0, 1, 2)]
    assert due(*stopped) == 2
    assert told(*stopped).failures == 0
    assert due(failed(0), failed(1), *stopped[2:]) == 2


def test_without_a_schedule_only_what_failed_is_tried_again() -> None:
    never = Schedule(())
    assert fold("id", [look(0)], never).next_look is None
    assert fold("id", [failed(0), failed(1)], never).next_look == START + timedelta(hours=1)


def test_not_modified_says_that_all_is_as_before() -> None:
    seen = told(look(0), look(1, status=304))
    assert (seen.status, seen.digest, seen.looks, seen.last_change) == (200, "sha1:one", 2, None)
    assert seen.original == f"<{PAGE} 0>"
    assert seen.last_seen == START + timedelta(hours=1)


def test_further_pages_are_looks_at_their_article() -> None:
    part = "http://paper.test/a1_2.html"
    seen = told(look(0), look(0.01, "p", page=part), look(1), look(1.01, "other", page=part))
    assert (seen.parts, seen.looks, seen.digest) == (1, 2, "sha1:one")
    assert seen.last_change == START + timedelta(hours=1.01)
    assert due(look(0), failed(0, page=part)) == 0


def test_a_redirect_is_on_the_way_to_what_the_article_is() -> None:
    secure = PAGE.replace("http:", "https:")
    seen = told(look(0, "", status=301), look(0.001, page=secure), look(1, "", status=301), look(1.001, page=secure))
    assert (seen.url, seen.status, seen.digest, seen.last_change) == (secure, 200, "sha1:one", None)
    assert told(look(0, "", status=302)).status == 302


@pytest.mark.parametrize("text", ["", "1", "h", "1 h", "-1h", "0h", "1y", "1.5h", "١h"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no time to look again"):
        Schedule.read([text])


LOOKS = st.lists(
    st.one_of(
        st.builds(look, st.integers(0, 800), st.sampled_from("abc"), status=st.sampled_from([200, 404, 302, 304])),
        st.builds(failed, st.integers(0, 800)),
    ),
    unique_by=lambda one: (one.at, one.page, one.record),
    max_size=8,
)


@given(LOOKS, st.randoms())
def test_the_order_they_come_in_is_nothing_to_it(looks: list[Look], chance: Random) -> None:
    shuffled = list(looks)
    chance.shuffle(shuffled)
    assert told(*shuffled) == told(*looks)


@given(LOOKS)
def test_what_is_told_holds_together(looks: list[Look]) -> None:
    seen = told(*looks)
    assert seen.looks == sum(one.failure is None for one in looks)
    assert (seen.first_seen is None) == (not looks)
    last = max((one.at for one in looks), default=None)
    if seen.next_look is not None and last is not None:
        assert seen.next_look > last or (seen.failures == 1 and seen.next_look == last)
        assert seen.failures > 0 or seen.looks > 0
