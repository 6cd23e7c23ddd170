"""What crawl tests share: a newspaper of a few pages on loopback, and a crawl of it in a process of its own."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from newscrawl.runs import RunFolder, read_rows

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Reply:
    """An answer: body, status, further headers, and seconds to wait before it."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0


@dataclass(frozen=True)
class Hit:
    """A request as it arrived."""

    path: str
    at: float
    """Monotonic."""
    headers: Mapping[str, str]


Replies = Mapping[str, Reply | Callable[[int], Reply]]
"""By path; a function gets how often the path was asked for before."""


class Server:
    """Serves replies on a loopback address while the context lasts, and notes every request; 404 for other paths."""

    def __init__(self, replies: Replies, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.replies: dict[str, Reply | Callable[[int], Reply]] = dict(replies)
        self.hits: list[Hit] = []
        self.connections = 0
        self.at_once = self.most_at_once = 0
        """Requests being answered, now and at most."""
        self._server = _Listener((host, 0), partial(_Handler, self))
        self._server.owner = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._lock = threading.Lock()
        self.host = host
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def authority(self) -> str:
        return f"{self.host}:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.authority}{path}"

    def asked(self, path: str = "") -> list[Hit]:
        """The requests whose path begins so."""
        return [hit for hit in self.hits if hit.path.startswith(path)]

    def begin(self) -> None:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)

    def end(self) -> None:
        with self._lock:
            self.at_once -= 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Listener(ThreadingHTTPServer):
    owner: Server
    request_queue_size = 64

    def process_request(self, request: Any, client_address: Any) -> None:
        self.owner.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that go away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def __init__(self, owner: Server, *args: Any) -> None:
        self._owner = owner
        super().__init__(*args)

    def do_GET(self) -> None:
        before = len([hit for hit in self._owner.hits if hit.path == self.path])
        self._owner.hits.append(Hit(self.path, time.monotonic(), dict(self.headers)))
        found = self._owner.replies.get(self.path, Reply("gone", 404))
        self._owner.begin()
        reply = found(before) if callable(found) else found
        time.sleep(reply.wait)
        self._owner.end()
        body = reply.body.encode("utf-8") if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, *_: object) -> None:
        """Say nothing."""

    def log_error(self, *_: object) -> None:
        """Say nothing."""


def page_of(*links: str) -> str:
    """A page that links to URLs."""
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return f"<html><head><title>盐湖日报</title></head><body><ul>{anchors}</ul></body></html>"


def article(headline: str = "盐湖区举行春季植树活动", *links: str) -> str:
    """An article's page, with links to its further pages."""
    paragraphs = "".join(f"<p>第{number}段，记者在现场看到，干部群众挥锹铲土，种下新苗。</p>" for number in range(1, 6))
    anchors = "".join(f'<a href="{link}">{link}</a>' for link in links)
    return (
        f"<html><head><title>{headline}</title></head><body><div class='main'><h1>{headline}</h1>"
        f"<p class='meta'>2026-03-12 来源：盐湖日报</p><div class='text'>{paragraphs}</div>{anchors}</div></body></html>"
    )


SITE = '''"""A paper for tests."""

from newscrawl.site import Site


class Paper(Site):
    """盐湖日报, a paper that exists in tests only."""

    name, title = "paper", "盐湖日报"
    domains = ({authority!r},)
    lists = {lists!r}
    article = r"/(?P<year>\\d{{4}})/(?P<month>\\d{{2}})/(?P<day>\\d{{2}})/a\\d+\\.html$"
    part = r"/\\d{{4}}/\\d{{2}}/\\d{{2}}/a\\d+_\\d+\\.html$"
    pages = r"/list_\\d+(_\\d+)?\\.html$"
    language, script, timezone = "zh", "Hans", "Asia/Shanghai"
{extra}
'''


def write_site(folder: Path, authority: str, lists: tuple[str, ...], extra: str = "") -> None:
    """Put a private site `paper` into a working directory; `extra` are further class lines."""
    (folder / "sites").mkdir(exist_ok=True)
    source = SITE.format(authority=authority, lists=lists, extra=extra)
    (folder / "sites" / "paper.py").write_text(source, encoding="utf-8")


RUN = """
import json, sys
from newscrawl.crawl.run import crawl_sites
given = json.loads(sys.argv[1])
results = crawl_sites(**given)
answer = [[r.site, str(r.folder) if r.folder else None, r.verdict.healthy, r.verdict.reasons, r.report] for r in results]
print("RESULTS" + json.dumps(answer))
"""


@dataclass(frozen=True)
class Outcome:
    """What `crawl_sites` said of one site."""

    site: str
    folder: RunFolder | None
    healthy: bool
    reasons: list[str]
    report: dict[str, Any]
    log: str
    """Standard error of the process."""

    @property
    def run(self) -> RunFolder:
        assert self.folder is not None
        return self.folder

    def urls(self) -> list[str]:
        """Of the rows, sorted."""
        return sorted(row.url for row in read_rows(self.run.current("articles.jsonl")))

    def account(self, url: str) -> dict[str, Any]:
        """Of one list page."""
        (found,) = [account for account in self.report["lists"] if account["url"] == url]
        return dict(found)


def crawl_command(**given: Any) -> list[str]:
    """The command of a crawl: arguments of crawl_sites."""
    return [sys.executable, "-W", "error::DeprecationWarning:newscrawl", "-c", RUN, json.dumps(given)]


def environment(**more: str) -> dict[str, str]:
    """The environment of a crawl, with nothing of the tester's own settings in it."""
    own = ("NEWSCRAWL_", "SCRAPY_")  # Scrapy leaves the settings' name there, in this process too
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    found = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**kept, "PYTHONPATH": found, "NO_PROXY": "*", **more}


def finished(folder: Path, command: list[str], seconds: float = 60, **more: str) -> subprocess.CompletedProcess[str]:
    """A command that ran to its end with ./sites and ./output of a folder; `more` is of its environment."""
    return subprocess.run(
        command, cwd=folder, env=environment(**more), capture_output=True, text=True, timeout=seconds, check=False
    )


def newscrawl(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """newscrawl's own command, as `finished` has it."""
    return finished(folder, [sys.executable, "-c", "from newscrawl.cli import main; main()", *arguments], 120, **more)


def reparsed(folder: Path, *runs: RunFolder, **more: str) -> list[bytes]:
    """The rows of runs made again from their WARC files, sorted."""
    done = newscrawl(folder, "reparse", *(str(run.path) for run in runs), "--json", "--jobs", "1", **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted((folder / json.loads(done.stdout)["rows"]).read_bytes().splitlines())


def crawl_all(folder: Path, names: list[str], environ: Mapping[str, str] | None = None, **given: Any) -> list[Outcome]:
    """Crawl sites in a process of its own whose working directory holds ./sites and ./output."""
    done = finished(folder, crawl_command(names=names, **given), 180, **(environ or {}))
    return outcomes(done.stdout, done.stderr, folder)


def outcomes(output: str, log: str, folder: Path) -> list[Outcome]:
    """What the process of a crawl printed."""
    lines = [line.removeprefix("RESULTS") for line in output.splitlines() if line.startswith("RESULTS")]
    assert lines, f"the crawl gave no result:\n{output}\n{log}"
    return [
        Outcome(site, RunFolder(folder / path) if path else None, healthy, reasons, report, log)
        for site, path, healthy, reasons, report in json.loads(lines[0])
    ]


def crawl(folder: Path, **given: Any) -> Outcome:
    """Crawl the private site `paper`."""
    (outcome,) = crawl_all(folder, ["paper"], **given)
    return outcome
