"""Towns with famous namesakes: the country of a party is that where the article is at home."""

import pytest


def countries(parties) -> list[str | None]:
    return [p.identity.country for p in parties]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        pytest.param("PARIS, Texas - Police arrested a Paris man in Lamar County, Texas.", "arrested", id="town of the dateline"),
        pytest.param("Police arrested a Palestine man in Anderson County, Texas, near Tyler.", "arrested", id="town that only home has"),
        pytest.param("Police in Atlanta, Georgia arrested a Georgia lawmaker.", "arrested", id="state"),
        pytest.param("Police in Athens, Georgia arrested an Athens-Clarke officer.", "arrested", id="hyphened"),
    ],
)
def test_namesake_of_a_foreign_place_is_at_home(book, text, trigger) -> None:
    assert countries(book.act(text, trigger).recipients) == ["USA"]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        pytest.param("Police arrested a Paris lawyer near Lyon, France.", "FRA", id="at home in France"),
        pytest.param("Police in Texas arrested a French man from Lyon, France.", "FRA", id="demonym"),
        pytest.param("Police arrested a Damascus lawyer.", "SYR", id="no other place"),
    ],
)
def test_country_stays_where_nothing_speaks_against_it(book, text, country) -> None:
    assert countries(book.act(text, "arrested").recipients) == [country]


def test_deputies_beside_a_sheriff_are_police(book) -> None:
    text = "The sheriff said two men fled. Deputies arrested them on Monday."
    assert [p.identity.sector for p in book.act(text, "arrested").actors] == ["COP"]
    assert [p.identity.sector for p in book.act("Deputies passed a budget and condemned the army.", "condemned").actors] == ["LEG"]
