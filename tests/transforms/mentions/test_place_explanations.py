"""Why a name means a place: the candidates of the engine, with the parts of their scores."""

from pathlib import Path

import pytest
import yaml

from flows.gazetteer import read_gazetteer
from transforms.mentions.place_explanations import CANDIDATES_TOLD, PlaceReading
from transforms.mentions.place_senses import SCORE_PARTS
from transforms.mentions.places import PlaceEngine, PlaceLexicon

DATA = Path(__file__).parents[3] / "data"


def read(name: str) -> dict:
    return yaml.load((DATA / "lexicons" / "en" / name).read_bytes(), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="module")
def engine() -> PlaceEngine:
    return PlaceEngine(read_gazetteer(DATA / "gazetteer"), PlaceLexicon.build(read("places.yaml"), read("countries.yaml")))


def explain(engine: PlaceEngine, text: str, name: str, **prior: float) -> PlaceReading:
    reading = engine.explain(text, text.index(name), prior=prior)
    assert reading is not None
    return reading


TEXTS = [
    pytest.param("Police in Paris, Texas, held three men.", "Paris", id="qualifier"),
    pytest.param("Shells fell on Aleppo and Idlib provinces.", "Idlib", id="unit"),
    pytest.param("Floods hit Georgia; Atlanta and Savannah lost power.", "Georgia", id="country or division"),
    pytest.param("Turkish troops left Tripoli for Misrata.", "Turkish", id="demonym"),
    pytest.param("Troops left Darfur for Kordofan.", "Kordofan", id="own region"),
]


@pytest.mark.parametrize(("text", "name"), TEXTS)
def test_the_explained_place_is_the_found_one_and_the_parts_make_the_score(engine: PlaceEngine, text: str, name: str) -> None:
    reading = explain(engine, text, name)
    assert reading.place in engine.find_places(text)
    assert reading.is_chosen
    assert reading.candidates[0].place_id == reading.place.place_id
    assert 1 <= len(reading.candidates) <= min(CANDIDATES_TOLD, reading.candidate_count)
    assert [c.score for c in reading.candidates] == sorted((c.score for c in reading.candidates), reverse=True)
    for candidate in reading.candidates:
        assert candidate.score == pytest.approx(sum(candidate.parts.values()))
        assert set(candidate.parts) <= set(SCORE_PARTS)


def test_a_qualifier_speaks_for_the_place_that_lies_there(engine: PlaceEngine) -> None:
    reading = explain(engine, "Police in Paris, Texas, held three men. A judge in Paris freed them.", "Paris")
    assert (reading.qualifier, reading.mentions) == ("Texas", 2)
    first = reading.candidates[0]
    assert (first.admin1, first.country, first.parts["qualifier"]) == ("Texas", "USA", 8.0)
    assert all("qualifier" not in candidate.parts for candidate in reading.candidates[1:])


def test_company_speaks_for_a_smaller_namesake(engine: PlaceEngine) -> None:
    reading = explain(engine, "Protesters in Tripoli blocked a road, Lebanese media said.", "Tripoli")
    first, second = reading.candidates[:2]
    assert (first.country, second.country) == ("LBN", "LBY")
    assert first.parts["country"] > second.parts.get("country", 0.0)
    assert first.parts["size"] < second.parts["size"]


def test_size_decides_where_nothing_else_does(engine: PlaceEngine) -> None:
    reading = explain(engine, "Militias in Tripoli seized the port.", "Tripoli")
    first, *others = reading.candidates
    assert first.country == "LBY"
    assert set(first.parts) == {"size", "country", "division"}, "a name that is clear speaks for its own country and division"
    assert all(first.parts["size"] > other.parts["size"] + 1 for other in others)


def test_near_places_and_the_source_speak_for_a_place(engine: PlaceEngine) -> None:
    near = explain(engine, "Clashes in Tripoli spread to Zawiya and Misrata.", "Tripoli")
    assert near.candidates[0].parts["nearness"] > 0
    local = explain(engine, "A judge in Paris freed them.", "Paris", **{"USA": 1.0, "USA/Texas": 1.0})
    assert local.candidates[0].admin1 == "Texas"
    assert local.candidates[0].parts["source"] == 5.0


def test_a_place_that_is_left_open_has_candidates_and_none_is_chosen(engine: PlaceEngine) -> None:
    names = engine.names
    towns = (row for row, code in enumerate(names.countries) if code == "HND" and names.features[row] == "city")
    small = [row for row in towns if names.populations[row] < 1000]
    villages = (names.names[row] for row in small)
    village = next(name for name in villages if len(name.split()) == 2 and engine.countries_with(name) == {"HND"})
    text = f"SAN SALVADOR, El Salvador - The Salvadoran army said that guerrillas left {village} for San Miguel. El Salvador is calm."
    reading = explain(engine, text, village)
    assert (reading.place.place_id, reading.place.country, reading.is_chosen) == (None, "SLV", False)
    assert reading.candidates[0].country == "HND"


def test_where_no_place_is_named_nothing_is_explained(engine: PlaceEngine) -> None:
    assert engine.explain("Militias in Tripoli seized the port.", 0) is None
    assert engine.explain("", 0) is None
