"""What became of every link to an article, by list page, as report.json has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

KNOWN = "known"
"""The rule that refuses what was fetched before: no refusal for people, who want it told apart."""
UNLISTED = "(on no list page)"


@dataclass(frozen=True, kw_only=True)
class Links:
    """The links of one list page, or of several, by what became of them; no link is in two of the counts."""

    page: str
    """URL of the list page, or words for several."""
    start: bool = False
    """Whether the site names it."""
    failure: str | None = None
    """Why the list page wasn't read; None when it was."""
    fetched: int = 0
    known: int = 0
    """Not asked for, as what they lead to was fetched before."""
    gone: int = 0
    """Answered 404 or 410."""
    repeated: int = 0
    """Asked for already in the same run."""
    refused: Counter[str] = field(default_factory=Counter)
    """Not asked for, by rule."""
    failed: Counter[str] = field(default_factory=Counter)
    """Asked for in vain, by reason."""
    open: int = 0
    """Without an outcome when the run ended."""

    @property
    def found(self) -> int:
        """All of them."""
        counted = self.refused.total() + self.failed.total()
        return self.fetched + self.known + self.gone + self.repeated + counted + self.open

    @property
    def incomplete(self) -> bool:
        """Whether something that was wanted is missing."""
        return bool(self.failure or self.failed or self.open)


def links_of(report: Mapping[str, Any]) -> list[Links]:
    """A line for every list page of a report, in the order they were met, and one for what was on none."""
    found = [_links(account, str(account["url"])) for account in report.get("lists", ())]
    unlisted = _links(report.get("unlisted", {}), UNLISTED)
    return [*found, unlisted] if unlisted.found else found


def total(lines: Sequence[Links], page: str) -> Links:
    """The sum of some lines."""
    return Links(
        page=page,
        fetched=sum(line.fetched for line in lines),
        known=sum(line.known for line in lines),
        gone=sum(line.gone for line in lines),
        repeated=sum(line.repeated for line in lines),
        refused=sum((line.refused for line in lines), Counter()),
        failed=sum((line.failed for line in lines), Counter()),
        open=sum(line.open for line in lines),
    )


def host_of(lines: Sequence[Links]) -> str:
    """Scheme and host that all the list pages have; empty where they differ."""
    hosts = {"/".join(line.page.split("/")[:3]) for line in lines if "://" in line.page}
    return hosts.pop() if len(hosts) == 1 else ""


def shortened(lines: Sequence[Links], most: int) -> tuple[list[Links], list[Links]]:
    """At most so many lines to show, and the others: what is incomplete goes first, then what the site names."""
    if len(lines) <= most:
        return list(lines), []
    by_weight = sorted(range(len(lines)), key=lambda i: (not lines[i].incomplete, not lines[i].start, i))
    chosen = set(by_weight[:most])
    shown = [line for index, line in enumerate(lines) if index in chosen]
    return shown, [line for index, line in enumerate(lines) if index not in chosen]


def _links(account: Mapping[str, Any], page: str) -> Links:
    refused = Counter(account.get("refused", {}))
    known = refused.pop(KNOWN, 0)
    return Links(
        page=page,
        start=account.get("start", False),
        failure=account.get("failure"),
        fetched=account.get("fetched", 0),
        known=known,
        gone=account.get("gone", 0),
        repeated=account.get("duplicate", 0),
        refused=refused,
        failed=Counter(account.get("failed", {})),
        open=account.get("pending", 0),
    )
