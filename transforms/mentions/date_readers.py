"""What each kind of date pattern means: one reader a kind, from the slots of a match to a period.

The rules of the date lexicon name these readers; a reader gives null where the words make no date after all ("31 June").
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from transforms.mentions import periods
from transforms.mentions.date_phrases import DatePhrase
from transforms.mentions.periods import Period

YEARS = range(1000, 2101)
NEAR_FUTURE_DAYS = 60
_FAR_FUTURE_DAYS = 240
_HALF_WEEK = 3
_FINE_UNITS = frozenset({"D", "W", "WE", "FN"})
_TIME_CODES = {"H": "H", "MIN": "M", "S": "S"}
_AGES = {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}
_FINER_TIME = {"H": "M", "MIN": "S"}
_WHOLE = {"D": "D", "W": "W", "WE": "D", "M": "M", "Q": "Q", "Y": "Y", "DE": "Y", "CE": "Y", "FN": "W"}
_TIMES = {"WE": 2, "FN": 2, "DE": 10, "CE": 100}
_UNKNOWN_UNIT = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    "Y": "XXXX",
    "DE": "XXXX",
    "CE": "XX",
    "FN": "XXXX-WXX",
}
_GRANULARITY = {
    "D": "day",
    "W": "week",
    "WE": "day",
    "FN": "week",
    "M": "month",
    "Q": "quarter",
    "Y": "year",
    "DE": "decade",
    "CE": "vague",
}


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a phrase means: a period, why it is known, and the time of the day as a suffix of its value.

    is_aside: it compares with another time ("a year earlier"), and what follows does not count from it.
    """

    period: Period
    basis: str
    suffix: str = ""
    is_aside: bool = False

    def value(self) -> str:
        return self.period.value + self.suffix


def calendar_date(year: int | None, month: int | None, day: int | None) -> dt.date | None:
    """The date, null if there is no such day."""
    if year is None or month is None or day is None:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def vague(value: str, granularity: str = "vague") -> Period:
    return Period(value, granularity, None, None)


def explicit_day(date: dt.date | None, suffix: str = "") -> DateReading | None:
    return None if date is None else DateReading(periods.day(date), "explicit", suffix)


def year_of_day(phrase: DatePhrase, month: int, day: int) -> int | None:
    """The year of a day that names none: the last such day, or the next where the sentence looks ahead or it is near."""
    if phrase.anchor is None:
        return None
    years = [year for year in (phrase.anchor.year - 1, phrase.anchor.year, phrase.anchor.year + 1) if calendar_date(year, month, day)]
    if not years:
        return None
    past = [year for year in years if dt.date(year, month, day) <= phrase.anchor]
    ahead = [year for year in years if dt.date(year, month, day) > phrase.anchor]
    if past and phrase.names_what_befell():
        return past[-1]
    distance = (dt.date(ahead[0], month, day) - phrase.anchor).days if ahead else 999
    if ahead and (not past or distance <= NEAR_FUTURE_DAYS or (distance <= _FAR_FUTURE_DAYS and phrase.points_ahead())):
        return ahead[0]
    return past[-1] if past else None


def _read_calendar_day(phrase: DatePhrase) -> DateReading | None:
    month, day = phrase.month(), phrase.day()
    if month is None or day is None:
        return None
    if phrase.lower(0) == ":" and phrase.lower(1).isdigit() and not phrase.has("YEAR"):
        return None
    if phrase.has_verb_for_month() and phrase.lower(0) in phrase.lexicon.classes["COUNTED"]:
        return None
    year = phrase.year() or _famous_year(phrase, month, day)
    if year is None:
        year = year_of_day(phrase, month, day)
        if year is None and phrase.anchor is None and day <= 31:
            return DateReading(vague(f"XXXX-{month:02d}-{day:02d}", "day"), "explicit")
    return explicit_day(calendar_date(year, month, day), phrase.part() if phrase.has("DAYPART", "SMALL_HOURS") else "")


def _famous_year(phrase: DatePhrase, month: int, day: int) -> int | None:
    """The year of "the Sept. 11 attacks": a day without a year that stands beside the name of what befell on it."""
    beside = {phrase.lower(0), phrase.lower(1)}
    for known in phrase.lexicon.famous_days:
        if (known.month, known.day) == (month, day) and not known.beside.isdisjoint(beside):
            is_past = phrase.anchor is None or phrase.anchor >= dt.date(known.year, month, day)
            return known.year if is_past else None
    return None


