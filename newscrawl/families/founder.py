"""Founder Xiangyu (方正翔宇), the web CMS of many Chinese city papers.

Recognise it by articles at `/YYYY-MM/DD/content_<id>.html`, lists at `/node_<n>.html`, and the comments
`<!--enpproperty …/enpproperty-->` and `<!--enpcontent-->` in the page. Set `lists` and the facts about the site; set
`layouts` where the skin is another one than below.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

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
SPM = Layout(
    name="founder-spm",
    family="founder",
    headline="h1#spm_title, div.art > h1",
    meta="div.art > h2",
    body="#spm_content",
)
ARTIBODY = Layout(
    name="founder-artibody",
    family="founder",
    headline="h1.main-title",
    meta="div.date-source",
    body="#artibody",
    editor="p.show_author",
)


class Founder(Mainland):
    """Base of the sites on Founder's web CMS; the first layouts are the skin of Yuncheng and Langfang."""

    family = "founder"
    article = r"/(?P<year>\d{4})-(?P<month>\d{2})/(?P<day>\d{2})/content_\d+\.s?html?$|/content/content_\d+\.s?html?$"
    part = r"/(?:\d{4}-\d{2}/\d{2}|content)/content_\d+_\d+\.s?html?$"
    pages = r"/node_\d+(?:_\d+)?\.html?$"
    marks = ("spm_content",)
    layouts: ClassVar[tuple[Layout, ...]] = (TEXT, GALLERY, SPM, ARTIBODY)
