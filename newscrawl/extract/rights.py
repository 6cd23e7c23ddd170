"""Rights: what the notices, the page's head and its headers state about reuse. What nothing states stays unstated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from newscrawl.extract import clauses as c
from newscrawl.extract.draft import Draft
from newscrawl.extract.licences import PUBLIC_LICENCE, licence_url
from newscrawl.extract.parse import json_of
from newscrawl.items import Notice

_CONTACT = re.compile(
    r"[A-Za-z0-9_.+-]+(?:@|\(at\)|#)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?<![\d.])(?:\+?\d{1,3}[-\s]?)?(?:\(0\d{2,3}\)|0\d{2,3})[-\s]?\d{7,8}(?:[-转]\d{1,5})?(?!\d)"
    r"|(?<!\d)(?:400|800)[-\s]?\d{3,4}[-\s]?\d{3,4}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<=微信[::])\s?[A-Za-z][\w-]{5,19}|(?<=微信号[::])\s?[A-Za-z][\w-]{5,19}|(?<=[qQ]{2}[::])\s?\d{5,11}"
)
_WITHIN = re.compile(
    r"(?:请|应|须|需|within|binnen|innerhalb)[^。!?将会]{0,40}?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)\s?个?(?:工作)?"
    r"(?P<unit>日|天|周|星期|月|小时|days?|weeks?|hours?)(?:之?内)?",
    re.IGNORECASE,
)
_DAYS = {"日": 1, "天": 1, "周": 7, "星期": 7, "月": 30, "day": 1, "week": 7}
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_BEFORE_NAME = re.compile(r"^(?:凡|由|对|©|(?:版权|重要|郑重|特别)?(?:声明|公告)[:：])\s?")
_AFTER_NAME = re.compile(r"\s?[(（]?(?:www\.|www$|https?:).*$|[,，]\s?(?:an?|powered)\s.*$")
_PRONOUN = re.compile(r"^(?:本|我|原|该|其|作者|权利人|us|ours)")
_LINE = re.compile(
    r"©|\(c\)|copyright|版[权權]|著作[权權]|\d{4}|reserved|vorbehalten|réservés|reservados", re.IGNORECASE
)
_MINING = ("tdm-reservation", "robots", "googlebot", "bingbot", "baiduspider", "360spider")
"""Metas that reserve text and data mining, or have directives for robots."""
_RIGHTS = ("copyright", "dcterms.rights", "dc.rights", "rights")
_HOLDERS = ("dcterms.rightsholder", "dc.rightsholder", "copyrightholder")
_LICENCES = ("dcterms.license", "dc.rights.license")
_METAS = frozenset((*_MINING, *_RIGHTS, *_HOLDERS, *_LICENCES))
_NO_AI = frozenset(("noai", "noimageai", "noml", "notrain"))


@dataclass(frozen=True, slots=True)
class _Found:
    """A clause and the notice it stands in."""

    clause: c.Clause
    notice: Notice

    @property
    def sentence(self) -> str:
        """The sentence it stands in, as printed."""
        spans = c.sentences(c.fold(self.notice.text))
        return next(
            (self.notice.text[begin:end].strip() for begin, end in spans if begin <= self.clause.start < end),
            self.notice.text,
        )


def rights(draft: Draft) -> None:
    """Fill the rights fields from the notices, then what is still open from the page itself."""
    found = [_Found(clause, notice) for notice in draft.article.notices for clause in c.clauses(notice.text, False)]
    if found:
        _permission(draft, found)
        _parties(draft, found)
        _credit(draft, found)
        _contact(draft, found)
        _copyright(draft, found)
    _declared(draft)


def _put(draft: Draft, name: str, value: object, item: _Found) -> None:
    draft.set(name, value, "notice", item.clause.rule, item.sentence)


def _permission(draft: Draft, found: list[_Found]) -> None:
    """With consent, not at all, or freely: a way to get consent counts before a ban, a ban before a licence."""
    for wanted in ("ask", "forbidden", "granted"):
        item = next((i for i in found if _grant(i.clause) == wanted), None)
        if item is not None:
            _put(draft, "rights_permission", wanted, item)
            draft.set("rights_evidence", item.sentence, "notice", item.clause.rule)
            return


def _grant(clause: c.Clause) -> str:
    return "ask" if clause.grant == "forbidden" and "permit" in clause.slots else clause.grant


def _parties(draft: Draft, found: list[_Found]) -> None:
    """Holder, licensee and scope: of an exclusive licence, else of a claim to works, else of the © line."""
    ranks = ("exclusive_licence", "owned_works", "copyright")
    for item in sorted((i for i in found if i.clause.kind in ranks), key=lambda i: ranks.index(i.clause.kind)):
        slots = item.clause.slots
        holder = "" if item.clause.rule == "copyright-name" and not _reserved(item) else slots.get("holder", "")
        for name, value in (
            ("rights_holder", _party(holder)),
            ("rights_licensee", _party(slots.get("licensee", ""))),
            ("rights_scope", slots.get("scope")),
        ):
            if value and getattr(draft.article, name) is None:
                _put(draft, name, value, item)


def _reserved(item: _Found) -> bool:
    """Whether more than a name stands in the notice, so that it is not just a picture's credit."""
    return len(item.notice.clauses) > 1 or any(clause.grant for clause in c.clauses(item.notice.text))


