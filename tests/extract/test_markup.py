"""Markup that browsers forgive: what stands behind the end of a page, heads that are never closed, tags of the past."""

from __future__ import annotations

import pytest

from newscrawl import extract_article

URL = "http://www.qingshi.example/news/c1.html"
HEADLINE = "青石河边装上新路灯"
TEXT = (
    "青石河边昨天装上了十二盏新路灯，村里的人每天傍晚都到堤上散步，谈论今年的收成。",
    "县水利局的人说，夏天还要在堤坝下面种上柳树，明年春天再修一条通到镇上的小路。",
    "路灯用了三个晚上才装好，工人们等到水位最低的时候，才把灯杆立在堤脚的石头上。",
)
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
HEAD = f"<head><title>{HEADLINE}_青石网</title></head>"
MAIN = f"<h1>{HEADLINE}</h1><p>2024-03-05 来源：青石日报</p><div>{PARAGRAPHS}</div>"
PAGES = {
    "end amid the page": f"<html>{HEAD}<body><ul><li>菜单</li></ul></body></html>{MAIN}</body></html>",
    "uppercase end": f"<HTML>{HEAD}<BODY><UL><LI>菜单</UL></BODY></HTML>{MAIN}</BODY></HTML>",
    "two pages": f"<html><head><title>头部</title></head><body>菜单</body></html><html>{HEAD}<body>{MAIN}</body></html>",
    "three pages": f"<html><body>菜单</body></html><html>{HEAD}<body>{MAIN}</body></html><html><body>页脚</body></html>",
    "head never closed": f"<html><head><title>{HEADLINE}_青石网</title><meta name=a content=b>{MAIN}</body></html>",
    "no head": f"<title>{HEADLINE}_青石网</title>{MAIN}",
    "block in the head": f"<html><head><div></div><title>{HEADLINE}_青石网</title></head><body>{MAIN}</body></html>",
    "table in a paragraph": f"<html>{HEAD}<body><p><table><tr><td>{MAIN}</table></p></body></html>",
    "never closed": f"<html>{HEAD}<body><div><div><h1>{HEADLINE}</h1><div>2024-03-05 来源：青石日报<div>{PARAGRAPHS}",
    "an anchor never closed": f"<html>{HEAD}<body><a name=top><div>{MAIN}</div></body></html>",
    "own elements": f"<html>{HEAD}<body><app-root><app-page>{MAIN}</app-page></app-root></body></html>",
    "a drawing with a title": f"<html>{HEAD}<body><svg><title>logo</title><path></svg>{MAIN}</body></html>",
    "nothing but breaks": f"<html>{HEAD}<body><font size=5>{HEADLINE}</font><br>2024-03-05 来源：青石日报<br>{'<br>　　'.join(TEXT)}",
    "readings": f"<html>{HEAD}<body>{MAIN.replace('青石河边昨', '<ruby>青<rt>qīng</rt></ruby>石河边昨')}</body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_article_is_all_there(name: str) -> None:
    found = extract_article(PAGES[name].encode(), URL)
    assert (found.headline, found.source, found.date_published) == (HEADLINE, "青石日报", "2024-03-05")
    assert found.body == "\n".join(TEXT)


def test_a_reading_in_brackets_stays() -> None:
    read = "<ruby>青石<rp>（</rp><rt>せいせき</rt><rp>）</rp></ruby>"
    page = f"<html>{HEAD}<body>{MAIN.replace('青石河边昨', f'{read}河边昨')}</body></html>"
    assert (extract_article(page.encode(), URL).body or "").startswith("青石（せいせき）河边")
