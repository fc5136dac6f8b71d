"""The grounds of a place, a date and the figures of a mention: candidates and scores, patterns and anchors, words that count.

They stand in no table: they are read again from the text, with the lexicons and the gazetteer of today.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from flows.explain import Grounds, Line
from schemas.annotations import CodedMention, CodedText, CountOfPersons, DateExpression
from transforms.mentions.article import CoderTools
from transforms.mentions.parse import parse_sentences
from transforms.mentions.place_explanations import PlaceCandidate, PlaceReading
from transforms.mentions.source_priors import Prior

LEAST_TOLD = 0.05
PART_WORDS = {
    "size": "its size or level",
    "alternate": "the name is not its usual one",
    "seat": "a town in it has the name",
    "unit": "a noun beside the name says its level",
    "country": "its country, by all names of the text",
    "division": "its division, by all names of the text",
    "source": "the source often writes of there",
    "qualifier": "the words after the name say where it lies",
    "nearness": "other places of the text are near",
}


def grounds_of(
    mention: CodedMention, coded: CodedText, text: str, published: dt.date | None, tools: CoderTools, prior: Prior | None = None
) -> Grounds:
    """Everything that can be said for the place, the date and the figures of a mention of a coded text."""
    reading = tools.places.explain(text, mention.place.start_char, prior=prior) if mention.place else None
    return Grounds(
        where=tuple(place_lines(reading)) if reading else (),
        when=tuple(date_lines(mention, coded, text, published, tools)),
        counts={
            (count.kind, count.quantity.start_char): tuple(count_lines(count, mention, text, tools)) for count in mention.counts
        },
    )  # fmt: skip


def place_lines(reading: PlaceReading) -> Iterator[Line]:
    """How sure it is that the name is a place, what else it may mean, and why it means what it does."""
    parts = [f"evidence {reading.recognition:+.1f} that '{reading.place.text}' names a place"]
    parts += [f"named {reading.mentions} times in one sense"] if reading.mentions > 1 else []
    parts += [f"'{reading.qualifier}' says where it lies"] if reading.qualifier else []
    yield "  as a name", "; ".join(parts)
    for number, candidate in enumerate(reading.candidates, start=1):
        mark = " <- chosen" if number == 1 and reading.is_chosen else ""
        yield f"  candidate {number} of {reading.candidate_count}", candidate_in_words(candidate) + mark
    yield "  why", why_chosen(reading)


def candidate_in_words(candidate: PlaceCandidate) -> str:
    """ "Tripoli, Tripolitania, LBY, city of 1,150,989 people: 7.1 (its size or level +7.1)"."""
    people = f" of {candidate.population:,} people" if candidate.population else ""
    named = ", ".join(part for part in (candidate.name, candidate.admin1, candidate.country, candidate.precision + people) if part)
    told = sorted(candidate.parts.items(), key=lambda part: (-abs(part[1]), part[0]))
    worth = ", ".join(f"{PART_WORDS[name]} {value:+.1f}" for name, value in told if abs(value) >= LEAST_TOLD)
    return f"{named}: {candidate.score:.1f} ({worth})"


def why_chosen(reading: PlaceReading) -> str:
    """What puts the first candidate ahead of the second, or why none is taken."""
    if not reading.is_chosen:
        home = f"; the country is that of which the text speaks most, {reading.place.country}" if reading.place.country else ""
        return f"left open: the lists know the name only of small places in countries of which the text says nothing else{home}"
    if len(reading.candidates) < 2:
        return "the only place of that name"
    first, second = reading.candidates[:2]
    rival = ", ".join(part for part in (second.name, second.admin1, second.country, second.precision) if part)
    words = [_advantage_in_words(name, value, second) for name, value in advantages(first.parts, second.parts) if value > 0]
    return f"{first.score - second.score:.1f} ahead of {rival}: {', '.join(words) or 'the order of the lists'}"


def _advantage_in_words(part: str, value: float, rival: PlaceCandidate) -> str:
    against = rival.parts.get(part, 0.0)
    return f"against that: {PART_WORDS[part]} ({against:+.1f})" if against < 0 else f"{PART_WORDS[part]} ({value:+.1f})"


def advantages(first: Mapping[str, float], second: Mapping[str, float]) -> list[tuple[str, float]]:
    """By how much each part of one score is above that of another, the greatest first; what is next to nothing is left out."""
    above = {name: first.get(name, 0.0) - second.get(name, 0.0) for name in PART_WORDS}
    return sorted(((name, value) for name, value in above.items() if abs(value) >= LEAST_TOLD), key=lambda part: -part[1])


def date_lines(mention: CodedMention, coded: CodedText, text: str, published: dt.date | None, tools: CoderTools) -> Iterator[Line]:
    """Value, granularity and anchor of the date of a mention, the pattern that read it, and whose the dates of the sentence are."""
    if mention.date is not None:
        reading = tools.dates.explain(text, published, mention.date.start_char)
        told = [f"value {mention.date.value}", f"granularity {mention.date.granularity}", mention.date.basis]
        told.append(f"anchor {published}, the day of publication" if published else "no anchor: the day of publication is not known")
        if reading is not None and reading.reference is not None:
            told.append(f"date named before: {reading.reference}")
        yield "  as a date", "; ".join(told)
        if reading is not None:
            yield "  read by", f"{reading.rule} of dates.yaml, pattern {reading.pattern}"
    start, end = mention.sentence_start_char, mention.sentence_end_char
    inside = [date for date in coded.dates if start <= date.start_char < end]
    if inside:
        yield "  dates of the sentence", "; ".join(owner_in_words(date, coded) for date in inside)


def owner_in_words(date: DateExpression, coded: CodedText) -> str:
    """ "'Monday' of 'killed'": to which acts a time expression belongs."""
    owners = [f"'{mention.trigger_text}'" for mention in coded.mentions if mention.date == date]
    return f"'{date.text}' ({date.value}) of {' and '.join(owners) or 'no act'}"


def count_lines(count: CountOfPersons, mention: CodedMention, text: str, tools: CoderTools) -> Iterator[Line]:
    """Bounds and qualifier of a figure, the word that says what happened to those counted, and on whose side they are."""
    quantity = count.quantity
    high = "open" if quantity.high is None else f"{quantity.high:,}"
    bounds = f"low {quantity.low:,}, best {quantity.best:,}, high {high}; qualifier {quantity.qualifier}"
    yield "  as a figure", bounds + ("; a running total over many events" if count.is_cumulative else "")
    yield "  what befell them", predicate_in_words(count, mention, text, tools)
    side = ", ".join(f"{name} {value}" for name, value in (("country", count.country), ("sector", count.sector)) if value)
    yield "  their side", side or "the words do not say, or several sides are counted together"


def predicate_in_words(count: CountOfPersons, mention: CodedMention, text: str, tools: CoderTools) -> str:
    """The word of the sentence that says what happened to those counted."""
    if count.predicate is None:
        return f"no word beside the figure says so; '{mention.trigger_text}' is the nearest that fits"
    span = (mention.sentence_index, mention.sentence_start_char, mention.sentence_end_char)
    tokens = next(iter(parse_sentences(tools.parser, text, [span]))).tokens
    return f"'{tokens[count.predicate].text}' says '{count.kind}'"
