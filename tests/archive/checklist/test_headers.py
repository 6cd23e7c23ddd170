"""Points 14 to 22: the header fields of records, by a walker that knows nothing of our code, and against the wire."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from tests.archive.checklist.paper import SILENT, Paper
from tests.archive.checklist.walker import start_line, violations, walk

CONTENT_TYPES = {
    "warcinfo": "application/warc-fields",
    "response": "application/http;msgtype=response",
    "revisit": "application/http;msgtype=response",
    "request": "application/http;msgtype=request",
    "metadata": "application/warc-fields",
    "resource": "application/json",
}


def test_p14_no_field_breaks_the_rules_of_its_record_type(paper: Paper) -> None:
    assert {record.type for record in paper.all_records} == CONTENT_TYPES.keys()
    found = {(record.file, record.offset): violations(record) for record in paper.all_records}
    assert {place: broken for place, broken in found.items() if broken} == {}


def test_p15_target_uris_are_plain_uris_and_the_same_on_both_sides(paper: Paper) -> None:
    for request, answer, _ in paper.pairs():
        assert request.uri == answer.uri
        _, target = start_line(request.block)
        assert request.uri == f"http://{paper.server.netloc}{target}"
    uris = {record.uri for record in paper.all_records if record.type != "warcinfo"}
    assert not any("<" in uri or "#" in uri or " " in uri or not uri.isascii() for uri in uris)
    assert any("%E4%B8%AD%E6%96%87" in uri for uri in uris)


def test_p16_no_two_records_have_one_id(paper: Paper) -> None:
    ids = Counter(record["WARC-Record-ID"] for record in paper.all_records)
    assert [key for key, number in ids.items() if number > 1] == []


def test_p17_dates_are_when_the_capture_began(paper: Paper) -> None:
    starts = [min(record.date for record in day) for day in paper.records]
    assert starts[0] < starts[1]
    for request, answer, seen in paper.pairs():
        assert request["WARC-Date"] == answer["WARC-Date"]
        assert timedelta(0) <= seen.at - request.date < timedelta(seconds=5)
    by_id = {record["WARC-Record-ID"]: record for record in paper.all_records}
    for record in paper.all_records:
        if record.type == "metadata":
            assert record["WARC-Date"] == by_id[record["WARC-Concurrent-To"]]["WARC-Date"]
    for day, outcome in zip(paper.records, paper.days, strict=True):
        began = outcome.report["started_at"]
        assert all(record["WARC-Date"] >= began[:19] for record in day)


def test_p18_every_record_names_the_warcinfo_of_its_file(paper: Paper) -> None:
    for path in paper.warcs:
        first, *others = walk(path)
        assert {record["WARC-Warcinfo-ID"] for record in others} == {first["WARC-Record-ID"]}


def test_p19_every_request_names_its_answer_in_the_same_file(paper: Paper) -> None:
    for path in paper.warcs:
        records = list(walk(path))
        answers = [record["WARC-Record-ID"] for record in records if record.type in ("response", "revisit")]
        asked = [record["WARC-Concurrent-To"] for record in records if record.type == "request"]
        assert sorted(asked) == sorted(answers)
    requests = [record for record in paper.all_records if record.type == "request"]
    answered = {path: entries for path, entries in paper.server.log.items() if path != SILENT}
    assert len(requests) == sum(map(len, answered.values()))


def test_p20_the_address_is_the_peers(paper: Paper) -> None:
    for record in paper.all_records:
        wanted = "127.0.0.1" if record.type in ("request", "response", "revisit") else None
        assert record.get("WARC-IP-Address") == wanted


def test_p21_protocols_are_named(paper: Paper) -> None:
    spoken = {record.path: record.all("WARC-Protocol") for _, record, _ in paper.pairs()}
    assert spoken.pop("/2026/03/12/http10-a7.html") == ["http/1.0"]
    assert {tuple(protocols) for protocols in spoken.values()} == {("http/1.1",)}
    assert all(record.get("WARC-Cipher-Suite") is None for record in paper.all_records)


def test_p22_each_type_has_its_content_type(paper: Paper) -> None:
    assert {(record.type, record["Content-Type"]) for record in paper.all_records} == set(CONTENT_TYPES.items())
