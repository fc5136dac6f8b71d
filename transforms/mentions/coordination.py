"""Part clauses that the parser ran together: "Norway proposed the *treaty* and *Denmark* backed it".

The parser often joins the subject of a second clause to the object of the first, so that the first one's subject does both acts. A noun
joined by "and" right before a finite verb that has no subject is that subject. Where it also took the object along ("Rebels killed
*the judge and police* arrested two men"), the first verb gets its object back, unless it is one that takes a clause.
"""

from collections.abc import Container
from dataclasses import replace

from schemas.annotations import Sentence, Token
from transforms.mentions.anaphora import SUBJECTS

NAMING = ("NOUN", "PROPN", "NUM", "PRON")
HELPING = ("AUX", "ADV", "PART")
JOINED = ("conj", "acl", "parataxis", "advcl")


def part_clauses(sentence: Sentence, acts: Container[str], tellers: Container[str]) -> Sentence:
    """The sentence itself, or where two clauses ran together, one that parts them.

    acts: verbs that name an act, which alone may get an object back. tellers: verbs that take a clause.
    """
    tokens = sentence.tokens
    for verb in tokens[3:]:
        if _is_main(tokens, verb, tellers):
            sentence = _freed(sentence, verb.index)
            tokens = sentence.tokens
            continue
        subject = _noun_before(tokens, verb)
        if subject is None:
            continue
        first = _first_verb(sentence, verb, subject, acts, tellers)
        if first is not None:
            sentence = _parted(sentence, first, verb.index, subject)
            tokens = sentence.tokens
    return sentence


def _is_main(tokens: list[Token], verb: Token, tellers: Container[str]) -> bool:
    """ "Hackers *linked* to a bank *stole* files": a finite verb without subject under a participle that has the subject."""
    first = tokens[verb.head]
    if verb.dep != "ccomp" or "VerbForm=Fin" not in verb.morph or first.pos != "VERB" or first.dep != "ROOT" or first.index > verb.index:
        return False
    below = [tokens[c] for c in verb.children if c < verb.index]
    beside = [tokens[c] for c in first.children if c < first.index]
    is_bare = not any(word.dep in (*SUBJECTS, "mark", "expl") for word in below)
    is_participle = first.lower.endswith(("ed", "en", "wn")) and first.lemma not in tellers
    subjects = [word for word in beside if word.dep == "nsubj" and word.index == first.index - 1]
    has_object = any(tokens[c].dep == "obj" for c in first.children)
    between = any(word.text in (",", '"', ":", ";") for word in tokens[first.index : verb.index])
    return is_bare and is_participle and bool(subjects) and not has_object and not between


def _freed(sentence: Sentence, main: int) -> Sentence:
    """The sentence with its second verb as the main one, and the participle before it as part of the subject."""
    tokens = [replace(token, children=[]) for token in sentence.tokens]
    verb = tokens[main]
    first = tokens[verb.head]
    subject = next(token for token in tokens if token.head == first.index and token.dep == "nsubj")
    for token in tokens:
        if token.head == first.index and token.index != first.index and (token.index > main or token.dep == "punct"):
            token.head = main
    verb.dep, verb.head = first.dep, main
    subject.head, first.head, first.dep = main, subject.index, "acl"
    first.morph = "Tense=Past|VerbForm=Part|Voice=Pass"
    return _grown(replace(sentence, tokens=tokens, root=main))


def _grown(sentence: Sentence) -> Sentence:
    for token in sentence.tokens:
        if token.head != token.index:
            sentence.tokens[token.head].children.append(token.index)
    return sentence


def _noun_before(tokens: list[Token], verb: Token) -> int | None:
    """The noun joined by "and" to another that stands right before a finite verb, its helpers aside."""
    if verb.pos != "VERB" or not any("VerbForm=Fin" in t.morph for t in (verb, *_helpers(tokens, verb))):
        return None
    position = verb.index - 1
    while position > 1 and tokens[position].pos in HELPING and tokens[position].head == verb.index:
        position -= 1
    noun = tokens[position]
    is_joined = noun.dep == "conj" and noun.pos in NAMING and any(tokens[c].dep == "cc" for c in noun.children)
    return position if is_joined else None


def _helpers(tokens: list[Token], verb: Token) -> list[Token]:
    return [tokens[c] for c in verb.children if tokens[c].dep.startswith("aux") and c < verb.index]


def _first_verb(sentence: Sentence, verb: Token, subject: int, acts: Container[str], tellers: Container[str]) -> int | None:
    """The verb of the clause before, if the two ran together; null where the noun is rightly joined to the other."""
    tokens = sentence.tokens
    other = tokens[tokens[subject].head]
    children = [tokens[c] for c in verb.children]
    if any(word.dep in ("mark", "cc") and word.index < verb.index for word in children):
        return None
    above = tokens[other.head]
    if other.dep in SUBJECTS and other.head == verb.index and verb.dep == "ccomp":
        first = tokens[verb.head]
        takes_object = first.lemma in acts and first.lemma not in tellers and not any(tokens[c].dep == "obj" for c in first.children)
        return first.index if takes_object and first.pos == "VERB" and first.index < other.index else None
    if any(word.dep in SUBJECTS for word in children) or verb.dep not in JOINED:
        return None
    while above.pos not in ("VERB", "AUX") and above.head != above.index:
        above = tokens[above.head]
    is_behind = above.pos == "VERB" and above.index < other.index and other.dep in ("obj", "obl", "nmod")
    return above.index if is_behind and verb.head in (above.index, other.index, subject) else None


def _parted(sentence: Sentence, first: int, second: int, subject: int) -> Sentence:
    """The sentence with the second verb beside the first, and the noun before it as its subject."""
    tokens = [replace(token, children=[]) for token in sentence.tokens]
    noun, verb = tokens[subject], tokens[second]
    other = tokens[noun.head]
    if other.head == second:
        other.head, other.dep = first, "obj"
    for token in tokens:
        if token.head == subject and token.dep == "cc":
            token.head = second
    is_passive = any(token.head == second and token.dep == "aux:pass" for token in tokens)
    noun.head, noun.dep = second, "nsubj:pass" if is_passive else "nsubj"
    verb.head, verb.dep = first, "conj"
    return _grown(replace(sentence, tokens=tokens))
