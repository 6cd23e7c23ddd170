"""EmpireCMS (帝国), a PHP CMS.

Recognise it by articles at `/<column>/YYYY-MM-DD/<id>.html`, lists at `index_2.html`, and the cells `title_info`,
`info_text` and `text` of its own template. Skins differ: set `lists` and `layouts`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

TEXT = Layout(
    name="empirecms-text",
    family="empirecms",
    headline="table.title_info h1",
    meta="td.info_text",
    body="td#text",
)


class EmpireCms(Mainland):
    """Base of the sites on EmpireCMS."""

    family = "empirecms"
    article = r"/(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})/\w+(?<!_\d)(?<!_\d\d)\.html$"
    part = r"/\d{4}-\d{1,2}-\d{1,2}/\w+_\d{1,2}\.html$"
    pages = r"/index(?:_\d+)?\.html$"
    layouts: ClassVar[tuple[Layout, ...]] = (TEXT,)
