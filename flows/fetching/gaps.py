"""Days on which a source gave less than it is expected to: a changed address, a blocked fetch or a dead feed shows here first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from flows.lake import Lake
from schemas.sources import SourceSpec

LEAST_SHARE = 0.5
WINDOW_DAYS = 28


@dataclass(frozen=True, slots=True)
class Gap:
    """One source on one day of publication: how many articles the lake holds, and how many the spec expects."""

    source_id: str
    day: dt.date
    articles: int
    expected: float


def find_gaps(lake: Lake, specs: Iterable[SourceSpec]) -> list[Gap]:
    """Days with under half of the articles that a source is expected to give, by source and day.

    In:    of each source, the whole days between its first fetch and its last one, the last 28 of them. Older versions do not count.
    """
    expecting = [spec for spec in specs if spec.articles_per_day is not None]
    looks = _fetch_days(lake, [spec.id for spec in expecting])
    gaps = []
    for spec in expecting:
        if spec.id not in looks or spec.articles_per_day is None:
            continue
        first, last = looks[spec.id]
        days = [last - dt.timedelta(days=back) for back in range(1, WINDOW_DAYS + 1) if last - dt.timedelta(days=back) > first]
        counts = _articles_by_day(lake, spec.id, days)
        gaps += [
            Gap(spec.id, day, found, spec.articles_per_day)
            for day in sorted(days)
            if (found := counts.get(day, 0)) < LEAST_SHARE * spec.articles_per_day
        ]
    return gaps


def _fetch_days(lake: Lake, source_ids: Sequence[str]) -> dict[str, tuple[dt.date, dt.date]]:
    rows = lake.scan("fetches").filter(pl.col("source_id").is_in(source_ids)).group_by("source_id")
    found = rows.agg(first=pl.col("fetched_date").min(), last=pl.col("fetched_date").max()).collect()
    return {source_id: (first, last) for source_id, first, last in found.iter_rows()}


def _articles_by_day(lake: Lake, source_id: str, days: Sequence[dt.date]) -> dict[dt.date, int]:
    rows = lake.scan("articles", [day.isoformat() for day in days]).filter(
        (pl.col("source_id") == source_id) & pl.col("superseded_by").is_null()
    )
    return dict(rows.group_by("published_date").len().collect().iter_rows())
