"""What an attack was made with, and the mode that it gives: "attacked the village *with machetes*", "herders *armed with machetes*"."""

from collections.abc import Sequence

from schemas.annotations import Sentence, Token
from schemas.lexicons.rules import Instruments
from transforms.mentions.phrases import case_of, fellows
from transforms.mentions.roles import Frame

CARRIERS = ("advcl", "xcomp", "acl", "acl:relcl")


def means_of(sentence: Sentence, trigger: int, frame: Frame, instruments: Instruments) -> tuple[str, str | None] | None:
    """The first instrument beside a trigger, in its clause or with whoever acts; null where none is named.

    Returns: mode, CAMEO code (null: that of the rule).
    """
    places = [trigger] if frame.support is None else [trigger, frame.support]
    actors = [argument.head for argument in frame.subjects]
    objects = [argument.head for argument in frame.objects]
    for holder in (*places, *actors, *objects):
        for head in _instruments_at(sentence, sentence.tokens[holder], instruments):
            means = next((m for h in fellows(sentence, head) if (m := _means_at(sentence, sentence.tokens[h], instruments))), None)
            if means is not None:
                return means
    return None


def _instruments_at(sentence: Sentence, holder: Token, instruments: Instruments) -> Sequence[int]:
    """Heads of phrases with an instrument's preposition, and objects of "using", "armed with" and the like, below a word."""
    found: list[int] = []
    for child in holder.children:
        word = sentence.tokens[child]
        if word.dep in ("obl", "obl:agent", "nmod", "obl:arg") and case_of(sentence, word) in instruments.prepositions:
            found.append(child)
        elif word.dep in CARRIERS and word.lemma in instruments.clause_verbs:
            found += [c for c in word.children if sentence.tokens[c].dep in ("obj", "obl", "obl:arg", "obl:agent")]
    return found


def _means_at(sentence: Sentence, noun: Token, instruments: Instruments) -> tuple[str, str | None] | None:
    """The mode of a noun, by its last two words if they are known together, else by itself."""
    before = [sentence.tokens[c] for c in noun.children if c < noun.index and sentence.tokens[c].dep in ("compound", "amod")]
    two = f"{before[-1].lower} {noun.lemma}" if before else ""
    return instruments.by_noun.get(two) or instruments.by_noun.get(noun.lemma.lower())
