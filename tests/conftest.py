"""What every test may rely on: programs that tests need, a place without a network, and what to do where one is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.alone import ALONE

TOOLS = Path(__file__).parents[1] / ".venv-tools"
"""Programs of others that Python's or npm's packages bring (tools/other_tools.sh)."""


# a busy machine is no failure; CI tries the same examples each time, so that what fails there fails by the change
settings.register_profile(
    "newscrawl",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("newscrawl")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers of this suite, and let the programs in .venv-tools be found behind all others."""
    config.addinivalue_line("markers", "requires_tool(*programs): skip where a program is not installed; fail in CI")
    config.addinivalue_line(
        "markers", "alone: run where there is no network but loopback; skip where that can't be had"
    )
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), str(TOOLS / "bin")])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose programs are missing."""
    programs = [program for marker in item.iter_markers("requires_tool") for program in marker.args]
    missing = [program for program in dict.fromkeys(programs) if not _is_there(program)]
    if missing:
        _leave_out(f"not installed: {', '.join(missing)} (tools/apt-packages.sh or tools/other_tools.sh brings them)")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that wants to be alone in a process of its own, in which no address but loopback can be reached."""
    if pyfuncitem.get_closest_marker("alone") is None or ALONE in os.environ:
        return None
    command = [sys.executable, "-m", "tests.alone"]
    probe = subprocess.run([*command, "-c", ""], cwd=pyfuncitem.config.rootpath, capture_output=True, check=False)
    if probe.returncode:
        _leave_out("no network namespace of its own is permitted here")
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-o",
        "addopts=--strict-markers --import-mode=importlib",
    ]
    done = subprocess.run(
        [*command, "-m", "pytest", *options, pyfuncitem.nodeid],
        cwd=pyfuncitem.config.rootpath,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)
    return True


def _leave_out(reason: str) -> None:
    """Skip; with CI=true fail instead, so that CI never passes by skipping."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _is_there(program: str) -> bool:
    """Whether it is on the path, or one of the folders of .venv-tools (the player replaywebpage is one)."""
    return shutil.which(program) is not None or (TOOLS / program / "package.json").is_file()
