"""Stories in a lake: copies, mergers, ids that stay or can be followed, and that the order of arrival leaves no trace."""

import datetime as dt
import hashlib
import random
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.lake import Lake, open_lake
from flows.mark_duplicates import mark_duplicates
from flows.stop_words import read_stop_words
from flows.story_shelf import Revision, Shelf
from flows.tell_stories import tell_stories_of_days
from tests.rows import DAY, RUN_ID, article, article_id, articles
from transforms.events import average_link
from transforms.events.stories import follow_mergers, tell_stories
from transforms.ids import make_id

FERRY = "A ferry with ninety passengers capsized off the island of Calder; the coast guard rescued sixty people from the water."
FERRY_TOO = "Coast guard divers searched for passengers of the ferry that capsized off Calder island; sixty were rescued."
BUDGET = "Parliament rejected the budget of finance minister Orla Venn after a night of debate, and the coalition may fall."
BUDGET_TOO = "The coalition of finance minister Orla Venn may fall after parliament rejected its budget in a night debate."
ONE = "Ferry Aurora capsized off Calder island, passengers missing, coast guard boats searching"
OTHER = "Owner Brightwater Lines fined, licence suspended, director Holm resigned, shares collapsed"
PAGE: dict[str, Any] = {"canonical_url": "https://n.example/1", "url": "https://n.example/1"}
WIRE = " ".join(f"word{n} of the long wire report on the capsized ferry" for n in range(20))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(tmp_path / "lake")


def on(day: int) -> dt.date:
    return DAY + dt.timedelta(days=day)


def report_of(name: str, text: str, day: int = 0, **values: Any) -> dict[str, Any]:
    sha = hashlib.sha256(text.encode()).hexdigest()
    return article(name, text=text, text_sha256=sha, published_date=on(day), language="en", **values)


def tell(lake: Lake, *days: int) -> Any:
    dates = [on(day) for day in days]
    mark_duplicates(lake, RUN_ID, dates)
    return tell_stories_of_days(lake, RUN_ID, dates)


def stories_of(lake: Lake) -> dict[str, str | None]:
    return dict(lake.scan("articles").select("article_id", "story_id").collect().iter_rows())


def founded_by(name: str) -> str:
    return make_id("sto", article_id(name))


