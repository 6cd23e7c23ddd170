"""Patterns that are tried only on texts that hold a word every match needs: looking for words is many times faster."""

from __future__ import annotations

import re


class Hinted:
    """A pattern without regard to case, and hints in lower case, one of which is in all it matches."""

    def __init__(self, pattern: str, *hints: str) -> None:
        self.pattern = re.compile(pattern, re.IGNORECASE)
        self.hints = hints

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text) if any(map(text.lower().__contains__, self.hints)) else None
