"""The spider against real servers: what it follows, what it hands on, and that no link is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.reader import Originals, read_exchanges
from newscrawl.page import Page
from newscrawl.pipelines import article_of
from newscrawl.runs import read_rows
from tests.crawl.loopback import Outcome, Replies, Reply, Server, article, crawl, page_of, write_site

LIST = "/list_1.html"


def day(number: int, of: str = "2026/03/12") -> str:
    """Path of an article."""
    return f"/{of}/a{number}.html"


def run(folder: Path, replies: Replies, extra: str = "", lists: tuple[str, ...] = (LIST,), **given: Any) -> Outcome:
    """Crawl a site with these pages; the paths asked for are left in `asked.txt`."""
    with Server(replies) as server:
        write_site(folder, server.authority, tuple(map(server.url, lists)), extra)
        outcome = crawl(folder, **given)
        (folder / "asked.txt").write_text("\n".join(hit.path for hit in server.hits), encoding="utf-8")
    return outcome


def asked(folder: Path) -> list[str]:
    """The paths asked for, robots.txt left out."""
    return (folder / "asked.txt").read_text(encoding="utf-8").splitlines()[1:]


def paths(outcome: Outcome) -> list[str]:
    """Paths of the rows."""
    return ["/" + url.split("/", 3)[3] for url in outcome.urls()]


def test_articles_and_tombstones_are_rows_and_nothing_else(tmp_path: Path) -> None:
    replies = {
        LIST: Reply(page_of(day(1), day(2), day(3), day(4), "/about.html", "/list_2.html", "mailto:a@b.test")),
        "/list_2.html": Reply(page_of(day(1))),
        day(1): Reply(article()),
        day(2): Reply("gone", 410),
        day(4): Reply("broken", 500),
    }
    outcome = run(tmp_path, replies, overrides={"RETRY_TIMES": 1})
    rows = {row.url.rsplit("/", 1)[1]: row for row in read_rows(outcome.run.articles)}
    assert {name: row.kind for name, row in rows.items()} == {
        "a1.html": "article",
        "a2.html": "tombstone",
        "a3.html": "tombstone",
    }
    assert sorted(asked(tmp_path)) == sorted(
        [LIST, "/list_2.html", day(1), day(2), day(3), day(4), day(4)],
    )
    first, second = outcome.report["lists"]
    assert (first["articles"], first["fetched"], first["gone"], first["failed"]) == (4, 1, 2, {"HTTP 500": 1})
    assert (first["start"], second["start"]) == (True, False)
    assert (second["articles"], second["duplicate"], second["failure"]) == (1, 1, None)
    assert outcome.report["articles"]["pending"] == 0
    assert outcome.report["retries"] == 1


def test_articles_are_asked_for_in_the_order_of_the_page(tmp_path: Path) -> None:
    replies = {LIST: Reply(page_of(*map(day, range(1, 9)))), **{day(n): Reply(article()) for n in range(1, 9)}}
    run(tmp_path, replies, overrides={"CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    assert asked(tmp_path) == [LIST, *map(day, range(1, 9))]


def test_every_row_can_be_read_back_from_its_archive(tmp_path: Path) -> None:
    outcome = run(tmp_path, {LIST: Reply(page_of(day(1), day(2))), day(1): Reply(article()), day(2): Reply(article())})
    (warc,) = outcome.run.path.glob("*.warc.gz")
    archived = {found.capture.warc_record_id: found for found in read_exchanges(warc)}
    rows = list(read_rows(outcome.run.articles))
    assert len(rows) == 2
    assert len(archived) == 4
    for row in rows:
        (capture,) = row.captures
        found = Originals([warc]).resolve(archived[capture.warc_record_id])
        assert found is not None
        assert capture == found.capture
        assert found.scope == outcome.run.run_id
        again = article_of(Page.from_exchange(found.exchange, found.capture, found.scope))
        assert (again.id, again.url, again.captures) == (row.id, row.url, row.captures)


LONG = {
    LIST: Reply(page_of(day(1), day(2))),
    day(1): Reply(article("长文", "a1_2.html", "a1_3.html")),
    "/2026/03/12/a1_2.html": Reply(article("长文", "a1.html", "a1_3.html")),
    "/2026/03/12/a1_3.html": Reply(article("长文", "a1.html", "a1_4.html")),
    day(2): Reply(article()),
}


def test_articles_of_several_pages_become_one_row_at_the_end(tmp_path: Path) -> None:
    replies = {**LONG, "/2026/03/12/a1_4.html": Reply(article("长文", "a1.html"))}
    outcome = run(tmp_path, replies)
    assert outcome.healthy
    assert outcome.reasons == []
    rows = {row.url.rsplit("/", 1)[1]: row for row in read_rows(outcome.run.articles)}
    assert list(rows) == ["a2.html", "a1.html"]
    assert rows["a1.html"].part_count == 4
    assert [c.warc_record_offset is not None for c in rows["a1.html"].captures] == [True] * 4
    assert outcome.report["parts"]["fetched"] == 3
    assert outcome.report["parts"]["waiting"] == 0


def test_a_missing_part_costs_no_article(tmp_path: Path) -> None:
    outcome = run(tmp_path, LONG)
    assert paths(outcome) == [day(1), day(2)]
    assert outcome.report["parts"]["HTTP 404"] == 1
    (row,) = [row for row in read_rows(outcome.run.articles) if row.url.endswith("a1.html")]
    assert any("part" in problem for problem in row.problems)


def test_parts_are_put_together_out_of_several_files(tmp_path: Path) -> None:
    replies = {**LONG, "/2026/03/12/a1_4.html": Reply(article("长文", "a1.html"))}
    outcome = run(tmp_path, replies, overrides={"NEWSCRAWL_WARC_MAX_BYTES": 1})
    assert len(list(outcome.run.path.glob("*.warc.gz"))) > 3
    (row,) = [row for row in read_rows(outcome.run.articles) if row.url.endswith("a1.html")]
    assert row.part_count == 4
    assert len({capture.warc_filename for capture in row.captures}) == 4


def test_a_run_with_parts_ends_without_waiting_for_a_heartbeat(tmp_path: Path) -> None:
    """Scrapy's heartbeat would come after an hour here; the crawl is given three minutes."""
    beat = "    from scrapy.core.engine import ExecutionEngine\n    assert ExecutionEngine._SLOT_HEARTBEAT_INTERVAL\n"
    beat += "    ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = 3600.0\n"
    replies = {**LONG, "/2026/03/12/a1_4.html": Reply(article("长文", "a1.html"))}
    assert run(tmp_path, replies, beat).healthy


