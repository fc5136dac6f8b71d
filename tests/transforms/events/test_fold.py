"""The code book of events: small sets of mentions, and which of them are one happening.

Each case names its mentions by letters; "ab c" means that a and b became one event and c another.
"""

import datetime as dt
from collections import defaultdict
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.resources import read_ontology
from schemas.events import Event
from schemas.mentions import Participant
from tests.rows import DAY, RUN_ID, article, article_id, articles, count, counts, mention, mention_id, mentions
from transforms.events.fold import OPEN_DAYS, Fold, assign_events, fold_mentions
from transforms.ids import make_id

ONTOLOGY = read_ontology()

ARMY = {"actor_text": "the army", "actor_id": "syr_army", "actor_country": "SYR", "actor_sector": "MIL"}
TROOPS = {"actor_text": "Syrian troops", "actor_country": "SYR", "actor_sector": "MIL"}
GOVERNMENT = {"actor_text": "Damascus", "actor_country": "SYR", "actor_sector": "GOV"}
REBELS = {"actor_text": "rebels", "actor_country": "SYR", "actor_sector": "REB"}
GUNMEN = {"actor_text": "gunmen", "actor_sector": "UAF"}
TURKS = {"actor_text": "Turkish troops", "actor_country": "TUR", "actor_sector": "MIL"}
SYRIA = {"place_id": "gn:1", "place_name": "Syria", "place_country": "SYR", "geo_precision": "country"}
PROVINCE = {"place_id": "gn:2", "place_name": "Idlib Governorate", "place_country": "SYR", "place_admin1": "12", "geo_precision": "admin1"}
TOWN = {
    "place_id": "gn:3", "place_name": "Saraqib", "place_country": "SYR", "place_admin1": "12",
    "place_latitude": 35.86, "place_longitude": 36.80, "geo_precision": "city",
}  # fmt: skip
HOSPITAL = TOWN | {"place_id": "ew:9", "place_name": "Saraqib hospital", "place_latitude": 35.87, "geo_precision": "site"}
OTHER_TOWN = TOWN | {"place_id": "gn:4", "place_name": "Binnish", "place_latitude": 35.96, "place_longitude": 36.71}
UNDATED = {"event_date_start": DAY, "event_date_end": DAY, "date_basis": "publication"}


def to(**party: Any) -> dict[str, Any]:
    return {f"recipient_{name}": value for name, value in party.items()}


def on(day: int, until: int | None = None) -> dict[str, Any]:
    start = DAY + dt.timedelta(days=day)
    return {"event_date_start": start, "event_date_end": start if until is None else DAY + dt.timedelta(days=until)}


def told(day: int) -> dict[str, Any]:
    return {"published_date": DAY + dt.timedelta(days=day)}


def articles_of(rows: list[dict[str, Any]], stories: str = "", **copies: str) -> pl.DataFrame:
    days = {row["article_id"]: row["published_date"] for row in rows}
    names = {article_id(name): name for name in "12345"}
    original = {article_id(copy): article_id(of) for copy, of in copies.items()}
    story = {article_id(name): make_id("sto", group) for group in stories.split() for name in group}
    return articles(
        *(
            article(
                names[key],
                published_date=day,
                duplicate_of=original.get(key),
                duplicate_similarity=1.0 if key in original else None,
                story_id=story.get(key),
            )
            for key, day in sorted(days.items())
        )
    )


def kin_of(trigger: str) -> frozenset[str]:
    return frozenset([trigger])


def events_of(rows: list[dict[str, Any]], of: pl.DataFrame) -> pl.DataFrame:
    return assign_events(mentions(*rows), counts(), of, kin_of)


