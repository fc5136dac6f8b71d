"""Stories as a reader would tell them, in short invented articles."""

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.events.stories import MOST_DAYS, WINDOW_DAYS, least_similarity, resolve_mergers, tell_stories
from transforms.events.story_words import count_words, no_stop_words, sketch_articles, split_words, weigh_words
from transforms.ids import make_id

DAY = dt.date(2024, 5, 14)
ENGLISH = frozenset(("the", "a", "an", "of", "and", "in", "on", "at", "to", "by", "for", "from", "was", "were", "that", "as", "said"))

QUAKE_NORTH = (
    "An earthquake of magnitude 6.1 struck the northern port of Veltri at dawn; rescuers pulled forty people from collapsed houses."
)
QUAKE_NORTH_TOO = "Rescuers in the port of Veltri pulled forty people from houses that collapsed in the dawn earthquake, the mayor said."
QUAKE_SOUTH = "A quake shook the mountain villages around Ossana on Tuesday; roads were blocked by landslides and a dam was inspected."
QUAKE_SOUTH_TOO = "Landslides blocked roads to the mountain villages near Ossana after Tuesday's quake; engineers inspected the dam."
STRIKE = "Train drivers walked out across the country over pay; the union Farwerk said that commuters faced a week without trains."
STRIKE_TOO = "Commuters faced a week without trains as drivers of the union Farwerk walked out over pay across the country."
ALL = [QUAKE_NORTH, QUAKE_NORTH_TOO, QUAKE_SOUTH, QUAKE_SOUTH_TOO, STRIKE, STRIKE_TOO]


