"""Scorers against small hand-made gold with results that can be worked out on paper."""

import datetime as dt
import math
from typing import Any, ClassVar

import pytest

from transforms.evaluation import articles, clusters, dates, events, factuality, floors, incidents, mentions, pages, places
from transforms.evaluation.figures import FALSE_ALARM, MISS, WRONG_VALUE, excerpt, macro_f1, precision_recall

PAIR = "Rebels shelled the garrison near the river."
REBELS, GARRISON = (0, 6), (15, 27)


def mention(
    event_type: str, *, actor: tuple[int, int] | None = None, recipient: tuple[int, int] | None = None, **values: Any
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "event_type": event_type,
        "rule_id": f"{event_type.lower()}.test",
        "polarity": "positive",
        "modality": "asserted",
    }
    for role, span in (("actor", actor), ("recipient", recipient)):
        record |= {f"{role}_start_char": span[0] if span else None, f"{role}_end_char": span[1] if span else None}
    return record | values


def predicted(*found: dict[str, Any], gold_id: str = "a") -> dict[str, dict[str, Any]]:
    return {gold_id: {"id": gold_id, "mentions": list(found)}}


def test_precision_recall_of_nothing_is_zero() -> None:
    assert precision_recall(0, 0, 0) == {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 0}


def test_macro_f1_counts_gold_labels_alone() -> None:
    pairs: list[tuple[str, str | None]] = [("AID", "AID"), ("AID", "REJECT"), ("ACCUSE", None)]
    assert macro_f1(pairs) == round((0.667 + 0.0) / 2, 3)


def test_excerpt_marks_the_span() -> None:
    assert excerpt("A siege\nof Homs began.", 11, 15) == "A siege of [Homs] began."


class TestMarkedPairs:
    gold: ClassVar = [{"id": "a", "text": PAIR, "events": [{"source": "Rebels", "target": "the garrison", "plover": "ASSAULT"}]}]

    @pytest.mark.parametrize(
        ("found", "accuracy", "pair", "outcome"),
        [
            pytest.param([mention("ASSAULT", actor=REBELS, recipient=GARRISON)], 1.0, 1.0, None, id="right"),
            pytest.param([mention("ASSAULT")], 1.0, 0.0, MISS, id="right type without parties"),
            pytest.param([mention("RETREAT", actor=REBELS, recipient=GARRISON)], 0.0, 1.0, WRONG_VALUE, id="wrong type"),
            pytest.param([], 0.0, 0.0, MISS, id="nothing coded"),
            pytest.param(
                [mention("AID", confidence=0.9), mention("ASSAULT", actor=REBELS, recipient=GARRISON)],
                1.0,
                1.0,
                None,
                id="overlap beats confidence",
            ),
            pytest.param(
                [mention("AID", confidence=0.9), mention("ASSAULT", actor=GARRISON, recipient=REBELS)],
                1.0,
                0.0,
                MISS,
                id="turned round still chosen",
            ),
        ],
    )
    def test_forced_choice(self, found: list[dict[str, Any]], accuracy: float, pair: float, outcome: str | None) -> None:
        result = mentions.score_marked_pairs(self.gold, predicted(*found))
        assert result.figures["forced_choice_accuracy"] == accuracy
        assert result.figures["pair_recall"] == pair
        assert [error.outcome for error in result.errors] == ([outcome] if outcome else [])

    def test_concede_and_retreat_are_one_class(self) -> None:
        gold = [{"id": "a", "text": PAIR, "events": [{"source": "Rebels", "target": "the garrison", "plover": "YIELD"}]}]
        assert mentions.score_marked_pairs(gold, predicted(mention("RETREAT"))).figures["forced_choice_accuracy"] == 1.0

    def test_participants_count_as_parties(self) -> None:
        party = {"role": "actor", "start_char": 0, "end_char": 6}
        other = {"role": "recipient", "start_char": 19, "end_char": 27}
        assert (
            mentions.score_marked_pairs(self.gold, predicted(mention("ASSAULT", participants=[party, other]))).figures["pair_recall"] == 1.0
        )


