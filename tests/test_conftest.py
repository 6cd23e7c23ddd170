"""The marker requires_tool, tried in a pytest run of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

NEEDS = """
import pytest

@pytest.mark.requires_tool({programs})
def test_it():
    pass
"""


def run(pytester: pytest.Pytester, programs: str) -> pytest.RunResult:
    """Run one test that needs the programs (a Python argument list)."""
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(NEEDS.format(programs=programs))
    return pytester.runpytest_subprocess("-ra", "-p", "no:cacheprovider")


def test_runs_where_the_tool_is(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    run(pytester, "'sh'").assert_outcomes(passed=1)


def test_skips_with_a_reason_on_a_desk(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    result = run(pytester, "'sh', 'no-such-program'")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*not installed: no-such-program (tools/apt-packages.sh or tools/other_tools.sh*"])


def test_fails_in_ci(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = run(pytester, "'no-such-program'")
    result.assert_outcomes(errors=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
