"""The meta line: values told apart by their labels, whether spans part them or nothing does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.parse import fold
from newscrawl.extract.surnames import is_name

LABELS: dict[str, str] = {
    "source": "转自 轉自 来自 來自 文章来源 新闻来源 稿件来源 信息来源 本文来源 资料来源 来源于 来源 稿源 出处 "
    "文章出處 新聞來源 來源 出處 Source Quelle",
    "publisher": "发布者 发布机构 信息发布人 发布人 发布单位 發布者 發佈者 發布單位",
    "modified": "更新时间 更新日期 最后更新 修改时间 更新時間 最後更新 Updated Modified",
    "date": "发布时间 发布日期 发表时间 发表日期 发稿时间 发布于 发表于 录入时间 添加时间 建立時間 發布時間 "
    "發佈時間 發布日期 發稿時間 發表時間 刊登於 发文日期 发文时间 出版 日期 时间 時間 Published Posted",
    "author": "原作者 作者 撰文 采写 採寫 撰稿人 撰稿 文/ Author",
    "reporter": "记者 記者",
    "correspondent": "通讯员 通訊員",
    "photographer": "摄影 攝影 摄像 攝像",
    "editor": "责任编辑 责任编缉 初审编辑 本版编辑 責任編輯 责编 網編 网编 编辑 編輯 选稿 组稿 Editor",
    "proofreader": "校对 校對",
    "reviewer": "一审 二审 三审 审核 審核 审校 终审 初审 复审 监制 值班编委 值班总编 值班主任 "
    "审稿人 审核人 核稿人 审签 签发",
    "planner": "总策划 策划 统筹",
    "translator": "翻译 编译 翻譯 編譯",
    "": "浏览次数 阅读次数 点击次数 点击数 点击量 阅读量 访问量 浏览量 浏览 瀏覽 点击 點擊 阅读 閱讀 人气 人氣 "
    "字体大小 文章字体 字体 字號 字号 评论 評論 分享到 分享至 分享 关键词 关键字 "
    "成文日期 成文时间 索引号 文号 分类 栏目 频道 剪辑 出品 Views Share",
}
"""Labels by what they name; those under "" only end the value before them."""

_BY_LABEL = {label: name for name, labels in LABELS.items() for label in labels.split()}
_LONGEST_FIRST = sorted(_BY_LABEL, key=len, reverse=True)


def _beginning_with(first: str) -> str:
    """A pattern for the labels of a first character, the longest first; those of two may be padded apart (编 辑)."""
    ends = []
    for number, label in enumerate(_LONGEST_FIRST):
        if label[0] == first:
            padding = r"[ \u3000]{0,4}" if len(label) == 2 and label.isalpha() else ""
            ends.append(rf"{padding}(?P<l{number}>{re.escape(label[1:])})")
    return f"{re.escape(first)}(?:{'|'.join(ends)})"


_PATTERN = re.compile("|".join(map(_beginning_with, sorted({label[0] for label in _LONGEST_FIRST}))), re.IGNORECASE)
_BARE_VALUE = re.compile(r"(?: ?\x1e ?| )(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff])(?=[\x1e |｜／/]|$)")
_COLON = re.compile(r"[ \u3000\u00a0]*[:：/／丨|｜]")
_CUT = re.compile(
    r"[\x1e|｜]|\s(?:小|大)?字号|\s\d+条评论|\s{3,}|\s*(?:举报|打印|打 印|关闭|关 闭|收藏|纠错|复制|推荐|转发|"
    r"微信(?!公众号)|微博|责任|我要评论|参与评论|我要参与|\d+人参与|上一篇|下一篇|本文|用手机|扫码|发布[:：]|更新[:：]|"
    r"供稿[:：]|供稿 |录入[:：]|"
    r"扫一扫|手机看|进入(?:论坛|专题)|我要(?:纠错|留言)|新闻热线|"
    r"A[-+]|【?大\s*中\s*小】?)"
)
_DATED = re.compile(
    r"\s*[(（]?(?:(?:19|20)\d\d\s?[-/.年]\s?\d|\d{1,2}:\d\d|星期[一二三四五六日天]|周[一二三四五六日](?=\s|$))"
)
_BARE_ROLES = ("author", "editor", "reporter", "correspondent", "photographer")
_NEVER_BARE = frozenset(("来自", "來自", "出版"))
EDITING = ("editor", "reviewer", "proofreader")
"""Labels of people that lines at both ends of an article may have."""
_SEVERAL = (*EDITING, "photographer", "correspondent")
"""Labels of people that stand side by side, such as 初审 and 终审."""
_EDGE = " \t\u3000\u00a0|｜丨/·•—-–:：,，;；[]【】()（）<>《》\x1e"
_PLACEHOLDER = re.compile(
    r"size=|^(?:未知|不详|佚名|无|暂无|匿名|本站|本站原创|综合|综合整理|网络综合|综合网络|来源网络|原创|转载|"
    r"转载文章|网络|网络整理|互联网|网络转载|网上|"
    r"其他|其它|系统管理员|管理员|"
    r"超级管理员|网站管理员|网站编辑|本站编辑|本网编辑|编辑部|小编|admin|administrator|root|unknown|null|none|n/a)$",
    re.IGNORECASE,
)
_PEOPLE_BEHIND = re.compile(r"\s*[(（](?=(?:记者|記者|通讯员|通訊員|作者)[ \u3000:：]?[\u4e00-\u9fff])")
"""What parts a house from its people in brackets."""
IN_BRACKETS = re.compile(r"[(（](?P<who>[\u4e00-\u9fff]{2,4}(?:[ \u3000][\u4e00-\u9fff]{2,4}){0,2})(?:[)）]|$)")
"""What may be the people of a house, behind it."""
_TITLED = re.compile(r"《?([^《》]{2,20})》(?:[（(]|$)")
BREAK = "\x1e"
"""Stands between the texts of neighbouring elements."""
_EMPTY = re.compile(rf"(?:来源|來源|稿源)[:：][\s{BREAK}]*$")
"""A label of a source that nothing stands behind yet: its logo may be what follows."""


def flat_text(elements: Iterable[HtmlElement]) -> str:
    """The text of elements, with BREAK wherever markup parts it."""
    pieces: list[str] = []
    for element in elements:
        pieces.append(BREAK)
        for _event, node in etree.iterwalk(element, events=("start", "end", "comment")):
            if _event == "start":
                if node.tag in ("script", "style", "h1", "select"):
                    continue
                pieces += (BREAK, node.text or "")
                if node.tag == "img" and _EMPTY.search("".join(pieces[-6:])):
                    pieces.append(node.get("alt") or "")
            elif node is not element:
                pieces += (BREAK, node.tail or "")
    text = re.sub(r"[ \t\r\n\f\v\u3000\u00a0]+", lambda m: "   " if len(m[0]) > 2 else " ", "".join(pieces))
    return re.sub(rf" *{BREAK}[ {BREAK}]*", BREAK, text).strip(BREAK + " ")


def labelled(text: str) -> dict[str, str]:
    """Values by label name: source, publisher, date, modified, author, editor … ; "" where the label has no value.

    A value ends at the next label, at a separator or at the words of the page's own buttons. A value in the element
    behind its label counts; the first value of a name does too, but of people each does.
    """
    found: dict[str, str] = {}
    marks = list(_marks(text))
    ends = [begin for _, begin, _ in marks[1:]] + [len(text)]
    for (name, _, start), end in zip(marks, ends, strict=False):
        if not name:
            continue
        value = _value(text[start:end], dated=name in ("date", "modified"))
        if name in _SEVERAL and value and found.get(name) and value not in found[name]:
            found[name] += f"、{value}"
        elif value or name not in found:
            found[name] = found.get(name) or value
    return found


def _marks(text: str) -> Iterable[tuple[str, int, int]]:
    """(name, start of the label, start of its value) of every label in the text."""
    position = 0
    while match := _PATTERN.search(text, position):
        label = _LONGEST_FIRST[int((match.lastgroup or "l0")[1:])]
        colon = _COLON.match(text, match.end())
        at_edge = match.start() == 0 or text[match.start() - 1] in BREAK + " |｜（(【["
        bare = at_edge and not label.isascii() and _stands_bare(label, text, match.end())
        if colon or label.endswith("/") or bare:
            yield _BY_LABEL[label], match.start(), colon.end() if colon else match.end()
        position = colon.end() if colon else match.end()


def _stands_bare(label: str, text: str, end: int) -> bool:
    """Whether a label without a colon is one: of a date, a source or a count, or of someone named behind it."""
    name = _BY_LABEL[label]
    if name in _BARE_ROLES:
        value = _BARE_VALUE.match(text, end)
        return value is not None and is_name(re.sub(r"\W", "", value[0]), doubtful=True)
    return name in ("source", "date", "modified", "") and label not in _NEVER_BARE


def _value(raw: str, *, dated: bool) -> str:
    """What a label is followed by, up to the page's own words or, unless it is one itself, a date."""
    pieces = [piece for piece in raw.split(BREAK) if piece.strip(_EDGE)]
    if not pieces:
        return ""
    cut = _CUT.search(pieces[0].lstrip())
    value = pieces[0].lstrip()[: cut.start()] if cut else pieces[0]
    value = _PEOPLE_BEHIND.split(value, maxsplit=1)[0]
    if not dated:
        value = _DATED.split(value, maxsplit=1)[0]
    value = fold(value).strip(_EDGE)
    behind = IN_BRACKETS.search(value)
    if behind and behind.start() and all(is_name(name, doubtful=True) for name in behind["who"].split()):
        value = value[: behind.start()]
    for opening, closing in ("《》", "（）", "()"):
        value += closing if value.count(opening) > value.count(closing) else ""
    return value


def named(value: str | None) -> str | None:
    """A value as a name: None for an empty one, a placeholder, or a date that slipped behind an empty label."""
    value = (value or "").strip()
    if titled := _TITLED.match(value):
        value = titled[1]
    if not value or _PLACEHOLDER.search(value) or re.match(r"\d{2,4}[-./年]", value) or len(value) > 60:
        return None
    return value
