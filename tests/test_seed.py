"""The first real input, where it is given: a damaged mirror's copy of an article of Yuncheng Daily.

Its text belongs to its publisher and is not kept here. NEWSCRAWL_SEED_TEXT names the file: the meta line, then a
paragraph a line.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from newscrawl import extract_article
from newscrawl.items import Article, restore

SEED = os.environ.get("NEWSCRAWL_SEED_TEXT", "")
pytestmark = pytest.mark.skipif(not SEED, reason="NEWSCRAWL_SEED_TEXT names no file")

PAGE = """<html><head><meta charset="utf-8"><title></title></head><body>
<div class="detail-h"><h1></h1><p>{meta}</p></div>
<div class="detail-d">{body}</div></body></html>"""


@cache
def article() -> Article:
    meta, *paragraphs = Path(SEED).read_text(encoding="utf-8").strip().split("\n")
    body = "".join(f"<p>　　{paragraph}</p>\n" for paragraph in paragraphs)
    page = PAGE.format(meta=meta, body=body).encode()
    return extract_article(page, "http://www.sxycrb.com/2019-11/23/content_1.html")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", "运城日报"),
        ("publisher", None),
        ("date_published", "2019-11-23"),
        ("date_published_precision", "day"),
        ("dateline", "本报讯"),
        ("script", "Hans"),
        ("layout", "founder-detail"),
        ("rights_permission", "ask"),
        ("rights_credit_required", True),
        ("rights_credit_line", "运城新闻网-运城日报"),
        ("rights_holder", "运城日报、运城晚报"),
        ("rights_licensee", "运城新闻网"),
        ("provenance_status", "republished"),
        ("provenance_origin", "运城日报"),
        ("provenance_relation", "same_house"),
        ("problems", ["no_headline"]),
    ],
)
def test_the_record_says_what_the_page_said(field: str, value: object) -> None:
    assert getattr(article(), field) == value


def test_the_padded_reporter_is_one_name() -> None:
    assert [(person.name, person.role) for person in article().bylines] == [("张越", "reporter")]
    assert article().body.startswith("本报讯(记者 张 越)11月22日,")


def test_four_paragraphs_stay_and_two_notices_leave() -> None:
    assert len(article().body.split("\n")) == 4
    assert [notice.kind for notice in article().notices] == ["exclusive_licence", "repost_disclaimer"]
    assert article().notices[0].clauses == ["exclusive_licence", "no_reprint", "required_credit"]
    assert restore(article()).count("\n") == 5


def test_nothing_of_the_damage_is_left() -> None:
    text = restore(article())
    assert not re.search(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", text)
    assert "?" not in text
    assert "�" not in text
    counts = {repair.kind: repair.count for repair in article().repairs}
    assert counts["annotation"] > 150
    assert counts["byte_damage"] >= 5


def test_the_wording_is_simplified_throughout() -> None:
    text = restore(article())
    text.encode("gb2312")
    assert sum(text.count(word) for word in ("安全生产", "会议", "采取", "后", "制")) > 20
