"""Shape of data/lexicons/<language>/kin.yaml: which words of news name one and the same act."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

Words = frozenset[str]
FEWEST_WORDS = 2
EFFECT = "[effect]"
"""The family of words that tell what an act did ("killed", "wounded"): kin to every act of its type."""
CAPTURE = "[capture_place]"
"""The family of words for taking a place."""
FIGHT = frozenset(["[fight]", "[shoot]", "[shell]", "[air_strike]", "[bomb]", "[advance]"])
"""The families of words for the fight or the campaign for a place."""
UMBRELLA = "[umbrella]"
"""The family of words for acts of all kinds ("the incident"): kin to every act of its type."""


class KinFamily(BaseModel):
    """Dictionary forms that reporters exchange for each other, by part of speech; several words in a row are one phrase."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_kin(self) -> Self:
        if len({*self.verbs, *self.nouns, *self.adjectives}) < FEWEST_WORDS:
            raise ValueError("a family has two words and more; add one or leave the family out")
        return self


class KinWords(BaseModel):
    """The whole file.

    light_verbs: leave it to a noun what is done. function_words: carry no act. suffixes: ending of a noun -> what stands in its place in
    the verb, the likeliest first. not_derived: nouns that only look so. speech: families that are one happening only in one mouth. effects:
    words and phrases that tell what an act did, not which it was.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    light_verbs: Words
    function_words: Words
    suffixes: Mapping[str, tuple[str, ...]]
    not_derived: Words
    speech: Words
    effects: Words
    umbrella: Words
    families: Mapping[str, KinFamily]

    @model_validator(mode="after")
    def _knows_speech(self) -> Self:
        unknown = sorted(self.speech - self.families.keys())
        if unknown:
            raise ValueError(f"speech names {unknown[0]!r}, which is no family; write the family or leave it out")
        return self
