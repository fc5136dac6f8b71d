"""Lists of paths to web archives, as Common Crawl publishes them (warc.paths.gz): one path or address a line."""

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import urlsplit

from flows.sources.listings.untrusted import keep_readable, open_listing, page_address, problem, read_lines
from schemas.errors import DocumentError
from schemas.sources import FurtherListing, ListingItem

_ARCHIVES = (".warc.gz", ".warc")


def read_warc_paths(stream: BinaryIO, address: str) -> Iterator[ListingItem]:
    """The web archives that a list names, in its order.

    In:    the address is what paths are added to: that of the host, or of the list itself.
    Fails: DocumentError broken_listing: not text, or a web archive itself.
    """
    return keep_readable(lambda: _read(stream, address))


def _read(stream: BinaryIO, address: str) -> Iterator[ListingItem]:
    for number, line in read_lines(*open_listing(stream)):
        if number == 1 and isinstance(line, str) and line.startswith("WARC/"):
            raise DocumentError("broken_listing", "a web archive, not a list of paths to some")
        try:
            if isinstance(line, DocumentError):
                raise line
            if not line.lstrip().startswith("#"):
                yield FurtherListing(_archive(line, address))
        except DocumentError as error:
            yield problem(f"line {number}", error)


def _archive(line: str, base: str) -> str:
    """Fails: DocumentError broken_listing, invalid_address."""
    url = page_address(line, base)
    if not urlsplit(url).path.lower().endswith(_ARCHIVES):
        raise DocumentError("broken_listing", f"{line.strip()[:100]!r}: neither .warc nor .warc.gz")
    return url
