"""Logistic regression by Newton's method with a ridge: small, exact and the same on every machine."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MAX_STEPS = 50
CLOSE_ENOUGH = 1e-10
LEAST_SPREAD = 1e-9


@dataclass(frozen=True, slots=True)
class Fit:
    """The odds of being right: intercept + sum of weight x value, on the logit scale."""

    intercept: float
    weights: tuple[float, ...]

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        values = np.asarray(rows, dtype=np.float64).reshape(len(rows), len(self.weights))
        odds: Floats = self.intercept + values @ np.asarray(self.weights)
        return [float(p) for p in 1 / (1 + np.exp(-odds))]


def fit_logistic(rows: Sequence[Sequence[float]], right: Sequence[bool], ridge: float) -> Fit:
    """Weights that make the given answers most likely.

    In:    one row of values for each answer. ridge: what a weight of 1 on a value of spread 1 costs; the intercept costs nothing. Values
           are brought to spread 1 first, so that rare evidence is drawn to nothing as strongly as common evidence.
    Fails: ValueError without rows, or where all answers are the same.
    """
    if not rows or len(set(right)) < 2:
        raise ValueError("a fit needs answers of both kinds")
    values, answers = np.asarray(rows, dtype=np.float64), np.asarray(right, dtype=np.float64)
    spread = values.std(axis=0)
    spread[spread < LEAST_SPREAD] = 1.0
    design = np.hstack([np.ones((len(values), 1)), (values - values.mean(axis=0)) / spread])
    penalty = np.diag([0.0] + [ridge] * values.shape[1])
    beta = np.zeros(design.shape[1])
    for _ in range(MAX_STEPS):
        p = 1 / (1 + np.exp(-(design @ beta)))
        gradient = design.T @ (answers - p) - penalty @ beta
        curvature = (design * (p * (1 - p))[:, None]).T @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        beta = beta + step
        if float(np.abs(step).max()) < CLOSE_ENOUGH:
            break
    weights = beta[1:] / spread
    return Fit(float(beta[0] - weights @ values.mean(axis=0)), tuple(float(w) for w in weights))


def cross_validate(rows: Sequence[Sequence[float]], right: Sequence[bool], folds: Sequence[int], ridge: float) -> list[float]:
    """Probability of each answer by a fit that has not seen its fold. In: the fold of each row (rows of one record share one)."""
    told = [0.0] * len(rows)
    for fold in sorted(set(folds)):
        seen = [i for i, own in enumerate(folds) if own != fold]
        unseen = [i for i, own in enumerate(folds) if own == fold]
        fit = fit_logistic([rows[i] for i in seen], [right[i] for i in seen], ridge)
        for i, p in zip(unseen, fit.probabilities([rows[i] for i in unseen]), strict=True):
            told[i] = p
    return told
