"""JSON Feed 1.0 and 1.1."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.sources.files import decode_text
from flows.sources.listings.untrusted import following_page, listing_date, page_address, plain_text, problem
from schemas.errors import DocumentError
from schemas.sources import ListedPage, ListingItem
from transforms.articles.normalise import normalise_language

LARGEST = 8 * 1024 * 1024


def read_json_feed(stream: io.BufferedReader, address: str) -> Iterator[ListingItem]:
    """The items of a feed in their order, then its next page. Fails: DocumentError broken_listing."""
    feed = _parse(stream)
    for number, item in enumerate(feed["items"], 1):
        try:
            yield _page(item, feed, address)
        except DocumentError as error:
            yield problem(f"entry {number}", error)
    yield from following_page(feed.get("next_url"), address)


def _parse(stream: io.BufferedReader) -> dict[str, Any]:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise DocumentError("broken_listing", f"a JSON feed of more than {LARGEST:,} bytes")
    try:
        feed = json.loads(decode_text(data))
    except (ValueError, RecursionError, DocumentError) as error:
        raise DocumentError("broken_listing", f"not JSON: {error}"[:200]) from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise DocumentError("broken_listing", "JSON without a list of items: no JSON Feed")
    return feed


def _page(item: Any, feed: Mapping[str, Any], address: str) -> ListedPage:
    """Fails: DocumentError broken_listing, invalid_address."""
    if not isinstance(item, dict):
        raise DocumentError("broken_listing", f"a JSON {type(item).__name__}, not an object")
    identifier = item.get("id")
    is_link = isinstance(identifier, str) and identifier.startswith(("http://", "https://"))
    links = (item.get("url"), item.get("external_url"), identifier if is_link else None)
    link = next((link for link in links if isinstance(link, str) and link.strip()), None)
    if link is None:
        raise DocumentError("broken_listing", f"an entry without a link: {(plain_text(item.get('title')) or 'no title')[:100]!r}")
    return ListedPage(
        url=page_address(link, address),
        title=plain_text(item.get("title")),
        published=_date(item.get("date_published")),
        modified=_date(item.get("date_modified")),
        authors=_authors(item) or _authors(feed),
        language=_language(item) or _language(feed),
    )


def _date(value: object) -> str | None:
    return listing_date(value) if isinstance(value, str) else None


def _language(holder: Mapping[str, Any]) -> str | None:
    value = holder.get("language")
    return normalise_language(value) if isinstance(value, str) else None


def _authors(holder: Mapping[str, Any]) -> tuple[str, ...]:
    """authors is of version 1.1, author of 1.0."""
    authors = holder.get("authors")
    listed = authors if isinstance(authors, Sequence) and not isinstance(authors, str) else [holder.get("author")]
    names = (plain_text(author.get("name")) for author in listed if isinstance(author, dict))
    return tuple(dict.fromkeys(name for name in names if name))