def grouped(*named: tuple[str, dict[str, Any]], stories: str = "", **copies: str) -> str:
    """Fold mentions, named "a1" for mention a of article 1; which letters became one event. stories: "12 3" for articles 1 and 2 in one."""
    rows = [mention(name[0], name[1:], **values) for name, values in named]
    letters = {mention_id(name[0]): name[0] for name, _ in named}
    groups = defaultdict(list)
    told = events_of(rows, articles_of(rows, stories, **copies)).filter(pl.col("stance") == "tells")
    for key, event_id in told.select("mention_id", "event_id").iter_rows():
        groups[event_id].append(letters[key])
    return " ".join(sorted("".join(sorted(group)) for group in groups.values()))


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param([("a1", ARMY | TOWN), ("b1", ARMY | TOWN)], "ab", id="one_town_two_raids"),
        pytest.param([("a1", ARMY | TOWN), ("b1", TROOPS | TOWN)], "ab", id="the same army in other words"),
        pytest.param([("a1", ARMY | TOWN), ("b1", {})], "ab", id="a mention that names nothing joins"),
        pytest.param([("a1", ARMY | TOWN), ("b1", TOWN), ("c1", ARMY)], "abc", id="null actor and null place join"),
        pytest.param([("a1", ARMY | TOWN), ("b1", ARMY | OTHER_TOWN)], "a b", id="two towns on one day stay two"),
        pytest.param(
            [("a1", ARMY | TOWN), ("b1", ARMY | OTHER_TOWN), ("c1", {})], "ac b", id="a null mention joins one, and joins none together"
        ),
        pytest.param([("a1", ARMY | TOWN), ("b1", REBELS | TOWN)], "a b", id="army and rebels are two"),
        pytest.param([("a1", REBELS | TOWN), ("b1", GUNMEN | TOWN)], "ab", id="gunmen may be rebels"),
        pytest.param([("a1", ARMY | TOWN), ("b1", GOVERNMENT | TOWN)], "ab", id="a state and its army"),
        pytest.param([("a1", TROOPS | TOWN), ("b1", TURKS | TOWN)], "a b", id="armies of two countries"),
        pytest.param(
            [("a1", ARMY | TOWN), ("b1", ARMY | SYRIA), ("c1", ARMY | PROVINCE)], "abc", id="a town lies in its province and country"
        ),
        pytest.param([("a1", ARMY | TOWN), ("b1", ARMY | HOSPITAL)], "ab", id="a hospital lies in its town"),
        pytest.param([("a1", ARMY | TOWN | on(0)), ("b1", ARMY | TOWN | on(-1))], "a b", id="two days in one article are two"),
        pytest.param([("a1", ARMY | TOWN | on(-3)), ("b1", ARMY | TOWN | UNDATED)], "ab", id="undated takes the date that is told"),
        pytest.param([("a1", ARMY | TOWN | on(-3)), ("b1", ARMY | TOWN | on(-6, 0))], "ab", id="a day lies in its week"),
        pytest.param([("a1", ARMY | TOWN), ("b1", ARMY | TOWN | on(-300, 60))], "a b", id="a day is not what went on all year"),
        pytest.param(
            [("a1", {"event_mode": "aerial"} | TOWN), ("b1", {"event_mode": "firearms"} | TOWN)], "a b", id="air strike and shooting"
        ),
        pytest.param(
            [("a1", {"event_mode": "aerial"} | TOWN), ("b1", {"event_mode": "destroy"} | TOWN)], "ab", id="destruction by any means"
        ),
        pytest.param([("a1", TOWN), ("b1", TOWN | {"event_type": "PROTEST"})], "a b", id="types never mix"),
        pytest.param([("a1", to(text="John Smith")), ("b1", to(text="Mary Jones"))], "a b", id="two persons named"),
        pytest.param([("a1", to(text="John Smith")), ("b1", to(text="Mr. Smith"))], "ab", id="a person by full name and by surname"),
        pytest.param([("a1", to(text="two protesters")), ("b1", to(text="the protesters"))], "ab", id="the same noun"),
        pytest.param(
            [("a1", to(text="the teachers", sector="EDU")), ("b1", to(text="a fisherman", sector="AGR"))],
            "ab",
            id="others of one deed",
        ),
        pytest.param([("a1", to(text="a market")), ("b1", to(text="a fisherman", sector="AGR"))], "ab", id="a thing and a person"),
    ],
)
def test_within_an_article(named: list[tuple[str, dict[str, Any]]], expected: str) -> None:
    assert grouped(*named) == expected


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param([("a1", ARMY | TOWN), ("b2", TROOPS | TOWN)], "ab", id="two papers, one raid"),
        pytest.param([("a1", TOWN), ("b2", TOWN)], "ab", id="the town alone"),
        pytest.param([("a1", ARMY), ("b2", ARMY)], "ab", id="the named actor alone"),
        pytest.param([("a1", TROOPS | to(country="TUR", sector="MIL")), ("b2", TROOPS | to(country="TUR"))], "ab", id="two countries"),
        pytest.param([("a1", {}), ("b2", {})], "a b", id="nothing in common but type and day"),
        pytest.param([("a1", to(text="a man")), ("b2", to(text="a man"))], "a b", id="a common noun is no evidence"),
        pytest.param([("a1", TROOPS), ("b2", SYRIA)], "a b", id="a country alone is no evidence"),
        pytest.param([("a1", ARMY | TOWN), ("b2", {}), ("c3", {})], "a b c", id="mentions that name nothing do not chain"),
        pytest.param([("a1", ARMY | TOWN), ("b2", ARMY | OTHER_TOWN), ("c3", ARMY)], "ac b", id="nor do they join two events together"),
        pytest.param([("a1", ARMY | TOWN | on(0)), ("b2", ARMY | TOWN | on(-1))], "ab", id="papers may be a day apart"),
        pytest.param([("a1", ARMY | TOWN | on(0)), ("b2", ARMY | TOWN | on(-2))], "a b", id="but not two"),
        pytest.param([("a1", ARMY | TOWN | on(0)), ("b2", ARMY | TOWN | on(0) | told(5))], "ab", id="told again five days later"),
        pytest.param([("a1", ARMY | TOWN | on(0)), ("b2", ARMY | TOWN | on(0) | told(22))], "a b", id="known limit: three weeks later"),
        pytest.param(
            [("a1", ARMY | TOWN), ("b1", ARMY | OTHER_TOWN), ("c2", ARMY | TOWN), ("d2", ARMY | OTHER_TOWN)], "ac bd", id="two raids each"
        ),
    ],
)  # fmt: skip
def test_across_articles(named: list[tuple[str, dict[str, Any]]], expected: str) -> None:
    assert grouped(*named) == expected


