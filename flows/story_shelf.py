"""The stories table around a day: what was told before it, and its rows brought up to date with what is told of it now."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from flows.lake import Lake
from schemas.events import Story
from transforms.events.stories import MOST_DAYS, WINDOW_DAYS, DayOfStories, resolve_mergers
from transforms.events.story_rows import close_stories, describe_stories

MEMBER = ("article_id", "published_date", "language", "publisher", "origin", "duplicate_of")
_FACTS = ("story_id", "founded_date", "last_published_date", "merged_into", "merged_date")
_REACH = dt.timedelta(days=MOST_DAYS + WINDOW_DAYS)
"""A day touches no story that was founded more days before or after it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Rows of stories (Story) as they stood and as they are told now. has_changed: later days were told from something else."""

    before: pl.DataFrame
    after: pl.DataFrame
    has_changed: bool


class Shelf:
    """The rows of the stories that a day can touch, one file for each day of founding; only those that it does touch are held in memory.

    Which articles a story has is what article_ids says. What stories lose while days are told again is remembered: it says who holds them.
    """

    def __init__(self, lake: Lake, run_id: str) -> None:
        self._lake = lake
        self._run_id = run_id
        self._lost: dict[str, set[str]] = defaultdict(set)

    def around(self, day: dt.date) -> pl.DataFrame:
        """Say of all stories that a day can touch when they were founded and merged, as the table stands."""
        return self._scan(day).select(_FACTS).collect()

    def revise(self, day: dt.date, stood: pl.DataFrame, told: DayOfStories, current: pl.DataFrame, given: pl.DataFrame) -> Revision:
        """Bring rows up to date with what is told of a day. In: stood: as `around` says; current: its articles; given: their stories."""
        known = stood.filter((pl.col("founded_date") < day) & ~_is_closed())
        founded = told.given.join(known, on="story_id", how="anti").select("story_id").unique()
        facts = _record_day(day, stood, founded, told.merged)
        now = resolve_mergers(facts.drop_nulls("merged_date").select("story_id", "merged_into").iter_rows())
        undone = stood.filter(pl.col("merged_date") == day)
        is_told = pl.lit(day).is_between("founded_date", "last_published_date") & ~_is_closed()
        seeds = {*facts.filter(is_told)["story_id"], *given["story_id"], *undone["story_id"], *told.merged["story_id"]}
        ends = pl.col("story_id").replace(now)
        touched = facts.filter(ends.is_in({now.get(seed, seed) for seed in seeds}) & ~_is_closed())
        before = self._scan(day).join(touched.lazy().select("story_id"), on="story_id", how="semi").collect()
        listed = _list_articles(before)
        members = self._members(day, touched, listed, current, given)
        titles = pl.concat([before.join(founded, on="story_id", how="anti").select("story_id", "title"), told.titles])
        kept = before.select("story_id", "main_event_id", "run_id")
        rows = (
            touched.join(titles, on="story_id", how="left")
            .join(kept, on="story_id", how="left")
            .with_columns(pl.col("run_id").fill_null(self._run_id))
        )
        after = describe_stories(rows, members, now)
        for article_id, story_id in listed.join(_list_articles(after), on=listed.columns, how="anti").iter_rows():
            self._lost[story_id].add(article_id)
        closed = self._close(day, before.join(after, on="story_id", how="anti"), given)
        stood_given = listed.join(current, on="article_id", how="semi").select(given.columns)
        pairs = ["story_id", "merged_into"]
        has_changed = not (_equal(stood_given, given) and _equal(undone.select(pairs), told.merged.select(pairs)))
        return Revision(before, pl.concat([after, closed]), has_changed)

    def put(self, revision: Revision) -> None:
        """Write the rows that are told otherwise now."""
        before, after = revision.before, revision.after
        same = before.drop("run_id").rows_by_key("story_id", named=False, unique=True)
        changed = [row[0] for row in after.drop("run_id").iter_rows() if same.get(row[0]) != row[1:]]
        is_new = pl.col("story_id").is_in(changed)
        after = after.with_columns(run_id=pl.when(is_new).then(pl.lit(self._run_id)).otherwise("run_id"))
        gone = before.join(after, on=["story_id", "founded_date"], how="anti")
        for date in sorted({*after.filter(is_new)["founded_date"], *gone["founded_date"]}):
            others = self._lake.read_batch("stories", date.isoformat()).join(before, on="story_id", how="anti")
            self._lake.write_batch("stories", pl.concat([others, after.filter(pl.col("founded_date") == date)]), date.isoformat())

    def _scan(self, day: dt.date) -> pl.LazyFrame:
        keys = [key for key in self._lake.batch_keys("stories") if abs(dt.date.fromisoformat(key) - day) <= _REACH]
        return pl.concat([Story.create_empty().lazy(), *(self._lake.scan("stories", batch_key=key) for key in keys)])

    def _members(
        self, day: dt.date, touched: pl.DataFrame, listed: pl.DataFrame, current: pl.DataFrame, given: pl.DataFrame
    ) -> pl.DataFrame:
        """Read the articles of stories: those of the day as they are told now, those of other days as they are listed."""
        listed = listed.join(current, on="article_id", how="anti")
        others = self._articles(day, touched).select(MEMBER).join(listed.lazy(), on="article_id").collect()
        return pl.concat([others, current.select(MEMBER).join(given, on="article_id")])

    def _articles(self, day: dt.date, stories: pl.DataFrame) -> pl.LazyFrame:
        """Scan the other days on which stories have articles."""
        dates = [date for date in (*stories["founded_date"], *stories["last_published_date"], day) if date is not None]
        first, last = min(dates).isoformat(), max(dates).isoformat()
        days = [other for other in self._lake.partitions("articles") if first <= other <= last and other != day.isoformat()]
        return self._lake.scan("articles", days).filter(pl.col("superseded_by").is_null())

    def _close(self, day: dt.date, ended: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
        """Close the stories that hold no article any more: most of what they lost is held by another; of equals the least id."""
        rows = [(story_id, article_id) for story_id in ended["story_id"] for article_id in self._lost.pop(story_id, ())]
        lost = pl.DataFrame(rows, schema={"ended": pl.String, "article_id": pl.String}, orient="row")
        if lost.is_empty():
            return close_stories(ended, {})
        held = self._articles(day, ended).select("article_id", "story_id").join(lost.lazy(), on="article_id", how="semi").collect()
        holders = pl.concat([held, given]).join(lost, on="article_id").filter(pl.col("story_id") != pl.col("ended"))
        counted = holders.group_by("ended", "story_id").len().sort("len", "story_id", descending=[True, False])
        return close_stories(
            ended, dict(counted.unique("ended", keep="first", maintain_order=True).select("ended", "story_id").iter_rows())
        )


def _record_day(day: dt.date, stood: pl.DataFrame, founded: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Put what is told of a day in place of what was told of it; closed stories that are founded again are open."""
    facts = stood.join(founded.with_columns(now_founded=pl.lit(day)), on="story_id", how="full", coalesce=True)
    is_undone = (pl.col("merged_date") == day).fill_null(value=False) | (
        pl.col("merged_date").is_null() & pl.col("now_founded").is_not_null()
    )
    kept = [pl.when(~is_undone).then(column).alias(column) for column in ("merged_into", "merged_date")]
    facts = facts.with_columns(*kept, founded_date=pl.coalesce("now_founded", "founded_date")).drop("now_founded")
    return facts.update(merged.with_columns(merged_date=pl.lit(day)), on="story_id")


def _list_articles(stories: pl.DataFrame) -> pl.DataFrame:
    return stories.select("story_id", article_id="article_ids").explode("article_id").select("article_id", "story_id")


def _is_closed() -> pl.Expr:
    return pl.col("merged_into").is_not_null() & pl.col("merged_date").is_null()


def _equal(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    return one.sort(one.columns).equals(other.sort(one.columns))
