"""What a run did to the events: inserted, updated, merged, retracted. A row that says the same as before stays as it was."""

import polars as pl

from schemas.events import Event, EventChange
from transforms.quality import require_contract

_BOOKKEEPING = ("record_version", "run_id")
_COMPARED = [column for column in Event.column_names() if column not in ("event_id", *_BOOKKEEPING)]


def compare_events(before: pl.DataFrame, after: pl.DataFrame, run_id: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Carry the history of events over to their new rows.

    In:      Event as the lake held it and Event as folded now, over the same days of first report.
    Out:     (Event to store, EventChange). Unchanged rows keep version and run; changed ones get the next version; an event
             that came to nothing keeps its last values as merged (its founding mention is in another event now) or retracted.
    """
    gone = _close_gone(before.join(after, on="event_id", how="anti"), after)
    now = pl.concat([after, gone]).sort("event_id")
    old = before.rename({column: f"{column}_before" for column in before.columns if column != "event_id"})
    both = now.join(old, on="event_id", how="left", maintain_order="left")
    changed = [
        pl.when(pl.col(column).ne_missing(pl.col(f"{column}_before"))).then(pl.lit(column)).alias(f"_{column}")
        for column in sorted(_COMPARED)
    ]
    is_new = pl.col("record_version_before").is_null()
    both = both.with_columns(
        changed_columns=pl.when(is_new).then(pl.lit([], dtype=pl.List(pl.String))).otherwise(pl.concat_list(changed).list.drop_nulls())
    )
    is_changed = is_new | (pl.col("changed_columns").list.len() > 0)
    both = both.with_columns(
        is_changed=is_changed,
        record_version=pl.when(is_new).then(1).otherwise(pl.col("record_version_before") + is_changed.cast(pl.Int32)).cast(pl.Int32),
        run_id=pl.when(is_changed).then(pl.lit(run_id)).otherwise("run_id_before"),
    )
    changes = both.filter("is_changed").select(
        "event_id", "changed_columns", "record_version", run_id=pl.lit(run_id), change=_kind_of_change(), reason=_reason()
    )
    return require_contract(both, Event), require_contract(changes, EventChange)


def _close_gone(gone: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Mark events that came to nothing; merged into the event that holds most of their mentions, if any."""
    holder = after.select("mention_ids", holder="event_id").explode("mention_ids")
    held = gone.select("event_id", "mention_ids").explode("mention_ids").join(holder, on="mention_ids")
    into = (
        held.group_by("event_id", "holder").len().sort("len", "holder", descending=[True, False]).group_by("event_id", maintain_order=True)
    ).agg(into=pl.col("holder").first())
    closed = gone.join(into, on="event_id", how="left").with_columns(
        record_status=pl.when(pl.col("into").is_not_null()).then(pl.lit("merged")).otherwise(pl.lit("retracted")), merged_into="into"
    )
    return require_contract(closed, Event)


def _kind_of_change() -> pl.Expr:
    return (
        pl.when(pl.col("record_version_before").is_null())
        .then(pl.lit("insert"))
        .when(pl.col("record_status") == "merged")
        .then(pl.lit("merge"))
        .when(pl.col("record_status") == "retracted")
        .then(pl.lit("retract"))
        .otherwise(pl.lit("update"))
    )


def _reason() -> pl.Expr:
    more = pl.col("mention_count").cast(pl.Int64) - pl.col("mention_count_before").cast(pl.Int64)
    return (
        pl.when(pl.col("record_version_before").is_null())
        .then(pl.lit("first report"))
        .when(pl.col("record_status") == "merged")
        .then(pl.lit("its mentions belong to another event"))
        .when(pl.col("record_status") == "retracted")
        .then(pl.lit("its mentions are gone"))
        .when(more > 0)
        .then(pl.lit("further mentions"))
        .when(more < 0)
        .then(pl.lit("fewer mentions"))
        .otherwise(pl.lit("its mentions say something else"))
    )