class TestPoliceActions:
    killed: ClassVar = [{"kind": "killed", "low": 2, "best": 2, "high": 2}]

    @pytest.mark.parametrize(
        ("found", "labels"),
        [
            pytest.param(mention("ASSAULT", actor_sector="COP", counts=killed), {"ANY_ACTION", "FORCE", "KILL"}, id="killing"),
            pytest.param(
                mention("ASSAULT", actor_sector="COP", counts=[{"kind": "killed", "low": 0, "best": 0, "high": 0}]),
                {"ANY_ACTION", "FORCE"},
                id="nobody killed",
            ),
            pytest.param(mention("COERCE", event_mode="arrest", actor_sector="COP"), {"ANY_ACTION", "ARREST"}, id="arrest"),
            pytest.param(mention("COERCE", event_mode="arrest", actor_sector="GOV"), set(), id="not the police"),
            pytest.param(
                mention("ASSAULT", participants=[{"role": "actor", "sector": "COP"}]), {"ANY_ACTION", "FORCE"}, id="police as second actor"
            ),
            pytest.param(mention("ASSAULT", participants=[{"role": "recipient", "sector": "COP"}]), set(), id="police as victim"),
            pytest.param(mention("ASSAULT", actor_sector="COP", polarity="negated"), set(), id="negated"),
            pytest.param(mention("ASSAULT", actor_sector="COP", modality="planned"), set(), id="planned"),
            pytest.param(mention("ASSAULT", actor_sector="COP", modality="alleged"), {"ANY_ACTION", "FORCE"}, id="alleged counts"),
        ],
    )
    def test_labels(self, found: dict[str, Any], labels: set[str]) -> None:
        assert mentions.police_labels([found]) == labels

    def test_misses_and_false_alarms(self) -> None:
        gold = [
            {"id": "a", "text": "Police charged the crowd.", "labels": ["FORCE", "ANY_ACTION"]},
            {"id": "b", "text": "It rained.", "labels": []},
        ]
        result = mentions.score_police_actions(gold, predicted(mention("ASSAULT", actor_sector="COP"), gold_id="b"))
        assert result.figures["FORCE.f1"] == 0.0
        assert [(e.gold_id, e.outcome, e.field) for e in result.errors] == [
            ("a", MISS, "ANY_ACTION"),
            ("a", MISS, "FORCE"),
            ("b", FALSE_ALARM, "ANY_ACTION"),
            ("b", FALSE_ALARM, "FORCE"),
        ]


class TestCodeBook:
    def test_types_modes_and_actors(self) -> None:
        party = {"text": "Rebels", "code": "SYR", "sector": "REBkur"}
        gold = [{"id": "a", "text": PAIR, "events": [{"plover": "ASSAULT", "mode": "heavy-weapons", "source": [party]}]}]
        found = mention("ASSAULT", event_mode="heavy-weapons", actor_country="SYR", actor_sector="REB")
        figures = mentions.score_code_book(gold, predicted(found, mention("AID")), {"ASSAULT": {"heavy-weapons"}}, {"SYR"}).figures
        assert (figures["type.p"], figures["type.r"], figures["type.f1"]) == (0.5, 1.0, 0.667)
        assert (figures["mode_recall"], figures["actor_country_recall"], figures["actor_sector_recall"]) == (1.0, 1.0, 1.0)

    def test_countries_of_older_books(self) -> None:
        parties = [{"text": "The UN", "code": "IGO", "sector": None}, {"text": "Rebels", "code": "SYY", "sector": None}]
        gold = [{"id": "a", "text": PAIR, "events": [{"plover": "ASSAULT", "source": parties}]}]
        figures = mentions.score_code_book(gold, predicted(mention("ASSAULT", actor_country="UNO")), {}, {"SYR"}).figures
        assert (figures["actor_country_recall"], figures["n_actor_country"]) == (1.0, 1)

    def test_modes_of_older_books_are_left_out(self) -> None:
        gold = [{"id": "a", "text": PAIR, "events": [{"plover": "COERCE", "mode": "ban", "source": []}]}]
        assert "mode_recall" not in mentions.score_code_book(gold, predicted(mention("COERCE")), {"COERCE": {"seize"}}, ()).figures

    @pytest.mark.parametrize(
        ("code", "is_statement"),
        [
            pytest.param("010", True, id="statement"),
            pytest.param("022", False, id="request"),
            pytest.param("0232", False, id="request, four digits"),
            pytest.param("190", False, id="fight"),
        ],
    )
    def test_statement_codes(self, code: str, is_statement: bool) -> None:
        assert mentions.is_statement_code(code) is is_statement

    def test_cameo_roots_and_statements(self) -> None:
        gold = [
            {"id": "a", "text": PAIR, "events": [{"code": "194", "source": ["Rebels"]}]},
            {"id": "b", "text": "The minister spoke.", "events": [{"code": "010", "source": ["The minister"]}]},
        ]
        found = predicted(mention("ASSAULT", actor=REBELS, cameo_code="190")) | predicted(mention("CONSULT"), gold_id="b")
        figures = mentions.score_code_book(gold, found, {}, ()).figures
        assert figures == {"cameo_root_recall": 1.0, "actor_span_recall": 1.0, "statements_left_alone": 0.0, "n": 1}


