"""Pages inside of a page: the hidden blocks that its own script turns to, and the lines that number pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml.html import HtmlElement

from newscrawl.extract.draft import Draft
from newscrawl.extract.parse import text_of
from newscrawl.extract.repair import Repaired
from newscrawl.extract.survey import hidden

_TURNS, _WHOLE = "page_roll", "全文".encode()
"""What a page has that turns its pages itself, or unfolds its text."""
_UNFOLDS = re.compile(
    r"^\W*(?:余下|展开|显示|展開|顯示|阅读|閱讀|查看|点击查看|点击展开)(?:更多|剩余)?(?:全文|余下)\W*$"
)
_NUMBERED = re.compile(r"^(?P<stem>.*\D)(?P<number>\d{1,2})$")
_STYLE = re.compile(r"display\s*:\s*none\s*;?", re.IGNORECASE)
_SENTENCES = re.compile(r"[。！？!?.]")
_FEW = 2
_LONGEST = 80
_LINE = re.compile(
    r"(?:[【\[（(〔]?\s*\d{1,3}\s*(?:[/／]\s*\d{1,3}\s*)?[】\]）)〕]?|上一?[页頁]|下一?[页頁]|首[页頁]|尾[页頁]|末[页頁]|"
    r"第?\s*\d{1,3}\s*[页頁]|共\s*\d{1,3}\s*[页頁]|(?:余下|展开|显示|展開|顯示|阅读|閱讀|查看|点击查看|点击阅读)全文|"
    r"[.…<>«»|·、,，:：\s]+)+"
)
_SURE = re.compile(
    r"[页頁]|全文|(?:[【\[（(〔]\s*\d{1,3}\s*[】\]）)〕]\s*){2}|[【\[（(〔]\s*\d{1,3}\s*[/／]\s*\d{1,3}\s*[】\]）)〕]"
)
"""What only a line of page numbers has."""


def unveil(tree: HtmlElement, page: Repaired, walled: Callable[[], bool]) -> None:
    """Show the blocks of an article that its page turns to, or unfolds; not where they are to be paid for."""
    if _WHOLE not in page.beyond_ascii and _TURNS not in page.text:
        return
    veiled = [element for element in tree.iter("div", "p", "section", "span") if hidden(element)]
    if not veiled or walled():
        return
    for element in veiled:
        if _is_turned(element) or _is_unfolded(element):
            element.set("style", _STYLE.sub("", element.get("style") or ""))
            element.attrib.pop("hidden", None)


def _is_turned(element: HtmlElement) -> bool:
    """Whether a shown element beside it has the same id with another number."""
    own = _NUMBERED.match(element.get("id") or "")
    parent = element.getparent()
    if own is None or parent is None:
        return False
    shown = (_NUMBERED.match(other.get("id") or "") for other in parent if other is not element and not hidden(other))
    return any(other and other["stem"] == own["stem"] for other in shown)


def _is_unfolded(element: HtmlElement) -> bool:
    """Whether the text goes on in it: sentences, and what unfolds them close behind."""
    text = text_of(element)
    if len(_SENTENCES.findall(text)) < _FEW:
        return False
    following = [other for other in element.itersiblings() if isinstance(other.tag, str)][:_FEW]
    return any(_UNFOLDS.match(text_of(other)) for other in following)


def pagination(draft: Draft) -> None:
    """Take out the lines that only number pages or lead to them."""
    for block in draft.kept():
        text = block.text
        if len(text) <= _LONGEST and _SURE.search(text) and _LINE.fullmatch(text):
            draft.remove(block, "pagination", "paging.page_numbers")
