"""Is it a fact? Polarity, modality and tense of an act, from the words that govern it.

The walk goes from the trigger up through its governors; each step asks what the governor and its helpers (auxiliaries, negations,
markers) say of what lies below them, and stops where the clause below is told as a fact of its own.
Values: schemas.codes POLARITIES, MODALITIES, TENSES; their definitions stand in data/gold/README.md.
"""

from dataclasses import dataclass

from schemas.annotations import Factuality, Sentence, Token
from schemas.lexicons.rules import CueWords
from transforms.mentions.phrases import case_of, fellow_of
from transforms.mentions.roles import VERBAL, verb_with_particle

STRENGTH = ("asserted", "reported", "alleged", "attempted", "planned", "hypothetical", "denied")


@dataclass(frozen=True)
class Cues:
    """The cue words as sets, ready to ask."""

    words: CueWords

    def __post_init__(self) -> None:
        for name in CueWords.model_fields:
            object.__setattr__(self, f"_{name}", frozenset(getattr(self.words, name)))

    @property
    def alleging_verbs(self) -> frozenset[str]:
        """Verbs that make what they govern an allegation; attribution asks for them too."""
        known: frozenset[str] = getattr(self, "_alleging_verbs")  # noqa: B009
        return known

    def has(self, name: str, *candidates: str) -> bool:
        known: frozenset[str] = getattr(self, f"_{name}")
        return any(candidate in known for candidate in candidates)


@dataclass(slots=True)
class _State:
    negations: int = 0
    modality: str = "asserted"
    future: bool = False
    historical: bool = False

    def raise_to(self, modality: str) -> None:
        if STRENGTH.index(modality) > STRENGTH.index(self.modality):
            self.modality = modality


def judge_factuality(
    sentence: Sentence, trigger: int, support: int | None, cues: Cues, *, is_reported: bool, is_historical: bool
) -> Factuality:
    """Polarity, modality and tense of the act at a trigger token. support: the verb that carries an event noun ("launched" an attack)."""
    state = _State()
    token = sentence.tokens[trigger]
    _read_helpers(sentence, token, cues, state, reported=is_reported)
    current = token
    for _ in range(12):
        governor = sentence.tokens[current.head]
        if governor.index == current.index or not _climb(sentence, current, governor, support, cues, state, is_reported):
            break
        current = governor
    if is_reported:
        state.raise_to("reported")
    _read_sentence_adverbs(sentence, token, cues, state)
    tense = "historical" if is_historical or state.historical else _tense(sentence, token, support, state)
    return Factuality("negated" if state.negations % 2 else "positive", state.modality, tense)


def _read_helpers(sentence: Sentence, token: Token, cues: Cues, state: _State, *, reported: bool, below: int | None = None) -> None:
    """Auxiliaries, negations, determiners and markers that hang on one word; below: the word that was read before."""
    perfect = any(sentence.tokens[c].lemma == "have" and sentence.tokens[c].dep == "aux" for c in token.children)
    for child in token.children:
        word = sentence.tokens[child]
        if (
            (word.dep in ("advmod", "det", "cc:preconj", "cc") and cues.has("negation_adverbs", word.lower, _with_no(sentence, word)))
            or (word.dep == "det" and cues.has("negation_determiners", word.lower))
            or (word.dep in ("mark", "case") and cues.has("negation_prepositions", word.lower))
        ):
            state.negations += 1
        elif word.dep == "aux" and cues.has("future_auxiliaries", word.lower):
            state.future = True
            state.raise_to("planned")
        elif word.dep == "aux" and cues.has("hypothetical_auxiliaries", word.lower):
            state.future = state.future or not perfect
            state.raise_to("planned" if word.lower == "would" and reported and not perfect else "hypothetical")
        elif word.dep in ("nsubj", "nsubj:pass", "obj") and child != below and token.pos in VERBAL and _is_nobody(sentence, word, cues):
            state.negations += 1
        elif word.dep in ("mark", "advmod") and cues.has("hypothetical_markers", word.lower):
            state.future = True
            state.raise_to("hypothetical")
        elif word.dep in ("amod", "advmod"):
            _read_modifier(word, cues, state)


def _with_no(sentence: Sentence, word: Token) -> str:
    """ "no longer" for an adverb that has "no" before it."""
    before = [sentence.tokens[c].lower for c in word.children if c < word.index]
    return f"{before[-1]} {word.lower}" if before else word.lower


