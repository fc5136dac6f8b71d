"""Records of web archives, and going from one to the next in a file that may be damaged."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from schemas.errors import DocumentError

RECORD_SIGN = b"WARC/"
SEARCHED = 1 << 20
LONGEST_HEAD = 1 << 15
_HEAD_OF_RECORD = re.compile(rb"WARC/\d[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)+\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_KIND = re.compile(rb"^warc-type[ \t]*:[ \t]*([\w-]+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """One record. place names it: its offset in the file, and its number too where a gzip member holds many.

    kind is its WARC-Type. content is what it holds, as far as the limit: is_whole says whether that is all of it.
    """

    start: int
    place: str
    kind: str
    head: bytes
    content: bytes
    is_whole: bool


@dataclass(frozen=True, slots=True)
class DamagedRange:
    """A part of an archive that cannot be read; place names the record in which it begins."""

    place: str
    error: DocumentError


Found = ArchiveRecord | DamagedRange


class Damage(Exception):
    """A record that cannot be read to its end. is_cut_off: the file ended before it did."""

    def __init__(self, place: str, cause: str, reason: str = "unreadable", *, is_cut_off: bool = False) -> None:
        super().__init__(cause)
        self.place = place
        self.reason = reason
        self.is_cut_off = is_cut_off


class Form(Protocol):
    """One way in which records lie in a file."""

    def records_at(self, start: int) -> Generator[Found, None, int]:
        """The records of the piece that begins at a place; returns where the next piece begins. Fails: Damage."""

    def find(self, start: int) -> int:
        """Where a piece begins, at or after a place; the end of the file if none does."""

    def places_to_cut(self, every: int) -> Iterator[int]:
        """Of every so many bytes the first place where a record is certain to begin."""


def read_range(form: Form, first: int, end: int, size: int) -> Iterator[Found]:
    """The records that begin in a range of bytes; behind a damaged one reading goes on where the next is found."""
    position = first
    while position < end:
        try:
            position = yield from form.records_at(position)
        except Damage as damage:
            following = form.find(position + 1)
            reason = "truncated_record" if damage.is_cut_off and following == size else damage.reason
            yield DamagedRange(damage.place, DocumentError(reason, f"bytes {position:,} to {following:,}: {damage}"))
            position = following


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a record: its bytes, how long its content is, its WARC-Type."""

    data: bytes
    length: int
    kind: str


def parse_head(data: bytes | bytearray) -> Head | None:
    """The head with which some bytes begin; null where there is none, or it does not give the length of its content."""
    found = _HEAD_OF_RECORD.match(data)
    length = _LENGTH.search(found.group()) if found else None
    if found is None or length is None or found.end() > LONGEST_HEAD:
        return None
    kind = _KIND.search(found.group())
    return Head(bytes(found.group()), int(length.group(1)), kind.group(1).decode("ascii").lower() if kind else "")


def read_at(stream: BinaryIO, place: int, size: int) -> bytes:
    """So many bytes from a place on, fewer at the end of the file."""
    stream.seek(place)
    return stream.read(size)


def occurrences(stream: BinaryIO, sign: bytes, start: int) -> Iterator[int]:
    """Every place from start on where some bytes stand."""
    while len(data := read_at(stream, start, SEARCHED)) >= len(sign):
        found = data.find(sign)
        while found >= 0:
            yield start + found
            found = data.find(sign, found + 1)
        start += len(data) - len(sign) + 1
