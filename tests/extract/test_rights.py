"""What the notices, the head and the headers state about reuse, in the fields of the record."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.extract.draft import Draft
from newscrawl.extract.notices import notices
from newscrawl.extract.rights import rights
from newscrawl.site import Site
from tests.extract.drafts import Harbour, Qingshi, Unknown, draft_of

ZH = ("市里召开交通工作会议，研究部署明年的重点任务。",) * 6
EN = ("The town council voted on Tuesday to repair the old harbour bridge next spring.",) * 6
EXCLUSIVE = (
    "青石日报、青石晚报所有自采新闻(含图片)独家授权青石新闻网发布,未经允许不得转载或镜像;"
    "授权转载务必注明来源,例:“青石新闻网-青石日报 ”。"
)
REPOSTED = "凡本网未注明“发布者:青石新闻网”的作品,均转载自其它媒体,转载目的在于传递更多信息,并不代表本网赞同其观点和对其真实性负责。"


def read(*lines: str, site: type[Site] = Unknown, **others: Any) -> Draft:
    english = all(ord(character) < 0x2E80 for line in lines for character in line)
    draft = draft_of(*(EN if english else ZH), *lines, site=site, **others)
    notices(draft)
    rights(draft)
    return draft


def test_exclusive_licence_with_credit_line() -> None:
    draft = read(EXCLUSIVE, REPOSTED)
    article = draft.article
    assert article.rights_permission == "ask"
    assert article.rights_credit_required is True
    assert article.rights_credit_line == "青石新闻网-青石日报"
    assert article.rights_holder == "青石日报、青石晚报"
    assert article.rights_licensee == "青石新闻网"
    assert article.rights_scope == "自采新闻(含图片)"
    assert article.rights_evidence == EXCLUSIVE
    assert article.publisher is None
    assert draft.evidence["rights_credit_line"].level == "notice"
    assert draft.evidence["rights_credit_line"].text == EXCLUSIVE


@pytest.mark.parametrize(
    ("line", "permission"),
    [
        ("未经授权不得转载。", "ask"),
        ("任何形式转载请联系作者获得授权。", "ask"),
        ("本报版权作品，谢绝转载。", "forbidden"),
        ("版權所有，禁止轉載。", "forbidden"),
        ("欢迎转载，转载时请注明作者和出处。", "granted"),
        ("转载请注明来源：青石新闻网", "unstated"),
        ("本文仅代表作者个人观点，不代表本网立场。", "unstated"),
        ("版权所有 青石日报社", "unstated"),
        ("This material may not be published, broadcast, rewritten, or redistributed.", "forbidden"),
        ("This material may not be published or rewritten without permission.", "ask"),
        ("© 2020 The Harbour Post. All rights reserved.", "ask"),
        ("This work is licensed under a Creative Commons Attribution 4.0 licence.", "granted"),
        ("© 2020 The Harbour Post.", "unstated"),
    ],
)
def test_permission(line: str, permission: str) -> None:
    draft = read(line)
    assert draft.article.rights_permission == permission
    assert (draft.article.rights_evidence is None) == (permission == "unstated")
    assert (draft.article.rights_evidence or "") in line


def test_evidence_is_the_sentence_that_says_it() -> None:
    draft = read("本文仅代表作者个人观点，不代表本网立场。未经本网授权不得转载。")
    assert draft.article.rights_evidence == "未经本网授权不得转载。"


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("转载请注明来源：青石新闻网", "青石新闻网"),
        ("各媒体转载本网稿件时，须注明“来源：青石新闻网”。", "来源：青石新闻网"),
        ("歡迎分享本文，轉載請註明出處「青石在線」。", "青石在線"),
        ("转载请注明出处，例如“青石在线 — 青石日报”。", "青石在线—青石日报"),
        ("转载请务必注明出处。", None),
    ],
)
def test_credit(line: str, credit: str | None) -> None:
    article = read(line).article
    assert article.rights_credit_required is True
    assert article.rights_credit_line == credit


def test_owned_works_name_holder_and_scope() -> None:
    article = read("凡本网注明“来源：青石新闻网”的所有作品，版权均属于青石新闻网，未经本网授权不得转载、摘编。").article
    assert article.rights_holder == "青石新闻网"
    assert article.rights_scope == "注明“来源：青石新闻网”的所有作品"
    assert article.rights_permission == "ask"


def test_a_pronoun_is_no_holder() -> None:
    article = read("本网站所有稿件的版权均归本网所有，未经许可不得转载。").article
    assert article.rights_holder is None


@pytest.mark.parametrize(
    ("line", "contact", "days"),
    [
        ("如因作品内容、版权和其它问题需要同本网联系的，请在30日内进行。电话：0359-2000000", "0359-2000000", 30),
        ("如涉及版权等问题，请作者在两周内与本网联系：copyright@example.com", "copyright@example.com", 14),
        ("如有侵权，请联系我们，我们将在24小时内删除。邮箱：news@example.com", "news@example.com", None),
        ("对本报稿件的版权有异议者，请于一个月内与本网联系。", None, 30),
        ("如涉及版权问题，请作者于十五个工作日内与本网联系。", None, 15),
        ("版权合作请联系电话：010-60000000，或致信rights@example.org。", "010-60000000; rights@example.org", None),
    ],
)
def test_contact_and_reply_days(line: str, contact: str | None, days: int | None) -> None:
    article = read(line).article
    assert article.rights_contact == contact
    assert article.rights_reply_days == days


def test_a_number_for_reports_is_no_rights_contact() -> None:
    article = read("违法和不良信息举报电话：0359-2000000").article
    assert [notice.kind for notice in article.notices] == ["report"]
    assert article.rights_contact is None


@pytest.mark.parametrize(
    ("line", "notice", "holder"),
    [
        (
            "© 2021 Harbour Post Media, a Northern Company. All rights reserved.",
            "© 2021 Harbour Post Media, a Northern Company. All rights reserved.",
            "Harbour Post Media",
        ),
        ("Copyright 2019 Lakeside News Now. All rights reserved.", None, "Lakeside News Now"),
        (
            "© 2019 The Associated Press. All rights reserved. This material may not be published or rewritten.",
            "© 2019 The Associated Press. All rights reserved.",
            "The Associated Press",
        ),
        ("<저작권자 ⓒ 가온일보, 무단 전재-재배포 금지>", "저작권자 ⓒ 가온일보, 무단 전재-재배포 금지", "가온일보"),
        ("版权所有 青石日报社", None, "青石日报社"),
    ],
)
def test_copyright_line(line: str, notice: str | None, holder: str) -> None:
    article = read(line).article
    assert article.copyright_notice == (notice or line)
    assert article.rights_holder == holder


def test_mining_reservation_in_a_notice() -> None:
    assert read("未经本网书面授权，禁止将本网内容用于人工智能模型训练。").article.rights_tdm_reservation is True


@pytest.mark.parametrize(
    ("headers", "markup", "reserved"),
    [
        (((b"TDM-Reservation", b"1"),), "", True),
        (((b"tdm-reservation", b"0"),), "", False),
        (((b"X-Robots-Tag", b"noindex, noai"),), "", True),
        ((), '<meta name="tdm-reservation" content="1">', True),
        ((), '<meta name="robots" content="noai, noimageai">', True),
        ((), '<meta name="robots" content="index, follow">', None),
        ((), '<meta name="tdm-reservation" content="maybe">', None),
        (((b"tdm-reservation", b"0"),), '<meta name="tdm-reservation" content="1">', False),
    ],
)
def test_mining_reservation_of_the_page(
    headers: tuple[tuple[bytes, bytes], ...], markup: str, reserved: bool | None
) -> None:
    assert (
        read(
            markup=f"<html><head>{markup}</head><body><p>x</p></body></html>", headers=headers
        ).article.rights_tdm_reservation
        is reserved
    )


BY = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    "markup",
    [
        f'<head><link rel="license" href="{BY}"></head><body></body>',
        f'<body><p>Text</p><a rel="license" href="{BY}">CC BY</a></body>',
        f'<head><script type="application/ld+json">{{"@type": "NewsArticle", "license": "{BY}"}}</script></head>',
        f'<head><script type="application/ld+json">{{"@graph": [{{"@type": ["Article"], "license": [{{"@id": "{BY}"}}]}}]}}</script></head>',
        f'<head><meta name="dcterms.license" content="{BY}"></head><body></body>',
    ],
)
def test_public_licence_of_the_page(markup: str) -> None:
    article = read(markup=f"<html>{markup}</html>").article
    assert article.rights_licence_url == BY
    assert article.rights_permission == "granted"
    assert article.rights_credit_required is True
    assert article.rights_evidence == BY


def test_a_notice_counts_before_the_licence_of_the_template() -> None:
    draft = read("本报版权作品，谢绝转载。", markup=f'<html><head><link rel="license" href="{BY}"></head></html>')
    assert draft.article.rights_permission == "forbidden"
    assert draft.article.rights_licence_url == BY


def test_public_domain_asks_for_no_credit() -> None:
    url = "https://creativecommons.org/publicdomain/zero/1.0/"
    article = read(markup=f'<html><head><link rel="license" href="{url}"></head></html>').article
    assert (article.rights_permission, article.rights_credit_required) == ("granted", None)


def test_the_licence_of_a_picture_is_not_the_article_s() -> None:
    markup = f'<html><body><figure><a rel="license" href="{BY}">CC BY</a></figure></body></html>'
    assert read(markup=markup).article.rights_licence_url is None


def test_terms_of_the_site_are_a_licence_without_permission() -> None:
    article = read(markup='<html><head><link rel="license" href="/terms"></head></html>').article
    assert article.rights_licence_url == "http://www.example.com/terms"
    assert article.rights_permission == "unstated"


def test_a_licence_url_in_a_notice() -> None:
    line = f"This work is licensed under a Creative Commons Attribution licence, see {BY}."
    article = read(line).article
    assert article.rights_licence_url == BY


LINKED = '<script type="application/ld+json">%s</script>'


@pytest.mark.parametrize(
    ("head", "notice", "holder"),
    [
        ('<meta name="copyright" content="© 2024 The Harbour Post">', "© 2024 The Harbour Post", None),
        ('<meta name="copyright" content="Harbour Verlag, Hafenstadt">', None, "Harbour Verlag, Hafenstadt"),
        ('<meta name="copyright" content=" - ">', None, None),
        ('<meta name="dcterms.rightsHolder" content="Harbour Trust">', None, "Harbour Trust"),
        (
            LINKED % '{"@type": "Article", "copyrightHolder": {"name": "Harbour"}, "copyrightNotice": "© Harbour"}',
            "© Harbour",
            "Harbour",
        ),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "copyrightHolder": {"@id": "#org"}}</script>',
            None,
            None,
        ),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "copyrightHolder": </script>', None, None),
    ],
)
def test_copyright_of_the_page(head: str, notice: str | None, holder: str | None) -> None:
    article = read(markup=f"<html><head>{head}</head><body><p>x</p></body></html>").article
    assert article.copyright_notice == notice
    assert article.rights_holder == holder


def test_what_nothing_states_is_unstated() -> None:
    article = read("会议还研究了其他事项。", site=Qingshi).article
    stated = {
        name: getattr(article, name)
        for name in article.__slots__
        if name.startswith("rights_") and getattr(article, name) is not None
    }
    assert stated == {"rights_permission": "unstated"}
    assert read(site=Harbour).article.copyright_notice is None


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("本文采用 CC BY-SA 4.0 协议，转载请署名并附上原文链接。", "licenses/by-sa/4.0/"),
        ("本作品采用知识共享署名-非商业性使用-禁止演绎 3.0 国际许可协议进行许可。", "licenses/by-nc-nd/3.0/"),
        ("This work is licensed under a Creative Commons Attribution 4.0 International License.", "licenses/by/4.0/"),
        ("This story is published under a CC BY-NC 4.0 licence.", "licenses/by-nc/4.0/"),
        ("This work is licensed under a Creative Commons Attribution-ShareAlike 4.0 License.", "licenses/by-sa/4.0/"),
        ("本文采用知识共享许可协议，转载请注明出处。", None),
    ],
)
def test_a_licence_that_is_named_has_its_url(line: str, path: str | None) -> None:
    article = read(line).article
    assert article.rights_licence_url == (path and f"https://creativecommons.org/{path}")
    assert article.rights_permission == "granted"
    assert article.rights_credit_required is True


@pytest.mark.parametrize("name", ["robots", "googlebot", "bingbot"])
def test_directives_for_one_robot_count_too(name: str) -> None:
    draft = read(markup=f'<html><head><meta name="{name}" content="noai, noimageai"></head><body>x</body></html>')
    assert draft.article.rights_tdm_reservation is True
