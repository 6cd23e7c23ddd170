"""Make the documents that are generated from the code; with --check, only say which of them are out of date.

python tools/generate_docs.py [--check]
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from newscrawl import items, sites
from newscrawl.cli import cli

ROOT = Path(__file__).resolve().parents[1]
RECORDS = (items.Article, items.Byline, items.Image, items.Removed, items.Notice, items.RepairCount, items.Capture)
"""The dataclasses of the record, in the order they are described."""


@dataclass(frozen=True)
class Field:
    """One field of a dataclass, as its source says it."""

    name: str
    annotation: str
    docstring: str
    group: str
    """The comment that heads its part of the class; "" where there is none."""


def fields_of(record: type) -> Iterator[Field]:
    """The fields of a dataclass with docstring and group, read from its source."""
    source = inspect.getsource(record)
    lines = source.splitlines()
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    group, seen = "", 0
    for statement, following in zip(body.body, [*body.body[1:], None], strict=True):
        for line in lines[seen : statement.lineno]:
            heading = re.fullmatch(r"    # (\w+)(?:: .*)?", line)
            group = heading.group(1) if heading else group
        seen = statement.lineno
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        docstring = docstring_of(following)
        if docstring is None:
            raise SystemExit(f"{record.__name__}.{statement.target.id} has no docstring under it")
        yield Field(statement.target.id, ast.unparse(statement.annotation), docstring, group)


def type_of(annotation: str) -> str:
    """An annotation in words: `list[Byline]` is "list of Byline", `str | None` "string or null"."""
    words = {"str": "string", "int": "integer", "bool": "boolean", "dict[str, Any]": "object", "None": "null"}
    listed = re.fullmatch(r"list\[(\w+)\]", annotation)
    if listed:
        return f"list of {words.get(listed.group(1), f'[{listed.group(1)}](#{listed.group(1).lower()})')}"
    return " or ".join(words[part.strip()] for part in annotation.split("|"))


def field_table(fields: list[Field], names: dict[str, list[str]]) -> str:
    """A Markdown table of fields, with their names in other vocabularies."""
    rows = ["| field | type | what it holds | schema.org | ninjs 3.1 |", "|---|---|---|---|---|"]
    for item in fields:
        elsewhere = (cell(name) or "–" for name in names[item.name])
        rows.append(
            f"| `{item.name}` | {type_of(item.annotation)} | {cell(item.docstring)} | {' | '.join(elsewhere)} |"
        )
    return "\n".join(rows)


def record_document() -> str:
    """docs/record.md: every field of the record."""
    vocabulary = tomllib.loads((ROOT / "tools/vocabulary.toml").read_text(encoding="utf-8"))
    parts = [RECORD_HEAD.strip()]
    for record in RECORDS:
        fields = list(fields_of(record))
        names = vocabulary[record.__name__]
        if set(names) != {item.name for item in fields}:
            raise SystemExit(f"tools/vocabulary.toml: [{record.__name__}] must name exactly the fields of the class")
        parts.append(f"## {record.__name__}\n\n{inspect.getdoc(record)}")
        for group in dict.fromkeys(item.group for item in fields):
            heading = f"### {group.capitalize()}\n\n" if group else ""
            parts.append(heading + field_table([item for item in fields if item.group == group], names))
    return "\n\n".join(parts) + "\n"


RECORD_HEAD = """
<!-- Made by `make docs` from newscrawl/items.py and tools/vocabulary.toml. -->

# The record

`articles.jsonl` has one JSON object a line: one captured article, or the tombstone of one that is gone. Every key is in
every row; what a page does not say is `null`, or `[]` for a list. Types never vary and no key depends on the data.
[article.schema.json](article.schema.json) is the same as a JSON Schema (draft 2020-12), strict enough to validate with.

Times are ISO 8601. `date_published` is as precise as the page is: a page that prints only a day gives `2019-11-23`, and
`date_published_precision` says `day`. Positions (`start`, `end`) count Unicode code points in the *article text*: the
text as it was located and repaired, before anything was removed. `newscrawl.items.restore(article)` gives that text
back from a row.

