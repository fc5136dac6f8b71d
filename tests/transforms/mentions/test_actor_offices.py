"""Titles and surnames of our own: the one who holds the office on the day, or nobody."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.lexicons.actors import ACTOR_FILES, parse_actor_lexicons
from transforms.mentions.actors import ActorEngine, ActorLexicon

LEXICONS = Path(__file__).parents[3] / "data" / "lexicons" / "en"


def _person(number: int, name: str, country: str, *roles: tuple[str, str | None, int, int], **more: Any) -> dict[str, Any]:
    held = [{"sector": s, "title": t, "from": dt.date(a, 1, 1), "until": dt.date(b, 12, 31)} for s, t, a, b in roles]
    return {"id": f"person:t-{number}", "name": name, "kind": "person", "country": country, "roles": held, **more}


PERSONS = [
    _person(1, "Aldo Brancusca", "MWI", ("GOV", "president", 1990, 1995)),
    _person(2, "Bruna Brancusca", "ZMB", ("GOV", "prime minister", 1990, 1999), ("GOV", "president", 2000, 2004)),
    _person(3, "Carlo Brancusca", "MWI", ("GOV", "foreign and interior minister", 2000, 2004)),
    _person(4, "Dario dos Timbres", "AGO", ("GOV", "head of state", 1990, 1995)),
    _person(5, "Hwangbo Kil-dong", "KOR", ("GOV", "defence minister", 1990, 1995)),
    _person(6, "Elsa Fennimorette", "FRA", ("GOV", "president", 1990, 1995), aliases=["Fennimorette"]),
    _person(7, "Fritz Fennimorette", "FRA", ("GOV", "president", 1980, 1985)),
    _person(8, "Gerd Ostermannow", "DEU", ("GOV", "vice president", 1990, 1995)),
    _person(9, "Hedda Quillfeldt", "DEU", ("GOV", "president", 1990, 1995)),
    _person(14, "Luisa Timbres", "CHL", ("GOV", "president", 1990, 1995)),
    _person(15, "Mario dos Timbres", "BRA", ("GOV", "president", 1990, 1995)),
    _person(13, "Sigvard bin Torkel", "NOR", ("GOV", "king", 1990, 1995)),
    _person(11, "Jens Brancusca", "MWI", ("MIL", "son and heir of the president", 1990, 1995)),
    _person(12, "Kaja Brancusca", "MWI", ("GOV", "president's aide", 1990, 1995)),
    _person(10, "Ivo Quillfeldt", "AUT", ("GOV", "president", 1990, 1995)),
]


@pytest.fixture(scope="module")
def engine() -> ActorEngine:
    rows: dict[str, Any] = {name: yaml.load((LEXICONS / f"{name}.yaml").read_bytes(), Loader=yaml.CSafeLoader) for name in ACTOR_FILES}
    rows["people"] = {**rows["people"], "names": [*rows["people"]["names"], *PERSONS]}
    return ActorEngine(ActorLexicon.build(parse_actor_lexicons(rows)))


HELD = [
    pytest.param("President Brancusca", 1993, "person:t-1", "GOV", id="the president of the time"),
    pytest.param("President Brancusca", 2002, "person:t-2", "GOV", id="another of the name later"),
    pytest.param("Malawian President Brancusca", 1993, "person:t-1", "GOV", id="country that fits"),
    pytest.param("President Brancusca of Malawi", 1993, "person:t-1", "GOV", id="country behind"),
    pytest.param("Prime Minister Brancusca", 1993, "person:t-2", "GOV", id="another office"),
    pytest.param("Foreign Minister Brancusca", 2002, "person:t-3", "GOV", id="first of two offices"),
    pytest.param("Interior Minister Brancusca", 2002, "person:t-3", "GOV", id="second of two offices"),
    pytest.param("Home Secretary Brancusca", 2002, "person:t-3", "GOV", id="other words for the office"),
    pytest.param("Zambia's president Brancusca", 2002, "person:t-2", "GOV", id="small letters"),
    pytest.param("Minister Hwangbo", 1993, "person:t-5", "GOV", id="general title, family name first"),
    pytest.param("Angolan President dos Timbres", 1993, "person:t-4", "GOV", id="a role that is no title"),
    pytest.param("President dos Timbres", 1993, "person:t-15", "GOV", id="particle"),
    pytest.param("former President Brancusca", 1998, "person:t-1", "ELI", id="former"),
    pytest.param("President Fennimorette", 1983, "person:t-7", "GOV", id="above an alias without days"),
    pytest.param("President Fennimorette", 1993, "person:t-6", "GOV", id="as the alias"),
    pytest.param("President Timbres", 1993, "person:t-14", "GOV", id="above one whose surname has a particle"),
    pytest.param("King Sigvard", 1993, "person:t-13", "GOV", id="first name of a king"),
    pytest.param("President Aldo K. Brancusca", 1993, "person:t-1", "GOV", id="initial between"),
]


@pytest.mark.parametrize(("phrase", "year", "actor_id", "sector"), HELD)
def test_an_office_and_a_surname_mean_its_holder(engine: ActorEngine, phrase: str, year: int, actor_id: str, sector: str) -> None:
    identity = engine.identify(phrase, None, dt.date(year, 6, 1))
    assert (identity.actor_id, identity.sector) == (actor_id, sector)


OPEN = [
    pytest.param("President Brancusca", 1998, None, "title", id="nobody in office"),
    pytest.param("Chilean President Brancusca", 1993, "CHL", "title+demonym", id="of another country"),
    pytest.param("General Brancusca", 1993, None, "title", id="another title"),
    pytest.param("President Zita Brancusca", 1993, None, "title", id="another first name"),
    pytest.param("President Ostermannow", 1993, None, "title", id="a deputy is not it"),
    pytest.param("King Torkel", 1993, None, "title", id="a king has no surname"),
    pytest.param("President Quillfeldt", 1993, None, "ambiguous", id="two hold it"),
]


@pytest.mark.parametrize(("phrase", "year", "country", "basis"), OPEN)
def test_without_one_holder_the_identity_stays_open(engine: ActorEngine, phrase: str, year: int, country: str | None, basis: str) -> None:
    identity = engine.identify(phrase, None, dt.date(year, 6, 1))
    assert (identity.actor_id, identity.country, identity.basis) == (None, country, basis)
    assert identity.name is not None


def test_the_country_decides_between_two_holders(engine: ActorEngine) -> None:
    assert engine.identify("Austrian President Quillfeldt", None, dt.date(1993, 6, 1)).actor_id == "person:t-10"


def test_a_bare_surname_of_two_office_holders_says_that_it_is_ambiguous(engine: ActorEngine) -> None:
    identity = engine.identify("Quillfeldt", None, dt.date(1993, 6, 1))
    assert (identity.actor_id, identity.name, identity.basis) == (None, None, "ambiguous")
    assert engine.identify("Ostermannow", None, dt.date(1993, 6, 1)).basis is None
