"""Bylines in Japanese and Korean: `（水野晴）`, `取材・文＝水野晴　写真＝…`, `김하늘·이바다 기자`, `글=… 사진=…`."""

from __future__ import annotations

import re

from newscrawl.extract.agencies import agency
from newscrawl.items import Byline

_HANGUL = r"[\uac00-\ud7a3]"
_KANJI = r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff々]"
_ADDRESS = r"\s?[(=/|]?\s?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)?"
_REPORTER = re.compile(
    rf"(?:^|[\s|/=(\[])(?P<who>{_HANGUL}{{2,4}}(?:\s?[·,/]\s?{_HANGUL}{{2,4}}){{0,3}})\s?"
    rf"(?:(?:선임|인턴|전문|객원|수습)\s?)?(?:기자|특파원)(?!{_HANGUL})(?P<address>{_ADDRESS})?"
)
_LABELLED = re.compile(
    rf"(?P<label>글|취재|사진|촬영)\s?[=·:/]\s?(?P<who>{_HANGUL}{{2,4}}(?:\s?[·,]\s?{_HANGUL}{{2,4}})*?)(?:\s?기자)?(?=[\s·,/)|]|$)"
)
_NOBODY = frozenset(
    "기자명 기자 입력 수정 등록 승인 편집 담당 온라인 디지털 취재 사진 글 이 본지 한 두 세 인턴 선임 수습 전문 "
    "객원".split()
)
_JAPANESE = re.compile(
    r"(?P<label>取材|執筆|構成|文|撮影|写真|カメラ)(?:・(?:文|構成|撮影|写真))?\s?[＝=:：/／]\s?"
    rf"(?P<who>{_KANJI}{{2,7}}(?:[ \u3000]{_KANJI}{{1,4}}(?=[\s、・/／)）]|$))?)"
)
_PLACED = re.compile(rf"[\[(](?:{_HANGUL}{{2,8}}\s?=\s?)?(?P<line>[^\])]+)[\])]")
"""A line in brackets, which may begin with a place: `[서울=김하늘 기자]`."""
_LONGEST = 60
_MARKED = re.compile(r"取材|執筆|構成|撮影|写真|カメラ|文[・＝=]")
"""How a line of labels begins that is no Chinese one."""
_PICTURES = frozenset(("사진", "촬영", "撮影", "写真", "カメラ"))
_BRACKETED = re.compile(rf"[（(【［\[](?P<who>{_KANJI}{{2,5}}(?:[ \u3000]{_KANJI}{{1,4}})?)[)）】］\]]")


def reporters(text: str) -> list[Byline]:
    """The people of a line in Japanese or Korean that says what they did: reporters, writers, photographers."""
    found: list[Byline] = []
    for pattern in (_LABELLED, _JAPANESE):
        for match in pattern.finditer(text):
            role = "photographer" if match["label"] in _PICTURES else "author"
            found += [Byline(name=name, role=role) for name in names_in(match["who"])]
    if not found:
        found = [Byline(name=name, role="reporter") for m in _REPORTER.finditer(text) for name in names_in(m["who"])]
    return found


def printed(text: str) -> list[Byline]:
    """The people of a line that is nothing but Korean reporters or begins with what someone did; none for another."""
    if len(text) <= _LONGEST and (_LABELLED.match(text) or (_JAPANESE.match(text) and _MARKED.match(text))):
        return reporters(text)
    placed = _PLACED.fullmatch(text)
    match = _REPORTER.fullmatch(placed["line"] if placed else text.removeprefix("기자명 "))
    return [Byline(name=name, role="reporter") for name in names_in(match["who"])] if match else []


def with_address(text: str) -> bool:
    """Whether a text is a Korean reporter and an e-mail address, by which readers reach them."""
    match = _REPORTER.fullmatch(text)
    return match is not None and match["address"] is not None


def signed(text: str) -> str | None:
    """The name in brackets that a Japanese text closes with; None for an agency or anything else."""
    match = _BRACKETED.fullmatch(text)
    return match["who"] if match and not agency(match["who"]) else None


def names_in(who: str) -> list[str]:
    """The names of a list, without the words that stand for an office."""
    return [name for name in re.split(r"\s?[·,/]\s?|(?<=[\uac00-\ud7a3])\s", who) if name and name not in _NOBODY]