The two right columns name the nearest term of [schema.org NewsArticle](https://schema.org/NewsArticle) and of
[IPTC ninjs 3.1](https://iptc.org/standards/ninjs/); a dash means that there is none.
"""


def sites_document() -> str:
    """docs/sites.md: the sites that come with the package."""
    rows = ["| name | site | place | host | family |", "|---|---|---|---|---|"]
    for site in sites.load(Path(os.devnull)).values():
        if not site.domains:
            continue
        place = " ".join(part for part in (site.country, site.province, site.city, site.county) if part)
        rows.append(f"| `{site.name}` | {site.title} | {place} | {site.domains[0]} | {site.family or '–'} |")
    return f"{SITES_HEAD.strip()}\n\n" + "\n".join(rows) + "\n"


SITES_HEAD = """
<!-- Made by `make docs` from newscrawl/sites/. -->

# Sites

The sites that newscrawl knows by name. Any other host is read by the generic rules, under the name `generic`.
[Adding one](adding-a-site.md) takes a file of at most twenty lines.
"""


def commands_document() -> str:
    """docs/commands.md: the help of every command."""
    parts = [COMMANDS_HEAD.strip()]
    for path, context in command_tree(click.Context(cli, info_name="newscrawl", terminal_width=100)):
        parts.append(f"## {path}\n\n```text\n{context.get_help()}\n```")
    return "\n\n".join(parts) + "\n"


def command_tree(context: click.Context, path: str = "newscrawl") -> Iterator[tuple[str, click.Context]]:
    """A command and those below it, each by its full name."""
    yield path, context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            below = click.Context(command, parent=context, info_name=name, terminal_width=100)
            yield from command_tree(below, f"{path} {name}")


COMMANDS_HEAD = """
<!-- Made by `make docs` from newscrawl/cli/. -->

# Commands

What `newscrawl COMMAND --help` prints.
"""


def settings_document() -> str:
    """docs/settings.md: newscrawl's own settings, and where it departs from Scrapy's defaults."""
    source = (ROOT / "newscrawl/settings.py").read_text(encoding="utf-8")
    lines, body = source.splitlines(), ast.parse(source).body
    own = ["| setting | value | meaning |", "|---|---|---|"]
    other = ["| setting | value | Scrapy's default, and why it is not kept |", "|---|---|---|"]
    for statement, following in zip(body, [*body[1:], None], strict=True):
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if name.isupper():
                shown = ast.unparse(value) if value.lineno == value.end_lineno else "…"
            case _:
                continue
        comment = re.search(r"  # default (.+)$", lines[statement.lineno - 1])
        if name.startswith("NEWSCRAWL_"):
            own.append(f"| `{name}` | `{shown}` | {cell(docstring_of(following) or '')} |")
        elif comment:
            other.append(f"| `{name}` | `{shown}` | {cell(comment.group(1))} |")
    return "\n".join([SETTINGS_HEAD.strip(), "", *own, "", SETTINGS_SCRAPY.strip(), "", *other, ""])


def cell(text: str) -> str:
    """Text for a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", r"\|")


def docstring_of(statement: ast.stmt | None) -> str | None:
    """The string a statement consists of; None for any other statement."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
    return None


SETTINGS_HEAD = """
<!-- Made by `make docs` from newscrawl/settings.py. -->

# Settings

They are ordinary Scrapy settings: in the `settings.py` of your own project that begins with
`from newscrawl.settings import *`, or as `-s NAME=VALUE` for `scrapy crawl`. The command sets them from its options.

## newscrawl's own
"""
SETTINGS_SCRAPY = """
## Where newscrawl departs from Scrapy

`…` stands for a longer value, which [settings.py](../newscrawl/settings.py) has. The rest is as Scrapy has it.
"""


def documents() -> dict[str, str]:
    """Every generated file by its path from the root, with what it should hold."""
    schema = json.dumps(items.json_schema(), ensure_ascii=False, indent=2) + "\n"
    return {
        "docs/article.schema.json": schema,
        "docs/commands.md": commands_document(),
        "docs/record.md": record_document(),
        "docs/settings.md": settings_document(),
        "docs/sites.md": sites_document(),
    }


def main(arguments: list[str]) -> int:
    """Write the documents, or with --check name those that differ; 1 where one does."""
    stale = []
    for name, text in documents().items():
        path = ROOT / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    names = ", ".join(stale)
    if "--check" in arguments and stale:
        sys.stderr.write(f"Out of date: {names}. Run `make docs` and commit what it makes.\n")
        return 1
    sys.stdout.write(f"Generated documents: {f'wrote {names}' if stale else 'up to date'}.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
