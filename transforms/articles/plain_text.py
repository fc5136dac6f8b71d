"""Plain text as an article: nothing is taken out, only its form is made one."""

from schemas.errors import DocumentError
from transforms.articles.language import Classifier, identify_language
from transforms.articles.normalise import normalise_text
from transforms.articles.pages import CleanedPage, PageMetadata

MIN_TEXT_CHARACTERS = 20


def clean_text(text: str, declared_language: str | None, classify: Classifier) -> CleanedPage:
    """A plain text as it stands: NFC and line ends apart, nothing is changed or dropped.

    Fails: DocumentError empty or too_short.
    """
    text = normalise_text(text)
    if not text:
        raise DocumentError("empty", "no text but white space")
    language, confidence = identify_language(text, declared_language, classify)
    return CleanedPage(check_length(text), PageMetadata(), language, confidence)


def check_length(text: str) -> str:
    """The text. Fails: DocumentError too_short for less than 20 characters, which is less than a sentence."""
    if len(text) < MIN_TEXT_CHARACTERS:
        raise DocumentError("too_short", f"{len(text)} characters of text: {text[:MIN_TEXT_CHARACTERS]!r}")
    return text
