"""Articles that only a page's scripts hold, in every form they come in; and those behind a paywall, which stay there."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html

from newscrawl.extract.scriptdata import script_data
from newscrawl.items import Article
from newscrawl.page import Page
from newscrawl.pipelines import article_of

HEADLINE = "青石河上的堤坝终于修好了"
PARAGRAPHS = (
    "青石河上的堤坝修了三年，昨天终于完工。村民早早地来到河边，想看看新坝是什么样子。",
    "“走起来稳当多了。”住在河东的一位老人说，他每天都要过河去“对岸”买菜。",
    "堤坝全长八百米，两侧各留了一条步道，夏天会种上柳树。",
)
HTML = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
PLAIN = "\n\n".join(PARAGRAPHS)
OTHERS = [
    {
        "id": 100 + n,
        "title": f"另一条新闻之{n}",
        "content": f"<p>这是另一条新闻的第{n}段，和堤坝没有关系。它很长，很长，也有句号。</p>" * 9,
    }
    for n in range(3)
]
STORY = {
    "id": 20412,
    "title": HEADLINE,
    "content": HTML,
    "comments": [{"content": "修得好！早就该修了。大家辛苦了！" * 9}],
}
STATE = {"site": {"name": "青石新闻网"}, "list": OTHERS, "page": {"article": STORY, "recommend": OTHERS}}


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def string(value: str) -> str:
    """A string of a script, which may not close the script element."""
    return json.dumps(value).replace("</", "<\\/")


def single(value: str) -> str:
    """The inside of a string in single quotes."""
    return value.replace("\\", "\\\\").replace("'", "\\'").replace("</", "<\\/")


def flattened(data: Any) -> list[Any]:
    """The flat list that Nuxt makes of data: every value by its place."""
    flat: list[Any] = []

    def place(value: Any) -> int:
        flat.append(None)
        at = len(flat) - 1
        if isinstance(value, dict):
            flat[at] = {key: place(item) for key, item in value.items()}
        elif isinstance(value, list):
            flat[at] = [place(item) for item in value]
        else:
            flat[at] = value
        return at

    place(data)
    return flat


def streamed(data: Any) -> str:
    """A state in Next.js' stream, the text in a row of its own and the stream cut in two."""
    text = HTML.encode()
    rows = f'1:I[123,[],""]\n2:T{len(text):x},{HTML}3:{json.dumps(data, ensure_ascii=False).replace(dumped(HTML), dumped("$2"))}\n'
    return "".join(f"<script>self.__next_f.push([1,{string(part)}])</script>" for part in (rows[:150], rows[150:]))


def unquoted(story: dict[str, Any]) -> str:
    """The function that Nuxt 2 writes."""
    return f"window.__NUXT__=(function(a,b){{return {{data:[{{title:b,content:{string(story['content'])},id:a}}]}}}}({story['id']},{string(story['title'])}));"


FORMS: dict[str, Callable[[Any], str]] = {
    "next": lambda state: (
        f'<script id="__NEXT_DATA__" type="application/json">{dumped({"props": {"pageProps": state}})}</script>'
    ),
    "json": lambda state: f'<script type="application/json" data-island="1">{dumped(state)}</script>',
    "initial": lambda state: f"<script>window.__INITIAL_STATE__ = {dumped(state)};(function(){{var s;}})();</script>",
    "undefined": lambda state: f'<script>window.__STATE__={{"user":undefined,"data":{dumped(state)}}};</script>',
    "bracketed": lambda state: f'<script>window["__PRELOADED_STATE__"] = {dumped(state)}</script>',
    "pushed": lambda state: (
        f'<script>window["__RQ_"]=window["__RQ_"]||[];window["__RQ_"].push({dumped({"queries": [state]})});</script>'
    ),
    "dotted": lambda state: f"<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={dumped(state)};</script>",
    "parsed": lambda state: f"<script>window.__DATA__ = JSON.parse({string(dumped(state))});</script>",
    "parsed, single quotes": lambda state: f"<script>var state = JSON.parse('{single(dumped(state))}');</script>",
    "nuxt 3": lambda state: f'<script id="__NUXT_DATA__" type="application/json">{dumped(flattened(state))}</script>',
    "stream": streamed,
}


