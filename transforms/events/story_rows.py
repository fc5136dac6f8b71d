"""Rows of the stories table: what the articles of a story add up to."""

import polars as pl

from schemas.events import Story
from transforms.articles.origins import trace_origins
from transforms.events.stories import METHOD_VERSION

_FACTS = ("story_id", "founded_date", "title", "merged_into", "merged_date", "main_event_id", "run_id")


def describe_stories(stories: pl.DataFrame, members: pl.DataFrame, now: dict[str, str]) -> pl.DataFrame:
    """Make the rows of stories from their articles.

    In:      stories: story_id, founded_date, title, merged_into, merged_date, main_event_id, run_id; members: article_id, story_id,
             published_date, language, publisher, origin, duplicate_of of all their articles that are in the lake; now: what each merged
             story is part of in the end.
    Out:     Story. A merged story keeps the figures of its own articles, and the one that it became part of counts them too.
             A story without articles is left out.
    """
    lent = members.filter(pl.col("story_id").is_in(list(now))).with_columns(pl.col("story_id").replace(now))
    own = members.group_by("story_id").agg(article_ids=pl.col("article_id").sort())
    figures = _sum_up(pl.concat([members, lent])).join(own, on="story_id")
    rows = stories.select(_FACTS).join(figures, on="story_id").with_columns(method_version=pl.lit(METHOD_VERSION))
    return rows.select(Story.column_names()).sort("story_id")


def close_stories(stories: pl.DataFrame, holders: dict[str, str]) -> pl.DataFrame:
    """Close stories that lost all their articles.

    In:      Story; holders: by story_id the one that holds most of its articles.
    Out:     Story, without articles and merged into that; stories without a holder are left out, for no article of theirs is left.
    """
    return stories.filter(pl.col("story_id").is_in(list(holders))).with_columns(
        article_count=pl.lit(0, dtype=pl.Int64),
        origin_count=pl.lit(0, dtype=pl.Int64),
        article_ids=pl.lit([], dtype=pl.List(pl.String)),
        merged_into=pl.col("story_id").replace_strict(holders, return_dtype=pl.String),
        merged_date=pl.lit(None, dtype=pl.Date),
    )


def _sum_up(members: pl.DataFrame) -> pl.DataFrame:
    """Last day, language, articles and origins of each story; a copy has the origin of its original."""
    traced = members.drop("origin").join(trace_origins(members), on="article_id")
    return traced.group_by("story_id").agg(
        last_published_date=pl.col("published_date").max(),
        article_count=pl.len().cast(pl.Int64),
        origin_count=pl.col("origin").n_unique().cast(pl.Int64),
        language=pl.col("language").sort_by("published_date", "article_id").first(),
    )
