"""Points 33 to 43: digests, revisits, truncation; and what validators of others say, with each wrong verdict named."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.archive.checklist.paper import CUT, NO_HEAD, Paper, page, url_path
from tests.archive.checklist.walker import FormError, Record, answer, sha1, start_line, walk
from tests.crawl.contract import Contract
from tests.crawl.lab import crawl
from tests.crawl.wire_cases import PAGE, sized
from tests.crawl.wire_server import Answer, WireServer

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
BROTLI = re.compile(rb"\r\ncontent-encoding: br\r\n", re.IGNORECASE)
CHUNKED = b"\r\nTransfer-Encoding: chunked\r\n"


def test_p33_every_block_has_its_digest(paper: Paper, contract: Contract) -> None:
    for path in (*paper.warcs, *contract.crawl.files):
        for record in walk(path):
            assert record["WARC-Block-Digest"] == sha1(record.block), (path, record.offset)


def test_p34_the_payload_digest_is_that_of_the_entity_and_left_out_on_chunks(paper: Paper) -> None:
    absent = set()
    originals = {record["WARC-Record-ID"]: record for record in paper.all_records if record.type == "response"}
    for record in paper.all_records:
        if record.type not in ("response", "revisit"):
            continue
        declared = record.get("WARC-Payload-Digest")
        if declared is None:
            absent.add(record.path)
            continue
        source = record if record.type == "response" else originals[record["WARC-Refers-To"]]
        head, blank, body = re.split(rb"(\r?\n\r?\n)", source.block, maxsplit=1)
        assert blank
        entity = answer(source.block).entity if CHUNKED in head + b"\r\n" else body
        assert declared == sha1(entity), record.uri
    chunked = {url_path(name) for name in ("gzip-chunked-a3", "chunked-a5", "trailer-a6", "twin-chunked-a21")}
    assert absent == chunked | {url_path(name) for name in NO_HEAD}
    said = {record["WARC-Concurrent-To"]: record.facts for record in paper.all_records if record.type == "metadata"}
    for record in originals.values():
        if record.path in chunked:
            assert said[record["WARC-Record-ID"]]["payloadDigest"] == sha1(answer(record.block).entity)


# validators of others


def check(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", program, "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_p35_warcio_accepts_every_file(paper: Paper) -> None:
    done = check("warcio.cli", "-v", *paper.warcs)
    assert done.returncode == 0, done.stderr
    said = Counter(line.strip() for line in done.stdout.splitlines() if line.startswith("    "))
    again = len(revisits(paper))
    assert said == {
        "digest pass": len(paper.all_records) - again,
        "digest present but not checked (revisit)": again,
    }


def test_p35_warcio_breaks_on_brotli_alone(contract: Contract, tmp_path: Path) -> None:
    """warcio 1.8 and the brotli package don't go together, so a crawl never asks for br; here a server sent it unasked."""
    (path,) = contract.crawl.files
    done = check("warcio.cli", path)
    assert done.returncode != 0
    assert "'brotli.Decompressor' object has no attribute 'unused_data'" in done.stderr
    data = path.read_bytes()
    records = list(walk(path))
    coded = {record.path for record in records if record.type == "response" and BROTLI.search(record.block)}
    assert "/br" in coded
    others = [record for record in records if record.type == "warcinfo" or record.path not in coded]
    (tmp_path / "x.warc.gz").write_bytes(b"".join(data[one.offset : one.offset + one.length] for one in others))
    done = check("warcio.cli", "-v", tmp_path / "x.warc.gz")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("digest pass") == len(others) > 190


def test_p35_fastwarc_accepts_all_but_what_it_cannot_read(paper: Paper, contract: Contract, tmp_path: Path) -> None:
    """It takes the payload of a revisit from the revisit's own block, and sees no end of a head whose lines end in LF."""
    both = tmp_path / "both.warc.gz"
    both.write_bytes(b"".join(path.read_bytes() for path in paper.warcs))
    for path in (both, *contract.crawl.files):
        done = check("fastwarc.cli", "-q", "-p", "-o", tmp_path / "said", path)
        said = dict(line.split(": ") for line in (tmp_path / "said").read_text().splitlines())
        records = list(walk(path))
        assert said.keys() == {record["WARC-Record-ID"] for record in records}
        wrong = {key for key, verdict in said.items() if verdict not in ("OK, PAYLOAD_OK", "OK, PAYLOAD_NO_DIGEST")}
        unread = {
            record["WARC-Record-ID"]
            for record in records
            if record.type == "revisit"
            or (record.type == "response" and record.path in (url_path("lf-only-a14"), "/lf-only"))
        }
        assert wrong == unread
        assert {said[key] for key in wrong} == {"OK, PAYLOAD_FAIL"}
        assert done.returncode == 1


def test_p36_every_answer_is_a_whole_http_message_but_for_those_marked(paper: Paper) -> None:
    """What jwarc's validation asks of HTTP; the exceptions are the answers that are odd on the wire."""
    odd: Counter[str] = Counter()
    for request, record, _ in paper.pairs():
        method, _ = start_line(request.block)
        try:
            answer(record.block, "HEAD" if record.type == "revisit" else method)
        except FormError:
            odd[record.path] += 1
    names = {"colonless-a12": 2, "lf-only-a14": 2, **dict.fromkeys(CUT, 6), **dict.fromkeys(NO_HEAD, 6)}
    assert odd == {url_path(name): number for name, number in names.items()}


# revisits


def revisits(paper: Paper) -> list[Record]:
    return [record for record in paper.all_records if record.type == "revisit"]


