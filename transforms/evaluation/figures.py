"""What every scorer gives back: figures with names, and what explains them: errors, verdicts, confusion, judged mentions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Record = Mapping[str, Any]
Figure = float | int | None
RIGHT = "right"
MISS = "miss"
FALSE_ALARM = "false_alarm"
WRONG_VALUE = "wrong_value"
NONE = "none"
"""Stands in a confusion for what the gold, or the program, does not have."""
SHOWN_OF_A_MENTION = (
    "rule_id", "event_type", "event_mode", "cameo_code", "trigger", "trigger_start_char", "trigger_end_char",
    "actor_text", "actor_start_char", "actor_end_char", "recipient_text", "recipient_start_char", "recipient_end_char",
    "polarity", "modality", "confidence",
)  # fmt: skip


class Item(NamedTuple):
    """What the gold judges once: a field of a record, or of a part of it (the character where it begins, the number of an incident)."""

    gold_id: str
    field: str
    part: int | None = None


@dataclass(frozen=True, slots=True)
class ScoredError:
    """One miss, false alarm or wrong value, with the words that show it.

    field: what was scored ("type", "killed", "place"...). text: the sentence or excerpt. rule_ids: rules that fired there. mentions: the
    predicted mentions involved. part: see `Item`.
    """

    gold_id: str
    outcome: str
    field: str
    text: str
    gold: object
    predicted: object
    rule_ids: tuple[str, ...] = ()
    mentions: tuple[Record, ...] = ()
    part: int | None = None

    @property
    def item(self) -> Item:
        return Item(self.gold_id, self.field, self.part)

    def to_record(self) -> dict[str, object]:
        return {
            "gold_id": self.gold_id,
            "part": self.part,
            "outcome": self.outcome,
            "field": self.field,
            "rule_ids": list(self.rule_ids),
            "gold": self.gold,
            "predicted": self.predicted,
            "text": self.text,
            "mentions": [{name: mention[name] for name in SHOWN_OF_A_MENTION if name in mention} for mention in self.mentions],
        }


class Judged(NamedTuple):
    """One predicted mention that the gold judges by itself."""

    gold_id: str
    mention: Record
    is_right: bool


@dataclass(slots=True)
class Evaluation:
    """What one gold file says of the program. A null figure could not be computed; a note says why.

    right: items that are right; those that are not stand in errors. confusion: (gold label, predicted label) -> how often, for gold with
    labels. judged: mentions that the gold judges singly, for the reliability of their confidence.
    Units: shares 0..1 unless the name ends in _km (kilometres) or is a number of things (n, n_*).
    """

    figures: dict[str, Figure] = field(default_factory=dict)
    errors: list[ScoredError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    right: set[Item] = field(default_factory=set)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    judged: list[Judged] = field(default_factory=list)

    @property
    def verdicts(self) -> dict[Item, str]:
        """right, miss, false_alarm or wrong_value for every item that was judged."""
        return dict.fromkeys(self.right, RIGHT) | {error.item: error.outcome for error in self.errors}

    def add(self, name: str, figures: Mapping[str, Figure]) -> None:
        """Add figures that belong together under one name: KILL -> KILL.p, KILL.r, KILL.f1."""
        self.figures.update({f"{name}.{key}": value for key, value in figures.items()})

    def find_right(self, gold_id: str, field_name: str, part: int | None = None) -> None:
        self.right.add(Item(gold_id, field_name, part))

    def find_wrong(
        self,
        item: Item,
        outcome: str,
        text: str,
        gold: object,
        predicted: object,
        mentions: Iterable[Record] = (),
    ) -> None:
        """Add an error with the mentions that were involved."""
        involved = tuple(mentions)
        self.errors.append(ScoredError(item.gold_id, outcome, item.field, text, gold, predicted, rule_ids(involved), involved, item.part))

    def confuse_sets(self, gold: Iterable[str], predicted: Iterable[str]) -> None:
        """Count labels of one record: those in both as right; the others paired off in order, what is left over against none."""
        wanted, found = set(gold), set(predicted)
        self.confusion.update((label, label) for label in wanted & found)
        missed, surplus = sorted(wanted - found), sorted(found - wanted)
        for place in range(max(len(missed), len(surplus))):
            self.confusion[missed[place] if place < len(missed) else NONE, surplus[place] if place < len(surplus) else NONE] += 1


def f_measure(precision: float, recall: float) -> float:
    """Harmonic mean; 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def share(part: float, whole: float, *, empty: float = 0.0) -> float:
    """part / whole, and `empty` where there is nothing to share."""
    return part / whole if whole else empty


def precision_recall(correct: int, predicted: int, gold: int) -> dict[str, Figure]:
    """Precision, recall, F1 and number of gold items, rounded to three places (F1 before rounding p and r)."""
    p, r = share(correct, predicted), share(correct, gold)
    return {"p": round(p, 3), "r": round(r, 3), "f1": round(f_measure(p, r), 3), "n": gold}


def macro_f1(pairs: Sequence[tuple[str, str | None]]) -> float:
    """Mean F1 over the gold labels of (gold, predicted) pairs; each F1 is rounded to three places first, as the published scorer does."""
    labels = sorted({gold for gold, _ in pairs})
    scores = []
    for label in labels:
        correct = sum(gold == predicted == label for gold, predicted in pairs)
        p = share(correct, sum(predicted == label for _, predicted in pairs))
        r = share(correct, sum(gold == label for gold, _ in pairs))
        scores.append(round(f_measure(p, r), 3))
    return round(share(sum(scores), len(scores)), 3)


def excerpt(text: str, start: int, end: int, *, margin: int = 80) -> str:
    """The span between [ and ] with some characters on either side, on one line."""
    left, right = text[max(0, start - margin) : start], text[end : end + margin]
    return " ".join(f"{left}[{text[start:end]}]{right}".split())


def rule_ids(mentions: Iterable[Record]) -> tuple[str, ...]:
    return tuple(sorted({str(mention["rule_id"]) for mention in mentions if mention.get("rule_id")}))
