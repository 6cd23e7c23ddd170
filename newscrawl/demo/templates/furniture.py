"""What the pages of every template share: escaping, dates as printed, the head, the foot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from newscrawl.demo.paper import CITY, DAILY, EVENING, SITE
from newscrawl.demo.story import Story

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a list page."""

    href: str
    text: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What else an article's page links to."""

    previous: str | None = None
    """Path of the article behind 上一篇."""
    next: str | None = None
    popular: tuple[Link, ...] = ()
    """For the list of popular articles at its side."""


def esc(text: str) -> str:
    """Text for HTML, quotation marks included."""
    return escape(text, quote=True)


def printed_date(story: Story) -> str:
    """The day, and the time where it has one, in the story's own style."""
    day, clock = story.day, story.clock
    han = f"{day.year}年{day:%m}月{day:%d}日"
    styles = {
        "iso": f"{day.isoformat()} {clock}",
        "han": f"{day.year}年{day.month}月{day.day}日 {clock}",
        "han_glued": f"{han}{clock}",
        "dot": f"{day:%Y.%m.%d} {clock}",
        "slash": f"{day.year}/{day.month}/{day.day} {clock}",
        "weekday": f"{day.isoformat()} {clock} 星期{_WEEKDAYS[day.weekday()]}",
    }
    return styles[story.date_style].strip()


def charset_meta(story: Story) -> str:
    """The meta element that names the charset; nothing for a page without label."""
    if story.charset in ("", "unlabelled-gb"):
        return ""
    return f'<meta http-equiv="Content-Type" content="text/html; charset={story.charset}" />\n'


def paragraphs(texts: Iterable[str], tag: str = "p", indent: str = "\u3000\u3000") -> str:
    """A paragraph element a text, indented as the printed page is."""
    return "\n".join(f"<{tag}>{indent}{esc(text)}</{tag}>" for text in texts)


def around(neighbours: Neighbours) -> str:
    """The links to the articles before and after."""
    links = [
        f'<a href="{esc(href)}">{word}</a>'
        for word, href in (("上一篇", neighbours.previous), ("下一篇", neighbours.next))
        if href
    ]
    return f'<div class="around">{" ".join(links)}</div>' if links else ""


def popular(neighbours: Neighbours) -> str:
    """The list of popular articles, as list items."""
    return "\n".join(f'<li><a href="{esc(link.href)}">{esc(link.text)}</a></li>' for link in neighbours.popular)


def counter(story: Story) -> str:
    """A script such as pages have to count their readers; it calls nobody."""
    return (
        "<script>\n(function () {\n  var page = "
        f'{{"id": {story.number}, "column": "{story.section}", "day": "{story.day.isoformat()}"}};\n'
        "  window._counted = window._counted || [];\n  window._counted.push(page);\n})();\n</script>\n"
    )


def foot() -> str:
    """The foot of a page: licence, report line and rights of the site."""
    return (
        '<div class="foot">\n'
        f"<p>互联网新闻信息服务许可证：0000000000　{CITY}网信备00000号</p>\n"
        "<p>违法和不良信息举报邮箱：jubao@yuting.example</p>\n"
        f"<p>{DAILY} {EVENING} {SITE} 版权所有</p>\n"
        "</div>"
    )
