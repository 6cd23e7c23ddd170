"""The only decoder: labels as browsers map them, and stray bytes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.exchange import Exchange
from newscrawl.page import Page, codec_of, decode

TEXT = "榆汀日报讯，镕基路新桥昨日通车，市民纷纷前来观看，孩子们在桥头放起了风筝。" * 6
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def meta(charset: str) -> str:
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>{TEXT}</html>'


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("big5", "big5hkscs"),
        ("Shift_JIS", "cp932"),
        ("iso-8859-1", "cp1252"),
        ("utf8", "utf-8"),
        ("utf-16", "utf-8"),
        ("nonsense", None),
    ],
)
def test_labels_mean_what_they_mean_to_browsers(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


def test_a_gb2312_label_reads_characters_gb2312_lacks() -> None:
    decoded = decode(meta("gb2312").encode("gb18030"))
    assert "镕基路" in decoded.text
    assert (decoded.declared, decoded.used, decoded.lossless) == ("gb2312", "gb18030", True)


def test_the_header_goes_before_the_meta_and_the_bom_before_both() -> None:
    assert decode(meta("utf-8").encode("gbk"), b"text/html; charset=GBK").declared == "GBK"
    with_bom = decode(b"\xef\xbb\xbf" + meta("gb2312").encode(), b"text/html; charset=gbk")
    assert (with_bom.used, with_bom.text[:6]) == ("utf-8", "<html>")


def test_plain_utf8_beats_a_label_that_is_wrong() -> None:
    decoded = decode(meta("gb2312").encode())
    assert (decoded.used, decoded.declared, decoded.lossless) == ("utf-8", "gb2312", True)
    assert TEXT in decoded.text


def test_a_wrong_label_loses_to_the_codec_that_fits() -> None:
    decoded = decode(TEXT.encode("gb18030"), b"text/html; charset=utf-8")
    assert decoded.used == "gb18030"
    assert decoded.lossless


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_one_stray_byte_does_not_mislead(codec: str) -> None:
    data = TEXT.encode(codec)
    broken = data[:60] + b"\xff" + data[60:]
    decoded = decode(broken)
    assert (decoded.used, decoded.lossless) == (codec, False)
    assert sum(a == b for a, b in zip(decoded.text[::-1], TEXT[::-1], strict=False)) > 0.8 * len(TEXT)


def test_a_truncated_exchange_is_never_a_page() -> None:
    cut = Exchange("http://127.0.0.1/", b"", b"HTTP/1.1 200 OK\r\n\r\n<html>", NOW, truncated="length")
    with pytest.raises(ValueError, match="truncated"):
        Page.from_exchange(cut)


def test_a_page_names_url_and_size_only() -> None:
    page = Page("http://127.0.0.1/x", 200, (), b"secret" * 100)
    assert repr(page) == "<Page http://127.0.0.1/x 600 bytes>"


@pytest.mark.parametrize(
    ("kind", "body", "html"),
    [
        (b"text/html; charset=gbk", b"", True),
        (b"", b"  <!doctype html>", True),
        (b"text/plain", b"<html>", True),
        (b"image/png", b"<html>", False),
        (b"application/json", b"{}", False),
        (b"", b"\x89PNG", False),
    ],
)
def test_what_counts_as_html(kind: bytes, body: bytes, html: bool) -> None:
    headers = ((b"content-TYPE", kind),) if kind else ()
    assert Page("http://127.0.0.1/", 200, headers, body).is_html is html
