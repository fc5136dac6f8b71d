"""Web archives: .warc, .warc.gz. HTML responses are documents; all other records are ignored and counted."""

import datetime as dt
import hashlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from flows.sources.files import SourceFile, check_document_bytes, fallback_date, unreadable
from flows.sources.records import IgnoredEntry, ReadResult, quarantined
from schemas.articles import RawDocument
from schemas.errors import DocumentError
from transforms.articles.normalise import is_day_of_news

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_DAMAGED = (OSError, ValueError, EOFError)
_CHUNK = 1 << 16


def read_warc(file: SourceFile) -> Iterator[ReadResult]:
    """The records of the batch's range, in order; what stands before the damaged part of an archive is kept.

    A record is named by its offset in the file, and by its number too where an archive was packed as one piece.
    """
    first, end = file.batch.first_record, file.batch.end_record
    number = last_start = last_end = 0
    try:
        for record in ArchiveIterator(file.path.open("rb"), parse_http=False):
            number += 1
            if end is not None and number > end:
                return
            is_packed_together = number > 1 and record.stream_pos == last_start
            place = f"{record.stream_pos}-{number}" if is_packed_together else str(record.stream_pos)
            last_start, last_end = record.stream_pos, _end_in_plain_file(record)
            if number <= first:
                continue
            if _is_cut_off(file, record):
                yield quarantined(f"{file.ref}#{place}", DocumentError("unreadable", "truncated archive: the end of the record is missing"))
                return
            yield _read_record(file, f"{file.ref}#{place}", record)
        _check_end(file, last_start, last_end)
    except DocumentError as error:
        yield quarantined(f"{file.ref}#{number + 1}", error)
    except _DAMAGED as error:
        yield quarantined(f"{file.ref}#{number + 1}", unreadable(error))


def _end_in_plain_file(record: WarcRecord) -> int:
    """Where a record ends in an archive that is not compressed: version line, headers, empty line, content."""
    headers = sum(len(name) + len(value) + 4 for name, value in record.headers)
    return int(record.stream_pos) + 10 + headers + 2 + int(record.content_length)


def _check_end(file: SourceFile, last_start: int, last_end: int) -> None:
    """Look at what stands behind the last record that was found: fastwarc stops at a damaged place without a word.

    Fails: DocumentError unreadable.
    """
    with file.path.open("rb") as stream:
        is_gzip = stream.read(2) == b"\x1f\x8b"
        if is_gzip:
            stream.seek(last_start)
            stream.seek(last_start if stream.read(2) == b"\x1f\x8b" else 0)
            is_whole = _members_are_whole(stream)
        else:
            stream.seek(last_end)
            is_whole = last_end > 0 and not stream.read(4096).strip()
    if not is_whole:
        raise DocumentError("unreadable", "damaged or truncated archive: nothing can be read behind the records before this one")


def _members_are_whole(stream: BinaryIO) -> bool:
    """Whether the stream is gzip members to its end, each of them complete."""
    inflate, rest, is_between = zlib.decompressobj(31), b"", False
    while data := rest or stream.read(_CHUNK):
        rest = b""
        try:
            inflate.decompress(data, _CHUNK * 16)
            while inflate.unconsumed_tail:
                inflate.decompress(inflate.unconsumed_tail, _CHUNK * 16)
        except zlib.error:
            return False
        if inflate.eof:
            rest, inflate = inflate.unused_data.lstrip(b"\0"), zlib.decompressobj(31)
            is_between = True
        else:
            is_between = False
    return is_between


def _read_record(file: SourceFile, ref: str, record: WarcRecord) -> ReadResult:
    if record.record_type != WarcRecordType.response:
        return IgnoredEntry(ref, "not_html_response")
    try:
        return _read_response(file, ref, record)
    except DocumentError as error:
        return quarantined(ref, error)
    except _DAMAGED as error:
        return quarantined(ref, unreadable(error))


def _read_response(file: SourceFile, ref: str, record: WarcRecord) -> ReadResult:
    record.parse_http(auto_decode="all")
    kind = (record.http_content_type or "").split(";")[0].strip().lower()
    status = record.http_headers.status_code if record.http_headers is not None else None
    if kind not in _HTML_TYPES or status != 200:
        return IgnoredEntry(ref, "not_html_response")
    limit = file.limits.max_document_bytes
    data = record.reader.read(limit + 1)
    check_document_bytes(data, limit)
    day, basis = fallback_date(file)
    fetched_at = _fetched_at(record)
    if basis in (None, "fetched") and fetched_at is not None:
        day, basis = fetched_at.date(), "fetched"
    spec = file.batch.spec
    return RawDocument(
        source_id=file.batch.source_id,
        source_kind="warc",
        raw_ref=ref,
        raw_sha256=hashlib.sha256(data).hexdigest(),
        html=_decode_by_header(data, record.http_charset),
        url=record.headers.get("WARC-Target-URI"),
        publisher=spec.publisher if spec else None,
        language=spec.language if spec else None,
        fetched_at=fetched_at,
        fallback_date=day,
        fallback_basis=basis,
    )


def _is_cut_off(file: SourceFile, record: WarcRecord) -> bool:
    """Whether the file ends within the record: fastwarc gives out what there is of it.

    Limits: in a compressed archive only pages are looked at, and of them only those that are not too large in any case.
    """
    if file.path.suffix.lower() != ".gz":
        return _end_in_plain_file(record) > file.path.stat().st_size
    promised = int(record.content_length)
    if record.record_type != WarcRecordType.response or promised > file.limits.max_document_bytes:
        return False
    record.freeze()
    return int(record.content_length) < promised


def _decode_by_header(data: bytes, charset: str | None) -> bytes | str:
    """The page by the charset that the server declared; the bytes where it declared none, or a wrong one."""
    try:
        return data.decode(charset) if charset else data
    except (UnicodeDecodeError, LookupError):
        return data


def _fetched_at(record: WarcRecord) -> dt.datetime | None:
    found = record.record_date
    return found.astimezone(dt.UTC) if found is not None and is_day_of_news(found) else None


def count_records(file: SourceFile) -> int:
    """How many records the archive holds, as far as it can be read."""
    count = 0
    try:
        for _ in ArchiveIterator(file.path.open("rb"), parse_http=False):
            count += 1
    except _DAMAGED:
        pass
    return count
