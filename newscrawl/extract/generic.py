"""Headline, body and meta line of a page of no known layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.density import find_container
from newscrawl.extract.endings import endings, is_notice, terms
from newscrawl.extract.fitting import Fitted, Recognise, fit, nobody
from newscrawl.extract.headline import Found as Found
from newscrawl.extract.headline import find_headline as find_headline
from newscrawl.extract.kicker import around
from newscrawl.extract.lead import find_lead
from newscrawl.extract.metaplaces import STATED, first_sentence, last_paragraph, meta_lines
from newscrawl.extract.others import others
from newscrawl.extract.parse import text_of
from newscrawl.extract.prune import prune
from newscrawl.extract.selectors import Selectable
from newscrawl.extract.services import services
from newscrawl.extract.structured import Structured
from newscrawl.extract.survey import Survey, survey
from newscrawl.extract.untitled import above_text, is_doubtful

_NOTHING = 300
"""Bytes of text shown below which hidden text is read."""
_OPENINGS, _CLOSINGS = frozenset(("enpcontent", "<enpcontent>")), frozenset(("/enpcontent", "</enpcontent>"))
"""Comments of Founder's CMS round the text."""
_FEW_STOPS = 2
_ALL = 0.95
"""Share of a layout's text that is all of it."""


@dataclass(frozen=True)
class Generic:
    """What generic extraction finds on a page."""

    headline: Found | None
    body: list[HtmlElement]
    meta_lines: list[HtmlElement]
    dropped: frozenset[HtmlElement]
    """Elements inside the body that are none of the article."""
    times: list[str] = field(default_factory=list)
    """What `datetime` attributes near headline and body say."""
    endings: list[HtmlElement] = field(default_factory=list)
    """Elements behind the body that name its editors."""
    kicker: str | None = None
    alternative: str | None = None
    terms: list[HtmlElement] = field(default_factory=list)
    """Elements close behind the body that state terms of use."""
    fitted: Fitted | None = None
    """The layout of a CMS family that gave headline and body."""


def find(
    tree: HtmlElement,
    told: Structured,
    words: bytes,
    walled: Callable[[], bool] = bool,
    recognise: Recognise = nobody,
) -> Generic:
    """Headline, body and meta lines, with one walk over the tree; the layout of a family recognised goes before.

    `words` are those of the page beyond ASCII, in UTF-8; `walled` tells whether what is hidden is paid for.
    """
    page = _survey(tree, walled)
    headline = _placed(page, find_headline(page, told))
    containers, weights, boxes = _containers(page, _position(page, headline), told.url)
    enclosed, dropped = _enclosed(page, tree)
    containers = [enclosed] if enclosed is not None else containers
    if containers and is_doubtful(headline, told.headline):
        first = next((i for i in range(containers[0], page.end[containers[0]]) if weights[i] > 0), containers[0])
        headline = above_text(page, containers[0], first, headline) or headline
    held = sum(sum(weights[i : page.end[i]]) for i in containers)
    selectable = Selectable(tree)
    fitted = fit(selectable, recognise({said for _, said in page.ids}), headline, held)
    if fitted is not None:
        headline = fitted.headline
        containers = _narrowed(page, weights, _outermost(page, fitted.body), containers)
        dropped = dropped if enclosed in containers else set()
        dropped |= set(selectable.select(fitted.layout.drop))
    top = _position(page, headline)
    body = containers[0] if containers else None
    bare = top if headline and headline.element is not None and text_of(headline.element) == headline.text else -1
    edges = first_sentence(page, body, weights), last_paragraph(page, body, weights)
    lines = meta_lines(page, body, top, edges, bare)
    for container in containers:
        dropped |= prune(page, container, weights, (top, edges[0]), lines, boxes)
    found = [*_inside(headline), *_lines_of(page, fitted, lines, selectable)]
    behind = endings(page, containers[-1], words) if containers else []
    above, below = around(page, top)
    lead = find_lead(page, top, body, told) if body is not None and fitted is None and below is None else None
    stated = [page.nodes[i] for i in terms(page, containers[-1])] if containers else []
    nodes = [page.nodes[i] for i in ([lead] if lead is not None else []) + containers]
    return Generic(headline, nodes, found, frozenset(dropped), _times(found), behind, above, below, stated, fitted)


