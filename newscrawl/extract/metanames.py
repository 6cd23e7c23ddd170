"""The metas in which pages state things, by the many names they give them."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

_METAS = {
    "headline": "og:title twitter:title articletitle dc.title dcterms.title title sailthru.title parsely-title",
    "description": "og:description description twitter:description dc.description dcterms.abstract",
    "section": "article:section columnname channelname parsely-section dc.subject sailthru.section section category",
    "author": "author article:author dc.creator dcterms.creator parsely-author sailthru.author byl twitter:creator "
    "article:author_name weibo:article:author authors",
    "publisher": "dc.publisher dcterms.publisher publisher copyrightholder",
    "source": "contentsource source article:source og:source articlesource dc.source news_source",
    "published": "article:published_time og:published_time og:article:published_time article:published datepublished "
    "pubdate publishdate publish_date publish-date publication_date publishtime publish_time published_time published "
    "apub:time weibo:article:create_at article:create_at article:create_time bytedance:published_time dc.date.issued "
    "dcterms.issued parsely-pub-date sailthru.date "
    "cxenseparse:recs:publishtime rnews:datepublished vr:published_time bt:pubdate originalpublicationdate "
    "article_date_original date_published og:release_date citation_publication_date firstcreatetime ptime displaydate "
    "shareaholic:article_published_time og:pubdate pub_date",
    "dated": "dcterms.created dc.date.created dc.date dcterms.date date",
    "modified": "article:modified_time og:updated_time og:modified_time lastmodified last-modified datemodified "
    "dcterms.modified dc.date.modified weibo:article:update_at article:update_at bytedance:updated_time "
    "bytedance:lrdate_time article:modified apub:update_time moddate revision_date",
    "url": "og:url twitter:url",
    "image": "og:image twitter:image twitter:image:src",
    "language": "og:locale content-language dc.language dcterms.language",
    "site_name": "og:site_name sitename application-name",
    "license": "dc.rights.license dcterms.license",
    "tier": "article:content_tier",
}
"""Metas by what they state, the more trusted first."""
_STATES: dict[str, list[tuple[str, int]]] = {}
"""What a meta states, each with its place in the order of trust."""
for _key, _names in _METAS.items():
    for _place, _name in enumerate(_names.split()):
        _STATES.setdefault(_name, []).append((_key, _place))
_PUBLISHED = re.compile(
    r"(?:^|[\W_])(?:pub(?:lish(?:ed|ing)?|lication)?[-_.]?(?:date|time)|date[-_.]?(?:published|issued|publication)|"
    r"online[-_]?date)$"
)
"""Names of metas that state a date of publication, whatever stands before."""
_HINT = "?"
"""Where metas of other names are kept."""
KEYWORDS = ("news_keywords", "keywords", "article:tag", "parsely-tags", "sailthru.tags")
AUTHORS = tuple(_METAS["author"].split())
_DATES = (*_METAS["published"].split(), *_METAS["dated"].split(), _HINT)
_WANTED = frozenset((*_STATES, *KEYWORDS))
_SPACE = re.compile(r"\s+")


def note_meta(element: HtmlElement, metas: dict[str, list[str]]) -> None:
    """Add what a meta says to the values by name, if it is one of those wanted."""
    content = (element.get("content") or "").strip()
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if (said := element.get(attribute)) and (name := _meta_name(said)):
            metas.setdefault(name, []).append(content)
            return


@lru_cache(maxsize=4096)
def _meta_name(said: str) -> str:
    """What a meta is kept under; "" for one that is not wanted."""
    name = _SPACE.sub("", said).lower()
    return name if name in _WANTED else _HINT if _PUBLISHED.search(name) else ""


def stated_by(metas: dict[str, list[str]]) -> dict[str, str]:
    """By what metas state, the first value of the most trusted one that states it."""
    stated: dict[str, tuple[int, str]] = {}
    for name, values in metas.items():
        for key, place in _STATES.get(name, ()):
            if key not in stated or place < stated[key][0]:
                stated[key] = place, values[0]
    return {key: value for key, (_, value) in stated.items()}


def dates_of(metas: dict[str, list[str]]) -> list[str]:
    """Of every meta that states a date of publication, the first value."""
    return [metas[name][0] for name in _DATES if name in metas]
