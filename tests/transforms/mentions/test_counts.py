"""Counts of persons: parsed sentences as rows of word, lemma, part of speech, head (from 1, 0 = root), label, and what must come out."""

from pathlib import Path

import pytest
import yaml

from schemas.annotations import CountOfPersons, Sentence, Token
from schemas.lexicons.numbers import CountLexicon, NumberLexicon
from transforms.mentions.counts import find_counts
from transforms.mentions.numbers import NumberEngine

LEXICONS = Path(__file__).parents[3] / "data" / "lexicons" / "en"
NUMBERS = NumberEngine(NumberLexicon.from_rows(yaml.safe_load((LEXICONS / "numerals.yaml").read_text())))
LEXICON = CountLexicon.from_rows(yaml.safe_load((LEXICONS / "counts.yaml").read_text()))
MORPH = {"VBN": "Tense=Past|VerbForm=Part", "NNS": "Number=Plur", "NN": "Number=Sing"}


def parsed(rows: str) -> Sentence:
    """A sentence from rows "word lemma POS head label", one a line; POS may carry a Penn tag ("VERB:VBN") for its morphology."""
    tokens: list[Token] = []
    offset = 0
    for index, row in enumerate(rows.strip().splitlines()):
        word, lemma, tag, head, label = row.split()
        pos, _, penn = tag.partition(":")
        governor = index if head == "0" else int(head) - 1
        tokens.append(Token(index, word, word.lower(), lemma, pos, label, governor, offset, offset + len(word), MORPH.get(penn, "")))
        offset += len(word) + 1
    for token in tokens:
        if token.head != token.index:
            tokens[token.head].children.append(token.index)
    text = " ".join(token.text for token in tokens)
    return Sentence(0, 0, len(text), text, tokens, next(t.index for t in tokens if t.head == t.index))


def counts(rows: str) -> list[CountOfPersons]:
    sentence = parsed(rows)
    return find_counts(sentence, NUMBERS.find_quantities(sentence.text), LEXICON)


def figures(rows: str) -> list[tuple[str, int, int, int | None]]:
    return [(count.kind, count.quantity.low, count.quantity.best, count.quantity.high) for count in counts(rows)]


