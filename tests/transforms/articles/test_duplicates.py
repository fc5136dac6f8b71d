"""Copies and originals: small families of texts, and which one each of them repeats."""

import datetime as dt
import hashlib
import random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rows import DAY, article_id
from transforms.articles.duplicates import LEAST_WORDS, mark_copies

WORDS = (
    "harbour council market bridge teacher river engine letter winter border captain village signal orchard minister convoy ladder "
    "station quarry hospital lantern valley printer shepherd ferry meadow parliament cannon baker tunnel"
)


def story(seed: int, length: int = 120) -> str:
    """A text of common words in an order that no other seed gives."""
    return " ".join(random.Random(seed).choices(WORDS.split(), k=length))


def part_of(text: str, share: float) -> str:
    words = text.split()
    return " ".join(words[: round(len(words) * share)])


def published(name: str, text: str, day: int = 0, hour: int | None = None) -> dict[str, Any]:
    date = DAY + dt.timedelta(days=day)
    return {
        "article_id": article_id(name),
        "published_date": date,
        "published_at": None if hour is None else dt.datetime(date.year, date.month, date.day, hour, tzinfo=dt.UTC),
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def copies_of(*articles: dict[str, Any]) -> dict[str, tuple[str, float]]:
    schema = {"article_id": pl.String, "published_date": pl.Date, "published_at": pl.Datetime("us", "UTC")}
    marks = mark_copies(pl.DataFrame(list(articles), schema_overrides=schema))
    assert marks["article_id"].is_sorted()
    return {copy: (original, similarity) for copy, original, similarity in marks.iter_rows()}


@pytest.mark.parametrize(
    ("original", "copy", "least"),
    [
        pytest.param(story(1), story(1), 1.0, id="verbatim"),
        pytest.param(story(1), part_of(story(1), 0.5), 0.35, id="cut to half"),
        pytest.param(story(1), "By our own staff " + story(1) + " Reporting by others, editing by nobody", 0.7, id="with boilerplate"),
        pytest.param(story(1), story(1).upper().replace(" ", "\n"), 1.0, id="case and white space"),
        pytest.param('He said: "' + story(1), "He said: \u201c" + story(1), 1.0, id="other quotes"),
        pytest.param(story(1) + " " + story(2, 60), story(3, 60) + " " + story(1), 0.3, id="a common core"),
        pytest.param("Roads are closed.", "Roads are closed.", 1.0, id="short, but the same to the letter"),
    ],
)
def test_a_copy_points_to_its_original(original: str, copy: str, least: float) -> None:
    ((marked, (of, similarity)),) = copies_of(published("first", original), published("second", copy, day=1)).items()
    assert (marked, of) == (article_id("second"), article_id("first"))
    assert least <= similarity <= 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(story(1), story(2), id="other news"),
        pytest.param(part_of(story(1), 0.1) + " " + story(2), part_of(story(1), 0.1) + " " + story(3), id="the same first paragraph"),
        pytest.param(story(1, LEAST_WORDS - 2) + " today", story(1, LEAST_WORDS - 2) + " now", id="too short to tell"),
    ],
)
def test_different_news_stay_apart(one: str, other: str) -> None:
    assert copies_of(published("first", one), published("second", other)) == {}


def test_the_earliest_is_the_original_then_the_least_id() -> None:
    later_day, late, early, untimed = (
        published("later day", story(1), day=1),
        published("late", story(1), hour=18),
        published("early", story(1), hour=6),
        published("untimed", story(1)),
    )
    assert {of for of, _ in copies_of(later_day, late, untimed, early).values()} == {article_id("early")}
    least, other = sorted((article_id("x"), article_id("y")))
    assert copies_of(published("x", story(1)), published("y", story(1))) == {other: (least, 1.0)}


@pytest.mark.parametrize(("days", "is_copy"), [(0, True), (3, True), (4, False)])
def test_an_original_is_at_most_three_days_older(days: int, is_copy: bool) -> None:
    assert bool(copies_of(published("first", story(1)), published("second", story(1), day=days))) is is_copy


def test_copies_do_not_chain() -> None:
    """The text drifts: each version is like the one before, the last is not like the first and so founds a group of its own."""
    drifting = [" ".join(story(seed, 40) for seed in range(version, version + 3)) for version in range(3)]
    marks = copies_of(*(published(str(version), text, hour=version) for version, text in enumerate(drifting)))
    assert {copy: of for copy, (of, _) in marks.items()} == {article_id("1"): article_id("0")}


def test_every_copy_of_a_copy_points_to_the_original() -> None:
    family = [published("cut", part_of(story(1), 0.6), hour=9), published("cut again", part_of(story(1), 0.6), hour=10)]
    marks = copies_of(published("whole", story(1), hour=8), *family)
    assert {of for of, _ in marks.values()} == {article_id("whole")}
    assert len({similarity for _, similarity in marks.values()}) == 1


FAMILIES = [
    published(f"{seed}-{day}-{share}", part_of(story(seed), share), day=day)
    for seed in (1, 2)
    for day, share in ((0, 1.0), (0, 0.7), (2, 0.5), (4, 0.9), (7, 1.0))
]


@settings(max_examples=20, deadline=None)
@given(st.permutations(FAMILIES))
def test_the_order_of_arrival_does_not_matter(arrived: list[dict[str, Any]]) -> None:
    marks = copies_of(*arrived)
    assert marks == copies_of(*FAMILIES)
    assert not {of for of, _ in marks.values()} & marks.keys()


def test_no_articles_have_no_copies() -> None:
    empty = pl.DataFrame([published("a", story(1))], schema_overrides={"published_at": pl.Datetime("us", "UTC")}).clear()
    assert mark_copies(empty).schema.names() == ["article_id", "duplicate_of", "duplicate_similarity"]
