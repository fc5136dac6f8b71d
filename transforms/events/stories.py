"""News stories: articles about one running thing, day by day.

The articles of a day are compared with each other and with the articles of the three days before it, which are in stories already.
What resembles each other most on the average of all pairs is put together: articles that come to lie with a story join it, the others
found stories. The id of a story is a hash of its founding article, the earliest of its first day; two stories that turn out to be one
stay as they are, and the later one says which it was merged into. Copies are in the story of their original. So what is told of a day
follows from its articles and those of the days before, and from nothing else: what is published later changes no id.

Parameters, measured on two sets of English news at once (505 stories of 3 short texts told in one day; 100 stories of 3 long articles
over up to five days): the figures fall by less than .02 within .09 - .15 of LEAST_SIMILARITY, .05 - .08 of DAY_PENALTY, 2 - 4 days and
70 - 250 words. How the least similarity grows was measured by crowding the same news and other articles into fewer days.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from transforms.events.average_link import Groups, join_groups
from transforms.events.story_words import Sketches, StopWords, Vectors, join_sketches, sketch_articles, weigh_words
from transforms.ids import make_id

METHOD_VERSION = "average-link-2"
"""Changes with the method and with each parameter here, in story_words and in average_link."""
WINDOW_DAYS = 3
"""An article can join a story that has an article at most so many days earlier."""
MOST_DAYS = 30
"""A story takes no article published so many days after its founding: what runs on is told in a new one."""
LEAST_SIMILARITY = 0.11
FEW_ARTICLES = 40
MORE_PER_TENFOLD = 0.055
GREATEST_LEAST_SIMILARITY = 0.25
"""Two groups must be so similar on the average of all pairs. Among more articles more are alike by chance: the least similarity is .11 for
up to 40 articles of the days compared, .055 more for ten times as many, and never above .25."""
DAY_PENALTY = 0.07
"""What a day between two groups takes off their similarity."""
_GIVEN = pl.Schema({"article_id": pl.String, "story_id": pl.String})
_MERGED = pl.Schema({"story_id": pl.String, "merged_into": pl.String})
_TITLES = pl.Schema({"story_id": pl.String, "title": pl.String})


@dataclass(frozen=True, slots=True)
class DayOfStories:
    """What grouping the articles of one day gave.

    given: article_id, story_id of each article grouped. merged: story_id, merged_into. titles: story_id of stories founded, and the title
    of the article most in the middle. capped: articles with more neighbours than are looked at.
    """

    given: pl.DataFrame
    merged: pl.DataFrame
    titles: pl.DataFrame
    capped: int = 0


def tell_stories(articles: pl.DataFrame, stop_words: StopWords) -> pl.DataFrame:
    """Group articles of any days into stories.

    In:      article_id, published_date, published_at, language, title, text, duplicate_of; any order.
    Out:     article_id, story_id (after mergers), sorted by article_id; every article has one.
    """
    originals = articles.filter(pl.col("duplicate_of").is_null())
    all_given, in_reach = [pl.DataFrame(schema=_GIVEN)], pl.DataFrame(schema=_GIVEN)
    stories = pl.DataFrame(schema=_MERGED | {"founded_date": pl.Date})
    window: list[Sketches] = []
    for (day,), of_day in sorted(originals.partition_by("published_date", as_dict=True).items()):
        fresh, before = sketch_articles(of_day, stop_words), in_window(join_sketches(window), day)
        in_reach = in_reach.join(before.articles, on="article_id", how="semi")
        told = group_day(day, fresh, before, follow_mergers(in_reach, stories))
        founded = told.given.select("story_id").unique().join(stories, on="story_id", how="anti").with_columns(founded_date=pl.lit(day))
        stories = pl.concat([stories.update(told.merged, on="story_id"), founded], how="diagonal")
        all_given.append(told.given)
        in_reach, window = pl.concat([in_reach, told.given]), [before, fresh]
    given = follow_mergers(pl.concat(all_given), stories).select("article_id", "story_id")
    return pl.concat([given, follow_originals(articles, given)]).sort("article_id")


def in_window(sketches: Sketches, day: dt.date) -> Sketches:
    """Keep the articles that are at most three days older than a day."""
    return sketches.take(sketches.articles["published_date"] >= day - dt.timedelta(days=WINDOW_DAYS))


def follow_originals(articles: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Give copies the story of their original. In: article_id, duplicate_of; given: article_id, story_id of originals."""
    return articles.join(given, left_on="duplicate_of", right_on="article_id").select("article_id", "story_id")


def follow_mergers(given: pl.DataFrame, stories: pl.DataFrame) -> pl.DataFrame:
    """Say which story articles are in now.

    In:      given: article_id, story_id as it was given; stories: story_id, founded_date, merged_into of these and of what they became.
    Out:     article_id, story_id, founded_date.
    """
    now = resolve_mergers(stories.drop_nulls("merged_into").select("story_id", "merged_into").iter_rows())
    return given.with_columns(pl.col("story_id").replace(now)).join(stories.select("story_id", "founded_date"), on="story_id", how="left")


