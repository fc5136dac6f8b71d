"""Shape of data/lexicons/<language>/echoes.yaml: nouns that speak again of an act that the article has told already."""

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.codes import EVENT_TYPES

Words = frozenset[str]
ECHO = "echo."
"""How the ids of the families begin."""


class Echo(BaseModel):
    """Nouns of one family and the acts that they may take up; matches and ignores: texts of two sentences or more, the first tells the act.

    takes_up: types, or a type with a mode ("ASSAULT.firearms": acts of that mode or of none; the noun gives the mode that they lack).
    dated_alone: with a day of its own the noun needs no act told before ("*Monday's attack*"): it is one of the first of takes_up.
    not_behind: prepositions before the noun that make it no act ("*under* the agreement"). not_before: the same for those behind it.
    of, possessor: as in rules, which role these have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^echo\.[a-z0-9-]+$")
    nouns: Words = Field(min_length=1)
    takes_up: tuple[str, ...] = Field(min_length=1)
    dated_alone: bool = False
    not_behind: Words = frozenset()
    not_before: Words = frozenset()
    of: str = Field(default="recipient", pattern="^(actor|recipient|topic)$")
    possessor: str = Field(default="actor", pattern="^(actor|recipient)$")
    matches: tuple[str, ...] = Field(min_length=1)
    ignores: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _types_are_known(self) -> "Echo":
        unknown = sorted({kind.partition(".")[0] for kind in self.takes_up} - set(EVENT_TYPES))
        if unknown:
            raise ValueError(f"unknown event type {', '.join(unknown)}")
        return self


class EchoLexicon(BaseModel):
    """The families, and the words that make a noun a definite one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    definite: Words = Field(description='"*the* attack", "*this* march".')
    behind: Words = Field(description='"*since* the quake", "*before* talks": before a bare noun; it is another act than that beside it.')
    indefinite: Words = Field(description='"the *latest* attack", "*any* attack": words before the noun that make it an act not told.')
    echoes: tuple[Echo, ...]
