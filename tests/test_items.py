"""Ids that stay, and spans that go back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.items import Article, Removed, article_id, json_schema, restore


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://www.sxycrb.com/2024-12/17/content_1.html", True),
        ("https://www.sxycrb.com/2024-12/17/content_1.html", True),
        ("http://WWW.sxycrb.com:80/2024-12/17/content_1.html#top", True),
        ("http://www.sxycrb.com/2024-12/17/content_1.html?utm_source=x&from=timeline&spm=a.b", True),
        ("http://www.sxycrb.com/2024-12/17/content_2.html", False),
        ("http://www.sxycrb.com:8080/2024-12/17/content_1.html", False),
        ("http://www.sxycrb.com/2024-12/17/content_1.html?id=3", False),
    ],
)
def test_the_id_is_of_the_url_and_frozen(url: str, same: bool) -> None:
    assert (article_id(url) == "561815e52b3a3e00") is same


@given(st.data())
def test_restore_puts_every_span_back(data: st.DataObject) -> None:
    text = data.draw(st.text(max_size=80))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [
        Removed(kind="notice", start=a, end=b, text=text[a:b], rule="r")
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    body, position = "", 0
    for span in spans:
        body += text[position : span.start]
        position = span.end
    article = Article(body=body + text[position:], removed=data.draw(st.permutations(spans)))
    assert restore(article) == text


def test_the_schema_holds_every_field_with_its_meaning() -> None:
    schema = json_schema()
    assert list(schema["properties"]) == list(Article.__slots__)
    assert schema["required"] == list(schema["properties"])
    assert all(field["description"] for field in schema["properties"].values())
    capture = schema["properties"]["captures"]["items"]
    assert capture["properties"]["warc_record_offset"]["type"] == ["null", "integer"]
    assert capture["required"] == list(capture["properties"])
