"""Whole runs: what a good one leaves, and that every bad ending is told."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.runs import MANIFEST, RunFolder, runs
from tests.crawl.loopback import (
    Outcome,
    Reply,
    Server,
    article,
    crawl,
    crawl_all,
    crawl_command,
    environment,
    finished,
    outcomes,
    page_of,
    write_site,
)

LIST = "/list_1.html"
FIRST, SECOND, GONE = (f"/2026/03/12/a{number}.html" for number in (1, 2, 3))
GOOD = {LIST: Reply(page_of(FIRST, SECOND)), FIRST: Reply(article()), SECOND: Reply(article())}


def serve_and_crawl(folder: Path, replies: dict[str, Reply], extra: str = "", **given: object) -> Outcome:
    """One crawl of a site with one list page."""
    with Server(replies) as server:
        write_site(folder, server.authority, (server.url(LIST),), extra)
        return crawl(folder, **given)


def test_a_good_run_is_complete(tmp_path: Path) -> None:
    outcome = serve_and_crawl(tmp_path, {**GOOD, LIST: Reply(page_of(FIRST, SECOND, GONE))})
    assert outcome.healthy
    assert outcome.log == ""
    run = outcome.run
    names = sorted(path.name for path in run.path.iterdir())
    (warc,) = run.path.glob("*.warc.gz")
    assert (run.path / warc.name.replace(".warc.gz", ".cdxj")).read_bytes().count(b"\n") == 5
    assert [name for name in names if not name.startswith("paper-")] == [
        "articles.jsonl",
        "frontier.sqlite",
        "manifest.json",
        "report.html",
        "report.json",
        "run.log",
    ]
    assert len(names) == 8
    assert "Healthy" in (run.path / "report.html").read_text(encoding="utf-8")
    assert run.verify() == []
    assert list(runs(tmp_path / "output")) == [RunFolder(run.path)]
    manifest = run.manifest()
    assert manifest["kind"] == "crawl"
    assert manifest["site"] == "paper"
    assert manifest["verdict"] == {"healthy": True, "reasons": []}
    assert manifest["counts"]["rows"] == 3
    assert [manifest["counts"]["fetched"], manifest["counts"]["gone"]] == [2, 1]
    assert {entry["name"] for entry in manifest["files"]} == set(names) - {MANIFEST}
    assert run.read_report() == outcome.report
    assert outcome.report["pages_by_status"] == {"200": 3, "404": 2}
    assert outcome.report["bytes_archived"] == sum(path.stat().st_size for path in run.path.glob("*.warc.gz"))


BROKEN_PIPELINE = """
class Broken:
    def process_item(self, item):
        raise RuntimeError("a pipeline broke")
"""
BROKEN_SITE = """
    @classmethod
    def date_in(cls, url):
        raise RuntimeError("a callback broke")
"""
BROKEN_SPIDER = """
from newscrawl import sites
from newscrawl.spiders.news import NewsSpider

class Broken(NewsSpider):
    name, site = "paper", sites.get("paper")

    async def start(self):
        async for request in super().start():
            yield request
            break
        raise RuntimeError("start broke")
"""


def test_all_404_is_unhealthy(tmp_path: Path) -> None:
    outcome = serve_and_crawl(tmp_path, {})
    assert outcome.reasons == ["None of the 1 list page could be read (1 × HTTP 404)."]
    assert outcome.run.is_complete
    assert outcome.run.manifest()["verdict"]["healthy"] is False


def test_refused_is_unhealthy(tmp_path: Path) -> None:
    with Server({}) as gone:
        write_site(tmp_path, gone.authority, (gone.url(LIST),))
    outcome = crawl(tmp_path, overrides={"ROBOTSTXT_OBEY": False, "RETRY_TIMES": 0})
    assert outcome.reasons == ["None of the 1 list page could be read (1 × DownloadConnectionRefusedError)."]


def test_an_exception_in_a_callback_is_unhealthy(tmp_path: Path) -> None:
    outcome = serve_and_crawl(tmp_path, GOOD, BROKEN_SITE)
    assert outcome.reasons == ["The spider raised 1 exception in its callbacks."]
    assert outcome.report["errors"][0]["error"] == "RuntimeError: a callback broke"


def test_an_exception_in_start_is_unhealthy(tmp_path: Path) -> None:
    """A spider of SPIDER_MODULES stands in for its site's."""
    (tmp_path / "broken.py").write_text(BROKEN_SPIDER, encoding="utf-8")
    outcome = serve_and_crawl(tmp_path, GOOD, overrides={"SPIDER_MODULES": ["broken"]})
    assert outcome.reasons == ["The spider broke in start(), so list pages or articles of several pages are missing."]
    assert outcome.report["finish_reason"] == "start_error"
    assert outcome.report["rows"] == 2


