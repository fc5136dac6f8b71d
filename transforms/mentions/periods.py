"""Calendar periods with their TIMEX3 values: days, weeks, months, quarters, seasons, years, decades, centuries."""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass, replace

SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days with a name: value is its TIMEX3 value, start and end its first and last day."""

    value: str
    granularity: str
    start: dt.date | None
    end: dt.date | None


def day(date: dt.date) -> Period:
    return Period(date.isoformat(), "day", date, date)


def week(date: dt.date) -> Period:
    """The ISO week (Monday to Sunday) that holds a day."""
    year, number, weekday = date.isocalendar()
    monday = date - dt.timedelta(days=weekday - 1)
    return Period(f"{year}-W{number:02d}", "week", monday, monday + dt.timedelta(days=6))


def weekend(date: dt.date) -> Period:
    """Saturday and Sunday of the ISO week that holds a day."""
    of = week(date)
    assert of.end is not None
    return Period(f"{of.value}-WE", "day", of.end - dt.timedelta(days=1), of.end)


def month(year: int, number: int) -> Period:
    last = monthrange(year, number)[1]
    return Period(f"{year:04d}-{number:02d}", "month", dt.date(year, number, 1), dt.date(year, number, last))


def quarter(year: int, number: int) -> Period:
    first, last = month(year, 3 * number - 2), month(year, 3 * number)
    return Period(f"{year:04d}-Q{number}", "quarter", first.start, last.end)


def season(year: int, code: str) -> Period:
    """A meteorological season of the northern half of the world; winter is named after the year of its January."""
    first = SEASON_MONTHS[code]
    start = month(year - 1 if code == "WI" else year, first)
    end = month(year, (first + 1) % 12 + 1)
    return Period(f"{year:04d}-{code}", "season", start.start, end.end)


def year(number: int) -> Period:
    return Period(f"{number:04d}", "year", dt.date(number, 1, 1), dt.date(number, 12, 31))


def decade(first_year: int) -> Period:
    return Period(f"{first_year // 10:03d}X", "decade", dt.date(first_year, 1, 1), dt.date(first_year + 9, 12, 31))


def century(number: int) -> Period:
    """The 20th century is "19": 1901 to 2000."""
    return Period(f"{number - 1:02d}", "vague", dt.date(100 * (number - 1) + 1, 1, 1), dt.date(100 * number, 12, 31))


def shift_months(date: dt.date, months: int) -> dt.date:
    """The day so many months on, or the last day of that month where it is shorter."""
    total = date.year * 12 + date.month - 1 + months
    of_year, number = divmod(total, 12)
    return dt.date(of_year, number + 1, min(date.day, monthrange(of_year, number + 1)[1]))


def shift(date: dt.date, unit: str, count: int) -> Period:
    """The period of a unit (D, WE, W, M, Q, Y, DE, CE) that lies so many of them after (before, if negative) the one that holds a day."""
    if unit == "D":
        return day(date + dt.timedelta(days=count))
    if unit == "W":
        return week(date + dt.timedelta(weeks=count))
    if unit == "WE":
        return weekend(date + dt.timedelta(weeks=count))
    if unit == "M":
        moved = shift_months(date, count)
        return month(moved.year, moved.month)
    if unit == "Q":
        moved = shift_months(date, 3 * count)
        return quarter(moved.year, (moved.month + 2) // 3)
    if unit == "DE":
        return decade(date.year // 10 * 10 + 10 * count)
    if unit == "CE":
        return century((date.year - 1) // 100 + 1 + count)
    return year(date.year + count)


def days_of(unit: str, count: float) -> int:
    """About how many days a duration takes, at least one."""
    return max(
        1,
        round(
            count
            * {
                "H": 1 / 24,
                "MIN": 1 / 1440,
                "S": 1 / 86400,
                "D": 1,
                "W": 7,
                "WE": 7,
                "FN": 14,
                "M": 30.44,
                "Q": 91.3,
                "Y": 365.25,
                "DE": 3652.5,
                "CE": 36525,
            }[unit]
        ),
    )


def half(of_year: int, number: int) -> Period:
    """January to June, or July to December."""
    return Period(f"{of_year:04d}-H{number}", "vague", dt.date(of_year, 6 * number - 5, 1), month(of_year, 6 * number).end)


def nth_weekday(of_year: int, of_month: int, weekday: int, nth: int) -> dt.date | None:
    """The nth Monday (1) to Sunday (7) of a month, the last one for -1; null if there is none."""
    first = dt.date(of_year, of_month, 1)
    if nth < 0:
        last = shift_months(first, 1) - dt.timedelta(days=1)
        return last - dt.timedelta(days=(last.isoweekday() - weekday) % 7)
    date = first + dt.timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    return date if nth and date.month == of_month else None


def part_of(period: Period, part: int) -> Period:
    """The first (0), middle (1) or last (2) third of a period, with the value of the whole: "late November" is 21 to 30 November."""
    start, end = period.start, period.end
    if start is None or end is None:
        return period
    months = 12 * (end.year - start.year) + end.month - start.month + 1
    if start.day == 1 and months % 3 == 0:
        edges = [shift_months(start, months // 3 * number) for number in range(3)]
    else:
        edges = [start + dt.timedelta(days=((end - start).days + 1) // 3 * number) for number in range(3)]
    return replace(period, start=edges[part], end=end if part == 2 else edges[part + 1] - dt.timedelta(days=1))
