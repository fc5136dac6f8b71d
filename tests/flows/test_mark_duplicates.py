"""Copies in a lake: batches, days, and that the way in which articles arrived leaves no trace."""

import datetime as dt
import hashlib
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.lake import Lake, open_lake
from flows.mark_duplicates import mark_duplicates
from tests.rows import DAY, RUN_ID, article, article_id, articles, mention, mentions
from tests.transforms.articles.test_duplicates import part_of, story
from transforms.articles.duplicates import MOST_COMPARED_PER_BUCKET


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(tmp_path / "lake")


def on(day: int) -> dt.date:
    return DAY + dt.timedelta(days=day)


def report_of(name: str, text: str, day: int = 0) -> dict[str, Any]:
    return article(name, text=text, text_sha256=hashlib.sha256(text.encode()).hexdigest(), published_date=on(day))


def marks(lake: Lake) -> dict[str, str | None]:
    return dict(lake.scan("articles").select("article_id", "duplicate_of").collect().iter_rows())


def parquet(lake: Lake) -> dict[str, bytes]:
    return {str(path.relative_to(lake.root)): path.read_bytes() for path in sorted(lake.root.rglob("*.parquet"))}


FIRST = articles(report_of("whole", story(1)), report_of("alone", story(2)), report_of("later", story(1), day=2))
SECOND = articles(report_of("cut", part_of(story(1), 0.6), day=1), report_of("fresh", story(3), day=1))
DAYS = [on(0), on(1), on(2)]


def test_copies_are_found_across_batches_and_days(lake: Lake) -> None:
    lake.write_batch("articles", FIRST, "k1")
    lake.write_batch("articles", SECOND, "k2")
    report = mark_duplicates(lake, RUN_ID, DAYS)
    assert marks(lake) == {
        article_id("whole"): None,
        article_id("alone"): None,
        article_id("fresh"): None,
        article_id("cut"): article_id("whole"),
        article_id("later"): article_id("whole"),
    }
    assert (report.step, report.rows_in, report.rows_out, report.rows_ignored, report.rows_made) == ("duplicates", 5, 5, 0, 2)


def test_a_second_run_changes_no_byte(lake: Lake) -> None:
    lake.write_batch("articles", FIRST, "k1")
    lake.write_batch("articles", SECOND, "k2")
    mark_duplicates(lake, RUN_ID, DAYS)
    before = parquet(lake)
    mark_duplicates(lake, RUN_ID, DAYS)
    assert parquet(lake) == before


def test_days_may_arrive_in_any_order(tmp_path: Path) -> None:
    """The original arrives last: the copies of the days after it are marked anew, though only its own day was touched."""
    texts = {0: story(1), 2: part_of(story(1), 0.7), 5: part_of(story(1), 0.5), 8: story(1), 12: story(1)}
    batches = {day: articles(report_of(f"day {day}", text, day)) for day, text in texts.items()}
    lakes = []
    for number, order in enumerate(([0, 2, 5, 8, 12], [12, 8, 5, 2, 0], [5, 0, 12, 2, 8])):
        lake = open_lake(tmp_path / str(number))
        for day in order:
            lake.write_batch("articles", batches[day], f"k{day}")
            mark_duplicates(lake, RUN_ID, [on(day)])
        lakes.append(lake)
    assert parquet(lakes[0]) == parquet(lakes[1]) == parquet(lakes[2])
    assert marks(lakes[0]) == {
        article_id("day 0"): None,
        article_id("day 2"): article_id("day 0"),
        article_id("day 5"): None,
        article_id("day 8"): article_id("day 5"),
        article_id("day 12"): None,
    }


