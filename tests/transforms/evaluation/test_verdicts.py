"""What the scorers say of single items: verdicts, confusion, judged mentions, and the mentions behind an error."""

from typing import Any

from transforms.evaluation.articles import score_articles
from transforms.evaluation.clusters import score_clusters
from transforms.evaluation.dates import score_dates
from transforms.evaluation.figures import FALSE_ALARM, MISS, NONE, RIGHT, WRONG_VALUE, Evaluation, Item
from transforms.evaluation.incidents import score_incidents
from transforms.evaluation.mentions import score_code_book, score_marked_pairs, score_police_actions
from transforms.evaluation.places import score_places

TEXT = "Settlers besieged the depot and the mayor resigned."


def mention(event_type: str, trigger: str, **values: Any) -> dict[str, Any]:
    start = TEXT.index(trigger)
    span = {"trigger": trigger, "trigger_start_char": start, "trigger_end_char": start + len(trigger)}
    return {"event_type": event_type, "rule_id": f"{event_type.lower()}.test", "confidence": 0.8, **span, **values}


def coded(*mentions: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {"a": {"id": "a", "mentions": list(mentions)}}


def test_an_error_shows_the_mentions_behind_it() -> None:
    gold = [{"id": "a", "text": TEXT, "events": [{"source": "Settlers", "target": "the depot", "plover": "PROTEST"}]}]
    result = score_marked_pairs(gold, coded(mention("ASSAULT", "besieged", actor_text="Settlers", quad_class=4)))
    shown = result.errors[0].to_record()["mentions"]
    assert shown == [
        {"rule_id": "assault.test", "event_type": "ASSAULT", "trigger": "besieged", "trigger_start_char": 9, "trigger_end_char": 17,
         "actor_text": "Settlers", "confidence": 0.8}
    ]  # fmt: skip


def test_marked_pairs() -> None:
    gold = [{"id": "a", "text": TEXT, "events": [{"source": "Settlers", "target": "the depot", "plover": "ASSAULT"}]}]
    missed = score_marked_pairs(gold, {})
    assert (missed.verdicts, missed.confusion, missed.judged) == ({Item("a", "type"): MISS}, {("ASSAULT", NONE): 1}, [])
    typed = score_marked_pairs(gold, coded(mention("ASSAULT", "besieged")))
    assert typed.verdicts == {Item("a", "type"): RIGHT, Item("a", "pair"): MISS}
    assert [judged.is_right for judged in typed.judged] == [True]


def test_plans_are_not_judged_by_gold_that_types_them_otherwise() -> None:
    gold = [{"id": "a", "text": TEXT, "events": [{"source": "Settlers", "target": "the depot", "plover": "THREATEN"}]}]
    assert score_marked_pairs(gold, coded(mention("ASSAULT", "besieged", modality="planned"))).judged == []


def test_a_code_book_judges_mentions_at_its_own_words() -> None:
    gold = [{"id": "a", "text": TEXT, "events": [{"plover": "ASSAULT", "source": [], "event_text": "besieged"}]}]
    result = score_code_book(gold, coded(mention("COERCE", "besieged"), mention("RETREAT", "resigned")), {}, ())
    assert [(judged.mention["event_type"], judged.is_right) for judged in result.judged] == [("COERCE", False)]
    assert result.verdicts == {
        Item("a", "type ASSAULT"): MISS,
        Item("a", "type COERCE"): FALSE_ALARM,
        Item("a", "type RETREAT"): FALSE_ALARM,
    }
    assert result.confusion == {("ASSAULT", "COERCE"): 1, (NONE, "RETREAT"): 1}


def test_statements_and_roots_of_a_code_book() -> None:
    gold = [{"id": "a", "text": TEXT, "events": [{"code": "191", "source": [], "event_text": ["besieged"]}, {"code": "010", "source": []}]}]
    result = score_code_book(gold, coded(mention("ASSAULT", "besieged", cameo_code="190")), {}, ())
    assert result.verdicts == {Item("a", "cameo_root", 0): RIGHT, Item("a", "statement", 1): FALSE_ALARM}
    assert (result.confusion, [judged.is_right for judged in result.judged]) == ({("19", "19"): 1}, [True])


def test_police_actions_are_confused_by_the_strongest_label() -> None:
    gold = [{"id": "a", "text": TEXT, "labels": ["ARREST", "ANY_ACTION"]}]
    result = score_police_actions(gold, coded(mention("ASSAULT", "besieged", actor_sector="COP")))
    assert result.verdicts == {Item("a", "ANY_ACTION"): RIGHT, Item("a", "ARREST"): MISS, Item("a", "FORCE"): FALSE_ALARM}
    assert (result.confusion, [judged.is_right for judged in result.judged]) == ({("ARREST", "FORCE"): 1}, [False])


def test_articles_judge_every_mention_that_counts() -> None:
    span = {"trigger": "besieged", "trigger_start_char": 9, "trigger_end_char": 17}
    gold = [{"id": "a", "text": TEXT, "mentions": [span | {"event_type": "ASSAULT", "polarity": "positive", "modality": "asserted"}]}]
    sentence = {"sentence_start_char": 0, "sentence_end_char": len(TEXT), "polarity": "positive", "modality": "alleged"}
    result = score_articles(gold, coded(mention("ASSAULT", "besieged", **sentence), mention("RETREAT", "resigned", **sentence)))
    assert {item: outcome for item, outcome in result.verdicts.items() if outcome != RIGHT} == {
        Item("a", "modality", 9): WRONG_VALUE,
        Item("a", "mention", 42): FALSE_ALARM,
    }
    assert result.confusion == {("ASSAULT", "ASSAULT"): 1, (NONE, "RETREAT"): 1}
    assert [judged.is_right for judged in result.judged] == [True, False]


def test_incidents_places_dates_and_groups() -> None:
    incident = score_incidents([{"id": "a", "text": TEXT, "events": [{"type": "ARSON"}]}], {}, {})
    assert incident.verdicts == {Item("a", "type", 0): MISS, Item("a", "relevance"): MISS}
    toponyms = [{"start": 18, "end": 27, "name": "the depot", "lat": 1.0, "lon": 1.0, "country": None}]
    found = {"a": {"places": [{"start_char": 18, "end_char": 27, "latitude": 1.0, "longitude": 1.0, "country": None}]}}
    assert score_places([{"id": "a", "text": TEXT, "toponyms": toponyms}], found).verdicts == {Item("a", "place", 18): RIGHT}
    extra = {"a": {"dates": [{"start_char": 0, "end_char": 8, "value": "2024"}]}}
    assert score_dates([{"id": "a", "text": TEXT, "timexes": []}], extra).verdicts == {Item("a", "extra_date", 0): FALSE_ALARM}
    groups = [{"id": key, "cluster": "x", "title": key} for key in ("a", "b")]
    assert score_clusters(groups, {}).verdicts == {Item("a", "cluster"): MISS}
    assert score_clusters(groups, {key: {"cluster": "y"} for key in ("a", "b")}).verdicts == {Item("a", "cluster"): RIGHT}


def _incident(*mentions: dict) -> dict:
    told = {"event_type": "ASSAULT", "polarity": "positive", "modality": "asserted", "tense": "past"}
    return {"a": {"mentions": [told | m for m in mentions]}}


def test_lead_incident_is_dated_by_its_own_words() -> None:
    victims = [{"name": "a clerk", "n": 1, "effect": ["DEATH"]}]
    gold = [{"id": "a", "text": TEXT, "events": [{"type": "ATTACK", "date": "02 JAN 90", "killed": 1, "victims": victims}]}]
    told = {"date_text": "today", "date_basis": "context", "event_date_start": "1990-01-05", "event_date_end": "1990-01-05"}
    done = {"date_text": "2 January", "date_basis": "explicit", "event_date_start": "1990-01-02", "event_date_end": "1990-01-02"}
    vague, exact = {"kind": "killed", "best": 2, "qualifier": "vague"}, {"kind": "killed", "best": 1, "qualifier": "exact"}
    figures = score_incidents(gold, _incident(told | {"counts": [vague]}, done | {"counts": [exact]}), {}).figures
    assert (figures["date_exact"], figures["n_date"], figures["killed_exact"], figures["n_killed"]) == (1.0, 1, 1.0, 1)


def test_gold_with_victims_of_unknown_number_states_none() -> None:
    victims = [{"name": "clerks", "n": None, "effect": ["DEATH"]}, {"name": "a guard", "n": 1, "effect": ["INJURY"]}]
    events = [{"type": "ATTACK", "killed": 0, "injured": 1, "victims": victims}]
    figures = score_incidents([{"id": "a", "text": TEXT, "events": events}], _incident({"counts": []}), {}).figures
    assert (figures["n_killed"], figures["n_injured"], figures["injured_exact"]) == (0, 1, 0.0)


def test_gold_with_one_number_for_dead_and_injured_states_neither() -> None:
    victims = [{"name": "clerks", "n": 12, "effect": ["DEATH", "INJURY"]}]
    events = [{"type": "BOMBING", "killed": 12, "injured": 12, "victims": victims}]
    figures = score_incidents([{"id": "a", "text": TEXT, "events": events}], _incident({"counts": []}), {}).figures
    assert (figures["n_killed"], figures["n_injured"]) == (0, 0)


def test_labels_beside_each_other_are_paired_off() -> None:
    result = Evaluation()
    result.confuse_sets({"AID", "ACCUSE", "REJECT"}, {"AID", "PROTEST"})
    assert result.confusion == {("AID", "AID"): 1, ("ACCUSE", "PROTEST"): 1, ("REJECT", NONE): 1}
