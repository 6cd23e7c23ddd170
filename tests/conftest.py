"""What every test may rely on: programs that tests need, and what to do where one is missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[1] / ".venv-tools"
"""Programs of others that Python's or npm's packages bring (tools/other_tools.sh)."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers of this suite, and let the programs in .venv-tools be found behind all others."""
    config.addinivalue_line("markers", "requires_tool(*programs): skip where a program is not installed; fail in CI")
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), str(TOOLS / "bin")])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose programs are missing; with CI=true it fails instead, so that CI never passes by skipping."""
    programs = [program for marker in item.iter_markers("requires_tool") for program in marker.args]
    missing = [program for program in dict.fromkeys(programs) if not _is_there(program)]
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)} (tools/apt-packages.sh or tools/other_tools.sh brings them)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _is_there(program: str) -> bool:
    """Whether it is on the path, or one of the folders of .venv-tools (the player replaywebpage is one)."""
    return shutil.which(program) is not None or (TOOLS / program / "package.json").is_file()
