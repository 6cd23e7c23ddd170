"""The rows of one archive file; what needs other files is put off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl import sites
from newscrawl.archive.reader import Archived, read_exchanges
from newscrawl.errors import ExchangeError, InputError
from newscrawl.extract.parts import Waiting, waiting
from newscrawl.items import Article, is_url
from newscrawl.page import Page
from newscrawl.pipelines import Chain, row
from newscrawl.sites.generic import Generic


@dataclass
class FileResult:
    """What one archive file gave."""

    path: Path
    rows: Path
    """Part file with the rows of its articles."""
    counts: Counter[str] = field(default_factory=Counter)
    waiting: list[Waiting] = field(default_factory=list)
    revisits: list[Archived] = field(default_factory=list)
    """Pages that another URL had before; they give rows."""
    looks: list[Archived] = field(default_factory=list)
    """Pages of articles unchanged since they were last captured; they count as parts of an article only."""
    problems: list[str] = field(default_factory=list)


def reparse_file(path: Path, rows: Path, chain: Chain, known: Container[str] = frozenset()) -> FileResult:
    """The rows of one WARC file, written to `rows` by atomic rename; records that are known are passed over."""
    result = FileResult(path, rows)
    before = Counter(chain.counts)
    unfinished = rows.with_suffix(".tmp")
    with unfinished.open("wb") as out:
        try:
            if not path.stat().st_size:
                raise InputError(f"{path}: the file is empty")
            for archived in read_exchanges(path):
                if archived.capture.warc_record_id in known:
                    continue
                _row(archived, chain, out.write, result)
        except InputError as error:
            result.problems.append(str(error))
    result.counts += chain.counts - before
    unfinished.replace(rows)
    return result


def _row(archived: Archived, chain: Chain, write: Callable[[bytes], object], result: FileResult) -> None:
    """The row of one exchange; whatever it breaks costs only itself."""
    try:
        for page in pages_in(archived, result):
            write_row(chain.process(page), write, result)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        result.counts["errors"] += 1
        result.problems.append(f"{result.path}: {archived.capture.warc_record_id} can't be read: {error!r}")


def write_row(item: object, write: Callable[[bytes], object], result: FileResult) -> None:
    if isinstance(item, Article):
        write(row(item))
        result.counts[f"rows/{item.kind}"] += 1
        result.counts["problems"] += bool(item.problems)


def pages_in(archived: Archived, result: FileResult) -> Iterator[Page]:
    """The page of an exchange when it is one for the pipelines; what waits or is passed over is noted."""
    result.counts["exchanges"] += 1
    if archived.revisit is not None:
        _put_off(archived, result)
        return
    yield from pages_of(page_of(archived, result.counts), result)


def _put_off(archived: Archived, result: FileResult) -> None:
    """Keep a revisit until all files are read."""
    revisit, exchange = archived.revisit, archived.exchange
    if revisit is None or revisit.not_modified or not revisit.same_url:
        result.counts["revisits"] += 1
        result.revisits.append(archived)
        return
    result.counts["looks"] += 1
    if sites.for_url(exchange.url).role(exchange.url, exchange.status) in ("article", "part"):
        result.looks.append(archived)


def pages_of(page: Page | None, result: FileResult) -> Iterator[Page]:
    """The page when it is one for the pipelines; one that waits is noted."""
    if page is None:
        return
    site = sites.for_page(page)
    role = site.role(page.url, page.status)
    result.counts[f"pages/{role}"] += 1
    if role not in ("article", "part", "tombstone") or (site is Generic and not page.is_html):
        return
    held = waiting(page, site) if role != "tombstone" else None
    if held is not None:
        result.waiting.append(held)
    elif not page.look:
        yield page


def page_of(archived: Archived, counts: Counter[str]) -> Page | None:
    """The page of an exchange; None, and counted, for one that is truncated, unreadable or no answer to a GET."""
    exchange = archived.exchange
    if exchange.truncated:
        counts["truncated"] += 1
        return None
    if exchange.method != "GET" or not exchange.status or not is_url(exchange.url):
        counts["not_pages"] += 1
        return None
    try:
        return Page.from_exchange(exchange, archived.capture, archived.scope)
    except ExchangeError:
        counts["unreadable"] += 1
        return None
