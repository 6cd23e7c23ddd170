"""What the rows of a run hold, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from newscrawl.items import Article

FIELDS = (
    "headline source publisher bylines dateline date_published section keywords body images notices removed repairs "
    "rights_credit_line"
).split()
"""The fields whose coverage is worth watching."""


@dataclass
class Summary:
    """Counts over the rows of one run."""

    articles: int = 0
    tombstones: int = 0
    parts: int = 0
    """Further pages of articles of several."""
    coverage: Counter[str] = field(default_factory=Counter)
    """Articles that have the field."""
    notices: Counter[str] = field(default_factory=Counter)
    """Notices by kind."""
    permissions: Counter[str] = field(default_factory=Counter)
    """Articles by rights_permission."""
    provenance: Counter[str] = field(default_factory=Counter)
    """Articles by provenance_status."""
    repairs: Counter[str] = field(default_factory=Counter)
    """Places mended, by kind."""
    layouts: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """As plain data, most frequent first."""
        return {name: dict(v.most_common()) if isinstance(v, Counter) else v for name, v in vars(self).items()}


def summarise(rows: Iterable[Article]) -> Summary:
    """Count what the rows hold; tombstones only as such."""
    found = Summary()
    for article in rows:
        if article.kind == "tombstone":
            found.tombstones += 1
            continue
        found.articles += 1
        found.parts += article.part_count - 1
        found.coverage.update(name for name in FIELDS if getattr(article, name))
        found.notices.update(notice.kind for notice in article.notices)
        found.permissions[article.rights_permission] += 1
        found.provenance[article.provenance_status] += 1
        for repair in article.repairs:
            found.repairs[repair.kind] += repair.count
        found.layouts[article.layout or "generic"] += 1
        found.problems.update(article.problems)
    return found
