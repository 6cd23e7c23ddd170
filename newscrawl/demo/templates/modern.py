"""A content system of the demo's own that no family covers: with JSON-LD on some pages, only a meta line on others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from newscrawl.demo.paper import SECTIONS, SITE, Section
from newscrawl.demo.story import Story
from newscrawl.demo.templates.founder import pager
from newscrawl.demo.templates.furniture import (
    Link,
    Neighbours,
    around,
    counter,
    esc,
    foot,
    paragraphs,
    popular,
    printed_date,
)


def article_page(story: Story, part: int, neighbours: Neighbours) -> str:
    """A page of an article; quirks: json_ld, open_graph, comments, bare_source, baidu_ids, no_indent."""
    section = SECTIONS[story.section]
    figures = "".join(
        f'<figure><img data-src="/images/{story.day:%Y-%m/%d}/{story.number}_{n}.png" '
        'src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">'
        f"<figcaption>{esc(picture.caption)}</figcaption></figure>\n"
        for n, picture in enumerate(story.pictures, 1)
    )
    body = paragraphs(
        (line.text for line in story.part(part)), indent="" if "no_indent" in story.quirks else "\u3000\u3000"
    )
    return (
        f"{_head(story)}"
        f'<nav class="crumbs"><a href="/">首页</a> / <a href="{section.path()}">{section.title}</a></nav>\n'
        f'<main class="wrap">\n<article class="story">\n<h1 class="story-title">{esc(story.headline)}</h1>\n'
        f'<div class="story-info">{_meta_line(story)}</div>\n'
        f'<div class="story-content">\n{figures if part == 1 else ""}{body}\n</div>\n'
        f"{_pager(story, part)}</article>\n{_aside(section, neighbours)}</main>\n"
        f"{_COMMENTS if 'comments' in story.quirks else ''}{around(neighbours)}\n{foot()}\n"
        f"{counter(story)}</body>\n</html>\n"
    )


def list_page(section: Section, links: Sequence[Link], page: int, pages: int) -> str:
    """A page of a list, counted from 1."""
    items = "\n".join(
        f'<div class="card"><h3><a href="{esc(link.href)}">{esc(link.text)}</a></h3><time>{link.day}</time></div>'
        for link in links
    )
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{section.title}_{SITE}</title>\n'
        f'</head>\n<body>\n<header><a href="/">{SITE}</a></header>\n<main class="wrap">\n{items}\n'
        f'<div class="turn">{pager(section, page, pages)}</div>\n</main>\n{foot()}\n</body>\n</html>\n'
    )


def _head(story: Story) -> str:
    meta = '<meta charset="utf-8">\n' if story.charset == "utf-8" else ""
    if "open_graph" in story.quirks:
        meta += (
            f'<meta property="og:type" content="article">\n<meta property="og:title" content="{esc(story.headline)}">\n'
        )
    if "json_ld" in story.quirks:
        data = json.dumps(_json_ld(story), ensure_ascii=False).replace("<", "\\u003c")
        meta += f'<script type="application/ld+json">{data}</script>\n'
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{meta}<title>{esc(story.headline)}_{SITE}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="canonical" href="{story.path}">\n'
        f'</head>\n<body>\n<header><a href="/">{SITE}</a><button type="button">登录</button></header>\n'
    )


def _json_ld(story: Story) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.headline,
        "datePublished": story.date_published,
        "publisher": {"@type": "Organization", "name": SITE},
    }
    authors = [name for name, role in story.bylines if role in ("reporter", "author")]
    if authors:
        data["author"] = [{"@type": "Person", "name": name} for name in authors]
    return data


def _meta_line(story: Story) -> str:
    source, author, editor = (story.value(label) for label in ("source", "author", "editor"))
    when = printed_date(story)
    if "bare_source" in story.quirks:
        return f"{esc(source or '')} {when} 字号 大 中 小"
    if "baidu_ids" in story.quirks:
        named = f'<span id="source_baidu">来源：{esc(source or "")}</span> <span id="pubtime_baidu">{when}</span>'
        by = f' <span id="author_baidu">作者：{esc(author)}</span>' if author is not None else ""
        return named + by + (f' <span id="editor_baidu">责任编辑：{esc(editor)}</span>' if editor is not None else "")
    fields = [when]
    if source is not None:
        fields.append(f"来源：{esc(source)}")
    if author is not None:
        fields.append(f"作者：{esc(author)}")
    if editor is not None:
        fields.append(f"责任编辑：{esc(editor)}")
    return "\u3000".join(fields) + ' <a href="javascript:print()">打印</a>'


_COMMENTS = (
    '<section class="comments">\n<h2>网友评论</h2>\n<p><b>河边的树</b> 2小时前</p>\n<p>写得真好，想起了小时候。</p>\n'
    "<p><b>过路人</b> 昨天</p>\n<p>请问这个地方坐几路车能到？</p>\n</section>\n"
)


def _aside(section: Section, neighbours: Neighbours) -> str:
    return (
        f'<aside class="side"><h3>热门</h3><ul>\n{popular(neighbours)}\n'
        f'<li><a href="{section.path()}">更多新闻</a></li></ul></aside>\n'
        '<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>\n'
    )


def _pager(story: Story, part: int) -> str:
    if story.part_count == 1:
        return ""
    links = [
        f"<b>{number}</b>" if number == part else f'<a href="{story.part_path(number)}">{number}</a>'
        for number in range(1, story.part_count + 1)
    ]
    return f'<div class="turn">{" ".join(links)}</div>\n'
