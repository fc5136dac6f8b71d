"""What the tests of readers share: reading one file or folder, and telling documents from what was set aside."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from flows.sources import IgnoredEntry, ReadLimits, plan_batches, read_batch
from schemas.articles import RawDocument
from schemas.operations import QUARANTINE_REASONS, QuarantineEntry
from schemas.sources import SourceSpec

SENTENCE = "Soldiers left the border post on Friday, the mayor said."
OTHER_SENTENCE = "Farmers blocked the coast road for a second day."
DAY = dt.date(2024, 11, 30)


@dataclass(frozen=True)
class Reading:
    documents: list[RawDocument]
    quarantined: list[QuarantineEntry]
    ignored: list[IgnoredEntry]

    @property
    def reasons(self) -> list[str]:
        return [entry.reason for entry in self.quarantined]


def read(path: Path, *, spec: SourceSpec | None = None, day: dt.date | None = DAY, limit: int = 1_000_000) -> Reading:
    results = [result for batch in plan_batches([path], spec=spec, published_date=day) for result in read_batch(batch, ReadLimits(limit))]
    quarantined = [result for result in results if isinstance(result, QuarantineEntry)]
    assert all(entry.reason in QUARANTINE_REASONS and entry.detail for entry in quarantined)
    return Reading(
        [result for result in results if isinstance(result, RawDocument)],
        quarantined,
        [result for result in results if isinstance(result, IgnoredEntry)],
    )
