"""Fitting the weights of confidence: from judged mentions to the file that the coder reads."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from flows.build.confidence import FOLDS, HEADER, LEAST_TIMES, Example, fit_weights, ranking, write_weights
from flows.lexicon_files import read_model
from schemas.errors import UsageError
from schemas.lexicons.confidence import ConfidenceWeights
from transforms.evaluation.figures import Judged
from transforms.mentions.confidence import weigh_evidence


def example(number: int, evidence: Mapping[str, float], *, is_right: bool) -> Example:
    return Example("plv_x", Judged(f"record {number}", {"evidence": evidence, "confidence": 0.5}, is_right))


def examples() -> list[Example]:
    """Mentions with a known actor are right in three of four cases, those without in one of four; all have evidence that says nothing."""
    found = []
    for number in range(400):
        known = number % 2 == 0
        is_right = (number // 2) % 4 != 0 if known else (number // 2) % 4 == 0
        evidence = {"conditions": 1.0, **({"actor_known": 1.0} if known else {}), **({"rare": 1.0} if number < LEAST_TIMES - 1 else {})}
        found.append(example(number, evidence, is_right=is_right))
    return found


def test_weights_tell_the_shares_that_were_right() -> None:
    weights = fit_weights(examples())
    assert set(weights.weights) == {"actor_known"}, "what always holds is the intercept, what hardly ever does is left out"
    assert weigh_evidence({"actor_known": 1.0}, weights) == pytest.approx(0.75, abs=0.03)
    assert weigh_evidence({}, weights) == pytest.approx(0.25, abs=0.03)
    assert weights.fitted["gold"] == {"plv_x": 400}
    assert weights.fitted["ranking"] == pytest.approx(0.75, abs=0.03)
    assert weights.fitted["folds"]["expected_error"] < 0.05


def test_a_record_is_in_one_fold_and_the_folds_are_about_equal() -> None:
    folds = [example(number, {}, is_right=True).fold for number in range(400)]
    assert folds == [example(number, {}, is_right=False).fold for number in range(400)]
    assert set(folds) == set(range(FOLDS))
    assert min(folds.count(fold) for fold in range(FOLDS)) > 50


def test_the_file_reads_back_and_says_where_it_comes_from(tmp_path: Path) -> None:
    weights = fit_weights(examples())
    write_weights(weights, tmp_path / "confidence.yaml")
    assert (tmp_path / "confidence.yaml").read_text().startswith(HEADER)
    assert read_model(tmp_path / "confidence.yaml", ConfidenceWeights) == weights


def test_mentions_without_evidence_are_told() -> None:
    with pytest.raises(UsageError, match="carry no evidence"):
        fit_weights([example(number, {}, is_right=number % 2 == 0) for number in range(40)])


@pytest.mark.parametrize(
    ("told", "right", "area"),
    [
        pytest.param([0.1, 0.2, 0.8], [False, False, True], 1.0, id="in order"),
        pytest.param([0.9, 0.2], [False, True], 0.0, id="turned round"),
        pytest.param([0.5, 0.5, 0.5], [False, True, True], 0.5, id="all tied"),
        pytest.param([0.1, 0.5, 0.5, 0.9], [False, False, True, True], 0.875, id="one tie"),
    ],
)
def test_ranking(told: list[float], right: list[bool], area: float) -> None:
    assert ranking(told, right) == area
