"""Compares two runs of the evaluation, item by item: what was gained, what was lost, and by how much each figure moved."""

from collections.abc import Mapping

import polars as pl

from transforms.evaluation.figures import FALSE_ALARM, RIGHT, Evaluation, Figure, Item

VERDICTS = pl.Schema({"gold_id": pl.String, "field": pl.String, "part": pl.Int64, "outcome": pl.String})
"""One row for each item that the gold judges (figures.Item); outcome: right, miss, false_alarm or wrong_value."""
ITEM = ("gold_id", "field", "part")
GAINED = "gained"
LOST = "lost"


def frame_verdicts(evaluation: Evaluation) -> pl.DataFrame:
    """The verdicts of one gold file, sorted."""
    rows = [(*item, outcome) for item, outcome in evaluation.verdicts.items()]
    return pl.DataFrame(rows, schema=VERDICTS, orient="row").sort(ITEM, nulls_last=False)


def compare_verdicts(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Items that are right in one run alone.

    In:      verdicts of two runs (VERDICTS).
    Out:     gold_id, field, part, before, now (outcomes), change: gained or lost; sorted.
    Unknown: what only one run judged (a value of a mention that the other did not find) is left out. A false alarm that only one run
             raised was right in the other, where nothing was coded.
    """
    both = before.join(now, on=ITEM, how="full", nulls_equal=True, coalesce=True, suffix="_now").rename(
        {"outcome": "before", "outcome_now": "now"}
    )
    was, is_ = pl.col("before"), pl.col("now")
    filled = both.with_columns(
        before=pl.when(was.is_null() & (is_ == FALSE_ALARM)).then(pl.lit(RIGHT)).otherwise(was),
        now=pl.when(is_.is_null() & (was == FALSE_ALARM)).then(pl.lit(RIGHT)).otherwise(is_),
    )
    moved = filled.filter((was == RIGHT) != (is_ == RIGHT))
    return moved.with_columns(change=pl.when(is_ == RIGHT).then(pl.lit(GAINED)).otherwise(pl.lit(LOST))).sort(ITEM, nulls_last=False)


def items_that(changes: pl.DataFrame, change: str) -> list[Item]:
    return [Item(*row) for row in changes.filter(pl.col("change") == change).select(ITEM).iter_rows()]


def compare_figures(before: Mapping[str, Figure], now: Mapping[str, Figure]) -> dict[str, tuple[Figure, Figure]]:
    """Figures that moved, in the order of the new run: name -> (before, now). Figures that one run alone has are left out."""
    return {name: (before[name], value) for name, value in now.items() if name in before and before[name] != value}
