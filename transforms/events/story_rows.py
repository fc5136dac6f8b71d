"""Rows of the stories table: what the articles of a story add up to."""

from collections.abc import Mapping

import polars as pl

from schemas.events import Story
from transforms.events.stories import METHOD_VERSION


def describe_stories(stories: pl.DataFrame, members: pl.DataFrame, titles: Mapping[str, str], run_id: str) -> pl.DataFrame:
    """Make the rows of stories again from their articles.

    In:      stories: story_id, founded_date, title, merged_into, main_event_id, method_version, run_id as they were (null where new);
             members: article_id, story_id, published_date, language, publisher, origin, duplicate_of of all their articles that are
             in the lake; titles: new titles by story.
    Out:     Story. A merged story keeps the figures of its own articles, and the one that it was merged into counts them too.
             A story without articles is left out.
    """
    into = stories.filter(pl.col("merged_into").is_not_null()).select("story_id", "merged_into")
    lent = members.join(into, on="story_id").with_columns(story_id="merged_into").select(members.columns)
    own = members.group_by("story_id").agg(article_ids=pl.col("article_id").sort())
    figures = _sum_up(pl.concat([members, lent])).join(own, on="story_id", how="left")
    facts = stories.select("story_id", "founded_date", "title", "merged_into", "main_event_id", "method_version", "run_id")
    new_title = pl.col("story_id").replace_strict(titles, default=None, return_dtype=pl.String)
    rows = facts.join(figures, on="story_id").with_columns(
        pl.col("article_ids").fill_null([]),
        title=pl.coalesce(new_title, "title"),
        method_version=pl.col("method_version").fill_null(METHOD_VERSION),
        run_id=pl.col("run_id").fill_null(run_id),
    )
    return rows.select(Story.column_names()).sort("story_id")


def _sum_up(members: pl.DataFrame) -> pl.DataFrame:
    """Days, language, articles and origins of each story; a copy has the origin of its original."""
    origin = pl.coalesce("origin", "publisher").str.to_lowercase().str.strip_chars()
    credited = members.select("article_id", credit=origin).unique("article_id")
    root = pl.coalesce("duplicate_of", "article_id")
    rooted = members.with_columns(root=root).join(credited, left_on="root", right_on="article_id", how="left")
    return rooted.group_by("story_id").agg(
        first_published_date=pl.col("published_date").min(),
        last_published_date=pl.col("published_date").max(),
        article_count=pl.len().cast(pl.Int64),
        origin_count=pl.coalesce("credit", "root").n_unique().cast(pl.Int64),
        language=pl.col("language").sort_by("published_date", "article_id").first(),
    )