SECOND = {"apart_kind": "ordinal", "apart_text": "second", "apart_start_char": 0, "apart_end_char": 4}
THIRD = SECOND | {"apart_text": "third"}
EARLIER = SECOND | {"apart_kind": "earlier", "apart_text": "earlier"}


def at(char: int) -> dict[str, Any]:
    return {"trigger_start_char": char, "trigger_end_char": char + 4, "sentence_index": char, "sentence_end_char": char + 4}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param([("a1", ARMY | TOWN | at(1)), ("b1", ARMY | TOWN | at(2) | SECOND)], "a b", id="a second raid"),
        pytest.param([("a1", TOWN | at(1)), ("b1", TOWN | at(2) | SECOND), ("c1", TOWN | at(3) | SECOND)], "a bc", id="the second again"),
        pytest.param([("a1", TOWN | at(1)), ("b1", TOWN | at(2) | SECOND), ("c1", TOWN | at(3) | THIRD)], "a b c", id="and a third"),
        pytest.param([("a1", TOWN | at(1)), ("b1", TOWN | at(4) | SECOND), ("c1", at(5))], "a bc", id="told after it, and nearer to it"),
        pytest.param([("a1", TOWN | at(1)), ("b1", TOWN | at(4) | EARLIER), ("c1", at(5))], "ac b", id="after an aside of an earlier one"),
        pytest.param([("a1", TOWN | at(1)), ("b2", TOWN | at(1) | SECOND)], "ab", id="a second raid elsewhere"),
        pytest.param(
            [("a1", TOWN | at(1)), ("b1", TOWN | at(2) | SECOND), ("c2", TOWN | at(1)), ("d2", TOWN | at(2) | SECOND)],
            "ac bd",
            id="two raids each",
        ),
    ],
)  # fmt: skip
def test_what_the_words_set_apart(named: list[tuple[str, dict[str, Any]]], expected: str) -> None:
    assert grouped(*named) == expected


SHOT = {"trigger_text": "shot"}


@pytest.mark.parametrize(
    ("named", "stories", "expected"),
    [
        pytest.param([("a1", {}), ("b2", {})], "12", "ab", id="one word for it in one story"),
        pytest.param([("a1", {}), ("b2", SHOT)], "12", "a b", id="the story alone is no evidence"),
        pytest.param([("a1", SYRIA), ("b2", SHOT | SYRIA)], "12", "ab", id="with the country it is"),
        pytest.param([("a1", TROOPS), ("b2", SHOT | TROOPS)], "12", "ab", id="with the actor it is"),
        pytest.param([("a1", TOWN), ("b2", OTHER_TOWN)], "12", "a b", id="two towns in one story stay two"),
        pytest.param([("a1", TOWN), ("b2", SHOT | TOWN)], "1 2", "a b", id="one town in two stories is not enough"),
        pytest.param([("a1", ARMY | TOWN), ("b2", ARMY | TOWN)], "1 2", "ab", id="one town, one army and one word are"),
    ],
)  # fmt: skip
def test_stories(named: list[tuple[str, dict[str, Any]]], stories: str, expected: str) -> None:
    assert grouped(*named, stories=stories) == expected