class TestIncidents:
    codes: ClassVar = {"EL SALVADOR": "SLV"}

    @pytest.mark.parametrize(
        ("written", "day"),
        [
            pytest.param("16 NOV 89", dt.date(1989, 11, 16), id="day"),
            pytest.param("- 16 NOV 89", None, id="on or before"),
            pytest.param("08 JAN 90 - 09 JAN 90", None, id="range"),
            pytest.param("31 APR 89", None, id="no such day"),
            pytest.param("-", None, id="not stated"),
            pytest.param(None, None, id="null"),
        ],
    )
    def test_exact_day(self, written: str | None, day: dt.date | None) -> None:
        assert incidents.exact_day(written) == day

    @pytest.mark.parametrize(
        ("location", "country"),
        [
            pytest.param("PERU: LIMA (CITY)", "PERU", id="city"),
            pytest.param("EL SALVADOR", "EL SALVADOR", id="country of two words"),
            pytest.param("? HONDURAS", None, id="doubtful"),
            pytest.param("COLOMBIA / VENEZUELA", None, id="alternatives"),
            pytest.param("-", None, id="not stated"),
        ],
    )
    def test_single_country(self, location: str, country: str | None) -> None:
        assert incidents.single_country(location) == country

    def test_answers_come_from_the_lead_incident(self) -> None:
        event = {"type": "BOMBING", "date": "16 NOV 89", "location": "EL SALVADOR", "killed": 6, "injured": 2}
        gold = [{"id": "a", "text": "...", "events": [event]}]
        lead = mention("ASSAULT", date_text="Thursday", event_date_start="1989-11-16", event_date_end="1989-11-16", country="SLV")
        second = mention("ASSAULT", event_date_start="1989-11-15", event_date_end="1989-11-15", counts=[{"kind": "killed", "best": 6}])
        denied = mention("ASSAULT", modality="denied", counts=[{"kind": "killed", "best": 99}, {"kind": "injured", "best": 2}])
        figures = incidents.score_incidents(gold, predicted(second, lead, denied), self.codes).figures
        assert (figures["date_exact"], figures["country_exact"], figures["killed_exact"], figures["injured_exact"]) == (1.0, 1.0, 1.0, 0.0)
        assert figures["type_recall"] == 1.0

    def test_articles_of_two_incidents_have_no_single_answer(self) -> None:
        event = {"type": "ATTACK", "date": "16 NOV 89", "location": "PERU", "killed": 1, "injured": None}
        figures = incidents.score_incidents([{"id": "a", "text": "", "events": [event, event]}], {}, self.codes).figures
        assert (figures["n_date"], figures["n_killed"], figures["n_type"]) == (0, 0, 2)