CHAIN = [part_of(story(number), share) for number in range(3) for share in (1.0, 0.85, 0.7, 0.6, 0.5)]
"""Three texts, each cut more and more: a cut resembles the next one more than the whole."""


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(CHAIN))), st.permutations(range(4)))
def test_batches_of_many_days_may_arrive_in_any_order(tmp_path: Path, days: list[int], order: list[int]) -> None:
    rows = [report_of(f"{number}", text, days[number] // 2) for number, text in enumerate(CHAIN)]
    batches = [articles(*rows[part::4]) for part in range(4)]
    together, apart = (open_lake(Path(tempfile.mkdtemp(dir=tmp_path))) for _ in range(2))
    for number, batch in enumerate(batches):
        together.write_batch("articles", batch, f"k{number}")
    mark_duplicates(together, RUN_ID, {on(day) for day in range(8)})
    for number in order:
        apart.write_batch("articles", batches[number], f"k{number}")
        mark_duplicates(apart, RUN_ID, batches[number]["published_date"].unique())
    assert parquet(apart) == parquet(together)


def test_an_article_whose_mark_changes_is_to_be_told_again(lake: Lake) -> None:
    told = {"story_id": "sto_" + "a" * 20}
    lake.write_batch("articles", articles({**report_of("later", story(1), day=2), **told}, {**report_of("alone", story(2)), **told}), "k1")
    lake.write_batch("articles", articles(report_of("whole", story(1), day=1)), "k2")
    assert mark_duplicates(lake, RUN_ID, [on(1)]).days == [on(1).isoformat(), on(2).isoformat()]
    assert dict(lake.scan("articles").select("article_id", "story_id").collect().iter_rows()) == {
        article_id("later"): None,
        article_id("alone"): told["story_id"],
        article_id("whole"): None,
    }


def test_a_copy_is_free_again_when_its_original_is_gone(lake: Lake) -> None:
    lake.write_batch("articles", articles(report_of("whole", story(1))), "k1")
    lake.write_batch("articles", articles(report_of("later", story(1), day=2)), "k2")
    mark_duplicates(lake, RUN_ID, DAYS)
    lake.write_batch("articles", articles(report_of("whole", story(9))), "k1")
    mark_duplicates(lake, RUN_ID, [on(0)])
    assert marks(lake) == {article_id("whole"): None, article_id("later"): None}


@pytest.mark.parametrize("order", [["k1", "k2"], ["k2", "k1"]])
def test_a_repeated_document_stays_in_the_least_batch(lake: Lake, order: list[str]) -> None:
    """The same record in two deliveries: one row stays, and nothing that was coded from the other one."""
    held = {"k1": articles(report_of("same", story(1))), "k2": articles(report_of("same", story(1), day=1), report_of("own", story(2)))}
    coded = {"k1": mentions(mention("m", "same")), "k2": mentions(mention("m", "same", published_date=on(1)), mention("n", "own"))}
    reports = []
    for key in order:
        lake.write_batch("articles", held[key], key)
        lake.write_batch("mentions", coded[key], key)
        reports.append(mark_duplicates(lake, RUN_ID, held[key]["published_date"].unique()))
    assert lake.read_batch("articles", "k1")["article_id"].to_list() == [article_id("same")]
    assert lake.read_batch("articles", "k2")["article_id"].to_list() == [article_id("own")]
    assert lake.read_batch("mentions", "k1").height == lake.read_batch("mentions", "k2").height == 1
    assert dict(reports[-1].ignored) == {"repeated_document": 1}
    assert reports[-1].rows_in == reports[-1].rows_out + 1


def test_an_empty_lake_has_no_copies(lake: Lake) -> None:
    report = mark_duplicates(lake, RUN_ID, DAYS)
    assert (report.rows_in, report.rows_out, report.rows_made) == (0, 0, 0)


def test_hundreds_of_copies_of_one_page_are_capped_and_reported(lake: Lake) -> None:
    """A page that differs by a number only: each is compared with the 50 earliest, which is enough to know what it is a copy of."""
    notice = story(1)
    lake.write_batch("articles", articles(*(report_of(f"page {number}", f"{notice} Visitor {number}.") for number in range(300))), "k1")
    report = mark_duplicates(lake, RUN_ID, [on(0)])
    assert (report.rows_made, report.rows_capped) == (299, 300 - MOST_COMPARED_PER_BUCKET - 1)
    assert set(marks(lake).values()) == {None, min(marks(lake))}


@pytest.mark.parametrize("order", [("paper", "wire", "other"), ("wire", "other", "paper"), ("other", "paper", "wire")])
def test_an_agency_is_the_original_of_its_reprints_in_any_order(lake: Lake, order: tuple[str, ...]) -> None:
    held = {
        "paper": report_of("paper", story(1)) | {"origin": "Reuters", "origin_basis": "credit"},
        "wire": report_of("wire", story(1)) | {"origin": "Reuters", "origin_basis": "agency"},
        "other": report_of("other", part_of(story(1), 0.6), day=1),
    }
    for key in order:
        lake.write_batch("articles", articles(held[key]), key)
        mark_duplicates(lake, RUN_ID, [held[key]["published_date"]])
    wire = article_id("wire")
    assert marks(lake) == {wire: None, article_id("paper"): wire, article_id("other"): wire}
