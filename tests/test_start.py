"""What a stranger meets first: make, the bootstrap script and the apt script, run beside fakes of what they call."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REAL = ("sh", "dirname", "env", "mkdir", "mktemp", "printf", "rm", "sed", "tail", "touch")
"""Programs every Debian has; the fakes' folder links to them, and is all that PATH names."""


class Machine:
    """A folder as the only PATH: real basics, and fakes that append their call to a log."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.log = folder / "bin", folder / "log"
        self.bin.mkdir()
        self.log.touch()
        for program in REAL:
            if found := shutil.which(program):
                (self.bin / program).symlink_to(found)

    def fake(self, program: str, script: str = "") -> None:
        """A program that logs its name and arguments, then does what the shell script says."""
        path = self.bin / program
        path.write_text(f'#!/bin/sh\necho "{program} $*" >>"{self.log}"\n{script}\n', encoding="utf-8")
        path.chmod(0o755)

    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines()

    def run(self, *words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "HOME": str(self.bin.parent), "LC_ALL": "C"}
        return subprocess.run(words, cwd=cwd, env=environment, check=False, capture_output=True, text=True, timeout=60)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the start-up files, so that no test touches the .venv it runs in."""
    folder = tmp_path / "project"
    (folder / "tools").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "tools/bootstrap.sh"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def bootstrap(machine: Machine, project: Path, python: str) -> subprocess.CompletedProcess[str]:
    return machine.run("sh", str(project / "tools/bootstrap.sh"), python, "requirements.lock", cwd=project)


def test_bootstrap_without_python(machine: Machine, project: Path) -> None:
    result = bootstrap(machine, project, "python3")
    assert result.returncode == 3
    assert "no program 'python3'" in result.stderr
    assert "apt install python3-venv" in result.stderr


def test_bootstrap_with_an_old_python(machine: Machine, project: Path) -> None:
    machine.fake("python3", 'if [ "$1" = -V ]; then echo "Python 3.9.2"; else exit 1; fi')
    result = bootstrap(machine, project, "python3")
    assert result.returncode == 3
    assert "needs Python 3.11 or later; 'python3' is Python 3.9.2" in result.stderr


def test_bootstrap_where_debian_left_out_venv(machine: Machine, project: Path) -> None:
    machine.fake("python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    result = bootstrap(machine, project, "python3")
    assert result.returncode == 3
    assert "apt install python3-venv" in result.stderr
    assert not (project / ".venv").exists()


def fake_pip(project: Path, script: str) -> None:
    python = project / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 0\n{script}\n', encoding="utf-8")
    python.chmod(0o755)


def test_bootstrap_keeps_the_environment_that_is_there(machine: Machine, project: Path) -> None:
    machine.fake("python3")
    fake_pip(project, f'echo "pip $*" >>"{machine.log}"; echo "Looking at https://user:secret@packages.example/simple"')
    result = bootstrap(machine, project, "python3")
    assert (result.returncode, result.stderr) == (0, "")
    assert "example" not in result.stdout
    assert not any("venv" in call for call in machine.calls())
    assert "--require-hashes --requirement requirements.lock" in machine.calls()[-2]
    assert machine.calls()[-1].endswith("--no-deps --no-build-isolation --editable .")


def test_bootstrap_shows_why_pip_failed_but_not_from_where(machine: Machine, project: Path) -> None:
    machine.fake("python3")
    fake_pip(
        project,
        "echo \"ERROR: timed out: https://user:secret@packages.example/simple host='packages.example'\"; exit 1",
    )
    result = bootstrap(machine, project, "python3")
    assert result.returncode == 3
    assert "ERROR: timed out" in result.stderr
    assert "example" not in result.stderr + result.stdout


@pytest.mark.requires_tool("make")
def test_make_installs_once_and_again_when_a_lock_changes(machine: Machine, project: Path) -> None:
    make = shutil.which("make")
    assert make is not None
    calls = project / "calls"
    script = f'#!/bin/sh\necho "$2" >>"{calls}"\nmkdir -p .venv\n'
    (project / "tools/bootstrap.sh").write_text(script, encoding="utf-8")
    stamps = (".venv/.run-installed", ".venv/.dev-installed")
    for stamp in (stamps[0], stamps[0], stamps[1], stamps[0], stamps[1]):
        assert machine.run(make, stamp, cwd=project).returncode == 0
    assert calls.read_text(encoding="utf-8").split() == ["requirements.lock", "requirements-dev.lock"]
    later = (project / stamps[1]).stat().st_mtime + 10
    os.utime(project / "requirements-dev.lock", (later, later))
    assert machine.run(make, stamps[1], cwd=project).returncode == 0
    assert calls.read_text(encoding="utf-8").split()[2:] == ["requirements-dev.lock"]


@pytest.mark.requires_tool("make")
def test_make_alone_lists_the_targets(machine: Machine, project: Path) -> None:
    make = shutil.which("make")
    assert make is not None
    result = machine.run(make, cwd=project)
    phony = re.search(r"^\.PHONY: (.+)$", (project / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony is not None
    assert result.returncode == 0
    assert [line.split()[1] for line in result.stdout.splitlines()] == phony.group(1).split()


def apt_script(machine: Machine) -> subprocess.CompletedProcess[str]:
    return machine.run("sh", str(ROOT / "tools/apt-packages.sh"))


def test_apt_is_not_asked_for_what_is_there(machine: Machine) -> None:
    for program in (entry.split(":")[0] for entry in apt_entries()):
        machine.fake(program)
    machine.fake("apt-get")
    assert apt_script(machine).returncode == 0
    assert machine.calls() == []


def test_apt_updates_its_lists_when_a_package_is_not_found(machine: Machine) -> None:
    machine.fake("id", "echo 0")
    machine.fake("apt-get", f'case "$*" in *install*) [ "$(sed -n "/update/p" "{machine.log}")" ] ;; esac')
    assert apt_script(machine).returncode == 0
    verbs = [re.findall("install|update", call)[-1] for call in machine.calls() if call.startswith("apt-get")]
    assert verbs == ["install", "update", "install"]


@pytest.mark.parametrize("sudo", ["", "exit 1"])
def test_apt_says_so_where_it_may_not_install(machine: Machine, sudo: str) -> None:
    machine.fake("id", "echo 1000")
    machine.fake("apt-get")
    if sudo:
        machine.fake("sudo", sudo)
    result = apt_script(machine)
    assert result.returncode == 0
    assert f"not permitted to install: {' '.join(apt_packages())}." in result.stdout
    assert not any(call.startswith("apt-get") for call in machine.calls())


def apt_entries() -> list[str]:
    """What tools/apt-packages.sh lists: PROGRAM or PROGRAM:PACKAGE."""
    text = (ROOT / "tools/apt-packages.sh").read_text(encoding="utf-8")
    listed = re.search(r'^packages="([^"]*)"', text, re.MULTILINE)
    assert listed is not None
    return listed.group(1).split()


def apt_packages() -> list[str]:
    return [entry.split(":")[-1] for entry in apt_entries()]


def test_every_program_a_test_requires_is_brought() -> None:
    basics = {"make", "mount", "sh"}
    others = {"cdxj-indexer", "replaywebpage", "wacz", "wayback"}  # tools/other_tools.sh brings them
    required = {
        program
        for path in (ROOT / "tests").rglob("test_*.py")
        for call in re.findall(r"mark\.requires_tool\(([^)]*)\)", path.read_text(encoding="utf-8"))
        for program in re.findall(r"[\"']([\w.+-]+)[\"']", call)
    }
    assert required - basics - others <= {entry.split(":")[0] for entry in apt_entries()}
