"""Group the articles of a lake into news stories: each article once and for all, day by day.

The stories table is what counts: it says which articles were given to which story, and articles.story_id is written from it. Only the
days of publication that a run touched are worked on, and on these only the articles that have no story yet; so nothing that was told
is told otherwise later, and a run with nothing new writes nothing. A day's stories are written before its articles.

    articles of the day --restore what the table knows--> articles without a story --group--> stories table --mark--> articles
"""

import datetime as dt
import time
from collections.abc import Iterable

import polars as pl

from flows.lake import Lake, batch_key_of
from flows.stop_words import read_stop_words
from schemas.events import Story
from schemas.operations import StepReport
from transforms.events.stories import (
    MOST_DAYS,
    NOTHING_TOLD,
    WINDOW_DAYS,
    DayOfStories,
    group_day,
    resolve_mergers,
)
from transforms.events.story_rows import describe_stories
from transforms.events.story_words import Sketches, join_sketches, sketch_articles

_WORDS = ("article_id", "published_date", "published_at", "language", "title", "text")
_MEMBER = ("article_id", "published_date", "language", "publisher", "origin", "duplicate_of")


def tell_stories_of_days(lake: Lake, run_id: str, published_dates: Iterable[dt.date]) -> StepReport:
    """Give a story to every article that has none, on the days of publication that a run touched.

    Out:     the report of step "stories": articles of the days in and out, rows_made the stories with articles on these days,
             rows_capped the articles with more neighbours than are looked at. Older versions of a page are in no story.
    Limits:  memory is that of the texts of one batch and day, of the words of seven days, and of the stories founded in two months.
    """
    began = time.perf_counter()
    report = StepReport("stories")
    shelf = _Shelf(lake, run_id)
    words = _Words(lake)
    told = set[str]()
    for day in sorted(set(published_dates)):
        of_day = lake.scan("articles", [day.isoformat()]).select(*_MEMBER, "superseded_by").collect()
        given, capped = _tell_day(lake, day, of_day, shelf, words)
        report.rows_capped += capped
        report.rows_out += of_day.height
        told |= set(_write_marks(lake, day, given))
    report.rows_made = len(told)
    report.rows_in = report.rows_out
    report.seconds = time.perf_counter() - began
    return report


class _Shelf:
    """The stories that the day in hand may touch, one file for each day of founding; read once, written where rows change."""

    def __init__(self, lake: Lake, run_id: str) -> None:
        self._lake = lake
        self.run_id = run_id
        self._founded: dict[dt.date, pl.DataFrame] = {}

    def around(self, day: dt.date) -> pl.DataFrame:
        """Stories that can take articles of a day, with what was merged into them and what they were merged into."""
        first, last = day - dt.timedelta(days=2 * MOST_DAYS), day + dt.timedelta(days=WINDOW_DAYS)
        keys = [key for key in map(dt.date.fromisoformat, self._lake.batch_keys("stories")) if first <= key <= last]
        self._founded = {key: self._founded.get(key, self._lake.read_batch("stories", key.isoformat())) for key in keys}
        return pl.concat([Story.create_empty(), *self._founded.values()])

    def put(self, before: pl.DataFrame, after: pl.DataFrame) -> None:
        """Put rows in place of those that they were before."""
        same = before.drop("run_id").rows_by_key("story_id", named=False, unique=True)
        changed = [row[0] for row in after.drop("run_id").iter_rows() if same.get(row[0]) != row[1:]]
        written_now = pl.col("story_id").is_in(changed)
        after = after.with_columns(run_id=pl.when(written_now).then(pl.lit(self.run_id)).otherwise("run_id"))
        gone = before.join(after, on="story_id", how="anti")
        dates = {*after.filter(written_now)["founded_date"], *gone["founded_date"]}
        for date in sorted(dates):
            others = self._founded.get(date, Story.create_empty()).join(before, on="story_id", how="anti")
            rows = pl.concat([others, after.filter(pl.col("founded_date") == date)]).sort("story_id")
            self._lake.write_batch("stories", rows, date.isoformat())
            self._founded[date] = rows


