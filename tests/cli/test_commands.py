"""The command as people and scripts meet it: help, sentences, exit codes, JSON."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click
import pytest

from newscrawl.cli import _run, cli
from newscrawl.demo import Edition

COMMAND = Path(sys.executable).with_name("newscrawl")
URL = "http://127.0.0.1:8899/2024-04/18/content_20412.html"


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_bytes(Edition().answer("/2024-04/18/content_20412.html").body)
    return path


@pytest.mark.parametrize("path", [*commands()], ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert _run([*path, "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Usage: newscrawl {' '.join(path)}")
    assert len(told.splitlines()) > 5


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["extract"], 2, "give one page"),
        (["extract", "a.html", "--batch", "-"], 2, "give one page"),
        (["extract", "no-such-file.html"], 3, "there is no such file"),
        (["extract", "--batch", "no-such-file.jsonl"], 3, "there is no such file"),
        (["crawl"], 2, "name the sites to crawl"),
        (["crawl", "nowhere"], 2, "no site 'nowhere'"),
        (["crawl", "sxycrb"], 2, "contact"),
        (["crawl", "demo", "--since", "yesterday"], 2, "'yesterday' is not a day"),
        (["crawl", "demo", "--limit", "0"], 2, "0 is not in the range"),
        (["reparse", "no-such-*.warc.gz"], 2, "no-such-*.warc.gz"),
        (["sites", "show", "nowhere"], 2, "no site 'nowhere'"),
        (["archive", "cite", "."], 2, "--id or by --url"),
        (["demo", "--articles", "5"], 2, "--articles goes with --serve"),
        (["unheard-of"], 2, "No such command"),
    ],
)
def test_wrong_use_gets_a_sentence(
    arguments: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(arguments) == code
    told = capsys.readouterr()
    assert sentence in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_file_becomes_a_record(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["extract", str(page), "--url", URL]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["site"], record["layout"], record["url"]) == ("demo", "founder-detail", URL)
    assert record["headline"]


def test_explain_names_level_rule_and_text(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["extract", str(page), "--url", URL, "--explain"]) == 0
    told = capsys.readouterr().out
    for word in ("headline", "layout: div.detail-h", "source", "Left out of the text", "notice"):
        assert word in told


def test_standard_input_is_a_page(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(page.read_bytes())))
    assert _run(["extract", "-", "--url", URL]) == 0
    assert json.loads(capsys.readouterr().out)["site"] == "demo"


def test_a_batch_gives_a_line_for_every_line(page: Path, tmp_path: Path) -> None:
    tasks = [
        {"id": "one", "url": URL, "html_path": str(page), "charset": "utf-8"},
        {"id": "two", "url": None, "html_path": str(page), "charset": None},
        {"id": "gone", "url": URL, "html_path": str(tmp_path / "gone.html"), "charset": None},
    ]
    lines = "".join(json.dumps(task) + "\n" for task in tasks)
    done = subprocess.run(
        [COMMAND, "extract", "--batch", "-"], input=lines.encode(), capture_output=True, timeout=60, check=False
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [answer["id"] for answer in answers] == ["one", "two", "gone"]
    assert [answer["record"] and answer["record"]["site"] for answer in answers] == ["demo", "generic", None]
    assert "No such file" in answers[2]["error"]


def test_a_batch_line_that_is_none_is_told_with_its_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "batch.jsonl").write_text("\n{broken\n")
    assert _run(["extract", "--batch", str(tmp_path / "batch.jsonl")]) == 3
    assert "batch.jsonl, line 2" in capsys.readouterr().err


@pytest.fixture
def server() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/page.html"
            self.send_response(200 if found else 302 if self.path == "/moved" else 404)
            self.send_header("Location", "/page.html")
            self.send_header("Content-Type", "text/html; charset=gb2312")
            self.end_headers()
            self.wfile.write("<title>䶮桥通车</title><h1>䶮桥通车</h1>".encode("gb18030") if found else b"")

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    served.server_close()


def test_a_url_is_fetched_without_a_contact(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["extract", f"{server}/moved"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["headline"], record["charset_used"], record["url"]) == ("䶮桥通车", "gb18030", f"{server}/page.html")


def test_a_url_that_fails_is_told(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["extract", f"{server}/none.html"]) == 3
    assert "the server answered 404" in capsys.readouterr().err
    assert _run(["extract", "http://127.0.0.1:1/"]) == 3
    assert "can't be fetched" in capsys.readouterr().err


def test_sites_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["sites", "list", "--json"]) == 0
    listed = {site["name"]: site for site in json.loads(capsys.readouterr().out)}
    assert listed["sxycrb"]["papers"] == ["运城日报", "运城晚报"]
    assert _run(["sites", "show", "sxycrb"]) == 0
    assert "运城新闻网" in capsys.readouterr().out


def test_the_demo_shows_what_came_out(tmp_path: Path) -> None:
    environment = {**os.environ, "COLUMNS": "100"}
    environment.pop("NEWSCRAWL_DEMO_PORT", None)
    done = subprocess.run(
        [COMMAND, "demo"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    for word in ("pages answered 200", "exclusive_licence", "byte_damage", "the same, byte for byte", "Try next:"):
        assert word in done.stdout
    (run,) = (tmp_path / "output" / "demo").iterdir()
    assert f"{COMMAND} archive verify" in done.stdout
    assert (run / "manifest.json").is_file()