def _read_day_this_year(phrase: DatePhrase) -> DateReading | None:
    step, month, day = phrase.step(), phrase.month(), phrase.day()
    if phrase.anchor is None or step is None:
        return _read_calendar_day(phrase)
    return explicit_day(calendar_date(phrase.anchor.year + step, month, day), phrase.part())


def _read_iso_day(phrase: DatePhrase) -> DateReading | None:
    clock = [*phrase.texts("FIGURE"), ":", *phrase.texts("FIGURE2")] if phrase.has("FIGURE") else []
    suffix = (_clock_suffix(phrase, clock) or "") if clock else ""
    return explicit_day(calendar_date(phrase.year("YEAR"), phrase.figure("MONTH_NUMBER"), phrase.figure("DAY")), suffix)


def _read_numeric_day(phrase: DatePhrase) -> DateReading | None:
    return _numeric_day(phrase, phrase.figure("DAY") or 0, phrase.figure("DAY2") or 0, phrase.year("YEAR", "DIGITS"))


def _numeric_day(phrase: DatePhrase, first: int, second: int, year: int | None) -> DateReading | None:
    day, month = (first, second) if phrase.lexicon.day_first else (second, first)
    if month > 12:
        day, month = month, day
    return explicit_day(calendar_date(year, month, day))


def _read_dotted_day(phrase: DatePhrase) -> DateReading | None:
    parts = phrase.texts("DOTTED")[0].split(".")
    if len(parts) != 3 or len(parts[0]) > 2 or len(parts[1]) > 2 or len(parts[2]) not in (2, 4):
        return None
    year = int(parts[2]) if len(parts[2]) == 4 else phrase.full_year(int(parts[2]))
    return explicit_day(calendar_date(year, int(parts[1]), int(parts[0])))


def _read_day_of_month(phrase: DatePhrase) -> DateReading | None:
    day = phrase.figure("DAY")
    return None if day is None else day_of_month(phrase, day)


def day_of_month(phrase: DatePhrase, day: int, suffix: str = "") -> DateReading | None:
    """The last day of that number, or the next where the sentence looks ahead."""
    if phrase.anchor is None:
        return DateReading(vague(f"XXXX-XX-{day:02d}", "day"), "relative", suffix)
    ahead = phrase.points_ahead()
    base = phrase.anchor
    if day > base.day and not ahead:
        base = periods.shift_months(base.replace(day=1), -1)
    elif day < base.day and ahead:
        base = periods.shift_months(base.replace(day=1), 1)
    date = calendar_date(base.year, base.month, day)
    return None if date is None else DateReading(periods.day(date), "relative", suffix)


def interval(first: Period | None, last: Period | None, basis: str) -> DateReading | None:
    if first is None or last is None or first.start is None or last.end is None or first.start > last.end:
        return None
    return DateReading(Period(f"{first.value}/{last.value}", first.granularity, first.start, last.end), basis)


def _read_day_range(phrase: DatePhrase) -> DateReading | None:
    month, last_month = phrase.month(), phrase.month("MONTHX2") if phrase.has("MONTHX2") else phrase.month()
    day, last_day = phrase.day(), phrase.day("DATEDAY2")
    if month is None or last_month is None or day is None or last_day is None:
        return None
    last_year = phrase.year("YEAR2", "YEAR") or year_of_day(phrase, last_month, last_day)
    year = phrase.year("YEAR") if phrase.has("YEAR2") else last_year
    first, last = calendar_date(year, month, day), calendar_date(last_year, last_month, last_day)
    if first and last and first > last:
        first = calendar_date(first.year - 1, month, day)
    return interval(periods.day(first), periods.day(last), "explicit") if first and last else None


def _read_weekday_range(phrase: DatePhrase) -> DateReading | None:
    first, last = phrase.weekday(), phrase.weekday("WEEKDAY2")
    if phrase.anchor is None or first is None or last is None:
        return None
    end = weekday_date(phrase.anchor, last, phrase.points_ahead(), None)
    start = end - dt.timedelta(days=(last - first) % 7)
    return interval(periods.day(start), periods.day(end), "weekday")


