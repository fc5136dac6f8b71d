"""The language of a text, by a classifier that is passed in."""

from collections.abc import Callable

SAMPLE_CHARACTERS = 1_500
SURE_FROM = 0.8

Classifier = Callable[[str], tuple[str, float]]


def identify_language(text: str, declared: str | None, classify: Classifier) -> tuple[str | None, float | None]:
    """The language code of a text and how sure it is (0..1).

    In:    declared is what the record or page says; it decides where the classifier is not sure.
    Null:  a text without letters.
    """
    sample = text[:SAMPLE_CHARACTERS]
    if not any(character.isalpha() for character in sample):
        return declared, None
    code, probability = classify(sample)
    confidence = round(min(1.0, max(0.0, probability)), 4)
    if declared is not None and declared != code and confidence < SURE_FROM:
        return declared, round(1.0 - confidence, 4)
    return code, confidence
