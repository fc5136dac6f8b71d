"""Read a sentence without a finite verb by the order of its words, as a headline is: who, does, what, where.

The parser knows prose. In "Kenya bans opposition rally" it takes the verb for a noun and finds no clause. Here the first word that the
lexicon knows as an act, that has the form of the present and stands behind a noun, becomes the verb; the noun phrase before it is its
subject, the one after it its object, phrases behind prepositions are its complements.
"""

from collections.abc import Container
from dataclasses import replace

from schemas.annotations import Sentence, Token
from transforms.mentions.lemmas import lemma_of

MAX_WORDS = 24
NOMINAL = ("NOUN", "PROPN", "NUM", "PRON", "ADJ", "X", "SYM")
PRESENT = "Mood=Ind|Tense=Pres|VerbForm=Fin"


def read_headline(sentence: Sentence, acts: Container[str]) -> Sentence:
    """The sentence itself, or for one without a finite verb what the order of its words says.

    acts: verbs that name an act, as lemmas. Out: is_guess is set where the reading is by order.
    """
    tokens = sentence.tokens
    if not 3 <= len(tokens) <= MAX_WORDS or any("VerbForm=Fin" in t.morph for t in tokens):
        return sentence
    verb = next((t.index for t in tokens if _may_be_verb(tokens, t, acts)), None)
    return sentence if verb is None else _attach_by_order(sentence, verb)


def _may_be_verb(tokens: list[Token], token: Token, acts: Container[str]) -> bool:
    """A noun of the form of a verb in the present, behind a noun and not before another preposition than a verb takes."""
    if token.index == 0 or token.pos not in ("NOUN", "PROPN", "VERB", "ADJ") or (token.text[0].isupper() and not token.text.isupper()):
        return False
    before = tokens[token.index - 1]
    lemma = lemma_of(token.lower, "VERB")
    if before.pos not in ("NOUN", "PROPN", "NUM") or lemma not in acts or any(t.pos == "ADP" for t in tokens[: token.index]):
        return False
    if token.lower == lemma:
        return before.lower.endswith("s") or before.lower in ("police", "people") or any(t.text == "," for t in tokens[: token.index])
    if not token.lower.endswith("s"):
        return False
    return token.index + 1 < len(tokens) and tokens[token.index + 1].pos in (*NOMINAL, "DET")


def _attach_by_order(sentence: Sentence, verb: int) -> Sentence:
    tokens = [replace(token, children=[]) for token in sentence.tokens]
    acting = tokens[verb]
    acting.pos, acting.lemma, acting.morph = "VERB", lemma_of(acting.lower, "VERB"), PRESENT
    acting.dep, acting.head = "ROOT", verb
    _attach_phrases(tokens, 0, verb, verb, "nsubj")
    _attach_phrases(tokens, verb + 1, len(tokens), verb, "obj")
    for token in tokens:
        if token.head != token.index:
            tokens[token.head].children.append(token.index)
    return replace(sentence, tokens=tokens, root=verb, is_guess=True)


def _attach_phrases(tokens: list[Token], start: int, end: int, verb: int, relation: str) -> None:
    """Cut a stretch into noun phrases at prepositions, commas and conjunctions; the first has the relation."""
    first: int | None = None
    mark: Token | None = None
    position = start
    while position < end:
        token = tokens[position]
        if token.pos not in NOMINAL and token.lower not in ("the", "a", "an"):
            token.head, token.dep = verb, "punct" if token.pos == "PUNCT" else "dep"
            mark = token
            position += 1
            continue
        last = position
        while last + 1 < end and (tokens[last + 1].pos in NOMINAL or tokens[last + 1].lower in ("'s", "’s")):
            last += 1
        for inner in range(position, last):
            tokens[inner].head = last
            tokens[inner].dep = "nummod" if tokens[inner].pos == "NUM" else "amod" if tokens[inner].pos == "ADJ" else "compound"
        _attach_head(tokens, last, verb, relation, first, mark)
        first = last if first is None and tokens[last].dep == relation else first
        mark, position = None, last + 1


def _attach_head(tokens: list[Token], head: int, verb: int, relation: str, first: int | None, mark: Token | None) -> None:
    token = tokens[head]
    if mark is not None and mark.pos == "ADP":
        within = mark.lower == "of" and mark.index > 0 and tokens[mark.index - 1].pos in NOMINAL
        token.head, token.dep = (mark.index - 1, "nmod") if within else (verb, "obl")
        mark.head, mark.dep = head, "case"
    elif first is not None:
        token.head, token.dep = first, "conj"
    else:
        token.head, token.dep = verb, relation
