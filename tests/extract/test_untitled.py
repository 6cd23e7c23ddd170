"""Pages whose title is the site's name, a section's or a template's: the headline is printed above the text."""

from __future__ import annotations

import pytest

from newscrawl import extract_article
from newscrawl.items import Article

URL = "http://www.qingshi.example/news/2024-05/01/c1.html"
HEADLINE = "青石河堤坝加固工程完工"
TEXT = (
    "青石河堤坝加固工程昨天完工，工人们用了三个月，把八百米长的堤脚全部换成了新石料。",
    "春汛将至，村里的人每天傍晚都到坝上散步，看河水慢慢地流过去，谈论今年的收成。",
    "县水利局的人说，夏天还要在堤坝下面种上柳树，明年春天再修一条通到镇上的小路。",
)


def read(title: str, head: str, *, text: tuple[str, ...] = TEXT) -> Article:
    """The article of a page with this title, and this markup above meta line and text."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    menu = '<ul><li><a href="/">首页</a></li><li><a href="/news/">新闻</a></li></ul>'
    body = f"<div>{menu}</div><div>{head}<p>2024-05-01 来源：青石日报</p><div class='t'>{paragraphs}</div></div>"
    return extract_article(f"<html><head>{title}</head><body>{body}</body></html>".encode(), URL)


@pytest.mark.parametrize("title", ["青石新闻网", "时政要闻 - 青石县政府门户网站", "新闻详情", "无标题文档", ""])
@pytest.mark.parametrize(
    "head",
    [
        f"<h2>{HEADLINE}</h2>",
        f"<h1>青石新闻网</h1><h3>{HEADLINE}</h3>",
        f"<div class='nr_bt'>{HEADLINE}</div>",
        f"<p><strong><font size=4>{HEADLINE}</font></strong></p>",
        f"<div class='path'>当前位置：首页 &gt; 新闻 &gt; 正文</div><h3 class='x'>{HEADLINE}</h3>",
    ],
)
def test_the_heading_above_the_text_is_the_headline_where_the_title_is_not(title: str, head: str) -> None:
    found = read(f"<title>{title}</title>", head)
    assert (found.headline, found.source, found.body) == (HEADLINE, "青石日报", "\n".join(TEXT))


@pytest.mark.parametrize("name", ["青石新闻网", "新闻详情"])
def test_a_site_that_declares_its_own_name_as_the_title_declares_nothing(name: str) -> None:
    metas = f"<title>{name}</title><meta property='og:title' content='{name}'>"
    assert read(metas, f"<h2>{HEADLINE}</h2>").headline == HEADLINE


@pytest.mark.parametrize("title", ["青石新闻网", "内容页", ""])
def test_a_line_that_nothing_marks_is_one_where_the_title_is_empty_or_a_sites(title: str) -> None:
    assert read(f"<title>{title}</title>", f"<table><tr><td class=s3>{HEADLINE}</td></tr></table>").headline == HEADLINE


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("静夜思</title><meta property='og:title' content='静夜思'>", "<h3>青石河堤坝边上散步有感</h3>"),
        ("大坝修好了</title>", f"<p>{TEXT[0]}</p>"),
        ("大坝修好了</title>", f"<h3><a href='/2.html'>{HEADLINE}</a></h3>"),
    ],
)
def test_other_lines_above_the_text_are_no_headline(title: str, head: str) -> None:
    assert read(f"<title>{title}", head).headline == title.partition("<")[0]


def test_a_name_is_given_up_for_a_heading_in_other_languages_too() -> None:
    text = (
        "Le conseil municipal de Valmont a voté lundi le budget de la médiathèque, attendue depuis dix ans.",
        "Le chantier doit commencer au printemps et durer dix-huit mois, selon la mairie de la commune.",
        "L'ancien bâtiment, fermé depuis l'incendie, sera démoli au cours de l'été par une entreprise locale.",
    )
    found = read(
        "<title>Roche TV - Actualités</title>", "<div class='titre'>La médiathèque de Valmont votée</div>", text=text
    )
    assert found.headline == "La médiathèque de Valmont votée"
