"""Files of GDELT 1.0 and 2.0 as lists of addresses: events, mentions, GKG, plain or zipped; and the lists of such files."""

import io
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from html import unescape
from typing import BinaryIO
from urllib.parse import urldefrag

from flows.sources.listings.untrusted import (
    bounded,
    keep_readable,
    listing_date,
    open_listing,
    page_address,
    plain_text,
    problem,
    read_lines,
)
from schemas.errors import DocumentError
from schemas.sources import FurtherListing, ListedPage, ListingItem

Lines = Iterator[tuple[int, str | DocumentError]]
Row = Sequence[str]
ReadRow = Callable[[Row], Iterator[ListedPage]]

_LARGEST_ZIP = 1 << 30
_MEMBERS = 16
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OverflowError, zlib.error, EOFError)
_REMEMBERED = 1_000_000
_DATA_FILE = re.compile(r"(?:^|/)(?P<time>\d{14})?[\w.]*\.(?P<kind>export|mentions|gkg)\.csv\.zip$", re.IGNORECASE)
_EXTRA = {name: re.compile(rf"<{name}>([^<]{{0,4000}})</{name}>") for name in ("PAGE_TITLE", "PAGE_AUTHORS", "PAGE_PRECISEPUBTIMESTAMP")}
_WEB = "1"


def read_gdelt(stream: BinaryIO, address: str) -> Iterator[ListingItem]:
    """The pages that a file of GDELT names, each once; of a list of files (lastupdate.txt, masterfilelist.txt) the files of events.

    In:     other files of a list are asked for behind the address: lastupdate.txt#gkg, masterfilelist.txt#export,mentions.
    Null:   published, but for GKG 2.1 where the page itself gives it: the dates of GDELT say when it saw the page.
    Fails:  DocumentError broken_listing: no file of GDELT, or events from before April 2013, which name no pages.
    Limits: what stands in no page of the web (broadcasts, BBC Monitoring by name) has no address. Of more than a million different
            addresses in one file, the first may come again.
    """
    return keep_readable(lambda: _once(_read(*open_listing(stream), address)))


def _once(items: Iterator[ListingItem]) -> Iterator[ListingItem]:
    seen: dict[bytes, None] = {}
    for item in items:
        if isinstance(item, ListedPage):
            key = blake2b(item.url.encode(), digest_size=8).digest()
            if key in seen:
                continue
            seen[key] = None
            if len(seen) > _REMEMBERED:
                del seen[next(iter(seen))]
        yield item


def _read(head: bytes, stream: io.BufferedReader, address: str) -> Iterator[ListingItem]:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_zip(stream)
    lines = read_lines(head, stream)
    return _read_rows(lines) if b"\t" in head.lstrip().partition(b"\n")[0] else _read_file_list(lines, address)


def _read_zip(stream: io.BufferedReader) -> Iterator[ListingItem]:
    """The rows of each file in a zip. Fails: DocumentError too_large, broken_listing."""
    with tempfile.SpooledTemporaryFile(max_size=1 << 24) as copy:
        shutil.copyfileobj(_Upto(stream, _LARGEST_ZIP), copy)
        try:
            with zipfile.ZipFile(copy) as archive:
                members = [member for member in archive.infolist() if not member.is_dir()]
                if len(members) > _MEMBERS:
                    raise DocumentError("broken_listing", f"a zip with {len(members)} files; those of GDELT hold one")
                for member in members:
                    yield from _read_member(archive, member)
        except _DAMAGED_ZIP as error:
            raise DocumentError("unreadable", f"damaged zip: {error}"[:200]) from error


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[ListingItem]:
    if member.compress_type not in _PACKINGS:
        raise DocumentError("unreadable", f"{member.filename[:60]!r} is packed by a method that GDELT does not use")
    with archive.open(member) as packed:
        yield from _read_rows(read_lines(b"", bounded(packed.read1, lambda: max(0, member.compress_size))))


class _Upto:
    """A stream up to a size. Fails: DocumentError too_large."""

    def __init__(self, stream: io.BufferedReader, limit: int) -> None:
        self._stream = stream
        self._left = limit

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise DocumentError("too_large", f"a zip of more than {_LARGEST_ZIP:,} bytes")
        return data


