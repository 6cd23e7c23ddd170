"""Founder's web CMS: the text page, the photo page, and the list."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.demo.paper import SECTIONS, SITE, Section
from newscrawl.demo.story import Story
from newscrawl.demo.templates.furniture import (
    Link,
    Neighbours,
    around,
    charset_meta,
    counter,
    esc,
    foot,
    paragraphs,
    popular,
    printed_date,
)


def text_page(story: Story, part: int, neighbours: Neighbours) -> str:
    """A page of a text article; quirks: enpproperty, glued, ascii_colon, upper_case, views."""
    section = SECTIONS[story.section]
    tag = "P" if "upper_case" in story.quirks else "p"
    body = (_pictures(story) if part == 1 else "") + paragraphs((line.text for line in story.part(part)), tag)
    if "enpproperty" in story.quirks:
        body = f"<!--enpcontent-->{body}<!--/enpcontent-->"
    kicker = f"<h2>{esc(story.kicker)}</h2>\n" if story.kicker else ""
    subtitle = f"<h4>{esc(story.subtitle)}</h4>\n" if story.subtitle else ""
    return (
        f"{_head(story.headline, charset_meta(story))}"
        f"{_enpproperty(story, section) if 'enpproperty' in story.quirks else ''}"
        f"{_crumbs(section)}"
        f'<div class="detail clearfix">\n<div class="detail-h">\n{kicker}<h1>{esc(story.headline)}</h1>\n{subtitle}'
        f"<p>{_meta_line(story)}</p>\n</div>\n"
        f'<div class="detail-d">\n{body}\n</div>\n'
        f"{_pager(story, part)}"
        f"{_editors(story)}{around(neighbours)}\n</div>\n{_aside(neighbours)}{foot()}\n{counter(story)}</body>\n</html>\n"
    )


def gallery_page(story: Story, neighbours: Neighbours) -> str:
    """The page of a photo story; quirk: unlabelled_date."""
    folder = f"/images/{story.day:%Y-%m/%d}"
    items = "\n".join(
        f'<li><img src="{folder}/{story.number}_{n}.png" alt="" /><p>{esc(picture.caption)}</p></li>'
        for n, picture in enumerate(story.pictures, 1)
    )
    label = "" if "unlabelled_date" in story.quirks else "时间："
    editors = "、".join(story.editors)
    return (
        f"{_head(story.headline, charset_meta(story))}{_crumbs(SECTIONS[story.section])}"
        f'<div class="largeImages-main">\n<h1>{esc(story.headline)}</h1>\n'
        f'<div class="largeImages-info"><span>{label}{printed_date(story)}</span><span>浏览：</span>'
        f"<span>编辑：{esc(editors)}</span><span>来源：<i>{esc(story.value('source') or '')}</i></span></div>\n"
        f'<ul class="largeImages">\n{items}\n</ul>\n'
        f'<div class="largeImages-text">\n{paragraphs(line.text for line in story.lines)}\n</div>\n'
        f"</div>\n{around(neighbours)}\n{_aside(neighbours)}{foot()}\n{counter(story)}</body>\n</html>\n"
    )


def list_page(section: Section, links: Sequence[Link], page: int, pages: int) -> str:
    """A page of a list, counted from 1, with links to its other pages."""
    items = "\n".join(
        f'<li><a href="{esc(link.href)}" target="_blank">{esc(link.text)}</a><span>{link.day}</span></li>'
        for link in links
    )
    return (
        f"{_head(section.title, _UTF8)}{_crumbs(section)}"
        f'<div class="list-main">\n<ul class="newslist clearfix">\n{items}\n</ul>\n'
        f'<div class="pagelist">{pager(section, page, pages)}</div>\n</div>\n{foot()}\n</body>\n</html>\n'
    )


def pager(section: Section, page: int, pages: int) -> str:
    """Links to the first, the last, the neighbouring and the following page of a list."""
    shown = sorted({1, pages, *range(max(1, page - 3), min(pages, page + 3) + 1)})
    links = [
        f"<span>{number}</span>" if number == page else f'<a href="{section.path(number)}">{number}</a>'
        for number in shown
    ]
    if page < pages:
        links.append(f'<a href="{section.path(page + 1)}">下一页</a>')
    return " ".join(links)


_UTF8 = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />\n'


def _head(title: str, meta: str) -> str:
    sections = "".join(
        f'<li><a href="{section.path()}">{section.title}</a></li>'
        for section in SECTIONS.values()
        if section.family == "founder"
    )
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n{meta}<title>{esc(title)}-{SITE}</title>\n'
        '<link rel="stylesheet" type="text/css" href="/css/style.css" />\n</head>\n<body>\n'
        f'<div class="top"><a href="/">{SITE}</a><ul class="nav clearfix">{sections}</ul></div>\n'
    )


def _crumbs(section: Section) -> str:
    here = f'<a href="/">首页</a> &gt; <a href="{section.path()}">{section.title}</a>'
    return f'<div class="wzdh clearfix">当前位置：{here}</div>\n'


def _meta_line(story: Story) -> str:
    fields = [("来源", story.value("source")), ("发布者", story.value("publisher")), ("时间", printed_date(story))]
    if "views" in story.quirks:
        fields.insert(1, ("浏览次数", ""))
    colon = ":" if "ascii_colon" in story.quirks else "："
    shown = [f"{label}{colon}{esc(value)}" for label, value in fields if value is not None]
    if "glued" in story.quirks:
        return "".join(shown)
    return "".join(f"<span>{field}</span>" for field in shown)


def _editors(story: Story) -> str:
    if not story.editors:
        return ""
    return f'<dl class="clearfix"><dt></dt><dd>编辑：{esc("、".join(story.editors))}</dd></dl>\n'


def _pager(story: Story, part: int) -> str:
    if story.part_count == 1:
        return ""
    names = [story.part_path(number).rpartition("/")[2] for number in range(1, story.part_count + 1)]
    links = [
        f"<span>{number}</span>" if number == part else f'<a href="{name}">{number}</a>'
        for number, name in enumerate(names, 1)
    ]
    if part < story.part_count:
        links.append(f'<a href="{names[part]}">下一页</a>')
    return f'<div class="pages">{" ".join(links)}</div>\n'


def _enpproperty(story: Story, section: Section) -> str:
    clock = story.clock or "00:00:00"
    clock += ":00" if len(clock) == 5 else ""
    authors = " ".join(name for name, role in story.bylines if role in ("reporter", "correspondent", "author"))
    return (
        f"<!--enpproperty <articleid>{story.number}</articleid><date>{story.day.isoformat()} {clock}.0</date>"
        f"<author>{authors}</author><title>{story.headline}</title><keyword></keyword>"
        f"<subtitle>{story.subtitle or ''}</subtitle><introtitle>{story.kicker or ''}</introtitle><siteid>2</siteid>"
        f"<nodeid>{section.key}</nodeid><nodename>{section.title}</nodename><nodesearchname></nodesearchname>"
        "<picurl></picurl>/enpproperty-->\n"
    )


def _pictures(story: Story) -> str:
    return "".join(
        f'<p align="center"><img src="/images/{story.day:%Y-%m/%d}/{story.number}_{n}.png" alt="" /></p>\n'
        f'<p align="center">{esc(picture.caption)}</p>\n'
        for n, picture in enumerate(story.pictures, 1)
    )


def _aside(neighbours: Neighbours) -> str:
    return (
        f'<div class="aside"><h3>热点推荐</h3>\n<ul class="hot">\n{popular(neighbours)}\n</ul>\n'
        "<h3>新闻热线</h3><p>线索一经采用，按月致谢。</p>"
        '<p><a href="javascript:void(0)" onclick="share()">分享到微信</a></p></div>\n'
    )
