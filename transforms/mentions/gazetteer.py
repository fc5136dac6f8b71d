"""The gazetteer in memory: names to candidate places, columns of places, as the artefact in data/gazetteer holds them."""

import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby

import polars as pl

_FOLD = str.maketrans(
    {"-": " ", "‐": " ", "‑": " ", "–": " ", "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss"}
    | {"æ": "ae", "Æ": "Ae", "ə": "e", "Ə": "E"}
    | dict.fromkeys(".'’‘`ʻʼʿʾ", "")
)  # fmt: skip


def name_key(name: str) -> str:
    """The form under which names are compared: lower case, no marks, full stops or apostrophes, one space for hyphens."""
    text = name.translate(_FOLD)
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(text.lower().split())


@dataclass(slots=True)
class Gazetteer:
    """Places by row number and the rows that a name may mean, likeliest first (main names before alternates, then population).

    entries: name key -> entry; the entry's rows are rows[offsets[entry]:offsets[entry + 1]].
    longest: first word of a name of several words -> number of words of the longest such name.
    common_words: names that are also words of the language: a place only where the words around say so.
    """

    place_ids: list[str]
    names: list[str]
    features: list[str]
    countries: list[str | None]
    admin1: list[int | None]
    latitudes: list[float | None]
    longitudes: list[float | None]
    populations: list[int]
    entries: dict[str, int]
    offsets: "array[int]"
    rows: "array[int]"
    alternates: bytearray
    longest: dict[str, int]
    common_words: frozenset[str] = frozenset()

    @classmethod
    def from_frames(cls, places: pl.DataFrame, names: pl.DataFrame, common_words: Iterable[str] = ()) -> "Gazetteer":
        """In: the two tables that flows.build.gazetteer writes; names sorted by key, is_alternate, falling population."""
        keys = names["key"].to_list()
        sizes = [(key, sum(1 for _ in group)) for key, group in groupby(keys)]
        entries = {key: number for number, (key, _) in enumerate(sizes)}
        return cls(
            place_ids=places["place_id"].to_list(),
            names=places["name"].to_list(),
            features=places["feature"].cast(pl.Categorical).to_list(),
            countries=[intern_code(code) for code in places["country"].to_list()],
            admin1=places["admin1"].to_list(),
            latitudes=[None if value is None else round(value, 4) for value in places["latitude"].to_list()],
            longitudes=[None if value is None else round(value, 4) for value in places["longitude"].to_list()],
            populations=places["population"].to_list(),
            entries=entries,
            offsets=array("I", accumulate((size for _, size in sizes), initial=0)),
            rows=array("I", names["place"].to_list()),
            alternates=bytearray(names["is_alternate"].cast(pl.UInt8).to_list()),
            longest=longest_by_first_word(entries),
            common_words=frozenset(common_words),
        )

    def candidates(self, key: str) -> list[tuple[int, bool]]:
        """Rows that bear a name, with whether it is an alternate name of theirs."""
        entry = self.entries.get(key)
        if entry is None:
            return []
        return [(self.rows[i], bool(self.alternates[i])) for i in range(self.offsets[entry], self.offsets[entry + 1])]

    def towns_of_one_country(self, least_population: int) -> dict[str, str]:
        """Main names of capitals and of cities of some size that no place of another country bears -> country; no common words."""
        towns: dict[str, str] = {}
        for row, (feature, population, country) in enumerate(zip(self.features, self.populations, self.countries, strict=True)):
            if country is None or not (feature == "capital" or (feature == "city" and population >= least_population)):
                continue
            key = name_key(self.names[row])
            if key not in self.common_words and all(self.countries[other] == country for other, _ in self.candidates(key)):
                towns[self.names[row]] = country
        return towns

    def find(self, key: str, features: tuple[str, ...], country: str | None = None) -> Iterator[int]:
        """Rows of some features that bear a name, likeliest first."""
        for row, _ in self.candidates(key):
            if self.features[row] in features and (country is None or self.countries[row] == country):
                yield row


_CODES: dict[str, str] = {}


def intern_code(code: str | None) -> str | None:
    return None if code is None else _CODES.setdefault(code, code)


def longest_by_first_word(keys: Iterable[str]) -> dict[str, int]:
    """First word -> number of words of the longest key that starts with it, for keys of two words and more."""
    longest: dict[str, int] = {}
    for key in keys:
        space = key.find(" ")
        if space > 0:
            first, count = key[:space], key.count(" ") + 1
            if count > longest.get(first, 0):
                longest[first] = count
    return longest
