"""The headline of a page whose title says nothing of the article: the heading that is printed above its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.extract.boilerplate import surely_so
from newscrawl.extract.headline import Found, candidates_of, is_site_name, words_of
from newscrawl.extract.metaline import labelled
from newscrawl.extract.parse import text_of
from newscrawl.extract.survey import Survey

ABOVE_TEXT = "heading above the text"
"""The rule of such a headline."""
_ABOVE = 30
"""Elements above the first paragraph among which the heading is."""
_SAID = 0.5
"""Share of a title's words that are in the text, above which it is of the article."""
_OWN = 0.4
"""Share of a heading's words that are in the text, at least."""
_LINE = 0.6
"""The same of a line that nothing marks as a heading."""
_NO_TITLE = re.compile(
    r"(?:新闻|文章|信息|内容)?(?:详情|详细|正文|内容|展示)页?面?|首页|无标题文档|untitled(?: document)?", re.IGNORECASE
)
"""Titles that templates have for every page."""
_MOST_READ = 6000
_SHORT, _FEW = 8, 2
"""Characters below which, and words up to which, a headline may be but a name."""
_LENGTH = (6, 120)
_BOLD = 4
"""The level of a heading that is but bold or large."""


def is_doubtful(found: Found | None, declared: str | None) -> bool:
    """Whether a headline may be the name of a site or of a section: nothing declares it, and no heading says it."""
    if found is None or _is_name(found.text):
        return True
    if declared and found.text in declared:
        return False
    is_short = len(found.text) < _SHORT or (found.text.isascii() and len(found.text.split()) <= _FEW)
    return is_short or found.rule in ("title", "only h1", "first h1")


def _is_name(text: str) -> bool:
    """Whether a headline is a site's name or a template's."""
    return is_site_name(text) or bool(_NO_TITLE.fullmatch(text))


def above_text(page: Survey, body: int, first: int, found: Found | None) -> Found | None:
    """The heading above the `first` paragraph of the body that says more of the text than what was `found`.

    None where there is none. `body` and `first` are positions.
    """
    said = words_of(text_of(page.nodes[body])[:_MOST_READ])
    known = words_of(found.text) if found else set()
    if found and len(known & said) > _SAID * len(known):
        return None
    least = dict.fromkeys(range(_BOLD + 1), _OWN)
    if found is None or _is_name(found.text):
        least[_BOLD + 1] = _LINE
    best: tuple[int, int, str] | None = None
    for position, level, text in _above(page, first):
        own = words_of(text)
        shared = len(own & said)
        is_other = found is None or page.nodes[position] is not found.element
        if is_other and shared > len(known & said) and shared >= max(2, least.get(level, 2) * len(own)):
            best = max(best, (-level, position, text)) if best else (-level, position, text)
    return Found(best[2], ABOVE_TEXT, page.nodes[best[1]]) if best else None


def _above(page: Survey, first: int) -> Iterator[tuple[int, int, str]]:
    """Position, level and text of what may be a heading close above; no link, sentence or meta line."""
    near = range(max(0, first - _ABOVE), first)
    levels = {page.index.get(c.element, -1): c.level for c in candidates_of(page)}
    for position in near:
        level = levels.get(position, _BOLD + 1)
        if level > _BOLD and not page.flow[position]:
            continue
        text = text_of(page.nodes[position]) if page.mass[position] <= _LENGTH[1] * 3 else ""
        is_linked = 2 * page.links[position] > page.mass[position]
        if not _LENGTH[0] <= len(text) <= _LENGTH[1] or is_linked or surely_so(page.said[position]):
            continue
        if not text.endswith(("。", "：", ":", ".")) and (level < _BOLD or not labelled(text)):
            yield position, level, text