def article(name: str, text: str, day: int = 0, **values: Any) -> dict[str, Any]:
    row = {"article_id": name, "published_date": DAY + dt.timedelta(days=day), "published_at": None, "language": "en", "title": None}
    return {**row, "text": text, "duplicate_of": None, **values}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    texts = ("article_id", "language", "title", "text", "duplicate_of")
    schema = dict.fromkeys(texts, pl.String) | {"published_date": pl.Date, "published_at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(list(rows), schema=schema)


def told(*rows: dict[str, Any]) -> list[list[str]]:
    """Names of the articles of each story."""
    stories = tell_stories(frame(*rows), lambda language: ENGLISH if language == "en" else frozenset())
    assert stories.height == len(rows)
    return sorted(stories.group_by("story_id").agg(pl.col("article_id").sort())["article_id"].to_list())


def test_like_things_in_two_places_on_one_day_are_two_stories() -> None:
    texts = {"north": QUAKE_NORTH, "north too": QUAKE_NORTH_TOO, "south": QUAKE_SOUTH, "south too": QUAKE_SOUTH_TOO}
    assert told(*(article(name, text) for name, text in texts.items())) == [["north", "north too"], ["south", "south too"]]


def test_the_id_is_that_of_the_first_article() -> None:
    later, first = article("a", STRIKE_TOO, day=1), article("b", STRIKE)
    stories = tell_stories(frame(later, first), no_stop_words)
    assert stories["story_id"].to_list() == [make_id("sto", "b")] * 2


@pytest.mark.parametrize(("days", "is_one"), [(0, True), (1, True), (WINDOW_DAYS + 1, False), (30, False)])
def test_a_story_is_closed_when_nothing_was_published_for_days(days: int, is_one: bool) -> None:
    assert (len(told(article("first", STRIKE), article("second", STRIKE, day=days))) == 1) is is_one


def test_a_story_goes_on_as_long_as_it_is_reported_but_not_for_ever() -> None:
    stories = told(*(article(f"{day:02}", STRIKE, day=day) for day in range(MOST_DAYS + 3)))
    assert [len(names) for names in stories] == [MOST_DAYS + 1, 2]


def test_languages_are_kept_apart() -> None:
    names = article("en", STRIKE), article("de", STRIKE, language="de"), article("none", STRIKE, language=None)
    assert told(*names) == [["de"], ["en"], ["none"]]


@pytest.mark.parametrize("text", ["", " \n", "Photos of the day", "Live", "?!"])
def test_what_says_too_little_is_a_story_of_its_own(text: str) -> None:
    assert told(article("one", text), article("two", text), article("real", STRIKE)) == [["one"], ["real"], ["two"]]


def test_copies_are_in_the_story_of_their_original() -> None:
    copy = article("copy", "Entirely reworded and cut.", day=3, duplicate_of="wire")
    assert told(article("wire", STRIKE), copy, article("other", QUAKE_NORTH)) == [["copy", "wire"], ["other"]]


def test_no_articles_no_stories() -> None:
    assert tell_stories(frame(), no_stop_words).is_empty()


@pytest.mark.parametrize("year", [1970, 2999])
def test_odd_days_take_nothing_from_others(year: int) -> None:
    odd = article("odd", STRIKE, published_date=dt.date(year, 1, 1))
    assert told(odd, article("now", STRIKE_TOO)) == [["now"], ["odd"]]


def test_scripts_without_spaces() -> None:
    one = article("one", "北部の港町で夜明けに地震があり救助隊が倒壊した家屋から四十人を救出した", language="ja")
    other = article("two", "夜明けの地震で倒壊した北部の港町の家屋から救助隊が四十人を救出", language="ja")
    assert told(one, other, article("three", "鉄道の運転士が賃金をめぐり全国で一週間のストライキに入った", language="ja")) == [
        ["one", "two"],
        ["three"],
    ]


_MANY = [
    article(f"{number}-{day}", text + " " + extra, day=day)
    for number, text in enumerate(ALL)
    for day, extra in enumerate(["", "Officials spoke.", "More is expected on Friday."])
]


@settings(max_examples=15, deadline=None)
@given(st.permutations(_MANY))
def test_the_order_of_the_input_changes_nothing(rows: list[dict[str, Any]]) -> None:
    stop_words = no_stop_words
    assert tell_stories(frame(*rows), stop_words).equals(tell_stories(frame(*_MANY), stop_words))


def test_what_nearly_every_article_says_makes_no_story() -> None:
    page = "Subscribe to read this article. Sign in with your account, choose a plan, or contact our support desk about access"
    rows = [article(f"{number:05}", f"{page} number {number}") for number in range(10_000)]
    stories = told(*rows, article("news", STRIKE))
    assert ["news"] in stories
    assert max(map(len, stories)) <= 10


@pytest.mark.parametrize(("articles", "least"), [(0, 0.11), (40, 0.11), (400, 0.165), (4_000, 0.22), (10**7, 0.25)])
def test_among_more_articles_more_likeness_is_asked_for(articles: int, least: float) -> None:
    assert least_similarity(articles) == least


def test_stories_that_are_merged_take_articles_as_one() -> None:
    one = "Ferry Aurora capsized off Calder island, passengers missing, coast guard boats searching"
    other = "Owner Brightwater Lines fined, licence suspended, director Holm resigned, shares collapsed"
    apart = [article("one", one), article("other", other, day=1)]
    assert len(told(*apart)) == 2
    bridges = [article(f"{number}", f"{one}. {other}.", day=2) for number in range(2)]
    assert told(*apart, *bridges, article("next", one, day=3)) == [["0", "1", "next", "one", "other"]]


def test_mergers_are_followed_to_their_end() -> None:
    assert resolve_mergers([("c", "b"), ("b", "a")]) == {"c": "a", "b": "a"}
    assert resolve_mergers([("b", "a"), ("a", "b")]) == {"b": "a", "a": "b"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "The U.S. sent 300 men; the men left", ["the", "sent", "300", "men", "the", "men", "left"], id="letters alone are dropped"
        ),
        pytest.param("Ёлка в Киеве", ["ёлка", "киеве"], id="Cyrillic"),
        pytest.param("東京電力 2024", ["東京", "京電", "電力", "2024"], id="Han in pairs"),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_the_headline_weighs_more_and_function_words_nothing() -> None:
    assert count_words("Ferry sinks", "The ferry sank.", frozenset({"the"})) == {"ferry": 4, "sinks": 3, "sank": 1}


def test_vectors_have_length_one_or_none() -> None:
    sketches = sketch_articles(frame(article("a", STRIKE), article("b", ""), article("c", QUAKE_NORTH)), no_stop_words)
    vectors = weigh_words(sketches)
    assert np.sqrt((vectors * vectors).sum(axis=1)).round(5).tolist() == [1.0, 0.0, 1.0]
