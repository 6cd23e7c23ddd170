"""Further articles: as many as asked for, the same every time."""

from __future__ import annotations

import subprocess
import sys
import zlib
from collections import Counter
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.demo import Edition, press, running
from newscrawl.demo.paper import SECTIONS
from newscrawl.demo.written import written
from newscrawl.errors import UsageError
from tests.demo.client import get

CHECKSUM = """
import zlib
from newscrawl.demo import Edition
edition = Edition(300)
print(zlib.crc32(b"".join(edition.answer(path).body for path in (*edition.article_paths(), *edition.list_paths()))))
"""


def test_the_same_in_every_process() -> None:
    edition = Edition(300)
    paths = (*edition.article_paths(), *edition.list_paths())
    here = zlib.crc32(b"".join(edition.answer(path).body for path in paths))
    for seed in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-c", CHECKSUM], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        assert int(run.stdout) == here


def test_a_larger_edition_begins_with_the_smaller() -> None:
    few, many = Edition(100), Edition(200)
    assert set(few.article_paths()) <= set(many.article_paths())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, press.MOST - 1))
def test_an_index_gives_one_article(index: int) -> None:
    slot, story = press.slot(index), press.story(index)
    assert story == press.story(index)
    assert (slot.path, slot.parts) == (story.path, story.part_count)
    assert [story.part_path(part) for part in range(2, slot.parts + 1)] == slot.further_paths
    truth = story.expected()
    assert "{" not in "".join((story.headline, *truth["body"]))
    assert len(truth["body"]) >= 3
    story.headline.encode(story.codec)


def test_lengths_and_layouts_are_mixed() -> None:
    stories = [press.story(index) for index in range(400)]
    assert min(Counter(story.layout for story in stories).values()) >= 40
    lengths = {len(story.expected()["body"]) for story in stories if story.layout != "gallery"}
    assert lengths >= set(range(3, 12))
    assert {story.part_count for story in stories} == {1, 2}
    assert {story.charset for story in stories} == {"utf-8", "gbk", "gb2312"}
    bodies = ["\n".join(story.expected()["body"]) for story in stories]
    assert len(set(bodies)) == len(bodies)


def test_lists_lead_to_them() -> None:
    edition = Edition(1000)
    assert len(edition.stories()) == len(written()) + 1000
    found: set[str] = set()
    for section in SECTIONS.values():
        page = 1
        while links := edition.links(section, page):
            assert len(links) <= 50
            found |= {urljoin(section.path(page), link.href) for link in links}
            page += 1
    assert found >= set(edition.paths_of_stories())


def test_served() -> None:
    with running(articles=500) as served:
        for path in served.edition.paths_of_stories()[-40:]:
            answer = get(served, path, Accept_Encoding="gzip")
            assert answer.status == 200
            assert answer.body() == served.edition.answer(path).body


@pytest.mark.parametrize("number", [-1, press.MOST + 1])
def test_a_number_out_of_bounds_is_refused(number: int) -> None:
    with pytest.raises(UsageError, match="5000"):
        Edition(number)
