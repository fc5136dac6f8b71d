"""What a listing may not do to us: name what cannot be fetched, never end when unpacked, lose what stands before its damage.

page_address   an address as a browser would ask for it, or why it is none
plain_text     a title without its markup
listing_date   a date as ISO 8601, with a zone only where the listing gives one
open_listing   plain or gzip, told by the first bytes; unpacking is bounded by what came in
read_lines     numbered lines of text, none of them held that is too long
keep_readable  damage in the middle costs what stands behind it, not what stands before it
"""

import gzip
import io
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from lxml import etree, html

from flows.sources.files import UNREADABLE, is_binary, unreadable
from flows.sources.stream import CHUNK, Readable, Stretch, as_utf8
from schemas.errors import DocumentError
from schemas.sources import FurtherListing, ListingItem, ListingProblem
from transforms.articles.normalise import normalise_line, parse_moment

LONGEST_ADDRESS = 4096
LONGEST_LINE = 1 << 18
_HEAD = 1 << 16
_UNPACKED_FREELY = 64 * 1024 * 1024
_UNPACKED_PER_BYTE = 100
_PROBLEMS = 10_000
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_PLAIN = re.compile(r"https?://(?:(?!xn--)[a-z0-9-]+\.)+[a-z]+/[A-Za-z0-9_/-]*(?:\.[A-Za-z0-9]+)?")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]")


def page_address(text: str, base: str = "") -> str:
    """An address in the one form in which it is fetched: IDN and unsafe characters encoded as a browser does, no fragment.

    In:    base resolves a relative address.
    Fails: DocumentError invalid_address for what is not of the web, holds control characters, bytes in no encoding or a password.
    """
    text = text.strip()
    if len(text) <= LONGEST_ADDRESS and _PLAIN.fullmatch(text):
        return text
    shown = repr(text[:100])
    if len(text) > LONGEST_ADDRESS:
        raise DocumentError("invalid_address", f"{shown}: an address of {len(text):,} characters")
    if _CONTROL.search(text):
        raise DocumentError("invalid_address", f"{shown}: control characters in an address")
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise DocumentError("invalid_address", f"{shown}: bytes in no known encoding")
    try:
        url = httpx.URL(urljoin(base, text))
        parts = urlsplit(str(url)) if url.host else urlsplit("")
        is_valid = bool(_HOST.fullmatch(parts.netloc.rpartition(":")[0] if _has_port(parts.netloc) else parts.netloc))
        is_valid &= parts.port is None or parts.port > 0
    except (httpx.InvalidURL, ValueError) as error:
        raise DocumentError("invalid_address", f"{shown}: {error}"[:200]) from error
    if parts.scheme not in ("http", "https") or not is_valid:
        raise DocumentError("invalid_address", f"{shown}: no address of a page that begins with http:// or https://")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def _has_port(netloc: str) -> bool:
    return bool(re.search(r":\d*$", netloc))


def listing_date(text: str | None) -> str | None:
    """A date in ISO 8601: with its time where one is given, with its zone where one is given; null where it is no date."""
    found = parse_moment(text) if text else None
    if found is None:
        return None
    has_time = found.tzinfo is not None or found.time() != found.min.time()
    return found.isoformat() if has_time else found.date().isoformat()


def following_page(link: object, address: str) -> Iterator[FurtherListing]:
    """The next page of a feed (RFC 5005, JSON Feed), where it lies on the host of the feed and is another one."""
    try:
        url = page_address(link, address) if isinstance(link, str) else address
    except DocumentError:
        return
    if url != address and urlsplit(url).netloc == urlsplit(address).netloc.lower():
        yield FurtherListing(url)


def plain_text(text: Any, *, is_markup: bool = True) -> str | None:
    """A title or name as one line of plain text; null if nothing is left."""
    if not isinstance(text, str):
        return None
    if is_markup and ("<" in text or "&" in text):
        try:
            text = html.fragment_fromstring(text, create_parent="p").text_content()
        except (etree.LxmlError, ValueError):
            return None
    return normalise_line(text)


