"""Why a record says what it says: for every field the level, rule and text, and what was left out and why.

Everything is worked out from a finished draft when somebody asks, so that it costs nothing otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from lxml.html import HtmlElement

from newscrawl.extract.boilerplate import named_so, names, unseen
from newscrawl.extract.dating import dates_stated
from newscrawl.extract.declared import declared, is_chinese
from newscrawl.extract.draft import Draft
from newscrawl.extract.headline import strip_site
from newscrawl.extract.metaline import BREAK, labelled, named
from newscrawl.extract.parse import text_of
from newscrawl.extract.prune import holds_cards, is_lead_in
from newscrawl.extract.signatures import LABEL_ROLES
from newscrawl.extract.survey import BLOCK_TAGS, SILENT_TAGS, hidden
from newscrawl.extract.untitled import ABOVE_TEXT
from newscrawl.items import Article, Byline, Removed

_EMPTY = "the label is there and its value is empty"
_NO_NAME = "a placeholder, a date or too long for a name"
_LEAST, _MOST = 20, 12
"""Characters of a block outside the body that is told of, and how many are."""
_OWN_TABLES = ("removed", "notices", "bylines", "captures", "problems", "extra", "images", "repairs")
_GIVEN = {
    "schema_version": "newscrawl",
    "id": "the URL, under url-v1",
    "kind": "the status of the answer",
    "url": "the capture",
    "site": "the URL's host",
    "body_sha256": "body",
    "part_count": "the pages read",
    "charset_declared": "BOM, header or meta",
    "charset_used": "the label, or what loses least",
    "charset_lossless": "decoding",
    "extractor_version": "newscrawl",
    "rules_digest": "the rule data",
    "family": "the layout, or the site",
    "layout": "the first whose headline and body are in the page",
    "language": "characters of the body, or the site",
    "script": "characters of the body",
    "date_published_precision": "date_published",
    "date_published_evidence": "date_published",
}
"""Where values come from that no rule reads from the page."""


@dataclass(frozen=True, slots=True)
class Value:
    """A field of the record, or a person of its bylines, and where it came from."""

    name: str
    value: object
    level: str
    rule: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """What might have been a value, and why it is none."""

    name: str
    value: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Pruned:
    """A block of the page that is none of the article."""

    element: str
    why: str
    text: str


@dataclass(slots=True)
class Explanation:
    """Everything about one record."""

    fields: list[Value] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    """Fields of which the page says nothing."""
    bylines: list[Value] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    pruned: list[Pruned] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def explain(draft: Draft, article: Article) -> Explanation:
    """The reasons for a record, from the draft it was made of."""
    told = Explanation(removed=article.removed, problems=article.problems)
    for item in fields(article):
        value = getattr(article, item.name)
        if item.name in _OWN_TABLES:
            continue
        if value in (None, "", []):
            told.absent.append(item.name)
        else:
            told.fields.append(_value(draft, item.name, value))
    told.bylines = [_person(draft, person) for person in article.bylines]
    told.lost = [*_headlines(draft), *_sources(draft), *_dates(draft), *_people(draft)]
    told.pruned = [*_inside(draft), *_outside(draft)]
    return told


def _value(draft: Draft, name: str, value: object) -> Value:
    known = draft.evidence.get(name)
    if name == "body" and known is None:
        level, rule = _body(draft)
        return Value(name, value, level, rule)
    if known is not None:
        return Value(name, value, known.level, known.rule, known.text if known.text != str(value) else "")
    if name.startswith("site_"):
        return Value(name, value, "site", draft.site.__name__)
    level = "structured" if name == "keywords" else "newscrawl"
    return Value(name, value, level, _GIVEN.get(name, "keywords" if name == "keywords" else "default"))


def _body(draft: Draft) -> tuple[str, str]:
    """Level and rule of the body: the layout's selector, or what the element found says of itself."""
    if draft.layout is not None:
        return "layout", draft.layout.body
    return "generic", f"most article text in {', '.join(map(_named, draft.body[:3])) or 'no element'}"


def _person(draft: Draft, person: Byline) -> Value:
    """The places that name a person; the first is where name and role were read."""
    places = [place for place, people in draft.named.items() if any(_same(person, other) for other in people)]
    lines = [draft.meta_text.replace(BREAK, " "), *(span.text for span in draft.removed)]
    lines += [block.text for block in draft.blocks]
    text = next((line.strip() for line in lines if person.name in line or person.name in "".join(line.split())), "")
    said = f"{person.role}, {person.organisation}" if person.organisation else person.role
    return Value(person.name, said, "text" if text else "structured", ", ".join(places), text)


def _same(one: Byline, other: Byline) -> bool:
    return one.name.casefold() == other.name.casefold() and one.role == other.role


def _headlines(draft: Draft) -> Iterator[Lost]:
    """Titles and headings that word it otherwise."""
    if draft.tree is None:
        return
    told = {"declared headline": draft.told.headline, "title": next(map(text_of, draft.tree.iter("title")), None)}
    found = [(rule, text) for rule, text in told.items() if text]
    found += [(element.tag, text) for element in draft.tree.iter("h1", "h2") if (text := text_of(element))][:5]
    chosen = draft.article.headline or ""
    for rule, text in dict.fromkeys(found):
        if text == chosen or not chosen:
            continue
        bare = strip_site(text, draft.told.site_name)
        by_text = draft.evidence["headline"].rule == ABOVE_TEXT
        why = "says less of the text" if by_text else "agrees less with the page's titles"
        why = "the same with the site's name" if bare == chosen else why
        if draft.evidence["headline"].level in ("layout", "family"):
            why = why if bare == chosen else f"less trusted than {draft.evidence['headline'].level}"
        yield Lost("headline", text, rule, why)


