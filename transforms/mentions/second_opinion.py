"""The second opinion: a small linear model beside the rules that says how likely a candidate is an event, and of which type.

The rules come first. The model may change a type, drop what is no event, and name the type of a link that no rule reads, each only
as far as its policy goes; what our ontology has decided (exemptions of the policy) it never turns round.
Pure and deterministic: weights come in as arrays, facts are hashed by CRC-32, sums are of whole numbers. Trained by
flows/build/second_opinion.py; the card is data/model/second_opinion/README.md.
"""

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from schemas.annotations import CodedMention, Sentence
from schemas.codes import Ontology
from schemas.lexicons.opinion import OpinionPolicy
from transforms.mentions.opinion_features import Candidate, act_facts, is_between_known, reading_facts, sentence_facts

BITS = 18
GROUP_WEIGHTS = (0.5, 1.0, 1.0)
"""How much the facts of the sentence, of the act and of the readings count beside each other."""
YIELDING = ("CONCEDE", "RETREAT")
MERGED = "YIELD"
MODEL_SHARE = 0.7
"""Of the confidence. On judged local news the model ranks right before wrong mentions far better than the evidence does."""
Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]


def may_change(policy: OpinionPolicy, candidate: Candidate, event_type: str) -> bool:
    """True unless one of the two types is kept or an exemption forbids the change."""
    reading = candidate.reading
    if event_type in policy.kept_types or (reading is not None and reading.event_type in policy.kept_types):
        return False
    return reading is None or not policy.is_exempt(reading.event_type, event_type, reading.factuality.modality)


