"""Where the meta lines of a page stand: between headline and text, at the head of the text, or near by."""

from __future__ import annotations

import re

from newscrawl.extract.boilerplate import CAPTIONS
from newscrawl.extract.dateforms import DATED
from newscrawl.extract.givennames import begins_with_given
from newscrawl.extract.hinted import Hinted
from newscrawl.extract.parse import text_of
from newscrawl.extract.survey import Survey
from newscrawl.extract.western import printed

_LABELS = "来源 來源 稿源 出处 作者 记者 記者 编辑 編輯 发布 發布 發佈 发表 时间 時間 日期".split()
_LABEL = Hinted(
    rf"{'|'.join(_LABELS)}|^by\s|\bpublished|\bupdated|\bposted|\buhr\b",
    *(*_LABELS, "by", "published", "updated", "posted", "uhr"),
)
STATED = re.compile(r"(?:来源|來源|时间|時間|编辑|編輯)\s?[:：]")
"""Labels that a meta line has and a caption hasn't."""
_CELLS = ("td", "th", "dt", "li")
_PLAIN = frozenset(("p", "div", "span", "address", "td"))
_INLINE = frozenset(("span", "em", "i", "font", "b", "small", "time"))
_BARE = re.compile(
    r"(?:来源|來源|稿源|作者|编辑|編輯|记者|記者|发布|發布|时间|時間)[^:：。]{0,4}[:：]|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}"
)
"""What an inline element begins with that is a meta line, though it stands by itself in a large block."""
_META_IDS = frozenset(
    ("source_baidu", "pubtime_baidu", "editor_baidu", "author_baidu", "pubtime", "source", "publishtime")
)
_TERMS = re.compile(r"声明[:：]|聲明[:：]|凡本|不得[转轉][载載]|禁止[转轉][载載]")
"""What notices have, which name sources too, and no meta line has."""
_CREDITED = re.compile(r"[摄攝]影?[)）]?$")
_LONGEST_META, _LONGEST_OPENING = 600, 110
"""Bytes of a meta line, and of one in the text's own element."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BESIDE_DATE = 8
"""Chinese characters beside the date in such a line."""
_LONGEST_DATE = 150
"""Bytes of a meta line that has a date and no label."""
_SENTENCE = re.compile(r"[.。!！?？…”»\"’)）：:]\W*$")
_MOST_LINES = 40
_MOST_STOPS = 8
_BEHIND = 3
"""Elements behind the text among which a meta line may stand."""
_NEAR = 40
"""Flows before the body that may be a meta line where no headline is found in the tree."""


def last_paragraph(page: Survey, body: int | None, weights: list[float]) -> int:
    """The last element of the body that has text of the article; the page's last where there is no body."""
    within = range(body, page.end[body]) if body is not None else range(0)
    last = next((i for i in reversed(within) if weights[i] > 0), len(weights))
    return page.end[last] - 1 if last == body else last


def first_sentence(page: Survey, body: int | None, weights: list[float]) -> int:
    """The first text of the body that ends as a sentence does; the body itself where there is none."""
    within = range(body, page.end[body]) if body is not None else range(0)
    return next((i for i in within if weights[i] > 0 and _SENTENCE.search(text_of(page.nodes[i]))), body or 0)


def meta_lines(page: Survey, body: int | None, start: int, edges: tuple[int, int], bare: int) -> list[int]:
    """Positions of the meta lines between the headline at `start` and the text, or near the one that is known.

    `edges` are the first and the last of the body's paragraphs: behind the last they end soon, where the body holds
    the headline too. What is at `bare`, a headline and nothing else, is none.
    """
    prose, last = edges
    marked = [i for i, said in page.ids if said in _META_IDS and page.mass[i] < _LONGEST_META]
    if body is None and start < 0:
        return marked
    if body is not None and (start < 0 or start > page.end[body]):
        flows = [i for i in range(body) if page.flow[i]]
        start = flows[-_NEAR] if len(flows) > _NEAR else 0
        stop = body
    else:
        stop = max(body if body is not None else 0, page.end[start])
        if body is None or body <= start:
            stop = min(page.end[start] + 30, max(last + _BEHIND, page.end[start]))
    lines = [i for i in range(start, min(stop, len(page.nodes))) if i != bare and _is_meta(page, i)]
    if not lines and start > 0:
        lines = [i for i in range(max(0, start - 30), start) if not page.inside(body or -1, i) and _is_meta(page, i)]
    lines += [i for i in range(max(stop, body or prose), prose) if _opens_text(page, i)]
    outermost: list[int] = []
    for position in sorted({*(_row(page, i) for i in lines), *marked}):
        if not outermost or position >= page.end[outermost[-1]]:
            outermost.append(position)
    return outermost[:_MOST_LINES]


def _row(page: Survey, position: int) -> int:
    """The row of a table or list in which a cell that is nothing but a label stands; the line itself else."""
    row = page.parent[position]
    is_label = page.tags[position] in _CELLS and text_of(page.nodes[position]).endswith((":", "："))
    return row if is_label and 0 < page.mass[row] + page.flow[row] <= _LONGEST_META else position


def _opens_text(page: Survey, position: int) -> bool:
    """Whether an element above the first sentence of the text is a meta line, and nothing else."""
    if not 4 <= page.flow[position] <= _LONGEST_OPENING or page.links[position] == page.mass[position]:
        return False
    text = text_of(page.nodes[position])
    if page.tags[position] in _PLAIN and begins_with_given(text):
        return True
    if not _is_meta(page, position):
        return False
    return not _HAN.search(text) or bool(STATED.search(text)) or len(_HAN.findall(DATED.sub("", text))) <= _BESIDE_DATE


def _is_meta(page: Survey, position: int) -> bool:
    """Whether an element's own flow reads like a meta line."""
    element = page.nodes[position]
    if element.tag in _INLINE and not page.flow[position] and page.mass[page.parent[position]] > 2 * _LONGEST_DATE:
        return (
            page.tags[page.parent[position]] != "p" and bool(_BARE.match(text := text_of(element))) and len(text) < 60
        )
    if not 4 <= page.flow[position] <= _LONGEST_META or page.mass[position] > 3 * _LONGEST_META:
        return False
    if element.tag in ("h1", "title", "a", "figcaption"):
        return False
    text = text_of(element)
    is_caption = bool(CAPTIONS.search(page.said[position]))
    if page.flow[position] <= _LONGEST_DATE and not is_caption and printed(text):
        return True
    if (is_caption or _CREDITED.search(text)) and not STATED.search(text):
        return False
    if _LABEL.search(text):
        return not _TERMS.search(text) and len(text) <= _LONGEST_META and page.flow_stops[position] <= _MOST_STOPS
    return page.flow[position] <= _LONGEST_DATE and bool(DATED.search(text))
