"""Which heading is the headline, on pages made for these tests."""

from __future__ import annotations

from newscrawl.extract.headline import Found, find_headline
from newscrawl.extract.parse import parse_html
from newscrawl.extract.structured import structured
from newscrawl.extract.survey import survey


def headline(body: str, title: str, og: str = "") -> Found:
    meta = f'<meta property="og:title" content="{og}">' if og else ""
    tree = parse_html(f"<html><head><title>{title}</title>{meta}</head><body>{body}</body></html>")
    assert tree is not None
    found = find_headline(survey(tree), structured(tree))
    assert found is not None
    return found


def test_a_heading_keeps_its_end_unless_that_names_the_site() -> None:
    told = "Harbour board resigns - and then returns"
    assert headline(f"<h1>{told}</h1>", told, told).text == told
    assert headline("<h1>Harbour board resigns - The Quay Post</h1>", "Harbour board resigns - The Quay Post").text == (
        "Harbour board resigns"
    )


def test_the_only_h1_beats_a_lesser_heading_that_is_a_part_of_the_title() -> None:
    body = "<h1>Twelve lamps for the quay in winter (and one for spring)</h1><h2>Twelve lamps</h2>"
    assert headline(body, "Twelve lamps that light a quay in winter").text.startswith("Twelve lamps for the quay")


def test_the_only_h1_named_like_a_headline_needs_no_word_of_the_title() -> None:
    body = '<h1 class="articleHeadline">Keeper leaves the old lighthouse after forty years</h1>'
    assert headline(body, "Retirement: Jonas Roe says goodbye").text.startswith("Keeper leaves")
    assert headline("<h1>Subscribe now to read all we write</h1>", "Retirement: Jonas Roe says goodbye").text == (
        "Retirement: Jonas Roe says goodbye"
    )


def test_a_line_above_inside_the_heading_is_the_kicker_where_no_title_has_it() -> None:
    body = '<h1><span class="x__kicker">Night on the quay</span><span>:</span> <span>Sailor finds a bell</span></h1>'
    found = headline(body, "Sailor finds a bell")
    assert (found.kicker, found.text) == ("Night on the quay", "Sailor finds a bell")
    found = headline(body, "Night on the quay: Sailor finds a bell")
    assert (found.kicker, found.text) == (None, "Night on the quay: Sailor finds a bell")


def test_a_line_above_needs_no_name_where_the_title_has_all_that_is_behind_it() -> None:
    found = headline(
        "<h1><span>Stonetown</span><br>The quay has new lamps</h1>", "The quay has new lamps | Stonetown Post"
    )
    assert (found.kicker, found.text) == ("Stonetown", "The quay has new lamps")
    assert headline("<h1><span>The quay</span> has new lamps</h1>", "The quay has new lamps | Post").kicker is None


def test_the_heading_beats_the_name_of_the_column() -> None:
    found = headline(
        '<div class="title">晨间随笔</div><h1>三月的冷雨和一把旧伞</h1>', "【晨间随笔】三月的冷雨和一把旧伞"
    )
    assert found.text == "三月的冷雨和一把旧伞"
