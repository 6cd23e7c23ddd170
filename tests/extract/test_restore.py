"""`restore` gives the article text back exactly: over generated pages and, where NEWSCRAWL_CORPUS names it, real ones."""

from __future__ import annotations

import gzip
import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl import sites
from newscrawl.demo.damage import CUTS, damage
from newscrawl.items import restore
from newscrawl.page import Page
from newscrawl.pipelines import draft_of, finished
from newscrawl.repeated import Repeated

DATA = Path(__file__).parent / "data"
CORPUS = os.environ.get("NEWSCRAWL_CORPUS")
APP = "青石视界，看见身边的人和事"


def lines() -> list[str]:
    """Every line of the labelled sets: text, notices, bylines and what only looks like them."""
    noted = [json.loads(line) for line in (DATA / "notices.jsonl").read_text(encoding="utf-8").splitlines()]
    named = [json.loads(line) for line in (DATA / "bylines.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [text for case in noted for text in case["paragraphs"]]
    return [*found, *(text for case in named for text in (*case.get("head", ()), *case.get("tail", ())))]


PARAGRAPHS = st.sampled_from(lines()) | st.sampled_from([APP, "原标题：修堤", "来源：青石日报", "【1】【2】下一页"])
MARKUP = st.sampled_from(
    ["<p>{}</p>", "<div>{}</div>", "{}<br>", "<p><b>{}</b></p>", "<li>{}</li>", "<p>　　{}\u200b</p>"]
)


def check(page: Page) -> None:
    draft = draft_of(page)
    article = finished(draft)
    assert "restore_fails" not in article.problems
    assert restore(article) == draft.text
    assert all(draft.text[span.start : span.end] == span.text for span in article.removed)
    assert all(before.end <= after.start for before, after in pairwise(article.removed))
    assert all(draft.text[n.start : n.end].strip() == n.text.strip() for n in article.notices)


def page_of(paragraphs: list[str], url: str) -> str:
    head = '<html><head><meta charset="utf-8"><title>青石河上的堤坝修好了</title></head><body>'
    if "sxycrb" in url:
        return f'{head}<div class="detail-h"><h1>青石河上的堤坝修好了</h1></div><div class="detail-d">{"".join(paragraphs)}</div></body>'
    return f'{head}<h1>青石河上的堤坝修好了</h1><div class="content">{"".join(paragraphs)}</div></body>'


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(MARKUP, PARAGRAPHS), max_size=16),
    st.sampled_from(["http://www.sxycrb.com/2024-05/01/content_1.html", "http://www.unknown.example/1.html"]),
    st.booleans(),
)
def test_any_page_can_be_restored(drawn: list[tuple[str, str]], url: str, damaged: bool) -> None:
    text = page_of([markup.format(paragraph) for markup, paragraph in drawn], url)
    check(
        Page(
            url,
            200,
            ((b"Content-Type", b"text/html; charset=utf-8"),),
            (damage(text, cuts=CUTS) if damaged else text).encode(),
        )
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PARAGRAPHS, max_size=12), st.lists(PARAGRAPHS, min_size=1, max_size=3), st.sampled_from(["head", "tail"])
)
def test_pages_of_a_site_with_reviewed_entries_can_be_restored(texts: list[str], known: list[str], end: str) -> None:
    entries = tuple(Repeated(pattern=text, end=end, kind="boilerplate", reviewed=True) for text in known)
    site = type("Reviewed", (sites.get("sxycrb"),), {"__doc__": "A paper.", "repeated": entries})
    url = "http://www.sxycrb.com/2024-05/01/content_1.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sites, "for_page", lambda page: site)
        check(
            Page(
                url,
                200,
                ((b"Content-Type", b"text/html; charset=utf-8"),),
                page_of([f"<p>{t}</p>" for t in texts], url).encode(),
            )
        )


@pytest.mark.soak
@pytest.mark.skipif(not CORPUS, reason="NEWSCRAWL_CORPUS names no corpus")
def test_real_pages_can_be_restored() -> None:
    golds = sorted(Path(CORPUS or "").glob("*/gold.jsonl"))
    assert golds
    for gold in golds:
        for line in gold.read_text(encoding="utf-8").splitlines():
            entry: dict[str, Any] = json.loads(line)
            name = str(entry["id"]).rpartition("/")[2]
            body = gzip.decompress((gold.parent / f"{name}.html.gz").read_bytes())
            check(Page(entry.get("url") or "http://unknown.example/", 200, ((b"Content-Type", b"text/html"),), body))
