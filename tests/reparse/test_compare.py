"""Rows held against older ones: what is new, gone, and read in another way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.cli import _run
from newscrawl.errors import InputError
from newscrawl.reparse.compare import Changed, compare
from tests.archive.lab import exchange, write


def line(number: int, **fields: Any) -> dict[str, Any]:
    captures = [{"warc_record_id": f"<urn:{number}>"}]
    return {
        "id": f"{number:016}",
        "url": f"http://paper.test/{number}",
        "headline": "桥",
        **fields,
        "captures": captures,
    }


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_what_differs_is_told_by_field(tmp_path: Path) -> None:
    old = write_rows(tmp_path / "old", [line(1), line(2), line(3, source="甲报"), line(4, extractor_version="0.1")])
    new = [line(4, extractor_version="0.2"), line(3, source="乙报", headline="路"), line(5), line(2)]
    found = compare(old, write_rows(tmp_path / "new", new))
    assert (found.same, found.new, found.gone) == (2, ["http://paper.test/5"], ["http://paper.test/1"])
    assert found.changed == [Changed(f"{3:016}", "http://paper.test/3", ["headline", "source"])]
    assert found.as_dict()["fields"] == {"headline": 1, "source": 1}


@given(st.dictionaries(st.integers(0, 40), st.sampled_from(["same", "changed", "new", "gone"]), max_size=12))
def test_every_row_is_counted_once(tmp_path_factory: pytest.TempPathFactory, fates: dict[int, str]) -> None:
    folder = tmp_path_factory.mktemp("rows")
    old = [line(number, source=None) for number, fate in fates.items() if fate != "new"]
    new = [
        line(number, source="乙报" if fate == "changed" else None) for number, fate in fates.items() if fate != "gone"
    ]
    found = compare(write_rows(folder / "old", old), write_rows(folder / "new", new[::-1]))
    counts = {"same": found.same, "changed": len(found.changed), "new": len(found.new), "gone": len(found.gone)}
    assert counts == {fate: list(fates.values()).count(fate) for fate in counts}
    assert found.fields["source"] == counts["changed"]


def test_a_file_that_holds_no_rows_is_told(tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows", [line(1)])
    (tmp_path / "bad").write_text("{}\n")
    with pytest.raises(InputError, match=r"bad, line 1: this is no row"):
        compare(tmp_path / "bad", rows)


def test_a_reparse_says_how_its_rows_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warc = write(tmp_path, exchange())[0]
    arguments = ["reparse", str(warc), "--out", str(tmp_path / "out"), "--jobs", "1"]
    assert _run([*arguments, "--json"]) == 0
    rows = Path(json.loads(capsys.readouterr().out)["rows"])
    older = [json.loads(text) | {"headline": "as it was read before"} for text in rows.read_text("utf-8").splitlines()]
    assert older
    old = write_rows(tmp_path / "old.jsonl", older)
    assert _run([*arguments, "--diff", str(old), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["diff"]
    assert (told["same"], told["fields"]) == (0, {"headline": len(older)})
    assert _run([*arguments, "--diff", str(old)]) == 0
    assert "headline" in capsys.readouterr().out
