"""PHPCMS v9, the PHP CMS of many county sites.

Recognise it by `/index.php?m=content&c=index&a=show&catid=<n>&id=<n>`, or the static `/show-<catid>-<id>-<page>.html`,
and by the id `Article`, whose `h1` holds the meta line in a `span` behind the title. Set `lists`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

ARTICLE = Layout(
    name="phpcms-article",
    family="phpcms",
    headline="#Article > h1",
    meta="#Article > h1 > span",
    body="#Article > div.content",
    section="div.crumbs a:last-of-type",
)


class Phpcms(Mainland):
    """Base of the sites on PHPCMS v9."""

    family = "phpcms"
    article = r"\?m=content&c=index&a=show&catid=\d+&id=\d+(?:&page=1)?$|/show-\d+-\d+-1\.html$"
    part = r"\?m=content&c=index&a=show&catid=\d+&id=\d+&page=(?!1$)\d+$|/show-\d+-\d+-(?!1\.)\d+\.html$"
    pages = r"\?m=content&c=index&a=lists&catid=\d+(?:&page=\d+)?$|/list-\d+-\d+\.html$"
    layouts: ClassVar[tuple[Layout, ...]] = (ARTICLE,)
