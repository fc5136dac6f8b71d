"""Mark revisions in the lake: of the versions of one fetched page, the newest is current and the others say which took their place.

Nothing is deleted but what was coded from older versions: an article that was corrected counts once, as it stands now.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from flows.lake import Lake, batch_key_of, partition_of

CODED_TABLES = ("mentions", "participants", "counts", "mention_relations")


def mark_revisions(lake: Lake, published_dates: Iterable[dt.date]) -> set[dt.date]:
    """Mark the versions of the pages that have articles on some days of publication.

    Out:     the days on which a mark changed.
    Unknown: articles that were not fetched (fetched_at is null) are no versions of each other, whatever their addresses.
    Source:  versions share their canonical_url; the one fetched last is current, of two fetched at once the one with the greater id.
    """
    touched = [day.isoformat() for day in published_dates]
    files = lake.files("articles")
    if not files or not touched:
        return set()
    columns = ("article_id", "canonical_url", "fetched_at", "superseded_by")
    fetched = pl.col("fetched_at").is_not_null() & pl.col("canonical_url").is_not_null()
    pages = lake.scan("articles", touched).filter(fetched).select("canonical_url").unique()
    versions = (
        pl.scan_parquet(files, hive_partitioning=False, include_file_paths="file")
        .filter(fetched)
        .select(*columns, "file")
        .join(pages, on="canonical_url", how="semi")
        .filter((pl.len().over("canonical_url") > 1) | pl.col("superseded_by").is_not_null())
        .collect(engine="streaming")
    )
    newest = versions.sort("fetched_at", "article_id").group_by("canonical_url").agg(current=pl.col("article_id").last())
    marks = versions.join(newest, on="canonical_url").with_columns(
        mark=pl.when(pl.col("article_id") != pl.col("current")).then(pl.col("current"))
    )
    changed = marks.filter(pl.col("mark").ne_missing(pl.col("superseded_by")))
    by_file: dict[str, dict[str, str | None]] = defaultdict(dict)
    for article_id, file, mark in changed.select("article_id", "file", "mark").iter_rows():
        by_file[file][article_id] = mark
    for file, marks_of_file in sorted(by_file.items()):
        _write_marks(lake, Path(file), marks_of_file)
    return {dt.date.fromisoformat(partition_of(Path(file))) for file in by_file}


def remove_rows(lake: Lake, tables: Iterable[str], path: Path, article_ids: Sequence[str]) -> None:
    """Take what tables hold of some articles out of the files of the batch and day that an article file belongs to."""
    day, batch_key = partition_of(path), batch_key_of(path)
    for table in tables:
        rows = lake.read_partition(table, day, batch_key)
        kept = rows.filter(~pl.col("article_id").is_in(article_ids))
        if kept.height < rows.height:
            lake.write_partition(table, day, kept, batch_key)


def _write_marks(lake: Lake, path: Path, marks: dict[str, str | None]) -> None:
    """Write the marks of one file of a batch, and take out what was coded from versions that are not current any more."""
    day, batch_key = partition_of(path), batch_key_of(path)
    remove_rows(lake, CODED_TABLES, path, [article_id for article_id, mark in marks.items() if mark is not None])
    new = pl.DataFrame({"article_id": list(marks), "mark": list(marks.values())}, schema={"article_id": pl.String, "mark": pl.String})
    rows = lake.read_partition("articles", day, batch_key)
    marked = rows.join(new.with_columns(has_mark=True), on="article_id", how="left", maintain_order="left").with_columns(
        superseded_by=pl.when("has_mark").then("mark").otherwise("superseded_by")
    )
    lake.write_partition("articles", day, marked.select(rows.columns), batch_key)
