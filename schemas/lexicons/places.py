"""Shape of data/lexicons/<language>/places.yaml, joined with the names and demonyms of countries.yaml."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.errors import InvalidLexicon

Point = tuple[float, float]
Words = frozenset[str]
NO_COUNTRY = "INT"


class UnitNouns(BaseModel):
    """Nouns after a name that say what it is, by the level that they ask for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    admin1: Words
    admin2: Words
    city: Words
    natural: Words


class CountryNames(BaseModel):
    """What countries.yaml says of one country, as far as places need it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    iso3: str = Field(pattern=r"^[A-Z]{3}$")
    name: str
    aliases: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


class PlaceLexicon(BaseModel):
    """Own places by country ("INT": none or several) and names joined by "|", and the words around place names of one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regions: Mapping[str, Mapping[str, Point]]
    districts: Mapping[str, Mapping[str, Point]]
    sites: Mapping[str, Mapping[str, Point]]
    spellings: Mapping[str, Mapping[str, str]]
    abbreviations: Mapping[str, Mapping[str, str]]
    standing_abbreviations: Words
    unit_nouns: UnitNouns
    demonyms: Mapping[str, str]
    metonyms: Words
    units_before: Words
    placing_prepositions: Words
    locative_prepositions: Words
    small_words: Words
    person_titles: Words
    person_suffixes: Words
    speech_verbs: Words
    name_words: Words
    institution_words: Words
    name_heads: Words
    directions: Words
    link_words: tuple[str, ...]
    not_places: tuple[str, ...]
    common_words: Words
    first_names: Words
    surnames: Words
    countries: tuple[CountryNames, ...]

    @classmethod
    def build(cls, places: Mapping[str, Any], countries: Mapping[str, Any]) -> "PlaceLexicon":
        """Validate parsed places.yaml and countries.yaml together; fails with InvalidLexicon that names the key and the cause."""
        try:
            return cls.model_validate({**places, "countries": countries["countries"]})
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidLexicon(f"places.yaml: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
