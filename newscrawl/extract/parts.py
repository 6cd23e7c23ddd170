"""Articles of several pages: their pages wait until a run or a re-parse ends, then become one Page with its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from newscrawl.extract.links import first_page, links, part_number
from newscrawl.items import Capture
from newscrawl.page import Page
from newscrawl.site import Site


@dataclass(frozen=True)
class Waiting:
    """A captured page that is not an article by itself."""

    article: str
    """URL of the article's first page."""
    url: str
    scope: str
    """Parts are looked for among the captures of the same run."""
    fetched_at: datetime
    capture: Capture
    parts: tuple[str, ...]
    """The further pages it names."""
    look: bool = False
    """Whether it is unchanged since it was last captured."""


def waiting(page: Page, site: type[Site]) -> Waiting | None:
    """The page as one that waits for others; None where it is an article by itself or in no archive."""
    if page.status != 200 or page.capture is None or page.fetched_at is None:
        return None
    named = links(page, site).parts
    if not named and site.role(page.url, page.status) != "part":
        return None
    article = first_page(page.url, site)
    return Waiting(article, page.url, page.scope, page.fetched_at, page.capture, tuple(named), page.look)


def assemble(pages: Iterable[Waiting], read: Callable[[Capture], Page]) -> Iterator[Page]:
    """One Page with its parts for every captured first page, ordered by run, URL and time.

    `read` brings a page back from the archive. A part captured several times counts as of the first capture after the
    article's own. What the pages name and no capture has is counted in `missing_parts`. Where none of the pages has
    changed since it was last captured, there is no article.
    """
    groups: dict[tuple[str, str], list[Waiting]] = defaultdict(list)
    for page in pages:
        groups[page.scope, page.article].append(page)
    for key in sorted(groups):
        group = sorted(groups[key], key=lambda w: (w.fetched_at, w.capture.warc_record_id))
        for first in (w for w in group if w.url == w.article):
            urls = _named(first, group)
            chosen = [_capture_of(url, first, group) for url in urls]
            if first.look and all(part.look for part in chosen if part):
                continue
            present = [read(part.capture) for part in chosen if part]
            yield replace(read(first.capture), parts=tuple(present), missing_parts=len(urls) - len(present), derived={})


def together(pages: list[Page], site: type[Site]) -> Page:
    """The first of an article's captured pages with the others as its parts; parts they name and lack are counted."""
    first, *others = pages
    named = {url for page in pages for url in (links(page, site).parts if page.status == 200 else ())} - {first.url}
    missing = len(named - {page.url for page in others})
    return replace(first, parts=tuple(others), missing_parts=missing, derived={})


def _named(first: Waiting, group: list[Waiting]) -> list[str]:
    """Every part named by the first page or, in turn, by the parts it names."""
    found: set[str] = set()
    queue = list(first.parts)
    while queue:
        url = queue.pop()
        if url in found or url == first.url:
            continue
        found.add(url)
        part = _capture_of(url, first, group)
        queue += part.parts if part else ()
    return sorted(found, key=part_number)


def _capture_of(url: str, first: Waiting, group: list[Waiting]) -> Waiting | None:
    captures = [w for w in group if w.url == url]
    later = [w for w in captures if w.fetched_at >= first.fetched_at]
    return later[0] if later else captures[-1] if captures else None
