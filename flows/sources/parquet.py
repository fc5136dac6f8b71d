"""Tables in Parquet: .parquet, .pq. Read by row groups, only the columns that can be a field."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from flows.sources.files import SourceFile, unreadable
from flows.sources.records import FIELD_SPELLINGS, ReadResult, compact_key, quarantined, record_to_document
from schemas.errors import DocumentError

_ROWS_AT_ONCE = 256
_DAMAGED = (OSError, pa.ArrowException, ValueError)
_NO_VALUE = (ValueError, OverflowError)
_KNOWN_KEYS = frozenset(spelling for spellings in FIELD_SPELLINGS.values() for spelling in spellings)


def read_parquet(file: SourceFile) -> Iterator[ReadResult]:
    """The rows of the batch's range, in order; a row group that does not read is set aside, the others are kept."""
    first, end = file.batch.part.first, file.batch.part.end
    try:
        table = pq.ParquetFile(file.path, memory_map=True)
    except _DAMAGED as error:
        raise unreadable(error) from error
    with table:
        rows = table.metadata.num_rows
        if rows == 0:
            raise DocumentError("empty", "the file holds no row")
        columns = _columns(file, table.schema_arrow)
        start = 0
        for group in range(table.metadata.num_row_groups):
            stop = start + table.metadata.row_group(group).num_rows
            if stop > first and (end is None or start < end):
                yield from _read_group(file, table, group, start, columns)
            start = stop


def _columns(file: SourceFile, schema: pa.Schema) -> list[str]:
    """The columns that can hold a field: a usual spelling, one that the spec names, or an object that may hold one."""
    names = file.batch.spec.fields.model_dump().values() if file.batch.spec else ()
    named = {name.split(".")[0] for name in names if name} | {name for name in names if name}
    return [
        field.name for field in schema if field.name in named or compact_key(field.name) in _KNOWN_KEYS or pa.types.is_struct(field.type)
    ]


def _read_group(file: SourceFile, table: pq.ParquetFile, group: int, start: int, columns: list[str]) -> Iterator[ReadResult]:
    first, end = file.batch.part.first, file.batch.part.end
    number = start
    try:
        for rows in table.iter_batches(batch_size=_ROWS_AT_ONCE, row_groups=[group], columns=columns):
            for record in _records(rows) if columns else [{}] * rows.num_rows:
                number += 1
                if number > first and (end is None or number <= end):
                    yield _read_row(file, f"{file.ref}#{number}", record)
    except _DAMAGED as error:
        yield quarantined(f"{file.ref}#{number + 1}", unreadable(error))


def _records(rows: pa.RecordBatch) -> list[dict[str, Any] | Exception]:
    """The rows as records; the error in place of one with a value that no text or date can hold."""
    try:
        return list(rows.to_pylist())
    except _NO_VALUE as error:
        if rows.num_rows == 1:
            return [error]
    return [record for number in range(rows.num_rows) for record in _records(rows.slice(number, 1))]


def _read_row(file: SourceFile, ref: str, record: Mapping[str, Any] | Exception) -> ReadResult:
    if isinstance(record, Exception):
        return quarantined(ref, DocumentError("broken_record", f"a value that cannot be read: {record}"[:200]))
    raw = json.dumps(record, sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    try:
        return record_to_document(file, ref, hashlib.sha256(raw).hexdigest(), "parquet", record)
    except DocumentError as error:
        return quarantined(ref, error)


def count_records(file: SourceFile) -> int:
    """How many rows the file says it holds; 0 if it cannot be read."""
    try:
        return int(pq.read_metadata(file.path).num_rows)
    except _DAMAGED:
        return 0
