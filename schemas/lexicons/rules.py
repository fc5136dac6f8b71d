"""The shape of a coding rule and of the word lists that the coder reads beside the rules (data/lexicons/<language>/)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.codes import EVENT_TYPES, MODALITIES, SECTORS

Words = tuple[str, ...]


class Condition(BaseModel):
    """What must be true of one party of the act for a rule to read its trigger.

    A party fits if any of sector, kind and nouns fits it, and none of not_* does. A party that the sentence does not name fits, unless
    it is required. nouns are lemmas of the head noun, or "$name" for a class of data/lexicons/<language>/classes.yaml.
    kind: actor (anything that acts: person, group, state, force), person, country, thing (anything that does not act), any.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sector: Words = ()
    kind: tuple[Literal["actor", "person", "country", "thing", "any"], ...] = ()
    nouns: Words = ()
    not_sector: Words = ()
    not_nouns: Words = ()
    required: bool = False

    @model_validator(mode="after")
    def _codes_are_known(self) -> "Condition":
        unknown = sorted({*self.sector, *self.not_sector} - set(SECTORS))
        if unknown:
            raise ValueError(f"unknown sector {', '.join(unknown)}; known are {', '.join(SECTORS)}")
        return self


class Rule(BaseModel):
    """One coding rule: which words name the act, who may do it to whom, what it is, and the sentences that prove it.

    verbs:  "withdraw", "(urge|call on) (release|free)" (alternatives), "pull out" (particle), "take control of"
            (words that follow the verb, up to four others between; a last preposition
            takes the recipient).
    nouns:  "offensive", "air strike" (adjoining, the last is the head), "state of emergency", "push into" (head before the preposition).
    actor, recipient, object: conditions; object is the grammatical object where it is not the recipient ("cut *ties* with Qatar").
    recipient_from: where the recipient stands, best first: "object" or a preposition.
    of, possessor, compound: which role the words around an event noun have ("arrest of two men", "Syria's withdrawal", "police raid").
    agentless: the grammatical subject or object is affected, nobody acts (people flee, an airport closes, a dam bursts).
    affected_from: of an agentless verb with both, which is affected ("people flee the fighting": subject); with one, that one.
    reverse: the subject is the recipient ("came under fire").
    needs_cause: the verb ("die") says only what an act that the sentence names did ("died in the *attack*"); alone it is no event.
    min_parties: how many parties the sentence must name ("conflict" alone is no event, "X's conflict with Y" is one).
    transitive: without an object its subject is the recipient, as in headlines ("Two soldiers killed in ambush").
    reciprocal: both sides act and receive ("X and Y signed", "talks between X and Y").
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)+$")
    type: Literal[EVENT_TYPES]  # type: ignore[valid-type]
    mode: str | None = None
    cameo: str | None = Field(default=None, pattern=r"^[0-9]{2,4}$")
    contexts: Words = ()
    verbs: Words = ()
    nouns: Words = ()
    actor: Condition = Condition()
    recipient: Condition = Condition()
    object: Condition = Condition()
    recipient_from: Words = ("object", "against", "on", "at", "with", "to", "from", "toward", "towards", "over", "for")
    of: Literal["actor", "recipient", "topic"] = "recipient"
    possessor: Literal["actor", "recipient"] = "actor"
    compound: Literal["actor", "recipient", "none"] = "actor"
    agentless: bool = False
    affected_from: Literal["object", "subject"] = "object"
    reverse: bool = False
    transitive: bool = False
    reciprocal: bool = False
    needs_cause: bool = False
    min_parties: int = Field(default=0, ge=0, le=2)
    modality: Literal[MODALITIES] | None = None  # type: ignore[valid-type]
    priority: int = 0
    matches: Words = Field(min_length=1)
    ignores: Words = Field(min_length=1)

    @model_validator(mode="after")
    def _has_trigger(self) -> "Rule":
        if not self.verbs and not self.nouns:
            raise ValueError("a rule needs verbs or nouns that trigger it")
        return self


class CueWords(BaseModel):
    """Words that bear on fact, plan, denial and hearsay (factuality.yaml). Lemmas; multiword cues are matched word by word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    negation_adverbs: Words
    negation_determiners: Words
    negation_pronouns: Words
    negation_prepositions: Words
    negating_verbs: Words = Field(description="fail, avert: the act in their complement did not happen.")
    negated_outcomes: Words = Field(description="unsuccessful, in vain: said of an act that was tried.")
    denying_verbs: Words
    dismissing_verbs: Words = Field(description="reject, dismiss: they deny where their object is a claim or a report.")
    attempt_verbs: Words
    attempt_nouns: Words
    planning_verbs: Words
    planning_object_verbs: Words = Field(description="plan, prepare for: their nominal object has not happened.")
    purposeful_verbs: Words = Field(description='use, march: what they are done for happens with them ("used drones to attack").')
    planning_nouns: Words
    planning_adjectives: Words
    implicative_adjectives: Words = Field(description="able, quick: the act in their infinitive happened.")
    negating_adjectives: Words
    wanting_verbs: Words = Field(description="want, demand, urge: the act in their complement is wished for.")
    threatening_verbs: Words
    alleging_verbs: Words
    alleging_nouns: Words
    alleging_adverbs: Words
    alleging_adjectives: Words
    hearsay_adverbs: Words
    hypothetical_auxiliaries: Words
    hypothetical_markers: Words
    hypothetical_adjectives: Words
    future_auxiliaries: Words
    historical_nouns: Words


class ReportingWords(BaseModel):
    """Words that say who says so (reporting.yaml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verbs: Words
    source_prepositions: Words = Field(description="'according to', 'as per': their object is the source.")
    media_nouns: Words
    unnamed_nouns: Words = Field(description="sources, reports: a source that is nobody in particular.")
    passive_verbs: Words = Field(description="was reported to have, is said to: an unnamed report.")


class NotEvents(BaseModel):
    """Phrases that hold a trigger word and are no event (not_events.yaml), written like the patterns of rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verbs: Words
    nouns: Words


class SupportVerbs(BaseModel):
    """Verbs that lend their subject and object to an event noun (support_verbs.yaml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    active: Words = Field(description="launch, stage, carry out: the subject acts.")
    reverse: Words = Field(description="suffer, come under: the subject receives.")
    effect: Words = Field(description="an attack kills, hits, targets: the object receives.")
    occurrence: Words = Field(description="erupt, break out, continue: nobody acts.")
