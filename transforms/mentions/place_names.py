"""Every name that the place engine knows: the gazetteer's, the lexicon's own places, countries and their demonyms, as one look-up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from schemas.lexicons.places import NO_COUNTRY, PlaceLexicon, Point
from transforms.mentions.gazetteer import Gazetteer, longest_by_first_word, name_key

Candidates = list[tuple[int, bool]]
PRECISIONS = {
    "country": "country", "admin1": "admin1", "admin2": "admin2", "capital": "city", "city": "city", "region": "region", "site": "site",
}  # fmt: skip
OWN_FEATURES = (("regions", "region"), ("districts", "admin2"), ("sites", "site"))


class PlaceNames:
    """Places as columns (gazetteer rows first, then our own) and names as keys.

    own: names whose candidates differ from the gazetteer's. demonyms: adjectives and nouns of peoples -> rows of their countries.
    upper_only: keys that are a place only in capitals ("US"). not_places: whole names that hold a place name and are none.
    """

    def __init__(self, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> None:
        self.gazetteer = gazetteer
        self.place_ids = list(gazetteer.place_ids)
        self.names = list(gazetteer.names)
        self.features = list(gazetteer.features)
        self.countries = list(gazetteer.countries)
        self.admin1 = list(gazetteer.admin1)
        self.latitudes = list(gazetteer.latitudes)
        self.longitudes = list(gazetteer.longitudes)
        self.populations = list(gazetteer.populations)
        self.country_rows = {code: row for row, code in enumerate(gazetteer.countries) if gazetteer.features[row] == "country" and code}
        self.own: dict[str, Candidates] = {}
        self.upper_only: set[str] = set()
        self._add_own_places(lexicon)
        self._add_spellings(lexicon.spellings)
        self.demonyms = self._read_countries(lexicon)
        self.abbreviations = self._read_abbreviations(lexicon.abbreviations)
        self.standing = {short: self.abbreviations[short] for short in lexicon.standing_abbreviations if short in self.abbreviations}
        self.metonyms = {name_key(name) for name in lexicon.metonyms}
        self.not_places = {name_key(name) for name in lexicon.not_places}
        self.links = link_gaps(lexicon.link_words)
        self.longest = dict(gazetteer.longest)
        for keys in (self.own.keys(), self.demonyms.keys(), self.not_places):
            for first, count in longest_by_first_word(keys).items():
                self.longest[first] = max(count, self.longest.get(first, 0))

    def _add_own_places(self, lexicon: PlaceLexicon) -> None:
        for field, feature in OWN_FEATURES:
            by_country: Mapping[str, Mapping[str, Point]] = getattr(lexicon, field)
            for country, rows in by_country.items():
                for names, point in rows.items():
                    self._add_place(names.split("|"), feature, None if country == NO_COUNTRY else country, point)

    def _add_place(self, names: list[str], feature: str, country: str | None, point: Point) -> None:
        row = len(self.place_ids)
        self.place_ids.append("ew:" + name_key(names[0]).replace(" ", "-"))
        self.names.append(names[0])
        self.features.append(feature)
        self.countries.append(country)
        self.admin1.append(None)
        self.latitudes.append(point[0])
        self.longitudes.append(point[1])
        self.populations.append(0)
        for name in names:
            self._add_name(name, [(row, False)])

    def _add_name(self, name: str, rows: Candidates) -> None:
        key = name_key(name)
        known = self.own.get(key)
        if known is None:
            known = self.gazetteer.candidates(key)
        self.own[key] = rows + [(row, alternate) for row, alternate in known if not alternate and row not in {new for new, _ in rows}]

    def _add_spellings(self, spellings: Mapping[str, Mapping[str, str]]) -> None:
        for country, names in spellings.items():
            for name, usual in names.items():
                row = next(self.gazetteer.find(name_key(usual), ("city", "capital"), country), None)
                if row is not None:
                    self._add_name(name, [(row, False)])
                    if len(name.replace(".", "")) <= 3:
                        self.upper_only.add(name_key(name))

    def _read_countries(self, lexicon: PlaceLexicon) -> dict[str, list[int]]:
        """Add names of countries and return their demonyms. A name that the gazetteer knows as a part of the country stays that part."""
        demonyms: dict[str, list[int]] = defaultdict(list)
        for country in lexicon.countries:
            row = self.country_rows.get(country.iso3)
            if row is None:
                continue
            for name in (country.name, *country.aliases):
                key = name_key(name)
                levels = {self.features[item] for item, _ in self.candidates(key) if self.countries[item] == country.iso3}
                if levels.isdisjoint(("admin1", "region", "country")):
                    self._add_name(name, [(row, False)])
                if len(key) <= 3:
                    self.upper_only.add(key)
            for word in (*country.demonyms, *country.people):
                key = name_key(word)
                if len(key) > 3 and row not in demonyms[key]:
                    demonyms[key].append(row)
        for word, place in lexicon.demonyms.items():
            candidates = self.candidates(name_key(place))
            if candidates:
                demonyms[name_key(word)] = [candidates[0][0]]
                if len(word) <= 3:
                    self.upper_only.add(name_key(word))
        return dict(demonyms)

    def _read_abbreviations(self, abbreviations: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
        """ "Ala." -> the row of Alabama; the first country that uses an abbreviation keeps it."""
        rows: dict[str, int] = {}
        for country, names in abbreviations.items():
            for short, name in names.items():
                row = next(self.gazetteer.find(name_key(name), ("admin1",), country), None)
                if row is not None:
                    rows.setdefault(short, row)
        return rows

    def candidates(self, key: str) -> Candidates:
        known = self.own.get(key)
        return known if known is not None else self.gazetteer.candidates(key)

    def __contains__(self, key: str) -> bool:
        return key in self.gazetteer.entries or key in self.own or key in self.demonyms or key in self.not_places


def link_gaps(words: Iterable[str]) -> dict[str, str]:
    """What may stand between two capitalised words of one name (" of the ", "-al-") -> the same in a name key."""
    gaps = {" ": " ", "-": " ", "\u00a0": " ", "‑": " ", "–": " "}
    singles = list(words)
    for word in singles:
        for left, right in product((" ", "-"), repeat=2):
            gaps[f"{left}{word}{right}"] = f" {name_key(word)} " if word != "&" else " & "
    for first, second in _pairs():
        gaps[f" {first} {second} "] = f" {first} {second} "
    return gaps


def _pairs() -> Iterator[tuple[str, str]]:
    yield from (("of", "the"), ("de", "la"), ("de", "los"), ("de", "las"), ("de", "el"), ("and", "the"), ("in", "the"))
