"""`newscrawl runs seen`: what a site's next run knows of its articles, shown, edited and made again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli.show import JSON, console, json_out, table
from newscrawl.errors import InputError, UsageError

if TYPE_CHECKING:
    from newscrawl.crawl.looks import Look, Seen
    from newscrawl.crawl.seen import SeenState

_SHOWN = 20


@click.command(short_help="What the next run of a site knows of its articles.")
@click.argument("site")
@click.argument("urls", nargs=-1, metavar="[URL…]")
@click.option("--due", is_flag=True, help="Have the articles looked at by the next run.")
@click.option("--forget", is_flag=True, help="Know nothing of the articles any more, as if they had never been met.")
@click.option("--all", "every", is_flag=True, help="With --due: every article that is known.")
@click.option("--rebuild", is_flag=True, help="Make it again from the archive; what was edited is undone.")
@click.option("--out", type=click.Path(path_type=Path), help="Output folder.  [default: output]")
@JSON
def seen(
    site: str,
    urls: tuple[str, ...],
    due: bool,
    forget: bool,
    every: bool,
    rebuild: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Show what was seen of a site's articles and when they are due for a look; of URLs, every look.

    A run asks for articles that aren't known, and for those that are due. The seen-state decides nothing else: rows
    come from the archive alone. It holds what complete runs tell, and --rebuild reads them all again.

    \b
    newscrawl runs seen sxycrb
    newscrawl runs seen sxycrb http://www.sxycrb.com/2026-11/20/content_1.html --due
    """
    from newscrawl.crawl.looks import key_of

    if sum((due, forget, rebuild)) > 1:
        raise UsageError("give one of --due, --forget and --rebuild at a time")
    if every and (urls or not due):
        raise UsageError("--all goes with --due, and without URLs")
    if (due or forget) and not (urls or every):
        raise UsageError("name the URLs of the articles" + (", or give --all" if due else ""))
    if rebuild and urls:
        raise UsageError("--rebuild is for the whole site; leave out the URLs")
    state = _opened(site, out)
    try:
        keys = [found.id for found in state.every()] if every else [key_of(url) for url in urls]
        if due or forget:
            return _edit(state, urls, keys, forget=forget, as_json=as_json)
        if rebuild:
            said = f"{site}: made again from {state.rebuild()} runs"
            click.echo(said, err=True)
        if urls:
            return _show_each(state, urls, keys, as_json=as_json)
        return _show_all(state, as_json=as_json)
    finally:
        state.close()


def _opened(site: str, out: Path | None) -> SeenState:
    """The site's seen-state, caught up with its runs. Raises UsageError where there are none, InputError where it
    can't be used."""
    from newscrawl.crawl.known import open_state
    from newscrawl.crawl.run import settings_for
    from newscrawl.runs import runs

    settings = settings_for({"NEWSCRAWL_OUTPUT": str(out)} if out else {})
    output = Path(settings["NEWSCRAWL_OUTPUT"])
    if next(runs(output, site), None) is None:
        raise UsageError(f"{output / site}: there is no complete run, so nothing was seen")
    state = open_state(settings, site)
    if state is None:
        raise InputError(f"{output / 'state'}: the seen-state of {site} can't be read or written; see above")
    return state


def _edit(state: SeenState, urls: tuple[str, ...], keys: list[str], *, forget: bool, as_json: bool) -> int:
    unknown = [url for url, key in zip(urls, keys, strict=False) if state.of(key) is None]
    done = state.forget(keys) if forget else state.make_due(keys, datetime.now(UTC))
    if as_json:
        json_out({"forgotten" if forget else "made_due": done, "unknown": unknown})
    else:
        click.echo(f"{'forgotten' if forget else 'due for a look now'}: {done} of {len(keys)}")
    for url in unknown:
        click.echo(f"{url} is not known", err=True)
    return 1 if unknown else 0


def _show_each(state: SeenState, urls: tuple[str, ...], keys: list[str], *, as_json: bool) -> int:
    found = [(url, state.of(key), state.looks(key)) for url, key in zip(urls, keys, strict=True)]
    if as_json:
        json_out([{"asked": url, "seen": _plain(one), "looks": list(map(_plain, looks))} for url, one, looks in found])
    else:
        for url, one, looks in found:
            _show(url, one, looks)
    return 0 if all(one for _, one, _ in found) else 1


def _show(url: str, one: Seen | None, looks: list[Look]) -> None:
    if one is None:
        click.echo(f"{url} is not known", err=True)
        return
    facts = [(name.replace("_", " "), _time(value)) for name, value in asdict(one).items() if value not in (None, "")]
    console().print(table(url, facts))
    told = [(_time(look.at), look.failure or look.status, look.digest, look.run, look.page) for look in looks]
    console().print(table("Looks", told, ("at", "answer", "digest", "run", "page")))


def _show_all(state: SeenState, *, as_json: bool) -> int:
    found = list(state.every())
    if as_json:
        json_out({"site": state.site, "runs": state.runs(), "articles": list(map(_plain, found))})
        return 0
    now = datetime.now(UTC)
    due = [one for one in found if one.next_look and one.next_look <= now]
    coming = [one.next_look for one in found if one.next_look and one.next_look > now]
    rows = [
        ("runs taken in", len(state.runs())),
        ("articles", len(found)),
        ("withdrawn", sum(one.status in (404, 410) for one in found)),
        ("failed when last tried", sum(one.failures > 0 for one in found)),
        ("changed since first seen", sum(one.last_change is not None for one in found)),
        ("due for a look now", len(due)),
        ("due later", len(coming)),
        ("next due", _time(min(coming, default=None)) or "-"),
    ]
    console().print(table(f"{state.site}, as its next run knows it", rows))
    if due:
        told = [(_time(one.next_look), one.looks, one.failure or one.status, one.url) for one in due[:_SHOWN]]
        more = f", {_SHOWN} of them" if len(due) > _SHOWN else ""
        console().print(table(f"Due{more}", told, ("since", "looks", "last", "url")))
    return 0


def _plain(one: Seen | Look | None) -> dict[str, Any] | None:
    """As JSON has it; times in ISO 8601."""
    if one is None:
        return None
    return {name: _time(value) if isinstance(value, datetime) else value for name, value in asdict(one).items()}


def _time(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
