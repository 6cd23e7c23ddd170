"""Founder Xiangyu (方正翔宇), the web CMS of many Chinese city papers.

Recognise it by articles at `/YYYY-MM/DD/content_<id>.html`, lists at `/node_<n>.html`, and the comments
`<!--enpproperty …/enpproperty-->` and `<!--enpcontent-->` in the page. Set `lists` and the facts about the site; set
`layouts` where the skin is another one than below.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.site import Layout, Site

TEXT = Layout(
    name="founder-detail",
    family="founder",
    headline="div.detail-h > h1",
    kicker="div.detail-h > h2, div.detail-h > h3.intro",
    alternative="div.detail-h > h4, div.detail-h > h3.sub",
    meta="div.detail-h > p",
    body="div.detail-d",
    section="div.wzdh a:last-of-type",
    editor="dl.clearfix > dd",
)
GALLERY = Layout(
    name="founder-gallery",
    family="founder",
    headline="div.largeImages-main > h1",
    meta="div.largeImages-info",
    body="ul.largeImages, div.largeImages-text",
    section="div.wzdh a:last-of-type",
    editor="dl.clearfix > dd",
)


class Founder(Site):
    """Base of the sites on Founder's web CMS in the skin of Yuncheng and Langfang."""

    family = "founder"
    country: ClassVar[str | None] = "CN"
    language: ClassVar[str | None] = "zh"
    script: ClassVar[str | None] = "Hans"
    timezone = "Asia/Shanghai"
    article = r"/(?P<year>\d{4})-(?P<month>\d{2})/(?P<day>\d{2})/content_\d+\.html?$"
    part = r"/\d{4}-\d{2}/\d{2}/content_\d+_\d+\.html?$"
    pages = r"/node_\d+(?:_\d+)?\.html?$"
    layouts: ClassVar[tuple[Layout, ...]] = (TEXT, GALLERY)
