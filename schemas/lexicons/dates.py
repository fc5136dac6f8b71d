"""Shape of data/lexicons/<language>/dates.yaml: calendar words, patterns of dates with examples that prove them, cues of direction."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.errors import InvalidLexicon
from schemas.lexicons.numbers import NumberLexicon


class DateRule(BaseModel):
    """Patterns that one reader understands; examples: a text, and the value that it has if published on Saturday 30 November 2024."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    patterns: tuple[str, ...] = Field(min_length=1)
    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    examples: Mapping[str, str]


class Holiday(BaseModel):
    """A feast: a day of a month, the nth weekday of a month (plus days), or days from Easter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)
    weekday: int | None = Field(default=None, ge=1, le=7)
    nth: int | None = None
    plus: int = 0
    easter: int | None = None


class DateLexicon(BaseModel):
    """The date words and patterns of one language, with its number words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    numerals: NumberLexicon
    day_first: bool
    weekdays: Mapping[str, int]
    weekdays_short: Mapping[str, int]
    months: Mapping[str, int]
    months_weak: Mapping[str, int]
    month_before: tuple[str, ...]
    month_before_sure: frozenset[str]
    seasons: Mapping[str, str]
    seasons_weak: Mapping[str, str]
    units: Mapping[str, str]
    units_plural: Mapping[str, str]
    time_units: Mapping[str, str]
    time_units_plural: Mapping[str, str]
    deictic: Mapping[str, int]
    dayparts: Mapping[str, str]
    clock_words: Mapping[str, str]
    now_parts: Mapping[str, str]
    meridiem: Mapping[str, int]
    decades_spelled: Mapping[str, int]
    century_words: Mapping[str, int]
    classes: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, str]
    rules: tuple[DateRule, ...]
    other_cores: tuple[str, ...]
    words: Mapping[str, frozenset[str]]
    reference_words: Mapping[str, tuple[str, ...]]
    set_words: Mapping[str, str]
    holidays: Mapping[str, Holiday]
    future_cues: frozenset[str]
    past_cues: frozenset[str]
    past_endings: tuple[str, ...]
    not_past_endings: tuple[str, ...]

    @classmethod
    def from_rows(cls, rows: Mapping[str, Any], numerals: NumberLexicon) -> Self:
        """Check the content of a dates file. Fails: InvalidLexicon, naming the field."""
        try:
            return cls.model_validate({**rows, "numerals": numerals})
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "file"
            raise InvalidLexicon(f"dates.yaml: {place}: {first['msg']}") from error
