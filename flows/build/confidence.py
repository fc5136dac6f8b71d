"""Fit what each piece of evidence for a mention is worth, on gold that judges single mentions, and write it with its figures.

python -m flows.build.confidence --gold FOLDER [--gold FOLDER]        (make confidence GOLD=FOLDER; our own gold is always read)

A logistic regression with a ridge. Its figures are those of five folds: records are put into folds by a hash of their ids, and each fold
is told by a fit that has not seen it. The same gold, rules and parser give the same file.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from flows.annotate import annotation, read_line
from flows.evaluate import GOLD
from flows.evaluation_tables import make_bin_table, reliability_in_words
from flows.gold import GoldFile, find_gold
from flows.settings import load_settings
from flows.workers import Workers
from schemas.errors import UsageError
from schemas.lexicons.confidence import ConfidenceWeights
from transforms.evaluation.calibration import confidence_pairs, measure_reliability
from transforms.evaluation.figures import Judged, Record
from transforms.evaluation.regression import cross_validate, fit_logistic

WEIGHTS = Path(__file__).parents[2] / "data" / "lexicons" / "en" / "confidence.yaml"
HEADER = """\
# What each piece of evidence for a mention is worth (names: transforms/mentions/confidence.py), on the logit scale.
# Written by `make confidence GOLD=FOLDER` (flows/build/confidence.py) from gold that judges single mentions; do not edit.
# fitted.folds: figures of mentions told by a fit that has not seen their records; fitted.gold: mentions judged in each gold file.
"""
FOLDS = 5
RIDGE = 10.0
ROWS_A_CHUNK = 100
LEAST_TIMES = 15
"""Evidence that holds for fewer mentions gets no weight."""


@dataclass(frozen=True, slots=True)
class Example:
    """One mention with its evidence, and what a gold file says of it."""

    file: str
    judged: Judged

    @property
    def evidence(self) -> dict[str, float]:
        found: dict[str, float] = self.judged.mention["evidence"]
        return found

    @property
    def fold(self) -> int:
        return int.from_bytes(hashlib.sha256(f"{self.file}/{self.judged.gold_id}".encode()).digest()[:4], "big") % FOLDS


def gather_examples(folders: Sequence[Path], workers: int) -> list[Example]:
    """Code the gold that judges single mentions, in the order of its files. Fails: InputNotFound, UsageError, WorkerDied."""
    examples: list[Example] = []
    with Workers(workers) as pool:
        for file in (file for folder in folders for file in find_gold(folder)[0] if file.kind.judges_mentions):
            rows = file.read_rows()
            result = file.kind.score(rows, _predict(file, rows, pool, workers))
            examples += [Example(file.name, judged) for judged in result.judged]
    if not examples:
        raise UsageError(f"no gold in {', '.join(map(str, folders))} judges single mentions; data/gold/README.md lists the kinds")
    return examples


def _predict(file: GoldFile, rows: Sequence[Record], pool: Workers, workers: int) -> dict[str, Record]:
    chunks = [rows[start : start + ROWS_A_CHUNK] for start in range(0, len(rows), ROWS_A_CHUNK)]
    with ThreadPoolExecutor(workers) as threads:
        coded = threads.map(lambda chunk: pool.call(file.name, code_with_evidence, chunk), chunks)
        return {record["id"]: record for records in coded for record in records}


def code_with_evidence(rows: Sequence[Record]) -> list[dict[str, Any]]:
    """Annotate records in this process by the rules alone; each mention also gets the evidence of its confidence.

    The second opinion was trained on much of this gold: what it changed would look surer than it is.
    """
    from flows.resources import load_resources
    from transforms.mentions.coder import code_text

    tools = replace(load_resources().coder_tools, second_opinion=None)
    records = []
    for row in rows:
        line = {"id": row["id"], "text": row["text"], "date": row.get("date") or row.get("doc_date")}
        given = read_line(json.dumps(line).encode())
        coded = code_text(given.text, given.date, tools)
        record = {"id": given.line_id, **annotation(coded)}
        for mention, told in zip(record["mentions"], coded.mentions, strict=True):
            mention["evidence"] = dict(told.evidence)
        records.append(record)
    return records


def fit_weights(examples: Sequence[Example]) -> ConfidenceWeights:
    """Weights and intercept, with the figures of five folds. Fails: UsageError where the mentions carry no evidence."""
    times = Counter(name for example in examples for name in example.evidence)
    names = sorted(name for name, number in times.items() if LEAST_TIMES <= number < len(examples))
    if not names:
        raise UsageError("the mentions of the gold carry no evidence; nothing can be fitted")
    rows = [[example.evidence.get(name, 0.0) for name in names] for example in examples]
    right = [example.judged.is_right for example in examples]
    fit = fit_logistic(rows, right, RIDGE)
    told = cross_validate(rows, right, [example.fold for example in examples], RIDGE)
    folds = measure_reliability(list(zip(told, right, strict=True)))
    return ConfidenceWeights(
        intercept=round(fit.intercept, 3),
        weights={name: round(weight, 3) for name, weight in zip(names, fit.weights, strict=True)},
        fitted={
            "ridge": RIDGE,
            "gold": dict(sorted(Counter(example.file for example in examples).items())),
            "ranking": round(ranking(told, right), 3),
            "folds": folds.to_record() if folds else None,
        },
    )


def ranking(told: Sequence[float], right: Sequence[bool]) -> float:
    """How often a right mention is told to be surer than a wrong one (area under the ROC curve); ties count half."""
    order = sorted(range(len(told)), key=lambda i: told[i])
    ranks, start = [0.0] * len(told), 0
    while start < len(order):
        end = start
        while end < len(order) and told[order[end]] == told[order[start]]:
            end += 1
        for i in order[start:end]:
            ranks[i] = (start + end + 1) / 2
        start = end
    n_right = sum(right)
    total = sum(rank for rank, is_right in zip(ranks, right, strict=True) if is_right)
    return (total - n_right * (n_right + 1) / 2) / (n_right * (len(right) - n_right))


def write_weights(weights: ConfidenceWeights, path: Path) -> None:
    path.write_text(HEADER + yaml.safe_dump(weights.model_dump(), sort_keys=False, width=200), encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--gold", type=Path, action="append", default=[GOLD], help="folder of gold files, besides our own")
    arguments.add_argument("--out", type=Path, default=WEIGHTS, help="where the weights go")
    options = arguments.parse_args()
    examples = gather_examples(list(dict.fromkeys(path.resolve() for path in options.gold)), load_settings().workers)
    weights = fit_weights(examples)
    write_weights(weights, options.out)
    console = Console()
    today = measure_reliability(confidence_pairs([example.judged for example in examples]))
    if today:
        console.print(make_bin_table("Confidence before", today.to_record()), reliability_in_words(today.to_record()))
    folds = weights.fitted["folds"]
    console.print(make_bin_table("Fitted confidence, five folds", folds), reliability_in_words(folds))
    console.print(f"ranking (ROC area) {weights.fitted['ranking']:.3f}; {len(weights.weights)} weights -> {options.out}", soft_wrap=True)


if __name__ == "__main__":
    main()
