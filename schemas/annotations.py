"""What the coder finds in a text on the way to a mention. Offsets are code points into the text, end exclusive.

None of these is a table; the tables are in schemas/mentions.py. Every annotation keeps the characters that it rests on.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.codes import FACTUAL_MODALITIES


@dataclass(slots=True)
class Token:
    """One word of a parsed sentence. head is the index of the governor in the sentence (itself for the root)."""

    index: int
    text: str
    lower: str
    lemma: str
    pos: str
    dep: str
    head: int
    start_char: int
    end_char: int
    morph: str
    children: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """One parsed sentence: offsets of tokens count from the start of the text, not of the sentence.

    is_guess: the parse was doubtful, and who does what was read from the order of the words (transforms/mentions/headlines.py).
    """

    index: int
    start_char: int
    end_char: int
    text: str
    tokens: list[Token]
    root: int
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A time expression and what it means.

    value is the TIMEX3-style value ("2024-11-30", "2024-W48", "2024-11", "2016", "2024-11-30TMO", "P2D", "PRESENT_REF").
    start and end bound the days that it covers (both included), null for durations and vague references.
    granularity: one of schemas.codes.DATE_PRECISIONS, "duration", "time" or "set"; basis: explicit, relative or weekday.
    """

    start_char: int
    end_char: int
    text: str
    value: str
    granularity: str
    start: dt.date | None
    end: dt.date | None
    basis: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in words or digits. high is null where it is open upwards ("at least 17", "dozens").

    qualifier: one of schemas.codes.COUNT_QUALIFIERS. best is the figure named, or the customary reading of a vague word.
    """

    start_char: int
    end_char: int
    text: str
    low: int
    best: int
    high: int | None
    qualifier: str


@dataclass(frozen=True, slots=True)
class CountOfPersons:
    """Persons counted in a sentence: kind is one of schemas.codes.COUNT_KINDS; predicate is the token index of the word that says
    what happened to them ("killed" in "killed 200 militants"), null where only nearness links them. is_total: the figure is that of the
    whole happening so far ("the death toll rose to 23"). country and sector say on whose
    side they are ("three *Turkish soldiers*"), null where the words do not say or the figure counts several sides."""

    kind: str
    quantity: Quantity
    predicate: int | None
    is_cumulative: bool
    country: str | None = None
    sector: str | None = None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A toponym and the place that it means. kind: "place" or "demonym". place_id, point and country are null where unresolved."""

    start_char: int
    end_char: int
    text: str
    kind: str
    place_id: str | None
    name: str | None
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    precision: str | None
    basis: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ActorIdentity:
    """Who a noun phrase means, as far as the words say: every field may be null.

    basis names the evidence, joined by "+": "name", "agent_noun", "demonym", "title", "memory" (named earlier in the article).
    """

    name: str | None
    actor_id: str | None
    kind: str | None
    country: str | None
    sector: str | None
    basis: str | None


@dataclass(slots=True)
class Party:
    """One party of an act: a noun phrase of a sentence and who it means.

    head is the token index of its head noun. basis: one of schemas.codes.ROLE_BASES. is_actor: it is somebody or something that can
    act (it has a country, a sector or a name, or its head noun is a person); is_person: one person or several. place: where the phrase is
    itself a toponym.
    """

    head: int
    start_char: int
    end_char: int
    text: str
    lemma: str
    identity: ActorIdentity
    basis: str
    is_actor: bool
    is_person: bool
    is_pronoun: bool
    place: PlaceMention | None = None

    def found_as(self, basis: str) -> "Party":
        """The same party with another basis."""
        return Party(
            self.head, self.start_char, self.end_char, self.text, self.lemma, self.identity, basis, self.is_actor, self.is_person,
            self.is_pronoun, self.place,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Factuality:
    """How real a text makes an act: values of schemas.codes POLARITIES, MODALITIES, TENSES."""

    polarity: str
    modality: str
    tense: str

    @property
    def is_fact(self) -> bool:
        """Told as done. Plans, denials and failed attempts make no event; they are kept as what they are."""
        return self.polarity == "positive" and self.modality in FACTUAL_MODALITIES


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so: kind is one of schemas.codes.ATTRIBUTION_KINDS; the span is null where nobody is named ("reportedly")."""

    kind: str
    text: str | None
    start_char: int | None
    end_char: int | None
    source: Party | None


@dataclass(frozen=True, slots=True)
class SetApart:
    """Words that set an act apart from one told before: kind is one of schemas.codes.APART_KINDS."""

    kind: str
    text: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Relation:
    """How a mention hangs together with another one of its article: relation is one of schemas.codes.RELATIONS, rule_id names the cue."""

    relation: str
    other: "CodedMention" = field(repr=False, compare=False)
    rule_id: str
    cue_text: str
    cue_start_char: int
    cue_end_char: int


@dataclass(slots=True)
class CodedMention:
    """One mention as the coder makes it; transforms/mentions/frames.py turns it into rows of the tables of the mentions wing.

    evidence: what its confidence rests on (transforms/mentions/confidence.py); it goes into no table.
    """

    sentence_index: int
    sentence_start_char: int
    sentence_end_char: int
    trigger_text: str
    trigger_start_char: int
    trigger_end_char: int
    rule_id: str
    event_type: str
    event_mode: str | None
    contexts: tuple[str, ...]
    cameo_code: str | None
    quad_class: int
    intensity: float
    actors: list[Party]
    recipients: list[Party]
    affected: list[Party]
    sources: list[Party]
    counts: list[CountOfPersons]
    place: PlaceMention | None
    geo_basis: str | None
    date: DateExpression | None
    event_date_start: dt.date | None
    event_date_end: dt.date | None
    date_precision: str | None
    date_basis: str | None
    factuality: Factuality
    attribution: Attribution | None
    is_cumulative: bool
    confidence: float
    apart: SetApart | None = None
    type_basis: str = "rule"
    opinion: float | None = None
    evidence: Mapping[str, float] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)


@dataclass(slots=True)
class CodedText:
    """Everything that the coder found in one text."""

    mentions: list[CodedMention]
    places: list[PlaceMention]
    dates: list[DateExpression]
    sentences: list[tuple[int, int]]
    candidate_count: int
