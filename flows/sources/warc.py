"""Web archives: .warc, .warc.gz. HTML responses are documents, other answers are ignored and counted; what is about them is neither."""

import codecs
import contextlib
import datetime as dt
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fastwarc.warc import WarcRecord

from flows.sources.archive_notes import ArchiveNote, read_note
from flows.sources.archives import ArchiveRecord, DamagedRange, places_to_cut, read_archive
from flows.sources.cutting import PartSizes, parts_of
from flows.sources.files import SourceFile, check_document_bytes, fallback_date
from flows.sources.records import IgnoredEntry, ReadResult, quarantined
from schemas.articles import RawDocument
from schemas.errors import DocumentError
from schemas.sources import FilePart, ListedPage
from transforms.articles.normalise import is_day_of_news

HTML_TYPES = ("text/html", "application/xhtml+xml")
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_SNIFFED = 2048
_LONGEST_HTTP_HEAD = 1 << 16
_GZIP = b"\x1f\x8b"
_HTTP_BODY = re.compile(rb"\r?\n\r?\n")
_DECODINGS: tuple[Literal["all", "content", "transfer", "none"], ...] = ("all", "content", "transfer", "none")
_WESTERN = ("ascii", "iso8859-1")

_ABOUT = ("warcinfo", "request", "metadata")

_Noted = tuple[str | None, ArchiveNote]


def cut_warc(file: SourceFile, sizes: PartSizes) -> list[FilePart]:
    """An archive of twice the bytes of a batch or more is cut where records begin; one that was packed as one piece is not."""
    if file.size < 2 * sizes.batch_bytes:
        return [FilePart(unit="bytes")]
    try:
        with file.path.open("rb") as stream:
            return parts_of([0, *places_to_cut(stream, is_gz=_is_gz(file), every=sizes.batch_bytes)], "bytes")
    except OSError:
        return [FilePart(unit="bytes")]


def read_warc(file: SourceFile) -> Iterator[ReadResult]:
    """The records of the batch's part, in order; what is damaged is set aside, what stands around it is kept.

    A record is named by its offset in the file, and by its number too where many lie in one gzip member.
    """
    part, limit = file.batch.part, file.limits.max_document_bytes + _LONGEST_HTTP_HEAD
    noted: _Noted | None = None
    with file.path.open("rb") as stream:
        for found in read_archive(stream, is_gz=_is_gz(file), limit=limit, first=part.first, end=part.end):
            ref = f"{file.ref}#{found.place}"
            if isinstance(found, DamagedRange):
                yield quarantined(ref, found.error)
                continue
            if found.kind == "metadata":
                noted = _read_note(found) or noted
            if found.kind not in _ABOUT:
                yield _read_record(file, ref, found, noted)


def _is_gz(file: SourceFile) -> bool:
    return file.path.suffix.lower() == ".gz"


@dataclass(frozen=True, slots=True)
class _Page:
    """The body of a successful response, decoded from what it was packed in for its way, and the charset that its headers name."""

    data: bytes
    charset: str | None


def _read_note(found: ArchiveRecord) -> _Noted | None:
    """The note in a metadata record, and the id of the response that it is about; null for a record of another origin."""
    try:
        record = _parse_record(found)
    except DocumentError:
        return None
    note = read_note(found.content, record.record_date or dt.datetime.min)
    return (record.headers.get("WARC-Concurrent-To"), note) if note else None


def _read_record(file: SourceFile, ref: str, found: ArchiveRecord, noted: _Noted | None) -> ReadResult:
    if found.kind != "response":
        return IgnoredEntry(ref, "not_html_response")
    try:
        record = _parse_record(found)
        note = noted[1] if noted and noted[0] == record.headers.get("WARC-Record-ID") else None
        if note is not None and note.role != "page":
            return IgnoredEntry(ref, "listing" if note.role == "listing" else "not_html_response")
        page = _read_page(found, record, file.limits.max_document_bytes, is_known=note is not None)
    except DocumentError as error:
        return quarantined(ref, error)
    if page is None:
        return IgnoredEntry(ref, "not_html_response")
    return _document(file, ref, record, page, note.listed if note else None)


def _parse_record(found: ArchiveRecord) -> WarcRecord:
    """The record by its headers. Fails: DocumentError broken_record."""
    try:
        return WarcRecord.from_reader(io.BytesIO(found.head + found.content), quirks_mode=True)
    except (OSError, ValueError) as error:
        raise DocumentError("broken_record", f"headers that do not parse: {error}"[:200]) from error


