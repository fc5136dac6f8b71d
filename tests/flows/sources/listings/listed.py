"""What the tests of listings share: reading one from bytes, and the pieces of what comes out."""

import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pytest

from schemas.errors import DocumentError
from schemas.operations import QUARANTINE_REASONS
from schemas.sources import FurtherListing, ListedPage, ListingItem, ListingProblem

HOST = "https://news.example"
Read = Callable[[BinaryIO, str], Iterator[ListingItem]]


def as_bytes(listing: str | bytes) -> bytes:
    return listing.encode() if isinstance(listing, str) else listing


def items(read: Read, listing: str | bytes, address: str = f"{HOST}/all.xml") -> list[ListingItem]:
    found = list(read(io.BytesIO(as_bytes(listing)), address))
    assert all(item.reason in QUARANTINE_REASONS and item.detail and item.place for item in found if isinstance(item, ListingProblem))
    return found


def pages(read: Read, listing: str | bytes, **more: str) -> list[ListedPage]:
    return [item for item in items(read, listing, **more) if isinstance(item, ListedPage)]


def urls(read: Read, listing: str | bytes, **more: str) -> list[str]:
    return [item.url for item in items(read, listing, **more) if not isinstance(item, ListingProblem)]


def problems(read: Read, listing: str | bytes, **more: str) -> list[tuple[str, str]]:
    return [(item.place, item.reason) for item in items(read, listing, **more) if isinstance(item, ListingProblem)]


def further(read: Read, listing: str | bytes, **more: str) -> list[FurtherListing]:
    return [item for item in items(read, listing, **more) if isinstance(item, FurtherListing)]


def refusal(read: Read, listing: str | bytes, **more: Any) -> str:
    """Why the whole listing is refused."""
    with pytest.raises(DocumentError) as caught:
        items(read, listing, **more)
    assert caught.value.reason == "broken_listing"
    return caught.value.detail