def _read_rows(lines: Lines) -> Iterator[ListingItem]:
    """Fails: DocumentError broken_listing where the first row is none of GDELT."""
    read_row: ReadRow | None = None
    columns = 0
    for number, line in lines:
        row = [] if isinstance(line, DocumentError) else line.split("\t")
        if isinstance(line, DocumentError):
            yield problem(f"line {number}", line)
        elif read_row is None:
            columns, is_header = len(row), row[0] in ("DATE", "GLOBALEVENTID", "GlobalEventID", "GKGRECORDID")
            read_row = _by_header(row) if is_header else _by_width(columns)
            if is_header:
                continue
        if row and read_row is not None:
            yield from _items(number, row, columns, read_row)


def _items(number: int, row: Row, columns: int, read_row: ReadRow) -> Iterator[ListingItem]:
    if len(row) != columns:
        yield problem(f"line {number}", DocumentError("broken_record", f"{len(row)} columns where the file has {columns}"))
        return
    for page in read_row(row):
        try:
            yield replace(page, url=page_address(page.url))
        except DocumentError as error:
            yield problem(f"line {number}", error)


def _by_width(columns: int) -> ReadRow:
    """Fails: DocumentError broken_listing."""
    if columns == 57:
        raise DocumentError("broken_listing", "events of GDELT from before April 2013, which name no pages")
    if columns not in _BY_WIDTH:
        raise DocumentError("broken_listing", f"{columns} columns; files of GDELT have {', '.join(map(str, _BY_WIDTH))}")
    return _BY_WIDTH[columns]


def _by_header(header: Row) -> ReadRow:
    """Fails: DocumentError broken_listing."""
    columns = {name.strip().lower(): place for place, name in enumerate(header)}
    place = next(
        (columns[name] for name in ("sourceurls", "sourceurl", "mentionidentifier", "documentidentifier") if name in columns), None
    )
    if place is None:
        raise DocumentError("broken_listing", "the header of a file of GDELT names no column of addresses")
    return _column(place)


def _column(place: int) -> ReadRow:
    """Reads the column of addresses; GKG 1 has several in one, parted by <UDIV>."""

    def read_row(row: Row) -> Iterator[ListedPage]:
        return (ListedPage(address) for part in row[place].split("<UDIV>") if (address := part.strip()))

    return read_row


def _read_mention(row: Row) -> Iterator[ListedPage]:
    if row[3] == _WEB:
        yield ListedPage(row[5])


def _read_knowledge(row: Row) -> Iterator[ListedPage]:
    """A row of GKG 2: what the page says of itself stands in the last column, as PAGE_TITLE and others."""
    if row[2] != _WEB:
        return
    extra = {name: unescape(found.group(1)).strip() for name, pattern in _EXTRA.items() if (found := pattern.search(row[26]))}
    authors = (plain_text(name) for name in extra.get("PAGE_AUTHORS", "").split(";"))
    yield ListedPage(
        url=row[4],
        title=plain_text(extra.get("PAGE_TITLE"), is_markup=False),
        published=listing_date(extra.get("PAGE_PRECISEPUBTIMESTAMP")),
        authors=tuple(dict.fromkeys(name for name in authors if name)),
    )


_BY_WIDTH: Mapping[int, ReadRow] = {
    58: _column(57),
    61: _column(60),
    16: _read_mention,
    11: _column(10),
    27: _read_knowledge,
}


def _read_file_list(lines: Lines, address: str) -> Iterator[ListingItem]:
    """Lines of size, checksum and address, or of checksum and name. Fails: DocumentError broken_listing."""
    base, asked = urldefrag(address)
    kinds = {kind for kind in asked.lower().split(",") if kind} or {"export"}
    is_begun = False
    for number, line in lines:
        if isinstance(line, DocumentError):
            yield problem(f"line {number}", line)
            continue
        words = line.split()
        found = _DATA_FILE.search(words[-1].partition("?")[0]) if words else None
        if found is None and words and not words[-1].lower().endswith(".zip"):
            if not is_begun:
                raise DocumentError("broken_listing", f"begins with {line[:40]!r}: neither rows of GDELT nor a list of its files")
            yield problem(f"line {number}", DocumentError("broken_listing", f"{line[:60]!r} names no file of GDELT"))
        is_begun = is_begun or bool(words)
        if found is not None and found.group("kind").lower() in kinds:
            yield _file(number, words[-1], found.group("time"), base)


def _file(number: int, link: str, time: str | None, base: str) -> ListingItem:
    """modified: the time in the name, when GDELT wrote the file (UTC)."""
    try:
        url = page_address(link, base)
    except DocumentError as error:
        return problem(f"line {number}", error)
    try:
        modified = datetime.strptime(time, "%Y%m%d%H%M%S").replace(tzinfo=UTC).isoformat() if time else None
    except ValueError:
        modified = None
    return FurtherListing(url, modified)
