"""Scores articles against templates of violent incidents (MUC-4): day, country, killed, injured, type.

Figures of a single article need one answer. Of the factual mentions of violence that are no background, the lead incident is the first
that is dated in words, else the first; day and country are its own. Killed and injured are the first figures that such mentions give,
one that the words leave open ("killed civilians") only where there is no other. Gold that counts some victims of an incident and not
others (n null), or says of one number that some of them died and some were hurt, states no number of either and is left out.
`*_offered` says how often any such mention has the right answer: the gap to `*_exact` is what choosing better could gain.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from transforms.evaluation.figures import FALSE_ALARM, MISS, WRONG_VALUE, Evaluation, Item, Record, precision_recall, share
from transforms.evaluation.mentions import is_factual, mentions_of

FITTING_TYPES: Mapping[str, tuple[str, ...]] = {
    "ATTACK": ("ASSAULT",),
    "BOMBING": ("ASSAULT",),
    "BOMBING / ATTACK": ("ASSAULT",),
    "KIDNAPPING": ("ASSAULT", "COERCE"),
    "ARSON": ("ASSAULT", "COERCE", "DISASTER"),
    "ROBBERY": ("COERCE", "ASSAULT"),
    "FORCED WORK STOPPAGE": ("COERCE", "PROTEST", "DISRUPT"),
}
"""PLOVER types that may stand for an incident type of MUC-4."""

EXACT_DAY = re.compile(r"(\d\d) ([A-Z]{3}) (\d\d)")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
BOTH_EFFECTS = {"DEATH", "INJURY"}
COUNTRY_NAME = re.compile(r"([A-Z][A-Z ]*[A-Z])(?::.*| \(.*)?", re.DOTALL)


def exact_day(written: str | None) -> dt.date | None:
    """The day of "16 NOV 89"; null for ranges, "on or before" ("- 16 NOV 89"), alternatives and days that no calendar has."""
    found = EXACT_DAY.fullmatch(written or "")
    if found is None or found[2] not in MONTHS:
        return None
    try:
        return dt.date(1900 + int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


def single_country(location: str | None) -> str | None:
    """The country name before the first colon; null where the gold doubts it or names two."""
    if not location or any(mark in location for mark in ("?", "/")) or location.count(" - "):
        return None
    found = COUNTRY_NAME.fullmatch(location)
    return found[1] if found else None


def violent_mentions(mentions: Sequence[Record]) -> list[Record]:
    """Factual mentions of violence against persons or things that are no background of the news."""
    seizures = [m for m in mentions if m["event_type"] == "ASSAULT" or (m["event_type"] == "COERCE" and m.get("event_mode") == "seize")]
    return [m for m in seizures if is_factual(m) and m.get("tense") != "historical" and not m.get("is_cumulative")]


def lead_incident(mentions: Sequence[Record]) -> Record | None:
    """The first mention whose own words date it, else the first."""
    return next((m for m in mentions if m.get("date_text") and m.get("date_basis") != "context"), mentions[0] if mentions else None)


def figures_of(mentions: Sequence[Record], kind: str) -> list[int]:
    """Best figures of one kind ("killed") in text order, those that say no number last."""
    counts = [c for m in mentions for c in m.get("counts") or [] if c.get("kind") == kind and c.get("best") is not None]
    return [c["best"] for c in sorted(counts, key=lambda c: c.get("qualifier") == "vague")]


def stated_number(event: Record, kind: str, effect: str) -> int | None:
    """How many an incident killed or injured; null where the gold knows of victims whose number it does not tell.

    A group with both effects ("36 people: death, injury") is such a case: its number is that of both together.
    """
    befallen = [victim for victim in event.get("victims") or [] if effect in victim["effect"]]
    if any(victim["n"] is None or set(victim["effect"]) >= BOTH_EFFECTS for victim in befallen):
        return None
    number: int | None = event.get(kind)
    return number


def _day_of(mention: Record) -> str | None:
    """The day on which it happened; null for a range of days."""
    start: str | None = mention.get("event_date_start")
    return start if start == mention.get("event_date_end") else None


def score_incidents(gold: Sequence[Record], predictions: Mapping[str, Record], country_codes: Mapping[str, str]) -> Evaluation:
    """Day, country, killed and injured over articles with one incident for which the gold states them; type over all incidents.

    type_recall: incidents of whose type the article has a mention. relevance: articles with an incident against articles with a
    factual mention of violence; the gold leaves out clashes between armies, so its precision is a lower bound.
    In: country_codes turns upper-case English names of countries into ISO 3166-1 alpha-3.
    """
    result = Evaluation()
    _score_relevance(gold, predictions, result)
    typed = incidents = 0
    single = [row for row in gold if len(row["events"]) == 1]
    for row in gold:
        mentions = mentions_of(predictions, row["id"])
        types = {m["event_type"] for m in mentions}
        for number, event in enumerate(row["events"]):
            incidents += 1
            fits = bool(types & set(FITTING_TYPES.get(event["type"], ())))
            typed += fits
            if fits:
                result.find_right(row["id"], "type", number)
            else:
                result.find_wrong(Item(row["id"], "type", number), MISS, row["text"][:400], event["type"], sorted(types), mentions)
    result.figures |= {"type_recall": round(share(typed, incidents), 3), "n_type": incidents}

    def lead_value(value: Callable[[Record], object]) -> Callable[[list[Record]], tuple[object, list[object]]]:
        def answer(mentions: list[Record]) -> tuple[object, list[object]]:
            lead = lead_incident(mentions)
            return (None if lead is None else value(lead)), [value(m) for m in mentions]

        return answer

    def first_figure(kind: str) -> Callable[[list[Record]], tuple[object, list[object]]]:
        return lambda mentions: (next(iter(figures_of(mentions, kind)), None), list(figures_of(mentions, kind)))

    def iso_day(event: Record) -> object:
        day = exact_day(event.get("date"))
        return day.isoformat() if day else None

    def country(event: Record) -> object:
        return country_codes.get(single_country(event.get("location")) or "")

    _score_answers("date", single, predictions, iso_day, lead_value(_day_of), result)
    _score_answers("country", single, predictions, country, lead_value(lambda m: m.get("country")), result)
    _score_answers("killed", single, predictions, lambda event: stated_number(event, "killed", "DEATH"), first_figure("killed"), result)
    _score_answers("injured", single, predictions, lambda event: stated_number(event, "injured", "INJURY"), first_figure("injured"), result)
    return result


def _score_relevance(gold: Sequence[Record], predictions: Mapping[str, Record], result: Evaluation) -> None:
    coded = {row["id"] for row in gold if violent_mentions(mentions_of(predictions, row["id"]))}
    relevant = {row["id"] for row in gold if row["events"]}
    result.add("relevance", precision_recall(len(coded & relevant), len(coded), len(relevant)))
    result.right |= {Item(key, "relevance") for key in coded & relevant}
    for row in gold:
        if row["id"] in coded ^ relevant:
            outcome, violent = FALSE_ALARM if row["id"] in coded else MISS, violent_mentions(mentions_of(predictions, row["id"]))
            types = [event["type"] for event in row["events"]]
            result.find_wrong(Item(row["id"], "relevance"), outcome, row["text"][:400], types, row["id"] in coded, violent)


def _score_answers(
    field: str,
    gold: Sequence[Record],
    predictions: Mapping[str, Record],
    wanted_of: Callable[[Record], object],
    answer: Callable[[list[Record]], tuple[object, list[object]]],
    result: Evaluation,
) -> None:
    """Share of right answers over the articles whose single incident states the field."""
    exact = offered = total = 0
    for row in gold:
        wanted = wanted_of(row["events"][0])
        if wanted is None:
            continue
        mentions = violent_mentions(mentions_of(predictions, row["id"]))
        found, all_found = answer(mentions)
        total, exact, offered = total + 1, exact + (found == wanted), offered + (wanted in all_found)
        if found == wanted:
            result.find_right(row["id"], field)
        else:
            outcome = MISS if found is None else WRONG_VALUE
            got = {"answer": found, "offered": sorted({str(f) for f in all_found if f is not None})}
            result.find_wrong(Item(row["id"], field), outcome, row["text"][:600], wanted, got, mentions)
    result.figures |= {
        f"{field}_exact": round(share(exact, total), 3),
        f"{field}_offered": round(share(offered, total), 3),
        f"n_{field}": total,
    }
