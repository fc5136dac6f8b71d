"""The pattern language: what a text must hold for a pattern to be tried, and how texts are cut into words."""

import pytest

from transforms.mentions.wordclasses import PhraseGrammar, PhraseRule, split_words

CLASSES = {"COLOUR": ["red", "green"], "THING": ["door", "lamp"], "SIZE": ["big", "small"]}
PHRASES = {"LOOK": "(SIZE? COLOUR | shiny)"}


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        pytest.param("COLOUR THING", "a red door", "red door", id="two_classes"),
        pytest.param("SIZE? THING", "a lamp", "lamp", id="optional_class_is_not_asked_for"),
        pytest.param("(COLOUR | SIZE) THING", "a big lamp", "big lamp", id="second_alternative"),
        pytest.param("(COLOUR THING | SIZE)", "very small", "small", id="shorter_alternative"),
        pytest.param("(the (SIZE | COLOUR))? THING", "door", "door", id="optional_group"),
        pytest.param("LOOK THING", "a shiny lamp", "shiny lamp", id="phrase_with_alternatives"),
        pytest.param("LOOK THING", "a small green lamp", "small green lamp", id="phrase_with_an_optional_class"),
        pytest.param("COLOUR ( , COLOUR)* THING", "red, green door", "red, green door", id="repeated_group"),
    ],
)
def test_a_pattern_is_tried_wherever_it_can_fit(pattern: str, text: str, found: str) -> None:
    grammar = PhraseGrammar(CLASSES, PHRASES, [PhraseRule("rule", pattern)], ["COLOUR", "THING", "SIZE"])
    words = split_words(text)
    (match,) = grammar.find(words)
    assert text[words[match.first].start : words[match.last - 1].end] == found


@pytest.mark.parametrize(("text", "fits"), [("in the door", True), ("by the door", False)])
def test_the_word_before_may_be_asked_for(text: str, fits: bool) -> None:
    grammar = PhraseGrammar(CLASSES, {}, [PhraseRule("rule", "the THING", after=("in",))], ["THING"])
    assert bool(grammar.find(split_words(text))) is fits


def test_words_keep_their_places_whatever_the_quotes_and_dashes() -> None:
    text = "May’s 1,200 men – 3.5%\n\nNext"
    words = split_words(text)
    assert [word.text for word in words] == ["May", "'", "s", "1,200", "men", "-", "3.5", "%", "¶", "Next"]
    assert [text[word.start : word.end] for word in words] == ["May", "’", "s", "1,200", "men", "–", "3.5", "%", "\n\n", "Next"]
