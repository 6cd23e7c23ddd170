"""What a page says behind its text, in an element of its own: terms of use are read there, and leave the text again."""

from __future__ import annotations

import pytest

from newscrawl import extract_article
from newscrawl.items import Article, restore

URL = "http://www.qingshi.example/content/2024-05/01/c1.html"
TEXT = tuple(
    f"第{number}段，春汛将至，工人加固了堤脚，村里的人每天傍晚都到坝上散步，看河水慢慢地流过去，谈论今年的收成。"
    for number in range(1, 6)
)
DISCLAIMER = "声明：本网转载上述内容，目的在于传递更多信息，不代表本网赞同其观点。如涉及版权等问题，请于30日内与本网联系，我们将及时处理。"
PERMISSION = "凡本网注明来源为青石新闻网的作品，版权均属青石新闻网所有，未经本网授权不得转载、摘编，转载时须注明来源。"


def read(behind: str, *, further: str = "", said: str = "2024-05-01 来源：青石日报") -> Article:
    """The article of a page that has this markup behind the element of its text."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    body = f'<h1>青石河堤坝加固完工</h1><p>{said}</p><div class="t">{paragraphs}{further}</div>'
    page = f"<html><head><title>青石河堤坝加固完工</title></head><body><div>{body}{behind}</div></body></html>"
    return extract_article(page.encode(), URL)


@pytest.mark.parametrize("name", ["copyright", "statement", "shengming-box", "x"])
def test_terms_behind_the_text_are_notices_and_none_of_it(name: str) -> None:
    found = read(f'<div class="{name}"><p>{DISCLAIMER}</p></div>')
    assert found.body == "\n".join(TEXT)
    assert [notice.text for notice in found.notices] == [DISCLAIMER]
    assert found.rights_reply_days == 30
    assert restore(found) == "\n".join((*TEXT, DISCLAIMER))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("view-copyright", "저작권자 © 청석신문 무단전재 및 재배포 금지"),
        ("article__rights", "Reproduction interdite sans autorisation de L’Écho de la Roche."),
    ],
)
def test_an_element_named_after_rights_needs_no_more_than_to_forbid_reprints(name: str, said: str) -> None:
    assert [notice.text for notice in read(f'<p class="{name}">{said}</p>').notices] == [said]
    assert read(f'<p class="x">{said}</p>').notices == []


def test_the_line_by_which_a_korean_reporter_is_reached_leaves_the_text() -> None:
    text = "<p>청석군은 제방 보수 공사를 마쳤다고 4일 밝혔다. 주민들은 저녁마다 제방을 걸으며 강물을 바라본다.</p>" * 4
    page = f"<html lang='ko'><body><h1>청석군 제방 보수 끝나</h1><article>{text}<p>한소담 기자 soda@cheongseok.kr</p></article></body></html>"
    found = extract_article(page.encode(), "http://www.cheongseok.example/news/articleView.html?idxno=9")
    assert [(person.name, person.role) for person in found.bylines] == [("한소담", "reporter")]
    assert "soda@" not in (found.body or "")
    assert ("byline_line", "byline.with_address") in {(span.kind, span.rule) for span in found.removed}


def test_lines_that_go_with_terms_leave_with_them() -> None:
    found = read(f"<div><p>{PERMISSION}</p><p>何律师（法律顾问）0432-0000000</p></div>")
    assert found.body == "\n".join(TEXT)
    assert [notice.text for notice in found.notices] == [PERMISSION]
    assert found.rights_permission == "ask"
    assert {(span.kind, span.rule) for span in found.removed} >= {("boilerplate", "notice.outside")}


@pytest.mark.parametrize(
    "behind",
    [
        f"<footer><p>{PERMISSION}</p></footer>",
        f'<div class="footer"><p>{PERMISSION}</p></div>',
        f'<ul><li><a href="/c2.html">{PERMISSION}</a></li></ul>',
        "<p>县里的报纸写道，未经许可，谁也不能在坝上取土。</p>",
    ],
)
def test_the_foot_of_the_page_and_other_texts_state_no_terms_of_the_article(behind: str) -> None:
    found = read(behind)
    assert found.notices == []
    assert found.rights_permission == "unstated"


def test_terms_are_more_than_a_short_text() -> None:
    """A notice as long as the article beside it is outside of it all the same."""
    page = f"<h1>青石河堤坝加固完工</h1><div><p>{TEXT[0]}</p></div><div>{DISCLAIMER}{PERMISSION}</div>"
    found = extract_article(f"<html><body>{page}</body></html>".encode(), URL)
    assert TEXT[0] in found.body
    assert "版权" not in found.body


def test_terms_behind_the_text_hide_none_of_its_last_lines() -> None:
    """Who wrote and edited is read above them; an editor's line leaves."""
    lines = "<p>（记者 何苗）</p><p>编辑：周蓉</p>"
    found = read(f"<div><p>{DISCLAIMER}</p><p>{PERMISSION}</p></div>", further=lines)
    assert {(person.name, person.role) for person in found.bylines} == {("何苗", "reporter"), ("周蓉", "editor")}
    assert found.body == "\n".join((*TEXT, "（记者 何苗）"))
    assert [notice.text for notice in found.notices] == [DISCLAIMER, PERMISSION]


@pytest.mark.parametrize(
    "said",
    [
        "免责声明：本文仅代表作者个人观点，与本网无关，请读者自行核实相关内容。",
        "特别声明：以上内容为自媒体平台“青石号”用户上传并发布，本平台仅提供信息存储服务。",
        "Copyright 2024 The Associated Press. All rights reserved.",
    ],
)
def test_terms_of_one_kind_are_a_notice_below_their_heading_or_with_an_agency(said: str) -> None:
    found = read(f'<div class="x">{said}</div>')
    assert found.body == "\n".join(TEXT)
    assert [notice.text for notice in found.notices] == [said]


