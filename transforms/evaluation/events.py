"""Scores event mentions of ECB+: which marked event words have a trigger of the coder, and how its events group them.

The gold marks every kind of event, reporting and states included, so that a coder of political events can reach only a part of it;
grouping is therefore scored over the mentions that were coded.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transforms.evaluation.clusters import cluster_figures
from transforms.evaluation.figures import MISS, Evaluation, Item, Record, share


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """One event mention of the gold, in code points of the joined text of its document. span: first to last marked word."""

    document: str
    mention: str
    start_char: int
    end_char: int
    cluster: str
    sentence: str
    words: str


def join_sentences(rows: Sequence[Record]) -> dict[str, str]:
    """The text of each document: tokens parted by blanks, sentences by newlines."""
    lines: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        lines[row["doc"]].append(" ".join(row["tokens"]))
    return {document: "\n".join(sentences) for document, sentences in lines.items()}


def marked_events(rows: Sequence[Record]) -> list[MarkedEvent]:
    """Event mentions of the sentences that the annotators went through (the others have none)."""
    found: list[MarkedEvent] = []
    position: dict[str, int] = defaultdict(int)
    for row in rows:
        starts, offset = [], position[row["doc"]]
        for token in row["tokens"]:
            starts.append(offset)
            offset += len(token) + 1
        position[row["doc"]] = offset if row["tokens"] else offset + 1
        for mention in row["mentions"]:
            if mention["kind"] == "event" and row.get("validated"):
                first, after = mention["span"]
                end = starts[after - 1] + len(row["tokens"][after - 1])
                found.append(
                    MarkedEvent(row["doc"], mention["m_id"], starts[first], end, mention["cluster"], row["sentence"], mention["text"])
                )
    return found


def score_marked_events(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """trigger_recall: share of marked events with a trigger inside; coded.*: events of the program (`fold_documents`) against those of the
    gold, over the mentions that were coded; one that is in no event stands alone."""
    result, events = Evaluation(), marked_events(gold)
    wanted: dict[str, str] = {}
    folded: dict[str, str] = {}
    for event in events:
        mentions = predictions.get(event.document, {}).get("mentions", [])
        inside = [m for m in mentions if m["trigger_start_char"] < event.end_char and event.start_char < m["trigger_end_char"]]
        key = f"{event.document}#{event.mention}"
        if not inside:
            result.find_wrong(Item(key, "trigger"), MISS, event.sentence, event.words, None)
            continue
        result.find_right(key, "trigger")
        wanted[key] = event.cluster
        if inside[0].get("event_id"):
            folded[key] = inside[0]["event_id"]
    result.figures = {"trigger_recall": round(share(len(wanted), len(events)), 3), "n": len(events), "n_coded": len(wanted)}
    if wanted:
        figures = cluster_figures(wanted, folded)
        result.add("coded", {key: figures[key] for key in ("conll", "bcubed.f1", "muc.f1", "ceafe.f1")})
    return result
