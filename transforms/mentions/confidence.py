"""How sure the coder is of a mention: a score from the evidence that the reading rests on, between 0.05 and 0.99."""

from collections.abc import Sequence

from schemas.annotations import Party, Sentence
from transforms.mentions.triggers import Trigger

START = 0.62
# What each piece of evidence adds to or takes from the start.
WEIGHTS = {
    "actor_known": 0.14,
    "actor_named": 0.05,
    "recipient_known": 0.08,
    "long_trigger": 0.06,
    "date_in_sentence": 0.03,
    "noun_without_parties": -0.25,
    "verb_without_parties": -0.15,
    "doubtful_parse": -0.15,
    "distant_role": -0.05,
    "conditions": 0.03,
}
DISTANT = ("anaphora", "nearest", "control")


def confidence_of(
    sentence: Sentence, trigger: Trigger, actors: Sequence[Party], recipients: Sequence[Party], affected: Sequence[Party], has_date: bool
) -> float:
    """Confidence in 0.05..0.99, two decimals."""
    score = START
    known = [p for p in actors if p.identity.sector or p.identity.country]
    score += WEIGHTS["actor_known"] * bool(known) + WEIGHTS["actor_named"] * any(p.identity.actor_id for p in actors)
    score += WEIGHTS["recipient_known"] * any(p.is_actor for p in (*recipients, *affected))
    score += WEIGHTS["long_trigger"] * (len(trigger.tokens) > 1)
    score += WEIGHTS["date_in_sentence"] * has_date
    if not actors and not recipients and not affected:
        score += WEIGHTS["verb_without_parties" if trigger.pattern.is_verb else "noun_without_parties"]
    score += WEIGHTS["doubtful_parse"] * is_doubtful(sentence)
    score += WEIGHTS["distant_role"] * any(p.basis in DISTANT for p in actors)
    rule = trigger.pattern.rule
    score += WEIGHTS["conditions"] * bool(rule.actor.sector or rule.recipient.sector or rule.object.nouns)
    return round(min(0.99, max(0.05, score)), 2)


def is_doubtful(sentence: Sentence) -> bool:
    """A sentence without a verb at its root, or with more than sixty words, is often parsed wrongly."""
    return sentence.tokens[sentence.root].pos not in ("VERB", "AUX", "ADJ", "NOUN") or len(sentence.tokens) > 60
