"""Notices: what a site prints round its articles about rights, reposting and responsibility, found and taken out.

A notice is a run of blocks at an edge of the article. What tells it from an article about notices: what it is made of
(`clauses`), its place, the publisher speaking of itself, and that nothing is told in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from newscrawl.extract import clauses as c
from newscrawl.extract.draft import Block, Draft
from newscrawl.items import Notice

_TAIL, _HEAD = 14, 3
"""Blocks looked at from the end and from the start."""
_PASSED, _PASSED_LENGTH = 4, 40
"""Short lines that may stand between a notice and the edge."""
_COVERED = 0.6
"""Share of a sentence its clauses must cover where nothing but them speaks for a notice."""
_WINDOW, _SHORT = 1200, 200
"""Code points at the end of a block that are looked at; length of the longest line that goes with a notice."""
_PART_END = re.compile(r"[,;:。!?]+|$")


class _Weight(IntEnum):
    """How much speaks for a notice."""

    BESIDE = 0
    """Clauses that count only next to a notice."""
    SINGLE = 1
    """A strong clause with a self-reference, or nothing but a clause that needs no more."""
    SEVERAL = 2
    """Clauses of two kinds."""
    SURE = 3
    """Clauses of two kinds, and a self-reference."""


_BESIDES = {_Weight.BESIDE: 0.2, _Weight.SINGLE: 0.2, _Weight.SEVERAL: 0.2, _Weight.SURE: 0.5}
"""Share of a notice that may be neither clause nor filler."""
_SHARE = {_Weight.SINGLE: 0.5, _Weight.SEVERAL: 0.8, _Weight.SURE: 0.95}
"""Share of the article text that may leave."""


@dataclass(slots=True)
class _Reading:
    """What a block is, as far as notices go."""

    block: Block
    start: int = 0
    """Where in the block the notice begins."""
    clauses: list[c.Clause] = field(default_factory=list)
    weight: _Weight = _Weight.BESIDE
    filler: str = ""
    """heading, signature or numbered, for lines that go with a notice next to them; passed for those that stay."""


@dataclass(frozen=True, slots=True)
class _Context:
    names: tuple[str, ...]
    """Names of the publisher, folded."""
    wary: bool
    """Whether the article is itself about rights, so that only a sure notice is one."""

    @property
    def least(self) -> _Weight:
        return _Weight.SURE if self.wary else _Weight.SINGLE


def notices(draft: Draft) -> None:
    """Take the notices out of the article text and list them in `article.notices`; promo lines leave unlisted.

    A notice that is most of the text stays, with the problem `notice_too_large`. What stands outside of the text leaves
    in any case.
    """
    blocks = draft.kept()
    context = _context(draft)
    tail = _run(blocks[::-1][:_TAIL], context)[::-1]
    before = blocks[: blocks.index(tail[0].block)] if tail else blocks
    head = [] if context.wary else _run(before[:_HEAD], context, head=True)
    whole = sum(len(block.text) for block in blocks if not block.is_outside)
    for run in (head, tail):
        if not run:
            continue
        taken = sum(len(reading.block.text) - reading.start for reading in run if not reading.block.is_outside)
        if taken > whole * _SHARE[_together(run)]:
            draft.problems.add("notice_too_large")
            continue
        for reading in run:
            _take(draft, reading)
    for block in draft.kept():
        if block.is_outside:
            draft.remove(block, "boilerplate", "notice.outside")
    draft.article.notices.sort(key=lambda notice: notice.start)


def _together(run: list[_Reading]) -> _Weight:
    """The weight of a whole run: clauses of two kinds may stand in two blocks."""
    kinds = {clause.kind for reading in run for clause in reading.clauses} - {"promo"}
    weight = max(reading.weight for reading in run)
    return max(weight, _Weight.SEVERAL) if len(kinds) > 1 else weight


def _context(draft: Draft) -> _Context:
    article, site = draft.article, draft.site
    names = {site.title, *site.papers, article.source or "", article.publisher or ""}
    about_rights = bool(article.headline and c.rules().topic.search(c.fold(article.headline)))
    return _Context(tuple(sorted(c.fold(name) for name in names if len(name) > 1)), about_rights)


def _take(draft: Draft, reading: _Reading) -> None:
    """Remove a block and list it; a numbered line without a clause continues the notice above it."""
    found = [clause for clause in reading.clauses if clause.kind != "promo"]
    first = c.leading(found or reading.clauses) if reading.clauses else None
    rule = f"notice.{first.rule if first else reading.filler}"
    promo = bool(reading.clauses) and not found
    span = draft.remove(reading.block, "promo" if promo else "notice", rule, reading.start)
    listed = draft.article.notices
    if reading.filler == "numbered" and listed:
        kind = listed[-1].kind
    elif first is not None and found:
        kind = first.kind
    else:
        return
    text = span.text.strip()
    listed.append(
        Notice(kind=kind, clauses=c.kinds(reading.clauses), text=text, start=span.start, end=span.end, rule=rule)
    )


def _run(blocks: list[Block], context: _Context, head: bool = False) -> list[_Reading]:
    """What is to be taken at the edge the blocks start from, in the order of the blocks."""
    readings: list[_Reading] = []
    passed = 0
    for block in blocks:
        reading = _read(block, context, part=not head and not block.is_outside)
        if reading is None and block.is_outside:  # its place says what it is
            reading = _Reading(block, clauses=c.clauses(block.text, quoted=False), weight=_Weight.SINGLE)
        if reading is None or (head and reading.clauses and reading.weight < context.least):
            break
        passed += reading.filler == "passed"
        if passed > _PASSED:
            break
        readings.append(reading)
        if reading.start:
            break
    return _chosen(readings if head else readings[::-1], context)[:: 1 if head else -1]


def _chosen(readings: list[_Reading], context: _Context) -> list[_Reading]:
    """Of readings in the order printed, those to be taken: with clauses, and fillers next to them."""
    if not any(reading.clauses and reading.weight >= context.least for reading in readings):
        return []
    chosen: list[_Reading] = []
    for position, reading in enumerate(readings):
        before = bool(chosen) and chosen[-1] is readings[position - 1]
        after = readings[position + 1] if position + 1 < len(readings) else None
        if (
            reading.clauses
            or (reading.filler == "heading" and after is not None and after.clauses)
            or (reading.filler in ("signature", "details") and before)
            or (reading.filler == "numbered" and before and _goes_on(readings[position - 1], after))
        ):
            chosen.append(reading)
    return chosen


def _goes_on(before: _Reading, after: _Reading | None) -> bool:
    """Whether a numbered line stands inside a notice, or closes one whose lines are numbered."""
    within = after is not None and after.filler != "passed"
    return within or bool(c.rules().filler["numbered"].search(before.block.folded))


def _read(block: Block, context: _Context, part: bool) -> _Reading | None:
    """What a block is; None for text of the article, which ends a run."""
    text = block.folded
    rules = c.rules()
    for filler in ("heading", "signature", "details") if len(text) <= _PASSED_LENGTH else ():
        if rules.filler[filler].search(text):
            return _Reading(block, filler=filler)
    if _may_state_terms(block) and not rules.law.search(text):
        reading = _reading(block, text, context, part)
        if reading is not None:
            return reading
    if len(text) > _SHORT:
        return None
    if len(text) <= _PASSED_LENGTH and (rules.filler["passed"].search(text) or not re.search(r"[。!?,;]", text)):
        return _Reading(block, filler="passed")
    if rules.filler["numbered"].search(text) and not rules.hard.search(text):
        return _Reading(block, filler="numbered")
    return None


def _may_state_terms(block: Block) -> bool:
    """Whether the part of a block that is looked at may hold a clause."""
    return block.may_state_terms and (len(block.folded) <= _WINDOW or c.possible(block.folded[-_WINDOW:]))


def _reading(block: Block, folded: str, context: _Context, part: bool) -> _Reading | None:
    """The notice a block is or, with `part`, ends with."""
    offset = max(0, len(folded) - _WINDOW)
    if offset and not part:
        return None
    stated = _stated(block.text[offset:], bool(offset), context, part)
    if stated is None:
        return None
    return _Reading(block, len(folded[: offset + stated.start].rstrip()), list(stated.clauses), stated.weight)


@dataclass(frozen=True, slots=True)
class _Stated:
    """A notice in a text: where it begins, and what it is."""

    start: int
    clauses: tuple[c.Clause, ...]
    weight: _Weight


@lru_cache(maxsize=64)  # a site prints the same notice under every article
def _stated(text: str, cut: bool, context: _Context, part: bool) -> _Stated | None:
    """The notice a text is or, with `part`, ends with; one that is `cut` has lost its beginning."""
    found = c.clauses(text, quoted=False)
    folded = c.fold(text)
    spans = c.sentences(folded) if found else []
    for start, _ in spans[1 if cut else 0 :] if part else spans[:1]:
        rest = [clause for clause in found if clause.start >= start]
        weight = _weight(folded, start, rest, [span for span in spans if span[0] >= start], context)
        if weight is not None and ((not start and not cut) or weight >= context.least):
            return _Stated(start, tuple(rest), weight)
    return None


def _weight(
    text: str, start: int, found: list[c.Clause], spans: list[tuple[int, int]], context: _Context
) -> _Weight | None:
    """How much speaks for a notice in the sentences from `start`; None where they tell something or hold too little."""
    rules = c.rules()
    kinds = {clause.kind for clause in found} - {"promo"}
    several = len(kinds) > 1 and any(clause.strong or clause.alone for clause in found)
    own = bool(rules.self_reference.search(text, start)) or any(name in text[start:] for name in context.names)
    sure = several and (own or "exclusive_licence" in kinds)
    besides = covered = 0
    for begin, end in spans:
        sentence = text[begin:end].strip()
        if rules.hard.search(sentence) or (not sure and rules.soft.search(sentence)):
            return None
        inside = [clause for clause in found if clause.start < end and begin < clause.end]
        covered += _covered(inside, text, begin, end) >= _COVERED * len(sentence)
        if not inside and not rules.filler["sentence"].search(sentence):
            if begin == start or (start and not sure):
                return None
            besides += len(sentence)
    weight = _Weight.SURE if sure else _Weight.SEVERAL if several and not start else _Weight.BESIDE
    if weight == _Weight.BESIDE and (
        (own and any(clause.strong for clause in found))
        or (covered and not besides and any(_alone(clause, text) for clause in found))
    ):
        weight = _Weight.SINGLE
    return weight if found and besides <= (len(text) - start) * _BESIDES[weight] else None


def _alone(clause: c.Clause, text: str) -> bool:
    """Whether nothing but this clause is a notice; a line of numbers for the public is so only outside sentences."""
    return clause.alone and (clause.kind not in ("registration", "report") or "。" not in text)


def _covered(found: list[c.Clause], text: str, begin: int, end: int) -> int:
    """Code points of a sentence that are clauses; a part that is one by half, or a filler, counts whole."""
    filler = c.rules().filler["sentence"]
    total = 0
    while begin < end:
        match = _PART_END.search(text, begin, end)
        stop = match.end() if match else end
        inside = sum(max(0, min(clause.end, stop) - max(clause.start, begin)) for clause in found)
        whole = 2 * inside >= stop - begin or filler.search(text[begin:stop].strip())
        total += stop - begin if whole else inside
        begin = max(stop, begin + 1)
    return total
