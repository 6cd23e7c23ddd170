"""A clock that is set back by two days in the middle of a crawl."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest

from newscrawl.archive.verify import verify
from newscrawl.runs import read_rows
from tests.archive.lab import walk
from tests.crawl.loopback import Reply, Server, article, crawl_command, environment, outcomes, page_of, write_site
from tests.crawl.test_full_disk import newscrawl

LIST = "/list_1.html"
URLS = [f"/2026/03/12/a{number}.html" for number in range(30)]
LONG = "/2026/03/12/a90.html"
PARTS = [LONG.replace(".html", f"_{number}.html") for number in (2, 3)]
FAKE = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


@pytest.mark.requires_tool("faketime")
def test_a_clock_that_is_set_back_costs_nothing(tmp_path: Path) -> None:
    """Nothing waits for the old time to come again, and rows and records agree whatever their dates say."""
    offset = tmp_path / "offset"
    offset.write_text("+0")
    faked = {
        "LD_PRELOAD": str(FAKE[0]),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    pages = {url: Reply(article(f"第{url[-7:-5]}篇"), wait=0.02) for url in URLS}
    pages |= {url: Reply(article("长文", *PARTS), wait=0.02) for url in (LONG, *PARTS)}
    with Server({LIST: Reply(page_of(*URLS[:20], LONG, *URLS[20:])), **pages}) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        command = crawl_command(
            names=["paper"], overrides={"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.02}
        )
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, cwd=tmp_path, env=environment(**faked), stdout=pipe, stderr=pipe, text=True)
        until = time.monotonic() + 60
        while len(server.asked("/2026")) < 10 and time.monotonic() < until:
            time.sleep(0.01)
        offset.write_text("-2d")
        (outcome,) = outcomes(*process.communicate(timeout=60), tmp_path)
        assert outcome.healthy, outcome.reasons
        assert outcome.report["seconds"] >= 0
        (warc,) = outcome.run.path.glob("*.warc.gz")
        days = {record["WARC-Date"][:10] for record in walk(warc) if record["WARC-Type"] == "response"}
        assert len(days) == 2, "the clock was not set back"
        rows = {row.url: row for row in read_rows(outcome.run.articles)}
        assert rows.keys() == set(map(server.url, (*URLS, LONG)))
        assert rows[server.url(LONG)].part_count == 3
        assert outcome.run.verify() == []
        assert verify(outcome.run.articles, [warc]).ok
        again = json.loads(newscrawl(tmp_path, "reparse", str(outcome.run.path), "--json", "--jobs", "1").stdout)
        made = (tmp_path / again["rows"]).read_bytes().splitlines()
        assert sorted(made) == sorted(outcome.run.articles.read_bytes().splitlines())