def _read_year_range(phrase: DatePhrase) -> DateReading | None:
    first, last = phrase.year("YEAR"), phrase.figure("YEAR2")
    if first is None:
        return None
    if last is None:
        short = phrase.figure("DIGITS")
        if short is None:
            return None
        last = first // 100 * 100 + short
    return interval(periods.year(first), periods.year(last), "explicit") if first < last else None


def _read_month_range(phrase: DatePhrase) -> DateReading | None:
    first, last = phrase.month(), phrase.month("MONTHX2")
    if first is None or last is None:
        return None
    year = phrase.year("YEAR")
    if year is None and phrase.has("DIRECTED") and phrase.anchor is not None:
        year = phrase.anchor.year + (phrase.step() or 0)
    year = year or year_of_month(phrase, last)
    if year is None:
        return None
    return interval(periods.month(year - 1 if first > last else year, first), periods.month(year, last), "explicit")


def year_of_month(phrase: DatePhrase, month: int) -> int | None:
    if phrase.anchor is None:
        return None
    if month == phrase.anchor.month:
        return phrase.anchor.year
    ahead = phrase.points_ahead()
    if ahead is False and phrase.lower(-1) in phrase.lexicon.words["toward"]:
        ahead = None
    if month < phrase.anchor.month:
        return phrase.anchor.year + 1 if ahead and phrase.anchor.month - month > 5 else phrase.anchor.year
    return phrase.anchor.year if ahead or (ahead is None and month - phrase.anchor.month <= 1) else phrase.anchor.year - 1


def _read_month(phrase: DatePhrase) -> DateReading | None:
    month, year = phrase.month(), phrase.year()
    return None if month is None or year is None else DateReading(periods.month(year, month), "explicit")


def _read_relative_month(phrase: DatePhrase) -> DateReading | None:
    month, step = phrase.month(), phrase.step()
    if month is None or step is None or not phrase.is_sure_month():
        return None
    if phrase.anchor is None:
        return DateReading(vague(f"XXXX-{month:02d}", "month"), "relative")
    year = phrase.anchor.year
    if phrase.has("DIRECTED"):
        return DateReading(periods.month(year + step, month), "relative")
    if step == -1 and month >= phrase.anchor.month:
        year -= 1
    elif step == 1 and month <= phrase.anchor.month:
        year += 1
    return DateReading(periods.month(year, month), "relative")


def _read_bare_month(phrase: DatePhrase) -> DateReading | None:
    month = phrase.month()
    if month is None or not phrase.is_sure_month() or phrase.is_first_name():
        return None
    year = year_of_month(phrase, month)
    return DateReading(vague(f"XXXX-{month:02d}", "month") if year is None else periods.month(year, month), "relative")


def _read_season(phrase: DatePhrase) -> DateReading | None:
    word = phrase.word("SEASON") or phrase.word("SEASON_WEAK")
    if word is None:
        return None
    code = phrase.lexicon.seasons.get(word) or phrase.lexicon.seasons_weak[word]
    year = phrase.year()
    if year is not None:
        return DateReading(periods.season(year, code), "explicit")
    if phrase.anchor is None:
        return DateReading(vague(f"XXXX-{code}", "season"), "relative")
    step, this = phrase.step(), periods.season(phrase.anchor.year, code)
    year = phrase.anchor.year
    if this.start is not None and this.end is not None:
        if step == 1 and this.start <= phrase.anchor:
            year += 1
        elif (step == -1 and this.end >= phrase.anchor) or (step is None and this.start > phrase.anchor and not phrase.points_ahead()):
            year -= 1
    return DateReading(periods.season(year, code), "relative")


def _read_quarter(phrase: DatePhrase) -> DateReading | None:
    number = phrase.figure("DAY") or phrase.lexicon.numerals.ordinals.get(phrase.word("ORDINAL") or "", 0)
    if not 1 <= number <= 4:
        return None
    year = phrase.year("YEAR")
    if year is not None:
        return DateReading(periods.quarter(year, number), "explicit")
    if phrase.anchor is None:
        return DateReading(vague(f"XXXX-Q{number}", "quarter"), "relative")
    year, step = phrase.anchor.year, phrase.step()
    if step is not None and phrase.says("year"):
        year += step
    elif dt.date(year, 3 * number - 2, 1) > phrase.anchor and not phrase.points_ahead():
        year -= 1
    return DateReading(periods.quarter(year, number), "relative")


