"""What the articles of a site have in common at their ends, counted over an archive and proposed for review.

The same articles give the same entries, whatever files they come from and in which order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from newscrawl.extract import clauses as c
from newscrawl.extract.prune import is_lead_in
from newscrawl.extract.repeated import ends_of, matcher
from newscrawl.extract.signatures import is_editor_line, people_of_line
from newscrawl.items import Article, restore
from newscrawl.reparse import rows_without
from newscrawl.repeated import SLOT, Repeated
from newscrawl.runs import article_in

_LEAST, _PER = 3, 100
"""Articles that must have a paragraph: three, or one in a hundred."""
_LONGEST = 1200
_URLS = 3
_FILLINGS = 3
"""Different paragraphs that make a pattern with slots."""
_SLOTS = 6
_LEAST_WORDS, _WORDS_A_SLOT = 4, 2
"""Letters a proposed paragraph must have, and for each slot of a pattern."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+|\s+|[\W_]")
_LISTED = re.compile(rf"{re.escape(SLOT)}(?:[\s、,/]*{re.escape(SLOT)})+")


@dataclass(frozen=True, slots=True)
class _Source:
    """An article that was looked at."""

    headline: str
    day: str | None
    url: str


@dataclass(slots=True)
class _Found:
    """Paragraphs at one end that are alike."""

    articles: set[str] = field(default_factory=set)
    """Ids of the articles that have one of them."""
    printed: Counter[str] = field(default_factory=Counter)
    """How they are printed."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Under which kinds the rules take them out."""
    taken: set[str] = field(default_factory=set)
    """Ids of the articles out of which they do."""

    def add(self, other: _Found) -> None:
        self.articles |= other.articles
        self.printed += other.printed
        self.kinds += other.kinds
        self.taken |= other.taken


Lines = dict[tuple[str, str], _Found]
"""By end and folded paragraph."""


@dataclass
class Learned:
    """What an archive says about a site."""

    articles: int
    entries: list[Repeated]


def learn(site: str, warcs: Sequence[Path], known: Sequence[Repeated] = (), least: int | None = None) -> Learned:
    """The repeated paragraphs of a site's articles in WARC files, with those known and reviewed among them.

    `least`: how many articles must have a paragraph. Raises InputError for a file that can't be read to its end.
    """
    rows = (article_in(line, site) for line in rows_without(warcs, frozenset()))
    return repeated_in((row for row in rows if row.site == site and row.kind == "article"), known, least)


