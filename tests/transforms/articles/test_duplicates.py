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
from transforms.articles.duplicates import (
    LEAST_SIMILARITY,
    LEAST_WORDS,
    MOST_COMPARED_PER_BUCKET,
    find_copies,
    fingerprint_articles,
    join_fingerprints,
    mark_copies,
)

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


def published(name: str, text: str, day: int = 0, hour: int | None = None, origin_basis: str | None = None) -> dict[str, Any]:
    date = DAY + dt.timedelta(days=day)
    return {
        "article_id": article_id(name),
        "published_date": date,
        "published_at": None if hour is None else dt.datetime(date.year, date.month, date.day, hour, tzinfo=dt.UTC),
        "origin_basis": origin_basis,
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


NO_BASIS = {"published_at": pl.Datetime("us", "UTC"), "origin_basis": pl.String}


def copies_of(*articles: dict[str, Any]) -> dict[str, tuple[str, float]]:
    marks = mark_copies(pl.DataFrame(list(articles), schema_overrides=NO_BASIS))
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


@pytest.mark.parametrize(
    ("wire_day", "wire_hour", "original"),
    [
        pytest.param(0, 18, "wire", id="later on the day of its reprints"),
        pytest.param(0, None, "wire", id="at no hour of that day"),
        pytest.param(1, 6, "paper", id="the day after"),
    ],
)
def test_an_agency_is_the_original_of_its_reprints_of_one_day(wire_day: int, wire_hour: int | None, original: str) -> None:
    family = [
        published("wire", story(1), wire_day, wire_hour, "agency"),
        published("paper", story(1), hour=7, origin_basis="credit"),
        published("short", part_of(story(1), 0.6), hour=8, origin_basis="publisher"),
        published("verbatim", story(1), hour=9),
    ]
    marks = copies_of(*family)
    assert {of for of, _ in marks.values()} == {article_id(original)}
    assert len(marks) == 3


def boilerplate(number: int) -> str:
    """A page that says the same but for some words of its own in the middle."""
    return f"{story(1, 80)} {story(1000 + number, 6)} {story(2, 80)}"


def test_ten_thousand_like_pages_are_copies_of_one_and_their_cap_is_counted() -> None:
    """Each is compared with the fifty earliest alone, and that is counted; each is a verified copy of the first all the same."""
    number = 4 * MOST_COMPARED_PER_BUCKET
    pages = pl.DataFrame([published(f"page {n}", boilerplate(n), hour=n // 60) for n in range(number)], schema_overrides=NO_BASIS)
    marks, capped = find_copies(fingerprint_articles(pages), join_fingerprints([]))
    assert marks.height == number - 1
    assert marks["duplicate_of"].n_unique() == 1
    assert marks["duplicate_similarity"].min() >= LEAST_SIMILARITY  # type: ignore[operator]
    assert number - 2 * MOST_COMPARED_PER_BUCKET < capped < number - MOST_COMPARED_PER_BUCKET


def test_pages_that_are_equal_to_the_letter_need_no_cap() -> None:
    pages = pl.DataFrame([published(f"page {n}", story(1)) for n in range(4 * MOST_COMPARED_PER_BUCKET)], schema_overrides=NO_BASIS)
    marks, capped = find_copies(fingerprint_articles(pages), join_fingerprints([]))
    assert (marks.height, capped) == (4 * MOST_COMPARED_PER_BUCKET - 1, 0)


def test_a_drifting_text_is_verified_against_its_original() -> None:
    """Two hundred versions, each nine tenths of the one before: no group holds versions that are not like its original."""
    words = story(1, 2200).split()
    versions = [" ".join(words[10 * version : 10 * version + 120]) for version in range(200)]
    texts = {article_id(str(version)): text for version, text in enumerate(versions)}
    marks = copies_of(*(published(str(version), text, hour=version // 10) for version, text in enumerate(versions)))
    assert marks
    assert len({of for of, _ in marks.values()}) > 5
    assert all(abs(versions.index(texts[copy]) - versions.index(texts[of])) <= 9 for copy, (of, _) in marks.items())


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
    empty = pl.DataFrame([published("a", story(1))], schema_overrides=NO_BASIS).clear()
    assert mark_copies(empty).schema.names() == ["article_id", "duplicate_of", "duplicate_similarity"]