def _read_year(phrase: DatePhrase) -> DateReading | None:
    year = phrase.year()
    if year is None or year not in YEARS:
        return None
    first = phrase.match.slots["YEAR"][0] if phrase.has("YEAR") else phrase.match.first
    has_preposition = first > 0 and phrase.words[first - 1].lower in phrase.lexicon.classes["YEAR_PREPOSITION"]
    if (
        phrase.has("YEAR")
        and not 1900 <= year <= 2099
        and not (first > 0 and phrase.words[first - 1].lower in phrase.lexicon.words["sure_year_before"])
    ):
        return None
    if phrase.is_model() or (not has_preposition and phrase.has("YEAR") and _is_amount(phrase)):
        return None
    return DateReading(periods.year(year), "explicit")


def _is_amount(phrase: DatePhrase) -> bool:
    """A bare figure before a plural or after no preposition at all: rather a number of things."""
    following = phrase.words[phrase.match.last] if phrase.match.last < len(phrase.words) else None
    return following is not None and following.text.islower() and following.text.endswith("s") and len(following.text) > 3


def _read_year_thousand(_: DatePhrase) -> DateReading:
    return DateReading(periods.year(2000), "explicit")


def _read_decade(phrase: DatePhrase) -> DateReading | None:
    word = phrase.word("DECADE_SPELLED")
    first = 1900 + phrase.lexicon.decades_spelled[word] if word else phrase.year("YEAR", "DIGITS")
    return None if first is None or first % 10 else DateReading(periods.decade(first), "explicit")


def _read_century(phrase: DatePhrase) -> DateReading | None:
    number = phrase.figure("DAY") or phrase.lexicon.numerals.ordinals.get(phrase.word("ORDINAL") or "", 0)
    return DateReading(periods.century(number), "explicit") if 2 <= number <= 22 else None


def weekday_date(anchor: dt.date, weekday: int, points_ahead: bool | None, step: int | None) -> dt.date:
    """The day that a weekday means: the publication day itself, or the last one, or the next one where the words say so."""
    back = (anchor.isoweekday() - weekday) % 7
    if step == -1:
        return anchor - dt.timedelta(days=back or 7)
    if step == 1 or (points_ahead and back):
        return anchor + dt.timedelta(days=(7 - back))
    return anchor - dt.timedelta(days=back)


def _read_weekday(phrase: DatePhrase) -> DateReading | None:
    weekday = phrase.weekday()
    if weekday is None:
        return None
    if phrase.anchor is None:
        return DateReading(vague(f"XXXX-WXX-{weekday}", "day"), "weekday", phrase.part())
    step = phrase.step()
    ahead = phrase.points_ahead() if (step is None or step == 0) and not phrase.names_what_befell() else None
    if ahead and phrase.lower(0) in phrase.lexicon.words["overtaken"]:
        ahead = (weekday - phrase.anchor.isoweekday()) % 7 <= _HALF_WEEK
    base = phrase.reference_day if phrase.says("of_story") and phrase.reference_day else phrase.anchor
    date = weekday_date(base, weekday, ahead, step)
    return _night(phrase, DateReading(periods.day(date), "weekday", phrase.part()))


def _night(phrase: DatePhrase, reading: DateReading) -> DateReading:
    """A day as read, or the night that begins on it for "overnight Friday"."""
    if not phrase.says("overnight") or reading.period.start is None:
        return reading
    end = reading.period.start + dt.timedelta(days=1)
    if phrase.anchor is not None and reading.period.start <= phrase.anchor < end:
        end = reading.period.start
    return replace(reading, period=replace(reading.period, end=end), suffix=phrase.part() or "TNI")


def _read_weekday_of_week(phrase: DatePhrase) -> DateReading | None:
    weekday, step = phrase.weekday(), phrase.step()
    if phrase.anchor is None or weekday is None or step is None:
        return _read_weekday(phrase)
    monday = phrase.anchor - dt.timedelta(days=phrase.anchor.isoweekday() - 1)
    return DateReading(periods.day(monday + dt.timedelta(days=7 * step + weekday - 1)), "weekday", phrase.part())


