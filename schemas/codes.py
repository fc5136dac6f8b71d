"""The vocabularies: closed sets of codes that tables may hold, and the shape of the pinned ontology file.

The small sets stand here because column rules need them at import; what belongs to PLOVER and CAMEO (modes, quad classes,
intensities, contexts, the crosswalk) stands in data/ontology/ontology.yaml and is read into `Ontology`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "DISPLACE", "DISRUPT", "DISASTER",
)  # fmt: skip
OWN_EVENT_TYPES = ("DISPLACE", "DISRUPT", "DISASTER")
SECTORS = (
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL", "EDU", "ELI",
    "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC",
)  # fmt: skip
INTERNATIONAL_CODES = ("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC")
POLARITIES = ("positive", "negated")
MODALITIES = ("asserted", "reported", "alleged", "planned", "hypothetical", "attempted", "denied")
FACTUAL_MODALITIES = ("asserted", "reported", "alleged")
TENSES = ("past", "present", "future", "historical")
ATTRIBUTION_KINDS = ("direct_quote", "indirect_speech", "according_to", "unnamed_report", "media_report")
ROLES = ("actor", "recipient", "affected", "source")
ROLE_BASES = (
    "subject", "passive_subject", "by_agent", "object", "oblique", "possessor", "compound", "modifier", "control", "relative",
    "coordination", "apposition", "reciprocal", "anaphora", "nested", "location", "implied", "nearest",
)  # fmt: skip
COUNT_KINDS = ("killed", "injured", "arrested", "displaced", "participants", "abducted")
COUNT_QUALIFIERS = ("exact", "at_least", "at_most", "about", "between", "vague")
GEO_PRECISIONS = ("site", "city", "admin2", "admin1", "region", "country")
TYPE_BASES = ("rule", "second_opinion")
GEO_BASES = ("explicit", "anaphora", "context")
DATE_PRECISIONS = ("day", "week", "month", "season", "quarter", "year", "decade", "vague")
DATE_BASES = ("explicit", "relative", "weekday", "context", "publication")
APART_KINDS = ("ordinal", "another", "earlier")
PUBLISHED_BASES = ("metadata", "feed", "url", "text", "record", "given", "filename", "fetched")
STANCES = ("tells", "denies")
MERGE_LEVELS = ("article", "story", "apart")
MERGE_REASONS = (
    "same_actor", "actors_agree", "actors_share_nothing", "actors_disputed", "same_recipient", "recipients_agree", "other_thing",
    "same_place", "places_agree", "same_text", "same_story", "other_story", "kin_trigger", "open_trigger", "same_day", "next_day",
    "long_after", "same_figure", "both_set_apart", "one_set_apart",
)  # fmt: skip
RECORD_STATUSES = ("active", "merged", "retracted")
CHANGE_KINDS = ("insert", "update", "merge", "retract")
QUAD_CLASSES = (1, 2, 3, 4)
RELATIONS = ("part_of", "follows", "responds_to", "contradicts")


@dataclass(frozen=True, slots=True)
class EventTypeFacts:
    """What the ontology says of one event type: quad class 1-4, intensity -10..10 (conflict..cooperation), modes with theirs."""

    name: str
    quad_class: int
    quad_name: str
    intensity: float
    modes: Mapping[str, float]
    meaning: str


@dataclass(frozen=True, slots=True)
class CameoFacts:
    """What the crosswalk says of one CAMEO code: the PLOVER type, mode (or null) and contexts that it stands for."""

    code: str
    event_type: str
    event_mode: str | None
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """The pinned ontology: types, modes, contexts and the CAMEO crosswalk, with a version that every row carries."""

    version: str
    event_types: Mapping[str, EventTypeFacts]
    contexts: tuple[str, ...]
    cameo: Mapping[str, CameoFacts]
    intents: Mapping[str, str]

    def intent_of(self, cameo_code: str | None) -> CameoFacts | None:
        """The code of announcing the act that a code names ("will meet" is an intent to meet), by its longest known beginning."""
        beginnings = (cameo_code[:length] for length in range(len(cameo_code or ""), 1, -1)) if cameo_code else ()
        intent = next((self.intents[beginning] for beginning in beginnings if beginning in self.intents), None)
        return self.cameo[intent] if intent else None

    def intensity(self, event_type: str, event_mode: str | None) -> float:
        facts = self.event_types[event_type]
        return facts.modes.get(event_mode, facts.intensity) if event_mode else facts.intensity