def test_limit_counts_articles_not_lists_nor_parts(tmp_path: Path) -> None:
    listing = page_of(*[day(1), day(2), day(2), *map(day, range(3, 9))], "/list_2.html")
    outcome = run(tmp_path, {**LONG, LIST: Reply(listing), day(3): Reply(article())}, limit=2)
    assert "/list_2.html" not in asked(tmp_path)
    assert paths(outcome) == [day(1), day(2)]
    account = outcome.report["lists"][0]
    assert account["refused"] == {"limit": 6}
    assert account["pending"] == 0


def test_since_leaves_out_older_articles_and_stops_at_a_list_that_is_older(tmp_path: Path) -> None:
    replies = {
        LIST: Reply(page_of(day(1), day(2, "2026/01/31"), "/list_1_2.html")),
        "/list_1_2.html": Reply(page_of(day(3, "2026/01/30"), day(4, "2026/01/29"), "/list_1_3.html")),
        "/list_1_3.html": Reply(page_of(day(5, "2025/12/31"))),
        day(1): Reply(article()),
    }
    outcome = run(tmp_path, replies, since="2026-02-01", overrides={"CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    assert asked(tmp_path) == [LIST, day(1), "/list_1_2.html"]
    assert [account["refused"] for account in outcome.report["lists"]] == [{"since": 1}, {"since": 2}]
    assert outcome.healthy


def test_links_off_the_site_are_counted_and_left(tmp_path: Path) -> None:
    with Server({day(9): Reply(article())}) as other:
        outcome = run(tmp_path, {LIST: Reply(page_of(day(1), other.url(day(9)))), day(1): Reply(article())})
        assert other.hits == []
    account = outcome.report["lists"][0]
    assert (account["articles"], account["offsite"], account["refused"]) == (1, 1, {"offsite": 1})


OTHER = """
from newscrawl.site import Site


class Other(Site):
    \"\"\"Another paper of tests.\"\"\"

    name, title = "other", "河东晚报"
    domains = ({authority!r},)
    article = r"/2026/03/12/a\\d+\\.html$"
"""


@pytest.mark.parametrize("policy", ["refuse", "known"])
def test_known_sites_are_followed_only_where_the_site_says_so(tmp_path: Path, policy: str) -> None:
    with Server({day(9): Reply(article())}) as other:
        (tmp_path / "sites").mkdir()
        source = OTHER.format(authority=other.authority)
        (tmp_path / "sites" / "other.py").write_text(source, encoding="utf-8")
        replies = {LIST: Reply(page_of(day(1), other.url(day(9)), other.url("/x"))), day(1): Reply(article())}
        outcome = run(tmp_path, replies, f"    offsite = {policy!r}")
        assert [hit.path for hit in other.hits] == ([] if policy == "refuse" else ["/robots.txt", day(9)])
    sites = sorted(row.site for row in read_rows(outcome.run.articles))
    assert sites == (["paper"] if policy == "refuse" else ["other", "paper"])
    assert outcome.report["articles"]["refused"]["offsite"] == (2 if policy == "refuse" else 1)


def test_a_list_that_redirects_is_read_where_it_leads(tmp_path: Path) -> None:
    replies = {
        LIST: Reply("", 301, {"Location": "/news/"}),
        "/news/": Reply(page_of(day(1))),
        "/list_2.html": Reply("", 301, {"Location": "/news/"}),
        day(1): Reply(article()),
    }
    outcome = run(tmp_path, replies, lists=(LIST, "/list_2.html"), overrides={"CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    assert outcome.healthy
    assert [account["failure"] for account in outcome.report["lists"]] == [None, None]
    assert outcome.report["articles"]["fetched"] == 1


def test_an_answer_that_breaks_off_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    short = Reply(article(), headers={"Content-Encoding": "gzip"})
    broken = Reply(b"\x1f\x8b\x08\x00broken", headers={"Content-Encoding": "gzip"})
    replies = {LIST: Reply(page_of(day(1), day(2), day(3))), day(1): short, day(2): broken, day(3): Reply(article())}
    outcome = run(tmp_path, replies, overrides={"RETRY_TIMES": 0})
    assert outcome.report["articles"]["failed"] == {"BodyUnreadable": 1}
    assert outcome.report["articles"]["fetched"] == 2


def test_a_slow_server_times_out(tmp_path: Path) -> None:
    replies = {LIST: Reply(page_of(day(1), day(2))), day(1): Reply(article(), wait=60), day(2): Reply(article())}
    outcome = run(tmp_path, replies, overrides={"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 4})
    assert outcome.report["articles"]["failed"] == {"DownloadTimeoutError": 1}
