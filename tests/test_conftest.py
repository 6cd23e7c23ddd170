"""The markers requires_tool and alone, each tried in a pytest run of its own."""

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


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The copied conftest imports from this suite."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))


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


ALONE = """
import socket
import pytest

@pytest.mark.alone
def test_where_am_i():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), 5).close()
    for address in ("192.0.2.1", "10.0.0.1", "169.254.169.254"):
        with pytest.raises(OSError, match="unreachable"):
            socket.create_connection((address, 80), 5)
    assert "alone" == "and told"
"""


def test_who_wants_to_be_alone_reaches_loopback_only(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(ALONE)
    result = pytester.runpytest_subprocess("-ra", "-p", "no:cacheprovider")
    if result.parseoutcomes().get("skipped"):
        pytest.skip("no network namespace of its own is permitted here")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*assert 'alone' == 'and told'*"])
