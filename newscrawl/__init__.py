"""newscrawl: a crawler and archiver of regional news.

`extract_article` reads one page, `read_articles` the rows of a run; everything else is the command `newscrawl`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.items import Article

__version__ = "0.1.0"
__all__ = ["extract_article", "read_articles"]


def extract_article(
    body: bytes, url: str, headers: Mapping[str, str] | None = None, fetched_at: datetime | None = None
) -> Article:
    """The article on a page, given its bytes and URL; what the page does not say is None.

    `headers` are those of the response (Content-Type tells the charset); `fetched_at` lets relative dates be read.
    Raises ValueError for a URL that is none.
    """
    from newscrawl.items import is_url
    from newscrawl.page import Page
    from newscrawl.pipelines import article_of

    if not is_url(url):
        raise ValueError(f"{url!r} is no URL")
    pairs = tuple((k.encode("latin-1", "replace"), v.encode("latin-1", "replace")) for k, v in (headers or {}).items())
    return article_of(Page(url, 200, pairs, body, fetched_at))


def read_articles(path: str | Path) -> Iterator[Article]:
    """The articles of a `articles.jsonl`, or of every complete run below a folder.

    Raises InputError, naming file and line, for a line that is no row.
    """
    from newscrawl.runs import read_rows

    return read_rows(Path(path))
