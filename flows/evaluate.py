"""Score the program on gold: every known file of a folder, in one table.

find_gold     which files of the folder are known, how each is predicted and scored (flows/gold.py)
predict       with the code of `annotate`, `clean` and `cluster --by duplicates`, in worker processes
score         transforms.evaluation
report        figures.json, and for each file its misses and false alarms, in data/reports/evaluate
"""

import datetime as dt
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from rich.table import Table

from flows.annotate import annotate_chunks
from flows.clean_file import clean_file
from flows.gold import GoldFile, find_gold
from flows.workers import Workers
from schemas.errors import UsageError
from transforms.articles.duplicates import mark_copies
from transforms.evaluation.events import add_event_ids, join_sentences
from transforms.evaluation.figures import Evaluation, Figure, Record
from transforms.evaluation.floors import FloorBreach, Floors, check_floors

DATA = Path(__file__).resolve().parents[1] / "data"
REPORTS = DATA / "reports" / "evaluate"
GOLD = DATA / "gold"
FLOORS = GOLD / "floors.yaml"
CHARS_A_CHUNK = 60_000
NO_DATE = dt.date(1970, 1, 1)
"""Stands for a missing day where copies are sought or mentions folded: dateless articles are compared among themselves."""

Predictions = Mapping[str, Record]


