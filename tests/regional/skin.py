"""Skins: how the CMSs of regional papers lay an article out, filled with the invented stories.

A file in skins/ has lines `key: value`, an empty line, and the template. `url` and `story` are required; `around` is one
of the surroundings or none. What must be read follows from what the template prints; `expect`, `people`, `captions`,
`images`, `intro`, `notice` and `roles` add to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl import extract_article
from newscrawl.items import Article
from tests.regional.stories import STORIES, Story
from tests.regional.surroundings import SURROUNDINGS

SKINS = Path(__file__).parent / "skins"
NOTICE = (
    "<p>云岫日报、云岫晚报所有自采新闻（含图片）独家授权云岫新闻网发布，未经允许不得转载或镜像；授权转载务必注明来源，例：“云岫新闻网-云岫日报”。</p>"
    "<p>凡本网未注明“发布者：云岫新闻网”的作品，均转载自其它媒体，转载目的在于传递更多信息，并不代表本网赞同其观点和对其真实性负责。</p>"
)
CHECKED = (
    "headline", "kicker", "alternative_headline", "source", "date_published", "bylines", "body", "notices", "images",
    "print_page", "print_section",
)  # fmt: skip


@dataclass(frozen=True)
class Skin:
    """One template and what it says of itself."""

    name: str
    told: dict[str, str]
    template: str

    @property
    def story(self) -> Story:
        return STORIES[self.told["story"]]

    @property
    def url(self) -> str:
        return self.told["url"].format(at=self.story.at)

    def html(self) -> bytes:
        """The whole page."""
        story, around = self.story, self.told.get("around", "none")
        values = {
            **{name: getattr(story, name) for name in Story.__dataclass_fields__},
            "p": story.p(),
            "br": story.br(),
            "spans": story.spans(),
            "divs": story.p("div"),
            "sections": story.p("section"),
            "notice": self.told.get("notice", NOTICE),
        }
        article = self.template.format_map(values)
        page = (
            SURROUNDINGS[around].format(article=article, site=story.site, section=story.section)
            if around != "none"
            else article
        )
        title = self.told.get("title", "{headline}_{site}").format_map(values)
        head = self.told.get("head", "").format_map(values)
        return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>{page}</html>'.encode()

    def expected(self) -> dict[str, Any]:
        """What must be read, by field."""
        story, prints = self.story, self.told.get("head", "") + self.template
        captions = [c for c in self.told.get("captions", "").split("|") if c]
        intro = [self.told["intro"]] if "intro" in self.told else []
        expect = dict(pair.split("=") for pair in self.told.get("expect", "").split())

        def is_there(key: str) -> bool:
            return f"{{{key}}}" in prints

        return {
            "headline": story.headline,
            "kicker": (story.kicker or None) if is_there("kicker") else None,
            "alternative_headline": (story.sub or None) if is_there("sub") else None,
            "source": story.source if is_there("source") else None,
            "date_published": expect.get("date_published", self._date(prints)),
            "bylines": self._people(prints),
            "body": [*intro, *story.paragraphs],
            "captions": captions,
            "notices": is_there("notice"),
            "images": self.told["images"].split() if "images" in self.told else None,
            "print_page": expect.get("print_page"),
            "print_section": expect.get("print_section"),
        }

    def _date(self, prints: str) -> str:
        clock = "T%H:%M:%S+08:00" if "%S" in prints else "T%H:%M+08:00" if "%M" in prints else ""
        return self.story.at.strftime(f"%Y-%m-%d{clock}")

    def _people(self, prints: str) -> set[tuple[str, str]]:
        story = self.story
        roles = dict(pair.split("=") for pair in self.told.get("roles", "").split())
        found = set(story.people)
        for person in filter(None, self.told.get("people", "").split("; ")):
            name, role = person.split()
            found.add((name, role))
        if "{author}" in prints and story.author:
            role = "editor" if "{editor}、{author}" in prints else roles.get("author", "author")
            found.add((story.author, role))
        if "{editor}" in prints:
            found |= {(name, "editor") for name in story.editor.split()}
            found |= {("何婉清", "editor")} if "何婉清" in prints else set()
        return found


def load() -> list[Skin]:
    """Every skin, by name."""
    return [_read(path) for path in sorted(SKINS.glob("*.html"))]


def _read(path: Path) -> Skin:
    head, _, template = path.read_text(encoding="utf-8").partition("\n\n")
    return Skin(path.stem, dict(line.split(": ", 1) for line in head.splitlines()), template)


def read(skin: Skin, **where: str) -> Article:
    """What comes out of the page."""
    return extract_article(skin.html(), where.get("url", skin.url), {"Content-Type": "text/html"})


def found(article: Article, expected: dict[str, Any]) -> dict[str, Any]:
    """The checked fields of an article, in the form of those expected; captions in the text may stay."""
    lines = article.body.split("\n")
    return {
        "headline": article.headline,
        "kicker": article.kicker,
        "alternative_headline": article.alternative_headline,
        "source": article.source,
        "date_published": article.date_published,
        "bylines": {(person.name, person.role) for person in article.bylines},
        "body": [
            line
            for line in lines
            if re.sub(r"\s", "", line) not in {re.sub(r"\s", "", c) for c in expected["captions"]}
        ],
        "captions": expected["captions"],
        "notices": bool(article.notices),
        "images": None if expected["images"] is None else [image.url for image in article.images],
        "print_page": article.print_page,
        "print_section": article.print_section,
    }
