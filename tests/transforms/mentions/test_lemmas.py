"""Dictionary forms of English words, and back."""

import pytest

from transforms.mentions.lemmas import forms_of, lemma_of

LEMMAS = [
    pytest.param("withdrew", "VERB", "withdraw", id="strong verb"),
    pytest.param("shelling", "VERB", "shell", id="gerund"),
    pytest.param("left", "VERB", "leave", id="left is leave"),
    pytest.param("shot", "VERB", "shoot", id="shot is shoot"),
    pytest.param("wounded", "VERB", "wound", id="wounded is wound"),
    pytest.param("found", "VERB", "find", id="found is find"),
    pytest.param("was", "AUX", "be", id="auxiliary"),
    pytest.param("attacks", "NOUN", "attack", id="plural"),
    pytest.param("policemen", "NOUN", "policeman", id="irregular plural"),
    pytest.param("forces", "NOUN", "force", id="forces"),
    pytest.param("police", "NOUN", "police", id="police stays"),
    pytest.param("against", "ADP", "against", id="other word classes stay"),
    pytest.param("café", "NOUN", "café", id="letters that the dictionary has not"),
    pytest.param("16", "NOUN", "16", id="digits"),
    pytest.param("", "NOUN", "", id="empty"),
]

FORMS = [
    pytest.param("withdraw", "VERB", {"withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"}, id="strong verb"),
    pytest.param("raid", "NOUN", {"raid", "raids"}, id="noun"),
    pytest.param(
        "lathicharge", "VERB", {"lathicharge", "lathicharges", "lathicharged", "lathicharging"}, id="verb that the dictionary has not"
    ),
]


@pytest.mark.parametrize(("word", "pos", "lemma"), LEMMAS)
def test_lemma(word, pos, lemma) -> None:
    assert lemma_of(word, pos) == lemma


@pytest.mark.parametrize(("lemma", "word_class", "forms"), FORMS)
def test_forms(lemma, word_class, forms) -> None:
    assert forms <= forms_of(lemma, word_class)
