"""Which requests may leave, redirects included: the site's own hosts, no private address, no one unannounced."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl import sites
from newscrawl.crawl.guard import peer_allowed
from newscrawl.crawl.identity import is_local, literal_address
from newscrawl.crawl.known import CONDITIONS, ORIGINAL
from newscrawl.crawl.refused import Refused
from newscrawl.crawl.robots import ROBOTS
from newscrawl.site import Site


class GateMiddleware:
    """Refuses, before anything is connected, what the site or the machine's owner didn't mean to be fetched.

    Stands first, so that not even a robots.txt is fetched from where nothing may be. A redirected request passes it
    again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._contact = crawler.settings.get("NEWSCRAWL_CONTACT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname or ""
        address = literal_address(host)
        if address and not peer_allowed(self._crawler, request, address):
            raise Refused("private address", f"{request.url} leads to a private address that is not the site's")
        site: type[Site] | None = getattr(self._crawler.spider, "site", None)
        if site and site.domains and not request.meta.get(ROBOTS) and not self._followed(site, request.url):
            rule = "redirected offsite" if "redirect_urls" in request.meta else "offsite"
            raise Refused(rule, f"{request.url} is on a host that {site.name} doesn't cover")
        if not self._contact and not is_local(host):
            raise Refused("contact", f"{request.url} is on another machine, and no contact is given")

    def _followed(self, site: type[Site], url: str) -> bool:
        return site.covers(url) or (site.offsite == "known" and sites.for_url(url).name != "")


class Redirects(RedirectMiddleware):
    """Scrapy's redirects, with a name for the one that went on too long; what it leads to is asked for as a whole."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            found = super().process_response(request, response)
        except IgnoreRequest as error:
            raise Refused("redirects", f"{request.url} redirects more than {self.max_redirect_times} times") from error
        if isinstance(found, Request) and found.meta.pop(ORIGINAL, None):
            for name in CONDITIONS:
                found.headers.pop(name, None)
        return found
