"""What `show --text` and `show ID --recode` say of a place, a date and a figure."""

import datetime as dt
import io
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from flows.explain import Grounds, setting_in_words
from flows.lake import Lake
from flows.resources import load_resources
from flows.show import show_row
from flows.show_grounds import PART_WORDS, advantages, candidate_in_words, grounds_of, why_chosen
from flows.show_text import show_text
from schemas.annotations import CodedMention, PlaceMention
from tests.flows.small_lake import FIRST, write_small_lake
from tests.rows import mention
from transforms.mentions.coder import code_text
from transforms.mentions.place_explanations import PlaceCandidate, PlaceReading
from transforms.mentions.place_senses import SCORE_PARTS

DAY = dt.date(2024, 11, 30)
TEXT = (
    "Snipers killed two Kenyan soldiers near Tripoli on Tuesday. Police in Paris, Texas, arrested at least 30 people on Friday "
    "over a raid in March."
)


def grounds_at(trigger: str, text: str = TEXT, published: dt.date | None = DAY) -> tuple[CodedMention, Grounds]:
    tools = load_resources().coder_tools
    coded = code_text(text, published, tools)
    found = next(mention for mention in coded.mentions if mention.trigger_text == trigger)
    return found, grounds_of(found, coded, text, published, tools)


def test_every_part_of_a_score_has_words() -> None:
    assert set(PART_WORDS) == set(SCORE_PARTS)


def test_a_place_tells_its_candidates_and_why_the_first_is_chosen() -> None:
    _, grounds = grounds_at("killed")
    lines = dict(grounds.where)
    told = [value for label, value in grounds.where if label.startswith("  candidate")]
    assert 2 <= len(told) <= 5
    assert told[0].startswith("Tripoli, ")
    assert "LBY, city of " in told[0]
    assert told[0].endswith(" <- chosen")
    assert any("LBN" in line for line in told[1:])
    assert "that 'Tripoli' names a place" in lines["  as a name"]
    assert "its size or level" in lines["  why"]


def test_a_qualifier_is_told() -> None:
    _, grounds = grounds_at("arrested")
    lines = dict(grounds.where)
    assert "'Texas' says where it lies" in lines["  as a name"]
    assert "the words after the name say where it lies (+8.0)" in lines["  why"]


def test_a_date_tells_value_granularity_anchor_and_pattern() -> None:
    found, grounds = grounds_at("killed")
    lines = dict(grounds.when)
    assert found.date is not None
    assert lines["  as a date"] == "value 2024-11-26; granularity day; weekday; anchor 2024-11-30, the day of publication"
    assert "of dates.yaml, pattern" in lines["  read by"]
    assert lines["  dates of the sentence"] == "'Tuesday' (2024-11-26) of 'killed'"


def test_dates_of_one_sentence_tell_whose_they_are() -> None:
    _, grounds = grounds_at("arrested")
    told = dict(grounds.when)["  dates of the sentence"]
    assert "'Friday' (2024-11-29) of 'arrested'" in told
    assert "'March' (2024-03) of " in told


def test_a_date_without_a_day_of_publication_says_so() -> None:
    _, grounds = grounds_at("killed", "Snipers killed two soldiers near Tripoli on 5 March 2019.", published=None)
    assert dict(grounds.when)["  as a date"].endswith("explicit; no anchor: the day of publication is not known")
    _, grounds = grounds_at("killed", published=None)
    assert [line for line in grounds.when if line[0] != "  dates of the sentence"] == []


def test_a_figure_tells_bounds_predicate_and_side() -> None:
    found, grounds = grounds_at("killed")
    count = found.counts[0]
    lines = dict(grounds.counts[count.kind, count.quantity.start_char])
    assert lines == {
        "  as a figure": "low 2, best 2, high 2; qualifier exact",
        "  what befell them": "'killed' says 'killed'",
        "  their side": "country KEN, sector MIL",
    }
    found, grounds = grounds_at("arrested")
    count = found.counts[0]
    lines = dict(grounds.counts[count.kind, count.quantity.start_char])
    assert lines["  as a figure"] == "low 30, best 30, high open; qualifier at_least"


def test_a_mention_without_place_and_date_has_no_lines_of_them() -> None:
    found, grounds = grounds_at("killed", "Snipers killed two soldiers.")
    assert (found.place, found.date) == (None, None)
    assert (grounds.where, grounds.when) == ((), ())


def candidate(code: str, score: float, **parts: float) -> PlaceCandidate:
    return PlaceCandidate(f"gn:{code}", "Alpha", None, code, "city", 0, score, parts)


def reading(*candidates: PlaceCandidate, is_chosen: bool = True) -> PlaceReading:
    place = PlaceMention(0, 5, "Alpha", "place", None, None, "SLV", None, None, None, "city", "unlisted", 0.4)
    return PlaceReading(place, 1.0, None, 1, len(candidates), candidates, is_chosen)


def test_reasons_in_words() -> None:
    first, second = candidate("AAA", 6.0, size=4.0, country=2.0), candidate("BBB", 5.0, size=5.0)
    assert candidate_in_words(first) == "Alpha, AAA, city: 6.0 (its size or level +4.0, its country, by all names of the text +2.0)"
    assert why_chosen(reading(first, second)) == "1.0 ahead of Alpha, BBB, city: its country, by all names of the text (+2.0)"
    third = candidate("CCC", 5.5, size=7.0, alternate=-1.5)
    assert why_chosen(reading(first, third)).endswith("(+2.0), against that: the name is not its usual one (-1.5)")
    assert why_chosen(reading(first)) == "the only place of that name"
    assert why_chosen(reading(first, first)) == "0.0 ahead of Alpha, AAA, city: the order of the lists"
    assert why_chosen(reading(first, is_chosen=False)).endswith("the country is that of which the text speaks most, SLV")
    assert advantages(first.parts, second.parts) == [("country", 2.0), ("size", -1.0)]


def test_grounds_stand_below_what_they_explain() -> None:
    row = mention("one", place_text="Marsa", place_name="Marsa")
    count = {"kind": "killed", "start_char": 7, "low": 2, "best": 2, "high": 2, "text": "two", "qualifier": "exact", "country": "KEN"}
    grounds = Grounds(where=[("  why", "a")], when=[("  as a date", "b")], counts={("killed", 7): [("  their side", "c")]})
    assert [label for label, _ in setting_in_words(row, [count], grounds)] == [
        "where", "  why", "when", "  as a date", "killed", "  their side",
    ]  # fmt: skip
    assert list(setting_in_words(row, [count], Grounds()))[-1] == ("killed", "2: 'two', exact, of KEN")


def test_show_text_prints_the_grounds() -> None:
    out = io.StringIO()
    show_text(TEXT, DAY, Console(file=out, width=200))
    shown = out.getvalue()
    for words in ("  candidate 1 of ", "  why: ", "  as a date: value 2024-11-26", "  read by: ", "  their side: country KEN, sector MIL"):
        assert words in shown, words


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return write_small_lake(tmp_path / "lake")


def test_a_row_that_is_coded_again_prints_them_too(lake: Lake) -> None:
    row = lake.scan("mentions").filter(pl.col("mention_id") == FIRST).collect().to_dicts()[0]
    assert row["date_text"] == "on Monday"
    out = io.StringIO()
    show_row(lake, FIRST, Console(file=out, width=200), recode=True)
    again = out.getvalue().split("coded again: ")[1]
    assert "  as a date: value 2024-05-13; granularity day; weekday; anchor 2024-05-14, the day of publication" in again
    assert "  candidate 1 of " in again
