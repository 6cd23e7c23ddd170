"""output/ as a map: ids, names, completion, and what readers take."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.errors import InputError
from newscrawl.items import Article, Byline, Capture, Notice, Removed
from newscrawl.runs import MANIFEST, RunFolder, describe, is_complete, latest, new_run_id, read_rows, runs

MOMENTS = st.integers(820_000_000, 4_100_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(MOMENTS, MOMENTS)
def test_ids_sort_by_time(one: datetime, other: datetime) -> None:
    first, second = sorted([one, other])
    assert new_run_id(first)[:16] <= new_run_id(second)[:16]
    if first < second:
        assert new_run_id(first) < new_run_id(second)


def test_an_id_is_in_utc() -> None:
    moment = datetime(2026, 11, 24, 10, 45, 56, tzinfo=timezone(timedelta(hours=8)))
    assert new_run_id(moment).startswith("20261124T024556Z-")


def test_ids_of_one_second_differ() -> None:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    assert len({new_run_id(moment) for _ in range(20)}) > 1


def finished(root: Path, site: str, rows: bytes = b'{"id": "1"}\n') -> RunFolder:
    """A complete run with its rows."""
    run = RunFolder(root / site / new_run_id()).create()
    run.part("articles.jsonl").write_bytes(rows)
    run.complete(run.finalise(["articles.jsonl"]), {"verdict": {"healthy": True, "reasons": []}})
    return run


def test_a_run_becomes_complete_with_its_manifest_only(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "sxycrb" / new_run_id()).create()
    run.part("articles.jsonl").write_bytes(b"{}\n{}\n")
    assert run.current("articles.jsonl") == run.part("articles.jsonl")
    files = run.finalise(["articles.jsonl"])
    assert run.current("articles.jsonl") == run.articles
    assert not run.is_complete
    assert list(runs(tmp_path)) == []
    run.complete(files, {"counts": {"rows": 2}})
    assert run.is_complete
    assert is_complete(run.path)
    assert list(runs(tmp_path)) == [run]
    assert run.manifest() == {
        "manifest_version": "1",
        "run_id": run.run_id,
        "site": "sxycrb",
        "counts": {"rows": 2},
        "files": [
            {"name": "articles.jsonl", "size": 6, "sha256": hashlib.sha256(b"{}\n{}\n").hexdigest(), "lines": 2},
        ],
    }
    assert sorted(path.name for path in run.path.iterdir()) == ["articles.jsonl", MANIFEST]


def test_a_finalised_file_is_never_overwritten(tmp_path: Path) -> None:
    run = finished(tmp_path, "sxycrb")
    run.part("articles.jsonl").write_bytes(b"other\n")
    with pytest.raises(InputError, match="never overwritten"):
        run.finalise(["articles.jsonl"])
    assert run.articles.read_bytes() == b'{"id": "1"}\n'
    with pytest.raises(InputError, match="complete already"):
        run.complete([], {})


def test_a_missing_file_stops_completion(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "sxycrb" / new_run_id()).create()
    with pytest.raises(InputError, match=r"articles\.jsonl is missing"):
        run.finalise(["articles.jsonl"])
    assert not run.is_complete


def test_what_fails_while_writing_leaves_no_manifest(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "sxycrb" / new_run_id()).create()
    with pytest.raises(TypeError):
        run.complete([], {"counts": object()})
    assert list(run.path.iterdir()) == []


def test_readers_take_complete_runs_of_sites_by_time(tmp_path: Path) -> None:
    old = RunFolder(tmp_path / "b" / "20251124T024556Z-0000").create()
    old.complete([], {})
    new = RunFolder(tmp_path / "b" / "20261124T024556Z-0000").create()
    new.complete([], {})
    other = finished(tmp_path, "a")
    broken = RunFolder(tmp_path / "b" / "20261125T024556Z-0000").create()
    (tmp_path / "state" / "20261125T024556Z-0000").mkdir(parents=True)
    (tmp_path / "b" / "notes").mkdir()
    (tmp_path / "takedowns.jsonl").touch()
    assert list(runs(tmp_path)) == [other, old, new]
    assert list(runs(tmp_path, "b")) == [old, new]
    assert list(runs(tmp_path, incomplete=True)) == [broken]
    assert latest(tmp_path, "b") == new
    assert latest(tmp_path, "nowhere") is None
    assert list(runs(tmp_path / "nowhere")) == []


def test_verify_names_what_differs(tmp_path: Path) -> None:
    run = finished(tmp_path, "sxycrb")
    assert run.verify() == []
    run.articles.write_bytes(b'{"id": "2"}\n')
    assert "other content" in run.verify()[0]
    run.articles.write_bytes(b"{}\n")
    assert "has 3 bytes, not 12" in run.verify()[0]
    run.articles.unlink()
    assert "is missing" in run.verify()[0]


def test_a_broken_manifest_is_named(tmp_path: Path) -> None:
    run = finished(tmp_path, "sxycrb")
    (run.path / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json is not JSON"):
        run.manifest()
    (run.path / MANIFEST).write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="no JSON object"):
        run.manifest()
    with pytest.raises(InputError, match=r"report\.json can't be read"):
        run.read_report()


@given(content=st.binary(max_size=4096))
def test_describe_is_the_digest_of_the_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("files") / "file"
    path.write_bytes(content)
    found = describe(path)
    assert (found.size, found.lines) == (len(content), content.count(b"\n"))
    assert found.sha256 == hashlib.sha256(content).hexdigest()


def test_json_is_readable_chinese(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "sxycrb" / new_run_id()).create()
    path = run.write_json("report.json", {"title": "运城新闻网"})
    assert "运城新闻网" in path.read_text(encoding="utf-8")
    assert json.loads(path.read_bytes()) == run.read_report()


CAPTURE = Capture(
    warc_filename="sxycrb-20261124T024556Z-00000.warc.gz",
    warc_record_offset=0,
    warc_record_length=812,
    warc_record_id="<urn:uuid:6f2b1c52-0c0b-4f3f-9a52-7a2a5a1c0d11>",
    payload_digest="sha1:2XJQ7DL3QKZQ2QBQ5AZ2XTQ5YJX4KQ6B",
    fetch_time="2026-11-24T02:45:56Z",
    fetch_status=200,
)
ARTICLE = Article(
    id="0011223344556677",
    headline="盐湖区的春天",
    bylines=[Byline(name="张越", role="reporter")],
    removed=[Removed(kind="notice", start=3, end=5, text="转载", rule="no_reprint")],
    notices=[Notice(kind="no_reprint", clauses=["no_reprint"], text="转载", start=3, end=5, rule="no_reprint")],
    captures=[CAPTURE],
)


def line(article: Article) -> bytes:
    """An article as the row writer has it."""
    return orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE)


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    first = finished(tmp_path, "a", line(ARTICLE))
    other = finished(tmp_path, "b", line(Article(id="1")) + line(Article(id="2")))
    RunFolder(tmp_path / "b" / "20251124T024556Z-0000").create().articles.write_bytes(b"never read")
    assert list(read_rows(first.articles)) == [ARTICLE]
    assert list(read_rows(first.path)) == [ARTICLE]
    assert [row.id for row in read_rows(tmp_path)] == [ARTICLE.id, "1", "2"]
    assert [row.id for row in read_rows(other.path.parent)] == ["1", "2"]


@pytest.mark.parametrize("bad", [b"{", b"[]", b"1", b'{"id": "1"}', line(ARTICLE)[:-2] + b', "new": 1}\n'])
def test_a_line_that_is_no_row_is_named(tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(line(ARTICLE) + bad)
    rows = read_rows(path)
    assert next(rows) == ARTICLE
    with pytest.raises(InputError, match=r"articles\.jsonl, line 2: this is no row"):
        next(rows)


def test_a_missing_file_of_rows_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        list(read_rows(tmp_path / "articles.jsonl"))
