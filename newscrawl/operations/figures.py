"""Numbers as people read them."""

from __future__ import annotations

from collections.abc import Mapping


def size(number: int) -> str:
    """Bytes in the unit that fits: 950 bytes, 12.3 kB, 1.2 GB."""
    if number < 1000:
        return f"{number} bytes"
    amount = float(number)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1000:.1f} TB"


def duration(seconds: float) -> str:
    """Seconds as hours, minutes and seconds: 9.1 s, 3 min 05 s, 2 h 07 min."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min"


def tally(counts: Mapping[str, int]) -> list[str]:
    """What there is by kind, most first: 12 robots, 1 offsite."""
    return [f"{n:,} {name}" for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
