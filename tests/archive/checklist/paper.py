"""A newspaper on a raw socket, every byte of which is logged, and two real crawls of it a moment apart."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from newscrawl.runs import RunFolder
from tests.archive.checklist.walker import Record, walk
from tests.crawl.loopback import Outcome, crawl, page_of, write_site
from tests.crawl.wire_cases import chunked, head, sized
from tests.crawl.wire_server import Answer, End, Logged, WireServer

MAX_BYTES = 16_000
"""At which the crawls begin a further WARC file."""
LIST = "/list_1.html"
TYPE = b"Content-Type: text/html; charset=utf-8"
CHUNKED = b"Transfer-Encoding: chunked"


def url_path(name: str) -> str:
    return f"/2026/03/12/{quote(name)}.html"


def sentence(name: str) -> str:
    """What stands on one page and no other."""
    return f"本篇代号{name.encode().hex()}，盐湖边的芦苇已经发芽。"


def page(name: str, charset: str = "utf-8") -> bytes:
    """An article of invented news; its comment keeps it above the size below which nothing is deduplicated."""
    noise = "".join(hashlib.sha512(f"{name}{number}".encode()).hexdigest() for number in range(12))
    paragraphs = "".join(
        f"<p>第{number}段，{sentence(name)}干部群众挥锹铲土，种下新苗，记者{number}次到场采访。</p>"
        for number in range(1, 8)
    )
    return (
        f"<!doctype html><html><head><meta charset={charset}><title>盐湖春植 {name}</title></head><body><div class='main'>"
        f"<h1>盐湖区举行春季植树活动之{name}</h1><p class='meta'>2026-03-12 来源：盐湖日报</p>"
        f"<div class='text'>{paragraphs}</div></div><!-- {noise} --></body></html>"
    ).encode(charset)


@dataclass(frozen=True)
class Story:
    """One URL of an article: what is sent for it, and what of it must be kept."""

    name: str
    answers: tuple[Answer, ...]
    kept: bytes | None = None
    """The message, where more than that is sent."""
    text: str | None = None
    """What a reader sees; None where there is nothing to read."""
    path: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", url_path(self.name))

    def message(self, sent: bytes) -> bytes:
        """What must be in the record of an answer."""
        return sent if self.kept is None else self.kept


def story(name: str, *pieces: bytes, end: End = "keep", kept: bytes | None = None, text: str | None = "") -> Story:
    """One that is answered alike each time; its own sentence is its text unless told otherwise."""
    return Story(name, (Answer(pieces, end),), kept, sentence(name) if text == "" else text)


def _framings() -> list[Story]:
    deflated = zlib.compress(page("deflate-a4"))
    return [
        story("plain-a1", sized(page("plain-a1"))),
        story("gzip-a2", sized(gzip.compress(page("gzip-a2"), mtime=0), b"Content-Encoding: gzip")),
        story(
            "gzip-chunked-a3",
            head(TYPE, CHUNKED, b"Content-Encoding: gzip")
            + chunked(gzip.compress(page("gzip-chunked-a3"), mtime=0), 64),
        ),
        story("deflate-a4", sized(deflated, b"Content-Encoding: deflate")),
        story("chunked-a5", head(TYPE, CHUNKED) + chunked(page("chunked-a5"))),
        story(
            "trailer-a6",
            head(TYPE, CHUNKED, b"Trailer: X-Sum"),
            chunked(page("trailer-a6"), 700, b"X-Sum: 1\r\n", b";foo=bar"),
        ),
        story("http10-a7", head(TYPE, status=b"HTTP/1.0 200 OK\r\n"), page("http10-a7"), end="close"),
        story("close-a8", head(TYPE, b"Connection: close"), page("close-a8"), end="close"),
    ]


def _heads() -> list[Story]:
    name = "gbk-a10"
    gbk = page(name, "gbk")
    odd = page("odd-a11")
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
    return [
        story(
            name,
            head(
                b"Content-Type: text/html; charset=gbk",
                b"Content-Disposition: inline; filename=\xd4\xcb\xb3\xc7.html",
                b"X-Latin: caf\xe9",
                "X-Utf8: 县".encode(),
                b"Content-Length: %d" % len(gbk),
            ),
            gbk,
        ),
        story(
            "odd-a11",
            head(
                TYPE,
                b"Set-Cookie: a=1",
                b"Set-Cookie: b=2; Path=/",
                b"X-Folded: one,\r\n\ttwo",
                b"X-Padded:    wide   ",
                b"x-wEiRd-cAsE:tight",
                b"content-LENGTH: %d" % len(odd),
            ),
            odd,
        ),
        story("colonless-a12", sized(page("colonless-a12"), b"this line has no colon", b"X-After: 1")),
        story("reason-a13", sized(page("reason-a13"), status=b"HTTP/1.1 200 D\xe9j\xe0 vu \xba\xc3\r\n")),
        story("lf-only-a14", sized(page("lf-only-a14")).replace(b"\r\n", b"\n")),
        story("hints-a15", hints + sized(page("hints-a15")), kept=sized(page("hints-a15"))),
        story("surplus-a16", sized(page("surplus-a16")) + b"surplus", kept=sized(page("surplus-a16"))),
        story("中文-a17", sized(page("中文-a17"))),
    ]


def _twins() -> list[Story]:
    """The payload of the first page under other URLs: once framed alike, once in chunks."""
    same = page("plain-a1")
    return [
        story("twin-a20", sized(same), text=sentence("plain-a1")),
        story("twin-chunked-a21", head(TYPE, CHUNKED) + chunked(same), text=sentence("plain-a1")),
        story("tiny-a22", sized(b"<html><body><p>tiny a22</p></body></html>"), text="tiny a22"),
        story("empty-a23", sized(b""), text=None),
    ]


def _endings() -> list[Story]:
    busy = sized(b"busy", b"Retry-After: 0", status=b"HTTP/1.1 503 Service Unavailable\r\n")
    moved = sized(b"moved", b"Location: " + url_path("plain-a1").encode(), status=b"HTTP/1.1 302 Found\r\n")
    return [
        Story("busy-a30", (Answer((busy,)), Answer((sized(page("busy-a30")),))), text=sentence("busy-a30")),
        Story("changed-a31", tuple(Answer((sized(page(name)),)) for name in ("changed-a31", "changed-a31b"))),
        story("moved-a32", moved, text=None),
        story("missing-a33", sized(b"gone " * 200, status=b"HTTP/1.1 404 Not Found\r\n"), text=None),
        story("cut-a34", head(TYPE, b"Content-Length: 9999"), page("cut-a34"), end="close", text=None),
        story("icy-a35", b"ICY 200 OK\r\nicy-name: radio\r\n\r\nmusic", text=None),
        story("silent-a37", end="close", text=None),
        story("no-content-a36", head(b"X-A: 1", status=b"HTTP/1.1 204 No Content\r\n"), text=None),
    ]


STORIES: tuple[Story, ...] = (*_framings(), *_heads(), *_twins(), *_endings())
BY_PATH = {story.path: story for story in STORIES}
CUT = ("cut-a34",)
"""Whose answers break off, each of three attempts."""
NO_HEAD = ("icy-a35",)
SILENT = url_path("silent-a37")
"""Where the server hangs up without a word, which leaves no record."""


@dataclass(frozen=True)
class Paper:
    """What two crawls left, and what crossed the wire."""

    folder: Path
    """Working directory, with ./sites and ./output."""
    server: WireServer
    days: tuple[Outcome, Outcome]
    asked: tuple[dict[str, int], dict[str, int]]
    """How often each path had been asked for when a day was over."""
    records: tuple[tuple[Record, ...], tuple[Record, ...]]
    """By day, in the order of files and places."""

    @property
    def runs(self) -> list[RunFolder]:
        return [day.run for day in self.days]

    @property
    def warcs(self) -> list[Path]:
        """Of both days, in order."""
        return [path for run in self.runs for path in sorted(run.path.glob("*.warc.gz"))]

    @property
    def all_records(self) -> list[Record]:
        return [record for day in self.records for record in day]

    def logged(self, path: str) -> list[Logged]:
        return self.server.log[path]

    def pairs(self) -> list[tuple[Record, Record, Logged]]:
        """Every request record, its answer's record, and what the server saw of it."""
        found = []
        seen: dict[str, int] = {}
        answers = {r["WARC-Record-ID"]: r for r in self.all_records if r.type in ("response", "revisit")}
        for request in sorted((r for r in self.all_records if r.type == "request"), key=lambda r: r.date):
            number = seen[request.path] = seen.get(request.path, -1) + 1
            found.append((request, answers[request["WARC-Concurrent-To"]], self.logged(request.path)[number]))
        return found


