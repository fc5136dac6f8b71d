"""Tables as text: .csv, .tsv, and the same with .gz. The first row names the fields; the separator is seen from it."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from flows.sources.files import UNREADABLE, SourceFile, is_binary, likely_encoding, open_stream, unreadable
from flows.sources.records import ReadResult, quarantined, record_to_document
from schemas.errors import DocumentError

_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 1 << 18
_UNDECODABLE = re.compile("[\udc80-\udcff]")

Row = list[str] | csv.Error


def read_csv(file: SourceFile) -> Iterator[ReadResult]:
    """The rows of the batch's range, in order; a bad row is set aside, the rows before the end of a damaged file are kept."""
    first, end = file.batch.part.first, file.batch.part.end
    header: list[str] | None = None
    count = 0
    try:
        for row in _rows(file):
            if header is None:
                header = _header(row)
                continue
            count += 1
            if end is not None and count > end:
                return
            if count > first:
                yield _read_row(file, f"{file.ref}#{count}", header, row)
    except UNREADABLE as error:
        yield quarantined(f"{file.ref}#{count + 1}", unreadable(error))
        return
    if count == 0:
        yield quarantined(file.ref, DocumentError("empty", "the file holds no row below its header"))


def _rows(file: SourceFile) -> Iterator[Row]:
    """The rows that hold anything, or the error in place of a row. Fails: DocumentError binary, wrong_encoding."""
    with open_stream(file.path) as stream:
        sample = _sample(stream)
        if is_binary(sample):
            raise DocumentError("binary", f"begins with {sample[:8]!r}, which is no text")
        encoding = file.encoding or _encoding(sample)
        csv.field_size_limit(max(csv.field_size_limit(), file.limits.max_document_bytes))
        stream.seek(0)
        with io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="") as text:
            rows = csv.reader((line.replace("\x00", "") for line in text), delimiter=_separator(sample))
            while True:
                try:
                    row = next(rows)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield error
                    continue
                if any(cell.strip() for cell in row):
                    yield row


def _sample(stream: BinaryIO) -> bytes:
    try:
        return stream.readline(_SAMPLE_BYTES) + stream.read1(_SAMPLE_BYTES)  # type: ignore[attr-defined,no-any-return]
    except UNREADABLE:
        return b""


def _encoding(sample: bytes) -> str:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        sample[: sample.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        return likely_encoding(sample) or "utf-8"
    return "utf-8-sig"


def _separator(sample: bytes) -> str:
    header = sample.partition(b"\n")[0].decode("latin-1")
    return max(_SEPARATORS, key=header.count)


def _header(row: Row) -> list[str]:
    if isinstance(row, csv.Error):
        raise DocumentError("broken_record", f"the header does not parse: {row}")
    return [name.strip() for name in row]


def _read_row(file: SourceFile, ref: str, header: list[str], row: Row) -> ReadResult:
    try:
        cells = _check_row(header, row)
        raw = "\x1f".join(cells).encode("utf-8", "surrogatepass")
        return record_to_document(file, ref, hashlib.sha256(raw).hexdigest(), "csv", dict(zip(header, cells, strict=False)))
    except DocumentError as error:
        return quarantined(ref, error)


def _check_row(header: list[str], row: Row) -> list[str]:
    """The cells of a row that can be read. Fails: DocumentError too_large, broken_record or wrong_encoding."""
    if isinstance(row, csv.Error):
        raise DocumentError("too_large" if "field larger" in str(row) else "broken_record", str(row))
    if len(row) > len(header):
        raise DocumentError("broken_record", f"{len(row)} fields under a header of {len(header)}")
    if any(_UNDECODABLE.search(cell) for cell in row):
        raise DocumentError("wrong_encoding", "bytes that are not in the encoding of the file; name it in a source spec (encoding:)")
    return row


def count_records(file: SourceFile) -> int:
    """How many rows the file holds below its header, as far as it can be read."""
    count = 0
    try:
        for _ in _rows(file):
            count += 1
    except (*UNREADABLE, DocumentError):
        pass
    return max(0, count - 1)
