"""Where the article is: the layout that fits, the body's elements, and its blocks with their pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract import generic
from newscrawl.extract.draft import Block, Draft, Evidence
from newscrawl.extract.endings import terms_beside
from newscrawl.extract.hinted import Hinted
from newscrawl.extract.names import credit_of
from newscrawl.extract.paging import pagination, unveil
from newscrawl.extract.parse import fold, text_of, tree_of
from newscrawl.extract.paywall import paywalled
from newscrawl.extract.repeated import repeated
from newscrawl.extract.scripttext import script_text
from newscrawl.extract.structured import ITEMPROP, declarations, structured
from newscrawl.extract.western import pictured_by
from newscrawl.items import Image
from newscrawl.page import Page
from newscrawl.site import Layout, Site

_BREAKS = frozenset(
    "address article aside blockquote body br center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_BREAK = "\0"
"""A character that no tree has."""
_SILENT = frozenset("script style noscript template button select option input textarea iframe object svg".split())
_LONGEST_CAPTION = 200
_REPEATED, _LONGEST_LABEL = 5, 30
_SHARE = 0.2
"""How often a paragraph stands in a text, how long it is at most, and its share in all of them, that is none of it."""
_LABEL = re.compile(
    r"(?:责任编辑|責任編輯|编辑|編輯|[责責] ?[编編]|校对|校對|审核|審核|[一二三初复终]审|监制|摄影|攝影|来源|來源)"
    r" ?[:：]"
)
_SENTENCE = re.compile(r"[.!?。！？…:：]\W*$|^[—“\"]")
_NOTHING, _TEASER = 60, 1500
"""Characters of text shown below which it is looked for in scripts; below which it may be all that is shown unpaid."""
_HIDDEN = Hinted(r"display\s*:\s*none", "none")


Families = Callable[[str, Collection[str]], Iterable[type[Site]]]
"""The CMS families a page of an unknown host may belong to, by its URL and ids."""


def locate(draft: Draft, families: Families) -> None:
    """Choose the layout by content and cut the article into blocks; its parts' blocks follow the first page's."""
    if draft.tree is None:
        draft.problems.add("no_html")
        return
    _declared(draft, draft.tree)
    draft.layout = _layout(draft)
    unveil(draft.tree, draft.repaired, partial(_is_walled, draft, draft.tree))
    draft.body = _body(draft, draft.tree, families)
    texts = list(_paragraphs(draft, draft.body))
    shown = sum(map(len, texts))
    if draft.told.is_free is False or (shown < _TEASER and _is_walled(draft, draft.tree)):
        draft.problems.add("paywalled")
    elif shown < _NOTHING and draft.layout is None:
        texts = _of_scripts(draft, draft.tree) or texts
    draft.article.images = _images(draft, _pictured(draft, draft.tree), draft.page.url)
    for part in draft.page.parts:
        texts += _part(draft, part, families)
    behind = draft.generic.terms if draft.generic else [e for body in draft.body[-1:] for e in terms_beside(body)]
    terms = list(_paragraphs(draft, behind))
    texts = _with_labels(_unlabelled(texts))
    start = 0
    for number, text in enumerate((*texts, *terms)):
        draft.blocks.append(Block(text, start, is_outside=number >= len(texts)))
        start += len(text) + 1
    if not draft.blocks:
        draft.problems.add("no_body")
    repeated(draft)
    pagination(draft)


def _declared(draft: Draft, tree: HtmlElement) -> None:
    draft.head = declarations(tree)
    draft.told = structured(tree, draft.head, microdata=any(map(draft.markup.__contains__, ITEMPROP)))


def _unlabelled(texts: list[str]) -> list[str]:
    """The paragraphs without a short one that a template sets again and again between them."""
    often = {
        text
        for text, times in Counter(texts).items()
        if times >= max(_REPEATED, _SHARE * len(texts)) and _is_label(text)
    }
    return [text for text in texts if text not in often] if often else texts


def _with_labels(texts: list[str]) -> list[str]:
    """The paragraphs with labels such as `编辑：`, which stand in a cell of their own, before what they label."""
    joined: list[str] = []
    for text in texts:
        if joined and len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(joined[-1]):
            joined[-1] += text
        else:
            joined.append(text)
    return joined


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and not _SENTENCE.search(text) and any(c.isalpha() for c in text)


def _layout(draft: Draft) -> Layout | None:
    """The first layout whose headline and body are there; else the first whose body is."""
    first = None
    for layout in draft.site.layouts:
        if draft.select(layout.body):
            if draft.select(layout.headline):
                return layout
            first = first or layout
    return first


def _body(draft: Draft, tree: HtmlElement, families: Families) -> list[HtmlElement]:
    if draft.layout is not None:
        draft.meta_lines = draft.select(draft.layout.meta)
        return _outermost(draft.select(draft.layout.body))
    walled, recognise = partial(_is_walled, draft, tree), partial(families, draft.page.url)
    draft.generic = generic.find(tree, draft.told, draft.repaired.beyond_ascii, walled, recognise)
    draft.meta_lines = draft.generic.meta_lines
    if fitted := draft.generic.fitted:
        draft.layout, draft.family = fitted.layout, fitted.family
    return _outermost(draft.generic.body)


def _is_walled(draft: Draft, tree: HtmlElement) -> bool:
    return paywalled(tree, draft.repaired, draft.told)


def _of_scripts(draft: Draft, tree: HtmlElement) -> list[str]:
    """The paragraphs of an article that only the page's scripts have."""
    found = script_text(tree, draft.told, draft.page.url)
    if found is None:
        return []
    draft.body = [found.root]
    if draft.generic is not None:
        draft.generic = replace(draft.generic, dropped=found.dropped)
    draft.evidence["body"] = Evidence("script", found.rule, "")
    draft.facts = found.facts
    return list(_paragraphs(draft, draft.body))


