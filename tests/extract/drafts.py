"""Drafts for the tests of the stages that work on paragraphs."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import html

from newscrawl.exchange import Headers
from newscrawl.extract.draft import Block, Draft
from newscrawl.extract.structured import declarations
from newscrawl.page import Page
from newscrawl.site import Site

FETCHED = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


class Unknown(Site):
    """A host nobody has described."""


class Qingshi(Site):
    """The site of the Qingshi papers, which exist in these tests only."""

    name = "qingshi"
    title = "青石新闻网"
    domains = ("www.qingshi.example",)
    papers = ("青石日报", "青石晚报")


class Harbour(Site):
    """A paper in English, which exists in these tests only."""

    name = "harbour"
    title = "The Harbour Post"
    domains = ("harbour.example",)


def draft_of(
    *paragraphs: str,
    site: type[Site] = Unknown,
    url: str = "http://www.example.com/2024-05/01/content_1.html",
    markup: str = "",
    headers: Headers = (),
    **fields: str,
) -> Draft:
    """A draft with these paragraphs, fields of its article, headers and the tree of a markup."""
    draft = Draft(Page(url, 200, headers, markup.encode("utf-8"), FETCHED), site)
    position = 0
    for paragraph in paragraphs:
        draft.blocks.append(Block(paragraph, position))
        position += len(paragraph) + 1
    if markup:
        draft.tree = html.document_fromstring(markup)
        draft.head = declarations(draft.tree)
    for name, value in fields.items():
        setattr(draft.article, name, value)
    return draft