def repeated_in(rows: Iterable[Article], known: Sequence[Repeated] = (), least: int | None = None) -> Learned:
    """The repeated paragraphs of articles; `known` ones are counted anew, and those reviewed are never lost."""
    sources: dict[str, _Source] = {}
    lines: Lines = defaultdict(_Found)
    for row in rows:
        sources[row.id] = min(_source(row), sources.get(row.id, _source(row)), key=lambda s: (s.day or "", s.url))
        _note(row, lines)
    wanted = max(_LEAST, -(-len(sources) // _PER)) if least is None else least
    counted = [_counted(entry, lines, sources) for entry in known if entry.reviewed]
    found = dict(_alike(_unknown(lines, counted), sources, wanted))
    proposed = [_proposed(end, pattern, each, sources) for (end, pattern), each in _nearest(found).items()]
    order = sorted([*counted, *proposed], key=lambda e: (e.end, -e.articles, e.pattern))
    return Learned(len(sources), order)


def _source(row: Article) -> _Source:
    return _Source(row.headline or row.id, row.date_published and row.date_published[:10], row.url)


def _note(row: Article, lines: Lines) -> None:
    """Add the paragraphs at the ends of an article."""
    text = restore(row)
    paragraphs = text.split("\n") if text else []
    start = 0
    for position, paragraph in enumerate(paragraphs):
        for end in ends_of(position, len(paragraphs)) if len(paragraph) <= _LONGEST else ():
            found = lines[end, c.fold(paragraph)]
            found.articles.add(row.id)
            found.printed[paragraph] += 1
            if (kind := _taken(row, start, start + len(paragraph))) is not None:
                found.kinds[kind] += 1
                found.taken.add(row.id)
        start += len(paragraph) + 1


def _taken(row: Article, start: int, end: int) -> str | None:
    """The kind under which the rules, not the site's data, take a paragraph out."""
    span = next((s for s in row.removed if s.start <= start and end <= s.end), None)
    if span is None or span.rule.startswith("site."):
        return None
    return span.kind


def _counted(entry: Repeated, lines: Lines, sources: dict[str, _Source]) -> Repeated:
    """A known entry with its numbers of today; as it was where nothing has it any more."""
    total = _Found()
    pattern = matcher(entry.pattern)
    for (end, line), found in lines.items():
        if end == entry.end and pattern.fullmatch(line):
            total.add(found)
    if not total.articles:
        return entry
    fresh = _proposed(entry.end, entry.pattern, total, sources)
    days = [day for day in (entry.first, entry.last, fresh.first, fresh.last) if day]
    return replace(fresh, kind=entry.kind, reviewed=True, first=min(days, default=None), last=max(days, default=None))


def _unknown(lines: Lines, known: Sequence[Repeated]) -> Lines:
    """The paragraphs that no known entry matches, at whatever end."""
    patterns = [matcher(entry.pattern) for entry in known]
    return {
        (end, line): found
        for (end, line), found in lines.items()
        if not any(pattern.fullmatch(line) for pattern in patterns)
    }


def _alike(lines: Lines, sources: dict[str, _Source], least: int) -> Iterator[tuple[tuple[str, str], _Found]]:
    """Paragraphs that enough articles have, then patterns whose slots stand for what differs among them."""
    slotted: Lines = defaultdict(_Found)
    fillings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (end, line), pattern in _patterns(lines, sources, least):
        slotted[end, pattern].add(lines[end, line])
        fillings[end, pattern].add(line)
    general = {key: found for key, found in slotted.items() if len(fillings[key]) >= _FILLINGS and _tells(key[1])}
    within = {(end, line) for (end, pattern) in general for line in fillings[end, pattern]}
    for key, found in (*general.items(), *((k, f) for k, f in lines.items() if k not in within and _tells(k[1]))):
        if len({sources[article].headline for article in found.articles}) >= least:
            yield key, found


def _patterns(lines: Lines, sources: dict[str, _Source], least: int) -> Iterator[tuple[tuple[str, str], str]]:
    """Each paragraph with its pattern: the words that few paragraphs of its build have in that place are slots."""
    built = sorted((end, _build(line), line) for end, line in lines)
    for (end, _), group in groupby(built, key=lambda each: each[:2]):
        tokens = {line: _TOKEN.findall(line) for _, _, line in group}
        if len(tokens) < _FILLINGS:
            continue
        holders: dict[tuple[int, str], set[str]] = defaultdict(set)
        for line, parts in tokens.items():
            for place in enumerate(parts):
                holders[place] |= {sources[article].headline for article in lines[end, line].articles}
        for line, parts in tokens.items():
            varied = [p if not p[0].isalnum() or len(holders[i, p]) >= least else SLOT for i, p in enumerate(parts)]
            pattern = _LISTED.sub(SLOT, "".join(varied))
            if 0 < pattern.count(SLOT) <= _SLOTS:
                yield (end, line), pattern


def _build(line: str) -> str:
    """The paragraph with w for each word, d for each number, and its marks as they are."""
    return "".join("d" if p.isdigit() else "w" if p[0].isalpha() else p for p in _TOKEN.findall(line))


def _tells(pattern: str) -> bool:
    """Whether enough of it is fixed to know it again."""
    fixed, slots = sum(map(str.isalpha, pattern.replace(SLOT, ""))), pattern.count(SLOT)
    return fixed >= (_WORDS_A_SLOT * slots or _LEAST_WORDS)


def _nearest(found: Lines) -> Lines:
    """Each pattern at one end only, the one where more articles have it."""
    return {
        (end, pattern): each
        for (end, pattern), each in found.items()
        if (other := found.get(("head" if end == "tail" else "tail", pattern))) is None
        or (len(each.articles), end) > (len(other.articles), "head" if end == "tail" else "tail")
    }


def _proposed(end: str, pattern: str, found: _Found, sources: dict[str, _Source]) -> Repeated:
    """An entry for review; what has no slots stands as most often printed."""
    having = [sources[article] for article in found.articles]
    printed = min(found.printed, key=lambda text: (-found.printed[text], text))
    days = sorted(source.day for source in having if source.day)
    return Repeated(
        pattern=pattern if SLOT in pattern else printed,
        end=end,
        kind=_kind(found, printed),
        articles=len(found.articles),
        of=len(sources),
        taken=len(found.taken),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        urls=tuple(sorted({source.url for source in having})[:_URLS]),
    )


def _kind(found: _Found, printed: str) -> str:
    """The kind the rules give it, or that its words make likely."""
    kinds = sorted(found.kinds, key=lambda kind: (-found.kinds[kind], kind))
    if kinds and kinds[0] not in ("notice", "original_title"):
        return kinds[0]
    clauses = c.clauses(printed, quoted=False)
    if clauses:
        return c.leading([clause for clause in clauses if clause.kind != "promo"] or clauses).kind
    if is_editor_line(printed):
        return "editor_line"
    if people_of_line(printed):
        return "byline_line"
    return "related" if is_lead_in(printed) else "boilerplate"
