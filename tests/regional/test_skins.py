"""Pages of regional papers as sites unknown to the project lay them out: every field that the skin prints is read."""

from __future__ import annotations

import pytest

from newscrawl import families
from tests.regional.skin import CHECKED, Skin, found, load, read

SKINS = load()


def named(skin: Skin) -> str:
    return skin.name


@pytest.mark.parametrize("skin", SKINS, ids=named)
def test_a_page_of_an_unknown_host_is_read_whole(skin: Skin) -> None:
    expected = skin.expected()
    read_so = found(read(skin), expected)
    assert {field: read_so[field] for field in CHECKED} == {field: expected[field] for field in CHECKED}


@pytest.mark.parametrize("skin", [skin for skin in SKINS if "family" in skin.told], ids=named)
def test_its_family_is_recognised(skin: Skin) -> None:
    article = read(skin)
    assert f"{article.family} {article.layout}" == skin.told["family"]
    assert article.site == "generic"


@pytest.mark.parametrize("skin", [skin for skin in SKINS if "family" not in skin.told], ids=named)
def test_no_family_is_seen_where_there_is_none(skin: Skin) -> None:
    article = read(skin)
    assert (article.family, article.layout) == ("generic", None)


def test_every_family_has_a_skin() -> None:
    shown = {layout for skin in SKINS if "family" in skin.told for layout in skin.told["family"].split()}
    assert {family.family for family in families.known()} <= shown