def _party(printed: str) -> str | None:
    """A name without what stands round it; None for a word like 本网."""
    name = re.sub(
        r"^(?:凡|由|对|©|(?:版权|重要|郑重|特别)?(?:声明|公告)[::])\s?", "", printed.strip(' “”"「」『』《》·|-')
    )
    return name if len(name) > 1 and not _PRONOUN.match(name) else None


def _credit(draft: Draft, found: list[_Found]) -> None:
    asked = [item for item in found if item.clause.kind == "required_credit"]
    if not asked:
        return
    _put(draft, "rights_credit_required", True, asked[0])
    for item in asked:
        if line := item.clause.slots.get("credit"):
            _put(draft, "rights_credit_line", re.sub(r"\s*([-—–:：·])\s*", r"\1", line.strip()), item)
            return


def _contact(draft: Draft, found: list[_Found]) -> None:
    """Contacts and the time to answer, from notices that ask to be written to about rights."""
    asking = [i for i in found if i.clause.kind == "contact" or i.clause.rule in ("zh-ask", "zh-needs-consent")]
    contacts: dict[str, None] = {}
    for item in asking:
        text = c.fold(item.notice.text)
        contacts.update((match[0].strip(), None) for match in _CONTACT.finditer(text))
        within = _WITHIN.search(text)
        if within and draft.article.rights_reply_days is None and (days := _days(within["n"], within["unit"])):
            _put(draft, "rights_reply_days", days, item)
    if contacts:
        _put(draft, "rights_contact", "; ".join(contacts), asking[0])


def _days(number: str, unit: str) -> int | None:
    """Whole days of a span of time as printed: 30日 is 30, 两周 14, 24小时 1."""
    if number == "半":
        count: float = 0.5
    elif number.isdigit():
        count = int(number)
    else:
        tens, found, ones = number.partition("十")
        count = (_DIGITS.get(tens, 1) * 10 if found else 0) + _DIGITS.get(ones if found else tens, 0)
    unit = unit.lower().rstrip("s")
    days = count / 24 if unit in ("小时", "hour") else count * _DAYS[unit]
    return round(days) if days >= 1 else None


def _copyright(draft: Draft, found: list[_Found]) -> None:
    """The © line to the end of its sentence, a reservation of text and data mining, a public licence."""
    for item in found:
        text = item.notice.text
        if item.clause.kind == "copyright" and draft.article.copyright_notice is None:
            own = [i.clause for i in found if i.notice is item.notice and i.clause.kind == "copyright"]
            own = [clause for clause in own if clause.rule != "copyright-footer"] or own
            end = next(stop for _, stop in c.sentences(c.fold(text)) if stop >= max(clause.end for clause in own))
            _put(draft, "copyright_notice", text[own[0].start : end].strip(" <>|[]【】"), item)
        if item.clause.kind == "tdm_reservation":
            _put(draft, "rights_tdm_reservation", True, item)
        if item.clause.kind == "licence" and (url := licence_url(text)):
            _put(draft, "rights_licence_url", url, item)
            if "/licenses/" in url and draft.article.rights_credit_required is None:
                _put(draft, "rights_credit_required", True, item)


