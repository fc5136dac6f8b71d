"""When an act is told to happen: the tense of the verb that carries it."""

from schemas.annotations import Sentence, Token
from transforms.mentions.cues import Cues, Reading, is_past_form
from transforms.mentions.governors import NOMINAL, is_verb, link_above
from transforms.mentions.phrases import case_of, is_past_participle

AUXILIARIES = ("aux", "aux:pass", "cop")


def tense_of(sentence: Sentence, trigger: Token, support: int | None, cues: Cues, reading: Reading) -> str:
    """Tense of the nearest finite verb; past for bare participles and event nouns of the past clause."""
    if reading.future or reading.modality == "planned":
        return "future"
    if reading.pending:
        return "past"
    current = sentence.tokens[support] if support is not None else trigger
    if support is None and current.pos in NOMINAL and cues.has("past_prepositions", case_of(sentence, current) or ""):
        return "past"
    for _ in range(8):
        verdict = _finite_tense(sentence, current, cues)
        if verdict:
            return verdict
        if current.head == current.index:
            break
        current = link_above(sentence, current, cues.clauses).governor
    return "past"


def _finite_tense(sentence: Sentence, token: Token, cues: Cues) -> str | None:
    for helper in (sentence.tokens[c] for c in token.children):
        if helper.dep not in AUXILIARIES:
            continue
        if "Tense=Pres" in helper.morph:
            return "past" if cues.has("perfect_auxiliaries", helper.lemma) else "present"
        if "Tense=Past" in helper.morph:
            return "past"
    if is_past_form(token) or is_past_participle(token):
        return "past"
    if "VerbForm=Fin" in token.morph and "Tense=Pres" in token.morph:
        if cues.has("obligation_verbs", token.lemma):
            return "present"
        inflected, third_person = token.lower != token.lemma, "Number=Sing" in token.morph and "Person=3" in token.morph
        return "past" if inflected != third_person or cues.has("same_in_past", token.lower) else "present"
    if token.pos == "NOUN" and is_verb(token, cues.clauses):
        return "present"
    return None


def is_told_as_present(sentence: Sentence, trigger: Token, cues: Cues) -> bool:
    """A present perfect cannot be dated in the past: the date belongs to something else ("has not fought since 1971")."""
    helpers = [sentence.tokens[c] for c in trigger.children if sentence.tokens[c].dep == "aux"]
    return any(cues.has("perfect_auxiliaries", w.lemma) and "Tense=Pres" in w.morph for w in helpers)
