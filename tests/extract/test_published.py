"""The publication date among all that a page states."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from newscrawl import extract_article
from newscrawl.extract.dates import When, parse_date, url_date
from newscrawl.extract.published import choose, line_dates

UTC = ZoneInfo("UTC")


def when(text: str) -> When:
    found = parse_date(text, UTC)
    assert found is not None
    return found


def test_the_most_trusted_counts_and_a_finer_one_of_its_day_refines_it() -> None:
    chosen = choose(
        [("label", when("2024-05-06")), ("structured", when("2024-05-06 08:15")), ("url", when("2024-05-07"))]
    )
    assert chosen is not None
    assert chosen == ("label, refined by structured", when("2024-05-06 08:15"))
    assert choose([]) is None


def test_universal_time_gives_way_to_the_day_printed_beside_it() -> None:
    told = when("2024-05-07T02:30:00Z")
    chosen = choose([("structured", told), ("line", when("May 6, 2024"))])
    assert chosen is not None
    assert chosen[1].value == "2024-05-06"


def test_universal_time_stays_where_no_zone_makes_the_other_day_of_it() -> None:
    told = when("2024-05-07T16:30:00Z")
    assert choose([("structured", told), ("line", when("May 6, 2024"))]) == ("structured", told)
    assert choose([("structured", told), ("line", when("May 7, 2024"))], [when("2024-05-08")]) == ("structured", told)


def test_the_day_in_the_url_outweighs_other_universal_times() -> None:
    told, again = when("2024-05-07T02:30:00Z"), when("2024-05-07T02:30Z")
    beside = choose([("structured", told), ("generic", again)], [when("2024-05-06")])
    assert beside is not None
    assert beside[1].value == "2024-05-06"
    printed = choose([("structured", told), ("generic", when("May 7, 2024"))], [when("2024-05-06")])
    assert printed is not None
    assert printed[1] == told


def published(line: str) -> list[str]:
    return [w.value for w in line_dates(line, UTC)[0]]


def test_a_change_is_no_publication() -> None:
    line = "By A. Writer | Updated: May 9, 2024 10:00 | Published May 6, 2024 | since 2019"
    assert published(line) == ["2024-05-06"]
    assert [w.value[:10] for w in line_dates(line, UTC)[1]] == ["2024-05-09"]
    assert published("Last updated on Monday, May 9, 2024") == []
    assert published("2024年4月 2024-05-09") == ["2024-05-09", "2024-04"]


def test_the_state_of_a_text_is_its_date_where_there_is_no_other() -> None:
    for line in ("更新时间：2024-05-09", "Stand: 9. Mai 2024"):
        published_then, changed = line_dates(line, UTC)
        assert [w.value for w in published_then] == [w.value for w in changed] == ["2024-05-09"]
    assert published("更新时间：2024-05-09 发布时间：2024-05-06") == ["2024-05-06"]


def test_dates_that_a_meta_line_calls_something_else() -> None:
    assert published("Registriert: 18.09.2008, 05:56 | Beitrag von kapitaen » 21.01.2009, 05:42") == [
        "2009-01-21T05:42+00:00"
    ]
    assert published("截止2006年8月10日 | 2006-08-02 10:00") == ["2006-08-02T10:00+00:00"]


def test_the_day_in_a_url() -> None:
    for url, value in (
        ("http://news.example.com/2024-12/17/content_367.html", "2024-12-17"),
        ("http://news.example.com/a/202412/t20241217_4567.shtml", "2024-12-17"),
        ("http://news.example.com/GB/2024/1217/c1-2.html", "2024-12-17"),
        ("http://news.example.com/202412/17/c1.html", "2024-12-17"),
        ("https://example.com/2024/12/7/a-title", "2024-12-07"),
        ("https://example.com/article/20249999", None),
        ("https://example.com/article/1234567890123", None),
    ):
        found = url_date(url)
        assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("meta", "path", "value"),
    [
        (
            "<span>05-17 09:30</span> <span>2024</span> <span>来源：青石日报</span>",
            "a/1.html",
            "2024-05-17T09:30+08:00",
        ),
        ("<span>5月17日 09:30</span> <span>来源：青石日报</span>", "2024/0517/1.html", "2024-05-17T09:30+08:00"),
        ("<span>5月17日 09:30</span> <span>来源：青石日报</span>", "a/1.html", None),
    ],
)
def test_a_year_may_stand_apart_or_in_the_url(meta: str, path: str, value: str | None) -> None:
    text = "<p>城东的新桥昨天上午通车，附近的居民早早来到桥头，等着走第一趟，桥修了三年才修好。</p>" * 4
    page = f"<html><body><h1>城东新桥昨天通车</h1><div>{meta}</div><div class=con>{text}</div></body></html>"
    assert extract_article(page.encode(), f"https://stone.example/{path}").date_published == value
