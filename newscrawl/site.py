"""What a site is: class attributes on a CMS family. Wrong definitions fail when the class is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import lru_cache
from typing import ClassVar, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cssselect import HTMLTranslator, SelectorError

from newscrawl.errors import DefinitionError
from newscrawl.repeated import Repeated

Role = Literal["list", "article", "part", "tombstone", "other"]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where one template puts things, as CSS selectors; chosen by content, when `body` and `headline` both match."""

    name: str
    family: str
    """The CMS the template belongs to, by family name."""
    headline: str
    body: str
    meta: str = ""
    """Elements of the meta line; their values are told apart by label, never by position."""
    kicker: str = ""
    alternative: str = ""
    section: str = ""
    author: str = ""
    """Elements outside the body that hold nothing but authors."""
    editor: str = ""
    """Elements outside the body that name editors."""
    page: str = ""
    """Elements that tell number and name of the printed paper's page (03版：民生)."""
    images: str = ""
    """Elements outside the body that hold pictures with captions."""
    drop: str = ""
    """Elements inside the body that are not text of the article."""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name in ("name", "family") or not value:
                continue
            try:
                HTMLTranslator().css_to_xpath(value)
            except SelectorError as error:
                raise DefinitionError(f"layout {self.name}: {item.name} is not a CSS selector: {error}") from error


class Site:
    """Base of every family and site. A family sets what its CMS decides; a site adds what is its own.

    A class that sets `name` is a site and is checked whole.
    """

    # who: the site's own facts
    name: ClassVar[str] = ""
    """Short name, as in `newscrawl crawl NAME`."""
    title: ClassVar[str] = ""
    """The site's name as readers know it."""
    domains: ClassVar[tuple[str, ...]] = ()
    """Host names, with a port only where it matters; the first is the main one."""
    lists: ClassVar[tuple[str, ...]] = ()
    """URLs of the pages that list articles."""
    papers: ClassVar[tuple[str, ...]] = ()
    """Names of the papers of the same house, as 来源 has them."""
    country: ClassVar[str | None] = None
    province: ClassVar[str | None] = None
    city: ClassVar[str | None] = None
    county: ClassVar[str | None] = None
    region_code: ClassVar[str | None] = None
    timezone: ClassVar[str] = "UTC"
    """IANA zone of the times it prints."""
    language: ClassVar[str | None] = None
    script: ClassVar[str | None] = None
    """ISO 15924 script it publishes in; Hans lets repair undo a conversion to traditional characters."""
    offsite: ClassVar[Literal["refuse", "known"]] = "refuse"
    """Whether links to articles on other hosts are followed: never, or when the host is a known site's."""
    repeated: ClassVar[tuple[Repeated, ...]] = ()
    """What it prints round its articles; `sites.load` reads it from the site's data file."""
    conditional: ClassVar[bool] = False
    """Whether looks at known articles ask only for what was modified; for a site that answers 304 truthfully."""

    # how: what its CMS decides; patterns are searched in path and query
    family: ClassVar[str] = ""
    article: ClassVar[str] = ""
    """Pattern of an article's path and query; groups year, month, day give its date, page its printed page."""
    part: ClassVar[str] = ""
    """Pattern of the further pages of an article: its URL with a number before the extension."""
    pages: ClassVar[str] = ""
    """Pattern of the further pages of a list."""
    layouts: ClassVar[tuple[Layout, ...]] = ()
    marks: ClassVar[tuple[str, ...]] = ()
    """Ids that pages of the CMS have and others hardly do: they point to the family where the URL doesn't."""
    printed: ClassVar[bool] = False
    """Whether it is the electronic edition of a printed paper, whose articles stand on pages with number and name."""
    needless: ClassVar[str] = ""
    """Pattern of what links have at their end that makes no other page of them."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _check_attributes(cls)
        for attribute in ("article", "part", "pages", "needless"):
            try:
                re.compile(getattr(cls, attribute))
            except re.error as error:
                raise DefinitionError(f"{cls.__name__}.{attribute} is not a regular expression: {error}") from error
        if cls.name:
            _check_site(cls)

    @classmethod
    def role(cls, url: str, status: int) -> Role:
        """What a page of this site is, by its URL and status; the same for crawl and re-parse."""
        target = target_of(url)
        if cls.part and re.search(cls.part, target):
            return "part" if status == 200 else "other"
        if cls.article and re.search(cls.article, target):
            return "article" if status == 200 else "tombstone" if status in (404, 410) else "other"
        if status == 200 and (url in cls.lists or (cls.pages and re.search(cls.pages, target))):
            return "list"
        return "other"

    @classmethod
    def covers(cls, url: str) -> bool:
        """Whether the URL's host is one of the site's."""
        return not _hosts(url).isdisjoint(cls.domains)

    @classmethod
    def date_in(cls, url: str) -> str | None:
        """The date an article's URL states, as YYYY-MM-DD; None where it has none."""
        groups = cls._told(url)
        year, month, day = (groups.get(part) for part in ("year", "month", "day"))
        return f"{year}-{month:0>2}-{day:0>2}" if year and month and day else None

    @classmethod
    def page_in(cls, url: str) -> str | None:
        """The printed page that an article's URL states."""
        return cls._told(url).get("page")

    @classmethod
    def _told(cls, url: str) -> Mapping[str, str | None]:
        match = re.search(cls.article, target_of(url)) if cls.article else None
        return match.groupdict() if match else {}


