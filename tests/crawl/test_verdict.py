"""The verdict on a run: which facts make it unhealthy, and in what words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.crawl.verdict import Facts, ListFacts, Verdict, unhealthy, verdict

HOME = ListFacts(url="http://paper.test/node_1.html", start=True, articles=3)
NEXT = ListFacts(url="http://paper.test/node_1_2.html", start=False)
GOOD = Facts(finish_reason="finished", lists=(HOME,), fetched=3)


def test_a_run_that_fetched_its_articles_is_healthy() -> None:
    assert verdict(GOOD).healthy
    assert verdict(GOOD).reasons == []


def test_no_new_article_is_healthy() -> None:
    assert verdict(replace(GOOD, fetched=0, refused={"since": 3})).healthy
    assert verdict(replace(GOOD, fetched=0)).healthy


BAD = {
    "all 404": (
        Facts(finish_reason="finished", lists=(replace(HOME, failure="HTTP 404", articles=0),)),
        r"None of the 1 list page could be read \(1 × HTTP 404\)",
    ),
    "refused": (
        Facts(
            finish_reason="finished",
            lists=tuple(replace(HOME, failure="DownloadConnectionRefusedError", articles=0) for _ in range(2)),
        ),
        r"None of the 2 list pages could be read \(2 × DownloadConnectionRefusedError\)",
    ),
    "one list lost": (
        replace(GOOD, lists=(HOME, replace(HOME, failure="HTTP 500"))),
        r"1 list page of 2 could not be read: http://paper.test/node_1.html \(HTTP 500\)",
    ),
    "no links": (replace(GOOD, lists=(replace(HOME, articles=0), NEXT), fetched=0), "No article link was found on any"),
    "no lists": (replace(GOOD, lists=(NEXT,)), "No list page was asked for"),
    "articles gone": (
        replace(GOOD, fetched=0, gone=3),
        r"None of the 3 articles asked for could be fetched \(3 × HTTP 404 or 410\)",
    ),
    "articles barred": (replace(GOOD, fetched=0, refused={"robots": 3, "since": 1}), r"\(3 × robots\)"),
    "articles mostly failed": (
        replace(GOOD, failed={"HTTP 503": 3, "DownloadTimeoutError": 1}),
        r"Of 7 articles asked for, 4 could not be fetched \(1 × DownloadTimeoutError, 3 × HTTP 503\)",
    ),
    "callback": (replace(GOOD, callback_errors=2), "raised 2 exceptions in its callbacks"),
    "pipeline": (replace(GOOD, pipeline_errors=1), "A pipeline raised an exception on 1 page"),
    "start": (replace(GOOD, finish_reason="start_error", callback_errors=1), r"broke in start\(\)"),
    "stopped": (replace(GOOD, finish_reason="shutdown", pending=4), "stopped before its end, with 4 article requests"),
    "closed early": (replace(GOOD, finish_reason="closespider_timeout"), "ended early: closespider_timeout"),
    "archive": (replace(GOOD, finish_reason="archive", archive_error="No space left on device"), "No space left"),
    "parts": (replace(GOOD, waiting=2), "2 pages of articles of several pages"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_endings_are_unhealthy_with_a_sentence(name: str) -> None:
    facts, sentence = BAD[name]
    found = verdict(facts)
    assert not found.healthy
    assert len(found.reasons) == 1
    assert re.search(sentence, found.reasons[0])
    assert found.reasons[0].endswith(".")


def test_half_the_articles_failing_is_still_healthy() -> None:
    assert verdict(replace(GOOD, failed={"HTTP 503": 3})).healthy


def test_a_list_page_found_on_the_way_may_fail() -> None:
    assert verdict(replace(GOOD, lists=(HOME, replace(NEXT, failure="HTTP 404")))).healthy


@given(
    fetched=st.integers(0, 9),
    gone=st.integers(0, 9),
    failed=st.dictionaries(st.sampled_from(["HTTP 500", "ExchangeError"]), st.integers(1, 9)),
    reason=st.sampled_from(["finished", "shutdown", "start_error", "closespider_itemcount"]),
    errors=st.integers(0, 2),
)
def test_healthy_means_no_reason(fetched: int, gone: int, failed: dict[str, int], reason: str, errors: int) -> None:
    facts = Facts(
        finish_reason=reason, lists=(HOME,), fetched=fetched, gone=gone, failed=failed, pipeline_errors=errors
    )
    found = verdict(facts)
    assert found.healthy == (not found.reasons)
    assert not (found.healthy and (errors or reason != "finished"))


def test_a_run_that_broke_before_it_began() -> None:
    assert unhealthy("It broke.") == Verdict(False, ["It broke."])