def crawl_twice(folder: Path, server: WireServer) -> Paper:
    """Crawl the paper on two days."""
    article = r'article = r"/(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/[^/]*a\d+\.html$"'
    write_site(folder, server.netloc, (f"http://{server.netloc}{LIST}",), extra=f"    {article}")
    days: list[Outcome] = []
    asked: list[dict[str, int]] = []
    for _ in range(2):
        days.append(crawl(folder, **given()))
        asked.append({path: len(entries) for path, entries in server.log.items()})
    records = [
        tuple(record for path in sorted(day.run.path.glob("*.warc.gz")) for record in walk(path)) for day in days
    ]
    return Paper(folder, server, (days[0], days[1]), (asked[0], asked[1]), (records[0], records[1]))


def given(**overrides: Any) -> dict[str, Any]:
    """Arguments of a crawl that waits for nothing and asks for every article."""
    return {
        "full": True,
        "overrides": {
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "NEWSCRAWL_WARC_MAX_BYTES": MAX_BYTES,
            **overrides,
        },
    }


def answers() -> dict[str, tuple[Answer, ...]]:
    """What the server of the paper says."""
    robots = Answer((sized(b"User-agent: *\nDisallow: /private\n"),))
    links = Answer((sized(page_of(*(unquote(story.path) for story in STORIES)).encode()),))
    return {"/robots.txt": (robots,), LIST: (links,), **{story.path: story.answers for story in STORIES}}
