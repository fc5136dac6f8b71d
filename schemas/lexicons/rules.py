"""The shape of a coding rule and of the word lists that the coder reads beside the rules (data/lexicons/<language>/)."""

from functools import cached_property
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
        Of an event noun: none at all means that only what "of" leads to receives ("the *capture of* Goma displaced thousands").
    of, possessor, compound: which role the words around an event noun have ("arrest of two men", "Syria's withdrawal", "police raid").
    agentless: the grammatical subject or object is affected, nobody acts (people flee, an airport closes, a dam bursts).
    affected_from: of an agentless verb with both, which is affected ("people flee the fighting": subject); with one, that one.
    reverse: the subject is the recipient ("came under fire").
    after_violence: read only where the article told of violence in a sentence before ("a bomb went off. *The blast* injured two").
    told_with, told_without: read only where one, or none, of these words stands anywhere in the article ("$name": a class).
    needs_cause: the verb ("die") says only what an act that the sentence names did ("died in the *attack*"); alone it is no event.
    min_parties: how many parties the sentence must name ("conflict" alone is no event, "X's conflict with Y" is one).
    transitive: without an object its subject is the recipient, as in headlines ("Two soldiers killed in ambush").
    reciprocal: both sides act and receive ("X and Y signed", "talks between X and Y").
    implied_actor: sector of whoever does this where the text names nobody ("two men were arrested": COP).
    negated: the rule reads the act only where it is negated ("*will not lift* the ban" is a rejection); the mention itself is positive.
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
    after_violence: bool = False
    told_with: Words = ()
    told_without: Words = ()
    implied_actor: str | None = None
    negated: bool = False
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

    @model_validator(mode="after")
    def _implied_sector_is_known(self) -> "Rule":
        if self.implied_actor is not None and self.implied_actor not in SECTORS:
            raise ValueError(f"unknown sector {self.implied_actor}; known are {', '.join(SECTORS)}")
        return self