def test_p37_an_identical_payload_is_a_revisit_of_the_first(paper: Paper) -> None:
    by_id = {record["WARC-Record-ID"]: record for record in paper.all_records}
    assert len(revisits(paper)) > 15
    for record in revisits(paper):
        first = by_id[record["WARC-Refers-To"]]
        assert record["WARC-Profile"] == IDENTICAL
        assert record["WARC-Truncated"] == "length"
        assert record["WARC-Refers-To-Target-URI"] == first.uri
        assert record["WARC-Refers-To-Date"] == first["WARC-Date"]
        assert record["WARC-Payload-Digest"] == first.get("WARC-Payload-Digest") or CHUNKED in first.block
        assert record.block.endswith((b"\r\n\r\n", b"\n\n"))
        assert first.block.startswith(record.block)
        assert first.date < record.date
    unchanged = {
        url_path(name) for name in ("plain-a1", "gzip-a2", "gbk-a10", "chunked-a5", "lf-only-a14", "http10-a7")
    }
    assert unchanged <= {record.path for record in revisits(paper)}
    assert url_path("changed-a31") not in {record.path for record in revisits(paper)}


def test_p38_no_revisit_leads_to_a_revisit_or_to_less_than_a_whole_record(paper: Paper) -> None:
    by_id = {record["WARC-Record-ID"]: record for record in paper.all_records}
    for record in revisits(paper):
        first = by_id[record["WARC-Refers-To"]]
        assert first.type == "response"
        assert first.get("WARC-Truncated") is None
    assert {url_path(name) for name in CUT}.isdisjoint(record.path for record in revisits(paper))


def test_p39_twins_framed_otherwise_are_not_linked(paper: Paper) -> None:
    by_id = {record["WARC-Record-ID"]: record for record in paper.all_records}
    first, _ = paper.records
    (twin,) = [record for record in first if record.type == "revisit"]
    assert (twin.path, twin["WARC-Refers-To-Target-URI"].rpartition("/")[2]) == (url_path("twin-a20"), "plain-a1.html")
    for record in revisits(paper):
        assert (CHUNKED in record.block) == (CHUNKED in by_id[record["WARC-Refers-To"]].block)


def test_p40_small_bodies_are_stored_each_time(paper: Paper) -> None:
    for name in ("tiny-a22", "empty-a23", "no-content-a36", "moved-a32"):
        assert [record.type for _, record, _ in paper.pairs() if record.path == url_path(name)] == ["response"] * 2


# truncation


def test_p42_what_broke_off_is_a_prefix_marked_so(paper: Paper) -> None:
    for name, token in ((CUT[0], "disconnect"), (NO_HEAD[0], "unspecified")):
        found = [(record, seen) for _, record, seen in paper.pairs() if record.path == url_path(name)]
        assert [record["WARC-Truncated"] for record, _ in found] == [token] * 6
        assert all(seen.answer.startswith(record.block) for record, seen in found)
    whole = {
        record.path for record in paper.all_records if record.type == "response" and not record.get("WARC-Truncated")
    }
    assert {url_path(name) for name in ("http10-a7", "close-a8")} <= whole
    assert page("close-a8") in next(r.block for r in paper.all_records if r.type == "response" and "close-a8" in r.uri)


def test_p42_each_way_to_break_off_has_its_token(contract: Contract) -> None:
    said = {
        record.path: record["WARC-Truncated"]
        for path in contract.crawl.files
        for record in walk(path)
        if record.type == "response" and record.get("WARC-Truncated")
    }
    tokens: dict[str, set[str]] = {}
    for where, token in said.items():
        tokens.setdefault(token, set()).add(where)
    assert tokens["length"] == {"/over-maxsize-length", "/over-maxsize-chunked", "/over-maxsize-close"}
    assert tokens["time"] == {"/stall-body", "/stall-head"}
    assert tokens["disconnect"] >= {"/cut-length", "/cut-chunked", "/reset-close", "/cut-head", "/tls-torn"}
    assert {"/http10-close", "/chunked-close", "/tls-close"}.isdisjoint(said)


@pytest.mark.parametrize("name", ["stop-here", "stop-fail"])
def test_p42_a_download_stopped_by_a_listener_is_unspecified(tmp_path: Path, name: str) -> None:
    sent = sized(PAGE * 100)
    with WireServer({"/a": (Answer((sent,)),)}) as server:
        done = crawl(tmp_path, [{"name": name, "url": f"http://{server.netloc}/a"}], [server.netloc])
    ((_, record),) = done.pairs()["/a"]
    assert record.get("WARC-Truncated") == "unspecified"
    assert sent.startswith(record.block)
    assert len(record.block) < len(sent)
    assert done.outcome(name)["page"] is None


def test_p43_what_is_not_whole_is_counted_and_said(paper: Paper) -> None:
    for day, records in zip(paper.days, paper.records, strict=True):
        answers = [record for record in records if record.type in ("response", "revisit")]
        truncated = Counter(r["WARC-Truncated"] for r in answers if r.type == "response" and r.get("WARC-Truncated"))
        assert day.report["archived"] == {
            "exchanges": len(answers),
            "unreadable_heads": 3,
            "unanswered": 3,
            "truncated": dict(truncated),
        }
        assert truncated == {"disconnect": 3, "unspecified": 3}


def test_p43_an_answer_without_a_head_is_stored_all_the_same(paper: Paper) -> None:
    stored = {record.block for _, record, _ in paper.pairs() if record.path == url_path(NO_HEAD[0])}
    assert stored == {b"ICY 200 OK\r\nicy-name: radio\r\n\r\nmusic"}
