"""Finding what a revisit refers to, in the same file or another, and putting the two together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

from newscrawl.archive.archived import Archived, Revisit, fetch
from newscrawl.archive.fields import digest_of, parse_date, source_url
from newscrawl.archive.records import Record, scan
from newscrawl.errors import ExchangeError, InputError
from newscrawl.exchange import Exchange, parse_head

_MOST_FITTING = 8


class Originals:
    """Resolves revisits over many files. Their headers are scanned at the first revisit, about 200 bytes a response.

    Broken places and files that can't be read are passed over: whoever reads the files reports them.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._places: dict[bytes, list[tuple[int, str, int | None]]] | None = None

    def resolve(self, archived: Archived) -> Archived | None:
        """The exchange with the original's body under its own head, no longer a revisit; as it is if it is none.

        None for an answer 304, which has no page, and where no whole original is found: by record id, else by URL and
        time, else by digest. Where several captures fit, the one with the digest wins.
        """
        revisit = archived.revisit
        if revisit is None:
            return archived
        if revisit.not_modified:
            return None
        original = self._original(revisit, archived.exchange.url)
        if original is None:
            return None
        try:
            exchange = _joined(archived.exchange, original.exchange)
        except ExchangeError:
            return None
        capture = replace(archived.capture, payload_digest=digest_of(exchange), fetch_status=exchange.status)
        return Archived(exchange, capture, archived.scope)

    def _original(self, revisit: Revisit, url: str) -> Archived | None:
        if self._places is None:
            self._places = self._scan()
        moment = _moment(revisit.refers_to_uri or url, revisit.refers_to_date)
        named = (("id", revisit.refers_to_id), ("at", moment), ("is", revisit.digest))
        for key in (_key(kind, value) for kind, value in named if value):
            fitting = list(islice(self._fetched(self._places.get(key, [])), _MOST_FITTING))
            if fitting:
                return next((a for a in fitting if a.capture.payload_digest == revisit.digest), fitting[0])
        return None

    def _fetched(self, places: list[tuple[int, str, int | None]]) -> Iterator[Archived]:
        for number, record_id, offset in places:
            try:
                archived = fetch(self._paths[number], record_id, offset)
            except InputError:
                continue
            if archived.exchange.truncated is None:
                yield archived

    def _scan(self) -> dict[bytes, list[tuple[int, str, int | None]]]:
        places: dict[bytes, list[tuple[int, str, int | None]]] = {}
        for number, path in enumerate(self._paths):
            with suppress(InputError):
                for record in scan(path, wanted=lambda _: False, damage=[]):
                    if record.kind == "response" and record.get("WARC-Truncated") is None:
                        for key in _keys(record):
                            places.setdefault(key, []).append((number, record.id, record.offset))
        return places


def _keys(record: Record) -> Iterator[bytes]:
    url = source_url(record.headers.get_bytes(b"WARC-Target-URI") or b"")
    named = (
        ("id", record.id),
        ("is", record.get("WARC-Payload-Digest")),
        ("at", _moment(url, record.get("WARC-Date"))),
    )
    return (_key(kind, value) for kind, value in named if value)


def _moment(url: str, date: str | None) -> str | None:
    """URL and time to the second, as precise as every tool writes it."""
    moment = parse_date(date or "")
    return f"{url} {moment:%Y%m%d%H%M%S}" if moment else None


def _key(kind: str, value: str) -> bytes:
    return hashlib.blake2b(f"{kind} {value}".encode(), digest_size=12).digest()


def _joined(revisit: Exchange, original: Exchange) -> Exchange:
    """The revisit's exchange with the original's body, in the framing its own head names.

    Raises ExchangeError when the original's chunks break.
    """
    body = parse_head(original.response)[3]
    if not revisit.status:
        return replace(revisit, response=original.response, truncated=None)
    head = revisit.response[: parse_head(revisit.response)[3]]
    if not head.endswith((b"\r\n\r\n", b"\n\n")):
        head += b"\r\n"
    framed = original.response[body:]
    if revisit.transfer_coded != original.transfer_coded:
        framed = original.entity
        if revisit.transfer_coded:
            framed = b"%x\r\n%b\r\n0\r\n\r\n" % (len(framed), framed) if framed else b"0\r\n\r\n"
    return replace(revisit, response=head + framed, truncated=None)
