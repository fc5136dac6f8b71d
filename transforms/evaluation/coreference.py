"""Scores how event words that a gold marks are grouped into happenings: coreference with gold mentions.

The rule that groups them is handed in as one function, so that any rule can be held against the same words, stories and parses.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from spacy.language import Language

from schemas.annotations import Sentence, Token
from transforms.evaluation.clusters import cluster_figures, score_clusters
from transforms.evaluation.events import MarkedEvent, join_sentences, marked_events
from transforms.evaluation.figures import Evaluation, Record
from transforms.events.kin import KinLexicon, Told
from transforms.mentions.parse import parse_sentences

_AGENTS, _PATIENTS = ("nsubj", "obl:agent"), ("obj", "nsubj:pass")
_BORROWING = ("conj", "xcomp", "advcl")
_FIGURES = ("conll", "muc.f1", "bcubed.p", "bcubed.r", "bcubed.f1", "ceafe.f1")


@dataclass(frozen=True, slots=True)
class ParsedTrigger:
    """One marked event as its sentence has it.

    words: as marked. agent, patient: of a party the last word of its name, else its lemma; null for pronouns and where the parse has none.
    For words of speech the agent is the speaker.
    """

    mention: str
    sentence_index: int
    words: str
    agent: str | None
    patient: str | None
    is_negated: bool


@dataclass(frozen=True, slots=True)
class MarkedTrigger:
    """One marked event as a rule sees it. story: that which the program gave to the document."""

    id: str
    document: str
    story: str
    parsed: ParsedTrigger


Rule = Callable[[Sequence[MarkedTrigger]], Mapping[str, Hashable]]
"""Groups marked events: id -> group. One that it leaves out stands alone."""


def parse_triggers(rows: Sequence[Record], nlp: Language) -> dict[str, list[ParsedTrigger]]:
    """Parse the sentences of the gold that hold marked events; by document."""
    texts = join_sentences(rows)
    of_document: dict[str, list[MarkedEvent]] = defaultdict(list)
    for event in marked_events(rows):
        of_document[event.document].append(event)
    return {document: _parse_document(texts[document], events, nlp) for document, events in of_document.items()}


def _parse_document(text: str, events: Sequence[MarkedEvent], nlp: Language) -> list[ParsedTrigger]:
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    places = [bisect_right(starts, event.start_char) - 1 for event in events]
    spans = [(number, starts[number], starts[number] + len(lines[number])) for number in sorted(set(places))]
    sentences = {sentence.index: sentence for sentence in parse_sentences(nlp, text, spans)}
    return [_parse_trigger(event, sentences[number]) for event, number in zip(events, places, strict=True)]


def _parse_trigger(event: MarkedEvent, sentence: Sentence) -> ParsedTrigger:
    inside = [token for token in sentence.tokens if token.start_char < event.end_char and event.start_char < token.end_char]
    own = {token.index for token in inside}
    head = next((token for token in inside if token.head not in own or token.head == token.index), None)
    if head is None:
        return ParsedTrigger(event.mention, sentence.index, event.words, None, None, is_negated=False)
    agent, patient = _party(sentence, head, _AGENTS) or _cited(sentence, head), _party(sentence, head, _PATIENTS)
    is_negated = any("Polarity=Neg" in token.morph for token in _children(sentence, head))
    return ParsedTrigger(event.mention, sentence.index, event.words, agent, patient, is_negated=is_negated)


def _children(sentence: Sentence, token: Token) -> list[Token]:
    return [sentence.tokens[index] for index in token.children]


def _party(sentence: Sentence, head: Token, labels: Sequence[str]) -> str | None:
    """Name the first party with one of the labels; of joined verbs the later ones borrow the subject of the first."""
    below = chain(_children(sentence, head), _children(sentence, sentence.tokens[head.head]) if head.dep in _BORROWING else ())
    party = next((token for token in below if token.dep in labels), None)
    return _name(sentence, party) if party is not None else None


def _cited(sentence: Sentence, head: Token) -> str | None:
    """The source of "according to the mayor", which the parser hangs above the word, and of "the mayor's statement"."""
    above = sentence.tokens[head.head]
    if head.dep == "case" and above is not head:
        return _name(sentence, above)
    owner = next((token for token in _children(sentence, head) if token.dep == "nmod:poss"), None)
    return _name(sentence, owner) if owner is not None else None


def _name(sentence: Sentence, party: Token) -> str | None:
    """The last word of a name, also of one set beside a noun ("the mayor, *Ann Moss*"); else the lemma; null for a pronoun."""
    if party.pos == "PRON":
        return None
    names = [token for token in _children(sentence, party) if token.pos == "PROPN" and token.dep in ("flat", "appos", "compound")]
    if party.pos == "PROPN":
        return next((token.lower for token in reversed(names) if token.dep == "flat"), party.lower)
    return _name(sentence, names[-1]) if names else party.lemma


def told_of(trigger: MarkedTrigger, lexicon: KinLexicon) -> Told:
    """What the rule of kin asks of a marked event."""
    return Told(trigger.story, lexicon.kin_of(trigger.parsed.words), trigger.parsed.agent, trigger.parsed.is_negated)


def marked_triggers(predictions: Mapping[str, Record]) -> list[MarkedTrigger]:
    """Bring together, for all documents, what was parsed and the story that the document is in."""
    return [
        MarkedTrigger(f"{document}#{parsed.mention}", document, record["story"], parsed)
        for document, record in predictions.items()
        for parsed in record.get("marked", ())
    ]


def score_gold_mentions(gold: Sequence[Record], predictions: Mapping[str, Record], rule: Rule, result: Evaluation) -> None:
    """Add the figures of all marked events, singletons kept, and of the stories of the documents against the subtopics of the gold."""
    marked = [{"id": f"{e.document}#{e.mention}", "cluster": e.cluster, "title": f"{e.words}: {e.sentence}"} for e in marked_events(gold)]
    groups = rule(marked_triggers(predictions))
    scored = score_clusters(marked, {name: {"cluster": group} for name, group in groups.items()})
    result.add("gold_mentions", {key: scored.figures[key] for key in _FIGURES})
    result.errors += scored.errors
    result.right |= scored.right
    subtopics = {row["doc"]: row["subtopic"] for row in gold if "subtopic" in row}
    stories = {document: record["story"] for document, record in predictions.items() if "story" in record}
    if subtopics:
        result.add("stories", {"bcubed.f1": cluster_figures(subtopics, stories)["bcubed.f1"]})
