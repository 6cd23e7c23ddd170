"""What WARC files hold, counted in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newscrawl.archive.fields import source_url
from newscrawl.archive.records import Record, scan
from newscrawl.exchange import find_header, parse_head

_HEAD = 64 * 1024


@dataclass
class Stats:
    """Counts and bytes of WARC files."""

    files: int = 0
    bytes: int = 0
    """Of the files as they are."""
    records: Counter[str] = field(default_factory=Counter)
    """By WARC-Type."""
    stored: Counter[str] = field(default_factory=Counter)
    """Compressed bytes by WARC-Type, where records are gzip members."""
    statuses: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    """Media types of answers."""
    hosts: Counter[str] = field(default_factory=Counter)
    truncated: Counter[str] = field(default_factory=Counter)
    first: str | None = None
    """WARC-Date of the first answer."""
    last: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it, the largest counts first."""
        return {
            name: dict(value.most_common()) if isinstance(value, Counter) else value
            for name, value in vars(self).items()
        }


def stats(warcs: Sequence[Path]) -> Stats:
    """Count what WARC files hold. Raises InputError for one that can't be read to its end."""
    found = Stats()
    for warc in warcs:
        found.files += 1
        found.bytes += warc.stat().st_size
        for record in scan(warc, limit=_HEAD):
            found.records[record.kind] += 1
            found.stored[record.kind] += record.length or 0
            if record.kind in ("response", "revisit"):
                _count(record, found)
    return found


def _count(record: Record, found: Stats) -> None:
    status, _, headers, _ = parse_head(record.block)
    media = (find_header(headers, b"content-type") or b"").split(b";")[0].strip().lower().decode("latin-1")
    url = source_url(record.headers.get_bytes(b"WARC-Target-URI") or b"")
    found.statuses[str(status) if status else "unreadable"] += 1
    found.types[media or "unknown"] += 1
    found.hosts[urlsplit(url).netloc.lower()] += 1
    if record.kind == "response" and (token := record.get("WARC-Truncated")):
        found.truncated[token] += 1
    date = record.get("WARC-Date")
    if date:
        found.first = min(found.first or date, date)
        found.last = max(found.last or date, date)
