"""report.html: whole, safe, and sufficient unto itself."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newscrawl.operations.figures import duration, size
from newscrawl.operations.report_page import report_page

RUN = "20261124T024556Z-a1b2"
ACCOUNT = {
    "url": "http://paper.test/list_1.html",
    "start": True,
    "failure": None,
    "articles": 9,
    "offsite": 1,
    "fetched": 4,
    "gone": 1,
    "duplicate": 0,
    "refused": {"robots": 2, "offsite": 1},
    "failed": {"HTTP 503": 2},
    "pending": 0,
}
REPORT: dict[str, Any] = {
    "run_id": RUN,
    "site": "paper",
    "site_title": "测试日报",
    "started_at": "2026-11-24T02:45:58+00:00",
    "finished_at": "2026-11-24T03:59:59+00:00",
    "seconds": 4441.0,
    "rows": 5,
    "bytes_archived": 123_456,
    "requests_sent": 12,
    "articles": {"fetched": 4},
    "lists": [ACCOUNT, {**ACCOUNT, "url": "http://paper.test/list_2.html", "failure": "HTTP 500"}],
    "pages_by_status": {"200": 5, "503": 2},
    "politeness": {"user_agent": "bot (+me)", "robots_obeyed": True, "least_delay": 1.0, "at_a_time": 1},
    "robots": {"read": 1},
    "errors": [{"where": "callback", "url": "http://paper.test/a", "error": "ValueError: no"}],
    "content": {"articles": 4, "coverage": {"headline": 4, "bylines": 1}, "notices": {"no_reprint": 2}},
    "verdict": {"healthy": False, "reasons": ["One list page of 2 could not be read."]},
}
FILES = [{"name": "articles.jsonl", "size": 9000, "lines": 5, "sha256": "ab" * 32}]


def read(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def rows(page: str, title: str) -> list[list[str]]:
    (section,) = read(page).xpath("//section[h2[contains(., $title)]]", title=title)
    return [[" ".join(map(str, cell.itertext())) for cell in row] for row in section.xpath(".//tbody/tr | .//tfoot/tr")]


def test_everything_a_person_asks_is_there() -> None:
    page = report_page(REPORT, FILES, {"newscrawl": "0.1.0"})
    said = " ".join(read(page).text_content().split())
    for words in ("测试日报", RUN, "Not healthy", "One list page of 2 could not be read.", "1 h 14 min", "123.5 kB"):
        assert words in said
    for words in ("2026-11-24 02:45:58 to 2026-11-24 03:59:59 UTC", "bot (+me)", "ValueError: no", "ab" * 16):
        assert words in said
    first, second, whole = rows(page, "Links to articles")
    assert first == ["/list_1.html", "10", "4", "1", "2 robots 1 offsite", "2 HTTP 503"]
    assert second[0] == "/list_2.html not read: HTTP 500"
    assert whole == ["all list pages", "20", "8", "2", "4 robots 2 offsite", "4 HTTP 503"]
    assert rows(page, "Answers") == [["200", "5"], ["503", "2"]]
    assert rows(page, "Files")[0][:3] == ["articles.jsonl", "9,000", "5"]
    assert ["bylines", "1", "25 %"] in [[cell.strip() for cell in row] for row in rows(page, "What the 4 articles")]


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = report_page(REPORT, FILES, {})
    assert not read(page).xpath("//script | //link | //img | //iframe | //object | //embed | //@src | //@srcset")
    (style,) = read(page).xpath("//style/text()")
    assert not re.search(r"url\(|@import", style)


def test_a_report_of_the_least_is_a_page() -> None:
    least = {"run_id": RUN, "site": "paper", "verdict": {"healthy": False, "reasons": ["It broke & was recovered."]}}
    assert "It broke &amp; was recovered." in report_page(least, [], {})


@given(st.text(max_size=60).map(lambda text: f"<script>x</script>\"'><img src=x onerror=y>{text}"))
def test_no_text_becomes_markup(text: str) -> None:
    text = "".join(char for char in text if char.isprintable())
    bad = {
        **REPORT,
        "site_title": text,
        "lists": [{**ACCOUNT, "url": text, "failure": text, "refused": {text: 1}}],
        "errors": [{"where": text, "url": f"http://{text}", "error": text}],
        "content": {"articles": 1, "coverage": {text: 1}, "layouts": {text: 1}},
        "verdict": {"healthy": False, "reasons": [text]},
        "robots": {text: 1},
    }
    tree = read(report_page(bad, [{**FILES[0], "name": text, "sha256": text}], {text: text}))
    assert not tree.xpath("//script | //img | //*[@onerror]")
    assert text in tree.xpath("string(//h1)")


def test_an_address_that_is_none_of_the_web_is_no_link() -> None:
    page = report_page({**REPORT, "lists": [{**ACCOUNT, "url": "javascript:alert(1)"}]}, [], {})
    assert not [link for link in read(page).xpath("//a/@href") if not link.startswith("http")]


def test_figures_are_as_people_read_them() -> None:
    assert [size(n) for n in (0, 999, 1000, 12_345, 999_960, 5_400_000_000)] == [
        "0 bytes",
        "999 bytes",
        "1.0 kB",
        "12.3 kB",
        "1.0 MB",
        "5.4 GB",
    ]
    assert [duration(n) for n in (0, 9.14, 59.96, 185, 3599.6, 7384)] == [
        "0.0 s",
        "9.1 s",
        "1 min 00 s",
        "3 min 05 s",
        "1 h 00 min",
        "2 h 03 min",
    ]