def _is_nobody(sentence: Sentence, word: Token, cues: Cues) -> bool:
    """ "nobody", "no one", "no soldiers", "neither side"."""
    if cues.has("negation_pronouns", word.lower):
        return True
    return any(cues.has("negation_determiners", sentence.tokens[c].lower) for c in word.children if sentence.tokens[c].dep == "det")


def _read_modifier(word: Token, cues: Cues, state: _State) -> None:
    if cues.has("planning_adjectives", word.lower) and word.dep == "amod":
        state.raise_to("planned")
        state.future = True
    if cues.has("hypothetical_adjectives", word.lower) and word.dep == "amod":
        state.raise_to("hypothetical")
    if cues.has("alleging_adjectives", word.lower) or cues.has("alleging_adverbs", word.lower):
        state.raise_to("alleged")
    if cues.has("hearsay_adverbs", word.lower):
        state.raise_to("reported")
    if cues.has("negated_outcomes", word.lower):
        state.negations += 1
        state.raise_to("attempted")


def _climb(sentence: Sentence, current: Token, governor: Token, support: int | None, cues: Cues, state: _State, reported: bool) -> bool:
    """Read what a governor says of the clause below it; False where the walk ends."""
    if current.dep in ("acl:relcl", "advcl:relcl", "parataxis", "appos", "dep", "list", "discourse"):
        return False
    if current.dep == "conj":
        if current.pos in VERBAL and fellow_of(sentence, current) is not governor:
            return False
        return _climb_fellow(sentence, current, governor, cues, state, reported)
    nominal = current.pos not in VERBAL
    if nominal and governor.pos in VERBAL:
        return _climb_from_noun(sentence, current, governor, support, cues, state, reported)
    if nominal and governor.pos == "ADJ" and current.dep.startswith("nsubj"):
        if cues.has("negated_outcomes", governor.lower):
            state.raise_to("attempted")
            state.negations += 1
        _read_governor(sentence, current, governor, cues, state)
        return True
    if current.dep == "advcl" and not _advcl_is_open(sentence, current):
        return False
    _read_governor(sentence, current, governor, cues, state)
    if current.dep in ("ccomp", "xcomp", "csubj", "acl", "advcl", "nmod", "obj", "obl", "compound", "amod", "nmod:poss"):
        if (
            current.dep in ("nmod", "obl", "nmod:poss", "compound", "amod")
            and governor.pos not in VERBAL
            and not _is_cue_noun(governor, cues)
        ):
            return False
        _read_helpers_above(sentence, current, governor, cues, state, reported)
        return True
    return False


def _climb_fellow(sentence: Sentence, current: Token, governor: Token, cues: Cues, state: _State, reported: bool) -> bool:
    """A coordinated verb shares the first one's auxiliaries, unless it has its own, a subject or a past tense."""
    own = any(sentence.tokens[c].dep in ("aux", "aux:pass", "nsubj", "nsubj:pass") for c in current.children)
    if own and current.pos in VERBAL:
        shares = any(sentence.tokens[c].dep in ("mark",) for c in governor.children)
        return shares and governor.dep in ("ccomp", "advcl")
    governor_has_helper = any(sentence.tokens[c].dep in ("aux", "aux:pass") for c in governor.children)
    if governor_has_helper and "VerbForm=Fin" in current.morph and "Tense=Past" in current.morph:
        return False
    _read_helpers(sentence, governor, cues, state, reported=reported)
    return True


def _climb_from_noun(sentence: Sentence, noun: Token, verb: Token, support: int | None, cues: Cues, state: _State, reported: bool) -> bool:
    """From an event noun to its verb: only a verb that carries the event, or that speaks of its reality, bears on it."""
    carries = support == verb.index
    name = verb_with_particle(sentence, verb)
    if carries:
        _read_helpers(sentence, verb, cues, state, reported=reported, below=noun.index)
        if cues.has("negating_verbs", verb.lemma, name):
            state.negations += 1
        if cues.has("planning_object_verbs", verb.lemma, name, f"{name} {case_of(sentence, noun)}"):
            state.raise_to("planned")
            state.future = True
        return True
    if noun.dep in ("obj", "nsubj:pass", "obl", "xcomp", "ccomp"):
        before = (state.modality, state.negations)
        _read_governor(sentence, noun, verb, cues, state)
        if (state.modality, state.negations) != before:
            return True
    if noun.dep in ("nsubj", "nsubj:pass") and verb.lemma in ("happen", "occur", "take", "begin", "start", "be", "continue"):
        _read_helpers(sentence, verb, cues, state, reported=reported, below=noun.index)
        return True
    return False


