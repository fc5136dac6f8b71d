"""Where and when: which place and which date of a text belong to the act at one trigger.

Place:  a toponym of the sentence by nearness in the parse and by its preposition; else the last place of the sentences before ("context").
Date:   a time expression of the sentence by nearness; else the day of publication.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.annotations import DateExpression, PlaceMention, Sentence
from transforms.mentions.phrases import ancestors, case_of, subtree

LOCATIVE = frozenset(
    {
        "in",
        "at",
        "near",
        "outside",
        "inside",
        "across",
        "around",
        "throughout",
        "within",
        "into",
        "on",
        "over",
        "through",
        "towards",
        "toward",
        "from",
        "of",
        "north",
        "south",
        "east",
        "west",
    }
)
HISTORICAL_DAYS = 300
DIRECTNESS = {"day": 0, "week": 1, "month": 2, "season": 3, "quarter": 3, "year": 4, "decade": 5}


@dataclass(frozen=True, slots=True)
class When:
    """The days of an act, with the words that say so."""

    date: DateExpression | None
    start: dt.date | None
    end: dt.date | None
    precision: str | None
    basis: str | None
    is_historical: bool


def _token_at(sentence: Sentence, char: int) -> int | None:
    for token in sentence.tokens:
        if token.start_char <= char < token.end_char:
            return token.index
    return None


def _distance(sentence: Sentence, trigger: int, target: int) -> int:
    """Steps through the tree between two tokens; 99 if unconnected."""
    up = [trigger, *ancestors(sentence, trigger)]
    other = [target, *ancestors(sentence, target)]
    for steps, node in enumerate(up):
        if node in other:
            return steps + other.index(node)
    return 99


def place_of(
    sentence: Sentence, trigger: int, places: Sequence[PlaceMention], actor_spans: Sequence[tuple[int, int]]
) -> PlaceMention | None:
    """The toponym of the sentence that says where the act at a trigger happened, or None."""
    best: tuple[float, PlaceMention] | None = None
    for place in places:
        if place.kind != "place" or not (sentence.start_char <= place.start_char < sentence.end_char):
            continue
        index = _token_at(sentence, place.end_char - 1)
        if index is None:
            continue
        token = sentence.tokens[index]
        preposition = case_of(sentence, token) or case_of(sentence, sentence.tokens[token.head])
        if _only_describes(sentence, index, place, preposition):
            continue
        cost = float(_distance(sentence, trigger, index)) + abs(index - trigger) * 0.05
        if preposition not in LOCATIVE:
            cost += 3
        if any(start <= place.start_char < end for start, end in actor_spans):
            cost += 4
        if place.precision == "country":
            cost += 1
        if best is None or cost < best[0]:
            best = (cost, place)
    return best[1] if best and best[0] < 14 else None


def _only_describes(sentence: Sentence, index: int, place: PlaceMention, preposition: str | None) -> bool:
    """ "Iran-linked groups", "Turkey's efforts", "talks with Israel": a country that takes part, not where it happens."""
    token = sentence.tokens[index]
    following = sentence.tokens[index + 1] if index + 1 < len(sentence.tokens) else None
    if following is not None and following.text == "-" and following.start_char == token.end_char:
        return True
    if place.precision not in ("country", "region"):
        return False
    possessive = token.dep == "nmod:poss" and following is not None and following.dep == "case"
    takes_part = token.dep in ("nsubj", "nsubj:pass", "obj", "iobj", "compound", "conj") and preposition not in LOCATIVE
    return possessive or takes_part or preposition in ("with", "against", "by", "between", "to")


def refine_place(chosen: PlaceMention, places: Sequence[PlaceMention], sentence: Sentence) -> PlaceMention:
    """ "Idlib, Syria": where a country was chosen and a smaller place of it stands right before it, the smaller one."""
    if chosen.precision not in ("country", "admin1"):
        return chosen
    for place in places:
        before = place.end_char <= chosen.start_char and chosen.start_char - place.end_char <= 3
        if before and place.kind == "place" and place.country == chosen.country and place.start_char >= sentence.start_char:
            return place
    return chosen


def when_of(sentence: Sentence, trigger: int, dates: Sequence[DateExpression], published: dt.date | None) -> When:
    """The days of the act at a trigger: its nearest time expression, else the day of publication."""
    best: tuple[float, DateExpression] | None = None
    for date in dates:
        if date.start is None or date.end is None or not (sentence.start_char <= date.start_char < sentence.end_char):
            continue
        index = _token_at(sentence, date.start_char)
        if index is None:
            continue
        cost = _distance(sentence, trigger, index) + abs(index - trigger) * 0.1 + DIRECTNESS.get(date.granularity, 2) * 0.2
        if _across_clause(sentence, trigger, index):
            continue
        if best is None or cost < best[0]:
            best = (cost, date)
    if best is None or best[0] > 12:
        return When(None, published, published, "day" if published else None, "publication" if published else None, is_historical=False)
    date = best[1]
    precision = date.granularity if date.granularity in DIRECTNESS else ("day" if date.granularity == "time" else "vague")
    historical = published is not None and date.end is not None and (published - date.end).days > HISTORICAL_DAYS
    return When(date, date.start, date.end, precision, date.basis, historical)


def _across_clause(sentence: Sentence, trigger: int, target: int) -> bool:
    """True if the time expression lies inside another clause (relative or finite) that does not hold the trigger."""
    below = subtree(sentence, trigger)
    if target in below:
        path = [target, *ancestors(sentence, target)]
        inside = path[: path.index(trigger)] if trigger in path else []
        return any(sentence.tokens[node].dep in ("acl:relcl", "ccomp", "parataxis") for node in inside)
    for node in [target, *ancestors(sentence, target)]:
        if node == trigger or node in ancestors(sentence, trigger):
            return False
        if sentence.tokens[node].dep in ("acl:relcl", "ccomp", "advcl", "parataxis"):
            return True
    return False
