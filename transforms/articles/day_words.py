"""Days as pages print them: "30. November 2024, 10:15 Uhr", "11/30/2024 4:12 pm EST", "2024年11月30日". Months and order by language."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from transforms.articles.normalise import Published, is_day_of_news

MAX_CHARACTERS = 400
MONTH_FIRST = frozenset({"en"})
"""Languages in which 03/04/2024 is more often the fourth of March; a region other than these turns it round."""
MONTH_FIRST_REGIONS = frozenset({"us", "ph"})
BUDDHIST_YEARS = 543

_ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|\.|-?[aàe]|:[ae]|\s?de|\s?of|\s?del|\s?d['’]|\s?ngày)?"
_TIME = re.compile(
    r"[\s,;|·•/@()–—-]{0,4}(?:um|ab|at|à|a las?|alle|ore|ora|às|kl|klo|o|om|godz|v|в|о|saat|time|h|T|ngày)?[.:]?\s{0,2}"
    r"(?<!\d)(?P<hour>[01]?\d|2[0-3])\s?(?:[:.h時时시]|Uhr)\s?(?P<minute>[0-5]\d)?(?:[:.](?P<second>[0-5]\d))?(?:\.\d+)?(?!\d)"
    r"\s?(?P<half>[ap]\.?\s?m\b\.?)?\s{0,2}(?:Uhr|hrs?|h|Hs?|น\.)?\s{0,2}\(?(?P<zone>Z\b|(?:UTC|GMT)?\s?[+-]\d{1,2}:?(?:[0-5]\d)?\b|[A-Z]{2,5}\b)?",
    re.IGNORECASE,
)
_HALF_ONLY = re.compile(
    r"[\s,;|·•/@()–—-]{0,4}(?:at\s)?(?P<hour>1[0-2]|0?\d)\s?(?P<half>[ap]\.?m\b\.?)\s{0,2}(?P<zone>[A-Z]{2,5}\b)?", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?([0-5]\d)?", re.IGNORECASE)
_ISO = re.compile(r"(?<![\d/.-])(?P<year>\d{4})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<day>\d{1,2})(?!\d)")
_HAN = re.compile(r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]")
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<first>\d{1,2})(?P<mark>\s?[/.-]\s?)(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?![\d/-])(?!\.\d)"
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>0\d|1[0-2])(?P<day>[0-2]\d|3[01])(?=T\d|(?!\d))")
_HAS_DIGIT = re.compile(r"\d")
_ZONES: Mapping[str, float] = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "sast": 2, "eest": 3,
    "msk": 3, "trt": 3, "pkt": 5, "wib": 7, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "est": -5, "edt": -4, "et": -5, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "brt": -3,
}  # fmt: skip
"""Offsets of abbreviations that mean one zone in nearly every paper; IST, CST and the like mean several and are left out."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """How a language writes days: the number of each month's name, what stands before a day of publication, and of a change."""

    months: Mapping[str, int]
    published: re.Pattern[str]
    updated: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day in a text and where it stands."""

    published: Published
    start: int
    end: int


def load_date_words(contents: Mapping[str, Mapping[str, Any]]) -> dict[str, DateWords]:
    """The words of each language from the section `dates` of its noise.yaml."""
    return {code: _date_words(content["dates"]) for code, content in contents.items() if "dates" in content}


def _date_words(section: Mapping[str, Any]) -> DateWords:
    months = {name: number for number, names in enumerate(section.get("months", ()), start=1) for name in names}
    return DateWords(months, _label(section.get("published", ())), _label(section.get("updated", ())))


def _label(words: Sequence[str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=256)
def _in_words(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<month>{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})(?!\w)\.?"
    year = r"(?P<year>\d{4})(?!\d)"
    link = r"[\s,]*(?:de |del |of |f\. ?|г\.? ?|,)?\s?"
    return (
        re.compile(rf"(?<![\w.])(?P<day>\d{{1,2}}){_ORDINAL}[\s-]?{month}-?{link}{year}", re.IGNORECASE),
        re.compile(rf"(?<!\w){month}\s?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{link}{year}", re.IGNORECASE),
        re.compile(rf"(?<!\d){year}\.?\s?(?:m\.)?\s?{month}\s?(?P<day>\d{{1,2}})(?!\d)", re.IGNORECASE),
        re.compile(rf"(?<!\w){month}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<clock>\d{{1,2}}:\d\d(?::\d\d)?)(?:\s\w+)?\s{year}", re.I),
    )


def find_days(text: str, words: Sequence[DateWords], *, month_first: bool) -> list[FoundDay]:
    """The full days (with a year) in a short text, in its order, each with the time of day and the zone that stand beside it.

    In:     words of the languages that the page may be in; month_first: how 03/04/2024 is meant.
    Limits: the first 400 characters; a time without a zone is the clock of the place.
    """
    if not _HAS_DIGIT.search(text):
        return []
    text = text[:MAX_CHARACTERS]
    found: list[FoundDay] = []
    for day, start, end, clock in _days(text, words, month_first=month_first):
        if any(start < other.end and other.start < end for other in found):
            continue
        found.append(FoundDay(_with_time(day, clock or text, 0 if clock else end), start, end))
    return sorted(found, key=lambda day: day.start)


def _days(text: str, words: Sequence[DateWords], *, month_first: bool) -> Iterator[tuple[dt.date, int, int, str | None]]:
    for pattern in (_ISO, _HAN, _COMPACT):
        for match in pattern.finditer(text):
            day = _day(int(match["year"]), int(match["month"]), int(match["day"]))
            if day:
                yield day, match.start(), match.end(), None
    for match in _NUMERIC.finditer(text):
        day = _numeric(match, month_first=month_first)
        if day:
            yield day, match.start(), match.end(), None
    lowered = text.lower()
    for language in words:
        names = tuple(name for name in language.months if name in lowered)
        for pattern in _in_words(names) if names else ():
            for match in pattern.finditer(text):
                day = _day(int(match["year"]), language.months.get(match["month"].lower(), 0), int(match["day"]))
                if day:
                    yield day, match.start(), match.end(), match.groupdict().get("clock")


def _numeric(match: re.Match[str], *, month_first: bool) -> dt.date | None:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    is_month_first = second > 12 or (month_first and first <= 12 and match["mark"].strip() != ".")
    month, day = (first, second) if is_month_first else (second, first)
    return _day(year, month, day)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        found = dt.date(year - BUDDHIST_YEARS if 2400 < year < 2700 else year, month, day)
    except ValueError:
        return None
    return found if is_day_of_news(found) else None


def _with_time(day: dt.date, text: str, end: int) -> Published:
    match = _TIME.match(text, end) or _HALF_ONLY.match(text, end)
    if match is None or (match.groupdict().get("minute") is None and not match["half"]):
        return Published(day)
    parts = match.groupdict()
    hour = int(match["hour"])
    if match["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
    clock = dt.datetime.combine(day, dt.time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0)))
    zone = _zone(match["zone"])
    return Published(day, clock.replace(tzinfo=zone), None) if zone else Published(day, None, clock)


def _zone(name: str | None) -> dt.tzinfo | None:
    if not name:
        return None
    offset = _OFFSET.fullmatch(name.strip())
    if offset:
        sign, hours, minutes = offset.groups()
        delta = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
        return dt.timezone(-delta if sign == "-" else delta) if delta <= dt.timedelta(hours=14) else None
    hours_east = _ZONES.get(name.strip().lower())
    return dt.timezone(dt.timedelta(hours=hours_east)) if hours_east is not None else None


def is_month_first(language: str | None, region: str | None) -> bool:
    """Whether 03/04/2024 is the fourth of March for a page of a language and, if known, a region ("us", "gb")."""
    return region in MONTH_FIRST_REGIONS if region else (language or "en") in MONTH_FIRST
