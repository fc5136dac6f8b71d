"""Archives of gzip members: one record in each, or many in one."""

import zlib
from collections.abc import Generator, Iterator
from typing import BinaryIO

from flows.sources.archives.records import (
    LONGEST_HEAD,
    RECORD_SIGN,
    SEARCHED,
    ArchiveRecord,
    Damage,
    DamagedRange,
    Found,
    occurrences,
    parse_head,
    read_at,
)
from flows.sources.files import DAMAGED_COMPRESSION
from flows.sources.stream import Stretch
from schemas.errors import DocumentError

GZIP_SIGN = b"\x1f\x8b\x08"
_CHUNK = 1 << 15
_LONGEST_STORED_BLOCK = 1 << 16


class Packed:
    """An archive of gzip members."""

    def __init__(self, stream: BinaryIO, size: int, limit: int) -> None:
        self._stream = stream
        self._size = size
        self._limit = limit

    def records_at(self, start: int) -> Generator[Found, None, int]:
        """The records of one member, each once another one begins behind it, or the member has proved to be whole."""
        member, number, place = _Member(self._stream, start), 0, str(start)
        stretch = Stretch(member)
        held: list[Found] = []
        try:
            while _has_more(stretch):
                if stretch.data.startswith(RECORD_SIGN):
                    yield from held
                    held.clear()
                number += 1
                place = str(start) if number == 1 else f"{start}-{number}"
                held.append(_take_record(stretch, start, place, self._limit))
        except DAMAGED_COMPRESSION as error:
            is_cut_off = isinstance(error, EOFError)
            cause = str(error) if is_cut_off else f"damaged compression: {error}"
            raise Damage(held[0].place if held else place, cause, is_cut_off=is_cut_off) from error
        yield from held
        return self._without_padding(member.end)

    def find(self, start: int) -> int:
        """Where a member begins that holds records."""
        return next(filter(self._begins_record, occurrences(self._stream, GZIP_SIGN, start)), self._size)

    def places_to_cut(self, every: int) -> Iterator[int]:
        """Places that are found by searching from every so many bytes on."""
        wanted = every
        while (place := next(filter(self._is_certain, occurrences(self._stream, GZIP_SIGN, wanted)), None)) is not None:
            yield place
            wanted = (place // every + 1) * every

    def _begins_record(self, place: int) -> bool:
        try:
            return _Member(self._stream, place).read1(len(RECORD_SIGN)) == RECORD_SIGN
        except DAMAGED_COMPRESSION:
            return False

    def _is_certain(self, place: int) -> bool:
        """Whether whole members follow each other from here for longer than an archive that lies in a record could be kept as it is."""
        position = place
        while position < self._size and position - place <= _LONGEST_STORED_BLOCK:
            member = _Member(self._stream, position)
            try:
                if member.read1(len(RECORD_SIGN)) != RECORD_SIGN:
                    return False
                while member.read1(SEARCHED):
                    pass
            except DAMAGED_COMPRESSION:
                return False
            position = self._without_padding(member.end)
        return True

    def _without_padding(self, end: int) -> int:
        """Where something other than zero bytes follows."""
        while chunk := read_at(self._stream, end, 64):
            end += len(chunk) - len(chunk.lstrip(b"\0"))
            if chunk.strip(b"\0"):
                break
        return end


class _Member:
    """One gzip member of a file, decompressed as it is read. end is where it ends, once that is reached."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self.end = start
        self._stream = stream
        self._inflate = zlib.decompressobj(31)
        self._waiting = b""
        self._error: zlib.error | None = None
        stream.seek(start)

    def read1(self, size: int, /) -> bytes:
        """The next bytes, none at the end of the member. Fails: zlib.error behind the last bytes that are sound; EOFError."""
        if self._error is not None:
            raise self._error
        while not self._inflate.eof:
            data = self._waiting or self._read()
            before = self._inflate.copy()
            try:
                found = self._inflate.decompress(data, size)
            except zlib.error as error:
                self._error = error
                if found := _sound_bytes(before, data):
                    return found
                raise
            self._waiting = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            self.end = self._stream.tell() - len(self._waiting)
            if found:
                return found
            if not data:
                raise EOFError("the file ends within the record")
        return b""

    def _read(self) -> bytes:
        self._stream.seek(self.end)
        return self._stream.read(_CHUNK)


def _sound_bytes(inflate: "zlib._Decompress", data: bytes) -> bytes:
    """What can be decompressed before the damaged place."""
    found = bytearray()
    try:
        for start in range(0, len(data), 16):
            found += inflate.decompress(data[start : start + 16])
    except zlib.error:
        pass
    return bytes(found)


def _has_more(stretch: Stretch) -> bool:
    """Whether anything follows but line ends, which are passed over."""
    while True:
        blank = len(stretch.data) - len(stretch.data.lstrip())
        stretch.drop(blank)
        if stretch.data or not stretch.read_on():
            return bool(stretch.data)


def _take_record(stretch: Stretch, start: int, place: str, limit: int) -> Found:
    """The record with which a stretch begins. Fails: Damage if it ends too early; what the stretch raises."""
    while (head := parse_head(stretch.data)) is None:
        if len(stretch.data) > LONGEST_HEAD or not stretch.read_on():
            _pass_to_record(stretch)
            return DamagedRange(place, DocumentError("broken_record", "no head of a record, or one without the length of its content"))
    stretch.drop(len(head.data))
    while len(stretch.data) < min(head.length, limit) and stretch.read_on():
        pass
    content = bytes(stretch.data[: min(head.length, limit)])
    left = head.length
    while left:
        taken = min(left, len(stretch.data))
        stretch.drop(taken)
        left -= taken
        if left and not stretch.read_on():
            raise Damage(place, "the record ends before its content does", "truncated_record")
    return ArchiveRecord(start, place, head.kind, head.data, content, len(content) == head.length)


def _pass_to_record(stretch: Stretch) -> None:
    """Forget what stands before the next line that begins as a record does."""
    searched = 1
    while (found := stretch.data.find(b"\n" + RECORD_SIGN, searched)) < 0:
        stretch.drop(max(0, len(stretch.data) - len(RECORD_SIGN)))
        searched = 0
        if not stretch.read_on():
            stretch.drop(len(stretch.data))
            return
    stretch.drop(found + 1)
