"""The contract of the capture: records hold what crossed the socket, byte by byte, whatever the server does."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.archive.reader import read_at, read_exchanges
from newscrawl.items import Capture
from newscrawl.page import Page
from tests.crawl.contract import Contract, crawled
from tests.crawl.lab import WarcRecord, crawl, record_at
from tests.crawl.wire_cases import CASES, LIMIT, TLS_CASES, Case
from tests.crawl.wire_server import Answer, Logged, WireServer


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contract]:
    with crawled(tmp_path_factory.mktemp("lab")) as contract:
        yield contract


ALL = [pytest.param(case, id=case.name) for case in (*CASES, *TLS_CASES)]


@pytest.mark.parametrize("case", ALL)
def test_records_hold_the_bytes_of_the_wire(lab: Contract, case: Case) -> None:
    logged = lab.server(case).log[f"/{case.name}"]
    pairs = _pairs(lab, case)
    assert len(logged) == len(case.answers), "the server got another number of requests"
    if not case.recorded:
        assert pairs == []
        return
    assert len(pairs) == len(logged)
    for number, ((request, response), seen) in enumerate(zip(pairs, logged, strict=True)):
        message = case.kept[number] if case.kept else seen.answer
        assert request.block == seen.request
        assert response.get("WARC-Truncated") == case.truncated
        if case.truncated is None or case.exact:
            assert response.block == message
        else:
            assert message.startswith(response.block)
            assert len(message) > len(response.block) >= len(message.partition(b"\r\n\r\n")[0]) + 4


@pytest.mark.parametrize("case", ALL)
def test_a_whole_exchange_is_delivered_as_its_page(lab: Contract, case: Case) -> None:
    outcome = lab.crawl.outcome(case.name)
    if case.error:
        assert outcome["error"] == case.error, outcome["text"]
        assert outcome["page"] is None
        return
    page = outcome["page"]
    assert base64.b64decode(page["body"]) == case.body
    assert outcome["body"] == page["body"], "the response shows another body than the page"
    assert outcome["status"] == page["status"]
    assert outcome["url"] == page["url"]
    assert "#" not in page["url"]
    assert page["scope"] == "20261124T000000"


def test_the_response_looks_as_if_never_encoded(lab: Contract) -> None:
    outcome = lab.crawl.outcome("gzip")
    assert outcome["kind"] == "HtmlResponse"
    assert not {"Content-Encoding", "Content-Length"} & set(outcome["headers"])
    assert "Content-Length" in lab.crawl.outcome("plain")["headers"]


@pytest.mark.parametrize("case", ALL)
def test_pointers_lead_back_to_the_page(lab: Contract, case: Case) -> None:
    page = lab.crawl.outcome(case.name)["page"]
    if page is None:
        return
    capture = Capture(**page["capture"])
    (file,) = [file for file in lab.crawl.files if file.name == capture.warc_filename]
    assert capture.warc_record_offset is not None
    assert capture.warc_record_length is not None
    record = record_at(file, capture.warc_record_offset, capture.warc_record_length)
    assert record.get("WARC-Record-ID") == capture.warc_record_id
    assert record.get("WARC-Target-URI") == page["url"]
    again = Page.from_exchange(read_at(file, capture))
    assert (again.url, again.status, again.body) == (page["url"], page["status"], base64.b64decode(page["body"]))
    assert again.fetched_at is not None
    assert again.fetched_at.isoformat() == page["fetched_at"]


def test_re_reading_gives_the_pages_of_the_crawl(lab: Contract) -> None:
    whole: list[str] = []
    for file in lab.crawl.files:
        whole += [archived.exchange.url for archived in read_exchanges(file) if not archived.exchange.truncated]
    unreadable = [case for case in CASES if case.error == "BodyUnreadable"]
    delivered = [outcome["page"]["url"] for outcome in lab.crawl.outcomes if "status" in outcome]
    hops = ["redirect", "busy-then-ok", "robots.txt", "robots.txt", "robots.txt"]
    assert len(whole) == len(delivered) + len(unreadable) + len(hops)
    assert set(delivered) <= set(whole)


def test_hops_retries_and_robots_are_recorded_once_each(lab: Contract) -> None:
    by_host = dict.fromkeys((lab.plain.netloc, *(server.netloc for server in lab.secure.values())), 0)
    for request, _ in lab.crawl.pairs()["/robots.txt"]:
        by_host[(request.get("WARC-Target-URI") or "").split("/")[2]] += 1
    assert set(by_host.values()) == {1}
    assert len(lab.crawl.pairs()["/redirect-target"]) == 1
    assert [answer.block[9:12] for _, answer in lab.crawl.pairs()["/busy-then-ok"]] == [b"503", b"200"]
    assert lab.crawl.outcome("private")["error"] == "IgnoreRequest"
    assert "/private" not in lab.plain.log


def test_every_request_on_the_wire_is_in_the_archive(lab: Contract) -> None:
    on_the_wire = sorted(
        logged.request
        for server in (lab.plain, *lab.secure.values())
        for path, entries in server.log.items()
        for logged in entries
        if path != "/no-answer"
    )
    archived = sorted(request.block for pairs in lab.crawl.pairs().values() for request, _ in pairs)
    assert archived == on_the_wire


def test_dates_are_when_the_request_began(lab: Contract) -> None:
    for path, pairs in lab.crawl.pairs().items():
        for request, response in pairs:
            date = response.get("WARC-Date") or ""
            assert request.get("WARC-Date") == date
            began = datetime.fromisoformat(date)
            assert began.tzinfo is not None
            arrivals = [entry.at for server in (lab.plain, *lab.secure.values()) for entry in server.log[path]]
            assert any(timedelta(0) <= at - began < timedelta(seconds=5) for at in arrivals)


def test_addresses_protocols_and_ciphers_are_noted(lab: Contract) -> None:
    noted = {
        (record.path, (record.get("WARC-Target-URI") or "").split("/")[2]): (
            record.headers["WARC-Protocol"],
            record.get("WARC-Cipher-Suite"),
        )
        for record in lab.crawl.records
        if record.get("WARC-Type") in ("request", "response")
    }
    assert noted["/plain", lab.plain.netloc] == (["http/1.1"], None)
    assert noted["/http10-close", lab.plain.netloc] == (["http/1.0"], None)
    protocols, cipher = noted["/tls-plain", lab.secure["1.3"].netloc]
    assert protocols == ["http/1.1", "tls/1.3"]
    assert cipher is not None
    assert cipher.startswith("TLS_")
    assert noted["/tls-plain", lab.secure["1.2"].netloc] == (
        ["http/1.1", "tls/1.2"],
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    )
    wire = [record for record in lab.crawl.records if record.get("WARC-Type") in ("request", "response")]
    addresses = {record.get("WARC-IP-Address") for record in wire}
    assert addresses == {"127.0.0.1"}


def test_every_answer_has_its_circumstances_beside_it(lab: Contract) -> None:
    answers = {r.get("WARC-Record-ID"): r for r in lab.crawl.records if r.get("WARC-Type") == "response"}
    said: dict[str | None, dict[str, str]] = {}
    for record in lab.crawl.records:
        if record.get("WARC-Type") != "metadata":
            continue
        answer = answers[record.get("WARC-Concurrent-To")]
        for name in ("WARC-Date", "WARC-Target-URI", "WARC-Warcinfo-ID"):
            assert record.get(name) == answer.get(name)
        assert record.get("Content-Type") == "application/warc-fields"
        facts = dict(line.split(": ", 1) for line in record.block.decode().splitlines())
        assert int(facts["fetchTimeMs"]) < 30_000
        assert ("payloadDigest" in facts) == (answer.get("WARC-Truncated") is None and answer.block[:5] == b"HTTP/")
        assert (
            facts.get("payloadDigest") in (None, answer.get("WARC-Payload-Digest"))
            or answer.get("WARC-Payload-Digest") is None
        )
        said[answer.get("WARC-Record-ID")] = facts
    assert said.keys() == answers.keys()
    by_path = {answers[key].path: facts for key, facts in said.items()}
    assert by_path["/redirect-target"]["via"].endswith("/redirect")
    assert by_path["/redirect-target"]["hopsFromSeed"] == "R"
    assert [said[answer.get("WARC-Record-ID")]["retry"] for _, answer in lab.crawl.pairs()["/busy-then-ok"]] == [
        "0",
        "1",
    ]


def test_a_record_cut_for_its_length_keeps_the_limit(lab: Contract) -> None:
    for name in ("over-maxsize-chunked", "over-maxsize-close"):
        ((_, response),) = lab.crawl.pairs()[f"/{name}"]
        assert len(response.block.partition(b"\r\n\r\n")[2]) == LIMIT


def test_the_table_of_the_contract(lab: Contract) -> None:
    """Its output (pytest -s) is the table: case, request, response, token and failure, reason."""
    rows = list(table(lab))
    sys.stdout.write("".join(f"\n{' | '.join(row)}" for row in rows) + "\n")
    exact = [row for row in rows if row[2] == "exact"]
    assert all(row[1] in ("exact", "none") for row in rows)
    assert len(rows) - len(exact) == sum(not case.recorded or not case.exact for case in CASES)


def table(lab: Contract) -> Iterator[tuple[str, str, str, str, str]]:
    """For every exchange: case, request, response, token and failure, reason."""
    for case in (*CASES, *TLS_CASES):
        logged = lab.server(case).log[f"/{case.name}"]
        pairs = _pairs(lab, case)
        for number, seen in enumerate(logged):
            failure = case.error or "-"
            if number >= len(pairs):
                yield case.name, "none", "none", failure, case.reason
                continue
            request, response = pairs[number]
            message = case.kept[number] if case.kept else seen.answer
            kind = "exact" if response.block == message else f"prefix, {len(response.block)} of {len(message)} bytes"
            token = response.get("WARC-Truncated") or "-"
            yield (
                case.name,
                "exact" if request.block == seen.request else "DIFFERS",
                kind if message.startswith(response.block) else "DIFFERS",
                f"{token} / {failure}",
                case.reason,
            )


def _pairs(lab: Contract, case: Case) -> list[tuple[WarcRecord, WarcRecord]]:
    netloc = lab.server(case).netloc
    found = lab.crawl.pairs()[f"/{case.name}"]
    return [pair for pair in found if (pair[0].get("WARC-Target-URI") or "").split("/")[2] == netloc]


def test_many_at_once_on_kept_connections_stay_exact(tmp_path: Path) -> None:
    cases = {case.name: case for case in CASES if case.name in ("plain", "gzip-chunked", "surplus", "lf-only", "empty")}
    answers: dict[str, tuple[Answer, ...]] = {}
    names = [f"{name}-{number}" for number in range(40) for name in cases]
    for number, name in enumerate(names):
        case = cases[name.rpartition("-")[0]]
        data = case.answers[0].bytes
        # three pieces, cut at places that move through head and body; what is surplus comes with the message's end
        end = len(case.kept[0] if case.kept else data) - 1
        first, second = sorted(((number * 37) % end, (number * 101) % end))
        answers[f"/{name}"] = (Answer(tuple(p for p in (data[:first], data[first:second], data[second:]) if p)),)
    with WireServer(answers) as server:
        requests = [{"name": name, "url": f"http://{server.netloc}/{name}"} for name in names]
        at_once = {"CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16}
        done = crawl(tmp_path, requests, [server.netloc], settings={**at_once, "NEWSCRAWL_WARC_MAX_BYTES": 60_000})
        assert len(done.outcomes) == len(names) == 200
        assert len(done.files) > 1, "the archive should have gone on in further files"
        assert server.connections < 120, "connections were not kept"
        last: dict[int, Logged] = {}
        for entry in sorted((entry for entries in server.log.values() for entry in entries), key=lambda e: e.at):
            last[entry.connection] = entry
        for name in names:
            if name.startswith("surplus"):
                (seen,) = server.log[f"/{name}"]
                assert last[seen.connection] == seen, "a connection with surplus bytes was used again"
        for name in names:
            case = cases[name.rpartition("-")[0]]
            ((request, response),) = done.pairs()[f"/{name}"]
            (seen,) = server.log[f"/{name}"]
            assert request.block == seen.request
            assert response.block == (case.kept[0] if case.kept else seen.answer)
            page = done.outcome(name)["page"]
            assert base64.b64decode(page["body"]) == case.body
            capture = Capture(**page["capture"])
            assert (response.file, response.offset, response.length) == (
                capture.warc_filename,
                capture.warc_record_offset,
                capture.warc_record_length,
            )
