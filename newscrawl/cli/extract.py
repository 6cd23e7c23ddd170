"""`newscrawl extract`: one page, or a batch of them, to records."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson
from rich.markup import escape

import newscrawl
from newscrawl.cli.show import JSON, console, json_out, table
from newscrawl.errors import InputError, UsageError
from newscrawl.exchange import MAX_BODY
from newscrawl.items import Article, is_url
from newscrawl.page import Page

if TYPE_CHECKING:
    from newscrawl.extract.explain import Value

_TIMEOUT = 30
_VALUE, _TEXT = 34, 44
"""Characters shown of a value, and of the text it was read from."""


@click.command(short_help="One page, or a batch of them, to records.")
@click.argument("page", required=False)
@click.option("--url", help="URL the page came from; it decides the site and makes links absolute.")
@click.option("--charset", help="Charset the server declared, where the page doesn't say.")
@click.option("--explain", is_flag=True, help="Show where every field came from, and what was left out and why.")
@click.option("--batch", metavar="FILE|-", help="Lines {id, url, html_path, charset} to lines {id, record}.")
@JSON
def extract(
    page: str | None, url: str | None, charset: str | None, explain: bool, batch: str | None, as_json: bool
) -> int:
    """Read the article on PAGE: a file, an http(s) URL, or - for standard input.

    \b
    newscrawl extract page.html --url http://www.sxycrb.com/2024-12/17/content_1.html
    newscrawl extract https://example.org/news/1.html --explain
    newscrawl extract --batch pages.jsonl > records.jsonl
    """
    if (page is None) == (batch is None):
        raise UsageError("give one page (a file, a URL or -), or --batch with a file of lines")
    if batch is not None:
        return _batch(batch)
    assert page is not None
    loaded = load_page(page, url, charset)
    if explain:
        _explain(loaded, as_json)
    else:
        json_out(_article(loaded))
    return 0


def _article(page: Page) -> Article:
    from newscrawl.pipelines import article_of

    return article_of(page)


def load_page(page: str, url: str | None, charset: str | None) -> Page:
    """A page by file, URL or -, for commands that look at one. Raises InputError and UsageError."""
    if page.startswith(("http://", "https://")):
        return _fetch(page)
    if page == "-":
        body = sys.stdin.buffer.read()
    else:
        path = Path(page)
        if not path.is_file():
            raise InputError(f"{page}: there is no such file; give a file, an http(s) URL or -")
        body = path.read_bytes()
    return _page(body, url or (Path(page).resolve().as_uri() if page != "-" else "file:///-"), charset)


def _page(body: bytes, url: str, charset: str | None) -> Page:
    if not is_url(url):
        raise UsageError(f"{url!r} is no URL; write it like http://example.org/1.html")
    kind = "text/html" + (f"; charset={charset}" if charset else "")
    return Page(url, 200, ((b"Content-Type", kind.encode("ascii", "replace")),), body)


def _fetch(url: str) -> Page:
    """One page, fetched as a person would open it: no crawl, so no contact and no archive."""
    headers = {"User-Agent": f"newscrawl/{newscrawl.__version__}", "Accept": "text/html,*/*;q=0.5"}
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
    ):
        opener.add_handler(handler())
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=_TIMEOUT) as answer:
            body = answer.read(MAX_BODY + 1)
            pairs = tuple((k.encode("latin-1"), v.encode("latin-1", "replace")) for k, v in answer.headers.items())
            final = answer.geturl()
    except urllib.error.HTTPError as error:
        raise InputError(f"{url}: the server answered {error.code} {error.reason}") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{url}: can't be fetched: {getattr(error, 'reason', error)}") from error
    if len(body) > MAX_BODY:
        raise InputError(f"{url}: the page has more than {MAX_BODY} bytes")
    return Page(final, 200, pairs, body)


def _batch(source: str) -> int:
    """Every line to a line; a page that can't be read gives a null record and the reason."""
    failed = 0
    for number, line in _lines(source):
        try:
            task = orjson.loads(line)
            key, url = task.get("id"), task.get("url") or "file:///"
            body = Path(task["html_path"]).read_bytes()
        except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
            raise InputError(
                f"{source}, line {number}: not a line {{id, url, html_path, charset}} ({error})"
            ) from error
        except OSError as error:
            answer: dict[str, Any] = {"id": key, "record": None, "error": f"{task['html_path']}: {error.strerror}"}
        else:
            try:
                answer = {"id": key, "record": _article(_page(body, url, task.get("charset")))}
            except Exception as error:
                answer = {"id": key, "record": None, "error": repr(error)}
        failed += answer["record"] is None
        sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
        sys.stdout.buffer.flush()
    return 1 if failed else 0


def _lines(source: str) -> Iterator[tuple[int, bytes]]:
    if source != "-" and not Path(source).is_file():
        raise InputError(f"{source}: there is no such file; give a file of JSON lines, or - for standard input")
    with sys.stdin.buffer if source == "-" else Path(source).open("rb") as lines:
        yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _explain(page: Page, as_json: bool) -> None:
    """For every field its value and where it came from, then what was left out and why."""
    from newscrawl.extract.explain import explain
    from newscrawl.pipelines import draft_of, finished

    draft = draft_of(page)
    article = finished(draft)
    told = explain(draft, article)
    if as_json:
        json_out(told)
        return
    shown = console()
    facts = f"site {article.site}, family {article.family}, layout {article.layout}, charset {article.charset_used}"
    repairs = "".join(f", {repair.count} {repair.kind} undone" for repair in article.repairs)
    shown.print(facts + repairs, markup=False)
    shown.print(table("Fields", _field_rows(told.fields), ("field", "value", "from", "text read")))
    shown.print(f"nothing about: {', '.join(told.absent)}\n", markup=False)
    people = [(v.name, str(v.value), v.rule, _short(v.text)) for v in told.bylines]
    left = [(r.kind, r.rule, f"{r.start}-{r.end}", _short(r.text.strip())) for r in told.removed]
    lost = [(each.name, _short(each.value), _short(each.rule), each.why) for each in told.lost]
    pruned = [(each.element, each.why, _short(each.text)) for each in told.pruned]
    for title, lines, columns in (
        ("Bylines", people, ("name", "role", "named in", "text read")),
        ("Left out of the text", left, ("kind", "rule", "span", "text")),
        ("Not chosen", lost, ("field", "value", "from", "why")),
        ("Blocks of the page that are none of the article", pruned, ("element", "why", "text")),
    ):
        if lines:
            shown.print(table(title, map(_escaped, lines), columns))
    if article.problems:
        shown.print("problems: " + ", ".join(article.problems), markup=False)


def _field_rows(values: list[Value]) -> Iterator[list[str]]:
    """The fields that a page decides; what the record says of itself is in the header, and in JSON."""
    before = ""
    for value in values:
        if value.level == "newscrawl" or value.name.endswith(("_evidence", "_rule")):
            continue
        text = "as above" if value.text and value.text == before else _short(value.text, _TEXT)
        before = value.text or before
        yield _escaped((value.name, _short(value.value, _VALUE), f"{value.level}: {_short(value.rule)}", text))


def _escaped(row: Sequence[object]) -> list[str]:
    return [escape(str(cell)) for cell in row]


def _short(value: object, most: int = 60) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= most else text[: most - 1] + "…"
