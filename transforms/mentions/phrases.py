"""Noun phrases of a parsed sentence: which words belong to a head noun, and its coordinated and apposed fellows."""

from schemas.annotations import Sentence, Token

NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM", "DET")
_INSIDE = {
    "compound", "amod", "nummod", "flat", "nmod:poss", "nmod:unmarked", "det", "det:predet", "fixed", "goeswith", "nmod:desc", "flat:name",
    "nmod:npmod", "obl:npmod", "advmod", "punct", "case", "dep", "compound:prt",
}  # fmt: skip
_EDGE_OFF = {"DET", "ADP", "CCONJ", "PUNCT", "SCONJ", "PART"}
MAX_COMPLEMENT = 12
RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whom", "whose"})


def case_of(sentence: Sentence, token: Token) -> str | None:
    """The preposition of a noun phrase ("of", "against", "according"), null for none and for the possessive 's."""
    for child in token.children:
        word = sentence.tokens[child]
        if word.dep == "case" and word.index < token.index:
            return word.lower
    return None


def phrase_tokens(sentence: Sentence, head: int, *, with_of: bool = True) -> list[int]:
    """Indices of the words of the phrase around a head: modifiers, names, "of" complements; no clause, apposition or other preposition.

    with_of: False leaves out the head's own "of" complement ("accused *the police* of bias").
    """
    members = {head}
    stack = [head]
    while stack:
        current = stack.pop()
        for child in sentence.tokens[current].children:
            word = sentence.tokens[child]
            if _belongs(sentence, word, current, head) and (with_of or word.dep != "nmod" or current != head):
                members.add(child)
                stack.append(child)
    return _contiguous(sentence, members | _name_around(sentence, head), head)


def _name_around(sentence: Sentence, head: int) -> set[int]:
    """The capitalised words that adjoin a name, whatever the parser made of them ("*Theresa May* will")."""
    if not _is_name_word(sentence.tokens[head]):
        return set()
    first = last = head
    while first > 0 and _is_name_word(sentence.tokens[first - 1]):
        first -= 1
    while last + 1 < len(sentence.tokens) and _is_name_word(sentence.tokens[last + 1]):
        last += 1
    return set(range(first, last + 1))


def _is_name_word(token: Token) -> bool:
    return token.pos == "PROPN" and token.text[0].isupper() and not token.dep.startswith(("obl", "nmod:unmarked"))


def _belongs(sentence: Sentence, word: Token, parent: int, head: int) -> bool:
    if word.dep == "nmod":
        case = case_of(sentence, word)
        is_near = word.index - head < MAX_COMPLEMENT
        return is_near and (case == "of" or (case == "for" and _is_in_name(sentence, parent, word)))
    if word.dep == "conj":
        return parent != head and sentence.tokens[parent].dep in ("amod", "compound")
    if word.dep == "cc":
        return parent != head or sentence.tokens[parent].dep in ("amod", "compound")
    if word.dep == "appos" or (word.dep == "amod" and _has_subject(sentence, word)):
        return False
    if word.dep == "case" and parent == head and word.index < head:
        return False
    if word.dep == "advmod":
        return word.index < parent and word.pos == "ADV" and word.lower not in ("not", "also", "only")
    return word.dep in _INSIDE


def _is_in_name(sentence: Sentence, parent: int, word: Token) -> bool:
    """Capitals on both sides of a preposition: "*Movement for Democratic Change*"."""
    token = sentence.tokens[parent]
    between = sentence.tokens[parent + 1 : word.index]
    is_one = all(t.text[:1].isupper() or t.lower in ("for", "the", "and", "of") for t in between)
    return is_one and _is_capitalised(token) and _is_capitalised(word) and not token.text.isupper() and token.index > 0


def _is_capitalised(token: Token) -> bool:
    return token.pos in ("NOUN", "PROPN") and token.text[:1].isupper()


def _hyphened(sentence: Sentence, first: int) -> int:
    """The start of the word that a hyphen ties to the first of a phrase ("*ex*-president", "*34*-year-old man")."""
    while first >= 2 and sentence.tokens[first - 1].text == "-":
        before, hyphen, token = sentence.tokens[first - 2 : first + 1]
        is_tied = before.end_char == hyphen.start_char and hyphen.end_char == token.start_char
        if not is_tied or not before.text.isalnum():
            break
        first -= 2
    return first


def _contiguous(sentence: Sentence, members: set[int], head: int) -> list[int]:
    first = last = head
    while first - 1 in members:
        first -= 1
    first = _hyphened(sentence, first)
    while last + 1 in members:
        last += 1
    while first < head and not any(char.isalnum() for char in sentence.tokens[first].text):
        first += 1
    while first < head and sentence.tokens[first].pos in _EDGE_OFF and sentence.tokens[first].lower not in ("no",):
        first += 1
    while last > head and sentence.tokens[last].pos in _EDGE_OFF and not sentence.tokens[last].lower.endswith("'s"):
        last -= 1
    while last > head and (sentence.tokens[last].lower in ("'s", "'", "’s", "’") or sentence.tokens[last].pos == "PUNCT"):
        last -= 1
    return list(range(first, last + 1))


def fellows(sentence: Sentence, head: int) -> list[int]:
    """Heads coordinated with a head noun, itself first ("Turkey, Iran and Russia")."""
    out = [head]
    for child in sentence.tokens[head].children:
        word = sentence.tokens[child]
        if word.dep == "conj" and word.pos in NOMINAL:
            out.extend(fellows(sentence, child))
    return out


def apposed(sentence: Sentence, head: int) -> list[int]:
    """Heads in apposition to a head noun ("the army chief, *General Haddad*")."""
    return [
        child for child in sentence.tokens[head].children if sentence.tokens[child].dep == "appos" and sentence.tokens[child].pos in NOMINAL
    ]


def is_past_participle(verb: Token) -> bool:
    """ "Killed", "taken"."""
    return "VerbForm=Part" in verb.morph and "Tense=Past" in verb.morph


def ancestors(sentence: Sentence, index: int) -> list[int]:
    """Governors of a token, nearest first, the root last."""
    out: list[int] = []
    current = index
    while sentence.tokens[current].head != current and len(out) < 60:
        current = sentence.tokens[current].head
        out.append(current)
    return out


def subtree(sentence: Sentence, index: int) -> set[int]:
    """A token and everything below it."""
    out: set[int] = set()
    stack = [index]
    while stack:
        current = stack.pop()
        if current not in out:
            out.add(current)
            stack.extend(sentence.tokens[current].children)
    return out


def fellow_of(sentence: Sentence, token: Token) -> Token:
    """What a coordinated verb really stands beside.

    A finite verb that the parser joined to an infinitive or a gerund ("denied shelling the market and accused") stands beside the finite
    verb above that.
    """
    governor = sentence.tokens[token.head]
    if "VerbForm=Fin" not in token.morph:
        return governor
    for _ in range(4):
        bare = "VerbForm=Ger" in governor.morph or "VerbForm=Inf" in governor.morph or governor.lower.endswith("ing")
        if governor.pos not in ("VERB", "AUX") or not bare or governor.head == governor.index or _has_helper(sentence, governor):
            break
        governor = sentence.tokens[governor.head]
    return governor


def _has_helper(sentence: Sentence, verb: Token) -> bool:
    return any(sentence.tokens[c].dep == "aux" for c in verb.children)


def _has_subject(sentence: Sentence, word: Token) -> bool:
    """True for a verb that the parser took for a modifier of its own object ("Officials *blamed* Turkey")."""
    return any(sentence.tokens[c].dep == "nsubj" for c in word.children)
