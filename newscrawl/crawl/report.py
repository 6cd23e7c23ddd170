"""The report on a run, from the spider's accounts and Scrapy's stats: plain data, nothing else."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from scrapy.settings import BaseSettings

from newscrawl import __version__
from newscrawl.crawl.accounts import Accounts, ListAccount
from newscrawl.crawl.verdict import Facts
from newscrawl.site import Site

_STATUS = "downloader/response_status_count/"
_SHOWN = ("scrapy", "twisted", "lxml", "warcio", "fastwarc")


def report(
    *,
    run_id: str,
    site: type[Site],
    settings: BaseSettings,
    reason: str,
    accounts: Accounts,
    waiting: int,
    stats: Mapping[str, Any],
    errors: list[dict[str, str]],
    archive_error: str | None,
    finished_at: datetime | None = None,
) -> dict[str, Any]:
    """Everything a person asks of a run; times are ISO 8601 in UTC.

    Of `settings` there is how the site is treated: least_delay in seconds between two requests, and how many at a time.
    `waiting` counts pages of articles of several that were not put together; `errors` are the first of the exceptions.
    """
    end = finished_at or datetime.now(UTC)
    start = stats.get("start_time") or end
    return {
        "run_id": run_id,
        "site": site.name,
        "site_title": site.title,
        "started_at": start.isoformat(timespec="seconds"),
        "finished_at": end.isoformat(timespec="seconds"),
        "seconds": max(0.0, round((end - start).total_seconds(), 1)),  # a clock may be set back
        "finish_reason": reason,
        "rows": stats.get("item_scraped_count", 0),
        "articles": _articles(accounts.total()),
        "parts": {**dict(accounts.parts), "waiting": waiting},
        "lists": [account.as_dict() for account in accounts.lists],
        "unlisted": accounts.unlisted.as_dict(),
        "politeness": _politeness(settings),
        **_counted(stats),
        "errors": errors,
        "archive_error": archive_error,
        "log": {level.lower(): stats.get(f"log_count/{level}", 0) for level in ("WARNING", "ERROR", "CRITICAL")},
    }


def facts(found: Mapping[str, Any], accounts: Accounts) -> Facts:
    """What the verdict needs to know, out of a report and the accounts it was made of."""
    articles = found["articles"]
    return Facts(
        finish_reason=found["finish_reason"],
        lists=tuple(account.facts() for account in accounts.lists),
        fetched=articles["fetched"],
        gone=articles["gone"] - articles["still_gone"],
        refused=articles["refused"],
        failed=articles["failed"],
        still_failed=articles["still_failed"],
        pending=articles["pending"],
        waiting=found["parts"]["waiting"],
        callback_errors=found["callback_errors"],
        pipeline_errors=found["pipeline_errors"],
        archive_error=found["archive_error"],
    )


def versions() -> dict[str, str]:
    """What the run was made with."""
    return {"newscrawl": __version__, "python": platform.python_version(), **{name: version(name) for name in _SHOWN}}


def _counted(stats: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pages_by_status": _statuses(stats),
        "bytes_received": stats.get("downloader/response_bytes", 0),
        "requests_sent": stats.get("downloader/request_count", 0),
        "retries": stats.get("retry/count", 0),
        "robots": _below(stats, "newscrawl/robots/"),
        "archived": _archived(stats),
        "looks": stats.get("newscrawl/looks", 0),
        "looked_at": stats.get("newscrawl/looked_at", 0),
        "retry_after": stats.get("newscrawl/retry_after", 0),
        "callback_errors": stats.get("spider_exceptions/count", 0),
        "pipeline_errors": stats.get("newscrawl/pipeline_errors", 0),
        "dropped": stats.get("item_dropped_count", 0),
    }


def _archived(stats: Mapping[str, Any]) -> dict[str, Any]:
    """Exchanges written, how many broke off and why, heads that can't be read, requests that nothing came back for."""
    names = ("exchanges", "unreadable_heads", "unanswered")
    counts = {name: stats.get(f"newscrawl/archived/{name}", 0) for name in names}
    return {**counts, "truncated": _below(stats, "newscrawl/archived/truncated/")}


def _politeness(settings: BaseSettings) -> dict[str, Any]:
    return {
        "user_agent": settings.get("USER_AGENT"),
        "robots_obeyed": settings.getbool("ROBOTSTXT_OBEY"),
        "least_delay": settings.getfloat("DOWNLOAD_DELAY"),
        "at_a_time": settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
    }


def _articles(total: ListAccount) -> dict[str, Any]:
    return {
        "links": total.articles,
        "fetched": total.fetched,
        "unchanged": total.unchanged,
        "gone": total.gone,
        "still_gone": total.still_gone,
        "duplicate": total.duplicate,
        "refused": dict(total.refused),
        "failed": dict(total.failed),
        "still_failed": total.still_failed,
        "pending": total.pending,
    }


def _statuses(stats: Mapping[str, Any]) -> dict[str, int]:
    """Responses by status, robots.txt, redirects and retries among them."""
    found = {key.removeprefix(_STATUS): int(n) for key, n in stats.items() if key.startswith(_STATUS)}
    return dict(sorted(found.items()))


def _below(stats: Mapping[str, Any], prefix: str) -> dict[str, int]:
    return {key.removeprefix(prefix): int(n) for key, n in sorted(stats.items()) if key.startswith(prefix)}