@lru_cache(maxsize=1024)  # each site is asked for each link
def _hosts(url: str) -> frozenset[str]:
    """The host of a URL in lower case, with its port and without; none for what has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return frozenset()
    return frozenset({parts.netloc.rpartition("@")[2].lower(), parts.hostname or ""} - {""})


def target_of(url: str) -> str:
    """Path and query of a URL, which the patterns are searched in; "" for what is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


_TEXTS = ("name", "title", "timezone", "family", "article", "part", "pages", "needless")
_TUPLES = {"domains": str, "lists": str, "papers": str, "marks": str, "layouts": Layout}


def _check_attributes(cls: type[Site]) -> None:
    """Only names that mean something, with values of their kind; a family that wants one of its own gives it a type."""
    known = {name for base in cls.__mro__[1:] for name in (*vars(base), *vars(base).get("__annotations__", ()))}
    for attribute, value in vars(cls).items():
        if attribute.startswith("_") or callable(value) or isinstance(value, classmethod | staticmethod | property):
            continue
        if attribute not in known and attribute not in vars(cls).get("__annotations__", ()):
            near = get_close_matches(attribute, [name for name in known if not name.startswith("_")], 1, 0.75)
            meant = f"did you mean {near[0]}?" if near else "newscrawl/site.py has those there are"
            raise DefinitionError(f"{cls.__name__}.{attribute} is no attribute of a site; {meant}")
        if attribute in _TEXTS and not isinstance(value, str):
            raise DefinitionError(f"{cls.__name__}.{attribute} is {value!r}; make it a string")
        if attribute in _TUPLES:
            _check_tuple(cls, attribute, value)


def _check_tuple(cls: type[Site], attribute: str, value: object) -> None:
    kind = _TUPLES[attribute]
    if isinstance(value, str):
        raise DefinitionError(
            f"{cls.__name__}.{attribute} is a single string; make it a tuple, with a comma at its end"
        )
    if not isinstance(value, tuple | list) or not all(isinstance(item, kind) for item in value):
        what = "strings" if kind is str else "Layout objects"
        raise DefinitionError(f"{cls.__name__}.{attribute} is {value!r}; make it a tuple of {what}")


def _check_site(cls: type[Site]) -> None:
    def wrong(attribute: str, why: str) -> DefinitionError:
        return DefinitionError(f"site {cls.__name__}: {attribute} {why}")

    if not re.fullmatch(r"[a-z][a-z0-9_]*", cls.name):
        raise wrong("name", f"is {cls.name!r}; use lower-case letters, digits and _ only")
    if not (cls.__doc__ or "").strip():
        raise wrong("docstring", "is missing; say which paper this is and where it is published")
    for domain in cls.domains:
        if "/" in domain or domain != domain.lower():
            raise wrong("domains", f"holds {domain!r}; write host names in lower case, without scheme or path")
    for url in cls.lists:
        if urlsplit(url).scheme not in ("http", "https"):
            raise wrong("lists", f"holds {url!r}, which is no http or https URL")
        if not cls.covers(url):
            raise wrong("lists", f"holds {url!r}, whose host is not in domains")
    try:
        ZoneInfo(cls.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise wrong("timezone", f"is {cls.timezone!r}, which is no IANA time zone") from error
