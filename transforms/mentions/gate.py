"""The sentence gate: only sentences that hold all words of some rule's pattern are parsed.

In:      a text and its sentence spans.
Out:     the indices of the candidate sentences, in order.
Method:  patterns are indexed by the written forms of their longest word (the rarest, mostly); where one is met, the sentence must
         hold a form of each other word too. Faster and stricter than an automaton over all forms: a mere "take" lets nothing through.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

_WORD = re.compile(r"\w+")
Forms = frozenset[str]


class SentenceGate:
    """Patterns, each given as the written forms of its words, in any order."""

    def __init__(self, patterns: Iterable[Sequence[Forms]]) -> None:
        index: dict[str, list[tuple[Forms, ...]]] = defaultdict(list)
        for words in {tuple(sorted(pattern, key=_length_of_word, reverse=True)) for pattern in patterns}:
            for form in words[0]:
                index[form].append(words[1:])
        # An empty rest means that the form alone opens the gate: nothing else need be asked.
        self._index: Mapping[str, tuple[tuple[Forms, ...], ...]] = {
            form: () if any(not rest for rest in rests) else tuple(rests) for form, rests in index.items()
        }
        self._forms = frozenset(self._index)

    def candidates(self, text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
        """Indices of the sentences in which some pattern has all its words."""
        return [index for index, (start, end) in enumerate(spans) if self._opens(text[start:end].lower())]

    def _opens(self, sentence: str) -> bool:
        words = set(_WORD.findall(sentence))
        for form in words & self._forms:
            rests = self._index[form]
            if not rests:
                return True
            for rest in rests:
                if not any(map(words.isdisjoint, rest)):
                    return True
        return False


def _length_of_word(forms: Forms) -> tuple[int, tuple[str, ...]]:
    return min(map(len, forms)), tuple(sorted(forms))
