"""What a page declares about itself: JSON-LD, OpenGraph, microdata, Dublin Core and the metas Chinese CMSs write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.metanames import AUTHORS, KEYWORDS, dates_of, note_meta, stated_by
from newscrawl.extract.parse import json_of

_ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle BackgroundNewsArticle OpinionNewsArticle "
    "ReviewNewsArticle AskPublicNewsArticle AdvertiserContentArticle BlogPosting LiveBlogPosting SocialMediaPosting "
    "Report ScholarlyArticle TechArticle DiscussionForumPosting VideoObject".split()
)
_PAGE_TYPES = frozenset(("WebPage", "ItemPage", "AboutPage", "FAQPage", "QAPage", "Recipe", "HowTo", "Dataset"))
_BESIDE = 3
"""Levels above the first author up to what holds the others of the same article."""
ITEMPROP = ("itemprop", "itemProp", "ITEMPROP")
"""How pages write the attribute of microdata."""
_MICRODATA = etree.XPath("//*[@itemprop][not(self::meta[ancestor::head])]")
_SPLIT = re.compile(r"[,，;；、|]")
_SPACE = re.compile(r"\s+")
_LOOSE = re.compile(r'"(headline|datePublished|dateModified|description|articleSection)"\s*:\s*"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Structured:
    """What the page declares, as written; None or () where it declares nothing."""

    headline: str | None = None
    description: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    source: str | None = None
    date_published: str | None = None
    date_stated: str | None = None
    """A date of the page that isn't said to be of its publication: Dublin Core's `date`, which is of making it too."""
    date_modified: str | None = None
    date_hints: tuple[str, ...] = ()
    """Dates of publication stated by less sure declarations: of the web page, in metas of other names."""
    url: str | None = None
    """Canonical URL, maybe relative."""
    images: tuple[str, ...] = ()
    language: str | None = None
    license: str | None = None
    site_name: str | None = None
    body: str | None = None
    """articleBody of the JSON-LD."""
    is_free: bool | None = None
    """Whether the page says that its text is free to read."""


def declarations(tree: HtmlElement) -> list[HtmlElement]:
    """The elements that may declare something: every meta, link and script of JSON-LD, in order."""
    found = tree.iter("meta", "link", "script")
    return [e for e in found if e.tag != "script" or "ld+json" in (e.get("type") or "").lower()]


def structured(tree: HtmlElement, head: list[HtmlElement] | None = None, *, microdata: bool = True) -> Structured:
    """Read all declarations of a page once; JSON-LD before metas, metas before microdata.

    `head` are its declarations where they are at hand; `microdata` is off where the page has none.
    """
    metas: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    article: dict[str, Any] = {}
    hints: list[str] = []
    for element in declarations(tree) if head is None else head:
        if element.tag == "meta":
            note_meta(element, metas)
        elif element.tag == "link":
            for relation in (element.get("rel") or "").lower().split():
                if relation in ("canonical", "license"):
                    links.setdefault(relation, element.get("href") or "")
        else:
            for node in _articles(element.text or ""):
                if _is_page(node):
                    hints += [value] if (value := _text(node.get("datePublished"))) else []
                else:
                    article = _better(article, node)
    return _combine(tree, article, metas, links, _microdata(tree) if microdata else {}, hints)


def _articles(text: str) -> Iterator[dict[str, Any]]:
    """The article nodes of a JSON-LD script; of one that is no JSON, the few fields that can be told."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    text = text.strip().rstrip(";")
    try:
        data = json_of(text)
    except (ValueError, RecursionError):
        loose = {key: _unescape(value) for key, value in reversed(_LOOSE.findall(text))}
        if "datePublished" in loose:
            yield loose
        return
    yield from _nodes(data, 0)


def _unescape(value: str) -> str:
    try:
        return str(json_of(f'"{value}"'))
    except ValueError:
        return value


