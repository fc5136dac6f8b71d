"""Score the program on gold: every known file of a folder, in one table.

find_gold     which files of the folder are known, how each is predicted and scored (flows/gold.py)
predict       with the code of `annotate`, `clean` and `cluster`, in worker processes
score         transforms.evaluation
report        figures, errors, confusion, and what was gained and lost against the run before, in data/reports/evaluate
              (flows/evaluation_reports.py); as tables: flows/evaluation_tables.py
floors        the least figures on our own gold: held against, and pinned anew
"""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from flows.annotate import annotate_chunks, learn_line_priors
from flows.clean_file import clean_file
from flows.cluster import NO_DATE, group_articles
from flows.evaluation_reports import Reports
from flows.gold import GoldFile, find_gold
from flows.resources import read_kin, read_ontology
from flows.stop_words import read_stop_words
from flows.workers import Workers
from transforms.evaluation.calibration import confidence_pairs, measure_reliability
from transforms.evaluation.coreference import ParsedTrigger, parse_triggers
from transforms.evaluation.events import join_sentences
from transforms.evaluation.figures import Evaluation, Judged, Record
from transforms.evaluation.floors import FloorBreach, Floors, check_floors
from transforms.evaluation.folding import FoldingTools, fold_documents
from transforms.evaluation.happenings import documents_of, mentions_of_gold

DATA = Path(__file__).resolve().parents[1] / "data"
REPORTS = DATA / "reports" / "evaluate"
GOLD = DATA / "gold"
FLOORS = GOLD / "floors.yaml"
NOISE_BAND = 0.01
"""How far below its floor a figure may lie: two or three records of our own gold."""
CHARS_A_CHUNK = 60_000

Predictions = Mapping[str, Record]


