"""Files with one JSON object a line: .jsonl, .ndjson, and the same with .gz."""

import hashlib
import json
from collections.abc import Iterator

from flows.sources.files import UNREADABLE, SourceFile, decode_text, iter_lines, open_stream, unreadable
from flows.sources.records import ReadResult, quarantined, record_to_document
from schemas.errors import DocumentError


def read_jsonl(file: SourceFile) -> Iterator[ReadResult]:
    """The records of the batch's range, in order; a bad line is set aside, the lines before the end of a damaged file are kept."""
    first, end = file.batch.part.first, file.batch.part.end
    count = 0
    try:
        with open_stream(file.path) as stream:
            for line in iter_lines(stream, file.limits.max_document_bytes * 2):
                if line is not None and not line.strip():
                    continue
                count += 1
                if end is not None and count > end:
                    return
                if count > first:
                    yield _read_line(file, f"{file.ref}#{count}", line)
    except UNREADABLE as error:
        yield quarantined(f"{file.ref}#{count + 1}", unreadable(error))
        return
    if count == 0:
        yield quarantined(file.ref, DocumentError("empty", "the file holds no record"))


def _read_line(file: SourceFile, ref: str, line: bytes | None) -> ReadResult:
    try:
        record = parse_object(line, file.encoding)
        return record_to_document(file, ref, hashlib.sha256(line or b"").hexdigest(), "jsonl", record)
    except DocumentError as error:
        return quarantined(ref, error)


def parse_object(line: bytes | None, encoding: str | None = None) -> dict[str, object]:
    """A line as an object; null stands for a line that was too long to hold.

    Fails: DocumentError too_large, wrong_encoding or broken_record.
    """
    if line is None:
        raise DocumentError("too_large", "a record of more than twice the size limit of a document")
    try:
        record = json.loads(decode_text(line, encoding))
    except (ValueError, RecursionError) as error:
        raise DocumentError("broken_record", f"not JSON: {error}"[:200]) from error
    if not isinstance(record, dict):
        raise DocumentError("broken_record", f"a JSON {type(record).__name__}, not an object")
    return record


def count_records(file: SourceFile) -> int:
    """How many records the file holds, as far as it can be read."""
    count = 0
    try:
        with open_stream(file.path) as stream:
            for line in iter_lines(stream, file.limits.max_document_bytes * 2):
                count += line is None or bool(line.strip())
    except UNREADABLE:
        pass
    return count
