"""The pages that a packed archive offers its readers: list pages by their title, articles with headline and text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from newscrawl import sites
from newscrawl.archive.archived import Archived
from newscrawl.archive.reader import read_exchanges
from newscrawl.archive.wacz import PageLine
from newscrawl.errors import ExchangeError
from newscrawl.page import Page
from newscrawl.runs import read_rows

_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Found:
    """What was found to show."""

    pages: list[PageLine]
    """List pages first, the one where the crawl began at their head."""
    title: str
    """Name of the sites."""
    elsewhere: int
    """Revisits of records that none of the files has."""


def page_lines(warcs: Sequence[Path], rows: Sequence[Path]) -> Found:
    """The pages of WARC files, in the order captured; headline and text come from the rows made of them."""
    texts: dict[str, tuple[str | None, str]] = {}
    names: dict[str, None] = {}
    for path in rows:
        for article in read_rows(path):
            if article.kind == "article" and article.captures:
                texts[article.captures[0].warc_record_id] = article.headline, article.body
            names[article.site_name or article.site or ""] = None
    lists, articles = [], []
    answers: set[str] = set()
    referred: list[str] = []
    for warc in warcs:
        for archived in read_exchanges(warc):
            record = archived.capture.warc_record_id
            answers.add(record)
            if archived.revisit is not None:
                referred.append(archived.revisit.refers_to_id or "")
            when = archived.exchange.fetched_at.isoformat().replace("+00:00", "Z")
            if record in texts:
                headline, body = texts[record]
                articles.append(PageLine(archived.exchange.url, when, headline, body))
            elif (title := _list_title(archived)) is not None:
                lists.append(PageLine(archived.exchange.url, when, title))
    title = ", ".join(name for name in names if name) or warcs[0].name.split("-")[0]
    return Found([*lists, *articles], title, sum(record not in answers for record in referred))


def _list_title(archived: Archived) -> str | None:
    """The title of a whole list page, empty where it has none; None for any other answer."""
    exchange = archived.exchange
    if exchange.truncated or sites.for_url(exchange.url).role(exchange.url, exchange.status) != "list":
        return None
    try:
        found = _TITLE.search(Page.from_exchange(exchange).decoded.text)
    except ExchangeError:
        return None
    return " ".join(unescape(found[1]).split()) if found else ""
