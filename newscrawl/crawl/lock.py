"""One run of a site at a time: a lock that the kernel gives back when its process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class SiteLock:
    """The right to crawl a site into an output folder."""

    def __init__(self, output: Path, site: str) -> None:
        self._path = output / "state" / f"{site}.lock"
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Take the lock; False where another process has it. Raises OSError where there can't be one."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return True

    @property
    def held(self) -> bool:
        """Whether this process has it."""
        return self._descriptor is not None

    def holder(self) -> str:
        """The process that has the lock, for people."""
        try:
            return f"process {int(self._path.read_text(encoding='ascii'))}"
        except (OSError, ValueError):
            return "another process"

    def give(self) -> None:
        """Give the lock back. Its file stays: a new one beside it would be a second lock."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