def _read_weekday_from(phrase: DatePhrase) -> DateReading | None:
    weekday = phrase.weekday()
    if phrase.anchor is None or weekday is None:
        return None
    if phrase.says("backward"):
        return DateReading(periods.day(weekday_date(phrase.anchor, weekday, None, phrase.step()) - dt.timedelta(days=1)), "weekday")
    return DateReading(periods.day(weekday_date(phrase.anchor, weekday, True, None) + dt.timedelta(days=7)), "weekday")


def _read_deictic(phrase: DatePhrase) -> DateReading | None:
    offset = phrase.lexicon.deictic.get(phrase.word("DEICTIC") or "")
    if offset is None:
        offset = -2 if phrase.says("backward") else 2
    elif phrase.is_of_an_age():
        return DateReading(vague(_AGES[offset]), "relative")
    return _relative_day(phrase, offset, phrase.part())


def _relative_day(phrase: DatePhrase, offset: int, suffix: str = "") -> DateReading:
    if phrase.anchor is None:
        return DateReading(vague("XXXX-XX-XX", "day"), "relative", suffix)
    return DateReading(periods.day(phrase.anchor + dt.timedelta(days=offset)), "relative", suffix)


def _read_this_daypart(phrase: DatePhrase) -> DateReading:
    reading = _relative_day(phrase, 0, phrase.part() or "TNI")
    if phrase.says("overnight") and reading.period.start is not None:
        return replace(reading, period=replace(reading.period, start=reading.period.start - dt.timedelta(days=1)))
    return reading


def _read_last_daypart(phrase: DatePhrase) -> DateReading:
    return _relative_day(phrase, -1, phrase.part())


def _read_reference_day(phrase: DatePhrase) -> DateReading | None:
    step = -1 if phrase.says("backward") else 1 if phrase.says("forward") else 0
    base = phrase.reference_day
    if base is None or (step == 1 and phrase.story.day is None):
        return DateReading(vague("XXXX-XX-XX", "day"), "relative", phrase.part())
    return DateReading(periods.day(base + dt.timedelta(days=step)), "relative", phrase.part())


def _read_clock(phrase: DatePhrase) -> DateReading | None:
    suffix = _clock_suffix(phrase)
    if suffix is None:
        return None
    if phrase.has("WEEKDAY") and not phrase.has("DATEDAY"):
        reading = _read_weekday(phrase)
    elif phrase.has("DATEDAY"):
        reading = _read_calendar_day(phrase)
    elif phrase.has("DEICTIC"):
        reading = _read_deictic(phrase)
    else:
        base = phrase.day_nearby or phrase.anchor
        reading = DateReading(periods.day(base), "relative") if base is not None else None
    return None if reading is None else replace(reading, suffix=suffix)


def _read_clock_of_four_figures(phrase: DatePhrase) -> DateReading | None:
    """ "At 2130", but not "closed at 2130" among prices of shares."""
    return None if phrase.is_among_figures() else _read_clock(phrase)


def _clock_suffix(phrase: DatePhrase, clock: Sequence[str] = ()) -> str | None:
    """The time of the day as a suffix of the value, of these words or those of the phrase."""
    texts = phrase.all_texts()
    for word, value in phrase.lexicon.clock_words.items():
        if word in texts:
            return "T" + value
    parts = clock or ((phrase.texts("CLOCK") or phrase.texts("CLOCKED")) if phrase.has("DATEDAY") else texts)
    figures = [part for text in parts for part in text.split(".") if part.isdigit()]
    if not figures:
        return None
    has_minutes = ":" in parts or any("." in part and part != "." for part in parts)
    hour, minute = int(figures[0]), 0
    if len(figures[0]) == 4 and not has_minutes:
        hour, minute = divmod(hour, 100)
    elif has_minutes and len(figures) > 1:
        minute = int(figures[1])
    is_late = phrase.says("after_noon") or phrase.part() in {"TAF", "TEV"} or (phrase.part() == "TNI" and hour > 5)
    is_early = phrase.says("before_noon")
    if is_late and hour < 12:
        hour += 12
    elif is_early and hour == 12:
        hour = 0
    is_time = hour <= 24 and minute < 60 and (not has_minutes or (len(figures) > 1 and len(figures[1]) == 2))
    return f"T{hour:02d}:{minute:02d}" if is_time else None


