"""`newscrawl sites`: what sites there are, and one in full."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli.show import JSON, console, json_out, table
from newscrawl.errors import UsageError
from newscrawl.site import Site

if TYPE_CHECKING:
    from newscrawl.learn import Learned
    from newscrawl.repeated import Repeated


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
    rows = [(key, _text(value)) for key, value in found.items() if value not in (None, "", [])]
    console().print(table(name, rows))
    return 0


@sites.command("new")
@click.argument("name")
@click.argument("page")
@click.option("--url", help="URL a saved page came from.")
@click.option("--charset", help="Charset the server declared, where the page doesn't say.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write.  [default: sites/NAME.py]")
def new_site(name: str, page: str, url: str | None, charset: str | None, out: Path | None) -> int:
    """Draft the definition of a site from PAGE, one of its articles or lists: a file, an http(s) URL, or -.

    The page shows the CMS family, the host, the site's name and its lists; what it doesn't show is told, for you to
    fill in.

    \b
    newscrawl sites new yuting http://www.yuting.example/2024-04/18/content_1.html
    newscrawl sites new yuting article.html --url http://www.yuting.example/2024-04/18/content_1.html
    """
    from newscrawl.cli.extract import load_page
    from newscrawl.newsite import draft_site
    from newscrawl.sites import PRIVATE

    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(f"{name!r} is no name for a site; use lower-case letters, digits and _ only")
    path = out or PRIVATE / f"{name}.py"
    if path.exists():
        raise UsageError(f"{path} is there already; remove it, or write elsewhere with --out")
    loaded = load_page(page, url, charset)
    if not loaded.url.startswith(("http://", "https://")):
        raise UsageError("a saved page doesn't say where it came from: give its --url")
    drafted = draft_site(name, loaded)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(drafted.source, encoding="utf-8")
    rows = [("family", drafted.family.family or "none known"), ("layout", drafted.layout or "none: generic rules")]
    console().print(table(str(path), [*rows, ("lists", "\n".join(drafted.lists) or "none found")]))
    click.echo(f"\nto be filled in or looked at in {path}:")
    for sentence in drafted.left:
        click.echo(f"- {sentence}")
    click.echo(f"then: newscrawl sites show {name}; newscrawl crawl {name} --limit 20 --contact you@example.org")
    return 0


@sites.command("learn")
@click.argument("name")
@click.argument("further", nargs=-1, metavar="[WARC|DIR|GLOB]...")
@click.option("--warc", multiple=True, metavar="WARC|DIR|GLOB", help="Archives, or folders of runs; repeatable.")
@click.option("--least", type=click.IntRange(2), help="Articles that must have it.  [default: 3, or 1 in 100]")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Data file.  [default: the site's own]")
@JSON
def learn_site(
    name: str, further: tuple[str, ...], warc: tuple[str, ...], least: int | None, out: Path | None, as_json: bool
) -> int:
    """Find what a site prints round its articles again and again, for you to review.

    Paragraphs that recur at the same end of its articles go to a data file: ./sites/NAME.toml, or the one that ships
    with the site. Set `reviewed = true` where one is right: from then on it leaves the text of the site's articles.
    What you reviewed stays when you run this again.

    \b
    newscrawl sites learn sxycrb --warc output/sxycrb
    newscrawl sites learn sxycrb --warc 'archive/*.warc.gz' --least 10
    """
    from newscrawl.archive.paths import warc_paths
    from newscrawl.learn import learn
    from newscrawl.repeated import read_repeated, write_repeated
    from newscrawl.sites import data_file

    site = site_named(name)
    if not (warc or further):
        raise UsageError("name the archives to learn from: --warc with WARC files or folders of runs")
    path = out or data_file(site)
    known = read_repeated(path) if path.is_file() else site.repeated
    learned = learn(name, warc_paths([*warc, *further]), known, least)
    if not learned.articles:
        click.echo(f"newscrawl: no article of {name} is in these files; nothing was written", err=True)
        return 1
    write_repeated(path, site.title or name, learned.entries)
    if as_json:
        json_out({"file": str(path), "articles": learned.articles, "repeated": learned.entries})
    else:
        _show_learned(learned, path)
    return 0


def _show_learned(learned: Learned, path: Path) -> None:
    title = f"{len(learned.entries)} paragraphs that recur in {learned.articles} articles"
    rows = [(entry.end, entry.kind, f"{entry.articles}", _state(entry), entry.pattern) for entry in learned.entries]
    console().print(table(title, rows, ("end", "kind", "articles", "state", "paragraph")))
    click.echo(f"in {path}: set reviewed = true where an entry is right")


def _state(entry: Repeated) -> str:
    """Whether a person has confirmed an entry, or the rules do without it."""
    if entry.reviewed:
        return "reviewed"
    return "rules take it" if entry.taken == entry.articles else "to review"


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
        "conditional": site.conditional,
        "family": site.family,
        "layouts": [layout.name for layout in site.layouts],
        "article": site.article,
        "part": site.part,
        "pages": site.pages,
        "repeated": [f"{entry.end}, {entry.kind}: {entry.pattern}" for entry in site.repeated if entry.reviewed],
        "defined_in": inspect.getsourcefile(site),
    }


def _place(site: type[Site]) -> str:
    return " · ".join(place for place in (site.country, site.province, site.city, site.county) if place)


def _text(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
