"""Notices are found in every form they are printed in, and nothing else leaves the text."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import clauses as c
from newscrawl.extract.draft import Draft
from newscrawl.extract.notices import notices
from newscrawl.items import Article, restore
from tests.extract.drafts import Harbour, Qingshi, draft_of

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "notices.jsonl").read_text(encoding="utf-8").splitlines()
]
"""Labelled articles: paragraphs, the notices in them as [paragraph, kind or null, part or null], and promo lines."""
NOTICED = [case for case in CASES if case["notices"] or case["promo"]]
KEPT = [case for case in CASES if not case["notices"] and not case["promo"]]
SENTENCE = "市里召开交通工作会议，研究部署明年的重点任务，要求各县加快农村公路建设。"


@cache
def converter(variant: str) -> opencc.OpenCC:
    return opencc.OpenCC(variant)


def ident(case: dict[str, Any]) -> str:
    return str(case["id"])


def done(case: dict[str, Any], **fields: Any) -> Draft:
    draft = draft_of(*case["paragraphs"], **({"headline": case["headline"]} | fields))
    notices(draft)
    return draft


def expected(case: dict[str, Any]) -> list[tuple[str, str]]:
    """Text and kind of what should leave; "" for any kind."""
    paragraphs = case["paragraphs"]
    found = [(paragraphs[index] if part is None else part, kind or "") for index, kind, part in case["notices"]]
    return found + [(paragraphs[index], "promo") for index in case["promo"]]


def removed(draft: Draft) -> list[tuple[str, str]]:
    kinds = {(notice.start, notice.end): notice.kind for notice in draft.article.notices}
    return [(span.text.strip(), kinds.get((span.start, span.end), span.kind)) for span in draft.removed]


def hits(case: dict[str, Any]) -> int:
    """How many of a case's notices were taken out with their kind."""
    found = removed(done(case))
    return sum(any(text == t and kind in ("", k) for t, k in found) for text, kind in expected(case))


def test_the_labelled_set_is_large() -> None:
    assert len(CASES) >= 200
    assert len(NOTICED) >= 120
    assert len(KEPT) >= 70
    assert len({case["id"] for case in CASES}) == len(CASES)


def test_recall_and_precision_have_floors() -> None:
    wanted = sum(len(expected(case)) for case in NOTICED)
    found = sum(hits(case) for case in NOTICED)
    taken = sum(len(done(case).article.notices) for case in NOTICED)
    promo = sum(span.kind == "promo" for case in NOTICED for span in done(case).removed)
    assert found / wanted >= 0.97
    assert found / (taken + promo) >= 0.97


@pytest.mark.parametrize("case", KEPT, ids=ident)
def test_what_is_no_notice_stays(case: dict[str, Any]) -> None:
    assert [span.text for span in done(case).removed] == []


@pytest.mark.parametrize("case", [case for case in KEPT if case["id"].startswith("kept-")], ids=ident)
def test_a_report_is_told_apart_without_its_headline(case: dict[str, Any]) -> None:
    assert [span.text for span in done(case, headline=None).removed] == []


@pytest.mark.parametrize("case", NOTICED, ids=ident)
def test_spans_are_of_the_article_text_and_in_order(case: dict[str, Any]) -> None:
    draft = done(case)
    listed = draft.article.notices
    assert all(draft.text[span.start : span.end] == span.text for span in draft.removed)
    assert all(draft.text[notice.start : notice.end].strip() == notice.text for notice in listed)
    assert [notice.start for notice in listed] == sorted(notice.start for notice in listed)
    assert all(notice.rule.startswith("notice.") for notice in listed)


@pytest.mark.parametrize(
    "case", [c for c in NOTICED if c["id"].startswith("zh-") and "“" not in c["paragraphs"][-1]], ids=ident
)
@pytest.mark.parametrize("variant", ["s2t", "s2tw", "s2hk"])
def test_traditional_forms_are_read_alike(case: dict[str, Any], variant: str) -> None:
    paragraphs = [converter(variant).convert(paragraph) for paragraph in case["paragraphs"]]
    draft = done(case | {"paragraphs": paragraphs})
    assert [notice.kind for notice in draft.article.notices] == [kind for _, kind, _ in case["notices"]]


def test_clauses_are_named_in_the_order_printed() -> None:
    draft = draft_of(
        SENTENCE,
        "青石日报、青石晚报所有自采新闻(含图片)独家授权青石新闻网发布,未经允许不得转载或镜像;授权转载务必注明来源,例:“青石新闻网-青石日报 ”。",
        "凡本网未注明“发布者:青石新闻网”的作品,均转载自其它媒体,转载目的在于传递更多信息,并不代表本网赞同其观点和对其真实性负责。",
    )
    notices(draft)
    assert [notice.clauses for notice in draft.article.notices] == [
        ["exclusive_licence", "no_reprint", "required_credit"],
        ["repost_disclaimer", "view_disclaimer"],
    ]
    assert [block.text for block in draft.kept()] == [SENTENCE]


def test_a_removed_editor_line_does_not_end_the_run() -> None:
    draft = draft_of(*[SENTENCE] * 3, "本文仅代表作者个人观点。", "责任编辑：王五", "未经授权不得转载。")
    draft.remove(draft.blocks[4], "editor_line", "byline.editor_line")
    notices(draft)
    assert [notice.kind for notice in draft.article.notices] == ["view_disclaimer", "no_reprint"]


