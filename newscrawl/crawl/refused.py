"""A request that our own rules kept from being sent, and the rule."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

KNOWN = "known"
"""Rule against an article that was seen and isn't due for a look."""
FAILED_BEFORE = "failed before"
"""Rule against an article that failed run after run and isn't due for another try."""


class Refused(IgnoreRequest):
    """Raised by downloader middlewares; the spider's errback counts it by rule."""

    def __init__(self, rule: str, why: str) -> None:
        super().__init__(why)
        self.rule = rule
        """robots, offsite, redirected offsite, private address, contact or redirects."""
