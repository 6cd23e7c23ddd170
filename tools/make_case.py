"""Make a case: an archived page and the article that should come out of it, for a person to check field by field.

    python tools/make_case.py tests/cases/sxycrb/slug http://host/path page.html ["text/html; charset=gb2312"]

writes slug.warc and, unless it is there, slug.json with what comes out today. Correct the JSON by hand against the
page, leave out what does not matter, and let the tests tell where the code is wrong.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.archive.compose import member
from newscrawl.archive.fields import warc_date
from newscrawl.archive.reader import read_exchanges
from newscrawl.items import Article
from newscrawl.page import Page
from newscrawl.pipelines import article_of

FETCHED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_LEFT_OUT = ("captures", "extractor_version", "rules_digest", "schema_version", "extra", "body_sha256")


def write_case(target: Path, url: str, page: bytes, content_type: str) -> Path:
    """Write the page as the one response of a WARC file."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(page)}\r\n\r\n".encode("ascii")
    fields = [
        ("WARC-Record-ID", f"<{uuid.uuid5(uuid.NAMESPACE_URL, url).urn}>"),
        ("WARC-Target-URI", url),
        ("WARC-Date", warc_date(FETCHED)),
    ]
    path = target.with_suffix(".warc")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.decompress(member("response", fields, "application/http;msgtype=response", head + page)))
    return path


def expected(article: Article) -> dict[str, object]:
    """The fields of an article that its page decides, without those that are empty."""
    values = dataclasses.asdict(article)
    return {name: value for name, value in values.items() if name not in _LEFT_OUT and value not in (None, [], "")}


def main() -> None:
    """Make the case named on the command line."""
    target, url, source, *rest = sys.argv[1:]
    path = write_case(Path(target), url, Path(source).read_bytes(), rest[0] if rest else "text/html")
    (archived,) = read_exchanges(path)
    article = article_of(Page.from_exchange(archived.exchange, archived.capture))
    told = Path(target).with_suffix(".json")
    if not told.exists():
        told.write_text(json.dumps(expected(article), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{path}\n{told}\n")


if __name__ == "__main__":
    main()
