"""The dateline: agency or house, place and date before the first sentence, and the people in its brackets."""

from __future__ import annotations

import re

from newscrawl.extract.agencies import agency
from newscrawl.extract.draft import Draft
from newscrawl.extract.eastern import names_in
from newscrawl.extract.names import PLACES, people
from newscrawl.items import Byline

_AGENCIES = (
    "新华社|新華社|中新社|中新网|新华网|人民网|央视网|中国新闻网|中央社|法新社|路透社|美联社|美聯社|共同社|塔斯社|"
    "俄新社|"
    "韩联社|韓聯社|朝中社"
)
_DATE = r"\d{1,2}月\d{1,2}日|\d{1,2}日"
_WHO = r"[ \u3000]*(?:[（(](?P<who>[^）)]{2,60})[)）]"
_AGENCY_LINE = re.compile(
    rf"^(?P<dateline>(?:据|據)?(?P<agency>{_AGENCIES})(?P<place>[\u4e00-\u9fff·]{{2,10}}?)?(?P<date>{_DATE})?[电電讯訊])"
    rf"{_WHO})?"
)
_CNA_PLACE = "華盛頓|舊金山|洛杉磯|布魯塞爾|雅加達|新加坡|吉隆坡|日內瓦|斯德哥爾摩|新德里|[\\u4e00-\\u9fff]{2}"
_CNA = re.compile(
    rf"^[（(](?P<dateline>(?P<agency>{_AGENCIES})(?:記者|记者)(?P<who>[\u4e00-\u9fff、]{{2,12}}?)"
    rf"(?P<place>{_CNA_PLACE})?(?P<date>{_DATE})(?:綜合外|專)?[電电])[)）]"
)
_CNA_WIRE = re.compile(
    rf"^[（(](?P<dateline>(?P<agency>中央社)(?P<place>{_CNA_PLACE})?(?P<date>{_DATE})(?:綜合外|專)?[電电])[)）]"
)
_TAIWAN = re.compile(
    r"^[〔【\[（(](?P<dateline>(?P<bare>[\u4e00-\u9fff、· ]{2,24}?)"
    r"[／/╱ ](?P<place>[\u4e00-\u9fff]{2,5}?)(?:即時|連線)?(?:報導|報道|電))[〕】\]）)]"
)
_TAIWAN_GLUED = re.compile(
    r"^(?:【[^】]{2,24}[訊讯]】)?[〔【\[（(](?P<dateline>(?P<bare>[\u4e00-\u9fff]{0,6}記者[\u4e00-\u9fff、]{2,12}?)"
    rf"(?P<place>{PLACES}|[\u4e00-\u9fff]{{2}})(?:綜合)?(?:報導|報道))[〕】\]）)]"
)
_HONG_KONG = re.compile(r"^[（(【](?P<dateline>[\u4e00-\u9fff]{2,6}報(?:報道|專訊))[)）】]")
_TAIWAN_LINE = re.compile(
    r"^(?P<dateline>(?P<bare>[\u4e00-\u9fff]{2,6}?中心|(?:[\u4e00-\u9fff]{0,8}?記者|特派員|編譯)[ "
    r"\u3000]?[\u4e00-\u9fff、]{2,12}?)"
    r"[／/╱](?P<place>[\u4e00-\u9fff]{2,5}?)報導)"
)
_TAIWAN_BARE = re.compile(
    r"^(?P<dateline>(?:[\u4e00-\u9fff]{2,4}中心[／/╱])?(?P<bare>[\u4e00-\u9fff]{2,4})(?:[／/╱](?P<place>[\u4e00-\u9fff]{2,5}))?報導)$"
)
_KOREAN = re.compile(
    r"^(?P<dateline>[(\[【](?P<place>[\uac00-\ud7a3·]{2,10})=(?P<agency>[\uac00-\ud7a3A-Za-z0-9]{2,10})[)\]】])\s?"
    r"(?P<who>[\uac00-\ud7a3·, ]{2,30}?)\s?(?:기자|특파원)\s?="
)
HOUSES = (
    r"本报|本報|本网|本網|本台|本刊|"
    r"日报|晚报|晨报|早报|[\u4e00-\u9fff]{2,8}(?:日报|日報|晚报|晚報|时报|時報|新闻网|新聞網|网|網|报|報)"
)
"""Names of news houses as a dateline may begin with them, for use in a pattern."""
_SENDERS = rf"{HOUSES}|[\u4e00-\u9fff]{{2,8}}(?:融媒|在线|客户端|传媒|发布)|明報|東網|澎湃新闻|红星新闻|封面新闻"
_HOUSE_LINE = re.compile(
    rf"^(?P<dateline>[【［\[]?(?:{_SENDERS})(?:综合|專|专|快)?(?:[\u4e00-\u9fff]{{2,6}}?(?=\d))?(?:{_DATE})?(?:[讯訊]|消息|(?<=日)[电電])[】］\]]?){_WHO}"
    r"|(?P<bare>(?:本报)?(?:记者|記者|通讯员)[ \u3000]?[^，。,]{2,30}?(?:报道|報道|報導)))?"
)
_OPENING = re.compile(
    r"^(?P<dateline>[（(](?P<who>(?:[\u4e00-\u9fff]{2,8})?(?:记者|記者|通讯员|通訊員)[ \u3000:：]?"
    r"[\u4e00-\u9fff、 \u3000·]{2,40})[)）])"
)
_SPOKEN = re.compile(
    r"^(?P<dateline>本[台报報网網](?P<who>记者[ \u3000]?[\u4e00-\u9fff、 \u3000]{2,16}?)(?:报道|報道|報導)[:：，])"
)
_MONTHS = "Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec"
_ENGLISH = re.compile(
    r"^(?P<dateline>(?P<place>[A-Z][A-Za-z.'’ -]+(?:, [A-Z][\w.’' -]+?)?)"
    rf"(?:, (?P<date>(?:{_MONTHS})[a-z]*\.? \d{{1,2}}))? \((?P<agency>AP|Reuters|Xinhua|AFP|CNN|UPI)\) ?(?:—|–|--?))"
)
_PLACE = r"[^\W\d_a-z][^\d(),.:;!?–—-]{1,30}(?:-[^\W\d_a-z]\w+)?(?:[,/] ?[^\W\d_a-z][\w.’' -]{1,20})?"
_DAY = r"\d{1,2}\.? (?:de )?[^\W\d_]{3,10}\.?(?: (?:de )?(?:19|20)\d\d)?"
_WESTERN = re.compile(
    rf"^(?P<dateline>(?P<place>{_PLACE})(?:,? (?P<date>{_DAY}))? \((?P<agency>[^()]{{2,24}})\))\s?\.?(?:—|–|--?|:)\s?"
)
_ANSA = re.compile(
    rf"^(?P<dateline>\((?P<agency>[^()]{{2,24}})\) ?[-–—] (?P<place>{_PLACE}), (?P<date>{_DAY}))\s?[-–—]"
)
_DATELINES = (
    ("agency", _AGENCY_LINE),
    ("cna", _CNA),
    ("cna", _CNA_WIRE),
    ("taiwan", _TAIWAN),
    ("taiwan", _TAIWAN_GLUED),
    ("taiwan", _TAIWAN_BARE),
    ("taiwan", _TAIWAN_LINE),
    ("hong_kong", _HONG_KONG),
    ("house", _HOUSE_LINE),
    ("korean", _KOREAN),
    ("", _OPENING),
    ("", _SPOKEN),
    ("english", _ENGLISH),
    ("western", _WESTERN),
    ("western", _ANSA),
)
_FIRST = 3
_PEOPLE = re.compile(r"記者|记者|特派員|編譯|通訊員|通讯员")


