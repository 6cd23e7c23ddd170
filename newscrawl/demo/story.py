"""An article of the demo as data: what its page prints, and what reading it must give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from newscrawl.demo.paper import OFFSET

_SPACE = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")
PAGE_BREAK = "page"
"""Kind of the line that ends a page of an article of several."""
CODECS = {"utf-8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "": "utf-8", "unlabelled-gb": "gb18030"}
"""Codec of the bytes by `Story.charset`."""


def fold(text: str) -> str:
    """Text with every run of white space as one blank, none at the ends."""
    return _SPACE.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as printed."""

    text: str
    kind: str = ""
    """Empty for the article's own text; else notice, editor_line, byline_line …, as `Removed.kind` has them."""
    clauses: tuple[str, ...] = ()
    """What a notice states, in the order printed."""

    @property
    def folded(self) -> str:
        """The text with every run of white space as one blank."""
        return fold(self.text)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what is printed below it."""

    caption: str
    credit: str | None = None
    """The photographer the caption names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article."""

    number: int
    layout: str
    """text, gallery, supesite or modern."""
    section: str
    day: date
    headline: str
    lines: tuple[Line, ...]
    clock: str = ""
    """HH:MM or HH:MM:SS; empty where the page prints the day alone."""
    date_style: str = "iso"
    """iso, han, han_glued, dot, slash or weekday."""
    kicker: str | None = None
    subtitle: str | None = None
    source: str | None = None
    """None where the page has no such label, "" where the label has no value; so too the publisher."""
    publisher: str | None = None
    printed: Mapping[str, str] = field(default_factory=dict)
    """Values printed that mean nothing (本站原创), or that the page prints otherwise than they are meant, by label."""
    bylines: tuple[tuple[str, str], ...] = ()
    """(name, role)."""
    dateline: str | None = None
    editors: tuple[str, ...] = ()
    """Names behind 编辑 outside the body, as printed; they are in `bylines` too."""
    pictures: tuple[Picture, ...] = ()
    charset: str = "utf-8"
    """Label of the page: utf-8, gb2312, gbk, "" for none over UTF-8, unlabelled-gb for none over GB18030."""
    wire: str = ""
    """plain, gzip, chunked, gzip-chunked or close; empty leaves it to the path."""
    quirks: frozenset[str] = frozenset()
    """What is special about the page; the templates know the words."""
    rights: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the record (rights_permission …) that the notices settle."""

    @property
    def path(self) -> str:
        """Path and query of its first page."""
        return path_of(self.layout, self.day, self.number)

    def part_path(self, part: int) -> str:
        """Path and query of one of its pages, counted from 1."""
        if part == 1:
            return self.path
        if self.layout == "supesite":
            return f"{self.path}-page-{part}"
        stem, _, extension = self.path.rpartition(".")
        return f"{stem}_{part}.{extension}"

    @property
    def part_count(self) -> int:
        return 1 + sum(line.kind == PAGE_BREAK for line in self.lines)

    def part(self, part: int) -> tuple[Line, ...]:
        """The lines of one of its pages, counted from 1."""
        pages: list[list[Line]] = [[]]
        for line in self.lines:
            if line.kind == PAGE_BREAK:
                pages.append([])
            else:
                pages[-1].append(line)
        return tuple(pages[part - 1])

    @property
    def codec(self) -> str:
        """Codec of the bytes of its pages."""
        return CODECS[self.charset]

    @property
    def date_published(self) -> str:
        """As the record has it: the day, or the time with offset, as precise as printed."""
        return f"{self.day.isoformat()}T{self.clock}{OFFSET}" if self.clock else self.day.isoformat()

    def value(self, label: str) -> str | None:
        """What the page prints behind a label (source, publisher, author …); None where it hasn't the label."""
        if label in self.printed:
            return self.printed[label]
        return {"source": self.source, "publisher": self.publisher}.get(label)

    def expected(self) -> dict[str, Any]:
        """What reading the page must give.

        `text` is the article text by paragraphs; `body` what is left of it without what `removed` names by kind; all
        have white space folded, and begin with the captions where a family's layout prints them. `bylines` and clauses
        are those that must be found: a photographer called a reporter may be listed as both.
        `date_published` is what the meta line prints; a comment or JSON-LD may state the same time to the second.
        """
        lines = [line for line in self.lines if line.kind != PAGE_BREAK]
        printed = (
            [] if self.layout == "modern" else self.pictures
        )  # a figure's caption is the picture's, not the text's
        captions = [fold(picture.caption) for picture in printed]
        photographers = [(picture.credit, "photographer") for picture in self.pictures if picture.credit]
        notices = [line for line in lines if line.kind == "notice"]
        return {
            "path": self.path,
            "kind": "article",
            "layout": self.layout,
            "headline": self.headline,
            "kicker": self.kicker,
            "alternative_headline": self.subtitle,
            "source": self.source or None,
            "publisher": self.publisher or None,
            "date_published": self.date_published,
            "bylines": list(dict.fromkeys((*self.bylines, *photographers))),
            "dateline": self.dateline,
            "text": captions + [line.folded for line in lines],
            "body": captions + [line.folded for line in lines if not line.kind],
            "removed": [(line.kind, line.folded) for line in lines if line.kind],
            "notices": [(line.folded, list(line.clauses)) for line in notices],
            "notice_count": len(notices),
            "images": [(fold(picture.caption), picture.credit) for picture in self.pictures],
            "part_count": self.part_count,
            "charset_declared": self.charset if self.charset in ("utf-8", "gb2312", "gbk") else None,
            "charset_used": self.codec,
            "rights": dict(self.rights),
            "problems": ["no_body"] if "no_body" in self.quirks else [],
        }


def path_of(layout: str, day: date, number: int) -> str:
    """Path and query of an article."""
    if layout == "supesite":
        return f"/?action-viewnews-itemid-{number}"
    if layout == "modern":
        return f"/xw/{day:%Y%m%d}/a{number}.shtml"
    return f"/{day:%Y-%m/%d}/content_{number}.html"
