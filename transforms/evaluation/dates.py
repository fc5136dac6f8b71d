"""Scores time expressions in the manner of TempEval-3: spans, values, and the calendar day that an event date needs."""

import re
from collections.abc import Mapping, Sequence

from transforms.evaluation.figures import FALSE_ALARM, MISS, WRONG_VALUE, Evaluation, Item, Record, excerpt, share

DAY_VALUE = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")
RANGE_MARK = "/"
DAY_LENGTH = len("2024-11-30")


def match_dates(gold: Sequence[Record], predicted: Sequence[Record]) -> list[tuple[Record, Record | None]]:
    """Each gold expression with the first free prediction that overlaps it."""
    free = list(predicted)
    pairs: list[tuple[Record, Record | None]] = []
    for timex in gold:
        found = next((i for i, p in enumerate(free) if p["start_char"] < timex["end"] and timex["start"] < p["end_char"]), None)
        pairs.append((timex, None if found is None else free.pop(found)))
    return pairs


def _parts(date: Record, gold: Sequence[Record]) -> list[Record]:
    """The two ends of a range within whose words the gold has two expressions; any other prediction as it is."""
    within = sum(date["start_char"] < timex["end"] and timex["start"] < date["end_char"] for timex in gold)
    ends = (date.get("value") or "").split(RANGE_MARK)
    return [{**date, "value": end} for end in ends] if within == len(ends) == 2 else [date]


def score_dates(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """Strict and relaxed span F1, share of right values, value F1, and the share of gold calendar days found with the right day.

    A range that the gold marks as two expressions, as TIMEX3 does ("between *1994* and *1997*"), is compared end by end.
    Limits: values are compared as strings, so P1D and PT24H differ. day_acc_e2e counts days that were not found as wrong.
    """
    result = Evaluation()
    n_gold = n_predicted = strict = relaxed = right = days = days_found = days_right = 0
    for row in gold:
        predicted = [part for date in predictions.get(row["id"], {}).get("dates", []) for part in _parts(date, row["timexes"])]
        n_gold, n_predicted = n_gold + len(row["timexes"]), n_predicted + len(predicted)
        pairs = match_dates(row["timexes"], predicted)
        for timex, date in pairs:
            is_day = bool(DAY_VALUE.fullmatch(timex["value"] or ""))
            days += is_day
            if date is None:
                continue
            value = date.get("value") or ""
            relaxed += 1
            strict += (date["start_char"], date["end_char"]) == (timex["start"], timex["end"])
            right += value == timex["value"]
            days_found += is_day
            days_right += is_day and value[:DAY_LENGTH] == timex["value"][:DAY_LENGTH]
        _explain(row, pairs, predicted, result)
    result.figures = {
        "gold": n_gold,
        "pred": n_predicted,
        "strictF1": share(2 * strict, n_predicted + n_gold),
        "relaxedP": share(relaxed, n_predicted),
        "relaxedR": share(relaxed, n_gold),
        "relaxedF1": share(2 * relaxed, n_predicted + n_gold),
        "value_acc": share(right, relaxed),
        "valueF1": share(2 * right, n_predicted + n_gold),
        "day_gold": days,
        "day_found": share(days_found, days),
        "day_acc_e2e": share(days_right, days),
    }
    return result


def _explain(row: Record, pairs: Sequence[tuple[Record, Record | None]], predicted: Sequence[Record], result: Evaluation) -> None:
    used = set()
    for timex, date in pairs:
        words = excerpt(row["text"], timex["start"], timex["end"])
        gold = {"value": timex["value"], "type": timex.get("type"), "anchor": row.get("doc_date")}
        if date is None:
            result.find_wrong(Item(row["id"], "date", timex["start"]), MISS, words, gold, None)
            continue
        used.add(id(date))
        if (date.get("value") or "") != timex["value"]:
            result.find_wrong(Item(row["id"], "date", timex["start"]), WRONG_VALUE, words, gold, dict(date))
        else:
            result.find_right(row["id"], "date", timex["start"])
    for date in predicted:
        if id(date) not in used:
            words = excerpt(row["text"], date["start_char"], date["end_char"])
            result.find_wrong(Item(row["id"], "extra_date", date["start_char"]), FALSE_ALARM, words, None, dict(date))