def _read_page(found: ArchiveRecord, record: WarcRecord, limit: int, *, is_known: bool) -> _Page | None:
    """The page in a response; null where it is none, or the answer was no success.

    In:    a response without a content type is a page if it begins as one; is_known: it is noted as a page, whatever its type says.
    Fails: DocumentError broken_record, truncated_response, unreadable, and what check_document_bytes refuses.
    """
    if not record.is_http:
        return None
    status, kind = _read_http_head(found, record)
    if status != 200 or (kind and not is_known and not kind.startswith(HTML_TYPES)):
        return None
    truncated = record.headers.get("WARC-Truncated")
    charset = record.http_charset
    data = _read_body(found, record, limit) if found.is_whole else record.reader.read(limit + 1)
    if not kind and not is_known and not _HTML.match(data[:_SNIFFED]):
        return None
    if not found.is_whole:
        raise DocumentError("too_large", f"more than {limit:,} bytes; raise the size limit to read it")
    check_document_bytes(data, limit)
    if truncated:
        raise DocumentError("truncated_response", f"whoever fetched the page kept its beginning only ({truncated})")
    return _Page(data, charset)


def _read_http_head(found: ArchiveRecord, record: WarcRecord) -> tuple[int, str]:
    """Status and content type, the latter empty where there is none. Fails: DocumentError empty or broken_record."""
    if not found.content.strip():
        raise DocumentError("empty", "a response without a byte")
    try:
        record.parse_http(quirks_mode=True)
    except OSError as error:
        raise DocumentError("broken_record", f"headers of HTTP that do not parse: {error}"[:200]) from error
    if record.http_headers is None or record.http_headers.status_code is None:
        raise DocumentError("broken_record", f"no answer of HTTP: it begins with {found.content[:20]!r}")
    return record.http_headers.status_code, (record.http_content_type or "").strip().lower()


def _read_body(found: ArchiveRecord, record: WarcRecord, limit: int) -> bytes:
    """The body without chunks and compression. Archives that keep it so, and the headers as they were, are read too.

    Fails: DocumentError unreadable or truncated_response.
    """
    headers = record.http_headers
    if not (headers.get("Content-Encoding") or headers.get("Transfer-Encoding")):
        return record.reader.read(limit + 1)
    causes = []
    for decoding in _DECODINGS:
        try:
            packed = _parse_record(found)
            packed.parse_http(auto_decode=decoding, quirks_mode=True)
            data = packed.reader.read(limit + 1)
        except OSError as error:
            causes.append(str(error))
            continue
        if decoding == "all":
            _check_end_of_gzip(found.content, data, limit)
            return data
        if _HTML.match(data[:_SNIFFED]):
            return data
    raise DocumentError("unreadable", f"the body is not in the encoding that its headers name: {causes[0]}"[:200])


def _check_end_of_gzip(content: bytes, data: bytes, limit: int) -> None:
    """Refuse half a page: what there is of a body is decompressed without a word. Fails: DocumentError truncated_response."""
    body = _HTTP_BODY.search(content)
    if len(data) > limit or body is None or not content.startswith(_GZIP, body.end()):
        return
    inflate = zlib.decompressobj(31)
    inflate.decompress(memoryview(content)[body.end() :], limit + 1)
    if not inflate.eof:
        raise DocumentError("truncated_response", "the end of the compressed body is missing")


def _document(file: SourceFile, ref: str, record: WarcRecord, page: _Page, listed: ListedPage | None) -> RawDocument:
    """The page as a document. The day in an archive's name is that of the fetch, so that the record's own day goes before it."""
    day, basis = fallback_date(file)
    fetched_at = _fetched_at(record)
    if basis != "given" and fetched_at is not None:
        day, basis = fetched_at.date(), "fetched"
    spec = file.batch.spec
    return RawDocument(
        source_id=file.batch.source_id,
        source_kind="warc",
        raw_ref=ref,
        raw_sha256=hashlib.sha256(page.data).hexdigest(),
        html=_decode_by_header(page),
        url=(record.headers.get("WARC-Target-URI") or "").strip("<> ") or None,
        publisher=spec.publisher if spec else None,
        language=spec.language if spec else None,
        fetched_at=fetched_at,
        fallback_date=day,
        fallback_basis=basis,
        listed=listed,
    )


def _decode_by_header(page: _Page) -> bytes | str:
    """The page by the charset that the server declared; the bytes where it declared none, or one that cannot be.

    UTF-8 under another name is read as UTF-8, and Latin-1 as the Windows charset that is meant by it, as browsers do.
    """
    for charset in (None if page.data.isascii() else "utf-8", page.charset):
        if page.charset is not None and charset is not None:
            with contextlib.suppress(LookupError, ValueError):
                return page.data.decode("cp1252" if codecs.lookup(charset).name in _WESTERN else charset)
    return page.data


def _fetched_at(record: WarcRecord) -> dt.datetime | None:
    found = record.record_date
    return found.astimezone(dt.UTC) if found is not None and is_day_of_news(found) else None
