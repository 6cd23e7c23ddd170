"""Joining requests to their answers in one pass, in bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from newscrawl.archive.records import Record

_MOST_RECORDS = 64
_MOST_BYTES = 16 * 1024 * 1024

Info = TypeVar("Info")


def concurrent(record: Record) -> tuple[str, ...]:
    """The ids a record says belong to the same exchange."""
    return tuple(value.strip() for value in record.headers.get_multiple("WARC-Concurrent-To"))


@dataclass
class _Side:
    """One record with what can join it to another."""

    record: Record
    linked: tuple[str, ...] = field(init=False)
    capture: tuple[str | None, str | None] = field(init=False)

    def __post_init__(self) -> None:
        self.linked = concurrent(self.record)
        self.capture = self.record.get("WARC-Target-URI"), self.record.get("WARC-Date")

    def belongs_to(self, other: _Side) -> bool:
        if self.linked or other.linked:
            return other.record.id in self.linked or self.record.id in other.linked
        return self.capture == other.capture


@dataclass
class _Answer(_Side, Generic[Info]):
    info: Info
    request: Record | None = None


class Pairing(Generic[Info]):
    """Answers wait for their request, which may stand before or behind them, as long as there is room.

    WARC-Concurrent-To of either record joins them; where neither has it, the same URI and date do. Answers come out in
    the order they went in.
    """

    def __init__(self) -> None:
        self._answers: deque[_Answer[Info]] = deque()
        self._requests: deque[_Side] = deque()
        self._answer_bytes = 0
        self._request_bytes = 0

    def add_request(self, record: Record) -> None:
        """Join a request to an answer that waits, or keep it for one to come."""
        request = _Side(record)
        for answer in self._answers:
            if answer.request is None and answer.belongs_to(request):
                answer.request = record
                return
        self._requests.append(request)
        self._request_bytes += len(record.block)
        while len(self._requests) > _MOST_RECORDS or self._request_bytes > _MOST_BYTES:
            self._request_bytes -= len(self._requests.popleft().record.block)

    def add_answer(self, record: Record, info: Info) -> None:
        """Let an answer wait, joined at once where its request came before."""
        answer = _Answer(record, info)
        for request in self._requests:
            if answer.belongs_to(request):
                answer.request = request.record
                self._requests.remove(request)
                self._request_bytes -= len(request.record.block)
                break
        self._answers.append(answer)
        self._answer_bytes += len(record.block)

    def ready(self) -> Iterator[tuple[Record, Record | None, Info]]:
        """The answers at the front that have their request or for which there is no more room."""
        while self._answers and (
            self._answers[0].request is not None
            or len(self._answers) > _MOST_RECORDS
            or self._answer_bytes > _MOST_BYTES
        ):
            yield self._next()

    def rest(self) -> Iterator[tuple[Record, Record | None, Info]]:
        """The answers still waiting when the file is over."""
        while self._answers:
            yield self._next()

    def _next(self) -> tuple[Record, Record | None, Info]:
        answer = self._answers.popleft()
        self._answer_bytes -= len(answer.record.block)
        return answer.record, answer.request, answer.info
