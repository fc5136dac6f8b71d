"""Places in sentences of our own: which words are places, and which places they are."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from flows.gazetteer import read_gazetteer
from schemas.errors import InvalidLexicon
from transforms.mentions.gazetteer import Gazetteer, name_key
from transforms.mentions.places import PlaceEngine, PlaceLexicon
from transforms.mentions.source_priors import LEAST_TEXTS, learn_priors

DATA = Path(__file__).parents[3] / "data"


def read(name: str) -> dict:
    return yaml.load((DATA / "lexicons" / "en" / name).read_bytes(), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="module")
def lexicon() -> PlaceLexicon:
    return PlaceLexicon.build(read("places.yaml"), read("countries.yaml"))


@pytest.fixture(scope="module")
def engine(lexicon: PlaceLexicon) -> PlaceEngine:
    return PlaceEngine(read_gazetteer(DATA / "gazetteer"), lexicon)


RESOLVED = [
    pytest.param("BEIRUT, Lebanon (AP) — Banks stayed shut.", {"BEIRUT": ("LBN", "city"), "Lebanon": ("LBN", "country")}, id="dateline"),
    pytest.param("NAIROBI — Lawmakers met on Monday.", {"NAIROBI": ("KEN", "city")}, id="dateline without a country"),
    pytest.param("Police in Paris, Texas, held three men.", {"Paris": ("USA", "city"), "Texas": ("USA", "admin1")}, id="town, state"),
    pytest.param("Police in Paris held three men near the Seine.", {"Paris": ("FRA", "city"), "Seine": ("FRA", "region")}, id="bigger one"),
    pytest.param("A depot burned in Salem, Ore., at dawn.", {"Salem": ("USA", "city"), "Ore.": ("USA", "admin1")}, id="abbreviated state"),
    pytest.param("A strike shut shops in Port-au-Prince.", {"Port-au-Prince": ("HTI", "city")}, id="a small word inside a name"),
    pytest.param("Villagers fled Idlib province on foot.", {"Idlib": ("SYR", "admin1")}, id="noun makes it a division"),
    pytest.param("Shells fell on Aleppo and Idlib provinces.", {"Aleppo": ("SYR", "admin1"), "Idlib": ("SYR", "admin1")}, id="plural noun"),
    pytest.param("Shells fell on the city of Aleppo.", {"Aleppo": ("SYR", "city")}, id="town before its province"),
    pytest.param("Georgia accused Russia of shelling a post near Tbilisi.", {"Georgia": ("GEO", "country")}, id="Georgia the country"),
    pytest.param("Floods hit Georgia; Atlanta and Savannah lost power.", {"Georgia": ("USA", "admin1")}, id="Georgia the state"),
    pytest.param("Protesters in Tripoli blocked a road, Lebanese media said.", {"Tripoli": ("LBN", "city")}, id="country by demonym"),
    pytest.param("Militias in Tripoli seized the port.", {"Tripoli": ("LBY", "city")}, id="capital by default"),
    pytest.param("The storm hit Washington state and Oregon.", {"Washington": ("USA", "admin1")}, id="Washington state"),
    pytest.param("Troops left Darfur for Kordofan.", {"Darfur": ("SDN", "region"), "Kordofan": ("SDN", "region")}, id="regions"),
    pytest.param("A patrol in the DRC met one from Uganda.", {"DRC": ("COD", "country"), "Uganda": ("UGA", "country")}, id="short country"),
    pytest.param("Fires spread across NSW.", {"NSW": ("AUS", "admin1")}, id="abbreviated division alone"),
    pytest.param("The ship left the Strait of Hormuz.", {"Strait of Hormuz": (None, "region")}, id="strait of several countries"),
    pytest.param("Guards shut Heathrow for an hour.", {"Heathrow": ("GBR", "site")}, id="airport"),
    pytest.param("Rebels left Deir ez-Zor and al-Bab.", {"Deir ez-Zor": ("SYR", "city"), "al-Bab": ("SYR", "city")}, id="Arabic articles"),
    pytest.param("Aleppo’s airport was shut.", {"Aleppo": ("SYR", "city")}, id="possessive stays outside"),
    pytest.param("An Iran-backed militia fired.", {"Iran": ("IRN", "country")}, id="hyphenated compound"),
    pytest.param("Clashes broke out in Reading on Sunday.", {"Reading": ("GBR", "city")}, id="common word after a preposition"),
    pytest.param("Boats left Nice and Cork.", {"Nice": ("FRA", "city"), "Cork": ("IRL", "city")}, id="words that are large towns"),
    pytest.param("A ferry from Split reached Bath.", {"Split": ("HRV", "city"), "Bath": ("GBR", "city")}, id="words and middling towns"),
    pytest.param("Docks shut in Mobile.", {"Mobile": ("USA", "city")}, id="word and large town"),
    pytest.param("Docks shut in Hull.", {"Hull": ("GBR", "city")}, id="word and short name of a city"),
    pytest.param("A crowd met in Male on Monday.", {"Male": ("MDV", "city")}, id="word that is a capital"),
    pytest.param("Rebels hit a post near Bossangoa.", {"Bossangoa": ("CAF", "city")}, id="small town"),
    pytest.param("Security talks opened in N'Djamena.", {"N'Djamena": ("TCD", "city")}, id="apostrophe inside"),
    pytest.param("A crowd stood outside the White House.", {"White House": ("USA", "site")}, id="building after a preposition"),
]  # fmt: skip

NO_PLACE = [
    pytest.param("Michael Lancaster was elected. Lancaster won by ten votes.", id="surname named in full before"),
    pytest.param("Mayor Dallas Houston said the bridge was safe.", id="title and two town names"),
    pytest.param("Jordan Hale, 31, was charged. Hale denied it.", id="country as a given name"),
    pytest.param("Mr. Sutton told the court that he was asleep.", id="abbreviated title"),
    pytest.param("The Washington Post reported that talks had failed.", id="newspaper"),
    pytest.param("The Bank of England raised rates.", id="bank"),
    pytest.param("Manchester United lost again.", id="football club"),
    pytest.param("Reading is fun. Victory was sweet.", id="common words first in a sentence"),
    pytest.param("Please give us more time, he told us in march.", id="pronoun us"),
    pytest.param("The White House said talks would go on.", id="building that speaks"),
    pytest.param("Accord was near. Shaping it took years. Trundle on, they said.", id="dictionary words first in a sentence"),
    pytest.param("Someone lives on Clinton Street.", id="street"),
    pytest.param("", id="empty text"),
]


@pytest.mark.parametrize(("text", "expected"), RESOLVED)
def test_names_resolve(engine: PlaceEngine, text: str, expected: dict[str, tuple[str | None, str]]) -> None:
    found = {place.text: (place.country, place.precision) for place in engine.find_places(text) if place.kind == "place"}
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize("text", NO_PLACE)
def test_what_is_no_place(engine: PlaceEngine, text: str) -> None:
    assert [place.text for place in engine.find_places(text)] == []


@pytest.mark.parametrize(
    ("text", "word", "country", "precision"),
    [
        pytest.param("Russian troops moved at night.", "Russian", "RUS", "country", id="adjective"),
        pytest.param("Two Ukrainians were hurt.", "Ukrainians", "UKR", "country", id="people"),
        pytest.param("The Chechen leader spoke.", "Chechen", "RUS", "admin1", id="division"),
        pytest.param("European ministers agreed.", "European", None, "region", id="continent"),
        pytest.param("EU ministers agreed.", "EU", None, "region", id="union"),
    ],
)
def test_demonyms_are_never_cities(engine: PlaceEngine, text: str, word: str, country: str | None, precision: str) -> None:
    (place,) = engine.find_places(text)
    assert (place.text, place.kind, place.country, place.precision) == (word, "demonym", country, precision)


def test_one_meaning_per_article(engine: PlaceEngine) -> None:
    places = engine.find_places("A bus left Springfield, Ill., at dawn. Nobody in Springfield saw it again.")
    assert [(p.name, p.admin1) for p in places if p.text == "Springfield"] == [("Springfield", "Illinois")] * 2


def test_unlisted_town_lies_in_the_state_after_it(engine: PlaceEngine) -> None:
    town = engine.find_places("A man from Quarlton Bend, Va., was found.")[0]
    assert (town.text, town.country, town.admin1, town.precision) == ("Quarlton Bend", "USA", "Virginia", "admin1")


def test_upper_case_wire(engine: PlaceEngine) -> None:
    text = "REBELS ATTACKED A POLICE POST IN AYACUCHO, PERU, AND KILLED TWO GUARDS. THE ARMY SAID IN LIMA THAT A BOMB WAS FOUND."
    assert [(p.text, p.country) for p in engine.find_places(text)] == [("AYACUCHO", "PER"), ("PERU", "PER"), ("LIMA", "PER")]


def test_a_title_in_capitals_reaches_no_further_than_a_small_word(engine: PlaceEngine) -> None:
    found = engine.find_places("THE AMBASSADOR IN BOGOTA MET THE MAYOR OF MEDELLIN. NOBODY SLEPT IN BOGOTA.")
    assert [place.text for place in found] == ["BOGOTA", "MEDELLIN", "BOGOTA"]


def test_a_dateline_names_its_station(engine: PlaceEngine) -> None:
    found = engine.find_places("SANTIAGO, 3 MAY 91 (SECOND NATIONAL TELEVISION NETWORK) -- THE MINISTER SPOKE ABOUT PRICES AND WAGES.")
    assert [(place.text, place.country) for place in found] == [("SANTIAGO", "CHL")]


def test_capitals_make_no_abbreviation(engine: PlaceEngine) -> None:
    found = engine.find_places("THE SHOTS CAME FROM THE WOODS NEAR GUAYAQUIL, IN THE NIGHT, OR SO THEY THINK IN QUITO, AT LEAST.")
    assert [(place.text, place.country) for place in found] == [("GUAYAQUIL", "ECU"), ("QUITO", "ECU")]


def test_names_go_on_over_the_ends_of_short_lines(engine: PlaceEngine) -> None:
    text = "The rebels, who hold much of the country, said that they had left San\nSalvador for the hills in the north and east of the\n"
    text += "capital, where the army has not been seen since the spring of last\nyear, and where many of the farmers are on their\nside."
    assert [(place.text, place.start_char, place.end_char) for place in engine.find_places(text)] == [("San Salvador", 66, 78)]


def test_village_of_the_country_spoken_of_is_not_put_abroad(engine: PlaceEngine) -> None:
    text = "Kenyan herders, Kenyan police and the government of Kenya met in Annville."
    [village] = [place for place in engine.find_places(text) if place.text == "Annville"]
    assert (village.country, village.place_id, village.latitude, village.basis) == ("KEN", None, None, "unlisted")


def test_lower_case_text_gives_only_plain_names(engine: PlaceEngine) -> None:
    text = "police in srinagar fired tear gas while indian officials met; it may be nice in reading and bath, said victoria."
    assert [(p.text, p.country) for p in engine.find_places(text)] == [("srinagar", "IND"), ("indian", "IND")]


def test_what_a_source_writes_of_decides_homonyms(engine: PlaceEngine) -> None:
    text = "Council members in Dublin met on Monday."
    local = ["Schools in Columbus, Ohio, closed.", "A fire in Dayton, Ohio.", "Akron, Ohio, and Toledo, Ohio, lost.", text]
    priors = learn_priors([("ohio.example", words) for words in local] + [("other.example", "A flood in Parma, Italy.")], engine)
    assert list(priors) == ["ohio.example"]
    assert (priors["ohio.example"]["USA"], priors["ohio.example"]["USA/Ohio"]) == (1.0, 1.0)
    assert engine.find_places(text)[0].country == "IRL"
    assert engine.find_places(text, prior=priors["ohio.example"])[0].admin1 == "Ohio"


def test_two_texts_do_not_say_where_a_source_is_at_home(engine: PlaceEngine) -> None:
    assert learn_priors([("ohio.example", "A fire in Dayton, Ohio.")] * (LEAST_TEXTS - 1), engine) == {}


def test_homonyms_have_low_confidence(engine: PlaceEngine) -> None:
    vague = engine.find_places("Shots were heard in Springfield.")[0]
    clear = engine.find_places("Shots were heard in Springfield, Illinois.")[0]
    assert vague.confidence < 0.7 < clear.confidence


def test_spans_are_code_points(engine: PlaceEngine) -> None:
    text = "“Él 🚒” — in Córdoba, Argentina, fires burned."
    places = engine.find_places(text)
    assert [text[p.start_char : p.end_char] for p in places] == ["Córdoba", "Argentina"]
    assert places[0].country == "ARG"


def test_ids_say_where_a_place_comes_from(engine: PlaceEngine) -> None:
    town, region = engine.find_places("Convoys left Nyala for southern Darfur.")
    assert (town.place_id or "").startswith("gn:")
    assert region.place_id == "ew:darfur"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("Deir ez-Zor", "deir ez zor", id="hyphen"),
        pytest.param("Xi’an", "xian", id="apostrophe"),
        pytest.param("São Paulo", "sao paulo", id="marks"),
        pytest.param("Łódź", "lodz", id="stroke"),
        pytest.param("U.S.", "us", id="full stops"),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_gazetteer_from_frames_orders_candidates() -> None:
    places = pl.DataFrame(
        {
            "place_id": ["gn:1", "gn:2"], "name": ["Big", "Small"], "feature": ["city", "city"], "country": ["AAA", "BBB"],
            "admin1": [None, None], "latitude": [1.0, 2.0], "longitude": [1.0, 2.0], "population": [9, 1],
        },
        schema_overrides={"admin1": pl.Int32},
    )  # fmt: skip
    names = pl.DataFrame({"key": ["big", "twin town", "twin town"], "place": [0, 0, 1], "is_alternate": [False, False, True]})
    gazetteer = Gazetteer.from_frames(places, names)
    assert gazetteer.candidates("twin town") == [(0, False), (1, True)]
    assert gazetteer.candidates("nowhere") == []
    assert gazetteer.longest == {"twin": 2}


def test_towns_of_one_country(engine: PlaceEngine) -> None:
    towns = engine.names.gazetteer.towns_of_one_country(100_000)
    assert {name: towns.get(name) for name in ("Zanjan", "Bauchi", "Tripoli", "Hyderabad", "Bossangoa", "Grimsby")} == {
        "Zanjan": "IRN", "Bauchi": "NGA", "Tripoli": None, "Hyderabad": None, "Bossangoa": None, "Grimsby": None,
    }  # fmt: skip


def test_broken_lexicon_names_the_key() -> None:
    rows = read("places.yaml") | {"regions": {"SDN": {"Darfur": ["north", 25.0]}}}
    with pytest.raises(InvalidLexicon, match=r"regions\.SDN\.Darfur"):
        PlaceLexicon.build(rows, read("countries.yaml"))


def test_own_places_lie_on_the_globe(lexicon: PlaceLexicon) -> None:
    points = [point for field in (lexicon.regions, lexicon.districts, lexicon.sites) for rows in field.values() for point in rows.values()]
    assert len(points) >= 800
    assert all(-90 <= latitude <= 90 and -180 <= longitude <= 180 for latitude, longitude in points)