def test_the_same_figure_tells_one_happening_from_another() -> None:
    rows = [mention("a", "1", **TOWN), mention("b", "2", **SYRIA), mention("c", "3", **OTHER_TOWN)]
    figures = counts(count("a", "killed", 5, 5, 5, "1"), count("b", "killed", 7, 7, 7, "2"), count("c", "killed", 7, 7, 7, "3"))
    told = assign_events(mentions(*rows), figures, articles_of(rows, "123"), kin_of)
    event_of = dict(told.select("mention_id", "event_id").iter_rows())
    assert event_of[mention_id("b")] == event_of[mention_id("c")] != event_of[mention_id("a")]


def test_every_membership_says_why() -> None:
    rows = [mention("a", "1", **ARMY, **TOWN), mention("b", "1", **at(50)), mention("c", "2", **TROOPS, **TOWN)]
    told = events_of(rows, articles_of(rows, "12")).drop("event_id").rows_by_key("mention_id", unique=True)
    assert told[mention_id("a")] == ("tells", None, None, None, [])
    assert told[mention_id("b")] == ("tells", mention_id("a"), "article", 2, ["kin_trigger"])
    why = ["actors_agree", "same_place", "kin_trigger", "same_day", "same_story"]
    assert told[mention_id("c")] == ("tells", mention_id("a"), "story", 7, why)


@pytest.mark.parametrize(
    ("values", "denied_by"),
    [
        pytest.param(ARMY | TOWN | {"modality": "denied"}, "b", id="denied"),
        pytest.param(TOWN | {"polarity": "negated"}, "b", id="said not to have happened"),
        pytest.param(OTHER_TOWN | {"polarity": "negated"}, "", id="elsewhere"),
        pytest.param({"trigger_text": "shot", "polarity": "negated"}, "", id="nothing in common"),
        pytest.param(TOWN | {"polarity": "negated", "modality": "planned"}, "", id="not planned is no denial"),
        pytest.param(TOWN | {"modality": "denied", "tense": "future"}, "", id="nor is what will not be"),
    ],
)
@pytest.mark.parametrize("article_name", ["1", "2"])
def test_denials_stay_outside_and_are_noted(values: dict[str, Any], denied_by: str, article_name: str) -> None:
    rows = [mention("a", "1", **ARMY, **TOWN), mention("b", article_name, **values)]
    told = events_of(rows, articles_of(rows)).filter(pl.col("stance") == "denies")
    assert told["mention_id"].to_list() == [mention_id(letter) for letter in denied_by]
    (event,) = fold(mentions(*rows)).to_dicts()
    assert (event["mention_count"], event["denial_count"], event["has_contradiction"]) == (1, len(denied_by), bool(denied_by))


def test_ids_survive_what_is_published_later() -> None:
    """Within a day too, where the hour is known: the first report founds the event, whatever says most."""
    first, later = sorted("ab", key=mention_id, reverse=True)
    rows = [mention(first, "1", **TOWN), mention(later, "2", **ARMY, **TOWN)]
    of = articles(
        article("1", published_at=dt.datetime(2024, 5, 14, 6, tzinfo=dt.UTC)),
        article("2", published_at=dt.datetime(2024, 5, 14, 9, tzinfo=dt.UTC)),
    )
    assert set(events_of(rows, of)["event_id"]) == set(events_of(rows[:1], of)["event_id"]) == {make_id("evt", mention_id(first))}


def test_a_copy_tells_the_same_happening() -> None:
    assert grouped(("a1", {}), ("b2", {}), **{"2": "1"}) == "ab"


def test_two_things_that_close_in_one_town_are_two_happenings() -> None:
    closed = TOWN | {"event_type": "DISRUPT", "event_mode": "close", "cameo_code": None}
    told = [("a1", to(text="schools")), ("b1", to(text="the airport")), ("c1", to(text="the town's airport"))]
    assert grouped(*((name, closed | thing) for name, thing in told)) == "a bc"


