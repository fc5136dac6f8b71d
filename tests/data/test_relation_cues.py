"""Every cue that relates acts proves itself: it reads its `matches` and not its `ignores`. One alone: make rule RULE=ID."""

from collections import Counter

import pytest

from flows.check_rules import find_cue_failures
from flows.lexicon_files import read_model
from flows.resources import DATA, load_resources
from schemas.codes import RELATIONS
from schemas.lexicons.relations import RelationCue, RelationLexicon

CUES = read_model(DATA / "lexicons" / "en" / "relations.yaml", RelationLexicon).cues


@pytest.mark.parametrize("cue", CUES, ids=[cue.id for cue in CUES])
def test_cue_relates_the_acts_of_its_texts_and_no_others(cue: RelationCue) -> None:
    failures = list(find_cue_failures(cue, load_resources().coder_tools))
    assert not failures, "\n".join(line for failure in failures for line in (failure.sentence, *failure.reasons))


def test_every_relation_has_cues() -> None:
    assert set(Counter(cue.relation for cue in CUES)) == set(RELATIONS)
    assert len(CUES) >= 60


def test_the_texts_of_ignores_hold_the_cue_with_an_act() -> None:
    tools = load_resources().coder_tools
    assert all(len({*cue.ignores}) == len(cue.ignores) for cue in CUES)
    assert all(tools.gate.candidates(text, [(0, len(text))]) for cue in CUES for text in cue.ignores)
