"""What the site has: articles with their truth, lists that lead to them, and the odd pages."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

import pytest
from lxml import html

from newscrawl.demo import Edition, Story
from newscrawl.demo.edition import picture
from newscrawl.demo.paper import SECTIONS
from newscrawl.demo.story import fold
from newscrawl.demo.written import story as as_story
from newscrawl.demo.written import wordings, written
from tests.demo.client import Fetch

EDITION = Edition()
STORIES = EDITION.stories()
CLEAN = [story for story in STORIES if "damaged" not in story.quirks]
"""Those whose pages say what their truth says, to the letter."""
ROLES = {"reporter", "correspondent", "intern", "photographer", "editor", "proofreader", "reviewer", "author"}
REMOVED = {"notice", "editor_line", "byline_line", "source_line", "original_title"}


def page(story: Story, part: int = 1) -> html.HtmlElement:
    """The tree of one of its pages, decoded as it is encoded."""
    return html.document_fromstring(EDITION.answer(story.part_path(part)).body.decode(story.codec))


def hrefs(story: Story, part: int) -> set[str]:
    """Where the links of one of its pages lead."""
    return {urljoin(story.part_path(part), anchor.get("href", "")) for anchor in page(story, part).iter("a")}


def test_sixty_articles_in_every_layout() -> None:
    assert len(STORIES) >= 60
    assert len({story.path for story in STORIES}) == len(STORIES)
    assert {story.layout for story in STORIES} == {"text", "gallery", "supesite", "modern"}
    for layout in ("text", "gallery", "supesite", "modern"):
        assert sum(story.layout == layout for story in STORIES) >= 7


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.path)
def test_the_truth_is_well_formed(story: Story) -> None:
    truth = story.expected()
    assert truth["body"] or "no_body" in story.quirks
    assert all(text == fold(text) and text for text in truth["body"])
    assert {role for _, role in truth["bylines"]} <= ROLES
    assert {kind for kind, _ in truth["removed"]} <= REMOVED
    assert all(name and " " not in name for name, _ in truth["bylines"])
    names = {name for name, _ in truth["bylines"]}
    for kind, words in truth["removed"]:
        if kind in ("editor_line", "byline_line") and "系统管理员" not in words:
            assert any(name in words.replace(" ", "") for name in names), words
    json.dumps(truth)


@pytest.mark.parametrize("story", CLEAN, ids=lambda story: story.path)
def test_the_page_prints_the_truth(story: Story) -> None:
    truth = story.expected()
    text = "".join(
        fold(page(story, part).text_content().replace("\u200b", "")) for part in range(1, story.part_count + 1)
    )
    heads = [truth[key] for key in ("headline", "kicker", "alternative_headline", "source", "publisher") if truth[key]]
    for expected in (*heads, *truth["body"], *(words for _, words in truth["removed"])):
        assert expected in text
    bare = text.replace(" ", "")
    meta = "".join(story.printed.values())
    for name, _ in truth["bylines"]:
        assert name in bare or name in meta
    if truth["dateline"]:
        assert any(line.startswith(truth["dateline"]) for line in truth["body"][: len(story.pictures) + 1])
    assert story.day.strftime("%Y") in text
    assert sum(1 for _ in page(story).iter("h1")) == 1


def test_the_damaged_pages_are_damaged() -> None:
    damaged = [story for story in STORIES if story not in CLEAN]
    assert len(damaged) == 2
    for story in damaged:
        text = EDITION.answer(story.path).body.decode("utf-8")
        assert "來(lái)源" in text
        assert re.search(r"\?[a-zü\u0100-\u01dc]+\)", text)
        assert story.expected()["notice_count"] == 2
        assert story.expected()["publisher"] is None


@pytest.mark.parametrize("story", [s for s in STORIES if s.charset in ("gb2312", "gbk", "unlabelled-gb")])
def test_gb_bytes(story: Story) -> None:
    body = EDITION.answer(story.path).body
    assert story.headline in body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    if story.charset == "gb2312":
        assert b"charset=gb2312" in body
        with pytest.raises(UnicodeDecodeError):
            body.decode("gb2312")


def test_some_pages_have_no_label() -> None:
    bare = [EDITION.answer(story.path) for story in STORIES if story.charset in ("", "unlabelled-gb")]
    assert len(bare) >= 2
    assert all(b"charset" not in answer.body and "charset" not in answer.content_type for answer in bare)


def test_a_character_beyond_gbk() -> None:
    story = EDITION.story("/2024-11/30/content_20403.html")
    with pytest.raises(UnicodeEncodeError):
        story.headline.encode("gbk")


def test_lists_lead_to_every_article_and_to_each_other(fetch: Fetch) -> None:
    seen: set[str] = set()
    waiting = [section.path() for section in SECTIONS.values()]
    links: set[str] = set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = fetch(path)
        assert answer.status == 200
        codec = "gb18030" if "category" in path else "utf-8"
        tree = html.document_fromstring(answer.body().decode(codec))
        for anchor in tree.iter("a"):
            target = urljoin(path, anchor.get("href", "")).partition("#")[0]
            links.add(target)
            if target in EDITION.list_paths() and target not in seen:
                waiting.append(target)
    assert seen == set(EDITION.list_paths())
    assert links >= {story.path for story in STORIES}


def test_every_link_of_the_lists_answers_as_it_should(fetch: Fetch) -> None:
    gone = {"/2022-06/01/content_29999.html": 404, "/2020-02/14/content_29998.html": 410}
    moved = {"/2021-03/04/content_20999.html": 301, "/xw/20240101/a1.shtml": 302}
    for section in SECTIONS.values():
        for number in range(1, 3):
            for link in EDITION.links(section, number):
                target = urljoin(section.path(), link.href).partition("#")[0]
                if not target.startswith("/"):
                    assert re.match(r"javascript:|mailto:|http://www\.landong\.example/", target)
                    continue
                status = gone.get(target) or moved.get(target) or 200
                answer = fetch(target)
                assert answer.status == status, target
                if status in (301, 302):
                    assert fetch((answer.header(b"location") or b"").decode()).status == 200


def test_articles_of_several_pages(fetch: Fetch) -> None:
    several = [story for story in STORIES if story.part_count > 1]
    assert {story.layout for story in several} == {"text", "supesite", "modern"}
    for story in several:
        second = story.part_path(2)
        assert second in hrefs(story, 1)
        assert story.path in hrefs(story, 2)
        assert fetch(second).status == 200
        assert fetch(story.part_path(3)).status == 404


def test_robots_txt_closes_a_folder_the_lists_link_to(fetch: Fetch) -> None:
    robots = fetch("/robots.txt").body().decode()
    assert robots == "User-agent: *\nDisallow: /nb/\nCrawl-delay: 0.05\n"
    forbidden = [link.href for link in EDITION.links(SECTIONS["5"], 1) if "nb/" in link.href]
    assert len(forbidden) == 2
    assert "Crawl-delay" not in Edition(10).robots()


def test_notices_in_many_wordings() -> None:
    used = {name for name, wording in wordings().items() if any(set(wording.lines) <= set(s.lines) for s in STORIES)}
    assert used == set(wordings())
    clauses = {clause for story in STORIES for _, found in story.expected()["notices"] for clause in found}
    assert len(wordings()) >= 8
    assert clauses >= {
        "exclusive_licence",
        "no_reprint",
        "required_credit",
        "repost_disclaimer",
        "owned_works",
        "contact",
        "statutory",
        "view_disclaimer",
        "licence",
    }


def test_a_dispute_quotes_a_notice_and_has_none() -> None:
    truth = EDITION.story("/2024-06/03/content_20431.html").expected()
    assert truth["notice_count"] == 0
    assert "未经本人书面授权" in truth["body"][1]
    assert "未经许可不得转载" in truth["body"][-1]


def test_pictures_are_pictures(fetch: Fetch) -> None:
    gallery = next(story for story in STORIES if story.layout == "gallery")
    sources = [img.get("src", "") for img in page(gallery).iter("img")]
    assert len(sources) == len(gallery.pictures)
    for source in sources:
        answer = fetch(source)
        assert answer.header(b"content-type") == b"image/png"
        assert answer.body() == picture(source)
        assert answer.body().startswith(b"\x89PNG\r\n\x1a\n")


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        as_story({"number": 1, "colour": "red"})


def test_the_shelf_is_the_newest_first() -> None:
    days = [story.day for story in written()]
    assert days == sorted(days, reverse=True)