def _containers(page: Survey, headline: int, own: str | None) -> tuple[list[int], list[float], set[int]]:
    """The containers of the text, the weights of all flows, and the positions of what is none of the article.

    Where what a site says to its readers outweighs the article, another container is looked for.
    """
    boxes = others(page, headline, own)
    containers, weights = find_container(page, headline, boxes)
    if not containers:
        boxes = others(page, headline, own, teasers_only=True)
        containers, weights = find_container(page, headline, boxes)
    said = set().union(*(services(page, container) for container in containers))
    held = sum(sum(weights[i : page.end[i]]) for i in containers)
    if said and 2 * sum(weights[i] for i in said) > held:
        containers, weights = find_container(page, headline, boxes | said)
        said |= set().union(*(services(page, container) for container in containers))
    return containers, weights, boxes | said


def _narrowed(page: Survey, weights: list[float], named: list[int], found: list[int]) -> list[int]:
    """The elements of a layout's body; those found without it where they are in its only one, with all of its text."""
    if len(named) != 1 or not found or not all(page.inside(i, named[0]) for i in found):
        return named
    held = sum(sum(weights[i : page.end[i]]) for i in found)
    return found if held > _ALL * sum(weights[named[0] : page.end[named[0]]]) else named


def _outermost(page: Survey, elements: list[HtmlElement]) -> list[int]:
    """Positions of the elements that are in none of the others."""
    found: list[int] = []
    for position in sorted(page.index[element] for element in elements if element in page.index):
        if not found or position >= page.end[found[-1]]:
            found.append(position)
    return found


def _lines_of(page: Survey, fitted: Fitted | None, lines: list[int], selectable: Selectable) -> list[HtmlElement]:
    """The meta lines: those the layout names, else those found."""
    named = selectable.select(fitted.layout.meta) if fitted is not None else []
    return named or [page.nodes[i] for i in lines]


def _survey(tree: HtmlElement, walled: Callable[[], bool]) -> Survey:
    """The page as shown; all of it where next to nothing is, since some pages are unveiled by a script."""
    page = survey(tree)
    return page if page.mass[0] >= _NOTHING or walled() else survey(tree, hidden_too=True)


def _enclosed(page: Survey, tree: HtmlElement) -> tuple[int | None, set[HtmlElement]]:
    """The element whose text a CMS encloses in comments as the article's, and its children outside of them."""
    for opening in tree.iter(etree.Comment):
        if (opening.text or "").strip() not in _OPENINGS:
            continue
        holder = opening.getparent()
        position = page.index.get(holder, -1) if holder is not None else -1
        if position < 0:
            continue
        outside = {e for e in opening.itersiblings(preceding=True) if e in page.index}
        closing = next((c for c in opening.itersiblings(etree.Comment) if (c.text or "").strip() in _CLOSINGS), None)
        if closing is not None:
            behind = [e for e in closing.itersiblings() if e in page.index]
            outside |= {e for e in behind if not is_notice(page, page.index[e])}
        if page.stops[position] - sum(page.stops[page.index[e]] for e in outside) >= _FEW_STOPS:
            return position, outside
    return None, set()


def _placed(page: Survey, headline: Found | None) -> Found | None:
    """A headline read from the page's title, with the element that says the same, if there is one."""
    if headline is None or headline.element is not None:
        return headline
    mass = len(headline.text.encode("utf-8", "ignore"))
    for position, flow in enumerate(page.flow):
        if abs(flow - mass) <= 4 and text_of(page.nodes[position]) == headline.text:
            return replace(headline, element=page.nodes[position])
    return headline


def _inside(headline: Found | None) -> list[HtmlElement]:
    """The elements of a heading that hold a meta line behind the headline itself."""
    if headline is None or headline.element is None or not len(headline.element):
        return []
    said = text_of(headline.element)
    if len(said) <= len(headline.text) or not said.startswith(headline.text):
        return []
    return [e for e in headline.element if isinstance(e.tag, str) and STATED.search(text_of(e))]


def _position(page: Survey, headline: Found | None) -> int:
    return page.index.get(headline.element, -1) if headline and headline.element is not None else -1


def _times(lines: list[HtmlElement]) -> list[str]:
    """datetime attributes in the meta lines."""
    found = [e.get("datetime") for line in lines for e in line.iter("time")]
    return [value for value in found if value]
