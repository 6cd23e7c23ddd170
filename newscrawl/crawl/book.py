"""A run's book read back: the accounts of its list pages, and the sums of what its sessions counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from newscrawl.crawl.accounts import UNLISTED, Accounts, ListAccount
from newscrawl.crawl.frontier import Line
from newscrawl.crawl.outcomes import AS_BEFORE, FAILED, FETCHED, GONE, REFUSED

LED_ON = "#"
"""A parent that begins so is a request, which was redirected or tried again."""


def accounts_of(lines: Iterable[Line], starts: Collection[str]) -> Accounts:
    """The accounts as the run that wrote the book had them; `starts` are the list pages the site names.

    Links that have no line of their own were asked for elsewhere already, so they are duplicates.
    """
    accounts = Accounts()
    unanswered: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for line in lines:
        account = accounts.of(line.account, start=line.account in starts) if line.role in ("list", "article") else None
        came_to, why = line.result.get("came_to", ""), line.result.get("why", "")
        asked["parts named"] += line.result.get("found", {}).get("parts", 0)
        if account is not None and line.role == "list":
            unanswered[line.account] += line.open
            _read_list(account, line.result)
        elif account is not None:
            asked[line.account] += line.open
            _count(account, came_to, why, "again" in line.result.get("found", {}))
            account.articles += line.account == UNLISTED and not line.parent.startswith(LED_ON)
        elif line.role == "part" and (line.open or came_to):
            asked["parts"] += 1
            accounts.parts.update({why or came_to: 1} if came_to else {})
    for account in (*accounts.lists, accounts.unlisted):
        if account.failure == "not answered" and not unanswered[account.url]:
            account.failure = None  # it led to another list page
        account.duplicate = max(0, account.pending - asked[account.url])
    accounts.parts.update({"asked": asked["parts named"], "duplicate": asked["parts named"] - asked["parts"]})
    accounts.parts = +accounts.parts
    return accounts


def totals(sessions: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts of all sessions together: sums, the most of what is a maximum, the first start."""
    total: dict[str, Any] = {}
    for said in sessions:
        for name, value in said.items():
            if name not in total:
                total[name] = value
            elif isinstance(value, str):
                total[name] = min(total[name], value)
            else:
                total[name] = max(total[name], value) if "max" in name else total[name] + value
    return total


def _read_list(account: ListAccount, result: Mapping[str, Any]) -> None:
    if not result:
        return
    account.failure = None if result.get("came_to") == FETCHED else result.get("why")
    found = result.get("found", {})
    account.articles, account.offsite = found.get("articles", 0), found.get("offsite", 0)
    account.lists = found.get("lists", 0)
    account.refused.update(found.get("refused", {}))


def _count(account: ListAccount, came_to: str, why: str, again: bool) -> None:
    account.fetched += came_to == FETCHED
    account.gone += came_to == GONE
    account.unchanged += (came_to, why) == (FETCHED, AS_BEFORE)
    account.still_gone += (came_to, why) == (GONE, AS_BEFORE)
    if came_to == REFUSED:
        account.refused[why] += 1
    elif came_to == FAILED:
        account.failed[why] += 1
        account.still_failed += again