def test_the_site_named_in_a_sentence_is_a_self_reference() -> None:
    line = "稿件的著作权归青石新闻网所有。"
    known, unknown = draft_of(*[SENTENCE] * 3, line, site=Qingshi), draft_of(*[SENTENCE] * 3, line)
    notices(known)
    notices(unknown)
    assert [notice.kind for notice in known.article.notices] == ["owned_works"]
    assert unknown.article.notices == []


def test_a_part_leaves_with_the_blanks_before_it() -> None:
    draft = draft_of(
        "The council met on Tuesday and agreed on a budget for the harbour after a long debate.",
        "The mayor thanked everyone. © 2024 The Harbour Post. All rights reserved.",
        site=Harbour,
    )
    notices(draft)
    assert [span.text for span in draft.removed] == [" © 2024 The Harbour Post. All rights reserved."]
    assert not draft.blocks[1].removed


def test_a_notice_that_is_the_text_stays_and_is_told() -> None:
    draft = draft_of("本网站所有内容，版权均属青石新闻网所有，未经许可不得转载。", "转载请注明来源：青石新闻网。")
    notices(draft)
    assert draft.removed == []
    assert draft.problems == {"notice_too_large"}


def test_nothing_happens_without_text() -> None:
    draft = draft_of()
    notices(draft)
    assert draft.removed == []


def test_a_long_last_paragraph_is_searched_at_its_end_only() -> None:
    draft = draft_of(SENTENCE * 400 + "本报版权作品，未经授权不得转载。")
    notices(draft)
    assert [notice.text for notice in draft.article.notices] == ["本报版权作品，未经授权不得转载。"]


def raw_rules() -> dict[str, Any]:
    return tomllib.loads(resources.files("newscrawl.extract").joinpath("data/notices.toml").read_text(encoding="utf-8"))


def test_every_character_of_the_patterns_is_known_in_its_other_forms() -> None:
    data = raw_rules()
    printed = "".join(clause["pattern"] for clause in data["clause"]) + "".join(data["words"].values())
    missing = {
        (character, other)
        for variant in ("s2t", "s2tw", "s2hk")
        for character in set(re.findall(r"[\u4e00-\u9fff]", printed))
        if len(other := converter(variant).convert(character)) == 1 and c.fold(other) != c.fold(character)
    }
    assert missing == set()


def test_folding_keeps_every_place() -> None:
    text = "凡本網未註明「發布者：甲」，Ｃopyright ⓒ２０２４"
    assert len(c.fold(text)) == len(text)
    assert c.fold(text) == "凡本网未注明“发布者:甲”,Copyright ©2024"


def test_hints_never_hide_a_clause() -> None:
    lines = {paragraph for case in CASES for paragraph in case["paragraphs"]}
    hidden = [
        (pattern.rule, line)
        for pattern in c.rules().patterns
        for line in lines
        if pattern.regex.search(c.fold(line)) and not any(hint in c.fold(line).lower() for hint in pattern.hints)
    ]
    assert hidden == []


def test_every_rule_finds_something_in_the_labelled_set() -> None:
    lines = {paragraph for case in CASES for paragraph in case["paragraphs"]}
    idle = [p.rule for p in c.rules().patterns if not any(p.regex.search(c.fold(line)) for line in lines)]
    assert idle == []


def test_every_kind_has_a_rank() -> None:
    assert {pattern.kind for pattern in c.rules().patterns} == set(c.rules().order)
    assert len({pattern.rule for pattern in c.rules().patterns}) == len(c.rules().patterns)


paragraphs = st.lists(
    st.one_of(
        st.sampled_from([paragraph for case in CASES for paragraph in case["paragraphs"]]),
        st.text(alphabet="未经授权不得转载本网版权“”\"'()（）。.，,;!?©a B1\u3000", min_size=1, max_size=60).filter(
            str.strip
        ),
        st.text(min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool),
    ),
    max_size=18,
)


@given(paragraphs)
def test_what_leaves_can_be_put_back(texts: list[str]) -> None:
    draft = draft_of(*texts)
    notices(draft)
    spans = sorted(draft.removed, key=lambda span: span.start)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(draft.text[span.start : span.end] == span.text for span in spans)
    body, position = "", 0
    for span in spans:
        body += draft.text[position : span.start]
        position = span.end
    assert restore(Article(body=body + draft.text[position:], removed=spans)) == draft.text


@given(st.text(max_size=200))
def test_sentences_cover_a_text_without_gaps(text: str) -> None:
    spans = c.sentences(c.fold(text))
    assert "".join(text[start:end] for start, end in spans) == text


@given(paragraphs)
def test_found_clauses_lie_in_the_text(texts: list[str]) -> None:
    for text in texts:
        for clause in c.clauses(text):
            assert 0 <= clause.start < clause.end <= len(text)
            assert all(value and value in text for value in clause.slots.values())


@given(st.text(max_size=200) | st.sampled_from([text for case in CASES for text in case["paragraphs"]]))
def test_folding_changes_characters_in_their_places(text: str) -> None:
    assert c.fold(text) == text.translate(c.rules().fold)


@pytest.mark.parametrize("case", NOTICED, ids=ident)
def test_no_clause_is_where_none_is_possible(case: dict[str, Any]) -> None:
    assert all(c.possible(c.fold(text)) for text in case["paragraphs"] if c.clauses(text))
