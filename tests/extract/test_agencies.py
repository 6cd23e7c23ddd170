"""Agencies by every form of their names, and the credits that papers print for them."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from newscrawl.extract.agencies import agency, credited, credited_behind
from newscrawl.extract.dateline import dateline
from newscrawl.page import Page
from newscrawl.pipelines import article_of
from tests.extract.drafts import draft_of


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("AP", "Associated Press"),
        ("据新华社电", "新华社"),
        ("《新华每日电讯》", "新华社"),
        ("Reuters", "Reuters"),
        ("연합뉴스", "연합뉴스"),
        ("新华区报", None),
        ("Apple", None),
        ("", None),
    ],
)
def test_agencies(printed: str, name: str | None) -> None:
    assert agency(printed) == name


def test_no_form_belongs_to_two_agencies() -> None:
    data = tomllib.loads(
        resources.files("newscrawl.extract").joinpath("data/agencies.toml").read_text(encoding="utf-8")
    )
    forms = [form for entry in data["agency"].values() for form in entry["forms"]]
    assert len(forms) == len(set(forms))
    assert all(form == form.lower() for form in forms)
    assert all(agency(name) == name for name in data["agency"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Von dpa", "dpa"),
        ("(AP)", "AP"),
        ("By The Associated Press", "The Associated Press"),
        ("Quelle: dpa/tmn", "dpa"),
        ("Par AFP et Reuters", "AFP, Reuters"),
        ("Mit Material von dpa", "dpa"),
        ("Von Ada Roe", None),
        ("Ada Roe, Associated Press", None),
        ("Le Soir et AFP", None),
        ("By AP Staff", None),
        ("AFP said on Monday that nobody had been hurt and that the bridge would be open again by the weekend.", None),
    ],
)
def test_credits_of_agencies(text: str, named: str | None) -> None:
    assert credited(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Die Brücke bleibt gesperrt. (mit dpa)", "dpa"),
        ("Le pont reste fermé. (avec AFP)", "AFP"),
        ("The bridge stays closed (AP).", "AP"),
        ("The bridge stays closed (Lowmoor).", None),
        ("Die Brücke bleibt gesperrt.", None),
    ],
)
def test_credits_behind_the_last_sentence(text: str, named: str | None) -> None:
    assert credited_behind(text) == named


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("BERLIN (dpa) - Der Rat tagt.", ("BERLIN (dpa)", "dpa", "BERLIN", None)),
        ("Kiel/Lübeck (dpa/lno) – Der Rat tagt.", ("Kiel/Lübeck (dpa/lno)", "dpa", "Kiel/Lübeck", None)),
        ("Madrid, 12 mar (EFE).- El pleno vota.", ("Madrid, 12 mar (EFE)", "EFE", "Madrid", "12 mar")),
        ("Lisboa, 12 mar 2024 (Lusa) – O pleno vota.", ("Lisboa, 12 mar 2024 (Lusa)", "Lusa", "Lisboa", "12 mar 2024")),
        ("(ANSA) - ROMA, 12 MAR - Il consiglio vota.", ("(ANSA) - ROMA, 12 MAR", "ANSA", "ROMA", "12 MAR")),
        ("Der Rat (SPD) - so heißt es - tagt.", (None, None, None, None)),
    ],
)
def test_datelines_of_agencies(text: str, said: tuple[str | None, ...]) -> None:
    draft = draft_of(text)
    dateline(draft)
    article = draft.article
    assert (article.dateline, article.dateline_agency, article.dateline_place, article.dateline_date) == said


@pytest.mark.parametrize(
    ("line", "last", "source"),
    [
        ("Von dpa | 12.03.2024, 09:30 Uhr", "Mehr ist nicht bekannt.", "dpa"),
        ("12.03.2024, 09:30 Uhr", "Mehr ist nicht bekannt. (mit dpa)", "dpa"),
        ("12.03.2024, 09:30 Uhr", "Mehr ist nicht bekannt.", None),
    ],
)
def test_an_agency_that_is_credited_is_the_source(line: str, last: str, source: str | None) -> None:
    text = "<p>Die Brücke über die Ilse bleibt bis zum Sommer gesperrt, wie der Kreis am Dienstag mitteilte.</p>" * 4
    page = f"<h1>Brücke bleibt gesperrt</h1><p class=meta>{line}</p><div class=text>{text}<p>{last}</p></div>"
    article = article_of(Page("http://www.ilsebote.example/a/1", 200, (), f"<html><body>{page}</body></html>".encode()))
    assert article.source == source
    assert article.provenance_status == ("wire" if source else "unknown")
