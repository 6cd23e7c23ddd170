"""What every test may rely on: programs that tests need, and what to do where one is missing."""

from __future__ import annotations

import os
import shutil

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers of this suite."""
    config.addinivalue_line("markers", "requires_tool(*programs): skip where a program is not installed; fail in CI")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose programs are missing; with CI=true it fails instead, so that CI never passes by skipping."""
    programs = [program for marker in item.iter_markers("requires_tool") for program in marker.args]
    missing = [program for program in dict.fromkeys(programs) if shutil.which(program) is None]
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)} (tools/apt-packages.sh brings them)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
