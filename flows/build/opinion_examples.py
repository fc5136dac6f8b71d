"""The examples that the second opinion learns from: candidates of the coder, each with what somebody says that it is.

marked pairs     plv_dev: the candidates between the marked parties, and the pair itself, are of the marked type
code books       plover_gsr, cameo_manual: what a code book's sentence stands for, and that the rest of it stands for nothing
own gold         data/gold: events.jsonl (what is not listed is no event) and factuality.jsonl
judgements       positions in public text with a verdict on what the coder read there: right, or no event
rules            the sentences that a rule must match
"""

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from schemas.annotations import Sentence
from schemas.codes import FACTUAL_MODALITIES
from schemas.lexicons.opinion import OpinionPolicy
from transforms.mentions.article import CoderTools
from transforms.mentions.coder import code_text, party_reader
from transforms.mentions.opinion_features import Candidate
from transforms.mentions.roles import Argument
from transforms.mentions.second_opinion import MERGED, YIELDING, Judgement

Row = Mapping[str, Any]
Span = tuple[int, int]
NO_EVENT = "NONE"
LINKED = 0.5
STATEMENTS = re.compile(r"01|02(?![0-8])")
ROOT_TYPES: Mapping[str, str] = {
    "02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID", "08": MERGED, "09": "ACCUSE",
    "10": "REQUEST", "11": "ACCUSE", "12": "REJECT", "13": "THREATEN", "14": "PROTEST", "15": "MOBILIZE", "16": "SANCTION",
    "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT", "20": "ASSAULT",
}  # fmt: skip
FUNCTION_WORDS = frozenset({"to", "of", "the", "a", "with", "in", "on"})


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate and its label. group: what must never be split between training and testing; label: an event type or NO_EVENT.

    is_read_by_rules: false where the label comes from the very rule that made the candidate; the model must not see that rule then.
    """

    group: str
    source: str
    sentence: Sentence
    candidate: Candidate
    beside: tuple[Candidate, ...]
    label: str
    weight: float
    is_read_by_rules: bool = True
    is_marked_only: bool = False


@dataclass(slots=True)
class Recorder:
    """Stands where the second opinion stands in the coder, changes nothing, and keeps what it was asked."""

    seen: list[tuple[Sentence, tuple[Candidate, ...]]] = field(default_factory=list)

    def judge(self, sentence: Sentence, candidates: Sequence[Candidate]) -> list[Judgement]:
        self.seen.append((sentence, tuple(candidates)))
        return [Judgement(c.reading.event_type if c.reading else None, False, 1.0, 1.0) for c in candidates]


def record(tools: CoderTools, text: str, date: str | None) -> list[tuple[Sentence, tuple[Candidate, ...]]]:
    """What the coder would ask the second opinion about a text, sentence by sentence."""
    recorder = Recorder()
    code_text(text, dt.date.fromisoformat(date[:10]) if date else None, replace(tools, second_opinion=recorder))
    return recorder.seen


def merged(event_type: str) -> str:
    return MERGED if event_type in YIELDING else event_type


def own_type(candidate: Candidate) -> str | None:
    return merged(candidate.reading.event_type) if candidate.reading else None


def extent(sentence: Sentence, candidate: Candidate) -> Span:
    """First and last character of the trigger."""
    tokens = [sentence.tokens[i] for i in candidate.tokens]
    return min(t.start_char for t in tokens), max(t.end_char for t in tokens)


def examples_of(name: str, rows: Iterable[Row], tools: CoderTools, judgements: Sequence[Row] = ()) -> Iterator[Example]:
    """All examples of one gold file (or of "rules": rows with id, text, rule)."""
    judged: dict[str, list[Row]] = defaultdict(list)
    for judgement in judgements:
        if judgement["file"] == name:
            judged[str(judgement["id"])].append(judgement)
    for row in rows:
        if judgements and str(row["id"]) not in judged:
            continue
        group = f"{name}:{row.get('sentence_id') or row.get('rule') or row['id']}"
        seen = record(tools, row["text"], row.get("date") or row.get("doc_date"))
        for sentence, candidates in seen:
            if name == "plv_dev":
                labels = _of_marked_pair(row, sentence, candidates, tools)
            elif name in ("plover_gsr", "cameo_manual"):
                labels = _of_code_book(row, sentence, candidates)
            elif judgements:
                labels = _of_judgements(judged[str(row["id"])], sentence, candidates)
            elif name == "rules":
                labels = [(c, own_type(c) or NO_EVENT, 0.5) for c in candidates if c.reading and c.reading.rule_id == row["rule"]]
            else:
                labels = _of_own_gold(row, sentence, candidates)
            read = tuple(c for c in candidates if c.reading)
            for candidate, label, weight in labels:
                is_pair = candidate not in candidates
                yield Example(group, name, sentence, candidate, read, label, weight, name != "rules", is_pair)


Labels = list[tuple[Candidate, str, float]]


def _of_marked_pair(row: Row, sentence: Sentence, candidates: Sequence[Candidate], tools: CoderTools) -> Labels:
    """Candidates with both marked parties are of the marked type; of those with one only what has that type already."""
    event, text = row["events"][0], row["text"]
    source, target = span_of(text, event["source"]), span_of(text, event["target"])
    labels: Labels = []
    for candidate in candidates:
        acts, receives = covers(candidate.actors, source), covers(candidate.recipients, target)
        if acts and receives:
            labels.append((candidate, event["plover"], 1.0))
        elif (acts or receives) and own_type(candidate) == event["plover"]:
            labels.append((candidate, event["plover"], 0.5))
    pair = marked_candidate(row, sentence, tools)
    if pair is not None:
        labels.append((pair, event["plover"], 0.5 if labels else 1.0))
    share = 1.0 if len(labels) == 1 else 1.5
    return [(candidate, label, weight / share) for candidate, label, weight in labels]


def span_of(text: str, words: str) -> Span:
    start = text.find(words)
    return start, start + len(words)


def covers(parties: Sequence[Any], span: Span) -> bool:
    """True if one of the parties shares half of the shorter span."""
    for party in parties:
        common = min(party.end_char, span[1]) - max(party.start_char, span[0])
        if common / max(1, min(party.end_char - party.start_char, span[1] - span[0])) >= LINKED:
            return True
    return False


def marked_candidate(row: Row, sentence: Sentence, tools: CoderTools) -> Candidate | None:
    """The marked pair as a candidate of its own, with the word that joins the two as its trigger; null if they are not in the sentence."""
    event, text = row["events"][0], row["text"]
    heads = [_head_of(sentence, span_of(text, event[side])) for side in ("source", "target")]
    if None in heads:
        return None
    first, second = (int(head or 0) for head in heads)
    joint = _joint(sentence, first, second)
    if joint is None:
        return None
    reader = party_reader(text, None, tools.places.find_places(text), tools)
    actor, recipient = (reader.read(sentence, Argument(head, "subject")) for head in (first, second))
    return Candidate(joint, (joint,), (actor,), (recipient,), None)


def _head_of(sentence: Sentence, span: Span) -> int | None:
    """The word of a span whose governor lies outside it."""
    inside = [t.index for t in sentence.tokens if t.start_char < span[1] and t.end_char > span[0]]
    for index in inside:
        token = sentence.tokens[index]
        if (token.head not in inside or token.head == index) and token.pos not in ("PUNCT", "DET", "ADP"):
            return index
    return inside[-1] if inside else None


def _joint(sentence: Sentence, first: int, second: int) -> int | None:
    """The word under which two others meet; where that is one of them, the verb or noun on the way between, else the word above."""
    ways = [_upward(sentence, index) for index in (first, second)]
    top = next((index for index in ways[0] if index in ways[1]), None)
    if top not in (first, second) or top is None:
        return top
    way = ways[1] if top == first else ways[0]
    between = [i for i in way[1 : way.index(top)] if sentence.tokens[i].pos in ("VERB", "NOUN")]
    return between[-1] if between else sentence.tokens[top].head


def _upward(sentence: Sentence, index: int) -> list[int]:
    way = [index]
    while sentence.tokens[way[-1]].head != way[-1] and len(way) < len(sentence.tokens):
        way.append(sentence.tokens[way[-1]].head)
    return way


def _of_code_book(row: Row, sentence: Sentence, candidates: Sequence[Candidate]) -> Labels:
    """What a code book's sentence is an example of; other candidates in it are no event, unless they only report what is alleged."""
    event = row["events"][0]
    code = event.get("code")
    wanted = None if code and STATEMENTS.match(code) else merged(event["plover"]) if event.get("plover") else ROOT_TYPES.get(str(code)[:2])
    told = event["event_text"] or ""
    words = set(re.findall(r"\w+", (" ".join(told) if isinstance(told, list) else told).lower())) - FUNCTION_WORDS
    has_wanted = any(own_type(c) == wanted for c in candidates)
    labels: Labels = []
    for candidate in candidates:
        if wanted is None:
            labels.append((candidate, NO_EVENT, 1.0))
        elif own_type(candidate) == wanted:
            labels.append((candidate, wanted, 1.0))
        elif not has_wanted and sentence.tokens[candidate.head].lower in words:
            labels.append((candidate, wanted, 0.6))
        else:
            labels.append((candidate, NO_EVENT, _weight_of_rest(candidate)))
    return labels


