"""A crawl of an electronic edition: from its index by a refresh to the issue's pages, and from their maps to articles."""

from __future__ import annotations

from pathlib import Path

from newscrawl.runs import read_rows
from tests.crawl.loopback import Reply, Server, crawl

SITE = '''"""盐湖晚报."""

from newscrawl.families.epaper import EpaperOld


class Paper(EpaperOld):
    """盐湖晚报, a printed paper that exists in tests only."""

    name, title = "paper", "盐湖晚报"
    domains = ({authority!r},)
    lists = ({index!r},)
'''
INDEX = '<html><head><META HTTP-EQUIV="REFRESH" CONTENT="0; URL=html/2026-03/12/node_2.htm"></head><body></body></html>'
SCRIPTED = '<html><head><script>window.location.href="html/2026-03/12/node_2.htm";</script></head><body></body></html>'
PAGES = {2: ("01", "要闻"), 3: ("02/03", "特别报道"), 7: ("A04", "民生")}
ARTICLES = {101: 2, 102: 2, 103: 3, 104: 7}
BODY = "".join(
    f"<P>　　盐湖边的第{n}处观鸟台昨日完工，市民可以免费登台，工作人员在现场讲解候鸟习性。</P>" for n in range(1, 5)
)


def layout(number: int) -> str:
    """A page of the issue: its picture with a map of the articles, and the other pages."""
    areas = "".join(
        f'<area coords="0,0,9,9" shape="polygon" href="content_{article}.htm?div=-1">'
        for article, page in ARTICLES.items()
        if page == number
    )
    others = "".join(
        f'<tr><td><a id="pageLink" href="node_{n}.htm">第{page}版：{name}</a></td></tr>'
        for n, (page, name) in PAGES.items()
    )
    return (
        f'<html><head><title>盐湖晚报</title></head><body><img usemap="#PagePicMap" src="p.jpg">'
        f'<map name="PagePicMap">{areas}</map><table>{others}</table></body></html>'
    )


def article(number: int) -> str:
    """An article of the issue, in the form of its publishing system."""
    page, name = PAGES[ARTICLES[number]]
    return (
        f"<html><head><title>第{number}号稿件见报---盐湖晚报</title></head><body><table><tr><td>第{page}版：{name}</td></tr></table>"
        f'<table><tr><td class="font02">湖边来了新客人</td></tr><tr><td class="font01">第{number}号稿件见报</td></tr></table>'
        f'<div id="ozoom"><founder-content>{BODY}</founder-content></div><a href="content_{number}.htm">本文</a></body></html>'
    )


def test_an_issue_is_crawled_from_its_index(tmp_path: Path) -> None:
    for index in (INDEX, SCRIPTED):
        folder = tmp_path / str(len(index))
        (folder / "sites").mkdir(parents=True)
        replies = {"/index.htm": Reply(index)}
        replies |= {f"/html/2026-03/12/node_{n}.htm": Reply(layout(n)) for n in PAGES}
        replies |= {f"/html/2026-03/12/content_{n}.htm": Reply(article(n)) for n in ARTICLES}
        with Server(replies) as server:
            site = SITE.format(authority=server.authority, index=server.url("/index.htm"))
            (folder / "sites" / "paper.py").write_text(site, encoding="utf-8")
            outcome = crawl(folder)
            asked = [hit.path for hit in server.hits if "content_" in hit.path]
        assert outcome.healthy, outcome.reasons
        assert sorted(asked) == [f"/html/2026-03/12/content_{n}.htm" for n in ARTICLES]
        rows = {int(row.url[-7:-4]): row for row in read_rows(outcome.run.articles)}
        assert {n: (row.print_page, row.print_section) for n, row in rows.items()} == {
            n: PAGES[page] for n, page in ARTICLES.items()
        }
        first = rows[101]
        assert (first.headline, first.kicker, first.date_published) == (
            "第101号稿件见报",
            "湖边来了新客人",
            "2026-03-12",
        )
        assert (first.family, first.layout, len(first.body.split("\n"))) == ("epaper", "epaper-old", 4)
