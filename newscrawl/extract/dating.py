"""When an article was published and last changed: every date its page states, in order of trust."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from zoneinfo import ZoneInfo

from newscrawl.extract.dateplaces import AS_OF, CHANGED, Place, datelines, places
from newscrawl.extract.dates import When, parse_date, url_date
from newscrawl.extract.draft import Draft
from newscrawl.extract.enpproperty import enpproperty
from newscrawl.extract.metaline import BREAK
from newscrawl.extract.published import choose, days_between, is_day_first, line_dates

_HAN = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_YEAR = re.compile(rf"(?:^|[{BREAK}\s/])((?:19|20)\d\d)年?(?=$|[{BREAK}\s/])")
_OFFSET = re.compile(r"\d\s?(?:Z|[+-]\d\d:?\d\d|(?!(?:[AP]M|UHR)\b)[A-Z]{2,4})\b")


def dating(draft: Draft, enp: dict[str, str]) -> None:
    """The date of the most trusted place, which a more precise statement of its day refines; the date of a change."""
    day = draft.site.date_in(draft.page.url)
    in_url = When(day, "day", day) if day else url_date(draft.page.url, draft.page.fetched_at)
    hints = [in_url] if in_url else []
    stated = [*_statements(draft, enp), *(("url", hint) for hint in hints)]
    made = _parse(draft, draft.told.date_stated)
    best = choose([*stated, *([("structured", made)] if made else [])], hints)
    if not any(_is_day(when) for _, when in stated):
        best = _elsewhere(draft, best[1] if best else None) or best
    if best is None:
        draft.problems.add("no_date")
    else:
        level, when = best[0], _as_stated(draft, best[1])
        draft.set("date_published", when.value, level.partition(",")[0], "date", when.text)
        draft.article.date_published_precision = when.precision
        draft.article.date_published_evidence = f"{level}: {when.text}"
    _changed(draft)


def _changed(draft: Draft) -> None:
    """The date of the last change: labelled in the meta line, declared, or called so elsewhere."""
    texts = (draft.meta.get("modified"), draft.told.date_modified)
    changes = [when for text in texts if (when := _parse(draft, text))] + draft.changes
    if changes:
        draft.set("date_modified", _as_stated(draft, changes[0]).value, "text", "modified", changes[0].text)


def _statements(draft: Draft, enp: dict[str, str]) -> Iterator[tuple[str, When]]:
    """Every date stated, the most trusted place first: layout, CMS family, declared data, what was found without."""
    printed = _printed(draft)
    own = draft.layout is not None and draft.family is None
    if own:
        yield from (("layout", when) for when in printed)
    if when := _parse(draft, enp.get("date")):
        yield "family", when
    level = "generic" if draft.family is None else "family"
    days = [(level, when) for when in printed if _is_day(when)] if not own else []
    declared = _parse(draft, draft.told.date_published)
    if declared and _belied(draft, declared, [when for _, when in days]):
        yield from days
    if declared:
        yield "structured", declared
    yield from days
    if when := _parse(draft, draft.facts.get("date")):
        yield "script", when
    times = draft.generic.times if draft.generic else []
    yield from (("generic", when) for text in times if (when := _parse(draft, text)))


def _belied(draft: Draft, declared: When, printed: list[When]) -> bool:
    """Whether a declared date is later than the declared change, as it can't be, and than the one printed."""
    changed = _parse(draft, draft.told.date_modified)
    return bool(changed and printed and days_between(declared, changed) > 0 and days_between(declared, printed[0]) > 0)


def _elsewhere(draft: Draft, month: When | None) -> tuple[str, When] | None:
    """A day the page states in another place than in declarations and meta line; the state of a text comes last.

    Less sure declarations, within the year or month known, come behind what is surely the article's.
    """
    if draft.tree is None:
        return None
    headline = draft.generic.headline if draft.generic else None
    found = places(draft.tree, headline.element if headline else None, draft.body)
    changes = (_parse(draft, place.text, printed=True) for place in found if place.trust >= AS_OF)
    draft.changes += [when for when in changes if when and _is_day(when)]
    within = month.value if month and not _is_day(month) else ""
    hinted = (_parse(draft, text) for text in draft.told.date_hints)
    lines = datelines([block.text for block in draft.blocks])
    candidates = chain(
        _read(draft, [place for place in found if place.is_sure]),
        (("structured", when) for when in hinted if when and when.value.startswith(within)),
        (("generic, dateline", when) for text in lines if (when := _parse(draft, text, printed=True))),
        _read(draft, [place for place in found if not place.is_sure and place.trust < CHANGED]),
    )
    return next(((level, when) for level, when in candidates if _is_day(when)), None)


