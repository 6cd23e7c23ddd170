"""The body of a page of no known layout: what a CMS marks as body, else where sentences are densest."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import compress, count

from newscrawl.extract.boilerplate import frames_so, named_so, surely_so
from newscrawl.extract.survey import Survey

_MARKS = frozenset(
    "trs_editor trs_ueditor trs_paper_default ozoom zoom zoomcon founder-content rwb_zw rm_txt_con artibody "
    "js_content js_article post_body post_text endtext article_body articlebody article-body article__body "
    "article-content article_content articlecontent article_con article-text article__text cms-content ucap-content "
    "entry-content post-content post_content story-body story-content storytext story-text news_content newscontent "
    "news-content news_txt newstext contenttext content_text detail-content detail_content content-article "
    "custom_unionstyle fontzoom cmsmaincontent main-content-article text_content zw_content textcontent con_text "
    "single-content pgcontent bodytext body-text view_con v_news_content".split()
)
"""Classes and ids that CMSs give the body, in lower case."""
_NUMBERED = re.compile(r"vsbcontent_\w*")
_GOOD = "article content text body story post entry zw zhengwen detail main news zoom".split()
_MARKED_TAGS = frozenset(("founder-content", "ucapcontent", "article", "main"))
_PARAGRAPHS = frozenset("p h2 h3 h4 h5 h6 li dd dt blockquote pre figcaption summary".split())
_ITEMS = frozenset(("li", "dd", "dt"))
_BAD_TAGS = frozenset("footer nav aside form header figure figcaption button".split())
_ABOVE, _APART = 0.4, 0.4
_DECAY = 0.6
_FAR = 6
"""Levels above a container below which others like it are looked for."""
_SCANT = 400
"""Bytes of text below which the names of widgets are doubted."""
_PART, _FEW_LINKS = 0.6, 0.2
"""Share of an article's text below which what was found is but a section of it; share of links in an article."""
_LEAST = 45
"""Bytes of a flow that count as a paragraph."""


def marked(page: Survey, position: int) -> bool:
    """Whether an element says by itself that it is the body of an article."""
    if page.tags[position] in _MARKED_TAGS or page.nodes[position].get("itemprop") == "articleBody":
        return True
    words = page.said[position].lower().split()
    return not _MARKS.isdisjoint(words) or any(map(_NUMBERED.fullmatch, words))


def paragraph_weights(
    page: Survey, headline: int, others: set[int], *, strict: bool = True, framed: bool = False
) -> list[float]:
    """How much article text each flow is likely to be: its mass without links, none without a sentence in it.

    The headline itself is none, nor is what is inside `others`; text inside elements named like widgets counts only
    where `strict` is off, and in slides and galleries only with `framed`.
    """
    weights = [0.0] * len(page.nodes)
    known = {0: 1.0, **dict.fromkeys(others, 0.0)}
    for position in [i for i in compress(count(), page.flow) if page.flow[i] >= _LEAST and i]:
        mass, links, stops = page.flow[position], page.flow_links[position], page.flow_stops[position]
        if stops == 0 or links > 0.5 * mass or (headline > 0 and page.inside(position, headline)):
            continue
        trust = _trust(page, position, known, strict, framed)
        weights[position] = min(mass - 2.0 * links, 120.0 * stops) * trust
    return weights


def _trust(page: Survey, position: int, known: dict[int, float], strict: bool, framed: bool) -> float:
    """How much a text is believed to be the article's, by what it stands in; `known` keeps what was found."""
    unknown = []
    while position not in known:
        unknown.append(position)
        position = page.parent[position]
    trust = known[position]
    for position in reversed(unknown):
        if page.tags[position] in _ITEMS:
            trust = min(trust, 0.3)
        elif trust and _doubtful(page, position, strict, framed) and not marked(page, position):
            trust = 0.0
        known[position] = trust
    return trust


def _doubtful(page: Survey, position: int, strict: bool, framed: bool) -> bool:
    """Whether an element is named like a widget and is not most of the page itself."""
    said, share = page.said[position], page.mass[position] / (page.mass[0] or 1)
    if share < 0.9 and surely_so(said):
        return True
    if not strict or share >= 0.5:
        return False
    return page.tags[position] in _BAD_TAGS or named_so(page.nodes[position], said, frames=not framed)


def _holders(page: Survey, weights: list[float]) -> list[int]:
    """Positions with text of the article and of all that they stand in but the root, the last first."""
    found: set[int] = set()
    for position in compress(count(), weights):
        while position > 0 and position not in found:
            found.add(position)
            position = page.parent[position]
    return sorted(found, reverse=True)


def container_scores(page: Survey, weights: list[float]) -> dict[int, float]:
    """Paragraph weights summed upwards, losing a part with every level, by position; none for most."""
    scores: dict[int, float] = defaultdict(float)
    for position in _holders(page, weights):
        parent = page.parent[position]
        own = weights[position]
        if own:
            if page.tags[position] in _PARAGRAPHS or (page.flow_breaks[position] < 2 and own < 600):
                scores[parent] += own
            else:
                scores[position] += own
        if scores[position]:
            scores[parent] += scores[position] * _DECAY
    return scores


