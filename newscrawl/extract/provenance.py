"""Provenance: whether the site made the article or took it over, from whom, and by which rule that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from newscrawl.extract import clauses as c
from newscrawl.extract.agencies import agency, hosts_of
from newscrawl.extract.draft import Draft

_OWN = re.compile(
    r"^(?:本[网站报台社刊]|本网站|本报社)(?:原创|讯|綜合|综合|记者|訊|自采)?$|^(?:本站)?原创$|^原創$|^本网讯$"
)
_ACCORDING = re.compile(
    r"^(?:综合)?据\s?(?P<origin>《[^》]{2,20}》|“?[^\s,。:“”《》()]{2,16}?(?:报|社|网|台|新闻|周刊|杂志|客户端|日报|晚报))”?"
    r"(?:网站|微博|客户端|公众号|记者|官网|消息)*\s?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:的)?(?:援引[^,。]{2,20})?(?:报道|消息|电|讯)"
)
_TAKEN = re.compile(
    r"[(\[](?:据|来源|稿件来源|文章来源|转自|摘自|选自|原载)\s?[::]?\s?(?P<origin>《[^》]{2,20}》|[^\s,。:()《》]{2,16})(?:电|报道|消息)?[)\]]$"
)
_FOUNDER = re.compile(r"/\d{4}-\d{2}/\d{2}/content_\d+\.html?$")
_SPLIT = re.compile(r"[、,/／|·]|和|以及|及|\s+")
_BARE = re.compile(r"[\s\-–—_“”\"'《》·]+")


@dataclass(frozen=True, slots=True)
class _Verdict:
    status: str
    rule: str
    evidence: str
    origin: str | None = None


def provenance(draft: Draft, titles: Mapping[str, str] | None = None) -> None:
    """Fill the provenance fields; `titles` gives the host of each known site by its title, for pages that are copies.

    In order: an agency as source, in the dateline, a byline or the © line; the site's own rule about its marks; a
    notice that names where it first appeared; source or dateline against the names of the house; 据…报道 in the text.
    """
    verdict = next(iter(_verdicts(draft)), None)
    if verdict is not None:
        relation = _relation(draft, verdict)
        for name, value in (
            ("provenance_status", verdict.status),
            ("provenance_origin", verdict.origin),
            ("provenance_relation", relation),
            ("provenance_rule", verdict.rule),
            ("provenance_evidence", verdict.evidence),
        ):
            draft.set(
                name, value, "notice" if verdict.rule.startswith("site_") else "text", verdict.rule, verdict.evidence
            )
    _mirror(draft, titles or {})


def _verdicts(draft: Draft) -> Iterator[_Verdict]:
    yield from _by_agency(draft)
    yield from _by_mark(draft)
    yield from _by_statement(draft)
    yield from _by_source(draft)
    yield from _by_text(draft)


def _by_agency(draft: Draft) -> Iterator[_Verdict]:
    """A wire story; an original where the agency is the site itself."""
    article = draft.article
    printed = [("source", article.source or ""), ("dateline", article.dateline_agency or "")]
    printed += [("byline", person.organisation or "") for person in article.bylines]
    printed += [("copyright", holder) for holder in _copyright_holders(draft)]
    host = urlsplit(draft.page.url).hostname or ""
    for rule, text in printed:
        named = [agency(part) for part in text.split(", ")]
        if not (name := named[0]) or not all(named):
            continue
        if any(host == own or host.endswith("." + own) for own in hosts_of(name)):
            yield _Verdict("original", f"agency_{rule}", text, name)
        elif not _house(draft, text) and not _house(draft, name):
            yield _Verdict("wire", f"agency_{rule}", text, name)


def _copyright_holders(draft: Draft) -> list[str]:
    """Who the © lines in the text name."""
    return [
        clause.slots["holder"].partition(",")[0]
        for notice in draft.article.notices
        if "copyright" in notice.clauses
        for clause in c.clauses(notice.text)
        if clause.kind == "copyright" and "holder" in clause.slots
    ]


def _by_mark(draft: Draft) -> Iterator[_Verdict]:
    """What the site says of articles that bear, or don't bear, a mark like 来源:X."""
    for notice in draft.article.notices:
        if not {"repost_disclaimer", "owned_works"} & set(notice.clauses):
            continue
        for clause in c.clauses(notice.text):
            verdict = _marked(draft, clause, notice.text)
            if verdict is not None:
                yield verdict


def _marked(draft: Draft, clause: c.Clause, text: str) -> _Verdict | None:
    label = c.fold(clause.slots.get("label", "来源"))
    name = "publisher" if label == "发布者" else "source"
    mark = draft.article.publisher if name == "publisher" else draft.article.source
    source = draft.article.source
    if clause.rule == "zh-unmarked":
        if _is(mark, clause.slots["value"]):
            return _Verdict("original", f"site_unmarked_{name}", text, source or mark)
        return _Verdict("republished", f"site_unmarked_{name}", text, source)
    if clause.rule == "zh-marked-own" and _is(mark, clause.slots["value"]):
        return _Verdict("original", f"site_marked_{name}", text, source or mark)
    if clause.rule == "zh-marked-other" and mark:
        status = "original" if _is(mark, clause.slots["other"]) else "republished"
        return _Verdict(status, f"site_other_{name}", text, source or mark)
    return None


