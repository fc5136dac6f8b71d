"""Days on which a source gave less than expected."""

import datetime as dt
from pathlib import Path

import polars as pl

from flows.fetching.gaps import Gap, find_gaps
from flows.lake import open_lake
from schemas.operations import Fetch
from schemas.sources import SourceSpec
from tests.flows.fetching.test_known import fetched
from tests.rows import article, articles

FIRST = dt.date(2026, 3, 1)


def test_days_with_under_half_of_what_is_expected_are_gaps(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "lake")
    looks = [fetched(f"http://desk.example/{day}", hour=24 * day, source_id="desk") for day in range(-3, 1)]
    lake.write_batch("fetches", Fetch.validate(pl.DataFrame(looks, schema=Fetch.create_empty().schema), cast=True), "f1")
    given = {1: 4, 2: 1, 3: 2}
    rows = [
        article(f"{day}-{number}", source_id="desk", published_date=FIRST.replace(day=day))
        for day, n in given.items()
        for number in range(n)
    ]
    lake.write_batch("articles", articles(*rows, article("other", source_id="else", published_date=FIRST.replace(day=2))), "k1")
    spec = SourceSpec(id="desk", kind="feed", urls=("http://desk.example/feed",), articles_per_day=4)
    assert find_gaps(lake, [spec]) == [Gap("desk", FIRST.replace(day=2), 1, 4.0)]


def test_a_source_without_expectation_or_without_fetches_has_no_gaps(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "lake")
    expecting = SourceSpec(id="new", kind="feed", urls=("http://desk.example/feed",), articles_per_day=4)
    assert find_gaps(lake, [expecting, SourceSpec(id="free", kind="feed", urls=("http://desk.example/feed",))]) == []
