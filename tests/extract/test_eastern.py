"""Bylines of Japanese and Korean papers, and the agencies they name."""

from __future__ import annotations

import pytest

from newscrawl import extract_article
from newscrawl.items import Article

JAPANESE = "堤の修理がきのう始まり、近くの人たちが見に来て、現場はとてもにぎやかだったということです。"
KOREAN = "둑을 고치는 공사가 어제 시작돼 인근 주민들이 이른 아침부터 둑 앞에 모여 구경했다고 시는 밝혔다."


def read(headline: str, meta: str, text: str, opening: str = "", last: str = "") -> Article:
    paragraphs = f"<p>{opening}{text}</p>" + f"<p>{text}</p>" * 3 + (f"<p>{last}</p>" if last else "")
    page = (
        f"<html><body><main><h1>{headline}</h1><div>{meta}</div><div class=text>{paragraphs}</div></main></body></html>"
    )
    return extract_article(page.encode(), "https://stone.example/news/1.html")


@pytest.mark.parametrize(
    ("meta", "opening", "last", "people", "source"),
    [
        ("입력 2024.05.17 09:30", "", "", [], None),
        ("기자명 김하늘 기자 입력 2024.05.17 09:30 댓글 0", "", "", [("김하늘", "reporter")], None),
        ("2024-05-17 | 김하늘·이바다 기자", "", "", [("김하늘", "reporter"), ("이바다", "reporter")], None),
        ("2024-05-17", "(강변=연합뉴스) 김하늘 기자 = ", "", [("김하늘", "reporter")], "연합뉴스"),
        ("2024-05-17", "[서울=뉴시스] 김하늘 인턴 기자 = ", "", [("김하늘", "reporter")], "뉴시스"),
        ("2024-05-17", "", "글=김하늘 기자·사진=이바다 기자", [("김하늘", "author"), ("이바다", "photographer")], None),
        ("2024-05-17", "", "김하늘 기자 sky@stone.example", [("김하늘", "reporter")], None),
    ],
)
def test_korean(meta: str, opening: str, last: str, people: list[tuple[str, str]], source: str | None) -> None:
    found = read("둑을 고치는 공사 시작", meta, KOREAN, opening, last)
    assert [(person.name, person.role) for person in found.bylines] == people
    assert (found.source or found.dateline_agency) == source


@pytest.mark.parametrize(
    ("meta", "last", "people", "source"),
    [
        ("2024年5月17日 9時30分", "（水野晴）", ["水野晴"], None),
        ("2024年5月17日 9時30分", "【水野晴】", ["水野晴"], None),
        ("2024年5月17日 9時30分", "（共同通信）", [], "共同通信"),
        ("公開日：2024年05月17日　取材・文＝水野晴　写真＝森下光", "", ["水野晴", "森下光"], None),
    ],
)
def test_japanese(meta: str, last: str, people: list[str], source: str | None) -> None:
    found = read("堤の修理が始まる", meta, JAPANESE, last=last)
    assert [person.name for person in found.bylines] == people
    assert found.source == source