class _Words:
    """The words of the originals of the days around the one in hand, counted once."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._of_day: dict[dt.date, Sketches] = {}

    def around(self, day: dt.date, last: dt.date) -> dict[dt.date, Sketches]:
        """Words of the days from three before a day to three after it, but none later than `last`."""
        days = [day + dt.timedelta(days=n) for n in range(-WINDOW_DAYS, WINDOW_DAYS + 1)]
        needed = [other for other in days if other <= max(day, last)]
        self._of_day = {other: self._of_day[other] if other in self._of_day else self._count(other) for other in needed}
        return self._of_day

    def _count(self, day: dt.date) -> Sketches:
        parts = []
        for path in self._lake.files("articles", [day.isoformat()]):
            rows = self._lake.scan("articles", [day.isoformat()], batch_key_of(path))
            originals = rows.filter(pl.col("superseded_by").is_null() & pl.col("duplicate_of").is_null())
            parts.append(sketch_articles(originals.select(_WORDS).collect(), read_stop_words))
        return join_sketches(parts)


def _tell_day(lake: Lake, day: dt.date, of_day: pl.DataFrame, shelf: _Shelf, words: _Words) -> tuple[pl.DataFrame, int]:
    """Group what is new on a day and bring the stories of that day up to date.

    Out:     article_id, story_id of this day and the days around; the number of articles with more neighbours than are looked at.
    """
    stories = shelf.around(day)
    given = stories.select("story_id", article_id="article_ids").explode("article_id").drop_nulls().select("article_id", "story_id")
    current = of_day.filter(pl.col("superseded_by").is_null()).drop("superseded_by")
    now = resolve_mergers(stories.drop_nulls("merged_into").select("story_id", "merged_into").iter_rows())
    told = _group_new(day, current, of_day, stories, given, now, words)
    given = pl.concat([given, told.given])
    founded = told.given.select("story_id").unique().join(stories, on="story_id", how="anti")
    now = resolve_mergers([*now.items(), *told.merged.iter_rows()])
    all_stories = pl.concat([stories, founded.with_columns(founded_date=pl.lit(day))], how="diagonal").with_columns(
        now=pl.col("story_id").replace(now), merged_into=pl.col("story_id").replace_strict(now, default=None, return_dtype=pl.String)
    )
    is_touched = pl.lit(day).is_between("first_published_date", "last_published_date") | pl.col("story_id").is_in(
        [*told.given["story_id"], *told.merged["story_id"]]
    )
    touched = all_stories.join(all_stories.filter(is_touched).select("now").unique(), on="now", how="semi")
    members = _members(lake, given.join(touched, on="story_id", how="semi"), day)
    after = describe_stories(touched, members, dict(told.titles.iter_rows()), shelf.run_id)
    shelf.put(stories.join(touched, on="story_id", how="semi"), after)
    return given, told.capped


def _group_new(
    day: dt.date,
    current: pl.DataFrame,
    of_day: pl.DataFrame,
    stories: pl.DataFrame,
    given: pl.DataFrame,
    now: dict[str, str],
    words: _Words,
) -> DayOfStories:
    """Give stories to the articles of a day that have none: versions and copies follow, the others are grouped."""
    missing = current.join(given, on="article_id", how="anti")
    older = of_day.drop_nulls("superseded_by").join(given, on="article_id").select("story_id", article_id="superseded_by")
    versions = missing.join(older.unique("article_id", keep="first", maintain_order=True), on="article_id").select("article_id", "story_id")
    left = missing.join(versions, on="article_id", how="anti")
    has_original = pl.col("duplicate_of").is_in([*given["article_id"], *left["article_id"], *versions["article_id"]])
    fresh = left.filter(~has_original.fill_null(value=False))
    if missing.is_empty():
        return NOTHING_TOLD
    founded = stories.select(now="story_id", founded_date="founded_date")
    known = given.with_columns(story_id=pl.col("story_id").replace(now)).join(founded, left_on="story_id", right_on="now", how="left")
    last = stories["last_published_date"].max()
    around = words.around(day, last if isinstance(last, dt.date) else day)
    sketches = join_sketches(around.values())
    is_fresh = sketches.articles["article_id"].is_in(fresh["article_id"].implode())
    told = group_day(day, sketches.take(is_fresh), sketches.take(~is_fresh), known)
    followed = pl.concat([known.select("article_id", "story_id"), told.given, versions])
    copies = left.filter(has_original.fill_null(value=False)).select("article_id", "duplicate_of")
    copied = copies.join(followed, left_on="duplicate_of", right_on="article_id").select("article_id", "story_id")
    return DayOfStories(pl.concat([told.given, versions, copied]), told.merged, told.titles, told.capped)


def _members(lake: Lake, given: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """Read what the stories table adds up, of the articles with a story that are in the lake and current."""
    reach = dt.timedelta(days=2 * MOST_DAYS + WINDOW_DAYS)
    days = [other for other in lake.partitions("articles") if abs(dt.date.fromisoformat(other) - day) <= reach]
    current = lake.scan("articles", days).filter(pl.col("superseded_by").is_null()).select(_MEMBER)
    return current.join(given.lazy(), on="article_id").collect()


def _write_marks(lake: Lake, day: dt.date, given: pl.DataFrame) -> list[str]:
    """Write the stories of a day into the files of its batches, where they change. Out: the stories."""
    told = set[str]()
    for path in lake.files("articles", [day.isoformat()]):
        batch_key = batch_key_of(path)
        rows = lake.read_partition("articles", day.isoformat(), batch_key)
        joined = rows.drop("story_id").join(given, on="article_id", how="left", maintain_order="left")
        marked = joined.with_columns(story_id=pl.when(pl.col("superseded_by").is_null()).then("story_id")).select(rows.columns)
        if not marked["story_id"].equals(rows["story_id"]):
            lake.write_partition("articles", day.isoformat(), marked, batch_key)
        told |= set(marked["story_id"].drop_nulls())
    return sorted(told)
