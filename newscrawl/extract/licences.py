"""Creative Commons licences as texts name them: by URL, by short name or in words; without a version none is known."""

from __future__ import annotations

import re

_SITE = "https://creativecommons.org"
PUBLIC_LICENCE = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses|publicdomain)/[A-Za-z0-9./_-]+", re.IGNORECASE
)
"""The URL of a public licence; the first group is `licenses` where it asks for a credit."""
_SHORT = re.compile(r"\bcc[ -]?by(?P<more>(?:[ -](?:nc|nd|sa))*)[ -]?(?P<version>\d\.\d)(?!\d)", re.IGNORECASE)
_WORDS = re.compile(
    r"(?:creative commons|知识共享|知識共享|创作共用|創用)[\s（(]*(?:attribution|署名|姓名標示)"
    r"(?P<more>[^.。，,;；]{0,60}?)[\s（(]*(?P<version>\d\.\d)(?!\d)",
    re.IGNORECASE,
)
_ZERO = re.compile(r"\bcc0\b|creative commons zero", re.IGNORECASE)
_PARTS = (
    ("nc", re.compile(r"nc|non-?\s?commercial|非商业|非商業", re.IGNORECASE)),
    ("nd", re.compile(r"nd|no-?\s?deriv|禁止演绎|禁止改作", re.IGNORECASE)),
    ("sa", re.compile(r"sa|share-?\s?alike|相同方式", re.IGNORECASE)),
)


def licence_url(text: str) -> str | None:
    """The URL of the public licence a text names; None where it names none."""
    if url := PUBLIC_LICENCE.search(text):
        return url[0].rstrip(".")
    if named := _SHORT.search(text) or _WORDS.search(text):
        parts = "-".join(("by", *(part for part, pattern in _PARTS if pattern.search(named["more"]))))
        return f"{_SITE}/licenses/{parts}/{named['version']}/"
    return f"{_SITE}/publicdomain/zero/1.0/" if _ZERO.search(text) else None
