"""Listings: what names pages to fetch. One file a kind of source; LISTINGS says which reads the listings of each.

A reader takes the bytes of one listing as a stream, and its address (or the file's name), and yields what it names: pages, further
listings, entries that cannot be used. It holds one entry at a time where the format allows it.
Fails: DocumentError broken_listing where nothing of the listing can be read.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from flows.sources.listings.addresses import read_addresses
from flows.sources.listings.feed import read_feed
from flows.sources.listings.gdelt import read_gdelt
from flows.sources.listings.sitemap import read_sitemap
from flows.sources.listings.warc_paths import read_warc_paths
from schemas.sources import ListingItem, SourceKind

ReadListing = Callable[[BinaryIO, str], Iterator[ListingItem]]

LISTINGS: Mapping[SourceKind, ReadListing] = {
    "feed": read_feed,
    "sitemap": read_sitemap,
    "urls": read_addresses,
    "gdelt": read_gdelt,
    "warc": read_warc_paths,
}
