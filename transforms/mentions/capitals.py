"""Give the names of a text in capitals their capitals back: "FATHER RUIZ OF SONSONATE" is parsed as "father Ruiz of Sonsonate"."""

import re
from functools import lru_cache

from lemminflect import getAllLemmas
from spacy.vocab import Vocab

SHORTEST_NAME = 3
SHORTEST_PART = 3
_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouy]|[^\x00-\x7f]")


def restore_capitals(text: str, vocab: Vocab) -> str:
    """The same number of characters, with capitals where a name begins.

    In:     a text in small letters. vocab: of the parser, which knows the small words and the numerals of its language.
    Limits: a word that the dictionary lacks is a name; a name that is also a word ("rose") stays small.
    """
    return _WORD.sub(lambda found: _written(found[0], vocab), text)


def _written(word: str, vocab: Vocab) -> str:
    lexeme = vocab[word]
    if lexeme.is_stop or lexeme.like_num or not _is_name(word):
        return word
    capital = word.capitalize() if _VOWEL.search(word) else word.upper()
    return capital if len(capital) == len(word) else word


@lru_cache(maxsize=100_000)
def _is_name(word: str) -> bool:
    """True for a word that is neither in the dictionary nor made of two that are ("machine|gunned")."""
    if len(word) < SHORTEST_NAME or getAllLemmas(word):
        return False
    cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    return not any(getAllLemmas(word[:cut]) and getAllLemmas(word[cut:]) for cut in cuts)
