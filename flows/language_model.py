"""The language classifier, read from its package once a process."""

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from transforms.articles.language import Classifier


def make_classifier() -> Classifier:
    """A function from a text to (ISO 639 code, probability)."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def classify(text: str) -> tuple[str, float]:
        code, probability = identifier.classify(text)
        return str(code), float(probability)

    return classify
