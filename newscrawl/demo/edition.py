"""Everything the demo's site has, by path: articles, lists, pictures, redirects, and what is gone or forbidden."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import lru_cache, partial

from newscrawl.demo import press
from newscrawl.demo.damage import damage
from newscrawl.demo.paper import CRAWL_DELAY, DISALLOWED, SECTIONS, SITE, Section
from newscrawl.demo.story import Story
from newscrawl.demo.templates import founder, modern, supesite
from newscrawl.demo.templates.furniture import Link, Neighbours, foot
from newscrawl.demo.written import story as as_story
from newscrawl.demo.written import table, written
from newscrawl.errors import UsageError

FEW, MANY = 10, 40
"""Links on a list page: of the written articles alone, and with further ones."""
_EPOCH = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_TEMPLATES: dict[str, Callable[[Story, int, Neighbours], str]] = {
    "text": founder.text_page,
    "gallery": lambda story, part, neighbours: founder.gallery_page(story, neighbours),
    "supesite": supesite.article_page,
    "modern": modern.article_page,
}
_LISTS = {"founder": founder.list_page, "supesite": supesite.list_page, "modern": modern.list_page}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path gives, before it is put on the wire."""

    status: int
    body: bytes
    content_type: str = "text/html"
    wire: str = ""
    """plain, gzip, chunked, gzip-chunked or close; empty leaves it to the path."""
    location: str | None = None
    modified: datetime | None = None
    """When it last changed; None where nothing may be cached."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an article is: enough to link to it and to know its neighbours without writing it."""

    path: str
    part: int
    story: Callable[[], Story]
    neighbours: Neighbours = field(default_factory=Neighbours)


