"""Archives that are not compressed."""

import re
from collections.abc import Generator, Iterator
from typing import BinaryIO

from flows.sources.archives.records import (
    LONGEST_HEAD,
    RECORD_SIGN,
    ArchiveRecord,
    Damage,
    Found,
    Head,
    occurrences,
    parse_head,
    read_at,
    read_range,
)

_END = re.compile(rb"\r?\n\r?\n|\s*\Z")


class Plain:
    """An archive that is not compressed."""

    def __init__(self, stream: BinaryIO, size: int, limit: int) -> None:
        self._stream = stream
        self._size = size
        self._limit = limit

    def records_at(self, start: int) -> Generator[Found, None, int]:
        """One record, and where the next one begins."""
        head = self._head_at(start)
        if head is None:
            raise Damage(str(start), "no record begins here")
        content = start + len(head.data)
        end = content + head.length
        if end > self._size:
            raise Damage(str(start), "the file ends within the record", is_cut_off=True)
        following = self._behind_line_ends(end)
        if following < self._size and read_at(self._stream, following, len(RECORD_SIGN)) != RECORD_SIGN and self.find(start + 1) < end:
            raise Damage(str(start), "the length that it gives leads into other records")
        data = read_at(self._stream, content, min(head.length, self._limit))
        yield ArchiveRecord(start, str(start), head.kind, head.data, data, len(data) == head.length)
        return following

    def find(self, start: int) -> int:
        """Where a head stands with the end of a record behind the content that it announces."""
        return next(filter(self._begins_record, occurrences(self._stream, RECORD_SIGN, start)), self._size)

    def places_to_cut(self, every: int) -> Iterator[int]:
        """Places that are found by going from record to record: text in a page may look like a record."""
        wanted = every
        for found in read_range(self, 0, self._size, self._size):
            if isinstance(found, ArchiveRecord) and found.start >= wanted:
                yield found.start
                wanted = (found.start // every + 1) * every

    def _head_at(self, place: int) -> Head | None:
        return parse_head(read_at(self._stream, place, 4096)) or parse_head(read_at(self._stream, place, LONGEST_HEAD))

    def _begins_record(self, place: int) -> bool:
        head = self._head_at(place)
        end = place + len(head.data) + head.length if head else self._size + 1
        return end <= self._size and _END.match(read_at(self._stream, end, 4)) is not None

    def _behind_line_ends(self, end: int) -> int:
        while chunk := read_at(self._stream, end, 64):
            end += len(chunk) - len(chunk.lstrip())
            if chunk.strip():
                break
        return end
