"""Who works on a run, and whether they live."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

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
