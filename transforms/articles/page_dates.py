"""When a page was published, from all that it says: what it declares first, then what it prints near the headline, then its address.

Declared dates of publication go before all else; dates of a change count only where nothing names the publication. What readers see
beside the headline decides the zone: a page that declares 14:20 UTC and prints 16:20 is published in a zone two hours east.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement

from transforms.articles.day_words import DateWords, find_days, is_month_first
from transforms.articles.declared import Declared, name_of
from transforms.articles.normalise import Published, is_day_of_news, parse_published
from transforms.articles.printed import Printed, PrintedDate

LATEST_DATE = dt.date(2099, 12, 31)
LEAST_SCORE = 5
QUARTER_HOUR = 900
WIDEST_OFFSET = dt.timedelta(hours=14)
_URL_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-_.](\d{1,2})[-_.](\d{4})(?!\d)")
_URL_DAY = re.compile(r"(?<!\d)(\d{4})(?:[/_-]?(\d{2})[/_-]?(\d{2})|/(\d{1,2})/(\d{1,2}))(?!\d)")
_NO_TEXT_TAGS = frozenset({"script", "style", "noscript", "template"})
SHORTEST_DATE = 6
_GENERIC_DOMAINS = frozenset({"io", "co", "tv", "me", "ai", "fm", "eu", "cc", "ly", "to", "is"})

_META_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished", "og:pubdate",
    "vr:published-time", "parsely-pub-date", "pub_date", "pubdate", "publish-date", "publish_date", "publishdate", "publication_date",
    "publication-date", "published_time", "published", "published_at", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dc.created", "citation_online_date", "citation_publication_date", "date.created",
    "article.published", "article:post_date", "originalpublicationdate",
)  # fmt: skip
_META_DATES = ("date", "dc.date", "dcterms.date", "sailthru.date", "citation_date", "article.created", "created", "datecreated")
_META_CHANGED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "revision_date")


@dataclass(frozen=True, slots=True)
class DateReader:
    """How a page's dates are read: the words of the languages that it may be in, how 03/04/2024 is meant, and the last day there can be."""

    words: Sequence[DateWords]
    month_first: bool
    latest: dt.date

    def read(self, value: str | None) -> Published | None:
        """The date in a declared value; null for none."""
        if not value:
            return None
        days = [day.published for day in find_days(value, self.words, month_first=self.month_first)]
        found = parse_published(value) or (days[0] if days else None)
        return found if found and found.date <= self.latest else None


def make_reader(
    words: Sequence[DateWords], language: str | None, region: str | None, url: str | None, latest: dt.date | None
) -> DateReader:
    """The reader for a page. In: region of its language tag ("en-GB" -> "gb"); without one, the country of its address counts."""
    domain = re.match(r"https?://[^/?#]*\.([a-z]{2})(?:[:/?#]|$)", (url or "").lower())
    country = domain.group(1) if domain and domain.group(1) not in _GENERIC_DOMAINS else None
    return DateReader(words, is_month_first(language, country or region), latest or LATEST_DATE)


@dataclass(frozen=True, slots=True)
class _Candidate:
    published: Published
    score: int
    distance: int
    is_near: bool
    is_marked_published: bool


def find_published(
    tree: HtmlElement, declared: Declared, printed: Printed, url: str | None, reader: DateReader
) -> tuple[Published | None, str | None]:
    """Day, time and zone of publication, and where they come from: "metadata", "url" or "text"; nulls if the page does not say."""
    candidates = sorted(_candidates(printed, reader), key=lambda found: (-found.score, abs(found.distance)))
    stated = _stated(declared, candidates, reader)
    if stated is not None:
        return _as_printed(stated, candidates), "metadata"
    weak = _first(reader, (declared.meta.get(name) for name in _META_DATES))
    best = next((found for found in candidates if found.score >= LEAST_SCORE), None)
    day = _url_day(url)
    if day is not None and day <= reader.latest:
        agreeing = [found.published for found in candidates if found.published.date == day] + ([weak] if weak and weak.date == day else [])
        return max(agreeing, key=lambda found: (found.at is not None, found.clock is not None), default=Published(day)), "url"
    if best is not None and best.is_near:
        return (_as_printed(weak, candidates), "metadata") if weak and weak.date == best.published.date else (best.published, "text")
    if weak is not None:
        return _as_printed(weak, candidates), "metadata"
    if best is not None:
        return best.published, "text"
    return _last_resort(tree, declared, candidates, url, reader)


