"""Local sources: from a path to documents. One file a kind of reader; READERS says which file names each of them reads.

plan_batches   paths -> batches, the units of work
read_batch     one batch -> documents, what is set aside (QuarantineEntry) and what is ignored (IgnoredEntry)
read_spec      a YAML file -> SourceSpec
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flows.sources.archive_notes import spec_of
from flows.sources.files import ReadLimits, SourceFile, path_ref, unreadable, written_date
from flows.sources.plan import plan_batches
from flows.sources.readers import READERS, Reader, reader_of
from flows.sources.records import IgnoredEntry, ReadResult, quarantined
from flows.sources.spec import read_spec
from schemas.articles import RawDocument
from schemas.errors import DocumentError
from schemas.sources import Batch

__all__ = ["READERS", "IgnoredEntry", "ReadLimits", "ReadResult", "Reader", "plan_batches", "read_batch", "read_spec", "reader_of"]


def read_batch(batch: Batch, limits: ReadLimits | None = None) -> Iterator[ReadResult]:
    """Everything in a batch, in order: each document once, or why there is none. Never fails for what an input holds."""
    for path in batch.files:
        owner = _as_fetched(batch, path) if batch.holds_specs else batch
        yield from _read_file(SourceFile(path, path_ref(path), owner, limits or ReadLimits()))


def _as_fetched(batch: Batch, path: Path) -> Batch:
    """The batch for one file of the raw archive; a file whose head is damaged belongs to no source, and is read for what is left of it."""
    spec = spec_of(path)
    return replace(batch, source_id=spec.id, spec=spec) if spec else batch


def _read_file(file: SourceFile) -> Iterator[ReadResult]:
    reader = reader_of(file.path)
    if file.path.exists() and not file.path.is_file():
        is_link = file.path.is_dir() and file.path.is_symlink()
        cause = "a link to a folder; name the folder itself as an input" if is_link else "neither a file nor a folder that can be listed"
        yield quarantined(file.ref, DocumentError("unreadable", cause))
        return
    if reader is None:
        yield IgnoredEntry(file.ref, "unknown_file_kind")
        return
    written = written_date(file.path)
    try:
        for result in reader.read(file):
            yield _as_held(result, file, written) if isinstance(result, RawDocument) else result
    except DocumentError as error:
        yield quarantined(file.ref, error)
    except OSError as error:
        yield quarantined(file.ref, unreadable(error))


def _as_held(document: RawDocument, file: SourceFile, written: dt.date | None) -> RawDocument:
    """A document with what holds for its file as a whole: when it was there, and whose outlet it is of."""
    spec, fetched = file.batch.spec, document.fetched_at
    return replace(
        document,
        held_date=fetched.date() if fetched else written,
        owner=spec.owner if spec else None,
        is_wire=spec is not None and spec.is_wire,
    )
