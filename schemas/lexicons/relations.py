"""The shape of the words that relate one act to another (data/lexicons/<language>/relations.yaml)."""

from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.codes import EVENT_TYPES, RELATIONS
from schemas.lexicons.rules import Words


class Related(NamedTuple):
    """A text that a cue must read, the trigger of the mention that it relates, and that of the other act."""

    text: str
    mention: str
    other: str


class RelationCue(BaseModel):
    """One way to say that two acts hang together: its words, how the two acts stand by them, and the texts that prove it.

    words: lemmas or written words with alternatives in brackets, as in rules; determiners, adjectives and adverbs may stand between.
    attaches:
      before     the words lead up to the other act; the mention is what they hang on ("A *in retaliation for* B", "*After* B, A").
      verb       a verb, perhaps with its preposition, of which one act is the subject, the other the object ("A *followed* B");
                 passives and participles are turned round ("B *followed by* A").
      object     a verb or a noun that is the mention's own, and the other act is its object ("*condemned* the bombing"); or the mention is
                 the means ("*answered* the bombing with a raid").
      sequel     an adverb at the second of two joined verbs ("arrested and *later* released").
      denial     a denial of the mention; the other act is the same one, which the article asserts elsewhere.
    reverse: the acts change places: what the words lead up to, or the object, is the mention ("A *before* B": B follows A).
    mention_types, other_types: the cue is read between acts of these types only; empty: of any.
    matches: texts with the two triggers; ignores: texts in which the cue reads nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9_]+([.-][a-z0-9]+)+$")
    relation: Literal[RELATIONS]  # type: ignore[valid-type]
    words: Words = Field(min_length=1)
    attaches: Literal["before", "verb", "object", "sequel", "denial"]
    reverse: bool = False
    mention_types: Words = ()
    other_types: Words = ()
    matches: tuple[Related, ...] = Field(min_length=1)
    ignores: Words = Field(min_length=1)

    @model_validator(mode="after")
    def _types_are_known(self) -> "RelationCue":
        unknown = sorted({*self.mention_types, *self.other_types} - set(EVENT_TYPES))
        if unknown:
            raise ValueError(f"unknown type {', '.join(unknown)}; known are {', '.join(EVENT_TYPES)}")
        return self

    @model_validator(mode="after")
    def _id_tells_the_relation(self) -> "RelationCue":
        if not self.id.startswith(f"{self.relation}."):
            raise ValueError(f"the id of a cue begins with its relation: {self.relation}.{self.id.rpartition('.')[2]}")
        return self


class RelationLexicon(BaseModel):
    """The cues, and the words that stand between a cue and an act."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    carriers: Words = Field(description='"the *start* of the siege": nouns that stand for the act behind their "of".')
    reports: Words = Field(description='"*claims* that rebels had fled": nouns that stand for the act in their clause.')
    links: Words = Field(description='"in an *act* of revenge", "*hours* after": nouns over which a cue reaches the act above.')
    happening: Words = Field(description='"the raid *came* after": verbs that only say that their subject was.')
    carrying: Words = Field(description='"a raid *launched* after": participles that only say that their noun was done.')
    means: Words = Field(description='"answered *by* shelling", "met *with* tear gas": before the act that is the answer.')
    negations: Words = Field(description='"was *not* in retaliation for": with these a cue says nothing.')
    definite: Words = Field(description='"*the* attack": before a noun of an act told before.')
    pronouns: Words = Field(description='"*it* came after": words for the main act of the sentence before.')
    acts: dict[str, Words] = Field(description='"the *incident*": nouns for the act told last, with the types that it may have.')
    cues: tuple[RelationCue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "RelationLexicon":
        ids = [cue.id for cue in self.cues]
        twice = sorted({cue_id for cue_id in ids if ids.count(cue_id) > 1})
        if twice:
            raise ValueError(f"cue {twice[0]} is there twice; give each cue its own id")
        return self