def _part(draft: Draft, part: Page, families: Families) -> list[str]:
    """The paragraphs of a further page, found as on the first."""
    tree = tree_of(part, draft.site)
    if tree is None:
        draft.problems.add("part_unreadable")
        return []
    inner = Draft(part, draft.site, tree=tree)
    _declared(inner, tree)
    inner.layout = _layout(inner)
    inner.body = _body(inner, tree, families)
    draft.article.images += _images(inner, inner.body, part.url)
    return list(_paragraphs(inner, inner.body))


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    if len(elements) < 2:
        return elements
    known = set(elements)
    return [element for element in elements if known.isdisjoint(element.iterancestors())]


def _paragraphs(draft: Draft, body: list[HtmlElement]) -> Iterator[str]:
    """The folded text of each block-level stretch of the body."""
    if draft.generic is not None:
        dropped = draft.generic.dropped
    else:
        dropped = frozenset(draft.select(draft.layout.drop) if draft.layout else ())
    for element in body:
        yield from filter(None, map(fold, _stretches(element, dropped)))


def _stretches(root: HtmlElement, dropped: frozenset[HtmlElement]) -> list[str]:
    """The text of an element, parted where a block begins or ends."""
    pieces: list[str] = []
    left_out = None
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            tag = element.tag
            if tag in _SILENT or element in dropped or _hidden(element, root) or (tag == "rt" and _is_bare(element)):
                left_out = element
                walk.skip_subtree()
                continue
            if tag in _BREAKS:
                pieces.append(_BREAK)
            if text := element.text:
                pieces.append(text)
            continue
        if event == "end" and element is not left_out and element.tag in _BREAKS:
            pieces.append(_BREAK)
        if element is not root and (text := element.tail):
            pieces.append(text)
    return "".join(pieces).split(_BREAK)


def _is_bare(reading: HtmlElement) -> bool:
    """Whether nothing parts the reading above characters from them where it is not shown above."""
    return (above := reading.getparent()) is not None and above.find("rp") is None


def _hidden(element: HtmlElement, root: HtmlElement) -> bool:
    style = element.get("style")
    return style is not None and element is not root and _HIDDEN.search(style) is not None


def _pictured(draft: Draft, tree: HtmlElement) -> list[HtmlElement]:
    """The elements with the article's pictures: those the layout names, and the body."""
    named = draft.select(draft.layout.images) if draft.layout else []
    return [*_outermost([*named, *draft.body])]


def _images(draft: Draft, body: list[HtmlElement], base: str) -> list[Image]:
    """The pictures of the body, each once, with the caption of its figure or list item."""
    found: dict[str, Image] = {}
    for element in body:
        for img in element.iter("img"):
            source = img.get("data-original") or img.get("data-src") or img.get("src") or ""
            if not source.strip() or source.startswith("data:"):
                continue
            try:
                url = urljoin(base, source.strip())
            except ValueError:
                continue
            caption = _caption(img)
            found.setdefault(url, Image(url=url, caption=caption, credit=_credit(caption or "")))
    return list(found.values())


def _credit(caption: str) -> str | None:
    """Who took a picture, by its caption."""
    return credit_of(caption) or pictured_by(caption)


def _caption(img: HtmlElement) -> str | None:
    """The figure's figcaption, the text of the list item the picture stands in alone, or a credited line beside it."""
    for parent in img.iterancestors("figure", "li"):
        if parent.tag == "figure":
            caption = next(iter(parent.iter("figcaption")), None)
            return text_of(caption) or None if caption is not None else None
        if sum(1 for _ in parent.iter("img")) == 1:
            return text_of(parent) or None
    holder = next(img.iterancestors("p", "div", "td", "center"), None)
    if holder is None:
        return None
    line = text_of(holder) if sum(1 for _ in holder.iter("img")) == 1 else ""
    if not line:
        row = next(holder.iterancestors("tr"), None) if holder.tag == "td" else None
        below = (holder if row is None else row).getnext()
        line = text_of(below) if below is not None and below.tag in ("p", "div", "center", "tr") else ""
    return line if len(line) <= _LONGEST_CAPTION and credit_of(line) else None