def _advcl_is_open(sentence: Sentence, clause: Token) -> bool:
    """Participles and purpose clauses share the reality of the main clause; "after", "when", "because" clauses are facts of their own."""
    marks = [sentence.tokens[c].lower for c in clause.children if sentence.tokens[c].dep == "mark"]
    return not marks or marks[0] in ("to", "for", "of", "by", "from", "with", "if", "unless", "without", "into")


def _is_cue_noun(noun: Token, cues: Cues) -> bool:
    names = ("planning_nouns", "attempt_nouns", "alleging_nouns", "historical_nouns")
    return any(cues.has(name, noun.lemma) for name in names) or noun.lemma in _RISK_NOUNS or noun.lemma in ("denial", "threat")


_RISK_NOUNS = frozenset(
    {
        "risk",
        "fear",
        "possibility",
        "threat",
        "danger",
        "likelihood",
        "chance",
        "prospect",
        "call",
        "demand",
        "appeal",
        "request",
        "sign",
        "warning",
        "hope",
        "need",
    }
)


def _read_governor(sentence: Sentence, below: Token, governor: Token, cues: Cues, state: _State) -> None:
    """What a governing verb, noun or adjective says of the reality of the clause or event noun below it."""
    name = verb_with_particle(sentence, governor)
    infinitive = any(sentence.tokens[c].lower == "to" for c in below.children if sentence.tokens[c].dep == "mark")
    complement = below.dep in ("xcomp", "ccomp", "advcl", "csubj", "acl")
    if governor.pos in VERBAL:
        _read_governing_verb(sentence, below, governor, name, infinitive, complement, cues, state)
    elif governor.pos in ("NOUN", "PROPN"):
        _read_governing_noun(below, governor, cues, state)
        above = sentence.tokens[governor.head]
        if below.dep == "acl" and governor.dep in ("obj", "nsubj:pass") and not infinitive and cues.has("alleging_verbs", above.lemma):
            state.raise_to("alleged")
    elif governor.pos == "ADJ" and complement:
        if cues.has("planning_adjectives", governor.lower):
            state.raise_to("planned")
            state.future = True
        elif cues.has("negating_adjectives", governor.lower):
            state.negations += 1
        elif infinitive and not cues.has("implicative_adjectives", governor.lower):
            state.raise_to("hypothetical")
    if below.dep == "advcl" and infinitive and governor.pos in VERBAL and not cues.has("purposeful_verbs", governor.lemma):
        state.raise_to("planned")


def _read_governing_verb(
    sentence: Sentence, below: Token, verb: Token, name: str, infinitive: bool, complement: bool, cues: Cues, state: _State
) -> None:
    obj_like = below.dep in ("obj", "nsubj:pass", "obl")
    if (obj_like and below.pos in ("NOUN", "PROPN") and cues.has("dismissing_verbs", name) and cues.has("alleging_nouns", below.lemma)) or (
        cues.has("denying_verbs", name) and (complement or obj_like) and not infinitive
    ):
        state.raise_to("denied")
    elif cues.has("negating_verbs", name, verb.lemma) and (complement or below.dep in ("obj", "nsubj:pass")):
        state.negations += 1
        if verb.lemma in ("fail", "prevent", "avert", "foil", "thwart", "block"):
            state.raise_to("attempted")
    elif cues.has("alleging_verbs", verb.lemma) and (complement or below.dep == "obl") and not infinitive:
        state.raise_to("alleged")
    elif cues.has("threatening_verbs", verb.lemma) and (complement or below.dep in ("obl", "obj")):
        state.raise_to("hypothetical")
        state.future = state.future or infinitive
    elif cues.has("attempt_verbs", verb.lemma) and infinitive:
        state.raise_to("attempted")
    elif (cues.has("planning_verbs", verb.lemma) and infinitive) or (obj_like and cues.has("planning_object_verbs", verb.lemma, name)):
        state.raise_to("planned")
        state.future = True
    elif cues.has("wanting_verbs", verb.lemma) and (complement or below.dep in ("obj", "nsubj:pass") or case_of(sentence, below) == "for"):
        if (
            infinitive
            or below.dep in ("obj", "nsubj:pass", "obl")
            or verb.lemma in ("demand", "insist", "urge", "recommend", "suggest", "request")
        ):
            state.raise_to("hypothetical")
            state.future = True
    elif cues.has("hypothetical_markers", verb.lemma):
        state.raise_to("hypothetical")


