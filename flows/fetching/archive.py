"""The raw archive: what was fetched, as WARC files, before anything else touches it. A lake can be made again from it alone.

    <archive>/<source>/<day of the fetch>/<source>-<time of the fetch>-<number>.warc.gz          finished
    <archive>/<source>/<day of the fetch>/<source>-<time of the fetch>-<number>.warc.gz.open     being written
    <archive>/<source>/<day of the fetch>/<source>-<time of the fetch>-<number>--<name>          a web archive, as it was downloaded
    <archive>/<source>/_partial/                                                                 downloads that are not finished

A file begins with a warcinfo record that holds the spec of its source. Each answer is a group of records: a metadata record with what
the listing said of the page (`flows.sources.archive_notes`), and for each hop a request and a response. What could not be had is a
metadata record with the reason. A group is written at once, each record its own gzip member, so that a killed fetch leaves at most one
record without its end; that is cut off when the archive is next opened for writing. Pages are noted when they are put in line, before
any of them is asked for: what a killed fetch did not come to is known.
"""

import datetime as dt
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from flows.fetching.exchange import Exchange
from flows.sources.archive_notes import ArchiveNote, read_note, write_note
from schemas.errors import ArchiveBusy, LakeNotWritable
from schemas.sources import SourceSpec

MAX_FILE_BYTES = 64 * 1024 * 1024
_OPEN = ".open"
_NAME = re.compile(r"(?P<source>.+)-(?P<fetch>\d{8}T\d{6}Z)-(?P<number>\d{4})(?:\.warc\.gz|--(?P<name>.+\.warc(?:\.gz)?))")
FETCH_STAMP = "%Y%m%dT%H%M%SZ"
_CHUNK = 1 << 20
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One finished file of the archive.

    fetch is the time at which its fetch began, as in its name: files of one fetch share it. is_own: written here, not downloaded whole.
    """

    path: Path
    source_id: str
    fetch: str
    is_own: bool


def archive_files(root: Path) -> list[ArchiveFile]:
    """The finished files of an archive, in order of their fetches."""
    found = [(path, match) for path in root.glob("*/*/*") if (match := _NAME.fullmatch(path.name))]
    files = [ArchiveFile(path, match["source"], match["fetch"], match["name"] is None) for path, match in found]
    return sorted(files, key=lambda file: (file.fetch, file.path.as_posix()))


def read_answer(raw_ref: str) -> bytes | None:
    """The content of the last response of the group that begins at a place; null where the archive holds it no longer."""
    content = None
    for record in _group_at(raw_ref):
        if record.record_type == WarcRecordType.response:
            record.parse_http(auto_decode="all")
            content = bytes(record.reader.read())
    return content


def read_noted(raw_ref: str) -> ArchiveNote | None:
    """The note at a place; null where the archive holds it no longer."""
    for record in _group_at(raw_ref):
        return read_note(bytes(record.reader.read()), dt.datetime.min) if record.record_type == WarcRecordType.metadata else None
    return None


def _group_at(raw_ref: str) -> Iterator[WarcRecord]:
    """The records of one group: a metadata record and what follows up to the next one; nothing where the file is gone or damaged."""
    name, _, offset = raw_ref.rpartition("#")
    try:
        with Path(name).open("rb") as stream:
            stream.seek(int(offset))
            for number, record in enumerate(ArchiveIterator(stream, parse_http=False)):
                if number and record.record_type == WarcRecordType.metadata:
                    return
                yield record
    except (OSError, ValueError):
        return


@contextmanager
def writing(root: Path) -> Iterator[list[Path]]:
    """Hold the archive for writing alone, after finishing what a killed fetch left open; gives the files that were finished.

    Fails: ArchiveBusy where another process writes to it, LakeNotWritable.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = (root / "_lock").open("a")
    except OSError as error:
        raise LakeNotWritable(f"archive {root} cannot be written: {error.strerror}; name another with EVENTWIRE_ARCHIVE") from error
    with lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise ArchiveBusy(f"archive {root}: another fetch is writing to it; wait until it has ended") from None
        yield [path for left in sorted(root.glob(f"*/*/*{_OPEN}")) if (path := _finish(left))]


def _finish(left: Path) -> Path | None:
    """Cut off what was half written, and give the file its name; null where nothing was whole."""
    with left.open("r+b") as stream:
        whole = _whole_members_end(stream)
        stream.truncate(whole)
        stream.seek(0)
        has_records = any(record.record_type != WarcRecordType.warcinfo for record in ArchiveIterator(stream, parse_http=False))
    if not has_records:
        left.unlink()
        return None
    return _publish(left)


