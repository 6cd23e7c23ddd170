"""A first definition of a site, drafted from one of its pages: what the page shows, and what is left to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from newscrawl import families
from newscrawl.extract.draft import Draft
from newscrawl.extract.headline import site_in
from newscrawl.extract.links import hrefs
from newscrawl.extract.parse import text_of
from newscrawl.families.mainland import Mainland
from newscrawl.items import Article
from newscrawl.page import Page
from newscrawl.pipelines import draft_of, finished
from newscrawl.site import Site, target_of

_MOST_LISTS = 8
_INDENT = " " * 4
_DATES = (
    (r"(?<!\d)\d{4}([-/]?)\d{2}([-/]?)\d{2}(?!\d)", r"(?P<year>\\d{4})\1(?P<month>\\d{2})\2(?P<day>\\d{2})"),
    (r"(?<!\d)\d{4}([-/])\d{1,2}([-/])\d{1,2}(?!\d)", r"(?P<year>\\d{4})\1(?P<month>\\d{1,2})\2(?P<day>\\d{1,2})"),
)


@dataclass(frozen=True)
class Drafted:
    """A site file that loads, and what is to be done about it."""

    source: str
    family: type[Site]
    layout: str | None
    """The family's layout that reads the page; None where the generic rules do, or the page is a list."""
    lists: tuple[str, ...]
    left: tuple[str, ...]
    """A sentence for each thing that a person has to fill in or to look at."""


def draft_site(name: str, page: Page) -> Drafted:
    """The definition of the site a page belongs to; the page is one of its articles or of its lists."""
    listing = next((f for f in families.known() if f.pages and f.role(page.url, 200) == "list"), None)
    draft = draft_of(page)
    article = finished(draft)
    recognised = families.recognise(page.url)
    family = draft.family if draft.family in recognised else listing or next(iter(recognised), draft.family)
    skin = draft.family if draft.family is not family and listing is None else None
    base = family or (Mainland if (article.language, article.script) == ("zh", "Hans") else Site)
    lists = tuple(_lists(page, family, is_list=listing is not None))
    title = draft.told.site_name or _site_name(draft) or ""
    pattern = "" if recognised or listing else article_pattern(page.url)
    lines = [
        f'name, title = "{name}", {_quoted(title)}',
        f"domains = ({_quoted(_host(page.url))},)",
        *_tuple("lists", lists),
        *([f"article = {_raw(pattern)}"] if pattern else []),
        *([f"layouts = (*{base.__name__}.layouts, *{skin.__name__}.layouts)"] if skin else []),
    ]
    about = f"{title or name}: say here which paper this is, and where it is published."
    body = "\n".join(f"{_INDENT}{line}" if line else "" for line in (f'"""{about}"""', "", *lines))
    imports = "\n".join(sorted(f"from {c.__module__} import {c.__name__}" for c in {base, skin or base}))
    source = f'"""{title or name}."""\n\n{imports}\n\n\nclass {_class_name(name)}({base.__name__}):\n{body}\n'
    layout = draft.layout.name if draft.layout and listing is None else None
    left = tuple(_left(article, base, title, lists, layout, is_list=listing is not None))
    return Drafted(source, base, layout, lists, left)


def article_pattern(url: str) -> str:
    """A pattern of the URLs of articles like this one: its numbers are any, its date is named, its words stay."""
    target = re.escape(target_of(url)).replace(r"\-", "-")
    for date, named in _DATES:
        target, found = re.subn(date, named, target, count=1)
        if found:
            break
    pieces = re.split(r"(\(\?P<\w+>\\d\{[\d,]+\}\))", target)
    return "".join(p if p.startswith("(?P<") else re.sub(r"\d+", r"\\d+", p) for p in pieces) + "$"


def _site_name(draft: Draft) -> str | None:
    titles = [text_of(e) for e in draft.tree.iter("title")] if draft.tree is not None else []
    return next((name for title in titles if (name := site_in(title, draft.article.headline or ""))), None)


def _lists(page: Page, family: type[Site] | None, *, is_list: bool) -> Iterator[str]:
    """The lists of the site that the page links to, the page itself where it is one."""
    if is_list:
        yield page.url
        return
    if family is None or not family.pages:
        return
    host, found = urlsplit(page.url).netloc, 0
    for url in hrefs(page, family):
        if urlsplit(url).netloc == host and family.role(url, 200) == "list" and found < _MOST_LISTS:
            found += 1
            yield url


def _left(
    article: Article, base: type[Site], title: str, lists: tuple[str, ...], layout: str | None, *, is_list: bool
) -> Iterator[str]:
    """What a person has to see to."""
    yield "the docstring: which paper this is, and where it is published; province, city and region_code where known"
    if not title:
        yield "title: the page doesn't say what the site is called"
    if not lists:
        yield "lists: the page links to none that the family knows; give the URLs of pages that list articles"
    elif base.printed:
        yield "lists: an issue's page is of its day; name the index page that leads to the latest issue instead"
    elif not is_list:
        yield "lists: these are the ones the page links to; keep those that carry the site's own news"
    source = f" (来源 of this page: {article.source})" if article.source else ""
    yield f"papers: the house's own papers, as 来源 prints them{source}"
    if not base.family:
        yield "article: made from this one URL; pages, the pattern of the further pages of a list, is not set"
    if base.timezone == "UTC":
        yield "country, language, script and timezone: the page's family doesn't decide them"
    if layout is None and not is_list:
        yield "layouts: no layout of a family fits, so the generic rules read this page; add one where they are wrong"


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _raw(pattern: str) -> str:
    return f'r"{pattern}"' if '"' not in pattern else repr(pattern)


def _tuple(name: str, values: tuple[str, ...]) -> list[str]:
    """The lines of a tuple of URLs."""
    if len(values) < 2:
        return [f"{name} = ({''.join(f'{_quoted(value)},' for value in values)})"]
    return [f"{name} = (", *(f"{_INDENT}{_quoted(value)}," for value in values), ")"]
