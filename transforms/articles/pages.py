"""What comes out of cleaning one document, page or plain text. Kept apart from the cleaner, so that it can be used without loading it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says about itself; every field may be null.

    published_day is the calendar day in the page's own zone, published_at the instant where it gives time and zone, published_clock
    the time of day where it gives no zone; published_basis: "metadata", "url" or "text". refused_date: what it declares as its date
    where that cannot be.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    published_day: dt.date | None = None
    published_at: dt.datetime | None = None
    published_clock: dt.datetime | None = None
    published_basis: str | None = None
    refused_date: str | None = None


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """The article in a document: its text in the form that all spans count, the language of the text, and the metadata.

    credit: whom a line that is no text credits with it ("dpa"), in its own words.
    """

    text: str
    metadata: PageMetadata
    language: str | None = None
    language_confidence: float | None = None
    credit: str | None = None
