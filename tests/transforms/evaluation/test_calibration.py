"""Confidence held against truth, and the regression that it can be fitted with."""

import math

import pytest

from transforms.evaluation.calibration import confidence_pairs, measure_reliability
from transforms.evaluation.figures import Judged
from transforms.evaluation.regression import cross_validate, fit_logistic


def test_bins_and_errors_on_paper() -> None:
    measured = measure_reliability([(0.9, True), (0.9, False), (0.3, False), (1.0, True)])
    assert measured is not None
    assert [(b.low, b.n, b.confidence, b.right) for b in measured.bins] == [(0.3, 1, 0.3, 0.0), (0.9, 3, 0.9333, 0.6667)]
    assert (measured.n, measured.right) == (4, 0.5)
    assert measured.expected_error == pytest.approx((0.3 + 3 * (2.8 / 3 - 2 / 3)) / 4, abs=1e-4)
    assert measured.brier == pytest.approx((0.01 + 0.81 + 0.09 + 0) / 4, abs=1e-4)
    assert measured.brier_of_share == 0.25


def test_perfect_confidence_has_no_error() -> None:
    measured = measure_reliability([(1.0, True), (0.0, False)])
    assert measured is not None
    assert (measured.expected_error, measured.brier) == (0.0, 0.0)


def test_nothing_judged_is_null() -> None:
    assert measure_reliability([]) is None


def test_mentions_without_a_confidence_are_left_out() -> None:
    judged = [Judged("a", {"confidence": 0.7}, True), Judged("a", {}, False), Judged("b", {"confidence": 0.2}, False)]
    assert confidence_pairs(judged) == [(0.7, True), (0.2, False)]


def test_one_value_without_a_ridge_gives_the_shares() -> None:
    """Of rows with the value 3 of 4 are right, of those without it 1 of 4: the fit says so."""
    rows = [[1.0]] * 4 + [[0.0]] * 4
    right = [True, True, True, False, True, False, False, False]
    fit = fit_logistic(rows, right, ridge=0.0)
    assert fit.probabilities([[1.0], [0.0]]) == pytest.approx([0.75, 0.25])
    assert fit.intercept == pytest.approx(math.log(1 / 3))


def test_a_ridge_draws_weights_to_nothing() -> None:
    rows, right = [[1.0], [1.0], [0.0], [0.0]], [True, True, False, True]
    loose, tight = (abs(fit_logistic(rows, right, ridge).weights[0]) for ridge in (0.1, 100.0))
    assert tight < loose
    assert tight < 0.1


def test_a_value_that_never_changes_weighs_nothing() -> None:
    assert fit_logistic([[1.0, 1.0], [1.0, 0.0]], [True, False], ridge=1.0).weights[0] == 0.0


def test_answers_of_one_kind_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="both kinds"):
        fit_logistic([[1.0], [0.0]], [True, True], ridge=1.0)


def test_a_fold_is_told_by_the_others() -> None:
    """In fold 1 the value means the reverse: told by fold 0 alone, it is wrong there."""
    rows = [[1.0], [0.0]] * 10
    right = [True, False] * 5 + [False, True] * 5
    told = cross_validate(rows, right, [0] * 10 + [1] * 10, ridge=0.1)
    assert told[10] > 0.5 > told[11]
    assert told == cross_validate(rows, right, [0] * 10 + [1] * 10, ridge=0.1)
