"""Scores our own gold of happenings: which mentions of several articles are one event, and what figures it ends with."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from transforms.evaluation.clusters import cluster_figures
from transforms.evaluation.figures import FALSE_ALARM, MISS, WRONG_VALUE, Evaluation, Item, Record, share

BOUNDS = ("low", "best", "high")


def documents_of(sets: Sequence[Record]) -> list[Record]:
    """The articles of all sets."""
    return [article for row in sets for article in row["articles"]]


def score_happenings(sets: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """conll and its parts: events against happenings over the marked mentions, one that was not coded stands alone. found: share of them
    that were coded as a fact. tolls: share of the figures of happenings whose best is exact in the event that holds most of its mentions;
    ranges: low, best and high are. traps: share of the words marked as no happening that are in no event of the set's happenings.

    In: predictions: article id -> {"mentions": as annotate, with event_id; "events": event_id -> Event row}.
    """
    result = Evaluation()
    wanted: dict[str, str] = {}
    placed: dict[str, str] = {}
    for row in sets:
        for article in row["articles"]:
            _place_mentions(article, predictions.get(article["id"], {}), wanted, placed, result)
    for row in sets:
        _judge_tolls(row, wanted, placed, predictions, result)
    figures = cluster_figures(wanted, placed)
    found = len(placed)
    result.figures = {key: figures[key] for key in ("conll", "muc.f1", "bcubed.f1", "ceafe.f1", "bcubed.p", "bcubed.r")}
    result.figures |= {"found": share(found, len(wanted)), "n": len(wanted), "n_happenings": len(set(wanted.values()))}
    for name in ("tolls", "ranges", "origins", "traps", "contradictions"):
        right = sum(item.field == name for item in result.right)
        wrong = sum(error.field == name for error in result.errors)
        result.figures[name] = share(right, right + wrong) if right + wrong else None
    result.figures["n_tolls"] = sum(item.field == "tolls" for item in result.right) + sum(e.field == "tolls" for e in result.errors)
    return result


def _place_mentions(article: Record, prediction: Record, wanted: dict[str, str], placed: dict[str, str], result: Evaluation) -> None:
    coded = prediction.get("mentions", [])
    own_events = set()
    for mention in article["mentions"]:
        key = f"{article['id']}#{mention['trigger_start_char']}"
        wanted[key] = mention["happening"]
        event_id = next((m["event_id"] for m in _overlapping(mention, coded) if m.get("event_id")), None)
        if event_id is None:
            around = article["text"][max(0, mention["trigger_start_char"] - 80) : mention["trigger_end_char"] + 80]
            result.find_wrong(Item(article["id"], "mention", mention["trigger_start_char"]), MISS, around, mention["trigger"], None)
        else:
            placed[key] = event_id
            own_events.add(event_id)
            result.find_right(article["id"], "mention", mention["trigger_start_char"])
    for trap in article.get("traps", []):
        item = Item(article["id"], "traps", trap["trigger_start_char"])
        caught = [m for m in _overlapping(trap, coded) if m.get("event_id") in own_events]
        if caught:
            result.find_wrong(item, FALSE_ALARM, article["text"][trap["trigger_start_char"] :][:80], trap["why"], caught[0]["event_type"])
        else:
            result.find_right(*item)


def _overlapping(marked: Record, coded: Sequence[Record]) -> Iterator[Record]:
    """Mentions of the program whose trigger meets the marked one, those in an event first."""
    meeting = [
        m for m in coded
        if m["trigger_start_char"] < marked["trigger_end_char"] and marked["trigger_start_char"] < m["trigger_end_char"]
    ]  # fmt: skip
    yield from sorted(meeting, key=lambda m: m.get("event_id") is None)


def _judge_tolls(
    row: Record, wanted: Mapping[str, str], placed: Mapping[str, str], predictions: Mapping[str, Record], result: Evaluation
) -> None:
    events = {key: event for article in row["articles"] for key, event in predictions.get(article["id"], {}).get("events", {}).items()}
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for key, happening in wanted.items():
        if key in placed:
            held[happening][placed[key]] += 1
    for number, happening in enumerate(row["happenings"]):
        best = max(held[happening["id"]].items(), key=lambda item: (item[1], item[0]), default=(None, 0))[0]
        event = events.get(best or "", {})
        for ordinal, kind in enumerate(("killed", "injured", "arrested", "displaced", "participants", "abducted")):
            if kind in happening:
                said = [event.get(f"{kind}_{bound}") for bound in BOUNDS]
                part = 10 * number + ordinal
                _judge(result, Item(row["id"], "tolls", part), happening["id"], kind, happening[kind][1], said[1])
                _judge(result, Item(row["id"], "ranges", part), happening["id"], kind, happening[kind], said)
        for name, column in (("origins", "origin_count"), ("contradictions", "has_contradiction")):
            if column in happening and event:
                _judge(result, Item(row["id"], name, number), happening["id"], column, happening[column], event[column])


def _judge(result: Evaluation, item: Item, happening: str, what: str, gold: object, predicted: object) -> None:
    if gold == predicted:
        result.find_right(*item)
    else:
        result.find_wrong(item, WRONG_VALUE, f"{happening}: {what}", gold, predicted)
