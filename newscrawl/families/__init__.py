"""CMS families: what one publishing system decides for all sites built on it. A site sets the rest.

`recognise` names the families a page of an unknown host may belong to; the page's own elements decide.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from importlib import import_module

from newscrawl.site import Site, target_of

_MODULES = (
    "founder people trs hanweb ucap cmstop enorth phpcms dedecms empirecms discuz supesite wordpress epaper".split()
)


@cache
def known() -> tuple[type[Site], ...]:
    """Every family, an e-paper's forms each for itself, the more telling URL forms first."""
    found: list[type[Site]] = []
    for name in _MODULES:
        module = import_module(f"{__name__}.{name}")
        found += getattr(module, "FORMS", ()) or (
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Site) and value.__module__ == module.__name__
        )
    return tuple(found)


def recognise(url: str, ids: Collection[str] = ()) -> list[type[Site]]:
    """The families that have articles at such URLs, then those that an id of the page points to."""
    target = target_of(url)
    by_url = [family for pattern, family in _patterns() if pattern.search(target)]
    return [*by_url, *(f for f in known() if f not in by_url and any(mark in ids for mark in f.marks))]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], type[Site]], ...]:
    """The URLs of each family's articles and their further pages."""
    return tuple((re.compile("|".join(filter(None, (f.article, f.part)))), f) for f in known())