def _sources(draft: Draft) -> Iterator[Lost]:
    """Names of houses that are not the source."""
    chosen = draft.article.source
    found = [("label source", draft.meta.get("source")), ("label publisher", draft.meta.get("publisher"))]
    found += [("script data", draft.facts.get("source"))]
    found += [("declared source", draft.told.source), ("declared publisher", draft.told.publisher)]
    found += [("declared site name", draft.told.site_name)]
    found += [("source line", labelled(s.text.strip()).get("source")) for s in draft.removed if s.kind == "source_line"]
    for rule, value in found:
        if value is None or (chosen and value == chosen):
            continue
        if not value:
            why = _EMPTY
        elif named(value) is None:
            why = _NO_NAME
        elif rule in ("declared publisher", "declared site name"):
            why = "names the site, not where the article is from"
        elif rule == "label publisher":
            why = "says who put it online, not where it is from"
        else:
            why = "less trusted than the source found"
        yield Lost("source", value, rule, why)


def _dates(draft: Draft) -> Iterator[Lost]:
    """Dates the page states that are not its date."""
    chosen = draft.article.date_published or ""
    seen = set()
    for rule, when in dates_stated(draft):
        if when.value == chosen or (rule, when.value) in seen:
            continue
        seen.add((rule, when.value))
        if when.value[:10] == chosen[:10]:
            why = "the same day, less or no more precise"
        elif "change" in rule:
            why = "of a change"
        else:
            why = f"less trusted than {(draft.article.date_published_evidence or 'none').partition(':')[0]}"
        yield Lost("date_published", when.value, f"{rule}: {when.text}", why)


def _people(draft: Draft) -> Iterator[Lost]:
    """People named somewhere who are no byline, and declared authors who are nobody."""
    kept = {(person.name.casefold(), person.role) for person in draft.article.bylines}
    listed = {name for name, _ in kept}
    for place, people in draft.named.items():
        for person in people:
            if (person.name.casefold(), person.role) not in kept:
                why = "has a more telling role" if person.name.casefold() in listed else "edits, and is named as editor"
                yield Lost("bylines", f"{person.name} ({person.role})", place, why)
    for role in LABEL_ROLES:
        if (value := draft.meta.get(role)) is not None and named(value) is None:
            why = (
                "a placeholder, a date or too long for a name" if value else "the label is there and its value is empty"
            )
            yield Lost("bylines", value, f"label {role}", why)
    taken = declared(draft, is_chinese(draft)) if draft.told.authors else None
    for name in draft.told.authors:
        if name.casefold() in listed:
            continue
        if taken and name in taken.own:
            why = "the site itself"
        elif taken and name in taken.people:
            why = "the page prints other people, and not this one"
        else:
            why = "no person's name, or a house"
        yield Lost("bylines", name, "declared author", why)


def _inside(draft: Draft) -> Iterator[Pruned]:
    """What lies inside the body's elements and is none of the article."""
    dropped: list[HtmlElement] = []
    if draft.generic is not None:
        dropped = list(draft.generic.dropped)
    elif draft.layout is not None:
        dropped = draft.select(draft.layout.drop)
    texts = ((element, text_of(element)) for element in dropped if element.tag not in SILENT_TAGS)
    for element, text in sorted(texts, key=lambda pair: pair[1]):
        if text:
            yield Pruned(_named(element), _why(draft, element, text), text)


def _why(draft: Draft, element: HtmlElement, text: str) -> str:
    if draft.layout is not None:
        return "the layout says so"
    if element in draft.meta_lines:
        return "the meta line"
    if hidden(element) or unseen(element):
        return "not shown"
    if named_so(element, names(element)):
        return "its class or id names a widget"
    if element.tag in ("nav", "footer", "aside", "form", "figcaption"):
        return f"a {element.tag}"
    if holds_cards(element):
        return "cards of other articles"
    if is_lead_in(text):
        return "opens like a list of other articles, a share widget or an advertisement"
    links = sum(len(text_of(a)) for a in element.iter("a"))
    return "mostly links" if links > 0.5 * len(text) else "beside the text: the headline again, or lines above it"


def _outside(draft: Draft) -> Iterator[Pruned]:
    """The largest blocks of the page outside of the body."""
    if draft.tree is None or not draft.body:
        return
    held = {above for element in draft.body for above in element.iterancestors()}
    found: list[tuple[int, str, HtmlElement]] = []
    stack = list(draft.tree.iterchildren("body")) or [draft.tree]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in SILENT_TAGS or element in draft.body:
            continue
        if element in held or (element.tag in BLOCK_TAGS and any(line in draft.meta_lines for line in element.iter())):
            stack += list(element)
        elif element.tag in BLOCK_TAGS and len(text := text_of(element)) >= _LEAST:
            found.append((-len(text), text, element))
    for _, text, element in sorted(found, key=lambda each: each[:2])[:_MOST]:
        why = "outside of the text"
        if named_so(element, names(element)) or element.tag in ("nav", "footer", "aside", "header", "form"):
            why += ", and named like a widget" if named_so(element, names(element)) else f", a {element.tag}"
        yield Pruned(_named(element), why, text)


def _named(element: HtmlElement) -> str:
    """An element as a selector would name it."""
    identity, css = element.get("id"), (element.get("class") or "").split()
    return f"{element.tag}{f'#{identity}' if identity else ''}{''.join(f'.{name}' for name in css[:2])}"
