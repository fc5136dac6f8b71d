"""Movable feasts: the days on which Easter and the Islamic, Jewish and Persian feasts fall.

Calendars are the arithmetic ones. Islamic months that begin with the sighting of the moon may start a day earlier or later.
"""

import datetime as dt

_ISLAMIC_EPOCH = 227014  # the day before 1 Muharram of the year 1, counted as dt.date.toordinal does
_JEWISH_EPOCH = -1373427  # of the new moon before 1 Tishri of the year 1
_PERSIAN_EPOCH = 226895  # 1 Farvardin of the year 1, in cycles of 33 years
_PERSIAN_LEAPS = (1, 5, 9, 13, 17, 22, 26, 30)


def easter(of_year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm)."""
    golden, hundreds, rest = of_year % 19, of_year // 100, of_year % 100
    epact = (19 * golden + hundreds - hundreds // 4 - (hundreds - (hundreds + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (hundreds % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * sunday) // 451
    number, last = divmod(epact + sunday - 7 * correction + 114, 31)
    return dt.date(of_year, number, last + 1)


def orthodox_easter(of_year: int) -> dt.date:
    """Easter Sunday of the eastern churches: the Julian reckoning, told in days of the Gregorian calendar."""
    epact = (19 * (of_year % 19) + 15) % 30
    sunday = (2 * (of_year % 4) + 4 * (of_year % 7) - epact + 34) % 7
    number, last = divmod(epact + sunday + 114, 31)
    lag = of_year // 100 - of_year // 400 - 2
    return dt.date(of_year, number, last + 1) + dt.timedelta(days=lag)


def islamic_days(of_year: int, month: int, day: int) -> list[dt.date]:
    """The days of a Gregorian year on which a day of the Islamic calendar falls: one as a rule, now and then none or two."""
    first = (of_year - 622) * 33 // 32 - 1
    days = [_islamic_day(number, month, day) for number in range(first, first + 4)]
    return [date for date in days if date.year == of_year]


def _islamic_day(year: int, month: int, day: int) -> dt.date:
    months = 29 * (month - 1) + (6 * month - 1) // 11
    return dt.date.fromordinal(_ISLAMIC_EPOCH + (year - 1) * 354 + (3 + 11 * year) // 30 + months + day)


def jewish_new_year(of_year: int) -> dt.date:
    """Rosh Hashanah, the first of Tishri, in a Gregorian year."""
    year = of_year + 3761
    before, this, after = _jewish_days(year - 1), _jewish_days(year), _jewish_days(year + 1)
    delay = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return dt.date.fromordinal(_JEWISH_EPOCH + this + delay)


def _jewish_days(year: int) -> int:
    """Days from the epoch to the new moon that opens a year, put off where it would fall on a Sunday, Wednesday or Friday."""
    months = (235 * year - 234) // 19
    days = 29 * months + (12084 + 13753 * months) // 25920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


def passover(of_year: int) -> dt.date:
    """The first day of Passover: 163 days before the new year of the autumn."""
    return jewish_new_year(of_year) - dt.timedelta(days=163)


def persian_new_year(of_year: int) -> dt.date:
    """Nowruz, the first of Farvardin: 20 or 21 March in our time."""
    year = of_year - 621
    cycles, rest = divmod(year, 33)
    leaps = 8 * cycles + sum(leap < rest for leap in _PERSIAN_LEAPS)
    return dt.date.fromordinal(_PERSIAN_EPOCH + 365 * (year - 1) + leaps)
