"""Lets Scrapy's own commands see a spider for every site."""

from __future__ import annotations

from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from newscrawl import sites
from newscrawl.site import Site
from newscrawl.spiders.news import NewsSpider


class SiteSpiderLoader(SpiderLoader):
    """The sites, shipped and private, beside whatever SPIDER_MODULES holds.

    A host without a site belongs to `generic`, which reads any page and is not listed.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self._made: dict[str, type[NewsSpider]] = {NewsSpider.name: NewsSpider}
        super().__init__(settings)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Load the sites. Raises DefinitionError for a wrong one."""
        loader = cls(settings)
        sites.load()
        return loader

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of a site; KeyError where there is none."""
        if spider_name in self._spiders:
            return super().load(spider_name)
        if spider_name not in self._made:
            self._made[spider_name] = spider_of(sites.get(spider_name))
        return self._made[spider_name]

    def list(self) -> list[str]:
        """Names of the sites and spiders."""
        return sorted({*super().list(), *sites.load()})

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]  # `list` is the method above
        """The one spider for a page: another of SPIDER_MODULES that claims its host, else its site's."""
        return super().find_by_request(request) or [sites.for_url(request.url).name or NewsSpider.name]


def spider_of(site: type[Site]) -> type[NewsSpider]:
    """A spider class for one site."""
    return type(f"{site.__name__}Spider", (NewsSpider,), {"name": site.name, "site": site, "__doc__": site.__doc__})
