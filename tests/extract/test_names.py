"""Names out of bylines: padded, glued, with houses, codes and placeholders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.names import names, people


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("记者 张 越", [("张越", "reporter", None)]),
        ("本报记者  孙中庆  陈伟明  摄影报道", [("孙中庆", "reporter", "本报"), ("陈伟明", "reporter", "本报")]),
        ("本报见习记者 朱君 巩平", [("朱君", "intern", "本报"), ("巩平", "intern", "本报")]),
        ("本报特约通讯员 龙刚 记者 袁伟", [("龙刚", "correspondent", "本报"), ("袁伟", "reporter", None)]),
        ("主 编:马道 编 辑:李海 台 可 校 对:曾 艳", [("马道", "editor", None), ("李海", "editor", None), ("台可", "editor", None), ("曾艳", "proofreader", None)]),
        ("特约摄影 史云 摄", [("史云", "photographer", None)]),
        ("责任编辑：李曦_NN2587", [("李曦", "editor", None)]),
        ("责任编辑：韩林 PK155", [("韩林", "editor", None)]),
        ("责任编辑：… (EN057)", []),
        ("责任编辑：系统管理员", []),
        ("记者赵一", [("赵一", "reporter", None)]),
        ("通讯员 李明、王小红", [("李明", "correspondent", None), ("王小红", "correspondent", None)]),
    ],
)  # fmt: skip
def test_people_of_a_line(line: str, found: list[tuple[str, str, str | None]]) -> None:
    assert [(p.name, p.role, p.organisation) for p in people(line)] == found


def test_names_before_any_role_word_have_the_role_given() -> None:
    assert [(p.name, p.role) for p in people("李曦 校对：刘威", "editor")] == [
        ("李曦", "editor"),
        ("刘威", "proofreader"),
    ]


@given(st.lists(st.text("越明红伟艳曾孙陈王", min_size=2, max_size=3), min_size=1, max_size=4, unique=True))
def test_padding_two_characters_apart_changes_no_name(people_there: list[str]) -> None:
    padded = "、".join(" ".join(name) if len(name) == 2 else name for name in people_there)
    assert names(padded) == people_there


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert all(person.name for person in people(text))
