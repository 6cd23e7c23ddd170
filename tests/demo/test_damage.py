"""The forward process gives the forms seen on mirrors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.demo.damage import CUTS, READINGS, damage, traditional


@pytest.mark.parametrize(
    ("clean", "shown"),
    [
        ("运城日报", "運(yùn)城日?qǐng)?bào)"),  # 請 found across two characters after 報 had its reading
        ("张蕴强", "張?zhí)N強(qiáng)"),  # the trail byte of 蘊 is the letter N
        ("抗争的严重", "抗?fàn)幍膰?yán)重"),
        ("随后采取复制", "隨后采取復(fù)制"),  # the mirrors' map leaves some characters alone
        ("<p>当地</p>", "<p>當?shù)?/p>"),  # the lone byte took < with it
        ("逐个进行", "逐個(gè)進(jìn)行"),
        ("😀 ABC 1.5%", "&#128512; ABC 1.5%"),
    ],
)
def test_forms_of_misplaced_readings(clean: str, shown: str) -> None:
    assert damage(clean) == shown


@pytest.mark.parametrize(
    ("clean", "shown"),
    [
        ("人。”时", "人?！睍r(shí)"),
        ("祉。基层换", "祉?；鶎訐Q"),
        ("<p>了。”</p>", "<p>了?！?/p>"),
        ("海口市，", "?？谑?，"),
        ("什么？怎么！", "什麼？怎麼！"),  # where characters begin a cut leaves no trace
    ],
)
def test_forms_of_cuts(clean: str, shown: str) -> None:
    assert damage(clean, cuts=CUTS) == shown


def test_readings_are_a_choice() -> None:
    assert damage("中国报纸", {"紙": "zhǐ"}) == "中國報紙(zhǐ)"
    assert damage("中国报纸", {}) == "中國報紙"


@given(st.text(st.characters(codec="ascii")))
def test_ascii_stays(text: str) -> None:
    assert damage(text) == text


@given(st.text(st.sampled_from("".join(READINGS) + "的一日地当因。，a1<")))
def test_nothing_but_brackets_tells_readings_apart(text: str) -> None:
    """Without a reading the forward process is the character map alone."""
    assert damage(text, {}) == traditional(text)