def group_day(day: dt.date, fresh: Sketches, before: Sketches, known: pl.DataFrame) -> DayOfStories:
    """Group the articles of one day.

    In:      fresh: these articles; before: those of the three days before, of which those in `known` count; known: article_id, story_id
             and founded_date as they were told by the end of the day before.
    """
    open_to = known.filter(pl.col("founded_date") >= day - dt.timedelta(days=MOST_DAYS))
    both = join_sketches([fresh, before.take(before.articles["article_id"].is_in(open_to["article_id"].implode()))])
    of_stories = both.articles.join(open_to, on="article_id", how="left", maintain_order="left")
    parts = [
        _group_language(both.take(is_of_it), of_stories.filter(is_of_it))
        for is_of_it in _each_language(fresh.articles["language"], both.articles["language"])
    ]
    return DayOfStories(
        pl.concat([pl.DataFrame(schema=_GIVEN), *(part.given for part in parts)]).sort("article_id"),
        pl.concat([pl.DataFrame(schema=_MERGED), *(part.merged for part in parts)]).sort("story_id"),
        pl.concat([pl.DataFrame(schema=_TITLES), *(part.titles for part in parts)]).sort("story_id"),
        sum(part.capped for part in parts),
    )


def _each_language(fresh: pl.Series, languages: pl.Series) -> Iterator[pl.Series]:
    for language in sorted(fresh.unique(), key=lambda code: code or ""):
        yield languages.eq_missing(pl.Series([language], dtype=pl.String))


def _group_language(sketches: Sketches, of_stories: pl.DataFrame) -> DayOfStories:
    """Group the articles of a day in one language. In: of_stories: the articles of the sketches with story_id, founded_date or null."""
    vectors = weigh_words(sketches)
    own = pl.coalesce("story_id", "article_id")
    places = of_stories.with_columns(place=own.rank("dense").cast(pl.Int64) - 1)
    first = places.with_row_index("row").group_by("place").agg(row=pl.col("row").min()).sort("row").with_row_index("node")
    nodes = places.join(first.select("place", "node"), on="place", how="left", maintain_order="left")["node"].cast(pl.Int64).to_numpy()
    groups = _add_up(vectors, nodes, of_stories["published_date"])
    is_fresh = of_stories["story_id"].is_null().to_numpy()[first["row"].to_numpy()]
    joined, capped = join_groups(groups, is_fresh, least_similarity(of_stories.height), DAY_PENALTY)
    placed = of_stories.with_columns(group=pl.Series(joined[nodes]))
    names, merged = _name_groups(placed)
    named = placed.with_columns(name=pl.col("group").replace_strict(names, return_dtype=pl.String))
    given = named.filter(pl.col("story_id").is_null()).select("article_id", story_id="name")
    is_founding = (named["story_id"].is_null() & ~named["name"].is_in(of_stories["story_id"].drop_nulls().implode())).to_numpy()
    titles = _central_titles(vectors[np.flatnonzero(is_founding)], named.filter(pl.Series(is_founding)))
    return DayOfStories(given, pl.DataFrame(merged, schema=_MERGED, orient="row"), titles, capped)


def least_similarity(articles: int) -> float:
    """How similar groups must be among so many articles."""
    grown = LEAST_SIMILARITY + MORE_PER_TENFOLD * max(0.0, math.log10(max(1, articles) / FEW_ARTICLES))
    return round(min(grown, GREATEST_LEAST_SIMILARITY), 5)


def _add_up(vectors: Vectors, nodes: NDArray[np.int64], dates: pl.Series) -> Groups:
    number = int(nodes.max()) + 1 if len(nodes) else 0
    gather = sparse.csr_array((np.ones(len(nodes), dtype=np.float32), (nodes, np.arange(len(nodes)))), shape=(number, len(nodes)))
    sizes = np.bincount(nodes, minlength=number).astype(np.float64)
    days = np.bincount(nodes, dates.to_physical().to_numpy(), minlength=number) / np.maximum(sizes, 1)
    return Groups(sparse.csr_array(gather @ vectors), sizes, days)


def _name_groups(placed: pl.DataFrame) -> tuple[dict[int, str], list[tuple[str, str]]]:
    """Name each group by its earliest story, else by its first article; and list the other stories of it, which are merged into that."""
    stories: dict[int, set[tuple[dt.date, str]]] = defaultdict(set)
    names: dict[int, str] = {}
    for group, article_id, story_id, founded_date in placed.select("group", "article_id", "story_id", "founded_date").iter_rows():
        names.setdefault(group, make_id("sto", article_id))
        if story_id is not None:
            stories[group].add((founded_date, story_id))
    merged = list[tuple[str, str]]()
    for group, held in stories.items():
        (_, names[group]), *others = sorted(held)
        merged += [(story_id, names[group]) for _, story_id in others]
    return names, merged


def _central_titles(vectors: Vectors, named: pl.DataFrame) -> pl.DataFrame:
    """The title of the article of each group that is most similar to all of it; the earliest of equals."""
    if named.is_empty():
        return pl.DataFrame(schema=_TITLES)
    nodes = (named["name"].rank("dense").cast(pl.Int64) - 1).to_numpy()
    sums = _add_up(vectors, nodes, named["published_date"]).vectors
    central = np.round(np.asarray((vectors * sums[nodes]).sum(axis=1)).ravel(), 5)
    ranked = named.with_columns(central=pl.Series(central), order=pl.int_range(pl.len())).drop_nulls("title")
    best = ranked.sort("central", "order", descending=[True, False]).unique("name", keep="first", maintain_order=True)
    return best.select(story_id="name", title="title").sort("story_id")


def resolve_mergers(merged: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Follow mergers to their ends: the story that each merged one is part of now; a circle is left where it closes."""
    into = dict(merged)
    ends: dict[str, str] = {}
    for story_id in into:
        passed = [story_id]
        while (end := into.get(passed[-1])) is not None and end not in passed:
            passed.append(end)
        ends[story_id] = passed[-1]
    return ends
