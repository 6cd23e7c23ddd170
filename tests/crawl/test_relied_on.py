"""A Scrapy or Twisted that lacks a name the capture relies on must not fetch anything."""

from __future__ import annotations

import subprocess
import sys

import pytest
import scrapy
from scrapy.core.downloader.handlers import http11
from twisted.web import _newclient

from newscrawl.crawl.relied_on import check_relied_on
from newscrawl.errors import ArchiveError


def test_the_installed_versions_have_every_name() -> None:
    check_relied_on()


@pytest.mark.parametrize(
    ("holder", "name"),
    [
        (http11, "_LenientHTTP11ClientProtocol"),
        (http11, "_LenientHTTP11ClientFactory"),
        (http11, "_ScrapyAgent"),
        (_newclient.HTTP11ClientProtocol, "_finishResponse"),
        (_newclient.HTTPClientParser, "_finished"),
    ],
)
def test_a_missing_name_is_said_in_one_sentence(holder: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(holder, name)
    with pytest.raises(ArchiveError, match=name) as caught:
        check_relied_on()
    assert f"Scrapy {scrapy.__version__}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_agent_with_other_arguments_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        def __init__(self, *, crawler: object) -> None: ...

        def download_request(self) -> None: ...

    monkeypatch.setattr(http11, "_ScrapyAgent", Other)
    with pytest.raises(ArchiveError, match="argument pool of _ScrapyAgent"):
        check_relied_on()


def test_the_handler_is_not_even_importable_without_them() -> None:
    program = (
        "from scrapy.core.downloader.handlers import http11\n"
        "del http11._LenientHTTP11ClientFactory\n"
        "import newscrawl.crawl.capture\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"ArchiveError: Scrapy {scrapy.__version__}" in done.stderr