def test_a_pipeline_that_breaks_costs_its_page_and_the_verdict(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(BROKEN_PIPELINE, encoding="utf-8")
    pipelines = {"broken.Broken": 900, "newscrawl.pipelines.RowPipeline": 1000}
    outcome = serve_and_crawl(tmp_path, GOOD, overrides={"ITEM_PIPELINES": pipelines})
    assert outcome.reasons == ["A pipeline raised an exception on 2 pages, which have no row."]
    assert {error["error"] for error in outcome.report["errors"]} == {"RuntimeError: a pipeline broke"}
    assert outcome.run.articles.read_bytes() == b""
    assert [line.split("(")[-1] for line in outcome.log.splitlines()] == ["RuntimeError: a pipeline broke)"] * 2
    assert "Traceback" in (outcome.run.path / "run.log").read_text(encoding="utf-8")


def test_no_article_link_is_unhealthy(tmp_path: Path) -> None:
    outcome = serve_and_crawl(tmp_path, {LIST: Reply(page_of("/about.html"))})
    assert outcome.reasons == ["No article link was found on any of the 1 list page read."]


def test_no_new_article_is_healthy(tmp_path: Path) -> None:
    outcome = serve_and_crawl(tmp_path, GOOD, since="2026-11-01")
    assert outcome.healthy
    assert outcome.report["articles"]["refused"] == {"since": 2}
    assert outcome.run.articles.read_bytes() == b""


def test_articles_that_are_all_gone_are_unhealthy(tmp_path: Path) -> None:
    outcome = serve_and_crawl(tmp_path, {LIST: GOOD[LIST]})
    assert outcome.reasons == ["None of the 2 articles asked for could be fetched (2 × HTTP 404 or 410)."]
    assert outcome.report["rows"] == 2


def test_an_unknown_site_is_wrong_use(tmp_path: Path) -> None:
    done = finished(tmp_path, crawl_command(names=["nowhere"]))
    assert "UsageError: There is no site 'nowhere'" in done.stderr


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"since": "yesterday"}, "'yesterday' is not a day"), ({"limit": 0}, "The limit 0 is not a number of articles")],
)
def test_options_that_cannot_be_followed_are_wrong_use(tmp_path: Path, given: dict[str, object], sentence: str) -> None:
    write_site(tmp_path, "127.0.0.1:9", ("http://127.0.0.1:9/list_1.html",))
    done = finished(tmp_path, crawl_command(names=["paper"], **given))
    assert f"UsageError: {sentence}" in done.stderr
    assert not (tmp_path / "output").exists()


def test_a_run_that_cannot_be_completed_has_no_manifest(tmp_path: Path) -> None:
    """A finalised file of the same name stands in the way."""
    folder = tmp_path / "output" / "paper" / "20261124T024556Z-0000"
    folder.mkdir(parents=True)
    (folder / "articles.jsonl").write_bytes(b"")
    outcome = serve_and_crawl(tmp_path, GOOD, overrides={"NEWSCRAWL_RUN_FOLDER": str(folder)})
    assert not outcome.healthy
    assert "could not be completed" in outcome.reasons[0]
    assert "never overwritten" in outcome.reasons[0]
    assert not outcome.run.is_complete
    assert "can't be completed" in outcome.log


def test_an_archive_that_cannot_be_written_stops_the_run(tmp_path: Path) -> None:
    """The run's folder can't be made, as a file is in its place."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    outcome = serve_and_crawl(tmp_path, GOOD, overrides={"NEWSCRAWL_RUN_FOLDER": "taken/run"})
    told = [reason.split(":")[0] for reason in outcome.reasons]
    assert (told[0], told[-1]) == ("The archive could not be written", "The run could not be completed")
    assert list(tmp_path.rglob("*.warc.gz*")) == []


def test_sites_are_crawled_in_turn(tmp_path: Path) -> None:
    with Server(GOOD) as server, Server(GOOD) as other:
        write_site(tmp_path, other.authority, (other.url(LIST),))
        source = (tmp_path / "sites" / "paper.py").read_text(encoding="utf-8")
        (tmp_path / "sites" / "second.py").write_text(
            source.replace('"paper"', '"second"').replace("class Paper", "class Second"), encoding="utf-8"
        )
        write_site(tmp_path, server.authority, (server.url(LIST),))
        first, second = crawl_all(tmp_path, ["paper", "second"])
        assert max(hit.at for hit in server.hits) < min(hit.at for hit in other.hits)
    assert (first.site, second.site) == ("paper", "second")
    assert first.healthy
    assert second.healthy
    assert [run.site for run in runs(tmp_path / "output")] == ["paper", "second"]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_the_run_in_good_order(tmp_path: Path, sent: signal.Signals) -> None:
    slow = {path: Reply(article(), wait=0.05) for path in (f"/2026/03/12/a{number}.html" for number in range(60))}
    with Server({LIST: Reply(page_of(*slow)), **slow}) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        process = subprocess.Popen(
            crawl_command(names=["paper"], overrides={"CONCURRENT_REQUESTS_PER_DOMAIN": 1}),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until = time.monotonic() + 30
        while len(server.asked("/2026")) < 3 and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(sent)
        output, log = process.communicate(timeout=30)
    (outcome,) = outcomes(output, log, tmp_path)
    assert not outcome.healthy
    assert outcome.reasons[0].startswith("The run was stopped before its end, with ")
    assert outcome.report["finish_reason"] == "shutdown"
    assert outcome.run.is_complete
    assert outcome.run.verify() == []
    assert json.loads(outcome.run.report.read_bytes())["articles"]["pending"] > 0


MOMENT = """
import os, signal
from {module} import {owner}

