"""Dates that stand elsewhere than in declarations and meta line, on pages made for these tests."""

from __future__ import annotations

import pytest

from newscrawl import extract_article
from newscrawl.extract.dateplaces import datelines
from newscrawl.extract.published import is_day_first

_TEXT = "".join(
    f"<p>The harbour council met {time} to speak about the new quay, and nobody, it seems, was quite content.</p>"
    for time in ("first", "again", "once more", "for the fourth time", "late at night")
)


def page(before: str = "", behind: str = "", *, top: str = "", lang: str = "de", body: str = _TEXT) -> str:
    """A page with markup between headline and text, behind the text, and in its head."""
    return (
        f'<html lang="{lang}"><head><title>Quay divides the council</title>{top}</head><body>'
        f'<div class="menu"><a href="/">Start</a></div><h1>Quay divides the council</h1>{before}'
        f'<div class="article-body">{body}</div>{behind}'
        '<div class="list"><ul><li><a href="/b">Another story about the lighthouse and its keeper</a>'
        "<span>01.02.2019</span></li></ul></div><p>© 2018 Harbour Press</p></body></html>"
    )


def date_of(markup: str, url: str = "http://www.example.com/story") -> str | None:
    return extract_article(markup.encode(), url).date_published


@pytest.mark.parametrize(
    "behind",
    [
        '<div class="info"><time datetime="2021-11-05T08:30">05.11.2021</time></div>',
        "<p>Erstellt am: 5.11.2021</p>",
        "<p><label>Erschienen am:</label> <span>05.11.21</span></p>",
        '<span class="postDate">5. November 2021</span>',
        '<span property="schema:datePublished" content="2021-11-05T10:00:00+01:00"></span>',
        "<small>Dieser Beitrag wurde am 5. November 2021 um 10:15 Uhr veröffentlicht.</small>",
        '<abbr class="published" title="2021-11-05T10:00:00">gestern</abbr>',
        "<div>Von Ada Roe am 05.11.2021, 11:51 | 0 Meinungen</div>",
        '<div class="article-footer"><p>Erschienen am: 05.11.2021</p></div>',
    ],
)
def test_a_date_behind_the_text(behind: str) -> None:
    assert (date_of(page(behind=behind)) or "")[:10] == "2021-11-05"


def test_a_short_line_beside_the_headline() -> None:
    assert date_of(page('<p class="lead-in">05.11.2021 | Hafen</p>')) == "2021-11-05"
    assert date_of(page("<div>Von: Ada Roe <span>|</span> <span>05.11.21</span></div>")) == "2021-11-05"


def test_dates_that_are_of_something_else_count_for_nothing() -> None:
    assert date_of(page()) is None
    assert date_of(page(behind="<p>Mitglied seit 05.11.2011</p>")) is None
    assert date_of(page(behind="<p>Copyright 05.11.2011</p>")) is None
    prose = _TEXT + "<p>The old quay was opened on 5 November 2011, and it was published in every paper there was.</p>"
    assert date_of(page(body=prose + _TEXT)) is None


def test_a_change_is_kept_as_one_and_no_publication() -> None:
    for changed in ("<p>Letzte Änderung: 09.12.2021</p>", "<div>Updated <time>December 9, 2021</time></div>"):
        for markup in (page(changed), page(behind=changed)):
            article = extract_article(markup.encode(), "http://www.example.com/a")
            assert (article.date_published, article.date_modified) == (None, "2021-12-09")
        assert date_of(page(behind=changed + "<p>Erstellt am: 05.11.2021</p>")) == "2021-11-05"
    assert date_of(page(behind="<p>Stand: 09.12.2021</p>")) == "2021-12-09"


def test_dates_in_and_behind_the_headline() -> None:
    inside = page().replace(
        "council</h1>", "council<br><small>&nbsp; 05.11.2021 • Hafen , Rat , Allgemein</small></h1>"
    )
    article = extract_article(inside.encode(), "http://www.example.com/a")
    assert (article.headline, article.date_published) == ("Quay divides the council", "2021-11-05")
    behind = page().replace('<div class="article-body">', "<div><small>Freitag, 5.11.2021, 19:51 &gt; Ada</small><div>")
    assert date_of(behind) == "2021-11-05"