def read(scripts: str, head: str = "", body: str = "", url: str = "https://news.example/a/20412.html") -> Article:
    page = f'<html lang="zh"><head><meta charset="utf-8"><title>{HEADLINE}_青石新闻网</title>{head}</head><body><div id="app">{body}</div>{scripts}</body></html>'
    return article_of(Page(url, 200, ((b"Content-Type", b"text/html; charset=utf-8"),), page.encode()))


@pytest.mark.parametrize("form", FORMS)
def test_a_state_is_read_in_every_form(form: str) -> None:
    article = read(FORMS[form](STATE))
    assert article.body.split("\n") == [*PARAGRAPHS]
    assert article.headline == HEADLINE
    assert "no_body" not in article.problems


def test_strings_of_a_program_are_read_by_their_keys() -> None:
    assert read(
        f"<script>{unquoted(STORY)}</script>", f'<meta name="description" content="{PARAGRAPHS[0][:30]}">'
    ).body == ("\n".join(PARAGRAPHS))


BLOCKS = [{"type": "paragraph", "text": paragraph} for paragraph in PARAGRAPHS]
TREE = [
    {"type": "p", "children": [{"type": "text", "data": p[:9]}, {"type": "a", "children": [{"data": p[9:]}]}]}
    for p in PARAGRAPHS
]


@pytest.mark.parametrize(
    "told",
    [
        {"content": PLAIN},
        {"content": "<br/>".join(PARAGRAPHS)},
        {"desc": PLAIN},
        {
            "content_elements": [
                {"type": "image", "caption": "不是正文"},
                *({"type": "text", "content": p} for p in PARAGRAPHS),
            ]
        },
        {"blocks": [{"type": "ad", "text": "广告不是正文。"}, *BLOCKS]},
        {"body": {"json": TREE}},
        {'body({"raw":true})': {"type": "json", "json": TREE}},
        {"paragraphs": [*PARAGRAPHS]},
        {
            "content": HTML
            + '<figure><img src="/1.jpg"><figcaption>新坝的样子</figcaption></figure><div class="share-box">分享</div>'
        },
    ],
    ids=str,
)
def test_texts_come_as_html_plain_or_in_blocks(told: dict[str, Any]) -> None:
    article = read(FORMS["initial"]({"data": [OTHERS, {"headline": HEADLINE, **told}]}))
    assert article.body.split("\n") == [*PARAGRAPHS]
    assert [image.caption for image in article.images] == (["新坝的样子"] if "figure" in str(told) else [])


def test_the_article_is_known_by_the_id_in_its_url() -> None:
    story = {key: value for key, value in STORY.items() if key != "title"}
    assert read(FORMS["next"]({"list": OTHERS, "detail": story})).body.split("\n") == [*PARAGRAPHS]
    assert read(FORMS["next"]({"list": OTHERS, "detail": story}), url="https://news.example/a/9.html").body == ""


def test_other_articles_are_never_taken_for_it() -> None:
    article = read(FORMS["initial"]({"list": OTHERS, "hot": {"title": HEADLINE[:3], "content": HTML}}))
    assert article.body == ""
    assert article.problems == ["no_body", "no_date"]


def test_what_a_page_shows_counts_above_its_scripts() -> None:
    shown = "".join(f"<p>{paragraph}</p>" for paragraph in (*PARAGRAPHS, "这一段只有页面上有。"))
    assert read(FORMS["next"](STATE), body=f"<h1>{HEADLINE}</h1><article>{shown}</article>").body.endswith(
        "只有页面上有。"
    )


def linked(**more: object) -> str:
    data = {"@type": "NewsArticle", "headline": HEADLINE, "articleBody": PLAIN, **more}
    return f'<script type="application/ld+json">{dumped(data)}</script>'


def test_the_declared_text_is_the_last_resort() -> None:
    assert read("", linked()).body.split("\n") == [*PARAGRAPHS]


