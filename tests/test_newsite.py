"""Definitions drafted from a page: they load as they are, and say what is left to a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from newscrawl import sites
from newscrawl.cli import cli
from newscrawl.errors import UsageError
from newscrawl.newsite import Drafted, article_pattern, draft_site
from newscrawl.page import Page
from newscrawl.site import Site
from tests.regional.skin import Skin, load

SKINS = {skin.name: skin for skin in load()}


def drafted(name: str, skin: Skin, folder: Path) -> tuple[Drafted, type[Site]]:
    """The draft of a skin's page, and the site that is loaded from it."""
    page = Page(skin.url, 200, ((b"Content-Type", b"text/html"),), skin.html())
    found = draft_site(name, page)
    (folder / f"{name}.py").write_text(found.source, encoding="utf-8")
    return found, sites.load(folder)[name]


def test_a_page_of_a_known_cms_gives_a_definition_on_its_family(tmp_path: Path) -> None:
    found, site = drafted("yunxiu", SKINS["founder-detail"], tmp_path)
    assert (site.family, site.title, site.domains) == ("founder", "云岫新闻网", ("www.yunxiu.example",))
    assert site.lists == ("http://www.yunxiu.example/node_8.html",)
    assert site.role(SKINS["founder-detail"].url, 200) == "article"
    assert found.layout == "founder-detail"
    assert any("云岫日报" in sentence for sentence in found.left if sentence.startswith("papers"))


@pytest.mark.parametrize("name", [*sorted(SKINS)[::4], "founder-enp", "trs-gov-table", "wangong-item"])
def test_every_draft_loads_and_knows_its_page_for_an_article(name: str, tmp_path: Path) -> None:
    found, site = drafted("drafted", SKINS[name], tmp_path)
    assert site.role(SKINS[name].url, 200) == "article"
    assert site.language == "zh"
    assert len(found.source.splitlines()) <= 24


def test_a_list_page_is_the_first_of_the_lists(tmp_path: Path) -> None:
    html = "<html><head><title>要闻-云岫新闻网</title></head><body><a href='/2023-09/14/content_1.html'>a</a></body></html>"
    page = Page("http://www.yunxiu.example/node_8.html", 200, ((b"Content-Type", b"text/html"),), html.encode())
    (tmp_path / "yunxiu.py").write_text(draft_site("yunxiu", page).source, encoding="utf-8")
    assert sites.load(tmp_path)["yunxiu"].lists == ("http://www.yunxiu.example/node_8.html",)


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        (
            "http://a.example/news/20250417/30122.html",
            r"/news/(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})/\d+\.html$",
        ),
        ("http://a.example/x/2025-4-7/9.html", r"/x/(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})/\d+\.html$"),
        ("http://a.example/detail?id=77", r"/detail\?id=\d+$"),
    ],
)
def test_a_url_becomes_a_pattern(url: str, pattern: str) -> None:
    assert article_pattern(url) == pattern


def test_the_command_writes_the_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    skin = SKINS["founder-detail"]
    Path("page.html").write_bytes(skin.html())
    command = ["sites", "new", "yunxiu", "page.html"]
    assert isinstance(CliRunner().invoke(cli, command).exception, UsageError)
    assert not Path("sites").exists()
    done = CliRunner().invoke(cli, [*command, "--url", skin.url])
    assert (done.exit_code, "- papers: " in done.output) == (0, True)
    assert "class Yunxiu(Founder)" in Path("sites/yunxiu.py").read_text(encoding="utf-8")
    assert isinstance(CliRunner().invoke(cli, [*command, "--url", skin.url]).exception, UsageError)
