"""Numbers of things: a text, and the quantities (low, best, high, qualifier) that must come out."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import InvalidLexicon
from schemas.lexicons.numbers import CountLexicon, NumberLexicon
from transforms.mentions.numbers import NumberEngine

LEXICONS = Path(__file__).parents[3] / "data" / "lexicons" / "en"
ROWS = yaml.safe_load((LEXICONS / "numerals.yaml").read_text())
ENGINE = NumberEngine(NumberLexicon.from_rows(ROWS))


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        pytest.param("17 men", 17, id="figure"),
        pytest.param("3,000 people", 3000, id="thousands_separator"),
        pytest.param("twenty-five men", 25, id="hyphen"),
        pytest.param("a hundred and ten men", 110, id="hundred_and"),
        pytest.param("thirty five hundred men", 3500, id="thirty_five_hundred"),
        pytest.param("three hundred thousand men", 300_000, id="hundred_thousand"),
        pytest.param("two and a half million men", 2_500_000, id="and_a_half_before"),
        pytest.param("half a million men", 500_000, id="half_a_million"),
        pytest.param("1.2 million men", 1_200_000, id="decimal"),
        pytest.param("3 lakh men", 300_000, id="lakh"),
        pytest.param("a dozen men", 12, id="dozen"),
        pytest.param("two dozen men", 24, id="two_dozen"),
        pytest.param("2000 people", 2000, id="figure_like_a_year"),
        pytest.param("THREE HUNDRED MEN", 300, id="capitals"),
        pytest.param("no signs", 0, id="no"),
        pytest.param("No one came", 0, id="no_one"),
    ],
)
def test_figures(text: str, figure: int) -> None:
    (quantity,) = ENGINE.find_quantities(text)
    assert (quantity.low, quantity.best, quantity.high, quantity.qualifier) == (figure, figure, figure, "exact")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("at least 17 men", (17, 17, None, "at_least"), id="at_least"),
        pytest.param("more than two dozen men", (24, 24, None, "at_least"), id="more_than"),
        pytest.param("40 or more men", (40, 40, None, "at_least"), id="or_more"),
        pytest.param("up to 20 men", (1, 20, 20, "at_most"), id="up_to"),
        pytest.param("nearly 3,000 men", (2700, 3000, 3000, "about"), id="nearly"),
        pytest.param("some 200 men", (180, 200, 220, "about"), id="some_before_a_figure"),
        pytest.param("between 20 and 30 men", (20, 25, 30, "between"), id="between"),
        pytest.param("20-30 men", (20, 25, 30, "between"), id="hyphen_range"),
        pytest.param("five to six thousand men", (5000, 5500, 6000, "between"), id="shared_magnitude"),
        pytest.param("dozens of men", (24, 36, None, "vague"), id="dozens"),
        pytest.param("tens of thousands of men", (20_000, 30_000, None, "vague"), id="tens_of_thousands"),
        pytest.param("several hundred men", (200, 300, None, "vague"), id="several_hundred"),
        pytest.param("some men", (2, 2, None, "vague"), id="some"),
        pytest.param("a few men", (2, 3, None, "vague"), id="a_few"),
    ],
)
def test_qualified_and_vague_figures(text: str, expected: tuple[int, int, int | None, str]) -> None:
    (quantity,) = ENGINE.find_quantities(text)
    assert (quantity.low, quantity.best, quantity.high, quantity.qualifier) == expected
    assert text[quantity.start_char : quantity.end_char] == quantity.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a 19-year-old man", id="age"),
        pytest.param("$5 million and 30 million euros", id="money"),
        pytest.param("30 percent, 4%", id="percent"),
        pytest.param("two days and 48 hours", id="durations"),
        pytest.param("the 30th day on 30 November 2024", id="dates"),
        pytest.param("in 2016 and the 2003 invasion", id="years"),
        pytest.param("Article 5 and Flight 370", id="labels"),
        pytest.param("an AK-47 at 10:30 on 12/30/2024", id="codes_and_clock"),
        pytest.param("call 555-1234, they won 3-2", id="phone_and_score"),
        pytest.param("12 km from 221 Market Street", id="measure"),
        pytest.param("nothing", id="none"),
    ],
)
def test_numbers_that_count_no_things(text: str) -> None:
    assert [quantity.text for quantity in ENGINE.find_quantities(text)] == []


WORDS = st.sampled_from(
    [*ROWS["cardinals"], *ROWS["magnitudes"], "and", "a", "half", "more than", "up to", "between", "to", "or", "-", "men", ","]
)
FIGURES = st.from_regex(r"[0-9٣²]{1,6}([,.][0-9]{1,4})?", fullmatch=True)


@given(st.lists(st.one_of(WORDS, FIGURES), max_size=10))
def test_figures_are_in_order_whatever_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for quantity in ENGINE.find_quantities(text):
        assert text[quantity.start_char : quantity.end_char] == quantity.text
        assert 0 <= quantity.low <= quantity.best
        assert quantity.high is None or quantity.best <= quantity.high


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"vague": [{"words": ["dozens"], "low": 40, "best": 36}]}, "low <= best", id="order"),
        pytest.param({"qualifiers": [{"qualifier": "perhaps"}]}, "perhaps", id="unknown_qualifier"),
        pytest.param({"cardinals": {"one": "uno"}}, "cardinals", id="wrong_type"),
    ],
)
def test_a_broken_lexicon_names_its_fault(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidLexicon, match=message):
        NumberLexicon.from_rows({**ROWS, **changes})


def test_a_count_lexicon_with_an_unknown_kind_does_not_load() -> None:
    rows = yaml.safe_load((LEXICONS / "counts.yaml").read_text())
    with pytest.raises(InvalidLexicon, match="missing_persons"):
        CountLexicon.from_rows({**rows, "kinds": {"missing_persons": rows["kinds"]["killed"]}})
