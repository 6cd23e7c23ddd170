"""Who wrote, photographed and edited it, and the dateline: from the meta line, the head and the tail of the text."""

from __future__ import annotations

import re

from newscrawl.extract.draft import Block, Draft
from newscrawl.extract.metaline import BREAK, flat_text, labelled, named
from newscrawl.extract.names import ROLE, credit_of, people, text_and_pictures
from newscrawl.extract.parse import select
from newscrawl.items import Byline

_LABEL_ROLES = (
    "author",
    "reporter",
    "correspondent",
    "photographer",
    "translator",
    "editor",
    "proofreader",
    "reviewer",
)
_EDGE = 4
_HEAD = 3
_MARKS = "■◆●□◇○▲△★☆—-*· "
_OF_PLACE = re.compile(r"(?:发自|發自)[\u4e00-\u9fff]{2,6}$|[/／](?:文|图|摄影|圖)$")
_AGENCIES = (
    "新华社|新華社|中新社|中新网|新华网|人民网|央视网|中国新闻网|中央社|法新社|路透社|美联社|共同社|塔斯社|俄新社|"
    "韩联社|朝中社"
)
_DATE = r"\d{1,2}月\d{1,2}日|\d{1,2}日"
_WHO = r"[ \u3000]*(?:[（(](?P<who>[^）)]{2,60})[)）]"
_AGENCY_LINE = re.compile(
    rf"^(?P<dateline>(?:据|據)?(?P<agency>{_AGENCIES})(?P<place>[\u4e00-\u9fff·]{{2,10}}?)?(?P<date>{_DATE})?[电電讯訊])"
    rf"{_WHO})?"
)
_CNA = re.compile(
    rf"^[（(](?P<dateline>(?P<agency>{_AGENCIES})(?:記者|记者)(?P<who>[\u4e00-\u9fff、]{{2,12}}?)"
    rf"(?P<place>[\u4e00-\u9fff]{{2}})?(?P<date>{_DATE})(?:專)?[電电])[)）]"
)
_HOUSES = (
    r"本报|本報|本网|本網|本台|本刊|"
    r"日报|晚报|晨报|早报|[\u4e00-\u9fff]{2,8}(?:日报|日報|晚报|晚報|时报|時報|新闻网|新聞網|网|網|报|報)"
)
_HOUSE_LINE = re.compile(
    rf"^(?P<dateline>[【［\[]?(?:{_HOUSES})(?:综合|專|专|快)?(?:[讯訊]|消息)[】］\]]?){_WHO}"
    r"|(?P<bare>(?:本报)?(?:记者|記者|通讯员)[ \u3000][^，。,]{2,30}?(?:报道|報道|報導)))?"
)
_MONTHS = "Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec"
_ENGLISH = re.compile(
    r"^(?P<dateline>(?P<place>[A-Z][A-Za-z.'’ -]+(?:, [A-Z][\w.’' -]+?)?)"
    rf"(?:, (?P<date>(?:{_MONTHS})\.? \d{{1,2}}))? \((?P<agency>AP|Reuters|Xinhua|AFP|CNN|UPI)\) ?(?:—|–|--?))"
)
_DATELINES = (("agency", _AGENCY_LINE), ("cna", _CNA), ("house", _HOUSE_LINE), ("english", _ENGLISH))
_EDITOR_LABELS = (
    "责任编辑 責任編輯 责任编缉 初审编辑 本版编辑 副主编 责编 编辑 編輯 主编 网编 美编 "
    "校对 校對 审核 初审 复审 终审 监制"
)
_EDITOR_LINE = re.compile(
    r"^[\[【（(\s]*(?:" + "|".join(r"[ \u3000]*".join(label) for label in _EDITOR_LABELS.split()) + r")"
    r"[ \u3000]*[:：/][^。！？]{0,80}$"
)
_TAIL_BYLINE = re.compile(r"^[（(【\[]?(?P<run>[^。！？：:]{2,60}?)[)）】\]]?$")
_HEAD_BYLINE = re.compile(
    rf"^[【\[（(]?(?:文[/／|丨]|(?:{_HOUSES}|[\u4e00-\u9fff·]{{0,12}}?)(?:首席|特派|见习|实习|驻[\u4e00-\u9fff]{{2,4}})?"
    r"(?:记者|記者|评论员|通讯员|实习生|特约撰稿人?|专栏作者)[ \u3000:：]?)[^。！？，,“”]{2,30}$"
)
_SPEAKER = re.compile(r"^(?:记者|記者)[ \u3000]*[:：]")
_LABELLED = re.compile(r"^[（(]?(?:作者|撰文|采写|文|图)[ \u3000]*[:：/／][^。！？]{2,40}$")
_AFTER_TEXT = re.compile(r"[。！？”」][ \u3000]*[（(](?P<run>[^（）()。]{3,60})[)）]$")


