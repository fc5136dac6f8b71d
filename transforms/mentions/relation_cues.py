"""Find the words that relate one act to another; what they stand between is read by transforms/mentions/relations.py."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas.annotations import Sentence, Token
from schemas.lexicons.relations import RelationCue, RelationLexicon
from transforms.mentions.phrases import case_of
from transforms.mentions.triggers import Slot, slots_of

# Words that may stand between those of a cue: "in *an apparent* act of revenge for".
BETWEEN = ("DET", "ADJ", "ADV", "NUM")
MAX_BETWEEN = 3
BY_GRAMMAR = ("verb", "object")


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue at some tokens of a sentence. complement: of a verb with a preposition, the head of the phrase behind it."""

    cue: RelationCue
    tokens: tuple[int, ...]
    complement: int | None = None


@dataclass(frozen=True)
class RelationWords:
    """The lexicon, ready to ask."""

    lexicon: RelationLexicon
    sets: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    _patterns: dict[str, list[tuple[tuple[Slot, ...], RelationCue]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = ("carriers", "reports", "links", "happening", "carrying", "means", "negations", "definite", "pronouns")
        patterns: dict[str, list[tuple[tuple[Slot, ...], RelationCue]]] = defaultdict(list)
        for cue in self.lexicon.cues:
            for words in (slots for text in cue.words for slots in slots_of(text)):
                for word in words[0]:
                    patterns[word].append((words, cue))
        object.__setattr__(self, "sets", {name: frozenset(getattr(self.lexicon, name)) for name in names})
        object.__setattr__(self, "_patterns", dict(patterns))

    def has(self, name: str, token: Token) -> bool:
        return token.lemma in self.sets[name] or token.lower in self.sets[name]

    def find(self, sentence: Sentence) -> list[FoundCue]:
        """All cues of a sentence in the order of the text, at one word the longest first; no "in" of "in protest at"."""
        found = [cue for token in sentence.tokens for cue in self._at(sentence, token)]
        found = [f for f in found if not any(set(f.tokens) < set(other.tokens) for other in found)]
        return sorted(found, key=lambda f: (f.tokens[0], -len(f.tokens), f.cue.id))

    def _at(self, sentence: Sentence, token: Token) -> Iterator[FoundCue]:
        patterns = [*self._patterns.get(token.lower, ()), *(self._patterns.get(token.lemma, ()) if token.lemma != token.lower else ())]
        for words, cue in patterns:
            if cue.attaches in BY_GRAMMAR:
                found = _by_grammar(sentence, token, words, cue)
            else:
                tokens = _in_a_row(sentence, token, words)
                found = FoundCue(cue, tokens) if tokens else None
            if found is not None:
                yield found


def _in_a_row(sentence: Sentence, first: Token, words: Sequence[Slot]) -> tuple[int, ...]:
    """The words one behind the other; a cue that opens with a noun has no preposition before it ("was a response to", not "over a")."""
    taken = [first.index]
    for word in words[1:]:
        behind = range(taken[-1] + 1, min(taken[-1] + 2 + MAX_BETWEEN, len(sentence.tokens)))
        for position in behind:
            token = sentence.tokens[position]
            if token.lemma in word or token.lower in word:
                taken.append(position)
                break
            if token.pos not in BETWEEN:
                return ()
        else:
            return ()
    return () if first.pos == "NOUN" and case_of(sentence, first) is not None else tuple(taken)


def _by_grammar(sentence: Sentence, token: Token, words: Sequence[Slot], cue: RelationCue) -> FoundCue | None:
    """A verb, or a noun that is the mention's own; with a preposition where one of its own phrases has that ("led to", not "led up to")."""
    if token.pos not in ("VERB", "AUX", "ADJ", "NOUN") or (token.pos == "NOUN" and cue.attaches == "verb"):
        return None
    if len(words) == 1:
        return FoundCue(cue, (token.index,))
    for child in token.children:
        below = sentence.tokens[child]
        before = case_of(sentence, below)
        if below.dep in ("obl", "obl:agent", "nmod", "advcl", "obj") and before is not None and before in words[1]:
            case = next(c for c in below.children if sentence.tokens[c].dep == "case" and sentence.tokens[c].lower == before)
            is_longer = sentence.tokens[case - 1].pos == "ADP"
            return None if is_longer else FoundCue(cue, (token.index, case), child)
    return None
