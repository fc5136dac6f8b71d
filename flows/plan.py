"""Settle what a run will do before anything is started or written: settings, source spec, batches, run_id, lake."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from flows.fetching.archive import MAX_FILE_BYTES, ArchiveFile, archive_files
from flows.lake import Lake, open_lake
from flows.settings import Settings, load_settings
from flows.sources import ReadLimits, plan_batches, read_spec
from flows.sources.archive_notes import spec_of
from flows.sources.files import path_ref
from schemas.errors import InputNotFound, UsageError
from schemas.sources import Batch, SourceSpec
from transforms.articles.normalise import EARLIEST_YEAR, LATEST_YEAR, is_in_calendar
from transforms.ids import make_id, make_key

if TYPE_CHECKING:
    from flows.resources import Versions


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a run will do: settled before anything is written. The run_id says what the tables depend on.

    fetched_files: the files of one fetch that the run reads; none where it reads anything else.
    """

    batches: Mapping[str, Batch]
    lake: Lake
    run_id: str
    settings: Settings
    versions: "Versions"
    fetched_files: tuple[ArchiveFile, ...] = ()


def plan_run(
    inputs: Sequence[str | Path],
    *,
    lake: str | Path | None = None,
    published_date: dt.date | None = None,
    source_spec: str | Path | None = None,
    workers: int | None = None,
) -> RunPlan:
    """Settle what a run will do. The lake is opened last: if anything is wrong, nothing has been made.

    Fails:   UsageError: settings, paths, the spec, the day or the lake.
    """
    settings = load_settings(lake=lake, workers=workers)
    if published_date is not None and not is_in_calendar(published_date):
        raise UsageError(f"--published-date {published_date}: no day of news; give a day from {EARLIEST_YEAR} to {LATEST_YEAR}")
    spec = read_spec(Path(source_spec)) if source_spec else None
    batches = plan_batches([Path(path) for path in inputs], spec=spec, published_date=published_date, settings=settings)
    return _settle(batches, settings, spec, published_date)


def plan_source(spec: SourceSpec, settings: Settings) -> RunPlan:
    """Settle what is made of a source of files on this machine. Fails: UsageError: its paths, or the lake."""
    return _settle(plan_batches([Path(path) for path in spec.paths], spec=spec, settings=settings), settings, spec)


def plan_archive(settings: Settings, *, only_new: bool = False) -> list[RunPlan]:
    """Settle what is made of the raw archive: one plan a fetch, in their order.

    In:      only_new: fetches that the lake has not noted yet.
    Fails:   InputNotFound where the archive holds nothing (and not only_new); UsageError: the lake.
    """
    files = archive_files(settings.archive)
    if not files and not only_new:
        raise InputNotFound(f"archive {settings.archive}: holds no fetched files; fill it with `eventwire fetch`")
    noted = set(open_lake(settings.lake).batch_keys("fetches")) if only_new else set()
    fetches = [tuple(group) for fetch, group in groupby(files, key=lambda file: file.fetch) if fetch not in noted]
    return [_settle(plan_archive_batches(fetched, settings), settings, fetched=fetched) for fetched in fetches]


def _settle(
    batches: Sequence[Batch],
    settings: Settings,
    spec: SourceSpec | None = None,
    published_date: dt.date | None = None,
    *,
    fetched: tuple[ArchiveFile, ...] = (),
) -> RunPlan:
    """Name the run over some batches, and open its lake."""
    from flows.resources import read_versions

    versions = read_versions()
    run_id = run_id_of(batches, spec, published_date, settings, versions)
    return RunPlan({batch.key: batch for batch in batches}, open_lake(settings.lake), run_id, settings, versions, fetched)


def plan_archive_batches(fetched: Sequence[ArchiveFile], settings: Settings) -> list[Batch]:
    """Cut the files of one fetch: small ones of all sources together, downloaded archives each by itself."""
    specs = {file.source_id: spec_of(file.path) for file in fetched if file.is_own}
    batches, together, size = list[Batch](), list[Path](), 0
    for file in fetched:
        if not file.is_own:
            batches += plan_batches([file.path], spec=specs.get(file.source_id), settings=settings)
            continue
        if together and size + file.path.stat().st_size > MAX_FILE_BYTES:
            batches.append(_archive_batch(together))
            together, size = [], 0
        together.append(file.path)
        size += file.path.stat().st_size
    return [*batches, *([_archive_batch(together)] if together else [])]


def _archive_batch(paths: Sequence[Path]) -> Batch:
    return Batch(make_key("archive", path_ref(paths[0])), "archive", tuple(paths), holds_specs=True)


def run_id_of(
    batches: Iterable[Batch], spec: SourceSpec | None, published_date: dt.date | None, settings: Settings, versions: "Versions"
) -> str:
    """Name a run by all that its tables depend on: batches and bytes of their files, spec, limits, versions; not workers, place or time."""
    batches = sorted(batches, key=lambda batch: batch.key)
    files = sorted({path for batch in batches for path in batch.files})
    return make_id(
        "run",
        *(batch.key for batch in batches),
        *(part for path in files for part in (path_ref(path), _sha256_of(path))),
        spec.model_dump_json() if spec else None,
        published_date.isoformat() if published_date else None,
        settings.model_dump_json(include={"page_deadline_seconds", "page_memory_mb", "max_document_bytes"}),
        *astuple(versions),
    )


def read_limits(settings: Settings) -> ReadLimits:
    """Take from the settings what the readers want."""
    return ReadLimits(max_document_bytes=settings.max_document_bytes)


def describe(batch: Batch) -> str:
    """Name the files of a batch for a person."""
    more = f" and {len(batch.files) - 1:,} more files" if len(batch.files) > 1 else ""
    part = f", {batch.part.unit} from {batch.part.first + 1:,}" if batch.part.first else ""
    return f"{batch.files[0]}{more}{part}"


def _sha256_of(path: Path) -> str:
    """Hash the bytes of a file; one that cannot be read is a document for quarantine, and no reason to stop."""
    try:
        if not path.is_file():
            return "no file"
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"
