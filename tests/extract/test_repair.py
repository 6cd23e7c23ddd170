"""Repair gives back what the paper printed, and leaves ordinary pages alone."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.demo.damage import CUTS, damage, traditional
from newscrawl.extract.repair import repair_text, simplified
from tests.extract.damaged_news import PARAGRAPHS, page

SEED_TEXT = "NEWSCRAWL_SEED_TEXT"
MARK = re.compile(r"\??\(?[a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zā-ǜ]*\)")


def mended(shown: str) -> str:
    """A short text after repair, beside enough damage to show what kind of page it is."""
    context = damage("运城日报报道，各级责任单位。\n")
    return repair_text(context + shown, to_simplified=True).text.removeprefix("运城日报报道，各级责任单位。\n")


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("日?qǐng)?bào)", "日报"),
        ("張?zhí)N強(qiáng)", "张蕴强"),
        ("抗?fàn)幍膰?yán)重", "抗争的严重"),
        ("分?jǐn)?shù)優(yōu)先", "分数优先"),
        ("【3】?jī)?nèi)陸腹地", "【3】内陆腹地"),  # 績, read jī by the mirror and jì elsewhere
        ("逐個(gè)進(jìn)行", "逐个进行"),
        ("人?！睍r(shí)", "人。”时"),
        ("祉?；鶎訐Q", "祉。基层换"),
        ("　?、谔崆邦A(yù)約", "　　②提前预约"),
        ("學(xué)生返回學(xué)??。", "学生返回学校。"),
        ("復(fù)制、復制、隨后、采取", "复制、复制、随后、采取"),
        ("張 越(記者)", "张 越(记者)"),
        ("社會(huì)和諧(xié)，乾陵(qián)，執著", "社会和谐，乾陵(qián)，执着"),
    ],
)
def test_known_forms(shown: str, printed: str) -> None:
    assert mended(shown) == printed


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("<p>當?shù)?/p>", "<p>当地</p>"),
        ("<p>了?！?/p>", "<p>了。”</p>"),
        ("<title>運(yùn)城新聞?/title><p>", "<title>运城新闻</title><p>"),
        ('<meta content="服務(wù)當?shù)?/><p>', '<meta content="服务当地"/><p>'),
        ("當?shù)?nbsp;", "当地&nbsp;"),
        ("當?shù)?019年", "当地2019年"),
        ("當?shù)?998年", "当地1998年"),
        ("當?shù)?\n", "当地\r\n"),
    ],
)
def test_swallowed_ascii_comes_back_where_what_follows_tells_it(shown: str, printed: str) -> None:
    assert mended(shown) == printed


def test_no_pair_of_bytes_is_lost_in_between() -> None:
    """Characters may meanwhile look like € or like private ones of the user-defined area."""
    clean = "运城日报：学科带头人。”丁磊还表示，他说。当地公安局。"
    shown = damage(f"<p>{clean}</p>", cuts=CUTS)
    assert any("\ue000" <= char <= "\uf8ff" for char in shown)
    assert "€" in shown
    assert repair_text(shown, to_simplified=True).text == f"<p>{clean}</p>"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=4, unique=True))
def test_misplaced_readings_have_an_exact_inverse(paragraphs: list[str]) -> None:
    clean = page(paragraphs)
    repaired = repair_text(damage(clean), to_simplified=True)
    assert repaired.text == clean
    assert repaired.dense
    assert repair_text(repaired.text, to_simplified=True).text == repaired.text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=4, unique=True), st.booleans())
def test_repair_is_idempotent(paragraphs: list[str], to_simplified: bool) -> None:
    once = repair_text(damage(page(paragraphs), cuts=CUTS), to_simplified)
    again = repair_text(once.text, to_simplified)
    assert (again.text, again.counts) == (once.text, {})


@given(
    st.text(st.sampled_from("國報日時务長?(){}[]qǐngbàoaN€,，。！<>/p=\"'& \n\r\x00\u200b\ufffd\ue000"), max_size=60)
)
def test_nothing_raises(text: str) -> None:
    repair_text(text, to_simplified=True)
    repair_text("運(yùn)城日?qǐng)?bào)" + text, to_simplified=True)


def test_traditional_sites_stay_traditional() -> None:
    clean = page(PARAGRAPHS)
    repaired = repair_text(damage(clean), to_simplified=False)
    assert repaired.text == traditional(clean)
    assert "traditional" not in repaired.counts


def test_counts_say_what_was_done() -> None:
    shown = damage("<p>运城日报报道，在长治</p>") + "<p>???正文，，第二，、第三，。</p>\u200b"
    repaired = repair_text(shown, to_simplified=True)
    assert repaired.text == "<p>运城日报报道，在长治</p><p>　　正文，第二、第三。</p>"
    assert repaired.counts == {
        "annotation": 3,
        "byte_damage": 2,
        "indent": 1,
        "punctuation": 3,
        "traditional": 4,
        "zero_width": 1,
    }


ORDINARY = {
    "natural pinyin": "<p>酝酿(yùn niàng)已久。曾(zēng)先生说，“血”字读(xuè)不读(xiě)。重(chóng)庆与重(zhòng)要。</p>",
    "teaching text": "<p>學(xué)習(xí)中(zhōng)文(wén)，先(xiān)學(xué)拼(pīn)音(yīn)，再(zài)學(xué)漢(hàn)字(zì)。</p>",
    "one reading": "<p>" + "臺北的街頭巷尾都有小吃，這個字念麼(me)。" * 3 + "</p>",
    "brackets": "<p>新华社(记者)报道(一)，图(左)，GDP(亿元)，三峡(重庆)库区，国(guo)字号</p>",
    "doubled on purpose": "<p>什么？？真的吗?！他说，，，没有。。。</p><p>???</p>",
    "question": "<p>Is it right (is this right?yes) or wrong?no) 对吗?(对)好?yes)</p>",
    "code": "<script>var a=b?c(d):e;x=y?à(z):w;s=/中?shì)/;t='长(cháng)';f=x?a):b;/(国)?biāo)/</script>",
    "style": "<style>a{content:'？';}b:not(hover){color:red}</style><p>正文</p>",
    "traditional": f"<p>{traditional(PARAGRAPHS[0])}</p>",
    "lone mark": "<p>他问：“日?qǐng)?bào)是什么？”</p>" + "<p>这一页没有别的标记，只是引用了一处损坏的文字。</p>" * 20,
    "french": "<p>Il est là (là?là) déjà?là) à côté</p>",
    "joined emoji": "<p>家庭👨\u200d👩\u200d👧、彩虹🏳️\u200d🌈</p>",
    "persian": "<p>می\u200cخواهم</p>",
    "hindi": "<p>क्\u200dष</p>",
    "thai": "<p>ภาษา\u200bไทย</p>",
    "german": "<p>Auf\u200clage</p>",
    "mixed scripts": "<p>中文\u200cمی</p>",
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_pages_come_back_as_they_are(text: str) -> None:
    surrounded = page(PARAGRAPHS[:6]) + text
    for whole in (text, surrounded):
        repaired = repair_text(whole, to_simplified=True)
        assert (repaired.text, repaired.counts, repaired.dense) == (whole, {}, False)


@given(st.text())
def test_any_text_without_marks_comes_back(text: str) -> None:
    plain = re.sub(r"[?()\ufffd&\u200b-\u200d\u2060\ufeff]", "", text)
    assert repair_text(plain, to_simplified=True).text == plain


@pytest.mark.parametrize(
    ("text", "clean", "count"),
    [
        ("运\u200b城\u200c日\u200d报\ufeff", "运城日报", 4),
        ("\ufeff<html>运城", "<html>运城", 1),
        ("运&ZeroWidthSpace;城&#8203;日&#x200B;报&ZerWidthSpace;", "运城日报", 4),
        ("<p>\u200b\u200b张 越</p>", "<p>张 越</p>", 2),
        ("2019\u200b年", "2019年", 1),
        ("<script>/[\u200b]/</script>运\u200b城", "<script>/[\u200b]/</script>运城", 1),
    ],
)
def test_zero_width_noise_goes_from_any_page(text: str, clean: str, count: int) -> None:
    repaired = repair_text(text, to_simplified=True)
    assert (repaired.text, repaired.counts, repaired.dense) == (clean, {"zero_width": count}, False)


def test_natural_readings_stay_in_a_damaged_page() -> None:
    clean = page([*PARAGRAPHS[:4], "酝酿(yùn niàng)的酝(yùn)，曾(zēng)国藩的曾，酝酿，酝酿。"])
    assert repair_text(damage(clean), to_simplified=True).text == clean


def test_readings_without_tone() -> None:
    shown = "據(ju)統計公報(bao)(bao)，廣東省(sheng)(sheng)常(chang)住(zhu)人口(kou)，國(guo)家(記者)"
    assert repair_text(shown, to_simplified=True).text == "据统计公报，广东省常住人口，国家(记者)"
    spaced = "社會(hui) 發展於(yu) 國(guo) 家"
    assert repair_text(spaced, to_simplified=True).text == "社会发展于国家"


def test_a_page_that_was_only_cut() -> None:
    clean = page(PARAGRAPHS[:6])
    shown = damage(clean, readings={}, cuts=CUTS)
    assert "?" in shown
    assert repair_text(shown, to_simplified=True).text == clean


def test_undecodable_bytes_of_a_page_served_in_gbk() -> None:
    """A decoder that keeps the bracket and shows U+FFFD leaves the same damage."""
    assert mended("日\ufffd(qǐng)\ufffd(bào)") == "日报"


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("沿著河岸走著，著名學者的著作", "沿着河岸走着，著名学者的著作"),
        ("沿着河岸，他著了一本書", "沿着河岸，他著了一本书"),
        ("乾隆年間的骨干", "乾隆年间的骨干"),
        ("餅乾和乾燥", "饼干和干燥"),
        ("拚命三郎", "拚命三郎"),
        ("后來皇后復習複雜的計劃，于是一只船", "后来皇后复习复杂的计划，于是一只船"),
        ("臺灣\x00電視", "台湾\x00电视"),
        ("", ""),
    ],
)
def test_wording_comes_back_as_printed(shown: str, printed: str) -> None:
    assert simplified(shown)[0] == printed


RATES: dict[str, tuple[Callable[[str], str], float, float, float]] = {
    "readings": (damage, 0.9999, 0.99, 0.999),
    "cuts": (partial(damage, readings={}, cuts=CUTS), 0.999, 0.97, 0.95),
    "readings and cuts": (partial(damage, cuts=CUTS), 0.999, 0.95, 0.95),
}
"""What is done to a page; the shares of characters and paragraphs that must come back, and of characters without sense."""


@pytest.mark.parametrize("kind", RATES)
def test_rates_on_natural_text(kind: str, record_property: Callable[[str, object], None]) -> None:
    damaged, least_characters, least_paragraphs, _ = RATES[kind]
    clean = page(PARAGRAPHS)
    repaired = repair_text(damaged(clean), to_simplified=True).text
    assert len(repaired) == len(clean)
    same = sum(map(str.__eq__, repaired, clean)) / len(clean)
    lines = list(zip(repaired.split("\n"), clean.split("\n"), strict=True))
    whole = sum(a == b for a, b in lines) / len(lines)
    record_property("characters", same)
    record_property("paragraphs", whole)
    assert same >= least_characters
    assert whole >= least_paragraphs


@pytest.mark.soak
@pytest.mark.parametrize("kind", RATES)
def test_rates_on_random_characters(kind: str, pytestconfig: pytest.Config) -> None:
    """Shares that come back of text without any sense, in pages that also have some with."""
    damaged, _, _, least = RATES[kind]
    chance = random.Random(20191123)
    characters = common_characters() + "，。、：“”" * 60
    same = whole = total = 0
    rounds = 2000
    for _ in range(rounds):
        text = "".join(chance.choices(characters, k=100))
        clean = page([*PARAGRAPHS[:2], text])
        repaired = repair_text(damaged(clean), to_simplified=True).text
        line = repaired.split("\n")[4]
        same += sum(map(str.__eq__, line, f"<p>{text}</p>"))
        whole += line == f"<p>{text}</p>"
        total += len(text) + 7
    terminal = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        terminal.write_line(f"{kind}: {same / total:.5f} of characters, {whole / rounds:.4f} of paragraphs")
    assert same / total >= least


def common_characters() -> str:
    """The 3,755 characters of GB 2312's first level, without the few whose traditional form two of them share."""
    rows = bytes(range(0xB0, 0xD8))
    level = [bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF)]
    return "".join(level).translate(dict.fromkeys(map(ord, "着著干乾")))


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from(common_characters()), min_size=40, max_size=80))
def test_random_characters(text: str) -> None:
    """Without any sense to go by only a few characters in a thousand may come out wrong."""
    clean = page([PARAGRAPHS[0], text])
    repaired = repair_text(damage(clean), to_simplified=True).text
    assert len(repaired) == len(clean)
    assert sum(map(str.__ne__, repaired, clean)) <= 2


