"""The evidence that the confidence of a mention rests on."""

import pytest

from schemas.lexicons.confidence import ConfidenceWeights
from tests.transforms.mentions.conftest import Codebook
from transforms.mentions.confidence import GREATEST, LEAST, evidence_of, weigh_evidence


def evidence(book: Codebook, text: str, words: str) -> set[str]:
    """Evidence for the one mention at some words."""
    mention = book.act(text, words)
    for sentence in book.parse(text):
        triggers = [t for t in book.tools.triggers.find(sentence) if t.pattern.rule.id == mention.rule_id]
        for trigger in triggers:
            if sentence.tokens[trigger.head].start_char <= mention.trigger_end_char:
                return set(evidence_of(sentence, trigger, mention, triggers))
    raise AssertionError(f"no trigger at {words!r}")


@pytest.mark.parametrize(
    ("text", "words", "present", "absent"),
    [
        pytest.param(
            "Army jets bombed the harbour of Tartus on Friday.",
            "bombed",
            {"main_clause", "actor_known", "date_in_words", "place_in_sentence"},
            {"event_noun", "actor_missing", "attributed", "no_parties", "historical"},
            id="plain sentence",
        ),
        pytest.param("Seven miners were kidnapped.", "kidnapped", {"actor_missing", "counts_persons"}, {"actor_known"}, id="no actor"),
        pytest.param(
            "The governor said that rebels had shelled the garrison.",
            "shelled",
            {"attributed", "complement_clause"},
            {"main_clause"},
            id="said",
        ),
        pytest.param(
            "Rebels who shelled the garrison fled.", "shelled", {"relative_clause", "actor_derived"}, {"main_clause"}, id="relative"
        ),
    ],
)
def test_evidence(book: Codebook, text: str, words: str, present: set[str], absent: set[str]) -> None:
    found = evidence(book, text, words)
    assert present <= found
    assert not absent & found


def test_confidence_is_the_share_that_the_odds_say() -> None:
    weights = ConfidenceWeights(intercept=1.0986, weights={"actor_missing": -1.0986, "historical": -20.0, "date_in_words": 20.0})
    assert weigh_evidence({}, weights) == 0.75
    assert weigh_evidence({"actor_missing": 1.0, "unweighed": 1.0}, weights) == 0.5
    assert weigh_evidence({"historical": 1.0}, weights) == LEAST
    assert weigh_evidence({"date_in_words": 1.0}, weights) == GREATEST
