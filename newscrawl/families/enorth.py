"""The CMS of 北方网 (Enorth), which Tianjin, Liaoning, Taiyuan and others run.

Recognise it by articles at `/system/YYYY/MM/DD/<id>.shtml`, the id of nine or more digits. Skins differ from site to
site: set `lists` and `layouts`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

INFO = Layout(
    name="enorth-info",
    family="enorth",
    headline="h1.title, #newstitle",
    meta="div.info, div.note",
    body="div.content, #artical",
    editor="p.f-name, div.editor",
)


class Enorth(Mainland):
    """Base of the sites on the CMS of 北方网."""

    family = "enorth"
    article = r"/system/(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/\d+\.s?html$"
    part = r"/system/\d{4}/\d{2}/\d{2}/\d+_\d+\.s?html$"
    layouts: ClassVar[tuple[Layout, ...]] = (INFO,)
