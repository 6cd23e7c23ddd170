"""What the capture tests share: run a crawl in its own process, and walk its WARC files with nothing but zlib."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.crawl.wire_cases import Case

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class WarcRecord:
    """One record as it lies in the file."""

    file: str
    offset: int
    length: int
    headers: dict[str, list[str]]
    block: bytes

    def get(self, name: str) -> str | None:
        """The first value of a header field."""
        return self.headers[name][0] if name in self.headers else None

    @property
    def path(self) -> str:
        """Path of the target URI."""
        return urlsplit(self.get("WARC-Target-URI") or "").path


@dataclass(frozen=True)
class Crawl:
    """What a crawl left."""

    outcomes: list[dict[str, Any]]
    reason: str
    log: str
    records: list[WarcRecord]
    files: list[Path]

    def outcome(self, name: str) -> dict[str, Any]:
        """What the request of that name came to; exactly one thing."""
        (found,) = [outcome for outcome in self.outcomes if outcome["name"] == name]
        return found

    def pairs(self) -> dict[str, list[tuple[WarcRecord, WarcRecord]]]:
        """Request and response records by path, in the order captured."""
        answers = {
            record.get("WARC-Record-ID"): record for record in self.records if record.get("WARC-Type") == "response"
        }
        found: dict[str, list[tuple[WarcRecord, WarcRecord]]] = defaultdict(list)
        for record in self.records:
            if record.get("WARC-Type") == "request":
                answer = answers.pop(record.get("WARC-Concurrent-To"))
                found[record.path].append((record, answer))
        assert not answers, "an answer has no request record"
        return found


def crawl(folder: Path, requests: Iterable[dict[str, Any]], domains: Iterable[str], **plan: Any) -> Crawl:
    """Crawl in a process of its own; records go to folder/lab/20261124T000000."""
    run = folder / "lab" / "20261124T000000"
    settings = {"NEWSCRAWL_RUN_FOLDER": str(run), **plan.pop("settings", {})}
    plan_file, out_file = folder / "plan.json", folder / "out.json"
    plan_file.write_text(
        json.dumps({"requests": list(requests), "domains": list(domains), "settings": settings, **plan})
    )
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawl.wire_crawl", str(plan_file), str(out_file)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(out_file.read_text())
    files = sorted(run.glob("*.warc.gz*")) if run.is_dir() else []
    records = [record for file in files for record in walk(file)]
    return Crawl(result["outcomes"], result["reason"], done.stderr, records, files)


def plan_of(case: Case, base: str) -> dict[str, Any]:
    """The request of a case, as the crawling process reads it."""
    return {
        "name": case.name,
        "url": f"{base}/{case.name}{case.suffix}",
        "method": case.method,
        "body": base64.b64encode(case.sent).decode(),
        "meta": case.meta,
    }


def walk(file: Path) -> Iterator[WarcRecord]:
    """Every record of a WARC file, by its gzip members alone."""
    data = file.read_bytes()
    offset = 0
    while offset < len(data):
        stream = zlib.decompressobj(31)
        plain = stream.decompress(data[offset:])
        assert stream.eof, f"{file}: the member at {offset} is torn"
        length = len(data) - offset - len(stream.unused_data)
        yield parse_record(file.name, offset, length, plain)
        offset += length


def record_at(file: Path, offset: int, length: int) -> WarcRecord:
    """The record a pointer names, read from its bytes alone."""
    with file.open("rb") as source:
        source.seek(offset)
        return parse_record(file.name, offset, length, zlib.decompress(source.read(length), 31))


def parse_record(file: str, offset: int, length: int, plain: bytes) -> WarcRecord:
    """One record out of its plain bytes."""
    head, _, rest = plain.partition(b"\r\n\r\n")
    version, *lines = head.decode("utf-8").split("\r\n")
    assert version == "WARC/1.1"
    headers: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        name, _, value = line.partition(": ")
        headers[name].append(value)
    size = int(headers["Content-Length"][0])
    assert rest[size:] == b"\r\n\r\n", "a record ends where its Content-Length says"
    return WarcRecord(file, offset, length, dict(headers), rest[:size])
