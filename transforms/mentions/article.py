"""What the coder reads and what it holds in hand while it works through one article."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from spacy.language import Language

from schemas.annotations import (
    CodedMention,
    DateExpression,
    Party,
    PlaceMention,
    Quantity,
    Sentence,
)
from schemas.codes import Ontology
from schemas.lexicons.confidence import ConfidenceWeights
from schemas.lexicons.numbers import CountLexicon
from schemas.lexicons.rules import Instruments, ReportingWords, Rule, SupportVerbs
from schemas.lexicons.set_apart import SetApartWords
from transforms.mentions.actors import ActorEngine
from transforms.mentions.contradictions import Denial
from transforms.mentions.cues import Cues
from transforms.mentions.dates import DateEngine
from transforms.mentions.echo_words import EchoWords
from transforms.mentions.gate import SentenceGate
from transforms.mentions.numbers import NumberEngine
from transforms.mentions.parties import PartyReader
from transforms.mentions.places import PlaceEngine
from transforms.mentions.relation_cues import RelationWords
from transforms.mentions.roles import Frame
from transforms.mentions.seats import is_seat
from transforms.mentions.second_opinion import GivesOpinions
from transforms.mentions.triggers import Trigger, TriggerLexicon

SCENE_SENTENCES = 8
_WORD = re.compile(r"[^\W\d_]+")

# Types of saying: where it was said is not where the next act happened.
VERBAL_TYPES = frozenset({"AGREE", "SUPPORT", "CONCEDE", "CONSULT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION"})


@dataclass(frozen=True, slots=True)
class CoderTools:
    """Everything the coder reads: lexicons, engines and the parser. Made once a process by flows/resources.py."""

    ontology: Ontology
    triggers: TriggerLexicon
    gate: SentenceGate
    classes: Mapping[str, frozenset[str]]
    support: SupportVerbs
    reporting: ReportingWords
    instruments: Instruments
    cues: Cues
    abbreviations: frozenset[str]
    actors: ActorEngine
    places: PlaceEngine
    dates: DateEngine
    numbers: NumberEngine
    counts: CountLexicon
    apart: SetApartWords
    confidence: ConfidenceWeights
    relations: RelationWords
    echoes: EchoWords
    parser: Language
    second_opinion: GivesOpinions | None = None

    @property
    def clause_verbs(self) -> frozenset[str]:
        """Verbs behind which a whole clause may stand: "*said* the judge and police arrested two men"."""
        words = (self.reporting.verbs, self.support.object_control, self.support.subject_control)
        return self.cues.clauses.verbs.union(*words)


@dataclass(slots=True)
class Article:
    """What is known of the whole text while its sentences are coded."""

    text: str
    published: dt.date | None
    reader: PartyReader
    places: list[PlaceMention]
    dates: list[DateExpression]
    quantities: list[Quantity]
    mentions: list[CodedMention] = field(default_factory=list)
    told: dict[tuple[str, str], CodedMention] = field(default_factory=dict)
    disaster: CodedMention | None = None
    has_violence: bool = False
    usual_place: PlaceMention | None = None
    scene: CodedMention | None = None
    acts: list[CodedMention] = field(default_factory=list)
    main_act: CodedMention | None = None
    denials: list[Denial] = field(default_factory=list)
    _places_of_acts: list[PlaceMention] | None = None
    _countries: list[tuple[int, int, str]] | None = None
    _words: frozenset[str] | None = None

    def places_of_acts(self) -> list[PlaceMention]:
        """The places of the text but for those inside the names of bodies and those that lawmakers sit for, where nothing happens."""
        if self._places_of_acts is None:
            partisan = self.reader.classes["partisan"]
            places = (place for place in self.places if not self.reader.is_in_name(place.start_char))
            self._places_of_acts = [place for place in places if not is_seat(self.text, place, partisan)]
        return self._places_of_acts

    def countries_named(self) -> list[tuple[int, int, str]]:
        """Every span of the text that tells a country: places, demonyms and known names, with the country's code."""
        if self._countries is None:
            told = {(p.start_char, p.end_char): p.country for p in self.places if p.country}
            told |= {(start, end): who.country for start, end, who in self.reader.known_names() if who.country}
            self._countries = [(start, end, country) for (start, end), country in told.items()]
        return self._countries

    def tells(self, words: Iterable[str]) -> bool:
        """Whether one of some words, or of a class "$name", stands anywhere in the text."""
        if self._words is None:
            self._words = frozenset(_WORD.findall(self.text.lower()))
        classes = self.reader.classes
        return any(not self._words.isdisjoint(classes[w[1:]] if w.startswith("$") else (w,)) for w in words)

    def allows(self, rule: Rule) -> bool:
        """Whether the article around an act says what a rule asks of it."""
        if (rule.after_violence and not self.has_violence) or (rule.told_with and not self.tells(rule.told_with)):
            return False
        return not self.tells(rule.told_without)

    def note_place(self, mention: CodedMention) -> None:
        """Keep the act whose sentence said last where it happened."""
        if mention.place is not None and mention.geo_basis == "explicit" and mention.event_type not in VERBAL_TYPES:
            self.scene = mention

    def place_before(self, sentence: Sentence) -> PlaceMention | None:
        """Where an act happened whose own sentence does not say: where the last one did a few sentences before, else the usual place."""
        if self.scene is not None and sentence.index - self.scene.sentence_index <= SCENE_SENTENCES:
            return self.scene.place
        return self.usual_place


@dataclass(slots=True)
class Roles:
    """Who stands in which role at one trigger. subjects: of a happening without an actor, for the rule's condition on actors."""

    actors: list[Party]
    recipients: list[Party]
    affected: list[Party]
    objects: list[Party]
    subjects: list[Party] = field(default_factory=list)


@dataclass(slots=True)
class Coded:
    """A mention with what the joining of mentions in one sentence still needs."""

    mention: CodedMention
    trigger: Trigger
    frame: Frame
    needs_effect: bool = False
