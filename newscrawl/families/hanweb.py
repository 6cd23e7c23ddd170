"""Hanweb (大汉), the CMS of many offices and county sites, above all in Jiangsu, Zhejiang and Shandong.

Recognise it by articles at `/art/YYYY/M/D/art_<column>_<id>.html`, lists at `/col/col<id>/index.html`, the id `zoom`
round the text between `<meta name="ContentStart">` and `ContentEnd`, and the metas ArticleTitle, PubDate, ContentSource
and ColumnName. Further pages of a list come from `/module/web/jpage/dataproxy.jsp`, by POST, and are not followed. Set
`lists`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

ZOOM = Layout(
    name="hanweb-zoom",
    family="hanweb",
    headline="p.con-title, div.main-fl-tit h1, h1",
    meta="p.con-info, div.main-fl-riqi, table.info",
    body="#zoom",
)


class Hanweb(Mainland):
    """Base of the sites on Hanweb."""

    family = "hanweb"
    article = r"/art/(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})/art_\d+_\d+\.html$"
    pages = r"/col/col\d+/index\.html$"
    layouts: ClassVar[tuple[Layout, ...]] = (ZOOM,)
