"""The facts about the newspaper of the demo. City, county, papers and people are invented."""

from __future__ import annotations

from dataclasses import dataclass

CITY = "榆汀"
COUNTIES = ("云埠区", "槲溪县", "苇渡县", "石楠镇")
DAILY, EVENING, SITE = "榆汀日报", "榆汀晚报", "榆汀新闻网"
PAPERS = (DAILY, EVENING)
OFFSET = "+08:00"
"""Of the times it prints."""
CRAWL_DELAY = 0.05
"""Seconds; asked for in robots.txt unless further articles are printed."""
DISALLOWED = "/nb/"
"""The folder robots.txt keeps crawlers out of, and that a list links to all the same."""


@dataclass(frozen=True, slots=True)
class Section:
    """A list of articles."""

    key: str
    title: str
    family: str
    """founder, supesite or modern: which template its list pages have."""

    def path(self, page: int = 1) -> str:
        """Path and query of one of its pages, counted from 1."""
        if self.family == "supesite":
            return f"/?category-{self.key}" + (f"-page-{page}" if page > 1 else "")
        if self.family == "modern":
            return f"/{self.key}/index{f'_{page}' if page > 1 else ''}.html"
        return f"/node_{self.key}{f'_{page}' if page > 1 else ''}.html"


SECTIONS = {
    section.key: section
    for section in (
        Section("8", "焦点", "founder"),
        Section("5", "要闻", "founder"),
        Section("30", "图片", "founder"),
        Section("143", "旧闻", "supesite"),
        Section("xw", "新闻", "modern"),
    )
}
