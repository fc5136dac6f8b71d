"""Mark revisions in the lake: of the versions of one article, the newest is current and the others say which took their place.

Versions are pages that were fetched again, and records of one source that came again under the same id with another text. Nothing is
deleted but what was coded from older versions: an article that was corrected counts once, as it stands now.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from flows.lake import Lake, batch_key_of, partition_of

CODED_TABLES = ("mentions", "participants", "counts", "mention_relations")
_WAS_FETCHED = pl.col("fetched_at").is_not_null()
_NAME = (
    pl.when(_WAS_FETCHED)
    .then(pl.lit("page ") + pl.col("canonical_url"))
    .otherwise(pl.concat_str(pl.lit("record"), "source_id", "record_id", separator=" "))
)
_AGE = {
    "fetched_at": pl.col("fetched_at"),
    "day": pl.when(~_WAS_FETCHED).then("published_date"),
    "instant": pl.when(~_WAS_FETCHED).then("published_at"),
    "file_name": pl.when(~_WAS_FETCHED).then(pl.col("raw_ref").str.replace(r"#\d+$", "")),
    "place": pl.when(~_WAS_FETCHED).then(pl.col("raw_ref").str.extract(r"#(\d+)$").cast(pl.Int64)),
}


def mark_revisions(lake: Lake, published_dates: Iterable[dt.date]) -> set[dt.date]:
    """Mark the versions of the pages and records that have articles on some days of publication.

    Out:     the days on which a mark changed.
    Null:    articles that neither were fetched nor have a record_id are no versions of each other, whatever their addresses.
    Source:  of pages with one canonical_url the one fetched last is current; of records with one source_id and record_id the one
             published last, of those of one day or instant the one that stands last (by the name of its file, then by its place there).
             The greater article_id decides where nothing else does, so the marks do not depend on the order of arrival.
    """
    touched = [day.isoformat() for day in published_dates]
    files = lake.files("articles")
    if not files or not touched:
        return set()
    known_again = lake.scan("articles", touched).select(name=_NAME).drop_nulls().unique().collect()
    if known_again.is_empty():
        return set()
    versions = (
        pl.scan_parquet(files, hive_partitioning=False, include_file_paths="file")
        .select("article_id", "superseded_by", "file", name=_NAME, **_AGE)
        .join(known_again.lazy(), on="name", how="semi")
        .filter((pl.len().over("name") > 1) | pl.col("superseded_by").is_not_null())
        .collect(engine="streaming")
    )
    newest = versions.sort(*_AGE, "article_id", nulls_last=False).group_by("name").agg(current=pl.col("article_id").last())
    marks = versions.join(newest, on="name").with_columns(mark=pl.when(pl.col("article_id") != pl.col("current")).then(pl.col("current")))
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