def test_the_headline_itself_is_no_meta_line() -> None:
    title = "Results of the regatta (2021/11/4-5, eighteen boats)"
    markup = page("<p>5 November 2021 | Sport</p>").replace("<h1>Quay divides the council</h1>", f"<h3>{title}</h3>")
    assert date_of(markup.replace("Quay divides the council", title)) == "2021-11-05"


def test_a_date_that_may_be_of_making_yields_to_the_one_shown() -> None:
    made = '<meta name="dcterms.date" content="2021-10-21T09:43+01:00">'
    assert (date_of(page(top=made)) or "")[:10] == "2021-10-21"
    shown = '<div class="info"><time datetime="2021-11-05T08:00:00+01:00">05.11.2021</time></div>'
    assert (date_of(page(shown, top=made)) or "")[:10] == "2021-11-05"


def test_a_declared_publication_behind_the_change_is_belied_by_an_earlier_one_shown() -> None:
    node = '{{"@type": "NewsArticle", "datePublished": "2021-12-0{}", "dateModified": "2021-12-06"}}'
    for day, value in ((5, "2021-12-05"), (7, "2021-11-05")):
        top = f'<script type="application/ld+json">{node.format(day)}</script>'
        assert date_of(page("<p>Published: 5 November 2021</p>", top=top)) == value


def test_declarations_of_the_page_and_metas_of_any_name() -> None:
    node = (
        '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2021-11-05T10:00:00+01:00"}</script>'
    )
    assert (date_of(page(top=node)) or "")[:10] == "2021-11-05"
    assert date_of(page(top='<meta name="cms-pubdate" content="2021-11-05">')) == "2021-11-05"
    months = '<meta name="citation_publication_date" content="2021/11"><meta name="dc.date" content="2021-11-05">'
    assert date_of(page(top=months)) == "2021-11-05"


def test_the_order_of_day_and_month_is_that_of_the_language() -> None:
    line = "<p>Published: 02/10/2020</p>"
    assert date_of(page(line, lang="en-GB")) == "2020-10-02"
    assert date_of(page(line, lang="en-US")) == "2020-02-10"
    assert date_of(page(line, lang="en")) is None
    assert is_day_first("en", "https://www.example.co.uk/a") is True
    assert is_day_first(None, "https://www.example.fr/a") is True
    assert is_day_first("zh-CN", "https://www.example.cn/a") is None
    assert is_day_first("pt_BR", "https://www.example.com/") is True


def test_datelines_open_a_text_and_prose_does_not() -> None:
    filler = ["A long paragraph about the quay.", "Another long paragraph about the quay and its many friends in town."]
    for text, found in (
        ("Hafenstadt, (12.11.2021). Der Rat", ["12.11.2021"]),
        ("01.02.2022 „Der Rat tagt“", ["01.02.2022"]),
        ("31. Oktober 2023. Der Rat tagt", ["31. Oktober 2023"]),
        ("12. Mai 2012 war ein guter Tag für alle, die den Hafen liebten", []),
        ("In 2012 the quay", []),
    ):
        assert list(datelines([text, *filler])) == found
    assert list(datelines([*filler, *filler, "Der Rat 10. September 2017"])) == ["Der Rat 10. September 2017"]
    byline = ["Der Hafen ist voll", "Ein Bild", "Von Ada Roe"]
    assert list(datelines([*byline, "27.1.2022 - Der Rat tagt wieder im alten Haus", *filler])) == ["27.1.2022"]
    assert list(datelines(["谁来修桥？", "记者 张三", "2003-7-24 河州晚报", "编者按", *filler])) == [
        "2003-7-24 河州晚报"
    ]


def test_months_of_more_languages() -> None:
    for text, lang in (("5 ноября 2021", "ru"), ("5 listopada 2021", "pl"), ("5 Kasım 2021", "tr")):
        assert date_of(page(f"<p>{text}</p>", lang=lang)) == "2021-11-05"
