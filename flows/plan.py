"""Settle what a run will do before anything is started or written: settings, source spec, batches, run_id, lake."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.lake import Lake, open_lake
from flows.settings import Settings, load_settings
from flows.sources import ReadLimits, plan_batches, read_spec
from flows.sources.files import path_ref
from schemas.errors import UsageError
from schemas.sources import Batch, SourceSpec
from transforms.articles.normalise import EARLIEST_YEAR, LATEST_YEAR, is_day_of_news
from transforms.ids import make_id

if TYPE_CHECKING:
    from flows.resources import Versions


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a run will do: settled before anything is written. The run_id says what the tables depend on."""

    batches: Mapping[str, Batch]
    lake: Lake
    run_id: str
    settings: Settings
    versions: "Versions"


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
    if published_date is not None and not is_day_of_news(published_date):
        raise UsageError(f"--published-date {published_date}: no day of news; give a day from {EARLIEST_YEAR} to {LATEST_YEAR}")
    spec = read_spec(Path(source_spec)) if source_spec else None
    batches = plan_batches([Path(path) for path in inputs], spec=spec, published_date=published_date, settings=settings)
    from flows.resources import read_versions

    versions = read_versions()
    run_id = run_id_of(batches, spec, published_date, settings, versions)
    return RunPlan({batch.key: batch for batch in batches}, open_lake(settings.lake), run_id, settings, versions)


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
    records = f", records from {batch.first_record + 1:,}" if batch.first_record else ""
    return f"{batch.files[0]}{more}{records}"


def _sha256_of(path: Path) -> str:
    """Hash the bytes of a file; one that cannot be read is a document for quarantine, and no reason to stop."""
    try:
        if not path.is_file():
            return "no file"
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"
