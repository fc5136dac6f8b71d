"""Scores whole articles against our own gold: mentions, their values, and articles in which nothing happens.

A prediction belongs to a gold mention if its trigger shares characters with one of the gold's triggers (`also_triggers` are other
words of the same happening). Gold mentions with `is_optional` may be coded or left out: neither counts. Nor do predictions beside the
gold that are no facts: it leaves out what is demanded, refused, promised or threatened. Vague figures are not in the gold either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transforms.evaluation.figures import (
    FALSE_ALARM,
    MISS,
    NONE,
    WRONG_VALUE,
    Evaluation,
    Item,
    Judged,
    Record,
    precision_recall,
    share,
)
from transforms.evaluation.mentions import LINKED, Span, is_factual, mentions_of, overlap, party_overlap

JUDGEMENTS = ("polarity", "modality", "tense", "attribution_kind")
"""Compared on every found mention; null is a value."""
CODES = ("event_mode", "actor_country", "actor_sector", "recipient_country", "recipient_sector")
"""Compared where the gold has one."""
COUNT_VALUES = ("kind", "low", "best", "high")


@dataclass(frozen=True, slots=True)
class Found:
    """A gold mention and the prediction that stands for it."""

    row: Record
    gold: Record
    prediction: Record


def triggers_of(gold: Record) -> list[Span]:
    others = [(t["start_char"], t["end_char"]) for t in gold.get("also_triggers") or []]
    return [(gold["trigger_start_char"], gold["trigger_end_char"]), *others]


def stands_for(prediction: Record, gold: Record) -> bool:
    span = (prediction["trigger_start_char"], prediction["trigger_end_char"])
    return any(overlap(span, trigger) > 0 for trigger in triggers_of(gold))


def match_mentions(row: Record, predictions: Sequence[Record]) -> list[tuple[Record, Record | None]]:
    """Each gold mention with the prediction on its triggers: the right type before another, its own trigger before the others."""
    pairs: list[tuple[Record, Record | None]] = []
    for gold in row["mentions"]:
        own = triggers_of(gold)[0]
        candidates = [p for p in predictions if stands_for(p, gold)]

        def rank(p: Record, gold: Record = gold, own: Span = own) -> tuple[bool, float]:
            return p["event_type"] == gold["event_type"], overlap((p["trigger_start_char"], p["trigger_end_char"]), own)

        pairs.append((gold, max(candidates, key=rank, default=None)))
    return pairs


def score_articles(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """Figures of mentions found and of their values.

    trigger.p/r/f1: mentions found, of any type; type.p/r/f1: of the right type. Values are compared on mentions of the right type:
    accuracy of polarity, modality, tense, attribution_kind over all of them; of modes, countries, sectors, parties, places and dates
    over those for which the gold has a value; counts.p/r/f1 over kind, low, best and high. left_alone: share of articles without
    events in which nothing factual was coded. n_unreal_extra: predictions beside the gold that are no facts.
    """
    result, found = Evaluation(), list[Found]()
    tally = {"gold": 0, "found": 0, "typed": 0, "predicted": 0, "on_gold": 0, "typed_predictions": 0, "unreal_extra": 0}
    for row in gold:
        coded = mentions_of(predictions, row["id"])
        for wanted, prediction in match_mentions(row, coded):
            if wanted.get("is_optional"):
                continue
            tally["gold"] += 1
            result.confusion[wanted["event_type"], prediction["event_type"] if prediction else NONE] += 1
            if prediction is None:
                _add_error(result, row, MISS, "mention", wanted, None, coded)
                continue
            tally["found"] += 1
            result.find_right(row["id"], "mention", wanted["trigger_start_char"])
            if prediction["event_type"] == wanted["event_type"]:
                tally["typed"] += 1
                result.find_right(row["id"], "event_type", wanted["trigger_start_char"])
                found.append(Found(row, wanted, prediction))
            else:
                _add_error(result, row, WRONG_VALUE, "event_type", wanted, prediction["event_type"], [prediction])
        _judge_predictions(row, coded, tally, result)
    result.add("trigger", _precision_recall(tally["on_gold"], tally["predicted"], tally["found"], tally["gold"]))
    result.add("type", _precision_recall(tally["typed_predictions"], tally["predicted"], tally["typed"], tally["gold"]))
    result.figures["n_unreal_extra"] = tally["unreal_extra"]
    _score_values(found, result)
    quiet = [row for row in gold if not row.get("has_events", True)]
    loud = sum(any(is_factual(m) for m in mentions_of(predictions, row["id"])) for row in quiet)
    if quiet:
        result.figures |= {"left_alone": round(1 - share(loud, len(quiet)), 3), "n_without_events": len(quiet)}
    return result


def _judge_predictions(row: Record, coded: Sequence[Record], tally: dict[str, int], result: Evaluation) -> None:
    """Count predictions that stand on a gold mention, and on one of their type; see the module for those that do not count."""
    for prediction in coded:
        golds = [g for g in row["mentions"] if stands_for(prediction, g)]
        if golds and all(g.get("is_optional") for g in golds):
            continue
        if not golds and not is_factual(prediction):
            tally["unreal_extra"] += 1
            continue
        tally["predicted"] += 1
        tally["on_gold"] += bool(golds)
        is_right = any(g["event_type"] == prediction["event_type"] for g in golds)
        tally["typed_predictions"] += is_right
        result.judged.append(Judged(row["id"], prediction, is_right))
        if not golds:
            result.confusion[NONE, prediction["event_type"]] += 1
            _add_error(result, row, FALSE_ALARM, "mention", None, prediction["event_type"], [prediction])


def _precision_recall(right: int, predicted: int, found: int, gold: int) -> dict[str, float | int | None]:
    """Precision over predictions, recall over gold mentions: one mention may be coded by two of its triggers."""
    p, r = share(right, predicted), share(found, gold)
    return {"p": round(p, 3), "r": round(r, 3), "f1": round(share(2 * p * r, p + r), 3), "n": gold}


def _score_values(found: Sequence[Found], result: Evaluation) -> None:
    checks: dict[str, list[bool]] = {}

    def check(pair: Found, field: str, *, right: bool, wanted: object, got: object) -> None:
        checks.setdefault(field, []).append(right)
        if right:
            result.find_right(pair.row["id"], field, pair.gold["trigger_start_char"])
        else:
            _add_error(result, pair.row, WRONG_VALUE, field, pair.gold, got, [pair.prediction], wanted)

    for pair in found:
        gold, prediction = pair.gold, pair.prediction
        for field in JUDGEMENTS:
            check(pair, field, right=gold.get(field) == prediction.get(field), wanted=gold.get(field), got=prediction.get(field))
        for field in CODES:
            if gold.get(field) is not None:
                check(pair, field, right=gold[field] == prediction.get(field), wanted=gold[field], got=prediction.get(field))
        for role in ("actor", "recipient"):
            if gold.get(f"{role}_start_char") is not None:
                span = (gold[f"{role}_start_char"], gold[f"{role}_end_char"])
                got = prediction.get(f"{role}_text")
                check(pair, role, right=party_overlap(prediction, role, span) >= LINKED, wanted=gold[f"{role}_text"], got=got)
        if gold.get("place_country") is not None:
            country, got = gold["place_country"], prediction.get("country")
            check(pair, "place_country", right=country == got, wanted=country, got=got)
        if gold.get("place_start_char") is not None:
            check(pair, "place", right=_same_place(gold, prediction), wanted=gold["place_text"], got=prediction.get("place_text"))
        if gold.get("event_date_start") is not None:
            days, got_days = _days(gold), _days(prediction)
            check(pair, "event_date", right=days == got_days, wanted=days, got=got_days)
    for field, answers in checks.items():
        result.figures |= {field: round(share(sum(answers), len(answers)), 3), f"n_{field}": len(answers)}
    _score_counts(found, result)


def _same_place(gold: Record, prediction: Record) -> bool:
    """The same words, or the same name elsewhere in the text."""
    if prediction.get("place_start_char") is None:
        return False
    span = (prediction["place_start_char"], prediction["place_end_char"])
    return overlap(span, (gold["place_start_char"], gold["place_end_char"])) >= LINKED or prediction.get("place_text") == gold["place_text"]


def _days(mention: Record) -> list[object]:
    return [mention.get("event_date_start"), mention.get("event_date_end")]


def _score_counts(found: Sequence[Found], result: Evaluation) -> None:
    right = predicted = wanted = 0
    for pair in found:
        golds = {tuple(c.get(v) for v in COUNT_VALUES) for c in pair.gold.get("counts") or []}
        got = {tuple(c.get(v) for v in COUNT_VALUES) for c in pair.prediction.get("counts") or [] if c.get("qualifier") != "vague"}
        right, predicted, wanted = right + len(golds & got), predicted + len(got), wanted + len(golds)
        if golds != got:
            shown = sorted(map(str, golds)), sorted(map(str, got))
            _add_error(result, pair.row, WRONG_VALUE, "counts", pair.gold, shown[1], [pair.prediction], shown[0])
        elif golds:
            result.find_right(pair.row["id"], "counts", pair.gold["trigger_start_char"])
    result.add("counts", precision_recall(right, predicted, wanted))


def _add_error(
    result: Evaluation,
    row: Record,
    outcome: str,
    field: str,
    gold: Record | None,
    predicted: object,
    mentions: Sequence[Record],
    wanted: object = None,
) -> None:
    """Add an error with the sentence of the gold mention, else of the prediction; a miss with the mentions of that sentence."""
    anchor = gold or mentions[0]
    start, end = anchor["trigger_start_char"], anchor["trigger_end_char"]
    here = [m for m in mentions if outcome != MISS or m["sentence_start_char"] <= start < m["sentence_end_char"]]
    shown = wanted if wanted is not None or gold is None else f"{gold['event_type']} {gold['trigger']!r}"
    result.find_wrong(Item(row["id"], field, start), outcome, sentence_around(row["text"], start, end), shown, predicted, here)


def sentence_around(text: str, start: int, end: int) -> str:
    """The paragraph's part from the full stop before a span to the one after it, the span between [ and ]."""
    left = max(text.rfind(". ", 0, start) + 1, text.rfind("\n", 0, start), 0)
    stops = [position + 1 for position in (text.find(". ", end), text.find("\n", end)) if position >= 0]
    return " ".join(f"{text[left:start]}[{text[start:end]}]{text[end : min(stops, default=len(text))]}".split())
