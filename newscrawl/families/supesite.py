"""SupeSite (Comsenz), a PHP portal of the years up to about 2019.

Recognise it by `/?action-viewnews-itemid-<n>` and `/?category-<n>` and the ids article, article_extinfo, article_body.
Set `lists`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

ARTICLE = Layout(
    name="supesite-article",
    family="supesite",
    headline="#article > h1",
    meta="#article_extinfo",
    body="#article_body",
)


class SupeSite(Mainland):
    """Base of the sites on SupeSite."""

    family = "supesite"
    article = r"\?action-viewnews-itemid-\d+(?:\.html)?$"
    part = r"\?action-viewnews-itemid-\d+-page-\d+(?:\.html)?$"
    pages = r"\?category-\d+(?:-page-\d+)?(?:\.html)?$"
    marks = ("article_extinfo",)
    layouts: ClassVar[tuple[Layout, ...]] = (ARTICLE,)
