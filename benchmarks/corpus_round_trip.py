"""Real pages through both doors: served on loopback, archived by wget and by a crawl, re-parsed.

    NEWSCRAWL_CORPUS=folder python benchmarks/corpus_round_trip.py

The folder holds `<set>/gold.jsonl` with lines {id, url, file, encoding} and the pages as `<set>/<id>.html.gz`. Prints
pages in, records out, crashes, and pages a second on one core for each archive.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("newscrawl")
SITE = '''
from newscrawl.site import Site


class Corpus(Site):
    """Pages of many papers, saved."""

    name, title, family = "corpus", "corpus", "generic"
    domains = ("127.0.0.1:{port}",)
    lists = ("http://127.0.0.1:{port}/list.html",)
    article = r"/page/"
'''
SETTINGS = """
from newscrawl.settings import *

AUTOTHROTTLE_ENABLED = False
DOWNLOAD_DELAY = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 8
"""


def pages(corpus: Path) -> dict[str, tuple[bytes, str | None]]:
    """By path on the server: the bytes as saved and the charset the server declared."""
    found: dict[str, tuple[bytes, str | None]] = {}
    for gold in sorted(corpus.glob("*/gold.jsonl")):
        for line in gold.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            file = corpus / (entry.get("file") or f"{gold.parent.name}/{entry['id']}.html.gz")
            name = f"/page/{gold.parent.name}/{len(found)}.html"
            found[name] = gzip.decompress(file.read_bytes()), entry.get("encoding")
    return found


def serve(found: dict[str, tuple[bytes, str | None]]) -> ThreadingHTTPServer:
    """A server of the pages and of one list that links to them all."""
    listing = "".join(f'<a href="{name}">{name}</a>\n' for name in found).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body, charset = (listing, "utf-8") if self.path == "/list.html" else found.get(self.path, (b"", None))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html" + (f"; charset={charset}" if charset else ""))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command's outcome, whatever its exit code."""
    return subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)


def reparsed(name: str, archive: Path, folder: Path, count: int) -> None:
    """Re-parse an archive and print what came of it."""
    begun, cpu = time.perf_counter(), os.times()
    done = run(COMMAND, "reparse", archive, "--jobs", "1", "--json", folder=folder)
    seconds, after = time.perf_counter() - begun, os.times()
    used = after.children_user + after.children_system - cpu.children_user - cpu.children_system
    facts = json.loads(done.stdout)
    counts = facts["counts"]
    rows = counts.get("rows/article", 0)
    sys.stdout.write(
        f"{name}: {count} pages in, {rows} records out, {counts.get('errors', 0)} crashes, "
        f"{rows / used:.0f} pages/s of CPU ({seconds:.1f} s, exit {done.returncode})\n"
        f"  {json.dumps(counts)}\n  {facts['reasons']}\n"
    )


def main() -> None:
    """Serve, archive twice, re-parse twice."""
    corpus = os.environ.get("NEWSCRAWL_CORPUS")
    if not corpus:
        sys.exit("NEWSCRAWL_CORPUS names no folder of pages")
    found = pages(Path(corpus))
    server = serve(found)
    port = server.server_address[1]
    folder = Path(tempfile.mkdtemp(prefix="newscrawl-corpus-"))
    try:
        (folder / "sites").mkdir()
        (folder / "sites" / "corpus.py").write_text(SITE.format(port=port), encoding="utf-8")
        (folder / "scrapy.cfg").write_text("[settings]\ndefault = quick\n", encoding="utf-8")
        (folder / "quick.py").write_text(SETTINGS, encoding="utf-8")
        (folder / "urls.txt").write_text("".join(f"http://127.0.0.1:{port}{name}\n" for name in found))
        run("wget", "-q", "-O", "/dev/null", "--warc-file", "wget", "-i", "urls.txt", folder=folder)
        reparsed("wget", folder / "wget.warc.gz", folder, len(found))
        crawled = run(COMMAND, "crawl", "corpus", "--json", folder=folder)
        (outcome,) = json.loads(crawled.stdout)
        sys.stdout.write(f"crawl: exit {crawled.returncode}, {outcome['reasons']}\n")
        reparsed("newscrawl", Path(outcome["folder"]), folder, len(found))
        live = sorted((folder / outcome["folder"] / "articles.jsonl").read_bytes().splitlines())
        again = max((folder / "output" / "reparse").iterdir())
        same = live == sorted((again / "articles.jsonl").read_bytes().splitlines())
        sys.stdout.write(f"live and re-parsed rows identical: {same}\n")
    finally:
        server.shutdown()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
