"""Articles whose page turns or unfolds them itself, lines of page numbers, and several articles on one page."""

from __future__ import annotations

import pytest

from newscrawl.items import Article, restore
from newscrawl.page import Page
from newscrawl.pipelines import article_of

HEADLINE = "青石河上的堤坝终于修好了"
FIRST = (
    "青石河上的堤坝修了三年，昨天终于完工。村民早早地来到河边，想看看新坝是什么样子。",
    "“走起来稳当多了。”住在河东的一位老人说，他每天都要过河去“对岸”买菜，一走就是四十年。",
)
SECOND = (
    "施工队的队长回忆，最难的是第二年的汛期，水位一夜之间涨了三米，工人们守了五个通宵。",
    "县里的水文站说，新坝能挡住五十年一遇的洪水，下游的三个村子从此不用再搬家。",
)
THIRD = ("今年秋天，坝上还要办一次集市，卖的都是两岸村民自己种的东西，苹果、核桃和小米。",)
ALL = [*FIRST, *SECOND, *THIRD]


def p(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def read(body: str, heading: str = f"<h1>{HEADLINE}</h1><div>2024-05-01 10:00 来源：青石日报</div>") -> Article:
    page = (
        f'<html><head><meta charset="utf-8"><title>{HEADLINE}_青石新闻网</title></head><body><div class="nav">'
        f'<a href="/">首页</a></div>{heading}{body}<div class="footer">关于我们</div></body></html>'
    )
    return article_of(
        Page("http://www.qingshi.example/xw/1.html", 200, ((b"Content-Type", b"text/html"),), page.encode())
    )


def rolls(number: str = "div_page_roll") -> str:
    parts = (p(*FIRST), p(*SECOND), p(*THIRD))
    shown = ("", ' style="display:none"', ' style="color:red; display: none;"')
    inside = "".join(
        f'<div id="{number}{n}"{s}>{t}</div>' for n, (t, s) in enumerate(zip(parts, shown, strict=True), 1)
    )
    links = "".join(f'<a href="#" onclick="turnpage({n})">【{n}】</a>' for n in (1, 2, 3))
    return f'<div class="article">{inside}<div id="div_currpage">{links} <a href="#">下一页</a></div></div>'


def test_blocks_that_the_page_turns_to_are_of_the_article() -> None:
    assert read(rolls()).body.split("\n") == ALL


def test_the_rest_that_unfolds_is_of_the_article() -> None:
    rest = (
        f'<div id="rest" style="display: none">{p(*SECOND)}</div><a class="more" href="javascript:show()">余下全文</a>'
    )
    article = read(f'<div class="content">{p(*FIRST)}{rest}</div>')
    assert article.body.split("\n") == [*FIRST, *SECOND]
    assert [(span.kind, span.text.strip()) for span in article.removed] == [("pagination", "余下全文")]


@pytest.mark.parametrize(
    "wall", ['<div class="paywall">订阅后才能继续。本文只向订阅者开放。</div>', "<p>订阅后即可阅读全文</p>"]
)
def test_what_is_to_be_paid_for_is_not_turned_to(wall: str) -> None:
    assert not any(paragraph in read(rolls() + wall + "<!-- 阅读全文 -->").body for paragraph in (*SECOND, *THIRD))


def test_other_hidden_blocks_stay_hidden() -> None:
    hidden = f'<div id="hint1" style="display:none">{p("打开客户端看大图。分享给朋友。")}</div>'
    article = read(f'<div class="content">{p(*FIRST)}{hidden}{p(*SECOND)}<p>阅读全文</p></div>')
    assert article.body.split("\n") == [*FIRST, *SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "<p>【1】 <a href='/1_2.html'>【2】</a> <a href='/1_3.html'>【3】</a></p>",
        "<p>[1] [2] [3] 下一页</p>",
        "<div><font color=red>1</font> <a href='1_2.htm'>2</a> <a href='1_3.htm'>3</a> <a href='1_2.htm'>下一页</a></div>",
        "<p>（1/3）</p>",
        "<p>第1页 共3页</p>",
        "<p>上一页 下一页 尾页</p>",
        "<p>上一頁 1 2 3 … 9 下一頁</p>",
        "<p>点击阅读全文 &gt;&gt;</p>",
    ],
)
def test_lines_of_page_numbers_leave(line: str) -> None:
    article = read(f'<div class="content">{p(*FIRST, *SECOND)}{line}</div>')
    assert article.body.split("\n") == [*FIRST, *SECOND]


@pytest.mark.parametrize("line", ["三", "（1）", "1998", "第三页是一张老照片。", "2:1", "【河东】", "全文"])
def test_short_lines_of_the_article_stay(line: str) -> None:
    assert read(f'<div class="content">{p(*FIRST, line, *SECOND)}</div>').body.split("\n") == [*FIRST, line, *SECOND]


def test_articles_below_the_first_do_not_mix_with_it() -> None:
    posts = "".join(
        f'<div class="post"><h1>{title}</h1><div class="entry">{p(*text)}</div></div>'
        for title, text in ((HEADLINE, (*FIRST, *SECOND)), ("河东的集市搬了家", THIRD * 4), ("苹果丰收", THIRD * 3))
    )
    assert read(posts, "").body.split("\n") == [*FIRST, *SECOND]
    below = f'<div class="article2"><h2>河东的集市搬了家</h2><div class="content2">{p(*THIRD)}</div></div>'
    assert read(f'<div class="content">{p(*FIRST, *SECOND)}</div>{below}').body.split("\n") == [*FIRST, *SECOND]


def test_tables_in_tables_are_read() -> None:
    text = "<br>　　".join((*FIRST, *SECOND))
    page = f"""<table width=760><tr><td><a href=/>首页</a></td></tr><tr><td><table><tr><td width=540><table>
    <tr><td align=center><font size=5><b>{HEADLINE}</b></font></td></tr>
    <tr><td align=center>http://www.qingshi.example 2005-05-01 10:00 来源：青石日报</td></tr>
    <tr><td><table><tr><td><font class=zw>　　{text}</font></td></tr></table></td></tr>
    <tr><td>【<a href=#>打印</a>】【<a href=#>关闭</a>】</td></tr></table></td>
    <td width=200><a href=/1>相关新闻一则的标题</a><br><a href=/2>相关新闻二则的标题</a></td></tr></table></td></tr></table>"""
    article = read(page, "")
    assert article.body.split("\n") == [*FIRST, *SECOND]
    assert (article.headline, article.source, article.date_published) == (
        HEADLINE,
        "青石日报",
        "2005-05-01T10:00+08:00",
    )
    assert restore(article) == article.body
