"""Join the members of lists of persons that the parser parts: before the verb of a clause, behind a name, as a second object."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from schemas.annotations import Token

NOUNS = ("NOUN", "PROPN")
LISTED = (*NOUNS, "PRON", "NUM")
CLAUSES = ("ccomp", "parataxis")
SUBJECTS = ("nsubj", "nsubj:pass")


def join_members(tokens: Sequence[Token]) -> None:
    """Hang the members of a list on its first; children are not yet known."""
    below: dict[int, list[Token]] = defaultdict(list)
    for token in tokens:
        below[token.head].append(token)
    for noun in tokens:
        if noun.dep == "conj" and noun.pos in LISTED and tokens[noun.head].dep == "flat":
            noun.head = _begin_of_name(noun.head, tokens)
        elif noun.dep == "obj" and noun.pos in NOUNS:
            _join_second_object(noun, tokens, below)
        elif noun.dep in SUBJECTS and noun.pos in LISTED:
            _join_to_subject(noun, tokens, below)


def _join_to_subject(last: Token, tokens: Sequence[Token], below: Mapping[int, Sequence[Token]]) -> None:
    """ "*A judge*, *a clerk*, and two guards were shot": the members before the last, which the parser took for something else.

    They may be the root with the verb joined to it, a complement of the verb before ("spoke after *a judge*"), or a subject apart. Of two
    members with a comma between them each may have a clause of its own.
    """
    verb = tokens[last.head]
    joiner = next((w for holder in (verb, last) for w in below[holder.index] if w.dep == "cc" and w.index < last.index), None)
    first = _opens_list(verb, last, tokens, below) if joiner is not None else None
    if joiner is None or first is None:
        return
    middle = [w for w in below[first.index] if w.dep in ("conj", "appos") and w.pos in LISTED and first.index < w.index < joiner.index]
    if not middle and (tokens[joiner.index - 1].text == "," or first.dep == last.dep):
        return
    if verb.dep == "conj" and first.head != verb.index:
        verb.dep, verb.head = first.dep, verb.index if first.head == first.index else first.head
        _move(below[first.index], ("advcl", "obl", "obl:unmarked", "parataxis"), verb)
    elif first.head != verb.index:
        verb.dep = "advcl"
        for word in _move(below[first.index], ("case",), verb):
            word.dep = "mark"
    first.dep, first.head = last.dep, verb.index
    last.dep, last.head, joiner.head = "conj", first.index, last.index
    for word in middle:
        word.dep = "conj"


def _opens_list(verb: Token, last: Token, tokens: Sequence[Token], below: Mapping[int, Sequence[Token]]) -> Token | None:
    """The noun before "and" that the list of a verb's last subject may begin with."""
    governor = tokens[verb.head]
    while governor.dep == "conj" and tokens[governor.head].pos in LISTED and tokens[governor.head].index < governor.index:
        governor = tokens[governor.head]
    apart = [word for word in below[verb.index] if word.dep == last.dep and word.index < last.index]
    behind = [w for w in below[governor.index] if w.dep == "obl" and governor.index < w.index < last.index and verb.dep in CLAUSES]
    over = [governor] if verb.dep == "conj" and governor.index < last.index else []
    return next((word for word in (*apart, *over, *behind[-1:]) if word.pos in LISTED), None)


def _move(words: Sequence[Token], relations: Sequence[str], governor: Token) -> list[Token]:
    """Hang the words of some relations on another governor."""
    moved = [word for word in words if word.dep in relations]
    for word in moved:
        word.head = governor.index
    return moved


def _begin_of_name(word: int, tokens: Sequence[Token]) -> int:
    """ "Father *Ruiz* and two nuns": what is joined to a later word of a name is joined to the name."""
    while tokens[word].dep == "flat" and tokens[word].head < word:
        word = tokens[word].head
    return word


def _join_second_object(noun: Token, tokens: Sequence[Token], below: Mapping[int, Sequence[Token]]) -> None:
    """ "Killed the judge, *the mayor* and a clerk": a second object behind a comma belongs to the list that the first opens."""
    before = [word for word in below[noun.head] if word.dep == "obj" and word.index < noun.index and word.pos in NOUNS]
    first = min([noun.index, *(word.index for word in below[noun.index] if word.dep != "punct" and word.index < noun.index)])
    if before and first > 0 and tokens[first - 1].text == "," and before[0].index > noun.head:
        noun.dep, noun.head = "conj", before[0].index
