"""The lines that Chinese papers print round the headline: 引题 above, 副题 below, told by names of their elements."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawl.extract.boilerplate import names
from newscrawl.extract.parse import text_of
from newscrawl.extract.survey import Survey

_ABOVE = re.compile(
    r"(?:^|[\s_-])(?:\w*pre-?title|\w*intro-?title|\w*yin-?ti\w*|\w*yin-?biao-?ti|\w*ybt|\w*ConYin|yt|wzsbt|jian-?ti|intro|pre|"
    r"kicker|css_yt)(?=$|[\s_-])",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"(?:^|[\s_-])(?:\w*sub-?(?:doc)?-?title|\w*sub-?head(?:ing|line)?|\w*vice-?title|\w*fu-?ti\w*|\w*fu-?biao-?ti|\w*fbt|\w*ConFu|ft|"
    r"sub|css_ft)(?=$|[\s_-])",
    re.IGNORECASE,
)
_EITHER = re.compile(r"(?:^|\s)font02(?=$|\s)")
"""Founder's e-papers call both lines so."""
_STATED = re.compile(r"(?:19|20)\d\d[-年/.]\d|(?:来源|來源|作者|记者|記者|编辑|編輯|时间|時間)\s?[:：]")
"""What a meta line states, whatever its element is called."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SHORTEST, _LONGEST = 3, 60
_REACH = 4
"""Elements with text before and behind the headline that may be such lines."""


def around(page: Survey, headline: int) -> tuple[str | None, str | None]:
    """引题 and 副题 of the headline at that position; None where no element beside it is called so."""
    if headline < 0:
        return None, None
    text = text_of(page.nodes[headline])
    if not _HAN.search(text):
        return None, None
    before = (i for i in range(headline - 1, 0, -1) if page.end[i] <= headline)
    behind = range(page.end[headline], len(page.nodes))
    return _line(page, before, _ABOVE, text), _line(page, behind, _BELOW, text)


def _line(page: Survey, positions: Iterable[int], called: re.Pattern[str], headline: str) -> str | None:
    """The first short text among the nearest elements that is called so; two lines become one."""
    looked = 0
    for position in positions:
        element = page.nodes[position]
        said = names(element)
        if said and (called.search(said) or _EITHER.search(said)) and page.links[position] == 0:
            text = text_of(element)
            if _SHORTEST <= len(text) <= _LONGEST and _HAN.search(text) and text not in headline:
                return None if _STATED.search(text) else text
        looked += bool(page.flow[position])
        if looked >= _REACH:
            break
    return None