def dateline(draft: Draft) -> list[Byline]:
    """Fill the dateline from the opening words of the text; the people in its brackets."""
    captions = {image.caption for image in draft.article.images}
    first = [block.text for block in draft.blocks if block.text not in captions][:_FIRST]
    for text in first:
        for name, pattern in _DATELINES:
            if (match := pattern.match(text)) and (name != "western" or agency(match["agency"].split("/")[0])):
                found = _read(draft, name, match)
                if found or match[0] != text:
                    return found
                break  # a line of its own: who was there is named in the next
    return []


def _read(draft: Draft, name: str, match: re.Match[str]) -> list[Byline]:
    parts = match.groupdict()
    if not name:  # nothing but who was there
        return people(parts["who"], "reporter")
    if name == "western":
        parts["agency"] = parts["agency"].split("/")[0]
    said = parts["dateline"] if name in ("english", "western") else parts["dateline"].strip("【】［］[]〔〕（）() ")
    draft.set("dateline", said, "text", f"dateline.{name}", match[0])
    for part in ("agency", "place", "date"):
        if not (name == "taiwan" and part == "place" and parts["place"] in ("綜合", "整理", "編譯", "連線")):
            draft.set(f"dateline_{part}", parts.get(part), "text", f"dateline.{name}", match[0])
    if name == "taiwan":
        bare = parts["bare"]
        return people(bare, None if _PEOPLE.search(bare) else "reporter") if not bare.endswith(("中心", "新聞")) else []
    if name == "korean":
        return [Byline(name=name, role="reporter") for name in names_in(parts["who"])]
    return people(parts.get("who") or parts.get("bare") or "", "reporter")