def _stated(declared: Declared, candidates: Sequence[_Candidate], reader: DateReader) -> Published | None:
    article = declared.article
    found = [date for value in _declared_values(declared) if (date := reader.read(value))]
    if found:
        near = {candidate.published.date for candidate in candidates if candidate.is_near}
        return next((date for date in found if date.date in near), found[0])
    marked = [candidate for candidate in candidates if candidate.is_marked_published and candidate.score >= LEAST_SCORE + 4]
    if marked:
        return min(marked, key=lambda candidate: abs(candidate.distance)).published
    return _first(reader, (name_of(article.get("dateCreated")), name_of(article.get("uploadDate"))))


def _declared_values(declared: Declared) -> list[str]:
    values = (name_of(declared.article.get("datePublished")), *(declared.meta.get(name) for name in _META_PUBLISHED))
    return [value for value in values if value]


def find_refused(declared: Declared, reader: DateReader) -> str | None:
    """What a page declares as its date of publication where that cannot be; null where one of its dates can, or it declares none."""
    values = _declared_values(declared)
    return values[0][:60] if values and not any(reader.read(value) for value in values) else None


def _first(reader: DateReader, values: Sequence[str | None] | Iterator[str | None]) -> Published | None:
    return next((found for value in values if (found := reader.read(value))), None)


def _candidates(printed: Printed, reader: DateReader) -> Iterator[_Candidate]:
    for place in printed.dates:
        value = reader.read(place.value)
        if value is not None:
            yield _candidate(value, place, printed, place.text[:30], is_value=True)
        end = 0
        for day in find_days(place.text, reader.words, month_first=reader.month_first):
            if day.published.date <= reader.latest:
                yield _candidate(day.published, place, printed, place.text[end : day.start], is_value=False, reader=reader, start=day.start)
            end = day.end


def _candidate(
    published: Published,
    place: PrintedDate,
    printed: Printed,
    before: str,
    *,
    is_value: bool,
    reader: DateReader | None = None,
    start: int = 0,
) -> _Candidate:
    """Weigh one printed day: its marks, the words before it, and how far it is from the headline."""
    words = reader.words if reader else ()
    says_updated = place.is_updated or any(language.updated.search(before) for language in words)
    says_published = any(language.published.search(before) for language in words)
    score = 6 * (place.is_published or says_published) + 3 * place.is_marked + is_value
    score -= 7 * (says_updated and not says_published)
    score += (
        2 * (len(place.text) <= 60)
        - 3 * (len(place.text) > 150 and start > 20)
        - 2 * (not place.is_marked and not says_published and start > 30)
    )
    distance = place.distance
    if printed.has_headline:
        score += 5 if 0 <= distance <= 20 else 4 if 0 < distance <= 50 else 2 if -20 <= distance < 0 else 1 if 0 < distance <= 150 else -3
    is_near = printed.has_headline and -20 <= distance <= 60 and not says_updated
    return _Candidate(
        published, score, distance, is_near, place.is_published and not says_updated and (place.value is not None or place.is_marked)
    )


