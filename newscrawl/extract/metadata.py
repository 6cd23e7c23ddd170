"""Heads, source, publisher, section and keywords, each from the most trusted place that has it."""

from __future__ import annotations

import re
from itertools import chain
from zoneinfo import ZoneInfo

from newscrawl.extract.agencies import agency, credited, credited_behind
from newscrawl.extract.dateforms import DATED
from newscrawl.extract.dates import dates_in
from newscrawl.extract.dating import dating
from newscrawl.extract.draft import Draft
from newscrawl.extract.enpproperty import MARK, enpproperty
from newscrawl.extract.generic import find_headline
from newscrawl.extract.links import absolute
from newscrawl.extract.metaline import BREAK, EDITING, flat_text, labelled, named
from newscrawl.extract.metapeople import beside
from newscrawl.extract.parse import fold, text_of
from newscrawl.extract.printpage import print_page
from newscrawl.extract.signatures import REACH, within_reach
from newscrawl.extract.structured import Structured
from newscrawl.extract.surnames import is_name
from newscrawl.extract.survey import survey
from newscrawl.site import Layout

_ORIGINAL = re.compile(
    r"^[（(【\[]?\s*(?:原标题|原標題|原题为?|本文原标题)\s*[:：]?\s*[《“\"]?(?P<title>.+?)[》”\"]?[)）】\]]?$"
)
_SOURCE_LINE = re.compile(
    r"^(?!.*转载)[（(【\[]?\s*(?:文章|新闻|稿件|信息|本文)?(?:来源|來源|"
    r"稿源|转自|轉自)\s*[:：丨|｜]\s*(?P<source>[^。！？，]{2,30}?)\s*[)）】\]]?$"
)
_SOURCE_MARK = re.compile(r"(?:^|[\s_-])(?:source|laiyuan|media-?name|origin|from)(?:$|[\s_-])", re.IGNORECASE)
_HOUSE = re.compile(
    r"《[\u4e00-\u9fff·]{2,12}》|[\u4e00-\u9fffA-Za-z0-9·]{1,10}(?:报|報|网|網|社|台|周刊|杂志|雜誌|客户端|电视|"
    r"新闻|新聞|财经|在线|网络版)"
    r"|[\u4e00-\u9fff]{2,8}(?:网|報|报)[-—－][\u4e00-\u9fff]{2,8}|[\u4e00-\u9fff]{2,8}(?:融媒(?:体中心)?|传媒集团|广播电视台)"
)
_NO_HOUSE = re.compile(
    r"播报|[汇回举联]报|平台|舞台|后台|^(?:本网|本报|本站|.?新闻|.{0,2}财经|订阅|日报|晚报|上网|官网|互联网|"
    r"手机.{0,2}网|von|by|par|por)$|^(?:我|大|小|看|下载|安装)|[看用]新聞$|APP"
)
_MADE = re.compile(r"[\[【（(](?:整理|综合|編譯|编译|原创|编辑|撰写|报道)[\]】）)]$")
_DATE_BEHIND = re.compile(r"\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?$")
_HOLDS = 3
"""Elements in one named after the source that the meta line is a part of."""
_EDGE = 3
_LONGEST_LINE = 60
_CREDITED = 2
"""Blocks at the end that may credit an agency."""
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def metadata(draft: Draft) -> None:
    """Fill the heads, 来源, 发布者, dates, section, keywords and abstract."""
    if draft.tree is None:
        return
    told = draft.told
    enp = enpproperty(draft.tree) if MARK in draft.markup else {}
    draft.meta_text = flat_text(draft.meta_lines)
    draft.meta = labelled(draft.meta_text)
    if draft.generic is not None:
        for name, value in labelled(flat_text(draft.generic.endings)).items():
            known = draft.meta.get(name)
            if not known and name not in ("date", "modified"):
                draft.meta[name] = value
            elif known and value not in known and name in EDITING:
                draft.meta[name] = f"{known}、{value}"
    _heads(draft, told, enp)
    _who(draft, told)
    dating(draft, enp)
    _what(draft, told, enp)
    print_page(draft)
    _lines(draft)