def _nodes(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for item in data[:100]:
            yield from _nodes(item, depth + 1)
    if not isinstance(data, dict) or depth > 6:
        return
    kinds = _kinds(data)
    if kinds & _ARTICLE_TYPES:
        yield data
        return
    if kinds & _PAGE_TYPES:
        yield data
    for key in ("@graph", "mainEntity", "mainEntityOfPage"):
        yield from _nodes(data.get(key), depth + 1)


def _kinds(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {k.rpartition("/")[2] for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)}


def _is_page(node: dict[str, Any]) -> bool:
    """Whether a node is about the web page and not about an article."""
    kinds = _kinds(node)
    return bool(kinds & _PAGE_TYPES) and not kinds & _ARTICLE_TYPES


def _better(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The first article node, a bare video giving way to a text; what it lacks comes from its later mentions."""
    if not old or (old.get("@type") == "VideoObject" and new.get("@type") != "VideoObject"):
        return new
    if new.get("@type") != "VideoObject" and old.get("headline") == new.get("headline"):
        return {**new, **old}
    return old


def _microdata(tree: HtmlElement) -> dict[str, list[str]]:
    """Values by itemprop, of the elements of the page's body."""
    found: dict[str, list[str]] = {}
    near: HtmlElement | None = None
    elements: Any = _MICRODATA(tree)
    for element in elements[:200]:
        name = element.get("itemprop").strip().lower()
        if name not in ("datepublished", "datemodified", "headline", "author", "name", "publisher", "keywords"):
            continue
        if len(found.get(name, ())) >= 10:
            continue
        if name == "author":
            if near is not None and near not in element.iterancestors():
                continue  # of a card of another article
            near = next(islice(element.iterancestors(), _BESIDE, None), tree) if near is None else near
        value = element.get("content") or element.get("datetime") or element.get("title") or ""
        if not value and name in ("headline", "author", "name", "datepublished", "datemodified"):
            named = element.find(".//*[@itemprop='name']") if name == "author" else None
            value = "".join((element if named is None else named).itertext())
        if value.strip() and len(value) < 400:
            found.setdefault(name, []).append(_SPACE.sub(" ", value).strip())
    return found


def _combine(
    tree: HtmlElement,
    article: dict[str, Any],
    metas: dict[str, list[str]],
    links: dict[str, str],
    micro: dict[str, list[str]],
    hints: list[str],
) -> Structured:
    meta = stated_by(metas).get

    def first(*values: str | None) -> str | None:
        return next((value.strip() for value in values if value and value.strip()), None)

    def prop(name: str) -> str | None:
        return next(iter(micro.get(name, ())), None)

    return Structured(
        headline=first(_text(article.get("headline")), meta("headline"), prop("headline")),
        description=first(_text(article.get("description")), meta("description")),
        section=first(_text(article.get("articleSection")), meta("section")),
        keywords=_keywords(article, metas),
        authors=_authors(article, metas, micro),
        publisher=first(_text(article.get("publisher")), meta("publisher"), prop("publisher")),
        source=first(meta("source"), _text(article.get("sourceOrganization"))),
        date_published=first(
            _text(article.get("datePublished")),
            meta("published"),
            prop("datepublished"),
            _text(article.get("dateCreated")),
            _text(article.get("uploadDate")),
            *hints,
        ),
        date_stated=meta("dated"),
        date_hints=(*hints, *dates_of(metas)),
        date_modified=first(_text(article.get("dateModified")), meta("modified"), prop("datemodified")),
        url=first(links.get("canonical"), meta("url")),
        images=tuple(dict.fromkeys([*_urls(article.get("image")), *metas.get("og:image", ())])),
        language=first(tree.get("lang"), tree.get("xml:lang"), _text(article.get("inLanguage")), meta("language")),
        license=first(_text(article.get("license")), links.get("license"), meta("license")),
        site_name=first(meta("site_name")),
        body=_text(article.get("articleBody")),
        is_free=_is_free(article, meta("tier")),
    )


def _is_free(article: dict[str, Any], tier: str | None) -> bool | None:
    """What isAccessibleForFree says of the article or a part of it, else its tier."""
    parts = article.get("hasPart")
    said = [
        str(node["isAccessibleForFree"]).rpartition("/")[2].lower()
        for node in (article, *(parts if isinstance(parts, list) else [parts]))
        if isinstance(node, dict) and "isAccessibleForFree" in node
    ]
    if "false" in said or (tier or "").lower() == "locked":
        return False
    return True if "true" in said or (tier or "").lower() == "free" else None


def _text(value: Any) -> str | None:
    """A JSON-LD value as text: the name of a thing, the first of a list."""
    if isinstance(value, list):
        return next((text for item in value if (text := _text(item))), None)
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("@value") or value.get("url") or value.get("@id"))
    return value.strip() or None if isinstance(value, str) else None


def _urls(value: Any) -> list[str]:
    """The URLs of a JSON-LD image: a string, an ImageObject or a list of them."""
    if isinstance(value, list):
        return [url for item in value for url in _urls(item)]
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return [value] if isinstance(value, str) and value else []


def _keywords(article: dict[str, Any], metas: dict[str, list[str]]) -> tuple[str, ...]:
    """Of the first place that has any, each once."""
    told = article.get("keywords")
    lists: list[Iterable[Any]] = [told if isinstance(told, list) else [told]]
    lists += [metas.get(name, ()) for name in KEYWORDS]
    for values in lists:
        words = [w.strip() for value in values if isinstance(value, str) for w in _SPLIT.split(value)]
        if any(words):
            return tuple(dict.fromkeys(word for word in words if word))
    return ()


def _authors(article: dict[str, Any], metas: dict[str, list[str]], micro: dict[str, list[str]]) -> tuple[str, ...]:
    """Names of the first place that has any; URLs and handles are none."""
    told = article.get("author") or article.get("creator")
    lists: list[Iterable[str | None]] = [[_text(item) for item in (told if isinstance(told, list) else [told])]]
    lists += [metas[name] for name in AUTHORS if name in metas]
    lists.append(micro.get("author", ()))
    for names in lists:
        kept = [n.strip() for n in names if n and n.strip() and not re.match(r"https?://|@|/|www\.|#", n.strip())]
        if kept:
            return tuple(dict.fromkeys(kept))
    return ()
