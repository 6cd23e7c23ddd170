"""Counts over a page's tree in one walk: where text flows, how much of it is links, where sentences end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain

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
_STOPS = re.compile(r"[。！？；，、!?;…．۔،؛؟।.,:](?:(?<![.,:])|(?=\s|$|[”\"'’)]))")
_WORD = 6
"""Mass of a text up to which its stops don't count."""
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
    tags: list[str] = field(default_factory=list)
    index: dict[HtmlElement, int] = field(default_factory=dict)
    parent: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Class and id in one string; "" where all that the element holds is left out."""
    ids: list[tuple[int, str]] = field(default_factory=list)
    """Positions of the elements with an id, and what it is."""
    off: set[int] = field(default_factory=set)
    """Positions of the elements whose attributes keep them off the screen."""
    left_out: set[int] = field(default_factory=set)
    """Positions of the elements inside which nothing was looked at."""
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
    nodes, tags, index, parents, said = found.nodes, found.tags, found.index, found.parent, found.said
    off, left_out = found.off, found.left_out
    blocks: list[int] = []
    linked: list[bool] = []
    """By position, the block whose flow its text joins, and whether it is in a link."""
    texts: list[tuple[int, str, bool]] = []
    breaks: list[int] = []
    last, above = None, -1
    for element in chain([root], *((top,) if top.tag in _CODE else top.iter() for top in root)):
        parent = element.getparent()
        if parent is not last:
            last, above = parent, index.get(parent, -1)
        if (above < 0 or above in left_out) and nodes:
            continue
        if (text := element.tail) and nodes and not text.isspace():
            texts.append((blocks[above], text, linked[above]))
        tag = element.tag
        if not isinstance(tag, str):
            continue
        position = index[element] = len(nodes)
        nodes.append(element)
        tags.append(tag)
        parents.append(above)
        blocks.append(position if above < 0 or tag in BLOCK_TAGS else blocks[above])
        linked.append(tag == "a" or (above >= 0 and linked[above]))
        if tag in silent:
            said.append("")
            left_out.add(position)
            continue
        said.append(_said(found, element, attributes) if (attributes := element.keys()) else "")
        if tag == "a" and "href" not in attributes:  # an anchor that is never closed holds the page
            linked[position] = above >= 0 and linked[above]
        if position in off and not hidden_too and tag not in _DRAWN:
            left_out.add(position)
        elif tag == "br":
            breaks.append(blocks[position])
        elif (text := element.text) and not text.isspace() and tag not in _DRAWN:
            texts.append((blocks[position], text, linked[position]))
    _count(found, texts, breaks)
    _sum_up(found)
    return found


def _said(found: Survey, element: HtmlElement, attributes: list[str]) -> str:
    """Class and id of the element added last; whether its attributes hide it is noted by the way."""
    if ("style" in attributes or "hidden" in attributes) and hidden(element):
        found.off.add(len(found.nodes) - 1)
    css = element.get("class", "") if "class" in attributes else ""
    if "id" not in attributes:
        return f"{css} " if css else ""
    identity = element.get("id", "")
    found.ids.append((len(found.nodes) - 1, identity))
    return f"{css} {identity}" if css or identity else ""


def _count(found: Survey, texts: list[tuple[int, str, bool]], breaks: list[int]) -> None:
    """Add texts and breaks up by block; stops only outside of links, and not of a word or two."""
    flow, links, stops, broken = ([0] * len(found.nodes) for _ in range(4))
    for block in breaks:
        broken[block] += 1
    for block, text, in_link in texts:
        folded = " ".join(text.split())
        mass = len(folded) if folded.isascii() else len(folded.encode())
        flow[block] += mass
        if in_link:
            links[block] += mass
        elif mass > _WORD:
            stops[block] += len(_STOPS.findall(folded))
    found.flow, found.flow_links, found.flow_stops, found.flow_breaks = flow, links, stops, broken


def _sum_up(found: Survey) -> None:
    """Add every flow to the subtrees that hold it, and find where subtrees end."""
    count = len(found.nodes)
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
