"""Find the words that may name an act: every place in a sentence where a pattern of some rule stands.

A pattern is only the words; whether the parties fit the rule's conditions is decided when the roles are known (coder.py).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from schemas.annotations import Sentence, Token
from schemas.lexicons.rules import NotEvents, Rule
from transforms.mentions.lemmas import forms_of, lemma_of

MAX_GAP = 4
VERB_POS = ("VERB", "AUX")
NOUN_POS = ("NOUN", "PROPN")
# A pattern's head is the word before its first preposition; other prepositions may follow the head only by one word.
PREPOSITIONS = frozenset(
    {
        "of",
        "on",
        "into",
        "between",
        "with",
        "against",
        "toward",
        "towards",
        "to",
        "in",
        "by",
        "over",
        "for",
        "from",
        "at",
        "among",
        "upon",
        "about",
        "outside",
        "near",
        "inside",
        "across",
        "around",
    }
)
HYPHEN = frozenset({"-"})
ROBBING = frozenset({"of", "from", "on"})
TIMING = ("on", "in", "at", "by", "over")
_PART = re.compile(r"\([^)]*\)|[^()\s]+")
_CLAUSE_MARKS = {";", ":", "--", "—", '"'}


NO_PHRASES = NotEvents(verbs=(), nouns=())


Slot = frozenset[str]
"""The lemmas that may stand at one place of a pattern."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way a rule's trigger is written: for each place its lemmas, and which place is the head that the gate and the index look for."""

    rule: Rule
    words: tuple[Slot, ...]
    head: int
    is_verb: bool
    order: int

    @property
    def others(self) -> tuple[Slot, ...]:
        """The places besides the head."""
        return self.words[: self.head] + self.words[self.head + 1 :]

    @property
    def weight(self) -> int:
        """How many words it has besides prepositions: "air strike" says more than "strike on"."""
        return sum(not word <= PREPOSITIONS for word in self.words)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A pattern found at some tokens of a sentence; head is the token that has the arguments."""

    pattern: Pattern
    head: int
    tokens: tuple[int, ...]


@dataclass(slots=True)
class _Shelf:
    """The patterns of one head lemma: those of one word, and the others, with what else they ask for, by one more word of theirs."""

    alone: list[Pattern] = field(default_factory=list)
    with_word: dict[str, list[tuple[Pattern, tuple[Slot, ...]]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, pattern: Pattern) -> None:
        others = pattern.others
        if not others:
            self.alone.append(pattern)
        else:
            rarest = next((place for place, word in enumerate(others) if not word <= PREPOSITIONS), 0)
            for word in others[rarest]:
                self.with_word[word].append((pattern, others[:rarest] + others[rarest + 1 :]))

    def within(self, vocabulary: frozenset[str]) -> Iterator[Pattern]:
        """The patterns that a sentence with these words may hold."""
        yield from self.alone
        seen: set[int] = set()
        for word in sorted(vocabulary & self.with_word.keys()):
            for pattern, rest in self.with_word[word]:
                if id(pattern) not in seen and not any(map(vocabulary.isdisjoint, rest)):
                    seen.add(id(pattern))
                    yield pattern


class TriggerLexicon:
    """All patterns of all rules, by the lemma of their head."""

    def __init__(self, rules: Sequence[Rule], not_events: NotEvents = NO_PHRASES, times: Collection[str] = ()) -> None:
        """times: nouns of time, whose prepositions belong to no pattern ("fired him *on Sunday*")."""
        self.rules = tuple(rules)
        self._times = frozenset(times)
        self._blocked_verbs = _by_word((words for text in not_events.verbs for words in slots_of(text)), 0)
        self._blocked_nouns = _by_word((words for text in not_events.nouns for words in slots_of(text)), -1)
        self._patterns: list[Pattern] = []
        self._verbs: dict[str, _Shelf] = defaultdict(_Shelf)
        self._nouns: dict[str, _Shelf] = defaultdict(_Shelf)
        for order, rule in enumerate(self.rules):
            for text in rule.verbs:
                for words in slots_of(text):
                    self._add(self._verbs, Pattern(rule, words, 0, True, order))
                    if _stands_second(text, words):
                        self._add(self._verbs, Pattern(rule, words, 1, True, order))
            for words in (words for text in rule.nouns for words in slots_of(text)):
                head = next((i - 1 for i, word in enumerate(words) if i and word <= PREPOSITIONS), len(words) - 1)
                self._add(self._nouns, Pattern(rule, words, head, False, order))
        self.verbs, self.nouns = frozenset(self._verbs), frozenset(self._nouns)
        # Nouns before which a date tells when ("the 1998 *bombing*", "the Sunday *evening*").
        self.dated = self._times.union(*(p.words[0] for p in self._patterns if not p.is_verb and len(p.words) == 1))
        # Verbs that only say what an act did ("die").
        self.effects = frozenset(word for p in self._patterns if p.is_verb and p.rule.needs_cause for word in p.words[0])

    def gate_patterns(self) -> list[list[frozenset[str]]]:
        """For each pattern the written forms of each of its words: what the gate must look for."""
        return [_written_forms(pattern) for pattern in self._patterns if not pattern.rule.needs_cause]

    def _add(self, shelves: dict[str, _Shelf], pattern: Pattern) -> None:
        self._patterns.append(pattern)
        for lemma in pattern.words[pattern.head]:
            shelves[lemma].add(pattern)

    def find(self, sentence: Sentence) -> list[Trigger]:
        """All triggers of a sentence, patterns with more words first at each head."""
        found: list[Trigger] = []
        vocabulary = frozenset([word for token in sentence.tokens for word in (token.lemma, token.lower)])
        blocked = self._blocked(sentence, vocabulary)
        for token in sentence.tokens:
            shelves: list[_Shelf | None] = []
            if token.pos in VERB_POS or _acts_as_verb(sentence, token):
                shelves.append(self._verbs.get(_verb_lemma(token)))
            if token.pos in NOUN_POS or _acts_as_noun(sentence, token):
                shelves.append(self._nouns.get(_noun_lemma(token)))
            for pattern in (pattern for shelf in shelves if shelf for pattern in shelf.within(vocabulary)):
                tokens = _match_verb(sentence, token, pattern, self._times) if pattern.is_verb else _match_noun(sentence, token, pattern)
                if tokens and not any(phrase.issuperset(tokens) or _is_about(phrase, tokens, token) for phrase in blocked):
                    found.append(Trigger(pattern, token.index, tokens))
        return found

    def rules_of_noun(self, lemma: str) -> list[Rule]:
        """The rules that a noun names by itself, in the order of the files."""
        shelf = self._nouns.get(lemma)
        return [pattern.rule for pattern in shelf.alone] if shelf is not None else []

    def is_blocked(self, sentence: Sentence, index: int) -> bool:
        """Whether a word belongs to a phrase that only looks like an event ("heart *attack*")."""
        vocabulary = frozenset([word for token in sentence.tokens for word in (token.lemma, token.lower)])
        return any(index in phrase for phrase in self._blocked(sentence, vocabulary))

    def _blocked(self, sentence: Sentence, vocabulary: frozenset[str]) -> list[set[int]]:
        """The words of each phrase in the sentence that only looks like an event."""
        phrases: list[set[int]] = []
        for token in sentence.tokens:
            for words in self._blocked_verbs.get(token.lemma, ()):
                right = _match_right(sentence, token, words[1:]) if not any(map(vocabulary.isdisjoint, words)) else None
                if right is not None:
                    phrases.append({token.index, *right})
            for words in self._blocked_nouns.get(token.lemma, ()):
                left = _match_left(sentence, token, words[:-1]) if not any(map(vocabulary.isdisjoint, words)) else None
                if left is not None:
                    phrases.append({token.index, *left})
        return phrases


def _stands_second(text: str, words: tuple[Slot, ...]) -> bool:
    """ "test - fire", "sexually abuse": the verb is the second word, though the parser may take the first one for it."""
    return len(words) > 1 and (text.split()[1] == "-" or all(word.endswith("ly") for word in words[0]))


def _is_about(phrase: set[int], tokens: tuple[int, ...], head: Token) -> bool:
    """ "*held* cooking *demonstrations*": all words of a trigger but its verb are part of a phrase that is no event."""
    others = set(tokens) - {head.index}
    return len(phrase) > 1 and head.index not in phrase and bool(others) and others <= phrase


def _by_word(patterns: Iterable[tuple[Slot, ...]], place: int) -> dict[str, list[tuple[Slot, ...]]]:
    index: dict[str, list[tuple[Slot, ...]]] = defaultdict(list)
    for words in patterns:
        for lemma in words[place]:
            index[lemma].append(words)
    return index


def _stands_at(token: Token, slot: Slot) -> bool:
    return token.lemma in slot or token.lower in slot


def slots_of(text: str) -> Iterator[tuple[Slot, ...]]:
    """The patterns of a text with alternatives: those of one word share a place, others and prepositions have patterns of their own.

    Hyphens count for nothing: "cease - fire" is read as "cease fire".
    """
    for chosen in product(*(_choices(part) for part in _PART.findall(text.lower()))):
        yield tuple(slot for slots in chosen for slot in slots if slot != HYPHEN)


@lru_cache(maxsize=50_000)
def _choices(part: str) -> tuple[tuple[Slot, ...], ...]:
    options = [tuple(option.split()) for option in (part[1:-1].split("|") if part.startswith("(") else (part,))]
    plain = frozenset(o[0] for o in options if len(o) == 1 and o[0] not in PREPOSITIONS and o[0].isalnum())
    shared = ((plain,),) if plain else ()
    return (*shared, *(tuple(frozenset({word}) for word in o) for o in options if not (len(o) == 1 and o[0] in plain)))


def _written_forms(pattern: Pattern) -> list[frozenset[str]]:
    forms: list[frozenset[str]] = []
    for position, slot in enumerate(pattern.words):
        word_class = ("VERB" if pattern.is_verb else "NOUN") if position == pattern.head else None
        forms += _forms_of_place(slot, word_class)
    return forms


@lru_cache(maxsize=50_000)
def _forms_of_place(slot: Slot, word_class: str | None) -> tuple[frozenset[str], ...]:
    """The written forms of what stands at one place of a pattern: of each of its words where it is written as several ("co-opt")."""
    if slot <= PREPOSITIONS:
        return (slot,)
    parts = [part for part in re.split(r"\W+", min(slot)) if part]
    if len(parts) == 1:
        return (_forms_of_slot(slot, word_class),)
    return tuple(_forms_of_slot(frozenset({part}), None) for part in parts)


def _forms_of_slot(slot: Slot, word_class: str | None) -> frozenset[str]:
    classes = (word_class,) if word_class else ("VERB", "NOUN")
    return frozenset(form for lemma in slot for name in classes for form in forms_of(lemma, name))


def _acts_as_verb(sentence: Sentence, token: Token) -> bool:
    """A participle tagged as an adjective or a name, or a noun with a subject or an object (the tagger's slip: "Police *shot* a man")."""
    if token.pos == "ADJ" or (token.pos == "PROPN" and token.text.islower()):
        return token.lower.endswith(("ed", "ing"))
    return token.pos == "NOUN" and any(
        sentence.tokens[c].dep in ("obj", "nsubj:pass", "obl:agent", "aux:pass", "aux") for c in token.children
    )


def _acts_as_noun(sentence: Sentence, token: Token) -> bool:
    """A gerund without an object that stands where a noun does: "killed in police *firing*", "*shelling* went on"."""
    if token.pos != "VERB":
        return False
    if token.dep in ("nsubj", "obj", "obl", "nmod", "compound", "csubj"):
        return True
    if not token.lower.endswith("ing") or any(sentence.tokens[c].dep in ("obj", "aux", "nsubj") for c in token.children):
        return False
    behind_preposition = any(
        sentence.tokens[c].dep in ("mark", "case") and sentence.tokens[c].lower in PREPOSITIONS for c in token.children
    )
    return (token.dep == "advcl" and behind_preposition) or (token.dep == "acl" and token.head == token.index - 1)


def _verb_lemma(token: Token) -> str:
    return token.lemma if token.pos in VERB_POS else lemma_of(token.lower, "VERB")


def _noun_lemma(token: Token) -> str:
    return token.lemma if token.pos in NOUN_POS else lemma_of(token.lower, "NOUN")


def _match_noun(sentence: Sentence, token: Token, pattern: Pattern) -> tuple[int, ...]:
    """Adjoining words before the head, and any after it."""
    before = _match_left(sentence, token, pattern.words[: pattern.head])
    if before is None:
        return ()
    taken = [token.index, *before]
    position = token.index + 1
    for word in pattern.words[pattern.head + 1 :]:
        while position < len(sentence.tokens) and _is_passed_over(sentence.tokens[position], word):
            position += 1
        if position >= len(sentence.tokens) or not _stands_at(sentence.tokens[position], word):
            return ()
        taken.append(position)
        position += 1
    if _is_only_modifier(sentence, token):
        return ()
    return tuple(sorted(taken))


def _match_left(sentence: Sentence, token: Token, words: Sequence[Slot]) -> list[int] | None:
    """Adjoining words before a token, hyphens between them aside; null if one is missing."""
    taken: list[int] = []
    position = token.index - 1
    for word in reversed(words):
        while position >= 0 and sentence.tokens[position].text == "-":
            position -= 1
        if position < 0 or not _stands_at(sentence.tokens[position], word):
            return None
        taken.append(position)
        position -= 1
    return taken


def _is_passed_over(token: Token, word: Slot) -> bool:
    return token.text == "-" or (token.pos in ("DET", "ADJ", "PRON") and token.lower not in word)


def _is_only_modifier(sentence: Sentence, token: Token) -> bool:
    """ "attack helicopter", "protest leader", "the National Rally": the noun describes another one or is part of a name."""
    if token.pos == "PROPN" and token.text[0].isupper() and not token.text.isupper() and token.index > 0:
        return sentence.tokens[token.index - 1].text[0].isupper()
    if token.dep not in ("compound", "flat"):
        return False
    return token.head > token.index


def _match_verb(sentence: Sentence, token: Token, pattern: Pattern, times: Collection[str]) -> tuple[int, ...]:
    """The head and the other words of the pattern: to its right, or the object as passive subject ("*ties* were *cut off with* Qatar")."""
    left = _match_left(sentence, token, pattern.words[: pattern.head])
    if left is None:
        return ()
    right = _match_right(sentence, token, pattern.words[pattern.head + 1 :], times)
    if right is not None:
        return (token.index, *left, *right)
    subjects = [c for c in token.children if sentence.tokens[c].dep == "nsubj:pass"]
    subjects += [c for subject in subjects for c in sentence.tokens[subject].children if sentence.tokens[c].dep == "conj"]
    if token.dep == "acl" and "VerbForm=Part" in token.morph and token.head < token.index:
        subjects.append(token.head)
    if not subjects or left:
        return ()
    behind = {word for word in pattern.words[1:] if word <= PREPOSITIONS}
    if token.index + 1 < len(sentence.tokens):
        behind |= {word for word in pattern.words[1:] if _stands_at(sentence.tokens[token.index + 1], word)}
    ahead = [word for word in pattern.words[1:] if word not in behind]
    before = next((found for subject in subjects if (found := _match_before(sentence, subject, token.index, ahead))), ())
    after = _match_right(sentence, token, tuple(word for word in pattern.words[1:] if word in behind), times)
    return (token.index, *before, *after) if before and after is not None else ()


def _match_right(sentence: Sentence, token: Token, words: tuple[Slot, ...], times: Collection[str] = ()) -> tuple[int, ...] | None:
    """Words in order to the right in the same clause; null if one is missing.

    A preposition stands within one word or opens a complement of the word before ("called on Wednesday *for*"). Others stand within
    MAX_GAP, hyphens aside, or are the verb's object, its infinitive or the auxiliary of its clause, however far ("handed the former
    minister a twelve-year *sentence*"). A conjunction "that" is passed over ("demanded *that* Israel withdraw").
    """
    taken: list[int] = []
    previous = token
    for word in words:
        found = _next_word(sentence, previous.index + 1, word)
        if found is not None and _is_of_time(sentence, found, times):
            found = None
        if found is None and word <= PREPOSITIONS:
            found = _far_preposition(sentence, previous, word, times, in_object=previous is token and word is not words[-1])
        elif found is None and previous is token:
            found = next((c for c in token.children if c > token.index and _is_object(sentence.tokens[c], word)), None)
            found = _auxiliary_below(sentence, token, word) if found is None else found
        if found is None:
            return None
        taken.append(found)
        previous = sentence.tokens[found]
    return tuple(taken)


def _next_word(sentence: Sentence, position: int, word: Slot) -> int | None:
    start, limit = position, min(len(sentence.tokens), position + (1 if word <= PREPOSITIONS else MAX_GAP) + 1)
    while position < limit:
        candidate = sentence.tokens[position]
        if candidate.text == "," and position == start and not word <= PREPOSITIONS:
            return None
        if _stands_at(candidate, word):
            return position
        limit = min(len(sentence.tokens), limit + (candidate.text == "-"))
        if candidate.text in _CLAUSE_MARKS or candidate.lower in ("and", "who", "which", "but") or _is_other_verb(candidate):
            return None
        if candidate.lower == "that":
            if candidate.dep != "mark":
                return None
            limit = min(len(sentence.tokens), limit + 1)
        position += 1
    return None


def _is_other_verb(token: Token) -> bool:
    """A verb that takes what follows for itself ("left to *avoid* prison"); not a participle before its noun."""
    return token.pos == "VERB" and token.dep not in ("amod", "compound") and any(c > token.index for c in token.children)


def _is_of_time(sentence: Sentence, preposition: int, times: Collection[str]) -> bool:
    """ "*on* Sunday", "*in* March": a preposition that tells when."""
    word = sentence.tokens[preposition]
    return word.dep == "case" and word.lower in TIMING and sentence.tokens[word.head].lemma.lower() in times


def _is_object(token: Token, word: Slot) -> bool:
    """The object of a verb, or the verb of its infinitive ("called the minister on Sunday to *discuss*")."""
    return token.dep in ("obj", "iobj", "xcomp", "advcl") and _stands_at(token, word)


def _auxiliary_below(sentence: Sentence, verb: Token, word: Slot) -> int | None:
    """The auxiliary of a complement clause, however long its subject ("said that all forces in the north *must* leave")."""
    clauses = (c for c in verb.children if c > verb.index and sentence.tokens[c].dep == "ccomp")
    helpers = (h for c in clauses for h in sentence.tokens[c].children if sentence.tokens[h].dep == "aux")
    return next((h for h in helpers if h > verb.index and _stands_at(sentence.tokens[h], word)), None)


def _far_preposition(sentence: Sentence, head: Token, word: Slot, times: Collection[str], *, in_object: bool) -> int | None:
    """The preposition of a complement further to the right of a word; none of time.

    in_object: that of a complement of its object, too ("stripped *the site of its licence*"), where more words must follow. Nouns that
    are joined share a complement ("the *windows* and doors *of* a bank").
    """
    through = [c for c in head.children if sentence.tokens[c].dep == "obj"] if in_object and word <= ROBBING else []
    if head.pos == "NOUN":
        through += [c for c in head.children if sentence.tokens[c].dep == "conj"]
    for child in (*head.children, *(c for o in through for c in sentence.tokens[o].children)):
        if child > head.index and sentence.tokens[child].dep in ("obl", "nmod", "obl:arg"):
            for grandchild in sentence.tokens[child].children:
                case = sentence.tokens[grandchild]
                if case.dep == "case" and case.lower in word and grandchild > head.index and not _is_of_time(sentence, grandchild, times):
                    return grandchild
    return None


def _match_before(sentence: Sentence, head: int, end: int, words: list[Slot]) -> tuple[int, ...]:
    """Words in order among those of a passive subject, the last of them its head noun; empty if one is missing."""
    if not words or not _stands_at(sentence.tokens[head], words[-1]):
        return ()
    taken = [head]
    position = head - 1
    for word in reversed(words[:-1]):
        while position >= 0 and not _stands_at(sentence.tokens[position], word):
            if head - position > MAX_GAP:
                return ()
            position -= 1
        if position < 0:
            return ()
        taken.append(position)
        position -= 1
    return tuple(sorted(taken)) if head < end else ()
