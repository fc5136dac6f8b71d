"""How far the confidence of a mention can be relied on: of the mentions at .8, about eight in ten should be right."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from transforms.evaluation.figures import Judged, share

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Mentions whose confidence lies in [low, high): how many, their mean confidence, and the share of them that is right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Confidence against truth.

    expected_error: mean distance between confidence and share of right ones, bins weighted by their size (ECE). brier: mean squared
    distance of single mentions (0 is perfect; saying the share of right ones of every mention gives `brier_of_share`).
    """

    n: int
    right: float
    confidence: float
    expected_error: float
    brier: float
    brier_of_share: float
    bins: tuple[Bin, ...]

    def to_record(self) -> dict[str, object]:
        return asdict(self) | {"bins": [asdict(held) for held in self.bins]}


def confidence_pairs(judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    """(confidence, is right) of judged mentions; those without a confidence are left out."""
    return [(float(j.mention["confidence"]), j.is_right) for j in judged if j.mention.get("confidence") is not None]


def measure_reliability(pairs: Sequence[tuple[float, bool]], bins: int = BINS) -> Reliability | None:
    """Reliability of (confidence, is right) pairs over bins of equal width; null without pairs. Empty bins are left out."""
    if not pairs:
        return None
    held: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in pairs:
        held.setdefault(min(bins - 1, int(confidence * bins)), []).append((confidence, is_right))
    filled = tuple(_bin(number, held[number], bins) for number in sorted(held))
    n, right = len(pairs), share(sum(is_right for _, is_right in pairs), len(pairs))
    return Reliability(
        n=n,
        right=round(right, 4),
        confidence=round(sum(confidence for confidence, _ in pairs) / n, 4),
        expected_error=round(sum(b.n * abs(b.confidence - b.right) for b in filled) / n, 4),
        brier=round(sum((confidence - is_right) ** 2 for confidence, is_right in pairs) / n, 4),
        brier_of_share=round(right * (1 - right), 4),
        bins=filled,
    )


def _bin(number: int, pairs: Sequence[tuple[float, bool]], bins: int) -> Bin:
    n = len(pairs)
    confidence, right = sum(c for c, _ in pairs) / n, sum(is_right for _, is_right in pairs) / n
    return Bin(number / bins, (number + 1) / bins, n, round(confidence, 4), round(right, 4))
