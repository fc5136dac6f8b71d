"""Fold the mentions in the lake into events, a stretch of publication days at a time, and note what changed.

What is decided for a day follows from that day and the two weeks before it, so a stretch needs the mentions of those two
weeks beside its own, however large the lake is. Changes are noted before any event is written: a run that was killed in
between and runs again finds the rest to do, and its notes already there.
"""

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from flows.lake import Lake
from schemas.codes import Ontology
from schemas.events import Event
from schemas.operations import StepReport
from transforms.articles.duplicates import WINDOW_DAYS
from transforms.events.changes import compare_events
from transforms.events.fold import OPEN_DAYS, assign_events, is_factual, is_historical
from transforms.events.merge import merge_mentions

STRETCH_DAYS = 31
_ARTICLE_COLUMNS = ("article_id", "publisher", "origin", "duplicate_of", "story_id")


def fold_events(lake: Lake, run_id: str, ontology: Ontology) -> list[StepReport]:
    """Fold all mentions of the lake into events and write the months that changed.

    Out:     the report of step "fold": mentions in and out, rows_made the active events.
    Limits:  memory is that of the mentions of 45 days of publication plus the rows of the events.
    """
    began = time.perf_counter()
    folded = pl.concat([Event.create_empty(), *_fold_stretches(lake, ontology, run_id)])
    before = lake.scan("events").unique("event_id", keep="first", maintain_order=True).collect()
    events, changes = compare_events(before, folded, run_id)
    _note_changes(lake, changes, run_id)
    _write_months(lake, events)
    report = _count_mentions(lake)
    report.rows_made = folded.height
    report.seconds = time.perf_counter() - began
    return [report]


def _fold_stretches(lake: Lake, ontology: Ontology, run_id: str) -> Iterator[pl.DataFrame]:
    """Yield the events that were first reported in each stretch; those that the next one may still add to come with the next."""
    days = [dt.date.fromisoformat(value) for value in lake.partitions("mentions")]
    stretches = list(_stretches(days))
    settled: dict[str, str] = {}
    open_from = dt.date.min
    for number, stretch in enumerate(stretches, start=1):
        mentions = _read(lake, "mentions", [day for day in days if open_from <= day <= stretch[-1]])
        is_known = pl.col("mention_id").is_in(list(settled))
        mentions = mentions.filter(is_factual() & ((pl.col("published_date") >= stretch[0]) | is_known))
        told_on = mentions["published_date"].unique().to_list()
        articles = _read_articles(lake, told_on)
        assignment = assign_events(mentions, articles, settled)
        events = merge_mentions(
            mentions, assignment, _read(lake, "participants", told_on), _read(lake, "counts", told_on), articles, ontology, run_id
        )
        open_from = stretches[number][0] - dt.timedelta(days=OPEN_DAYS) if number < len(stretches) else dt.date.max
        is_open = pl.col("first_reported_at") >= open_from
        yield events.filter(~is_open)
        settled = dict(assignment.join(events.filter(is_open), on="event_id", how="semi").iter_rows())


def _stretches(days: Sequence[dt.date]) -> Iterator[list[dt.date]]:
    """Cut sorted days into stretches of at most 31 days."""
    stretch: list[dt.date] = []
    for day in days:
        if stretch and (day - stretch[0]).days >= STRETCH_DAYS:
            yield stretch
            stretch = []
        stretch.append(day)
    if stretch:
        yield stretch


def _read(lake: Lake, table: str, days: Iterable[dt.date]) -> pl.DataFrame:
    return lake.scan(table, [day.isoformat() for day in days]).collect()


def _read_articles(lake: Lake, days: Iterable[dt.date]) -> pl.DataFrame:
    """Read what is needed of the articles of some days, and of the originals of their copies."""
    with_originals = {day - dt.timedelta(days=n) for day in days for n in range(WINDOW_DAYS + 1)}
    values = [day.isoformat() for day in with_originals]
    return lake.scan("articles", values).select(_ARTICLE_COLUMNS).collect()


def _note_changes(lake: Lake, changes: pl.DataFrame, run_id: str) -> None:
    """Add to the changes that the run has noted already; the later version of a row counts."""
    noted = pl.concat([lake.read_batch("event_changes", run_id), changes])
    latest = noted.sort("event_id", "record_version").unique("event_id", keep="last", maintain_order=True)
    lake.write_batch("event_changes", latest, run_id)


def _write_months(lake: Lake, events: pl.DataFrame) -> None:
    """Write each month whose rows differ from those in the lake; months without events go."""
    rows_of = {str(month): rows for (month,), rows in events.sort("event_id").group_by("event_month", maintain_order=True)}
    for month in sorted({*rows_of, *lake.partitions("events")}):
        rows = rows_of.get(month, events.clear())
        if not rows.equals(lake.read_partition("events", month)):
            lake.write_partition("events", month, rows)


def _count_mentions(lake: Lake) -> StepReport:
    counted = (
        lake.scan("mentions")
        .select(rows_in=pl.len(), historical=is_historical().sum(), rows_out=is_factual().sum())
        .collect()
        .row(0, named=True)
    )
    report = StepReport("fold", rows_in=counted["rows_in"], rows_out=counted["rows_out"])
    ignored = {"historical": counted["historical"], "not_factual": counted["rows_in"] - counted["rows_out"] - counted["historical"]}
    report.ignored.update({reason: number for reason, number in ignored.items() if number})
    return report
