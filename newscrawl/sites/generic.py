"""The site of a page whose host has no definition."""

from __future__ import annotations

from urllib.parse import urlsplit

from newscrawl.site import Role, Site

_NOT_ARTICLES = ("/robots.txt", "/favicon.ico", "/sitemap.xml")


class Generic(Site):
    """Any host without a definition of its own: everything is read from the page."""

    family = "generic"

    @classmethod
    def role(cls, url: str, status: int) -> Role:
        """Every whole page below the root may be an article; without a site nothing tells lists apart."""
        try:
            path = urlsplit(url).path
        except ValueError:
            return "other"
        if status != 200 or path in _NOT_ARTICLES:
            return "other"
        return "list" if path in ("", "/") and not urlsplit(url).query else "article"
