"""newscrawl: a crawler and archiver of regional news."""

from __future__ import annotations

__version__ = "0.1.0"
