"""Scores our own gold of happenings: which mentions of several articles are one event, and what figures it ends with."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.codes import COUNT_KINDS, Ontology
from transforms.evaluation.clusters import cluster_figures
from transforms.evaluation.figures import FALSE_ALARM, MISS, WRONG_VALUE, Evaluation, Item, Record, share

JUDGED = ("tolls", "ranges", "origins", "contradictions", "traps")


def documents_of(sets: Sequence[Record]) -> list[Record]:
    """The articles of all sets."""
    return [article for row in sets for article in row["articles"]]


def mentions_of_gold(sets: Sequence[Record], ontology: Ontology) -> dict[str, Record]:
    """The marked mentions as `annotate` would answer them: article id -> {"mentions": [...]}; what the gold leaves out has plain values."""
    return {
        article["id"]: {"mentions": [_complete(mention, ontology) for mention in article["mentions"]]} for article in documents_of(sets)
    }


def _complete(mention: Record, ontology: Ontology) -> Record:
    facts = ontology.event_types[mention["event_type"]]
    plain = {
        "polarity": "positive", "modality": "asserted", "tense": "past", "confidence": 1.0, "is_cumulative": False, "contexts": [],
        "quad_class": facts.quad_class, "intensity": facts.intensity, "participants": [], "counts": [],
    }  # fmt: skip
    return {**plain, **{name: value for name, value in mention.items() if value is not None}}


def score_happenings(sets: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """Three readings of each figure. gold_mentions.*: of the fold alone, which is given the marked mentions with what their sentences say;
    gold_stories.*: the same, with each set as one news story; the others end to end, where a mention that was not coded as a fact
    stands alone.

    conll and its parts: events against happenings over the marked mentions. found: share of them that were coded. tolls: share of the
    figures of happenings whose best is exact in the event that holds most of its mentions; ranges: low and best are, and high where the
    event is not open upwards. origins, contradictions: share of happenings with the right one. traps: share of the words marked as no
    happening that are in no event of their article's happenings.

    In: predictions: article id -> {"mentions": as annotate, with event_id; "events": event_id -> Event row; "of_gold" and
        "in_gold_stories": the same of the marked mentions}.
    """
    result = _score(sets, predictions)
    for name, reading in (("gold_mentions", "of_gold"), ("gold_stories", "in_gold_stories")):
        told = _score(sets, {key: record[reading] for key, record in predictions.items()})
        result.add(name, told.figures)
        result.errors += [replace(error, field=f"{name}.{error.field}") for error in told.errors]
        result.right |= {item._replace(field=f"{name}.{item.field}") for item in told.right}
    return result


def _score(sets: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    result = Evaluation()
    wanted: dict[str, str] = {}
    placed: dict[str, str] = {}
    for article in documents_of(sets):
        _place_mentions(article, predictions.get(article["id"], {}), wanted, placed, result)
    for row in sets:
        _judge_events(row, wanted, placed, predictions, result)
    figures = cluster_figures(wanted, placed)
    result.figures = {key: figures[key] for key in ("conll", "muc.f1", "bcubed.f1", "ceafe.f1", "bcubed.p", "bcubed.r")}
    result.figures |= {"found": share(len(placed), len(wanted)), "n": len(wanted), "n_happenings": len(set(wanted.values()))}
    for name in JUDGED:
        right = sum(item.field == name for item in result.right)
        wrong = sum(error.field == name for error in result.errors)
        result.figures |= {name: share(right, right + wrong), f"n_{name}": right + wrong}
    return result


def _place_mentions(article: Record, prediction: Record, wanted: dict[str, str], placed: dict[str, str], result: Evaluation) -> None:
    coded, own_events = prediction.get("mentions", []), set[str]()
    for mention in article["mentions"]:
        item = Item(article["id"], "mention", mention["trigger_start_char"])
        key = f"{article['id']}#{item.part}"
        wanted[key] = mention["happening"]
        event_id = next((m["event_id"] for m in _overlapping(mention, coded) if m.get("event_id")), None)
        if event_id is None:
            around = article["text"][max(0, mention["trigger_start_char"] - 80) : mention["trigger_end_char"] + 80]
            result.find_wrong(item, MISS, around, mention["trigger"], None)
        else:
            placed[key] = event_id
            own_events.add(event_id)
            result.find_right(*item)
    for trap in article.get("traps", []):
        item = Item(article["id"], "traps", trap["trigger_start_char"])
        caught = [m for m in _overlapping(trap, coded) if m.get("event_id") in own_events]
        if caught:
            result.find_wrong(item, FALSE_ALARM, article["text"][trap["trigger_start_char"] :][:80], trap["why"], caught[0]["event_type"])
        else:
            result.find_right(*item)


def _overlapping(marked: Record, coded: Sequence[Record]) -> list[Record]:
    """Mentions of the program whose trigger meets the marked words: those in an event first, then by the marked word that they meet."""
    spans = [(marked["trigger_start_char"], marked["trigger_end_char"])]
    spans += [(word["start_char"], word["end_char"]) for word in marked.get("also_triggers", ())]
    meeting = []
    for mention in coded:
        met = [n for n, (start, end) in enumerate(spans) if mention["trigger_start_char"] < end and start < mention["trigger_end_char"]]
        if met:
            meeting.append((mention.get("event_id") is None, met[0], mention))
    return [mention for *_, mention in sorted(meeting, key=lambda found: found[:2])]


def _judge_events(
    row: Record, wanted: Mapping[str, str], placed: Mapping[str, str], predictions: Mapping[str, Record], result: Evaluation
) -> None:
    """Hold each happening of a set against the event that holds most of its mentions."""
    events = {key: event for article in row["articles"] for key, event in predictions.get(article["id"], {}).get("events", {}).items()}
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for key, happening in wanted.items():
        if key in placed:
            held[happening][placed[key]] += 1
    for number, happening in enumerate(row["happenings"]):
        best = max(held[happening["id"]].items(), key=lambda item: (item[1], item[0]), default=("", 0))[0]
        event = events.get(best, {})
        for ordinal, kind in enumerate(COUNT_KINDS):
            if kind in happening:
                _judge_figures(row["id"], 10 * number + ordinal, happening, kind, event, result)
        if event:
            for name, column in (("origins", "origin_count"), ("contradictions", "has_contradiction")):
                _judge(result, Item(row["id"], name, number), f"{happening['id']}: {column}", happening[column], event[column])


def _judge_figures(set_id: str, part: int, happening: Record, kind: str, event: Record, result: Evaluation) -> None:
    low, best, high = happening[kind]
    said = [event.get(f"{kind}_{bound}") for bound in ("low", "best", "high")]
    _judge(result, Item(set_id, "tolls", part), f"{happening['id']}: {kind}", best, said[1])
    known = [low, best, high if said[2] is not None else None]
    _judge(result, Item(set_id, "ranges", part), f"{happening['id']}: {kind}", known, said)


def _judge(result: Evaluation, item: Item, what: str, gold: object, predicted: object) -> None:
    if gold == predicted:
        result.find_right(*item)
    else:
        result.find_wrong(item, WRONG_VALUE, what, gold, predicted)