def _weight_of_rest(candidate: Candidate) -> float:
    """How surely a candidate that a code book passes over is no event: a real act in a subordinate clause may well be one."""
    if candidate.reading is None:
        return 0.5
    told = candidate.reading.factuality
    if told.modality == "alleged":
        return 0.0
    return 0.35 if told.polarity == "positive" and told.modality in FACTUAL_MODALITIES else 0.7


def _of_judgements(judged: Sequence[Row], sentence: Sentence, candidates: Sequence[Candidate]) -> Labels:
    labels: Labels = []
    for candidate in candidates:
        if candidate.reading is None:
            labels.append((candidate, NO_EVENT, 0.8))
            continue
        start, end = extent(sentence, candidate)
        for verdict in judged:
            if verdict["start"] < end and start < verdict["end"] and verdict["event_type"] == candidate.reading.event_type:
                labels.append((candidate, merged(verdict["event_type"]) if verdict["type_right"] else NO_EVENT, 1.0))
                break
    return labels


def _of_own_gold(row: Row, sentence: Sentence, candidates: Sequence[Candidate]) -> Labels:
    """events.jsonl lists all events of an article, so that the rest are none; a line of factuality.jsonl tells of one only.

    An event belongs to the candidate whose head it holds ("bombing"), and to others whose words it shares ("accused Israel of bombing")
    only where there is no such candidate.
    """
    lists_all = "mentions" in row
    told: Sequence[Row] = row["mentions"] if lists_all else [row] if row.get("trigger_start_char") is not None else []
    labels: Labels = []
    owned = [m for m in told if any(_holds_head(m, sentence, c) for c in candidates)]
    for candidate in candidates:
        start, end = extent(sentence, candidate)
        hit = next((m for m in owned if _holds_head(m, sentence, candidate)), None)
        sharing = [m for m in told if any(s < end and start < e for s, e in _trigger_spans(m))]
        hit = hit or next((m for m in sharing if m not in owned), None)
        if hit is None and sharing:
            continue
        if hit is None:
            labels += [(candidate, NO_EVENT, 1.0)] if lists_all else []
        elif candidate.reading or not hit.get("is_optional"):
            labels.append((candidate, merged(hit["event_type"]), 1.0))
    return labels


def _holds_head(mention: Row, sentence: Sentence, candidate: Candidate) -> bool:
    head = sentence.tokens[candidate.head]
    return any(start <= head.start_char < end for start, end in _trigger_spans(mention))


def _trigger_spans(mention: Row) -> list[Span]:
    others = [(other["start_char"], other["end_char"]) for other in mention.get("also_triggers") or []]
    return [(mention["trigger_start_char"], mention["trigger_end_char"]), *others]


def contradicts(example: Example, policy: OpinionPolicy) -> bool:
    """True for an example that teaches what our ontology has decided otherwise."""
    reading = example.candidate.reading
    if reading is None or example.label in (NO_EVENT, own_type(example.candidate)):
        return False
    return policy.is_exempt(reading.event_type, example.label, reading.factuality.modality)


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
