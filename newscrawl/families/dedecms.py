"""DedeCMS (织梦), a PHP CMS.

Recognise it by articles at `/a/…/<id>.html` or `/plus/view.php?aid=<id>`, lists at `list_<type>_<page>.html`, and the
class `viewbox` with `title`, `info` and `content` inside. Set `lists`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

VIEW = Layout(
    name="dedecms-view",
    family="dedecms",
    headline="div.viewbox > div.title > h2, div.viewbox > div.title > h1",
    meta="div.viewbox > div.info",
    body="div.viewbox > div.content",
    section="div.place a:last-of-type",
)


class DedeCms(Mainland):
    """Base of the sites on DedeCMS."""

    family = "dedecms"
    article = r"/a/(?:\w+/)*\d+\.html$|/plus/view\.php\?aid=\d+$"
    part = r"/a/(?:\w+/)*\d+_\d+\.html$|/plus/view\.php\?aid=\d+&pageno=\d+$"
    pages = r"/list_\d+_\d+\.html$"
    layouts: ClassVar[tuple[Layout, ...]] = (VIEW,)