class CueWords(BaseModel):
    """Words that bear on fact, plan, denial and hearsay (factuality.yaml).

    Verbs and nouns are lemmas, a verb with its particle two words; the rest are lower-case words or phrases as they stand in the text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    negation_adverbs: Words
    negation_determiners: Words
    negation_pronouns: Words
    negation_prepositions: Words
    negation_cancellers: Words = Field(description='"not only": the negation before them does not count.')
    negation_occasions: Words = Field(description='"at no point", "in no way": nouns whose "no" negates the clause.')
    ability_auxiliaries: Words = Field(description='"could not agree": negated they tell what did not happen.')
    failing_verbs: Words = Field(description="fail, foil: the act in their complement was tried and did not happen.")
    excluding_verbs: Words = Field(description="rule out: the act in their complement will not happen; not ruled out, it may.")
    negating_verbs: Words = Field(description="refuse, avoid: the act in their complement did not happen.")
    ending_verbs: Words = Field(description="stop, cease: the act in their gerund goes on no longer.")
    barring_verbs: Words = Field(description='stop, ban: the act behind "from" did not happen.')
    barring_markers: Words
    repelling_verbs: Words = Field(description="repel, beat back: their object was made, without success.")
    collapse_verbs: Words = Field(description="fail, collapse: said of an effort, the act was not achieved.")
    negated_outcomes: Words = Field(description="unsuccessful, botched: said of an act that was tried.")
    vain_phrases: Words = Field(description="in vain: beside an attempt, the act was not achieved.")
    negating_adjectives: Words
    denying_verbs: Words
    dismissing_verbs: Words = Field(description="reject, dismiss: they deny where their object is a claim or a report.")
    confirming_verbs: Words = Field(description="confirm, verify: negated, they leave open what is below.")
    denial_nouns: Words
    falsity_words: Words = Field(description="untrue, baseless, lie: said of a claim, they deny it.")
    truth_nouns: Words = Field(description='"no truth in rumours that": with a negation they deny the claim below.')
    attempt_verbs: Words
    attempt_nouns: Words
    attempt_adjectives: Words
    planning_verbs: Words = Field(description="plan, vow: the act in their infinitive is still to come.")
    planning_object_verbs: Words = Field(description="plan, prepare for: their nominal object has not happened.")
    calling_verbs: Words = Field(description='"called a strike": so has an indefinite object.')
    planning_for_verbs: Words = Field(description='"brace for": so has the object of their preposition.')
    purposeful_verbs: Words = Field(description='use, march: what they are done for happens with them ("used drones to attack").')
    planning_nouns: Words
    draft_nouns: Words = Field(description='"a *bill* banning rallies": what is not in force yet.')
    enacting_verbs: Words = Field(description='"*signed* a bill banning rallies": verbs that put a draft in force.')
    planned_complements: Words = Field(description='prepositions between a planning noun and what is planned ("plans for a strike").')
    planning_adjectives: Words
    planning_prepositions: Words = Field(description='"ahead of the summit": their object is still to come.')
    implicative_adjectives: Words = Field(description="able, quick: the act in their infinitive happened.")
    future_auxiliaries: Words
    reported_future: Words = Field(description='"would": a plan under a verb of saying, else hypothetical.')
    obligation_verbs: Words = Field(description='"are to meet": the verb right before an infinitive that makes it a plan.')
    pending_adverbs: Words = Field(description='"have yet to": the act in their infinitive has not happened.')
    wanting_verbs: Words = Field(description="want, ask, order: the act in their infinitive or object is wished for.")
    asking_verbs: Words = Field(description='call, appeal: so is that in their infinitive or behind "for", not their object.')
    demanding_verbs: Words = Field(description='demand, insist: so is that in their finite clause ("demanded that they leave").')
    permitting_verbs: Words = Field(description="allow: in the past what was allowed happened, else it may happen.")
    threatening_verbs: Words
    warning_verbs: Words = Field(description="warn: what they tell of the past is told, all else may come.")
    wish_prepositions: Words = Field(description='"called for": the object is wished for.')
    hypothetical_nouns: Words = Field(description="risk, sign: what is below may be; negated, it is not.")
    evidence_nouns: Words = Field(description='evidence, proof: negated, what is below is not ("no evidence that").')
    hypothetical_auxiliaries: Words
    hypothetical_markers: Words
    open_questions: Words = Field(description='"whether": the clause keeps its own tense.')
    hypothetical_adjectives: Words
    hypothetical_phrases: Words = Field(description='"in case of", "as long as": right before the act, in one clause with it.')
    question_openers: Words = Field(description='auxiliaries that open a question for yes or no ("Did the army ...?").')
    inverted_conditions: Words = Field(description='auxiliaries that open a condition without "if" ("Had the dam burst, ...").')
    habit_adverbs: Words = Field(description="usually: the sentence tells a custom, not a happening.")
    comment_words: Words = Field(description='"comment on": what stands behind the preposition is only talked of: no mention.')
    attitude_words: Words = Field(description="optimistic, doubt, sympathy: so is what is hoped, doubted or mourned, unless told.")
    attitude_prepositions: Words
    considering_verbs: Words = Field(description='"is *considering* buying": the same for their gerund and for the options that they have.')
    option_nouns: Words = Field(description='possibility, idea: objects of those verbs ("explored the *possibility* of").')
    verdict_words: Words = Field(description='mistake, premature: the same for what is said to be one ("the pullout was a *mistake*").')
    alleging_verbs: Words
    alleging_nouns: Words
    report_nouns: Words = Field(description="alleging nouns that only report.")
    alleging_adverbs: Words
    alleging_adjectives: Words
    alleging_sources: Words = Field(description='"according to the indictment": sources that accuse.')
    hearsay_adverbs: Words
    historical_nouns: Words
    historical_phrases: Words = Field(description='"decades ago": in one clause with the act, it is background.')
    historical_spans: Words = Field(description='"thirty *years after* rebels attacked": before one of historical_links, background.')
    historical_links: Words
    indefinite_determiners: Words = Field(description="'opposed *any* attack': an act of no particular time.")
    generic_pronouns: Words = Field(description="'*those* who abuse them': what whoever does in the present tense is no fact.")
    fiction_nouns: Words = Field(description='"in the *film* a soldier kills", "the novel tells of": what is told there is no fact.')
    fiction_prepositions: Words
    fiction_topics: Words = Field(description='"a film *about* rebels who kill": prepositions before the persons of a plot.')
    fiction_verbs: Words = Field(description='"the novel *tells* of", "the film *follows*": what a work does with its plot.')
    fiction_openings: Words = Field(description='"an opera *in which* a soldier kills": words between a work and its plot.')
    fiction_people: Words = Field(description='"the *heroine* of the novel": who exists in a work only.')
    fiction_makers: Words = Field(description='"the film\'s *director*": who exists outside it.')
    fiction_modifiers: Words = Field(description='"*toy* soldiers": words before nouns for what is nobody.')
    infinitive_markers: Words
    content_markers: Words
    never_nouns: Words = Field(description="deny, accuse: verbs whose forms are no nouns, though the parser may say so.")
    perfect_auxiliaries: Words
    clause_carriers: Words = Field(description='"nor *did* they arrest": verbs that may stand above their main verb.')
    occurrence_verbs: Words = Field(description="take place, begin: their helpers and negations hold for the act that is their subject.")
    open_clause_markers: Words = Field(description="adverbial clauses with these, or with none, share the reality of the main clause.")
    closed_clause_adverbs: Words = Field(description='"when": adverbial clauses with these are facts of their own.')
    gerund_cases: Words = Field(description='"accused X of bombing": prepositions that take a gerund for a clause.')
    past_prepositions: Words = Field(description='"over the killing": an event noun behind them is over.')
    same_in_past: Words = Field(description="hit, cut: verbs whose past looks like their present.")


class ReportingWords(BaseModel):
    """Words that say who says so (reporting.yaml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verbs: Words
    object_verbs: Words = Field(description="report, announce: they report their nominal object too.")
    content_markers: Words
    never_nouns: Words = Field(description="say, deny: verbs whose forms are no nouns, though the parser may say so.")
    infinitive_markers: Words
    gerund_cases: Words
    citing_words: Words = Field(description='"citing the governor, the agency said": who cites is a medium.')
    content_nouns: Words = Field(description='"reports that", "the claim that": nouns that tell what their clause says.')
    evidence_nouns: Words = Field(description='"evidence that": who finds it is the source, the noun is none.')
    responding_verbs: Words = Field(description="condemn, investigate: when that happened is not when the act in their object did.")
    other_times: Words = Field(description="after, before: a date in a clause behind these is not that of the act.")
    deadline_prepositions: Words = Field(description="by the end of the year: a day until when the clause itself is to be done.")
    occasions: Words = Field(description="wave, operation: nouns of what goes on, beside those of acts, at which something befalls.")
    occasion_prepositions: Words = Field(description='"hurt *in* riots that swept the port on Monday": before an occasion.')
    lasting_prepositions: Words = Field(description='"attacked *for* three years": the act went on, or was done again and again.')
    holding_verbs: Words = Field(description='"*held* since Monday": taken on that day, and held still.')
    since: Words = Field(description="prepositions before the day from which something lasts.")
    topic_prepositions: Words = Field(description="arrested over, protested after: the same for what follows these.")
    rebutting_verbs: Words = Field(description="deny, reject: who denies a report is not its source.")
    source_prepositions: Words = Field(description="'according to', 'as per': their object is the source.")
    media_nouns: Words
    media_nouns_if_qualified: Words = Field(description="agency, station: media if a qualifier or a name of a paper stands before them.")
    media_qualifiers: Words = Field(description="news, radio: what makes one of media_nouns_if_qualified a medium.")
    media_name_words: Words = Field(description="Herald, Times: names with these are papers or stations, where they are capitalised.")
    unnamed_nouns: Words = Field(description="sources, reports: a source that is nobody in particular.")
    passive_verbs: Words = Field(description="was reported to have, is said to: an unnamed report.")
    hearsay_adverbs: Words = Field(description="reportedly, supposedly: an unnamed report.")


class NotEvents(BaseModel):
    """Phrases that hold a trigger word and are no event (not_events.yaml), written like the patterns of rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verbs: Words
    nouns: Words


class SupportVerbs(BaseModel):
    """Verbs that give the parties of an act their roles (support_verbs.yaml): those that carry an event noun, and those of control."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    active: Words = Field(description="launch, stage, carry out: the subject acts.")
    reverse: Words = Field(description="suffer, come under: the subject receives.")
    effect: Words = Field(description="an attack kills, hits, targets: the object receives.")
    occurrence: Words = Field(description="erupt, break out, continue: nobody acts.")
    causing: Words = Field(description="spark, trigger: an act comes about as their object; nobody acts ('the ruling *sparked* riots').")
    series_nouns: Words = Field(description="wave, series, 'days': they stand for the event noun behind them ('a wave of attacks').")
    document_nouns: Words = Field(description="decree, law: who signs one does what it says ('a decree *granting* citizenship').")
    object_control: Words = Field(description="order, call on: their object does what the infinitive says.")
    gerund_control: Words = Field(description="accuse, stop: their object does what the gerund behind 'of', 'for' or 'from' says.")
    subject_control: Words = Field(description="promise, threaten: their subject does what the infinitive says.")
    purpose_control: Words = Field(description="phone, visit: so does theirs where they have an object ('phoned her *to thank her*').")
    states: Words = Field(
        description="'oppose to', 'ready', prepare: whoever *is opposed to*, *is ready* or *is prepared* to is the one that acts."
    )
    results: Words = Field(description="ablaze: what becomes of an object that stands between the verb and them ('set the hut *ablaze*').")


class Means(BaseModel):
    """The nouns of one kind of instrument. cameo: what it makes of the roots 180 and 190; null: they stay."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nouns: Words
    cameo: str | None = None


class Instruments(BaseModel):
    """What attacks are made with (instruments.yaml): mode of ASSAULT -> its nouns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prepositions: Words
    clause_verbs: Words = Field(description="use, arm: 'using a knife', 'armed with rifles'.")
    modes: dict[str, Means]

    @cached_property
    def by_noun(self) -> dict[str, tuple[str, str | None]]:
        """Noun or two-word compound -> mode, CAMEO code."""
        return {noun: (mode, means.cameo) for mode, means in self.modes.items() for noun in means.nouns}
