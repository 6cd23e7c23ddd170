"""What a crawl says on the terminal: a line a message, without tracebacks, which are in the run's log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class OneLine(logging.Formatter):
    """The first line of a message, and the exception in brackets."""

    def format(self, record: logging.LogRecord) -> str:
        first = next(iter(record.getMessage().splitlines()), "")
        error = record.exc_info[1] if record.exc_info else None
        why = f" ({type(error).__name__}: {error})" if error is not None else ""
        return f"{record.levelname.lower()}: {first}{why}"


@contextmanager
def quiet(level: str) -> Iterator[None]:
    """Log to standard error, from a level on, while the context lasts."""
    handler = logging.StreamHandler()
    handler.setLevel(level)
    handler.setFormatter(OneLine())
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
