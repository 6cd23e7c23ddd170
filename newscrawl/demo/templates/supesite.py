"""SupeSite, the portal the site ran on before: article and list."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.demo.paper import SECTIONS, SITE, Section
from newscrawl.demo.story import Line, Story
from newscrawl.demo.templates.founder import pager
from newscrawl.demo.templates.furniture import (
    Link,
    Neighbours,
    around,
    charset_meta,
    counter,
    esc,
    foot,
    popular,
    printed_date,
)


def article_page(story: Story, part: int, neighbours: Neighbours) -> str:
    """A page of an article; quirks: breaks (paragraphs parted by br), views."""
    views = "<div>浏览：</div>" if "views" in story.quirks else ""
    author = story.value("author")
    by = f"<div>作者：{esc(author)}</div>" if author is not None else ""
    return (
        f"{_head(story.headline, charset_meta(story))}"
        f'<div id="article">\n<h1>{esc(story.headline)}</h1>\n'
        f'<div id="article_extinfo"><div>来源：{esc(story.value("source") or "")}</div>'
        f"<div>时间：{printed_date(story)}</div>{by}{views}</div>\n"
        f'<div id="article_body">{_body(story.part(part), "breaks" in story.quirks)}</div>\n'
        f"{_pager(story, part)}</div>\n"
        f"{around(neighbours)}\n"
        f'<div class="side_block"><h3>热门新闻</h3>\n<ul class="side_list">\n{popular(neighbours)}\n</ul></div>\n'
        f"{foot()}\n{counter(story)}</body></html>\n"
    )


def list_page(section: Section, links: Sequence[Link], page: int, pages: int) -> str:
    """A page of a category, counted from 1."""
    items = "\n".join(
        f'<li><span>{link.day}</span><a href="{esc(link.href)}">{esc(link.text)}</a></li>' for link in links
    )
    return (
        f"{_head(section.title, _GBK)}"
        f'<div class="global_module"><h2><a href="{section.path()}">{section.title}</a></h2>\n'
        f'<ul class="global_tx_list4">\n{items}\n</ul>\n<div class="pages">{pager(section, page, pages)}</div></div>\n'
        f"{foot()}\n</body></html>\n"
    )


_GBK = '<meta http-equiv="Content-Type" content="text/html; charset=gbk" />\n'


def _head(title: str, meta: str) -> str:
    old = SECTIONS["143"]
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
        f"<html>\n<head>\n{meta}<title>{esc(title)} - {SITE} - Powered by SupeSite</title>\n</head>\n<body>\n"
        f'<div id="header"><a href="/">{SITE}</a> <a href="{old.path()}">{old.title}</a></div>\n'
    )


def _body(lines: Sequence[Line], breaks: bool) -> str:
    indent = "&nbsp;&nbsp;&nbsp;&nbsp;"
    if breaks:
        return "<br />\n<br />\n".join(indent + esc(line.text) for line in lines)
    return "\n".join(f"<div>{indent}{esc(line.text)}</div>" for line in lines)


def _pager(story: Story, part: int) -> str:
    if story.part_count == 1:
        return ""
    links = [
        f"<strong>{number}</strong>" if number == part else f'<a href="{story.part_path(number)}">{number}</a>'
        for number in range(1, story.part_count + 1)
    ]
    return f'<div class="pages">{" ".join(links)}</div>\n'
