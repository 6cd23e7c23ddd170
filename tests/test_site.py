"""Sites as data: roles by URL, and wrong definitions told by attribute and reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

import pytest

from newscrawl import sites
from newscrawl.errors import DefinitionError
from newscrawl.families.founder import Founder
from newscrawl.page import Page
from newscrawl.site import Layout, Site
from newscrawl.sites.generic import Generic
from newscrawl.sites.sxycrb import Sxycrb

HOST = "http://www.sxycrb.com"


@pytest.mark.parametrize(
    ("path", "status", "role"),
    [
        ("/2024-12/17/content_367999.html", 200, "article"),
        ("/2024-12/17/content_367999.htm", 200, "article"),
        ("/2024-12/17/content_367999.html", 404, "tombstone"),
        ("/2024-12/17/content_367999.html", 410, "tombstone"),
        ("/2024-12/17/content_367999.html", 503, "other"),
        ("/2024-12/17/content_367999_2.html", 200, "part"),
        ("/2024-12/17/content_367999_2.html", 404, "other"),
        ("/?action-viewnews-itemid-1203", 200, "article"),
        ("/?action-viewnews-itemid-1203-page-2", 200, "part"),
        ("/?category-143-page-2", 200, "list"),
        ("/node_8.html", 200, "list"),
        ("/node_8_3.html", 200, "list"),
        ("/node_8.html", 404, "other"),
        ("/robots.txt", 200, "other"),
    ],
)
def test_a_page_has_the_role_its_url_and_status_give_it(path: str, status: int, role: str) -> None:
    assert Sxycrb.role(HOST + path, status) == role


def test_the_url_tells_the_date_where_it_has_one() -> None:
    assert Sxycrb.date_in(HOST + "/2024-12/07/content_1.html") == "2024-12-07"
    assert Sxycrb.date_in(HOST + "/?action-viewnews-itemid-1203") is None


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ({"name": "Bad Name"}, "name is 'Bad Name'"),
        ({"domains": "example.org"}, "domains is a single string"),
        ({"domains": ("http://example.org",)}, "domains holds"),
        ({"lists": ("/node_1.html",)}, "no http or https URL"),
        ({"lists": ("http://other.org/node_1.html",)}, "host is not in domains"),
        ({"timezone": "Mars/Olympus"}, "timezone is 'Mars/Olympus'"),
        ({"article": "("}, "article is not a regular expression"),
        ({"article": 5}, "Wrong.article is 5; make it a string"),
        ({"timezone": None}, "Wrong.timezone is None; make it a string"),
        ({"lists": 7}, "Wrong.lists is 7; make it a tuple of strings"),
        ({"domains": ("example.org", 8899)}, "Wrong.domains is"),
        ({"layouts": ("founder-detail",)}, "make it a tuple of Layout objects"),
        ({"artcle": "x"}, "Wrong.artcle is no attribute of a site; did you mean article?"),
        ({"colour": "red"}, "Wrong.colour is no attribute of a site; newscrawl/site.py has those there are"),
        ({"__doc__": None}, "docstring is missing"),
    ],
)
def test_a_wrong_definition_is_refused_when_the_class_is_made(attributes: dict[str, Any], told: str) -> None:
    sound = {"name": "sound", "domains": ("example.org",), "__doc__": "A paper.", "__module__": __name__}
    type("Sound", (Founder,), sound)
    with pytest.raises(DefinitionError, match=re.escape(told)):
        type("Wrong", (Founder,), sound | attributes)


def test_a_family_may_have_attributes_and_methods_of_its_own() -> None:
    class Family(Site):
        channel: ClassVar[str] = ""
        _note = "private"

        @classmethod
        def feed(cls) -> str:
            return cls.channel

    class Paper(Family):
        channel = "news"

    assert Paper.feed() == "news"


def test_a_layout_with_a_wrong_selector_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"layout odd: body is not a CSS selector"):
        Layout(name="odd", family="founder", headline="h1", body="div[")


def test_an_unknown_host_falls_to_generic() -> None:
    assert sites.for_url("http://paper.example.org/a.html") is Generic
    assert sites.for_page(Page("https://www.sxycrb.com/2024-12/17/content_1.html", 200, (), b"")) is Sxycrb
    assert Generic.role("http://paper.example.org/", 200) == "list"
    assert Generic.role("http://paper.example.org/a/1.html", 200) == "article"
    assert Generic.role("http://paper.example.org/robots.txt", 200) == "other"


def test_every_shipped_site_is_whole() -> None:
    shipped = sites.load()
    assert {"demo", "sxycrb"} <= set(shipped)
    for site in shipped.values():
        assert site.lists, site.name
        assert all(site.role(url, 200) == "list" for url in site.lists), site.name


PRIVATE = '''
from newscrawl.families.founder import Founder


class Mine(Founder):
    """My own paper."""

    name, title = "mine", "我的报"
    domains = {domains}
    lists = ("http://127.0.0.1:8765/node_1.html",)
'''


def test_private_sites_are_loaded_and_the_port_decides(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PRIVATE.format(domains='("127.0.0.1:8765",)'), encoding="utf-8")
    assert sites.get("mine", tmp_path).title == "我的报"
    assert sites.for_url("http://127.0.0.1:8765/x.html", tmp_path).name == "mine"
    assert sites.for_url("http://127.0.0.1:8899/x.html", tmp_path).name == "demo"


def test_a_broken_private_site_is_named_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PRIVATE.format(domains='"127.0.0.1:8765"'), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"mine\.py: Mine\.domains is a single string"):
        sites.load(tmp_path)


def test_site_files_are_small() -> None:
    folder = Path(sites.__file__).parent
    for path in folder.glob("[a-z]*.py"):
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 40, f"{path.name} has {lines} lines; a site is data on a family"


def test_the_base_class_is_no_site() -> None:
    assert not Site.name
    assert Site.role("http://example.org/", 200) == "other"
