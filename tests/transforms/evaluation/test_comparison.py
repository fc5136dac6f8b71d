"""Two runs held against each other: what is gained, what is lost, and what cannot be compared."""

import polars as pl
import pytest

from transforms.evaluation.comparison import GAINED, LOST, VERDICTS, compare_figures, compare_verdicts, frame_verdicts, items_that
from transforms.evaluation.figures import FALSE_ALARM, MISS, RIGHT, WRONG_VALUE, Evaluation, Item


def verdicts(*outcomes: str | None) -> pl.DataFrame:
    """Records a, b, c...; null: not judged."""
    rows = [("abcdefgh"[i], "type", None, outcome) for i, outcome in enumerate(outcomes) if outcome]
    return pl.DataFrame(rows, schema=VERDICTS, orient="row")


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        pytest.param(MISS, RIGHT, GAINED, id="found now"),
        pytest.param(RIGHT, WRONG_VALUE, LOST, id="wrong now"),
        pytest.param(WRONG_VALUE, MISS, None, id="wrong in both"),
        pytest.param(RIGHT, RIGHT, None, id="right in both"),
        pytest.param(FALSE_ALARM, None, GAINED, id="false alarm no longer raised"),
        pytest.param(None, FALSE_ALARM, LOST, id="false alarm raised now"),
        pytest.param(None, WRONG_VALUE, None, id="value of a mention that was not found before"),
        pytest.param(RIGHT, None, None, id="value of a mention that is not found now"),
    ],
)
def test_one_record(before: str | None, now: str | None, change: str | None) -> None:
    assert compare_verdicts(verdicts(before), verdicts(now))["change"].to_list() == ([change] if change else [])


def test_items_are_told_apart_by_field_and_part() -> None:
    before, now = Evaluation(), Evaluation()
    before.find_right("a", "place", 3)
    before.find_wrong(Item("a", "place", 9), MISS, "", None, None)
    now.find_wrong(Item("a", "place", 3), WRONG_VALUE, "", None, None)
    now.find_right("a", "place", 9)
    changes = compare_verdicts(frame_verdicts(before), frame_verdicts(now))
    assert (items_that(changes, GAINED), items_that(changes, LOST)) == ([Item("a", "place", 9)], [Item("a", "place", 3)])


def test_changes_are_sorted_frames() -> None:
    changes = compare_verdicts(verdicts(RIGHT, MISS, MISS), verdicts(MISS, RIGHT, MISS))
    assert changes.to_dicts() == [
        {"gold_id": "a", "field": "type", "part": None, "before": RIGHT, "now": MISS, "change": LOST},
        {"gold_id": "b", "field": "type", "part": None, "before": MISS, "now": RIGHT, "change": GAINED},
    ]


def test_figures_that_moved() -> None:
    assert compare_figures({"p": 0.5, "r": 0.4, "gone": 1.0}, {"p": 0.6, "r": 0.4, "new": 0.1}) == {"p": (0.5, 0.6)}
