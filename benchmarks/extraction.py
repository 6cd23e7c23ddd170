"""Speed of extraction against bare lxml parsing of the same pages: CPU of one core, A B A B in one run.

    [NEWSCRAWL_CORPUS=folder] python benchmarks/extraction.py

The pages are those of the embedded newspaper, filled up to 40 KB with the menus and scripts that real ones carry, and
those of a corpus where one is named (20 to 70 KB each). A ratio of 0.5 means that a record costs two parses. Where
trafilatura can be imported, which is no dependency, its text and metadata of the same pages are timed as well.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from lxml import etree

from newscrawl.demo import Edition
from newscrawl.page import Page
from newscrawl.pipelines import article_of

ROUNDS = 5
SIZE = 40_000
MENU = '<li class="i"><a href="/node_{0}.html" target="_blank" title="x">news {0}</a></li>\n'
SCRIPT = "<script>var a{0} = function (b) {{ return b ? a{0}(b - 1) : [{0}, 2, 3]; }};</script>\n"
Loaded = list[tuple[str, bytes, str]]
other = import_module("trafilatura") if find_spec("trafilatura") else None


def of_demo(layouts: tuple[str, ...], most: int = 300) -> Loaded:
    """Pages of the embedded newspaper: url, body, content type."""
    edition = Edition(2000)
    stories = islice((story for story in edition.stories() if story.layout in layouts), most)
    answers = ((story.path, edition.answer(story.path)) for story in stories)
    return [(f"http://127.0.0.1:8899{path}", filled(answer.body), answer.content_type) for path, answer in answers]


def filled(body: bytes) -> bytes:
    """A page with a menu before its end and scripts in its head, half of the filling each."""
    room = max(0, SIZE - len(body)) // 2
    menu = "".join(MENU.format(n) for n in range(room // len(MENU))).encode()
    scripts = "".join(SCRIPT.format(n) for n in range(room // len(SCRIPT))).encode()
    head, end = body.replace(b"</head>", scripts + b"</head>", 1), b"</body>"
    return head.replace(end, b'<div class="nav"><ul>' + menu + b"</ul></div>" + end, 1)


def of_corpus(corpus: Path) -> Loaded:
    """Pages of a corpus, none of a known layout."""
    found: Loaded = []
    for gold in sorted(corpus.glob("*/gold.jsonl")):
        for line in gold.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            body = gzip.decompress((corpus / entry["file"]).read_bytes())
            if 20_000 < len(body) < 70_000:
                found.append(
                    (entry.get("url") or "http://x.invalid/1.html", body, f"text/html; charset={entry['encoding']}")
                )
    return found


def extract(pages: Loaded) -> None:
    """Each page to its record."""
    for url, body, kind in pages:
        article_of(Page(url, 200, ((b"Content-Type", kind.encode()),), body))


def parse(pages: Loaded) -> None:
    """Each page to a tree, and nothing else."""
    for _, body, _ in pages:
        etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))


def extract_by_other(pages: Loaded) -> None:
    """Each page to what trafilatura makes of it, its metadata included."""
    assert other is not None
    for url, body, _ in pages:
        other.bare_extraction(body, url=url, with_metadata=True)


def seconds(work: Callable[[Loaded], None], pages: Loaded) -> float:
    """CPU seconds of one pass."""
    begun = time.process_time()
    work(pages)
    return time.process_time() - begun


def compare(name: str, pages: Loaded) -> None:
    """Print milliseconds a page and the ratio, median over the rounds."""
    extract(pages)
    rounds = [(seconds(parse, pages), seconds(extract, pages)) for _ in range(ROUNDS)]
    bare, whole = (statistics.median(times) / len(pages) * 1000 for times in zip(*rounds, strict=True))
    ratio = statistics.median(a / b for a, b in rounds)
    size = sum(len(body) for _, body, _ in pages) / len(pages) / 1000
    counted = f"{len(pages):4} pages of {size:4.1f} KB"
    sys.stdout.write(f"{name:28} {counted}  lxml {bare:.2f} ms  record {whole:.2f} ms  ratio {ratio:.3f}\n")
    if other is not None:
        times = [(seconds(extract_by_other, pages), seconds(extract, pages)) for _ in range(2)]
        theirs = statistics.median(time for time, _ in times) / len(pages) * 1000
        longer = statistics.median(a / b for a, b in times)
        sys.stdout.write(f"{'':28} trafilatura {theirs:.2f} ms, {longer:.1f} times as long\n")


def main() -> None:
    """Compare over each kind of page."""
    if other is None:
        sys.stdout.write("trafilatura is not installed: newscrawl is compared with lxml alone\n")
    compare("through a site's layout", of_demo(("text", "supesite", "gallery")))
    compare("generic, embedded newspaper", of_demo(("modern",)))
    if corpus := os.environ.get("NEWSCRAWL_CORPUS"):
        compare("generic, corpus", of_corpus(Path(corpus)))


if __name__ == "__main__":
    main()
