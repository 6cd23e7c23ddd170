"""运城新闻网."""

from __future__ import annotations

from newscrawl.families.founder import Founder
from newscrawl.families.supesite import SupeSite


class Sxycrb(Founder):
    """运城新闻网, the site of Yuncheng Daily and Yuncheng Evening News (Yuncheng, Shanxi).

    On SupeSite until about 2019, on Founder since.
    """

    name, title = "sxycrb", "运城新闻网"
    domains = ("www.sxycrb.com", "sxycrb.com")
    lists = tuple(f"http://www.sxycrb.com/node_{n}.html" for n in (8, 5, 7, 30, 31))
    papers = ("运城日报", "运城晚报")
    province, city, region_code = "山西", "运城", "140800"
    article = f"{Founder.article}|{SupeSite.article}"
    part = f"{Founder.part}|{SupeSite.part}"
    pages = f"{Founder.pages}|{SupeSite.pages}"
    layouts = (*Founder.layouts, *SupeSite.layouts)
