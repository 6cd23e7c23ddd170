"""What the words round a date say of it: that something was published then, that it was changed, or neither."""

from __future__ import annotations

import re

from newscrawl.extract.hinted import Hinted
from newscrawl.extract.months import MONTHS

_PUBLISHED = Hinted(
    r"(?:published|posted|written|created|released|publi[ée]e?|par(?:u|ution)|mise? en ligne|veröffentlicht|erstellt|"
    r"erschienen|publiziert|eingestellt|geschrieben|gespeichert|verfasst|datum|(?<!up)date|vom|fecha|publicad[oa]|creado|"
    r"pubblicat[oa]|scritto|notizia|geplaatst|gepubliceerd|publicerad|publiceret|publisert|opublikowano|dodano|"
    r"yayınlan\w*|yayın tarihi|опубликован\w*|дата|опубліковано|"
    r"입력|등록|승인|게재|송고|(?:発行|公開|掲載|投稿|配信)(?:日時?)?|发布|发表|發布|發表|刊登|"
    r"تاريخ|نشر)(?:\s+(?:by|von|par|por|da|av|af)\s+[^.;]{2,40}?)?\W{0,4}(?:(?:am|on|at|le|il|el|den|em|op|d)\b)?"
    r"\W{0,4}(?:\w{2,12}(?:,|\.)?\s)?\W{0,3}$",
    *"publi post writ creat releas paru ligne ffentlicht erst ersch eingest geschr gespei verfass dat vom fecha cread "
    "pubbl scritto notizia geplaatst gepubl dodano yay опубл дата "
    "입력 등록 승인 게재 송고 発行 公開 掲載 投稿 配信 发布 发表 發布 發表 "
    "刊登 تاريخ نشر".split(),
)
_PUBLISHED_BEHIND = Hinted(
    r"^[\s,|·-]*(?:(?:um|at|à)?\s?\d{1,2}[:.]\d\d(?:\s?uhr)?[\s,|]*)?(?:veröffentlicht|publiziert|gepostet|published|"
    r"posted|erstellt)\b",
    *"ffentlicht publi post erstellt".split(),
)
_YEAR = re.compile(r"(?:19|20)?\d\d(?!\d)")
_BY_ON = re.compile(r"\b(?:von|by|par|por|di|door|av)\s[^.;:]{2,40}\s(?:am|on|le|el|il|op|den|,)\s*$", re.IGNORECASE)
_DAY = rf"(?:[^\W\d_]{{2,10}}[.,]{{0,2}}\s)?(?:(?:{MONTHS})(?![^\W\d_])\.?\s)?"
"""A weekday and a month before the first number of a date."""
_TO_DATE = rf"(?:\W{{1,3}}(?:le|on|am|il|el|at|vom|date|den)\b)?\W{{0,6}}(?:(?:le|on|am|il|at|vom)\b\W{{0,3}})?{_DAY}$"
_CHANGED = Hinted(
    r"(?:updated?|modified|edited|editiert|revised|changed|aktualisi\w*|änderung(?:sdatum)?|geändert|bearbeitet|"
    r"mis[e]? à jour|modifi\w*|actualizad[oa]|aggiornat[oa]|atualizad[oa]|güncelle\w*|bijgewerkt|обновлен\w*)"
    + _TO_DATE,
    *"updat modif edit revis chang aktualis änder bearbeit jour actualiz aggiorn atualiz güncelle bijgewerk "
    "обновлен".split(),
)
_AS_OF = Hinted(
    r"(?:(?<![^\W\d_])stand|更新(?:时间|日期|于|時間|日時?)?|修改(?:时间|日期)?|수정(?:일시?)?|업데이트|고침)"
    + _TO_DATE,
    *"stand 更新 修改 수정 업데이트 고침".split(),
)
_OTHER = Hinted(
    r"(?:(?<![^\W\d_])(?:registriert|mitglied seit|dabei seit|joined|member since|seit|until|bis|ab|from|between|by|"
    r"before|geboren|born|deadline|expires|gültig\w*(?: seit)?|valid|termin|beginn|starts?|ends?|copyright|"
    r"archived(?: on)?|retrieved|accessed|abgerufen(?: am)?)|©|\(c\)|注册|截止|至)\W{0,4}$",
    *"regist seit joined since until bis ab from between by before gebor born deadline expires gültig valid termin "
    "begin start end copyright archived retrieved accessed © (c) 注册 截止 至".split(),
)


def says_published(before: str) -> bool:
    """Whether the words before a date call it that of publication."""
    return bool(_PUBLISHED.search(before) or _BY_ON.search(before))


def is_followed(line: str) -> bool:
    """Whether the words behind a date of a line call it that of publication."""
    return any(_PUBLISHED_BEHIND.search(line[m.end() :]) for m in _YEAR.finditer(line))


def says_changed(before: str) -> bool:
    """Whether the words before a date call it that of a change."""
    return bool(_CHANGED.search(before)) or says_as_of(before)


def says_as_of(before: str) -> bool:
    """Whether they do with a label that pages set before the only date they have, too: Stand, 更新时间."""
    return bool(_AS_OF.search(before))


def says_other(before: str) -> bool:
    """Whether the words before a date call it that of something else than text: an event, a term, a membership."""
    return bool(_OTHER.search(before))
