"""Find the words that may name an act: every place in a sentence where a pattern of some rule stands.

A pattern is only the words; whether the parties fit the rule's conditions is decided when the roles are known (coder.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    }
)
_PART = re.compile(r"\([^)]*\)|[^()\s]+")
_CLAUSE_MARKS = {";", ":", "--", "—", '"'}


NO_PHRASES = NotEvents(verbs=(), nouns=())


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way a rule's trigger is written: lemmas, and which of them is the head that the gate and the index look for."""

    rule: Rule
    words: tuple[str, ...]
    head: int
    is_verb: bool
    order: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """A pattern found at some tokens of a sentence; head is the token that has the arguments."""

    pattern: Pattern
    head: int
    tokens: tuple[int, ...]


class TriggerLexicon:
    """All patterns of all rules, by the lemma of their head."""

    def __init__(self, rules: Sequence[Rule], not_events: NotEvents = NO_PHRASES) -> None:
        self.rules = tuple(rules)
        self._blocked_verbs = _by_first(words for text in not_events.verbs for words in spellings(text))
        self._blocked_nouns = _by_last(words for text in not_events.nouns for words in spellings(text))
        self._verbs: Mapping[str, list[Pattern]] = defaultdict(list)
        self._nouns: Mapping[str, list[Pattern]] = defaultdict(list)
        for order, rule in enumerate(self.rules):
            for words in (words for text in rule.verbs for words in spellings(text)):
                self._verbs[words[0]].append(Pattern(rule, words, 0, True, order))
            for words in (words for text in rule.nouns for words in spellings(text)):
                head = next((i - 1 for i, word in enumerate(words) if i and word in PREPOSITIONS), len(words) - 1)
                self._nouns[words[head]].append(Pattern(rule, words, head, False, order))
        # Verbs that only say what an act did ("die").
        self.effects = frozenset(p.words[0] for patterns in self._verbs.values() for p in patterns if p.rule.needs_cause)

    def gate_patterns(self) -> list[list[frozenset[str]]]:
        """For each pattern the written forms of each of its words: what the gate must look for."""
        patterns = [pattern for group in (*self._verbs.values(), *self._nouns.values()) for pattern in group]
        return [_written_forms(pattern) for pattern in patterns if not pattern.rule.needs_cause]

    def find(self, sentence: Sentence) -> list[Trigger]:
        """All triggers of a sentence, patterns with more words first at each head."""
        found: list[Trigger] = []
        blocked = self._blocked(sentence)
        vocabulary = {token.lemma for token in sentence.tokens} | {token.lower for token in sentence.tokens}
        for token in sentence.tokens:
            patterns: list[Pattern] = []
            if token.pos in VERB_POS or _acts_as_verb(sentence, token):
                patterns += self._verbs.get(_verb_lemma(token), [])
            if token.pos in NOUN_POS or _acts_as_noun(sentence, token):
                patterns += self._nouns.get(_noun_lemma(token), [])
            for pattern in patterns:
                if len(pattern.words) > 1 and not vocabulary.issuperset(pattern.words[: pattern.head] + pattern.words[pattern.head + 1 :]):
                    continue
                tokens = _match_verb(sentence, token, pattern) if pattern.is_verb else _match_noun(sentence, token, pattern)
                if tokens and not any(set(tokens) <= phrase for phrase in blocked):
                    found.append(Trigger(pattern, token.index, tokens))
        return found

    def _blocked(self, sentence: Sentence) -> list[set[int]]:
        """The words of each phrase in the sentence that only looks like an event."""
        phrases: list[set[int]] = []
        for token in sentence.tokens:
            for words in self._blocked_verbs.get(token.lemma, ()):
                right = _match_right(sentence, token, words[1:])
                if right is not None:
                    phrases.append({token.index, *right})
            for words in self._blocked_nouns.get(token.lemma, ()):
                left = sentence.tokens[max(0, token.index - len(words) + 1) : token.index]
                if len(left) == len(words) - 1 and all(word in (t.lemma, t.lower) for word, t in zip(words, left, strict=False)):
                    phrases.append({token.index, *(t.index for t in left)})
        return phrases