def test_another_house_s_copyright_behind_the_text_is_the_site_s_own() -> None:
    assert read('<div class="x">Copyright 2024 The Harbour Post. All rights reserved.</div>').notices == []


def test_terms_that_go_on_in_another_language_do_not_hide_those_in_the_text() -> None:
    said = "图片来自网络，如有侵权，请联系删除。"
    behind = "特别声明：以上内容为自媒体平台“青石号”用户上传并发布，本平台仅提供信息存储服务。"
    found = read(
        f"<div class='x'>{behind} Notice: The content above is uploaded by a user.</div>", further=f"<p>{said}</p>"
    )
    assert [notice.text.partition("。")[0] for notice in found.notices] == [
        text.partition("。")[0] for text in (said, behind)
    ]


def test_editors_that_no_break_parts_from_the_last_sentence_leave_the_text() -> None:
    found = read("", further=f"{TEXT[0]}<span class='bj'>编辑：方小岚</span>")
    assert found.body == "\n".join((*TEXT, TEXT[0]))
    assert [(person.name, person.role) for person in found.bylines] == [("方小岚", "editor")]
    assert restore(found).endswith("编辑：方小岚")


def test_editors_in_cells_beside_their_labels_leave_the_text() -> None:
    found = read(
        "", further="<table><tr><td>编辑：</td><td>方小岚</td></tr><tr><td>责编：</td><td>何川</td></tr></table>"
    )
    assert found.body == "\n".join(TEXT)
    assert [(person.name, person.role) for person in found.bylines] == [("方小岚", "editor"), ("何川", "editor")]


def test_one_sentence_that_forbids_close_behind_the_text_is_a_notice_and_farther_down_the_site_s_own() -> None:
    said = "本刊稿件未经许可，严禁任何媒体转载、摘编。"
    assert [notice.text for notice in read(f'<div class="x">{said}</div>').notices] == [said]
    far = "".join(f"<div><b>{number}</b></div>" for number in range(9))
    assert read(f'{far}<div class="x">{said}</div>').notices == []
    assert read('<div class="x">未经青石网许可不得转载，青ICP备0000号。</div>').notices == []


def test_all_lines_of_those_who_made_a_pasted_article_are_read_up_to_its_source() -> None:
    lines = (
        "— END —",
        "来源丨河湾日报",
        "记者丨何川",
        "编辑丨水小淼",
        "审核丨练达 贝一鸣",
        "监制丨明长风",
        DISCLAIMER,
        "点分享",
        "点收藏",
        "点在看",
    )
    found = read("", further="".join(f"<p>{line}</p>" for line in lines))
    assert {(person.name, person.role) for person in found.bylines} == {
        ("何川", "reporter"),
        ("水小淼", "editor"),
        ("练达", "reviewer"),
        ("贝一鸣", "reviewer"),
        ("明长风", "reviewer"),
    }
    assert found.body == "\n".join((*TEXT, "记者丨何川"))
    assert [notice.text for notice in found.notices] == [DISCLAIMER]


def test_terms_behind_the_body_that_a_site_s_layout_names_are_notices() -> None:
    own = "凡未注明“发布者:运城新闻网”的稿件，均系转载自其他媒体，不代表本网的观点。"
    head = "<div class='detail-h'><h1>盐湖堤埝加固完工</h1><p><span>来源：运城日报</span><span>发布者：</span><span>时间：2024-05-01</span></p></div>"
    text = f"<div class='detail-d'>{''.join(f'<p>{paragraph}</p>' for paragraph in TEXT)}</div>"
    behind = f"<dl class='clearfix'><dt></dt><dd>编辑：何川</dd></dl><div class='tips'><p>{own}</p></div><div class='xg'><a href='/1'>{own}</a></div>"
    page = f"<html><body><div>{head}{text}{behind}</div></body></html>"
    found = extract_article(page.encode(), "http://www.sxycrb.com/2024-05/01/content_1.html")
    assert found.body == "\n".join(TEXT)
    assert [notice.text for notice in found.notices] == [own]
    assert (found.provenance_status, found.provenance_rule) == ("republished", "site_unmarked_publisher")


@pytest.mark.parametrize(
    ("behind", "source", "editors"),
    [
        ('<div class="from">来源：江口日报</div>', "江口日报", []),
        ('<div><a href="/1">上一篇：一条旧闻</a></div><div class="from">来源：江口日报</div>', None, []),
        ('<div>文章来源：<a href="http://jk.example/">江口日报</a></div>', "江口日报", []),
        ("<div><span>稿源：江口日报</span><span>编辑：苏小明</span></div>", "江口日报", ["苏小明"]),
        ("<p>来源丨江口日报</p><p>编辑丨苏小明</p>", "江口日报", ["苏小明"]),
    ],
)
def test_a_source_behind_the_text_is_the_articles_before_any_link(
    behind: str, source: str | None, editors: list[str]
) -> None:
    found = read(behind, said="2024-05-01")
    assert (found.body, found.source) == ("\n".join(TEXT), source)
    assert [person.name for person in found.bylines] == editors


@pytest.mark.parametrize("line", ["转自：江口日报", "转自：“江口发布”微信公众号"])
def test_a_line_that_says_where_the_text_was_taken_from_leaves_it(line: str) -> None:
    found = read("", further=f"<p>{line}</p>")
    assert (found.body, found.source) == ("\n".join(TEXT), "青石日报")
    assert [span.kind for span in found.removed] == ["source_line"]
