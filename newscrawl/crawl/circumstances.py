"""What is known of an exchange beside its bytes, for the metadata record that stands with it."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy import Request

from newscrawl.archive.fields import target_uri
from newscrawl.crawl.robots import ROBOTS
from newscrawl.crawl.wire import Wire


def circumstances(
    request: Request, wire: Wire, error: Exception | None, redacted: Sequence[str] = ()
) -> dict[str, str]:
    """Facts in the words of the WARC standard and of Heritrix, and a few of our own.

    hopsFromSeed has an L for every link from a start page, which has none, and P for a robots.txt; then an R for every
    redirect of this very request. Redirects on the way to the page that had the link aren't known. `redacted` are the
    header fields whose values were replaced.
    """
    redirects = request.meta.get("redirect_urls") or []
    came_from = redirects[-1] if redirects else (request.headers.get("Referer") or b"").decode("latin-1")
    hops = "P" if request.meta.get(ROBOTS) else "L" * int(request.meta.get("depth") or 0)
    return {
        "via": target_uri(came_from) if came_from else "",
        "hopsFromSeed": hops + "R" * len(redirects),
        "fetchTimeMs": str(wire.milliseconds),
        "proxied": "yes" if wire.proxied else "",
        "retry": str(request.meta.get("retry_times", 0)),
        "exception": type(error).__name__ if error else "",
        "redacted": " ".join(redacted),
    }
