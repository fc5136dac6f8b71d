"""Group the articles of a lake into news stories, day by day; the order in which they arrived leaves no trace.

What is told of a day of publication follows from its articles and those of the three days before. So a day that a run touched is told
again from the state of the day before it, and the days after it for as long as one of the three days before them was touched or is
told otherwise. A run with nothing new writes nothing.

    articles of the day, stories of the three days before --group--> stories table --mark--> articles

An article without a story is one to be told: where later days have to be told again, they lose some of theirs before the day in hand
is written. A run that was killed anywhere leaves these to the next one.
"""

import datetime as dt
import time
from collections.abc import Iterable

import polars as pl

from flows.lake import Lake, batch_key_of
from flows.mark_duplicates import days_after
from flows.stop_words import read_stop_words
from flows.story_shelf import MEMBER, Shelf
from schemas.operations import StepReport
from transforms.events.stories import WINDOW_DAYS, DayOfStories, follow_mergers, follow_originals, group_day
from transforms.events.story_words import Sketches, join_sketches, sketch_articles
from transforms.ids import make_id

_WORDS = ("article_id", "published_date", "published_at", "language", "title", "text")
_IS_CURRENT = pl.col("superseded_by").is_null()


def tell_stories_of_days(lake: Lake, run_id: str, published_dates: Iterable[dt.date]) -> StepReport:
    """Tell the stories of the days of publication that a run touched, and of those that an earlier run left untold.

    Out:     the report of step "stories": articles of these days in and out, rows_made the stories with articles on them, rows_capped
             the articles with more neighbours than are looked at. Older versions of a page are in no story.
    Limits:  memory is that of the texts of one batch and day, of the words of four days, and of the stories that a day touches.
    """
    began = time.perf_counter()
    report = StepReport("stories")
    touched = set(published_dates) | _untold_days(lake)
    shelf, words, stories = Shelf(lake, run_id), _Words(lake), set[str]()
    dirty_until = dt.date.min
    for day in sorted(touched | days_after(lake, touched)):
        if day not in touched and day > dirty_until:
            continue
        of_day = lake.scan("articles", [day.isoformat()]).select(*MEMBER, "fetched_at", "superseded_by").collect()
        given, capped, has_changed = _tell_day(lake, day, of_day, shelf, words)
        if day in touched or has_changed:
            dirty_until = day + dt.timedelta(days=WINDOW_DAYS)
        if day in touched:
            report.rows_out += of_day.height
            report.rows_capped += capped
            stories |= set(given["story_id"])
    report.rows_made = len(stories)
    report.rows_in = report.rows_out
    report.seconds = time.perf_counter() - began
    return report


def _tell_day(lake: Lake, day: dt.date, of_day: pl.DataFrame, shelf: Shelf, words: "_Words") -> tuple[pl.DataFrame, int, bool]:
    """Tell the stories of a day and write what is told otherwise.

    Out:     article_id, story_id of its current articles; how many have more neighbours than are looked at; whether later days change.
    """
    stood, current = shelf.around(day), of_day.filter(_IS_CURRENT)
    were_merged = pl.when(pl.col("merged_date") < day).then("merged_into")
    known = follow_mergers(_given_before(lake, day), stood.with_columns(merged_into=were_merged))
    told = _name_after_oldest(group_day(day, words.of(day), words.before(day), known), of_day)
    copied = follow_originals(current, pl.concat([known.select("article_id", "story_id"), told.given]))
    given = pl.concat([told.given, copied])
    revision = shelf.revise(day, stood, told, current, given)
    if revision.has_changed:
        _forget(lake, day)
    shelf.put(revision)
    _write_marks(lake, day, given)
    return given, told.capped, revision.has_changed


def _given_before(lake: Lake, day: dt.date) -> pl.DataFrame:
    """Read the stories that the originals of the three days before a day were given."""
    originals = lake.scan("articles", _days_around(day, before=True)).filter(_IS_CURRENT & pl.col("duplicate_of").is_null())
    return originals.select("article_id", "story_id").drop_nulls().collect()


def _name_after_oldest(told: DayOfStories, of_day: pl.DataFrame) -> DayOfStories:
    """Name stories founded by a page that was fetched again after its oldest version of that day, so that a correction changes no id."""
    older = of_day.drop_nulls("superseded_by").sort("fetched_at", "article_id").unique("superseded_by", keep="first", maintain_order=True)
    names = {make_id("sto", new): make_id("sto", old) for new, old in older.select("superseded_by", "article_id").iter_rows()}
    given, titles = (frame.with_columns(pl.col("story_id").replace(names)) for frame in (told.given, told.titles))
    return DayOfStories(given, told.merged, titles, told.capped)


class _Words:
    """The words of the originals of the day in hand and the three days before it, counted once."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._of_day: dict[dt.date, Sketches] = {}

    def of(self, day: dt.date) -> Sketches:
        if day not in self._of_day:
            self._of_day[day] = self._count(day)
        return self._of_day[day]

    def before(self, day: dt.date) -> Sketches:
        days = [dt.date.fromisoformat(value) for value in _days_around(day, before=True)]
        self._of_day = {other: sketches for other, sketches in self._of_day.items() if other in (day, *days)}
        return join_sketches(self.of(other) for other in days)

    def _count(self, day: dt.date) -> Sketches:
        parts = []
        for path in self._lake.files("articles", [day.isoformat()]):
            rows = self._lake.scan("articles", [day.isoformat()], batch_key_of(path))
            originals = rows.filter(_IS_CURRENT & pl.col("duplicate_of").is_null())
            parts.append(sketch_articles(originals.select(_WORDS).collect(), read_stop_words))
        return join_sketches(parts)


def _untold_days(lake: Lake) -> set[dt.date]:
    """List the days on which a current article has no story."""
    untold = lake.scan("articles").filter(_IS_CURRENT & pl.col("story_id").is_null())
    return set(untold.select("published_date").unique().collect(engine="streaming")["published_date"])


def _forget(lake: Lake, day: dt.date) -> None:
    """Take back stories of the days after one that is told otherwise, in one file each: they are untold until they are told again."""
    for later in _days_around(day, before=False):
        for path in lake.files("articles", [later])[:1]:
            batch_key = batch_key_of(path)
            if lake.scan("articles", [later], batch_key).select(pl.col("story_id").count()).collect().item():
                forgotten = lake.read_partition("articles", later, batch_key).with_columns(story_id=pl.lit(None, dtype=pl.String))
                lake.write_partition("articles", later, forgotten, batch_key)


def _days_around(day: dt.date, *, before: bool) -> list[str]:
    """The three days before a day, or after it."""
    return [(day + dt.timedelta(days=-n if before else n)).isoformat() for n in range(1, WINDOW_DAYS + 1)]


def _write_marks(lake: Lake, day: dt.date, given: pl.DataFrame) -> None:
    """Write the stories of a day into the files of its batches, where they change."""
    for path in lake.files("articles", [day.isoformat()]):
        batch_key = batch_key_of(path)
        stood = lake.scan("articles", [day.isoformat()], batch_key).select("article_id", "story_id").collect()
        if _mark(stood, given).equals(stood["story_id"]):
            continue
        rows = lake.read_partition("articles", day.isoformat(), batch_key)
        lake.write_partition("articles", day.isoformat(), rows.with_columns(story_id=_mark(rows, given)), batch_key)


def _mark(rows: pl.DataFrame, given: pl.DataFrame) -> pl.Series:
    """The stories of articles, in their order; null for older versions of a page."""
    return rows.select("article_id").join(given, on="article_id", how="left", maintain_order="left")["story_id"]
