"""A request that our own rules kept from being sent, and the rule."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """Raised by downloader middlewares; the spider's errback counts it by rule."""

    def __init__(self, rule: str, why: str) -> None:
        super().__init__(why)
        self.rule = rule
        """robots, offsite, redirected offsite, private address, contact or redirects."""
