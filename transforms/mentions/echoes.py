"""Dates that another sentence gives: "A bomb went off in the market. ... The blast happened on Friday."

Runs over the mentions of a whole article when all are coded. The sentences of such echoes often name no act of their own and are
not parsed, so they are read by their words; a mention of a noun that takes up an act (echo_nouns.py) does not keep its day to itself.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from schemas.annotations import CodedMention, DateExpression
from schemas.lexicons.echoes import ECHO

_WORD = re.compile(r"\w+")
ECHO_SENTENCES = 4
STORY_SENTENCES = 2
COUNTED_AMISS = 1
STEM = 6
# Words behind an event noun among which a verb of taking place is its own: "the murder, *which took place* on".
NOUN_REACH = 3
# Words from the determiner to its noun, from "it" to its verb, from a noun to its verb, from the verb to the date; before an opening date.
DETERMINER_REACH = 3
PRONOUN_REACH = 2
VERB_REACH = 8
DATE_REACH = 12
OPENING = 3
LEAST_GROUP = 3
ONCE = ("killed", "abducted")
# "The murder *is* a riddle" tells of what is over.
TOLD = ("past", "present")
STORY_TYPES = ("ASSAULT", "PROTEST", "DISASTER", "COERCE")


def lend_dates(
    mentions: Sequence[CodedMention],
    text: str,
    spans: Sequence[tuple[int, int]],
    dates: Sequence[DateExpression],
    published: dt.date | None,
    classes: Mapping[str, frozenset[str]],
) -> None:
    """Give mentions whose sentence does not date them the day of the story.

    An echo a few sentences later ("the incident took place on ...", classes "happening" and "take_place") comes first; else the last
    day that the sentences just before named, in the order of telling.
    """
    by_sentence = _days_by_sentence(spans, dates, published)
    if not by_sentence:
        return
    _read_deeds(mentions, text, dates, classes["done"])
    _share_days(mentions, text, classes["take_place"])
    told = {m.sentence_index for m in mentions if m.date is None or m.date_basis == "context"}
    dated = {m.sentence_index for m in mentions if not m.rule_id.startswith(ECHO)} - told
    for mention in mentions:
        if mention.date is not None and mention.date_basis != "context":
            continue
        if mention.event_type not in STORY_TYPES or mention.factuality.polarity != "positive" or mention.factuality.tense not in TOLD:
            continue
        date = _echo(mention, text, spans, by_sentence, dated, classes)
        if date is None and mention.date is None and mention.factuality.tense == "past":
            date = _day_before(mention, by_sentence)
        if date is not None:
            _date(mention, date, "context")


def _date(mention: CodedMention, day: DateExpression, basis: str) -> None:
    """Give a mention a single day."""
    mention.date, mention.event_date_start, mention.event_date_end = day, day.start, day.end
    mention.date_precision, mention.date_basis = "day", basis


def _read_deeds(mentions: Sequence[CodedMention], text: str, dates: Sequence[DateExpression], done: frozenset[str]) -> None:
    """ "The murder of a judge and two clerks, *carried out* on Friday": the day behind such a verb is that of the act before it."""
    for mention in mentions:
        if mention.date is not None or mention.event_type not in STORY_TYPES or mention.factuality.tense not in TOLD:
            continue
        later = (m.trigger_start_char for m in mentions if m.trigger_start_char > mention.trigger_end_char)
        end = min([mention.sentence_end_char, *later])
        verb = next((w for w in _WORD.finditer(text, mention.trigger_end_char, end) if w[0].lower() in done), None)
        day = next((d for d in dates if verb and verb.end() < d.start_char < end and d.start is not None and d.start == d.end), None)
        if day is not None:
            _date(mention, day, day.basis)


def _share_days(mentions: Sequence[CodedMention], text: str, take_place: frozenset[str]) -> None:
    """Date an act by the sentence that tells of it again with its day, before or after."""
    days = [m for m in mentions if m.event_type in STORY_TYPES and m.factuality.polarity == "positive" and _tells_day(m)]
    for mention in mentions:
        for again in days:
            is_open = _leaves_day_open(mention, again) and mention.factuality.tense in TOLD
            if is_open and mention.event_type == again.event_type and _is_same_act(mention, again, text, take_place):
                mention.event_date_start, mention.event_date_end, mention.date_precision = (
                    again.event_date_start,
                    again.event_date_end,
                    "day",
                )
                if mention.date is None or mention.date_basis == "context":
                    mention.date, mention.date_basis = again.date, "context"
                break


def _tells_day(mention: CodedMention) -> bool:
    """A single day in its own words."""
    is_day = mention.event_date_start is not None and mention.event_date_start == mention.event_date_end
    return mention.date is not None and mention.date_basis != "context" and is_day


def _leaves_day_open(mention: CodedMention, again: CodedMention) -> bool:
    """Without words of its own for the day, or with a longer time around that of the other, or a counted one right beside it."""
    if mention.date is None or mention.date_basis == "context":
        return True
    start, end, day = mention.event_date_start, mention.event_date_end, again.event_date_start
    if start is None or end is None or day is None:
        return False
    if start == end:
        return (
            mention.date_basis == "relative"
            and again.date_basis == "explicit"
            and not _is_of_the_clock(again)
            and start != day
            and abs(start - day).days <= COUNTED_AMISS
        )
    return start <= day <= end


def _is_of_the_clock(mention: CodedMention) -> bool:
    """ "At 2230 (0230 GMT on 12 January)": the hour may be that of another zone, where another day has begun."""
    return mention.date is not None and ":" in mention.date.value


def _is_same_act(mention: CodedMention, again: CodedMention, text: str, take_place: frozenset[str]) -> bool:
    """Whom one killed or seized, the other did: people die once. Or the other says again when it was: "the *murder occurred* on"."""
    if not _victims(mention).isdisjoint(_victims(again)):
        return True
    if mention.event_date_start != mention.event_date_end and not _numbers(mention).isdisjoint(_numbers(again)):
        return True
    stem = again.trigger_text[:STEM].lower()
    is_echo = not again.recipients and again.sentence_index > mention.sentence_index and mention.trigger_text.lower().startswith(stem)
    behind = _WORD.findall(text[again.trigger_end_char : again.sentence_end_char].lower())
    return is_echo and not take_place.isdisjoint(behind[:NOUN_REACH])


def _numbers(mention: CodedMention) -> set[tuple[str, int]]:
    counts = (c for c in mention.counts if c.kind in ONCE and c.quantity.qualifier == "exact" and c.quantity.best)
    return {(c.kind, c.quantity.best) for c in counts}


def _victims(mention: CodedMention) -> set[tuple[str, str, int]]:
    """What befell whom: kind, noun or last name, how many. Of groups only those of some size, lest two patrols become one."""
    groups = {(kind, p.lemma.lower(), n) for kind, n in _numbers(mention) for p in mention.recipients if n >= LEAST_GROUP}
    kinds = {c.kind for c in mention.counts if c.kind in ONCE} - {kind for kind, n in _numbers(mention) if n > 1}
    named = [p for p in mention.recipients if p.identity.kind == "person" and not p.is_person]
    return groups | {(kind, p.text.split()[-1].lower(), 1) for kind in kinds for p in named}


def _days_by_sentence(
    spans: Sequence[tuple[int, int]], dates: Sequence[DateExpression], published: dt.date | None
) -> dict[int, list[DateExpression]]:
    """Single days that are not to come, by sentence."""
    found: dict[int, list[DateExpression]] = {}
    for index, (start, end) in enumerate(spans):
        for date in dates:
            is_day = start <= date.start_char < end and date.start is not None and date.start == date.end
            if is_day and (published is None or date.start is None or date.start <= published):
                found.setdefault(index, []).append(date)
    return found


def _echo(
    mention: CodedMention,
    text: str,
    spans: Sequence[tuple[int, int]],
    by_sentence: Mapping[int, list[DateExpression]],
    dated: set[int],
    classes: Mapping[str, frozenset[str]],
) -> DateExpression | None:
    stem = mention.trigger_text.split()[-1][:STEM].lower()
    for index in range(mention.sentence_index + 1, min(len(spans), mention.sentence_index + 1 + ECHO_SENTENCES)):
        start, end = spans[index]
        for date in by_sentence.get(index, ()) if index not in dated else ():
            before = _WORD.findall(text[start : date.start_char].lower())
            behind = _WORD.findall(text[date.end_char : end].lower())
            if _takes_up(before, stem, classes) or (len(before) <= OPENING and _takes_up(behind[:DATE_REACH], stem, classes)):
                return date
    return None


def _takes_up(words: Sequence[str], stem: str, classes: Mapping[str, frozenset[str]]) -> bool:
    """ "*The blast happened* (on)", "guilty of *this double murder* that *took place*": a definite noun of the act with its verb."""
    for position, word in enumerate(words):
        is_pronoun = word in classes["resuming"]
        is_definite = not classes["pointing"].isdisjoint(words[max(0, position - DETERMINER_REACH) : position])
        is_noun = is_definite and (word in classes["happening"] or (len(stem) == STEM and word.startswith(stem)))
        first = max(position + 1, len(words) - DATE_REACH)
        last = position + 1 + (PRONOUN_REACH if is_pronoun else VERB_REACH)
        verb = next((at for at in range(first, min(last, len(words))) if words[at] in classes["take_place"]), None)
        if (is_pronoun or is_noun) and verb is not None and classes["telling"].isdisjoint(words[verb:]):
            return True
    return False


def _day_before(mention: CodedMention, by_sentence: Mapping[int, list[DateExpression]]) -> DateExpression | None:
    for index in range(mention.sentence_index - 1, max(-1, mention.sentence_index - 1 - STORY_SENTENCES), -1):
        if index in by_sentence:
            return by_sentence[index][-1]
    return None
