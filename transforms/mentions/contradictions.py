"""Which act a denial contradicts: the same one, which the article asserts in a sentence near by.

Runs over the mentions of a whole article when all are coded. Two mentions tell of the same act where type and words agree and no party
or place of one clashes with that of the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.annotations import CodedMention, Party, Relation

REACH_SENTENCES = 4
STEM = 4


@dataclass(frozen=True, slots=True)
class Denial:
    """A mention that a cue denies."""

    mention: CodedMention
    rule_id: str
    cue_text: str
    cue_start_char: int
    cue_end_char: int


def contradict(denials: Iterable[Denial], mentions: Sequence[CodedMention]) -> None:
    """Relate each denied mention to the nearest one that asserts the same act; one before it goes before one behind."""
    for denial in denials:
        denied = denial.mention
        asserting = [m for m in mentions if _asserts(m, denied)]
        nearest = min(asserting, key=lambda m: _distance(m, denied), default=None)
        if nearest is not None and not any(known.relation == "contradicts" for known in denied.relations):
            span = (denial.cue_text, denial.cue_start_char, denial.cue_end_char)
            denied.relations.append(Relation("contradicts", nearest, denial.rule_id, *span))


def _distance(mention: CodedMention, denied: CodedMention) -> tuple[int, bool, int]:
    apart = mention.sentence_index - denied.sentence_index
    return abs(apart), apart > 0, abs(mention.trigger_start_char - denied.trigger_start_char)


def _asserts(mention: CodedMention, denied: CodedMention) -> bool:
    told = mention.factuality
    if mention is denied or not told.is_fact:
        return False
    if denied.factuality.tense == "future" or told.tense == "future":
        return False
    if abs(mention.sentence_index - denied.sentence_index) > REACH_SENTENCES or mention.event_type != denied.event_type:
        return False
    mine, theirs = ([*m.recipients, *m.affected] for m in (mention, denied))
    is_one_act = _stem(mention) == _stem(denied) or (mention.event_mode is not None and mention.event_mode == denied.event_mode)
    is_one_act = is_one_act or any(_agree(one, other) and not one.is_pronoun and not other.is_pronoun for one in mine for other in theirs)
    is_by_others = all(_clash(one, other) for one in mention.actors for other in denied.actors) and mention.actors and denied.actors
    return is_one_act and not is_by_others and _may_be_same(mine, theirs) and not _is_elsewhere(mention, denied)


def _stem(mention: CodedMention) -> str:
    return mention.trigger_text.lower()[:STEM]


def _may_be_same(left: Sequence[Party], right: Sequence[Party]) -> bool:
    """Nobody named on one side, or one party of each that agree."""
    return not left or not right or any(_agree(one, other) for one in left for other in right)


def _agree(left: Party, right: Party) -> bool:
    if left.is_pronoun or right.is_pronoun or left.lemma.lower() == right.lemma.lower():
        return True
    mine, theirs = left.identity, right.identity
    if mine.actor_id and theirs.actor_id:
        return mine.actor_id == theirs.actor_id
    return mine.country is not None and (mine.country, mine.sector) == (theirs.country, theirs.sector)


def _clash(left: Party, right: Party) -> bool:
    """Of two countries or of two sectors."""
    mine, theirs = left.identity, right.identity
    if _agree(left, right):
        return False
    if mine.country and theirs.country:
        return mine.country != theirs.country
    return bool(mine.sector and theirs.sector) and mine.sector != theirs.sector


def _is_elsewhere(left: CodedMention, right: CodedMention) -> bool:
    mine, theirs = left.place, right.place
    return mine is not None and theirs is not None and mine.precision == theirs.precision and mine.place_id != theirs.place_id