def _read(draft: Draft, found: list[Place]) -> Iterator[tuple[str, When]]:
    for place in found:
        if when := _parse(draft, place.text, printed=True):
            yield f"generic, {place.rule}", when


def dates_stated(draft: Draft) -> Iterator[tuple[str, When]]:
    """Every date the page states somewhere with the place's name, the more trusted first; to explain a choice."""
    if draft.tree is None:
        return
    changes = dict.fromkeys(draft.changes)
    yield from _statements(draft, enpproperty(draft.tree))
    if when := url_date(draft.page.url, draft.page.fetched_at):
        yield "url", when
    yield from (("structured", when) for text in draft.told.date_hints if (when := _parse(draft, text)))
    headline = draft.generic.headline if draft.generic else None
    yield from _read(draft, places(draft.tree, headline.element if headline else None, draft.body))
    if when := _parse(draft, draft.told.date_modified):
        yield "change", when
    yield from (("change", when) for when in changes)


def _is_day(when: When) -> bool:
    return when.precision not in ("year", "month")


def _printed(draft: Draft) -> list[When]:
    labelled_date = _parse(draft, draft.meta.get("date"), printed=True)
    if labelled_date:
        return [labelled_date]
    day_first = is_day_first(draft.told.language, draft.page.url) if not draft.site.domains else None
    text, fetched = draft.meta_text.replace(BREAK, " "), draft.page.fetched_at
    published, changed = line_dates(text, zone_of(draft), fetched_at=fetched, day_first=day_first)
    draft.changes += [when for when in changed if _is_day(when)]
    if not any(map(_is_day, published)) and (year := _year_beside(draft)):
        dated, _ = line_dates(text, zone_of(draft), fetched_at=fetched, year_hint=year, day_first=day_first)
        return dated or published
    return published


def _year_beside(draft: Draft) -> int | None:
    """The year of a meta line that prints it apart from month and day, or leaves it to the URL."""
    if match := _YEAR.search(draft.meta_text):
        return int(match[1])
    in_url = url_date(draft.page.url, draft.page.fetched_at)
    return int(in_url.value[:4]) if in_url else None


def zone_of(draft: Draft) -> ZoneInfo:
    """The site's zone; of a page of no known site, that of its language where all who print it share one."""
    if draft.site.domains:
        return ZoneInfo(draft.site.timezone)
    return ZoneInfo(_zone(draft) or "UTC")


def _zone(draft: Draft) -> str | None:
    """The zone of a page in Chinese, Japanese or Korean, told by its title."""
    title = draft.told.headline or (draft.article.headline or "")
    if _HANGUL.search(title):
        return "Asia/Seoul"
    if _KANA.search(title) or (_HAN.search(title) and (draft.told.language or "").lower().startswith("ja")):
        return "Asia/Tokyo"
    return "Asia/Shanghai" if _HAN.search(title) else None


def _as_stated(draft: Draft, when: When) -> When:
    """The date without its time where neither page nor site says of which zone the time is."""
    if draft.site.domains or "T" not in when.value or _OFFSET.search(when.text) or _zone(draft):
        return when
    return When(when.value[:10], "day", when.text)


def _parse(draft: Draft, text: str | None, *, printed: bool = False) -> When | None:
    """A date; one that is printed for readers has day and month in the order of their language."""
    if not text:
        return None
    day_first = is_day_first(draft.told.language, draft.page.url) if printed and not draft.site.domains else None
    return parse_date(text, zone_of(draft), fetched_at=draft.page.fetched_at, day_first=day_first)