def _read_relative_unit(phrase: DatePhrase) -> DateReading | None:
    if phrase.has("DATEDAY"):
        reading = _read_calendar_day(phrase)
        start = reading.period.start if reading else None
        return DateReading(periods.week(start), "explicit") if start else None
    unit = phrase.unit()
    if unit is None:
        return None
    step = phrase.step() or 0
    if phrase.anchor is None:
        return DateReading(vague(_UNKNOWN_UNIT[unit[0]], _GRANULARITY[unit[0]]), "relative")
    if unit[0] == "WE" and step == 0:
        return DateReading(_nearest_weekend(phrase), "relative")
    code = "W" if unit[0] == "FN" else unit[0]
    return DateReading(periods.shift(phrase.anchor, code, 2 * step if unit[0] == "FN" else step), "relative")


def _nearest_weekend(phrase: DatePhrase) -> Period:
    assert phrase.anchor is not None
    is_weekend = phrase.anchor.isoweekday() >= 6
    return periods.shift(phrase.anchor, "WE", 0 if is_weekend or phrase.points_ahead() else -1)


def _read_reference_unit(phrase: DatePhrase) -> DateReading | None:
    unit = phrase.unit()
    if unit is None:
        return None
    base = phrase.story.quarter.start if unit[0] == "Q" and phrase.story.quarter else phrase.reference
    if base is None:
        return DateReading(vague(_UNKNOWN_UNIT[unit[0]], _GRANULARITY[unit[0]]), "relative")
    step = phrase.step() or 0
    return DateReading(periods.shift(base, "W" if unit[0] == "FN" else unit[0], step), "relative")


def _shifted(base: dt.date | None, unit: str, count: Fraction | None, sign: int) -> DateReading:
    """The period so many units from a day, in the precision of the unit; half units fall to the next finer one."""
    if count is None or base is None:
        value = ("PAST_REF" if sign < 0 else "FUTURE_REF") if count is None else _UNKNOWN_UNIT.get(unit, "XXXX-XX-XX")
        return DateReading(vague(value), "relative")
    if unit in _TIME_CODES:
        days = (
            periods.days_of(unit, float(count))
            if periods.days_of(unit, 1.0 * float(count)) > 1
            else (1 if unit == "H" and count > 12 else 0)
        )
        return DateReading(periods.day(base + dt.timedelta(days=sign * days)), "relative")
    if count.denominator != 1:
        count, unit = (
            (count * 12, "M")
            if unit == "Y"
            else (count * 30, "D")
            if unit == "M"
            else (count * 7, "D")
            if unit == "W"
            else (Fraction(round(count)), unit)
        )
    if unit == "DE":
        count, unit = count * 10, "Y"
    whole = round(count) * (2 if unit == "FN" else 1)
    if not 0 < base.year + sign * whole < 9999 if unit == "Y" else whole > 100000:
        return DateReading(vague("PAST_REF" if sign < 0 else "FUTURE_REF"), "relative")
    return DateReading(periods.shift(base, "W" if unit == "FN" else unit, sign * whole), "relative")


def _read_ago(phrase: DatePhrase) -> DateReading | None:
    unit = phrase.unit()
    if unit is None:
        return None
    count, sign = phrase.count(), 1 if phrase.says("from_now") else -1
    if unit[0] == "Y" and count == 1 and sign < 0:
        return year_before(phrase, phrase.anchor)
    return _shifted(phrase.anchor, unit[0], count, sign)


def year_before(phrase: DatePhrase, base: dt.date | None) -> DateReading:
    """ "A year ago", "a year earlier": in a report of figures the same quarter of the year before."""
    quarter = phrase.compared_quarter()
    if quarter is not None and quarter.start is not None:
        return DateReading(periods.shift(quarter.start, "Q", -4), "relative", is_aside=True)
    return replace(_shifted(base, "Y", Fraction(1), -1), is_aside=True)


def _read_year_ago(phrase: DatePhrase) -> DateReading | None:
    unit = phrase.unit()
    if unit is None:
        return None
    number = phrase.lexicon.numerals.ordinals.get(phrase.word("ORDINAL") or "", 0)
    if 1 <= number <= 4 and phrase.anchor is not None:
        has_begun = phrase.anchor.month >= 3 * number - 2
        return DateReading(periods.quarter(phrase.anchor.year - (1 if has_begun else 2), number), "relative", is_aside=True)
    if unit[0] == "Q":
        unit = ("Y", False)
    return year_before(phrase, phrase.anchor) if unit[0] == "Y" else _shifted(phrase.anchor, unit[0], Fraction(1), -1)


