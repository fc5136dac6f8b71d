"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom, through feedparser; JSON Feed.

A feed of XML is first brought down to what names pages (`feed_markup`), a few entries at a time: feedparser sees short, well-formed
feeds only, whatever came in.
"""

import io
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

import feedparser

from flows.sources.listings.feed_markup import LARGEST_FEED, ROOTS, FeedSlices
from flows.sources.listings.json_feed import read_json_feed
from flows.sources.listings.markup import parse_markup
from flows.sources.listings.untrusted import following_page, keep_readable, listing_date, open_listing, page_address, plain_text, problem
from schemas.errors import DocumentError
from schemas.sources import FurtherListing, ListedPage, ListingItem, ListingProblem
from transforms.articles.normalise import normalise_language

_FEEDBURNER = ("feedburner_origlink", "pheedo_origlink")
_PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})


def read_feed(stream: BinaryIO, address: str) -> Iterator[ListingItem]:
    """The pages that a feed names, each once, and the next page of the feed where it has one on the same host.

    In:     the address resolves links that are relative.
    Null:   published and modified where the feed gives no date; publisher where no entry names its source (titles of feeds name sections).
    Fails:  DocumentError broken_listing: no feed, or one that declares entities.
    """
    return keep_readable(lambda: _read(*open_listing(stream), address))


def _read(head: bytes, stream: io.BufferedReader, address: str) -> Iterator[ListingItem]:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from once(read_json_feed(stream, address))
    else:
        slices = FeedSlices(lambda data, count: _read_slice(data, count, address))
        yield from once(parse_markup(stream, slices, ROOTS, LARGEST_FEED))


def once(items: Iterator[ListingItem]) -> Iterator[ListingItem]:
    """Each address and each problem once."""
    seen: set[object] = set()
    for item in items:
        key = item if isinstance(item, ListingProblem) else item.url
        if key not in seen:
            seen.add(key)
            yield item


def _read_slice(data: bytes, entries_before: int, address: str) -> Iterator[ListingItem]:
    headers = {"content-location": address, "content-type": "application/xml; charset=utf-8"}
    parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    for number, entry in enumerate(parsed.entries, entries_before + 1):
        try:
            yield _page(entry, parsed.feed, parsed.version, address)
        except DocumentError as error:
            yield problem(f"entry {number}", error)
    yield from _next_page(parsed.feed, address)


def _page(entry: dict[str, Any], feed: Mapping[str, Any], version: str, address: str) -> ListedPage:
    url = _link(entry, address)
    published, modified = (listing_date(dict.get(entry, name)) for name in ("published", "updated"))
    if published is None and not version.startswith("atom"):
        published, modified = modified or listing_date(dict.get(entry, "created")), None
    title = entry.get("title_detail", {})
    source = entry.get("source", {})
    return ListedPage(
        url=url,
        title=plain_text(entry.get("title"), is_markup=title.get("type") != "text/plain"),
        published=published,
        modified=modified if modified != published else None,
        authors=_authors(entry) or (_authors(feed) if version.startswith("atom") else ()),
        publisher=plain_text(source.get("title")) or plain_text(entry.get("publisher") or feed.get("publisher")),
        language=normalise_language(entry.get("language") or title.get("language") or feed.get("language")),
    )


def _link(entry: Mapping[str, Any], address: str) -> str:
    """The first usable of: the address before a counting service, a link to a page, what stands as link or lasting identifier.

    Fails: DocumentError broken_listing where there is none, invalid_address where none is an address.
    """
    pages = (link for link in entry.get("links", ()) if link.get("rel") == "alternate" and link.get("type", "") in _PAGE_TYPES)
    found = chain((entry.get(name) for name in _FEEDBURNER), (link.get("href") for link in pages), (entry.get("link"), entry.get("id")))
    first: DocumentError | None = None
    for link in dict.fromkeys(link for link in found if link):
        try:
            return page_address(link, address)
        except DocumentError as error:
            first = first or error
    raise first or DocumentError("broken_listing", f"an entry without a link: {(entry.get('title') or 'no title')[:100]!r}")


def _authors(holder: Mapping[str, Any]) -> tuple[str, ...]:
    names = (plain_text(author.get("name")) for author in holder.get("authors", ()))
    return tuple(dict.fromkeys(name for name in names if name))


def _next_page(feed: Mapping[str, Any], address: str) -> Iterator[FurtherListing]:
    for link in feed.get("links", ()):
        if link.get("rel") == "next":
            yield from following_page(link.get("href"), address)