class Edition:
    """The site's content: the written articles and, where asked for, a number of further ones.

    The same number gives the same bytes always; pages are made when they are asked for. Raises UsageError for a number
    below 0 or above `press.MOST`.
    """

    def __init__(self, articles: int | None = None) -> None:
        if not 0 <= (articles or 0) <= press.MOST:
            raise UsageError(f"the demo can't make {articles} articles; ask for 0 to {press.MOST}")
        self.further = articles or 0
        self.paths: dict[str, list[str]] = {key: [] for key in SECTIONS}
        """By section, the paths of its articles as its lists have them."""
        self._places: dict[str, _Place] = {}
        self._odd = table("oddities")
        self._redirects = {entry["path"]: entry for entry in self._odd["redirect"]}
        self._gone = {entry["path"]: int(entry["status"]) for entry in self._odd["gone"]}
        self._forbidden = {
            f"{DISALLOWED.rstrip('/')}{story.path}": story for story in map(as_story, self._odd["forbidden"])
        }
        self._add()
        self.list_size = MANY if self.further else FEW

    def stories(self) -> list[Story]:
        """Every article the lists lead to, with what reading it must give (`Story.expected`)."""
        return [self.story(path) for path in self.paths_of_stories()]

    def paths_of_stories(self) -> list[str]:
        """The path of every article's first page."""
        return [path for paths in self.paths.values() for path in paths]

    def article_paths(self) -> list[str]:
        """The path of every page of every article."""
        return list(self._places)

    def story(self, path: str) -> Story:
        """The article at a path. Raises KeyError where there is none."""
        return self._places[path].story()

    def list_paths(self) -> list[str]:
        """The path of every list page."""
        return [section.path(page) for section in SECTIONS.values() for page in range(1, self._pages(section) + 1)]

    def links(self, section: Section, page: int) -> list[Link]:
        """The links of a list page, counted from 1; odd ones come first on the page they belong to."""
        first = (page - 1) * self.list_size
        stories = [self.story(path) for path in self.paths[section.key][first : first + self.list_size]]
        odd = [
            Link(entry["href"], entry["text"], entry.get("day", ""))
            for entry in self._odd["link"]
            if (entry["section"], entry["page"]) == (section.key, page)
        ]
        return odd + [Link(self._href(story, section), story.headline, story.day.isoformat()) for story in stories]

    def answer(self, path: str) -> Answer:
        """What the site says to a path with its query."""
        if path in self._places:
            place = self._places[path]
            return self._article(place.story(), place.part, self._beside(place))
        if path in self._redirects:
            return Answer(int(self._redirects[path]["status"]), b"", location=self._redirects[path]["to"])
        if path in self._forbidden:
            return self._article(self._forbidden[path], 1, Neighbours())
        if path in self._gone:
            return self._missing(self._gone[path])
        return self._other(path)

    def _add(self) -> None:
        order: dict[str, list[tuple[str, Callable[[], Story], list[str]]]] = {key: [] for key in SECTIONS}
        for story in written():
            parts = [story.part_path(number) for number in range(2, story.part_count + 1)]
            order[story.section].append((story.path, partial(_same, story), parts))
        for index in range(self.further):
            slot = press.slot(index)
            order[slot.section].append((slot.path, partial(_printed, index), slot.further_paths))
        for key, entries in order.items():
            self.paths[key] = [path for path, _, _ in entries]
            for position, (path, tell, parts) in enumerate(entries):
                neighbours = Neighbours(
                    entries[position - 1][0] if position else None,
                    entries[position + 1][0] if position + 1 < len(entries) else None,
                )
                for number, part_path in enumerate([path, *parts], 1):
                    self._places[part_path] = _Place(part_path, number, tell, neighbours)

    def _beside(self, place: _Place) -> Neighbours:
        """Its neighbours and, for the side of its page, six articles that its number picks."""
        shelf, number = written(), place.story().number
        chosen = [shelf[(number * 7 + step * 11) % len(shelf)] for step in range(6)]
        links = tuple(Link(story.path, story.headline) for story in chosen if story.path != place.path)
        return replace(place.neighbours, popular=links)

    def _pages(self, section: Section) -> int:
        return max(1, -(-len(self.paths[section.key]) // self.list_size))

    def _href(self, story: Story, section: Section) -> str:
        return story.path.removeprefix("/") if section.family == "founder" else story.path

    def _article(self, story: Story, part: int, neighbours: Neighbours) -> Answer:
        html = _TEMPLATES[story.layout](story, part, neighbours)
        if "damaged" in story.quirks:
            html = damage(html)
        if "zero_width" in story.quirks:
            html = html.replace(story.headline, "\u200b".join(story.headline))
        modified = datetime.combine(story.day, time(4), UTC)
        content_type = "text/html"
        if story.layout == "modern" and story.charset == "utf-8":
            content_type = "text/html; charset=utf-8"
        if story.charset == "gbk":
            content_type = "text/html; charset=gbk"
        return Answer(200, html.encode(story.codec), content_type, story.wire, modified=modified)

    def _other(self, path: str) -> Answer:
        if path == "/":
            return Answer(200, _front().encode(), "text/html; charset=utf-8", modified=_EPOCH)
        if path == "/robots.txt":
            return Answer(200, self.robots().encode(), "text/plain", "plain", modified=_EPOCH)
        if path == "/css/style.css":
            return Answer(200, _STYLE.encode(), "text/css", modified=_EPOCH)
        if path.startswith("/images/") and path.endswith(".png"):
            return Answer(200, picture(path), "image/png", "plain", modified=_EPOCH)
        for section in SECTIONS.values():
            for page in range(1, self._pages(section) + 1):
                if path == section.path(page):
                    return self._list(section, page)
        return self._missing(404)

    def _list(self, section: Section, page: int) -> Answer:
        html = _LISTS[section.family](section, self.links(section, page), page, self._pages(section))
        codec, label = ("gb18030", "gbk") if section.family == "supesite" else ("utf-8", "utf-8")
        return Answer(200, html.encode(codec), f"text/html; charset={label}", modified=_EPOCH)

    def robots(self) -> str:
        """robots.txt: one folder is closed; the written articles alone ask for a delay."""
        delay = "" if self.further else f"Crawl-delay: {CRAWL_DELAY}\n"
        return f"User-agent: *\nDisallow: {DISALLOWED}\n{delay}"

    def _missing(self, status: int) -> Answer:
        head = f'<head><meta charset="utf-8"><title>{SITE}</title></head>'
        return Answer(status, f"<html>{head}<body><p>您访问的页面不存在。</p></body></html>".encode())


def _same(story: Story) -> Story:
    return story


@lru_cache(maxsize=256)
def _printed(index: int) -> Story:
    return press.story(index)


def picture(path: str) -> bytes:
    """A small PNG of two colours that the path decides."""
    seed = zlib.crc32(path.encode())
    sky, ground = seed.to_bytes(4, "big")[:3], (seed * 2654435761 & 0xFFFFFFFF).to_bytes(4, "big")[:3]
    rows = b"".join(b"\0" + (sky if row < 40 else ground) * 96 for row in range(64))
    head = struct.pack(">IIBBBBB", 96, 64, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def _front() -> str:
    links = "\n".join(f'<li><a href="{section.path()}">{section.title}</a></li>' for section in SECTIONS.values())
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{SITE}</title>\n</head>\n'
        f"<body>\n<h1>{SITE}</h1>\n<ul>\n{links}\n</ul>\n{foot()}\n</body>\n</html>\n"
    )


_STYLE = "body{margin:0 auto;max-width:60em;font:16px/1.7 serif}.nav li{display:inline;margin-right:1em}\n"
