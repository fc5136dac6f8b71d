"""Sentences as tokens: every token is an exact slice of the text, whatever shape the text is in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from transforms.mentions.parse import MAX_WORDS, is_shouted, parse_sentences, readable

VOCAB = Vocab()
SHAPES = [
    pytest.param("Rebels shelled the market.", id="plain"),
    pytest.param("REBELS SHELLED THE MARKET IN IDLIB.", id="capitals"),
    pytest.param("rebels shelled the market in idlib.", id="small letters"),
    pytest.param("“Rebels shelled the mayor’s house,” he said.", id="curly quotes"),
    pytest.param("Rebels shelled\nthe market\r\nin\tIdlib.", id="line ends and tabs"),
    pytest.param("Rebels  shelled \xa0 the market.", id="runs of white space"),
    pytest.param("Rebels shelled the cafe\u0301 🙂🇸🇾 at noon.", id="combining characters and emoji"),
    pytest.param("İSTANBUL: REBELS SHELLED THE MARKET.", id="capital whose small letter is two characters"),
    pytest.param("... !? —", id="punctuation"),
    pytest.param("🙂", id="emoji alone"),
    pytest.param("Rebels shelled " + ", ".join(["the port"] * 200) + ".", id="very long"),
]


@pytest.mark.parametrize("text", SHAPES)
def test_tokens_are_slices_of_the_text(tools, text) -> None:
    text = f"Before. {text}"
    (sentence,) = parse_sentences(tools.parser, text, [(1, 8, len(text))])
    assert (sentence.index, sentence.start_char, sentence.end_char, sentence.text) == (1, 8, len(text), text[8:])
    assert all(token.text == text[token.start_char : token.end_char] for token in sentence.tokens)
    assert all(token.text and not token.text.isspace() for token in sentence.tokens)
    assert [token.index for token in sentence.tokens] == list(range(len(sentence.tokens)))


@pytest.mark.parametrize("text", SHAPES)
def test_tokens_are_one_tree(tools, text) -> None:
    (sentence,) = parse_sentences(tools.parser, text, [(0, 0, len(text))])
    roots = [token.index for token in sentence.tokens if token.head == token.index]
    assert roots == [sentence.root]
    assert all(child.head == token.index for token in sentence.tokens for child in map(sentence.tokens.__getitem__, token.children))
    assert sum(len(token.children) for token in sentence.tokens) == len(sentence.tokens) - 1


def test_shape_of_the_letters_does_not_change_the_reading(book) -> None:
    plain, loud = book.parse("Rebels shelled the market.")[0], book.parse("REBELS SHELLED THE MARKET.")[0]
    assert [(t.lemma, t.pos, t.dep, t.head) for t in plain.tokens] == [(t.lemma, t.pos, t.dep, t.head) for t in loud.tokens]
    assert [t.text for t in loud.tokens] == ["REBELS", "SHELLED", "THE", "MARKET", "."]


def test_overlong_sentence_is_cut_short(tools) -> None:
    text = "shells " * (MAX_WORDS + 80)
    (sentence,) = parse_sentences(tools.parser, text, [(0, 0, len(text))])
    assert len(sentence.tokens) == MAX_WORDS


def test_nothing_to_parse(tools) -> None:
    assert parse_sentences(tools.parser, "Rebels shelled the market.", []) == []


SHOUTED = [
    pytest.param("REBELS SHELLED THE MARKET IN IDLIB.", True, id="capitals"),
    pytest.param("Rebels shelled the market.", False, id="plain"),
    pytest.param("UN, EU, US.", False, id="too short to tell"),
    pytest.param("12.5 — 13.7", False, id="no letters"),
]


@pytest.mark.parametrize(("text", "shouted"), SHOUTED)
def test_shouted(text, shouted) -> None:
    assert is_shouted(text) is shouted


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_readable_keeps_the_length(text: str) -> None:
    assert len(readable(text, VOCAB)) == len(text)


@pytest.mark.parametrize(
    ("loud", "expected"),
    [
        pytest.param("GENERAL OMAR ABDALLA LEFT JUBA.", "general Omar Abdalla left Juba.", id="names and places"),
        pytest.param("SEVEN RWANDAN TROOPS WERE MACHINEGUNNED.", "seven Rwandan troops were machinegunned.", id="words of two words"),
        pytest.param("THE SPLM SEIZED U.S. AID.", "the SPLM seized U.S. aid.", id="initials and letters without a vowel"),
        pytest.param("The general left Juba.", "The general left Juba.", id="not in capitals"),
    ],
)
def test_names_in_capitals_get_theirs_back(tools, loud, expected) -> None:
    assert readable(loud, tools.parser.vocab) == expected


@pytest.mark.parametrize(
    ("sentence", "joined"),
    [
        pytest.param("Japan sent blankets and stoves to the stricken towns.", ("stoves", "blankets", "conj"), id="object list"),
        pytest.param("The gunman killed himself and three soldiers.", ("soldiers", "himself", "conj"), id="behind a pronoun"),
        pytest.param("Rebels attacked a village, a convoy and a school.", ("convoy", "village", "conj"), id="list with a comma"),
        pytest.param("Police arrested Hassan, a teacher and activist.", ("teacher", "Hassan", "appos"), id="apposition stays"),
        pytest.param("FATHER OKELLO AND FIVE OTHER MONKS WERE FREED.", ("MONKS", "FATHER", "conj"), id="behind a name"),
        pytest.param("A major, three cooks, and two porters were hurt.", ("porters", "major", "conj"), id="list of subjects"),
        pytest.param("THEY MET AFTER A JUDGE, A CLERK, AND SENATOR LUIS VARELA WERE SHOT.", ("LUIS", "JUDGE", "conj"), id="behind after"),
    ],
)
def test_lists_are_joined_to_their_first_member(book, sentence, joined) -> None:
    tokens = book.parse(sentence)[0].tokens
    word = next(t for t in tokens if t.text == joined[0])
    assert (word.text, tokens[word.head].text, word.dep) == joined
