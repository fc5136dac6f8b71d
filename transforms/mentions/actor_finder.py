"""Names of the actor lexicon in running text: persons, groups, organisations, countries and their words."""

import datetime as dt
import re
from collections.abc import Iterator

import ahocorasick_rs

from schemas.annotations import ActorIdentity
from transforms.mentions.actor_affiliations import Affiliations
from transforms.mentions.actor_names import ActorLexicon, Meaning, fold, spelling_key

_NOT_WORD = re.compile(r"\W")


class NameFinder:
    """Finds every name of one lexicon in a text at once."""

    def __init__(self, lexicon: ActorLexicon, affiliations: Affiliations) -> None:
        self.lexicon = lexicon
        self._affiliations = affiliations
        self._former = frozenset(lexicon.words.former)
        spaced = dict(_spaced_spellings(lexicon))
        self._pattern_meanings = list(spaced.values())
        self._automaton = ahocorasick_rs.AhoCorasick([f" {key} " for key in spaced])

    def find_names(self, text: str, on: dt.date | None = None) -> list[tuple[int, int, ActorIdentity]]:
        """Every name of the lexicon in a text (persons, groups, organisations, countries and their words), longest first, no overlaps."""
        spaced = f" {_NOT_WORD.sub(' ', fold(text))} "
        is_lower, is_upper = text == text.lower(), text == text.upper()
        hits = [(start, end - 2, number) for number, start, end in self._automaton.find_matches_as_indexes(spaced, overlapping=True)]
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        found: list[tuple[int, int, ActorIdentity]] = []
        reached = 0
        for start, end, number in hits:
            meaning = self._pattern_meanings[number]
            if start < reached or not self._is_name_here(text, start, end, meaning, is_lower, is_upper):
                continue
            identity = self._affiliations.identity_of_meaning(meaning, on)
            if "." in text[start:end] and text[end : end + 1] == ".":
                end += 1
            if identity is not None:
                found.append((start, end, identity))
                reached = end
        return found

    def _is_name_here(self, text: str, start: int, end: int, meaning: Meaning, is_lower: bool, is_upper: bool) -> bool:
        written = text[start:end]
        if not (is_lower or any(c.isupper() or c.isdigit() for c in written)):
            return False
        own = self.lexicon.case_sensitive.get(spelling_key(written))
        if own is not None and (written.islower() or (own.isupper() and (is_upper or not written.isupper()))):
            return False
        if meaning.is_acronym and not (is_lower or written.isupper()):
            return False
        return is_lower or is_upper or not written.isalpha() or not self._stands_after_first_name(text, start)

    def _stands_after_first_name(self, text: str, start: int) -> bool:
        """A capitalised unknown word directly before, not at the start of a sentence: "Michael Jordan" is not Jordan."""
        before = re.search(r"(\S?\s*)(\b[^\W\d_]\w*) $", text[max(0, start - 40) : start])
        if before is None or not before.group(2)[0].isupper() or before.group(2).isupper():
            return False
        at_start = before.group(1).strip() in ("", ".", "!", "?", "“", '"', ":") or "\n" in before.group(1)
        key = fold(before.group(2))
        is_known_word = key in self.lexicon.meanings or key in self.lexicon.function_words or key in self._former
        return not (at_start or is_known_word)


def _spaced_spellings(lexicon: ActorLexicon) -> Iterator[tuple[str, Meaning]]:
    """Every name as it looks in running text with each mark a blank ("u s ", "people s republic of china")."""
    for meaning in lexicon.meanings.values():
        if meaning.names or (meaning.country and not meaning.is_only_town):
            for spelling in meaning.spellings:
                yield _NOT_WORD.sub(" ", fold(spelling)).strip(), meaning
