"""Every coding rule proves itself: its `matches` are read by it, its `ignores` are not. One rule alone: pytest -k RULE_ID."""

import datetime as dt
from collections import Counter

import pytest

from flows.resources import DATA, load_resources, read_classes, read_ontology, read_rules
from schemas.codes import EVENT_TYPES
from schemas.lexicons.rules import Rule
from transforms.mentions.coder import code_text

WORDS = DATA / "lexicons" / "en"
RULES = read_rules(WORDS / "rules", read_ontology(), read_classes(WORDS / "classes.yaml"))
PUBLISHED = dt.date(2024, 11, 30)


def reads(rule: Rule, sentence: str) -> bool:
    """True if a rule reads a sentence; one that needs a cause is seen in the mention of the cause, which has its type."""
    mentions = code_text(sentence, PUBLISHED, load_resources().coder_tools).mentions
    if rule.needs_cause:
        return any(mention.event_type == rule.type for mention in mentions)
    return any(mention.rule_id == rule.id for mention in mentions)


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_rule_reads_its_sentences_and_no_trap(rule: Rule) -> None:
    unread = [sentence for sentence in rule.matches if not reads(rule, sentence)]
    trapped = [sentence for sentence in rule.ignores if reads(rule, sentence)]
    assert not unread, f"not read by {rule.id}: {unread}"
    assert not trapped, f"read by {rule.id} but should not: {trapped}"


def test_every_type_has_rules() -> None:
    by_type = Counter(rule.type for rule in RULES)
    assert set(by_type) == set(EVENT_TYPES)
    assert len(RULES) >= 150