def test_a_meeting_has_no_sides() -> None:
    lavrov = {"text": "Lavrov", "id": "lavrov", "country": "RUS", "sector": "GOV"}
    wang = {"text": "Wang", "id": "wang", "country": "CHN", "sector": "GOV"}
    pairs = [
        {"event_type": "CONSULT", "quad_class": 1, "intensity": 1.0}
        | {f"actor_{key}": value for key, value in one.items()}
        | {f"recipient_{key}": value for key, value in other.items()}
        for one, other in ((lavrov, wang), (wang, lavrov), (lavrov, wang))
    ]
    assert grouped(("a1", pairs[0]), ("b2", pairs[1]), ("c3", pairs[2])) == "abc"
    folded = fold(mentions(mention("a", "1", **pairs[0]), mention("b", "2", **pairs[1])))
    assert {folded["actor_id"][0], folded["recipient_id"][0]} == {"lavrov", "wang"}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"polarity": "negated"}, id="negated"),
        pytest.param({"modality": "planned"}, id="planned"),
        pytest.param({"modality": "hypothetical"}, id="hypothetical"),
        pytest.param({"modality": "attempted"}, id="attempted"),
        pytest.param({"modality": "denied"}, id="denied"),
        pytest.param({"tense": "historical"}, id="history"),
    ],
)
def test_what_did_not_happen_now_is_no_event(values: dict[str, Any]) -> None:
    assert grouped(("a1", ARMY | TOWN), ("b1", ARMY | TOWN | values)) == "a"


# --- order ------------------------------------------------------------------------------------------------------------

MANY = [
    mention(f"{number}", article_name, **values)
    for number, (article_name, values) in enumerate(
        [
            ("1", ARMY | TOWN), ("1", {}), ("1", ARMY | OTHER_TOWN), ("2", TROOPS | SYRIA), ("2", REBELS | TOWN),
            ("3", GUNMEN | PROVINCE | told(1)), ("3", TOWN | told(1)), ("4", ARMY | UNDATED | told(2)), ("4", HOSPITAL | on(1) | told(2)),
            ("5", TURKS | to(text="rebels") | told(23)),
        ]
    )
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.permutations(MANY))
def test_the_order_of_arrival_does_not_matter(arrived: list[dict[str, Any]]) -> None:
    expected = events_of(MANY, articles_of(MANY))
    assert events_of(arrived, articles_of(MANY)).equals(expected)
    assert expected.height == len(MANY)


@pytest.mark.parametrize("day", range(1, 24))
def test_folding_in_stretches_is_folding_at_once(day: int) -> None:
    frame, of = mentions(*MANY), articles_of(MANY)
    fold, cut = Fold(kin_of), DAY + dt.timedelta(days=day)
    released = []
    for stretch in (frame.filter(pl.col("published_date") < cut), frame.filter(pl.col("published_date") >= cut)):
        fold.add_days(stretch, counts(), of)
        released.append(fold.release(cut - dt.timedelta(days=OPEN_DAYS) if not released else dt.date.max))
    assert pl.concat(released).sort("mention_id").equals(events_of(MANY, of))


# --- what an event says -----------------------------------------------------------------------------------------------


def fold(frame: pl.DataFrame, figures: pl.DataFrame | None = None, of: pl.DataFrame | None = None) -> pl.DataFrame:
    known = articles_of(frame.to_dicts()) if of is None else of
    return fold_mentions(frame, Participant.create_empty(), counts() if figures is None else figures, known, ONTOLOGY, kin_of, RUN_ID)


def test_an_event_takes_the_best_words_for_each_slot() -> None:
    (event,) = fold(
        mentions(
            mention("a", "1", **ARMY, **SYRIA, modality="alleged", confidence=0.9, cameo_code="190"),
            mention("b", "1", **TOWN, **to(text="a market"), event_mode="aerial", contexts=["military"], cameo_code="195"),
            mention(
                "c",
                "2",
                **TROOPS,
                **HOSPITAL,
                **(UNDATED | told(1)),
                modality="reported",
                event_mode="aerial",
                contexts=["health"],
                cameo_code="195",
            ),
        )
    ).to_dicts()
    assert event["event_id"] == make_id("evt", min(mention_id("a"), mention_id("b")))
    assert (event["actor_text"], event["actor_id"], event["recipient_text"]) == ("the army", "syr_army", "a market")
    assert (event["actors"], event["recipients"]) == (["Syrian troops", "the army"], ["a market"])
    assert (event["place_name"], event["geo_precision"]) == ("Saraqib hospital", "site")
    assert (event["event_date_start"], event["date_basis"], event["event_month"]) == (DAY, "explicit", f"{DAY:%Y-%m}")
    assert (event["event_mode"], event["cameo_code"], event["contexts"]) == ("aerial", "195", ["health", "military"])
    assert event["intensity"] == ONTOLOGY.intensity("ASSAULT", "aerial")
    assert (event["modality"], event["confidence"], event["best_mention_id"]) == ("asserted", 0.9, mention_id("a"))
    assert (event["mention_count"], event["article_count"]) == (3, 2)
    assert (event["first_reported_at"], event["last_reported_at"]) == (DAY, DAY + dt.timedelta(days=1))
    assert event["mention_ids"] == sorted(map(mention_id, "abc"))


