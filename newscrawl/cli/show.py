"""How results are shown: tables for people, JSON for machines, progress on a terminal and plain lines elsewhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
import orjson
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from newscrawl.items import Article, Notice

JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def console() -> Console:
    """The console for people: as wide as the terminal, 100 columns elsewhere."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=100)


def json_out(value: object) -> None:
    """A value as indented JSON on standard output."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=_plain).decode("utf-8"))


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)


def table(title: str, rows: Iterable[Sequence[object]], columns: Sequence[str] = ("", "")) -> Table:
    """A table of plain text; columns of numbers stand right."""
    listed = [[("" if cell is None else str(cell)) for cell in row] for row in rows]
    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_header=any(columns))
    for index, name in enumerate(columns):
        cells = [row[index] for row in listed]
        numeric = bool(cells) and all(cell.replace(",", "").replace("%", "").isdigit() for cell in cells if cell)
        made.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in listed:
        made.add_row(*map(Text, row))
    return made


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[str], None]]:
    """Call the given function once a finished step, with a line about it."""
    shown = Console(stderr=True, highlight=False)
    if not shown.is_terminal:
        yield lambda line: click.echo(line, err=True)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=shown, transient=True) as bar:
        task = bar.add_task(what, total=total)

        def step(line: str) -> None:
            bar.update(task, advance=1, description=line[:60])

        yield step


def article_as_read(article: Article) -> list[str]:
    """An article as a person would want to read it, line by line."""
    people: dict[str, list[str]] = {}
    for person in article.bylines:
        people.setdefault(person.role, []).append(person.name)
    facts: Mapping[str, Any] = {
        "source": article.source,
        "publisher": article.publisher,
        "date": article.date_published,
        **{role: ", ".join(names) for role, names in people.items()},
        "dateline": article.dateline,
        "section": article.section,
        "provenance": _provenance(article),
        "rights": _rights(article),
        "repairs": ", ".join(f"{r.count} {r.kind}" for r in article.repairs),
        "url": article.url,
    }
    lines = [article.headline or "(no headline)", ""]
    lines += [f"  {name:<12}{value}" for name, value in facts.items() if value]
    lines += ["", *article.body.split("\n"), ""]
    lines += [_notice(notice) for notice in article.notices]
    return lines


def _notice(notice: Notice) -> str:
    return f"  taken out as {notice.kind} ({', '.join(notice.clauses)}): {notice.text}"


def _provenance(article: Article) -> str | None:
    if article.provenance_status == "unknown":
        return None
    origin = f" of {article.provenance_origin}" if article.provenance_origin else ""
    relation = f" ({article.provenance_relation})" if article.provenance_relation else ""
    return f"{article.provenance_status}{origin}{relation}"


def _rights(article: Article) -> str | None:
    if article.rights_permission == "unstated" and not article.rights_credit_line:
        return None
    credit = f", credit “{article.rights_credit_line}”" if article.rights_credit_line else ""
    return f"reprint: {article.rights_permission}{credit}"
