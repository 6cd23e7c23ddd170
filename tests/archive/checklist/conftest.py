"""The crawls that the checklist is held against, made once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.checklist.paper import Paper, answers, crawl_twice
from tests.crawl.contract import Contract, crawled
from tests.crawl.loopback import environment
from tests.crawl.wire_server import WireServer


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    """Two crawls of the paper; its server stays, so that tests can see that nobody asks it any more."""
    with WireServer(answers()) as server:
        yield crawl_twice(tmp_path_factory.mktemp("paper"), server)


@pytest.fixture(scope="session")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contract]:
    """The crawl over every case of the capture's contract, TLS, timeouts and torn answers among them."""
    with crawled(tmp_path_factory.mktemp("contract")) as made:
        yield made


@pytest.fixture(scope="session")
def wacz(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both days in one WACZ file."""
    target = tmp_path_factory.mktemp("wacz") / "paper.wacz"
    code = "from newscrawl.cli import main; main()"
    command = [sys.executable, "-c", code, "archive", "wacz", "output/paper", "--to", str(target), "--title", "盐湖"]
    subprocess.run(command, cwd=paper.folder, env=environment(), capture_output=True, text=True, check=True)
    return target
