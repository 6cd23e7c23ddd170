"""What inside the body's container is none of the article: widgets, link lists, the headline itself, meta lines."""

from __future__ import annotations

import re
from itertools import accumulate, compress

from lxml.html import HtmlElement

from newscrawl.extract.boilerplate import named_so, surely_so, unseen
from newscrawl.extract.density import marked
from newscrawl.extract.givennames import begins_with_given, pieces
from newscrawl.extract.months import MONTHS
from newscrawl.extract.parse import text_of
from newscrawl.extract.survey import BLOCK_TAGS, SILENT_TAGS, Survey
from newscrawl.extract.western import pictured_by, printed

_BAD_TAGS = frozenset("nav footer aside form figcaption".split())
_LISTS = frozenset("ul ol dl div section table aside nav tr td".split())
_LEAD_IN = re.compile(
    r"^\W{0,4}(?:相关(?:阅读|新闻|报道|链接|文章|专题|推荐|资讯|视频|稿件)|相關(?:閱讀|新聞|報導|連結|文章)|延伸阅读|延伸閱讀|推荐阅读|推薦閱讀|"
    r"热点推荐|更多(?:阅读|新闻|推荐|精彩|资讯|内容)|更多(?:閱讀|新聞)|往期(?:回顾|精彩|推荐)|猜你喜欢|为您推荐|热门(?:推荐|文章|新闻)|精彩推荐|"
    r"上一(?:篇|条|页|頁)|下一(?:篇|条|页|頁)|(?:点击)?进入(?:专题|讨论|论坛)|文章关键词|关键(?:词|字)|标签|"
    r"专题(?=[:：])|"
    r"(?:you (?:may|might) also like|related(?: (?:stories|articles|posts|content|news|coverage|topics|links))?|"
    r"read (?:more|next|also)|see also|more (?:from|on|stories|news|coverage)|also (?:read|on)|recommended(?: for you)?"
    r"|share this(?: article| story)?|comments?|tags?|filed under|most (?:read|popular)|up next|advertisement|"
    r"sign up (?:for|to)|subscribe|(?:story|article) continues (?:below|after)|"
    r"anzeige|werbung|lesen sie (?:auch|mehr|hier)|mehr (?:zum thema|dazu|lesen)|auch interessant|weitere artikel|"
    r"das könnte sie|publicité|(?:à )?lire (?:aussi|également)|voir aussi|sur le même sujet|publicidad|"
    r"(?:lee|leé|lea|leer|vea|ver) también|te puede interesar|más información|noticias relacionadas|pubblicità|"
    r"leggi anche|leia (?:também|mais)|publicidade|pub(?=$)|advertentie|lees (?:ook|meer)|reklam|les (?:også|mer)|"
    r"läs (?:också|mer|även)|læs også|czytaj (?:też|także|więcej)|reklama|реклама|читайте (?:также|ещё)|"
    r"関連(?:記事|キーワード|ニュース)|広告|おすすめ(?:記事|情報)?|관련 ?기사|광고)"
    r"(?=\W|$))",
    re.IGNORECASE,
)