def byline(draft: Draft) -> None:
    """Fill bylines and dateline; lines that only name editors leave the text."""
    found = _from_meta(draft)
    found += _dateline(draft)
    found += _head(draft)
    found += _tail(draft)
    found += [Byline(name=image.credit, role="photographer") for image in draft.article.images if image.credit]
    for element in select(draft.tree, draft.layout.editor) if draft.layout and draft.tree is not None else []:
        found += people(flat_text([element]).replace(BREAK, " "), "editor")
    unique: dict[tuple[str, str], Byline] = {}
    for person in found:
        known = unique.setdefault((person.name, person.role), person)
        known.organisation = known.organisation or person.organisation
    _drop_doubled(unique)
    draft.article.bylines = list(unique.values())


def _drop_doubled(unique: dict[tuple[str, str], Byline]) -> None:
    """A name with a more telling role is not an author besides."""
    told = {name for name, role in unique if role != "author"}
    for name in told:
        unique.pop((name, "author"), None)


def _from_meta(draft: Draft) -> list[Byline]:
    found: list[Byline] = []
    for role in _LABEL_ROLES:
        if value := named(draft.meta.get(role)):
            found += people(value, role)
    return found


def _dateline(draft: Draft) -> list[Byline]:
    """The opening words of the text: agency, place, date and the people in its brackets."""
    captions = {image.caption for image in draft.article.images}
    first = next((block.text for block in draft.blocks if block.text not in captions), "")
    for name, pattern in _DATELINES:
        match = pattern.match(first)
        if not match:
            continue
        parts = match.groupdict()
        draft.set("dateline", parts["dateline"].strip("【】［］[] "), "text", f"dateline.{name}", match[0])
        for part in ("agency", "place", "date"):
            draft.set(f"dateline_{part}", parts.get(part), "text", f"dateline.{name}", match[0])
        return people(parts.get("who") or parts.get("bare") or "", "reporter")
    return []


def _head(draft: Draft) -> list[Byline]:
    """The people of a first line that is nothing but a byline."""
    for block in draft.kept()[:_HEAD]:
        text = block.text.strip(_MARKS)
        if len(text) <= 40 and not _SPEAKER.match(text) and _HEAD_BYLINE.match(text):
            return people(_OF_PLACE.sub("", text.strip("【】[]（）()")))
    return []


def _tail(draft: Draft) -> list[Byline]:
    """Bylines in the last lines of the text; editor lines are taken out."""
    found: list[Byline] = []
    for block in reversed(draft.kept()[-_EDGE:]):
        if _EDITOR_LINE.match(block.text) and len(block.text) < 90:
            values = labelled(block.text.strip("[]【】()（） "))
            people_here = [p for role in _LABEL_ROLES if values.get(role) for p in people(values[role], role)]
            found = (people_here or people(block.text, "editor")) + found
            draft.remove(block, "editor_line", "byline.editor_line")
            continue
        found = _tail_people(block) + found
    return found


def _tail_people(block: Block) -> list[Byline]:
    """The people a line names that is nothing but a byline, or that stand in brackets behind its last full stop."""
    text = block.text.strip(_MARKS)
    if _SPEAKER.match(text):
        return []
    if _LABELLED.match(text):
        return people(text.strip("（()）"))
    if both := text_and_pictures(text):
        return both
    if photographer := credit_of(text):
        return [Byline(name=photographer, role="photographer")]
    line = _TAIL_BYLINE.match(text)
    run = line["run"] if line else None
    if run is None and (behind := _AFTER_TEXT.search(text)):
        run = behind["run"]
    if run is None or len(run) > 60:
        return []
    if ROLE.match(run.strip()):
        return people(_OF_PLACE.sub("", run.strip()))
    return []
