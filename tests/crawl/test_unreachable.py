"""Hosts that can't be reached: names that don't resolve, nets without a way, doors that are shut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newscrawl.runs import runs
from tests.crawl.loopback import Outcome, Reply, Server, article, crawl, page_of, write_site

pytestmark = pytest.mark.alone

LIST = "/list_1.html"
QUICK = {"RETRY_TIMES": 1, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "DNS_TIMEOUT": 5, "DOWNLOAD_TIMEOUT": 5}


def crawl_of(folder: Path, authority: str, **overrides: Any) -> Outcome:
    write_site(folder, authority, (f"http://{authority}{LIST}",))
    return crawl(folder, contact="you@example.org", overrides={**QUICK, **overrides})


def test_a_host_that_can_not_be_reached_is_told(tmp_path: Path) -> None:
    """The run comes to its end, with what there is."""
    barred = crawl_of(tmp_path, "192.0.2.7")
    assert barred.reasons == ["None of the 1 list page could be read (1 × robots)."]
    assert barred.report["robots"] == {"refused": 1, "unreachable": 1}
    tried = crawl_of(tmp_path, "paper.invalid", ROBOTSTXT_OBEY=False)
    assert tried.reasons == ["None of the 1 list page could be read (1 × CannotResolveHostError)."]
    assert tried.report["requests_sent"] == 2
    assert [run.is_complete for run in runs(tmp_path / "output")] == [True, True]
    assert list(tried.run.path.glob("*.warc.gz")) == []


def test_a_host_that_does_not_resolve_costs_only_its_own_links(tmp_path: Path) -> None:
    here, lost = "/2026/03/12/a1.html", "http://elsewhere.invalid/2026/03/12/a2.html"
    with Server({LIST: Reply(page_of(here, lost)), here: Reply(article())}) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        site = tmp_path / "sites" / "paper.py"
        domains = f"domains = ({server.authority!r}, 'elsewhere.invalid')"
        text = site.read_text("utf-8").replace(f"domains = ({server.authority!r},)", domains)
        assert domains in text
        site.write_text(text, "utf-8")
        outcome = crawl(tmp_path, contact="you@example.org", overrides={**QUICK, "ROBOTSTXT_OBEY": False})
    assert outcome.healthy
    assert outcome.report["articles"]["failed"] == {"CannotResolveHostError": 1}
    assert outcome.urls() == [server.url(here)]
