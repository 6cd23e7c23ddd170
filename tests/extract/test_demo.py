"""Every article of the embedded newspaper against what its writer says it says."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from newscrawl import sites
from newscrawl.demo import Edition
from newscrawl.demo.story import Story
from newscrawl.extract.parts import together
from newscrawl.items import Article, restore
from newscrawl.page import Page
from newscrawl.pipelines import article_of

HOST = "http://127.0.0.1:8899"
EDITION = Edition()
STORIES = {story.path: story for story in EDITION.stories()}


def page(path: str) -> Page:
    answer = EDITION.answer(path)
    return Page(HOST + path, answer.status, ((b"Content-Type", answer.content_type.encode()),), answer.body)


@cache
def read(path: str) -> Article:
    story = STORIES[path]
    pages = [page(story.part_path(number)) for number in range(1, story.part_count + 1)]
    return article_of(together(pages, sites.for_page(pages[0])))


@cache
def told(path: str) -> dict[str, Any]:
    return STORIES[path].expected()


paths = pytest.mark.parametrize("path", STORIES)


@paths
def test_heads_source_and_charset(path: str) -> None:
    article, expected = read(path), told(path)
    for name in ("headline", "kicker", "alternative_headline", "source", "publisher", "dateline", "charset_used"):
        assert getattr(article, name) == expected[name], name
    assert article.problems == expected["problems"]
    assert article.part_count == expected["part_count"]


@paths
def test_the_date_is_the_one_printed(path: str) -> None:
    assert (read(path).date_published or "").startswith(told(path)["date_published"].removesuffix("+08:00"))


@paths
def test_everyone_named_is_found(path: str) -> None:
    found = {(person.name, person.role) for person in read(path).bylines}
    assert set(map(tuple, told(path)["bylines"])) <= found


@paths
def test_nobody_else_is_found(path: str) -> None:
    assert {person.name for person in read(path).bylines} == {name for name, _ in told(path)["bylines"]}


@paths
def test_the_text_is_whole_and_nothing_else(path: str) -> None:
    assert restore(read(path)) == "\n".join(told(path)["text"])


@paths
def test_just_the_notices_leave(path: str) -> None:
    article, expected = read(path), told(path)
    assert [notice.text for notice in article.notices] == [text for text, _ in expected["notices"]]
    for notice, (_, clauses) in zip(article.notices, expected["notices"], strict=True):
        assert set(clauses) <= set(notice.clauses)
    for kind, text in expected["removed"]:
        assert kind == "byline_line" or text not in article.body.split("\n")


@paths
def test_the_rights_are_those_stated(path: str) -> None:
    article = read(path)
    assert {name: getattr(article, name) for name in told(path)["rights"]} == told(path)["rights"]


@paths
def test_pictures_come_with_caption_and_credit(path: str) -> None:
    found = [(image.caption, image.credit) for image in read(path).images]
    assert found == [tuple(picture) for picture in told(path)["images"]]


def test_the_stories_are_many_and_their_layouts_all_there() -> None:
    kinds = {story.layout for story in STORIES.values()}
    assert len(STORIES) >= 60
    assert kinds == {"text", "gallery", "supesite", "modern"}
    assert isinstance(next(iter(STORIES.values())), Story)