class TestPlaces:
    text = "Shells fell on Homs and on Hama."
    homs: ClassVar = {"start": 15, "end": 19, "name": "Homs", "lat": 34.73, "lon": 36.71, "country": "SY"}
    hama: ClassVar = {"start": 27, "end": 31, "name": "Hama", "lat": 35.13, "lon": 36.75, "country": "SY"}

    def test_distance_of_a_degree_on_the_equator(self) -> None:
        assert places.distance_km(0, 0, 0, 1) == pytest.approx(2 * math.pi * 6371 / 360)

    def test_right_far_and_missing(self) -> None:
        gold = [{"id": "a", "text": self.text, "toponyms": [self.homs, self.hama]}]
        near = {"start_char": 15, "end_char": 19, "latitude": 34.7, "longitude": 36.7, "country": "SYR"}
        extra = {"start_char": 0, "end_char": 6, "latitude": 0.0, "longitude": 0.0, "country": None}
        result = places.score_places(gold, {"a": {"places": [extra, near]}}, {"SY": "SYR"})
        figures = result.figures
        assert (figures["F1_exact"], figures["acc161_e2e"], figures["acc161_rec"], figures["country_acc"]) == (0.5, 0.5, 1.0, 1.0)
        assert [(e.outcome, e.text) for e in result.errors] == [
            (MISS, "Shells fell on Homs and on [Hama]."),
            (FALSE_ALARM, "[Shells] fell on Homs and on Hama."),
        ]

    def test_unresolved_place_is_not_near(self) -> None:
        gold = [{"id": "a", "text": self.text, "toponyms": [self.homs]}]
        found = {"start_char": 15, "end_char": 19, "latitude": None, "longitude": None, "country": None}
        result = places.score_places(gold, {"a": {"places": [found]}})
        assert (result.figures["F1_exact"], result.figures["acc161_rec"], result.figures["auc"]) == (1.0, 0.0, 1.0)
        assert result.errors[0].outcome == WRONG_VALUE


def test_dates_strict_relaxed_and_days() -> None:
    text = "On Friday and in May they met."
    gold = [{"id": "a", "text": text, "timexes": [
        {"start": 3, "end": 9, "value": "2024-11-29", "type": "DATE"},
        {"start": 17, "end": 20, "value": "2024-05", "type": "DATE"}]}]  # fmt: skip
    found = [{"start_char": 0, "end_char": 9, "value": "2024-11-29"}, {"start_char": 17, "end_char": 20, "value": "2023-05"}]
    result = dates.score_dates(gold, {"a": {"dates": found}})
    figures = result.figures
    assert (figures["strictF1"], figures["relaxedF1"], figures["value_acc"], figures["day_acc_e2e"]) == (0.5, 1.0, 0.5, 1.0)
    assert [(e.outcome, e.text) for e in result.errors] == [(WRONG_VALUE, "On Friday and in [May] they met.")]


def test_a_range_that_the_gold_marks_as_two_is_compared_end_by_end() -> None:
    text = "Between 1994 and 1997 they met."
    gold = [{"id": "a", "text": text, "timexes": [
        {"start": 8, "end": 12, "value": "1994", "type": "DATE"},
        {"start": 17, "end": 21, "value": "1998", "type": "DATE"}]}]  # fmt: skip
    found = {"start_char": 0, "end_char": 21, "value": "1994/1997"}
    figures = dates.score_dates(gold, {"a": {"dates": [found]}}).figures
    assert (figures["pred"], figures["relaxedF1"], figures["valueF1"]) == (2, 1.0, 0.5)
    one = [{**gold[0], "timexes": [{"start": 0, "end": 21, "value": "1994/1997", "type": "DATE"}]}]
    assert dates.score_dates(one, {"a": {"dates": [found]}}).figures["valueF1"] == 1.0