WALLS = {
    "declared": (linked(isAccessibleForFree=False), ""),
    "declared as a string": (linked(isAccessibleForFree="False"), ""),
    "a part declared": (
        linked(isAccessibleForFree=True, hasPart={"@type": "WebPageElement", "isAccessibleForFree": False}),
        "",
    ),
    "tier": ('<meta property="article:content_tier" content="locked">', ""),
    "named": ("", '<div class="article-paywall">本文只向订阅的读者开放。</div>'),
    "asked": ("", "<p>订阅后即可阅读全文</p>"),
    "asked, traditional": ("", "<span>本文為付費內容，請先登入。</span>"),
}


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("form", ["next", "parsed", "stream"])
def test_nothing_behind_a_paywall_is_uncovered(wall: str, form: str) -> None:
    head, asked = WALLS[wall]
    hidden = f'<div style="display:none">{HTML}</div>'
    article = read(FORMS[form](STATE), head, asked + hidden)
    assert "paywalled" in article.problems
    assert not any(paragraph in article.body for paragraph in PARAGRAPHS)


def test_the_row_holds_what_is_shown_before_a_paywall() -> None:
    article = read(
        FORMS["next"](STATE),
        linked(isAccessibleForFree=False),
        f"<h1>{HEADLINE}</h1><article><p>{PARAGRAPHS[0]}</p></article>",
    )
    assert article.body == PARAGRAPHS[0]
    assert "paywalled" in article.problems


@pytest.mark.parametrize(
    "shown",
    [
        '<div class="paywall" hidden>本文只向订阅的读者开放。</div>',
        '<div class="paywall d-none">本文只向订阅的读者开放。</div>',
        "<script>var t = '订阅后即可阅读全文';</script>",
        '<p style="display:none">订阅后即可阅读全文</p>',
    ],
)
def test_a_paywall_that_is_not_shown_is_none(shown: str) -> None:
    assert read(FORMS["next"](STATE), "", shown).body.split("\n") == [*PARAGRAPHS]


def test_an_article_about_paywalls_is_not_behind_one() -> None:
    lines = [*PARAGRAPHS * 6, "读者要订阅后才能阅读全文，这样的做法越来越多。"] * 3
    article = read("", "", f"<h1>{HEADLINE}</h1><article>{''.join(f'<p>{line}</p>' for line in lines)}</article>")
    assert "paywalled" not in article.problems


values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(max_size=8), values, min_size=1, max_size=4),
    st.sampled_from(["next", "initial", "bracketed", "parsed", "parsed, single quotes"]),
)
@example({"__next_f": None}, "initial")
def test_what_was_written_is_what_is_read(data: dict[str, Any], form: str) -> None:
    data["filling"] = "x" * 200
    script = FORMS[form](data)
    if form in ("next", "initial", "bracketed"):
        script = script.replace("</", "<\\/").replace("<\\/script>", "</script>")
    tree = html.document_fromstring(f"<html><body>{''.join(c for c in script if c >= ' ')}</body></html>")
    found = [value for _, value in script_data(tree)]
    assert ({"props": {"pageProps": data}} if form == "next" else data) in found


@given(
    st.text("window.__N=JSON.parse('\"\\{}[]:,;1a)( T2$\n", max_size=120),
    st.sampled_from(["", "__NUXT__", "self.__next_f.push(["]),
)
def test_any_script_can_be_read(text: str, name: str) -> None:
    tree = html.document_fromstring(f"<html><body><script>{escape(name + text + 'x' * 200)}</script></body></html>")
    list(script_data(tree))


@pytest.mark.parametrize("body", ["", "<p>来源：<span></span> 时间：<span></span> 编辑：<span></span></p>"])
def test_what_the_object_of_the_text_says_of_it_is_read(body: str) -> None:
    """Also where the page has the labels, and a script would fill them."""
    story = STORY | {
        "docpubtime": "2024-05-01 09:18:00",
        "docsource": "青石融媒",
        "docauthor": "韩立川\u3000苏 禾",
        "docfrom_editor": "周 蓉",
    }
    found = read(FORMS["initial"](STATE | {"page": {"article": story}}), body=body)
    assert found.body == "\n".join(PARAGRAPHS)
    assert (found.source, found.date_published) == ("青石融媒", "2024-05-01T09:18:00+08:00")
    assert found.date_published_evidence == "script: 2024-05-01 09:18:00"
    told = [(person.name, person.role) for person in found.bylines]
    assert told == [("韩立川", "author"), ("苏禾", "author"), ("周蓉", "editor")]


def test_a_code_of_the_system_is_no_source() -> None:
    story = STORY | {"source": "pc_web", "author": "10023"}
    found = read(FORMS["initial"](STATE | {"page": {"article": story}}))
    assert (found.source, found.bylines) == (None, [])
