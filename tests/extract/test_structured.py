"""What pages declare about themselves."""

from __future__ import annotations

from lxml.html import HtmlElement

from newscrawl.extract.parse import parse_html
from newscrawl.extract.structured import Structured, structured


def tree(html: str) -> HtmlElement:
    root = parse_html(html)
    assert root is not None
    return root


def test_a_bare_page_declares_nothing() -> None:
    assert structured(tree("<p>Only text.</p>")) == Structured()


def test_json_ld_in_a_graph_with_raw_line_breaks() -> None:
    found = structured(
        tree(
            """<html lang="en"><head><script type="application/ld+json">
            [{"@context": "https://schema.org", "@graph": [
              {"@type": "WebSite", "name": "Harbour Times"},
              {"@type": ["NewsArticle", "Article"], "headline": "Bridge\topens", "articleSection": ["Local", "Roads"],
               "datePublished": "2024-05-06T08:15:00+01:00", "dateModified": "2024-05-07",
               "author": [{"@type": "Person", "name": "Ada Reed"}, {"@type": "Person", "name": "Tom Hill"}],
               "publisher": {"@type": "Organization", "name": "Harbour Times"}, "keywords": "bridge, river",
               "image": [{"@type": "ImageObject", "url": "https://x.example/a.jpg"}, "https://x.example/b.jpg"],
               "license": "https://creativecommons.org/licenses/by/4.0/", "description": "It took
               two years."}]}]</script><link rel="canonical" href="/bridge"></head><body></body></html>"""
        )
    )
    assert found.headline == "Bridge\topens"
    assert found.section == "Local"
    assert found.authors == ("Ada Reed", "Tom Hill")
    assert found.publisher == "Harbour Times"
    assert found.keywords == ("bridge", "river")
    assert found.images == ("https://x.example/a.jpg", "https://x.example/b.jpg")
    assert (found.date_published, found.date_modified) == ("2024-05-06T08:15:00+01:00", "2024-05-07")
    assert found.license == "https://creativecommons.org/licenses/by/4.0/"
    assert (found.url, found.language) == ("/bridge", "en")
    assert found.description is not None
    assert found.description.startswith("It took")


def test_broken_json_ld_still_gives_its_date() -> None:
    found = structured(
        tree(
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A \\u201cquote\\u201d",'
            ' "datePublished": "2024-05-06", "author": {,}}</script>'
        )
    )
    assert (found.headline, found.date_published) == ("A “quote”", "2024-05-06")


def test_a_text_beats_a_video_and_other_articles_do_not_mix_in() -> None:
    found = structured(
        tree(
            '<script type="application/ld+json">{"@type": "VideoObject", "name": "clip", "uploadDate": "2020-01-01"}</script>'
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "One"}</script>'
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Two", "datePublished": "2024-01-01"}'
            "</script>"
        )
    )
    assert (found.headline, found.date_published) == ("One", None)


def test_metas_of_chinese_cmss() -> None:
    found = structured(
        tree(
            '<meta name="ArticleTitle" content="大桥通车"><meta name="PubDate" content="2024-05-06 08:15">'
            '<meta name="ContentSource" content="港城日报"><meta name="ColumnName" content="要闻">'
            '<meta name="Keywords" content="大桥，通车;交通"><meta name="Author" content="李一"><meta name="SiteName" content="港城网">'
        )
    )
    assert (found.headline, found.date_published, found.source) == ("大桥通车", "2024-05-06 08:15", "港城日报")
    assert (found.section, found.keywords, found.authors) == ("要闻", ("大桥", "通车", "交通"), ("李一",))
    assert found.site_name == "港城网"


def test_a_name_with_a_blank_in_it_is_read() -> None:
    found = structured(tree('<meta name="weibo: article:create_at" content="2024-05-06 08:15:00">'))
    assert found.date_published == "2024-05-06 08:15:00"


def test_microdata_in_the_body() -> None:
    found = structured(
        tree(
            '<article><h1 itemprop="headline">Bridge opens</h1><span itemprop="author"><b itemprop="name">Ada Reed</b></span>'
            '<time itemprop="datePublished" datetime="2024-05-06">6 May</time></article>'
        )
    )
    assert (found.headline, found.authors, found.date_published) == ("Bridge opens", ("Ada Reed",), "2024-05-06")


def test_addresses_are_no_authors() -> None:
    page = '<meta property="article:author" content="https://social.example/ada"><meta name="parsely-author" content="Ada Reed">'
    assert structured(tree(page)).authors == ("Ada Reed",)
