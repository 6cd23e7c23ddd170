"""What archiving costs: the same crawl with and without it, A B A B in one run, by the CPU of the crawl's process.

    python benchmarks/archiving.py [articles [rounds]]

The embedded newspaper is served by a process of its own and crawled without delay, each time by a new process; measured
is the crawl from before its reactor starts to the end of its run. Without archiving, pages come through Scrapy's own
download handler and give the same rows by the same pipelines, into a run folder with frontier, report and manifest, but
nothing is copied off the socket and no WARC file is written. A ratio of 1.15 means that archiving takes 15 % more CPU.

It is crawled as it is, articles of a few KB, and with articles filled up to what real ones have: 40 KB with links and
scripts, a fourth of that once compressed.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from newscrawl.demo.edition import Answer
from newscrawl.demo.paper import SECTIONS
from newscrawl.demo.server import Newspaper

ARTICLES, ROUNDS = 1500, 5
KINDS = ("with", "without")
SIZES = (0, 40_000)
"""Bytes that articles are filled up to."""
MENU = 70
"""Links that filled articles have besides their own."""
NOWHERE: dict[str, Any] = {
    "warc_filename": "",
    "warc_record_offset": None,
    "warc_record_length": None,
    "payload_digest": "",
    "fetch_time": "",
}


def served(articles: int, port: int, size: int) -> subprocess.Popen[bytes]:
    """The newspaper in a process of its own, once it listens."""
    command = [sys.executable, __file__, "--serve", str(articles), str(port), str(size)]
    paper = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(port))
    assert paper.stdout is not None
    paper.stdout.readline()
    return paper


async def serve(articles: int, port: int, size: int) -> None:
    """Serve the newspaper until the process is ended, its articles filled up to a size."""
    async with Newspaper(port, articles) as paper:
        answer = paper.edition.answer
        articles_of_all = {path for section in SECTIONS for path in paper.edition.paths[section]}

        def filled_answer(path: str) -> Answer:
            found = answer(path)
            return replace(found, body=filled(path, found.body, size)) if path in articles_of_all else found

        paper.edition.answer = filled_answer  # type: ignore[method-assign]
        sys.stdout.write("listens\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def filled(path: str, body: bytes, size: int) -> bytes:
    """A page with a menu and a script before its end; the same for the same path."""
    room = size - len(body)
    if room <= 0:
        return body
    chance = Random(path)
    menu = "".join(f'<li><a href="/node_{n}.html" target="_blank">news {n}</a></li>\n' for n in range(MENU))
    words = (f"var v{chance.getrandbits(20):x} = [{chance.getrandbits(12)}, 'a', 'b'];\n" for _ in range(room // 24))
    script = "".join(words)[: max(0, room - len(menu))]
    more = f'<div class="nav"><ul>{menu}</ul></div><script>{script}</script></body>'
    return body.replace(b"</body>", more.encode(), 1)


def environment(port: int) -> dict[str, str]:
    return {**os.environ, "NEWSCRAWL_DEMO_PORT": str(port)}


def measured(kind: str, port: int) -> dict[str, Any]:
    """What a crawl in a process of its own cost."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--crawl", kind, folder]
        done = subprocess.run(command, capture_output=True, text=True, env=environment(port), check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def crawl(kind: str, folder: Path) -> dict[str, Any]:
    """Crawl the newspaper in this process, and tell what it cost."""
    from newscrawl.crawl.run import crawl_sites

    for module in ("newscrawl.crawl.capture", "newscrawl.spiders.news", "scrapy.core.downloader.handlers.http11"):
        import_module(module)  # a crawl's start is no matter of archiving
    overrides = {} if kind == "with" else without_archive()
    began, used = time.monotonic(), time.process_time()
    (result,) = crawl_sites(["demo"], output=folder, overrides=overrides)
    used, seconds = time.process_time() - used, time.monotonic() - began
    assert result.folder is not None, result.verdict.reasons
    assert result.verdict.healthy, result.verdict.reasons
    rows = [orjson.loads(line) for line in (result.folder / "articles.jsonl").read_bytes().splitlines()]
    for row in rows:
        row["captures"] = len(row["captures"])
    told = sorted(orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode() for row in rows)
    return {
        "cpu": used,
        "seconds": seconds,
        "pages": result.report["requests_sent"],
        "received": result.report["bytes_received"],
        "archived": result.report["bytes_archived"],
        "rows": told,
    }


def without_archive() -> dict[str, Any]:
    """The settings of a crawl without archive, in this process."""
    from scrapy import Request
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
    from scrapy.http import Response
    from scrapy.responsetypes import responsetypes

    from newscrawl.crawl.archiving import RunArchive
    from newscrawl.exchange import decompress
    from newscrawl.items import Capture
    from newscrawl.page import Page
    from newscrawl.spiders.news import NewsSpider

    pages: dict[str, Page] = {}  # what the archive would bring back of articles of several pages

    class Unarchived(HTTP11DownloadHandler):
        async def download_request(self, request: Request) -> Response:
            response = await super().download_request(request)
            fields = response.headers.items()
            headers = tuple((name, value) for name, values in fields for value in values)
            coding = response.headers.pop("Content-Encoding", [b""])[0]
            body = decompress(response.body, coding.decode()) if coding else response.body
            number = f"<{len(pages)}>"
            capture = Capture(**{**NOWHERE, "warc_record_id": number, "fetch_status": response.status})
            page = Page(response.url, response.status, headers, body, datetime.now(UTC), capture, "bench")
            request.meta["page"] = pages[number] = page
            kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
            return kind(response.url, response.status, response.headers, body) if coding else response

    RunArchive.close = lambda self: []  # type: ignore[method-assign]
    NewsSpider._read = lambda self, capture: pages[capture.warc_record_id]  # type: ignore[method-assign]
    return {"DOWNLOAD_HANDLERS": {"http": Unarchived, "https": Unarchived}}


def main(articles: int, rounds: int) -> None:
    """Crawl in turn, and print each crawl and the ratio, for each size of articles."""
    for size in SIZES:
        sys.stdout.write(f"articles filled up to {size:,} bytes\n" if size else "articles as they are\n")
        compare(articles, rounds, size)


def compare(articles: int, rounds: int, size: int) -> None:
    """The ratio at one size."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    paper = served(articles, port, size)
    cpu: dict[str, list[float]] = {kind: [] for kind in KINDS}
    rows: dict[str, list[str]] = {}
    try:
        for _ in range(rounds):
            for kind in KINDS:
                found = measured(kind, port)
                rows.setdefault("", found["rows"])
                assert rows[""] == found["rows"], "the crawls gave different rows"
                cpu[kind].append(found["cpu"])
                show(kind, found)
    finally:
        paper.terminate()
        paper.wait(10)
    ratios = [a / b for a, b in zip(*cpu.values(), strict=True)]
    listed = ", ".join(f"{ratio:.3f}" for ratio in ratios)
    sys.stdout.write(f"archiving costs CPU times {statistics.median(ratios):.3f} (rounds: {listed})\n")


def show(kind: str, found: dict[str, Any]) -> None:
    """One crawl as a line."""
    pages, cpu = found["pages"], found["cpu"]
    stored = f"  {found['archived'] / pages:,.0f} bytes archived a page" if found["archived"] else ""
    sys.stdout.write(
        f"{kind:8} {pages} pages  CPU {cpu:.2f} s, {1000 * cpu / pages:.2f} ms a page  {pages / found['seconds']:.0f} "
        f"pages/s, {pages / cpu:.0f} a CPU second  {found['received'] / pages:,.0f} bytes received a page{stored}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--crawl"]:
        sys.stdout.write(json.dumps(crawl(sys.argv[2], Path(sys.argv[3]))) + "\n")
    elif sys.argv[1:2] == ["--serve"]:
        asyncio.run(serve(*map(int, sys.argv[2:])))
    else:
        numbers = [int(text) for text in sys.argv[1:]]
        main(*numbers, *(ARTICLES, ROUNDS)[len(numbers) :])
