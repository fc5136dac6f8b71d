"""Where the words of a rule stand in a sentence. Rules of our own, the shipped parser."""

import pytest

from schemas.lexicons.rules import Rule
from transforms.mentions.triggers import TriggerLexicon


def rule(name: str, **words: list[str]) -> Rule:
    return Rule.model_validate({"id": f"test.{name}", "type": "ASSAULT", "matches": ["x"], "ignores": ["y"], **words})


LEXICON = TriggerLexicon(
    [
        rule("shell", verbs=["shell"]),
        rule("shelling", nouns=["shelling", "attack", "barrage"]),
        rule("pull-out", verbs=["pull out"]),
        rule("control", verbs=["take control of", "fire rocket"]),
        rule("air-strike", nouns=["air strike"]),
        rule("push-into", nouns=["push into", "state of emergency"]),
    ]
)

FOUND = [
    pytest.param("Rebels shelled the market.", [("shell", "shelled")], id="verb"),
    pytest.param("The market was shelled by rebels.", [("shell", "shelled")], id="passive"),
    pytest.param("The attacks went on.", [("shelling", "attacks")], id="event noun"),
    pytest.param("Soldiers pulled out of the town.", [("pull-out", "pulled out")], id="particle"),
    pytest.param("The army pulled its last soldiers out.", [("pull-out", "pulled its last soldiers out")], id="particle behind the object"),
    pytest.param("Rebels took full control of the port.", [("control", "took full control of")], id="words between"),
    pytest.param("Rebels took, and the army gave up, control of the port.", [], id="too many words between"),
    pytest.param("Rebels fired dozens of rockets.", [("control", "fired dozens of rockets")], id="verb and its thing"),
    pytest.param("Rebels fired, and rockets flew.", [], id="not across and"),
    pytest.param("An air strike hit the port.", [("air-strike", "air strike")], id="two nouns"),
    pytest.param("Air strikes hit the port.", [("air-strike", "Air strikes")], id="two nouns, plural"),
    pytest.param("The push into the valley went on.", [("push-into", "push into")], id="noun and preposition"),
    pytest.param("A state of emergency was declared.", [("push-into", "state of emergency")], id="noun of noun"),
    pytest.param("An attack helicopter landed.", [], id="the noun only describes another"),
    pytest.param("The shells were empty.", [], id="noun is not the verb"),
    pytest.param("The museum is blue.", [], id="none"),
]


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_find(book, text, found) -> None:
    (sentence,) = book.parse(text)
    seen = []
    for trigger in LEXICON.find(sentence):
        first, last = sentence.tokens[trigger.tokens[0]], sentence.tokens[trigger.tokens[-1]]
        seen.append((trigger.pattern.rule.id.removeprefix("test."), text[first.start_char : last.end_char]))
    assert seen == found


def test_gate_looks_for_the_forms_of_every_word() -> None:
    patterns = LEXICON.gate_patterns()
    (control,) = [words for words in patterns if len(words) == 3 and "took" in words[0]]
    assert {"take", "took", "taken"} <= control[0]
    assert {"control", "controls"} <= control[1]
    assert control[2] == {"of"}
    assert any(len(words) == 1 and {"shell", "shelled", "shelling"} <= words[0] for words in patterns)