_BETWEEN = r"[\s【】\[\]|｜·、()（）：:，—–-]*"
_BUTTONS = re.compile(
    rf"{_BETWEEN}(?:(?:打印(?:本页|本文|此文)?|关闭(?:窗口|本页)?|返回(?:首页|顶部|上页|列表)?|(?:加入)?收藏(?:本页|本文)?|推荐给?(?:好友|朋友)?|"
    rf"复制(?:链接|网址)|举报|纠错|发表评论|我要评论|字体|字号|大|中|小|点(?:分享|收藏|点赞|在看|赞)|点击蓝字|关注我们|广告|分享(?:到|至)?[:：]?|"
    rf"\d\d:\d\d\s?/\s?\d\d:\d\d|倍速|播放|静音|全屏|"
    rf"扫(?:一扫|码)[，,]?(?:在|用)?(?:手机|微信)?(?:打开|查看|阅读|浏览|访问|分享)(?:当前页面?|本页|本文|全文|此文)?|"
    rf"(?:浏览|阅读|点击|访问|查看|点赞|评论)(?:次数|量|数)?(?:[:：]\s?\d*|\s?\d+)次?|"
    rf"(?:the )?end|喜欢就支持一下吧|全文完){_BETWEEN})+",
    re.IGNORECASE,
)
"""What a line of a page's own buttons says."""
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|pptx?|zip|rar|ofd)$", re.IGNORECASE)
"""An attachment, which belongs to an official notice."""
_STATES = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}|\d{1,2}-\d{1,2}\s?\d\d:\d\d|来源|來源|稿源|发布(?:时间|于|日期)"
    r"|\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d(?!\d)"
)
"""What a meta line inside the body states that no text of the article would lose."""
_DAY = re.compile(
    rf"\b(?:\d{{1,2}}\.?\s(?:de\s)?(?:{MONTHS})\.?,?\s(?:de\s)?(?:19|20)\d\d|(?:{MONTHS})\.?\s\d{{1,2}},?\s(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""A day with the name of its month."""
_WORD = re.compile(r"[^\W\d_]+")
_BESIDE_DAY = frozenset(
    "published posted updated last on at by a p m am pm est edt gmt utc min mins minute minutes read hrs uhr um von "
    "veröffentlicht aktualisiert publié publiée mis mise à jour le par h publicado actualizado el por las".split()
)
"""Words of a line that is nothing but a date."""
_TAKEN = re.compile(r"\((?:Photo|Foto|Credit|Image|[A-Z][\w.' -]{3,30}/)[^()]{3,50}\)$")
"""Who took a picture, in brackets at the end of a caption: `(Ada Roe/Quay Post)`."""
_TIMED = re.compile(r"(?:19|20)?\d\d\D{1,8}\d{1,2}[:.h]\d\d(?!\d)|^\d{1,2}:\d\d\s.{4,24}(?:19|20)\d\d$")
_POINTS = re.compile(r"^\W{0,3}[^\W\d_a-zß-öø-ÿ][^a-zß-öø-ÿ|:]{3,28}\s?[|:]\s")
"""A label in capitals before a link to another article."""
_OFFERS = re.compile(
    r"^\W{0,3}(?:by (?:providing|entering|submitting) your email|(?:sign up|subscribe) (?:for|to)|skip past newsletter|"
    r"after newsletter promotion|this (?:article|page|post) (?:contains|may contain) affiliate|"
    r"we independently (?:select|review)|we apologize, but this video|"
    r"empfohlener (?:redaktioneller|externer) inhalt|an dieser stelle (?:findest|finden|befindet|steht|wird)|"
    r"ich bin (?:damit )?einverstanden, dass (?:mir )?|(?:dabei|damit) können personenbezogene daten|"
    r"personenbezogene daten (?:können|werden)|ein klick für den datenschutz|datenschutzeinstellungen|"
    r"(?:zum|für den) newsletter anmelden|inscrivez-vous|suscríbete|iscriviti|get [^.!?]{3,60} to your inbox|"
    r"(?:do you have|have you got|got) an? (?:news )?(?:story|tip)\b[^.?!]{0,40}\?|"
    r"视频(?:正在)?加载|正在加载|您的浏览器(?:不支持|版本)|your browser does ?n[o'’]t support|"
    r"[\u4e00-\u9fff]{2,8}(?:客户端|app)下载$|"
    r"この記事は(?:会員|有料)|(?:残り|ここから先は)|会員登録)",
    re.IGNORECASE,
)
"""What a page offers or asks of its readers between the paragraphs: newsletters, consent, membership."""

_OPENING, _LINE = 3, 110
"""Paragraphs before which a line of so many bytes that states a day and a time is a meta line."""
_BESIDE = 20
"""Bytes that may stand beside a time in a line of its own."""
_SOON = 10
"""Elements behind a headline that stands in the text's own element among which its meta line is."""
_LEAST_OWN = 0.1
"""Share of a container's own text that above the headline is next to nothing."""
_CARDS = ("article", "li", "div", "section")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_ROW, _TEASER, _TITLE = 3, 320, 12
"""Cards in a row, at least; characters of a card, at most, and of its heading, at least."""
_MOST = 0.5
"""Share of the text above which what names alone would take is kept."""


def is_lead_in(text: str) -> bool:
    """Whether a text opens like a list of other articles, a share widget or an advertisement."""
    return bool(_LEAD_IN.match(text))


def prune(
    page: Survey, container: int, weights: list[float], edges: tuple[int, int], lines: list[int], others: set[int]
) -> set[HtmlElement]:
    """The topmost elements to leave out, none of which holds a large share of the text.

    `edges` are the positions of the headline, or -1, and of the first sentence, `lines` those of the meta lines,
    `others` those of what is known to be none of the article.
    """
    headline, prose = edges
    sums = [0.0, *accumulate(weights)]
    total = sums[page.end[container]] - sums[container]
    within = slice(container, page.end[container])
    paragraphs = list(compress(range(within.start, within.stop), weights[within]))
    first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (container, container)
    opens = container < headline <= first or (first == container and opens_text(page, container, headline))
    start = page.end[headline] if opens else container
    until = start + _SOON if first == container and opens else max(first, prose)
    near = paragraphs[min(_OPENING, len(paragraphs) - 1)] if paragraphs else first
    meta = {i for i in lines if start <= i < until and _is_line(page, i)}
    meta |= {i for i in others if page.inside(i, container)}
    meta |= {i for i in lines if first <= i < near and page.flow[i] <= _LINE and _is_time(text_of(page.nodes[i]))}
    dropped, lost = _drop(page, container, sums, meta, (start, last), by_name=True)
    return dropped if lost <= _MOST * total else _drop(page, container, sums, meta, (start, last), by_name=False)[0]


def _is_line(page: Survey, position: int) -> bool:
    """Whether a meta line states a date or a source, or is nothing but who wrote, and so is none of the text."""
    text = text_of(page.nodes[position])
    if _STATES.search(text):
        return True
    return page.flow[position] <= _LINE and (_is_day(text) or bool(printed(text)) or begins_with_given(text))


def _is_time(text: str) -> bool:
    return bool(_TIMED.search(text)) or _is_day(text)


def _is_day(text: str) -> bool:
    """Whether a text is a day with the name of its month, with names, and a word more besides those of such lines."""
    rest = _DAY.sub(" | ", text)
    if rest == text:
        return False
    rest = " ".join(piece for piece in pieces(rest) if not begins_with_given(piece) and not printed(piece))
    return sum(word not in _BESIDE_DAY for word in _WORD.findall(rest.lower())) <= 1


def opens_text(page: Survey, container: int, headline: int) -> bool:
    """Whether the headline is in the container and next to nothing of the container's own text is before it."""
    if not page.inside(headline, container) or headline <= container:
        return False
    element = page.nodes[headline]
    branch = next(e for e in (element, *element.iterancestors()) if e.getparent() is page.nodes[container])
    before = [page.nodes[container].text, *(e.tail for e in branch.itersiblings(preceding=True))]
    return sum(len(text.strip().encode()) for text in before if text) < _LEAST_OWN * page.flow[container]


def _drop(
    page: Survey, container: int, sums: list[float], meta: set[int], edges: tuple[int, int], *, by_name: bool
) -> tuple[set[HtmlElement], float]:
    """The elements to leave out and their weight; `edges` are the headline's end and the last paragraph.

    A template may name all its parts like widgets or slides: then names say nothing, and `by_name` is to be off.
    """
    start, last = edges
    total = sums[page.end[container]] - sums[container]
    dropped: set[HtmlElement] = set()
    lost = 0.0
    position = container + 1
    while position < page.end[container]:
        weight = sums[page.end[position]] - sums[position]
        above = page.end[position] <= start and weight <= 0.05 * total
        if above or position in meta or _unwanted(page, position, weight, total, last, by_name):
            dropped.add(page.nodes[position])
            lost += weight
            position = page.end[position]
        else:
            position += 1
    return dropped, lost


def _stands_alone(page: Survey, position: int) -> bool:
    """Whether an inline element is all that flows in its block, but for a word or two."""
    block = page.parent[position]
    while block > 0 and page.tags[block] not in BLOCK_TAGS:
        block = page.parent[block]
    return 0 < page.flow[block] <= len(text_of(page.nodes[position]).encode("utf-8", "ignore")) + _BESIDE


def _unwanted(page: Survey, position: int, weight: float, total: float, last: int, by_name: bool) -> bool:
    if page.links[position] and weight <= _MOST * total and holds_cards(page.nodes[position]):
        return True
    return _is_none(page, position, weight, total, last, by_name)


def _is_none(page: Survey, position: int, weight: float, total: float, last: int, by_name: bool) -> bool:
    element, tag = page.nodes[position], page.tags[position]
    if tag in SILENT_TAGS:
        return True
    if tag == "time":
        return _stands_alone(page, position)
    mass, links = page.mass[position], page.links[position]
    if mass == 0:
        return False
    small = weight <= 0.2 * total
    if small and (tag in _BAD_TAGS or position in page.off or unseen(element)):
        return True
    said = page.said[position]
    if small and (named_so(element, said) if by_name else surely_so(said)) and not marked(page, position):
        return True
    if tag == "a":
        return weight == 0 and any(child.tag in BLOCK_TAGS for child in element)
    if tag not in BLOCK_TAGS:
        return False
    if tag in _LISTS and weight <= 0.1 * total and links > 0.6 * mass and sum(1 for _ in element.iter("a")) > 1:
        return True
    if tag == "p" and links > 0.9 * mass and weight == 0:
        return not _attaches(element)
    if position > last and links > 0.5 * mass:
        return not _attaches(element)
    if mass >= 300 or weight > 0.1 * total:
        return mass < 300 and weight <= 0.25 * total and _is_caption(element, text_of(element))
    return _is_aside(page, position, last)


def _is_caption(element: HtmlElement, text: str) -> bool:
    """Whether a line in Latin letters stands below a picture, or round it, and ends with who took it."""
    above = element.getprevious()
    if not any(e is not None and (e.tag == "img" or e.find(".//img") is not None) for e in (above, element)):
        return False
    return bool(pictured_by(text) or _TAKEN.search(text))


def _attaches(element: HtmlElement) -> bool:
    """Whether an element links to a file of an official notice."""
    return any(_FILE.search(a.get("href") or "") for a in element.iter("a"))


def holds_cards(element: HtmlElement) -> bool:
    """Whether an element's children are cards of other articles, a linked heading and a few words each."""
    cards = [child for child in element if child.tag in _CARDS]
    return len(cards) >= _ROW and sum(map(_is_card, cards)) >= len(cards) - 1


def _is_card(element: HtmlElement) -> bool:
    heading = next(element.iter(*_HEADINGS), None)
    if heading is None or len(text_of(element)) > _TEASER:
        return False
    linked = heading.find(".//a") is not None or any(
        above.tag == "a" for above in heading.iterancestors("a", element.tag)
    )
    return linked and len(text_of(heading)) >= _TITLE


def _is_aside(page: Survey, position: int, last: int) -> bool:
    """Whether a short block is the page's own: buttons, offers, and what leads to other articles."""
    text = text_of(page.nodes[position])
    mass, links = page.mass[position], page.links[position]
    if page.flow[position] and (_OFFERS.match(text) or (links > 0.5 * mass and _POINTS.match(text))):
        return True
    if _is_caption(page.nodes[position], text):
        return True
    leads = links > 0.3 * mass or position > last or mass < 60
    return bool(_BUTTONS.fullmatch(text)) or (leads and is_lead_in(text))