def _read_earlier(phrase: DatePhrase) -> DateReading | None:
    """ "Two days later", from the date named before it; a mere stretch of time where that is no day."""
    unit = phrase.unit()
    if unit is None:
        return None
    count, is_back = phrase.count(), phrase.says("backward")
    if is_back and unit[0] == "Y" and count == 1:
        return year_before(phrase, phrase.reference)
    named = phrase.story.reference
    is_fine = unit[0] in _FINE_UNITS
    if count is None or unit[0] in _TIME_CODES or named is None or (is_fine and named != phrase.story.day):
        return DateReading(vague(_duration_value(unit[0], count), "duration"), "relative")
    return replace(_shifted(named, unit[0], count, -1 if is_back else 1), is_aside=is_back)


def _duration_value(unit: str, count: Fraction | None) -> str:
    """ISO 8601 duration; X where the number is not said."""
    if unit in _TIME_CODES:
        code, finer = _TIME_CODES[unit], _FINER_TIME.get(unit)
        if count is not None and count.denominator == 2 and finer is not None:
            return f"PT{int(count) or ''}{code if count > 1 else ''}30{finer}"
        return f"PT{'X' if count is None else _plain(count)}{code}"
    if count is None:
        return f"PX{unit if unit in ('DE', 'CE') else _WHOLE[unit]}".replace("XDE", "XE").replace("XCE", "XC")
    total = count * _TIMES.get(unit, 1)
    if total.denominator == 2 and _WHOLE[unit] == "Y":
        return f"P{int(total)}Y6M" if total > 1 else f"P{round(total * 12)}M"
    return f"P{_plain(total)}{_WHOLE[unit]}"


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):g}"


def _read_span(phrase: DatePhrase) -> DateReading | None:
    unit = phrase.unit() or (("D", True) if phrase.part() else None)
    if unit is None:
        return None
    if unit[0] == "WE" and not phrase.has("COUNT"):
        return _read_relative_unit(phrase)
    number = "COUNT2" if phrase.has("COUNT2") else "COUNT"
    count, step = phrase.count(number) if phrase.has("COUNT") else Fraction(1), phrase.step()
    is_set = phrase.has("EVERY")
    period = vague(_duration_value(unit[0], Fraction(1) if is_set else count), "set" if is_set else "duration")
    if step is None:
        return DateReading(_first_stretch(phrase, period, unit[0], count), "relative")
    if step and phrase.anchor is not None and count is not None and count < 1000:
        length = dt.timedelta(days=min(periods.days_of(unit[0], float(count)), 300000))
        start, end = (phrase.anchor - length, phrase.anchor) if step < 0 else (phrase.anchor, phrase.anchor + length)
        period = replace(period, start=start, end=end)
    return DateReading(period, "relative")


def _first_stretch(phrase: DatePhrase, period: Period, unit: str, count: Fraction | None) -> Period:
    """ "The first nine months of 2024": a duration of which the words behind it say where it lies."""
    of_unit = {"M": 1, "Q": 3}.get(unit)
    year = phrase.year_behind()
    if of_unit is None or count is None or count * of_unit > 12 or year is None:
        return period
    start = dt.date(year, 1, 1)
    return replace(period, start=start, end=periods.shift_months(start, int(count * of_unit)) - dt.timedelta(days=1))


def _is_fraction(phrase: DatePhrase) -> bool:
    """ "Three quarters of the men", but not "several quarters of losses"."""
    return phrase.lower(0) in phrase.lexicon.words["of"] and (not phrase.has("COUNT") or phrase.count() is not None)


def _read_duration(phrase: DatePhrase) -> DateReading | None:
    unit = phrase.unit()
    if unit is None or (unit[0] == "Q" and (_is_fraction(phrase) or (unit[1] and not phrase.has("COUNT")))):
        return None
    has_number = phrase.has("COUNT")
    if has_number and phrase.lower(-1) in phrase.lexicon.words["within"] and phrase.looks_forward():
        return _shifted(phrase.anchor, unit[0], phrase.count(), 1)
    count = phrase.count("COUNT2" if phrase.has("COUNT2") else "COUNT") if has_number else (None if unit[1] else Fraction(1))
    return DateReading(vague(_duration_value(unit[0], count), "duration"), "explicit")


