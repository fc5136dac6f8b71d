"""One fetch over the loopback web without a run behind it: crawl, then let the lake learn from the archive."""

import asyncio
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from flows.fetching.archive import archive_files, writing
from flows.fetching.crawl import Crawl
from flows.fetching.index import note_fetches
from flows.fetching.known import Known
from flows.lake import open_lake
from flows.settings import Settings
from schemas.operations import StepReport
from schemas.sources import SourceSpec
from tests.rows import RUN_ID

EASY = {
    "fetch_private_hosts": True,
    "fetch_host_interval_seconds": 0.0,
    "fetch_retry_seconds": 0.01,
    "fetch_timeout_seconds": 10.0,
    "fetch_longest_wait_seconds": 2.0,
    "max_document_bytes": 500_000,
}


class Desk:
    """A lake and an archive in one folder, to which sources are fetched again and again."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.settings = Settings(archive=folder / "raw", lake=folder / "lake", **{**EASY, **settings})
        self.lake = open_lake(self.settings.lake)
        self._began = dt.datetime(2026, 3, 4, 5, 0, 0, tzinfo=dt.UTC)

    def fetch(self, *specs: SourceSpec, minutes_later: int = 60) -> StepReport:
        """One fetch; each is told that it begins some time after the one before."""
        self._began += dt.timedelta(minutes=minutes_later)
        known = Known(self.lake, [spec.id for spec in specs], self._began)
        crawl = Crawl(specs, known, self.settings, self._began)
        with writing(self.settings.archive):
            asyncio.run(crawl.run())
        self.learn()
        report = crawl.report
        assert report.rows_in == report.rows_out + report.rows_quarantined + report.rows_ignored
        return report

    def learn(self) -> None:
        noted = set(self.lake.batch_keys("fetches"))
        by_fetch: dict[str, list[Any]] = {}
        for file in archive_files(self.settings.archive):
            by_fetch.setdefault(file.fetch, []).append(file)
        for fetch, files in by_fetch.items():
            if fetch not in noted:
                note_fetches(self.lake, files, RUN_ID)

    def rows(self, *columns: str) -> list[Any]:
        asked = self.lake.scan("fetches").filter(~pl.col("url").str.starts_with("source:"))
        found = asked.sort("fetched_at", "url").select(columns).collect()
        return found.to_series().to_list() if len(columns) == 1 else found.rows()

    def reasons(self) -> dict[str, str]:
        """What quarantine holds of fetching: address -> reason."""
        rows = self.lake.scan("quarantine").filter(pl.col("step") == "fetch").select("key", "reason").collect()
        return dict(rows.iter_rows())


def pages(*urls: str, **values: Any) -> SourceSpec:
    return SourceSpec(id=values.pop("id", "pages"), kind="urls", urls=urls, **values)


def feed(*urls: str, **values: Any) -> SourceSpec:
    return SourceSpec(id=values.pop("id", "feed"), kind="feed", urls=urls, **values)


def counted(report: StepReport) -> dict[str, int]:
    return dict(Counter({"fetched": report.rows_out, "failed": report.rows_quarantined, **report.ignored}))
