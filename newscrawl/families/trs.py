"""TRS WCM (拓尔思), the CMS of many papers, ministries and provincial portals.

Recognise it by articles at `/…/YYYYMM/tYYYYMMDD_<id>.html` and the class `TRS_Editor` round the text, often with a
`<style>` of its own inside. Lists are `index.html`, then `index_1.html` for the second page. Set `lists`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

EDITOR = Layout(
    name="trs-editor",
    family="trs",
    headline="h1#title, div.contentbox h1, div.article h1, div.article-title h1, h1",
    meta="div.source, div.datefrom, div.pages-date, div.info",
    body="div.TRS_Editor, div.TRS_UEDITOR",
    editor="span.editor",
)


class Trs(Mainland):
    """Base of the sites on TRS WCM."""

    family = "trs"
    article = r"/t(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})_\d+\.s?html?$"
    part = r"/t\d{8}_\d+_\d+\.s?html?$"
    pages = r"/index(?:_\d+)?\.s?html?$"
    layouts: ClassVar[tuple[Layout, ...]] = (EDITOR,)
