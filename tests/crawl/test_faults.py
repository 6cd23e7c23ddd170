"""A day on which everything goes wrong at once: each fault is counted by its name, and costs only itself."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.verify import verify
from newscrawl.exchange import MAX_BODY
from newscrawl.items import Article
from newscrawl.runs import read_rows
from tests.crawl.loopback import Outcome, article, crawl, environment, page_of, write_site
from tests.crawl.wire_cases import chunked, head, sized
from tests.crawl.wire_server import Answer, WireServer

LIST = "/list_1.html"
TEXT = article("盐湖区举行春季植树活动").encode()
TE, GZIP = b"Transfer-Encoding: chunked", b"Content-Encoding: gzip"
MAXSIZE = 60_000
ENDLESS = tuple(b"<p>%b</p>" % (b"x" * 4000) for _ in range(60))


def named(charset: bytes, body: bytes) -> bytes:
    """A page whose header states a charset."""
    fields = (b"Content-Type: text/html; charset=" + charset, b"Content-Length: %d" % len(body))
    return head(*fields) + body


def moved(target: str) -> bytes:
    return sized(b"", b"Location: " + target.encode(), status=b"HTTP/1.1 302 Found\r\n")


def busy(seconds: bytes) -> bytes:
    return sized(b"busy", b"Retry-After: " + seconds, status=b"HTTP/1.1 503 Service Unavailable\r\n")


GBK = TEXT.decode().encode("gbk")
CURED: dict[str, tuple[Answer, ...]] = {
    "5xx then fine": (Answer((sized(b"", status=b"HTTP/1.1 500 Oops\r\n"),)), Answer((sized(TEXT),))),
    "busy then fine": (Answer((busy(b"1"),)), Answer((sized(TEXT),))),
    "too many then fine": (
        Answer((sized(b"", b"Retry-After: 1", status=b"HTTP/1.1 429 Too Many Requests\r\n"),)),
        Answer((sized(TEXT),)),
    ),
    "reset then fine": (Answer((head(b"Content-Length: 9999"), TEXT), "reset"), Answer((sized(TEXT),))),
    "cut then fine": (Answer((head(b"Content-Length: 9999"), TEXT), "close"), Answer((sized(TEXT),))),
    "a length that is too small": (Answer((sized(TEXT) + b"<p>surplus</p>",)),),
    "slow but whole": (Answer(tuple(sized(TEXT)[at : at + 40] for at in range(0, len(TEXT) + 200, 40))),),
    "utf-8 called gbk": (Answer((named(b"gb2312", TEXT),)),),
    "gbk called utf-8": (Answer((named(b"utf-8", GBK),)),),
    "gbk called something": (Answer((named(b"x-made-up", GBK),)),),
    "gbk with a stray byte": (Answer((named(b"gbk", GBK.replace(b"</h1>", b"\xff</h1>")),)),),
}
FATAL: dict[str, tuple[tuple[Answer, ...], str]] = {
    "reset": ((Answer((head(b"Content-Length: 9999"), TEXT), "reset"),), "ResponseDataLossError"),
    "closed without a word": ((Answer((), "close"),), "DownloadFailedError"),
    "cut chunks": ((Answer((head(TE) + chunked(TEXT)[:-200],), "close"),), "ResponseDataLossError"),
    "a length that is too large": (
        (Answer((head(b"Content-Length: %d" % (len(TEXT) + 9)), TEXT), "close"),),
        "ResponseDataLossError",
    ),
    "never a whole body": ((Answer((head(b"Content-Length: 9999"), TEXT), "stall"),), "DownloadTimeoutError"),
    "never a head": ((Answer((b"HTTP/1.1 200 OK\r\n",), "stall"),), "DownloadTimeoutError"),
    "endless": ((Answer((head(b"Connection: close"), *ENDLESS), "close"),), "DownloadCancelledError"),
    "endless chunks": (
        (Answer((head(TE), *(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in ENDLESS)), "stall"),),
        "DownloadCancelledError",
    ),
    "bomb": (
        (Answer((sized(gzip.compress(gzip.compress(bytes(MAX_BODY + 1))), b"Content-Encoding: gzip, gzip"),)),),
        "",
    ),
    "torn gzip": ((Answer((sized(gzip.compress(TEXT)[:-30], GZIP),)),), "BodyUnreadable"),
    "torn deflate": (
        (Answer((sized(zlib.compress(TEXT)[:-30], b"Content-Encoding: deflate"),)),),
        "BodyUnreadable",
    ),
    "always 502": ((Answer((sized(b"", status=b"HTTP/1.1 502 Bad Gateway\r\n"),)),), "HTTP 502"),
    "no head": ((Answer((b"<html>no head</html>\r\n",), "close"),), "DownloadFailedError"),
}


def urls(names: Iterator[str] | list[str], first: int) -> dict[str, str]:
    return {name: f"/2026/03/12/a{first + number}.html" for number, name in enumerate(names)}


GOOD = urls(list(CURED), 100)
BAD = urls([*FATAL, "redirect loop"], 200)


@dataclass(frozen=True)
class Day:
    """One crawl of a site that has every fault, its rows by path, and what the server saw."""

    folder: Path
    outcome: Outcome
    rows: dict[str, Article]
    asked: dict[str, int]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("faults")
    there_and_back = BAD["redirect loop"]
    answers = {
        LIST: (Answer((sized(page_of(*GOOD.values(), *BAD.values()).encode()),)),),
        **{GOOD[name]: answer for name, answer in CURED.items()},
        **{BAD[name]: answer for name, (answer, _) in FATAL.items()},
        there_and_back: (Answer((moved("/2026/03/12/a999.html"),)),),
        "/2026/03/12/a999.html": (Answer((moved(there_and_back),)),),
    }
    given: dict[str, Any] = {
        "DOWNLOAD_TIMEOUT": 3,
        "DOWNLOAD_MAXSIZE": MAXSIZE,
        "RETRY_TIMES": 1,
        "NEWSCRAWL_WARC_REVISITS": False,
    }
    with WireServer(answers) as server:
        write_site(folder, server.netloc, (f"http://{server.netloc}{LIST}",))
        outcome = crawl(folder, overrides=given)
        rows = {"/" + row.url.split("/", 3)[3]: row for row in read_rows(outcome.run.articles)}
        yield Day(folder, outcome, rows, {path: len(seen) for path, seen in server.log.items()})


@pytest.mark.parametrize("name", GOOD)
def test_what_can_be_had_is_had(day: Day, name: str) -> None:
    row = day.rows[GOOD[name]]
    assert (row.headline or "").rstrip("\ufffd") == "盐湖区举行春季植树活动"
    assert (row.body or "").startswith("第1段，记者在现场看到")
    assert "surplus" not in (row.body or "")


@pytest.mark.parametrize("name", BAD)
def test_what_can_not_be_had_is_no_row(day: Day, name: str) -> None:
    assert BAD[name] not in day.rows


def test_every_fault_is_counted_by_its_name(day: Day) -> None:
    found = day.outcome.report["articles"]
    wanted: dict[str, int] = {}
    for _, why in FATAL.values():
        wanted[why or "BodyUnreadable"] = wanted.get(why or "BodyUnreadable", 0) + 1
    # a loop comes back to a page that is known, so nothing more is asked
    assert found["failed"] == wanted
    assert found["fetched"] == len(GOOD)
    assert found["pending"] == 0
    told = ", ".join(f"{n} × {why}" for why, n in sorted(wanted.items()))
    asked = len(GOOD) + len(FATAL)
    assert day.outcome.reasons == [f"Of {asked} articles asked for, {len(FATAL)} could not be fetched ({told})."]


def test_only_what_a_second_try_may_cure_is_tried_again(day: Day) -> None:
    once = {"endless", "endless chunks", "bomb", "torn gzip", "torn deflate"}
    asked = {name: day.asked[BAD[name]] for name in FATAL}
    # a kept connection that is closed instead of an answer is no try: the client asks again on a fresh one
    asked["closed without a word"] = min(2, asked["closed without a word"])
    assert asked == {name: 1 if name in once else 2 for name in FATAL}


def test_the_archive_has_all_of_it_and_gives_the_same_rows(day: Day) -> None:
    run = day.outcome.run
    assert run.verify() == []
    assert verify(run.articles, sorted(run.path.glob("*.warc.gz"))).ok
    command = [sys.executable, "-c", "from newscrawl.cli import main; main()", "reparse", str(run.path), "--json"]
    done = subprocess.run(
        command, cwd=day.folder, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
    again = json.loads(done.stdout)
    rows = (day.folder / again["rows"]).read_bytes()
    assert sorted(rows.splitlines()) == sorted(run.articles.read_bytes().splitlines())
