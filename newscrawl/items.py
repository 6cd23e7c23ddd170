"""The record: one Article a captured article, named after schema.org NewsArticle.

The dataclasses and their field docstrings are the schema: `json_schema()` generates it, and every key is in every row.
Times are ISO 8601 with offset; an absent value is null, an absent list [].
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from itemadapter import ItemAdapter

SCHEMA_VERSION = "1"


@dataclass(slots=True, kw_only=True)
class Byline:
    """One name and what the person did."""

    name: str
    """The name without padding, e.g. 张越 for the printed 张 越."""
    role: str
    """One of author, reporter, correspondent, intern, photographer, editor, proofreader, reviewer, planner, translator
    and designer."""
    organisation: str | None = None
    """The house named with the person, e.g. 中央社 or 本报."""


@dataclass(slots=True, kw_only=True)
class Image:
    """A picture of the article."""

    url: str
    """Absolute URL."""
    caption: str | None = None
    """The text printed with it."""
    credit: str | None = None
    """The photographer or agency printed with it."""


@dataclass(slots=True, kw_only=True)
class Removed:
    """A span that left the article text; `text[start:end]` of the article text is `text`."""

    kind: str
    """notice, promo, boilerplate, editor_line, byline_line, source_line, original_title, share, pagination or
    related."""
    start: int
    """First code point in the article text."""
    end: int
    """Code point after the last."""
    text: str
    """The span itself, including the line break that left with it."""
    rule: str
    """The rule that removed it; site.<id> for an entry of the site's reviewed data."""


@dataclass(slots=True, kw_only=True)
class Notice:
    """A removed span that states terms of use."""

    kind: str
    """exclusive_licence, no_reprint, required_credit, repost_disclaimer, owned_works, contact, statutory,
    view_disclaimer, copyright (© lines, reserved rights), licence (free reuse, Creative Commons), republished (where
    it first came out), tdm_reservation, registration (ICP and permit numbers) or report (where to report content)."""
    clauses: list[str]
    """Every kind of clause in it, in the order printed; promo may be among them."""
    text: str
    """The notice as printed, after repair."""
    start: int
    """First code point in the article text."""
    end: int
    """Code point after the last."""
    rule: str
    """The rule that recognised it."""


@dataclass(slots=True, kw_only=True)
class RepairCount:
    """How often one kind of damage was undone."""

    kind: str
    """byte_damage, annotation, zero_width, punctuation, indent or traditional (converted back to simplified)."""
    count: int
    """Places mended."""


@dataclass(slots=True, kw_only=True)
class Capture:
    """Where the bytes of one page are in the archive."""

    warc_filename: str
    """Name of the WARC file, without its folder."""
    warc_record_offset: int | None
    """Byte offset of the response record's gzip member; null where records are not members of their own."""
    warc_record_length: int | None
    """Bytes of that member; null like the offset."""
    warc_record_id: str
    """WARC-Record-ID, `<urn:uuid:…>`."""
    payload_digest: str
    """sha1 of the entity (transfer coding off, content coding on), labelled, Base32."""
    fetch_time: str
    """WARC-Date of the record."""
    fetch_status: int
    """HTTP status code."""