def parquet(lake: Lake) -> dict[str, tuple[bytes, int]]:
    return {str(path.relative_to(lake.root)): (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(lake.root.rglob("*.parquet"))}


def test_stories_are_told_across_batches_and_days(lake: Lake) -> None:
    lake.write_batch("articles", articles(report_of("ferry", FERRY, title="Ferry down"), report_of("budget", BUDGET)), "k1")
    lake.write_batch("articles", articles(report_of("divers", FERRY_TOO, day=1, publisher="Post")), "k2")
    report = tell(lake, 0, 1)
    assert stories_of(lake) == {
        article_id("ferry"): founded_by("ferry"),
        article_id("divers"): founded_by("ferry"),
        article_id("budget"): founded_by("budget"),
    }
    assert (report.step, report.rows_in, report.rows_out, report.rows_made) == ("stories", 3, 3, 2)
    row = lake.scan("stories").filter(pl.col("story_id") == founded_by("ferry")).collect().row(0, named=True)
    assert row["article_ids"] == sorted([article_id("ferry"), article_id("divers")])
    assert (row["title"], row["language"], row["article_count"], row["origin_count"]) == ("Ferry down", "en", 2, 2)
    assert (row["founded_date"], row["last_published_date"]) == (on(0), on(1))


def test_a_run_with_nothing_new_writes_nothing(lake: Lake) -> None:
    lake.write_batch("articles", articles(report_of("ferry", FERRY), report_of("divers", FERRY_TOO, day=1)), "k1")
    tell(lake, 0, 1)
    before = parquet(lake)
    tell_stories_of_days(lake, "run_" + "b" * 20, [on(0), on(1)])
    assert parquet(lake) == before


def test_articles_that_are_read_again_get_their_stories_back(lake: Lake) -> None:
    first, second = articles(report_of("ferry", FERRY), report_of("budget", BUDGET)), articles(report_of("divers", FERRY_TOO, day=1))
    lake.write_batch("articles", first, "k1")
    tell(lake, 0)
    lake.write_batch("articles", second, "k2")
    tell(lake, 1)
    before = {name: content for name, (content, _) in parquet(lake).items()}
    lake.write_batch("articles", first, "k1")
    tell(lake, 0)
    assert {name: content for name, (content, _) in parquet(lake).items()} == before


def test_a_late_article_founds_the_story_and_the_id_that_went_leads_to_it(lake: Lake) -> None:
    lake.write_batch("articles", articles(report_of("divers", FERRY_TOO, day=2, title="Divers"), report_of("more", FERRY, day=4)), "k2")
    tell(lake, 2, 4)
    lake.write_batch("articles", articles(report_of("ferry", FERRY, day=1, title="Ferry down")), "k1")
    tell(lake, 1)
    assert set(stories_of(lake).values()) == {founded_by("ferry")}
    rows = {row["story_id"]: row for row in lake.scan("stories").collect().iter_rows(named=True)}
    first, closed = rows[founded_by("ferry")], rows[founded_by("divers")]
    assert (first["founded_date"], first["last_published_date"], first["title"], len(first["article_ids"])) == (
        on(1),
        on(4),
        "Ferry down",
        3,
    )
    assert (closed["merged_into"], closed["merged_date"]) == (founded_by("ferry"), None)
    assert (closed["article_ids"], closed["article_count"], closed["title"]) == ([], 0, "Divers")


def test_copies_follow_their_original(lake: Lake) -> None:
    lake.write_batch(
        "articles", articles(report_of("wire", WIRE, publisher="Agency"), report_of("print", WIRE, day=1, publisher="Post")), "k1"
    )
    tell(lake, 0, 1)
    assert set(stories_of(lake).values()) == {founded_by("wire")}
    row = lake.scan("stories").collect().row(0, named=True)
    assert (row["article_count"], row["origin_count"]) == (2, 1)


def test_two_stories_that_turn_out_to_be_one_are_merged_on_that_day(lake: Lake) -> None:
    lake.write_batch("articles", articles(report_of("one", ONE), report_of("other", OTHER)), "k1")
    tell(lake, 0)
    lake.write_batch("articles", articles(report_of("both", f"{ONE}. {OTHER}.", 1), report_of("both too", f"{OTHER}; {ONE}.", 1)), "k2")
    tell(lake, 1)
    first, second = sorted([founded_by("one"), founded_by("other")])
    assert stories_of(lake) == {
        article_id("one"): founded_by("one"),
        article_id("other"): founded_by("other"),
        article_id("both"): first,
        article_id("both too"): first,
    }
    rows = {row["story_id"]: row for row in lake.scan("stories").collect().iter_rows(named=True)}
    assert (rows[first]["merged_into"], rows[first]["merged_date"]) == (None, None)
    assert (rows[second]["merged_into"], rows[second]["merged_date"]) == (first, on(1))
    assert (rows[first]["article_count"], rows[second]["article_count"]) == (4, 1)


def test_a_merger_is_undone_when_what_showed_it_goes(lake: Lake) -> None:
    lake.write_batch("articles", articles(report_of("one", ONE), report_of("other", OTHER)), "k1")
    lake.write_batch("articles", articles(report_of("both", f"{ONE}. {OTHER}.", 1), report_of("both too", f"{OTHER}; {ONE}.", 1)), "k2")
    lake.write_batch("articles", articles(report_of("next", OTHER, day=2)), "k3")
    tell(lake, 0, 1, 2)
    assert stories_of(lake)[article_id("next")] == min(founded_by("one"), founded_by("other"))
    lake.write_batch("articles", articles(report_of("both", BUDGET, 1)), "k2")
    tell(lake, 1)
    assert stories_of(lake)[article_id("next")] == founded_by("other")
    assert lake.scan("stories").select("story_id", "merged_into", "article_count").sort("story_id").collect().rows() == sorted(
        [(founded_by("one"), None, 1), (founded_by("other"), None, 2), (founded_by("both"), None, 1)]
    )


def test_a_story_without_articles_goes(lake: Lake) -> None:
    lake.write_batch("articles", articles(report_of("ferry", FERRY), report_of("budget", BUDGET)), "k1")
    tell(lake, 0)
    lake.write_batch("articles", articles(report_of("ferry", FERRY)), "k1")
    tell(lake, 0)
    assert lake.scan("stories").collect()["story_id"].to_list() == [founded_by("ferry")]


def test_a_newer_version_of_a_page_stays_in_the_story(lake: Lake) -> None:
    old = report_of("old", FERRY, fetched_at=dt.datetime(2024, 5, 14, 8, tzinfo=dt.UTC), **PAGE)
    lake.write_batch("articles", articles(old), "k1")
    tell(lake, 0)
    lake.write_batch("articles", articles(report_of("new", BUDGET, fetched_at=dt.datetime(2024, 5, 14, 9, tzinfo=dt.UTC), **PAGE)), "k2")
    tell(lake, 0)
    assert stories_of(lake) == {article_id("old"): None, article_id("new"): founded_by("old")}
    assert lake.scan("stories").collect()["article_ids"].to_list() == [[article_id("new")]]


def test_days_of_long_ago_and_to_come_are_days_like_others(lake: Lake) -> None:
    odd = [report_of("then", FERRY), report_of("epoch", FERRY_TOO), report_of("to come", FERRY_TOO)]
    odd[1]["published_date"], odd[2]["published_date"] = dt.date(1970, 1, 1), dt.date(2999, 1, 1)
    lake.write_batch("articles", articles(*odd), "k1")
    tell_stories_of_days(lake, RUN_ID, [row["published_date"] for row in odd])
    assert stories_of(lake) == {article_id(name): founded_by(name) for name in ("then", "epoch", "to come")}


def test_articles_with_too_many_neighbours_are_reported(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(average_link, "MOST_NEIGHBOURS", 1)
    lake.write_batch(
        "articles",
        articles(*(report_of(name, text) for name, text in zip("abc", (FERRY, FERRY_TOO, FERRY + " So far."), strict=True))),
        "k1",
    )
    report = tell_stories_of_days(lake, RUN_ID, [on(0)])
    assert report.rows_capped == 3
    assert set(stories_of(lake).values()) == {founded_by(min("abc", key=article_id))}


def test_ten_thousand_copies_of_a_page_are_one_story(lake: Lake) -> None:
    page = "Subscribe to read this article. Sign in with your account, choose a plan, or contact our support desk about access."
    lake.write_batch("articles", articles(*(report_of(f"page {number}", page) for number in range(10_000))), "k1")
    tell(lake, 0)
    row = lake.scan("stories").collect().row(0, named=True)
    assert (row["article_count"], row["origin_count"], len(row["article_ids"])) == (10_000, 1, 10_000)


RUNNING = [
    FERRY,
    FERRY_TOO,
    BUDGET,
    BUDGET_TOO,
    ONE,
    OTHER,
    f"{ONE}. {OTHER}.",
    f"{OTHER}; {ONE}.",
    WIRE,
    f"{WIRE} So far.",
    FERRY,
    "Live.",
]
"""Texts of four stories, of which two are shown to be one by some, with copies among them."""


def news_of(seed: int) -> list[pl.DataFrame]:
    """Four batches of a small lake: articles of six days, in two languages, with copies and two versions of one page."""
    draw = random.Random(seed)
    rows = [
        report_of(f"{number}", f"{draw.choice(RUNNING)}", day=draw.randrange(6), title=f"Headline {number}", publisher=f"Post {number % 3}")
        for number in range(16)
    ]
    rows += [{**report_of(f"de {number}", draw.choice(RUNNING), day=draw.randrange(6)), "language": "de"} for number in range(2)]
    day = draw.randrange(6)
    rows += [
        {**report_of(f"version {hour}", draw.choice(RUNNING), day), **PAGE, "fetched_at": dt.datetime(2024, 5, 14, hour, tzinfo=dt.UTC)}
        for hour in (8, 9)
    ]
    draw.shuffle(rows)
    return [articles(*rows[part::4]) for part in range(4)]


def run(lake: Lake, name: str, *batches: tuple[str, pl.DataFrame]) -> None:
    """Write batches and tell their days, as one run does."""
    days = set[dt.date]()
    for key, batch in batches:
        lake.write_batch("articles", batch, key)
        days |= set(batch["published_date"])
    days |= {dt.date.fromisoformat(day) for day in mark_duplicates(lake, RUN_ID, days).days}
    tell_stories_of_days(lake, make_id("run", name), days)


def what_is_told(lake: Lake) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The stories that hold articles, and the files of the articles."""
    stories = lake.scan("stories").filter(pl.col("article_count") > 0).drop("run_id").sort("story_id").collect()
    return stories.to_dicts(), {path.parent.name + path.name: path.read_bytes() for path in lake.files("articles")}


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.permutations(range(4)))
def test_the_order_in_which_batches_arrive_leaves_no_trace(tmp_path: Path, seed: int, order: list[int]) -> None:
    batches = [(f"k{number}", batch) for number, batch in enumerate(news_of(seed))]
    lakes = [open_lake(Path(tempfile.mkdtemp(dir=tmp_path))) for _ in range(2)]
    run(lakes[0], "together", *batches)
    for number in order:
        run(lakes[1], f"{number}", batches[number])
    assert what_is_told(lakes[1]) == what_is_told(lakes[0])
    followed = dict(lakes[1].scan("stories").select("story_id", "merged_into").collect().iter_rows())
    assert {story for story in followed.values() if story} <= set(followed)
    before = parquet(lakes[1])
    tell_stories_of_days(lakes[1], RUN_ID, batches[0][1]["published_date"])
    assert parquet(lakes[1]) == before


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_days_that_follow_each_other_change_no_id(tmp_path: Path, seed: int) -> None:
    lake, told = open_lake(Path(tempfile.mkdtemp(dir=tmp_path))), dict[str, str | None]()
    rows = pl.concat(news_of(seed)).filter(pl.col("fetched_at").is_null())
    for day, of_day in sorted(rows.partition_by("published_date", as_dict=True).items()):
        run(lake, f"{day}", (f"{day[0]}", of_day))
        now = stories_of(lake)
        assert told.items() <= now.items()
        told = now
    assert lake.scan("stories").filter(pl.col("article_count") == 0).collect().is_empty()
    stories = lake.scan("stories").collect()
    in_the_end = follow_mergers(lake.scan("articles").select("article_id", "story_id").collect(), stories).sort("article_id")
    articles_now = lake.scan("articles").collect()
    assert in_the_end.select("article_id", "story_id").equals(tell_stories(articles_now, read_stop_words))


def test_a_killed_run_leaves_what_it_did_not_tell_to_the_next(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A late article makes another founder; the run is killed on the third of the days that are told again."""
    for day in (1, 3, 5, 7, 9):
        run(lake, f"{day}", (f"k{day}", articles(report_of(f"day {day}", FERRY if day % 4 == 1 else FERRY_TOO, day))))
    lake.write_batch("articles", articles(report_of("late", FERRY_TOO)), "k0")
    put, days = Shelf.put, iter(range(9))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):

        def killed(shelf: Shelf, revision: Revision) -> None:
            if next(days) == 3:
                raise KeyboardInterrupt
            put(shelf, revision)

        patch.setattr(Shelf, "put", killed)
        tell_stories_of_days(lake, RUN_ID, [on(0)])
    assert len(set(stories_of(lake).values())) > 1
    tell_stories_of_days(lake, RUN_ID, [])
    assert set(stories_of(lake).values()) == {founded_by("late")}
