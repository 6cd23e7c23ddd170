"""`newscrawl sites`: what sites there are, and one in full."""

from __future__ import annotations

import inspect
from typing import Any

import click
from rich.markup import escape

from newscrawl.cli.show import JSON, console, json_out, table
from newscrawl.errors import UsageError
from newscrawl.site import Site


@click.group(short_help="The sites there are.")
def sites() -> None:
    """The sites that can be crawled: those shipped and those in ./sites."""


@sites.command("list")
@JSON
def list_sites(as_json: bool) -> int:
    """A line for each site: name, title, place, family, host."""
    from newscrawl.sites import load

    found = load().values()
    if as_json:
        json_out([facts(site) for site in found])
        return 0
    rows = [(s.name, s.title, _place(s), s.family, s.domains[0] if s.domains else "") for s in found]
    console().print(table(f"{len(rows)} sites", rows, ("name", "title", "place", "family", "host")))
    return 0


@sites.command("show")
@click.argument("name")
@JSON
def show_site(name: str, as_json: bool) -> int:
    """Everything the definition of one site says."""
    found = facts(site_named(name))
    if as_json:
        json_out(found)
        return 0
    rows = [(key, escape(_text(value))) for key, value in found.items() if value not in (None, "", [])]
    console().print(table(name, rows))
    return 0


def site_named(name: str) -> type[Site]:
    """The site of that name. Raises UsageError that names those there are."""
    from newscrawl.sites import load

    known = load()
    if name not in known:
        raise UsageError(f"there is no site {name!r}; `newscrawl sites list` shows the {len(known)} there are")
    return known[name]


def facts(site: type[Site]) -> dict[str, Any]:
    """A site as plain data."""
    return {
        "name": site.name,
        "title": site.title,
        "about": inspect.cleandoc(site.__doc__ or ""),
        "domains": list(site.domains),
        "lists": list(site.lists),
        "papers": list(site.papers),
        "country": site.country,
        "province": site.province,
        "city": site.city,
        "county": site.county,
        "region_code": site.region_code,
        "timezone": site.timezone,
        "language": site.language,
        "script": site.script,
        "offsite": site.offsite,
        "family": site.family,
        "layouts": [layout.name for layout in site.layouts],
        "article": site.article,
        "part": site.part,
        "pages": site.pages,
        "defined_in": inspect.getsourcefile(site),
    }


def _place(site: type[Site]) -> str:
    return " · ".join(place for place in (site.country, site.province, site.city, site.county) if place)


def _text(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