class TestClusters:
    def test_perfect(self) -> None:
        figures = clusters.cluster_figures({"a": 1, "b": 1, "c": 2}, {"a": "x", "b": "x", "c": "y"})
        assert [figures[name] for name in ("pairwise.f1", "bcubed.f1", "muc.f1", "ceafe.f1", "conll", "ari", "v")] == pytest.approx(
            [1.0] * 7
        )

    def test_all_in_one(self) -> None:
        figures = clusters.cluster_figures({"a": 1, "b": 1, "c": 2}, dict.fromkeys("abc", "x"))
        assert (figures["pairwise.p"], figures["pairwise.r"]) == (pytest.approx(1 / 3), 1.0)
        assert (figures["bcubed.p"], figures["bcubed.r"]) == (pytest.approx(5 / 9), 1.0)
        assert (figures["ceafe.p"], figures["ceafe.r"]) == (pytest.approx(4 / 5), pytest.approx(2 / 5))

    def test_missing_predictions_stand_alone(self) -> None:
        figures = clusters.cluster_figures({"a": 1, "b": 1}, {})
        assert (figures["n_pred_clusters"], figures["pairwise.r"]) == (2, 0.0)

    @pytest.mark.parametrize(
        ("weights", "best"),
        [
            pytest.param([[3.0]], 3.0, id="one"),
            pytest.param([[5.0, 4.0], [4.0, 1.0]], 8.0, id="greedy is wrong"),
            pytest.param([[1.0], [2.0], [7.0]], 7.0, id="more rows than columns"),
            pytest.param([[7.0, 5.0, 11.0], [5.0, 4.0, 1.0]], 16.0, id="more columns than rows"),
        ],
    )
    def test_best_assignment(self, weights: list[list[float]], best: float) -> None:
        assert clusters.best_assignment(weights) == best

    def test_errors_name_split_and_mixed_groups(self) -> None:
        gold = [{"id": key, "cluster": cluster, "title": key} for key, cluster in (("a", "1"), ("b", "1"), ("c", "2"))]
        found = {"a": {"cluster": "x"}, "b": {"cluster": "y"}, "c": {"cluster": "y"}}
        result = clusters.score_clusters(gold, found)
        assert [(e.outcome, e.predicted) for e in result.errors] == [(MISS, [["a"], ["b"]]), (FALSE_ALARM, [["b"], ["c"]])]


class TestPages:
    def page(self, **values: Any) -> dict[str, Any]:
        return {"id": "a", "set": "aeb", "kind": "full", "url": "https://news.example/1", "text": "one two three four five six"} | values

    def test_body_shares_of_shingles(self) -> None:
        figures = pages.score_pages([self.page()], {"a": {"text": "one two three four five"}}).figures
        assert (figures["aeb.P"], figures["aeb.R"], figures["aeb.F1"]) == (1.0, pytest.approx(2 / 3), pytest.approx(0.8))

    def test_equal_body(self) -> None:
        figures = pages.score_pages([self.page()], {"a": {"text": "One, two; three".replace("One", "one") + " four five six."}}).figures
        assert (figures["aeb.acc"], figures["aeb.F1"]) == (1.0, 1.0)

    def test_missing_page_counts_as_empty(self) -> None:
        result = pages.score_pages([self.page(title="Talks open")], {})
        assert (result.figures["aeb.empty"], result.figures["aeb.F1"], result.figures["aeb.title_cov"]) == (1, 0.0, 0.0)
        assert [(e.outcome, e.field) for e in result.errors] == [(MISS, "body"), (MISS, "title")]

    def test_snippets(self) -> None:
        gold = {"id": "a", "set": "other", "kind": "snippets", "url": None, "with": ["river rose", "bridge"], "without": ["Subscribe"]}
        figures = pages.score_pages([gold], {"a": {"text": "The river\nrose. Subscribe!"}}).figures
        assert (figures["other.P"], figures["other.R"]) == (0.5, 0.5)

    @pytest.mark.parametrize(
        ("gold", "found", "day", "minute"),
        [
            pytest.param("2024-11-30", "2024-11-30T10:00:00Z", True, False, id="day alone"),
            pytest.param("2024-11-30T23:30:00-05:00", "2024-12-01", True, False, id="day in UTC"),
            pytest.param("2024-11-30T23:30:00-05:00", "2024-12-01T04:30:00Z", True, True, id="same instant"),
            pytest.param("2024-11-30T10:00:00+02:00", "2024-11-30T10:00:00", True, True, id="zone on one side"),
            pytest.param("2024-11-30", "2024-11-29", False, False, id="day before"),
            pytest.param("2024-11-30", None, False, False, id="nothing found"),
        ],
    )
    def test_published(self, gold: str, found: str | None, day: bool, minute: bool) -> None:
        assert (pages.same_day(gold, found), pages.same_minute(gold, found)) == (day, minute)

    def test_titles_and_names_are_folded(self) -> None:
        assert pages.folded_title("“Talks”  open – again") == pages.folded_title('"Talks" open - again')
        assert pages.bare_title("Talks: OPEN") == pages.bare_title("talks open")
        assert pages.names_of("Ada  Byron; Alan Kay") == pages.names_of(["alan kay", "ada byron"])


