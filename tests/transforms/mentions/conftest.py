"""The coder as it ships, read once: sentences in, mentions out."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache

import pytest

from flows.resources import load_resources
from schemas.annotations import CodedMention, CodedText, Party, Sentence
from transforms.mentions.article import CoderTools
from transforms.mentions.coder import code_text
from transforms.mentions.parse import parse_sentences
from transforms.mentions.sentences import split_sentences

PUBLISHED = dt.date(2024, 11, 30)
"""A Saturday: the anchor of the weekdays in the tests."""
ARTICLES = ("the ", "a ", "an ")


class Codebook:
    """Asks the shipped coder about a text, in the words of a codebook."""

    def __init__(self, tools: CoderTools) -> None:
        self.tools = tools
        self.code = cache(lambda text: code_text(text, PUBLISHED, tools))

    def coded(self, text: str) -> CodedText:
        """Everything that the coder finds in a text published on Saturday, 30 November 2024."""
        return self.code(text)

    def mentions(self, text: str) -> list[CodedMention]:
        return self.coded(text).mentions

    def act(self, text: str, trigger: str) -> CodedMention:
        """The one mention whose trigger begins with these words."""
        found = [m for m in self.mentions(text) if m.trigger_text.lower().startswith(trigger.lower())]
        seen = [f"{m.event_type} {m.trigger_text!r}" for m in self.mentions(text)]
        assert len(found) == 1, f"{len(found)} mentions at {trigger!r} in {text!r}; all: {seen}"
        return found[0]

    def parse(self, text: str) -> list[Sentence]:
        """All sentences of a text, parsed, whether the gate would let them through or not."""
        spans = split_sentences(text, self.tools.abbreviations)
        return parse_sentences(self.tools.parser, text, [(index, *span) for index, span in enumerate(spans)])


def _words_of(parties: Sequence[Party]) -> list[str]:
    return [next((p.text[len(a) :] for a in ARTICLES if p.text.lower().startswith(a)), p.text) for p in parties]


@pytest.fixture(scope="session")
def book() -> Codebook:
    return Codebook(load_resources().coder_tools)


@pytest.fixture(scope="session")
def tools(book: Codebook) -> CoderTools:
    return book.tools


@pytest.fixture(scope="session")
def words_of() -> Callable[[Sequence[Party]], list[str]]:
    """The words of parties, without the article at the front: overlap is what counts in a span."""
    return _words_of
