"""What a site says to its readers round and inside an article, on pages whose class names say nothing."""

from __future__ import annotations

import pytest

from newscrawl import extract_article
from tests.extract.harbour import LONG, SHORT, URL

BOXES = {
    "consent": "<h2>Your choice</h2><p>We and our 12 partners store information on your device and read personal data from it.</p>"
    "<p>With your permission we and our partners may also scan devices to know them again.</p><button>Fine</button>",
    "newsletter": "<h3>The Quay every day</h3><p>Sign up to our newsletter and have the news of the harbour sent to your inbox.</p>"
    "<p>By signing up you agree to our terms, and may hear from us about other things now and then.</p>",
    "membership": "<h3>Help the Quay</h3><p>Become a member today, for a pound a week, and your support helps the lamps burn.</p>",
    "particulars": "<p>The Quay is printed by Quay Papers, a company registered in England, number 123.</p>",
}


def body_of(text: tuple[str, ...], *, before: str = "", mid: str = "", end: str = "", behind: str = "") -> str | None:
    first, rest = ("".join(f"<p>{paragraph}</p>" for paragraph in part) for part in (text[:1], text[1:]))
    head = "<h1>Twelve new lamps for the quay</h1><div>By Ada Roe</div><div>March 5, 2024</div>"
    main = f"<div>{before}{head}<div class='a1'>{first}{mid}{rest}{end}</div>{behind}</div>"
    page = f"<html><title>Twelve new lamps for the quay</title><body>{main}</body></html>"
    return extract_article(page.encode(), URL).body


@pytest.mark.parametrize("text", [LONG, SHORT], ids=["long", "short"])
@pytest.mark.parametrize("kind", BOXES)
@pytest.mark.parametrize("place", ["mid", "end", "behind"])
def test_it_is_none_of_the_text(text: tuple[str, ...], kind: str, place: str) -> None:
    assert body_of(text, **{place: f"<div class='zz'>{BOXES[kind]}</div>"}) == "\n".join(text)


@pytest.mark.parametrize("kind", ["newsletter", "membership", "particulars"])
def test_above_the_headline_it_widens_no_container(kind: str) -> None:
    assert body_of(LONG, before=f"<div class='zz'>{BOXES[kind]}</div>") == "\n".join(LONG)


@pytest.mark.parametrize(
    "line",
    [
        "The board and its partners will store data about the tide, the keeper of the quay said on Monday.",
        "He became a member of the council in 2014 and has spoken up for the harbour from the first day on.",
        "The new owner is a company registered in England, which has built bridges since it was founded.",
        "He is a director of a company registered in England with an office in Leeds and a yard on the quay.",
        "We work with our partners in the region to share data about the tide, the harbour master said.",
        "She hopes to become a member of the board and will speak for the fishermen there, she said.",
        "The fund is to support local journalism in towns that have lost their paper in the last ten years.",
        "“Your support means a lot to us,” he told the crowd on the quay, before he opened the gates.",
        "The Independent Press Standards Organisation ruled that the paper had broken the Editors’ Code of Practice.",
        "The website uses cookies to follow those who visit it, the regulator found in a report on Monday.",
        "Die Fraktion sorgte mit ihrer Zustimmung dafür, dass die Lampen noch in diesem Jahr kommen.",
        "The newsletter of the harbour board called the lamps a waste of money, and took it back a week later.",
    ],
)
def test_an_article_may_speak_of_such_things(line: str) -> None:
    assert body_of((*LONG, line)) == "\n".join((*LONG, line))


@pytest.mark.parametrize(
    "box",
    [
        "<p>发表评论</p><p>请遵守国家有关法律法规，尊重网上道德，对您的言论负责。</p><p>本站拥有管理留言的一切权利。</p>",
        "<img><p>扫一扫在手机打开当前页</p>",
        "浏览次数：<span>123</span>　点赞：<span>5</span>",
        "<p>广告</p>",
        "<p>分享到：</p>",
        "<video></video><div>00:00 / 01:23</div><div>倍速</div>",
        "<a href='#'>我要纠错</a> 责任编辑：苏明 审核：齐鸣",
    ],
)
@pytest.mark.parametrize("count", [1, 4])
def test_so_it_is_in_chinese(box: str, count: int) -> None:
    text = tuple(f"第{n}天，青石河边装上了新路灯，村里的人晚上都到堤上散步，谈论今年的收成。" for n in range(count))
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    main = f"<div><h1>青石河边装上新路灯</h1><p>2024-03-05</p><div>{paragraphs}<div class='zz'>{box}</div></div></div>"
    page = f"<html><title>青石河边装上新路灯</title><body>{main}</body></html>"
    assert extract_article(page.encode(), "http://www.qingshi.example/c1.html").body == "\n".join(text)


@pytest.mark.parametrize(
    "line",
    [
        "办法规定，网民应当遵守法律法规，尊重公德，不得在评论中散布谣言，违者将依法处理。",
        "人大代表享有发言的权利，任何人不得干涉，会议主持人在会上再次强调了这一点。",
        "活动倡导文明上网、理性发言，志愿者走进社区发放了两千份宣传册，受到居民欢迎。",
        "市网信办负责人说，网站要管好评论，尊重法律，保护未成年人的上网安全。",
    ],
)
def test_a_chinese_article_may_speak_of_such_things_too(line: str) -> None:
    text = ("青石河边装上了新路灯，村里的人晚上都到堤上散步，谈论今年的收成。", line, line.replace("，", "、", 1))
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    page = f"<html><title>青石河边</title><body><h1>青石河边</h1><p>2024-03-05</p><div>{paragraphs}</div></body></html>"
    assert extract_article(page.encode(), "http://www.qingshi.example/c1.html").body == "\n".join(text)


def test_a_file_attached_to_a_notice_stays() -> None:
    text = "青石县水利局通知，春汛将至，请各乡镇认真检查堤坝，发现问题及时报告，并做好值班记录。"
    box = "<p>附件：<a href='/files/a.doc'>堤坝检查表.doc</a></p>"
    page = f"<html><title>通知</title><body><h1>关于检查堤坝的通知</h1><div><p>{text}</p><p>{text}</p>{box}</div></body></html>"
    body = extract_article(page.encode(), "http://www.qingshi.example/c1.html").body or ""
    assert body.endswith("附件：堤坝检查表.doc")
