"""Teasers, comments and further articles round an article, on pages whose class names say nothing."""

from __future__ import annotations

import pytest

from newscrawl import extract_article
from newscrawl.items import Article
from tests.extract.harbour import LONG, SHORT, URL

TEASER = "On Friday more than a thousand people came to see the boats, though it rained until the evening and the band was late."


def row(form: str, count: int = 6) -> str:
    return "".join(
        form.format(n=n, title=f"Race number {n} of the harbour boats ends in the rain") for n in range(count)
    )


TEASERS = {
    "linked heading": row(f'<div class="q"><img><h3><a href="/n/{{n}}">{{title}}</a></h3><p>{TEASER}</p></div>'),
    "linked box": row(f'<a class="q" href="/n/{{n}}"><div>{{title}}</div><div>{TEASER}</div></a>'),
    "kicker": row(f'<div class="q"><span>Sport</span><h3><a href="/n/{{n}}">{{title}}</a></h3><p>{TEASER}</p></div>'),
    "articles": row(
        f'<article class="q post-{{n}}"><h3><a href="/n/{{n}}">{{title}}</a></h3><p>{TEASER}</p></article>'
    ),
    "cut short": row(f'<div class="q"><h3><a href="/n/{{n}}">{{title}}</a></h3><p>{TEASER * 7} and then …</p></div>'),
    "read more": row(f'<div class="q"><h3>{{title}}</h3><p>{TEASER} <a href="/n/{{n}}">Read more</a></p></div>'),
}
COMMENTS = row(f'<div class="k"><b>reader{{n}}</b> <span>5 March</span><p>{TEASER} I was there.</p></div>')
FURTHER = row(
    f'<div class="z"><h2>{{title}}</h2><div>March {{n}}, 2024</div>{"".join(f"<p>{p}</p>" for p in LONG[1:])}</div>'
)


def read(text: tuple[str, ...], *, inside: str = "", behind: str = "", before: str = "") -> Article:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    head = "<h1>Twelve new lamps for the quay</h1><div>By Ada Roe</div><div>March 5, 2024</div>"
    body = f"<div>{before}{head}<div class='a1'>{paragraphs}{inside}</div>{behind}</div>"
    return extract_article(
        f"<html><title>Twelve new lamps for the quay</title><body>{body}</body></html>".encode(), URL
    )


@pytest.mark.parametrize("text", [LONG, SHORT], ids=["long", "short"])
@pytest.mark.parametrize("kind", TEASERS)
@pytest.mark.parametrize("place", ["inside", "behind", "before"])
@pytest.mark.parametrize("box", ["{}", "<div class='b'>{}</div>", "<div class='b'><h2>Related stories</h2>{}</div>"])
def test_teasers_of_other_articles_are_none_of_the_text(text: tuple[str, ...], kind: str, place: str, box: str) -> None:
    found = read(text, **{place: box.format(TEASERS[kind])})
    assert (found.body, [person.name for person in found.bylines]) == ("\n".join(text), ["Ada Roe"])


@pytest.mark.parametrize("text", [LONG, SHORT], ids=["long", "short"])
@pytest.mark.parametrize("box", ["<h3>8 Comments</h3>{}", "<div><div><h3>Comments (8)</h3></div><div>{}</div></div>"])
def test_comments_below_their_heading_are_none_of_the_text(text: tuple[str, ...], box: str) -> None:
    assert read(text, behind=box.format(COMMENTS)).body == "\n".join(text)


@pytest.mark.parametrize("text", [LONG, SHORT], ids=["long", "short"])
def test_further_articles_on_the_page_are_none_of_the_text(text: tuple[str, ...]) -> None:
    assert read(text, behind=FURTHER).body == "\n".join(text)


def test_a_list_that_is_the_text_stays() -> None:
    items = row(f"<li>Lamp number {{n}}: {TEASER}</li>")
    sold = row(f'<div class="f"><h3><a rel="sponsored" href="/out/{{n}}">{{title}}</a></h3><p>{TEASER}</p></div>')
    assert len((read(LONG, inside=sold).body or "").split("\n")) == len(LONG) + 12
    faq = row(
        f'<div class="f"><h3><a href="#a{{n}}">Why are there {{n}} lamps on the quay now?</a></h3><p>{TEASER}</p></div>'
    )
    assert len((read(LONG, inside=f"<ul>{items}</ul>").body or "").split("\n")) == len(LONG) + 6
    assert len((read(LONG, inside=faq).body or "").split("\n")) == len(LONG) + 12


def test_numbered_items_and_posts_are_the_article_where_it_is_made_of_them() -> None:
    item = (
        '<div class="i"><h3><a href="/r/{n}">{n}. The inn at the end of the quay, number {n}</a></h3><p>{p}</p></div>'
    )
    items = "".join(item.format(n=n, p=p) for n, p in enumerate(LONG, 1))
    assert all(p in (read((), inside=items).body or "") for p in LONG)
    post = '<div class="p"><h3>1{n}:30 The board meets</h3><div>March 5, 2024</div><p>{p}</p></div>'
    posts = "".join(post.format(n=n, p=p) for n, p in enumerate(LONG))
    assert all(p in (read((), inside=posts).body or "") for p in LONG)


def test_sections_of_an_article_that_name_days_stay() -> None:
    section = '<div class="s"><h2>How the {n} lamps came to the quay</h2><p>On March {n}, 2024 {p}</p><p>{p}</p></div>'
    sections = "".join(section.format(n=n, p=p) for n, p in enumerate(LONG, 3))
    assert all((read(LONG[:2], inside=sections).body or "").count(p) >= 2 for p in LONG)


def test_a_text_below_a_heading_like_that_of_a_box_stays_where_it_is_all_there_is() -> None:
    assert read((), behind=f"<div><h2>Latest news</h2>{''.join(f'<p>{p}</p>' for p in LONG)}</div>").body


@pytest.mark.parametrize(
    "caption",
    [
        "<div><img src='/1.jpg'><div>The old quay in the evening. (Ada Roe/Quay Post)</div></div>",
        "<p><img src='/1.jpg'></p><p><em>The old quay in the evening. Photo: Ada Roe</em></p>",
        "<div><img src='/1.jpg'><span>(Image credit: Quay Post)</span></div>",
    ],
)
def test_a_credited_line_below_a_picture_is_its_caption(caption: str) -> None:
    assert read(LONG, inside=caption).body == "\n".join(LONG)
    line = "She pointed at the lamps and called them “the best photo: a night in winter”."
    assert (read(LONG, inside=f"<p>{line}</p>").body or "").endswith(line)


def test_a_page_of_nothing_but_teasers_has_no_body() -> None:
    found = extract_article(f"<html><body><h1>Harbour</h1>{TEASERS['linked heading']}</body></html>".encode(), URL)
    assert (found.body or "", "no_body" in found.problems) == ("", True)


def test_short_articles_in_chinese_keep_their_own_text() -> None:
    text = "3月4日，青石镇开展春季植树活动，共栽种杨树、柳树三千余棵。"
    card = '<div class="c"><a href="/r{n}.html">青石县第{n}小学举行春季运动会开幕式</a><p>全校师生一千余人参加了活动，现场气氛十分热烈。</p></div>'
    related = "".join(card.format(n=n) for n in range(6))
    page = f"<html><title>青石镇植树</title><body><h1>青石镇植树</h1><p>2024-03-05</p><div><p>{text}</p></div><div><h3>推荐阅读</h3>{related}</div></body></html>"
    assert extract_article(page.encode(), URL).body == text
