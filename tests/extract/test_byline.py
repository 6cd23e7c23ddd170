"""Everyone named, and the source, against a labelled set of lines written for these tests."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newscrawl import extract_article
from newscrawl.extract.byline import byline
from newscrawl.extract.draft import Draft
from newscrawl.extract.metadata import metadata
from newscrawl.extract.structured import structured

from .drafts import draft_of

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "bylines.jsonl").read_text(encoding="utf-8").splitlines()
]
FILLING = {
    "zh": ("堤坝修了三年才修好，村里的人每天傍晚都到坝上散步，看河水慢慢地流过去，谈论今年的收成和明年的打算。",) * 2,
    "en": ("The dam took three years to build, and in the evening people from the village walk along it to talk.",) * 2,
}
HEADLINES = {"zh": "青石河上的堤坝终于修好了", "en": "The dam on the river is mended at last"}
PRECISION, RECALL, SOURCES = 0.98, 0.97, 0.98


def read(case: dict[str, Any]) -> Draft:
    """The draft of a case after the stages that read people and source."""
    lang = case.get("lang", "zh")
    text = [*case.get("head", ()), *FILLING[lang], *case.get("tail", ())]
    markup = f"<html><head>{case.get('markup', '')}</head><body><div>{case.get('meta', '')}</div></body></html>"
    draft = draft_of(*text, markup=markup)
    assert draft.tree is not None
    draft.told = structured(draft.tree)
    draft.article.headline = HEADLINES[lang]
    holder = html.fragment_fromstring(f"<div>{case.get('meta', '')}</div>")
    draft.meta_lines = list(holder)[-1:]
    metadata(draft)
    byline(draft)
    return draft


@cache
def found(number: int) -> tuple[frozenset[tuple[str, str, str | None]], str | None, str | None]:
    article = read(CASES[number]).article
    return frozenset((p.name, p.role, p.organisation) for p in article.bylines), article.source, article.dateline


def wanted(case: dict[str, Any]) -> set[tuple[str, str, str | None]]:
    return {(name, role, rest[0] if rest else None) for name, role, *rest in case["want"]}


def test_the_set_is_large_and_a_fifth_of_it_names_nobody() -> None:
    assert len(CASES) >= 130
    assert sum(not case["want"] for case in CASES) >= len(CASES) / 5


def test_people_are_found_with_role_and_organisation() -> None:
    right = sum(len(found(n)[0] & wanted(case)) for n, case in enumerate(CASES))
    told = sum(len(found(n)[0]) for n in range(len(CASES)))
    named = sum(len(case["want"]) for case in CASES)
    wrong = [(case, found(n)[0]) for n, case in enumerate(CASES) if found(n)[0] != wanted(case)]
    assert right / told >= PRECISION, wrong
    assert right / named >= RECALL, wrong


def test_nobody_is_found_where_nobody_is_named() -> None:
    assert [(case, found(n)[0]) for n, case in enumerate(CASES) if not case["want"] and found(n)[0]] == []


def test_the_source_is_the_one_printed() -> None:
    cases = [(n, case) for n, case in enumerate(CASES) if "source" in case]
    wrong = [(case, found(n)[1]) for n, case in cases if found(n)[1] != case["source"]]
    assert 1 - len(wrong) / len(cases) >= SOURCES, wrong


@pytest.mark.parametrize("number", [n for n, case in enumerate(CASES) if "dateline" in case])
def test_datelines(number: int) -> None:
    assert found(number)[2] == CASES[number]["dateline"]


@given(
    st.lists(st.text("记者编辑作者来源报道摄影张李王明华（）【】／：、。 AByroe", max_size=30), max_size=5),
    st.text(max_size=40),
)
def test_any_text_can_be_read(paragraphs: list[str], meta: str) -> None:
    texts = [text for text in (" ".join(p.split()) for p in paragraphs) if text]
    draft = draft_of(*texts, markup="<p>x</p>")
    draft.meta_text = meta
    byline(draft)
    assert all(person.name and person.role for person in draft.article.bylines)


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ('<div class="media-head"><h1>{}</h1><em class="story__author">di Ada Roe</em></div>', ["Ada Roe"]),
        ('<div class="card"><h1>{}</h1><p><a rel="author" href="/p/1">Ada Roe</a></p></div>', ["Ada Roe"]),
        ('<h1>{}</h1><div class="related"><a rel="author" href="/p/1">Ada Roe</a></div>', []),
        ('<h1>{}</h1><div class="image-credit">Ada Roe, Associated Press</div><p>Published May 1, 2024</p>', []),
        ("<h1>{}</h1><p>Ada Roe, Associated Press</p><p>Published May 1, 2024</p>", ["Ada Roe"]),
        ('<h1>{}</h1><div class="author">Written By</div>', []),
        (
            (
                '<h1>{}</h1><p><a rel="author" href="/p/1">Ada Roe</a>, <a rel="author" href="/p/2">Max Moe</a> und '
                '<a rel="author" href="/p/3">Ida Noe</a></p>'
            ),
            ["Ada Roe", "Max Moe", "Ida Noe"],
        ),
        (
            '<h1>{}</h1><p>By <a href="/1">Ada Roe</a> , <a href="/2">Max Moe</a></p><p>May 1, 2024</p>',
            ["Ada Roe", "Max Moe"],
        ),
        ('<h1>{}</h1><p>Published on May 1, 2024 by <a href="/1">Ada Roe</a></p>', ["Ada Roe"]),
        (
            '<h1>{}</h1><p class="byline"><span itemprop="author"><b itemprop="name">Ada Roe</b><i>Editor</i></span></p>',
            ["Ada Roe"],
        ),
        (
            '<h1>{}</h1><div><h4><a href="/9">Another day on which nothing happened</a></h4><p class="author">Ada Roe</p></div>',
            [],
        ),
        ('<h1>{}</h1><span class="byline">Posted: Apr</span>', []),
        ('<h1>The Dam on the river is mended at last</h1><a class="author-nav">The Dam on the river</a>', []),
    ],
)
def test_elements_named_after_the_author(head: str, names: list[str]) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in FILLING["en"] * 2)
    page = f"<html><body><main>{head.format(HEADLINES['en'])}<div class='text'>{text}</div></main></body></html>"
    found = extract_article(page.encode(), "https://stone.example/news/1.html")
    assert [person.name for person in found.bylines] == names


@pytest.mark.parametrize(
    ("mark", "names"),
    [
        ('<a class="articletag-author" href="/reporter/1">水野 晴</a>', ["水野 晴"]),
        ('<a class="articletag-author" href="/reporter/">記者一覧</a>', []),
        ('<span class="author">堤新聞社</span>', []),
    ],
)
def test_elements_named_after_the_author_of_a_japanese_page(mark: str, names: list[str]) -> None:
    text = "<p>堤の修理がきのう始まり、近くの人たちが見に来て、現場はとてもにぎやかだったということです。</p>" * 4
    page = f"<html lang='ja'><body><main><h1>堤の修理が始まる</h1>{mark}<div class='text'>{text}</div></main></body></html>"
    found = extract_article(page.encode(), "https://stone.example/news/1.html")
    assert [person.name for person in found.bylines] == names


def test_authors_of_cards_marked_as_this_ones_are_not() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in FILLING["en"] * 2)
    person = '<span itemprop="author"><b itemprop="name">{}</b></span>'
    head = f"<div><div><p>{person.format('Ada Roe')} and {person.format('Max Moe')}</p></div></div>"
    cards = "".join(
        f"<li><a href='/{n}'>Another day on the river</a>{person.format(f'Ida Noe{c}')}</li>"
        for n, c in enumerate("abc")
    )
    page = f"<html><body><main><h1>{HEADLINES['en']}</h1>{head}<div>{text}</div></main><ul>{cards}</ul></body></html>"
    found = extract_article(page.encode(), "https://stone.example/news/1.html")
    assert [person.name for person in found.bylines] == ["Ada Roe", "Max Moe"]


def test_who_a_preview_card_names_counts_where_an_address_is_declared() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in FILLING["en"] * 2)
    metas = '<meta name="author" content="a.roe@stone.example"><meta name="twitter:misc:Written by" content="Ada Roe">'
    page = f"<html><head>{metas}</head><body><main><h1>{HEADLINES['en']}</h1><div>{text}</div></main></body></html>"
    found = extract_article(page.encode(), "https://stone.example/news/1.html")
    assert [person.name for person in found.bylines] == ["Ada Roe"]