def _level(draft: Draft) -> tuple[str, str]:
    """Level and rule of a value read from the page's own markup."""
    if draft.layout is None:
        return "generic", "meta line"
    return "layout" if draft.family is None else "family", draft.layout.name


def _heads(draft: Draft, told: Structured, enp: dict[str, str]) -> None:
    layout, found = draft.layout, draft.generic.headline if draft.generic else None
    if draft.family is not None and found is not None:
        draft.set("headline", found.text, "family", found.rule)
    for name, css in _selected(layout) if layout is not None else ():
        for element in draft.select(css)[:1]:
            if getattr(draft.article, name) is None:
                draft.set(name, text_of(element), _level(draft)[0], css)
    for name, key in (("kicker", "introtitle"), ("alternative_headline", "subtitle"), ("headline", "title")):
        if getattr(draft.article, name) is None:
            draft.set(name, enp.get(key), "family", f"enpproperty.{key}")
    if (
        draft.article.headline is None
        and draft.tree is not None
        and (found := found or find_headline(survey(draft.tree), told))
    ):
        draft.set("headline", found.text, "generic", found.rule)
        if draft.article.kicker is None:
            draft.set("kicker", found.kicker, "generic", found.rule)
    _around(draft)
    if draft.article.headline is None:
        draft.problems.add("no_headline")


def _selected(layout: Layout) -> tuple[tuple[str, str], ...]:
    """The heads by field, with the selectors that a layout has for them."""
    return ("headline", layout.headline), ("kicker", layout.kicker), ("alternative_headline", layout.alternative)


def _around(draft: Draft) -> None:
    """The lines round the headline of a page without a layout of its site."""
    if draft.generic is None:
        return
    if draft.article.kicker is None:
        draft.set("kicker", draft.generic.kicker, "generic", "line above the headline")
    if draft.article.alternative_headline is None:
        draft.set("alternative_headline", draft.generic.alternative, "generic", "line below the headline")


def _who(draft: Draft, told: Structured) -> None:
    level, rule = _level(draft)
    for name in ("source", "publisher"):
        value = draft.meta.get(name) or ""
        is_behind = draft.generic is not None and value not in draft.meta_text
        read = flat_text(draft.generic.endings) if draft.generic is not None and is_behind else draft.meta_text
        draft.set(name, named(value), level, f"{rule}: label {name}", _plain(read))
    if draft.article.source is None:
        draft.set("source", named(draft.facts.get("source")), "script", "source")
    if draft.article.source is None:
        draft.set("source", named(told.source), "structured", "source")
    if draft.article.source is None and "source" not in draft.meta and not (draft.family or draft.site).printed:
        draft.set("source", _marked(draft) or _unlabelled(draft), "generic", "meta line without label")
    if draft.article.source is None and not draft.site.domains:
        draft.set("source", _agencies(draft), "generic", "credit of an agency")


def _agencies(draft: Draft) -> str | None:
    """The agencies that a page in Latin letters credits: as its author, in its meta line, or behind its text."""
    last = draft.inside()[-_CREDITED:][::-1]
    if _EAST.search(draft.article.headline or ""):
        return next((name for b in last[:1] if agency(name := b.text.strip("（）()【】[] "))), None)
    stated = (*draft.told.authors, *re.split(rf"[{BREAK}|•·]", draft.meta_text), *beside(draft))
    behind = (credited(block.text) or credited_behind(block.text) for block in last)
    return next(filter(None, chain(map(credited, stated), behind)), None)


def _marked(draft: Draft) -> str | None:
    """The name in an element of the meta line whose class or id says that it holds the source."""
    for line in draft.meta_lines:
        above = line.getparent()
        holders = [] if above is None or len(above) > _HOLDS else [above]
        for element in (*line.iter("span", "a", "em", "i", "b", "div", "p", "td", "cite"), *holders):
            mark = f"{element.get('class') or ''} {element.get('id') or ''}"
            if _SOURCE_MARK.search(mark) and (text := _undated(text_of(element))) and len(text) <= 20:
                told = labelled(text)
                value = told.get("source", "" if told else text)
                if not dates_in(value, ZoneInfo(draft.site.timezone)) and (name := named(value)):
                    return None if _NO_HOUSE.search(name) else name
    return None


