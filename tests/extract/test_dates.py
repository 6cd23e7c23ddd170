"""Every form of date that news pages print, and what must not be read as one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.dateforms import FORMS, Context
from newscrawl.extract.dates import dates_in, may_hold_date, parse_date

SHANGHAI = ZoneInfo("Asia/Shanghai")
TAIPEI = ZoneInfo("Asia/Taipei")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
FETCHED = datetime(2022, 3, 1, 4, 0, tzinfo=UTC)  # noon in Shanghai

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
minutes = st.builds(
    datetime.combine,
    st.dates(date(1992, 1, 1), date(2099, 12, 31)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2019-11-23", "2019-11-23"),
        ("2019/11/23", "2019-11-23"),
        ("2019.1.3", "2019-01-03"),
        ("2019年11月23日", "2019-11-23"),
        ("2019 年 11 月 23 日", "2019-11-23"),
        ("2019年11月23号 星期六", "2019-11-23"),
        ("来源:某某日报时间:2024-12-17", "2024-12-17"),
        ("来源:某某晚报发布者:时间:2023-12-16", "2023-12-16"),
        ("2019-11-23 08:15", "2019-11-23T08:15+08:00"),
        ("2019-11-23 08:15:30", "2019-11-23T08:15:30+08:00"),
        ("2022.01.20 16:31 来源：某报客户端", "2022-01-20T16:31+08:00"),
        ("2022年02月13日07:48 | 来源：某报", "2022-02-13T07:48+08:00"),
        ("2019-11-2308:15", "2019-11-23T08:15+08:00"),
        ("2018-02-28 10:52王小明李小红", "2018-02-28T10:52+08:00"),
        ("2022-02-13 07:00:00来源：某网", "2022-02-13T07:00:00+08:00"),
        ("发表于2014-08-24 21:30| 1164次阅读", "2014-08-24T21:30+08:00"),
        ("18-03-0823:16", "2018-03-08T23:16+08:00"),
        ("11:092019/09/25", "2019-09-25T11:09+08:00"),
        ("08:15 2019-11-23", "2019-11-23T08:15+08:00"),
        ("2016-10-31 09:28:27.0", "2016-10-31T09:28:27+08:00"),
        ("2026-07-03 10:30:45:123456 /", "2026-07-03T10:30:45+08:00"),
        ("2019年11月23日 下午3:05", "2019-11-23T15:05+08:00"),
        ("2019年11月23日8时5分", "2019-11-23T08:05+08:00"),
        ("2019-11-23 星期六 08:15", "2019-11-23T08:15+08:00"),
        ("2019年11月23日（土） 9時30分", "2019-11-23T09:30+08:00"),
        ("2019. 11. 23. 오후 2:30", "2019-11-23T14:30+08:00"),
        ("２０１９年１１月２３日　０８：１５", "2019-11-23T08:15+08:00"),
        ("二〇一九年十一月二十三日", "2019-11-23"),
        ("一九九八年十月初稿，二○一九年十二月卅一日", "2019-12-31"),
        ("中華民國91年3月19日星期二", "2002-03-19"),
        ("105年3月19日", "2016-03-19"),
        ("110-01-15 11:30", "2021-01-15T11:30+08:00"),
        ("9/17/2004 5:54:13 AM", "2004-09-17T05:54:13+08:00"),
        ("9/7/2004 12:04 PM", "2004-09-07T12:04+08:00"),
        ("23/11/2019 - 13:48", "2019-11-23T13:48+08:00"),
        ("03/03/2019", "2019-03-03"),
        ("2019-11-23T08:15:30.123+09:00", "2019-11-23T08:15:30+09:00"),
        ("2019-11-23T00:15:30Z", "2019-11-23T08:15:30+08:00"),
        ("20191123", "2019-11-23"),
        ("20191123081530", "2019-11-23T08:15:30+08:00"),
        ("20191123T00:15:30Z", "2019-11-23T08:15:30+08:00"),
        ("20191123T001530Z", "2019-11-23T08:15:30+08:00"),
        ("2019年11月", "2019-11"),
        ("2019-11", "2019-11"),
        ("2019", "2019"),
        ("2019-11-23 24:10", "2019-11-23"),
    ],
)
def test_chinese_pages(text: str, value: str) -> None:
    found = parse_date(text, SHANGHAI)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Sat, 23 Nov 2019 08:15:30 +0800", "2019-11-23T08:15:30+08:00"),
        ("Sat, 23 Nov 2019 12:15:30 GMT", "2019-11-23T13:15:30+01:00"),
        ("Tue Dec 03 13:45:00 +0000 2019", "2019-12-03T14:45:00+01:00"),
        ("Nov. 23rd, 2019", "2019-11-23"),
        ("Published November 23, 2019 at 8:15 p.m. EST", "2019-11-23T20:15-05:00"),
        ("July 4, 2019 8 a.m. ET", "2019-07-04T08:00-04:00"),
        ("5:04 PM EST, Tue December 3, 2019", "2019-12-03T17:04-05:00"),
        ("31-Dec-2019", "2019-12-31"),
        ("23. November 2019, 08.15 Uhr", "2019-11-23T08:15+01:00"),
        ("Stand: 23.11.2019 08:15 Uhr", "2019-11-23T08:15+01:00"),
        ("3. März 2020", "2020-03-03"),
        ("1er janvier 2020", "2020-01-01"),
        ("publié le 15 août 2020 à 13h48", "2020-08-15T13:48+02:00"),
        ("23 de noviembre de 2019", "2019-11-23"),
        ("5 maggio 2020", "2020-05-05"),
        ("7 de março de 2021", "2021-03-07"),
        ("November 2019", "2019-11"),
        ("Nov 232019", "2019-11-23"),
        ("23 NİSAN 2020", "2020-04-23"),
        ("2020. április 24.", "2020-04-24"),
        ("24. huhtikuuta 2020", "2020-04-24"),
        ("24 Απριλίου 2020", "2020-04-24"),
        ("24 באפריל 2020", "2020-04-24"),
        ("الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24T21:22+02:00"),
        ("١٢ تشرين الثاني ٢٠٢١", "2021-11-12"),
        ("১৬:২০, ১৬ ফেব্রুয়ারি ২০২০", "2020-02-16T16:20+01:00"),
        ("2021年3月5日 午後3:20", "2021-03-05T15:20+01:00"),
    ],
)
def test_pages_of_the_world(text: str, value: str) -> None:
    found = parse_date(text, BERLIN)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "来源：某报",
        "06/02/2022 - 13:48",
        "09-30 22:46",
        "2分钟前",
        "昨天 08:15",
        "2019-02-30",
        "2019-13-01",
        "二〇一九年十三月一日",
        "1889-01-01",
        "电话：0351-2019-11",
        "98年3月19日",
        "110.01.15",
        "110-01-15",
        "1574467200",
        "版本 12.2019.3",
        "May 2",
        "31. Dezember 2021-06. Januar 2022",
        "2021-05-03 bis 2021-05-09",
    ],
)
def test_never_guesses(text: str) -> None:
    assert parse_date(text, SHANGHAI) is None


def test_a_span_of_days_is_no_day() -> None:
    assert [w.value for w in dates_in("14. - 20. Januar 2022", BERLIN)] == ["2022-01"]
    assert [w.value for w in dates_in("3 to 5 May 2022 | 2022-05-07", BERLIN)] == ["2022-05-07"]


def test_hints_decide_what_reads_two_ways() -> None:
    def value(text: str, **hints: object) -> str | None:
        found = parse_date(text, SHANGHAI, **hints)  # type: ignore[arg-type]  # hints of several types by name
        return found.value if found else None

    assert value("06/02/2022 - 13:48", day_first=True) == "2022-02-06T13:48+08:00"
    assert value("06/02/2022", day_first=False) == "2022-06-02"
    assert value("23.11.19", day_first=True) == "2019-11-23"
    assert value("09-30 22:46", year_hint=2021) == "2021-09-30T22:46+08:00"
    assert value("12-2921:35", year_hint=2021) == "2021-12-29T21:35+08:00"
    assert value("9月30日", year_hint=2021) == "2021-09-30"
    assert value("1574467200", timestamps=True) == "2019-11-23T08:00:00+08:00"
    assert value("1574467200123", timestamps=True) == "2019-11-23T08:00:00+08:00"


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2分钟前", "2022-03-01T11:58+08:00", "minute"),
        ("5小时前", "2022-03-01", "day"),
        ("12小时前", "2022", "year"),
        ("13小时前", "2022-02-28", "day"),
        ("３天前", "2022-02", "month"),
        ("昨天 08:15", "2022-02-28T08:15+08:00", "minute"),
        ("前天", "2022-02-27", "day"),
        ("5 hours ago", "2022-03-01", "day"),
    ],
)
def test_relative_forms_are_no_finer_than_they_can_be(text: str, value: str, precision: str) -> None:
    found = parse_date(text, SHANGHAI, fetched_at=FETCHED)
    assert found is not None
    assert (found.value, found.precision) == (value, precision)


def test_two_digit_years_that_read_one_way_only() -> None:
    for text, value in (("28.01.22", "2022-01-28"), ("8.5.99", "1999-05-08"), ("3.4.05", None), ("09/11/21", None)):
        found = parse_date(text, SHANGHAI, fetched_at=FETCHED)
        assert (found.value if found else None) == value


def test_no_date_after_the_next_year_of_the_fetch() -> None:
    assert parse_date("2023-01-01", SHANGHAI, fetched_at=FETCHED) is not None
    assert parse_date("2024-01-01", SHANGHAI, fetched_at=FETCHED) is None


def test_dates_in_order_with_what_was_read() -> None:
    text = "发布时间：2022-02-13 04:22:18　更新时间：2022年2月14日 来源 2021年3月"
    found = dates_in(text, SHANGHAI)
    assert [w.precision for w in found] == ["second", "day", "month"]
    assert [w.text for w in found] == ["2022-02-13 04:22:18", "2022年2月14日", "2021年3月"]


def test_roc_years_without_a_time_only_in_taiwan() -> None:
    found = parse_date("110-01-15", TAIPEI)
    assert found is not None
    assert found.value == "2021-01-15"


@given(
    days,
    st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0.year}.{0.month}.{0.day}", "{0:%Y}年{0:%m}月{0:%d}日",
                     "{0.year} 年 {0.month} 月 {0.day} 日", "{0:%Y%m%d}", "时间:{0:%Y-%m-%d}来源:某报",
                     "民國{1}年{0.month}月{0.day}日", "{0:%d.%m.%Y}"]),
)  # fmt: skip
def test_days_come_back(day: date, form: str) -> None:
    found = parse_date(form.format(day, day.year - 1911), SHANGHAI)
    assert found is not None
    assert (found.value, found.precision) == (day.isoformat(), "day")


@given(
    minutes,
    st.sampled_from(["%Y-%m-%d %H:%M", "%Y年%m月%d日%H:%M", "%Y-%m-%d%H:%M", "%H:%M%Y/%m/%d", "%Y/%m/%d　%H：%M",
                     "%d.%m.%Y, %H:%M Uhr", "%m/%d/%Y %I:%M %p", "%Y-%m-%dT%H:%M"]),
)  # fmt: skip
def test_minutes_come_back(moment: datetime, form: str) -> None:
    found = parse_date(moment.strftime(form), SHANGHAI)
    assert found is not None
    assert (found.value, found.precision) == (moment.isoformat(timespec="minutes") + "+08:00", "minute")


@given(minutes, st.integers(1, 14 * 60), st.booleans())
def test_offsets_stay_as_printed(moment: datetime, offset: int, west: bool) -> None:
    printed = moment.replace(tzinfo=timezone(timedelta(minutes=-offset if west else offset)))
    found = parse_date(printed.isoformat(), NEW_YORK)
    assert found is not None
    assert found.value == printed.isoformat()


@given(days, st.sampled_from("January March Dezember août luglio setembro".split()))
def test_named_months_come_back(day: date, name: str) -> None:
    found = parse_date(f"{min(day.day, 28)} {name} {day.year}", BERLIN)
    assert found is not None
    assert found.value[8:] == f"{min(day.day, 28):02}"


@given(st.text(alphabet="0123456789-/.:年月日 TZ+：上午前小时昨天民國十二May,", max_size=40))
def test_any_text_is_read_without_errors(text: str) -> None:
    for found in dates_in(text, SHANGHAI, fetched_at=FETCHED, year_hint=2021, day_first=True):
        assert found.text in text
        assert 1990 <= int(found.value[:4]) <= 2023
    parse_date(text, SHANGHAI, timestamps=True)


@given(
    st.lists(
        st.sampled_from(
            [*"0123456789-/.:, 年月日前天", "19", "20", "民國", "二○一九", "十", "May", "days ago", "today"]
        ),
        max_size=14,
    )
)
def test_no_form_finds_a_date_in_a_text_that_can_have_none(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = [hit for form in FORMS for hit in form(Context(text, TAIPEI, FETCHED, None, True))]
    assert may_hold_date(text) or not found
