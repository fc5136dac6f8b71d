"""Trigger kin: do two triggers name the same act? "Quake" and "tremor" do, "resigned" and "resignation", "gunned down" and "shot".

A trigger is read by its words alone, as the tables of mentions hold it: it is brought to its root (dictionary form; of a noun made from a
verb, the verb) and to the families of the lexicon that have it. A word of several families ("fire") is settled by the story around it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lemminflect import getAllLemmas

from schemas.lexicons.kin import EFFECT, UMBRELLA, KinWords
from transforms.mentions.lemmas import lemma_of

MOST_BETWEEN = 4
"""Words that may stand between two words of a phrase: "gunned *two other men* down"."""
_VERB, _NOUN, _ADJECTIVE = "VERB", "NOUN", "ADJ"
_LEAST_STEM = 2
_EDGES = re.compile(r"^\W+|(?:['’]s)?\W*$")


@dataclass(frozen=True, slots=True)
class Kin:
    """What a trigger names. root: the word or phrase that carries it; families: those that have it, none if no family does."""

    root: str
    families: tuple[str, ...] = ()

    def is_kin_of(self, other: "Kin") -> bool:
        """Say whether both may name one act, whatever the story around them."""
        return self.root == other.root or not set(self.families).isdisjoint(other.families)


@dataclass(frozen=True, slots=True)
class Told:
    """A trigger as one sentence tells it. speaker: who says it, for words of speech; null if nobody is named."""

    story: Hashable
    kin: Kin
    speaker: str | None = None
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    families: tuple[str, ...]


class KinLexicon:
    """Finds the kin of triggers; each text is read once."""

    def __init__(self, words: KinWords) -> None:
        self.speech = words.speech
        self._effects, self._umbrella = words.effects, words.umbrella
        self._light, self._function, self._not_derived = words.light_verbs, words.function_words, words.not_derived
        self._suffixes = sorted(words.suffixes.items(), key=lambda row: -len(row[0]))
        self._singles: dict[tuple[str, str], tuple[str, ...]] = {}
        self._phrases: dict[str, list[_Phrase]] = defaultdict(list)
        self._known: dict[str, Kin] = {}
        phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
        for name, family in words.families.items():
            for word_class, listed in ((_VERB, family.verbs), (_NOUN, family.nouns), (_ADJECTIVE, family.adjectives)):
                for text in listed:
                    parts = tuple(text.split())
                    if len(parts) > 1:
                        phrases[parts] = _joined(phrases.get(parts, ()), (name,))
                    else:
                        self._singles[word_class, text] = _joined(self._of(word_class, text), (name,))
        for parts, names in phrases.items():
            self._phrases[parts[0]].append(_Phrase(parts, names))

    def kin_of(self, trigger: str) -> Kin:
        """Find the kin of a trigger text: one word or some, in any case."""
        kin = self._known.get(trigger)
        if kin is None:
            kin = self._known[trigger] = self._read([_EDGES.sub("", word) for word in trigger.lower().split()])
        return kin

    def families_of(self, trigger: str) -> frozenset[str]:
        """All families of a trigger, and its root; kin have one in common. `EFFECT` alone for words that tell what an act did."""
        kin = self.kin_of(trigger)
        if kin.root in self._effects:
            return frozenset([EFFECT])
        return frozenset([kin.root, *(f"[{family}]" for family in kin.families), *([UMBRELLA] if kin.root in self._umbrella else [])])

    def _read(self, parts: Sequence[str]) -> Kin:
        forms = [frozenset((part, lemma_of(part, _VERB), lemma_of(part, _NOUN))) for part in parts]
        found = [
            phrase
            for at, options in enumerate(forms)
            for option in sorted(options)
            for phrase in self._phrases.get(option, ())
            if _follow(phrase.words[1:], forms[at + 1 :])
        ]
        if found:
            phrase = max(found, key=lambda phrase: len(phrase.words))
            return Kin(" ".join(phrase.words), phrase.families)
        return self._read_word(*self._head_of(parts, forms))

    def _head_of(self, parts: Sequence[str], forms: Sequence[frozenset[str]]) -> tuple[str, str | None]:
        """The word that carries a trigger, and its class if its neighbours tell: a verb, unless it is light and a noun stands behind it."""
        full = [n for n, part in enumerate(parts) if part and part not in self._function] or list(range(len(parts)))
        if not full:
            return "", None
        first = full[0]
        is_light = not self._light.isdisjoint(forms[first])
        if len(full) > 1 and not is_light and _looks_like_verb(parts[first]):
            return parts[first], _VERB
        end = next((n for n in range(first + 2, len(parts)) if parts[n] in self._function), len(parts))
        nouns = full[1:] or full if is_light else [n for n in full if n < end]
        return parts[nouns[-1]], _NOUN if len(full) > 1 else None

    def _read_word(self, word: str, word_class: str | None) -> Kin:
        verb, noun = lemma_of(word, _VERB), lemma_of(word, _NOUN)
        if word_class == _VERB:
            return Kin(verb, self._of(_VERB, verb))
        families = _joined(self._of(_NOUN, word), self._of(_NOUN, noun), self._of(_ADJECTIVE, word))
        root = verb if _looks_like_verb(word) and noun not in self._not_derived else noun
        if word_class is None:
            families = _joined(self._of(_VERB, verb), families)
        elif not families and root == verb:
            families = self._of(_VERB, verb)
        if not families:
            root = self._verb_behind(root) or root
            families = self._of(_VERB, root)
        return Kin(root, families)

    def _of(self, word_class: str, lemma: str) -> tuple[str, ...]:
        return self._singles.get((word_class, lemma), ())

    def _verb_behind(self, noun: str) -> str | None:
        """The verb that a noun was made from: "acquire" of "acquisition"; null if there is none."""
        if noun in self._not_derived:
            return None
        for suffix, endings in self._suffixes:
            stem = noun.removesuffix(suffix)
            if stem != noun and len(stem) >= _LEAST_STEM:
                verb = next((stem + ending for ending in endings if _is_verb(stem + ending)), None)
                if verb is not None:
                    return verb
        return None


def settle_kin(kins: Iterable[Kin]) -> dict[Kin, str]:
    """Give each kin of a story one key, so that words for the same act have the same.

    In:  the kin of each mention of the story, with repetitions.
    Out: the family, in brackets, or the root of a word that has none. Of several families a word takes the one of which the other words of
         the story speak most; if they speak of none of them, it stands for itself.
    """
    counts = Counter(kins)
    support: dict[str, float] = defaultdict(float)
    for kin, number in counts.items():
        for family in kin.families:
            support[family] += number / len(kin.families)
    keys: dict[Kin, str] = {}
    for kin, number in counts.items():
        by_others = {family: round(support[family] - number / len(kin.families), 6) for family in kin.families}
        best = max(kin.families, key=lambda family: by_others[family], default=None)
        is_settled = best is not None and (len(kin.families) == 1 or by_others[best] > 0)
        keys[kin] = f"[{best}]" if is_settled else kin.root
    return keys


def group_by_kin(told: Mapping[str, Told], speech: frozenset[str] = frozenset()) -> dict[str, Hashable]:
    """Say which triggers tell of one happening, by id: the same story, the same kin, and both negated or neither.

    In:  speech: families of words of speech, which are one happening only in the same mouth; where no speaker is named they stand alone.
    """
    of_story: dict[Hashable, list[Kin]] = defaultdict(list)
    for trigger in told.values():
        of_story[trigger.story].append(trigger.kin)
    keys = {story: settle_kin(kins) for story, kins in of_story.items()}
    spoken = {f"[{family}]" for family in speech}
    groups: dict[str, Hashable] = {}
    for name, trigger in told.items():
        key = keys[trigger.story][trigger.kin]
        group = (trigger.story, key, trigger.is_negated)
        groups[name] = group if key not in spoken else (*group, trigger.speaker) if trigger.speaker else (*group, None, name)
    return groups


def _joined(*found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in found for name in names))


def _follow(words: Sequence[str], forms: Sequence[frozenset[str]]) -> bool:
    """Say whether words stand among the next ones in their order, with few words between."""
    at = 0
    for word in words:
        place = next((n for n in range(at, min(at + 1 + MOST_BETWEEN, len(forms))) if word in forms[n]), None)
        if place is None:
            return False
        at = place + 1
    return True


def _looks_like_verb(word: str) -> bool:
    """True for a form that only a verb has: "killed", "striking"."""
    return lemma_of(word, _VERB) != word and lemma_of(word, _NOUN) == word


@lru_cache(maxsize=50_000)
def _is_verb(word: str) -> bool:
    return word in getAllLemmas(word, upos=_VERB).get(_VERB, ())
