"""榆汀新闻网, the newspaper that newscrawl brings along."""

from __future__ import annotations

from newscrawl.demo.paper import CITY, PAPERS, SECTIONS, SITE
from newscrawl.demo.server import default_port
from newscrawl.families.founder import Founder
from newscrawl.families.supesite import SupeSite

MODERN_ARTICLE = r"/xw/\d{8}/a\d+\.shtml$"
MODERN_PART = r"/xw/\d{8}/a\d+_\d+\.shtml$"
MODERN_PAGES = r"/xw/index(?:_\d+)?\.html$"


class Demo(Founder):
    """榆汀新闻网, the site of an invented city's papers; `newscrawl demo --serve` serves it on this machine.

    It has three CMSs: Founder, the SupeSite of its older years, and one that no family knows.
    """

    name, title = "demo", SITE
    domains = ("127.0.0.1", "localhost")  # at any port: a row must not depend on where the demo was served
    lists = tuple(f"http://127.0.0.1:{default_port()}{section.path()}" for section in SECTIONS.values())
    papers = PAPERS
    city = CITY
    country = None
    article = f"{Founder.article}|{SupeSite.article}|{MODERN_ARTICLE}"
    part = f"{Founder.part}|{SupeSite.part}|{MODERN_PART}"
    pages = f"{Founder.pages}|{SupeSite.pages}|{MODERN_PAGES}"
    layouts = (*Founder.layouts, *SupeSite.layouts)