class _Pieces(io.RawIOBase):
    """A raw stream over what gives bytes by and by, in pieces of any size. count: the bytes that it gave."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        super().__init__()
        self.count = 0
        self._read = read
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._left or self._read(len(buffer))
        piece, self._left = data[: len(buffer)], data[len(buffer) :]
        buffer[: len(piece)] = piece
        self.count += len(piece)
        return len(piece)


def open_listing(stream: BinaryIO) -> tuple[bytes, io.BufferedReader]:
    """The first bytes of a listing, and all of its bytes, unpacked where they are gzip.

    Fails: DocumentError too_large, on reading, where more than a hundred bytes come out of each byte that came in.
    """
    packed = _Pieces(stream.read)
    head, plain = _with_head(io.BufferedReader(packed, CHUNK))
    if not head.startswith(b"\x1f\x8b"):
        return head, plain
    return _with_head(bounded(gzip.GzipFile(fileobj=plain).read1, lambda: packed.count))


def _with_head(stream: io.BufferedReader) -> tuple[bytes, io.BufferedReader]:
    stretch = Stretch(stream)
    try:
        while len(stretch.data) < _HEAD and stretch.read_on():
            pass
    except UNREADABLE:
        if not stretch.data:
            raise

    def read(size: int) -> bytes:  # noqa: ARG001  (the pieces are as large as they come)
        if not stretch.data and not stretch.read_on():
            return b""
        data = bytes(stretch.data)
        stretch.drop(len(data))
        return data

    return bytes(stretch.data[:_HEAD]), io.BufferedReader(_Pieces(read), CHUNK)


def bounded(read: Callable[[int], bytes], packed_bytes: Callable[[], int]) -> io.BufferedReader:
    """What comes out of a compressed stream, as long as it is in proportion to what went in. Fails: DocumentError too_large."""

    def read_within(size: int) -> bytes:
        if unpacked.count > _UNPACKED_FREELY + _UNPACKED_PER_BYTE * packed_bytes():
            raise DocumentError("too_large", f"{packed_bytes():,} compressed bytes that hold more than {unpacked.count:,}")
        return read(size)

    unpacked = _Pieces(read_within)
    return io.BufferedReader(unpacked, CHUNK)


def read_lines(head: bytes, stream: io.BufferedReader) -> Iterator[tuple[int, str | DocumentError]]:
    """The lines of a text in UTF-8 or UTF-16 that hold anything, by their numbers, or why a line cannot be read.

    Fails: DocumentError broken_listing where the head is no text.
    """
    if is_binary(head):
        raise DocumentError("broken_listing", f"begins with {head[:8]!r}, which is no text")
    for number, line in _numbered(as_utf8(stream)):
        if line is None:
            yield number, DocumentError("too_large", f"a line of more than {LONGEST_LINE:,} bytes")
            continue
        try:
            yield number, line.decode("utf-8")
        except UnicodeDecodeError as error:
            yield number, DocumentError("wrong_encoding", f"not UTF-8: {error}")


def _numbered(stream: Readable) -> Iterator[tuple[int, bytes | None]]:
    """Lines that hold anything, by their numbers; null for one that is too long, which is not held."""
    held, is_too_long, number, is_end = b"", False, 0, False
    while not is_end:
        chunk = stream.read1(CHUNK)
        is_end = not chunk
        if not held and not is_too_long and chunk.isspace():
            number += chunk.count(b"\n")
            continue
        *lines, held = (held + chunk).split(b"\n") if chunk else (held, b"")
        for line in lines:
            number += 1
            if not line and not is_too_long:
                continue
            if is_too_long or len(line) > LONGEST_LINE:
                yield number, None
            elif not line.isspace():
                yield number, line.rstrip(b"\r")
            is_too_long = False
        if len(held) > LONGEST_LINE:
            held, is_too_long = b"", True


def problem(place: str, error: DocumentError) -> ListingProblem:
    """One entry that cannot be used."""
    return ListingProblem(place, error.reason, error.detail)


def keep_readable(read: Callable[[], Iterator[ListingItem]]) -> Iterator[ListingItem]:
    """What a reader gives, and a problem where it breaks off, or where nearly all that it gives are problems.

    Fails: DocumentError broken_listing where it gave nothing before.
    """
    count = problems = 0
    try:
        for item in read():
            count += 1
            problems += isinstance(item, ListingProblem)
            yield item
            if problems > _PROBLEMS and problems > 0.9 * count:
                yield ListingProblem(f"entry {count + 1}", "broken_listing", f"given up: {problems:,} of {count:,} entries cannot be used")
                return
    except (DocumentError, *UNREADABLE) as error:
        cause = error if isinstance(error, DocumentError) else unreadable(error)
        if count == 0:
            raise DocumentError("broken_listing", cause.detail, retryable=cause.retryable) from error
        yield problem(f"entry {count + 1}", cause)
