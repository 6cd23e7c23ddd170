"""People in the meta line without a label: `石 佳/青年报`, `某报记者 …`, `10:52张越李明`, `[ 张越 ]`, `By …`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from newscrawl.extract.boilerplate import CAPTIONS
from newscrawl.extract.dateforms import DATED
from newscrawl.extract.draft import Draft
from newscrawl.extract.eastern import reporters
from newscrawl.extract.givennames import begins_with_given, pieces
from newscrawl.extract.metaline import BREAK, IN_BRACKETS, flat_text
from newscrawl.extract.names import ROLE, bare_names, only_people, people
from newscrawl.extract.parse import text_of
from newscrawl.extract.surnames import is_name
from newscrawl.extract.western import printed, split_people, worked_as
from newscrawl.items import Byline

_DATED = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|\d{1,2}:\d\d(?::\d\d)?|\d{1,2}[-/月]\d{1,2}日?(?=\s|"
    r"$)|星期[一二三四五六日天]"
)
_CUT = re.compile(rf"[{BREAK}|｜]|\s{{3,}}")
_LABEL = re.compile(
    r"(?:来源|來源|稿源|出处|作者|编辑|編輯|责编|记者|記者|时间|時間|日期|字号|浏览|阅读|评论|点击|人气|分类|"
    r"频道)\s?[:：]|来源|來源"
)
_IN_BRACKETS = re.compile(r"[(（](?P<who>(?:记者|記者|通讯员|通訊員)[^()（）]{2,40})[)）]")
_STROKE = re.compile(r"(?<![\u4e00-\u9fff])([文图圖])\s?[|｜丨／/]\s?(?=[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff]))")
_LEAD = re.compile(
    rf"(?:^|(?<={BREAK}))\s*(?:(?:[Ww]ritten|[Pp]osted|[Pp]ublished|[Uu]pdated) (?:on )?[^{BREAK}]{{0,40}})?"
    rf"([Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor){BREAK}\s*"
)
_AND = re.compile(rf"\s*{BREAK}\s*(,(?! ?{BREAK}\d)|,? ?(?:und|and|et|y|e|en|og|och|&))\s*{BREAK}\s*")
_LED = tuple(end + BREAK for end in "yYnri")
"""How the words before a name end."""
_EDGES = re.compile(r"^[\s\[\]【】()（）:：·,，、/—–\-\ue000-\uf8ff]+|[\s\[\]【】()（）:：·,，、/—–\-\ue000-\uf8ff]+$")
_HOUSED = re.compile(
    r"^(?P<name>(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff])(?:[、 "
    r"][\u4e00-\u9fff]{2,4}){0,3})\s?[/／]\s?"
    r"(?P<house>[\u4e00-\u9fff·]{2,12}(?:报|報|网|網|社|新闻|新聞|周刊|台|客户端|杂志|日报|晚报))$"
)
_HOUSE_FIRST = re.compile(
    r"^(?P<house>[\u4e00-\u9fff·]{2,12}(?:报|報|网|網|社|周刊|客户端|融媒))[ \u3000/／]+"
    r"(?P<name>[\u4e00-\u9fff、 \u3000]{2,14})$"
)
_PEOPLE = re.compile(
    r"^.{0,20}?(?:记者|記者|通讯员|通訊員|特约撰稿|评论员|实习生)[ \u3000/]?[\u4e00-\u9fff、 \u3000·]{2,30}$"
)
_BEHIND_DATE = re.compile(
    r"(?:\d|\bUhr|[AaPp]\.?[Mm]\.?|\dh)\s?[,|•·–—-]?\s(?:[Bb]y|[Vv]on:?|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor) "
    r"(?P<who>[^\W\d_a-z].{2,80})$"
)
"""Who wrote, behind a date or time."""
_TAIWAN = re.compile(
    r"(?:記者|特派員|編譯)[ \u3000]?(?P<who>[\u4e00-\u9fff、 ]{2,12}?)[ \u3000]?[／/╱][ \u3000]?"
    r"[\u4e00-\u9fff]{2,5}?(?:即時|連線)?報導"
)
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7a3]")
_ORIGINAL = re.compile(r"原创 (?P<who>[\u4e00-\u9fff]{2,4}(?: [\u4e00-\u9fff]{2,3})?)(?= |$)")
"""Who wrote it, behind the mark of a WeChat account."""
_POSTED = re.compile(
    r"由\s?(?P<by>[^\s|]{2,12}?)\s?(?:张贴|張貼|发表|發表|撰写)|(?:^|\s)(?P<who>[^\s|：:]{2,16})\s(?:发表于|發表於|"
    r"张贴于)\s?(?:19|20)\d\d"
)
_NOBODY = re.compile(r"(?:文章|日志|本文|原创|转载|新闻|首页|网|報|报|博客|帖子|主题|内容|最后|本帖)$")
_LONGEST = 40
_ASIDE = re.compile(r"\s\([^()]*\)$")


def unlabelled(draft: Draft) -> list[Byline]:
    """The people of the pieces of the meta line, and of the short lines beside it, that have no label."""
    near = list(beside(draft))
    found = [p for match in _IN_BRACKETS.finditer(draft.meta_text) for p in only_people(match["who"])]
    found += _behind_source(draft)
    if _KANA_OR_HANGUL.search(draft.article.headline or ""):
        found += [person for text in (draft.meta_text.replace(BREAK, " "), *near) for person in reporters(text)]
    for part in map(str.strip, _led(draft.meta_text).split(BREAK)):
        found += printed(part) if part[:1] < "\u3040" else []
        if match := _BEHIND_DATE.search(part):
            found += printed(f"By {match['who']}")
    found += [Byline(name=a, role="author") for a, b in pairwise(near) if worked_as(a, b)]
    found += [person for piece in _pieces(draft.meta_text, *near) for person in _of_piece(piece)]
    if not found and (match := _POSTED.search(draft.meta_text.replace(BREAK, " "))):
        who = match["by"] or match["who"]
        found += [] if _NOBODY.search(who) else [Byline(name=who, role="author")]
    return found or _bare(draft)


def _of_piece(piece: str) -> list[Byline]:
    """The people of what stands between breaks, dates and labels."""
    if match := _HOUSED.match(piece):
        named = bare_names(match["name"], doubtful=True)
        return [Byline(name=name, role="author", organisation=match["house"]) for name in named]
    if (match := _HOUSE_FIRST.match(piece)) and (named := bare_names(match["name"])):
        return [Byline(name=name, role="author", organisation=match["house"]) for name in named]
    if match := _TAIWAN.search(piece):
        return people(match["who"], "reporter")
    if match := _ORIGINAL.match(piece):
        return [Byline(name=name, role="author") for name in match["who"].split() if is_name(name)]
    if _PEOPLE.match(piece):
        return [person for person in people(piece) if is_name(person.name, doubtful=True)]
    if ROLE.match(piece) and (alone := _named_alone(piece)):
        return alone
    return printed(piece) if not "\u3040" <= piece[0] <= "\u9fff" else []


def _behind_source(draft: Draft) -> list[Byline]:
    """The people in brackets behind the source: `来源：某报（张越 李明）`."""
    match = IN_BRACKETS.match(draft.meta_text.partition(draft.article.source or BREAK)[2].lstrip())
    return [Byline(name=name, role="author") for name in bare_names(match["who"], doubtful=True)] if match else []


def _named_alone(piece: str) -> list[Byline]:
    """The people of a piece that is nothing but roles and names by form."""
    found = only_people(piece)
    return found if all(is_name(person.name, doubtful=True) for person in found) else []


def _pieces(*texts: str) -> Iterator[str]:
    """What stands between breaks, dates and labels in the texts of meta lines."""
    for text in texts:
        for part in _CUT.split(_STROKE.sub(r"\1：", _led(text))):
            label = _LABEL.search(part)
            for piece in _DATED.split(part[: label.start()] if label else part):
                piece = _EDGES.sub("", piece)
                if 2 <= len(piece) <= _LONGEST:
                    yield piece


def _led(text: str) -> str:
    """A text with the words before, between and behind names joined to them."""
    text = text.replace(f"{BREAK} 기자", " 기자").replace(f"{BREAK}기자", " 기자")
    if not any(map(text.__contains__, _LED)):
        return text
    return _LEAD.sub(r"\1 ", _AND.sub(r" \1 ", text))


def beside(draft: Draft) -> Iterator[str]:
    """The short texts of the elements next to a meta line."""
    for line in draft.meta_lines[:3]:
        above = [*islice(line.itersiblings(preceding=True), 2)][::-1]
        for element in (*above, line.getnext()):
            if element is not None and element.tag in ("p", "div", "span", "address") and len(element) < 4:
                is_lined = next(element.iter("br"), None) is not None
                lines = flat_text([element]).split(BREAK) if is_lined else [text_of(element)]
                if not CAPTIONS.search(element.get("class") or ""):
                    yield from (text for line in lines if 2 <= len(text := line.strip(" —–-")) <= _LONGEST)


def standing_alone(draft: Draft) -> list[Byline]:
    """The names in Latin letters that stand alone beside a date, by their given names: `Ada Roe · 5 Mar 2024`."""
    if not DATED.search(draft.meta_text):
        return []
    for text in (draft.meta_text, *beside(draft)):
        parts = (_ASIDE.sub("", piece) for piece in pieces(text))
        if named := [name for part in parts for name in split_people(part) if begins_with_given(name)]:
            return [Byline(name=name, role="author") for name in dict.fromkeys(named)]
    return []


def _bare(draft: Draft) -> list[Byline]:
    """Names in a meta line that has a date and nothing said of them."""
    if not _DATED.search(draft.meta_text):
        return []
    told = {re.sub(r"\s", "", value) for value in draft.meta.values()}
    for piece in _pieces(draft.meta_text):
        if re.sub(r"\s", "", piece) in told:
            continue
        if len(piece) <= 12 and (names := bare_names(piece)):
            return [Byline(name=name, role="author") for name in names]
    return []
