"""The function words of a language, as spaCy lists them: what news stories are not told apart by."""

from functools import cache
from importlib import import_module


@cache
def read_stop_words(language: str | None) -> frozenset[str]:
    """Function words of a language (ISO 639 code), in small letters; none where spaCy has no list."""
    if language is None:
        return frozenset()
    try:
        words = import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    except (ModuleNotFoundError, AttributeError):
        return frozenset()
    return frozenset(word.lower() for word in words)