def _declared(draft: Draft) -> None:
    """What the headers, the metas, links of rel=license and JSON-LD state, where no notice does."""
    for header in ("tdm-reservation", "x-robots-tag"):
        if value := draft.page.header(header.encode("ascii")):
            _mining(draft, header, value.decode("latin-1"))
    if draft.tree is None:
        return
    for element in draft.head:
        if element.tag == "meta":
            name = (element.get("name") or element.get("property") or "").strip().lower()
            if name in _METAS:
                _meta(draft, name, (element.get("content") or "").strip())
        elif element.tag == "link":
            if "license" in (element.get("rel") or "").lower().split():
                _licence(draft, element.get("href") or "", "link rel=license")
        else:
            _linked_data(draft, element.text or "")
    for anchor in draft.tree.iter("a") if "license" in draft.markup else ():
        if "license" in (anchor.get("rel") or "") and next(anchor.iterancestors("figure", "figcaption"), None) is None:
            _licence(draft, anchor.get("href") or "", "a rel=license")


def _mining(draft: Draft, name: str, value: str) -> None:
    if draft.article.rights_tdm_reservation is not None:
        return
    if name == "tdm-reservation":
        if value.strip() in ("0", "1"):
            draft.set("rights_tdm_reservation", value.strip() == "1", "structured", name, value)
    elif _NO_AI & set(re.split(r"[\s,:]+", value.lower())):
        draft.set("rights_tdm_reservation", True, "structured", name, value)


def _meta(draft: Draft, name: str, content: str) -> None:
    if not content:
        return
    if name in _MINING:
        _mining(draft, name, content)
    elif name in _RIGHTS and re.search(r"\w{2}", content):
        _fill(draft, "copyright_notice" if _LINE.search(content) else "rights_holder", content, f"meta {name}")
    elif name in _HOLDERS:
        _fill(draft, "rights_holder", content, f"meta {name}")
    elif name in _LICENCES:
        _licence(draft, content, f"meta {name}")


def _fill(draft: Draft, name: str, value: str, rule: str) -> None:
    if getattr(draft.article, name) is None:
        draft.set(name, " ".join(value.split()), "structured", rule)


def _licence(draft: Draft, url: str, rule: str) -> None:
    """A licence's URL; a Creative Commons one grants reuse where no notice says otherwise."""
    url = url.strip()
    if not url or not re.match(r"(?:https?:)?/|\w", url) or draft.article.rights_licence_url:
        return
    url = urljoin(draft.page.url, url)
    public = PUBLIC_LICENCE.match(url)
    draft.set("rights_licence_url", url, "structured", rule)
    if public is None or draft.article.rights_permission != "unstated":
        return
    draft.set("rights_permission", "granted", "structured", rule, url)
    draft.set("rights_evidence", url, "structured", rule)
    if public[1].lower() == "licenses" and draft.article.rights_credit_required is None:
        draft.set("rights_credit_required", True, "structured", rule, url)


def _linked_data(draft: Draft, text: str) -> None:
    if '"license"' not in text and '"copyright' not in text:
        return
    try:
        data = json_of(text)
    except (ValueError, RecursionError):
        return
    for node in _articles(data, 0):
        if (url := _value(node.get("license"), "url", "@id")) and re.match(r"https?://", url):
            _licence(draft, url, "JSON-LD license")
        for key, name in (("copyrightNotice", "copyright_notice"), ("copyrightHolder", "rights_holder")):
            if value := _value(node.get(key), "name"):
                _fill(draft, name, value, f"JSON-LD {key}")


def _articles(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The nodes of JSON-LD that are articles or pages."""
    if isinstance(data, list):
        for item in data[:50]:
            yield from _articles(item, depth + 1)
    elif isinstance(data, dict) and depth < 5:
        kinds = data.get("@type")
        if any(
            isinstance(k, str) and re.search(r"Article$|Posting$|WebPage$|Report$", k)
            for k in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield data
        yield from _articles(data.get("@graph"), depth + 1)


def _value(value: Any, *names: str) -> str:
    """A JSON-LD value as text: itself, or the first of the named properties of a thing; "" for none."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[name] for name in names if value.get(name)), None)
    return value.strip() if isinstance(value, str) else ""
