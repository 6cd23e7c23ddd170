"""The examples of docs/: units that systemd takes, and commands that there are."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from newscrawl.cli import cli

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
COMMAND = Path(sys.executable).with_name("newscrawl")
INSTALLED = "/srv/newscrawl/.venv/bin/newscrawl"


def unit(name: str) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None, strict=False)
    found.optionxform = str  # type: ignore[method-assign,assignment]
    found.read_string((EXAMPLES / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.requires_tool("systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name in ("newscrawl@.service", "newscrawl@.timer"):
        text = (EXAMPLES / name).read_text(encoding="utf-8").replace(INSTALLED, str(COMMAND))
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [str(tmp_path / f"newscrawl@sxycrb.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.requires_tool("systemd-analyze")
def test_systemd_would_refuse_wrong_units(tmp_path: Path) -> None:
    """The test above can fail."""
    text = (EXAMPLES / "newscrawl@.service").read_text(encoding="utf-8")
    path = tmp_path / "newscrawl@sxycrb.service"
    for wrong in (text, text.replace(INSTALLED, str(COMMAND)).replace("MemoryMax=1G", "MemoryMaximum=1G")):
        path.write_text(wrong, encoding="utf-8")
        done = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
        assert done.returncode or done.stderr


def test_an_unhealthy_run_is_not_tried_again() -> None:
    service = unit("newscrawl@.service")["Service"]
    assert service["Restart"] == "on-failure"
    assert service["RestartPreventExitStatus"].split() == ["1", "2"]
    assert service["TimeoutStopSec"].endswith("min")
    assert unit("newscrawl@.timer")["Timer"]["Persistent"] == "true"


def commands() -> list[list[str]]:
    """The newscrawl commands of the examples and of the pages that show how it is used."""
    pages = [EXAMPLES / "crontab", EXAMPLES / "newscrawl@.service", ROOT / "docs" / "operations.md"]
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    shown = [match[1] for line in lines if (match := re.search(r"(?:^|bin/|`)newscrawl ([a-z][^`|>&…]*)", line))]
    return [re.split(r"\s{2,}|\s#", text)[0].split() for text in shown]


def test_the_commands_shown_are_there() -> None:
    found = commands()
    assert len(found) > 8
    for words in found:
        command: click.Command = cli
        while isinstance(command, click.Group) and words:
            assert words[0] in command.commands, words
            command = command.commands[words.pop(0)]
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= {*options, "--help"}, words
