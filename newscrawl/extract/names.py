"""Reading people out of a run of text: a role, perhaps a house, then names, padded or glued."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from newscrawl.extract.surnames import SURNAMES, is_name, split_names
from newscrawl.items import Byline

_ROLES = {
    "intern": "实习记者 见习记者 實習記者 見習記者 实习生 實習生 见习生",
    "correspondent": "供稿 特约通讯员 本报通讯员 通讯员 通訊員 特约记者 特約記者 特派员 特派員",
    "photographer": "图片 图: 图： 圖: 圖： 图/ 图／ 图| 图丨 图｜ 圖／ 特约摄影 特約攝影 摄影记者 攝影記者 摄影 "
    "攝影 摄像 攝像 拍摄 拍攝",
    "reporter": "採訪 首席记者 特派记者 特派記者 全媒体记者 融媒体记者 首席記者 文字記者 记者 記者 采写 採寫 采访 "
    "採訪撰文 文字",
    "editor": "编审 本版责编 本期编辑 本期责编 值班编辑 核稿編輯 微信编辑 新媒体编辑 執行編輯 编/ 编｜ 编丨 责任编辑 "
    "責任編輯 责任编缉 本版编辑 初审编辑 执行编辑 副主编 主编 责编 责 编 网编 網編 编辑 編輯 编 "
    "辑 主 编",
    "proofreader": "本版校对 责任校对 校对 校對 校 对",
    "reviewer": "一审 二审 三审 审核 審核 审校 初审 复审 终审 总监制 监制 監製 值班主任 值班编委 "
    "值班总编 总编辑 总编 审稿人 审核人 核稿人 审签 签发 签审 审定",
    "planner": "总策划 策划 策劃 总统筹 统筹 統籌 出品人",
    "translator": "编译 翻译 編譯 翻譯 译者 譯者 译/ 译／ 译丨 译｜",
    "designer": "本版美编 版式设计 美术编辑 美编 组版 版式 美 编 制图 設計 设计",
    "author": "执笔 专栏作者 特约撰稿人 特约撰稿 特约评论员 评论员 評論員 原作者 作者 撰文 撰稿人 撰稿 文/图 文／图 "
    "文 / 图 图/文 圖／文 文、图 文图 "
    "文/ 文／ 文| 文丨 文｜ 文： 文:",
}
ROLE_OF = {word: role for role, words in _ROLES.items() for word in re.findall(r"\S (?:/ )?\S(?!\S)|\S+", words)}
"""Role by the word that announces it."""

_WORDS = "|".join(re.escape(w).replace(r"\ ", r"[ \u3000]{1,4}") for w in sorted(ROLE_OF, key=len, reverse=True))
_MARK = (
    r"报|報|社|网|網|新闻|新聞|台|臺|央视|都市|客户端|周刊|週刊|杂志|雜誌|财经|传媒|融媒体?|中心|电视|电台|视频|"
    r"本刊|南都|"
    r"·[\u4e00-\u9fff]{2,5}"
)
HOUSE = (
    rf"(?:本报|本報|本网|本網|本刊|本台|南都|总台|财新|央视|(?:[\u4e00-\u9fffA-Za-z0-9·]{{1,12}}?(?:{_MARK})){{1,2}})"
)
"""A news house as it is named before a role."""
ROLE = re.compile(
    rf"(?:(?P<house>{HOUSE})(?:驻[\u4e00-\u9fff]{{2,4}}?)?)?[ \u3000]*(?P<word>{_WORDS})[ \u3000]*[:：|｜丨/／]?"
)
"""One announcement of a role, with the house before it."""

PLACES = (
    "台北|臺北|新北|桃園|台中|臺中|台南|臺南|高雄|基隆|新竹|苗栗|彰化|南投|雲林|嘉義|屏東|宜蘭|花蓮|台東|臺東|澎湖|"
    "金門|馬祖|"
    "東京|北京|上海|天津|重庆|香港|澳门|澳門|广州|深圳|南京|武汉|成都|西安|杭州|華盛頓|華府|紐約|倫敦|巴黎|首爾"
)
_NAME_END = re.compile(
    rf"[／/ \u3000](?:{PLACES}|[\u4e00-\u9fff]{{2,5}}?)(?:\d{{1,2}}日)?(?:綜合|综合|專訪|摄影|攝影)?(?:報導|报道|"
    rf"報道|電|电|傳真)|"
    rf"(?:{PLACES})(?:\d{{1,2}}日)?(?:報導|报道|報道|電|电|傳真)|"
    r"摄影报道|攝影報導|攝影報道|报道|報道|報導|综合|綜合|整理|摄制|攝|摄|文图|图文|文/摄|/文|电|電|讯|訊|供图|"
    r"供圖|提供|翻攝|發自|发自"
)
_TASK = re.compile(r"采写|採寫|撰文|文[/／|丨｜]|图[/／|丨｜]")
_CREDIT = re.compile(
    r"(?:^|[\s（(。，：:！？”」])(?:本报|本網|本网)?(?:记者|記者|通讯员|特约摄影|摄影)?\s*"
    r"(?P<run>[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,3})\s*[/／]?[摄攝]影?[)）]?\s*$"
)
_TEXT_AND_PICTURES = re.compile(r"^(?P<writers>\S.{1,30}?)\s文[\s、,，]+(?P<photographers>.{2,20}?)\s?[摄攝]影?$")
_BEHIND_NAME = re.compile(
    r"^(?P<writers>[\u4e00-\u9fff]{2,4}(?:[ 、][\u4e00-\u9fff]{2,4}){0,3})[ \u3000]?[/／ \u3000][ "
    r"\u3000]?(?:文[/／、]?[图圖]?|[图圖]文|文并摄)"
    r"(?:[ \u3000]+(?P<others>[\u4e00-\u9fff 、]{2,14}?)[ \u3000]?[/／]?[ \u3000]?[摄攝图圖]影?)?$"
)
_SEPARATORS = re.compile(r"[、,，;；/／＆|｜丨·•]|(?<=\s)(?:和|与|及|&)(?=\s)|\s+和\s+")
_LISTED = re.compile(r"[、,，;；/／]")
_STAFF_CODE = re.compile(r"[\s_]*[（(]?\b[A-Z]{1,3}\d{2,6}\b[)）]?|_[A-Z]+\d+|[）)]\s*\d{6,7}$")
_ASIDE = re.compile(r"[（(][^（）()]*(?:[)）]|$)")
_OFFICE = re.compile(r"(?:部|局|委|院|校|公司|政府|办|中心|队|站|馆|大学|学院)$")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,10}")
_LATIN_NAME = re.compile(r"[A-Z][\w.'’-]+(?: (?:[a-z]{2,3} )?[A-Z][\w.'’-]*){1,3}")
_TITLE = (
    r"(?:教授|研究员|院长|所长|主任|博士|[究硕博]士?生|讲师|学者|专家|律师|会长|书记|主席|记者|编辑|顾问|作家|员|长)"
)
_TITLED = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,3}?)(?:[ \u3000]+|[，,]?[系为是]|[，,]|(?=北京|上海|天津|中国|中央|中共|清华|"
    r"复旦|南京|武汉|浙江|全国|国家|广东|"
    r"湖北|江苏|四川|厦门|山东|吉林|中山|南开|华东|华中|对外|首都|本报|著名|知名|资深|国务院))"
    rf"(?=[\u4e00-\u9fff（）()、 ]{{0,10}}(?:大学|学院|研究|中心|协会|公司|政府|委|院|部|局|作家|学者|专家|律师|"
    rf"教授|评论员))"
    rf"[\u4e00-\u9fff（）()、，, ]{{2,60}}{_TITLE}$"
)
_FILLING = re.compile(
    r"(?:[\s\u3000、,，;；:：/／|｜丨&＆()（）\[\]【】〔〕□■◆●▲-]|报道|報道|報導|摄影|攝影|综合|綜合|整理|整合|"
    r"供图|提供|发自|發自|摄|攝|文|图|圖|和|与|及|电|電|"
    rf"{PLACES}|(?<=[ \u3000/／])[\u4e00-\u9fff]{{2,5}}(?=报道|報道|報導|电))*"
)
_NOT_NAMES = frozenset(
    "未知 佚名 匿名 网络 網路 本站 本网 本報 本报 原创 转载 编辑 記者 记者 作者 来源 系统管理员 管理员 超级管理员 "
    "编辑部 綜合 综合 "
    "无 不详 网友 責編 责编 见习 实习 通讯员 摄影 集体 小编 本报讯 专稿 报道 報導 供稿 专栏 原标题 采写 撰文 "
    "网络整理 资料图 资料 "
    "视觉中国 受访者 受訪者 互联网 现场 注明 除外 署名 新媒体 全媒体 融媒体 首席 特约 实习生 中国 新华社 央视 微博 "
    "微信 手机 "
    "暂无 文字 图片 图文 视频 摄制 图源 后期 剪辑 策划 统筹 出品 出版 更新 监制 来稿 投稿 通讯社 翻攝 資料照 多名 两名 "
    "有关 一行".split()
)
_HOUSE_LIKE = re.compile(
    r"(?:报|報|网|網|社|新闻|新聞|电视台|客户端|周刊|杂志|政府|公司|中心|频道|编辑部|集团|局|委|办)$"
)


def people(text: str, role: str | None = None) -> list[Byline]:
    """The people of a byline such as `本报记者 张 越 通讯员 李明`; `role` is that of names before any role word.

    Placeholders and staff codes are no names; what isn't a name by form is passed over.
    """
    text = _STAFF_CODE.sub(" ", text)
    if role and (shared := behind_names(text, role)):
        return shared
    found: list[Byline] = []
    marks = list(ROLE.finditer(text))
    if role and (lead := text[: marks[0].start()] if marks else text):
        found += [Byline(name=name, role=role) for name in names(lead)]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    before: str | None = None
    house: str | None = None
    for mark, end in zip(marks, ends, strict=False):
        run = text[mark.end() : end]
        word = re.sub(r"[ \u3000]{2,}", " ", mark["word"]).replace("\u3000", " ")
        kind = ROLE_OF.get(word) or ROLE_OF.get(word.replace(" ", ""), "author")
        if before == "photographer":  # 图/记者: a reporter's picture
            kind = before
        if _TASK.match(word) and text[end : end + 2] in ("记者", "記者") and _HAN_NAME.fullmatch(run):  # 采写：某都记者
            house = run
            continue
        found += behind_names(run.strip(), kind) or [
            Byline(name=name, role=kind, organisation=mark["house"] or house) for name in names(run)
        ]
        before, house = None if run.strip() else kind, None
    return found


def only_people(text: str, role: str | None = None) -> list[Byline]:
    """The people of a text that is nothing but roles, names and the words that go with them; none for another text."""
    found = people(text, role)
    if not found:
        return []
    rest = ROLE.sub(" ", _STAFF_CODE.sub(" ", text))
    for name in sorted({person.name for person in found}, key=len, reverse=True):
        rest = re.sub(r"[ \u3000]*".join(map(re.escape, name)), " ", rest)
    return found if _FILLING.fullmatch(rest) else []


def text_and_pictures(line: str) -> list[Byline]:
    """The people of a line such as `记者 何 苗 文 苏 禾 摄`; none for another."""
    match = _TEXT_AND_PICTURES.search(line)
    if match is None:
        return []
    writers = people(match["writers"], "reporter")
    return writers + [Byline(name=name, role="photographer") for name in names(match["photographers"])]


def behind_names(line: str, role: str = "author") -> list[Byline]:
    """The people of a line with what each did behind the names, such as `何苗/文 苏禾/图`; none for another."""
    match = _BEHIND_NAME.match(line)
    if match is None:
        return []
    writers = bare_names(match["writers"], doubtful=True)
    others = bare_names(match["others"] or "", doubtful=True)
    found = [Byline(name=name, role=role) for name in writers]
    return found + [Byline(name=name, role="photographer") for name in others if writers]


def names(run: str) -> list[str]:
    """The names of a run, in order: split at separators and blanks, single padded characters joined in pairs."""
    run = run.strip(" \u3000:：()（）[]【】。.|｜丨/／")
    if titled := _TITLED.match(run):
        run = titled["name"]
    run = re.split(r"\s+\S{2,6}[:：]|[:：]", _ASIDE.sub(" ", run), maxsplit=1)[0]
    end = _NAME_END.search(run)
    run = (run[: end.start()] if end else run).strip(" \u3000:：()（）[]【】。.|｜丨/／")
    found: list[str] = []
    for piece in _pieces(run):
        if _LATIN_NAME.fullmatch(piece.strip()):
            found.append(piece.strip())
            continue
        tokens = [name for token in _joined(piece.split()) for name in (split_names(token) or [token])]
        if len(tokens) > 1 and len(tokens[0]) > 4 and _OFFICE.search(tokens[0]):
            tokens = tokens[1:]
        if not all(_HAN_NAME.fullmatch(token) for token in tokens):
            if _OFFICE.search(tokens[-1]):
                found += takewhile(lambda token: is_name(token, doubtful=True), tokens)
            break
        found += tokens
    return [name for name in dict.fromkeys(found) if name not in _NOT_NAMES and not _HOUSE_LIKE.search(name)]


def _pieces(run: str) -> list[str]:
    """A run cut at what parts names; an `&` without blanks parts only what are names on either side."""
    if "&" in run and " & " not in run:
        sides = run.split("&")
        run = "、".join(sides) if any(is_name(side.strip(), doubtful=True) for side in sides) else run
    return (_LISTED if "·" in run else _SEPARATORS).split(run)


def credit_of(text: str) -> str | None:
    """The photographer at the end of a caption or line, such as `… 本报记者 王 浩 摄`."""
    match = _CREDIT.search(text) if "摄" in text or "攝" in text else None
    found = names(match["run"]) if match else []
    return found[0] if found else None


def bare_names(text: str, *, doubtful: bool = False) -> list[str]:
    """The names of a text that is nothing but at most five people's names; none for any other text."""
    tokens = [
        name for token in _joined(re.split(r"[\s、,，]+", text.strip())) for name in (split_names(token) or [token])
    ]
    padded = bool(re.fullmatch(r"[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]", text.strip())) and text[0] in SURNAMES
    if not 1 <= len(tokens) <= 5 or any(token in _NOT_NAMES or _HOUSE_LIKE.search(token) for token in tokens):
        return []
    sure = doubtful or padded
    return tokens if all(is_name(token, doubtful=sure) for token in tokens) else []


def _joined(tokens: list[str]) -> Iterator[str]:
    """Tokens with neighbouring single Han characters joined in pairs (张 越 → 张越)."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        following = tokens[position + 1] if position + 1 < len(tokens) else ""
        if len(token) == len(following) == 1 and "\u4e00" <= token <= "\u9fff" and "\u4e00" <= following <= "\u9fff":
            yield token + following
            position += 2
        else:
            yield token
            position += 1
