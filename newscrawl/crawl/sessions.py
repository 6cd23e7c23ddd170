"""Who works on a run, and whether they live."""

from __future__ import annotations

import os
import socket
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from newscrawl.runs import FRONTIER, RunFolder

LIFETIME = 60.0
"""Seconds after its last beat that a session elsewhere counts as dead; on this machine its process is looked for."""


@dataclass(frozen=True)
class Process:
    """A process, told from a later one with the same number."""

    machine: str
    """Host, and the name space its process numbers belong to."""
    pid: int
    began: str
    """When it began, in the kernel's own count; empty where that isn't told."""

    @classmethod
    def own(cls) -> Self:
        """This process."""
        return cls(_machine(), os.getpid(), _began(os.getpid()))

    def lives(self) -> bool | None:
        """Whether it runs; None for one that can't be seen from here."""
        if self.machine != _machine():
            return None
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return _began(self.pid) == self.began


_WORKING = """
SELECT machine, pid, began, until FROM sessions
WHERE NOT ended OR session IN (SELECT session FROM tasks WHERE task = 'completion')
"""


def works_on(run: RunFolder) -> bool:
    """Whether a process crawls for a run or completes it, as its frontier tells; nothing is written there."""
    path = run.current(FRONTIER)
    if not path.is_file():
        return False
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as frontier:
        for machine, pid, began, until in frontier.execute(_WORKING).fetchall():
            lives = Process(machine, pid, began).lives()
            if lives or (lives is None and until > time.time()):
                return True
    return False


def _machine() -> str:
    space = ""
    with suppress(OSError):
        space = str(Path("/proc/self/ns/pid").readlink())
    return f"{socket.gethostname()} {space}".strip()


def _began(pid: int) -> str:
    """Field 22 of /proc/<pid>/stat; "dead" for a process that is over and not yet waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "dead" if fields[0] in "ZX" else fields[19]
