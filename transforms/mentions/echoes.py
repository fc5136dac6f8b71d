"""Dates that another sentence gives: "A bomb went off in the market. ... The blast happened on Friday."

Runs over the mentions of a whole article when all are coded. The sentences of such echoes often name no act of their own and are
not parsed, so they are read by their words.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from schemas.annotations import CodedMention, DateExpression

_WORD = re.compile(r"\w+")
ECHO_SENTENCES = 4
STORY_SENTENCES = 2
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
    told = {m.sentence_index for m in mentions if m.date is None or m.date_basis == "context"}
    dated = {m.sentence_index for m in mentions} - told
    for mention in mentions:
        if mention.date is not None and mention.date_basis != "context":
            continue
        if mention.event_type not in STORY_TYPES or mention.factuality.polarity != "positive" or mention.factuality.tense != "past":
            continue
        date = _echo(mention, text, spans, by_sentence, dated, classes)
        if date is None and mention.date is None:
            date = _day_before(mention, by_sentence)
        if date is not None:
            mention.date, mention.event_date_start, mention.event_date_end = date, date.start, date.end
            mention.date_precision, mention.date_basis = "day", "context"


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
    for index in range(mention.sentence_index + 1, min(len(spans), mention.sentence_index + 1 + ECHO_SENTENCES)):
        if index in by_sentence and index not in dated:
            start, end = spans[index]
            words = _WORD.findall(text[start:end].lower())
            if not classes["happening"].isdisjoint(words) and not classes["take_place"].isdisjoint(words):
                return by_sentence[index][0]
    return None


def _day_before(mention: CodedMention, by_sentence: Mapping[int, list[DateExpression]]) -> DateExpression | None:
    for index in range(mention.sentence_index - 1, max(-1, mention.sentence_index - 1 - STORY_SENTENCES), -1):
        if index in by_sentence:
            return by_sentence[index][-1]
    return None