def test_an_undated_event_happened_when_it_was_published() -> None:
    (event,) = fold(
        mentions(mention("a", "1", event_date_start=None, event_date_end=None, date_precision=None, date_basis=None))
    ).to_dicts()
    assert (event["event_date_start"], event["event_date_end"], event["date_precision"], event["date_basis"]) == (
        DAY,
        DAY,
        "day",
        "publication",
    )


@pytest.mark.parametrize(
    ("figures", "expected", "is_disputed"),
    [
        pytest.param([], (None, None, None), False, id="not stated"),
        pytest.param([("a", 0, 0, 0)], (0, 0, 0), False, id="none is a figure"),
        pytest.param([("a", 10, 12, 15), ("b", 12, 12, 20)], (10, 12, 20), False, id="least low and greatest high"),
        pytest.param([("a", 10, 10, 10), ("b", 14, 14, 14)], (10, 14, 14), True, id="two figures at odds, tolls grow"),
        pytest.param([("a", 10, 10, None), ("b", 14, 14, 14)], (10, 14, 14), False, id="at least ten may be fourteen"),
        pytest.param([("a", 10, 10, 10), ("b", 14, 14, None)], (10, 14, None), True, id="open above what is known"),
        pytest.param([("a", 10, 10, 10), ("total", 400, 400, 400)], (10, 10, 10), False, id="a running total is not added"),
        pytest.param([("total", 400, 400, 400)], (400, 400, 400), False, id="a running total where nothing else is said"),
    ],
)
def test_figures(figures: list[tuple[str, int, int, int | None]], expected: tuple[int | None, ...], is_disputed: bool) -> None:
    frame = mentions(
        mention("a", "1", **TOWN, confidence=0.5),
        mention("b", "2", **TOWN, confidence=0.7),
        mention("total", "1", **TOWN, confidence=0.9, is_cumulative=True),
    )
    (event,) = fold(
        frame, counts(*(count(name, "killed", low, best, high, "2" if name == "b" else "1") for name, low, best, high in figures))
    ).to_dicts()
    assert tuple(event[f"killed_{bound}"] for bound in ("low", "best", "high")) == expected
    assert event["has_contradiction"] is is_disputed
    assert event["injured_best"] is None


def test_of_the_figures_of_one_article_the_greatest_is_the_whole() -> None:
    frame = mentions(mention("a", "1", **TOWN), mention("b", "1", **TOWN))
    (event,) = fold(frame, counts(count("a", "killed", 3, 3, 3, "1"), count("b", "killed", 5, 5, 5, "1"))).to_dicts()
    assert (event["killed_low"], event["killed_high"], event["has_contradiction"]) == (5, 5, False)


@pytest.mark.parametrize(
    ("values", "origins", "publishers"),
    [
        pytest.param(
            [{"origin": "Agency", "publisher": "A"}, {"origin": "agency ", "publisher": "B"}], 1, 2, id="one agency in two papers"
        ),
        pytest.param([{"origin": "A", "publisher": "A"}, {"origin": "B", "publisher": "B"}], 2, 2, id="two papers of their own"),
        pytest.param(
            [{"origin": "Agency", "publisher": "A"}, {"origin": "B", "publisher": "B", "duplicate_of": "1"}],
            1,
            2,
            id="a copy without credit",
        ),
        pytest.param([{}, {}], 2, 0, id="texts without any name are origins of their own"),
        pytest.param([{}, {"duplicate_of": "1"}], 1, 0, id="and their copies are not"),
    ],
)
def test_wire_copies_are_one_origin(values: list[dict[str, Any]], origins: int, publishers: int) -> None:
    for row in values:
        if "duplicate_of" in row:
            row |= {"duplicate_of": article_id(row["duplicate_of"]), "duplicate_similarity": 0.9}
    of = articles(*(article(str(number), **row) for number, row in enumerate(values, start=1)))
    (event,) = fold(mentions(mention("a", "1", **TOWN), mention("b", "2", **TOWN)), of=of).to_dicts()
    assert (event["origin_count"], event["publisher_count"], event["article_count"]) == (origins, publishers, 2)


def test_no_mentions_make_no_events() -> None:
    assert fold(mentions()).equals(Event.create_empty())
