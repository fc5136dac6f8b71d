"""Which sentences are parsed: those that hold all words of some rule's pattern, in any of their forms and in any order."""

import pytest

from transforms.mentions.gate import SentenceGate

SHELL = frozenset({"shell", "shells", "shelled", "shelling"})
STRIKE = frozenset({"strike", "strikes"})
TAKE, CONTROL = frozenset({"take", "took", "taken"}), frozenset({"control", "controls"})
GATE = SentenceGate([[SHELL], [frozenset({"air"}), STRIKE], [TAKE, CONTROL, frozenset({"of"})]])

CANDIDATES = [
    pytest.param(["Rebels shelled the port."], [0], id="a written form"),
    pytest.param(["Snow fell.", "Rebels shelled the port.", "Snow fell."], [1], id="only its sentence"),
    pytest.param(["He bought eggshells.", "The seashelled coast.", "Airstrikers differ."], [], id="inside longer words"),
    pytest.param(["REBELS SHELLED THE PORT."], [0], id="capitals"),
    pytest.param(["“Shelled,” he said."], [0], id="beside quotation marks"),
    pytest.param(["Cross-border-shelling followed."], [0], id="behind a hyphen"),
    pytest.param(["An air strike hit the port.", "Air-strikes hit the port."], [0, 1], id="two words"),
    pytest.param(["The air was cold.", "The strike went on."], [], id="one of two words"),
    pytest.param(["Control of the port was taken.", "He took care of it."], [0], id="three words in any order"),
    pytest.param(["İzmir was calm.", "Rebels shelled İzmir."], [1], id="a capital whose small letter is two characters"),
    pytest.param(["Rebels shelled it in an air strike."], [0], id="two patterns, one sentence"),
    pytest.param([""], [], id="empty"),
]


@pytest.mark.parametrize(("sentences", "found"), CANDIDATES)
def test_candidates(sentences, found) -> None:
    text, spans = "", []
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    assert GATE.candidates(text, spans) == found


def test_words_of_two_sentences_are_no_hit() -> None:
    text = "An air strike hit."
    assert GATE.candidates(text, [(0, 6), (6, 18)]) == []


def test_no_sentences_or_no_patterns() -> None:
    assert GATE.candidates("", []) == []
    assert SentenceGate([]).candidates("Rebels shelled it.", [(0, 18)]) == []


def test_shipped_gate_opens_for_every_rule(tools) -> None:
    shut = []
    for rule in tools.triggers.rules:
        if not any(tools.gate.candidates(sentence, [(0, len(sentence))]) for sentence in rule.matches):
            shut.append(rule.id)
    assert not shut


def test_only_candidates_are_parsed(book) -> None:
    coded = book.coded("The museum gleams. Rebels shelled the port. Its roof gleams too.")
    assert (len(coded.sentences), coded.candidate_count) == (3, 1)
    assert coded.mentions[0].sentence_index == 1
