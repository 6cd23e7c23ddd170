"""Bylines in the text: lines that are nothing but one, at its head or tail, and brackets behind its last sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from newscrawl.extract.agencies import agency
from newscrawl.extract.dateline import HOUSES
from newscrawl.extract.draft import Block, Draft
from newscrawl.extract.eastern import signed, with_address
from newscrawl.extract.metaline import EDITING, labelled
from newscrawl.extract.names import ROLE, bare_names, behind_names, credit_of, only_people, people, text_and_pictures
from newscrawl.extract.surnames import is_name
from newscrawl.extract.western import printed
from newscrawl.items import Byline

LABEL_ROLES = (
    "author",
    "reporter",
    "correspondent",
    "photographer",
    "translator",
    "editor",
    "proofreader",
    "reviewer",
    "planner",
)
"""Labels of a meta line that announce people, which are also their roles."""
_EDGE = 4
_NOTICES = 10
"""Blocks of a long notice that may stand below a byline."""
REACH = _EDGE + _NOTICES
"""Blocks at the end that may be bylines, at most."""
_HEAD = 6
_LONG = 60
_LONGEST_LINE = 90
_MARKS = "■◆●□◇○▲△★☆▌—-*·◎口# "
_GLUED = re.compile(
    r"[。！？”」…][ \u3000]*"
    r"(?P<line>[\[【（(]?(?:责任编辑|责编|编辑|校对|审核)[ \u3000]?[:：][^。！？：:]{2,20}[^。！？]{0,30})$"
)
"""A line of editors behind the last sentence, which no break parts from it."""
_BRACKETS = "【】[]［］（）()〔〕「」"
_EDITOR_LABELS = (
    "责任编辑 責任編輯 责任编缉 初审编辑 本版编辑 执行编辑 副主编 责编 编辑 編輯 主编 网编 美编 "
    "校对 校對 编审 值班编辑 核稿編輯 微信编辑 一审 二审 三审 审核 审校 初审 复审 终审 监制 总监制 值班编委 值班总编 "
    "值班主任 审稿人 审核人 核稿人 本版责编 本版校对 本版美编 本期编辑 本期责编 责任校对 审签 签发 签审 审定"
)
_EDITOR_LINE = re.compile(
    r"^(?:\[?(?:我要)?纠错\]?\s)?[\[【（(\s]*(?:"
    + "|".join(r"[ \u3000]*".join(label) for label in _EDITOR_LABELS.split())
    + r")"
    r"[ \u3000]*[:：/／|｜丨][^。！？]{0,80}$"
)
_BYLINE = re.compile(
    r"^(?:整合|综合|整理|图文|供稿|[（(【\[])?[ :：]?(?:文[/／|｜丨:：]|图?文[ \u3000]|"
    rf"(?:{HOUSES}|[\u4e00-\u9fffA-Za-z0-9·]{{0,14}}?)(?:首席|特派|见习|見習|实习|全媒体|融媒体|"
    rf"驻[\u4e00-\u9fff]{{2,4}})?"
    r"(?:记者|記者|评论员|評論員|通讯员|通訊員|实习生|特约撰稿人?|专栏作者|特約撰述)[ \u3000:：/|"
    r"｜丨]?)[^。！？，,“”]{2,40}$"
)
_HOUSED = re.compile(
    r"(?P<house>[\u4e00-\u9fff]{2,14}(?:融媒体?(?:中心)?|传媒|电视台|日报社?|晚报|网|报社|中心|宣传部|政府|[局院委办队]))"
    r"[ \u3000:：]+(?P<names>[\u4e00-\u9fff、 \u3000]{2,20})"
)
"""A house or an office and its people, without a word for what they did."""
_SPEAKER = re.compile(r"^(?:记者|記者|主持人|问|答)[ \u3000]*[:：]")
_LABELLED = re.compile(
    r"^(?:(?:本文)?作者|原作者|供稿|执笔|撰文|撰稿|采写|採寫|采访|译者|翻译|编译|文|图|文图|图文|摄影|供图|漫画|制图|"
    r"采写/摄影|文[/／]图|图[/／]文)"
    r"[ \u3000]*[:：/／|｜丨][^。！？]{2,60}$"
)
_CREDITS = re.compile(
    r"^[\[【（(\s]*[\u4e00-\u9fff·]{0,8}(?:记者|記者|通讯员|作者|供稿|执笔|撰文|撰稿人?|采写|文字|摄影|摄像|文|图)"
    r"[ \u3000]*[:：/／丨｜|][^。！？]{4,80}$"
)
"""A line that begins with who wrote or took the pictures."""
_AFTER_TEXT = re.compile(r"[。！？!?”」…][ \u3000]*[（(【](?P<run>[^（）()【】。]{2,60})[)）】]$")
_STOPS = ("。", "！", "？")
_CLOSING = (")", "）", "】")
_REPORT = re.compile(r"[。！？”」][ \u3000]*[（(](?P<run>[^（）()。]{3,30}(?:報導|报道|報道))[)）]")
_EDITORS = re.compile(r"^[（(【\[]?[^，。：！？]{0,12}?(?:编辑|責編|责编|編輯|校对|审核|编审|编 辑)[ \u3000]")
_EDITING = ("editor", "proofreader", "reviewer", "designer")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN_ONLY = re.compile(r"[\u4e00-\u9fff·、 \u3000]{2,24}")
_MORE = re.compile(r"[:：].*\d")
_ACCOUNT_BEHIND = re.compile(r"[ \u3000，,]+(?:作者|笔者)(?:系|为|是|单位).*$")
_ISSUER = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:政府|委员会|办公室|办公厅|指挥部|[厅局]|法院|检察院|公司|协会|大学|学院|集团)"
)
_DAY = re.compile(r"(?:[12]\d{3}|二[〇○零]..)年.{1,3}月.{1,3}日")
_TAKEN = re.compile(
    r"^(?:[^文图/／]*(?:记者|記者|通讯员|通訊員))?[ \u3000]*[^文图/／、，：:记記通]{2,10}[ \u3000][摄攝]影?$"
)
"""A line that says who took the pictures only."""
_ALL_TAKEN = re.compile(
    r"^(?:本版|本文|以上|文中|本组)?(?:图片|照片|摄影|配图|图)(?:均|皆|都)?(?:由|为)(?P<who>[^，。：；]{2,24}?)"
    r"[ \u3000]?(?:拍摄|摄影|摄|提供|供图)$"
)
"""A line that says who took all the pictures."""
_OWN_ACCOUNT = re.compile(r"作者(?:系|为|是|单位|简介|介绍|注|按|授权)")
_PLACE_REPORT = re.compile(r"(?P<run>[\u4e00-\u9fff、 ]{2,16})[ \u3000／/][\u4e00-\u9fff]{2,5}(?:報導|报道|報道)$")


_HEADINGS = frozenset("目录 摘要 前言 引言 导语 导读 编者按 按语 正文 序言 简介 概述 提要 序".split())


def head(draft: Draft) -> list[Byline]:
    """The people of the lines above the first paragraph that are nothing but a byline."""
    found: list[Byline] = []
    before = ""
    for block in draft.kept()[:_HEAD]:
        if len(block.text) > _LONG or block.text.endswith(("。", "：")):
            break
        text = block.text.strip(_MARKS)
        if not _SPEAKER.match(text) and len(text) <= _LONG:
            found += _line(text) or printed(text) or _alone(text, before, draft)
        before = block.text
    return found


def _alone(text: str, before: str, draft: Draft) -> list[Byline]:
    """A line of nothing but names; behind the repeated headline it may be a pen name."""
    text = text.strip(_BRACKETS + " ")
    if not _HAN_ONLY.fullmatch(text):
        return []
    found = bare_names(text)
    if not found and 2 <= len(text) <= 4 and text not in _HEADINGS and _is_title(draft, before, text):
        found = [text]
    return [Byline(name=name, role="author") for name in found]


def _is_title(draft: Draft, line: str, name: str) -> bool:
    """Whether a line repeats the headline, or stands elsewhere on the page behind the name."""
    headline = draft.article.headline or ""
    if len(line) < 6:
        return False
    return (bool(headline) and (line in headline or headline in line)) or f"{name}：{line}" in draft.page.decoded.text


def tail(draft: Draft) -> list[Byline]:
    """Bylines in the last lines of the text; editor lines are taken out."""
    found: list[Byline] = []
    kept = draft.inside()
    for block in kept:
        if "報導）" in block.text or "报道）" in block.text:
            found += [person for match in _REPORT.finditer(block.text) for person in _report(match["run"])]
    if kept and _KANA.search(kept[0].text) and (who := signed(kept[-1].text)):
        found.append(Byline(name=who, role="author"))
    for number, block in enumerate(reversed(kept[-REACH:]), 1):
        if block.text.endswith(_STOPS):  # prose: none of what is looked for ends so
            continue
        if (glued := _GLUED.search(block.text)) and within_reach(kept, number) and (named := _editors(glued["line"])):
            found = named + found
            draft.remove(block, "editor_line", "byline.editor_line", glued.start("line"))
            continue
        is_short = len(block.text) < _LONGEST_LINE
        editors = _editors(block.text.rstrip("# ")) if is_short else []
        leaves = bool(editors) or (is_short and is_editor_line(block.text))
        reached = is_short and with_address(block.text.strip(_MARKS))
        named = editors if leaves else _ending(block)
        if not (named or leaves) or not within_reach(kept, number):
            continue
        found = named + found
        if leaves:
            draft.remove(block, "editor_line", "byline.editor_line")
        elif reached:
            draft.remove(block, "byline_line", "byline.with_address")
    return found


def within_reach(kept: list[Block], number: int) -> bool:
    """Whether a block, counted from the last, may be a byline: those above notices and other bylines count too."""
    if number <= _EDGE or number <= (reach := _EDGE + sum(block.may_state_terms for block in kept[-_NOTICES:])):
        return True
    behind = [block.text for block in kept[-number + 1 :] if len(block.text) <= _LONG]
    return number <= reach + sum(is_editor_line(text) or bool(people_of_line(text)) for text in behind)


def issuer(draft: Draft) -> list[Byline]:
    """The office that signs an official notice above the last line, which is its date."""
    kept = draft.inside()
    if len(kept) > 2 and _DAY.fullmatch(kept[-1].text) and _ISSUER.fullmatch(kept[-2].text):
        return [Byline(name=kept[-2].text, role="author")]
    return []


def people_of_line(text: str) -> list[Byline]:
    """The people of a line that is nothing but a byline or names editors; none for another."""
    text = text.strip(_MARKS)
    return _editors(text) or _line(text) or text_and_pictures(text) or printed(text)


def is_editor_line(text: str) -> bool:
    """Whether a line begins with who edited, proofread or reviewed, or names them behind who wrote."""
    return bool(_EDITOR_LINE.match(text)) or (
        bool(_CREDITS.match(text)) and not labelled(text).keys().isdisjoint(EDITING)
    )


def _editors(text: str) -> list[Byline]:
    """The people of a line that only says who edited, proofread or reviewed."""
    if is_editor_line(text):
        values = labelled(text.strip(_BRACKETS + " "))
        by_label = [p for role in LABEL_ROLES if values.get(role) for p in people(values[role], role)]
        by_word = people(text, "editor")  # a label that is there several times has a value for each
        return by_word if len(by_word) > len(by_label) else by_label
    if not _EDITORS.match(text):
        return []
    found = only_people(text)
    return found if all(person.role in _EDITING for person in found) else []


def _ending(block: Block) -> list[Byline]:
    """The people of a line that is nothing but a byline, or that stand in brackets behind its last full stop."""
    text = block.text.strip(_MARKS)
    if len(text) <= 80:
        if _SPEAKER.match(text):
            found = only_people(text)
            said = _SPEAKER.sub("", text)
            return found if len({person.role for person in found}) > 1 or bare_names(said) else []
        if found := _line(text) or text_and_pictures(text) or printed(text) or printed(block.text):
            return found
        if photographer := credit_of(text):
            return [Byline(name=photographer, role="photographer")]
        inner = _ACCOUNT_BEHIND.sub("", text.strip(_BRACKETS + " "))
        if _HAN_ONLY.fullmatch(inner) and (found := [Byline(name=name, role="author") for name in bare_names(inner)]):
            return found
    behind = _AFTER_TEXT.search(text) if text.endswith(_CLOSING) else None
    if behind is None:
        return []
    run = behind["run"].strip()
    if _KANA.search(text):
        return (
            [Byline(name=run, role="author")] if re.fullmatch(r"[\u4e00-\u9fff]{3,5}", run) and not agency(run) else []
        )
    return _report(run) or _line(run) or [Byline(name=name, role="author") for name in bare_names(run)]


def _report(run: str) -> list[Byline]:
    """The people of a run such as `姚 平 上海报道`, `王小明／台中報導` or `记者 张越 报道`."""
    if ROLE.search(run):
        return people(run, "reporter")
    match = _PLACE_REPORT.match(run)
    return [Byline(name=name, role="reporter") for name in bare_names(match["run"], doubtful=True)] if match else []


def _line(text: str) -> list[Byline]:
    """The people of a line that says who wrote, translated or photographed; none for another."""
    inner = text.strip(_BRACKETS + " ")
    if _OWN_ACCOUNT.match(inner):
        return []
    if taken := _ALL_TAKEN.match(inner):
        named = people(taken["who"], "photographer")
        return [replace(person, role="photographer") for person in named if is_name(person.name, doubtful=True)]
    if ROLE.match(inner) and (found := only_people(inner)):
        return [replace(person, role="photographer") for person in found] if _TAKEN.search(inner) else found
    if found := behind_names(inner):
        return found
    if (housed := _HOUSED.fullmatch(inner)) and (names := bare_names(housed["names"])):
        return [Byline(name=name, role="author", organisation=housed["house"]) for name in names]
    if _LABELLED.match(inner):
        return [] if _MORE.search(inner) else people(inner)
    return people(inner) if _BYLINE.match(inner) else []
