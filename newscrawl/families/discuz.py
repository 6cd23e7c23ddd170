"""The portal of Discuz! X (Comsenz), a forum that some city sites grew on.

Recognise it by articles at `/article-<id>-<page>.html` or `/portal.php?mod=view&aid=<id>`, and by `h1.ph`,
`#article_content` and `p.xg1`. Set `lists`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

PORTAL = Layout(
    name="discuz-portal",
    family="discuz",
    headline="h1.ph",
    meta="p.xg1",
    body="#article_content",
    section="#pt a:last-of-type",
)


class Discuz(Mainland):
    """Base of the sites on the portal of Discuz!."""

    family = "discuz"
    article = r"/article-\d+-1\.html$|/portal\.php\?mod=view&aid=\d+$"
    part = r"/article-\d+-(?!1\.)\d+\.html$|/portal\.php\?mod=view&aid=\d+&page=\d+$"
    pages = r"/portal\.php(?:\?mod=list&catid=\d+(?:&page=\d+)?)?$"
    marks = ("article_content",)
    layouts: ClassVar[tuple[Layout, ...]] = (PORTAL,)
