"""Scrapy's own commands see a spider for every site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scrapy import Request

from newscrawl import sites
from newscrawl.pipelines import project_settings
from newscrawl.runs import runs
from newscrawl.spiders.loader import SiteSpiderLoader
from newscrawl.spiders.news import NewsSpider
from tests.crawl.loopback import Reply, Server, article, environment, page_of, write_site

LIST, FIRST = "/list_1.html", "/2026/03/12/a1.html"


def scrapy(folder: Path, *arguments: str, port: int = 8899) -> subprocess.CompletedProcess[str]:
    """Run Scrapy's command in a working directory; `port` is the demo's."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=folder,
        env=environment(SCRAPY_SETTINGS_MODULE="newscrawl.settings", NEWSCRAWL_DEMO_PORT=str(port)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_list_shows_every_site(tmp_path: Path) -> None:
    write_site(tmp_path, "127.0.0.1:9", ("http://127.0.0.1:9/list_1.html",))
    done = scrapy(tmp_path, "list")
    assert done.returncode == 0
    assert {"paper", "sxycrb"} <= set(done.stdout.split())
    assert "generic" not in done.stdout.split()


def test_crawl_makes_a_complete_run(tmp_path: Path) -> None:
    with Server({LIST: Reply(page_of(FIRST)), FIRST: Reply(article())}) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        done = scrapy(tmp_path, "crawl", "paper")
    assert done.returncode == 0, done.stderr
    (run,) = runs(tmp_path / "output", "paper")
    assert run.manifest()["counts"]["rows"] == 1
    assert run.manifest()["verdict"]["healthy"] is True


@pytest.mark.parametrize("known", [True, False])
def test_the_shell_fetches_a_page_and_keeps_nothing(tmp_path: Path, known: bool) -> None:
    with Server({FIRST: Reply(article("盐湖"), headers={"X-A": "1"})}) as server:
        if known:
            write_site(tmp_path, server.authority, (server.url(LIST),))
        code = "print('SAW', spider.name, response.status, response.css('h1::text').get(), repr(request.meta['page']))"
        done = scrapy(tmp_path, "shell", server.url(FIRST), "-c", code, port=8899 if known else server.port)
    name = "paper" if known else "demo"
    assert f"SAW {name} 200 盐湖 <Page http://127.0.0.1" in done.stdout, done.stderr
    assert not (tmp_path / "output").exists()


def test_fetch_keeps_nothing(tmp_path: Path) -> None:
    with Server({FIRST: Reply(article())}) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        done = scrapy(tmp_path, "fetch", "--nolog", server.url(FIRST))
    assert "植树" in done.stdout, done.stderr
    assert not (tmp_path / "output").exists()


def loader() -> SiteSpiderLoader:
    return SiteSpiderLoader.from_settings(project_settings())


def test_a_page_belongs_to_its_site_s_spider() -> None:
    found = loader()
    assert found.find_by_request(Request("http://www.sxycrb.com/node_8.html")) == ["sxycrb"]
    assert found.find_by_request(Request("http://nobody.test/")) == ["generic"]
    spider = found.load("sxycrb")
    assert issubclass(spider, NewsSpider)
    assert spider.site is sites.get("sxycrb")
    assert found.load("sxycrb") is spider
    assert found.load("generic") is NewsSpider


def test_an_unknown_spider_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        loader().load("nowhere")
