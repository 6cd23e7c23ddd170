"""Reading people out of a run of text: a role, perhaps a house, then names, padded or glued."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.items import Byline

_ROLES = {
    "intern": "实习记者 见习记者 實習記者 見習記者 实习生 實習生",
    "correspondent": "特约通讯员 本报通讯员 通讯员 通訊員 特约记者 特約記者",
    "photographer": "图/ 图／ 特约摄影 特約攝影 摄影记者 攝影記者 摄影 攝影",
    "reporter": "首席记者 特派记者 特派記者 全媒体记者 融媒体记者 首席記者 记者 記者 采写 採寫",
    "editor": "责任编辑 責任編輯 责任编缉 本版编辑 初审编辑 副主编 主编 责编 责 编 网编 網編 编辑 編輯 编 辑 主 编",
    "proofreader": "责任校对 校对 校對 校 对",
    "reviewer": "审核 審核 审校 初审 复审 终审 监制 值班主任",
    "translator": "编译 翻译 編譯 翻譯 译者 譯者",
    "designer": "版式设计 美术编辑 美编 组版 版式 美 编 制图",
    "author": "专栏作者 特约撰稿人 特约撰稿 评论员 原作者 作者 撰文 撰稿 文/图 图/文 文/ 文／ 文| 文丨",
}
ROLE_OF = {word: role for role, words in _ROLES.items() for word in re.findall(r"\S \S(?!\S)|\S+", words)}
"""Role by the word that announces it."""

_WORDS = "|".join(re.escape(w).replace(r"\ ", r"[ \u3000]{1,4}") for w in sorted(ROLE_OF, key=len, reverse=True))
_HOUSE = (
    r"(?:(?:本报|本報|本网|本刊|本台|南都|新京报|"
    r"[\u4e00-\u9fff]{1,8}?(?:报|報|社|网|網|新闻|台|央视|都市|客户端))(?:驻[\u4e00-\u9fff]{2,4}?)?)"
)
ROLE = re.compile(rf"(?P<house>{_HOUSE})?[ \u3000]*(?P<word>{_WORDS})[ \u3000]*[:：]?")
"""One announcement of a role, with the house before it."""

_NAME_END = re.compile(
    r"(?<=\s)[\u4e00-\u9fff]{2,4}(?=报道|報道|報導)|摄影报道|攝影報導|报道|報道|報導|综合|整理|摄制|攝|摄|文图|图文|文/摄|/文|电|電|讯|訊|供图|提供"
)
_CREDIT = re.compile(
    r"(?:^|[\s（(。，：:！？”」])(?:本报|本網|本网)?(?:记者|記者|通讯员|特约摄影|摄影)?\s*"
    r"(?P<run>[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,3})\s*[/／]?[摄攝]影?[)）]?\s*$"
)
_TEXT_AND_PICTURES = re.compile(r"^(?P<writers>\S.{1,30}?)\s文[\s、,，]+(?P<photographers>.{2,20}?)\s?[摄攝]影?$")
_SEPARATORS = re.compile(r"[、,，;；/／&＆|｜·•]|(?<=\s)(?:和|与|及)(?=\s)|\s+和\s+")
_STAFF_CODE = re.compile(r"[\s_]*[（(]?\b[A-Z]{1,3}\d{2,6}\b[)）]?|_[A-Z]+\d+")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,10}")
_LATIN_NAME = re.compile(r"[A-Z][\w.'’-]+(?: (?:[a-z]{2,3} )?[A-Z][\w.'’-]*){1,3}")
_NOT_NAMES = frozenset(
    "未知 佚名 匿名 网络 本站 本网 本报 原创 转载 编辑 记者 作者 来源 系统管理员 管理员 超级管理员 编辑部 综合 "
    "无 不详 网友 责编 见习 实习 通讯员 摄影 集体 小编 本报讯 专稿".split()
)


def people(text: str, role: str | None = None) -> list[Byline]:
    """The people of a byline such as `本报记者 张 越 通讯员 李明`; `role` is that of names before any role word.

    Placeholders and staff codes are no names; what isn't a name by form is passed over.
    """
    text = _STAFF_CODE.sub(" ", text)
    found: list[Byline] = []
    marks = list(ROLE.finditer(text))
    if role and (lead := text[: marks[0].start()] if marks else text):
        found += [Byline(name=name, role=role) for name in names(lead)]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    before: str | None = None
    for mark, end in zip(marks, ends, strict=False):
        run = text[mark.end() : end]
        word = re.sub(r"[ \u3000]{2,}", " ", mark["word"]).replace("\u3000", " ")
        kind = ROLE_OF.get(word) or ROLE_OF.get(word.replace(" ", ""), "author")
        if before == "photographer":  # 图/记者: a reporter's picture
            kind = before
        found += [Byline(name=name, role=kind, organisation=mark["house"]) for name in names(run)]
        before = None if run.strip() else kind
    return found


def text_and_pictures(line: str) -> list[Byline]:
    """The people of a line such as `记者 何 苗 文 苏 禾 摄`; none for another."""
    match = _TEXT_AND_PICTURES.search(line)
    if match is None:
        return []
    writers = people(match["writers"], "reporter")
    return writers + [Byline(name=name, role="photographer") for name in names(match["photographers"])]


def names(run: str) -> list[str]:
    """The names of a run, in order: split at separators and blanks, single padded characters joined in pairs."""
    end = _NAME_END.search(run)
    run = (run[: end.start()] if end else run).strip(" \u3000:：()（）[]【】。.")
    found: list[str] = []
    for piece in _SEPARATORS.split(run) if "·" not in run else re.split(r"[、,，;；/／]", run):
        if _LATIN_NAME.fullmatch(piece.strip()):
            found.append(piece.strip())
            continue
        tokens = list(_joined(piece.split()))
        if not all(_HAN_NAME.fullmatch(token) for token in tokens):
            break
        found += tokens
    return [name for name in dict.fromkeys(found) if name not in _NOT_NAMES]


def credit_of(text: str) -> str | None:
    """The photographer at the end of a caption or line, such as `… 本报记者 王 浩 摄`."""
    match = _CREDIT.search(text)
    found = names(match["run"]) if match else []
    return found[0] if found else None


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
