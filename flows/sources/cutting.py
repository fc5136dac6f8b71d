"""Cutting a large file of records into parts, each of them the work of one batch."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal, Protocol

from flows.sources.files import SourceFile
from schemas.sources import FilePart

COUNTED_FROM_BYTES = 4 * 1024 * 1024


class PartSizes(Protocol):
    """How large a part is to be, by the unit in which a kind is cut."""

    @property
    def batch_records(self) -> int: ...
    @property
    def batch_bytes(self) -> int: ...


Cut = Callable[[SourceFile, PartSizes], list[FilePart]]


def cut_by_records(count_records: Callable[[SourceFile], int]) -> Cut:
    """The cut of a kind whose records can only be counted: a small file is one part, a large one has a part for so many records."""

    def cut(file: SourceFile, sizes: PartSizes) -> list[FilePart]:
        count = count_records(file) if file.size >= COUNTED_FROM_BYTES else 0
        return parts_of(range(0, max(1, count), sizes.batch_records), "records")

    return cut


def parts_of(starts: Sequence[int], unit: Literal["records", "bytes"]) -> list[FilePart]:
    """The parts that begin at some places and reach to the next of them, the last one to the end."""
    return [FilePart(first, end, unit) for first, end in pairwise((*starts, None)) if first is not None]
