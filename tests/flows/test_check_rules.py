"""Checking rules: which are chosen, what is said of a sentence that a rule misses or should not read; and texts explained ad hoc."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
from rich.console import Console

from flows import check_rules
from flows.check_rules import check, choose_rules, find_failures
from flows.resources import load_resources
from flows.show_text import explain_again, show_text
from schemas.errors import InputNotFound
from schemas.lexicons.rules import Rule
from tests.rows import mention
from transforms.mentions.article import CoderTools
from transforms.mentions.coder import code_text
from transforms.mentions.frames import mention_row

DAY = dt.date(2024, 11, 30)


@pytest.fixture(scope="module")
def tools() -> CoderTools:
    return load_resources().coder_tools


@pytest.fixture(scope="module")
def shipped(tools: CoderTools) -> Sequence[Rule]:
    return tools.triggers.rules


def rule(**values: Any) -> Rule:
    base = {"id": "assault.try.zap", "type": "ASSAULT", "verbs": ["zap"], "matches": ["Rebels zapped it."], "ignores": ["It rained."]}
    return Rule.model_validate(base | values)


def reasons(failing: Rule, tools: CoderTools) -> list[str]:
    """What is said of the first failure, in a lexicon that does not hold the rule."""
    return list(next(find_failures(failing, tools)).reasons)


def test_rules_are_chosen_by_id(shipped: Sequence[Rule]) -> None:
    assert choose_rules(shipped, None) == list(shipped)
    assert choose_rules(shipped, shipped[0].id) == [shipped[0]]
    assert {rule.type for rule in choose_rules(shipped, "aid.")} == {"AID"}


def test_rules_are_chosen_by_file(shipped: Sequence[Rule]) -> None:
    chosen = choose_rules(shipped, "data/lexicons/en/rules/displace.yaml")
    assert chosen
    assert {rule.type for rule in chosen} == {"DISPLACE"}


def test_a_rule_that_is_not_there_is_told_with_its_like(shipped: Sequence[Rule]) -> None:
    name = shipped[0].id
    with pytest.raises(InputNotFound, match=f"no rule or file of rules is named {name}x; is it {name}"):
        choose_rules(shipped, f"{name}x")


def test_words_that_do_not_stand_there(tools: CoderTools) -> None:
    told = reasons(rule(matches=["Rebels zipped it."]), tools)
    assert told[:2] == ["nothing is read", "its words do not stand in the sentence as it is parsed, or no party stands by them:"]
    assert "zipped" in told[2]


def test_a_condition_that_does_not_hold(tools: CoderTools) -> None:
    told = reasons(rule(verbs=["tickle"], actor={"sector": ["MIL"]}, matches=["Teachers tickled the rebels."]), tools)
    assert told[1] == "its words are there, but what it asks does not hold:"
    assert told[2].startswith("  actor is 'Teachers' (")
    assert told[2].endswith("asked for: sector MIL")


def test_a_rule_that_another_one_overrules(tools: CoderTools) -> None:
    told = reasons(rule(verbs=["bomb"], matches=["Army jets bombed the harbour."]), tools)
    assert told[0].startswith("read instead: assault.")
    assert told[1].startswith("alone it would be read: another rule takes its words")


def test_words_that_are_no_event(tools: CoderTools) -> None:
    told = reasons(rule(verbs=["raid"], matches=["The soldiers raided the fridge."]), tools)
    assert "its words are part of a phrase in not_events.yaml" in told


def test_a_trap(tools: CoderTools, shipped: Sequence[Rule]) -> None:
    assault = next(rule for rule in shipped if rule.id.startswith("assault.") and not rule.needs_cause)
    caught = next(find_failures(assault.model_copy(update={"ignores": assault.matches[:1], "matches": ()}), tools))
    assert not caught.is_missed
    assert any(reason.startswith(f"read: {assault.id} (ASSAULT) at") for reason in caught.reasons)


def test_check_prints_and_returns_whether_all_is_well(shipped: Sequence[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    good, out = shipped[0], io.StringIO()
    assert check(good.id, Console(file=out, width=100))
    assert f"1 rules, {len(good.matches) + len(good.ignores)} sentences: all as they should be" in out.getvalue()
    monkeypatch.setattr(check_rules, "choose_rules", lambda rules, target: [rule(matches=["Rebels zipped it."])])
    assert not check("assault.try", Console(file=out, width=100))
    assert "assault.try.zap does not read:\n  Rebels zipped it.\n    nothing is read\n" in out.getvalue()
    assert "1 rules, 2 sentences: 1 fail" in out.getvalue()


def test_a_text_is_coded_and_explained() -> None:
    out = io.StringIO()
    show_text("Army jets bombed the harbour of Tartus on Friday. The sea was calm.", DAY, Console(file=out, width=120))
    told = out.getvalue()
    assert "read as: ASSAULT" in told
    assert "its verbs: " in told
    assert "actor: 'Army jets'" in told
    assert "'Friday' = 2024-11-29" in told
    assert "[trigger: bombed]" in told
    assert "no mention in: The sea was calm.\n  words of: no rule\n  parsed as: " in told


def test_a_mention_of_the_lake_is_coded_again(tools: CoderTools) -> None:
    text = "Army jets bombed the harbour of Tartus on Friday."
    row = mention("one", published_date=DAY) | mention_row(code_text(text, DAY, tools).mentions[0])
    labels = [label for label, _ in explain_again(row, text) if not label.startswith(" ")]
    assert labels == ["coded again", "where", "when", "confidence"]
    assert dict(explain_again(row, text))["coded again"] == "the same values"
    assert "polarity 'negated' -> 'positive'" in dict(explain_again(row | {"polarity": "negated"}, text))["coded again"]
    gone = dict(explain_again(row | {"event_type": "AID"}, text))["coded again"]
    assert gone.startswith("this program reads no AID there; in the sentence it reads ASSAULT at 'bombed'")
