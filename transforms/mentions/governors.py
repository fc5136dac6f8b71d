"""What stands above a word: the governor that factuality and attribution ask, mended where the parser hung a clause on the wrong noun.

"said on *Friday* that a court had sentenced him": the parser takes the clause for a relative clause of the noun before "that". "Rwanda
*denies* arming rebels": it takes the verb for a noun. "asked the *bloc* to send food", "a request from the *minister* to resign": it
hangs the infinitive on the noun nearest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.annotations import Sentence, Token
from transforms.mentions.roles import VERBAL

NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")
CLAUSES = ("acl", "acl:relcl", "advcl:relcl")
MAX_RISE = 4


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """The words by which clauses find what they belong to: verbs and nouns that take a clause, and the markers of a clause.

    never_nouns: verbs whose forms are no nouns ("denies"), though the parser may say so.
    """

    verbs: frozenset[str]
    nouns: frozenset[str]
    never_nouns: frozenset[str]
    content: frozenset[str]
    infinitive: frozenset[str]
    gerund: frozenset[str]


@dataclass(frozen=True, slots=True)
class Link:
    """One step up from a word: its governor and how it hangs on it."""

    below: Token
    governor: Token
    relation: str

    @property
    def is_clause(self) -> bool:
        return self.relation in ("xcomp", "ccomp", "advcl", "csubj", "csubj:pass", "acl")

    @property
    def is_nominal(self) -> bool:
        return self.relation in ("obj", "nsubj:pass", "obl")


def link_above(sentence: Sentence, below: Token, words: ClauseWords) -> Link:
    """The governor of a word and its relation to it; the word itself as governor at the root."""
    governor = sentence.tokens[below.head]
    if governor.index == below.index:
        return Link(below, governor, below.dep)
    if below.dep == "amod" and _is_gerund_before_object(sentence, below, governor, words):
        return Link(below, sentence.tokens[governor.head], "acl")
    if below.dep == "amod" and governor.dep == "obj" and _is_gerund_behind(sentence, below, sentence.tokens[governor.head], words):
        return Link(below, sentence.tokens[governor.head], "xcomp")
    if below.dep == "xcomp" and is_infinitive(sentence, below, words):
        plan = _noun_before_infinitive(sentence, below, governor, words)
        return Link(below, plan, "acl") if plan else Link(below, governor, below.dep)
    if below.dep not in CLAUSES:
        return Link(below, governor, below.dep)
    if is_verb(governor, words):
        return Link(below, governor, "ccomp")
    if _has_mark(sentence, below, words.content):
        verb = _verb_above(sentence, governor, words)
        if governor.lemma in words.nouns and not (verb and governor.dep == "obl"):
            return Link(below, governor, "acl")
        return Link(below, verb, "ccomp") if verb else Link(below, governor, below.dep)
    if governor.lemma not in words.nouns and is_infinitive(sentence, below, words):
        above = sentence.tokens[governor.head]
        if governor.dep in ("obj", "iobj", "obl", "nsubj:pass") and above.pos in VERBAL and above.lemma in words.verbs:
            return Link(below, above, "xcomp")
        if governor.dep == "nmod" and above.lemma in words.nouns:
            return Link(below, above, "acl")
    return Link(below, governor, below.dep)


def links_above(sentence: Sentence, below: Token, words: ClauseWords) -> Iterable[Link]:
    """Every step from a word to the root."""
    for _ in range(60):
        link = link_above(sentence, below, words)
        if link.governor.index == below.index:
            return
        yield link
        below = link.governor


def is_verb(token: Token, words: ClauseWords) -> bool:
    """True for verbs, also for one that the parser took for a plural noun ("denies")."""
    return token.pos in VERBAL or (token.pos == "NOUN" and token.lemma in words.never_nouns)


def is_infinitive(sentence: Sentence, token: Token, words: ClauseWords) -> bool:
    return any(sentence.tokens[c].dep == "mark" and sentence.tokens[c].lower in words.infinitive for c in token.children)


def _has_mark(sentence: Sentence, clause: Token, marks: frozenset[str]) -> bool:
    """True for a clause with one of these markers that is not its only subject ("claims *that* were false" is a relative clause)."""
    children = [sentence.tokens[c] for c in clause.children]
    subjects = sum(word.dep.startswith("nsubj") for word in children)
    markers = (word for word in children if word.lower in marks and word.index < clause.index)
    return any(subjects > 1 or not word.dep.startswith("nsubj") for word in markers)


def _is_gerund_before_object(sentence: Sentence, below: Token, governor: Token, words: ClauseWords) -> bool:
    """ "accuses Moscow of *deporting* children": a gerund between a preposition and its object, read as a modifier of the object."""
    if "VerbForm=Ger" not in below.morph and not below.lower.endswith("ing"):
        return False
    before = sentence.tokens[below.index - 1] if below.index else None
    return below.pos == "VERB" and before is not None and before.lower in words.gerund and before.head in (governor.index, below.index)


def _is_gerund_behind(sentence: Sentence, below: Token, verb: Token, words: ClauseWords) -> bool:
    """ "ruled out *closing* plants": a gerund right behind a verb that takes clauses, read as a modifier of its own object."""
    if below.pos != "VERB" or "VerbForm=Ger" not in below.morph or not is_verb(verb, words):
        return False
    particle = [sentence.tokens[i] for i in verb.children if sentence.tokens[i].dep == "compound:prt"]
    is_next = below.index - 1 in (verb.index, *(word.index for word in particle))
    return is_next and bool(words.verbs & {verb.lemma, *(f"{verb.lemma} {word.lower}" for word in particle)})


def _noun_before_infinitive(sentence: Sentence, below: Token, verb: Token, words: ClauseWords) -> Token | None:
    """ "announced *plans* to arrest": the object that an infinitive follows and belongs to, though the parser gave it to the verb."""
    marks = [c for c in below.children if sentence.tokens[c].dep == "mark"]
    before = sentence.tokens[marks[0] - 1] if marks and marks[0] else None
    is_plan = before is not None and before.dep == "obj" and before.head == verb.index and before.lemma in words.nouns
    return before if is_plan else None


def _verb_above(sentence: Sentence, noun: Token, words: ClauseWords) -> Token | None:
    """The nearest verb to the left of a noun, above it, that takes a clause."""
    current = noun
    for _ in range(MAX_RISE):
        above = sentence.tokens[current.head]
        if above.index == current.index:
            return None
        if is_verb(above, words) and above.index < noun.index:
            return above if above.lemma in words.verbs else None
        current = above
    return None
