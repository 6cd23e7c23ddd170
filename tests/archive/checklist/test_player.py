"""Points 47 and 48: what replayweb.page shows in Chromium, from WARC and from WACZ."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path

import pytest

from tests.archive.browser import Browser, browsing, serving_files
from tests.archive.checklist.paper import BY_PATH, Paper, sentence, url_path
from tests.archive.checklist.walker import Record
from tests.conftest import TOOLS

pytestmark = pytest.mark.requires_tool("chromium", "replaywebpage")

BLANK = ("lf-only-a14", "deflate-a4")
"""Pages it shows nothing of: it sees no end of a head whose lines end with LF alone, and knows no deflate, for which a
crawl doesn't ask."""
EMBEDDED = """<!doctype html><meta charset="utf-8"><title>player</title><script src="/ui.js"></script>
<style>html, body, replay-web-page {{ height: 100%; margin: 0 }}</style><body><replay-web-page source="/{name}" url="{url}" ts="{stamp}" embed="default" replaybase="/replay/">
</replay-web-page></body>"""
SHOWN = """(() => {
  let shown = ["", ""];
  const look = root => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      const inside = one.tagName === "IFRAME" && one.contentDocument;
      if (inside && one.src.includes("mp_/"))
        shown = [one.src, inside.body?.innerText || ""];
      else if (inside) look(inside);
    }
  };
  look(document);
  return shown;
})()"""


def stamp(record: Record) -> str:
    return f"{record.date:%Y%m%d%H%M%S}"


def pages(paper: Paper) -> list[tuple[Record, str]]:
    """Captures that have something to read, and a part of what a reader sees.

    Left out is a capture with another of its URL in the same second, in which nobody can ask for it.
    """
    pairs = [record for _, record, _ in paper.pairs()]
    times = Counter((record.path, stamp(record)) for record in pairs)
    later = min(record.date for record in paper.records[1])
    found = []
    for record in pairs:
        story = BY_PATH.get(record.path)
        if story is None or not story.text or record.block[9:12] != b"200" or times[record.path, stamp(record)] > 1:
            continue
        changed = record.path == url_path("changed-a31") and record.date >= later
        found.append((record, sentence("changed-a31b") if changed else story.text))
    return found


@pytest.fixture(scope="module", params=["warc.gz", "wacz"])
def player(
    request: pytest.FixtureRequest, paper: Paper, wacz: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """The player with both days of the paper open: in one WARC file, or in a WACZ file."""
    folder = tmp_path_factory.mktemp("player")
    source = folder / f"paper.{request.param}"
    if request.param == "wacz":
        shutil.copy(wacz, source)
    else:
        source.write_bytes(b"".join(path.read_bytes() for path in paper.warcs))
    first, _ = pages(paper)[0]
    page = EMBEDDED.format(name=source.name, url=first.uri, stamp=stamp(first)).encode()
    package = TOOLS / "replaywebpage"
    files: dict[str, Path | bytes] = {
        "/player.html": page,
        "/ui.js": package / "ui.js",
        "/replay/": package / "index.html",
        "/replay/ui.js": package / "ui.js",
        "/replay/sw.js": package / "sw.js",
        f"/{source.name}": source,
    }
    with serving_files(files) as base, browsing(folder) as browser:
        browser.go(f"{base}/player.html")
        assert browser.wait(f"{SHOWN}[1]"), "the player shows nothing"
        yield browser
        if kept := os.environ.get("NEWSCRAWL_PICTURES"):  # for who wants to see it
            browser.picture(Path(kept) / f"player-{request.param}.png")


def shown(player: Browser, uri: str, when: str, text: str, seconds: float = 20) -> bool:
    """Whether the player has the text on its page for a URL and a time.

    A late word of the page before can take the player back to that one; then it is opened anew.
    """
    attributes = json.dumps({"url": uri, "ts": when})
    there = f"({SHOWN})[0].endsWith({json.dumps(when + 'mp_/' + uri)}) && ({SHOWN})[1].includes({json.dumps(text)})"
    player.ask(f"Object.assign(document.querySelector('replay-web-page'), {attributes}).url")
    if player.wait(there, min(seconds, 5)):
        return True
    player.ask(
        "(old => { const fresh = old.cloneNode();"
        f" for (const [name, value] of Object.entries({attributes})) fresh.setAttribute(name, value);"
        " old.replaceWith(fresh); return true; })(document.querySelector('replay-web-page'))"
    )
    return bool(player.wait(there, seconds))


QUICK = ("plain-a1", "gzip-chunked-a3", "trailer-a6", "close-a8", "gbk-a10", "odd-a11", "reason-a13", "twin-a20")
"""Pages looked at in every run of the tests; all of them take a minute."""


def missed(paper: Paper, player: Browser, wanted: Container[str]) -> set[str]:
    """The pages among those wanted that the player doesn't show as they were on either day."""
    captures = [(record, text) for record, text in pages(paper) if record.path in wanted]
    blank = {url_path(name) for name in BLANK}
    return {
        record.path
        for record, text in captures
        if not shown(player, record.uri, stamp(record), text, 2 if record.path in blank else 20)
    }


def test_p47_the_player_shows_pages_of_each_kind(paper: Paper, player: Browser) -> None:
    gbk = [record.type for record, _ in pages(paper) if record.path == url_path("gbk-a10")]
    assert gbk == ["response", "revisit"]
    assert missed(paper, player, {url_path(name) for name in QUICK}) == set()


@pytest.mark.soak
def test_p47_the_player_shows_every_page(paper: Paper, player: Browser) -> None:
    assert len(pages(paper)) > 35
    assert missed(paper, player, BY_PATH) == {url_path(name) for name in BLANK}


@pytest.mark.parametrize("name", ["plain-a1", "gbk-a10", "gzip-chunked-a3"])
def test_p48_an_unchanged_page_replays_at_its_newest_time(paper: Paper, player: Browser, name: str) -> None:
    first, second = [record for record, _ in pages(paper) if record.path == url_path(name)]
    assert (first.type, second.type) == ("response", "revisit")
    for when in (stamp(second), "20991231000000"):
        assert shown(player, second.uri, when, sentence(name))
