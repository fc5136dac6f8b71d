"""The made-up newswire treebank: its grammar notation, and that every sentence is a tree."""

from itertools import pairwise

import pytest

from flows.build.newswire_trees import CLOSING, Maker, make_sentences, read_grammar, text_of, to_conllu
from flows.build.newswire_words import Words

WORDS = {
    "function": {
        "the": ["DET", "Definite=Def|PronType=Art", "det"],
        "by": ["ADP", "", "case"],
        "was": ["AUX", "", "aux:pass"],
        "a": ["DET", "", "det"],
    },
    "features": {"past.sg": "Tense=Past", "pass": "Voice=Pass", "ing": "VerbForm=Part", "sg": "Number=Sing", "pl": "Number=Plur"},
    "inflection": {
        "doubled": "^(?:ban|free up)$",
        "pl": [["(?<!u)man$", "men"], ["$", "s"]],
        "past": [["e$", "ed"], ["$", "ed"]],
        "ing": [["(?<=[^e])e$", "ing"], ["$", "ing"]],
        "pres": [["$", "s"]],
    },
    "names_in": {"adjectives": ["Supreme"], "directions": ["North"], "takes_the": ["Court"], "prepositions": ["of"]},
    "verbs": {"free": ["free"], "ban": ["ban"], "shoot": ["shoot/shot/shot down"]},
    "nouns": {"agent": ["opposition~ militiaman"], "judge": ["judge"]},
    "adjectives": {"adjective": ["rebel-held"]},
    "adverbs": {},
    "numbers": {"digit": ["1,500"]},
    "names": {"weekday": ["Tuesday"], "org": ["Supreme Court of North Utopia"]},
    "often": {},
}


def arcs(rules: dict[str, list[str]]) -> tuple[str, list[tuple[str, str, str]]]:
    """The text and the (word, relation, head) of the one sentence of a grammar."""
    words = Words(WORDS, {})
    maker = Maker(read_grammar({"variables": {"n": ["sg"]}, "rules": rules}, words.is_modifier), words, 1)
    sentence = maker.sentence()
    forms = {0: "ROOT"} | {number: str(word["form"]) for number, word in enumerate(sentence, 1)}
    return text_of(sentence), [(str(word["form"]), str(word["deprel"]), forms[int(word["head"])]) for word in sentence]


def test_what_stands_before_the_head_hangs_on_it() -> None:
    text, found = arcs({"SENTENCE": ["@judge.sg>nsubj @weekday>obl:unmarked @free.past.{n} OBJECT>obj"], "OBJECT": ["the @agent.pl"]})
    assert text == "Judge Tuesday freed the opposition militiamen"
    assert found == [
        ("Judge", "nsubj", "freed"), ("Tuesday", "obl:unmarked", "freed"), ("freed", "root", "ROOT"),
        ("the", "det", "militiamen"), ("opposition", "amod", "militiamen"), ("militiamen", "obj", "freed"),
    ]  # fmt: skip


def test_a_part_can_bring_its_own_relation() -> None:
    _, found = arcs({"SENTENCE": ["@judge.sg>nsubj:pass was @ban.pass AGENT>~"], "AGENT": ["[obl:agent] 2 | by @org"]})
    assert ("banned", "root", "ROOT") in found
    assert ("Court", "obl:agent", "banned") in found
    assert ("Supreme", "amod", "Court") in found
    assert ("Utopia", "nmod", "Court") in found
    assert ("North", "compound", "Utopia") in found


@pytest.mark.parametrize(
    ("line", "text"),
    [
        pytest.param("@shoot.past.sg", "Shot down", id="irregular verb with its particle"),
        pytest.param("@ban.ing", "Banning", id="doubled consonant"),
        pytest.param("a @adjective @agent.sg", "A rebel-held opposition militiaman", id="hyphens take no spaces"),
        pytest.param(
            "SUBJECT>nsubj @free.past.sg , .", "An opposition militiaman freed.", id="an before a vowel, no comma before a full stop"
        ),
    ],
)
def test_the_text_of_a_line(line: str, text: str) -> None:
    assert arcs({"SENTENCE": [line], "SUBJECT": ["a @agent.sg"]})[0] == text


def test_a_production_without_a_head_is_refused() -> None:
    with pytest.raises(ValueError, match="needs one head"):
        arcs({"SENTENCE": ["@judge.sg @agent.sg"]})


def test_every_sentence_of_the_shipped_grammar_is_one_tree_without_crossing_arcs() -> None:
    sentences = make_sentences(150)
    assert len({text_of(sentence) for sentence in sentences}) == 150
    for sentence in sentences:
        heads = [int(word["head"]) for word in sentence]
        assert heads.count(0) == 1
        assert all(word["deprel"] for word in sentence)
        for place, head in enumerate(heads, 1):
            low, high = sorted((place, head))
            assert head == 0 or all(low <= heads[between - 1] <= high for between in range(low + 1, high))
        assert not any(word["space"] and following["form"] in CLOSING - {"'"} for word, following in pairwise(sentence))


def test_the_same_seed_makes_the_same_sentences() -> None:
    assert to_conllu(make_sentences(20)) == to_conllu(make_sentences(20))
    assert make_sentences(5, seed=1) != make_sentences(5, seed=2)
