"""What an evaluation leaves on disk: one folder for each gold file, and the run before it beside them.

OUT/figures.json              all figures of the last run
OUT/GOLD/errors.jsonl         misses, false alarms and wrong values: sentence, gold, rules, and the mentions involved with their spans
OUT/GOLD/verdicts.parquet     every item that the gold judges: right, miss, false_alarm or wrong_value
OUT/GOLD/confusion.csv        gold label x predicted label, for gold with labels
OUT/GOLD/gained.jsonl, lost.jsonl   what is right now and was not in the run compared with, and the reverse
OUT/GOLD/figures.json         figures of this file
OUT/previous/GOLD/...         the same of the run before, for each gold file
"""

import csv
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from schemas.errors import InputNotFound, UsageError
from transforms.evaluation.comparison import GAINED, LOST, compare_figures, compare_verdicts, frame_verdicts, items_that
from transforms.evaluation.figures import NONE, Evaluation, Item

PREVIOUS = "previous"
VERDICT_FILE = "verdicts.parquet"
ERROR_FILE = "errors.jsonl"
FIGURE_FILE = "figures.json"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier run said of one gold file, and where that stands."""

    folder: Path
    record: Mapping[str, Any]
    verdicts: pl.DataFrame
    errors: Sequence[dict[str, Any]]


class Reports:
    """The folder of the reports, and the folder of the run that the new one is compared with.

    In: against: reports of a saved run; null: the run that stood in the folder before.
    """

    def __init__(self, folder: Path, against: Path | None = None) -> None:
        if against is not None and not any(against.glob(f"*/{VERDICT_FILE}")):
            raise InputNotFound(f"{against} holds no reports of an evaluation; give a folder that `eventwire evaluate --out` has written")
        self.folder = folder
        self._against = against

    def write_file(self, name: str, file: dict[str, Any], result: Evaluation) -> dict[str, Any]:
        """Write the reports of one gold file; give back its record with `errors` (a path) and `changes` added. Fails: UsageError."""
        own = self.folder / name.replace("/", "_")
        try:
            earlier = _read_earlier((self._against or self.folder) / own.name)
            kept = self._keep_previous(own)
            own.mkdir(parents=True)
            _write_lines(own / ERROR_FILE, (error.to_record() for error in result.errors))
            verdicts = frame_verdicts(result)
            verdicts.write_parquet(own / VERDICT_FILE)
            if result.confusion:
                _write_confusion(own / "confusion.csv", result.confusion)
            changes = _write_changes(own, earlier, file, verdicts, result) if earlier else None
            if changes and self._against is None:
                changes["against"] = str(kept)
            file |= {"errors": str(own / ERROR_FILE), "changes": changes}
            _write_json(own / FIGURE_FILE, file)
        except OSError as error:
            raise UsageError(f"cannot write {own}: {error.strerror or error}; give another folder for the reports") from None
        return file

    def write_run(self, report: Mapping[str, Any]) -> None:
        _write_json(self.folder / FIGURE_FILE, report)

    def _keep_previous(self, own: Path) -> Path:
        """Move the reports of the run before aside, in place of those kept there; return where they are."""
        kept = self.folder / PREVIOUS / own.name
        if own.is_dir():
            shutil.rmtree(kept, ignore_errors=True)
            kept.parent.mkdir(parents=True, exist_ok=True)
            own.rename(kept)
        return kept


def _read_earlier(folder: Path) -> Earlier | None:
    """Null where there is no earlier run of this gold file."""
    if not (folder / VERDICT_FILE).is_file():
        return None
    errors = [json.loads(line) for line in (folder / ERROR_FILE).read_text(encoding="utf-8").split("\n") if line]
    record = json.loads((folder / FIGURE_FILE).read_text(encoding="utf-8"))
    return Earlier(folder, record, pl.read_parquet(folder / VERDICT_FILE), errors)


def _write_changes(own: Path, earlier: Earlier, file: Mapping[str, Any], verdicts: pl.DataFrame, result: Evaluation) -> dict[str, Any]:
    """Write what was gained (as the earlier run told it) and lost (as this one does); give back how much, and which figures moved."""
    changes = compare_verdicts(earlier.verdicts, verdicts)
    gained, lost = items_that(changes, GAINED), items_that(changes, LOST)
    _write_lines(own / "gained.jsonl", _records_of(gained, earlier.errors))
    _write_lines(own / "lost.jsonl", _records_of(lost, (error.to_record() for error in result.errors)))
    return {
        "against": str(earlier.folder),
        "same_gold": earlier.record["sha256"] == file["sha256"],
        "gained": len(gained),
        "lost": len(lost),
        "figures": {name: list(pair) for name, pair in compare_figures(earlier.record["figures"], file["figures"]).items()},
    }


def _records_of(items: list[Item], errors: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    wanted = set(items)
    return (error for error in errors if Item(error["gold_id"], error["field"], error["part"]) in wanted)


def _write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as write:
        write.writelines(json.dumps(record, ensure_ascii=False, default=str) + "\n" for record in records)


def _write_json(path: Path, record: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_confusion(path: Path, confusion: Mapping[tuple[str, str], int]) -> None:
    rows, columns = confusion_axes(confusion)
    with path.open("w", encoding="utf-8", newline="") as write:
        table = csv.writer(write)
        table.writerow(["gold", *columns])
        table.writerows([row, *(confusion.get((row, column), 0) for column in columns)] for row in rows)


def confusion_axes(confusion: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Gold labels and predicted labels of a confusion, sorted, none last."""
    pairs = list(confusion)
    return tuple(sorted({pair[side] for pair in pairs}, key=lambda label: (label == NONE, label)) for side in (0, 1))  # type: ignore[return-value]
