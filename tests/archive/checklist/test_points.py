"""The table in docs/archive-checklist.md: no point is missing, and every test it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "docs" / "archive-checklist.md"
HERE = sorted(Path(__file__).parent.glob("test_*.py"))
MEASURED = {52}
"""Points that a benchmark holds, not a test."""


def names_in(*paths: Path) -> set[str]:
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    nodes = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {node.name for node in nodes if node.name.startswith("test_")}


def rows() -> dict[int, list[str]]:
    """Point → the tests named for it."""
    lines = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", TABLE.read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in lines] == list(range(1, 53))
    return {int(number): re.findall(r"`([^`]+)`", tests) for number, tests in lines}


def test_every_point_has_tests_that_exist() -> None:
    here = names_in(*HERE)
    missing = [
        name
        for named in rows().values()
        for name in named
        if name not in here and ("::" not in name or not is_there(*name.split("::")))
    ]
    assert missing == []
    assert {point for point, named in rows().items() if not named} == MEASURED


def is_there(path: str, name: str) -> bool:
    return (ROOT / path).is_file() and name in names_in(ROOT / path)


def test_every_test_stands_at_its_point() -> None:
    named = rows()
    for name in names_in(*HERE):
        if match := re.match(r"test_p(\d\d)_", name):
            assert name in named[int(match[1])], f"{name} is not in {TABLE.name}"
