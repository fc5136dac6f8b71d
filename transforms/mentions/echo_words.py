"""The nouns that speak again of an act told before, and the sentences that may hold one (data/lexicons/<language>/echoes.yaml)."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property

from schemas.lexicons.echoes import Echo, EchoLexicon
from transforms.mentions.lemmas import forms_of

_WORD = re.compile(r"\w+")
# Words from the determiner to the noun in the text: "the two-day general *strike*".
REACH = 4
POSSESSORS = frozenset({"s", "its", "his", "her", "their", "our"})


class EchoWords:
    """The lexicon, ready to ask."""

    def __init__(self, lexicon: EchoLexicon) -> None:
        self.lexicon = lexicon
        self.by_noun: dict[str, list[Echo]] = defaultdict(list)
        for echo in lexicon.echoes:
            for noun in echo.nouns:
                self.by_noun[noun].append(echo)

    @cached_property
    def _forms(self) -> frozenset[str]:
        return frozenset(form for noun in self.by_noun for form in forms_of(noun, "NOUN"))

    @cached_property
    def _openers(self) -> frozenset[str]:
        """Words one of which stands before every echo."""
        return self.lexicon.definite | self.lexicon.behind | POSSESSORS

    def candidates(self, text: str, spans: Sequence[tuple[int, int]], acts: Collection[int]) -> list[int]:
        """Sentences to parse: those in `acts`, where rules may read something, and if there is one, all that may echo."""
        known = set(acts)
        return [index for index, span in enumerate(spans) if index in known or self._may_echo(text[slice(*span)])] if known else []

    def _may_echo(self, sentence: str) -> bool:
        words = _WORD.findall(sentence.lower())
        found = [at for at, word in enumerate(words) if word in self._forms]
        return any(not self._openers.isdisjoint(words[max(0, at - REACH) : at]) for at in found)