def _by_statement(draft: Draft) -> Iterator[_Verdict]:
    """A notice that names where it came out first."""
    for notice in draft.article.notices:
        for clause in c.clauses(notice.text) if "republished" in notice.clauses else ():
            if clause.kind == "republished" and (origin := clause.slots.get("origin")):
                yield _stated(draft, origin, "stated_republished", notice.text)


def _by_text(draft: Draft) -> Iterator[_Verdict]:
    """An opening 据…报道 or a closing (据…), where no source is printed."""
    kept = draft.kept()
    for block, pattern, rule in ((kept[:1], _ACCORDING, "according_to"), (kept[-1:], _TAKEN, "taken_from")):
        if block and (match := pattern.search(c.fold(block[0].text))):
            origin = block[0].text[slice(*match.span("origin"))]
            yield _stated(draft, origin, rule, block[0].text[slice(*match.span())])


def _stated(draft: Draft, origin: str, rule: str, evidence: str) -> _Verdict:
    origin = origin.strip(' 《》“”"')
    name = agency(origin)
    if _house(draft, origin):
        return _Verdict("original", rule, evidence, origin)
    return _Verdict("wire" if name else "republished", rule, evidence, name or origin)


def _by_source(draft: Draft) -> Iterator[_Verdict]:
    """The printed source against the names of the site and its papers; without one, an own dateline."""
    article, site = draft.article, draft.site
    title = site.title or _declared_name(draft)
    if article.source:
        if _OWN.match(c.fold(article.source)):
            yield _Verdict("original", "source_own", article.source, title or None)
        elif title and _is(article.source, title):
            yield _Verdict("original", "source_is_site", article.source, article.source)
        else:
            status = "republished" if title or site.papers else "unknown"
            yield _Verdict(status, "source_is_other", article.source, article.source)
    elif article.dateline and (own := next((n for n in _names(draft) if n in article.dateline), None)):
        yield _Verdict("original", "dateline_own", article.dateline, own)
    elif article.dateline and site.title and re.match(r"本[報报网網台刊站]", article.dateline):
        yield _Verdict("original", "dateline_own", article.dateline, site.title)


def _relation(draft: Draft, verdict: _Verdict) -> str:
    """Of the origin to the house that publishes the page."""
    if verdict.origin is None:
        return "unknown"
    if verdict.status == "original" or _house(draft, verdict.origin):
        return "same_house"
    known = bool(_names(draft)) or verdict.status == "wire" or verdict.rule.startswith("stated_")
    return "other" if known else "unknown"


def _house(draft: Draft, name: str) -> bool:
    return any(_is(name, own) for own in _names(draft))


def _names(draft: Draft) -> list[str]:
    """What the house goes by: the site's title and papers, and both parties of an exclusive licence."""
    names = [draft.site.title or _declared_name(draft), *draft.site.papers]
    for notice in draft.article.notices:
        if "exclusive_licence" in notice.clauses:
            for clause in c.clauses(notice.text):
                if clause.kind == "exclusive_licence":
                    printed = f"{clause.slots.get('holder', '')}、{clause.slots.get('licensee', '')}"
                    names += [part.strip('《》“”" ') for part in _SPLIT.split(printed)]
    return [name for name in names if len(name) > 1]


def _declared_name(draft: Draft) -> str:
    """The name a page of no known site gives its site."""
    found = (e.get("content") for e in draft.head if e.get("property") == "og:site_name")
    return next((name.strip() for name in found if name is not None), "")


def _is(printed: str | None, name: str) -> bool:
    """Whether a printed name is one of those a notice gives: X, X或Y, X(或X——XXX报)."""
    bare = _bare(printed or "")
    if not bare:
        return False
    for form in re.split(r"[或、,/()]", c.fold(name)):
        pattern = re.sub(r"(?:x|×|某|\\\*){2,}", ".{1,12}", re.escape(_bare(form)))
        if pattern and re.fullmatch(pattern, bare):
            return True
    return False


def _bare(name: str) -> str:
    return _BARE.sub("", c.fold(name)).lower()


def _mirror(draft: Draft, titles: Mapping[str, str]) -> None:
    """The host a page was copied from: the page is no known site's, yet its notice is another site's."""
    article, site, url = draft.article, draft.site, urlsplit(draft.page.url)
    if site.domains or not article.notices or not _FOUNDER.search(url.path):
        return
    canonical = urlsplit(article.canonical_url or "")
    if canonical.hostname and canonical.hostname != url.hostname and canonical.path == url.path:
        draft.set("mirror_of", canonical.hostname, "notice", "mirror_canonical", article.canonical_url or "")
        return
    for notice in article.notices:
        for clause in c.clauses(notice.text):
            for slot in ("licensee", "value", "holder"):
                name = clause.slots.get(slot, "")
                host = next((host for title, host in titles.items() if _is(title, name)), None)
                if host and host.split(":")[0] != url.hostname:
                    draft.set("mirror_of", host, "notice", "mirror_notice", notice.text)
                    return
