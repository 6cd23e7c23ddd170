"""Original, republished or wire, and by which rule: the site's own statement first, then names and datelines."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.extract.draft import Draft
from newscrawl.extract.notices import notices
from newscrawl.extract.provenance import provenance
from newscrawl.items import Byline
from newscrawl.site import Site
from tests.extract.drafts import Harbour, Qingshi, Unknown, draft_of

ZH = ("市里召开交通工作会议，研究部署明年的重点任务。",) * 6
EN = ("The town council voted on Tuesday to repair the old harbour bridge next spring.",) * 6
EXCLUSIVE = "青石日报、青石晚报所有自采新闻(含图片)独家授权青石新闻网发布,未经允许不得转载或镜像。"
BY_PUBLISHER = "凡本网未注明“发布者:青石新闻网”的作品,均转载自其它媒体,并不代表本网赞同其观点和对其真实性负责。"
BY_SOURCE = "凡本网未注明“来源:青石新闻网(或青石新闻网——XXX报)”的作品，均转载自其它媒体，转载目的在于传递更多信息。"
BY_OTHER = "凡本网注明“来源：XXX（非青石新闻网）”的作品，均转载自其他媒体，并不代表本网赞同其观点。"
OWNED = "凡本网注明“来源：青石新闻网”的所有作品，版权均属于青石新闻网，未经本网授权不得转载。"


def read(*lines: str, site: type[Site] = Qingshi, before: tuple[str, ...] = ZH, **fields: Any) -> Draft:
    draft = draft_of(*before, *lines, site=site, **fields)
    notices(draft)
    provenance(draft)
    return draft


def verdict(draft: Draft) -> tuple[str, str | None, str | None]:
    article = draft.article
    return article.provenance_status, article.provenance_origin, article.provenance_relation


def test_a_paper_of_the_house_is_republished_by_the_sites_own_rule() -> None:
    draft = read(EXCLUSIVE, BY_PUBLISHER, source="青石日报")
    assert verdict(draft) == ("republished", "青石日报", "same_house")
    assert draft.article.provenance_rule == "site_unmarked_publisher"
    assert draft.article.provenance_evidence == BY_PUBLISHER
    assert draft.evidence["provenance_status"].level == "notice"


def test_the_house_is_known_from_the_notice_alone() -> None:
    draft = read(EXCLUSIVE, BY_PUBLISHER, site=Unknown, source="青石晚报")
    assert verdict(draft) == ("republished", "青石晚报", "same_house")


@pytest.mark.parametrize(
    ("line", "fields", "expected"),
    [
        (BY_PUBLISHER, {"publisher": "青石新闻网", "source": "青石日报"}, ("original", "青石日报", "same_house")),
        (BY_PUBLISHER, {"publisher": "青石新闻网"}, ("original", "青石新闻网", "same_house")),
        (BY_PUBLISHER, {"publisher": "王五", "source": "河湾日报"}, ("republished", "河湾日报", "other")),
        (BY_PUBLISHER, {}, ("republished", None, "unknown")),
        (BY_SOURCE, {"source": "青石新闻网"}, ("original", "青石新闻网", "same_house")),
        (BY_SOURCE, {"source": "青石新闻网-青石日报"}, ("original", "青石新闻网-青石日报", "same_house")),
        (BY_SOURCE, {"source": "河湾日报"}, ("republished", "河湾日报", "other")),
        (BY_OTHER, {"source": "河湾日报"}, ("republished", "河湾日报", "other")),
        (BY_OTHER, {"source": "青石新闻网"}, ("original", "青石新闻网", "same_house")),
        (OWNED, {"source": "青石新闻网"}, ("original", "青石新闻网", "same_house")),
        (OWNED, {"source": "河湾日报"}, ("republished", "河湾日报", "other")),
    ],
)
def test_marks(line: str, fields: dict[str, Any], expected: tuple[str, str | None, str]) -> None:
    assert verdict(read(line, **fields)) == expected


def test_a_quoted_publisher_is_no_publisher() -> None:
    draft = read(BY_PUBLISHER, source="青石日报")
    assert draft.article.publisher is None
    assert draft.article.provenance_status == "republished"


@pytest.mark.parametrize(
    ("fields", "expected", "rule"),
    [
        ({"source": "新华社"}, ("wire", "新华社", "other"), "agency_source"),
        ({"source": "新华社客户端"}, ("wire", "新华社", "other"), "agency_source"),
        ({"source": "青石日报", "dateline_agency": "新华社"}, ("wire", "新华社", "other"), "agency_dateline"),
        ({"dateline_agency": "中央社"}, ("wire", "中央社", "other"), "agency_dateline"),
        ({"source": "青石新闻网"}, ("original", "青石新闻网", "same_house"), "source_is_site"),
        ({"source": "青石日报"}, ("republished", "青石日报", "same_house"), "source_is_other"),
        ({"source": "河湾日报"}, ("republished", "河湾日报", "other"), "source_is_other"),
        ({"source": "本网原创"}, ("original", "青石新闻网", "same_house"), "source_own"),
        ({"dateline": "青石新闻网讯"}, ("original", "青石新闻网", "same_house"), "dateline_own"),
        ({"dateline": "本报讯"}, ("original", "青石新闻网", "same_house"), "dateline_own"),
    ],
)
def test_names(fields: dict[str, Any], expected: tuple[str, str, str], rule: str) -> None:
    draft = read(**fields)
    assert verdict(draft) == expected
    assert draft.article.provenance_rule == rule


def test_an_agency_counts_before_the_sites_rule() -> None:
    assert verdict(read(BY_PUBLISHER, source="新华社")) == ("wire", "新华社", "other")


def test_the_organisation_of_a_byline() -> None:
    draft = draft_of(*EN, site=Harbour)
    draft.article.bylines = [Byline(name="Ann Lee", role="reporter", organisation="Associated Press")]
    provenance(draft)
    assert verdict(draft) == ("wire", "Associated Press", "other")


def test_the_copyright_line_of_an_agency() -> None:
    draft = read("© 2019 The Associated Press. All rights reserved.", site=Harbour, before=EN)
    assert verdict(draft) == ("wire", "Associated Press", "other")
    assert draft.article.provenance_rule == "agency_copyright"


def test_the_agency_on_its_own_pages() -> None:
    draft = read(site=Unknown, url="http://www.news.cn/2024/c_1.htm", source="新华网")
    assert verdict(draft) == ("original", "新华社", "same_house")


def test_a_site_that_is_an_agency_makes_originals() -> None:
    class Agency(Site):
        """An agency's own site."""

        name, title, domains = "zxw", "中国新闻网", ("www.zxw.example",)

    assert verdict(read(site=Agency, source="中国新闻网")) == ("original", "中国新闻网", "same_house")


