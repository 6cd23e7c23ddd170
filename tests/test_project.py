"""The rules of this repository that no linter knows: sizes, names, what may stand in a tracked file, the lock files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(
    path for folder in ("newscrawl", "tests", "tools", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)
MODULE_LINES = 400
FUNCTION_LINES = 45
SITE_LINES = 20
LARGER: dict[str, str] = {}
"""What may be larger, as `path` or `path:function`, with the reason."""


def tracked() -> list[Path]:
    """The files git knows of; skips outside a clone, such as in an unpacked archive."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git clone")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_modules_and_functions_stay_readable() -> None:
    large = {}
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MODULE_LINES:
            large[relative(path)] = lines
        for function in functions(ast.parse(text)):
            if (lines := lines_of(function)) > FUNCTION_LINES:
                large[f"{relative(path)}:{function.name}"] = lines
    assert {name: lines for name, lines in large.items() if name not in LARGER} == {}
    assert LARGER.keys() <= large.keys(), "no longer large: take it off the list"


def test_a_site_is_at_most_twenty_lines() -> None:
    long = {
        relative(path): lines_of(node)
        for path in (ROOT / "newscrawl/sites").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and lines_of(node) > SITE_LINES
    }
    assert long == {}


def test_modules_are_named_after_what_they_hold() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "core", "lib"}
    assert [relative(path) for path in SOURCES if path.stem.strip("_") in empty] == []


def test_data_made_from_others_work_is_credited() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for path in (ROOT / "newscrawl").rglob("*.tsv"):
        head = path.read_text(encoding="utf-8").split("\n", 1)[0]
        sources = re.findall(r"(\w+ \d+\.\d+\.\d+)", head) if head.startswith("#") else []
        assert not sources or relative(path) in notice
        assert [source for source in sources if source not in notice] == []


@pytest.mark.requires_tool("git")
def test_nothing_of_one_machine_is_tracked() -> None:
    """No package index, no path of somebody's disk, no name of what is outside the repository."""
    hosts = "|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.", "deb" + r"\.debian"))
    index = r"(?<!emit-)(?:index" + "-url|find" + "-links)"  # lock.sh tells uv to leave them out
    folders = r"(?<![\w.~<>}:/-])/(?:work|home|root|Users|opt)/|\bshared" + r"/|[A-Z]:\\"
    private = re.compile(f"{hosts}|{index}|{folders}")
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{relative(path)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), 1)
            if private.search(line)
        ]
    assert found == []


def test_the_demo_needs_nothing_but_python_and_opencc() -> None:
    allowed = {"opencc", "newscrawl.demo", "newscrawl.items", "newscrawl.exchange", "newscrawl.errors"}
    strange = set()
    for path in (ROOT / "newscrawl/demo").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    modules = [name.name for name in names]
                case ast.ImportFrom(module=str(module), level=0, names=names):
                    modules = [f"{module}.{name.name}" for name in names] if module == "newscrawl" else [module]
                case _:
                    continue
            strange |= {
                module
                for module in modules
                if module.split(".")[0] not in sys.stdlib_module_names
                and not any(module == name or module.startswith(f"{name}.") for name in allowed)
            }
    assert strange == set()


def pins(lock: str) -> dict[str, Requirement]:
    """What a lock file names; the first line of each entry, without its hashes."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    entries = [Requirement(line.rstrip(" \\")) for line in lines if line and line[0] not in " #"]
    return {canonicalize_name(entry.name): entry for entry in entries}


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", ()), ("requirements-dev.lock", ("dev",))])
def test_lock_files_follow_the_project(lock: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in extras:
        wanted += project["project"]["optional-dependencies"][extra]
    locked = pins(lock)
    for requirement in map(Requirement, wanted):
        pin = locked.get(canonicalize_name(requirement.name))
        assert pin is not None, f"{lock} lacks {requirement.name}: run `make lock`"
        version = str(pin.specifier).removeprefix("==")
        assert requirement.specifier.contains(version), f"{lock} has {pin}, wanted is {requirement}: run `make lock`"


def test_the_lock_of_the_tools_follows_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = pins("requirements-tools.lock")
    for requirement in map(Requirement, project["dependency-groups"]["tools"]):
        version = str(locked[canonicalize_name(requirement.name)].specifier).removeprefix("==")
        assert requirement.specifier.contains(version), f"{requirement} is locked as {version}: run `make lock`"


def test_lock_files_name_no_place() -> None:
    """Versions and hashes only: where the packages come from is everybody's own setting."""
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-tools.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert " @ " not in text
        entries = re.findall(r"^[^ #\n].*(?:\n .*)?", text, re.MULTILINE)
        assert [entry for entry in entries if not re.match(r"\S+==\S+(?: ; .+)? \\\n    --hash=sha256:", entry)] == []


def test_the_tests_run_with_the_versions_users_get() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: str(pin.specifier) for name, pin in run.items()}.items() <= {
        name: str(pin.specifier) for name, pin in dev.items()
    }.items()
