"""Articles of our own: what a name said in full makes of its short form later on."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.lexicons.actors import ACTOR_FILES, parse_actor_lexicons
from transforms.mentions.actors import ActorEngine, ActorLexicon, ActorMemory

LEXICONS = Path(__file__).parents[3] / "data" / "lexicons" / "en"
DAY = dt.date(2004, 6, 3)
PERSONS = [
    {"id": "person:t-old", "name": "Ansgar Qvistgaard", "kind": "person", "country": "DNK", "roles": [{"sector": "GOV", "title": "king"}]},
    {"id": "person:t-new", "name": "Birthe Qvistgaard", "kind": "person", "country": "DNK", "aliases": ["Qvistgaard"], "sector": "OPP"},
    {"id": "person:t-kor", "name": "Yoon Bo-gyeong", "kind": "person", "country": "KOR", "sector": "LEG"},
    {"id": "person:t-nld", "name": "Tijn van der Zwaluw", "kind": "person", "country": "NLD", "sector": "LEG"},
    {"id": "person:t-arab", "name": "Labib al-Zahwani", "kind": "person", "country": "YEM", "sector": "GOV", "aliases": ["Labib Zahwani"]},
    {"id": "person:t-esp", "name": "Ramiro Ordoñez Villalpalos", "kind": "person", "country": "ESP", "sector": "LEG"},
]
GROUPS = [
    {"id": "group:t-front", "name": "Tundra Workers Front", "kind": "group", "country": "CAN", "sector": "REB", "aliases": ["TWFX"]},
    {"id": "group:t-lake", "name": "Lakes Herders Union", "kind": "group", "country": "KEN", "sector": "AGR"},
]


@pytest.fixture(scope="module")
def engine() -> ActorEngine:
    rows: dict[str, Any] = {name: yaml.load((LEXICONS / f"{name}.yaml").read_bytes(), Loader=yaml.CSafeLoader) for name in ACTOR_FILES}
    rows["people"] = {**rows["people"], "names": [*rows["people"]["names"], *PERSONS]}
    rows["groups"] = {**rows["groups"], "names": [*rows["groups"]["names"], *GROUPS]}
    return ActorEngine(ActorLexicon.build(parse_actor_lexicons(rows)))


def _read(engine: ActorEngine, phrases: Sequence[str], memory: ActorMemory | None = None) -> Any:
    """The identity of the last phrase, in an article that has the others before it."""
    memory = memory or ActorMemory()
    return [engine.identify(phrase, None, DAY, memory, in_cased_text=True) for phrase in phrases][-1]


SECOND_NAMINGS = [
    pytest.param(["Minister Ana Lima", "Lima"], "Ana Lima", "GOV", id="capital as a surname"),
    pytest.param(["Sheriff Wade Jordan", "Jordan"], "Wade Jordan", "COP", id="state as a surname"),
    pytest.param(["Judge Efua Cairo-Mensah", "Cairo-Mensah"], "Efua Cairo-Mensah", "JUD", id="capital in a joined surname"),
    pytest.param(["Minister Ana Lima", "Mrs. Lima"], "Ana Lima", "GOV", id="behind a title without an office"),
    pytest.param(["Governor Wade Jordan", "Governor Jordan"], "Wade Jordan", "GOV", id="behind the same office"),
    pytest.param(["Ansgar Qvistgaard", "Qvistgaard"], "Ansgar Qvistgaard", "GOV", id="not the namesake who has the alias"),
    pytest.param(["Yoon Bo-gyeong", "Yoon"], "Yoon Bo-gyeong", "LEG", id="family name first, known"),
    pytest.param(["Colonel Maeng Do-hyun", "Maeng"], "Maeng Do-hyun", "MIL", id="family name first, by its spelling"),
    pytest.param(["Chinese General Guo Weiping", "Guo"], "Guo Weiping", "MIL", id="family name first, by country"),
    pytest.param(["Tijn van der Zwaluw", "van der Zwaluw"], "Tijn van der Zwaluw", "LEG", id="two particles"),
    pytest.param(["Labib Zahwani", "Zahwani"], "Labib al-Zahwani", "GOV", id="as said, not as the lexicon has it"),
    pytest.param(["Labib al-Zahwani", "al-Zahwani"], "Labib al-Zahwani", "GOV", id="with its particle"),
    pytest.param(["Ramiro Ordoñez Villalpalos", "Ordoñez Villalpalos"], "Ramiro Ordoñez Villalpalos", "LEG", id="both surnames"),
    pytest.param(["Ramiro Ordoñez Villalpalos", "Ordoñez"], "Ramiro Ordoñez Villalpalos", "LEG", id="first of two surnames"),
    pytest.param(["Ramiro Ordoñez Villalpalos", "Villalpalos"], "Ramiro Ordoñez Villalpalos", "LEG", id="second of two surnames"),
    pytest.param(
        ["General Iker Sota Bravo of the Bolivian army", "Sota Bravo"], "Iker Sota Bravo", "MIL", id="both surnames of a stranger"
    ),
]


@pytest.mark.parametrize(("phrases", "name", "sector"), SECOND_NAMINGS)
def test_a_short_name_means_who_was_named_in_full(engine: ActorEngine, phrases: list[str], name: str, sector: str) -> None:
    identity = _read(engine, phrases)
    assert (identity.name, identity.sector, identity.basis) == (name, sector, "memory")


@pytest.mark.parametrize(
    ("phrases", "actor_id", "country"),
    [
        pytest.param(["Peru", "Lima"], "country:PER", "PER", id="no person of that name"),
        pytest.param(["Minister Ana Lima", "the people of Lima"], None, "PER", id="inside a phrase"),
        pytest.param(["Ansgar Qvistgaard", "Birthe Qvistgaard", "Qvistgaard"], "person:t-new", "DNK", id="two of them: the alias"),
        pytest.param(["Ansgar Qvistgaard", "Birthe Qvistgaard"], "person:t-new", "DNK", id="a full name is its own"),
        pytest.param(["Judge Mary Lake", "the lake"], None, None, id="small letters are words"),
        pytest.param(["Queen Olga Hospital", "the hospital"], None, None, id="a noun is no surname"),
    ],
)
def test_what_memory_leaves_alone(engine: ActorEngine, phrases: list[str], actor_id: str | None, country: str | None) -> None:
    identity = _read(engine, phrases)
    assert (identity.actor_id, identity.country) == (actor_id, country)


def test_an_office_that_another_holds_is_not_taken_from_him(engine: ActorEngine) -> None:
    assert _read(engine, ["Ansgar Qvistgaard", "opposition leader Qvistgaard"]).actor_id == "person:t-new"


def test_two_who_share_a_name_leave_it_open_and_the_basis_says_so(engine: ActorEngine) -> None:
    identity = _read(engine, ["Judge Sara Ommund", "Mayor Per Ommund", "Ommund"])
    assert (identity.name, identity.sector, identity.basis) == (None, None, "ambiguous")


ACRONYMS = [
    pytest.param("The Chad Labour Party (CLP) met in Sarh.", "the CLP", "Chad Labour Party", None, "TCD", id="party by its country"),
    pytest.param("The Tundra Workers Front (TWF) fled.", "TWF", "Tundra Workers Front", "group:t-front", "CAN", id="group of the lexicon"),
    pytest.param("The Lakes Herders Union (LHU) met.", "LHU", "Lakes Herders Union", "group:t-lake", "KEN", id="new acronym"),
    pytest.param("The Armenian Nurses Council (ANC) met.", "ANC", "Armenian Nurses Council", None, "ARM", id="not the lexicon's own"),
    pytest.param(
        "The African National Congres (ANC) met.", "ANC", "African National Congress", "org:african-national-congress", "ZAF", id="typo"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "phrase", "name", "actor_id", "country"), ACRONYMS)
def test_an_acronym_in_brackets_means_what_stands_before_it(
    engine: ActorEngine, text: str, phrase: str, name: str, actor_id: str | None, country: str
) -> None:
    memory = ActorMemory()
    engine.learn_names(text, DAY, memory)
    identity = _read(engine, [phrase], memory)
    assert (identity.name, identity.actor_id, identity.country) == (name, actor_id, country)


def test_the_place_behind_the_brackets_tells_whose_body_it_is(engine: ActorEngine) -> None:
    memory = ActorMemory()
    engine.learn_names("The Lakes Herders Union (LHU) of Niger met. The LHU left.", DAY, memory)
    for phrase in ("LHU", "the Lakes Herders Union"):
        identity = _read(engine, [phrase], memory)
        assert (identity.actor_id, identity.country, identity.sector) == (None, "NER", "AGR")


def test_persons_are_learned_from_the_whole_article(engine: ActorEngine) -> None:
    memory = ActorMemory()
    engine.learn_names("Rain fell. Police Chief Wade Jordan's office flooded. Lt. Gen. Ida van der Berg left. Mayor of Oslo.", DAY, memory)
    assert [_read(engine, [name], memory).sector for name in ("Jordan", "van der Berg", "Oslo")] == ["COP", "MIL", "GOV"]


def test_text_in_capitals_teaches_no_persons(engine: ActorEngine) -> None:
    memory = ActorMemory()
    engine.learn_names("GENERAL WADE JORDAN SAID THE ATTACK FAILED.", DAY, memory)
    assert memory.known == {}


def test_a_paper_with_an_acronym_is_no_actor(engine: ActorEngine) -> None:
    memory = ActorMemory()
    engine.learn_names("The Northern Tunnel Treaty (NTTX) was signed.", DAY, memory)
    assert memory.full == {}


def test_words_in_brackets_that_no_name_has_are_no_acronym(engine: ActorEngine) -> None:
    memory = ActorMemory()
    engine.learn_names("The minister (Labour) spoke. They met (AFP) and left.", DAY, memory)
    assert memory.full == {}