def _publish(path: Path) -> Path:
    """Give a closed file its finished name."""
    finished = path.with_name(path.name.removesuffix(_OPEN))
    path.rename(finished)
    return finished


def _whole_members_end(stream: BinaryIO) -> int:
    """Where the last whole gzip member ends."""
    end = 0
    inflate = zlib.decompressobj(31)
    while data := stream.read(_CHUNK):
        while data:
            try:
                inflate.decompress(data)
            except zlib.error:
                return end
            if not inflate.eof:
                break
            data = inflate.unused_data
            end = stream.tell() - len(data)
            inflate = zlib.decompressobj(31)
    return end


class ArchiveWriter:
    """Writes what is fetched for one source during one fetch; a file is made with the first answer."""

    def __init__(self, root: Path, spec: SourceSpec, began: dt.datetime) -> None:
        self._folder = root / spec.id / began.date().isoformat()
        self._spec = spec
        self._began = began
        self._stream: BinaryIO | None = None
        self._number = 0
        self.files: list[Path] = []

    def write(self, note: ArchiveNote, exchanges: Iterable[Exchange] = ()) -> None:
        """Write what is known of one address: the note, then the request and the response of each hop."""
        group = io.BytesIO()
        metadata = _record(WarcRecordType.metadata, note.address, note.asked_at, "application/json", write_note(note))
        records = [metadata]
        for exchange in exchanges:
            head, kind = exchange.request_head, "application/http; msgtype="
            request = _record(WarcRecordType.request, exchange.url, exchange.fetched_at, f"{kind}request", head)
            content = exchange.response_head + exchange.body
            response = _record(WarcRecordType.response, exchange.url, exchange.fetched_at, f"{kind}response", content)
            request.headers["WARC-Concurrent-To"] = metadata.headers["WARC-Concurrent-To"] = response.headers["WARC-Record-ID"]
            records += [request, response]
        for record in records:
            _append(group, record)
        try:
            stream = self._open_stream()
            stream.write(group.getvalue())
            stream.flush()
            if stream.tell() >= MAX_FILE_BYTES:
                self.close()
        except OSError as error:
            raise LakeNotWritable(f"archive {self._folder} cannot be written: {error.strerror or error}") from error

    def partial_path(self, name: str) -> Path:
        """Where a download stays until it is whole; the same in every fetch."""
        return self._folder.parent / "_partial" / f"{name}.part"

    def adopt(self, part: Path, name: str, url: str) -> Path:
        """Take a whole download into the archive, under its name behind those of the source and the fetch, and note where it came from.

        The note is written first: a note whose file is missing is an archive that is still to be downloaded.
        """
        self.close()
        self._number += 1
        packed = ".gz" if name.lower().endswith(".gz") else ""
        stem = _NOT_IN_NAMES.sub("-", name)[:100].lower().removesuffix(".gz").removesuffix(".warc")
        place = self._folder / f"{self._file_name()}--{stem}.warc{packed}"
        self.write(ArchiveNote(url, "archive", dt.datetime.now(dt.UTC).replace(microsecond=0), status=200, file=place.name))
        self.close()
        part.rename(place)
        part.with_suffix(".etag").unlink(missing_ok=True)
        self.files.append(place)
        return place

    def _file_name(self) -> str:
        return f"{self._spec.id}-{self._began.strftime(FETCH_STAMP)}-{self._number:04d}"

    def close(self) -> None:
        """Finish the file that is open, if there is one."""
        if self._stream is None:
            return
        path = Path(self._stream.name)
        os.fsync(self._stream.fileno())
        self._stream.close()
        self._stream = None
        self.files.append(_publish(path))

    def _open_stream(self) -> BinaryIO:
        if self._stream is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._number += 1
            self._stream = (self._folder / f"{self._file_name()}.warc.gz{_OPEN}").open("xb")
            head = io.BytesIO()
            fields = f"software: Eventwire\r\nformat: WARC File Format 1.1\r\neventwire-source: {self._spec.model_dump_json()}\r\n"
            record = _record(WarcRecordType.warcinfo, None, self._began, "application/warc-fields", fields.encode("utf-8"))
            _append(head, record)
            self._stream.write(head.getvalue())
        return self._stream


def _record(kind: WarcRecordType, address: str | None, instant: dt.datetime, content_type: str, content: bytes) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind)
    record.headers["WARC-Date"] = instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    record.headers["Content-Type"] = content_type
    if address is not None:
        record.headers["WARC-Target-URI"] = address
    record.set_bytes_content(content)
    return record


def _append(stream: io.BytesIO, record: WarcRecord) -> None:
    plain = io.BytesIO()
    record.write(plain, checksum_data=True)
    stream.write(gzip.compress(plain.getvalue(), compresslevel=6, mtime=0))
