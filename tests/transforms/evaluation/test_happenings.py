"""Folding of annotated documents as a run does it, and its figures on gold that can be worked out on paper."""

from typing import Any

import pytest

from flows.resources import read_ontology
from transforms.evaluation.folding import FoldingTools, fold_documents
from transforms.evaluation.happenings import documents_of, mentions_of_gold, score_happenings
from transforms.events.story_words import no_stop_words

ONTOLOGY = read_ontology()
TOOLS = FoldingTools(ONTOLOGY, lambda trigger: frozenset([trigger]), no_stop_words)
HAMA = {"place_id": "gn:172057", "place_name": "Hama", "country": "SYR", "geo_precision": "city", "geo_basis": "explicit"}
REBELS = {"actor_text": "rebels", "actor_country": "SYR", "actor_sector": "REB"}
TEXT = "Rebels shelled Hama on Sunday and killed 4. The shelling killed 4, doctors said."


def marked(trigger: str, happening: str, **values: Any) -> dict[str, Any]:
    start = TEXT.index(trigger)
    span = {"trigger": trigger, "trigger_start_char": start, "trigger_end_char": start + len(trigger), "sentence_start_char": 0}
    about = {"event_type": "ASSAULT", "event_mode": "heavy-weapons", "happening": happening}
    day = {"event_date_start": "2024-12-01", "event_date_end": "2024-12-01", "date_basis": "weekday"}
    return {**span, **about, **day, **HAMA, **REBELS, **values}


def killed(best: int) -> list[dict[str, Any]]:
    return [{"kind": "killed", "low": best, "best": best, "high": best, "qualifier": "exact", "start_char": 41, "end_char": 42}]


def article(name: str, *mentions: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"id": name, "date": "2024-12-02", "title": "Shelling of Hama", "text": TEXT, "mentions": list(mentions), **values}


def gold(*articles: dict[str, Any], killed: list[int]) -> list[dict[str, Any]]:
    happening = {"id": "hama", "event_type": "ASSAULT", "killed": killed, "has_contradiction": False, "origin_count": 1}
    return [{"id": "set", "articles": list(articles), "happenings": [happening]}]


def folded(sets: list[dict[str, Any]], coded: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Predictions for a gold: what a coder found, folded, beside the marked mentions, folded."""
    documents = documents_of(sets)
    of_gold = fold_documents(documents, mentions_of_gold(sets, ONTOLOGY), TOOLS)
    grouped = fold_documents(documents, mentions_of_gold(sets, ONTOLOGY), TOOLS, dict.fromkeys((row["id"] for row in documents), "set"))
    of_coder = fold_documents(documents, {name: {"mentions": found} for name, found in coded.items()}, TOOLS)
    return {name: {**record, "of_gold": of_gold[name], "in_gold_stories": grouped[name]} for name, record in of_coder.items()}


def coder_answer(*found: dict[str, Any]) -> list[dict[str, Any]]:
    return list(mentions_of_gold(gold(article("1", *found), killed=[]), ONTOLOGY)["1"]["mentions"])


def test_documents_are_folded_as_in_a_run() -> None:
    sets = gold(article("1", marked("shelled", "hama")), article("2", marked("shelled", "hama")), killed=[4, 4, 4])
    told = mentions_of_gold(sets, ONTOLOGY)
    told["1"]["mentions"].append(told["1"]["mentions"][0] | {"modality": "planned"})
    told["2"]["mentions"].append(told["2"]["mentions"][0] | {"event_type": "AID", "event_mode": None})
    found = fold_documents(documents_of(sets), told, TOOLS)
    (first, planned), (second, aid) = ([m["event_id"] for m in found[name]["mentions"]] for name in "12")
    assert first == second != aid
    assert planned is None
    assert found["1"]["events"][first]["article_count"] == 2


@pytest.mark.parametrize(
    ("coded", "figures"),
    [
        pytest.param(
            {"1": [("shelled", 4)], "2": [("shelled", 4)]},
            {"conll": 1.0, "found": 1.0, "tolls": 1.0, "ranges": 1.0, "origins": 1.0, "contradictions": 1.0},
            id="all found, and two copies are one origin",
        ),
        pytest.param({"1": [("shelled", 5)], "2": []}, {"found": 0.5, "tolls": 0.0, "origins": 1.0}, id="one missed, and a wrong toll"),
        pytest.param({"1": [("killed", 4)], "2": [("shelled", 4)]}, {"found": 1.0, "conll": 1.0}, id="another word of the same act"),
        pytest.param({"1": [], "2": []}, {"found": 0.0, "tolls": 0.0, "bcubed.r": 0.5}, id="nothing found"),
    ],
)
def test_figures(coded: dict[str, list[tuple[str, int]]], figures: dict[str, float]) -> None:
    also = {"also_triggers": [{"text": "killed", "start_char": TEXT.index("killed"), "end_char": TEXT.index("killed") + 6}]}
    rows = [article(name, marked("shelled", "hama", counts=killed(4), **also), publisher=f"paper {name}") for name in "12"]
    sets = gold(*rows, killed=[4, 4, 4])
    told = {name: coder_answer(*(marked(word, "", counts=killed(toll)) for word, toll in found)) for name, found in coded.items()}
    scored = score_happenings(sets, folded(sets, told)).figures
    assert {name: scored[name] for name in figures} == figures
    assert (scored["gold_mentions.conll"], scored["gold_mentions.tolls"], scored["n"]) == (1.0, 1.0, 2)
    assert scored["gold_stories.conll"] == 1.0


def test_traps_and_what_was_joined_wrongly_are_errors() -> None:
    trap = {
        "trigger": "shelling",
        "trigger_start_char": TEXT.index("shelling"),
        "trigger_end_char": TEXT.index("shelling") + 8,
        "why": "denied",
    }
    sets = gold(article("1", marked("shelled", "hama"), traps=[trap]), killed=[4, 4, 4])
    caught = {"1": [*mentions_of_gold(sets, ONTOLOGY)["1"]["mentions"]]}
    caught["1"].append(caught["1"][0] | {key: trap[key] for key in ("trigger", "trigger_start_char", "trigger_end_char")})
    result = score_happenings(sets, folded(sets, caught))
    assert (result.figures["traps"], result.figures["gold_mentions.traps"]) == (0.0, 1.0)
    assert [error.field for error in result.errors if error.outcome == "false_alarm"] == ["traps"]
