"""Input that is wrong by form costs at most itself."""

from __future__ import annotations

import gc
import gzip
from pathlib import Path

import pytest

from newscrawl import extract_article, read_articles
from newscrawl.archive.compose import member
from newscrawl.cli import _run
from newscrawl.pipelines import Chain, own_chain, row
from newscrawl.reparse import reparse_file

GOOD = "<h1>榆汀的桥通车了</h1><p>榆汀的桥昨天通车了，市民们一早就到桥头去看，孩子们放起了风筝。</p>"
ODD_HEADS = (
    '<base href="http://[bad/">',
    '<link rel="canonical" href="http://[z">',
    '<meta property="og:url" content="http://[z">',
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"\\ud800","author":"\\udfff"}</script>',
    '<script type="application/ld+json">{"@type":"NewsArticle","keywords":["\\ud83d"]}</script>',
    "<title>&#xD800;</title>",
)


@pytest.mark.parametrize("head", ODD_HEADS)
def test_a_page_with_odd_parts_has_its_row(head: str) -> None:
    page = f"<html><head>{head}</head><body>{GOOD}<a href='http://[x/'>x</a></body></html>".encode()
    article = extract_article(page, "http://paper.example/a/1.html")
    assert b"\xe6\xa6\x86" in row(article)
    assert "风筝" in article.body


@pytest.mark.parametrize("url", ["http://[bad/", "http://x.example:99999/a", "http://x.example:abc/a"])
def test_a_url_that_is_none_is_told(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="is no URL"):
        extract_article(GOOD.encode(), url)
    (tmp_path / "page.html").write_text(GOOD, encoding="utf-8")
    assert _run(["extract", str(tmp_path / "page.html"), "--url", url]) == 2
    assert "is no URL" in capsys.readouterr().err


def test_a_url_without_scheme_will_do() -> None:
    assert extract_article(GOOD.encode(), "//paper.example/a.html").body


HOSTILE = {
    "deep blocks": "<div>" * 100_000 + GOOD,
    "deep text": GOOD + "<span>" * 100_000 + "x",
    "siblings": GOOD + "<p>字</p>" * 20_000,
    "links": GOOD + "<ul>" + "<li><a href=x>y</a>" * 10_000,
    "breaks": GOOD + "<br>" * 30_000,
    "headings": "<h1>桥</h1>" * 20_000 + GOOD,
    "metas": "<meta name=date content=x>" * 30_000 + GOOD,
    "authors": GOOD + "<div class=author><span>记者 张越</span></div>" * 10_000,
    "a long line": GOOD + "<p>" + "桥" * 600_000,
    "a long class": f"<div class='{'title ' * 200_000}'>{GOOD}</div>",
    "a long date": GOOD + "<p class=date>" + "2019-" * 200_000,
    "a long title": "<title>" + "桥-" * 200_000 + "</title>" + GOOD,
    "marks of damage": GOOD + "<p>" + "桥?" * 200_000,
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_has_its_row_in_bounded_time(page: str) -> None:
    """What grew with the square of the page would take hours."""
    article = extract_article(page.encode(), "http://paper.example/a/1.html")
    assert row(article)
    assert article.body or "no_body" in article.problems


def test_a_page_of_megabytes_is_read_to_a_limit_and_says_so() -> None:
    page = GOOD + " " * 8_400_000
    article = extract_article(page.encode(), "http://paper.example/a/1.html")
    assert "page_cut" in article.problems
    assert "风筝" in article.body


def test_a_page_makes_no_cycles() -> None:
    """The chain keeps the garbage collector out while it works."""
    for _ in range(2):  # what is loaded with the first pages makes some
        extract_article(GOOD.encode(), "http://paper.example/a/1.html")
    while gc.collect():
        pass  # what one round frees lets go of more
    gc.disable()
    try:
        extract_article(GOOD.encode(), "http://paper.example/a/1.html")
        assert gc.collect() == 0
    finally:
        gc.enable()


def warc(*records: tuple[str, bytes]) -> bytes:
    out = b""
    for number, (url, message) in enumerate(records):
        fields = [
            ("WARC-Record-ID", f"<urn:uuid:00000000-0000-4000-8000-{number:012}>"),
            ("WARC-Target-URI", url),
            ("WARC-Date", "2026-01-02T03:04:05Z"),
        ]
        out += member("response", fields, "application/http;msgtype=response", message)
    return out


def test_one_odd_record_costs_only_itself(tmp_path: Path) -> None:
    sound = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{GOOD}".encode()
    long_code = b"HTTP/1.1 " + b"2" * 5000 + b" OK\r\n\r\n"
    long_length = b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n" + GOOD.encode()
    path = tmp_path / "odd.warc.gz"
    path.write_bytes(
        warc(
            ("http://paper.example/1.html", sound),
            ("http://[bad/a", sound),
            ("http://paper.example/2.html", long_code),
            ("http://paper.example/3.html", long_length),
            ("http://paper.example/4.html", sound),
        )
    )
    assert gzip.decompress(path.read_bytes())
    chain: Chain = own_chain()
    result = reparse_file(path, tmp_path / "rows.jsonl", chain)
    urls = [article.url for article in read_articles(tmp_path / "rows.jsonl")]
    assert {"http://paper.example/1.html", "http://paper.example/4.html"} <= set(urls)
    assert result.counts["exchanges"] == 5


def test_an_archive_without_a_response_is_no_good_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, empty, bare = (tmp_path / f"{name}.warc.gz" for name in ("good", "empty", "bare"))
    html = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{GOOD}".encode()
    good.write_bytes(warc(("http://paper.example/a/1.html", html)))
    empty.touch()
    fields = [
        ("WARC-Record-ID", "<urn:uuid:00000000-0000-4000-8000-000000000000>"),
        ("WARC-Date", "2026-01-02T03:04:05Z"),
    ]
    bare.write_bytes(member("warcinfo", fields, "application/warc-fields", b"software: another\r\n"))
    for files, code, told in (
        ([empty], 3, "empty.warc.gz: the file is empty"),
        ([bare], 3, "There is no response in what was given"),
        ([good, empty], 1, "empty.warc.gz: the file is empty"),
        ([good, bare], 0, ""),
    ):
        assert _run(["reparse", *map(str, files), "--out", str(tmp_path / "out"), "--jobs", "1"]) == code
        said = capsys.readouterr()
        assert told in said.err
        rows = Path(said.out.splitlines()[-1]).read_bytes()
        assert rows.count(b"\n") == (good in files)
