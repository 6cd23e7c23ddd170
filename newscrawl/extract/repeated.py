"""What the site's reviewed data says it prints round its articles, taken out of the text before it is read."""

from __future__ import annotations

import re
from functools import lru_cache

from newscrawl.extract import clauses as c
from newscrawl.extract.draft import Block, Draft
from newscrawl.items import Notice
from newscrawl.repeated import HEAD, KEEP, NOTICES, SLOT, TAIL, Repeated

_SLOT_PATTERN = ".{0,40}?"


def repeated(draft: Draft) -> None:
    """Take out the paragraphs at the ends that a reviewed entry of the site matches whole."""
    if not draft.site.repeated:
        return
    blocks = draft.blocks
    for position, block in enumerate(blocks):
        ends = ends_of(position, len(blocks))
        if ends and (entry := _match(block.folded, ends, draft.site.repeated)):
            _take(draft, block, entry)


def ends_of(position: int, count: int) -> tuple[str, ...]:
    """The ends of a text of `count` paragraphs that one of them is near."""
    return (("head",) if position < HEAD else ()) + (("tail",) if position >= count - TAIL else ())


@lru_cache(maxsize=4096)
def matcher(pattern: str) -> re.Pattern[str]:
    """What matches the folded text of paragraphs that a pattern describes, whole."""
    pieces = [re.escape(c.fold(piece)) for piece in pattern.split(SLOT)]
    return re.compile(rf"\s*{_SLOT_PATTERN.join(pieces)}\s*")


def _match(folded: str, ends: tuple[str, ...], entries: tuple[Repeated, ...]) -> Repeated | None:
    for entry in entries:
        if entry.reviewed and entry.end in ends and matcher(entry.pattern).fullmatch(folded):
            return entry if entry.kind != KEEP else None
    return None


def _take(draft: Draft, block: Block, entry: Repeated) -> None:
    notice = entry.kind in NOTICES
    rule = f"site.{entry.id}"
    span = draft.remove(block, "notice" if notice else entry.kind, rule)
    if notice:
        kinds = c.kinds(c.clauses(block.text, quoted=False)) or [entry.kind]
        draft.article.notices.append(
            Notice(kind=entry.kind, clauses=kinds, text=span.text, start=span.start, end=span.end, rule=rule)
        )
