"""Stories in a lake: late articles, copies, mergers, ids that stay, and runs that leave nothing to do."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.lake import Lake, open_lake
from flows.mark_duplicates import mark_duplicates
from flows.tell_stories import tell_stories_of_days
from tests.rows import DAY, RUN_ID, article, article_id, articles
from transforms.events import average_link
from transforms.ids import make_id

FERRY = "A ferry with ninety passengers capsized off the island of Calder; the coast guard rescued sixty people from the water."
FERRY_TOO = "Coast guard divers searched for passengers of the ferry that capsized off Calder island; sixty were rescued."
BUDGET = "Parliament rejected the budget of finance minister Orla Venn after a night of debate, and the coalition may fall."
BUDGET_TOO = "The coalition of finance minister Orla Venn may fall after parliament rejected its budget in a night debate."
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
    assert (row["founded_date"], row["first_published_date"], row["last_published_date"]) == (on(0), on(0), on(1))


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


def test_a_late_article_joins_and_ids_stay(lake: Lake) -> None:
    lake.write_batch("articles", articles(report_of("divers", FERRY_TOO, day=2)), "k2")
    tell(lake, 2)
    lake.write_batch("articles", articles(report_of("ferry", FERRY, day=1)), "k1")
    tell(lake, 1)
    assert set(stories_of(lake).values()) == {founded_by("divers")}
    row = lake.scan("stories").collect().row(0, named=True)
    assert (row["founded_date"], row["first_published_date"], row["last_published_date"]) == (on(2), on(1), on(2))


def test_copies_follow_their_original(lake: Lake) -> None:
    lake.write_batch(
        "articles", articles(report_of("wire", WIRE, publisher="Agency"), report_of("print", WIRE, day=1, publisher="Post")), "k1"
    )
    tell(lake, 0, 1)
    assert set(stories_of(lake).values()) == {founded_by("wire")}
    row = lake.scan("stories").collect().row(0, named=True)
    assert (row["article_count"], row["origin_count"]) == (2, 1)


def test_a_late_article_shows_two_stories_to_be_one(lake: Lake) -> None:
    one = "Ferry Aurora capsized off Calder island, passengers missing, coast guard boats searching"
    other = "Owner Brightwater Lines fined, licence suspended, director Holm resigned, shares collapsed"
    lake.write_batch("articles", articles(report_of("one", one), report_of("other", other)), "k1")
    tell(lake, 0)
    assert len(set(stories_of(lake).values())) == 2
    lake.write_batch("articles", articles(report_of("both", f"{one}. {other}."), report_of("both too", f"{other}; {one}.")), "k2")
    tell(lake, 0)
    first, second = sorted([founded_by("one"), founded_by("other")])
    given = stories_of(lake)
    assert (given[article_id("one")], given[article_id("other")]) == (founded_by("one"), founded_by("other"))
    assert given[article_id("both")] == given[article_id("both too")] == first
    rows = {row["story_id"]: row for row in lake.scan("stories").collect().iter_rows(named=True)}
    assert (rows[first]["merged_into"], rows[second]["merged_into"]) == (None, first)
    assert (rows[first]["article_count"], rows[second]["article_count"]) == (4, 1)


def test_a_story_without_articles_goes(lake: Lake) -> None:
    lake.write_batch("articles", articles(report_of("ferry", FERRY), report_of("budget", BUDGET)), "k1")
    tell(lake, 0)
    lake.write_batch("articles", articles(report_of("ferry", FERRY)), "k1")
    tell(lake, 0)
    assert lake.scan("stories").collect()["story_id"].to_list() == [founded_by("ferry")]


def test_a_newer_version_of_a_page_stays_in_the_story(lake: Lake) -> None:
    page = {"canonical_url": "https://n.example/1", "url": "https://n.example/1"}
    old = report_of("old", FERRY, fetched_at=dt.datetime(2024, 5, 14, 8, tzinfo=dt.UTC), **page)
    lake.write_batch("articles", articles(old), "k1")
    tell(lake, 0)
    lake.write_batch("articles", articles(report_of("new", BUDGET, fetched_at=dt.datetime(2024, 5, 14, 9, tzinfo=dt.UTC), **page)), "k2")
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
