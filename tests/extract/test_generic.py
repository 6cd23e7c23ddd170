"""Headline, body and meta lines of pages of no known layout. The pages are written for these tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from newscrawl import extract_article
from newscrawl.extract import generic
from newscrawl.extract.headline import strip_site
from newscrawl.extract.parse import parse_html, text_of
from newscrawl.extract.structured import structured
from newscrawl.extract.survey import survey

FIRST = "港城大桥昨日上午正式通车，全长三千二百米，双向六车道。"
SECOND = "市民王女士说，过去从城东到城西要绕行半小时，现在只要八分钟。"
THIRD = "据了解，大桥工程历时两年，共有四百多名建设者参与，其间没有发生一起安全事故。"
LEAD = "After eleven dark years the lamps of the old quay were lit again, to the joy of those who sail at night."
WESTERN = "The keeper, who is seventy, climbed the tower at dusk, and the town watched, as it had not done for long."
LONG = " ".join([WESTERN] * 8)
MENU = "<div class='nav'><a href='/'>首页</a><a href='/yw'>要闻</a><a href='/gn'>国内</a></div>"
LIST = (
    "<ul class='list'>"
    + "".join(f"<li><a href='/{n}'>港城今日要闻第{n}条，请看详细报道</a></li>" for n in range(12))
    + "</ul>"
)


def tree(body: str, title: str = "港城大桥通车_港城新闻网") -> HtmlElement:
    root = parse_html(f"<html><head><title>{title}</title></head><body>{body}</body></html>")
    assert root is not None
    return root


def find(body: str, title: str = "港城大桥通车_港城新闻网") -> generic.Generic:
    root = tree(body, title)
    return generic.find(root, structured(root), body.encode())


def text(found: generic.Generic) -> str:
    """The text of the body without what was dropped."""

    def walk(element: HtmlElement) -> str:
        if element in found.dropped or not isinstance(element.tag, str):
            return ""
        return (element.text or "") + "".join(walk(child) + (child.tail or "") for child in element)

    return "".join(walk(element) for element in found.body)


def test_a_plain_page() -> None:
    found = find(
        f"{MENU}<h1>港城大桥通车</h1><div class=info><span>2024-05-06 08:15</span> <span>来源：港城日报</span></div>"
        f"<div class=c><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>{LIST}<div class=footer>版权所有，港城新闻网。</div>"
    )
    assert found.headline is not None
    assert found.headline.text == "港城大桥通车"
    assert [e.get("class") for e in found.body] == ["c"]
    assert text(found) == FIRST + SECOND + THIRD
    assert [text_of(line) for line in found.meta_lines] == ["2024-05-06 08:15 来源：港城日报"]


def test_labels_and_values_in_cells_of_a_table() -> None:
    rows = "<tr><td>索 引 号：</td><td>GC-2024-001</td><td>发布机构：</td><td>港城交通局</td></tr><tr><td>发文日期：</td><td>2024-05-06</td></tr>"
    body = f"<div class=c><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"
    page = f"<html><body>{MENU}<h1>港城大桥通车</h1><table>{rows}</table>{body}</body></html>"
    found = extract_article(page.encode(), "https://stone.example/a/1.html")
    assert (found.publisher, found.date_published) == ("港城交通局", "2024-05-06")


def test_a_label_in_an_inline_element_of_a_large_block_is_a_meta_line() -> None:
    body = f"<div class=c><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"
    page = f"<html><body>{MENU}<div><h1>港城大桥通车</h1><span class=s>来源：港城日报</span>{body}{LIST}</div></body></html>"
    assert extract_article(page.encode(), "https://stone.example/a/1.html").source == "港城日报"


def test_text_broken_by_br_in_nested_tables() -> None:
    found = find(
        f"<table><tr><td>{LIST}</td><td><table><tr><td><font size=5>港城大桥通车</font></td></tr><tr><td>2005年3月11日08:24"
        f"</td></tr><tr><td class=f14>　　{FIRST}<br><br>　　{SECOND}<br><br>　　{THIRD}</td></tr></table></td></tr></table>"
    )
    assert found.headline is not None
    assert found.headline.element is not None
    assert [e.get("class") for e in found.body] == ["f14"]
    assert "2005年3月11日08:24" in [text_of(line) for line in found.meta_lines]


@pytest.mark.parametrize(
    "attribute", ["class='TRS_Editor'", "id='zoom'", "class='article-content'", "itemprop='articleBody'"]
)
def test_a_short_marked_body_beats_a_longer_block_beside_it(attribute: str) -> None:
    other = "".join(f"<div class=t><b>别的新闻</b><p>{SECOND}</p></div>" for _ in range(2))
    found = find(f"<h1>港城大桥通车</h1><div {attribute}><p>{FIRST}</p><p>{THIRD}</p></div><div class=r>{other}</div>")
    assert text(found) == FIRST + THIRD


def test_widgets_and_lists_inside_the_body_go_and_attachments_stay() -> None:
    found = find(
        f"<h1>港城大桥通车</h1><div class=content><p>{FIRST}</p><div class='bdsharebuttonbox'>分享到：微信 微博</div><p>{SECOND}</p>"
        f"<script>var a = '不是正文，不是正文。';</script><p>{THIRD}</p><p><a href='/f/1.pdf'>附件：通车公告</a></p>"
        f"<p>相关新闻：</p>{LIST}<div class=pagination><a href='2.html'>下一页</a></div></div>"
    )
    assert text(found) == f"{FIRST}{SECOND}{THIRD}附件：通车公告"


def test_parts_that_a_template_names_like_widgets_are_kept_where_they_are_the_text() -> None:
    slides = "".join(f"<div class='slide'><p>{part}</p></div>" for part in (FIRST, SECOND, THIRD, FIRST, SECOND, THIRD))
    found = find(f"<h1>港城大桥通车</h1><div class='article-content'>{slides}</div>{LIST}")
    assert text(found).count(FIRST) == 2


def test_slides_far_apart_are_one_text() -> None:
    slide = "<section><div class='slides-2'><div><div><div class='parting'><p>{}</p></div></div></div></div></section>"
    sections = "".join(f"<section>{slide.format(part + SECOND)}</section>" for part in (FIRST, SECOND, THIRD, FIRST))
    found = find(f"<h1>港城大桥通车</h1><div id='all'>{sections}</div>{LIST}")
    assert text(found) == FIRST + SECOND + SECOND + SECOND + THIRD + SECOND + FIRST + SECOND


def test_slides_below_the_article_are_not_the_article() -> None:
    slides = "".join(f"<div class='swiper-slide'><p>{SECOND}</p><p>{SECOND}</p></div>" for _ in range(9))
    body = f"<h1>港城大桥通车</h1><div class='box'>{f'<p>{FIRST}</p><p>{THIRD}</p>' * 3}</div>"
    assert text(find(f"{body}<div class='swiper'>{slides}</div>")) == (FIRST + THIRD) * 3


def test_what_a_class_keeps_off_the_screen_goes_unless_it_is_shown_where_there_is_room() -> None:
    hidden = f"<p class='hidden'>{SECOND}</p><p class='hidden md:block'>{THIRD}</p>"
    found = find(f"<h1>港城大桥通车</h1><div class='article-content'>{f'<p>{FIRST}</p>' * 6}{hidden}</div>")
    assert SECOND not in text(found)
    assert THIRD in text(found)


@pytest.mark.parametrize(
    "lead", ["Lesen Sie auch:", "À lire aussi :", "Leggi anche:", "Lee también", "Lea también:", "Читайте также:"]
)
def test_links_to_other_articles_between_paragraphs_go_in_many_languages(lead: str) -> None:
    link = f"<p>{lead} <a href='/b'>港城大桥的建设者们</a></p>"
    found = find(f"<h1>港城大桥通车</h1><div class='article-content'><p>{FIRST}</p>{link}<p>{SECOND}{THIRD}</p></div>")
    assert text(found) == FIRST + SECOND + THIRD


def test_cards_of_other_articles_in_the_text_s_own_element_are_none_of_it() -> None:
    card = f"<article class=t><a href='/9'><img src=a.jpg><h4>The harbour wall is to be mended</h4></a><p>{WESTERN[:80]}…</p></article>"
    body = f"<p>{LEAD}</p><p>{WESTERN}</p><p>{LEAD} {WESTERN}</p>"
    found = find(
        f"<main><article><h1>Lamps lit</h1>{body}<section class=x><h3>More</h3>{card * 4}</section></article></main>"
    )
    assert "harbour wall" not in text(found)
    assert text(found).endswith(WESTERN)


def test_sections_below_linked_headings_are_a_text() -> None:
    section = f"<div><h3><a href='/9'>The first of the old lamps</a></h3><p>{LONG}</p></div>"
    found = find(f"<main><h1>Lamps lit</h1><div class=c><p>{LEAD}</p>{section * 3}</div></main>")
    assert text(found).count("The first of the old lamps") == 3


def test_a_day_between_the_lead_and_the_text_is_none_of_it() -> None:
    body = f"<p><strong>{LEAD}</strong></p><div class=m>May 17, 2024</div><div class=c><p>{WESTERN}</p><p>{WESTERN}</p></div>"
    found = find(f"<main><article><h1>Lamps lit</h1>{body}<p>{LONG}</p></article></main>", "Lamps lit")
    assert "2024" not in text(found)
    assert LEAD in text(found)


def test_a_label_set_between_all_paragraphs_is_no_text() -> None:
    label = "<div>Continue with us</div>"
    paragraphs = "".join(f"<p>The quay was opened on day {n}, and many came to see it.</p>{label}" for n in range(8))
    article = extract_article(
        f"<html><head><title>The quay opens</title></head><body><h1>The quay opens</h1>"
        f"<div class='article-body'>{paragraphs}<p>Applause.</p></div></body></html>".encode(),
        "http://www.example.com/quay",
    )
    assert article.body is not None
    assert "Continue with us" not in article.body
    assert article.body.count("The quay was opened") == 8


def test_headline_and_meta_line_inside_the_container_are_no_body() -> None:
    found = find(
        f"<div class=content><h2>港城大桥通车</h2><p class=i>来源：港城日报 2024-05-06</p><p>{FIRST}</p><p>{SECOND}</p>"
        "<p>（责任编辑：李一）</p></div>"
    )
    assert text(found) == f"{FIRST}{SECOND}（责任编辑：李一）"
    assert found.headline is not None
    assert found.headline.rule == "h2 agrees with title"


def test_a_text_cut_in_sections_is_joined() -> None:
    section = "<div class=wrap><div class='article-part'>{}</div></div>"
    found = find(
        "<h1>港城大桥通车</h1><div>" + "".join(section.format(f"<p>{t}</p>" * 2) for t in (FIRST, SECOND)) + "</div>"
    )
    assert text(found) == FIRST * 2 + SECOND * 2


def test_an_article_cut_in_sections_of_its_own_markup_is_whole() -> None:
    places = "".join(
        f"<div id=place_{n}><x-block><main><h2>Quay {n}</h2><p>The lamps of quay {n} were lit again last week, and the "
        f"keeper, who is {50 + n}, said that he would stay as long as anyone asks for light.</p></main></x-block></div>"
        for n in range(4)
    )
    whole = f"<h1>Lamps</h1><section><p>Every quay has its lamps, and each lamp, it seems, has its keeper.</p>{places}</section>"
    found = find(f"{MENU}<article>{whole}</article>{LIST}", "Lamps")
    assert text(found).count("last week") == 4
    assert "Every quay" in text(found)
    beside = "".join(
        f"<li><a href='/{n}'>Another story about quay {n}, and what came of it, told at length</a></li>"
        for n in range(40)
    )
    alone = find(
        f"<article><h1>Lamps</h1><div class=article-body><p>{WESTERN}</p></div><ul>{beside}</ul></article>", "Lamps"
    )
    assert text(alone) == WESTERN


def led(lead: str, body: str = "", description: str = LEAD) -> str:
    """The text of a page with a lead between headline and body, and a description in its head."""
    markup = (
        f'<html lang="en"><head><title>Lamps lit again</title><meta name="description" content="{description}"></head><body>'
        f"<header><h1>Lamps lit again</h1>{lead}</header><div class=article-body><p>{body or LONG}</p></div></body></html>"
    )
    return extract_article(markup.encode(), "http://www.example.com/lamps").body or ""


def test_the_lead_above_the_body_opens_the_text() -> None:
    assert led(f"<p>{LEAD}</p>") == f"{LEAD}\n{LONG}"
    assert led(f"<h2 class=standfirst>{LEAD[:-1]}</h2>", description=f"{LEAD[:50]}...") == f"{LEAD[:-1]}\n{LONG}"
    assert led(f"<p class=lead>{LEAD}</p>", f"{LEAD} {LONG}") == f"{LEAD} {LONG}"
    assert led(f"<div class=photo-caption>{LEAD}</div>") == LONG
    assert led(f"<p class=lead>{LEAD}</p>", description="Something else, which the page does not show.") == LONG


@pytest.mark.parametrize(
    "line",
    [
        "<p>Get the news of the valley delivered to your inbox every morning</p>",
        "<p>Do you have a story? Email the desk at desk@stone.example</p>",
        "<p><strong>READ THIS TOO |</strong> <a href='/b'>The keeper who would not leave his tower</a></p>",
        "<div>Empfohlener redaktioneller Inhalt</div>",
        "<p>By submitting your email, you agree to our terms and to our notes on privacy.</p>",
        "<p>この記事は会員限定です。</p>",
        "<div class='v'><p>视频加载中...</p></div>",
        "<div class='t'><a href='/zt/1'>专题：港城大桥的三年</a></div>",
        "<p>港城日报客户端下载</p>",
    ],
)
def test_what_a_page_asks_of_its_readers_between_paragraphs_is_no_text(line: str) -> None:
    assert led("", f"{LONG}</p>{line}<p>{LEAD}", "None") == f"{LONG}\n{LEAD}"


def test_a_line_with_day_and_time_before_the_text_is_no_text() -> None:
    for line in (
        "12.12.2025, 05:07 Uhr",
        "12/12/2025 10:22 Actualizado a 12/12/2025 15:43",
        "17:41 JST, October 13, 2025",
    ):
        body = f"<h1>Lamps lit again</h1><p>{LEAD}</p><div>{line}</div><p>{WESTERN}</p><p>{LEAD} {WESTERN}</p><p>{WESTERN}</p>"
        assert line not in text(find(f"<div class=article-body>{body}</div>", "Lamps lit again"))


def test_a_body_named_like_a_widget_is_still_found() -> None:
    found = find(f"<div class='share-box print'><h1>港城大桥通车</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>")
    assert FIRST in text(found)
    assert THIRD in text(found)


def test_text_enclosed_in_comments_of_the_cms() -> None:
    found = find(
        f"<h1>港城大桥通车</h1><td><div class=x>{THIRD}{THIRD}{THIRD}</div><!--enpcontent-->　　{FIRST}<br>{SECOND}<!--/enpcontent-->"
        f"<div class=y>{THIRD}</div></td><!--enpcontent--><!--/enpcontent-->"
    )
    assert text(found).split() == [FIRST + SECOND]


def test_a_page_unveiled_by_a_script() -> None:
    found = find(
        f"<div id=root>载入中</div><div hidden id='S:0'><h1>港城大桥通车</h1><div><p>{FIRST}</p><p>{SECOND}</p></div></div>"
    )
    assert text(found) == FIRST + SECOND


def test_a_page_without_text() -> None:
    found = find(MENU, title="")
    assert found.body == []
    assert found.headline is None


def test_comments_do_not_outweigh_a_short_article() -> None:
    comments = "".join(f"<div class=item><p>{THIRD}</p></div>" for _ in range(6))
    found = find(
        f"<h1>港城大桥通车</h1><div class=a><p>{FIRST}</p><p>{SECOND}</p></div><div id=comments>{comments}</div>"
    )
    assert text(found) == FIRST + SECOND


def test_datetime_attributes_of_the_meta_line() -> None:
    found = find(
        "<h1>Bridge opens</h1><p class=meta>By Ada Reed <time datetime='2024-05-06T08:15'>2 hours ago</time></p>"
        "<div><p>The bridge opened to traffic on Monday morning, two years after work began.</p>"
        "<p>It carries six lanes, and the council says it will halve the journey, at last.</p></div>",
        title="Bridge opens - Harbour Times",
    )
    assert found.times == ["2024-05-06T08:15"]
    assert found.headline is not None
    assert found.headline.text == "Bridge opens"


@pytest.mark.parametrize(
    ("title", "stripped"),
    [
        ("港城大桥通车_要闻_港城新闻网", "港城大桥通车"),
        ("港城大桥通车-港城日报", "港城大桥通车"),
        ("港城大桥通车 - 要闻 - 港城新闻网", "港城大桥通车"),
        ("港城大桥通车|港城|要闻", "港城大桥通车"),
        ("港城新闻网_港城大桥正式通车，全长三千米", "港城大桥正式通车，全长三千米"),
        ("Bridge opens after two years | Harbour Times", "Bridge opens after two years"),
        ("Le maire exprime son « mécontentement »", "Le maire exprime son « mécontentement »"),
        ("A well-known long-term plan", "A well-known long-term plan"),
        ("3-2战胜对手", "3-2战胜对手"),
    ],
)
def test_site_names_leave_a_title(title: str, stripped: str) -> None:
    assert strip_site(title) == stripped


def test_the_only_h1_is_believed_where_the_title_words_it_otherwise() -> None:
    found = find(
        f"<h1>港城大桥昨日通车市民称赞</h1><p>{FIRST}</p><p>{SECOND}</p>", title="市民称赞：港城大桥今起可走了"
    )
    assert found.headline is not None
    assert found.headline.rule == "only h1"


PIECES = st.sampled_from(["<div class=c>", "</div>", "<p>", "</p>", FIRST, "短句", "<a href=#>链接</a>", "<br>", "<ul><li>", "<!--x-->",
                          "</ul>", "<h1>港城大桥通车</h1>", "<table><tr><td>", "</table>", "2024-05-06 来源：港城日报", "<script>x</script>"])  # fmt: skip


@given(st.lists(PIECES, max_size=40))
def test_any_page_is_read_without_errors_and_left_as_it_is(pieces: list[str]) -> None:
    root = tree("".join(pieces))
    before = len(list(root.iter()))
    found = generic.find(root, structured(root), "".join(pieces).encode())
    assert len(list(root.iter())) == before
    inside = {below for element in found.body for below in element.iter()}
    assert found.dropped <= inside
    assert not set(found.body) & found.dropped


@given(st.lists(PIECES, max_size=30))
def test_the_survey_adds_up(pieces: list[str]) -> None:
    page = survey(tree("".join(pieces)))
    assert page.mass[0] == sum(page.flow)
    assert page.stops[0] == sum(page.flow_stops)
    for position, end in enumerate(page.end):
        assert page.mass[position] == sum(page.flow[position:end])
        assert {page.index[e] for e in page.nodes[position].iterdescendants("*") if e in page.index} == set(
            range(position + 1, end)
        )


@pytest.mark.parametrize(
    "line",
    [
        "Published May 1, 2024 at 6:30 p.m.",
        "1 May 2024",
        "1. Mai 2024, 16:15 Uhr",
        "By Ada Roe",
        "Von Ada Roe und Max Moe",
        "Ada Roe, Staff Writer",
    ],
)
def test_lines_of_date_and_writer_in_the_text_s_own_element_are_none_of_it(line: str) -> None:
    text = [
        f"Paragraph {n} of the report: the dam took three years to build, and people walk along it, talking of the harvest."
        for n in range(1, 5)
    ]
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    markup = f"<html><body><article><h1>The dam is mended at last</h1><p>{line}</p>{paragraphs}</article></body></html>"
    found = extract_article(markup.encode(), "http://harbour.example/2024/05/01/dam.html")
    assert found.body == "\n".join(text)


@pytest.mark.parametrize(
    "line",
    [
        "What to know before the council elections of 7 May 2024",
        "The bridge opened on May 1, 2024",
        "Ada Roe, reporter of the year, has died. She was forty.",
    ],
)
def test_lines_below_the_headline_that_tell_something_stay(line: str) -> None:
    text = [line, *(f"{LEAD} {n}." for n in range(1, 5))]
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    markup = f"<html><body><article><h1>The dam is mended at last</h1>{paragraphs}</article></body></html>"
    assert extract_article(markup.encode(), "http://harbour.example/dam.html").body == "\n".join(text)
