"""The scorer of marked actor phrases: which party answers, what counts as right, and how errors are told."""

from typing import Any

import pytest

from transforms.evaluation.figures import MISS, RIGHT, WRONG_VALUE, Item
from transforms.evaluation.names import score_names

TEXT = "Captain Ana Brito of the Angolan navy arrested two divers."
NAVY = {"actor_id": None, "country": "AGO", "sector": "MIL"}


def gold(words: str = "Captain Ana Brito of the Angolan navy", **values: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    span = {"actor": words, "actor_start_char": start, "actor_end_char": start + len(words)}
    return {"id": "a", "text": TEXT, **span, "actor_id": None, "actor_country": "AGO", "actor_sector": "MIL", **values}


def party(words: str, **values: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"role": "actor", "text": words, "start_char": start, "end_char": start + len(words), **NAVY, **values}


def coded(*parties: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {"a": {"id": "a", "mentions": [{"rule_id": "coerce.test", "participants": list(parties)}]}}


def test_right_in_every_value() -> None:
    result = score_names([gold()], coded(party("Captain Ana Brito of the Angolan navy")))
    assert result.figures == {"found": 1.0, "actor_id": 1.0, "country": 1.0, "sector": 1.0, "all_right": 1.0, "n": 1}
    assert result.verdicts == {Item("a", field): RIGHT for field in ("actor", "actor_id", "country", "sector")}


def test_the_party_that_fits_best_answers() -> None:
    part, whole = party("Angolan navy", actor_id="org:angolan-navy"), party("Captain Ana Brito of the Angolan navy")
    for parties in ((part, whole), (whole, part)):
        assert score_names([gold()], coded(*parties)).figures["all_right"] == 1.0
    assert score_names([gold()], coded(part)).verdicts[Item("a", "actor_id")] == WRONG_VALUE


@pytest.mark.parametrize(
    "parties",
    [
        pytest.param((), id="nothing coded"),
        pytest.param((party("two divers"),), id="another party"),
        pytest.param(({"role": "actor", "text": "gunmen", "start_char": None, "end_char": None, **NAVY},), id="no words of its own"),
    ],
)
def test_a_miss_counts_against_found_alone(parties: tuple[dict[str, Any], ...]) -> None:
    found, missed = gold("two divers", actor_country=None, actor_sector="CVL"), gold()
    records = {"b": {"mentions": [{"participants": [party("two divers", country=None, sector="CVL")]}]}} | coded(*parties)
    result = score_names([missed, found | {"id": "b"}], records)
    assert (result.figures["found"], result.figures["all_right"]) == (0.5, 1.0)
    assert result.verdicts[Item("a", "actor")] == MISS


def test_a_wrong_value_is_told_with_the_marked_words() -> None:
    result = score_names([gold("two divers", actor_country=None)], coded(party("two divers", sector=None)))
    told = [(error.field, error.outcome, error.gold, error.predicted) for error in result.errors]
    assert told == [("country", WRONG_VALUE, None, "AGO"), ("sector", WRONG_VALUE, "MIL", None)]
    assert result.errors[0].text == "Captain Ana Brito of the Angolan navy arrested [two divers]."
    assert result.errors[0].rule_ids == ("coerce.test",)


def test_other_right_answers_count() -> None:
    answer = coded(party("Angolan navy", actor_id="org:angolan-navy", sector=None))
    assert score_names([gold("Angolan navy")], answer).figures["all_right"] == 0.0
    also = {"also_ids": ["org:angolan-navy"], "also_sectors": ["GOV", None]}
    assert score_names([gold("Angolan navy", **also)], answer).figures["all_right"] == 1.0
