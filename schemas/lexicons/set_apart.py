"""Shape of data/lexicons/<language>/set_apart.yaml: the words that set an act apart from one of its kind told before."""

from pydantic import BaseModel, ConfigDict, Field

Words = frozenset[str]


class SetApartWords(BaseModel):
    """Which words set an act apart, and beside what they have to stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ordinals: Words
    first: Words = Field(description='"the *first* attack": earlier, where a second is told.')
    another: Words
    apart: Words = Field(description="separate: of one act only.")
    anew: Words = Field(description="new, fresh: not behind a definite word.")
    earlier: Words
    last: Words = Field(description='"*last* month\'s attack": before a possessor of periods.')
    periods: Words
    definite: Words
    not_before: Words = Field(description='"second *deadliest*": what makes an ordinal a rank or a part of a word.')
    series: Words = Field(description='"a second *wave* of strikes": nouns that stand for the act behind "of".')
    occasions: Words = Field(description='"in another *incident*": nouns of acts in the phrase that opens a clause.')
    bearers: Words = Field(description='"a second *bomb* exploded": what acts are done with, each once.')
    bearer_verbs: Words = Field(description='"a second *exploded*": verbs whose subject is such a thing though it is not named.')
    times: Words
    again: Words
    never: Words
    separately: Words
    elsewhere: Words
    later: Words
    earlier_openers: Words
    sooner: Words = Field(description='"*hours* later".')
    same: Words = Field(description='"later *that* day".')
    following: Words
    day_parts: Words
