"""Bringing texts, dates, addresses and names of an article into one form, without changing what they say."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from dateutil import parser as date_parser  # type: ignore[import-untyped]

_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060]")
_SPACES = re.compile(r"\s+")

EARLIEST_YEAR, LATEST_YEAR = 1800, 2100
CLOCK_ZEROS = frozenset({dt.date(1900, 1, 1), dt.date(1969, 12, 31), dt.date(1970, 1, 1)})
"""Days that programs write where they know none: the zero of a database's clock, and that of Unix on both sides of Greenwich."""
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})(Z)?)?")
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}")
_TWO_NUMBERS_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
_DAY_MONTH_LAST = re.compile(r"\d{4}[/.](\d{1,2})[/.](\d{1,2})\b")
_PROBES = (dt.datetime(2000, 1, 1), dt.datetime(2003, 2, 3))  # noqa: DTZ001  (a date in words has no zone)

TRACKING_PARAMETERS = frozenset(
    (
        "fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl",
        "ref_src", "ref_url", "cmpid", "cmp", "ito", "ocid", "icid", "ncid", "smid", "s_cid", "spm", "xtor", "wt_mc", "sr_share", "taid",
        "at_medium", "at_campaign", "at_custom1", "at_custom2", "at_custom3", "at_custom4",
    )
)  # fmt: skip
TRACKING_PREFIXES = ("utm_", "pk_", "piwik_", "matomo_", "hsa_", "oly_", "vero_")
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Published:
    """When something was published.

    date: the day in the writer's own zone. at: the instant, in that zone, where time and zone are known. clock: the time of day as
    written, where its zone is not known.
    """

    date: dt.date
    at: dt.datetime | None = None
    clock: dt.datetime | None = None

    def isoformat(self) -> str:
        return (self.at or self.clock or self.date).isoformat()


def normalise_text(text: str) -> str:
    """Text as it is stored: NFC, newline as the only line end, no control characters, no white space around it.

    Limits: line breaks and spaces inside stay as they are, so hard-wrapped text keeps its lines.
    """
    text = _LINE_ENDS.sub("\n", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def normalise_line(text: str | None) -> str | None:
    """A one-line value (title, name): NFC, white space folded; null if nothing is left."""
    if not text:
        return None
    return _SPACES.sub(" ", normalise_text(text)).strip() or None


def normalise_paragraphs(lines: list[str]) -> str:
    """Paragraphs parted by one newline: white space inside folded, empty ones left out."""
    return "\n".join(line for line in (normalise_line(line) for line in lines) if line)


def is_in_calendar(day: dt.date) -> bool:
    """Whether something can have been published on a day: from 1800 to 2100."""
    return EARLIEST_YEAR <= day.year <= LATEST_YEAR


def is_day_of_news(day: dt.date) -> bool:
    """Whether a program that names a day means it: a broken clock is told from a calendar, and the zero of a clock from a day."""
    return is_in_calendar(day) and dt.date(day.year, day.month, day.day) not in CLOCK_ZEROS


def is_after(day: dt.date, held: dt.date | None) -> bool:
    """Whether a day of publication cannot be, because the text was there before it: later than one day after it was held.

    In: held: the day, in UTC, on which it was fetched or its file was written; null if that is not known. The one day is for the
        zones of the world.
    """
    return held is not None and day > held + dt.timedelta(days=1)


def parse_published(value: str, date_format: str | None = None) -> Published | None:
    """The date that a record or page names; null where it is none that can be.

    In:     ISO 8601, RFC 2822, GDELT (20241130T120000Z), compact (20241130), seconds or milliseconds since 1970, dates with the
            month in words; anything else by date_format (strptime).
    Null:   not a date, a day that no calendar has, a day and month that could change places (03/04/2024), a year before 1800 or
            after 2100, and the zero of a clock (1970-01-01), which is how programs write "no date".
    Limits: a time without a zone gives the day only.
    """
    found = parse_moment(value, date_format)
    return _published(found) if found is not None else None


def parse_moment(value: str, date_format: str | None = None) -> dt.datetime | None:
    """The date and time of `parse_published`, with a zone only where the value gives one; midnight where it gives no time."""
    value = value.strip()
    if not value or len(value) > 64:
        return None
    found = _parse_by_format(value, date_format) if date_format else None
    if found is None:
        found = _parse_numbers(value) or _parse_iso(value) or _parse_rfc2822(value) or _parse_words(value)
    return found if found is not None and is_day_of_news(found) else None


def _published(found: dt.datetime) -> Published:
    if found.tzinfo is not None:
        return Published(found.date(), found)
    return Published(found.date(), None, found if found.time() != dt.time(0) else None)


def _parse_by_format(value: str, date_format: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(value, date_format)  # noqa: DTZ007  (the format may hold no zone)
    except ValueError:
        return None


def _parse_iso(value: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        return None


def _parse_numbers(value: str) -> dt.datetime | None:
    compact = _COMPACT_DATE.fullmatch(value)
    try:
        if compact:
            *numbers, zulu = compact.groups()
            zone = dt.UTC if zulu else None
            return dt.datetime(*(int(number or 0) for number in numbers), tzinfo=zone)  # type: ignore[misc,arg-type]
        if _EPOCH.fullmatch(value):
            seconds = float(value)
            return dt.datetime.fromtimestamp(seconds / 1000 if len(value) >= 12 and "." not in value else seconds, tz=dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _parse_rfc2822(value: str) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _parse_words(value: str) -> dt.datetime | None:
    """Dates with a month in words or in an unmistakable order; parsed on two different days to see that nothing was filled in."""
    numbers = _TWO_NUMBERS_FIRST.match(value)
    if numbers and max(int(number) for number in numbers.groups()) <= 12 and numbers.group(1) != numbers.group(2):
        return None
    if not any(character.isalpha() for character in value) and not numbers and not _DAY_MONTH_LAST.match(value):
        return None
    try:
        first, second = (date_parser.parse(value, default=probe, tzinfos=_zone) for probe in _PROBES)
    except (ValueError, OverflowError, TypeError):
        return None
    return first if first == second else None


def _zone(name: str | None, seconds: int | None) -> dt.tzinfo | None:
    """A zone by its offset or as UTC; abbreviations such as IST mean several zones and give none."""
    if seconds is not None:
        return dt.timezone(dt.timedelta(seconds=seconds))
    return dt.UTC if name in ("UTC", "GMT", "Z") else None


def canonical_url(url: str | None) -> str | None:
    """The address in one form: scheme and host in lower case, no default port, fragment or tracking parameters.

    Null: no address, or none of the web. Parameters keep their order; a path of nothing becomes "/".
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in DEFAULT_PORTS or not host:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != DEFAULT_PORTS[parts.scheme]:
        netloc = f"{netloc}:{port}"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    return urlunsplit((parts.scheme, netloc, path, _without_tracking(parts.query), ""))


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _is_tracking(name.lower())]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _is_tracking(name: str) -> bool:
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def host_of(url: str | None) -> str | None:
    """The host of an address without "www."; null if there is none."""
    if not url:
        return None
    try:
        host = (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return None
    return host.removeprefix("www.") or None


def normalise_language(code: str | None) -> str | None:
    """The two letters of a language code ("en-US" -> "en"); null for names and three-letter codes."""
    match = re.fullmatch(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9_-]+)?", code.strip()) if code else None
    return match.group(1).lower() if match else None
