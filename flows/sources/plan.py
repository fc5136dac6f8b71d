"""Cutting inputs into batches, so that the same input gives the same keys and a new file changes only the batch it falls into."""

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from flows.sources.cutting import PartSizes
from flows.sources.files import ReadLimits, SourceFile, path_ref, size_of
from flows.sources.readers import reader_of
from schemas.errors import InputNotFound
from schemas.sources import Batch, SourceSpec
from transforms.ids import make_key


class PlanSettings(PartSizes, Protocol):
    """What the plan asks of the settings; changing a size changes batch keys, never a value."""

    @property
    def batch_files(self) -> int: ...
    @property
    def max_document_bytes(self) -> int: ...


@dataclass(frozen=True, slots=True)
class BatchSizes:
    """Sizes of batches where no settings are at hand."""

    batch_files: int = 500
    batch_records: int = 5_000
    batch_bytes: int = 64 * 1024 * 1024
    max_document_bytes: int = ReadLimits().max_document_bytes


DEFAULT_SIZES = BatchSizes()
_NOT_SLUG = re.compile(r"[^a-z0-9_.-]+")


def plan_batches(
    inputs: Sequence[Path],
    *,
    spec: SourceSpec | None = None,
    published_date: dt.date | None = None,
    settings: PlanSettings = DEFAULT_SIZES,
) -> list[Batch]:
    """The batches of a run, in order of the inputs.

    In:    files and folders; a folder is read with all below it, hidden files apart.
    Out:   files that are one document each, and small ones of kinds that hold one or many, are cut where a name's hash says so, about
           500 a batch; a file of records is one batch, or one for every 5,000 records (64 MiB of a web archive) if it is large. Files
           of unknown kind travel along, to be counted as ignored.
    Fails: InputNotFound for a path that does not exist, and where no input holds a file that a reader knows.
    """
    for path in inputs:
        if not path.exists():
            raise InputNotFound(f"{path}: no such file or folder; check the path")
    batches: dict[str, Batch] = {}
    for path in inputs:
        for batch in _plan_input(path, spec, published_date, settings):
            batches.setdefault(batch.key, batch)
    if not any(reader_of(file) for batch in batches.values() for file in batch.files):
        names = ", ".join(str(path) for path in inputs)
        raise InputNotFound(
            f"{names}: no file that a reader knows; give .html, .txt, .md, .jsonl, .json, .csv, .parquet, .xml or .warc files"
        )
    return list(batches.values())


def _plan_input(root: Path, spec: SourceSpec | None, published_date: dt.date | None, settings: PlanSettings) -> Iterator[Batch]:
    source_id = spec.id if spec else source_id_of(root)
    files = sorted(_files_below(root), key=lambda path: path.as_posix()) if root.is_dir() else [root]
    records = [path for path in files if _holds_records(path)]
    documents = [path for path in files if not _holds_records(path)]
    for name, chunk in cut_files(root, documents, settings.batch_files):
        key = make_key(source_id, path_ref(root), name)
        yield Batch(key, source_id, tuple(chunk), published_date=published_date, spec=spec)
    for path in records:
        yield from _plan_record_file(path, source_id, spec, published_date, settings)


def _files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, hidden ones apart.

    A folder that cannot be listed, or that is a link (which may lead back here), comes as itself, to be set aside as unreadable.
    """
    refused: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=lambda error: refused.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))
        yield from (link for name in folders if (link := Path(parent, name)).is_symlink())
    yield from refused


def _holds_records(path: Path) -> bool:
    reader = reader_of(path)
    return reader is not None and reader.cut is not None and size_of(path) >= reader.records_from_bytes


def cut_files(root: Path, files: Iterable[Path], size: int) -> Iterator[tuple[str, list[Path]]]:
    """Content-defined chunks of sorted files, each with the name of its first file ("^" for the first chunk)."""
    chunk: list[Path] = []
    first = "^"
    for path in files:
        name = path.relative_to(root).as_posix() if path != root else path.name
        if chunk and _begins_chunk(name, size):
            yield first, chunk
            chunk, first = [], name
        elif not chunk and _begins_chunk(name, size) and first == "^":
            first = name
        chunk.append(path)
    if chunk:
        yield first, chunk


def _begins_chunk(name: str, size: int) -> bool:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:8], "big") % size == 0


def _plan_record_file(
    path: Path, source_id: str, spec: SourceSpec | None, published_date: dt.date | None, settings: PlanSettings
) -> Iterator[Batch]:
    ref, reader = path_ref(path), reader_of(path)
    whole = SourceFile(path, ref, Batch("", source_id, (path,), spec=spec), ReadLimits(settings.max_document_bytes))
    for part in reader.cut(whole, settings) if reader and reader.cut else ():
        yield Batch(make_key(source_id, ref, part.first), source_id, (path,), part, published_date, spec)


def source_id_of(path: Path) -> str:
    """A source's short name from its folder or file: lower case, without suffixes, what is no letter, digit or ._- as a dash."""
    name = path.resolve().name if path.is_dir() else path.name.split(".")[0]
    return _NOT_SLUG.sub("-", name.lower()).strip("-._") or "source"
