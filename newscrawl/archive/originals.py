"""Finding what a revisit refers to, in the same file or another, and putting the two together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from newscrawl.archive.archived import Archived, fetch
from newscrawl.archive.fields import digest_of, parse_date, source_url
from newscrawl.archive.records import Record, scan
from newscrawl.errors import ExchangeError, InputError
from newscrawl.exchange import Exchange, parse_head

_MOST_FITTING = 8
_Place = tuple[int, str, int | None]  # number of the file, record id, offset


class Originals:
    """Resolves revisits over many files, whose headers are scanned at the first one.

    Broken places and files that can't be read are passed over: whoever reads the files reports them.
    """

    def __init__(
        self, paths: Sequence[Path], revisits: Iterable[Archived] | None = None, *, further: Sequence[Path] = ()
    ) -> None:
        """revisits: those that will be asked for; without them every response is remembered, in about 450 bytes.

        further: files that are scanned once an original is in none of the others.
        """
        self._paths = list(paths)
        self._further = list(further)
        self._wanted = None if revisits is None else {key for one in revisits for key in _referred(one)}
        self._places: dict[bytes, tuple[_Place, ...]] | None = None

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
        original = self._original(archived, revisit.digest)
        if original is None:
            return None
        return join(archived, original)

    def _original(self, archived: Archived, wanted: str | None) -> Archived | None:
        if self._places is None:
            self._places = {}
            self._scan(0)
        for key in _referred(archived):
            fitting = list(self._fetched(self._places.get(key, ())))
            if fitting:
                return next((one for one in fitting if one.capture.payload_digest == wanted), fitting[0])
        if not self._further:
            return None
        scanned = len(self._paths)
        self._paths += self._further
        self._further = []
        self._scan(scanned)
        return self._original(archived, wanted)

    def _fetched(self, places: Iterable[_Place]) -> Iterator[Archived]:
        for number, record_id, offset in places:
            try:
                archived = fetch(self._paths[number], record_id, offset)
            except InputError:
                continue
            if archived.exchange.truncated is None:
                yield archived

    def _scan(self, first: int) -> None:
        places = self._places
        assert places is not None
        for number, path in enumerate(self._paths[first:], first):
            with suppress(InputError):
                for record in scan(path, wanted=lambda _: False, damage=[]):
                    if record.kind != "response" or record.get("WARC-Truncated") is not None:
                        continue
                    place = (number, record.id, record.offset)
                    for key in _keys(record):
                        if self._wanted is None or key in self._wanted:
                            places[key] = (*places.get(key, ())[: _MOST_FITTING - 1], place)


def join(archived: Archived, original: Archived) -> Archived | None:
    """A revisit's exchange with the original's body under its own head; None where the original's chunks break."""
    try:
        exchange = _joined(archived.exchange, original.exchange)
    except ExchangeError:
        return None
    capture = replace(archived.capture, payload_digest=digest_of(exchange), fetch_status=exchange.status)
    return Archived(exchange, capture, archived.scope)


def _referred(archived: Archived) -> Iterator[bytes]:
    """The keys a revisit's original may be found under, best first."""
    revisit = archived.revisit
    if revisit is not None:
        moment = _moment(revisit.refers_to_uri or archived.exchange.url, revisit.refers_to_date)
        named = (("id", revisit.refers_to_id), ("at", moment), ("is", revisit.digest))
        yield from (_key(kind, value) for kind, value in named if value)


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
