"""Shapes of data/lexicons/<language>/numerals.yaml (the words of numbers, their qualifiers, what is not a count) and counts.yaml
(which words say that persons were killed, injured, arrested, displaced, abducted or took part)."""

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from schemas.codes import COUNT_KINDS, COUNT_QUALIFIERS
from schemas.errors import InvalidLexicon

_Shape = TypeVar("_Shape", bound=BaseModel)


class VagueWords(BaseModel):
    """Words that name a number only roughly ("dozens"): least and customary reading; null high is open upwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: tuple[str, ...] = Field(min_length=1)
    low: int = Field(ge=0)
    best: int = Field(ge=0)
    high: int | None = None

    @model_validator(mode="after")
    def figures_are_in_order(self) -> Self:
        if self.low > self.best or (self.high is not None and self.best > self.high):
            raise ValueError(f"low <= best <= high does not hold for {self.words[0]!r}")
        return self


class QualifierWords(BaseModel):
    """Words beside a numeral that widen it: low and high as shares of the figure (null high: open), or a fixed lower end."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    qualifier: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    low: float = 1.0
    low_figure: int | None = None
    high: float | None = 1.0

    @model_validator(mode="after")
    def qualifier_is_known(self) -> Self:
        if self.qualifier not in COUNT_QUALIFIERS:
            raise ValueError(f"qualifier {self.qualifier!r} is not one of {', '.join(COUNT_QUALIFIERS)}")
        return self


class NotCounted(BaseModel):
    """Words after or before a number that make it something else than a count of things."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: tuple[tuple[str, ...], ...]
    before: tuple[tuple[str, ...], ...]


class NumberLexicon(BaseModel):
    """The number words of one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    cardinals: Mapping[str, int]
    magnitudes: Mapping[str, int]
    joiners: tuple[str, ...]
    one_words: tuple[str, ...]
    half: str
    ordinals: Mapping[str, int]
    ordinal_endings: tuple[str, ...]
    vague: tuple[VagueWords, ...]
    none_words: tuple[str, ...]
    qualifiers: tuple[QualifierWords, ...]
    fillers: tuple[str, ...]
    range_opens: Mapping[str, str]
    range_links: tuple[str, ...]
    not_counted: NotCounted
    streets: frozenset[str]
    year_before: tuple[str, ...]
    counted_nouns: tuple[str, ...]

    @classmethod
    def from_rows(cls, rows: Mapping[str, Any]) -> Self:
        """Check the content of a numerals file. Fails: InvalidLexicon, naming the field."""
        return _validate(cls, rows, "numerals.yaml")


class LossWords(BaseModel):
    """Nouns that stand for persons beside certain verbs: "claimed 45 lives", "12 bodies were found"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nouns: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()


class KindWords(BaseModel):
    """The words of one kind of count: verbs whose object or whose subject is counted, nouns, adjectives, and whom they do not befall."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    object_verbs: frozenset[str]
    object_phrases: tuple[tuple[str, str], ...]
    subject_verbs: frozenset[str]
    subject_phrases: tuple[tuple[str, str], ...]
    adjectives: frozenset[str]
    nouns: frozenset[str]
    of_nouns: frozenset[str]
    loss: LossWords = LossWords()
    finds: LossWords = LossWords()
    tolls: frozenset[str]
    counts_singles: bool
    counts_plurals: bool
    not_affected: frozenset[str]


class CumulativeSpans(BaseModel):
    """An opening followed by a unit of time makes a figure a total of that time: "over the past ten years"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opening: tuple[str, ...]
    units: frozenset[str]


class TollWords(BaseModel):
    """The words of statements that give the toll of a happening so far, and where in them its figure stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nouns: frozenset[str]
    counted_nouns: frozenset[str]
    counted: frozenset[str]
    number_nouns: frozenset[str]
    killed: frozenset[str]
    injured: frozenset[str]
    confirming: frozenset[str]
    confirmed: frozenset[str]
    before_total: frozenset[str]
    before_other: frozenset[str]
    increments: frozenset[str]
    totals: tuple[str, ...]
    fillers: frozenset[str]
    acts: Mapping[str, tuple[str, ...]]


class CountLexicon(BaseModel):
    """The words that say what happened to counted persons, in one language (data/lexicons/<language>/counts.yaml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    kinds: Mapping[str, KindWords]
    words: Mapping[str, frozenset[str]]
    transparent_nouns: frozenset[str]
    including: frozenset[str]
    companion_phrases: tuple[str, ...]
    pair_words: frozenset[str]
    them: frozenset[str]
    definite: frozenset[str]
    ambiguous_joiners: frozenset[str]
    negations: frozenset[str]
    self_pronouns: frozenset[str]
    casualty_nouns: Mapping[str, tuple[str, ...]]
    toll_nouns: frozenset[str]
    toll_verbs_to: frozenset[str]
    leaving_verbs: frozenset[str]
    cumulative_subjects: frozenset[str]
    cumulative_with_perfect: frozenset[str]
    cumulative_phrases: tuple[str, ...]
    cumulative_spans: CumulativeSpans
    not_persons: frozenset[str]
    persons: frozenset[str]
    toll_statements: TollWords

    @model_validator(mode="after")
    def kinds_are_known(self) -> Self:
        unknown = sorted(set(self.kinds) - set(COUNT_KINDS))
        if unknown:
            raise ValueError(f"kinds: {', '.join(unknown)} not among {', '.join(COUNT_KINDS)}")
        return self

    @classmethod
    def from_rows(cls, rows: Mapping[str, Any]) -> Self:
        """Check the content of a counts file. Fails: InvalidLexicon, naming the field."""
        return _validate(cls, rows, "counts.yaml")


def _validate(shape: type[_Shape], rows: Mapping[str, Any], file: str) -> _Shape:
    try:
        return shape.model_validate(rows)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise InvalidLexicon(f"{file}: {place}: {first['msg']}") from error
