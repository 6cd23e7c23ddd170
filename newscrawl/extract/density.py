"""The body of a page of no known layout: what a CMS marks as body, else where sentences are densest."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newscrawl.extract.boilerplate import named_so, names
from newscrawl.extract.survey import Survey

_MARKED = re.compile(
    r"(?:^|\s)(?:TRS_Editor|TRS_UEDITOR|trs_paper_default|ozoom|zoom|zoomcon|founder-content|rwb_zw|rm_txt_con|artibody|"
    r"js_content|js_article|post_body|post_text|endText|article_body|articleBody|article-body|article__body|"
    r"article-content|article_content|articleContent|article_con|article-text|article__text|cms-content|UCAP-CONTENT|"
    r"ucap-content|entry-content|post-content|post_content|story-body|story-content|storytext|story-text|news_content|"
    r"newscontent|news-content|news_txt|newstext|contentText|content_text|detail-content|detail_content|content-article|"
    r"Custom_UnionStyle|fontzoom|cmsMainContent|main-content-article|text_content|zw_content|textcontent|con_text|"
    r"single-content|pgcontent|bodytext|body-text|view_con|vsbcontent_\w*|v_news_content)(?=\s|$)",
    re.IGNORECASE,
)
_GOOD = re.compile(r"article|content|text|body|story|post|entry|zw|zhengwen|detail|main|news|zoom", re.IGNORECASE)
_MARKED_TAGS = frozenset(("founder-content", "ucapcontent", "article", "main"))
_PARAGRAPHS = frozenset("p h2 h3 h4 h5 h6 li dd dt blockquote pre figcaption summary".split())
_BAD_TAGS = frozenset("footer nav aside form header figure figcaption button".split())
_DECAY = 0.6
_LEAST = 45
"""Bytes of a flow that count as a paragraph."""


def paragraph_weights(page: Survey, *, strict: bool = True) -> list[float]:
    """How much article text each flow is likely to be: its mass without links, none without a sentence in it."""
    weights = [0.0] * len(page.nodes)
    bad = [False] * len(page.nodes)
    for position, element in enumerate(page.nodes):
        parent = page.parent[position]
        bad[position] = (parent > 0 and bad[parent]) or (
            strict
            and parent > 0
            and (element.tag in _BAD_TAGS or named_so(element))
            and page.mass[position] < 0.5 * page.mass[0]
        )
        mass = page.flow[position]
        if mass < _LEAST or bad[position]:
            continue
        links, stops = page.flow_links[position], page.flow_stops[position]
        if stops == 0 or links > 0.5 * mass:
            continue
        weights[position] = min(mass - 2.0 * links, 120.0 * stops) * (0.3 if element.tag in ("li", "dd", "dt") else 1.0)
    return weights


def container_scores(page: Survey, weights: list[float]) -> list[float]:
    """Paragraph weights summed upwards, losing a part with every level."""
    scores = [0.0] * len(page.nodes)
    for position in range(len(page.nodes) - 1, 0, -1):
        parent = page.parent[position]
        own = weights[position]
        element = page.nodes[position]
        if own:
            if element.tag in _PARAGRAPHS or (page.flow_breaks[position] < 2 and own < 600):
                scores[parent] += own
            else:
                scores[position] += own
        passed = scores[position]
        if passed:
            scores[parent] += passed * _DECAY
    return scores


def find_container(page: Survey, weights: list[float]) -> int | None:
    """Position of the element that holds the article's paragraphs; None for a page without text."""
    scores = container_scores(page, weights)
    best, top = None, 0.0
    for position, score in enumerate(scores):
        if score <= 0:
            continue
        if score * 3 > top:
            score *= _factor(page.nodes[position])
        if score > top:
            best, top = position, score
    return _widen(page, weights, best) if best is not None else None


def _factor(element: HtmlElement) -> float:
    if element.tag in _MARKED_TAGS or element.get("itemprop") == "articleBody":
        return 1.6
    said = names(element)
    if not said:
        return 1.0
    return 1.6 if _MARKED.search(said) else 1.15 if _GOOD.search(said) else 1.0


def _widen(page: Survey, weights: list[float], best: int) -> int:
    """Go up while the level above holds clearly more text of the same kind."""
    totals = weights[:]
    for position in range(len(weights) - 1, 0, -1):
        totals[page.parent[position]] += totals[position]
    current = best
    while (parent := page.parent[current]) > 0 and page.nodes[parent].tag not in ("body", "html"):
        gain = totals[parent] - totals[current]
        if gain > 0.25 * totals[current] and page.links[parent] - page.links[current] < 0.3 * gain:
            current = parent
            continue
        above = page.parent[parent]
        if (
            above > 0
            and totals[above] - totals[current] > 0.5 * totals[current]
            and (page.links[above] - page.links[current] < 0.2 * (totals[above] - totals[current]))
        ):
            current = above
            continue
        break
    return current