def evaluate(
    gold: Path,
    *,
    workers: int,
    out: Path | None = None,
    only: Sequence[str] = (),
    against: Path | None = None,
    say: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Score the program on the gold files of a folder.

    In:    only: names or beginnings of names of gold files; none: all. out: folder of the reports (default data/reports/evaluate).
           against: reports of the run to compare with; null: those that stood in `out`, which are kept there as previous/.
           say: is told of each file when it is done.
    Out:   {"gold", "files": {name: {"records", "seconds", "sha256", "figures", "notes", "shown", "confusion", "reliability", "errors",
           "changes"}}, "unknown": [names], "reliability"}; the last over all mentions that any file judges.
    Fails: InputNotFound, UsageError (broken gold), WorkerDied.
    """
    chosen, unknown = find_gold(gold, only)
    reports = Reports(out or REPORTS, against)
    files: dict[str, Any] = {}
    judged: list[Judged] = []
    with Workers(workers) as pool:
        for file in chosen:
            started = time.perf_counter()
            rows = file.read_rows()
            predictions = predict(file, rows, pool, workers)
            result = file.kind.score(rows, predictions)
            result.notes += _notes(file, predictions)
            judged += result.judged
            record = {"records": len(rows), "seconds": round(time.perf_counter() - started, 1), "sha256": file.sha256()}
            files[file.name] = reports.write_file(file.name, record | _told_of(result) | {"shown": dict(file.kind.shown)}, result)
            if say is not None:
                say(f"{file.name}: {len(rows)} records in {record['seconds']:.0f} s")
    report = {"gold": str(gold), "files": files, "unknown": unknown, "reliability": _reliability(judged)}
    reports.write_run(report)
    return report


def _told_of(result: Evaluation) -> dict[str, Any]:
    """What the report of a run says of one file."""
    confusion = [[gold, predicted, number] for (gold, predicted), number in sorted(result.confusion.items())]
    return {"figures": result.figures, "notes": result.notes, "confusion": confusion, "reliability": _reliability(result.judged)}


def _reliability(judged: Sequence[Judged]) -> dict[str, Any] | None:
    measured = measure_reliability(confidence_pairs(judged))
    return measured.to_record() if measured else None


def predict(file: GoldFile, rows: Sequence[Record], pool: Workers, workers: int) -> Predictions:
    """What the program makes of the documents of a gold file: id -> record."""
    match file.kind.prediction:
        case "code":
            return code_documents([_given(row) for row in rows], pool, workers)
        case "code_documents":
            return code_marked_documents(rows, pool, workers)
        case "happenings":
            articles, marked, tools = documents_of(rows), mentions_of_gold(rows, read_ontology()), folding_tools()
            coded = fold_documents(articles, code_documents([_given(row) for row in articles], pool, workers), tools)
            told = fold_documents(articles, marked, tools)
            grouped = fold_documents(articles, marked, tools, {article["id"]: row["id"] for row in rows for article in row["articles"]})
            return {name: {**record, "of_gold": told[name], "in_gold_stories": grouped[name]} for name, record in coded.items()}
        case "duplicates":
            return group_articles(rows, by="duplicates")
        case "stories":
            return group_articles(rows, by="stories")
        case "clean":
            return clean_pages(file.path, workers)


def folding_tools() -> FoldingTools:
    """What folding reads from disk."""
    return FoldingTools(read_ontology(), read_kin().families_of, read_stop_words)


def _given(row: Record) -> Record:
    """What a gold row gives to code, in the form of `annotate`."""
    given = {"id": row["id"], "text": row["text"], "date": row.get("date") or row.get("doc_date")}
    return given | {"url": f"https://{row['domain']}/"} if row.get("domain") else given


def code_documents(documents: Sequence[Record], pool: Workers, workers: int) -> Predictions:
    """Annotate documents and return id -> record. Of two documents with one id the later counts, as in a file of predictions."""
    lines = [json.dumps(document).encode() for document in documents]
    priors = pool.call("no document yet", learn_line_priors, lines) if any("url" in document for document in documents) else None
    annotated = (record for chunk in annotate_chunks(_chunks(lines), pool, workers, priors) for record in map(json.loads, chunk))
    return {record["id"]: record for record in annotated}


def code_marked_documents(rows: Sequence[Record], pool: Workers, workers: int) -> Predictions:
    """The events of documents, the story of each, and what the parse says of the event words that the gold marks in them."""
    undated = [{"id": name, "text": text} for name, text in join_sentences(rows).items()]
    documents = [document | {"date": str(NO_DATE)} for document in undated]
    coded = fold_documents(documents, code_documents(undated, pool, workers), folding_tools())
    stories = group_articles(documents, by="stories")
    parsed = pool.call("marked events", parse_marked_events, rows)
    return {name: {**record, "story": stories[name]["cluster"], "marked": parsed.get(name, [])} for name, record in coded.items()}


def parse_marked_events(rows: Sequence[Record]) -> dict[str, list[ParsedTrigger]]:
    """Parse the sentences of marked events in this process, with the resources that it has read."""
    from flows.resources import load_resources

    return parse_triggers(rows, load_resources().coder_tools.parser)


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


def read_floors(path: Path = FLOORS) -> Floors:
    """Read the pinned least figures of our own gold. Fails: InvalidLexicon."""
    from flows.lexicon_files import read_model

    return read_model(path, Floors)


def find_breaches(report: Mapping[str, Any], floors: Floors) -> list[FloorBreach]:
    """Figures of a report that lie below their floors."""
    files = report["files"]
    return check_floors(
        floors, {name: file["figures"] for name, file in files.items()}, {name: file["sha256"] for name, file in files.items()}
    )


def breaches_of_folder(report: Mapping[str, Any], gold: Path) -> str:
    """Breaches of the floors that a folder of gold has, in words, over the files of the report; "" if there are none."""
    path = gold / FLOORS.name
    if not path.is_file():
        return ""
    return breaches_in_words(report, [b for b in find_breaches(report, read_floors(path)) if b.file in report["files"]])


def breaches_in_words(report: Mapping[str, Any], breaches: Sequence[FloorBreach]) -> str:
    """Each breach, and where the records behind it stand; "" without breaches."""
    lines = [f"{breach.file} {breach.figure or ''}: {breach.reason}".replace(" :", ":") for breach in breaches]
    for name in dict.fromkeys(breach.file for breach in breaches if breach.file in report["files"]):
        errors, changes = Path(report["files"][name]["errors"]), report["files"][name]["changes"]
        lost = f"; lost since {changes['against']}: {errors.with_name('lost.jsonl')}" if changes else ""
        lines.append(f"errors of {name}: {errors}{lost}")
    return "\n".join(lines)


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


def write_floors(floors: Floors, path: Path = FLOORS) -> list[str]:
    """Pin floors in a file: its header of comments and the floors of files that were not measured stay.

    Out: one line for each floor that was lowered; the change log has to say why.
    """
    written = path.read_text(encoding="utf-8") if path.is_file() else ""
    header = "".join(takewhile(lambda line: line.startswith("#"), written.splitlines(keepends=True)))
    before = read_floors(path).files if written else {}
    values = floors.model_dump() | {"files": {name: file.model_dump() for name, file in (before | floors.files).items()}}
    path.write_text(header + yaml.safe_dump(values, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return [
        f"{name} {figure}: {value:.3f} -> {floors.files[name].figures.get(figure, 0.0):.3f}"
        for name, file in before.items()
        if name in floors.files
        for figure, value in file.figures.items()
        if floors.files[name].figures.get(figure, 0.0) < value
    ]


def pin_folder(report: Mapping[str, Any], gold: Path, noise_band: float = NOISE_BAND) -> list[str]:
    """Pin the figures of a report as the floors of its gold folder; see `write_floors`."""
    from importlib import metadata

    measured = f"Eventwire {metadata.version('eventwire')}: make evaluate"
    return write_floors(pin_floors(report, measured, noise_band=noise_band), gold / FLOORS.name)
