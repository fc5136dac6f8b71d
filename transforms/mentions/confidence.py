"""How sure the coder is of a mention: named pieces of evidence, weighed by what they were worth on gold.

evidence_of      what speaks for and against the reading: words, parties, parse, rule
weigh_evidence   the share of mentions with such evidence that were right (weights: flows/build/confidence.py)
"""

import math
from collections.abc import Mapping, Sequence

from schemas.annotations import CodedMention, Party, Sentence
from schemas.lexicons.confidence import ConfidenceWeights
from transforms.mentions.triggers import Trigger

LEAST, GREATEST = 0.05, 0.99
DERIVED = ("control", "relative", "coordination", "apposition", "nested")
GUESSED = ("anaphora", "nearest", "location", "implied")
LONG_SENTENCE = 45
VERBLESS_ROOTS = ("VERB", "AUX", "ADJ", "NOUN")
CLAUSES: Mapping[str, str] = {
    "ROOT": "main_clause",
    "ccomp": "complement_clause",
    "xcomp": "complement_clause",
    "acl:relcl": "relative_clause",
    "acl": "relative_clause",
    "advcl": "adverbial_clause",
}
"""Evidence for the clause that a trigger stands in, by the relation of its head to the word above; other relations say nothing."""


def evidence_of(sentence: Sentence, trigger: Trigger, mention: CodedMention, rivals: Sequence[Trigger] = ()) -> dict[str, float]:
    """The evidence that holds for one mention: name -> 1; what does not hold is left out.

    In: rivals: all triggers that stand at the same head, its own too.
    """
    held = {
        **_evidence_of_words(trigger, rivals),
        **_evidence_of_parties("actor", mention.actors),
        **_evidence_of_parties("recipient", [*mention.recipients, *mention.affected]),
        **_evidence_of_sentence(sentence, trigger),
        "no_parties": not (mention.actors or mention.recipients or mention.affected),
        "date_in_words": mention.date is not None,
        "place_in_sentence": mention.geo_basis == "explicit",
        "counts_persons": bool(mention.counts),
        "historical": mention.factuality.tense == "historical",
        "attributed": mention.attribution is not None,
    }
    return {name: 1.0 for name, holds in held.items() if holds}


def _evidence_of_words(trigger: Trigger, rivals: Sequence[Trigger]) -> dict[str, bool]:
    rule = trigger.pattern.rule
    conditions = (rule.actor, rule.recipient, rule.object)
    return {
        "event_noun": not trigger.pattern.is_verb,
        "long_trigger": len(trigger.tokens) > 1,
        "conditions": any(c.sector or c.kind or c.nouns for c in conditions),
        "demands_a_party": any(c.required for c in conditions) or rule.min_parties > 0,
        "contested": any(other.pattern.rule.type != rule.type for other in rivals),
    }


def _evidence_of_parties(role: str, parties: Sequence[Party]) -> dict[str, bool]:
    first = parties[0] if parties else None
    return {
        f"{role}_missing": first is None,
        f"{role}_known": any(p.identity.sector or p.identity.country for p in parties),
        f"{role}_named": any(p.identity.actor_id for p in parties),
        f"{role}_is_thing": first is not None and not first.is_actor and not first.identity.country and not first.is_pronoun,
        f"{role}_derived": first is not None and first.basis in DERIVED,
        f"{role}_guessed": first is not None and first.basis in GUESSED,
    }


def _evidence_of_sentence(sentence: Sentence, trigger: Trigger) -> dict[str, bool]:
    clause = CLAUSES.get(sentence.tokens[_clause_head(sentence, trigger.head)].dep)
    return {
        "doubtful_parse": is_doubtful(sentence),
        "long_sentence": len(sentence.tokens) > LONG_SENTENCE,
        **({clause: True} if clause else {}),
    }


def _clause_head(sentence: Sentence, index: int) -> int:
    """The word whose relation says what clause the trigger heads: itself, or the first of the words that it is coordinated with."""
    while sentence.tokens[index].dep == "conj":
        index = sentence.tokens[index].head
    return index


def is_doubtful(sentence: Sentence) -> bool:
    """A sentence without a verb at its root, or with more than sixty words, is often parsed wrongly."""
    return sentence.tokens[sentence.root].pos not in VERBLESS_ROOTS or len(sentence.tokens) > 60


def weigh_evidence(evidence: Mapping[str, float], weights: ConfidenceWeights) -> float:
    """Confidence in LEAST..GREATEST, two decimals."""
    odds = weights.intercept + sum(value * weights.weights.get(name, 0.0) for name, value in evidence.items())
    return round(min(GREATEST, max(LEAST, 1 / (1 + math.exp(-odds)))), 2)
