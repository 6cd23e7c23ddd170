"""Counts over a page's tree in one walk: where text flows, how much of it is links, where sentences end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from newscrawl.extract.hinted import Hinted

BLOCK_TAGS = frozenset(
    "html body address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr "
    "ul".split()
)
SILENT_TAGS = frozenset(
    "script style noscript template button select option input textarea iframe object embed canvas video audio map "
    "head datalist applet".split()
)
_CODE = frozenset("script style head".split())
_DRAWN = frozenset("svg symbol g defs title desc text tspan use path".split())
"""Their own text is none of the page, but parsers may nest the page in an svg whose tags close themselves."""
_STOPS = "!?;"
_OTHER_STOPS = "。！？；，、…．۔،؛؟।"
_MAYBE_STOPS = re.compile(r"[.,:](?=\s|$|[”\"'’)])")
_SHORT = 60
"""Characters of a text whose counts are kept."""
_HIDDEN = Hinted(r"display\s*:\s*none", "none")


def hidden(element: HtmlElement) -> bool:
    """Whether the element's own style keeps it off the screen."""
    style = element.get("style")
    return bool(style and _HIDDEN.search(style)) or element.get("hidden") is not None


@dataclass(slots=True)
class Survey:
    """Lists by position in document order; a flow is the text whose nearest block-level element is that one.

    Mass is counted in UTF-8 bytes without white space runs, so that a Chinese character weighs like three letters.
    """

    nodes: list[HtmlElement] = field(default_factory=list)
    index: dict[HtmlElement, int] = field(default_factory=dict)
    parent: list[int] = field(default_factory=list)
    ids: list[tuple[int, str]] = field(default_factory=list)
    """Positions of the elements with an id, and what it is."""
    end: list[int] = field(default_factory=list)
    """Position after the element's last descendant."""
    flow: list[int] = field(default_factory=list)
    flow_links: list[int] = field(default_factory=list)
    flow_stops: list[int] = field(default_factory=list)
    flow_breaks: list[int] = field(default_factory=list)
    """br elements in the flow."""
    mass: list[int] = field(default_factory=list)
    """Of the whole subtree, like links and stops."""
    links: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)

    def inside(self, position: int, container: int) -> bool:
        return container <= position < self.end[container]


def survey(root: HtmlElement, *, hidden_too: bool = False) -> Survey:
    """Walk the tree once; what is inside scripts and, unless asked for, form fields and hidden elements is left out."""
    found, silent = Survey(), _CODE if hidden_too else SILENT_TAGS
    nodes, parents = found.nodes, found.parent
    blocks: list[int] = []  # by position, the block whose flow its text joins
    in_link: list[bool] = []
    texts: list[tuple[int, bool, str]] = []
    breaks: list[int] = []
    stack, above = [root], [-1]
    while stack:
        element, parent = stack.pop(), above.pop()
        if parent >= 0 and (text := element.tail) and not text.isspace():
            texts.append((blocks[parent], in_link[parent], text))
        tag = element.tag
        if not isinstance(tag, str):
            continue
        position = len(nodes)
        nodes.append(element)
        parents.append(parent)
        block = position if parent < 0 or tag in BLOCK_TAGS else blocks[parent]
        link = tag == "a" or (parent >= 0 and in_link[parent])
        blocks.append(block)
        in_link.append(link)
        attributes = element.items()
        if tag in silent or (attributes and _off_screen(found, attributes) and not hidden_too and tag not in _DRAWN):
            continue
        if tag == "br":
            breaks.append(block)
        if (text := element.text) and not text.isspace() and tag not in _DRAWN:
            texts.append((block, link, text))
        if children := element[::-1]:
            stack += children
            above += [position] * len(children)
    _count(found, texts, breaks)
    _sum_up(found)
    return found


def _off_screen(found: Survey, attributes: list[tuple[str, str]]) -> bool:
    """Whether the attributes hide the element added last; its id is noted by the way."""
    off = False
    for name, value in attributes:
        if name == "id":
            found.ids.append((len(found.nodes) - 1, value))
        elif name == "hidden" or (name == "style" and _HIDDEN.search(value)):
            off = True
    return off


def _count(found: Survey, texts: list[tuple[int, bool, str]], breaks: list[int]) -> None:
    """Add up the texts, given with the block they flow in and whether they are in a link, and the breaks by block."""
    nowhere = [0] * len(found.nodes)
    flow, links, stops, lines = nowhere[:], nowhere[:], nowhere[:], nowhere
    for block in breaks:
        lines[block] += 1
    for block, link, text in texts:
        mass, ends = _measured(text) if len(text) <= _SHORT else _measure(text)
        flow[block] += mass
        if link:
            links[block] += mass
        else:
            stops[block] += ends
    found.flow, found.flow_links, found.flow_stops, found.flow_breaks = flow, links, stops, lines


def _measure(text: str) -> tuple[int, int]:
    """Mass of a text, and how many stops it has; those of a word or two don't count."""
    text = " ".join(text.split())
    mass = len(text) if text.isascii() else len(text.encode())
    return mass, _stops(text) if mass > 6 else 0


def _stops(text: str) -> int:
    """How many marks end a sentence or a part of one."""
    marks = _STOPS if text.isascii() else _STOPS + _OTHER_STOPS
    return sum(map(text.count, marks)) + len(_MAYBE_STOPS.findall(text))


_measured = lru_cache(maxsize=8192)(_measure)  # menus are the same on all pages of a site


def _sum_up(found: Survey) -> None:
    """Add every flow to the subtrees that hold it, and find where subtrees end."""
    count = len(found.nodes)
    found.index = dict(zip(found.nodes, range(count), strict=True))
    parents, end = found.parent, list(range(1, count + 1))
    mass, links, stops = found.flow[:], found.flow_links[:], found.flow_stops[:]
    for position in range(count - 1, 0, -1):
        parent, last = parents[position], end[position]
        if end[parent] < last:
            end[parent] = last
        if own := mass[position]:
            mass[parent] += own
            links[parent] += links[position]
            stops[parent] += stops[position]
    found.end, found.mass, found.links, found.stops = end, mass, links, stops
