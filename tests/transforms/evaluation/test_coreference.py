"""What the parse says of event words that a gold marks, and how their grouping is scored."""

from typing import Any

import pytest

from flows.resources import load_resources
from transforms.evaluation.coreference import MarkedTrigger, ParsedTrigger, marked_triggers, parse_triggers, score_gold_mentions
from transforms.evaluation.figures import Evaluation, Record


def row(document: str, sentence: str, *marked: tuple[str, str], subtopic: str = "1a") -> Record:
    """A gold row; marked: words of the sentence and their cluster."""
    tokens = sentence.split()
    mentions: list[dict[str, Any]] = []
    for number, (words, cluster) in enumerate(marked):
        parts = words.split()
        first = next(at for at in range(len(tokens)) if tokens[at : at + len(parts)] == parts)
        span = [first, first + len(parts)]
        mentions.append({"m_id": str(number), "span": span, "text": words, "kind": "event", "cluster": cluster})
    return {"doc": document, "subtopic": subtopic, "validated": True, "sentence": sentence, "tokens": tokens, "mentions": mentions}


def parsed(sentence: str, words: str) -> ParsedTrigger:
    (trigger,) = parse_triggers([row("d", "Rain fell all day ."), row("d", sentence, (words, "X"))], load_resources().coder_tools.parser)[
        "d"
    ]
    return trigger


@pytest.mark.parametrize(
    ("sentence", "words", "agent", "patient", "is_negated"),
    [
        pytest.param("Ferry crews rescued 30 passengers .", "rescued", "crew", "passenger", False, id="subject and object"),
        pytest.param("The bridge was closed by Governor Ada Quill .", "closed", "quill", "bridge", False, id="passive, a name"),
        pytest.param("The baker , Otto Brandt , did not sell the shop .", "sell", "brandt", "shop", True, id="negated, a name set beside"),
        pytest.param("She painted the fence .", "painted", None, "fence", False, id="pronoun"),
        pytest.param("The pilot landed and left the plane .", "left", "pilot", "plane", False, id="borrowed subject"),
        pytest.param("According to the coroner , the diver drowned .", "According to", "coroner", None, False, id="cited"),
        pytest.param("The warden 's statement was brief .", "statement", "warden", None, False, id="owner of a noun"),
    ],
)
def test_parsed_trigger(sentence: str, words: str, agent: str | None, patient: str | None, is_negated: bool) -> None:
    trigger = parsed(sentence, words)
    assert (trigger.agent, trigger.patient, trigger.is_negated) == (agent, patient, is_negated)
    assert (trigger.sentence_index, trigger.words) == (1, words)


def test_any_rule_is_scored_on_all_marked_events() -> None:
    gold = [
        row("one", "The ferry sank and its captain resigned .", ("sank", "SINK"), ("resigned", "RESIGN")),
        row("two", "The sinking shocked the port .", ("sinking", "SINK"), ("shocked", "SHOCK"), subtopic="1b"),
    ]
    triggers = parse_triggers(gold, load_resources().coder_tools.parser)
    predictions = {name: {"story": "s", "marked": triggers[name]} for name in ("one", "two")}
    seen: list[MarkedTrigger] = marked_triggers(predictions)
    assert [(trigger.id, trigger.story) for trigger in seen] == [("one#0", "s"), ("one#1", "s"), ("two#0", "s"), ("two#1", "s")]
    perfect, split = Evaluation(), Evaluation()
    score_gold_mentions(gold, predictions, lambda _: dict.fromkeys(("one#0", "two#0"), "sinking"), perfect)
    score_gold_mentions(gold, predictions, lambda _: {}, split)
    assert perfect.figures["gold_mentions.conll"] == 1.0
    assert split.figures["gold_mentions.bcubed.r"] == 0.75
    assert perfect.figures["stories.bcubed.f1"] == pytest.approx(2 / 3)
    assert [error.item.gold_id for error in split.errors] == ["one#0"]
