"""The metadata that Founder's CMS leaves in a comment: `<!--enpproperty <title>…</title> …/enpproperty-->`."""

from __future__ import annotations

import html
import re

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.parse import fold

_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2})?)?")
"""A date and time; the CMS writes fractions, and more, behind the seconds, and midnight for a day alone."""
MARK = "enpproperty"
_FIELD = re.compile(r"<(?:founder-)?(\w+)>(.*?)</(?:founder-)?\1>", re.DOTALL)


def enpproperty(tree: HtmlElement) -> dict[str, str]:
    """Its fields by name (title, introtitle, subtitle, author, date, keyword, nodename …); {} where there is none."""
    for comment in tree.iter(etree.Comment):
        text = comment.text or ""
        if MARK in text:
            found = {name: value for name, raw in _FIELD.findall(text) if (value := fold(html.unescape(raw)))}
            if clock := _CLOCK.match(found.get("date", "")):
                found["date"] = clock[0].removesuffix(" 00:00:00")
            return found
    return {}
