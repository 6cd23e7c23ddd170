"""What an archive says of the crawl that made it, and what it keeps to itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

from newscrawl.crawl.colophon import HIDDEN, settings_digest, shown, warcinfo
from newscrawl.crawl.run import settings_for
from tests.archive.lab import Walked, walk
from tests.crawl.loopback import Outcome, Reply, Server, article, crawl, page_of, write_site

SECRETS = {
    "FTP_PASSWORD": "hunter2",
    "AWS_SECRET_ACCESS_KEY": "hunter3",
    "MY_DATABASE": "postgres://me:hunter4@db/news",
    "FEEDS": {"s3://id:hunter5@bucket/x.json": {"format": "json"}},
    "DEFAULT_REQUEST_HEADERS": {"Cookie": "id=hunter6", "Authorization": "hunter7", "Accept": "text/html"},
    "NEWSCRAWL_CONTACT": "https://me:hunter8@example.org/crawler",
    "USER_AGENT": "x (+https://me:hunter8@example.org/crawler)",
}


def test_settings_without_secrets_and_places() -> None:
    values = shown(settings_for({**SECRETS, "NEWSCRAWL_OUTPUT": "elsewhere", "DOWNLOAD_DELAY": 2.5}))
    said = json.dumps(values)
    assert "hunter" not in said
    assert "elsewhere" not in said
    assert "MY_DATABASE" not in said
    assert values["DOWNLOAD_DELAY"] == 2.5
    assert values["FTP_PASSWORD"] == HIDDEN
    assert values["DEFAULT_REQUEST_HEADERS"] == {"Cookie": HIDDEN, "Authorization": HIDDEN, "Accept": "text/html"}
    assert values["NEWSCRAWL_CONTACT"] == "https://example.org/crawler"
    assert values["ROBOTSTXT_OBEY"] is True
    assert "RETRY_TIMES" not in values
    assert "newscrawl.pipelines.RowPipeline" in values["ITEM_PIPELINES"]


def test_the_digest_names_the_settings_and_not_the_place() -> None:
    def digest(**changed: Any) -> str:
        return settings_digest(shown(settings_for(changed)))

    assert digest() == digest(NEWSCRAWL_RUN_FOLDER="/a/b") == digest(NEWSCRAWL_OUTPUT="c")
    assert digest() != digest(DOWNLOAD_DELAY=3)
    assert digest(ADDONS={Settings: 1}) == digest(ADDONS={Settings: 1})


def test_warcinfo_of_little() -> None:
    facts = warcinfo(settings_for({"NEWSCRAWL_CONTACT": "", "ROBOTSTXT_OBEY": False}))
    assert facts["robots"] == "ignore"
    assert "operator" not in facts
    assert "collection" not in facts


LIST, FIRST = "/list_1.html", "/2026/03/12/a1.html"


def run(folder: Path, **overrides: Any) -> tuple[Outcome, list[list[Walked]]]:
    with Server({LIST: Reply(page_of(FIRST)), FIRST: Reply(article(), wait=0.3)}) as server:
        write_site(folder, server.authority, (server.url(LIST),))
        outcome = crawl(folder, overrides=overrides)
    return outcome, [walk(path) for path in sorted(outcome.run.path.glob("*.warc.gz"))]


def facts_of(record: Walked) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in record.block.decode("utf-8").splitlines())


def test_every_file_says_whose_it_is_and_the_last_one_how_it_went(tmp_path: Path) -> None:
    given = {
        "NEWSCRAWL_WARC_MAX_BYTES": 1500,
        "NEWSCRAWL_OPERATOR": "盐湖区档案馆",
        "NEWSCRAWL_CONTACT": "a@example.org",
    }
    outcome, files = run(tmp_path, **given)
    assert len(files) > 1
    for records in files:
        facts = facts_of(records[0])
        assert facts["collection"] == "盐湖日报"
        assert (facts["operator"], facts["contact"], facts["robots"]) == ("盐湖区档案馆", "a@example.org", "classic")
        assert facts["settings-digest"].startswith("sha256:")
        assert "a@example.org" in facts["http-header-user-agent"]
    resources = {r["WARC-Target-URI"]: r for records in files for r in records if r["WARC-Type"] == "resource"}
    assert [r["WARC-Type"] for r in files[-1][-3:]] == ["resource"] * 3
    base = f"urn:newscrawl:paper:{outcome.run.run_id}:"
    assert resources.keys() == {base + name for name in ("settings", "versions", "report")}
    report = json.loads(resources[base + "report"].block)
    assert report["verdict"] == {"healthy": True, "reasons": []}
    assert report["articles"]["fetched"] == 1
    settings = json.loads(resources[base + "settings"].block)
    assert settings_digest(settings) == facts_of(files[0][0])["settings-digest"]
    assert "scrapy" in json.loads(resources[base + "versions"].block)


def test_files_end_with_their_time(tmp_path: Path) -> None:
    outcome, files = run(tmp_path, NEWSCRAWL_WARC_MAX_SECONDS=0.2)
    assert len(files) == 2
    indexes = sorted(path.name for path in outcome.run.path.glob("*.cdxj"))
    listed = {entry["name"] for entry in outcome.run.manifest()["files"]}
    assert len(indexes) == 2
    assert set(indexes) < listed


def test_hops_and_the_way_there(tmp_path: Path) -> None:
    outcome, (records,) = run(tmp_path)
    by_uri = {r["WARC-Target-URI"]: facts_of(r) for r in records if r["WARC-Type"] == "metadata"}
    (url,) = outcome.urls()
    assert by_uri[url]["hopsFromSeed"] == "L"
    assert by_uri[url]["via"].endswith(LIST)
    assert int(by_uri[url]["fetchTimeMs"]) >= 290
    (start,) = [facts for uri, facts in by_uri.items() if uri.endswith(LIST)]
    assert "hopsFromSeed" not in start
    assert "via" not in start
    (robots,) = [facts for uri, facts in by_uri.items() if uri.endswith("/robots.txt")]
    assert robots["hopsFromSeed"] == "P"
