"""Where a text is cut into sentences."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.lexicon_files import read_yaml
from flows.resources import DATA
from transforms.mentions.sentences import is_hard_wrapped, split_sentences

ABBREVIATIONS = frozenset(word for group in read_yaml(DATA / "lexicons" / "en" / "abbreviations.yaml").values() for word in group)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, ABBREVIATIONS)]


CUTS = [
    pytest.param("Rebels withdrew. The army followed.", ["Rebels withdrew.", "The army followed."], id="full stop"),
    pytest.param("Who fired? Nobody knows! It was dark.", ["Who fired?", "Nobody knows!", "It was dark."], id="question and exclamation"),
    pytest.param("Gen. Haddad resigned. He left.", ["Gen. Haddad resigned.", "He left."], id="title"),
    pytest.param("J. K. Osei resigned on Monday.", ["J. K. Osei resigned on Monday."], id="initials"),
    pytest.param("The U.S. Army withdrew. It left.", ["The U.S. Army withdrew.", "It left."], id="letters with full stops"),
    pytest.param("A Thai-U.S. School burned. It fell.", ["A Thai-U.S. School burned.", "It fell."], id="letters in a compound"),
    pytest.param("Prices rose by 3.5 percent. Nobody cared.", ["Prices rose by 3.5 percent.", "Nobody cared."], id="decimal"),
    pytest.param('"We left." They came back.', ['"We left."', "They came back."], id="straight quote stays with its sentence"),
    pytest.param("“We left.” They came back.", ["“We left.”", "They came back."], id="curly quote stays with its sentence"),
    pytest.param('"Who fired?" asked the mayor.', ['"Who fired?" asked the mayor.'], id="question goes on in small letters"),
    pytest.param("They waited… Then they fired.", ["They waited…", "Then they fired."], id="ellipsis"),
    pytest.param("rebels withdrew. the army followed.", ["rebels withdrew.", "the army followed."], id="all in small letters"),
    pytest.param("REBELS WITHDREW. THE ARMY FOLLOWED.", ["REBELS WITHDREW.", "THE ARMY FOLLOWED."], id="all in capitals"),
    pytest.param(
        "A headline without a stop\nRebels withdrew.", ["A headline without a stop", "Rebels withdrew."], id="line is a paragraph"
    ),
    pytest.param("PORT SUDAN, Nov 19 (Agency) - Rebels withdrew.", ["PORT SUDAN, Nov 19 (Agency) -", "Rebels withdrew."], id="dateline"),
    pytest.param("One.\n\n\nTwo.", ["One.", "Two."], id="empty lines"),
    pytest.param("  Rebels withdrew.  ", ["Rebels withdrew."], id="white space around"),
    pytest.param("", [], id="empty"),
    pytest.param(" \n\t ", [], id="white space"),
    pytest.param("?!—", ["?!—"], id="punctuation"),
    pytest.param("Aleppo 🙂. Damascus.", ["Aleppo 🙂.", "Damascus."], id="emoji"),
]

WRAPPED = """Rebels withdrew from the northern
suburbs of the town on Monday and
the army, which had waited for the
whole of the week, followed them to
the bridge."""


@pytest.mark.parametrize(("text", "sentences"), CUTS)
def test_cut(text, sentences) -> None:
    assert cut(text) == sentences


def test_lines_of_a_fixed_width_are_one_sentence() -> None:
    assert is_hard_wrapped(WRAPPED)
    assert cut(WRAPPED) == [WRAPPED]


def test_short_paragraphs_in_capitals_are_wrapped_where_their_inner_lines_go_on() -> None:
    text = "A GUARD WAS SHOT NEAR\nTHE BRIDGE.\n\nNOBODY FLED.\n\nIT WAS DARK.\n\nTHE ARMY CAME."
    assert cut(text)[0] == "A GUARD WAS SHOT NEAR\nTHE BRIDGE."


def test_short_lines_of_whole_sentences_are_not_wrapped() -> None:
    text = "\n".join(["Rebels withdrew.", "The army followed.", "Nobody fired.", "It was dark."])
    assert not is_hard_wrapped(text)
    assert len(cut(text)) == 4


PARTS = ["Rebels withdrew", "U.S.", " ", "\n", "\n\n", ". ", "?", "”", '"', "…", "é", "e\u0301", "🙂", "3.5", "Gen. "]


@given(st.lists(st.sampled_from(PARTS)))
def test_every_visible_character_lies_in_one_sentence(parts: list[str]) -> None:
    text = "".join(parts)
    spans = split_sentences(text, ABBREVIATIONS)
    assert all(start < end for start, end in spans)
    assert all(first_end <= start for (_, first_end), (start, _) in itertools.pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    outside = set(range(len(text))) - {i for start, end in spans for i in range(start, end)}
    assert all(text[i].isspace() for i in outside)


def test_two_short_lines_in_capitals_are_one_sentence() -> None:
    text = "A BOMB WAS FOUND IN A CAR NEAR\nTHE U.S. EMBASSY IN LOME TODAY."
    assert [text[a:b] for a, b in split_sentences(text, frozenset())] == [text]
