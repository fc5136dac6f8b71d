"""Who says so: the source of what a sentence tells, for direct and indirect speech, "according to" and bare hearsay.

In:      a parsed sentence and the trigger of an act.
Out:     the reporting word and the head of the source phrase, or None if the article speaks itself.
"""

from dataclasses import dataclass
from itertools import pairwise

from schemas.annotations import Sentence, Token
from schemas.lexicons.rules import ReportingWords
from transforms.mentions.phrases import ancestors, case_of
from transforms.mentions.roles import VERBAL, agents_of, is_passive, subjects_of


@dataclass(frozen=True, slots=True)
class Report:
    """A reporting word and, where one is named, the head noun of the source. kind: see schemas.codes.ATTRIBUTION_KINDS."""

    kind: str
    verb: int
    source: int | None


def find_report(sentence: Sentence, trigger: int, words: ReportingWords, alleging: frozenset[str]) -> Report | None:
    """The nearest word above (or beside) a trigger that says who tells of it."""
    path = [trigger, *ancestors(sentence, trigger)]
    for below, above in pairwise(path):
        report = _governing_report(sentence, sentence.tokens[below], sentence.tokens[above], words, alleging, trigger)
        if report:
            return report
        if sentence.tokens[below].dep in ("acl:relcl", "appos"):
            break
    for node in path:
        report = _beside(sentence, sentence.tokens[node], words, trigger)
        if report:
            return report
    return None


def _governing_report(
    sentence: Sentence, below: Token, verb: Token, words: ReportingWords, alleging: frozenset[str], trigger: int
) -> Report | None:
    if verb.pos not in VERBAL:
        return None
    passive = is_passive(sentence, verb)
    if passive and verb.lemma in words.passive_verbs and below.dep in ("xcomp", "ccomp", "csubj:pass", "csubj"):
        return Report("unnamed_report", verb.index, None)
    speaks = verb.lemma in words.verbs and (
        below.dep in ("ccomp", "obj", "parataxis") or (below.dep == "advcl" and below.index < verb.index)
    )
    if below.dep == "obj" and verb.lemma not in ("report", "announce", "confirm", "describe", "claim"):
        speaks = False
    blames = verb.lemma in alleging and (below.dep in ("advcl", "ccomp", "xcomp", "obl") or (below.dep == "obj" and below.index != trigger))
    if not (speaks or blames):
        return None
    sources = agents_of(sentence, verb) if passive else subjects_of(sentence, verb)
    source = sources[0].head if sources else None
    return Report(_kind(sentence, trigger, verb, source, words), verb.index, source)


def _kind(sentence: Sentence, trigger: int, verb: Token, source: int | None, words: ReportingWords) -> str:
    if source is not None and sentence.tokens[source].lemma in words.media_nouns:
        return "media_report"
    if source is not None and sentence.tokens[source].lemma in words.unnamed_nouns:
        return "unnamed_report"
    if _in_quotes(sentence, trigger) and not _in_quotes(sentence, verb.index):
        return "direct_quote"
    return "indirect_speech" if source is not None else "unnamed_report"


def _in_quotes(sentence: Sentence, index: int) -> bool:
    marks = [t.text for t in sentence.tokens[:index]]
    opened = sum(m in ("“", "«") for m in marks) - sum(m in ("”", "»") for m in marks)
    straight = sum(m in ('"', "''", "``") for m in marks)
    return opened > 0 or straight % 2 == 1


def _beside(sentence: Sentence, node: Token, words: ReportingWords, trigger: int) -> Report | None:
    """ "..., police said" beside the clause, and "according to" among its complements."""
    for child in node.children:
        word = sentence.tokens[child]
        if (
            word.dep in ("parataxis", "ccomp", "advcl", "conj")
            and word.pos in VERBAL
            and word.lemma in words.verbs
            and _stands_behind(sentence, word, trigger)
        ):
            sources = subjects_of(sentence, word)
            if sources:
                return Report(_kind(sentence, trigger, word, sources[0].head, words), word.index, sources[0].head)
        if word.dep in ("obl", "nmod", "advcl", "obl:arg") and case_of(sentence, word) in words.source_prepositions:
            return Report("media_report" if word.lemma in words.media_nouns else "according_to", word.index, word.index)
        if word.dep == "advmod" and word.lower in ("reportedly", "allegedly"):
            return Report("unnamed_report", word.index, None)
    return None


def _stands_behind(sentence: Sentence, verb: Token, trigger: int) -> bool:
    """ "..., local radio reported": the reporting clause follows the trigger, behind a comma or a quotation mark and without "that"."""
    if verb.index < trigger or any(sentence.tokens[c].dep == "mark" for c in verb.children):
        return False
    first = min((c for c in verb.children if sentence.tokens[c].dep == "nsubj"), default=verb.index)
    begin = min([first, *(c for c in sentence.tokens[first].children)], default=first)
    return any(t.text in (",", '"', "”", "''") for t in sentence.tokens[max(0, begin - 2) : begin + 1])
