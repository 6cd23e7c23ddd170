"""Points 44 to 46: index, WACZ and pywb, held against other people's tools and against the wire."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newscrawl.runs import read_rows
from tests.archive.checklist.paper import CUT, NO_HEAD, Paper, url_path
from tests.archive.checklist.test_bytes import message
from tests.archive.checklist.walker import FormError, Record, answer, walk


def index_of(warc: Path) -> Path:
    return warc.with_name(warc.name.replace(".warc.gz", ".cdxj"))


def entry(line: str) -> tuple[str, str, dict[str, Any]]:
    key, stamp, fields = line.split(" ", 2)
    return key, stamp, json.loads(fields)


def playable(record: Record) -> bool:
    """Whether a record belongs into an index: a whole answer, or a revisit."""
    whole = record.type == "response" and record.get("WARC-Truncated") is None
    return whole or record.type == "revisit"


@pytest.mark.requires_tool("cdxj-indexer")
def test_p44_the_index_has_the_places_that_another_indexer_finds(paper: Paper) -> None:
    done = subprocess.run(["cdxj-indexer", "--sort", *paper.warcs], capture_output=True, text=True, check=True)
    found = [entry(line) for line in done.stdout.splitlines()]
    for warc in paper.warcs:
        here = [one for one in found if one[2]["filename"] == warc.name and not one[2]["url"].startswith("urn:")]
        theirs = {one[2]["offset"]: one for one in here}
        answers = {str(record.offset): record for record in walk(warc) if record.type in ("response", "revisit")}
        assert theirs.keys() == answers.keys()
        ours = [entry(line) for line in index_of(warc).read_text("utf-8").splitlines()]
        assert {one[2]["offset"] for one in ours} == {key for key, record in answers.items() if playable(record)}
        for key, stamp, fields in ours:
            record, other = answers[fields["offset"]], theirs[fields["offset"]]
            assert int(fields["length"]) == record.length
            if record.type == "response" and record.get("WARC-Payload-Digest") is None:
                other[2]["digest"] = fields["digest"]  # it takes the digest over the chunks' framing
            if record.path == url_path("lf-only-a14"):
                other[2].update(fields)  # it sees no end of such a head
            assert (key, stamp, fields) == other


def test_p44_the_index_is_sorted_as_bytes(paper: Paper) -> None:
    for warc in paper.warcs:
        done = subprocess.run(["sort", "-c", index_of(warc)], env={**os.environ, "LC_ALL": "C"}, check=False)
        assert done.returncode == 0


@pytest.mark.requires_tool("wacz")
def test_p45_the_validator_of_others_takes_the_wacz(wacz: Path) -> None:
    done = subprocess.run(["wacz", "validate", "-f", wacz], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_p45_the_wacz_has_what_that_validator_does_not_look_for(paper: Paper, wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as packed:
        assert packed.testzip() is None
        assert all(info.extra for info in packed.infolist()), "replayweb.page can't find such a file"
        files = {info.filename: (info.compress_type, packed.read(info)) for info in packed.infolist()}
    package = json.loads(files["datapackage.json"][1])
    digest = json.loads(files["datapackage-digest.json"][1])
    whole = hashlib.sha256(files["datapackage.json"][1]).hexdigest()
    assert digest == {"path": "datapackage.json", "hash": f"sha256:{whole}"}
    listed = {one["path"]: (one["bytes"], one["hash"]) for one in package["resources"]}
    held = {name: (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") for name, (_, data) in files.items()}
    assert listed == {name: one for name, one in held.items() if not name.startswith("datapackage")}
    archive = {name: kind for name, (kind, _) in files.items() if name.startswith("archive/")}
    assert archive == {f"archive/{warc.name}": zipfile.ZIP_STORED for warc in paper.warcs}
    assert all(files[f"archive/{warc.name}"][1] == warc.read_bytes() for warc in paper.warcs)
    lines = files["indexes/index.cdx"][1].splitlines(keepends=True)
    assert lines == sorted(
        line for warc in paper.warcs for line in index_of(warc).read_bytes().splitlines(keepends=True)
    )
    head, *pages = [json.loads(line) for line in files["pages/pages.jsonl"][1].splitlines()]
    assert head["format"] == "json-pages-1.0"
    rows = [row for row in read_rows(paper.folder / "output") if row.kind == "article"]
    assert len(rows) > 20
    assert {(row.url, row.headline, row.body or None) for row in rows} <= {
        (page["url"], page.get("title"), page.get("text")) for page in pages
    }


# pywb


@contextmanager
def wayback(folder: Path, warcs: list[Path]) -> Iterator[str]:
    """pywb over WARC files and our indexes of them; its collection's address."""
    collection = folder / "collections" / "paper"
    for name in ("archive", "indexes"):
        (collection / name).mkdir(parents=True)
    lines = sorted(line for warc in warcs for line in index_of(warc).read_bytes().splitlines())
    (collection / "indexes" / "index.cdxj").write_bytes(b"\n".join(lines) + b"\n")
    for warc in warcs:
        shutil.copy(warc, collection / "archive")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = ["wayback", "-p", str(port), "-b", "127.0.0.1", "-d", str(folder)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert server.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < until
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/paper"
    finally:
        server.terminate()
        server.wait(10)


def decoded(block: bytes) -> bytes:
    """The body as a reader gets it, from the bytes of the wire."""
    try:
        found = answer(block)
    except FormError:
        return block.partition(b"\r\n\r\n")[2] or block.partition(b"\n\n")[2]
    return plain(found.entity, found.header(b"content-encoding"))


def plain(body: bytes, coding: bytes | None) -> bytes:
    if coding == b"gzip":
        return gzip.decompress(body)
    return zlib.decompress(body) if coding == b"deflate" else body


@pytest.mark.requires_tool("wayback")
def test_p46_pywb_gives_the_decoded_body_of_every_whole_page(paper: Paper, tmp_path: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    compared = 0
    with wayback(tmp_path, paper.warcs) as base:
        for _, record, seen in paper.pairs():
            whole = message(record, seen)
            if whole[9:12] != b"200" or record.path in {url_path(name) for name in (*CUT, *NO_HEAD)}:
                continue
            with opener.open(f"{base}/{record.date:%Y%m%d%H%M%S}id_/{record.uri}", timeout=30) as reply:
                body = plain(reply.read(), (reply.headers["Content-Encoding"] or "").encode())
            # warcio, which reads for pywb, takes a last chunk with a trailer for a part of the body
            trailer = b"0\r\nSum: 1\r\n\r\n" if record.path == url_path("trailer-a6") else b""
            assert body == decoded(whole) + trailer, record.uri
            compared += 1
    assert compared > 40