@pytest.mark.parametrize(
    ("line", "status", "origin"),
    [
        ("This article was originally published by The Lakeside Review.", "republished", "The Lakeside Review"),
        ("First published in Reuters on May 2.", "wire", "Reuters"),
        ("This article was originally published by The Harbour Post.", "original", "The Harbour Post"),
        (
            "This story is republished here with permission from the Harbour Institute.",
            "republished",
            "the Harbour Institute",
        ),
    ],
)
def test_a_stated_first_publication(line: str, status: str, origin: str) -> None:
    draft = read(line, site=Harbour, before=EN)
    assert (draft.article.provenance_status, draft.article.provenance_origin) == (status, origin)


@pytest.mark.parametrize(
    ("first", "last", "status", "origin"),
    [
        ("据《河湾日报》报道，大桥将于明年通车。", "工期两年。", "republished", "河湾日报"),
        ("据河湾晚报5月2日消息，大桥将于明年通车。", "工期两年。", "republished", "河湾晚报"),
        ("据新华社报道，大桥将于明年通车。", "工期两年。", "wire", "新华社"),
        ("大桥将于明年通车。", "工期两年。（据《河湾日报》）", "republished", "河湾日报"),
        ("大桥将于明年通车。", "工期两年。（来源：河湾发布）", "republished", "河湾发布"),
        ("据专家介绍，大桥将于明年通车。", "工期两年。", "unknown", None),
        ("大桥将于明年通车。", "据《河湾日报》报道，工期两年。", "unknown", None),
    ],
)
def test_the_text_says_whose_report_it_is(first: str, last: str, status: str, origin: str | None) -> None:
    draft = read(last, site=Unknown, before=(first,))
    assert (draft.article.provenance_status, draft.article.provenance_origin) == (status, origin)


def test_a_printed_source_counts_before_a_report_it_cites() -> None:
    draft = read(before=("据《河湾日报》报道，大桥将于明年通车。",), source="青石新闻网")
    assert verdict(draft) == ("original", "青石新闻网", "same_house")


def test_an_unknown_host_leaves_the_status_open() -> None:
    draft = read(site=Unknown, source="河湾日报")
    assert verdict(draft) == ("unknown", "河湾日报", "unknown")


def test_the_name_a_page_gives_its_site() -> None:
    markup = '<html><head><meta property="og:site_name" content="河湾在线"></head><body></body></html>'
    assert verdict(read(site=Unknown, markup=markup, source="河湾在线"))[0] == "original"
    assert verdict(read(site=Unknown, markup=markup, source="青石日报")) == ("republished", "青石日报", "other")


def test_nothing_known_is_unknown() -> None:
    draft = read(site=Unknown)
    assert verdict(draft) == ("unknown", None, None)
    assert draft.article.provenance_rule is None


TITLES = {"青石新闻网": "www.qingshi.example", "河湾在线": "www.hewan.example"}
COPY = "http://www.copied.example/2023-12/16/content_325.html"


@pytest.mark.parametrize(
    ("lines", "url", "site", "titles", "expected"),
    [
        ((EXCLUSIVE,), COPY, Unknown, TITLES, "www.qingshi.example"),
        ((BY_PUBLISHER,), COPY, Unknown, TITLES, "www.qingshi.example"),
        ((EXCLUSIVE,), COPY, Unknown, {}, None),
        ((EXCLUSIVE,), COPY, Qingshi, TITLES, None),
        ((EXCLUSIVE,), "http://www.copied.example/a/1.html", Unknown, TITLES, None),
        ((EXCLUSIVE,), "http://www.qingshi.example/2023-12/16/content_325.html", Unknown, TITLES, None),
        (("未经本网授权不得转载。",), COPY, Unknown, TITLES, None),
        ((), COPY, Unknown, TITLES, None),
    ],
)
def test_mirrors(
    lines: tuple[str, ...], url: str, site: type[Site], titles: dict[str, str], expected: str | None
) -> None:
    draft = draft_of(*ZH, *lines, site=site, url=url)
    notices(draft)
    provenance(draft, titles)
    assert draft.article.mirror_of == expected


def test_a_mirror_that_names_its_original() -> None:
    draft = draft_of(*ZH, EXCLUSIVE, url=COPY, canonical_url="http://www.qingshi.example/2023-12/16/content_325.html")
    notices(draft)
    provenance(draft)
    assert draft.article.mirror_of == "www.qingshi.example"
