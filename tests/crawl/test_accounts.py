"""The book of links: it balances, and sums up."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from newscrawl.crawl.accounts import Accounts
from newscrawl.crawl.report import facts, report, versions
from newscrawl.crawl.verdict import verdict
from newscrawl.sites.generic import Generic

COUNTS = st.integers(0, 50)
REASONS = st.dictionaries(st.sampled_from(["robots", "since", "HTTP 500"]), COUNTS)
ENTRIES = st.lists(st.tuples(COUNTS, COUNTS, COUNTS, REASONS, REASONS, COUNTS), max_size=5)


def book(entries: list[tuple[int, int, int, dict[str, int], dict[str, int], int]]) -> Accounts:
    """Accounts with these outcomes, and some links open."""
    accounts = Accounts()
    for number, (fetched, gone, duplicate, refused, failed, pending) in enumerate(entries):
        account = accounts.of(f"http://paper.test/list_{number}.html", start=not number)
        account.fetched, account.gone, account.duplicate = fetched, gone, duplicate
        account.refused, account.failed = Counter(refused), Counter(failed)
        account.articles = fetched + gone + duplicate + sum(refused.values()) + sum(failed.values()) + pending
    return accounts


@given(ENTRIES)
def test_it_balances(
    entries: list[tuple[int, int, int, dict[str, int], dict[str, int], int]],
) -> None:
    accounts = book(entries)
    total = accounts.total()
    assert [account.pending for account in accounts.lists] == [entry[-1] for entry in entries]
    assert total.pending == sum(entry[-1] for entry in entries)
    assert total.articles == sum(account.articles for account in accounts.lists)


def test_a_list_page_has_one_account() -> None:
    accounts = Accounts()
    first = accounts.of("http://paper.test/a", start=True)
    assert accounts.of("http://paper.test/a") is first
    assert accounts.lists == [first]
    assert first.failure == "not answered"


def test_a_report_is_plain_data_the_verdict_can_be_made_of() -> None:
    accounts = book([(3, 1, 0, {"robots": 1}, {"HTTP 500": 1}, 2)])
    accounts.lists[0].failure = None
    made = report(
        run_id="20261124T024556Z-a1b2",
        site=Generic,
        settings=Settings(),
        reason="shutdown",
        accounts=accounts,
        waiting=1,
        stats={
            "start_time": datetime(2026, 11, 24, 2, 45, 56, tzinfo=UTC),
            "downloader/response_status_count/200": 5,
            "downloader/response_status_count/404": 1,
            "newscrawl/robots/read": 1,
            "log_count/ERROR": 2,
        },
        errors=[],
        archive_error=None,
        finished_at=datetime(2026, 11, 24, 2, 46, 56, 500_000, tzinfo=UTC),
    )
    assert made["seconds"] == 60.5
    assert made["started_at"] == "2026-11-24T02:45:56+00:00"
    assert made["pages_by_status"] == {"200": 5, "404": 1}
    assert made["robots"] == {"read": 1}
    assert made["log"] == {"warning": 0, "error": 2, "critical": 0}
    assert made["articles"]["refused"] == {"robots": 1}
    assert made["lists"][0]["pending"] == 2
    found = facts(made, accounts)
    assert (found.fetched, found.gone, found.pending, found.waiting) == (3, 1, 2, 1)
    assert verdict(found).reasons == ["The run was stopped before its end, with 2 article requests unanswered."]


def test_versions_name_what_made_the_run() -> None:
    assert {"newscrawl", "python", "scrapy", "twisted", "fastwarc"} <= set(versions())
