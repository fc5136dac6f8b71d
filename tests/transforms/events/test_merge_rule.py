"""The merge rule, pair by pair: what keeps two reports apart, and what speaks for their being one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schemas.codes import MERGE_REASONS
from schemas.lexicons.kin import CAPTURE, EFFECT, UMBRELLA
from transforms.events.merge_rule import REASONS, WORD_TYPES, Report, judge, least_score
from transforms.events.slots import Days, Party, Place, mode_family

README = Path(__file__).parents[3] / "README.md"
MONDAY = Days(738000, 738000, is_undated=False)
TUESDAY = Days(738001, 738001, is_undated=False)
UNTOLD = Days(738003, 738003, is_undated=True)
ARMY = Party("sudan_army", "SDN", "MIL", "army", frozenset())
SOLDIERS = Party(None, "SDN", "MIL", "soldier", frozenset())
REBELS = Party(None, "SDN", "REB", "rebel", frozenset())
TEACHERS, FARMERS = Party(None, None, "EDU", "teacher", frozenset()), Party(None, None, "AGR", "farmer", frozenset())
BUS, SCHOOL = Party(None, None, None, "bus", frozenset()), Party(None, None, None, "school", frozenset())
KADUGLI = Place("gn:1", "SDN", "50", 11.0, 29.7, 4, is_lent=False)
NYALA = Place("gn:2", "SDN", "47", 12.05, 24.88, 4, is_lent=False)
SUDAN = Place("gn:3", "SDN", None, 15.0, 30.0, 0, is_lent=False)
BLANK = Report(
    "ASSAULT", None, MONDAY, None, None, None, frozenset(["raid"]), None, 10, frozenset(), (738001, 738001), frozenset(), frozenset()
)  # fmt: skip
LENT = {"place": replace(KADUGLI, is_lent=True)}
NINE = {"figures": frozenset([("killed", 9)])}
SAME_DAY = ["kin_trigger", "same_day"]


def report(**values: Any) -> Report:
    return replace(BLANK, source_texts=frozenset([object()]), **values)


def test_reasons_are_those_of_the_table_and_of_the_readme() -> None:
    assert set(REASONS) == set(MERGE_REASONS)
    written = README.read_text(encoding="utf-8")
    assert [name for name, reason in REASONS.items() if f"| {name} | {reason.points:+d} | {reason.meaning} |" not in written] == []


@pytest.mark.parametrize("level", ["article", "story", "apart"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({}, {"event_type": "PROTEST"}, id="two types"),
        pytest.param({"modes": mode_family("ASSAULT", "aerial")}, {"modes": mode_family("ASSAULT", "abduct")}, id="two families of modes"),
        pytest.param({"place": KADUGLI}, {"place": NYALA}, id="two towns"),
        pytest.param({"days": MONDAY}, {"days": Days(738010, 738010, is_undated=False)}, id="days that do not meet"),
        pytest.param({"actor": ARMY}, {"actor": REBELS}, id="two sides"),
        pytest.param({"actor": SOLDIERS}, {"actor": replace(SOLDIERS, country="EGY")}, id="two countries"),
        pytest.param({"kin": frozenset([CAPTURE])}, {"kin": frozenset(["[fight]"])}, id="a place taken and the fight for it"),
        pytest.param(
            {"recipient": Party(None, None, None, "adam", frozenset({"musa", "adam"}))},
            {"recipient": Party(None, None, None, "idris", frozenset({"ali", "idris"}))},
            id="two persons named",
        ),
    ],
)  # fmt: skip
def test_what_keeps_reports_apart_everywhere(one: dict[str, Any], other: dict[str, Any], level: Any) -> None:
    assert judge(report(**one), report(**other), level) is None
    assert judge(report(**other), report(**one), level) is None


@pytest.mark.parametrize(
    ("level", "one", "other", "reasons"),
    [
        pytest.param("article", {}, {}, ["kin_trigger"], id="one word"),
        pytest.param("article", {"kin": frozenset([EFFECT])}, {"kin": frozenset(["x"])}, ["open_trigger"], id="what it did"),
        pytest.param("article", {"kin": frozenset([UMBRELLA, "x"])}, {"kin": frozenset(["y"])}, ["open_trigger"], id="the incident"),
        pytest.param("article", {"kin": frozenset([EFFECT]), "actor": ARMY}, {"kin": frozenset(["x"])}, [], id="somebody else's deed"),
        pytest.param("article", {"place": KADUGLI}, {"place": KADUGLI}, ["same_place", "kin_trigger"], id="one town"),
        pytest.param("article", LENT, {"place": KADUGLI}, ["kin_trigger"], id="a place lent is no evidence"),
        pytest.param("apart", LENT, {"place": KADUGLI}, ["same_place", *SAME_DAY], id="elsewhere it is"),
        pytest.param("article", {"place": SUDAN}, {"place": NYALA}, ["kin_trigger"], id="being in the country is no agreement"),
        pytest.param("story", {"actor": ARMY}, {"actor": SOLDIERS}, ["actors_agree", *SAME_DAY], id="an army and its soldiers"),
        pytest.param("story", {"actor": TEACHERS}, {"actor": FARMERS}, ["actors_share_nothing", *SAME_DAY], id="others"),
        pytest.param("story", {"recipient": TEACHERS}, {"recipient": FARMERS}, ["kin_trigger", "same_day"], id="other victims"),
        pytest.param("story", {"recipient": BUS}, {"recipient": SCHOOL}, ["other_thing", "kin_trigger", "same_day"], id="another thing"),
        pytest.param("story", {"days": TUESDAY}, {}, ["kin_trigger", "next_day"], id="a day apart"),
        pytest.param("story", {"days": UNTOLD}, {}, ["kin_trigger"], id="undated in the story"),
        pytest.param("apart", {"days": UNTOLD}, {}, ["kin_trigger", "long_after"], id="undated elsewhere"),
        pytest.param("story", NINE, NINE, [*SAME_DAY, "same_figure"], id="one figure"),
        pytest.param("story", {"apart": "second"}, {}, ["kin_trigger", "same_day", "one_set_apart"], id="one is called the second"),
        pytest.param(
            "apart", {"actor": ARMY, "recipient": BUS, "place": NYALA}, {"actor": REBELS, "recipient": BUS, "place": NYALA},
            ["actors_disputed", "recipients_agree", "same_place", "kin_trigger", "same_day"], id="each side blames the other",
        ),
    ],
)  # fmt: skip
def test_reasons(level: Any, one: dict[str, Any], other: dict[str, Any], reasons: list[str]) -> None:
    verdict = judge(report(**one), report(**other), level)
    assert verdict is not None
    assert list(verdict.reasons) == reasons
    assert verdict.score == sum(REASONS[reason].points for reason in reasons)


@pytest.mark.parametrize(
    ("stories", "gap", "reason"),
    [
        pytest.param(("s", "s"), 0, ["same_story"], id="one story"),
        pytest.param(("s", "t"), 1, ["other_story"], id="two stories of the same days"),
        pytest.param(("s", "t"), 9, [], id="a later article cannot be in it"),
        pytest.param(("s", None), 0, [], id="no story"),
    ],
)
def test_stories(stories: tuple[str | None, str | None], gap: int, reason: list[str]) -> None:
    one, other = (frozenset([story] if story else []) for story in stories)
    verdict = judge(report(stories=one), report(stories=other, published=(738001 + gap,) * 2), "apart")
    assert verdict is not None
    assert [name for name in verdict.reasons if name.endswith("story")] == reason


def test_a_quake_is_in_many_places() -> None:
    natural = {"event_type": "DISASTER", "modes": mode_family("DISASTER", "natural")}
    assert judge(report(**natural, place=KADUGLI), report(**natural, place=NYALA), "story") is not None
    assert judge(report(**natural, place=KADUGLI), report(**natural, place=replace(NYALA, country="TCD")), "story") is None


def test_a_meeting_has_no_sides() -> None:
    one, other = (report(event_type="CONSULT", actor=a, recipient=b) for a, b in ((ARMY, REBELS), (REBELS, ARMY)))
    verdict = judge(one, other, "story")
    assert verdict is not None
    assert verdict.reasons[:2] == ("same_actor", "recipients_agree") or verdict.reasons[:2] == ("actors_agree", "same_recipient")


def test_acts_of_words_need_more() -> None:
    assert all(least_score(words, "apart") > least_score("ASSAULT", "apart") for words in WORD_TYPES)
    assert least_score("ACCUSE", "article") > least_score("PROTEST", "article")
