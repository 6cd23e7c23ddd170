"""Whether a page keeps the rest of its article from those who haven't paid: then only what it shows is read."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newscrawl.extract.boilerplate import names, unseen
from newscrawl.extract.parse import text_of
from newscrawl.extract.repair import Repaired
from newscrawl.extract.structured import Structured
from newscrawl.extract.survey import hidden

_NAMED = re.compile(r"(?:^|[\s_-])pay-?wall(?:$|[\s_-])", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:付费|付費|订阅|訂閱|购买|購買|会员|會員|登录|登入)[^。！？<>]{0,12}(?:后|後|即可|可|才能|以)?(?:阅读|查看|解锁|解鎖|閱讀|浏览|瀏覽)"
    r"(?:全文|全篇|余下|餘下|剩余|剩餘|完整)|(?:剩余|余下|剩餘|餘下)[^。！？<>]{0,10}(?:付费|付費|订阅|訂閱|会员|會員)|"
    r"(?:全文|本文)(?:为|是|為)?(?:付费|付費|会员|會員)(?:内容|文章|內容|专享|專享)"
)
_WORDS = tuple(map(str.encode, "付费 付費 订阅 訂閱 会员 會員 购买 購買 登录 登入".split()))
_PARTS = tuple(map(str.encode, "全文 本文 全篇 余下 餘下 剩余 剩餘 完整".split()))
"""Of a text that asks for money: one of the words, and one of the parts of the article."""
_LEAST, _MOST = 8, 400
"""Characters of what asks for money."""


def paywalled(tree: HtmlElement, page: Repaired, told: Structured) -> bool:
    """What the page declares; else whether something in it is named a paywall, or asks to pay for the full text.

    `page` is its source, which tells cheaply that there is nothing to look for.
    """
    text, words = page.text, page.beyond_ascii
    if told.is_free is not None:
        return not told.is_free
    if (
        "wall" in text
        and ("aywall" in text or "ay-wall" in text)
        and any(map(_is_wall, tree.iter("div", "section", "aside", "p")))
    ):
        return True
    if not all(any(map(words.__contains__, needed)) for needed in (_WORDS, _PARTS)):
        return False
    return any(map(_asks, tree.iter("div", "p", "a", "span", "button", "section")))


def _is_wall(element: HtmlElement) -> bool:
    if not _NAMED.search(names(element)) or hidden(element) or unseen(element):
        return False
    return _LEAST <= len(text_of(element)) <= _MOST


def _asks(element: HtmlElement) -> bool:
    own = element.text
    return own is not None and _LEAST <= len(own) <= _MOST and bool(_ASKED.search(own)) and not hidden(element)
