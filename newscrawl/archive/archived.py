"""One exchange out of an archive: what a response or revisit record, its request and its warcinfo say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from newscrawl.archive.fields import SOFTWARE, digest_of, parse_date, shortfall, source_url
from newscrawl.archive.pairing import concurrent
from newscrawl.archive.records import Record, scan
from newscrawl.errors import InputError
from newscrawl.exchange import MAX_BODY, Exchange
from newscrawl.items import Capture

MAX_BLOCK = 2 * MAX_BODY
"""Bytes of a record that are read at most; a longer one counts as truncated (it can't be a page)."""

_PROTOCOL = "http/1.1"


@dataclass(frozen=True)
class Revisit:
    """What a revisit record refers to."""

    refers_to_uri: str | None
    refers_to_date: str | None
    """WARC-Date as written."""
    refers_to_id: str | None
    digest: str | None
    """Of the original's payload, as written."""
    same_url: bool
    """Whether the original was captured at the same URL: a look at an unchanged page, not a further one."""
    not_modified: bool
    """Whether the server answered 304: there is no page then."""


@dataclass(frozen=True)
class Archived:
    """One exchange out of an archive."""

    exchange: Exchange
    capture: Capture
    scope: str
    """isPartOf of the warcinfo the record belongs to, else the file's name."""
    revisit: Revisit | None = None
    """Set where the record has no body of its own; its exchange counts as truncated until an original is found."""


@dataclass(frozen=True)
class Info:
    """What a warcinfo record says about the records behind it."""

    scope: str
    ours: bool
    """Whether we wrote the file: then WARC-Truncated alone says what is truncated."""


def info_of(record: Record | None, path: Path) -> Info:
    """What a warcinfo record says; of any other, only that the file isn't known to be ours."""
    if record is None or record.kind != "warcinfo":
        return Info(path.name, False)
    fields: dict[str, str] = {}
    for line in record.block.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return Info(fields.get("ispartof") or path.name, fields.get("software", "").startswith(f"{SOFTWARE}/"))


def is_answer(record: Record) -> bool:
    """Whether this is the response or revisit record of an HTTP exchange."""
    if record.kind not in ("response", "revisit"):
        return False
    uri = source_url(record.headers.get_bytes(b"WARC-Target-URI") or b"").lower()
    content_type = (record.get("Content-Type") or "application/http").lower()
    return (
        uri.startswith(("http://", "https://"))
        and content_type.startswith("application/http")
        and parse_date(record.get("WARC-Date") or "") is not None
    )


def archived_of(answer: Record, request: Record | None, info: Info, path: Path) -> Archived:
    """The exchange of an answer's record and the request that led to it."""
    exchange = _exchange(answer, request, info)
    revisit = _revisit(answer, exchange.url) if answer.kind == "revisit" else None
    payload_digest = digest_of(exchange) if revisit is None or not revisit.digest else revisit.digest
    capture = Capture(
        warc_filename=path.name,
        warc_record_offset=answer.offset,
        warc_record_length=answer.length,
        warc_record_id=answer.id,
        payload_digest=payload_digest,
        fetch_time=exchange.fetched_at.isoformat(),
        fetch_status=exchange.status,
    )
    return Archived(exchange, capture, info.scope, revisit)


def fetch(path: Path, record_id: str, offset: int | None) -> Archived:
    """The exchange whose answer has this record id and offset; without an offset, by its id.

    Its request is found where it stands right behind the answer. Raises InputError when the record isn't there.
    """
    try:
        state = path.stat()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error
    version = (state.st_size, state.st_mtime_ns)
    start = offset if offset is not None else _plain_places(path, version).get(record_id, 0)
    records = scan(path, offset=start, limit=MAX_BLOCK, damage=[])
    answer = next(records, None) if offset is not None else next((r for r in records if r.id == record_id), None)
    if answer is None or answer.id != record_id or (offset is not None and answer.place != offset):
        where = "" if offset is None else f" at byte {offset}"
        raise InputError(f"{path}: record {record_id} isn't there{where}")
    if not is_answer(answer):
        raise InputError(f"{path}: record {record_id} is not an HTTP response")
    follower = next(records, None)
    joined = follower is not None and follower.kind == "request" and answer.id in concurrent(follower)
    info = _info_for(path, version, answer.get("WARC-Warcinfo-ID"))
    return archived_of(answer, follower if joined else None, info, path)


@lru_cache(maxsize=64)
def _info_for(path: Path, version: tuple[int, int], warcinfo_id: str | None) -> Info:
    """What the file's first record says, or the warcinfo of this id; version is there for the cache."""
    first = next(scan(path, limit=MAX_BLOCK, damage=[]), None)
    if first is None or warcinfo_id in (None, first.id):
        return info_of(first, path)
    infos = scan(path, wanted=lambda h: (h.get_bytes(b"WARC-Type") or b"").lower() == b"warcinfo", damage=[])
    return info_of(next((r for r in infos if r.kind == "warcinfo" and r.id == warcinfo_id), first), path)


@lru_cache(maxsize=8)
def _plain_places(path: Path, version: tuple[int, int]) -> dict[str, int]:
    """Where the records of a file begin that isn't compressed; version is there for the cache."""
    if path.name.endswith(".gz"):
        return {}
    return {r.id: r.place for r in scan(path, wanted=lambda _: False, damage=[]) if r.id}


def _exchange(answer: Record, request: Record | None, info: Info) -> Exchange:
    fetched_at = parse_date(answer.get("WARC-Date") or "")
    assert fetched_at is not None
    exchange = Exchange(
        url=source_url(answer.headers.get_bytes(b"WARC-Target-URI") or b""),
        request=b"" if request is None else request.block,
        response=answer.block if info.ours else _without_interim(answer.block),
        fetched_at=fetched_at,
        ip_address=answer.get("WARC-IP-Address"),
        protocols=tuple(answer.headers.get_multiple("WARC-Protocol")) or (_PROTOCOL,),
        cipher_suite=answer.get("WARC-Cipher-Suite"),
        truncated=answer.get("WARC-Truncated"),
    )
    if exchange.truncated is not None:
        return exchange
    if answer.kind == "revisit" or answer.size > len(answer.block):
        return replace(exchange, truncated="length")
    if answer.get("WARC-Segment-Number") or (not info.ours and shortfall(exchange)):
        return replace(exchange, truncated="unspecified")
    return exchange


def _revisit(record: Record, url: str) -> Revisit:
    uri = record.headers.get_bytes(b"WARC-Refers-To-Target-URI")
    refers_to_uri = source_url(uri) if uri else None
    return Revisit(
        refers_to_uri=refers_to_uri,
        refers_to_date=record.get("WARC-Refers-To-Date"),
        refers_to_id=record.get("WARC-Refers-To"),
        digest=record.get("WARC-Payload-Digest"),
        same_url=refers_to_uri is None or refers_to_uri == url,
        not_modified="server-not-modified" in (record.get("WARC-Profile") or ""),
    )


def _without_interim(block: bytes) -> bytes:
    """The block without the 1xx answers some archives keep in front of the final one."""
    while block[:5] == b"HTTP/" and block[8:10] == b" 1" and block[9:12] != b"101":
        end = block.find(b"\r\n\r\n")
        if end < 0 or block[end + 4 : end + 9] != b"HTTP/":
            return block
        block = block[end + 4 :]
    return block
