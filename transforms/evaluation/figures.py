"""What every scorer gives back: figures with names, and the rows that explain them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Record = Mapping[str, Any]
Figure = float | int | None
MISS = "miss"
FALSE_ALARM = "false_alarm"
WRONG_VALUE = "wrong_value"


@dataclass(frozen=True, slots=True)
class ScoredError:
    """One miss, false alarm or wrong value, with the words that show it.

    field: what was scored ("type", "killed", "place"...). text: the sentence or excerpt. rule_ids: rules that fired there.
    """

    gold_id: str
    outcome: str
    field: str
    text: str
    gold: object
    predicted: object
    rule_ids: tuple[str, ...] = ()

    def to_record(self) -> dict[str, object]:
        return {
            "gold_id": self.gold_id,
            "outcome": self.outcome,
            "field": self.field,
            "rule_ids": list(self.rule_ids),
            "gold": self.gold,
            "predicted": self.predicted,
            "text": self.text,
        }


@dataclass(slots=True)
class Evaluation:
    """Figures of one gold file. A null figure could not be computed; a note says why.

    Units: shares 0..1 unless the name ends in _km (kilometres) or is a number of things (n, n_*).
    """

    figures: dict[str, Figure] = field(default_factory=dict)
    errors: list[ScoredError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, figures: Mapping[str, Figure]) -> None:
        """Add figures that belong together under one name: KILL -> KILL.p, KILL.r, KILL.f1."""
        self.figures.update({f"{name}.{key}": value for key, value in figures.items()})


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