def fastest(text: str, rounds: int) -> float:
    """Seconds the fastest of some repairs took."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        repair_text(text, to_simplified=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


def test_ordinary_pages_cost_next_to_nothing() -> None:
    code = "<script>var a=b?c(d):e;if(x){y(1)}</script>\n"
    text = ((page(PARAGRAPHS) + code * 20) * 20)[: 40 * 1024]
    assert fastest(text, 20) < 0.003  # 0.0001 on an idle machine


@pytest.mark.parametrize(
    "unit",
    [
        "?a)",
        "?á)",
        "日?qǐng)",
        "日?qǐng)?bào)",
        "國(guó)",
        "中？?，",
        "(",
        "?",
        "國(",
        "\u200b",
        "&#8203",
        "<script>\u200b",
    ],
)
def test_hostile_pages_end_in_time(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    start = time.perf_counter()
    repair_text(text, to_simplified=True)
    assert time.perf_counter() - start < 20  # 2.5 on an idle machine, for the worst


@pytest.mark.skipif(SEED_TEXT not in os.environ, reason=f"{SEED_TEXT} names no damaged text to try")
def test_a_real_text() -> None:
    text = Path(os.environ[SEED_TEXT]).read_text(encoding="utf-8")
    repaired = repair_text(text, to_simplified=True)
    assert MARK.search(text)
    assert not MARK.search(repaired.text)
    assert "运城日报" in repaired.text
    assert simplified(repaired.text) == (repaired.text, 0)
    assert repair_text(repaired.text, to_simplified=True).text == repaired.text


@given(st.text())
def test_words_of_other_scripts_are_in_what_is_beyond_ascii(text: str) -> None:
    page = repair_text(text, to_simplified=False)
    assert page.beyond_ascii.decode() == "".join(char for char in page.text if not char.isascii())
