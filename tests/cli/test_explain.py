"""`newscrawl extract --explain`: where every field came from, and what was left out and why."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli import _run
from newscrawl.items import Article

URL = "https://harbour.example/local/bridge-reopens"
LINKED = {
    "@type": "NewsArticle",
    "headline": "Harbour bridge reopens",
    "datePublished": "2024-05-01T09:30:00+01:00",
    "dateModified": "2024-05-02T10:00:00+01:00",
    "author": [{"name": "Ann Miller"}, {"name": "The Harbour Post"}],
    "publisher": {"name": "The Harbour Post"},
}
PAGE = f"""<html lang="en"><head><meta charset="utf-8"><title>Harbour bridge reopens - The Harbour Post</title>
<meta property="og:site_name" content="The Harbour Post">
<script type="application/ld+json">{json.dumps(LINKED)}</script></head>
<body><header class="site-header"><a href="/">Home of the Harbour Post</a></header>
<main><article><h1>Harbour bridge reopens</h1><p class="byline">By Ann Miller</p>
<time datetime="2024-05-01T09:30:00+01:00">1 May 2024</time><div class="share-bar">Share this on all the networks</div>
<p>HARBOUR CITY (AP) — The bridge over the harbour opened again on Wednesday, two years after a ship had struck it.</p>
<p>“It saves me an hour a day,” said a baker who lives on the north side, and who had taken the ferry until now.</p>
<aside class="related"><h2>Related stories</h2><a href="/1">Ferry to run fewer boats from June on</a></aside>
<p>The repair cost forty million, most of it paid by the owner of the ship, and took six months longer than planned.</p>
<p>© 2024 The Harbour Post. All rights reserved. This material may not be published without permission.</p></article>
<section class="comments"><p>I am so glad that the bridge is open again, what a relief for all of us.</p></section>
</main></body></html>"""


@pytest.fixture
def explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    assert _run(["extract", str(path), "--url", URL, "--explain", "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_every_field_is_told_or_absent(explained: dict[str, Any]) -> None:
    told = {value["name"] for value in explained["fields"]} | set(explained["absent"])
    tables = {"removed", "notices", "bylines", "captures", "problems", "extra", "images", "repairs"}
    assert told == {item.name for item in fields(Article)} - tables
    assert not {value["name"] for value in explained["fields"]} & set(explained["absent"])
    assert all(value["level"] and value["rule"] for value in explained["fields"])


def test_a_field_names_level_rule_and_text(explained: dict[str, Any]) -> None:
    told = {value["name"]: (value["level"], value["rule"], value["text"]) for value in explained["fields"]}
    assert told["headline"] == ("generic", "h1 agrees with title", "")
    assert told["body"] == ("generic", "most article text in article", "")
    assert told["dateline_agency"] == ("text", "dateline.english", "HARBOUR CITY (AP) —")
    assert told["rights_permission"][0] == "notice"


def test_people_are_told_with_the_places_that_name_them(explained: dict[str, Any]) -> None:
    (person,) = explained["bylines"]
    assert (person["name"], person["value"], person["rule"]) == ("Ann Miller", "author", "meta line, declarations")
    assert "By Ann Miller" in person["text"]


def test_what_was_not_chosen_is_told_with_the_reason(explained: dict[str, Any]) -> None:
    lost = {(each["name"], each["value"]): each["why"] for each in explained["lost"]}
    assert lost["headline", "Harbour bridge reopens - The Harbour Post"] == "the same with the site's name"
    assert lost["headline", "Related stories"] == "agrees less with the page's titles"
    assert lost["source", "The Harbour Post"] == "names the site, not where the article is from"
    assert lost["date_published", "2024-05-02T10:00:00+01:00"] == "of a change"
    assert lost["bylines", "The Harbour Post"] == "the site itself"


def test_blocks_that_are_none_of_the_article_are_told(explained: dict[str, Any]) -> None:
    pruned = {each["element"]: each["why"] for each in explained["pruned"]}
    assert pruned["aside.related"] == pruned["div.share-bar"] == "its class or id names a widget"
    assert pruned["p.byline"] == "the meta line"
    assert pruned["time"] == "beside the text: the headline again, or lines above it"
    assert pruned["section.comments"] == "outside of the text, and named like a widget"
    assert pruned["header.site-header"] == "outside of the text, a header"


def test_spans_taken_out_are_told(explained: dict[str, Any]) -> None:
    assert [(span["kind"], span["rule"][:7]) for span in explained["removed"]] == [("notice", "notice.")]


@pytest.mark.parametrize("markup", ["", "<p>[b]x[/b] [red]", "<html><body>一行</body></html>"])
def test_a_page_of_next_to_nothing_is_explained(
    markup: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    path.write_text(markup, encoding="utf-8")
    assert _run(["extract", str(path), "--explain"]) == 0
    assert "nothing about: " in capsys.readouterr().out


def test_a_heading_and_a_source_by_the_text_are_told_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paragraph = "青石河边昨天装上了十二盏新路灯，村里的人每天傍晚都到堤上散步，谈论今年的收成。"
    text = f"<h3>青石河边装上新路灯</h3><p>2024-03-05</p><div><p>{paragraph}</p><p>{paragraph}</p></div>"
    path = tmp_path / "page.html"
    path.write_text(
        f"<title>新闻详情</title><div>{text}<div>稿源：江口日报　编辑：苏小明</div></div>", encoding="utf-8"
    )
    assert _run(["extract", str(path), "--url", "http://www.qingshi.example/c1.html", "--explain", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    fields_told = {value["name"]: (value["rule"], value["text"]) for value in told["fields"]}
    assert fields_told["headline"][0] == "heading above the text"
    assert "江口日报" in fields_told["source"][1]
    assert ("新闻详情", "says less of the text") in {(lost["value"], lost["why"]) for lost in told["lost"]}