def _by_first(patterns: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    index: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in patterns:
        index[words[0]].append(words)
    return index


def _by_last(patterns: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    index: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in patterns:
        index[words[-1]].append(words)
    return index


def spellings(text: str) -> Iterator[tuple[str, ...]]:
    """The patterns that one text with alternatives stands for: "(urge|call on) (release|free)" is four of them."""
    parts = _PART.findall(text.lower())
    for chosen in product(*(part[1:-1].split("|") if part.startswith("(") else (part,) for part in parts)):
        yield tuple(" ".join(chosen).split())


def _written_forms(pattern: Pattern) -> list[frozenset[str]]:
    forms: list[frozenset[str]] = []
    for position, word in enumerate(pattern.words):
        parts = [part for part in re.split(r"\W+", word) if part]
        if position == pattern.head and len(parts) == 1:
            forms.append(forms_of(word, "VERB" if pattern.is_verb else "NOUN"))
        elif word in PREPOSITIONS:
            forms.append(frozenset({word}))
        else:
            forms += [forms_of(part, "VERB") | forms_of(part, "NOUN") for part in parts]
    return forms


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
    """Adjoining words before the head (hyphens between them count for nothing), and any after it."""
    taken = [token.index]
    position = token.index - 1
    for word in reversed(pattern.words[: pattern.head]):
        while position >= 0 and sentence.tokens[position].text == "-":
            position -= 1
        if position < 0 or word not in (sentence.tokens[position].lemma, sentence.tokens[position].lower):
            return ()
        taken.append(position)
        position -= 1
    position = token.index + 1
    for word in pattern.words[pattern.head + 1 :]:
        while (
            position < len(sentence.tokens) and sentence.tokens[position].pos in ("DET", "ADJ") and word != sentence.tokens[position].lower
        ):
            position += 1
        if position >= len(sentence.tokens) or word not in (sentence.tokens[position].lemma, sentence.tokens[position].lower):
            return ()
        taken.append(position)
        position += 1
    if _is_only_modifier(sentence, token):
        return ()
    return tuple(sorted(taken))


def _is_only_modifier(sentence: Sentence, token: Token) -> bool:
    """ "attack helicopter", "protest leader", "the National Rally": the noun describes another one or is part of a name."""
    if token.pos == "PROPN" and token.text[0].isupper() and not token.text.isupper() and token.index > 0:
        return sentence.tokens[token.index - 1].text[0].isupper()
    if token.dep not in ("compound", "flat"):
        return False
    return token.head > token.index


def _match_verb(sentence: Sentence, token: Token, pattern: Pattern) -> tuple[int, ...]:
    """The head and the other words of the pattern: to its right, or with the object as passive subject ("*ties* were *cut with* Qatar")."""
    right = _match_right(sentence, token, pattern.words[1:])
    if right is not None:
        return (token.index, *right)
    subjects = [c for c in token.children if sentence.tokens[c].dep == "nsubj:pass"]
    if not subjects:
        return ()
    nouns = [word for word in pattern.words[1:] if word not in PREPOSITIONS]
    before = _match_before(sentence, subjects[0], token.index, nouns)
    after = _match_right(sentence, token, tuple(word for word in pattern.words[1:] if word in PREPOSITIONS))
    return (token.index, *before, *after) if before and after is not None else ()


def _match_right(sentence: Sentence, token: Token, words: tuple[str, ...]) -> tuple[int, ...] | None:
    """Words in order to the right in the same clause; null if one is missing.

    A preposition stands within one word or opens a complement of the word before ("called on Wednesday *for*"), others stand within
    MAX_GAP; a conjunction "that" is passed over ("demanded *that* Israel withdraw").
    """
    taken: list[int] = []
    previous = token
    for word in words:
        found = _next_word(sentence, previous.index + 1, word)
        if found is None and word in PREPOSITIONS:
            found = _far_preposition(sentence, previous, word)
        if found is None:
            return None
        taken.append(found)
        previous = sentence.tokens[found]
    return tuple(taken)


def _next_word(sentence: Sentence, position: int, word: str) -> int | None:
    limit = min(len(sentence.tokens), position + (1 if word in PREPOSITIONS else MAX_GAP) + 1)
    while position < limit:
        candidate = sentence.tokens[position]
        if word in (candidate.lemma, candidate.lower):
            return position
        if candidate.text in _CLAUSE_MARKS or candidate.lower in ("and", "who", "which", "but"):
            return None
        if candidate.lower == "that":
            if candidate.dep != "mark":
                return None
            limit = min(len(sentence.tokens), limit + 1)
        position += 1
    return None


def _far_preposition(sentence: Sentence, head: Token, word: str) -> int | None:
    """The preposition of a complement further to the right of a word."""
    for child in head.children:
        if child > head.index and sentence.tokens[child].dep in ("obl", "nmod", "obl:arg"):
            for grandchild in sentence.tokens[child].children:
                case = sentence.tokens[grandchild]
                if case.dep == "case" and case.lower == word and grandchild > head.index:
                    return grandchild
    return None


def _match_before(sentence: Sentence, head: int, end: int, words: list[str]) -> tuple[int, ...]:
    """Words in order among those of a passive subject, the last of them its head noun; empty if one is missing."""
    if not words or words[-1] not in (sentence.tokens[head].lemma, sentence.tokens[head].lower):
        return ()
    taken = [head]
    position = head - 1
    for word in reversed(words[:-1]):
        while position >= 0 and word not in (sentence.tokens[position].lemma, sentence.tokens[position].lower):
            if head - position > MAX_GAP:
                return ()
            position -= 1
        if position < 0:
            return ()
        taken.append(position)
        position -= 1
    return tuple(sorted(taken)) if head < end else ()
