"""The gazetteer artefact: complete, small, and the same bytes from the same packages."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from flows.build.gazetteer import CityIndex, Place, common_words, index_cities, is_usable_alternate, names_frame, own_division, places_frame
from flows.gazetteer import read_gazetteer
from schemas.errors import InvalidLexicon

FOLDER = Path(__file__).parents[2] / "data" / "gazetteer"


def city(
    number: int, name: str, code: str, population: int, point: tuple[float, float] = (10.0, 20.0), alternates: tuple[str, ...] = ()
) -> Place:
    return Place(f"gn:{number}", name, "city", "AAA", code, *point, population, [name], list(alternates))


@pytest.fixture
def index() -> CityIndex:
    return index_cities(
        [city(1, "Seatville", "07", 90_000, (10.0, 20.0)), city(2, "Farville", "07", 900, (12.0, 22.0)), city(3, "Else", "08", 500)]
    )


def test_artefact_is_small_and_holds_every_country() -> None:
    places = pl.read_parquet(FOLDER / "places.parquet")
    countries = places.filter(pl.col("feature") == "country")
    assert sum((FOLDER / f"{name}.parquet").stat().st_size for name in ("places", "names")) <= 15_000_000
    assert countries.height == len(yaml.safe_load((FOLDER / "areas.yaml").read_text(encoding="utf-8"))["countries"])
    assert countries["latitude"].null_count() == 0
    assert places["place_id"].n_unique() == places.height


def test_every_name_points_to_a_place() -> None:
    places = pl.read_parquet(FOLDER / "places.parquet")
    names = pl.read_parquet(FOLDER / "names.parquet")
    assert int(names["place"].max()) < places.height  # type: ignore[arg-type]
    assert names["key"].is_sorted()
    assert names.filter(pl.col("key") != pl.col("key").str.strip_chars()).is_empty()


@pytest.mark.parametrize(
    ("name", "usable"),
    [
        pytest.param("Munich", True, id="plain"),
        pytest.param("Den Haag", True, id="two words"),
        pytest.param("MUC", False, id="airport code"),
        pytest.param("mu ni hei", False, id="transliteration in small letters"),
        pytest.param("Мюнхен", False, id="another script"),
        pytest.param("Ulm", False, id="too short"),
    ],
)
def test_alternate_names(name: str, usable: bool) -> None:
    assert is_usable_alternate(name) is usable


def test_division_takes_code_and_point_from_its_seat(index: CityIndex) -> None:
    division = own_division("AAA", "Outer Land|Outland", "Seatville", index)
    assert (division.name, division.names, division.admin1_code) == ("Outer Land", ["Outer Land", "Outland"], "07")
    assert (division.latitude, division.longitude) == (12.0, 22.0)


def test_written_point_wins(index: CityIndex) -> None:
    division = own_division("AAA", "Outer Land", "Seatville @ 1.5, 2.5", index)
    assert (division.admin1_code, division.latitude, division.longitude) == ("07", 1.5, 2.5)


def test_unknown_seat_stops_the_build(index: CityIndex) -> None:
    with pytest.raises(SystemExit, match="no city 'Nowhere'"):
        own_division("AAA", "Outer Land", "Nowhere", index)


def test_frames_do_not_depend_on_order_of_names() -> None:
    places = [city(1, "Twin", "07", 5_000, alternates=("Zwilling", "Gemini")), city(2, "Twin", "08", 9_000)]
    frame = names_frame(places)
    assert frame.rows() == [("gemini", 0, True), ("twin", 1, False), ("twin", 0, False), ("zwilling", 0, True)]
    assert places_frame(places)["admin1"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("name", "population", "is_common"),
    [
        pytest.param("Accord", 9_000, True, id="noun and verb"),
        pytest.param("Reading", 9_000, True, id="verb form"),
        pytest.param("Reading", 300_000, False, id="large town"),
        pytest.param("Zwolle", 9_000, False, id="no word"),
        pytest.param("Old Town", 9_000, False, id="two words"),
    ],
)
def test_common_words(name: str, population: int, is_common: bool) -> None:
    places = [city(1, name, "07", population)]
    assert bool(common_words(places_frame(places), names_frame(places))) is is_common


def test_common_words_of_the_artefact_are_sorted_and_no_large_towns() -> None:
    words = (FOLDER / "common_words.txt").read_text(encoding="utf-8").split()
    assert words == sorted(set(words))
    assert {"accord", "march", "victory"} <= set(words)
    assert set(words).isdisjoint({"china", "turkey", "cork", "paris"})


def test_missing_table_names_the_fix(tmp_path: Path) -> None:
    with pytest.raises(InvalidLexicon, match=r"python -m flows\.build\.gazetteer"):
        read_gazetteer(tmp_path)