def _undated(text: str) -> str:
    """A text without the date and time at its end."""
    return _DATE_BEHIND.sub("", text)


def _unlabelled(draft: Draft) -> str | None:
    """The only piece of the meta line that has the form of a house's name, or that the page names as its author."""
    names = (*draft.told.authors, draft.told.publisher, draft.told.site_name)
    told = {name for name in names if name and "\u4e00" <= name[0] <= "\u9fff"}
    houses: dict[str, None] = {}
    for part in re.split(rf"[{BREAK}\s|｜]+", draft.meta_text):
        piece = _MADE.sub("", part)
        is_house = _HOUSE.fullmatch(piece) and not _NO_HOUSE.search(piece)
        if is_house or (len(piece) > 2 and not is_name(piece) and (piece in told or _in_title(draft, piece, part))):
            houses[piece.strip("《》")] = None
    return next(iter(houses)) if len(houses) == 1 else None


def _in_title(draft: Draft, piece: str, part: str) -> bool:
    """Whether a piece said to have made the article is the site's name in the page's title."""
    if piece == part or draft.tree is None or piece in (draft.article.headline or ""):
        return False
    return piece in next((text_of(title) for title in draft.tree.iter("title")), "")


def _plain(meta_text: str) -> str:
    return meta_text.replace(BREAK, " ")


def _what(draft: Draft, told: Structured, enp: dict[str, str]) -> None:
    layout = draft.layout
    if layout is not None:
        for element in draft.select(layout.section)[-1:]:
            draft.set("section", text_of(element), _level(draft)[0], layout.section)
    if draft.article.section is None:
        draft.set("section", enp.get("nodename"), "family", "enpproperty.nodename")
    if draft.article.section is None:
        draft.set("section", told.section, "structured", "section")
    keywords = re.split(r"[,，;；、\s]+", enp["keyword"]) if enp.get("keyword") else list(told.keywords)
    draft.article.keywords = list(dict.fromkeys(fold(word) for word in keywords if word.strip()))
    draft.set("abstract", told.description, "structured", "description")
    if told.url:
        draft.set("canonical_url", absolute(draft.page.url, told.url), "structured", "canonical")


def _lines(draft: Draft) -> None:
    """Take 原标题 and 来源 lines at the edges of the text out of it, and their values where they have a place."""
    kept = draft.inside()
    for position, line in enumerate(kept):
        if _EDGE <= position < len(kept) - REACH:
            continue
        if position and position >= len(kept) - _CREDITED and credited(line.text) and not _EAST.search(line.text):
            draft.remove(line, "source_line", "metadata.agency")
            continue
        original = _ORIGINAL.match(line.text) if len(line.text) < 120 else None
        source = _source_said(line.text, at_head=position < _EDGE) if original is None else None
        if (original is None and source is None) or (
            position >= _EDGE and not within_reach(kept, len(kept) - position)
        ):
            continue
        if original:
            draft.set("original_headline", original["title"], "text", "line 原标题", line.text)
            draft.remove(line, "original_title", "metadata.original_title")
        else:
            if draft.article.source is None:
                draft.set("source", named(source), "text", "line 来源", line.text)
            draft.remove(line, "source_line", "metadata.source_line")


def _source_said(line: str, *, at_head: bool) -> str | None:
    """The source that a line of the text says, and nothing else but, at its head, a date and who wrote; None else."""
    if len(line) >= _LONGEST_LINE:
        return None
    if match := _SOURCE_LINE.match(line):
        return labelled(line).get("source") or match["source"]
    is_meta = at_head and DATED.search(line) and not line.endswith(("。", "”"))
    return labelled(line).get("source") if is_meta else None
