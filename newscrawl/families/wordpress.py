"""WordPress, on which small stations and the papers of many countries run.

Recognise it by articles at `/?p=<id>`, `/archives/<id>` or `/YYYY/MM/DD/<words>/`, lists with `/page/<n>/`, and
`entry-title` with `entry-content`. Set `lists`, and language, script, country and zone where the site is
no Chinese one.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

ENTRY = Layout(
    name="wordpress-entry",
    family="wordpress",
    headline="h1.entry-title, h1.article-title, h1.post-title",
    meta="div.entry-meta, ul.article-meta, div.article-meta, div.post-meta",
    body="div.entry-content, article.article-content, div.article-content, div.post-content",
)


class WordPress(Mainland):
    """Base of the sites on WordPress."""

    family = "wordpress"
    article = r"/\?p=\d+$|/archives/\d+/?$|/(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/[\w%-]+/?$"
    pages = r"/page/\d+/?$|[?&]paged=\d+$"
    layouts: ClassVar[tuple[Layout, ...]] = (ENTRY,)