def _read_set(phrase: DatePhrase) -> DateReading | None:
    word = phrase.word("SET_WORD")
    if word is not None and phrase.names_periodical():
        return None
    if word is not None:
        return DateReading(vague(phrase.lexicon.set_words[word], "set"), "explicit")
    plural = phrase.word("WEEKDAYS")
    if plural is not None:
        return DateReading(vague(f"XXXX-WXX-{phrase.lexicon.weekdays_plural[plural]}{phrase.part()}", "set"), "explicit")
    weekday = phrase.weekday() if phrase.has("WEEKDAY") else None
    if weekday is not None:
        return DateReading(vague(f"XXXX-WXX-{weekday}{phrase.part()}", "set"), "explicit")
    unit = phrase.unit()
    if unit is not None:
        return DateReading(vague(_duration_value(unit[0], Fraction(1)), "set"), "explicit")
    month = phrase.month()
    return DateReading(vague(f"XXXX-{month:02d}" if month else "P1D" if phrase.has("DAYPART") else "P1Y", "set"), "explicit")


def _read_day_part_alone(phrase: DatePhrase) -> DateReading | None:
    """ "Before dawn", "during the night": of the day named before, else of the day of publication or the night that led to it."""
    suffix, base = phrase.part(), phrase.day_nearby or phrase.anchor
    if phrase.has("LOOSE_PART") and phrase.day_nearby is None:
        return None
    if base is None:
        return DateReading(vague("XXXX-XX-XX", "day"), "relative", suffix)
    period = periods.day(base)
    if suffix == "TNI":
        start, end = (base - dt.timedelta(days=1), base) if phrase.day_nearby is None else (base, base + dt.timedelta(days=1))
        period = replace(period, start=start, end=end)
    return DateReading(period, "relative", suffix)


def _read_soon(phrase: DatePhrase) -> DateReading | None:
    """ "Soon" of what is to come, not of what soon came."""
    return None if phrase.precedes_past() else DateReading(vague("FUTURE_REF"), "relative")


def _constant(value: str) -> Callable[[DatePhrase], DateReading]:
    def read(_: DatePhrase) -> DateReading:
        return DateReading(vague(value), "relative")

    return read


def _read_nothing(_: DatePhrase) -> None:
    return None


READERS: dict[str, Callable[[DatePhrase], DateReading | None]] = {
    "calendar_day": _read_calendar_day,
    "day_part_alone": _read_day_part_alone,
    "soon": _read_soon,
    "calendar_day_short_year": _read_calendar_day,
    "calendar_day_this_year": _read_day_this_year,
    "numeric_day_iso": _read_iso_day,
    "numeric_day": _read_numeric_day,
    "dotted_day": _read_dotted_day,
    "day_of_month": _read_day_of_month,
    "day_range": _read_day_range,
    "weekday_range": _read_weekday_range,
    "year_range": _read_year_range,
    "month_range": _read_month_range,
    "month": _read_month,
    "month_relative": _read_relative_month,
    "month_bare": _read_bare_month,
    "season": _read_season,
    "quarter": _read_quarter,
    "year": _read_year,
    "year_spelled": _read_year,
    "year_short": _read_year,
    "year_thousand": _read_year_thousand,
    "decade": _read_decade,
    "century": _read_century,
    "weekday": _read_weekday,
    "weekday_of_week": _read_weekday_of_week,
    "weekday_from": _read_weekday_from,
    "deictic_day": _read_deictic,
    "this_daypart": _read_this_daypart,
    "last_daypart": _read_last_daypart,
    "reference_day": _read_reference_day,
    "clock": _read_clock,
    "clock_alone": _read_clock,
    "clock_of_four_figures": _read_clock_of_four_figures,
    "unit_relative": _read_relative_unit,
    "reference_unit": _read_reference_unit,
    "ago": _read_ago,
    "year_ago": _read_year_ago,
    "earlier": _read_earlier,
    "span": _read_span,
    "vague_past": _constant("PAST_REF"),
    "vague_future": _constant("FUTURE_REF"),
    "duration": _read_duration,
    "age": _read_nothing,
    "name": _read_nothing,
    "set": _read_set,
    "present": _constant("PRESENT_REF"),
    "past": _constant("PAST_REF"),
    "future": _constant("FUTURE_REF"),
}
