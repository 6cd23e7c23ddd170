"""Counts over a page's tree in one walk: where text flows, how much of it is links, where sentences end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

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
_STOPS = re.compile(r"[。！？；，、!?;…．۔،؛؟।]|[.,:](?=\s|$|[”\"'’)])")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


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
    blocks: list[int] = []  # by position, the block whose flow its text joins
    in_link: list[bool] = []
    stack: list[tuple[HtmlElement, int]] = [(root, -1)]
    while stack:
        element, parent = stack.pop()
        if parent >= 0 and (tail := element.tail):
            _count(found, blocks[parent], in_link[parent], tail)
        tag = element.tag
        if not isinstance(tag, str):
            continue
        position = _add(found, element, parent)
        block = position if tag in BLOCK_TAGS or parent < 0 else blocks[parent]
        blocks.append(block)
        in_link.append(tag == "a" or (parent >= 0 and in_link[parent]))
        if tag in silent or (not hidden_too and tag not in _DRAWN and hidden(element)):
            continue
        if tag == "br":
            found.flow_breaks[block] += 1
        text = element.text
        if text and tag not in _DRAWN:
            _count(found, block, in_link[position], text)
        if len(element):
            stack.extend([(child, position) for child in element[::-1]])
    _sum_up(found)
    return found


def _add(found: Survey, element: HtmlElement, parent: int) -> int:
    position = len(found.nodes)
    found.nodes.append(element)
    found.index[element] = position
    found.parent.append(parent)
    found.flow.append(0)
    found.flow_links.append(0)
    found.flow_stops.append(0)
    found.flow_breaks.append(0)
    return position


def _count(found: Survey, block: int, link: bool, text: str) -> None:
    text = " ".join(text.split())
    if not text:
        return
    mass = len(text.encode())
    found.flow[block] += mass
    if link:
        found.flow_links[block] += mass
    elif mass > 6:
        found.flow_stops[block] += len(_STOPS.findall(text))


def _sum_up(found: Survey) -> None:
    """Add every flow to the subtrees that hold it, and find where subtrees end."""
    found.mass, found.links, found.stops = found.flow[:], found.flow_links[:], found.flow_stops[:]
    found.end = list(range(1, len(found.nodes) + 1))
    for position in range(len(found.nodes) - 1, 0, -1):
        parent = found.parent[position]
        found.mass[parent] += found.mass[position]
        found.links[parent] += found.links[position]
        found.stops[parent] += found.stops[position]
        if found.end[parent] < found.end[position]:
            found.end[parent] = found.end[position]