@dataclass(slots=True, kw_only=True)
class Article:
    """One captured article, or the tombstone of one that is gone."""

    # identity
    schema_version: str = SCHEMA_VERSION
    """Version of this record's form."""
    id: str = ""
    """First 16 hex digits of SHA-256 of the fetched URL under the rule url-v1; never from content."""
    kind: str = "article"
    """article, or tombstone for a 404 or 410 at an article's URL."""
    url: str = ""
    """The URL fetched."""
    canonical_url: str | None = None
    """What the page calls its own URL (link rel=canonical, og:url), absolute."""
    site: str = ""
    """Name of the site definition; generic for a host without one."""
    site_name: str | None = None
    """The site's own name, e.g. 运城新闻网."""
    site_country: str | None = None
    """ISO 3166-1 alpha-2."""
    site_province: str | None = None
    """Province, state or the like, as locally written."""
    site_city: str | None = None
    """City, as locally written."""
    site_county: str | None = None
    """County or district, as locally written."""
    site_region_code: str | None = None
    """Code of the place in its country's own list, e.g. 140800 (GB/T 2260)."""
    language: str | None = None
    """BCP 47 language of the body, e.g. zh."""
    script: str | None = None
    """ISO 15924 script of the body after repair: Hans, Hant, Latn …"""
    # heads
    headline: str | None = None
    """Main title without the site's suffix."""
    kicker: str | None = None
    """引题: the line above the headline."""
    alternative_headline: str | None = None
    """副题: the line below the headline."""
    original_headline: str | None = None
    """原标题: the title the article had where it was taken from."""
    # who
    source: str | None = None
    """来源 as printed."""
    publisher: str | None = None
    """发布者 as printed."""
    bylines: list[Byline] = field(default_factory=list)
    """Everyone named with a role."""
    dateline: str | None = None
    """The opening words before the text, e.g. 本报讯."""
    dateline_agency: str | None = None
    """The agency in the dateline, e.g. 新华社."""
    dateline_place: str | None = None
    """The place in the dateline."""
    dateline_date: str | None = None
    """The date in the dateline as printed, e.g. 11月22日."""
    # when
    date_published: str | None = None
    """Date, or time with offset, as precise as the page states it."""
    date_published_precision: str | None = None
    """year, month, day, minute or second."""
    date_published_evidence: str | None = None
    """Where it came from: layout, family, structured, url …, and the text read."""
    date_modified: str | None = None
    """Date or time of the last change the page states."""
    # what
    section: str | None = None
    """Section or channel."""
    keywords: list[str] = field(default_factory=list)
    """Keywords the page declares."""
    abstract: str | None = None
    """Summary the page declares."""
    body: str = ""
    r"""The text, paragraphs separated by \n, without the removed spans."""
    body_sha256: str | None = None
    """SHA-256 of the body in UTF-8, hex; null for an empty body."""
    images: list[Image] = field(default_factory=list)
    """Pictures of the article in order."""
    print_page: str | None = None
    """Page of the printed paper (版)."""
    print_section: str | None = None
    """Name of that page (版名)."""
    print_edition: str | None = None
    """Edition of the paper."""
    part_count: int = 1
    """Pages the article was spread over."""
    # removed
    removed: list[Removed] = field(default_factory=list)
    """Every span that left the article text, in order; `restore()` puts them back."""
    notices: list[Notice] = field(default_factory=list)
    """The removed spans that state terms."""
    repairs: list[RepairCount] = field(default_factory=list)
    """Damage undone before parsing, by kind."""
    # rights: what the page states, not legal advice
    rights_permission: str = "unstated"
    """forbidden, ask, granted or unstated."""
    rights_credit_required: bool | None = None
    """Whether a credit is demanded; null where nothing is said."""
    rights_credit_line: str | None = None
    """The credit demanded, e.g. 运城新闻网-运城日报."""
    rights_holder: str | None = None
    """Who is named as holding the rights."""
    rights_licensee: str | None = None
    """Who is named as exclusive licensee."""
    rights_scope: str | None = None
    """What the terms cover, e.g. 自采新闻(含图片)."""
    rights_licence_url: str | None = None
    """URL of a public licence the page names."""
    rights_contact: str | None = None
    """Phone, mail or the like given for rights questions."""
    rights_reply_days: int | None = None
    """Days within which objections are asked for."""
    rights_evidence: str | None = None
    """The sentence that gave rights_permission."""
    copyright_notice: str | None = None
    """The © line."""
    rights_tdm_reservation: bool | None = None
    """Whether the page reserves text and data mining; null where nothing is said."""
    # provenance
    provenance_status: str = "unknown"
    """original, republished, wire or unknown."""
    provenance_origin: str | None = None
    """Who published it first."""
    provenance_relation: str | None = None
    """Of the origin to the site: same_house, other or unknown."""
    provenance_rule: str | None = None
    """The rule that decided."""
    provenance_evidence: str | None = None
    """The text the rule read."""
    mirror_of: str | None = None
    """Host of the site this page copies."""
    # captures
    captures: list[Capture] = field(default_factory=list)
    """The archived bytes, one a part."""
    charset_declared: str | None = None
    """Label the page or its header gives, as written."""
    charset_used: str | None = None
    """Codec that decoded it."""
    charset_lossless: bool | None = None
    """Whether every byte decoded."""
    # extraction
    extractor_version: str = ""
    """Version of newscrawl."""
    rules_digest: str = ""
    """First 16 hex digits of SHA-256 over the committed rule data and the site's reviewed entries."""
    family: str | None = None
    """CMS family."""
    layout: str | None = None
    """Layout of the site or family that matched."""
    problems: list[str] = field(default_factory=list)
    """Codes of what went wrong, sorted."""
    extra: dict[str, Any] = field(default_factory=dict)
    """What the user's own pipelines add."""


_TRACKING = ("utm_", "spm=", "from=", "isappinstalled=")


def is_url(text: str) -> bool:
    """Whether a text can be a URL, relative ones too: host and port are such as can be."""
    try:
        return (urlsplit(text).port or 0) >= 0
    except ValueError:
        return False


def article_id(url: str) -> str:
    """The id of a URL under the frozen rule url-v1.

    First 16 hex digits of the SHA-256 of host, path and query: without scheme, default port, fragment and tracking
    parameters (utm_*, spm, from, isappinstalled); the host in lower case, the rest as it is.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.port and parts.port not in (80, 443):
        host += f":{parts.port}"
    query = "&".join(p for p in parts.query.split("&") if p and not p.startswith(_TRACKING))
    form = host + (parts.path or "/") + (f"?{query}" if query else "")
    return hashlib.sha256(form.encode("utf-8", "replace")).hexdigest()[:16]


def restore(article: Article) -> str:
    """The article text: the body with every removed span back in its place."""
    pieces: list[str] = []
    done = body_position = 0
    for span in sorted(article.removed, key=lambda r: r.start):
        kept = span.start - done
        pieces += (article.body[body_position : body_position + kept], span.text)
        body_position += kept
        done = span.end
    pieces.append(article.body[body_position:])
    return "".join(pieces)


def json_schema() -> dict[str, Any]:
    """JSON Schema of a row, from the dataclasses and their docstrings; every key is required."""
    schema = ItemAdapter.get_json_schema(Article)
    _require_all(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _require_all(schema: dict[str, Any]) -> None:
    if "properties" in schema:
        schema["required"] = list(schema["properties"])
        for value in schema["properties"].values():
            value.pop("default", None)
            _require_all(value)
    if isinstance(schema.get("items"), dict):
        _require_all(schema["items"])
