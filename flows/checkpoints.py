"""Where a run stands: what it has finished of each batch, so that the same run, started again after a crash, goes on from there.

    <lake>/_progress/<run_id>/<table>-<batch key>.json      the sums of the steps that write a batch's rows of a table

A run_id stands for inputs, settings and versions, so what is noted under it is what a new start would make again. The notes go when the
run has ended; a run that has ended and is started again does everything again.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from flows.lake import Lake
from schemas.operations import StepReport

FOLDER = "_progress"


class Checkpoints:
    """The notes of one run in one lake."""

    def __init__(self, lake: Lake, run_id: str) -> None:
        self._lake = lake
        self._folder = lake.root / FOLDER / run_id

    @property
    def has_any(self) -> bool:
        return self._folder.is_dir()

    @contextmanager
    def of(self, table: str, batch_key: str) -> Iterator[list[StepReport]]:
        """What the steps that write a batch's rows of a table did before a crash; empty where they are to do, and noted at the end.

        A note is not believed where it tells of rows and the lake holds no file of the batch.
        """
        place = self._folder / f"{table}-{batch_key}.json"
        reports = _read(place)
        if sum(report.rows_made for report in reports) and not self._lake.files(table, batch_key=batch_key):
            reports = []
        was_noted = bool(reports)
        yield reports
        if not was_noted:
            _write(place, reports)

    def clear(self) -> None:
        """Forget all of it: the run has ended."""
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._folder.parent.is_dir() and not any(self._folder.parent.iterdir()):
            self._folder.parent.rmdir()


def _read(place: Path) -> list[StepReport]:
    try:
        noted = json.loads(place.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return [StepReport(**{**report, **{sums: Counter(report[sums]) for sums in ("ignored", "noted")}}) for report in noted]


def _write(place: Path, reports: list[StepReport]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    staged = place.with_name(f"{place.name}.{os.getpid()}")
    noted = [{field.name: getattr(report, field.name) for field in fields(report)} for report in reports]
    staged.write_text(json.dumps(noted), encoding="utf-8")
    staged.replace(place)
