"""What became of every link: nothing is counted twice, and nothing is left out."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.operations.completeness import Links, host_of, links_of, shortened, total

COUNT = st.integers(0, 60)
TALLY = st.dictionaries(st.sampled_from(["known", "robots", "since", "HTTP 500"]), COUNT)
ACCOUNT = st.fixed_dictionaries(
    {
        "url": st.sampled_from([f"http://paper.test/{n}" for n in range(9)]),
        "start": st.booleans(),
        "failure": st.sampled_from([None, "HTTP 500"]),
        **dict.fromkeys(("fetched", "gone", "duplicate", "pending"), COUNT),
        "refused": TALLY,
        "failed": TALLY,
    }
)


def links_in(account: dict[str, Any]) -> int:
    plain = sum(account[name] for name in ("fetched", "gone", "duplicate", "pending"))
    return int(plain + sum(account["refused"].values()) + sum(account["failed"].values()))


@given(st.lists(ACCOUNT, max_size=8), ACCOUNT)
def test_every_link_is_counted_once(accounts: list[dict[str, Any]], unlisted: dict[str, Any]) -> None:
    lines = links_of({"lists": accounts, "unlisted": unlisted})
    assert [line.found for line in lines[: len(accounts)]] == [links_in(account) for account in accounts]
    whole = total(lines, "all")
    assert whole.found == sum(map(links_in, [*accounts, unlisted]))
    assert whole.known == sum(account["refused"].get("known", 0) for account in [*accounts, unlisted])
    assert "known" not in whole.refused


@given(st.lists(ACCOUNT, max_size=12), st.integers(1, 6))
def test_what_is_incomplete_is_shown_first(accounts: list[dict[str, Any]], most: int) -> None:
    lines = links_of({"lists": accounts})
    shown, others = shortened(lines, most)
    assert len(shown) == min(most, len(lines))
    assert total([*shown, *others], "").found == total(lines, "").found
    assert [line for line in lines if any(line is one for one in shown)] == shown, "the order is kept"
    if any(line.incomplete for line in others):
        assert all(line.incomplete for line in shown)


def test_list_pages_of_one_host_need_no_host() -> None:
    here, there = (Links(page=f"http://{name}.test/1") for name in ("here", "there"))
    assert host_of([here, here]) == "http://here.test"
    assert host_of([here, there]) == ""
    assert host_of([]) == ""
