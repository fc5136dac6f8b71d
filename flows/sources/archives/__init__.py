"""The records of a web archive, by where they begin: in gzip members (one record each, or many in one) or in a plain file.

What is damaged costs itself only: reading goes on at the next place where a record begins.

read_archive   a range of bytes -> its records, and what is damaged in it
places_to_cut  where an archive can be cut into ranges
"""

import os
from collections.abc import Iterator
from typing import BinaryIO

from flows.sources.archives.packed import GZIP_SIGN, Packed
from flows.sources.archives.plain import Plain
from flows.sources.archives.records import RECORD_SIGN, ArchiveRecord, DamagedRange, Form, Found, read_at, read_range
from schemas.errors import DocumentError

__all__ = ["ArchiveRecord", "DamagedRange", "places_to_cut", "read_archive"]


def read_archive(stream: BinaryIO, *, is_gz: bool, limit: int, first: int = 0, end: int | None = None) -> Iterator[Found]:
    """The records that begin in a range of bytes, in order, and one entry for each part that is damaged.

    In:     is_gz: what the name of the file says, for a file whose first bytes say nothing; limit: how much of a content is wanted.
    Limits: where the damaged record itself holds an archive, records of that may come out.
    Fails:  DocumentError empty; OSError.
    """
    size = stream.seek(0, os.SEEK_END)
    if size == 0:
        raise DocumentError("empty", "the file has no bytes")
    yield from read_range(_form_of(stream, size, limit, is_gz=is_gz), first, size if end is None else min(end, size), size)


def places_to_cut(stream: BinaryIO, *, is_gz: bool, every: int) -> list[int]:
    """Where records begin by which an archive can be cut into parts of about so many bytes; nowhere if it was packed as one piece."""
    size = stream.seek(0, os.SEEK_END)
    return list(_form_of(stream, size, 0, is_gz=is_gz).places_to_cut(every))


def _form_of(stream: BinaryIO, size: int, limit: int, *, is_gz: bool) -> Form:
    head = read_at(stream, 0, len(RECORD_SIGN))
    is_packed = head.startswith(GZIP_SIGN) or (is_gz and head != RECORD_SIGN)
    return Packed(stream, size, limit) if is_packed else Plain(stream, size, limit)
