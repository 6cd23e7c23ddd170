"""Reading WARC files, ours and other people's, into exchanges.

Passed over: other record types than response and revisit (a request is joined to its answer), other schemes than http
and https, and records without a readable WARC-Date. Interim 1xx answers in front of a final one are taken off.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newscrawl.archive.archived import MAX_BLOCK, Archived, Info, Revisit, archived_of, fetch, info_of, is_answer
from newscrawl.archive.originals import Originals
from newscrawl.archive.pairing import Pairing
from newscrawl.archive.paths import warc_paths
from newscrawl.archive.records import Record, scan
from newscrawl.errors import InputError
from newscrawl.exchange import Exchange
from newscrawl.items import Capture

__all__ = ["Archived", "Originals", "Revisit", "read_at", "read_exchanges", "warc_paths"]


def read_exchanges(path: Path) -> Iterator[Archived]:
    """Every exchange of a WARC file, in the order of their answers.

    Everything whole is yielded, also behind a broken place of a .warc.gz; then InputError names the broken places.
    """
    infos: dict[str, Info] = {}
    latest = info_of(None, path)
    pairing: Pairing[Info] = Pairing()
    problem: InputError | None = None
    records = scan(path, limit=MAX_BLOCK)
    while True:
        record, problem = _next(records)
        if record is None:
            break
        if record.kind == "warcinfo":
            latest = infos[record.id] = info_of(record, path)
        elif record.kind == "request":
            pairing.add_request(record)
        elif is_answer(record):
            pairing.add_answer(record, infos.get(record.get("WARC-Warcinfo-ID") or "", latest))
        for answer, request, info in pairing.ready():
            yield archived_of(answer, request, info, path)
    for answer, request, info in pairing.rest():
        yield archived_of(answer, request, info, path)
    if problem is not None:
        raise problem


def read_at(path: Path, capture: Capture) -> Exchange:
    """The exchange a capture names; by its offset, or by a scan for its id where the offset is null.

    Its request is there where it stands right behind the answer. Raises InputError when the record isn't there.
    """
    return fetch(path, capture.warc_record_id, capture.warc_record_offset).exchange


def _next(records: Iterator[Record]) -> tuple[Record | None, InputError | None]:
    try:
        return next(records, None), None
    except InputError as error:
        return None, error
