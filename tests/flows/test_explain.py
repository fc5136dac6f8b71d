"""The values of a mention in words, for every code that there is."""

from pathlib import Path
from typing import Any

import pytest

from flows.explain import (
    ATTRIBUTION_WORDS,
    DATE_BASIS_WORDS,
    EVIDENCE_WORDS,
    GEO_BASIS_WORDS,
    MODALITY_WORDS,
    ROLE_BASIS_WORDS,
    TENSE_WORDS,
    condition_in_words,
    conditions_in_words,
    confidence_in_words,
    count_in_words,
    date_in_words,
    party_in_words,
    place_in_words,
)
from flows.lexicon_files import WrittenRule, read_model
from flows.resources import DATA
from schemas import codes
from schemas.lexicons.confidence import ConfidenceWeights
from schemas.lexicons.rules import Condition, Rule
from tests.rows import mention

WEIGHTS = read_model(DATA / "lexicons" / "en" / "confidence.yaml", ConfidenceWeights)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        pytest.param(ROLE_BASIS_WORDS, codes.ROLE_BASES, id="role"),
        pytest.param(MODALITY_WORDS, codes.MODALITIES, id="modality"),
        pytest.param(TENSE_WORDS, codes.TENSES, id="tense"),
        pytest.param(ATTRIBUTION_WORDS, codes.ATTRIBUTION_KINDS, id="attribution"),
        pytest.param(GEO_BASIS_WORDS, codes.GEO_BASES, id="place"),
        pytest.param(DATE_BASIS_WORDS, codes.DATE_BASES, id="date"),
    ],
)
def test_every_code_has_words(words: dict[str, str], values: tuple[str, ...]) -> None:
    assert set(words) == set(values)


def test_every_weight_has_words() -> None:
    assert set(WEIGHTS.weights) <= set(EVIDENCE_WORDS)


def party(**values: Any) -> dict[str, Any]:
    row = {"role": "actor", "text": "the junta", "name": None, "actor_id": None, "country": None, "sector": None, "basis": "subject"}
    return row | values


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({}, "'the junta': subject of the act", id="unknown"),
        pytest.param({"country": "MLI", "sector": "MIL"}, "'the junta' (MLI, MIL): subject of the act", id="coded"),
        pytest.param({"text": "They", "name": "Junta of Mali", "basis": "implied"}, "'They' (Junta of Mali): nobody is named", id="named"),
        pytest.param({"role": "source"}, "'the junta': says so", id="source"),
        pytest.param({"identity_basis": "ambiguous"}, "'the junta': subject of the act; who: left open, as", id="ambiguous"),
    ],
)
def test_party(values: dict[str, Any], words: str) -> None:
    assert party_in_words(party(**values)).startswith(words)


def test_place_and_days() -> None:
    row = mention("one", place_text="the port", place_name="Sitra", place_country="BHR", geo_precision="city", geo_basis="context")
    assert place_in_words(row) == "'the port' = Sitra, BHR, city: not named with the act: the place that the text spoke of before"
    week = mention("one", date_text="last week", event_date_end=row["event_date_start"].replace(day=20), date_basis="relative")
    assert date_in_words(week) == "'last week' = 2024-05-14 to 2024-05-20: reckoned from the day of publication"


def test_figures_of_persons() -> None:
    count = {"low": 40, "best": 40, "high": None, "text": "at least 40", "qualifier": "at_least"}
    assert count_in_words(count) == "40 (from 40 to any number): 'at least 40', at least"


def test_conditions_of_a_rule() -> None:
    condition = Condition(sector=("MIL",), kind=("person",), not_nouns=("bank",), required=True)
    assert condition_in_words(condition) == "sector MIL or kind person; not bank; must be named"
    assert condition_in_words(Condition()) == ""
    values = {
        "id": "aid.test",
        "type": "AID",
        "verbs": [f"v{n}" for n in range(14)],
        "reciprocal": True,
        "matches": ["a"],
        "ignores": ["b"],
    }
    told = dict(conditions_in_words(WrittenRule(Rule.model_validate(values), Path("aid.yaml"), 1)))
    assert told == {"  its verbs": ", ".join(f"v{n}" for n in range(12)) + " and 2 more", "  its reading": "reciprocal"}


def test_confidence_tells_the_weightiest_evidence_first() -> None:
    weights = ConfidenceWeights(intercept=0.0, weights={"actor_known": 0.4, "date_in_words": 0.9, "no_parties": -0.5, "attributed": 0.01})
    evidence = dict.fromkeys(("actor_known", "date_in_words", "no_parties", "attributed", "unweighed"), 1.0)
    assert confidence_in_words(0.7, evidence, weights) == (
        "0.70; for it: words say when (+0.9), the actor's country or sector is known (+0.4); against it: no party at all (-0.5)"
    )
    assert confidence_in_words(0.7, {}, weights) == "0.70"
