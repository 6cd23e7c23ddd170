"""Meta lines above, below and beside the headline, and at the head of the text's own element."""

from __future__ import annotations

import pytest

from newscrawl import extract_article
from newscrawl.items import Article
from tests.extract.harbour import LONG, URL

EN = LONG[:3]
ZH = (
    "青石河边昨天装上了十二盏新路灯，村里的人每天傍晚都到堤上散步，谈论今年的收成。",
    "县水利局的人说，夏天还要在堤坝下面种上柳树，明年春天再修一条通到镇上的小路。",
    "路灯用了三个晚上才装好，工人们等到水位最低的时候，才把灯杆立在堤脚的石头上。",
)
PLACES = {"below": "{h}{m}<div>{t}</div>", "above": "{m}{h}<div>{t}</div>", "inside": "{h}<div class='z'>{m}{t}</div>"}


def read(meta: str, place: str, headline: str, text: tuple[str, ...]) -> Article:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    body = PLACES[place].format(h=f"<h1>{headline}</h1>", m=meta, t=paragraphs)
    page = f"<html><title>{headline}</title><body><div class='w'>{body}</div></body></html>"
    return extract_article(page.encode(), URL)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "meta",
    [
        "<p>By Ada Roe</p><p>5 March 2024</p>",
        "<p>Anna Roe · 5 Mar 2024 · 3 min read</p>",
        "<p>By <b>Ada Roe</b> ada.roe@quay.example</p><p>March 5, 2024 6:30 p.m.</p>",
        "<p>By Ada Roe<br>Harbour correspondent</p><p>05 March 2024</p>",
        "<p>Anna Roe</p><p>5. März 2024</p>",
        "<p>Dienstag, 5. März 2024 | Anna Roe</p>",
        "<p>Erstellt: 05.03.2024, 10:00 Uhr Von: Ada Roe</p>",
        "<p>05.03.2024</p><p>Ein Bericht von Ada Roe</p>",
        "<p>Article rédigé par Ada Roe le 5 mars 2024</p>",
        "<p>Anna Roe - 5 mars 2024</p>",
    ],
)
def test_a_western_line_is_read_and_leaves_the_text(meta: str, place: str) -> None:
    found = read(meta, place, "Twelve new lamps for the quay", EN)
    assert found.body == "\n".join(EN)
    assert [person.name.replace("Anna", "Ada") for person in found.bylines] == ["Ada Roe"]
    assert (found.date_published or "")[:10] == "2024-03-05"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "meta", ["<p>2024-03-05　来源：江口日报</p>", "<p>来源：江口日报</p><p>时间：2024年3月5日</p>"]
)
def test_so_is_a_chinese_one(meta: str, place: str) -> None:
    found = read(meta, place, "青石河边装上新路灯", ZH)
    assert (found.body, found.source, found.date_published) == ("\n".join(ZH), "江口日报", "2024-03-05")


@pytest.mark.parametrize(
    "line",
    [
        "Bad Homburg · 5 Mar 2024",
        "Lokalsport | 5. März 2024",
        "Stonetown Harbour, 5 March 2024",
        "Kreis Ludwig – 5. März 2024",
    ],
)
def test_places_and_sections_beside_a_date_are_nobody(line: str) -> None:
    assert read(f"<p>{line}</p>", "below", "Twelve new lamps for the quay", EN).bylines == []


def test_a_short_first_paragraph_with_a_date_stays() -> None:
    first = "On 5 March 2024 the lamps were lit."
    assert (read("", "below", "Twelve new lamps for the quay", (first, *EN)).body or "").startswith(first)
    first = "2024年3月5日，青石河边的路灯亮了"
    assert (read("", "below", "青石河边装上新路灯", (first, *ZH)).body or "").startswith(first)


@pytest.mark.parametrize(
    ("meta", "published", "modified"),
    [
        ("입력 2024.03.05 18:30 수정 2024.03.06 10:00", "2024-03-05T18:30+09:00", "2024-03-06T10:00+09:00"),
        ("최초입력 2024.03.05 18:30 / 최종수정 2024.03.06 10:00", "2024-03-05T18:30+09:00", "2024-03-06T10:00+09:00"),
        ("승인 2024.03.05 18:30", "2024-03-05T18:30+09:00", None),
        ("2024년 3월 5일", "2024-03-05", None),
    ],
)
def test_a_korean_page_tells_what_is_changed_and_has_the_zone_of_korea(
    meta: str, published: str, modified: str | None
) -> None:
    text = ("청석군은 제방 보수 공사를 마쳤다고 4일 밝혔다. 주민들은 저녁마다 제방을 걸으며 강물을 바라본다.",) * 3
    for place in PLACES:
        found = read(f"<p>[청석=한소담 기자]</p><p>{meta}</p>", place, "청석군 제방 보수 끝나", text)
        assert (found.date_published, found.date_modified) == (published, modified)
        assert [person.name for person in found.bylines] == ["한소담"]


@pytest.mark.parametrize(
    "meta",
    ["投稿日時：2024-03-05 18:30 最終更新日時：2024-03-06 10:00", "公開 2024年3月5日 18:30 更新 2024年3月6日 10:00"],
)
def test_so_does_a_japanese_one(meta: str) -> None:
    text = ("堤の修理がきのう始まり、近くの人たちが見に来て、現場はとてもにぎやかだったということです。",) * 3
    found = read(f"<p>{meta}</p>", "below", "堤の修理が始まる", text)
    assert (found.date_published, found.date_modified) == ("2024-03-05T18:30+09:00", "2024-03-06T10:00+09:00")
