"""The frontier: what a run has still to ask for, what is being asked, and what came of it. No Scrapy in here.

A request is added, leased, settled. A lease binds its host too, so that a host has one process at a time and its delay
holds over all of them. A session is one process's part in a run; what a dead one had leased is taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as the frontier stores it."""

    key: bytes
    """What makes it the same request as another: the second is not added."""
    url: str
    host: str
    """Whose delay it obeys."""
    priority: int = 0
    """Higher goes first."""
    start: bool = False
    """Of the spider's start: goes behind others of its priority."""
    parent: str = ""
    """Where it was met. Added again from there it counts as added, so that work done twice changes nothing."""
    role: str = ""
    account: str = ""
    """The list page it is accounted to."""
    data: bytes | None = None
    """The request itself; None where it can't be stored, and only its process can send it."""


@dataclass(frozen=True)
class Lease:
    """A request handed out."""

    number: int
    key: bytes
    host: str
    data: bytes | None


@dataclass(frozen=True)
class Settled:
    """A lease whose request has left the engine, and what came of it."""

    number: int
    result: Mapping[str, Any]
    """Plain data; empty for what led to another request (redirect, retry)."""
    held: Mapping[str, Any] | None = None
    """A captured page that waits for others, as plain data with its `record`."""


@dataclass(frozen=True)
class Line:
    """A request in the run's book."""

    url: str
    parent: str
    role: str
    account: str
    open: bool
    """Still to be asked for, or being asked."""
    result: Mapping[str, Any]


class Frontier(Protocol):
    """What a scheduler needs; SQLite has it for the processes of one machine."""

    def add(self, asked: Asked) -> bool:
        """Store a request; False where it is known from elsewhere."""

    def lease(self, active: Callable[[str], int]) -> Lease | None:
        """The next request of a free host: of those with least active, in turn. None where there is none now."""

    def settle(self, settled: Iterable[Settled]) -> None:
        """Note, all or nothing, that leases are over."""

    def hold(self, pages: Iterable[Mapping[str, Any]]) -> None:
        """Store pages that wait; those known are left as they are."""

    def give(self, host: str, wait: float) -> None:
        """Leave a host to others, after so many seconds; kept where there are none."""

    def beat(self, stats: Mapping[str, Any], waits: Mapping[str, float]) -> None:
        """Say that this session lives, what it counted, how long its hosts want to be left; take over from the dead."""

    def pending(self) -> bool:
        """Whether anything is to be asked for, or asked by another session."""

    def claim(self, task: str) -> bool:
        """Whether this session is the one to do a task that is done once a run."""

    def last_to(self, point: str) -> bool:
        """Come to a point; whether all other sessions that live have come to it before."""

    def book(self) -> Iterator[Line]:
        """Every request and what came of it, in the order added."""

    def options(self, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """How the run was asked for: as it was begun, else as given now."""

    def held(self) -> list[Mapping[str, Any]]:
        """The pages that wait, of all sessions."""

    def stats(self) -> list[dict[str, Any]]:
        """What every session counted last, the eldest first."""

    def leave(self, stats: Mapping[str, Any], *, complete: bool = False) -> bool:
        """End this session, its leases given back; whether it was the last, which may complete the run alone then."""

    def close(self) -> None:
        """Close what is open."""
