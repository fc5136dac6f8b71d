"""From the raw archive to the fetches table: what was asked for in each fetch, and what came of it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from flows.fetching.archive import FETCH_STAMP, ArchiveFile
from flows.fetching.known import latest_failures
from flows.lake import Lake
from flows.sources.archive_notes import ArchiveNote, read_note
from flows.sources.files import path_ref
from schemas.operations import Fetch, Quarantine
from transforms.articles.normalise import canonical_url
from transforms.ids import make_id

FAILURES_KEY = "fetch"


def note_fetches(lake: Lake, files: Iterable[ArchiveFile], run_id: str) -> None:
    """Write what the files of one fetch tell into the lake, and what has failed so far and not passed since into quarantine."""
    files = list(files)
    groups = [(file, group) for file in files if file.is_own for group in _groups_in(file.path)]
    asked = {(file.source_id, group.note.address) for file, group in groups if group.note.role == "page"}
    rows: dict[str, dict[str, Any]] = {}
    for file, group in groups:
        for row in _rows_of(file, group, asked, run_id):
            rows[row["fetch_id"]] = row
    frame = pl.DataFrame(list(rows.values()), schema=Fetch.create_empty().schema)
    lake.write_batch("fetches", frame, files[0].fetch)
    quarantine_failures(lake)


def quarantine_failures(lake: Lake) -> None:
    """Make quarantine hold what no fetch has brought so far: what succeeds drops out."""
    failures = latest_failures(lake.scan("fetches")).select(
        step=pl.lit("fetch"),
        key="url",
        reason="reason",
        detail=pl.col("detail").fill_null(""),
        is_retryable="is_retryable",
        run_id="run_id",
    )
    rows = failures.collect().unique(["step", "key", "reason"], keep="last", maintain_order=True)
    lake.write_batch("quarantine", Quarantine.validate(rows, cast=True), FAILURES_KEY)


@dataclass(slots=True)
class _Group:
    """The records of one address: its note, where it begins, and the head of its answer."""

    note: ArchiveNote
    raw_ref: str
    answer_id: str | None
    final_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def _rows_of(file: ArchiveFile, group: _Group, asked: set[tuple[str, str]], run_id: str) -> Iterator[dict[str, Any]]:
    """What came of an address; of pages in line, those that were not asked for; of what is not there as it is noted, that it is not."""
    note = group.note
    if note.role == "queue":
        waiting = [page.url for page in note.pages if (file.source_id, page.url) not in asked]
        yield from (_row(file, replace(group, note=_not_reached(note, url)), run_id) for url in waiting)
    elif (group.answer_id and not group.final_url) or (note.file and not (file.path.parent / note.file).exists()):
        yield _row(file, replace(group, note=replace(_not_reached(note, note.address), role=note.role)), run_id)
    else:
        yield _row(file, group, run_id)


def _not_reached(note: ArchiveNote, address: str) -> ArchiveNote:
    return ArchiveNote(address, "page", note.asked_at, reason="not_reached", detail="the fetch ended before its turn", is_retryable=True)


def _row(file: ArchiveFile, group: _Group, run_id: str) -> dict[str, Any]:
    note = group.note
    began = dt.datetime.strptime(file.fetch, FETCH_STAMP).date()
    return {
        "fetch_id": make_id("fet", file.source_id, note.role, note.address, note.asked_at.isoformat()),
        "source_id": file.source_id,
        "role": note.role,
        "url": note.address,
        "canonical_url": canonical_url(note.address) if note.role == "page" else None,
        "final_url": group.final_url,
        "fetched_at": note.asked_at,
        "fetched_date": began,
        "http_status": note.status,
        "reason": note.reason,
        "detail": note.detail,
        "is_retryable": note.is_retryable,
        "etag": group.etag,
        "last_modified": group.last_modified,
        "raw_ref": group.raw_ref,
        "run_id": run_id,
    }


def _groups_in(path: Path) -> Iterator[_Group]:
    """The addresses that a file of the archive tells of."""
    group: _Group | None = None
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False):
            if record.record_type == WarcRecordType.metadata:
                if group is not None:
                    yield group
                group = _begin_group(path, record)
            elif record.record_type == WarcRecordType.response and group is not None and record.record_id == group.answer_id:
                record.parse_http()
                headers = {name.lower(): value for name, value in record.http_headers or ()}
                group.final_url = record.headers.get("WARC-Target-URI")
                group.etag, group.last_modified = headers.get("etag"), headers.get("last-modified")
    if group is not None:
        yield group


def _begin_group(path: Path, record: WarcRecord) -> _Group | None:
    asked_at = record.record_date.astimezone(dt.UTC)
    answer_id = record.headers.get("WARC-Concurrent-To")
    note = read_note(bytes(record.reader.read()), asked_at)
    return _Group(note, f"{path_ref(path)}#{record.stream_pos}", answer_id) if note else None
