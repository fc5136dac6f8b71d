"""What a feast or a day with a name means: "Christmas Eve", "Eid al-Fitr", "the second day of Ramadan", "9/11"."""

import datetime as dt

from schemas.lexicons.dates import Holiday
from transforms.mentions import feasts, periods
from transforms.mentions.date_phrases import DatePhrase
from transforms.mentions.date_readers import NEAR_FUTURE_DAYS, DateReading, vague
from transforms.mentions.periods import Period

WEEK_DAYS = 7
_MONTH_DAYS = 27


def feast_days(holiday: Holiday, year: int) -> list[dt.date]:
    """The first days of a feast that fall in a year: none where the lexicon's table has no day, two now and then for Islamic ones."""
    if holiday.table:
        days = [date for date in holiday.table if date.year == year]
    elif holiday.islamic:
        days = sorted(date for month_day in holiday.islamic for date in feasts.islamic_days(year, *month_day))
    else:
        day = _fixed_day(holiday, year) or _counted_day(holiday, year)
        days = [] if day is None or holiday.year not in (None, year) else [day]
    return [date + dt.timedelta(days=holiday.plus) for date in days]


def _fixed_day(holiday: Holiday, year: int) -> dt.date | None:
    if holiday.month is None:
        return None
    if holiday.weekday is not None and holiday.nth is not None:
        return periods.nth_weekday(year, holiday.month, holiday.weekday, holiday.nth)
    return None if holiday.day is None else dt.date(year, holiday.month, holiday.day)


def _counted_day(holiday: Holiday, year: int) -> dt.date | None:
    """A feast that lies so many days from another."""
    counted = (
        (holiday.easter, feasts.easter),
        (holiday.orthodox, feasts.orthodox_easter),
        (holiday.jewish, feasts.jewish_new_year),
        (holiday.passover, feasts.passover),
        (holiday.persian, feasts.persian_new_year),
    )
    return next((first(year) + dt.timedelta(days=count) for count, first in counted if count is not None), None)


def _period(holiday: Holiday, first: dt.date) -> Period:
    if holiday.lasts == 1:
        return periods.day(first)
    last = first + dt.timedelta(days=holiday.lasts - 1)
    granularity = "month" if holiday.lasts > _MONTH_DAYS else "day"
    return Period(f"{first.isoformat()}/{last.isoformat()}", granularity, first, last)


def _is_week(phrase: DatePhrase) -> bool:
    return phrase.unit() == ("W", False)


def _nearest(phrase: DatePhrase, holiday: Holiday, anchor: dt.date) -> dt.date | None:
    """The feast that a phrase without a year means: the last one, or the next where the sentence looks ahead or it is near.

    "Easter *week* began" a few days before the feast.
    """
    step, ahead = phrase.step(), phrase.points_ahead()
    days = [date for year in (anchor.year - 1, anchor.year, anchor.year + 1) for date in feast_days(holiday, year)]
    past = [date for date in days if date < anchor or (date == anchor and step is None)]
    coming = [date for date in days if date > anchor]
    this = [date for date in days if date.year == anchor.year]
    if step == 0 and this:
        return this[0]
    is_week = _is_week(phrase) or phrase.lower(0) in phrase.lexicon.units
    reach = WEEK_DAYS if is_week else NEAR_FUTURE_DAYS if ahead is None else 0
    near = bool(coming) and (coming[0] - anchor).days <= reach
    if coming and step != -1 and (step == 1 or ahead or near):
        return coming[0]
    return past[-1] if past else coming[0] if coming else None


def _read_holiday(phrase: DatePhrase) -> DateReading | None:
    key = " ".join(text for text in phrase.texts("HOLIDAY") if text.isalnum())
    holiday = phrase.lexicon.holidays.get(key)
    if holiday is None:
        return None
    year = holiday.year or phrase.year("YEAR")
    if year is not None:
        first = next(iter(feast_days(holiday, year)), None)
    elif phrase.anchor is None:
        return DateReading(vague("XXXX-XX-XX", "day"), "relative")
    else:
        first = _nearest(phrase, holiday, phrase.anchor)
    if first is None:
        return None
    return DateReading(_of_feast(phrase, _period(holiday, first)), "relative" if year is None else "explicit")


def _of_feast(phrase: DatePhrase, feast: Period) -> Period:
    """The feast, or "the third day of" it, "the last day of" it, its eve, its week."""
    if feast.start is None or feast.end is None:
        return feast
    if _is_week(phrase):
        return periods.week(feast.start)
    if phrase.has("EVE"):
        return periods.day(feast.start - dt.timedelta(days=1))
    if not phrase.has("NTH"):
        return feast
    number = phrase.day("NTH")
    day = feast.end if number is None else feast.start + dt.timedelta(days=number - 1)
    return periods.day(day) if feast.start <= day <= feast.end else feast


FEAST_READERS = {"holiday": _read_holiday}
