"""Every coding rule proves itself: its `matches` are read by it, its `ignores` are not. One rule alone: make rule RULE=ID."""

from collections import Counter

import pytest

from flows.check_rules import find_failures
from flows.lexicon_files import read_model, read_rules
from flows.resources import DATA, load_resources, read_classes, read_ontology
from schemas.codes import EVENT_TYPES
from schemas.lexicons.echoes import Echo, EchoLexicon
from schemas.lexicons.rules import Rule

WORDS = DATA / "lexicons" / "en"
RULES = read_rules(WORDS / "rules", read_ontology(), read_classes(WORDS / "classes.yaml"))
ECHOES = read_model(WORDS / "echoes.yaml", EchoLexicon).echoes


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_rule_reads_its_sentences_and_no_trap(rule: Rule) -> None:
    failures = list(find_failures(rule, load_resources().coder_tools))
    assert not failures, "\n".join(line for failure in failures for line in (failure.sentence, *failure.reasons))


@pytest.mark.parametrize("echo", ECHOES, ids=[echo.id for echo in ECHOES])
def test_echo_takes_up_its_acts_and_no_trap(echo: Echo) -> None:
    failures = list(find_failures(echo, load_resources().coder_tools))
    assert not failures, "\n".join(line for failure in failures for line in (failure.sentence, *failure.reasons))


def test_modes_that_echoes_take_up_are_known() -> None:
    types = load_resources().ontology.event_types
    kinds = (kind.partition(".") for echo in ECHOES for kind in echo.takes_up)
    assert not [(name, mode) for name, _, mode in kinds if mode and mode not in types[name].modes]


def test_every_type_has_rules() -> None:
    by_type = Counter(rule.type for rule in RULES)
    assert set(by_type) == set(EVENT_TYPES)
    assert len(RULES) >= 700
