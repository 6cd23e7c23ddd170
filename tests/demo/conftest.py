"""The demo's newspaper, served for the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newscrawl.demo import Newspaper, running
from newscrawl.exchange import Exchange
from tests.demo.client import Fetch, get


@pytest.fixture(scope="session")
def paper() -> Iterator[Newspaper]:
    """The written articles, served on a free port."""
    with running() as served:
        yield served


@pytest.fixture
def fetch(paper: Newspaper) -> Fetch:
    """Fetch a path of the served newspaper."""

    def fetch_path(path: str, **headers: str) -> Exchange:
        return get(paper, path, **headers)

    return fetch_path
