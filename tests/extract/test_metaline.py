"""Meta lines in the forms news pages print, with and without markup between the values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from newscrawl.extract.metaline import flat_text, labelled, named


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("来源:榆汀日报时间:2024-12-17", {"source": "榆汀日报", "date": "2024-12-17"}),
        ("来源:榆汀晚报发布者:时间:2023-12-16", {"source": "榆汀晚报", "publisher": "", "date": "2023-12-16"}),
        ("2022年02月13日07:48 | 来源：江口日报 小字号", {"source": "江口日报"}),
        ("2019-09-09 19:32:27 字号：A- A A+ 来源：某新网", {"source": "某新网"}),
        ("2019-09-26 12:11来源：股市网作者：李山", {"source": "股市网", "author": "李山"}),
        (
            "发布时间：2022-02-13 04:22:18   来源：云岭日报 分享到： …",
            {"date": "2022-02-13 04:22:18", "source": "云岭日报"},
        ),
        ("来源：河套日报    编辑：苏明", {"source": "河套日报", "editor": "苏明"}),
        ("2020-02-29 18:34:31　来源: 新华社 举报", {"source": "新华社"}),
        (
            "来源：本站原创  作者：医院支部时间：2019年10月31日 23:00  浏览： 33",
            {"source": "本站原创", "author": "医院支部", "date": "2019年10月31日 23:00"},
        ),
        ("发布日期：2016-11-22 浏览次数： 信息来源：发改委", {"date": "2016-11-22", "source": "发改委"}),
        ("发表于2014-08-24 21:30| 1164次阅读| 来源ABC| 0 条评论", {"date": "2014-08-24 21:30", "source": "ABC"}),
        ("来源: 学习报 作者:", {"source": "学习报", "author": ""}),
        ("来源: 大河网·浪花新闻 作者: 赵志", {"source": "大河网·浪花新闻", "author": "赵志"}),
        ("責任編輯：王明　來源：島嶼日報", {"editor": "王明", "source": "島嶼日報"}),
        ("编 辑:李海 台 可 校 对:曾 艳", {"editor": "李海 台 可", "proofreader": "曾 艳"}),
        ("没有标签的一行", {}),
        ("", {}),
    ],
)
def test_values_are_told_apart_by_label(line: str, values: dict[str, str]) -> None:
    assert labelled(line) == values


@pytest.mark.parametrize(
    ("markup", "values"),
    [
        (
            "<p><span>来源：榆汀日报</span><span>发布者：</span><span>时间：2019-11-23</span></p>",
            {"source": "榆汀日报", "publisher": "", "date": "2019-11-23"},
        ),
        ("<p><span>时间：2019-11-23</span><span>来源：榆汀日报</span></p>", {"date": "2019-11-23", "source": "榆汀日报"}),
        ("<p><b>来源：</b><a>榆汀日报</a><b>发布者：</b><b>时间：</b>2019-11-23</p>", {"source": "榆汀日报", "publisher": "", "date": "2019-11-23"}),
        ("<div><div>来源：<!--x-->榆汀日报</div><div>时间：2019年11月23日</div></div>", {"source": "榆汀日报", "date": "2019年11月23日"}),
    ],
)  # fmt: skip
def test_markup_between_label_and_value_does_not_matter(markup: str, values: dict[str, str]) -> None:
    assert labelled(flat_text([fromstring(markup)])) == values


@given(
    source=st.text("榆汀日晚报云岭网", min_size=2, max_size=6),
    publisher=st.text("榆汀新闻", max_size=4),
    glue=st.sampled_from(["", " ", "　", "   ", " | "]),
    colon=st.sampled_from([":", "：", " ："]),
)
def test_no_value_swallows_the_next_label(source: str, publisher: str, glue: str, colon: str) -> None:
    line = f"来源{colon}{source}{glue}发布者{colon}{publisher}{glue}时间{colon}2019-11-23"
    assert labelled(line) == {"source": source, "publisher": publisher, "date": "2019-11-23"}


@given(st.text(max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    assert all(isinstance(value, str) for value in labelled(text).values())


@pytest.mark.parametrize(
    "value", ["", "未知", "本站原创", "系统管理员", 'size="20"', "2019-11-23 08:15", None, "网络整理"]
)
def test_placeholders_are_no_names(value: str | None) -> None:
    assert named(value) is None
