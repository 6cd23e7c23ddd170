"""Notices: what a site prints round its articles about rights, reposting and responsibility, found and taken out.

A notice is a run of blocks at an edge of the article. What tells it from an article about notices: what it is made of
(`clauses`), its place, the publisher speaking of itself, and that nothing is told in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.extract import clauses as c
from newscrawl.extract.draft import Block, Draft
from newscrawl.items import Notice

_TAIL, _HEAD = 14, 3
"""Blocks looked at from the end and from the start."""
_PASSED, _PASSED_LENGTH = 4, 40
"""Short lines that may stand between a notice and the edge."""
_BESIDES, _BESIDES_SURE = 0.2, 0.5
"""Share of a notice that may be neither clause nor filler; the second where two kinds and a self-reference stand."""
_COVERED = 0.5
"""Share of a sentence its clauses must cover where they are all that speaks for a notice."""
_SHARE, _SHARE_SURE = 0.5, 0.95
"""Share of the article text that may leave; the second for a notice of two kinds that refers to its publisher."""
_LENGTH = 1200
"""A longer block is no notice."""


@dataclass(slots=True)
class _Reading:
    """What a block is, as far as notices go."""

    block: Block
    start: int = 0
    """Where in the block the notice begins."""
    clauses: list[c.Clause] | None = None
    """None for a block without a clause."""
    decisive: bool = False
    """Whether it is a notice by itself; otherwise only beside one."""
    sure: bool = False
    """Whether two kinds of clauses and a self-reference stand in it."""
    filler: str = ""
    """heading, signature or numbered, for lines that go with a notice next to them; passed for those that stay."""


@dataclass(frozen=True, slots=True)
class _Context:
    names: tuple[str, ...]
    """Names of the publisher, folded."""
    wary: bool
    """Whether the article is itself about rights."""


def notices(draft: Draft) -> None:
    """Take the notices out of the article text and list them in `article.notices`; promo lines leave unlisted."""
    blocks = draft.kept()
    if not c.possible("\n".join(block.text for block in (blocks[:_HEAD] + blocks[_HEAD:][-_TAIL:]))):
        return
    context = _context(draft)
    tail = _run(blocks[::-1][:_TAIL], context)[::-1]
    head = [] if context.wary else _run(blocks[: max(0, min(_HEAD, len(blocks) - len(tail)))], context, head=True)
    for run in (head, tail):
        taken = sum(len(reading.block.text) - reading.start for reading in run)
        whole = sum(len(block.text) for block in blocks)
        sure = any(reading.sure for reading in run) and not context.wary
        if run and taken > whole * (_SHARE_SURE if sure else _SHARE):
            draft.problems.add("notice_too_large")
            continue
        for reading in run:
            _take(draft, reading)
    draft.article.notices.sort(key=lambda notice: notice.start)


def _context(draft: Draft) -> _Context:
    article, site = draft.article, draft.site
    names = {site.title, *site.papers, article.source or "", article.publisher or ""}
    return _Context(
        tuple(sorted(c.fold(name) for name in names if len(name) > 1)),
        bool(article.headline and c.rules().topic.search(c.fold(article.headline))),
    )


def _take(draft: Draft, reading: _Reading) -> None:
    found = reading.clauses or []
    named = [clause for clause in found if clause.kind != "promo"]
    first = c.leading(named or found) if found else None
    rule = f"notice.{first.rule}" if first else f"notice.{reading.filler}"
    span = draft.remove(reading.block, "notice" if named or not found else "promo", rule, reading.start)
    if first and named:
        notice = Notice(
            kind=first.kind, clauses=c.kinds(found), text=span.text.strip(), start=span.start, end=span.end, rule=rule
        )
        draft.article.notices.append(notice)


def _run(blocks: list[Block], context: _Context, head: bool = False) -> list[_Reading]:
    """The notice at the edge the blocks start from: readings to be taken, in the order of the blocks."""
    readings: list[_Reading] = []
    passed = 0
    for block in blocks:
        reading = _read(block, context, part=not head)
        if reading is None or (head and reading.clauses and not reading.decisive):
            break
        passed += reading.filler == "passed"
        if passed > _PASSED:
            break
        readings.append(reading)
        if reading.start:
            break
    return _chosen(readings if head else readings[::-1])[:: 1 if head else -1]


def _chosen(readings: list[_Reading]) -> list[_Reading]:
    """Those to be taken, in the order printed: decisive ones, weak ones in their run, fillers next to them."""
    if not any(reading.decisive for reading in readings):
        return []
    chosen: list[_Reading] = []
    for position, reading in enumerate(readings):
        before = chosen[-1] if chosen and position and chosen[-1] is readings[position - 1] else None
        after = readings[position + 1] if position + 1 < len(readings) else None
        if (
            reading.clauses is not None
            or (reading.filler == "heading" and after is not None and after.clauses is not None)
            or (reading.filler == "signature" and before is not None)
            or (reading.filler == "numbered" and before is not None and after is not None and after.filler != "passed")
        ):
            chosen.append(reading)
    return chosen


def _read(block: Block, context: _Context, part: bool) -> _Reading | None:
    """What a block is; None for text of the article, which ends a notice."""
    text = c.fold(block.text)
    rules = c.rules()
    for name in ("heading", "signature"):
        if rules.filler[name].search(text):
            return _Reading(block, filler=name)
    reading = None
    if len(text) <= _LENGTH and not rules.law.search(text) and c.possible(block.text):
        reading = _reading(block, text, context, part)
    if reading is not None:
        return reading
    if len(text) <= _PASSED_LENGTH and (rules.filler["passed"].search(text) or not re.search(r"[。!?,;]", text)):
        return _Reading(block, filler="passed")
    if rules.filler["numbered"].search(text) and len(text) < 200 and not rules.hard.search(text):
        return _Reading(block, filler="numbered")
    return None


def _reading(block: Block, text: str, context: _Context, part: bool) -> _Reading | None:
    """The notice a block is, or ends with."""
    found = c.clauses(block.text, quoted=False)
    if not found:
        return None
    sentences = c.sentences(text)
    for start, _ in sentences if part else sentences[:1]:
        own = [clause for clause in found if clause.start >= start]
        if not own:
            return None
        reading = _judged(block, text, start, own, [s for s in sentences if s[0] >= start], context)
        if reading is not None and (not start or reading.decisive):
            return reading
    return None


def _judged(
    block: Block, text: str, start: int, found: list[c.Clause], sentences: list[tuple[int, int]], context: _Context
) -> _Reading | None:
    """The reading of a block's text from `start`; None where too much of it is no notice."""
    rules = c.rules()
    several = len({clause.kind for clause in found} - {"promo"}) > 1
    own = bool(rules.self_reference.search(text, start)) or any(name in text[start:] for name in context.names)
    sure = several and own
    besides = 0
    covered = 0
    for begin, end in sentences:
        sentence = text[begin:end]
        if rules.hard.search(sentence) or (not sure and rules.soft.search(sentence)):
            return None
        inside = [clause for clause in found if begin <= clause.start < end]
        share = _covered(inside, end) / max(1, len(sentence.strip()))
        covered += share >= _COVERED
        if (
            (begin == start or not (sure or start == 0))
            and not inside
            and not rules.filler["sentence"].search(sentence.strip())
        ):
            return None
        if not inside and not rules.filler["sentence"].search(sentence.strip()):
            besides += len(sentence)
    if besides > (len(text) - start) * (_BESIDES_SURE if sure else _BESIDES):
        return None
    alone = any(clause.alone for clause in found) and covered > 0 and not besides
    strong = any(clause.strong for clause in found) and own
    decisive = (sure or strong) if context.wary or start else (sure or several or strong or alone)
    if start and not context.wary:
        decisive = decisive or alone
    return _Reading(block, _cut(block.text, start), found, decisive, sure)


def _covered(found: list[c.Clause], end: int) -> int:
    """Code points the clauses cover together, up to `end`."""
    total = reached = 0
    for clause in found:
        total += max(0, min(clause.end, end) - max(clause.start, reached))
        reached = max(reached, min(clause.end, end))
    return total


def _cut(text: str, start: int) -> int:
    """The start of a part, with the blanks before it."""
    return len(text[:start].rstrip()) if start else 0
