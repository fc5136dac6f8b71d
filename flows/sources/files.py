"""Opening one input file: its name in keys, its bytes (gzip or plain), its size limit, its text, its date."""

import datetime as dt
import gzip
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from charset_normalizer import from_bytes

from schemas.errors import DocumentError
from schemas.sources import Batch
from transforms.articles.normalise import is_day_of_news

DAMAGED_COMPRESSION = (EOFError, gzip.BadGzipFile, zlib.error)
UNREADABLE = (OSError, *DAMAGED_COMPRESSION)

_FILENAME_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_NO_FILE_DATE = dt.date(1980, 1, 1)
"""What archivers give a file whose date they do not know."""
_BINARY_MAGIC = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x7fELF", b"\x1f\x8b\x08", b"PAR1", b"\x28\xb5\x2f\xfd", b"BZh",
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_MULTIBYTE_UTF8 = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WESTERN_SIGNS = frozenset("‘’“”–—…«»£€°\xa0")
_MAX_CONTROL_SHARE = 0.02
_MAX_CHAOS = 0.2


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How large one document may be, in bytes after decompression."""

    max_document_bytes: int = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a batch on its way through a reader. ref names it in keys and in raw_ref."""

    path: Path
    ref: str
    batch: Batch
    limits: ReadLimits

    @property
    def encoding(self) -> str | None:
        return self.batch.spec.encoding if self.batch.spec else None

    @property
    def size(self) -> int:
        """Bytes as stored; 0 where the system does not say."""
        return size_of(self.path)


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where the system does not say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def path_ref(path: Path, working_directory: Path | None = None) -> str:
    """The name of a file in keys: relative to the working directory where it lies below it, else absolute.

    Bytes of a name that are no UTF-8 are written as \\xNN: tables hold Unicode only.
    """
    here = working_directory or Path.cwd()
    absolute = (here / path).absolute()
    name = absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
    return os.fsencode(name.as_posix()).decode("utf-8", "backslashreplace")


def open_stream(path: Path) -> BinaryIO:
    """Open a file for reading bytes; a name that ends in .gz is decompressed on the way."""
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix.lower() == ".gz" else path.open("rb")


def read_document_bytes(file: SourceFile) -> bytes:
    """All bytes of a file that is one document. Fails: DocumentError unreadable, empty, too_large or binary."""
    limit = file.limits.max_document_bytes
    try:
        with open_stream(file.path) as stream:
            data = stream.read(limit + 1)
    except UNREADABLE as error:
        raise unreadable(error) from error
    check_document_bytes(data, limit)
    return data


def check_document_bytes(data: bytes, limit: int) -> None:
    """Refuse what can be no document. Fails: DocumentError empty, too_large or binary."""
    if len(data) > limit:
        raise DocumentError("too_large", f"more than {limit:,} bytes; raise the size limit to read it")
    if not data.strip():
        raise DocumentError("empty", "no bytes but white space" if data else "the file has no bytes")
    if is_binary(data):
        raise DocumentError("binary", f"begins with {data[:8]!r}, which is no text")


def unreadable(error: BaseException) -> DocumentError:
    """The error as a quarantine reason; only what the operating system refuses may pass another time."""
    is_damage = isinstance(error, DAMAGED_COMPRESSION)
    cause = "damaged or truncated compression" if is_damage else type(error).__name__
    return DocumentError("unreadable", f"{cause}: {_cause_text(error)}", retryable=not is_damage)


def _cause_text(error: BaseException) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def is_binary(data: bytes) -> bool:
    """Whether the first kilobytes are no text: a known binary signature, or zero bytes that are not UTF-16."""
    head = data[:8192]
    if head.startswith(_BINARY_MAGIC):
        return True
    return b"\x00" in head and not any(head.startswith(bom) for bom, _ in _BOMS) and utf16_without_mark(head) is None


def decode_text(data: bytes, declared: str | None = None) -> str:
    """Bytes of a plain text as text.

    In:    a byte-order mark decides, else UTF-8, else the declared encoding, else the likely one.
    Fails: DocumentError wrong_encoding where none of them gives a text, or UTF-8 is mixed with another encoding; binary.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decode_strictly(data, name)
    if declared:
        return _decode_strictly(data, declared)
    wide = utf16_without_mark(data[:8192])
    text = _decode_strictly(data, wide) if wide else _decode_likely(data)
    if len(_CONTROL.findall(text)) > max(4, _MAX_CONTROL_SHARE * len(text)):
        raise DocumentError("binary", "too many control characters for a text")
    return text


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise DocumentError("wrong_encoding", f"not {encoding}: {error}") from error


def _decode_likely(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(_MULTIBYTE_UTF8.findall(data)) >= 3:
            raise DocumentError("wrong_encoding", f"UTF-8 mixed with another encoding: {error}") from error
    encoding = likely_encoding(data)
    if encoding is None:
        raise DocumentError("wrong_encoding", "neither UTF-8 nor any likely encoding; name it in a source spec (encoding:)")
    return _decode_strictly(data, encoding)


def likely_encoding(data: bytes) -> str | None:
    """The encoding that bytes without a declaration are most likely in; null where none is convincing."""
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    high = [character for character in western if ord(character) > 127]
    usual = sum(character.isalpha() or character in _WESTERN_SIGNS for character in high)
    if western and len(high) <= 0.1 * len(western) and usual >= 0.9 * len(high):
        return "cp1252"
    best = from_bytes(data[:200_000]).best()
    return best.encoding if best is not None and best.chaos <= _MAX_CHAOS else None


def utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 shows in mostly Latin text as a zero in every second byte."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > 0.6 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * pairs and odd < 0.05 * pairs else None


def iter_lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The lines of a stream without their ends; null for a line of more than limit bytes, which is skipped, not held."""
    while line := stream.readline(limit + 2):
        if len(line.rstrip(b"\r\n")) <= limit:
            yield line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit + 2)
        yield None


def filename_date(name: str) -> dt.date | None:
    """The day that a file name holds (2024-11-30, 20241130, 2024_11_30, 2024.11.30); null if it holds none."""
    for year, _, month, day in _FILENAME_DATE.findall(name):
        try:
            found = dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
        if is_day_of_news(found):
            return found
    return None


def fallback_date(file: SourceFile) -> tuple[dt.date | None, str | None]:
    """The day to use where a document has none of its own, and its basis: given, else the file's name, else the file's own date."""
    if file.batch.published_date is not None:
        return file.batch.published_date, "given"
    named = filename_date(file.path.name)
    if named is not None:
        return named, "filename"
    written = written_date(file.path)
    return (written, "fetched") if written is not None else (None, None)


def written_date(path: Path) -> dt.date | None:
    """The file's own date: when it was last written; null where the system does not say, or says the zero of a clock."""
    try:
        day = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()
    except (OSError, OverflowError, ValueError):
        return None
    return day if is_day_of_news(day) and day != _NO_FILE_DATE else None
