"""What became of every link: a book kept by list page, so that none is lost in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, runtime_checkable

from newscrawl.crawl.frontier import Line
from newscrawl.crawl.outcomes import Outcomes
from newscrawl.crawl.verdict import ListFacts
from newscrawl.extract.parts import Waiting
from newscrawl.page import Page
from newscrawl.site import Site

UNLISTED = "unlisted"
"""Account of the articles that were due for a look and that no list page showed."""


@dataclass
class ListAccount:
    """One list page and the links to articles found on it.

    articles + offsite = fetched + gone + duplicate + refused + failed + pending.
    """

    url: str
    start: bool
    """Whether the site names it, rather than another list page."""
    failure: str | None = None
    """Why it wasn't read; None when it was."""
    articles: int = 0
    """Links to articles that the site, or a known one, covers."""
    offsite: int = 0
    """Links that lead off the site and were not followed."""
    lists: int = 0
    """Links to further list pages."""
    fetched: int = 0
    unchanged: int = 0
    """Of those fetched, the ones that are as they were when they were last captured."""
    gone: int = 0
    """Answered 404 or 410."""
    still_gone: int = 0
    """Of those gone, the ones that were when they were last looked at."""
    duplicate: int = 0
    """Asked for already, for this list page or another."""
    refused: Counter[str] = field(default_factory=Counter)
    """Not asked for, by rule."""
    failed: Counter[str] = field(default_factory=Counter)
    """Asked for in vain, by reason."""
    still_failed: int = 0
    """Of those failed, the ones that did when they were last tried."""

    @property
    def pending(self) -> int:
        """Links without an outcome yet."""
        settled = self.fetched + self.gone + self.duplicate + self.refused.total() + self.failed.total()
        return self.articles + self.offsite - settled

    def as_dict(self) -> dict[str, Any]:
        """The account as plain data."""
        return {**asdict(self), "refused": dict(self.refused), "failed": dict(self.failed), "pending": self.pending}

    def facts(self) -> ListFacts:
        """What the verdict needs of it."""
        return ListFacts(url=self.url, start=self.start, failure=self.failure, articles=self.articles)


_COUNTS = ("articles", "offsite", "lists", "fetched", "unchanged", "gone", "still_gone", "still_failed", "duplicate")


class Accounts:
    """The accounts of a run's list pages, in the order they were met, and of the further pages of articles."""

    def __init__(self) -> None:
        self._lists: dict[str, ListAccount] = {}
        self.unlisted = ListAccount(UNLISTED, False)
        self.parts: Counter[str] = Counter()
        """Further pages of articles: asked, duplicate, fetched, and each reason for a failure."""

    def of(self, url: str, *, start: bool = False) -> ListAccount:
        """The account of a list page, opened when it is first asked for; that of no list under the name UNLISTED."""
        if url == UNLISTED:
            return self.unlisted
        return self._lists.setdefault(url, ListAccount(url, start, failure="not answered"))

    @property
    def lists(self) -> list[ListAccount]:
        return list(self._lists.values())

    def total(self) -> ListAccount:
        """The sum over all list pages and what was on none; its URL is empty."""
        total = ListAccount("", False)
        for account in (*self._lists.values(), self.unlisted):
            for name in _COUNTS:
                setattr(total, name, getattr(total, name) + getattr(account, name))
            total.refused += account.refused
            total.failed += account.failed
        return total


@runtime_checkable
class Accounted(Protocol):
    """A spider that keeps accounts."""

    name: str
    site: type[Site]
    accounts: Accounts
    outcomes: Outcomes
    waiting: list[Waiting]
    """Pages of articles of several, until they are put together."""

    def left(self) -> Iterator[Page]:
        """The articles of several pages that a run which was stopped did not come to."""

    def restore(self, book: list[Line]) -> None:
        """Go on from what a run's book says of it."""
