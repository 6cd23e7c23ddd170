"""Archived pages and the articles that people checked by hand: a test for every field of every case."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.reader import read_exchanges
from newscrawl.extract.draft import Draft
from newscrawl.items import Article, restore
from newscrawl.page import Page
from newscrawl.pipelines import draft_of, finished
from newscrawl.sites import for_url

CASES = Path(__file__).parent / "cases"
SLUGS = sorted(path.relative_to(CASES).with_suffix("").as_posix() for path in CASES.glob("*/*.warc"))


@cache
def told(slug: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / f"{slug}.json").read_text(encoding="utf-8"))
    return found


@cache
def read(slug: str) -> tuple[Article, Draft]:
    (archived,) = read_exchanges(CASES / f"{slug}.warc")
    draft = draft_of(Page.from_exchange(archived.exchange, archived.capture))
    return finished(draft), draft


@pytest.mark.parametrize(("slug", "field"), [(slug, field) for slug in SLUGS for field in told(slug)])
def test_the_field_is_what_a_person_read(slug: str, field: str) -> None:
    assert dataclasses.asdict(read(slug)[0])[field] == told(slug)[field]


@pytest.mark.parametrize("slug", SLUGS)
def test_what_the_person_left_out_is_absent(slug: str) -> None:
    silent = {"captures", "extractor_version", "rules_digest", "schema_version", "extra", "body_sha256"}
    values = dataclasses.asdict(read(slug)[0])
    more = {name for name, value in values.items() if value not in (None, [], "")} - set(told(slug)) - silent
    assert not more


@pytest.mark.parametrize("slug", SLUGS)
def test_the_article_text_can_be_restored(slug: str) -> None:
    article, draft = read(slug)
    text = draft.text
    assert restore(article) == text
    for notice in article.notices:
        assert text[notice.start : notice.end] == notice.text


@pytest.mark.parametrize("slug", SLUGS)
def test_the_case_lies_with_its_site(slug: str) -> None:
    article, _ = read(slug)
    assert slug.startswith(f"{for_url(article.url).name or 'generic'}/")
    assert article.site == (for_url(article.url).name or "generic")
