"""Whether a run did its work, from plain facts: Scrapy ends with exit code 0 whatever happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from newscrawl.crawl.refused import FAILED_BEFORE, KNOWN

MOST_FAILED = 0.5
"""Share of the article requests that may fail before the run counts as unhealthy."""


@dataclass(frozen=True, kw_only=True)
class ListFacts:
    """What became of one list page and of the links found on it."""

    url: str
    start: bool
    """Whether the site names it, rather than another list page."""
    failure: str | None = None
    """Why it wasn't read: "HTTP 404", "robots", "DownloadTimeoutError" …; None when it was."""
    articles: int = 0
    """Links to articles on it."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a verdict needs to know about a run."""

    finish_reason: str
    """As Scrapy gives it: finished, shutdown, start_error …"""
    lists: tuple[ListFacts, ...] = ()
    fetched: int = 0
    """Article requests answered with a page."""
    gone: int = 0
    """Article requests answered 404 or 410, but for articles known to be gone."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """Article requests not sent, by rule: robots, offsite, since, limit …"""
    failed: Mapping[str, int] = field(default_factory=dict)
    """Article requests that gave no page, by reason."""
    still_failed: int = 0
    """Of those failed, the ones that did when they were last tried, as that run's verdict said."""
    pending: int = 0
    """Article requests without an outcome when the run ended."""
    waiting: int = 0
    """Pages of articles of several that were captured and not put together."""
    callback_errors: int = 0
    """Exceptions in spider callbacks and in start()."""
    pipeline_errors: int = 0
    """Items lost to an exception in a pipeline."""
    archive_error: str | None = None
    """Why the archive couldn't be written."""


@dataclass(frozen=True)
class Verdict:
    """Healthy, or a sentence for each reason why not."""

    healthy: bool
    reasons: list[str]


_POLICIES = ("since", "limit", "offsite", KNOWN, FAILED_BEFORE)
"""Refusals that the caller asked for, or that an earlier run has answered for."""


def verdict(facts: Facts) -> Verdict:
    """Judge a run. No new article is healthy; no article link on any list page is not."""
    reasons = [*_ending(facts), *_lists(facts), *_articles(facts), *_errors(facts)]
    return Verdict(not reasons, reasons)


def unhealthy(reason: str) -> Verdict:
    """The verdict on a run that broke before there were facts."""
    return Verdict(False, [reason])


def _ending(facts: Facts) -> list[str]:
    if facts.archive_error:
        return [f"The archive could not be written: {facts.archive_error}."]
    reason = facts.finish_reason
    if reason == "finished":
        return []
    if reason == "start_error":
        return ["The spider broke in start(), so list pages or articles of several pages are missing."]
    if reason == "shutdown":
        return [f"The run was stopped before its end, with {_count(facts.pending, 'article request')} unanswered."]
    return [f"The run ended early: {reason}."]


def _lists(facts: Facts) -> list[str]:
    start = [page for page in facts.lists if page.start]
    if not start:
        return ["No list page was asked for; the site names none, or the spider broke first."]
    broken = [page for page in start if page.failure]
    reasons = []
    if len(broken) == len(start):
        why = _tally([page.failure or "" for page in broken])
        reasons.append(f"None of the {_count(len(start), 'list page')} could be read ({why}).")
    elif broken:
        named = ", ".join(f"{page.url} ({page.failure})" for page in broken)
        reasons.append(f"{_count(len(broken), 'list page')} of {len(start)} could not be read: {named}.")
    read = [page for page in facts.lists if not page.failure]
    if read and not any(page.articles for page in read):
        reasons.append(f"No article link was found on any of the {_count(len(read), 'list page')} read.")
    return reasons


def _articles(facts: Facts) -> list[str]:
    barred = {rule: n for rule, n in facts.refused.items() if rule not in _POLICIES}
    if sum(barred.values()) <= facts.refused.get(KNOWN, 0):
        barred = {}  # some of a site's articles are closed to crawlers, whether or not there are new ones beside them
    missed = sum(facts.failed.values()) - facts.still_failed + facts.gone + sum(barred.values())
    asked = facts.fetched + missed
    outcomes = {**facts.failed, **({"HTTP 404 or 410": facts.gone} if facts.gone else {}), **barred}
    why = ", ".join(f"{n} × {reason}" for reason, n in sorted(outcomes.items()))
    if asked and not facts.fetched:
        return [f"None of the {_count(asked, 'article')} asked for could be fetched ({why})."]
    if asked and missed / asked > MOST_FAILED:
        return [f"Of {_count(asked, 'article')} asked for, {missed} could not be fetched ({why})."]
    return []


def _errors(facts: Facts) -> list[str]:
    reasons = []
    if facts.callback_errors and facts.finish_reason != "start_error":
        reasons.append(f"The spider raised {_count(facts.callback_errors, 'exception')} in its callbacks.")
    if facts.pipeline_errors:
        reasons.append(f"A pipeline raised an exception on {_count(facts.pipeline_errors, 'page')}, which have no row.")
    if facts.waiting and facts.finish_reason == "finished":
        reasons.append(f"{_count(facts.waiting, 'page')} of articles of several pages could not be put together.")
    return reasons


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _tally(reasons: list[str]) -> str:
    return ", ".join(f"{reasons.count(reason)} × {reason}" for reason in sorted(set(reasons)))