ACTIVE = """
Jets jet NOUN:NNS 2 nsubj
killed kill VERB 0 root
200 200 NUM 4 nummod
militants militant NOUN:NNS 2 obj
. . PUNCT 2 punct"""
PASSIVE = """
At at ADP 3 advmod
least least ADV 1 fixed
17 17 NUM 4 nummod
villagers villager NOUN:NNS 6 nsubj:pass
were be AUX 6 aux:pass
wounded wound VERB:VBN 0 root
. . PUNCT 6 punct"""
LEFT_DEAD = """
The the DET 2 det
blast blast NOUN:NN 3 nsubj
left leave VERB 0 root
12 12 NUM 3 obj
dead dead ADJ 3 xcomp
and and CCONJ 7 cc
30 30 NUM 3 conj
injured injured ADJ 7 amod
. . PUNCT 3 punct"""
TOLL = """
The the DET 3 det
death death NOUN:NN 3 compound
toll toll NOUN:NN 4 nsubj
rose rise VERB 0 root
to to ADP 6 case
45 45 NUM 4 obl
. . PUNCT 4 punct"""
PARTICIPLES = """
A a DET 2 det
bomb bomb NOUN:NN 3 nsubj
exploded explode VERB 0 root
, , PUNCT 5 punct
killing kill VERB 3 advcl
three three NUM 5 obj
and and CCONJ 8 cc
wounding wound VERB 5 conj
a a DET 10 det
dozen dozen NOUN:NN 11 nummod
others other NOUN:NNS 8 obj
. . PUNCT 3 punct"""
FLED = """
Nearly nearly ADV 2 advmod
3,000 3,000 NUM 3 nummod
people people NOUN:NNS 4 nsubj
fled flee VERB 0 root
. . PUNCT 4 punct"""
FORCED = """
Floods flood NOUN:NNS 2 nsubj
forced force VERB 0 root
500 500 NUM 4 nummod
residents resident NOUN:NNS 2 obj
to to PART 6 mark
flee flee VERB 2 xcomp
. . PUNCT 2 punct"""
ARRESTED_SOME = """
Troops troop NOUN:NNS 2 nsubj
arrested arrest VERB 0 root
some some DET 4 det
individuals individual NOUN:NNS 2 obj
. . PUNCT 2 punct"""
MARCHED = """
Tens ten NOUN:NNS 4 nsubj
of of ADP 3 case
thousands thousand NOUN:NNS 1 nmod
marched march VERB 0 root
. . PUNCT 4 punct"""
CROWD = """
A a DET 2 det
crowd crowd NOUN:NN 5 nsubj
of of ADP 4 case
5,000 5,000 NUM 2 nmod
gathered gather VERB 0 root
. . PUNCT 5 punct"""
TWO_OF_THEM = """
Two two NUM 4 nsubj
of of ADP 3 case
them they PRON 1 nmod
died die VERB 0 root
. . PUNCT 4 punct"""
ABDUCTED = """
Gunmen gunman NOUN:NNS 2 nsubj
abducted abduct VERB 0 root
two two NUM 5 nummod
aid aid NOUN:NN 5 compound
workers worker NOUN:NNS 2 obj
. . PUNCT 2 punct"""
NAMED = """
Gunmen gunman NOUN:NNS 2 nsubj
killed kill VERB 0 root
Ahmad Ahmad PROPN 2 obj
Nasser Nasser PROPN 3 flat
. . PUNCT 2 punct"""
PLURAL = """
Shells shell NOUN:NNS 2 nsubj
killed kill VERB 0 root
civilians civilian NOUN:NNS 2 obj
. . PUNCT 2 punct"""
LIST = """
Two two NUM 2 nummod
soldiers soldier NOUN:NNS 7 nsubj:pass
and and CCONJ 5 cc
a a DET 5 det
policeman policeman NOUN:NN 2 conj
were be AUX 7 aux:pass
killed kill VERB:VBN 0 root
. . PUNCT 7 punct"""
NO_ONE = """
No no DET 2 det
one one PRON 4 nsubj:pass
was be AUX 4 aux:pass
hurt hurt VERB:VBN 0 root
. . PUNCT 4 punct"""
LIVES = """
The the DET 2 det
quake quake NOUN:NN 3 nsubj
claimed claim VERB 0 root
45 45 NUM 5 nummod
lives life NOUN:NNS 3 obj
. . PUNCT 3 punct"""
RELATIVE = """
Of of ADP 3 case
the the DET 3 det
people people NOUN:NNS 8 obl
, , PUNCT 8 punct
12 12 NUM 8 nsubj
who who PRON 7 nsubj
died die VERB 5 acl:relcl
came come VERB 0 root
. . PUNCT 8 punct"""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(ACTIVE, [("killed", 200, 200, 200)], id="object"),
        pytest.param(PASSIVE, [("injured", 17, 17, None)], id="passive_subject"),
        pytest.param(LEFT_DEAD, [("killed", 12, 12, 12), ("injured", 30, 30, 30)], id="left_dead_and_injured"),
        pytest.param(TOLL, [("killed", 45, 45, 45)], id="death_toll"),
        pytest.param(PARTICIPLES, [("killed", 3, 3, 3), ("injured", 12, 12, 12)], id="participles"),
        pytest.param(FLED, [("displaced", 2700, 3000, 3000)], id="subject_of_flight"),
        pytest.param(FORCED, [("displaced", 500, 500, 500)], id="forced_to_flee"),
        pytest.param(ARRESTED_SOME, [("arrested", 2, 2, None)], id="some_individuals"),
        pytest.param(MARCHED, [("participants", 20_000, 30_000, None)], id="tens_of_thousands"),
        pytest.param(CROWD, [("participants", 5000, 5000, 5000)], id="crowd_of"),
        pytest.param(TWO_OF_THEM, [("killed", 2, 2, 2)], id="two_of_them"),
        pytest.param(ABDUCTED, [("abducted", 2, 2, 2)], id="abducted"),
        pytest.param(NAMED, [("killed", 1, 1, 1)], id="a_name_counts_one"),
        pytest.param(PLURAL, [("killed", 2, 2, None)], id="a_bare_plural_is_at_least_two"),
        pytest.param(LIST, [("killed", 3, 3, 3)], id="coordination_is_added"),
        pytest.param(NO_ONE, [("injured", 0, 0, 0)], id="stated_as_none"),
        pytest.param(LIVES, [("killed", 45, 45, 45)], id="lives_claimed"),
        pytest.param(RELATIVE, [("killed", 12, 12, 12)], id="relative_clause"),
    ],
)
def test_figures_of_persons(rows: str, expected: list[tuple[str, int, int, int | None]]) -> None:
    assert figures(rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(ACTIVE.replace("militants militant", "cows cow"), id="animals"),
        pytest.param(ACTIVE.replace("militants militant", "jobs job"), id="jobs"),
        pytest.param(ARRESTED_SOME.replace("individuals individual", "boats boat"), id="boats"),
        pytest.param(ACTIVE.replace("killed kill", "praised praise"), id="another_verb"),
        pytest.param(
            "He he PRON 2 nsubj\nspent spend VERB 0 root\n$ $ SYM 2 obj\n5 5 NUM 3 nummod\nmillion million NUM 4 flat", id="money"
        ),
        pytest.param(
            "They they PRON 4 nsubj\ndid do AUX 4 aux\nnot not PART 4 advmod\n"
            "kill kill VERB 0 root\n12 12 NUM 6 nummod\nmen man NOUN:NNS 4 obj",
            id="negated",
        ),
    ],
)
def test_what_counts_no_persons(rows: str) -> None:
    assert figures(rows) == []


def test_the_name_is_quoted_in_full() -> None:
    (count,) = counts(NAMED)
    assert (count.quantity.text, count.predicate) == ("Ahmad Nasser", 1)


def test_a_total_of_a_war_is_cumulative() -> None:
    rows = """
Since since ADP 2 case
2011 2011 NUM 6 obl
the the DET 4 det
war war NOUN:NN 6 nsubj
has have AUX 6 aux
killed kill VERB:VBN 0 root
500,000 500,000 NUM 8 nummod
people people NOUN:NNS 6 obj
. . PUNCT 6 punct"""
    (count,) = counts(rows)
    assert (count.kind, count.quantity.best, count.is_cumulative) == ("killed", 500_000, True)
    assert not counts(ACTIVE)[0].is_cumulative


def test_a_figure_beside_a_predicate_counts_where_the_parse_links_nothing() -> None:
    rows = """
Police police NOUN:NNS 2 nsubj
said say VERB 0 root
40 40 NUM 2 dep
men man NOUN:NNS 2 dep
were be AUX 2 dep
detained detain VERB:VBN 2 dep
. . PUNCT 2 punct"""
    (count,) = counts(rows)
    assert (count.kind, count.quantity.best, count.predicate) == ("arrested", 40, None)
