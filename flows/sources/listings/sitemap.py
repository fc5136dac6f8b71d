"""Sitemaps: <urlset> with the news extension, <sitemapindex>, addresses as text, and feeds, which the protocol allows; plain or gzip."""

import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from flows.sources.listings.addresses import read_addresses
from flows.sources.listings.feed import read_feed
from flows.sources.listings.markup import parse_markup, root_of, split_tag, text_encoding
from flows.sources.listings.untrusted import keep_readable, listing_date, open_listing, page_address, plain_text, problem
from schemas.errors import DocumentError
from schemas.sources import FurtherListing, ListedPage, ListingItem
from transforms.articles.normalise import normalise_language

LARGEST_SITEMAP = 64 * 1024 * 1024

_ROOTS = frozenset({"urlset", "sitemapindex"})
_FEEDS = frozenset({"rss", "feed", "rdf"})
_ENTRIES = frozenset({"url", "sitemap"})
_LONGEST_TEXT = 4096

# What is read below each tag; all else (pictures, videos, other languages) is left out. Namespaces are not asked: many are wrong.
_READ: Mapping[str, frozenset[str]] = {
    "url": frozenset({"loc", "lastmod", "news"}),
    "sitemap": frozenset({"loc", "lastmod"}),
    "news": frozenset({"publication", "publication_date", "title"}),
    "publication": frozenset({"name", "language"}),
}


def read_sitemap(stream: BinaryIO, address: str) -> Iterator[ListingItem]:
    """The pages or further sitemaps that a sitemap names, in their order, one entry in memory at a time.

    Fails:  DocumentError broken_listing: no sitemap, or one that declares entities.
    Limits: an address that stands in it twice comes twice.
    """
    return keep_readable(lambda: _read(*open_listing(stream), address))


def _read(head: bytes, stream: io.BufferedReader, address: str) -> Iterator[ListingItem]:
    text = head.decode(text_encoding(head), "replace").lstrip("\ufeff \t\r\n")
    if text.startswith(("http://", "https://")):
        return read_addresses(stream, address)
    if text.startswith("<") and root_of(text, _ROOTS | _FEEDS)[1] in _FEEDS:
        return read_feed(stream, address)
    return parse_markup(stream, _Entries(address), _ROOTS, LARGEST_SITEMAP)


class _Entries:
    """Takes the tags of a sitemap, and holds what the entries say that are complete."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._stack: list[str] = []
        self._entry: dict[str, str] = {}
        self._text = ""
        self._items: list[ListingItem] = []
        self._count = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  (nothing of a sitemap stands in attributes)
        name = split_tag(tag)[1]
        if name in _ENTRIES:
            self._close_entry()
            self._stack = [""] * len(self._stack)
            self._count += 1
            self._entry = {"": name}
        elif not self._stack or name not in _READ.get(self._stack[-1], ()):
            name = ""
        self._stack.append(name)
        self._text = ""

    def data(self, text: str) -> None:
        if self._stack and self._stack[-1] and len(self._text) <= _LONGEST_TEXT:
            self._text += text[: _LONGEST_TEXT + 1]

    def end(self, tag: str) -> None:  # noqa: ARG002  (the stack knows which)
        name = self._stack.pop() if self._stack else ""
        if name in _ENTRIES:
            self._close_entry()
        elif name and len(self._text) <= _LONGEST_TEXT:
            self._entry.setdefault(name, self._text.strip())
        self._text = ""

    def close(self) -> None:
        """A sitemap that breaks off ends here; the entry that was open is not given."""

    def take(self, *, is_end: bool) -> list[ListingItem]:  # noqa: ARG002  (an entry is given as soon as it is complete)
        items, self._items = self._items, []
        return items

    def _close_entry(self) -> None:
        """An entry ends with its tag, or where the next one begins."""
        entry, self._entry = self._entry, {}
        if not entry:
            return
        try:
            self._items.append(_item(entry, self._address))
        except DocumentError as error:
            self._items.append(problem(f"entry {self._count}", error))


def _item(entry: Mapping[str, str], address: str) -> ListedPage | FurtherListing:
    """Fails: DocumentError broken_listing, invalid_address."""
    if not entry.get("loc"):
        raise DocumentError(
            "broken_listing", f"an entry without an address: {(entry.get('title') or entry.get('lastmod') or 'empty')[:100]!r}"
        )
    url, modified = page_address(entry["loc"], address), listing_date(entry.get("lastmod"))
    if entry[""] == "sitemap":
        return FurtherListing(url, modified)
    return ListedPage(
        url=url,
        title=plain_text(entry.get("title")),
        published=listing_date(entry.get("publication_date")),
        modified=modified,
        publisher=plain_text(entry.get("name")),
        language=normalise_language(entry.get("language")),
    )
