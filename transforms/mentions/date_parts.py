"""Days and stretches that are counted within a longer period, or from a day that is named with them.

"The second Sunday of May", "the last week of October", "the first half of 2024", "the quarter", "the week to Sunday", "the eve of".
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from transforms.mentions import periods
from transforms.mentions.date_phrases import DatePhrase
from transforms.mentions.date_readers import (
    READERS,
    DateReading,
    calendar_date,
    day_of_month,
    explicit_day,
    interval,
    vague,
    weekday_date,
    year_before,
    year_of_day,
    year_of_month,
)

_WEEK = dt.timedelta(days=7)
_GROUP_FIGURES = 6
_MONTHS_IN = {"M": 1, "Y": 12, "DE": 120}
_CODES = {"day": "D", "week": "W", "month": "M"}


def _ordinal(phrase: DatePhrase) -> int | None:
    """The number of "first", "2nd"; -1 for "last"."""
    if phrase.has("LAST_OF"):
        return -1
    return phrase.day("NTH")


def _month_of(phrase: DatePhrase) -> periods.Period | None:
    month = phrase.month()
    if month is None:
        return None
    year = phrase.year("YEAR", "YEARX") or year_of_month(phrase, month)
    return None if year is None else periods.month(year, month)


def _read_weekday_of_month(phrase: DatePhrase) -> DateReading | None:
    month, weekday, nth = _month_of(phrase), phrase.weekday(), _ordinal(phrase)
    if month is None or month.start is None or weekday is None or nth is None:
        return None
    return explicit_day(periods.nth_weekday(month.start.year, month.start.month, weekday, nth))


def _read_part_of_month(phrase: DatePhrase) -> DateReading | None:
    """ "The first week of May", "the last day of May", "the second half of May"."""
    month, nth, unit = _month_of(phrase), _ordinal(phrase), phrase.unit()
    if month is None or month.start is None or month.end is None or nth is None:
        return None
    if unit is None:
        middle = month.start + dt.timedelta(days=15)
        if nth not in (1, 2, -1):
            return None
        part = replace(month, end=middle - dt.timedelta(days=1)) if nth == 1 else replace(month, start=middle)
        return DateReading(part, "explicit")
    length = dt.timedelta(days=1) if unit[0] == "D" else _WEEK
    start = month.end - length + dt.timedelta(days=1) if nth == -1 else month.start + (nth - 1) * length
    end = min(start + length - dt.timedelta(days=1), month.end)
    if not month.start <= start <= month.end:
        return None
    if unit[0] == "D":
        return DateReading(periods.day(start), "explicit")
    return DateReading(periods.Period(f"{start}/{end}", "week", start, end), "explicit")


def _read_half_year(phrase: DatePhrase) -> DateReading | None:
    number = phrase.figure("DAY") or _ordinal(phrase)
    if number not in (1, 2, -1):
        return None
    year = phrase.year("YEAR")
    if year is None and phrase.anchor is not None and phrase.says("year"):
        year = phrase.anchor.year + ((phrase.step() or 0) if phrase.has("DIRECTED") else 0)
    if year is None:
        return None
    return DateReading(periods.half(year, 1 if number == 1 else 2), "explicit" if phrase.has("YEAR") else "relative")


def _read_this_quarter(phrase: DatePhrase) -> DateReading | None:
    """ "The quarter", "the latest period": the quarter that the text speaks of, or the one that the words behind it end."""
    month = phrase.month_behind()
    if month is not None and phrase.anchor is not None:
        year = phrase.anchor.year if month <= phrase.anchor.month else phrase.anchor.year - 1
        return DateReading(periods.quarter(year, (month + 2) // 3), "relative")
    quarter = phrase.story.quarter
    has_ended = quarter is not None and quarter.end is not None and (phrase.anchor is None or quarter.end < phrase.anchor)
    if quarter is not None and (has_ended or not phrase.says("latest")):
        return DateReading(quarter, "relative")
    if not phrase.says("latest"):
        return None
    if phrase.anchor is None:
        return DateReading(vague("XXXX-QX", "quarter"), "relative")
    return DateReading(periods.shift(phrase.anchor, "Q", -1), "relative")


def _read_quarter_of_year(phrase: DatePhrase) -> DateReading | None:
    """ "The 1988 quarter": that of the year named which matches the one spoken of."""
    year, quarter = phrase.year("YEAR"), phrase.story.quarter
    if year is None:
        return None
    if quarter is None or quarter.start is None:
        return DateReading(periods.year(year), "explicit")
    return DateReading(periods.quarter(year, (quarter.start.month + 2) // 3), "explicit", is_aside=True)


def _read_same_period(phrase: DatePhrase) -> DateReading:
    return year_before(phrase, phrase.anchor)


def _read_this_year(phrase: DatePhrase) -> DateReading | None:
    """ "For the year": that of the publication; a mere twelve months where it is said when they end."""
    if phrase.lower(0) in phrase.lexicon.words["ending"]:
        return DateReading(vague("P1Y", "duration"), "explicit")
    is_part = phrase.lower(-1) not in phrase.lexicon.words["of"] or phrase.lower(-2) in phrase.lexicon.words["year_parts"]
    if not is_part or phrase.anchor is None:
        return None
    return DateReading(periods.year(phrase.anchor.year), "relative")


def _read_year_end(phrase: DatePhrase) -> DateReading | None:
    if phrase.anchor is None:
        return DateReading(vague("XXXX", "year"), "relative")
    year = periods.year(phrase.anchor.year)
    return DateReading(replace(year, start=dt.date(phrase.anchor.year, 12, 1)), "relative")


def _read_named_day(phrase: DatePhrase) -> DateReading | None:
    """The day that a phrase names beside other words: a calendar day, a weekday, today."""
    rule = "calendar_day" if phrase.has("DATEDAY") else "deictic_day" if phrase.has("DEICTIC") else "weekday"
    return READERS[rule](phrase)


def _read_week_to(phrase: DatePhrase) -> DateReading | None:
    """ "The week to Sunday": seven days, that one the last."""
    last = _read_named_day(phrase)
    if last is None or last.period.start is None:
        return last
    start, end = last.period.start - _WEEK + dt.timedelta(days=1), last.period.start
    return DateReading(periods.Period(f"{start}/{end}", "week", start, end), last.basis)


def _read_eve(phrase: DatePhrase) -> DateReading | None:
    day = _read_named_day(phrase)
    if day is None or day.period.start is None:
        return day
    return DateReading(periods.day(day.period.start - dt.timedelta(days=1)), day.basis)


def _read_anniversary(phrase: DatePhrase) -> DateReading | None:
    """ "The tenth anniversary of the 2014 coup": ten years on; without a number, that day of the year of publication."""
    year, nth = phrase.year("YEAR"), phrase.day("NTH")
    month, day = phrase.month(), phrase.day()
    if month is None or day is None:
        return None if year is None or nth is None else DateReading(periods.year(year + nth), "relative")
    if year is not None and nth is not None:
        return explicit_day(calendar_date(year + nth, month, day))
    date = calendar_date(year_of_day(phrase, month, day), month, day)
    return None if date is None else DateReading(periods.day(date), "relative")


def _read_before_last(phrase: DatePhrase) -> DateReading | None:
    """ "The week before last", "Sunday before last": two back."""
    if phrase.anchor is None:
        return DateReading(vague("XXXX-XX-XX", "day"), "relative")
    weekday = phrase.weekday() if phrase.has("WEEKDAY") else None
    if weekday is not None:
        return DateReading(periods.day(weekday_date(phrase.anchor, weekday, None, -1) - _WEEK), "weekday")
    unit = phrase.unit()
    if unit is None:
        return DateReading(periods.day(phrase.anchor - dt.timedelta(days=2)), "relative", phrase.part())
    return DateReading(periods.shift(phrase.anchor, unit[0], -2), "relative")


def _read_date_time_group(phrase: DatePhrase) -> DateReading | None:
    """ "121530Z NOV 24": day, hour and minute in one figure."""
    text = phrase.word("FIGURE") or ""
    if len(text) != _GROUP_FIGURES:
        return None
    day, hour, minute = int(text[:2]), int(text[2:4]), int(text[4:])
    if not (1 <= day <= 31 and hour < 24 and minute < 60):
        return None
    suffix, month = f"T{hour:02d}:{minute:02d}", phrase.month()
    if month is None:
        return day_of_month(phrase, day, suffix)
    year = phrase.year("YEAR", "DIGITS") or year_of_month(phrase, month)
    return explicit_day(calendar_date(year, month, day), suffix)


def _read_days_of_month(phrase: DatePhrase) -> DateReading | None:
    """ "3, 4 and 5 November": from the first to the last."""
    month, first, last = _month_of(phrase), phrase.day(), phrase.day("DATEDAY3")
    if month is None or month.start is None or first is None or last is None:
        return None
    days = [calendar_date(month.start.year, month.start.month, day) for day in (first, last)]
    return None if days[0] is None or days[1] is None else interval(periods.day(days[0]), periods.day(days[1]), "explicit")


def _read_ago_today(phrase: DatePhrase) -> DateReading | None:
    """ "Nine years ago today", "a year ago this week", "two years ago on 5 May": the same day, week or month so long before."""
    named = READERS["unit_relative"](phrase) if phrase.has("UNIT2") else _read_named_day(phrase)
    count, unit = phrase.count(), phrase.word("UNIT") or phrase.word("UNITS") or ""
    code = phrase.lexicon.units.get(unit) or phrase.lexicon.units_plural.get(unit)
    if named is None or named.period.start is None or count is None or count.denominator != 1 or phrase.has("YEAR"):
        return named
    start = phrase.anchor if phrase.has("UNIT2") and phrase.anchor is not None else named.period.start
    if code in _MONTHS_IN:
        day = periods.shift_months(start, -_MONTHS_IN[code] * count.numerator)
    elif code == "W":
        day = start - count.numerator * _WEEK
    else:
        return None
    return DateReading(periods.shift(day, _CODES[named.period.granularity], 0), "relative", named.suffix)


PART_READERS: dict[str, Callable[[DatePhrase], DateReading | None]] = {
    "weekday_of_month": _read_weekday_of_month,
    "part_of_month": _read_part_of_month,
    "half_year": _read_half_year,
    "this_quarter": _read_this_quarter,
    "quarter_of_year": _read_quarter_of_year,
    "same_period": _read_same_period,
    "this_year": _read_this_year,
    "year_end": _read_year_end,
    "week_to": _read_week_to,
    "eve": _read_eve,
    "anniversary": _read_anniversary,
    "before_last": _read_before_last,
    "date_time_group": _read_date_time_group,
    "days_of_month": _read_days_of_month,
    "ago_today": _read_ago_today,
}