def _as_printed(stated: Published, candidates: Sequence[_Candidate]) -> Published:
    """A declared date in the zone that the page prints it in; the time of day from what is printed where only the day is declared."""
    near = [found.published for found in candidates if found.is_near]
    if stated.at is None:
        timed = [found for found in near if found.date == stated.date and (found.at or found.clock)]
        return timed[0] if timed and stated.clock is None else stated
    if stated.at.utcoffset() != dt.timedelta(0):
        return stated
    for found in near:
        clock = found.clock or (found.at.replace(tzinfo=None) if found.at and found.at != stated.at else None)
        offset = clock - stated.at.replace(tzinfo=None, second=clock.second, microsecond=0) if clock else None
        if offset and abs(offset) <= WIDEST_OFFSET and offset.total_seconds() % QUARTER_HOUR == 0:
            return _in_zone(stated.at, offset)
    days = {found.date for found in near}
    if days and stated.date not in days:
        for step in (1, -1):
            if stated.date + dt.timedelta(days=step) in days:
                return _in_zone(stated.at, _least_offset(stated.at, step))
    return stated


def _least_offset(instant: dt.datetime, step: int) -> dt.timedelta:
    """The least whole-hour offset that brings an instant to the day before or after."""
    minutes = instant.hour * 60 + instant.minute
    hours = -(-(24 * 60 - minutes) // 60) if step > 0 else -(minutes // 60 + 1)
    return dt.timedelta(hours=hours)


def _in_zone(instant: dt.datetime, offset: dt.timedelta) -> Published:
    if abs(offset) > WIDEST_OFFSET:
        return Published(instant.date(), instant)
    local = instant.astimezone(dt.timezone(offset))
    return Published(local.date(), local)


def _url_day(url: str | None) -> dt.date | None:
    """The day in an address: 2024/11/30, 20241130, 30-11-2024."""
    year_first, day_first = _URL_DAY.search(url or ""), _URL_DAY_FIRST.search(url or "")
    numbers = [int(part) for part in year_first.groups() if part] if year_first else []
    numbers = numbers or ([int(part) for part in reversed(day_first.groups())] if day_first else [])
    try:
        day = dt.date(*numbers) if numbers else None
    except ValueError:
        return None
    return day if day is not None and is_day_of_news(day) else None


def _last_resort(
    tree: HtmlElement, declared: Declared, candidates: Sequence[_Candidate], url: str | None, reader: DateReader
) -> tuple[Published | None, str | None]:
    """The day of the last change, else one that is printed anywhere, else what htmldate guesses from addresses and running text.

    Its extensive search tries two hundred languages and is slow: it comes last.
    """
    changed = _first(reader, (name_of(declared.article.get("dateModified")), *(declared.meta.get(name) for name in _META_CHANGED)))
    if changed is not None:
        return changed, "metadata"
    if candidates and candidates[0].score >= 0:
        return candidates[0].published, "text"
    day = _guessed_day(tree, url, reader.latest, extensive=False) or _in_text(tree, reader)
    day = day or _guessed_day(tree, url, reader.latest, extensive=True)
    return (Published(day), "text") if day is not None else (None, None)


def _in_text(tree: HtmlElement, reader: DateReader) -> dt.date | None:
    """The day that the page's running text names most often; of several, the first."""
    body = tree.find("body")
    days: Counter[dt.date] = Counter()
    for element in body.iter() if body is not None else ():
        if isinstance(element.tag, str) and element.tag not in _NO_TEXT_TAGS:
            for text in (element.text, *(child.tail for child in element)):
                if text and len(text) >= SHORTEST_DATE and not text.isspace():
                    days.update(day.published.date for day in find_days(text, reader.words, month_first=reader.month_first))
    return next((day for day, _ in days.most_common() if day <= reader.latest), None)


def _guessed_day(tree: HtmlElement, url: str | None, latest: dt.date, *, extensive: bool) -> dt.date | None:
    """What htmldate finds. Its first of January is not believed: that is what it makes of a lone year."""
    try:
        found = find_date(tree, extensive_search=extensive, original_date=True, url=url, max_date=latest.isoformat())
    except (ValueError, TypeError, OverflowError, etree.LxmlError):
        return None
    day = dt.date.fromisoformat(found) if found else None
    return day if day is not None and (day.month, day.day) != (1, 1) else None
