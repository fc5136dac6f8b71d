"""Shape of data/lexicons/<language>/dates.yaml: calendar words, patterns of dates with examples that prove them, cues of direction."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

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
    """A feast: how its first day is found in a year, and for how many days it lasts.

    It is a day of a month (of one year only, if it names one), the nth weekday of a month, a number of days from Easter, from
    Orthodox Easter, from the Jewish new year, Passover or the Persian new year, a month and day of the Islamic calendar, or one
    of the days of a table; plus moves it on by so many days.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)
    weekday: int | None = Field(default=None, ge=1, le=7)
    nth: int | None = None
    plus: int = 0
    year: int | None = None
    easter: int | None = None
    orthodox: int | None = None
    islamic: tuple[tuple[int, int], ...] = ()
    jewish: int | None = None
    passover: int | None = None
    persian: int | None = None
    table: tuple[dt.date, ...] = ()
    lasts: int = Field(default=1, ge=1, le=60)

    @model_validator(mode="after")
    def _is_found_in_one_way(self) -> Self:
        counted = (self.easter, self.orthodox, self.jewish, self.passover, self.persian)
        in_month = self.day is not None or (self.weekday is not None and self.nth is not None)
        ways = [self.month is not None and in_month, bool(self.islamic), bool(self.table), *(way is not None for way in counted)]
        if sum(ways) != 1:
            kinds = "a month with a day or an nth weekday, easter, orthodox, jewish, passover, persian, islamic or a table"
            raise ValueError(f"a feast is found in one way, by one of: {kinds}")
        return self


class FamousDay(BaseModel):
    """A day of the year that means that of one year beside certain words: "the Sept. 11 attacks"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    year: int
    beside: frozenset[str]


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
    weekdays_plural: Mapping[str, int]
    set_words: Mapping[str, str]
    holidays: Mapping[str, Holiday]
    famous_days: tuple[FamousDay, ...] = ()
    future_cues: frozenset[str]
    future_pairs: frozenset[str]
    weak_future_cues: frozenset[str]
    planning_cues: frozenset[str]
    deferral_cues: frozenset[str]
    promise_cues: frozenset[str]
    infinitive: str
    superlative_endings: tuple[str, ...]
    past_cues: frozenset[str]
    not_past: frozenset[str]
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
