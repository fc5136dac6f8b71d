"""What may differ from machine to machine: one frozen model, read once by the command line or the deployment.

Each setting can be given in the environment as EVENTWIRE_<NAME>, for example EVENTWIRE_WORKERS=4. Importing this module reads nothing.
"""

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.errors import InvalidSettings

PREFIX = "EVENTWIRE_"


def available_cpus() -> int:
    """Processors that this process may use (a container's share, not the machine's)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseSettings):
    """Settings of the machine. None of them changes a value in a table, except where the description says so."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    lake: Path = Field(default=Path("data/lake"), description="Folder of the tables.")
    archive: Path = Field(default=Path("data/raw"), description="Folder of the raw archive: all that was fetched, as WARC files.")
    sources: Path = Field(default=Path("data/sources"), description="Folder of the source specs that `eventwire fetch` reads.")
    fetch_user_agent: str = Field(
        default="Eventwire/0.1 (news archiver; the operator has not named a contact)",
        min_length=1,
        description="What hosts are told; name yourself and a way to reach you.",
    )
    fetch_connections: int = Field(default=64, ge=1, le=1024, description="Connections at once, to all hosts together.")
    fetch_host_connections: int = Field(default=2, ge=1, le=64, description="Connections at once to one host.")
    fetch_host_interval_seconds: float = Field(
        default=1.0, ge=0.0, description="Time between two requests to one host; a longer Crawl-delay of its robots.txt is kept."
    )
    fetch_timeout_seconds: float = Field(default=30.0, gt=0, description="Time for one request and its whole answer.")
    fetch_attempts: int = Field(default=3, ge=1, description="Requests for one address in one fetch, where the failure may pass.")
    fetch_retry_seconds: float = Field(default=1.0, ge=0.0, description="Wait before the second request; it doubles, with some chance.")
    fetch_longest_wait_seconds: float = Field(
        default=60.0, ge=0.0, description="A host that asks for a longer wait (Retry-After) is left alone until the next fetch."
    )
    fetch_minutes: float | None = Field(
        default=None, gt=0, description="Pages whose turn has not come by then are left to the next fetch; default: no limit."
    )
    fetch_private_hosts: bool = Field(
        default=False, description="Allow this machine and private networks as targets; only for your own servers."
    )
    max_archive_bytes: int = Field(default=8 * 1024**3, ge=1, description="Size limit of one downloaded web archive.")
    max_listing_bytes: int = Field(default=50 * 1024 * 1024, ge=1, description="Size limit of one feed, sitemap or list.")
    gazetteer: Path | None = Field(
        default=None,
        description="Folder of a gazetteer that `eventwire gazetteer build` made; default: the shipped one. Changes places, and the "
        "versions in the rows say so.",
    )
    workers: int = Field(
        default_factory=available_cpus, ge=1, le=1024, description="Processes that clean and code; default: the processors there are."
    )
    batch_files: int = Field(default=500, ge=1, description="Single-document files in a batch, on average. Changes batch keys, no values.")
    batch_records: int = Field(default=5_000, ge=1, description="Records of a large file in a batch. Changes batch keys, no values.")
    batch_bytes: int = Field(
        default=64 * 1024 * 1024, ge=1, description="Bytes of a large web archive in a batch. Changes batch keys, no values."
    )
    page_deadline_seconds: float = Field(
        default=20.0, gt=0, description="Time for one page; a slower one is quarantined (cleaner_timeout)."
    )
    page_memory_mb: int = Field(default=1_500, ge=100, description="Memory for one page; a greedier one is quarantined (cleaner_memory).")
    cleaner_recycle_pages: int = Field(default=1_000, ge=1, description="Pages after which a cleaning process is replaced.")
    max_document_bytes: int = Field(
        default=10 * 1024 * 1024, ge=1, description="Size limit of one document; a larger one is quarantined (too_large)."
    )
    quarantine_limit_share: float = Field(
        default=0.5, ge=0.0, le=1.0, description="Greatest share of a run's documents in quarantine; above it the run fails."
    )


def load_settings(**overrides: object) -> Settings:
    """Read the settings from the environment; overrides that are not null win over it.

    Fails: InvalidSettings, which names the variable and says what it should hold.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise InvalidSettings(
            "; ".join(_explain(problem["loc"], problem["msg"], problem["input"], given) for problem in error.errors())
        ) from None


def _explain(location: tuple[int | str, ...], message: str, value: object, given: dict[str, object]) -> str:
    name = str(location[0]) if location else "settings"
    shown = f"--{name.replace('_', '-')}" if name in given else f"environment variable {PREFIX}{name.upper()}"
    return f"{shown}={value!r}: {message[0].lower()}{message[1:]}; correct or unset it"
