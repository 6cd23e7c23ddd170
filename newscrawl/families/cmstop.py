"""CmsTop and the media clouds that run county and city stations.

Recognise it by articles at `/YYYY/MMDD/<id>.shtml` or `/p/<id>.html`, and the ids and classes `pageContent`,
`article-content`, `article-detail-inner`. Set `lists`, and `layouts` where the skin is another.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

PAGE = Layout(
    name="cmstop-page",
    family="cmstop",
    headline="div.article-hd > h3, div.article-hd > h1",
    meta="div.article-hd > div.info",
    body="#pageContent",
)
ARTICLE = Layout(
    name="cmstop-article",
    family="cmstop",
    headline="h1.article-title, h1.article-content-title, .article-main > h1, div.m-detail h1",
    meta="div.article-infos, div.article-info, div.m-detail div.bar",
    body="div.article-detail-inner, div.article-content",
    section="div.m-crumb a:last-of-type, div.crumb a:last-of-type",
)


class CmsTop(Mainland):
    """Base of the sites on CmsTop."""

    family = "cmstop"
    article = r"/(?P<year>\d{4})/(?P<month>\d{2})(?P<day>\d{2})/\d+\.s?html$|/p/\d+\.html$"
    part = r"/\d{4}/\d{4}/\d+_\d+\.s?html$"
    pages = r"/(?:list|index)(?:_\d+)?\.s?html$"
    layouts: ClassVar[tuple[Layout, ...]] = (
        PAGE,
        ARTICLE,
    )
