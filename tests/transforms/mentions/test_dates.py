"""Time expressions: a text, its publication day, and what must come out."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from schemas.annotations import DateExpression
from schemas.errors import InvalidLexicon
from schemas.lexicons.dates import DateLexicon
from schemas.lexicons.numbers import NumberLexicon
from transforms.mentions.dates import DateEngine

LEXICONS = Path(__file__).parents[3] / "data" / "lexicons" / "en"
SATURDAY = dt.date(2024, 11, 30)


def read_lexicon(**changes: object) -> DateLexicon:
    numerals = NumberLexicon.from_rows(yaml.safe_load((LEXICONS / "numerals.yaml").read_text()))
    rows = yaml.safe_load((LEXICONS / "dates.yaml").read_text())
    return DateLexicon.from_rows({**rows, **changes}, numerals)


LEXICON = read_lexicon()
ENGINE = DateEngine(LEXICON)


def only(text: str, anchor: dt.date | None = SATURDAY) -> DateExpression:
    found = ENGINE.find_dates(text, anchor)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("example", "value"),
    [pytest.param(text, value, id=f"{rule.name}: {text}") for rule in LEXICON.rules for text, value in rule.examples.items()],
)
def test_every_rule_of_the_lexicon_proves_itself(example: str, value: str) -> None:
    assert ENGINE.find_dates(example, SATURDAY)[-1].value == value


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        pytest.param("The bridge fell on 30 November 2024.", "30 November 2024", "2024-11-30", id="day_month_year"),
        pytest.param("The bridge fell on November 30, 2024.", "November 30, 2024", "2024-11-30", id="month_day_year"),
        pytest.param("The bridge fell on Nov. 3.", "Nov. 3", "2024-11-03", id="abbreviation"),
        pytest.param("LIMA, 3 JAN 90 (RADIO)", "3 JAN 90", "1990-01-03", id="wire_in_capitals"),
        pytest.param("Seen on 2024-11-02 by two guards", "2024-11-02", "2024-11-02", id="iso"),
        pytest.param("Filed 11/30/2024 in court", "11/30/2024", "2024-11-30", id="slashes_month_first"),
        pytest.param("Filed 30/11/2024 in court", "30/11/2024", "2024-11-30", id="slashes_only_day_first_is_possible"),
        pytest.param("They arrived on the 12th.", "the 12th", "2024-11-12", id="day_of_the_month"),
        pytest.param("It burned down in March 2016.", "March 2016", "2016-03", id="month_and_year"),
        pytest.param("It burned down in 2016.", "2016", "2016", id="year"),
        pytest.param("The third quarter of 2019 was bad.", "The third quarter of 2019", "2019-Q3", id="quarter"),
        pytest.param("Violence rose in the 1990s.", "the 1990s", "199X", id="decade"),
        pytest.param("They met last summer.", "last summer", "2024-SU", id="season"),
        pytest.param("The mayor was seen twenty-one days ago.", "twenty-one days ago", "2024-11-09", id="days_ago_in_words"),
        pytest.param("The strike begins tomorrow.", "tomorrow", "2024-12-01", id="tomorrow"),
        pytest.param("Rockets hit the port overnight.", "overnight", "2024-11-30TNI", id="overnight"),
        pytest.param("Shots were heard on Friday morning.", "Friday morning", "2024-11-29TMO", id="weekday_and_daypart"),
        pytest.param("It is now quiet.", "now", "PRESENT_REF", id="now"),
        pytest.param("It was recently repaired.", "recently", "PAST_REF", id="recently"),
        pytest.param("The siege lasted two weeks.", "two weeks", "P2W", id="duration"),
        pytest.param("A two-day truce", "two-day", "P2D", id="duration_with_hyphen"),
        pytest.param("two and a half years of war", "two and a half years", "P2Y6M", id="half_years"),
    ],
)
def test_value_of_one_expression(text: str, found: str, value: str) -> None:
    expression = only(text)
    assert (expression.text, expression.value) == (found, value)
    assert text[expression.start_char : expression.end_char] == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("The army attacked on Friday.", "2024-11-29", id="past_by_default"),
        pytest.param("The army attacked on Saturday.", "2024-11-30", id="the_publication_day_itself"),
        pytest.param("The army attacked last Saturday.", "2024-11-23", id="last_is_never_today"),
        pytest.param("The ministers will meet on Tuesday.", "2024-12-03", id="will_looks_ahead"),
        pytest.param("The ministers met on Tuesday.", "2024-11-26", id="met_looks_back"),
        pytest.param("The talks are scheduled for next Monday.", "2024-12-02", id="next"),
        pytest.param("On Monday, the court will hear the case.", "2024-12-02", id="cue_after_the_weekday"),
        pytest.param("The court will rule soon, he said Thursday.", "2024-11-28", id="nearest_cue_wins"),
        pytest.param("THE ARMY ATTACKED ON FRIDAY.", "2024-11-29", id="capitals"),
        pytest.param("the army attacked on friday.", "2024-11-29", id="small_letters"),
    ],
)
def test_weekdays_point_to_the_day_that_the_sentence_means(text: str, day: str) -> None:
    expression = ENGINE.find_dates(text, SATURDAY)[-1]
    assert (expression.value, expression.basis, expression.granularity) == (day, "weekday", "day")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        pytest.param("The fighting ran from 3 to 5 May.", "2024-05-03", "2024-05-05", id="days_of_a_month"),
        pytest.param("It rained between Monday and Wednesday.", "2024-11-25", "2024-11-27", id="weekdays"),
        pytest.param("It rained from 28 December 2023 to 2 January 2024.", "2023-12-28", "2024-01-02", id="across_years"),
        pytest.param("Many have fled since Monday.", "2024-11-25", "2024-11-30", id="since_reaches_to_the_publication"),
        pytest.param("Five died in the past 48 hours.", "2024-11-28", "2024-11-30", id="past_hours"),
        pytest.param("Five died last week.", "2024-11-18", "2024-11-24", id="week"),
        pytest.param("Five died over the weekend.", "2024-11-30", "2024-12-01", id="weekend"),
    ],
)
def test_stretches_keep_their_first_and_last_day(text: str, start: str, end: str) -> None:
    expression = only(text)
    assert (str(expression.start), str(expression.end)) == (start, end)


def test_next_day_counts_from_the_date_named_before() -> None:
    found = ENGINE.find_dates("Troops entered the town on 5 May 2016. The next day they left.", SATURDAY)
    assert [expression.value for expression in found] == ["2016-05-05", "2016-05-06"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("They may leave and the women march.", id="may_and_march_as_verbs"),
        pytest.param("THEY MAY LEAVE AND THE WOMEN MARCH.", id="may_and_march_in_capitals"),
        pytest.param("This may be the end.", id="this_may"),
        pytest.param("A second man fell, then a third.", id="second_as_ordinal"),
        pytest.param("A 19-year-old man was hurt.", id="age"),
        pytest.param("The Sunday Times wrote about the fall of the town.", id="newspaper_and_fall"),
        pytest.param("He paid $2000 for it.", id="money"),
        pytest.param("On 31 June 2024 it", id="impossible_day"),
        pytest.param("Nothing to see here.", id="no_date"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [e for e in ENGINE.find_dates(text, SATURDAY) if e.granularity in {"day", "month", "season"}] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("They met on Friday.", "XXXX-WXX-5", id="weekday"),
        pytest.param("They met yesterday.", "XXXX-XX-XX", id="deictic"),
        pytest.param("They met on Aug. 6.", "XXXX-08-06", id="day_without_year"),
        pytest.param("They met in October.", "XXXX-10", id="month"),
        pytest.param("They met last year.", "XXXX", id="year"),
    ],
)
def test_without_a_publication_day_relative_dates_stay_open(text: str, value: str) -> None:
    expression = only(text, None)
    assert (expression.value, expression.start, expression.end) == (value, None, None)


def test_without_a_publication_day_explicit_dates_are_read() -> None:
    assert only("They met on 3 May 2016.", None).start == dt.date(2016, 5, 3)


WORDS = st.sampled_from(
    [*LEXICON.months, *LEXICON.units, *LEXICON.units_plural, "last", "next", "the", "ago", "in", "of", "to", ",", ".", "-"]
)
FIGURES = st.from_regex(r"[0-9٣²]{1,6}(st|th|s|[./:][0-9]{1,4})?", fullmatch=True)


@given(st.lists(st.one_of(WORDS, FIGURES), max_size=12), st.none() | st.dates())
def test_no_text_and_no_publication_day_break_the_engine(words: list[str], anchor: dt.date | None) -> None:
    text = " ".join(words)
    for expression in ENGINE.find_dates(text, anchor):
        assert text[expression.start_char : expression.end_char] == expression.text
        assert (expression.start is None) == (expression.end is None)
        assert expression.start is None or expression.end is None or expression.start <= expression.end


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"rules": [{"name": "lunar", "patterns": ["MONTH"], "examples": {}}]}, "lunar", id="unknown_reader"),
        pytest.param({"rules": [{"name": "month", "patterns": ["MOON"], "examples": {}}]}, "MOON", id="unknown_class"),
        pytest.param({"day_first": "perhaps"}, "day_first", id="wrong_type"),
        pytest.param({"surprise": 1}, "surprise", id="unknown_key"),
    ],
)
def test_a_broken_lexicon_names_its_fault(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidLexicon, match=message):
        DateEngine(read_lexicon(**changes))