def evaluate(
    gold: Path, *, workers: int, out: Path | None = None, only: Sequence[str] = (), say: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """Score the program on the gold files of a folder.

    In:    only: names or beginnings of names of gold files; none: all. out: folder of the reports (default data/reports/evaluate).
           say: is told of each file when it is done.
    Out:   {"gold", "files": {name: {"records", "seconds", "sha256", "figures", "notes", "shown", "errors"}}, "unknown": [names]}.
    Fails: InputNotFound, UsageError (broken gold), WorkerDied.
    """
    chosen, unknown = find_gold(gold, only)
    reports = out or REPORTS
    files: dict[str, Any] = {}
    with Workers(workers) as pool:
        for file in chosen:
            started = time.perf_counter()
            rows = file.read_rows()
            predictions = predict(file, rows, pool, workers)
            result = file.kind.score(rows, predictions)
            result.notes += _notes(file, predictions)
            files[file.name] = {
                "records": len(rows),
                "seconds": round(time.perf_counter() - started, 1),
                "sha256": file.sha256(),
                "figures": result.figures,
                "notes": result.notes,
                "shown": dict(file.kind.shown),
                "errors": str(_write_errors(result, reports, file.name)),
            }
            if say is not None:
                say(f"{file.name}: {len(rows)} records in {files[file.name]['seconds']:.0f} s")
    report = {"gold": str(gold), "files": files, "unknown": unknown}
    (reports / "figures.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return report


def predict(file: GoldFile, rows: Sequence[Record], pool: Workers, workers: int) -> Predictions:
    """What the program makes of the documents of a gold file: id -> record."""
    match file.kind.prediction:
        case "code":
            return code_documents([(row["id"], row["text"], row.get("date") or row.get("doc_date")) for row in rows], pool, workers)
        case "code_documents":
            texts = join_sentences(rows)
            return add_event_ids(code_documents([(name, text, None) for name, text in texts.items()], pool, workers), NO_DATE)
        case "duplicates":
            return group_copies(rows)
        case "clean":
            return clean_pages(file.path, workers)


def code_documents(documents: Sequence[tuple[str, str, str | None]], pool: Workers, workers: int) -> Predictions:
    """Annotate (id, text, date) and return id -> record. Of two documents with one id the later counts, as in a file of predictions."""
    lines = [json.dumps({"id": key, "text": text, "date": date}).encode() for key, text, date in documents]
    annotated = (record for chunk in annotate_chunks(_chunks(lines), pool, workers) for record in map(json.loads, chunk))
    return {record["id"]: record for record in annotated}


def _chunks(lines: Sequence[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Lines in order, in lists of about equal size, each with the number of its first line."""
    first, chunk, size = 1, list[bytes](), 0
    for number, line in enumerate(lines, start=1):
        chunk.append(line)
        size += len(line)
        if size >= CHARS_A_CHUNK:
            yield first, chunk
            first, chunk, size = number + 1, [], 0
    if chunk:
        yield first, chunk


def group_copies(rows: Sequence[Record]) -> Predictions:
    """The group of each article: the article that it copies, else itself."""
    articles = pl.DataFrame(
        {
            "article_id": [row["id"] for row in rows],
            "published_date": [dt.date.fromisoformat(row["date"][:10]) if row.get("date") else NO_DATE for row in rows],
            "text": [row["text"] for row in rows],
        }
    ).with_columns(published_at=pl.lit(None, dtype=pl.Datetime("us", "UTC")), text_sha256=pl.col("text"))
    groups: dict[str, Record] = {row["id"]: {"cluster": row["id"]} for row in rows}
    for copy in mark_copies(articles).iter_rows(named=True):
        groups[copy["article_id"]] = {"cluster": copy["duplicate_of"], **copy}
    return groups


def clean_pages(pages: Path, workers: int) -> Predictions:
    """What `eventwire clean` makes of the pages that a gold file names."""
    with tempfile.TemporaryDirectory() as folder:
        cleaned = Path(folder) / "cleaned.jsonl"
        clean_file(pages, cleaned, workers=workers)
        return {str(record["id"]): record for record in map(json.loads, cleaned.read_text(encoding="utf-8").rstrip("\n").split("\n"))}


def _notes(file: GoldFile, predictions: Predictions) -> list[str]:
    reasons = Counter(str(record["error"]).split(":")[0] for record in predictions.values() if record.get("error"))
    failed = [f"{number} documents without a prediction: {reason}" for reason, number in sorted(reasons.items())]
    return ([file.kind.note] if file.kind.note else []) + failed


def _write_errors(result: Evaluation, reports: Path, name: str) -> Path:
    path = reports / f"{name.replace('/', '_')}.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as write:
            write.writelines(json.dumps(error.to_record(), ensure_ascii=False, default=str) + "\n" for error in result.errors)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}; give another folder for the reports") from None
    return path


def make_table(report: Mapping[str, Any]) -> Table:
    """The scores as a table to print: one row for each figure shown of its kind, a peer's figure beside it."""
    table = Table(title=f"Scores on {report['gold']}", caption=_caption(report), caption_justify="left")
    for column in ("file", "records", "figure", "value", "peers"):
        table.add_column(column, justify="right" if column in ("records", "value") else "left")
    for name, file in report["files"].items():
        figures = {figure: peer for figure, peer in file["shown"].items() if figure in file["figures"]}
        for number, (figure, peer) in enumerate((figures or dict.fromkeys(file["figures"], "")).items()):
            start = (name, str(file["records"])) if number == 0 else ("", "")
            table.add_row(*start, figure, _shown(file["figures"][figure]), peer)
        for note in file["notes"]:
            table.add_row("", "", "", "", f"[dim]{note}[/dim]")
        table.add_section()
    for name in report["unknown"]:
        table.add_row(name, "", "", "", "[dim]not known, left out[/dim]")
    return table


def _shown(value: Figure) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def _caption(report: Mapping[str, Any]) -> str:
    seconds = sum(file["seconds"] for file in report["files"].values())
    errors = sorted({str(Path(file["errors"]).parent) for file in report["files"].values()})
    return f"{seconds:.0f} seconds; misses and false alarms in {', '.join(errors)}"


def read_floors(path: Path = FLOORS) -> Floors:
    """Read the pinned least figures of our own gold. Fails: InvalidLexicon."""
    from flows.resources import read_model

    return read_model(path, Floors)


def find_breaches(report: Mapping[str, Any], floors: Floors) -> list[FloorBreach]:
    """Figures of a report that lie below their floors."""
    files = report["files"]
    return check_floors(
        floors, {name: file["figures"] for name, file in files.items()}, {name: file["sha256"] for name, file in files.items()}
    )


def pin_floors(report: Mapping[str, Any], measured: str, *, noise_band: float) -> Floors:
    """Floors at the shares that a report shows. In: measured says what was measured, for whoever reads the floors."""
    files = {
        name: {
            "gold_sha256": file["sha256"],
            "noise_band": noise_band,
            "figures": {
                figure: round(file["figures"][figure], 3) for figure in file["shown"] if isinstance(file["figures"].get(figure), float)
            },
        }
        for name, file in report["files"].items()
    }
    return Floors.model_validate({"measured": measured, "files": files})
