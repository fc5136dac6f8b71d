"""Mark copies in the lake: each article once, older versions of a page apart, and each copy with the original that it repeats.

Only days that changed are worked on, and the days after them for as long as their originals change. Originals are never
later than their copies, so the marks are the same whatever the order in which days arrived.
"""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from flows.lake import Lake, batch_key_of, partition_of
from flows.mark_revisions import CODED_TABLES, mark_revisions, remove_rows
from schemas.operations import StepReport
from transforms.articles.duplicates import (
    WINDOW_DAYS,
    Fingerprints,
    find_copies,
    fingerprint_articles,
    in_window,
    join_fingerprints,
    without_copies,
)

_MARKS = ("duplicate_of", "duplicate_similarity")


def mark_duplicates(lake: Lake, run_id: str, published_dates: Iterable[dt.date]) -> StepReport:  # noqa: ARG001
    """Drop repeated documents and mark copies, on the days of publication that a run touched.

    Out:     the report of step "duplicates": articles of the days in and out, rows_made the copies found on the days worked on, rows_capped
             the articles with more alike than are compared; days are those touched and those whose marks changed.
             Rows keep the run_id of the run that read them: marks follow from the articles, not from who marks them.
    Limits:  memory is that of one batch's articles of one day, plus 512 bytes for each article of four days.
    """
    began = time.perf_counter()
    touched = set(published_dates)
    report = StepReport("duplicates")
    touched |= set(_drop_repeated_documents(lake, touched, report))
    touched |= mark_revisions(lake, touched)
    changed = set(touched)
    window: list[Fingerprints] = []
    reached: dt.date | None = None
    dirty_until = dt.date.min
    for day in sorted(touched | days_after(lake, touched)):
        is_touched = day in touched
        if not is_touched and day > dirty_until:
            continue
        window = _originals_before(lake, day, window, reached)
        fresh = _fingerprint_day(lake, day)
        copies, capped = find_copies(fresh, in_window(window, day))
        window = [in_window(window, day), without_copies(fresh, copies)]
        reached = day
        has_changed = _write_marks(lake, day, copies)
        if is_touched:
            report.rows_out += _count_articles(lake, day)
            report.rows_capped += capped
        if has_changed:
            changed.add(day)
        if is_touched or has_changed:
            dirty_until = day + dt.timedelta(days=WINDOW_DAYS)
        report.rows_made += copies.height
    report.rows_in = report.rows_out + report.rows_ignored
    report.days = sorted(day.isoformat() for day in changed)
    report.seconds = time.perf_counter() - began
    return report


def _drop_repeated_documents(lake: Lake, touched: set[dt.date], report: StepReport) -> list[dt.date]:
    """Keep each article in the least batch that holds it, a fetched one in that which was fetched last, and remove it from the others.

    Out: the days that lost rows.
    """
    files = lake.files("articles")
    if not files:
        return []
    ids = pl.scan_parquet(files, hive_partitioning=False, include_file_paths="file").select("article_id", "fetched_at", "file")
    arrived = lake.scan("articles", [day.isoformat() for day in touched]).select("article_id").unique()
    repeated = ids.join(arrived, on="article_id", how="semi").filter(pl.len().over("article_id") > 1).collect(engine="streaming")
    holders: dict[str, list[tuple[float, str, str, Path]]] = defaultdict(list)
    for article_id, fetched_at, file in repeated.iter_rows():
        path = Path(file)
        age = -fetched_at.timestamp() if fetched_at else 0.0
        holders[article_id].append((age, batch_key_of(path), partition_of(path), path))
    lost: dict[Path, list[str]] = defaultdict(list)
    for article_id, found in holders.items():
        for *_, path in sorted(found)[1:]:
            lost[path].append(article_id)
    for path, article_ids in sorted(lost.items()):
        remove_rows(lake, (*CODED_TABLES, "articles"), path, sorted(article_ids))
        report.ignored["repeated_document"] += len(article_ids)
    return [dt.date.fromisoformat(partition_of(path)) for path in lost]


def days_after(lake: Lake, touched: set[dt.date]) -> set[dt.date]:
    """List the days with articles that may change because an earlier one did."""
    days = {dt.date.fromisoformat(value) for value in lake.partitions("articles")}
    return {day for day in days if touched and day > min(touched)}


def _originals_before(lake: Lake, day: dt.date, window: list[Fingerprints], reached: dt.date | None) -> list[Fingerprints]:
    """Load the originals of the three days before a day, as far as the window does not hold them yet."""
    first = day - dt.timedelta(days=WINDOW_DAYS)
    missing = [first + dt.timedelta(days=n) for n in range(WINDOW_DAYS)]
    loaded = [_fingerprint_day(lake, other, only_originals=True) for other in missing if reached is None or other > reached]
    return [*window, *loaded]


def _fingerprint_day(lake: Lake, day: dt.date, *, only_originals: bool = False) -> Fingerprints:
    parts = []
    for path in lake.files("articles", [day.isoformat()]):
        rows = lake.scan("articles", [day.isoformat()], batch_key_of(path)).filter(pl.col("superseded_by").is_null())
        if only_originals:
            rows = rows.filter(pl.col("duplicate_of").is_null())
        columns = rows.select("article_id", "published_date", "published_at", "origin_basis", "text", "text_sha256").collect()
        parts.append(fingerprint_articles(columns))
    return join_fingerprints(parts)


def _count_articles(lake: Lake, day: dt.date) -> int:
    return int(lake.scan("articles", [day.isoformat()]).select(pl.len()).collect().item())


def _write_marks(lake: Lake, day: dt.date, copies: pl.DataFrame) -> bool:
    """Write the marks of a day into the files of its batches, where they change; says whether any did.

    An article whose mark changes has no story until stories are told again, even if the run is killed before it comes to that.
    """
    has_changed = False
    for path in lake.files("articles", [day.isoformat()]):
        batch_key = batch_key_of(path)
        stood = lake.scan("articles", [day.isoformat()], batch_key).select("article_id", *_MARKS).collect()
        if _mark(stood, copies).equals(stood):
            continue
        rows = lake.read_partition("articles", day.isoformat(), batch_key)
        marks = _mark(rows, copies)
        is_same = marks["duplicate_of"].eq_missing(rows["duplicate_of"])
        marked = rows.with_columns(marks.get_column(name) for name in _MARKS).with_columns(story_id=pl.when(is_same).then("story_id"))
        lake.write_partition("articles", day.isoformat(), marked, batch_key)
        has_changed = True
    return has_changed


def _mark(rows: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    return rows.select("article_id").join(copies, on="article_id", how="left", maintain_order="left").select("article_id", *_MARKS)
