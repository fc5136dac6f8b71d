"""The cue words of factuality, ready to ask, and the table of what governing verbs say of the clause or noun below them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from schemas.annotations import Token
from schemas.lexicons.rules import CueWords
from transforms.mentions.governors import ClauseWords, Link
from transforms.mentions.roles import VERBAL

STRENGTH = ("asserted", "reported", "alleged", "attempted", "planned", "hypothetical", "denied")


@dataclass(frozen=True)
class Cues:
    """The cue words as sets, ready to ask."""

    words: CueWords
    sets: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    phrases: dict[str, dict[str, list[tuple[str, ...]]]] = field(init=False, repr=False, compare=False)
    clauses: ClauseWords = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sets = {name: frozenset(getattr(self.words, name)) for name in CueWords.model_fields}
        names = ("historical_phrases", "hypothetical_phrases", "vain_phrases", "fiction_openings")
        verbs = frozenset().union(*(sets[name] for name in sets if name.endswith("ing_verbs") or name == "attempt_verbs"))
        nouns = frozenset().union(
            *(sets[f"{kind}_nouns"] for kind in ("alleging", "hypothetical", "planning", "attempt", "denial", "evidence"))
        )
        clauses = ClauseWords(verbs, nouns, sets["never_nouns"], sets["content_markers"], sets["infinitive_markers"], sets["gerund_cases"])
        object.__setattr__(self, "sets", sets)
        object.__setattr__(self, "phrases", {name: _by_first_word(getattr(self.words, name)) for name in names})
        object.__setattr__(self, "clauses", clauses)

    @property
    def alleging_verbs(self) -> frozenset[str]:
        """Verbs that make what they govern an allegation; attribution asks for them too."""
        return self.sets["alleging_verbs"]

    def has(self, name: str, *candidates: str) -> bool:
        """True if one of the candidates stands in the list of this name."""
        return not self.sets[name].isdisjoint(candidates)


def _by_first_word(phrases: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return found


@dataclass(slots=True)
class Reading:
    """What has been read of one act so far; of two modalities the stronger stays."""

    negations: int = 0
    modality: str = "asserted"
    future: bool = False
    historical: bool = False
    pending: bool = False

    def raise_to(self, modality: str, *, future: bool = False) -> None:
        if STRENGTH.index(modality) > STRENGTH.index(self.modality):
            self.modality = modality
        self.future = self.future or future


@dataclass(frozen=True, slots=True)
class Step:
    """A governing verb, what hangs on it, and what the cues ask of both."""

    link: Link
    names: tuple[str, ...]
    infinitive: bool
    perfect: bool
    told: bool
    indefinite: bool
    wished: bool
    barred: bool
    is_claim: bool
    is_past: bool
    is_passive: bool
    is_negated: bool

    @property
    def clause(self) -> bool:
        return self.link.is_clause

    @property
    def nominal(self) -> bool:
        return self.link.is_nominal

    @property
    def complement(self) -> bool:
        """A clause that the verb asks for, no purpose ("blocked the road *to demand* pay")."""
        return self.clause and not (self.link.relation == "advcl" and self.infinitive)

    @property
    def goes_on(self) -> bool:
        """ "stopped *shelling*": a verb in the place of the object."""
        return self.link.relation in ("xcomp", "ccomp") and self.link.below.pos in VERBAL

    @property
    def object(self) -> bool:
        return self.link.relation in ("obj", "nsubj:pass")


@dataclass(frozen=True, slots=True)
class VerbCue:
    """What verbs of one list say of what is below them, under a condition on the step."""

    words: str
    when: Callable[[Step], bool]
    modality: str | None = None
    negates: bool = False
    future: bool = False


# Asked from top to bottom; the first that holds speaks.
VERB_CUES: tuple[VerbCue, ...] = (
    VerbCue("dismissing_verbs", lambda s: s.nominal and s.is_claim, "denied"),
    VerbCue("denying_verbs", lambda s: (s.clause or s.nominal) and not s.infinitive and not s.is_negated, "denied"),
    VerbCue("denying_verbs", lambda s: s.clause and s.is_negated, "hypothetical"),
    VerbCue("confirming_verbs", lambda s: (s.clause or s.object) and s.is_negated, "hypothetical"),
    VerbCue("repelling_verbs", lambda s: s.object, "attempted"),
    VerbCue("failing_verbs", lambda s: s.complement or s.object, "attempted", negates=True),
    VerbCue("excluding_verbs", lambda s: s.object and s.is_negated, "hypothetical", future=True),
    VerbCue("excluding_verbs", lambda s: s.is_negated, "hypothetical", negates=True, future=True),
    VerbCue("excluding_verbs", lambda s: (s.complement and not s.told) or s.object, negates=True),
    VerbCue("negating_verbs", lambda s: (s.complement and not s.told) or s.object, negates=True),
    VerbCue("barring_verbs", lambda s: s.clause and s.barred, negates=True),
    VerbCue("ending_verbs", lambda s: s.goes_on and not s.infinitive, negates=True),
    VerbCue("alleging_verbs", lambda s: (s.clause or s.link.relation == "obl") and (s.perfect or not s.infinitive), "alleged"),
    VerbCue("threatening_verbs", lambda s: s.is_passive and s.perfect),
    VerbCue("warning_verbs", lambda s: s.told),
    VerbCue("warning_verbs", lambda s: s.clause or s.link.relation == "obl", "hypothetical", future=True),
    VerbCue("threatening_verbs", lambda s: s.clause and s.infinitive, "hypothetical", future=True),
    VerbCue("threatening_verbs", lambda s: s.clause or s.link.relation in ("obl", "obj"), "hypothetical"),
    VerbCue("attempt_verbs", lambda s: s.infinitive, "attempted"),
    VerbCue("planning_verbs", lambda s: s.infinitive and not s.perfect, "planned", future=True),
    VerbCue("planning_object_verbs", lambda s: s.object, "planned", future=True),
    VerbCue("calling_verbs", lambda s: s.object and s.indefinite, "planned", future=True),
    VerbCue("planning_for_verbs", lambda s: s.link.relation == "obl", "planned", future=True),
    VerbCue("permitting_verbs", lambda s: s.infinitive and not s.is_past, "hypothetical", future=True),
    VerbCue("wanting_verbs", lambda s: s.infinitive or s.object or s.wished, "hypothetical", future=True),
    VerbCue("asking_verbs", lambda s: s.infinitive or s.wished, "hypothetical", future=True),
    VerbCue("demanding_verbs", lambda s: s.clause and not s.told, "hypothetical", future=True),
    VerbCue("hypothetical_markers", lambda s: s.clause, "hypothetical"),
)


def is_past_form(token: Token) -> bool:
    return "VerbForm=Fin" in token.morph and "Tense=Past" in token.morph
