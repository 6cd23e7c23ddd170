"""The last stage: what the other stages found becomes a finished record."""

from __future__ import annotations

import hashlib
import re
import string
from dataclasses import replace
from functools import lru_cache
from importlib import resources

import newscrawl
from newscrawl.extract.draft import Draft
from newscrawl.items import Article, Removed, RepairCount, article_id, restore
from newscrawl.repeated import Repeated, digest

_HAN = bytes(range(0x34, 0xA0))
_HANGUL_SYLLABLES = bytes(range(0xAC, 0xD8))
"""Upper halves of the UTF-16 code units that are Han, or may be Hangul."""
_LATIN = string.ascii_letters.encode() + bytes(range(0xC0, 0x100))
"""Letters in Latin-1."""
_TRADITIONAL = re.compile(r"[們個這來時會國學說對為發過後東車長門開關見還點體電樣問與業經書當應實現動無總機經聞報記]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")


def validate(draft: Draft) -> Article:
    """The article of a draft: identity, body and its digest, spans, captures, problems. `restore` holds on it."""
    article = draft.article
    _identity(draft)
    if article.kind == "tombstone":
        return article
    article.removed = _spans(draft)
    article.body = _without(draft.text, article.removed)
    article.body_sha256 = hashlib.sha256(article.body.encode("utf-8")).hexdigest() if article.body else None
    article.part_count = 1 + len(draft.page.parts)
    if draft.page.missing_parts:
        draft.problems.add("missing_part")
    _encoding(draft)
    _language(draft)
    article.layout = draft.layout.name if draft.layout else None
    if restore(article) != draft.text:
        draft.problems.add("restore_fails")
    article.problems = sorted(draft.problems)
    return article


def _identity(draft: Draft) -> None:
    article, site = draft.article, draft.site
    article.id = article_id(draft.page.url)
    article.url = draft.page.url
    article.site = site.name or "generic"
    article.site_name = site.title or None
    article.site_country = site.country
    article.site_province = site.province
    article.site_city = site.city
    article.site_county = site.county
    article.site_region_code = site.region_code
    article.captures = [page.capture for page in (draft.page, *draft.page.parts) if page.capture]
    article.extractor_version = newscrawl.__version__
    article.rules_digest = rules_digest(site.repeated)
    article.family = draft.layout.family if draft.layout else site.family or None


def _spans(draft: Draft) -> list[Removed]:
    """The removed spans in order, whole blocks widened by the line break that leaves with them."""
    first_kept = next((block.start for block in draft.blocks if not block.removed), None)
    whole = {(block.start, block.end) for block in draft.blocks if block.removed}
    text = draft.text
    spans: list[Removed] = []
    for span in sorted(draft.removed, key=lambda r: (r.start, -r.end)):
        start, end = span.start, span.end
        if spans and start < spans[-1].end and end <= spans[-1].end:
            continue  # a part of a block that then left whole
        if (start, end) in whole:
            leading = first_kept is not None and start < first_kept
            start, end = (start, end + 1) if leading else (max(0, start - 1), end)
        spans.append(replace(span, start=start, end=end, text=text[start:end]))
    return spans


def _without(text: str, spans: list[Removed]) -> str:
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces.append(text[position : span.start])
        position = span.end
    return "".join((*pieces, text[position:]))


def _encoding(draft: Draft) -> None:
    decoded = draft.page.decoded
    draft.article.charset_declared = decoded.declared
    draft.article.charset_used = decoded.used
    draft.article.charset_lossless = decoded.lossless
    if not decoded.lossless:
        draft.problems.add("bytes_replaced")
    counts = draft.page.derived["repaired"].counts if "repaired" in draft.page.derived else {}
    draft.article.repairs = [RepairCount(kind=kind, count=count) for kind, count in sorted(counts.items()) if count]


def _language(draft: Draft) -> None:
    """Script and language by the characters of the body; a site's own language where they leave it open."""
    body = draft.article.body
    highs = body.encode("utf-16-be", "surrogatepass")[::2]
    han, latin = _count(highs, _HAN), _count(body.encode("latin-1", "ignore"), _LATIN)
    if _count(highs, _HANGUL_SYLLABLES) > han and len(_HANGUL.findall(body)) > han:
        draft.article.language, draft.article.script = "ko", "Kore"
    elif highs.count(b"\x30") * 4 > han > 0 and len(_KANA.findall(body)) * 4 > han:
        draft.article.language, draft.article.script = "ja", "Jpan"
    elif han * 3 > latin and han:
        traditional = len(_TRADITIONAL.findall(body)) * 50 > han
        draft.article.language, draft.article.script = "zh", "Hant" if traditional else "Hans"
    elif latin:
        draft.article.language, draft.article.script = (
            draft.site.language if draft.site.language != "zh" else None,
            "Latn",
        )


def _count(data: bytes, wanted: bytes) -> int:
    """How many of the bytes are among those wanted."""
    return len(data) - len(data.translate(None, wanted))


@lru_cache(maxsize=1024)
def rules_digest(repeated: tuple[Repeated, ...] = ()) -> str:
    """First 16 hex digits of SHA-256 over the rule data this version reads, and a site's reviewed entries."""
    hashed = hashlib.sha256()
    folder = resources.files("newscrawl.extract").joinpath("data")
    for entry in sorted(folder.iterdir(), key=lambda e: e.name) if folder.is_dir() else ():
        if entry.is_file():
            hashed.update(entry.name.encode("utf-8") + b"\0" + entry.read_bytes())
    hashed.update(digest(repeated))
    return hashed.hexdigest()[:16]