was = {owner}.{method}

def now(self, *arguments, **named):
    {owner}.{method} = was
    os.kill(os.getpid(), signal.{sent})
    return was(self, *arguments, **named)

{owner}.{method} = now
"""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "moment",
    [
        ("newscrawl.crawl.turns", "Turns", "go_on"),
        ("newscrawl.crawl.scheduler", "LeaseScheduler", "_open"),
        ("newscrawl.runs", "RunFolder", "create"),
        ("scrapy.core.engine", "ExecutionEngine", "start_async"),
    ],
    ids=lambda moment: ".".join(moment[1:]),
)
def test_a_signal_while_a_crawl_opens_ends_it_in_good_order(
    tmp_path: Path, moment: tuple[str, str, str], sent: signal.Signals
) -> None:
    module, owner, method = moment
    with Server(GOOD) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        *command, code, given = crawl_command(names=["paper"])
        code = MOMENT.format(module=module, owner=owner, method=method, sent=sent.name) + code
        done = finished(tmp_path, [*command, code, given], 120)
    (outcome,) = outcomes(done.stdout, done.stderr, tmp_path)
    assert outcome.reasons[0].startswith("The run was stopped before its end, with ")
    assert outcome.report["finish_reason"] == "shutdown"
    assert outcome.run.is_complete
    assert outcome.run.verify() == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_it_at_once_and_it_goes_on(tmp_path: Path, sent: signal.Signals) -> None:
    """An answer takes half a minute, so one signal alone would wait for it."""
    paths = [f"/2026/03/12/a{number}.html" for number in range(30)]
    hung = paths[20]
    pages = {path: Reply(article(f"第{path[-7:-5]}篇")) for path in paths}
    with Server(
        {LIST: Reply(page_of(*paths)), **pages, hung: lambda before: Reply(article(), wait=0 if before else 30)}
    ) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        command = [sys.executable, "-c", "from newscrawl.cli import main; main()", "crawl", "paper", "--json"]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=pipe, stderr=pipe, text=True)
        until = time.monotonic() + 30
        while not server.asked(hung) and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(sent)
        time.sleep(0.5)
        assert process.poll() is None
        process.send_signal(sent)
        began = time.monotonic()
        output, log = process.communicate(timeout=30)
        assert time.monotonic() - began < 20
        (told,) = json.loads(output)
        assert (process.returncode, told["reasons"]) == (
            3,
            ["The run broke off before its end; --resume goes on with it."],
        )
        assert "Traceback" not in log
        assert list(runs(tmp_path / "output")) == []
        outcome = crawl(tmp_path, resume=True)
    assert outcome.healthy
    assert outcome.run.verify() == []
    assert outcome.urls() == sorted(map(server.url, paths))


def test_a_killed_run_is_left_out_by_readers(tmp_path: Path) -> None:
    slow = {path: Reply(article(), wait=0.1) for path in (f"/2026/03/12/a{number}.html" for number in range(60))}
    with Server({LIST: Reply(page_of(*slow)), **slow}) as server:
        write_site(tmp_path, server.authority, (server.url(LIST),))
        process = subprocess.Popen(
            crawl_command(names=["paper"]),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 30
        while len(server.asked("/2026")) < 20 and time.monotonic() < until:
            time.sleep(0.05)
        process.kill()
        process.wait(timeout=30)
    assert list(runs(tmp_path / "output")) == []
    (broken,) = runs(tmp_path / "output", incomplete=True)
    rows = broken.current("articles.jsonl").read_bytes()
    assert rows.count(b"\n") >= 5
    assert rows.endswith(b"}\n")


def test_rows_that_cannot_be_written_stop_the_run_and_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "output" / "paper" / "20260101T000000Z-0000"
    folder.mkdir(parents=True)
    (folder / "articles.jsonl.part").symlink_to("/dev/full")
    outcome = serve_and_crawl(tmp_path, GOOD, overrides={"NEWSCRAWL_RUN_FOLDER": str(folder)})
    assert not outcome.healthy
    assert "a row can't be written: No space left on device" in outcome.reasons[0]
    assert not (folder / "manifest.json").exists()
