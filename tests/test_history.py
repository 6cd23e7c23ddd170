"""The fold over rows: events, versions, changed fields, and that the order of the rows is nothing to it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.history import COMPARED, Entry, captured_at, current, history
from newscrawl.items import Article, Byline, Capture, Notice

START = datetime(2026, 3, 12, 8, tzinfo=UTC)
GONE = "gone"


def row(
    at: float, body: str, name: str = "a", *, digest: str = "", record: str = "", version: str = "0.1.0"
) -> Article:
    """The capture of an article at some hour; GONE as body makes it a tombstone."""
    capture = Capture(
        warc_filename="w.warc.gz",
        warc_record_offset=0,
        warc_record_length=1,
        warc_record_id=record or f"<urn:uuid:{name}-{at}>",
        payload_digest=digest or f"sha1:{body}-{at}",
        fetch_time=(START + timedelta(hours=at)).isoformat(),
        fetch_status=404 if body == GONE else 200,
    )
    kind = "tombstone" if body == GONE else "article"
    text = "" if body == GONE else body
    return Article(id=name, kind=kind, body=text, captures=[capture], extractor_version=version)


def told(entries: list[Entry]) -> list[tuple[str, int]]:
    return [(entry.event, entry.version) for entry in entries]


def test_a_life() -> None:
    texts = ["one", "one", "two", GONE, GONE, "two", GONE, "three", "three"]
    entries = list(history(row(hour, text) for hour, text in enumerate(texts)))
    assert told(entries) == [
        ("new", 1),
        ("unchanged", 1),
        ("changed", 2),
        ("withdrawn", 2),
        ("unchanged", 2),
        ("back", 2),
        ("withdrawn", 2),
        ("back", 3),
        ("unchanged", 3),
    ]
    assert [entry.changed for entry in entries if entry.changed] == [("body",), ("body",)]


def test_what_was_gone_before_it_was_seen_is_new_when_it_comes() -> None:
    assert told(list(history([row(0, GONE), row(1, "one")]))) == [("withdrawn", 0), ("new", 1)]


def test_the_changed_fields_are_named() -> None:
    before = replace(row(0, "one"), headline="旧", bylines=[Byline(name="张越", role="reporter")])
    after = replace(row(1, "one"), headline="新", bylines=[Byline(name="李明", role="reporter")], layout="other")
    assert [entry.changed for entry in history([before, after])] == [(), ("headline", "bylines")]


def test_a_notice_that_moved_is_no_change() -> None:
    def with_notice(article: Article, start: int, text: str) -> Article:
        notice = Notice(kind="contact", clauses=["contact"], text=text, start=start, end=start + len(text), rule="r")
        return replace(article, notices=[notice])

    rows = [
        with_notice(row(0, "一"), 1, "来电"),
        with_notice(row(1, "一"), 9, "来电"),
        with_notice(row(2, "一"), 9, "来信"),
    ]
    assert [entry.changed for entry in history(rows)] == [(), (), ("notices",)]


def test_the_same_bytes_are_unchanged_whatever_was_read_in_them() -> None:
    rows = [row(0, "read so", digest="sha1:A"), row(1, "read otherwise", digest="sha1:A", version="0.2.0")]
    assert told(list(history(rows))) == [("new", 1), ("unchanged", 1)]


def test_rows_of_one_capture_count_once_as_the_newest_extractor_read_them() -> None:
    rows = [row(0, text, record="r", version=version) for text, version in (("old", "0.9.0"), ("new", "0.10.0"))]
    (entry,) = history([*rows, *rows])
    assert (entry.event, entry.row.body) == ("new", "new")


def test_times_are_compared_as_times() -> None:
    """A time without a fraction has a shorter form than one with."""
    first, second = row(0, "one"), row(0.0001, "two")
    assert len(first.captures[0].fetch_time) < len(second.captures[0].fetch_time)
    assert [entry.row.body for entry in history([second, first])] == ["one", "two"]


def test_current_is_the_last_word() -> None:
    rows = [row(0, "one"), row(1, "two"), row(0, "one", "b"), row(2, GONE, "b")]
    assert [(entry.row.id, entry.event) for entry in current(rows)] == [("a", "changed"), ("b", "withdrawn")]


def test_rows_without_a_capture() -> None:
    bare = [replace(row(0, text), captures=[]) for text in ("one", "two", "two")]
    assert captured_at(bare[0]) is None
    assert told(list(history(bare))) == [("new", 1), ("changed", 2)]


def test_compared_fields_are_fields_of_the_record_in_its_order() -> None:
    names = [field.name for field in fields(Article)]
    assert sorted(COMPARED, key=names.index) == list(COMPARED)


LIVES = st.lists(
    st.builds(row, st.integers(0, 6), st.sampled_from(["one", "two", GONE]), st.sampled_from(["a", "b", "c"])),
    max_size=12,
)


@given(LIVES, st.randoms())
def test_the_order_of_the_rows_is_nothing_to_it(rows: list[Article], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert list(history(shuffled)) == list(history(rows))


@given(LIVES)
def test_versions_count_up_by_one_and_only_with_another_text(rows: list[Article]) -> None:
    version: dict[str, int] = {}
    for entry in history(rows):
        before = version.get(entry.row.id, 0)
        grows = entry.event in ("new", "changed") or (entry.event == "back" and bool(entry.changed))
        assert entry.version == before + grows
        version[entry.row.id] = entry.version


@given(LIVES)
def test_articles_don_t_touch_each_other_and_rows_twice_are_rows_once(rows: list[Article]) -> None:
    whole = list(history(rows))
    apart = [entry for name in "abc" for entry in history(row for row in rows if row.id == name)]
    assert whole == apart == list(history(rows * 2))
    assert [entry.row.id for entry in current(rows)] == sorted({row.id for row in rows})