def _read_governing_noun(below: Token, noun: Token, cues: Cues, state: _State) -> None:
    if cues.has("historical_nouns", noun.lemma):
        state.historical = True
    elif noun.lemma == "denial":
        state.raise_to("denied")
    elif cues.has("attempt_nouns", noun.lemma) and below.dep in ("acl", "nmod"):
        state.raise_to("attempted")
    elif noun.lemma in _RISK_NOUNS and below.dep in ("acl", "nmod"):
        state.raise_to("hypothetical")
    elif cues.has("planning_nouns", noun.lemma) and below.dep == "acl":
        state.raise_to("planned")
        state.future = True
    elif cues.has("alleging_nouns", noun.lemma) and below.dep in ("acl", "nmod", "ccomp"):
        state.raise_to("alleged" if noun.lemma != "report" else "reported")


def _read_helpers_above(sentence: Sentence, current: Token, governor: Token, cues: Cues, state: _State, reported: bool) -> None:
    """Auxiliaries and negations of a governing verb pass down to its infinitives, participles and event nouns, not to finite clauses."""
    if governor.pos in ("NOUN", "PROPN"):
        inner = _State()
        _read_helpers(sentence, governor, cues, inner, reported=reported)
        state.negations += inner.negations
        if inner.negations and governor.lemma in _RISK_NOUNS:
            state.modality = state.modality if state.modality != "hypothetical" else "asserted"
        if any(sentence.tokens[c].dep == "cop" for c in governor.children) or governor.dep.startswith("nsubj"):
            head = sentence.tokens[governor.head]
            if cues.has("negated_outcomes", head.lower):
                state.raise_to("attempted")
        return
    finite = current.dep == "ccomp" or "VerbForm=Fin" in current.morph
    inner = _State()
    _read_helpers(sentence, governor, cues, inner, reported=reported)
    if not finite:
        state.negations += inner.negations
        state.raise_to(inner.modality)
        state.future = state.future or inner.future


def _read_sentence_adverbs(sentence: Sentence, token: Token, cues: Cues, state: _State) -> None:
    """ "reportedly", "allegedly" on the verb of the clause that holds the trigger."""
    verb = sentence.tokens[token.head] if token.pos not in VERBAL else token
    for child in verb.children:
        word = sentence.tokens[child]
        if word.dep == "advmod" and cues.has("hearsay_adverbs", word.lower):
            state.raise_to("reported")
        elif word.dep == "advmod" and cues.has("alleging_adverbs", word.lower):
            state.raise_to("alleged")


def _tense(sentence: Sentence, token: Token, support: int | None, state: _State) -> str:
    """Tense of the nearest finite verb; past for bare participles and event nouns of the past clause."""
    if state.future or state.modality == "planned":
        return "future"
    current = sentence.tokens[support] if support is not None else token
    for _ in range(8):
        verdict = _finite_tense(sentence, current)
        if verdict:
            return verdict
        if current.head == current.index:
            break
        current = sentence.tokens[current.head]
    return "past"


def _finite_tense(sentence: Sentence, token: Token) -> str | None:
    helpers = [sentence.tokens[c] for c in token.children if sentence.tokens[c].dep in ("aux", "aux:pass", "cop")]
    for helper in helpers:
        if helper.lemma in ("have", "be") and "Tense=Pres" in helper.morph:
            return "past" if helper.lemma == "have" else "present"
        if "Tense=Past" in helper.morph:
            return "past"
    if "VerbForm=Fin" in token.morph and "Tense=Past" in token.morph:
        return "past"
    if "VerbForm=Part" in token.morph and "Tense=Past" in token.morph:
        return "past"
    if "VerbForm=Fin" in token.morph and "Tense=Pres" in token.morph:
        return "present"
    return None
