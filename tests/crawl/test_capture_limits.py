"""Where the capture stops: addresses it must not ask, proxies it must not give away, an archive it can't write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.crawl.lab import crawl
from tests.crawl.wire_cases import PAGE, chunked, head, sized
from tests.crawl.wire_server import Answer, WireServer, path_of, tls_contexts


def moved(target: str) -> tuple[Answer, ...]:
    return (Answer((sized(b"", b"Location: " + target.encode(), status=b"HTTP/1.1 302 Found\r\n"),)),)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_redirect_into_the_private_net_sends_no_byte(tmp_path: Path, scheme: str) -> None:
    with WireServer({"/secret": (Answer((sized(PAGE),)),)}, host="127.0.0.2") as trap:
        target = f"{scheme}://{trap.netloc}/secret"
        with WireServer({"/go": moved(target), "/ok": (Answer((sized(PAGE),)),)}) as site:
            requests: list[dict[str, Any]] = [
                {
                    "name": "go",
                    "url": f"http://{site.netloc}/go",
                    "meta": {"dont_redirect": False, "dont_retry": False},
                },
                {"name": "straight", "url": target, "meta": {"dont_retry": False}},
                {"name": "ok", "url": f"http://{site.netloc}/ok"},
            ]
            done = crawl(tmp_path, requests, [site.netloc])
        assert trap.received == 0
        assert trap.connections == 2, "the refusal was retried"
    for name in ("go", "straight"):
        assert done.outcome(name)["error"] == "AddressRefused"
        assert done.outcome(name)["page"] is None
    assert done.outcome("ok")["status"] == 200
    assert done.reason == "finished"
    assert sorted(done.pairs()) == ["/go", "/ok"]


def test_a_proxy_and_its_password_stay_out_of_the_archive(tmp_path: Path) -> None:
    with WireServer({"/page": (Answer((sized(PAGE),)),)}) as proxy:
        requests: list[dict[str, Any]] = [
            {
                "name": "page",
                "url": "http://paper.example/page?a=1",
                "meta": {"proxy": f"http://user:secret@{proxy.netloc}"},
            }
        ]
        done = crawl(tmp_path, requests, ["paper.example"])
        (seen,) = proxy.log["/page"]
    assert b"Proxy-Authorization: Basic " in seen.request
    ((request, response),) = done.pairs()["/page"]
    assert request.block.startswith(b"GET /page?a=1 HTTP/1.1\r\n")
    assert b"roxy" not in request.block
    assert {*seen.request.split(b"\r\n")[1:]} - {*request.block.split(b"\r\n")} == {
        line for line in seen.request.split(b"\r\n") if line.startswith(b"Proxy-Authorization")
    }
    assert response.block == seen.answer
    assert {record.get("WARC-IP-Address") for record in done.records} == {None}
    assert done.outcome("page")["page"]["url"] == "http://paper.example/page?a=1"


def test_a_tunnel_is_recorded_from_inside(tmp_path: Path) -> None:
    context = tls_contexts(tmp_path)["1.3"]
    answers = {
        "/page": (
            Answer(
                (head(b"Transfer-Encoding: chunked"), chunked(PAGE)),
            ),
        )
    }
    with WireServer(answers, tls=context) as site, WireServer({}) as proxy:
        requests: list[dict[str, Any]] = [
            {
                "name": "page",
                "url": f"https://{site.netloc}/page",
                "meta": {"proxy": f"http://user:secret@{proxy.netloc}"},
            }
        ]
        done = crawl(tmp_path, requests, [])
        (seen,) = site.log["/page"]
        (tunnel,) = proxy.log["CONNECT"]
    assert b"Proxy-Authorization: Basic " in tunnel.request
    ((request, response),) = done.pairs()["/page"]
    assert (request.block, response.block) == (seen.request, seen.answer)
    assert response.headers["WARC-Protocol"] == ["http/1.1", "tls/1.3"]
    assert response.get("WARC-IP-Address") is None


def test_connections_the_server_closed_without_a_word_cost_no_record(tmp_path: Path) -> None:
    answers = {f"/{number}": (Answer((sized(b"%d" % number),), "close"),) for number in range(30)}
    with WireServer(answers) as site:
        requests = [{"name": str(number), "url": f"http://{site.netloc}/{number}"} for number in range(30)]
        done = crawl(tmp_path, requests, [site.netloc])
        for number in range(30):
            ((request, response),) = done.pairs()[f"/{number}"]
            (seen,) = site.log[f"/{number}"]
            assert (request.block, response.block) == (seen.request, seen.answer)
    assert len(done.outcomes) == 30


def test_a_capture_that_sees_nothing_stops_the_crawl(tmp_path: Path) -> None:
    with WireServer({"/a": (Answer((sized(PAGE),)),)}) as site:
        requests = [{"name": "a", "url": f"http://{site.netloc}/a"}]
        done = crawl(tmp_path, requests, [site.netloc], blind=True)
    assert done.outcome("a")["error"] == "ArchiveError"
    assert done.reason.startswith("archive_error: ")
    assert "none of its bytes were seen" in done.reason


def test_a_full_disk_stops_the_crawl(tmp_path: Path) -> None:
    answers = {f"/{number}": (Answer((sized(bytes(range(256)) * 8),)),) for number in range(60)}
    with WireServer(answers) as site:
        requests = [{"name": str(number), "url": f"http://{site.netloc}/{number}"} for number in range(60)]
        done = crawl(tmp_path, requests, [site.netloc], file_size_limit=20_000)
        fetched = {path for path in site.log if path != "/robots.txt"}
    assert done.reason.startswith("archive_error: ")
    assert "can't be written" in done.reason
    delivered = [outcome for outcome in done.outcomes if "status" in outcome]
    failed = [outcome for outcome in done.outcomes if "error" in outcome]
    assert delivered
    assert failed
    assert {outcome["error"] for outcome in failed} == {"ArchiveError"}
    assert all(outcome["page"] is None for outcome in failed)
    assert len(fetched) < 60, "the crawl went on without an archive"
    # every page delivered is in the archive, which holds whole records only
    archived = {path_of(request.block) for pairs in done.pairs().values() for request, _ in pairs}
    assert archived == {f"/{outcome['name']}" for outcome in delivered}


def test_a_folder_that_cannot_be_made_stops_the_crawl_before_any_request(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with WireServer({"/a": (Answer((sized(PAGE),)),)}) as site:
        requests = [{"name": "a", "url": f"http://{site.netloc}/a"}]
        settings = {"NEWSCRAWL_RUN_FOLDER": str(tmp_path / "file" / "run")}
        done = crawl(tmp_path, requests, [site.netloc], settings=settings)
        assert site.received == 0
    assert done.reason.startswith("archive_error: ")
    assert done.outcome("a")["error"] == "ArchiveError"


@pytest.mark.parametrize("settings", [{"NEWSCRAWL_RUN_FOLDER": ""}, {"KEEP_ALIVE": True}])
def test_without_a_run_pages_have_no_capture(tmp_path: Path, settings: dict[str, Any]) -> None:
    with WireServer({"/a": (Answer((sized(PAGE),)),)}) as site:
        done = crawl(tmp_path, [{"name": "a", "url": f"http://{site.netloc}/a"}], [site.netloc], settings=settings)
    page = done.outcome("a")["page"]
    assert (page["status"], page["capture"], page["scope"]) == (200, None, "")
    assert done.files == []


def test_the_warcinfo_says_who_crawled_and_how(tmp_path: Path) -> None:
    settings = {"NEWSCRAWL_CONTACT": "https://example.org/crawler", "ROBOTSTXT_OBEY": True}
    with WireServer({"/a": (Answer((sized(PAGE),)),)}) as site:
        requests = [{"name": "a", "url": f"http://{site.netloc}/a", "meta": {"proxy": None}}]
        done = crawl(tmp_path, requests, [site.netloc], settings=settings)
    (info,) = [record for record in done.records if record.get("WARC-Type") == "warcinfo"]
    fields = dict(line.split(": ", 1) for line in info.block.decode().splitlines())
    assert fields["robots"] == "classic"
    assert fields["operator"] == "https://example.org/crawler"
    assert fields["http-header-user-agent"] == "newscrawl-test (+https://example.org/)"
    assert fields["isPartOf"] == "20261124T000000"
    assert fields["software"].startswith("newscrawl/")
    (file,) = done.files
    assert file.name.startswith("lab-")
    assert file.name.endswith(".warc.gz"), "the archive was not finished"
