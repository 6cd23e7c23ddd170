"""UCAP (开普), a CMS of government portals.

Recognise it by articles at `/…/contents/<n>/<id>.html`, lists at `list.shtml` and `list_2.shtml`, and the element
`<ucapcontent>` or the id `UCAP-CONTENT` round the text. Set `lists`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

CONTENT = Layout(
    name="ucap-content",
    family="ucap",
    headline="div.article h1, div.article-title, h1",
    meta="div.pages-date, div.article-info, div.info",
    body="ucapcontent, #UCAP-CONTENT",
)


class Ucap(Mainland):
    """Base of the sites on UCAP."""

    family = "ucap"
    article = (
        r"/contents/\d+/\d+\.s?html?$|/content/(?P<year>\d{4})-(?P<month>\d{2})/(?P<day>\d{2})/content_\d+\.s?html?$"
    )
    pages = r"/list(?:_\d+)?\.s?html$"
    marks = ("UCAP-CONTENT",)
    layouts: ClassVar[tuple[Layout, ...]] = (CONTENT,)
