"""The links of a page, by what they lead to: all a spider reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement
from w3lib.url import safe_url_string

from newscrawl.extract.parse import tree_of
from newscrawl.page import Page
from newscrawl.site import Site

_INDEX = re.compile(r"/(?:index|list|default|main)(?:[_-]\d+)?(?:\.\w+)?$")
_REFRESH = re.compile(r"url\s*=\s*['\"]?\s*([^'\"\s>]+)", re.IGNORECASE)
_LOCATION = re.compile(r"\blocation(?:\.href\s*=|\s*=|\.replace\()\s*[\"']([^\"'\s]+)[\"']")
_PART = re.compile(r"(?:_|-page-|-)\d{1,3}$")


@dataclass(frozen=True)
class Links:
    """Absolute URLs in the order of the page, each once."""

    articles: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    """Further pages of the page's own article, by number."""
    offsite: list[str] = field(default_factory=list)
    """On hosts the site doesn't cover."""


def links(page: Page, site: type[Site]) -> Links:
    """Every link of a page that its site has a use for, and those that leave the site."""
    found = Links()
    own = site.role(page.url, 200) in ("article", "part") and not _INDEX.search(page.url)
    article = first_page(page.url, site)
    for url in hrefs(page, site):
        if not site.covers(url):
            found.offsite.append(url)
            continue
        role = site.role(url, 200)
        if own and is_part(url, article):
            found.parts.append(url)
        elif role == "article":
            found.articles.append(url)
        elif role == "list":
            found.lists.append(url)
    found.parts.sort(key=part_number)
    return found


def hrefs(page: Page, site: type[Site]) -> list[str]:
    """The http links of a page: absolute, percent-encoded, without fragment, each once."""
    tree = tree_of(page, site)
    if tree is None:
        return []
    base = next(iter(cast("list[str]", tree.xpath("//base/@href"))), "")
    base = absolute(page.url, base) or page.url
    found = [url for element in tree.iter("a", "area") if (url := _url(element.get("href"), base))]
    led = [url for target in _refreshes(tree, anchors=bool(found)) if (url := _url(target, base))]
    needless = re.compile(site.needless) if site.needless else None
    return list(dict.fromkeys(needless.sub("", url) if needless else url for url in (*led, *found)))


def _refreshes(tree: HtmlElement, *, anchors: bool) -> Iterator[str]:
    """Where a page leads on by itself: by a meta refresh, or by a script where it has no links."""
    for meta in tree.iter("meta"):
        target = (
            _REFRESH.search(meta.get("content") or "") if (meta.get("http-equiv") or "").lower() == "refresh" else None
        )
        if target:
            yield target[1]
    for script in () if anchors else tree.iter("script"):
        yield from _LOCATION.findall(script.text or "")


def absolute(base: str, reference: str) -> str | None:
    """A reference as an absolute URL; None where base or reference is none."""
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return None


def _url(reference: str | None, base: str) -> str | None:
    href = (reference or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return None
    try:
        url = safe_url_string(urldefrag(urljoin(base, href)).url)
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def first_page(url: str, site: type[Site]) -> str:
    """The URL of an article's first page, given any of its pages."""
    if site.role(url, 200) != "part":
        return url
    stem, extension = _split(url)
    return _PART.sub("", stem) + extension


def is_part(url: str, article: str) -> bool:
    """Whether a URL is a further page of an article: its URL with a number put before the extension."""
    stem, extension = _split(article)
    other, other_extension = _split(url)
    return other_extension == extension and other.startswith(stem) and bool(_PART.fullmatch(other[len(stem) :]))


def part_number(url: str) -> int:
    """The number in the URL of a further page."""
    return int(re.findall(r"\d+", _split(url)[0])[-1])


def _split(url: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.*?)(\.\w{2,5})?", url, re.DOTALL)
    return (match[1], match[2] or "") if match else (url, "")