def find_container(page: Survey, headline: int, others: set[int]) -> tuple[list[int], list[float]]:
    """Positions of the elements that hold the article's paragraphs, in order, and the weights of all flows.

    `headline` is where the headline is, or -1; text that ends above it is seldom the article, and none is inside
    `others`. Where elements named like widgets hold most of the text, their names are not believed.
    """
    weights = paragraph_weights(page, headline, others)
    best = _best(page, weights, headline)
    held = _sum(page, weights, best) if best is not None else 0.0
    if held < _SCANT:
        lenient = paragraph_weights(page, headline, others, strict=False)
        other = _best(page, lenient, headline)
        if other is not None and held < 0.25 * _sum(page, lenient, other):
            best, weights = other, lenient
    if best is None:
        return [], weights
    if any(page.mass[i] > _SCANT and frames_so(page.said[i]) for i in range(max(headline, 0), best)):
        open_weights = paragraph_weights(page, headline, others, framed=True)
        slides = _best(page, open_weights, headline)
        found = _alike(page, open_weights, slides, headline) if slides is not None and slides < best else []
        if found and found[-1] < best and sum(_sum(page, open_weights, i) for i in found) > 2 * held:
            return found, open_weights
    found = _alike(page, weights, _widen(page, weights, best, headline), headline)
    whole = _whole(page, weights, found, headline)
    return [whole] if whole is not None else found, weights


def _whole(page: Survey, weights: list[float], found: list[int], headline: int) -> int | None:
    """The element marked as the page's article round what was found, if that is but a part of its text.

    It must hold the headline, and what it has besides must be no lists of links: an article cut in sections.
    """
    held = sum(_sum(page, weights, i) for i in found)
    position = page.parent[found[0]]
    while position > 0 and page.tags[position] not in ("body", "html"):
        if page.tags[position] in ("article", "main") or page.nodes[position].get("role") == "main":
            mass, links = page.mass[position], page.links[position]
            if (
                page.inside(headline, position)
                and held < _PART * _sum(page, weights, position)
                and links < _FEW_LINKS * mass
            ):
                return position
        position = page.parent[position]
    return None


def _sum(page: Survey, weights: list[float], position: int) -> float:
    return sum(weights[position : page.end[position]])


def _best(page: Survey, weights: list[float], headline: int) -> int | None:
    """The container that scores best; text above the headline, or in another part of the page, counts less."""
    best, top = None, 0.0
    branch = _branch(page, headline)
    for position, score in sorted(container_scores(page, weights).items()):
        if score * 3 <= top or score <= 0:
            continue
        score *= _factor(page, position)
        if headline > 0 and page.end[position] <= headline:
            score *= _ABOVE
        elif not page.inside(position, branch):
            score *= _APART
        if score > top:
            best, top = position, score
    return best


def _branch(page: Survey, headline: int) -> int:
    """The largest part of the page that holds the headline and is not the page itself; the page without a headline."""
    current = max(headline, 0)
    while current > 0 and page.mass[page.parent[current]] < 0.9 * page.mass[0]:
        current = page.parent[current]
    return current


def _alike(page: Survey, weights: list[float], best: int, headline: int) -> list[int]:
    """The container and others of its tag and class near it: a text cut in sections.

    Farther away they count only where the container holds less than half of what they hold together.
    """
    element = page.nodes[best]
    kind = (element.get("class") or "").split()[:1]
    if not kind or len(kind[0]) < 4 or element.tag in ("p", "li", "article"):
        return [best]
    tops = [top for level in range(_FAR, 0, -1) if (top := _above(page, best, level)) is not None]
    if not tops:
        return [best]
    found = _same(page, weights, best, headline, tops[0])
    if len(tops) < _FAR or _sum(page, weights, best) < 0.5 * sum(_sum(page, weights, i) for i in found):
        return found
    return _same(page, weights, best, headline, tops[1])


def _same(page: Survey, weights: list[float], best: int, headline: int, top: int) -> list[int]:
    """The elements below `top` and the headline that are named like the container and hold text, and the container."""
    tag, found = page.tags[best], [best]
    kind = (page.nodes[best].get("class") or "").split()[:1]
    position = top + 1
    while position < page.end[top]:
        same = page.tags[position] == tag and (page.nodes[position].get("class") or "").split()[:1] == kind
        if same and position != best and position > headline and not page.inside(best, position):
            if _sum(page, weights, position) > 0 and page.links[position] < 0.3 * page.mass[position]:
                found.append(position)
            position = page.end[position]
        else:
            position = page.end[position] if position == best else position + 1
    return sorted(found)


def _factor(page: Survey, position: int) -> float:
    if marked(page, position):
        return 1.3 if page.tags[position] in ("main", "article") else 2.2
    said = page.said[position].lower()
    return 1.15 if any(map(said.__contains__, _GOOD)) else 1.0


def _widen(page: Survey, weights: list[float], best: int, headline: int) -> int:
    """Go up while the level above holds clearly more text of the same kind below the headline."""
    totals = weights[:]
    if 0 < headline < best:
        totals[:headline] = [0.0] * headline
    for position in _holders(page, totals):
        totals[page.parent[position]] += totals[position]
    current = best
    while not marked(page, current):
        for level, (gain, links) in enumerate(((0.25, 0.3), (0.5, 0.2))):
            above = _above(page, current, level + 1)
            if above is None:
                return current
            more = totals[above] - totals[current]
            if more > gain * totals[current] and page.links[above] - page.links[current] < links * more:
                current = above
                break
        else:
            return current
    return current


def _above(page: Survey, position: int, levels: int) -> int | None:
    """The ancestor that many levels up, None from the page's body on."""
    for _ in range(levels):
        position = page.parent[position]
        if position <= 0 or page.tags[position] in ("body", "html"):
            return None
    return position
