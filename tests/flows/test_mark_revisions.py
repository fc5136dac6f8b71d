"""Versions of one fetched page: the newest is current, whatever the order in which they came."""

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from flows.lake import Lake, open_lake
from flows.mark_duplicates import mark_duplicates
from flows.mark_revisions import mark_revisions
from tests.rows import DAY, RUN_ID, article, article_id, articles, mention, mentions

URL = "http://desk.example/story"


@pytest.fixture
def lake(tmp_path) -> Lake:
    return open_lake(tmp_path / "lake")


def version(name: str, hour: int | None, url: str = URL, day: int = 0) -> dict[str, Any]:
    at = dt.datetime(2026, 3, 4, hour, tzinfo=dt.UTC) if hour is not None else None
    return article(name, canonical_url=url, url=url, fetched_at=at, published_date=DAY + dt.timedelta(days=day))


def record(name: str, ref: str = "news.jsonl#1", *, day: int = 0, hour: int | None = None, source: str = "desk") -> dict[str, Any]:
    date = DAY + dt.timedelta(days=day)
    at = dt.datetime(date.year, date.month, date.day, hour, tzinfo=dt.UTC) if hour is not None else None
    return article(name, record_id="item-7", source_id=source, raw_ref=ref, published_date=date, published_at=at)


def marks(lake: Lake) -> dict[str, str | None]:
    return dict(lake.scan("articles").select("article_id", "superseded_by").collect().iter_rows())


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_the_version_fetched_last_is_current_in_any_order(lake: Lake, order: tuple[int, ...]) -> None:
    rows = [version("first", 1), version("second", 2), version("third", 3, day=1)]
    for place in order:
        lake.write_batch("articles", articles(rows[place]), f"k{place}")
        mark_revisions(lake, [rows[place]["published_date"]])
    third = article_id("third")
    assert marks(lake) == {article_id("first"): third, article_id("second"): third, third: None}


def test_what_was_coded_from_an_older_version_goes(lake: Lake) -> None:
    lake.write_batch("articles", articles(version("first", 1), version("other", 1, url="http://desk.example/other")), "k1")
    lake.write_batch("mentions", mentions(mention("struck", "first"), mention("shelled", "other")), "k1")
    lake.write_batch("articles", articles(version("second", 2)), "k2")
    assert mark_revisions(lake, [DAY]) == {DAY}
    assert lake.scan("mentions").select("article_id").collect()["article_id"].to_list() == [article_id("other")]
    assert mark_revisions(lake, [DAY]) == set()


def test_articles_that_were_not_fetched_are_no_versions(lake: Lake) -> None:
    lake.write_batch("articles", articles(version("first", None), version("second", None)), "k1")
    assert mark_revisions(lake, [DAY]) == set()
    assert set(marks(lake).values()) == {None}


@pytest.mark.parametrize(
    ("one", "newest"),
    [
        pytest.param(record("one", "b.jsonl#9", hour=9), record("two", "a.jsonl#1", day=1), id="later day"),
        pytest.param(record("one", "b.jsonl#9", hour=9), record("two", "a.jsonl#1", hour=10), id="later hour"),
        pytest.param(record("one", "b.jsonl#9"), record("two", "a.jsonl#1", hour=1), id="an hour before none"),
        pytest.param(record("one", "2024-05-01.jsonl#30"), record("two", "2024-05-02.jsonl#4"), id="later file"),
        pytest.param(record("one", "a.jsonl#9"), record("two", "a.jsonl#10"), id="later line"),
    ],
)
@pytest.mark.parametrize("is_newest_first", [False, True])
def test_of_the_records_of_one_id_the_newest_is_current(
    lake: Lake, one: dict[str, Any], newest: dict[str, Any], *, is_newest_first: bool
) -> None:
    rows = [newest, one] if is_newest_first else [one, newest]
    for number, row in enumerate(rows):
        lake.write_batch("articles", articles(row), f"k{number}")
        mark_revisions(lake, [row["published_date"]])
    assert marks(lake) == {one["article_id"]: newest["article_id"], newest["article_id"]: None}


def test_an_id_holds_in_its_source_only(lake: Lake) -> None:
    lake.write_batch("articles", articles(record("one"), record("two", source="other")), "k1")
    assert mark_revisions(lake, [DAY]) == set()


def test_a_version_becomes_current_again_where_the_newer_one_is_gone(lake: Lake) -> None:
    lake.write_batch("articles", articles(version("first", 1)), "k1")
    lake.write_batch("articles", articles(version("second", 2)), "k2")
    mark_revisions(lake, [DAY])
    lake.write_batch("articles", articles(), "k2")
    mark_revisions(lake, [DAY])
    assert marks(lake) == {article_id("first"): None}


def test_a_page_that_goes_back_to_an_earlier_text_is_current_with_it(lake: Lake) -> None:
    for batch, name, hour in (("k1", "first", 1), ("k2", "second", 2), ("k3", "first", 3)):
        lake.write_batch("articles", articles(version(name, hour)), batch)
        mark_duplicates(lake, RUN_ID, [DAY])
    assert marks(lake) == {article_id("first"): None, article_id("second"): article_id("first")}
    assert lake.batch_keys("articles") == ["k2", "k3"]
