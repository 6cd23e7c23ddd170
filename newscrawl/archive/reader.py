"""Reading WARC files, ours and other people's, into exchanges.

Passed over: other record types than response and revisit (a request is joined to its answer), other schemes than http
and https, and records without a readable WARC-Date. Interim 1xx answers in front of a final one are taken off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from newscrawl.archive.fields import SOFTWARE, digest_of, parse_date, shortfall, source_url
from newscrawl.archive.pairing import Pairing, concurrent
from newscrawl.archive.paths import warc_paths
from newscrawl.archive.records import Record, scan
from newscrawl.errors import InputError
from newscrawl.exchange import MAX_BODY, Exchange
from newscrawl.items import Capture

__all__ = ["Archived", "Revisit", "read_at", "read_exchanges", "warc_paths"]

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
class _Info:
    scope: str
    ours: bool
    """Whether we wrote the file: then WARC-Truncated alone says what is truncated."""


def read_exchanges(path: Path) -> Iterator[Archived]:
    """Every exchange of a WARC file, in the order of their answers.

    Everything whole is yielded, also behind a broken place of a .warc.gz; then InputError names the broken places.
    """
    infos: dict[str, _Info] = {}
    latest = _Info(path.name, False)
    pairing: Pairing[_Info] = Pairing()
    problem: InputError | None = None
    records = scan(path, limit=MAX_BLOCK)
    while True:
        try:
            record = next(records, None)
        except InputError as error:
            record, problem = None, error
        if record is None:
            break
        if record.kind == "warcinfo":
            latest = infos[record.id] = _info(record, path)
        elif record.kind == "request":
            pairing.add_request(record)
        elif _is_answer(record):
            pairing.add_answer(record, infos.get(record.get("WARC-Warcinfo-ID") or "", latest))
        for answer, request, info in pairing.ready():
            yield _archived(answer, request, info, path)
    for answer, request, info in pairing.rest():
        yield _archived(answer, request, info, path)
    if problem is not None:
        raise problem


def read_at(path: Path, capture: Capture) -> Exchange:
    """The exchange a capture names; by its offset, or by a scan for its id where the offset is null.

    Raises InputError when the record isn't there.
    """
    if capture.warc_record_offset is None:
        for archived in read_exchanges(path):
            if archived.capture.warc_record_id == capture.warc_record_id:
                return archived.exchange
        raise InputError(f"{path}: holds no record {capture.warc_record_id}")
    records = scan(path, offset=capture.warc_record_offset, limit=MAX_BLOCK, damage=[])
    answer = next(records, None)
    if answer is None or answer.place != capture.warc_record_offset or answer.id != capture.warc_record_id:
        raise InputError(f"{path}: record {capture.warc_record_id} isn't at byte {capture.warc_record_offset}")
    if not _is_answer(answer):
        raise InputError(f"{path}: record {capture.warc_record_id} is not an HTTP response")
    follower = next(records, None)
    request = follower if follower and answer.id in concurrent(follower) and follower.kind == "request" else None
    first = next(scan(path, limit=MAX_BLOCK, damage=[]), None)
    info = _info(first, path) if first and first.kind == "warcinfo" else _Info(path.name, False)
    return _archived(answer, request, info, path).exchange


def _info(record: Record, path: Path) -> _Info:
    fields: dict[str, str] = {}
    for line in record.block.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return _Info(fields.get("ispartof") or path.name, fields.get("software", "").startswith(f"{SOFTWARE}/"))


def _is_answer(record: Record) -> bool:
    if record.kind not in ("response", "revisit"):
        return False
    uri = source_url(record.headers.get_bytes(b"WARC-Target-URI") or b"").lower()
    content_type = (record.get("Content-Type") or "application/http").lower()
    return (
        uri.startswith(("http://", "https://"))
        and content_type.startswith("application/http")
        and parse_date(record.get("WARC-Date") or "") is not None
    )


def _archived(answer: Record, request: Record | None, info: _Info, path: Path) -> Archived:
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


def _exchange(answer: Record, request: Record | None, info: _Info) -> Exchange:
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