def test_marked_events_stand_at_their_characters() -> None:
    rows = [
        {"doc": "d", "topic": "1", "validated": True, "sentence": "Troops left .", "tokens": ["Troops", "left", "."], "mentions": []},
        {"doc": "d", "topic": "1", "validated": True, "sentence": "Rebels moved in .", "tokens": ["Rebels", "moved", "in", "."],
         "mentions": [{"m_id": "7", "span": [1, 3], "kind": "event", "cluster": "X", "text": "moved in"}]},
    ]  # fmt: skip
    marked = events.marked_events(rows)
    assert [events.join_sentences(rows)["d"][e.start_char : e.end_char] for e in marked] == ["moved in"]
    found = predicted({"trigger_start_char": 22, "trigger_end_char": 27, "event_type": "MOBILIZE"}, gold_id="d")
    result = events.score_marked_events(rows, found)
    assert result.figures["trigger_recall"] == 1.0


class TestArticles:
    text = "Gunmen attacked a bus on Monday, killing four people. The mayor will visit the town."
    attack: ClassVar = {
        "trigger": "attacked", "trigger_start_char": 7, "trigger_end_char": 15,
        "also_triggers": [{"text": "killing", "start_char": 33, "end_char": 40}],
        "event_type": "ASSAULT", "event_mode": None, "actor_text": "Gunmen", "actor_start_char": 0, "actor_end_char": 6,
        "actor_sector": "UAF",
        "event_date_start": "2024-11-25", "event_date_end": "2024-11-25", "polarity": "positive", "modality": "asserted", "tense": "past",
        "attribution_kind": None, "counts": [{"kind": "killed", "low": 4, "best": 4, "high": 4}], "is_optional": False,
    }  # fmt: skip
    visit: ClassVar = {
        "trigger": "visit", "trigger_start_char": 69, "trigger_end_char": 74, "event_type": "CONSULT", "polarity": "positive",
        "modality": "planned", "tense": "future", "is_optional": True,
    }  # fmt: skip

    def gold(self) -> list[dict[str, Any]]:
        return [{"id": "a", "text": self.text, "has_events": True, "mentions": [self.attack, self.visit]}]

    def coded(self, **values: Any) -> dict[str, Any]:
        sentence = {"sentence_start_char": 0, "sentence_end_char": 53, "rule_id": "assault.attack"}
        return self.attack | sentence | {"participants": [], "place_start_char": None} | values

    def test_right_in_every_value(self) -> None:
        result = articles.score_articles(self.gold(), predicted(self.coded()))
        names = ("trigger.f1", "type.f1", "actor", "actor_sector", "event_date", "modality", "counts.f1")
        assert ([result.figures[name] for name in names], result.errors) == ([1.0] * len(names), [])

    def test_missed(self) -> None:
        result = articles.score_articles(self.gold(), {})
        assert result.figures["trigger.r"] == 0.0
        assert [(e.outcome, e.gold, e.text) for e in result.errors] == [
            (MISS, "ASSAULT 'attacked'", "Gunmen [attacked] a bus on Monday, killing four people.")
        ]

    def test_second_trigger_is_no_false_alarm(self) -> None:
        second = self.coded(trigger="killing", trigger_start_char=33, trigger_end_char=40)
        figures = articles.score_articles(self.gold(), predicted(self.coded(), second)).figures
        assert (figures["type.p"], figures["type.r"], figures["type.n"]) == (1.0, 1.0, 1)

    def test_optional_mentions_do_not_count(self) -> None:
        visit = self.coded(trigger_start_char=69, trigger_end_char=74, event_type="CONSULT")
        figures = articles.score_articles(self.gold(), predicted(self.coded(), visit)).figures
        assert (figures["trigger.p"], figures["trigger.n"]) == (1.0, 1)

    def test_false_alarm(self) -> None:
        alarm = self.coded(trigger_start_char=18, trigger_end_char=21)
        result = articles.score_articles(self.gold(), predicted(self.coded(), alarm))
        assert (result.figures["trigger.p"], result.figures["trigger.r"]) == (0.5, 1.0)
        assert [(e.outcome, e.predicted, e.rule_ids) for e in result.errors] == [(FALSE_ALARM, "ASSAULT", ("assault.attack",))]

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            pytest.param("actor", {"actor_start_char": 18, "actor_end_char": 21}, id="actor elsewhere"),
            pytest.param("actor_sector", {"actor_sector": "REB"}, id="sector"),
            pytest.param("event_date", {"event_date_start": "2024-11-24"}, id="day"),
            pytest.param("modality", {"modality": "alleged"}, id="modality"),
            pytest.param("attribution_kind", {"attribution_kind": "indirect_speech"}, id="attribution where there is none"),
            pytest.param("counts.f1", {"counts": [{"kind": "killed", "low": 4, "best": 4, "high": None}]}, id="open upwards"),
        ],
    )
    def test_wrong_value(self, field: str, values: dict[str, Any]) -> None:
        result = articles.score_articles(self.gold(), predicted(self.coded(**values)))
        assert (result.figures[field], [e.outcome for e in result.errors]) == (0.0, [WRONG_VALUE])

    def test_articles_without_events_are_left_alone(self) -> None:
        quiet = [{"id": key, "text": "", "has_events": False, "mentions": []} for key in ("a", "b", "c")]
        coded = predicted(self.coded()) | predicted(self.coded(modality="planned"), gold_id="b")
        assert articles.score_articles(quiet, coded).figures["left_alone"] == 0.667


