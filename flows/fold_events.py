"""Fold the mentions in the lake into events, a stretch of publication days at a time, and note what changed.

What is decided for a day follows from that day and the three weeks before it, so a stretch needs the mentions of those three
weeks beside its own, however large the lake is. Changes are noted before any event is written: a run that was killed in
between and runs again finds the rest to do, and its notes already there.
"""

import datetime as dt
import gc
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import polars as pl

from flows.lake import TABLES, Lake
from schemas.codes import Ontology
from schemas.events import Event, EventMention
from schemas.operations import StepReport
from transforms.articles.duplicates import WINDOW_DAYS
from transforms.events.changes import compare_events
from transforms.events.fold import MEMBERSHIP_COLUMNS, OPEN_DAYS, Fold, KinOf, is_factual, is_historical
from transforms.events.merge import merge_mentions
from transforms.events.relations import relate_events
from transforms.events.stories import resolve_mergers
from transforms.quality import require_contract

STRETCH_DAYS = 31
_ARTICLE_COLUMNS = ("article_id", "publisher", "origin", "duplicate_of", "story_id", "published_at")


def fold_events(lake: Lake, run_id: str, ontology: Ontology, kin_of: KinOf) -> list[StepReport]:
    """Fold all mentions of the lake into events and write the months that changed.

    Out:     the report of step "fold": mentions in and out, rows_made the active events.
    Limits:  memory is that of the mentions of 52 days of publication plus the rows of the events.
    """
    began = time.perf_counter()
    with _no_garbage():
        folded = list(_fold_stretches(lake, ontology, kin_of, run_id))
    events = pl.concat([Event.create_empty(), *(events for events, _ in folded)])
    memberships = pl.concat([EventMention.create_empty().select(MEMBERSHIP_COLUMNS), *(rows for _, rows in folded)])
    before = lake.scan("events").unique("event_id", keep="first", maintain_order=True).collect()
    stored, changes = compare_events(before, events, run_id)
    _note_changes(lake, changes, run_id)
    _write_months(lake, "event_mentions", _date_memberships(memberships, stored))
    _write_months(lake, "events", stored)
    _relate_events(lake, memberships)
    _name_main_events(lake, stored)
    report = _count_mentions(lake)
    report.rows_made = events.height
    report.seconds = time.perf_counter() - began
    return [report]


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Fold without looking for garbage: all that is made stays until its event is closed, and to look takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _fold_stretches(lake: Lake, ontology: Ontology, kin_of: KinOf, run_id: str) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield the events that were first reported in each stretch, with their memberships; open ones come with the next stretch."""
    days = [dt.date.fromisoformat(value) for value in lake.partitions("mentions")]
    stretches = list(_stretches(days))
    fold, now = Fold(kin_of), _read_mergers(lake)
    open_from = dt.date.min
    for number, stretch in enumerate(stretches, start=1):
        mentions = _read(lake, "mentions", [day for day in days if open_from <= day <= stretch[-1]])
        told_on = mentions["published_date"].unique().to_list()
        articles, counts = _read_articles(lake, told_on, now), _read(lake, "counts", told_on)
        fold.add_days(mentions.filter(pl.col("published_date") >= stretch[0]), counts, articles)
        open_from = stretches[number][0] - dt.timedelta(days=OPEN_DAYS) if number < len(stretches) else dt.date.max
        memberships = fold.release(open_from)
        participants = _read(lake, "participants", told_on)
        yield merge_mentions(mentions, memberships, participants, counts, articles, ontology, run_id), memberships


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


def _read_mergers(lake: Lake) -> dict[str, str]:
    """Read what each merged story is part of in the end."""
    merged = lake.scan("stories").drop_nulls("merged_into").select("story_id", "merged_into").collect()
    return resolve_mergers(merged.iter_rows())


def _read_articles(lake: Lake, days: Iterable[dt.date], now: Mapping[str, str]) -> pl.DataFrame:
    """Read what is needed of the articles of some days, and of the originals of their copies. now: stories after mergers."""
    with_originals = {day - dt.timedelta(days=n) for day in days for n in range(WINDOW_DAYS + 1)}
    articles = lake.scan("articles", [day.isoformat() for day in with_originals]).select(_ARTICLE_COLUMNS).collect()
    return articles.with_columns(story_id=pl.col("story_id").replace(now))


def _note_changes(lake: Lake, changes: pl.DataFrame, run_id: str) -> None:
    """Add to the changes that the run has noted already; the later version of a row counts."""
    noted = pl.concat([lake.read_batch("event_changes", run_id), changes])
    latest = noted.sort("event_id", "record_version").unique("event_id", keep="last", maintain_order=True)
    lake.write_batch("event_changes", latest, run_id)


def _date_memberships(memberships: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Give memberships the month and the run of their events."""
    of_events = stored.filter(pl.col("record_status") == "active").select("event_id", "event_month", "run_id")
    return require_contract(memberships.join(of_events, on="event_id"), EventMention)


def _write_months(lake: Lake, table: str, rows: pl.DataFrame) -> None:
    """Write each month whose rows differ from those in the lake; months without rows go."""
    key = TABLES[table].schema.primary_key()
    rows_of = {str(month): part for (month,), part in rows.sort(key).group_by("event_month", maintain_order=True)}
    for month in sorted({*rows_of, *lake.partitions(table)}):
        of_month = rows_of.get(month, rows.clear())
        if not of_month.equals(lake.read_partition(table, month)):
            lake.write_partition(table, month, of_month)


def _relate_events(lake: Lake, memberships: pl.DataFrame) -> None:
    """Write how events hang together, day of publication by day, where it changes."""
    assignment = memberships.filter(pl.col("stance") == "tells")
    for day in sorted({*lake.partitions("mention_relations"), *lake.partitions("event_relations")}):
        rows = relate_events(lake.scan("mention_relations", [day]).collect(), assignment)
        if not rows.equals(lake.read_partition("event_relations", day)):
            lake.write_partition("event_relations", day, rows)


def _name_main_events(lake: Lake, events: pl.DataFrame) -> None:
    """Write into the stories which event of theirs has most origins; of equals the one with most mentions, then the first reported."""
    active = events.filter((pl.col("record_status") == "active") & pl.col("story_id").is_not_null())
    ranked = active.sort("origin_count", "mention_count", "first_reported_at", "event_id", descending=[True, True, False, False]).unique(
        "story_id", keep="first", maintain_order=True
    )
    main = ranked.select("story_id", main_event_id="event_id")
    for founded in lake.batch_keys("stories"):
        rows = lake.read_batch("stories", founded)
        named = rows.drop("main_event_id").join(main, on="story_id", how="left", maintain_order="left").select(rows.columns)
        if not named.equals(rows):
            lake.write_batch("stories", named, founded)


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