@dataclass(frozen=True, slots=True)
class Weights:
    """The trained model: a row for each hash that it knows (sorted), a column for each event type, then "event" and "retreat"."""

    columns: tuple[str, ...]
    hashes: Whole
    rows: npt.NDArray[np.int8]
    scales: Real
    intercepts: Real
    row_of: Whole = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """row_of: for every hash its row, -1 where the model does not know it."""
        row_of = np.full(1 << BITS, -1, dtype=np.int64)
        row_of[self.hashes] = np.arange(len(self.hashes))
        object.__setattr__(self, "row_of", row_of)

    @property
    def types(self) -> tuple[str, ...]:
        return self.columns[:-2]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model makes of one candidate.

    event_type: the type that it should have; null for what is no event. is_changed: not the type that the rule gave (or there is
    no rule). probability: that it is an event of this type (of the rule's type where it is dropped); null for types that the policy keeps.
    """

    event_type: str | None
    is_changed: bool
    probability: float | None
    event_probability: float


class GivesOpinions(Protocol):
    """Whoever is asked about the candidates of a sentence: the model, or what records the questions for its training."""

    def judge(self, sentence: Sentence, candidates: Sequence[Candidate]) -> list[Judgement]: ...


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The model, how far it is heard, and which lemmas trigger rules of which types."""

    weights: Weights
    policy: OpinionPolicy
    typed_words: Mapping[str, frozenset[str]]

    def judge(self, sentence: Sentence, candidates: Sequence[Candidate]) -> list[Judgement]:
        """One judgement for each candidate of a sentence, those of rules and those without.

        Wide links may become events only between two known parties, in a sentence that no rule reads anything in.
        """
        words = hash_facts(sentence_facts(sentence)) if candidates else None
        read = [candidate for candidate in candidates if candidate.reading is not None]
        judgements = []
        for candidate in candidates:
            if candidate.is_wide and (read or not is_between_known(candidate)):
                judgements.append(Judgement(None, is_changed=False, probability=None, event_probability=0.0))
                continue
            act = hash_facts(act_facts(sentence, candidate, self.typed_words))
            rules = hash_facts(reading_facts(sentence, candidate, read))
            nested = {r.reading.event_type for r in read if r.reading and r.head != candidate.head and r.head in candidate.tokens}
            judgements.append(self._decide(candidate, self.scores((words, act, rules)), nested))
        return judgements

    def scores(self, groups: Sequence[Whole | None]) -> Real:
        """The linear scores of all columns for the hashed facts of a candidate."""
        total = np.asarray(self.weights.intercepts, dtype=np.float64).copy()
        for weight, hashes in zip(GROUP_WEIGHTS, groups, strict=True):
            if hashes is None or not len(hashes):
                continue
            at = self.weights.row_of[hashes]
            sums = self.weights.rows[at[at >= 0]].sum(axis=0, dtype=np.int64)
            total += sums * self.weights.scales * (weight / np.sqrt(len(hashes)))
        return total

    def _decide(self, candidate: Candidate, scores: Real, nested: Collection[str]) -> Judgement:
        """nested: types of the acts that other readings see in words of this one; they are told by themselves and not by this one."""
        own = candidate.reading.event_type if candidate.reading else None
        chances, event = self._chances(scores, own)
        if own in self.policy.kept_types or (candidate.reading is not None and candidate.reading.rule_id in self.policy.kept_rules):
            return Judgement(own, is_changed=False, probability=None, event_probability=round(event, 4))
        best = self._best_type(candidate, {t: chance for t, chance in chances.items() if t == own or t not in nested}, own)
        probability = event * chances.get(best or "", 0.0)
        told = candidate.reading.factuality if candidate.reading else None
        is_fact = told is None or (told.is_fact and told.modality != "alleged")
        if candidate.is_wide:
            is_event = chances.get(best or "", 0.0) >= self.policy.wide_type_from and event >= self.policy.wide_event_from
        elif own is None:
            is_event = probability >= self.policy.link_from
        else:
            is_event = event >= self.policy.suppress_below or not is_fact
        return Judgement(best if is_event else None, best != own, round(probability, 4), round(event, 4))

    def _best_type(self, candidate: Candidate, chances: Mapping[str, float], own: str | None) -> str | None:
        """The likeliest type that the policy allows, if it is likelier than the rule's own by more than the margin."""
        margin = self.policy.change_margin if is_between_known(candidate) else self.policy.lone_margin
        least = chances.get(own, 0.0) + margin if own else 0.0
        for event_type in sorted(chances, key=lambda name: (-chances[name], name)):
            if event_type == own or chances[event_type] <= least:
                return own
            if may_change(self.policy, candidate, event_type):
                return event_type
        return own

    def _chances(self, scores: Real, own: str | None) -> tuple[dict[str, float], float]:
        """The probability of each type if it is an event, and that it is one.

        Much training data merges CONCEDE and RETREAT: a rule that reads one of them keeps the chance of both, else a column parts it.
        """
        types = self.weights.types
        odds = np.exp(scores[: len(types)] - scores[: len(types)].max())
        chances = dict(zip(types, (float(p) for p in odds / odds.sum()), strict=True))
        event, retreat = (float(1 / (1 + np.exp(-score))) for score in scores[len(types) :])
        yielding = chances.pop(MERGED, 0.0)
        retreat = float(own == "RETREAT") if own in YIELDING else retreat
        chances["RETREAT"], chances["CONCEDE"] = yielding * retreat, yielding * (1 - retreat)
        return chances, event


def hash_facts(facts: set[str]) -> Whole:
    """Distinct hashes of facts, in no particular order: sums of whole numbers are the same in any."""
    mask = (1 << BITS) - 1
    return np.fromiter({zlib.crc32(fact.encode()) & mask for fact in facts}, dtype=np.int64)


def follow(mention: CodedMention, judgement: Judgement, ontology: Ontology) -> None:
    """Give a mention the type that the model says, with what hangs on the type, and note its probability.

    A changed type has no mode, no contexts, and the CAMEO root that stands for it alone (null where several do).
    """
    if judgement.is_changed and judgement.event_type is not None:
        mention.event_type = judgement.event_type
        mention.event_mode = None
        mention.cameo_code = root_code(judgement.event_type, ontology)
        mention.contexts = ()
        mention.quad_class = ontology.event_types[judgement.event_type].quad_class
        mention.intensity = ontology.intensity(judgement.event_type, None)
        mention.type_basis = "second_opinion"
    mention.opinion = judgement.probability


def blend(confidence: float, probability: float | None) -> float:
    """The weighted mean of what the evidence of the reading and what the model say, two decimals; null: the model was not asked."""
    return confidence if probability is None else min(0.99, round((1 - MODEL_SHARE) * confidence + MODEL_SHARE * probability, 2))


def root_code(event_type: str, ontology: Ontology) -> str | None:
    """The CAMEO root ("110", not specified below) of a type; null for a type with several roots or none."""
    roots = [code for code, facts in ontology.cameo.items() if facts.event_type == event_type and len(code) == 3 and code.endswith("0")]
    return roots[0] if len(roots) == 1 else None