def test_factuality_of_marked_triggers() -> None:
    denied = {"id": "a", "text": "Rebels denied shelling it.", "trigger": "shelling", "trigger_start_char": 14, "trigger_end_char": 22,
              "event_type": "ASSAULT", "polarity": "positive", "modality": "denied", "tense": "past", "attribution_kind": None}  # fmt: skip
    shelled = denied | {"id": "b", "text": "Rebels shelled it.", "trigger_start_char": 7, "trigger_end_char": 14, "modality": "asserted"}
    missed = shelled | {"id": "c"}
    coded = predicted(denied | {"modality": "asserted", "rule_id": "r"}) | predicted(shelled | {"rule_id": "r"}, gold_id="b")
    result = factuality.score_factuality([denied, shelled, missed], coded)
    names = ("found", "modality", "polarity", "all_right", "unreal_recognised", "facts_kept")
    assert [result.figures[name] for name in names] == [0.667, 0.5, 1.0, 0.5, 0.0, 1.0]
    macro = {"polarity.macro_f1": 1.0, "modality.macro_f1": 0.334, "attribution_kind.macro_f1": 1.0}
    assert {name: result.figures[name] for name in macro} == macro
    assert [(e.gold_id, e.field, e.gold) for e in result.errors] == [("a", "modality", "denied"), ("c", "trigger", "shelling")]


class TestFloors:
    sha = "0" * 64

    def floors(self, value: float) -> floors.Floors:
        file = {"gold_sha256": self.sha, "noise_band": 0.01, "figures": {"type.f1": value}}
        return floors.Floors.model_validate({"measured": "by hand", "files": {"articles": file}})

    @pytest.mark.parametrize(
        ("figures", "reasons"),
        [
            pytest.param({"articles": {"type.f1": 0.8}}, [], id="reached"),
            pytest.param({"articles": {"type.f1": 0.795}}, [], id="within the noise band"),
            pytest.param({"articles": {"type.f1": 0.78}}, ["0.780 < floor 0.800 - noise band 0.010"], id="below"),
            pytest.param({"articles": {}}, ["has no value; floor 0.800"], id="figure gone"),
            pytest.param({}, ["was not evaluated"], id="file gone"),
        ],
    )
    def test_breaches(self, figures: dict[str, dict[str, float]], reasons: list[str]) -> None:
        assert [breach.reason for breach in floors.check_floors(self.floors(0.8), figures, {"articles": self.sha})] == reasons

    def test_changed_gold_is_said(self) -> None:
        breaches = floors.check_floors(self.floors(0.8), {"articles": {"type.f1": 0.9}}, {"articles": "1" * 64})
        assert [breach.reason for breach in breaches] == ["the gold has changed: measure again and set its floors and gold_sha256 anew"]
