"""Train the second opinion that data/model/second_opinion ships, and measure it on what it has not seen.

    python -m flows.build.second_opinion --gold GOLD_FOLDER        (or: make second-opinion GOLD=GOLD_FOLDER)

GOLD_FOLDER holds plv_dev, plover_gsr, cameo_manual and places_lgl (.jsonl); own gold and the rules' sentences come from data/. Gold is
read, never copied: only hashes, weights and figures enter the project. Needs the extra "train" (scikit-learn).
"""

import argparse
import datetime as dt
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from flows.annotate import annotation
from flows.build.opinion_card import write_card
from flows.build.opinion_examples import NO_EVENT, Example, contradicts, examples_of, merged, read_rows
from flows.gold import find_gold
from flows.lexicon_files import read_model
from flows.opinion import typed_words, write_weights
from flows.resources import DATA, load_resources
from schemas.lexicons.opinion import OpinionPolicy
from transforms.mentions.article import CoderTools
from transforms.mentions.coder import code_text
from transforms.mentions.opinion_features import act_facts, reading_facts, sentence_facts
from transforms.mentions.second_opinion import BITS, GROUP_WEIGHTS, GivesOpinions, SecondOpinion, Weights, Whole, hash_facts

FOLDER = DATA / "model" / "second_opinion"
FOLDS = 5
LEAST_EXAMPLES = 2
"""A hash that fewer examples have is left out."""
STRENGTH = 20.0
"""Inverse regularisation of the models."""
STEPS, TOLERANCE = 200, 1e-5
"""How long a fit may take, and when it is done. A fit that stops early is worth less: it misses events that rules read falsely."""
# How much an example of a source counts for the choice of a type, and for the choice between event and no event.
SOURCES: Mapping[str, tuple[float, float]] = {
    "plv_dev": (1.0, 0.5),
    "plover_gsr": (1.0, 1.0),
    "cameo_manual": (1.0, 1.0),
    "events": (3.0, 3.0),
    "factuality": (1.0, 1.0),
    "places_lgl": (0.6, 1.0),
    "rules": (1.5, 0.5),
}
OWN_GOLD = ("events", "factuality")
MEASURED = ("plv_dev", "plover_gsr", "cameo_manual", "events", "factuality")
FIGURES: Mapping[str, tuple[str, ...]] = {
    "plv_dev": ("forced_choice_accuracy", "macro_f1", "pair_and_type_recall", "no_mention"),
    "plover_gsr": ("type.p", "type.r", "type.f1"),
    "cameo_manual": ("cameo_root_recall", "statements_left_alone"),
    "events": ("type.p", "type.r", "type.f1", "n_unreal_extra"),
    "factuality": ("found", "modality", "facts_kept"),
}
VARIANTS: Mapping[str, dict[str, float]] = {
    "types": {"suppress_below": 0.0, "link_from": 1.0, "wide_type_from": 1.0},
    "types and links": {"suppress_below": 0.0, "wide_type_from": 1.0},
    "types, links, wide links": {"suppress_below": 0.0},
    "types, links, wide links, no events": {},
}
Row = Mapping[str, Any]
Facts = tuple[Whole, Whole, Whole]


@dataclass(frozen=True, slots=True)
class Task:
    """One linear model to fit: rows of the design, labels and weights of the examples (0: not used)."""

    labels: np.ndarray
    weights: np.ndarray
    strength: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, required=True, help="folder of plv_dev, plover_gsr, cameo_manual, places_lgl")
    parser.add_argument("--out", type=Path, default=FOLDER)
    given = parser.parse_args()
    tools = replace(load_resources().coder_tools, second_opinion=None)
    policy = read_model(FOLDER / "policy.yaml", OpinionPolicy)
    rows = read_all(given.gold, tools)
    examples = [e for e in collect(rows, tools) if not contradicts(e, policy)]
    figures = cross_validate(rows, examples, tools, policy, given.gold)
    weights = train(examples, tools)
    write_weights(given.out / "weights.npz", weights)
    counts = Counter((e.source, e.label == NO_EVENT) for e in examples)
    write_card(given.out, figures, counts, len(weights.hashes), policy)
    print(json.dumps(figures, indent=1))


def read_all(gold: Path, tools: CoderTools) -> dict[str, list[Row]]:
    """The rows of every source; a gold file that is not there has none."""
    rows: dict[str, list[Row]] = {}
    for name in ("plv_dev", "plover_gsr", "cameo_manual", "places_lgl", *OWN_GOLD):
        path = (DATA / "gold" if name in OWN_GOLD else gold) / f"{name}.jsonl"
        rows[name] = [{**row, "id": str(row["id"])} for row in read_rows(path)] if path.is_file() else []
    rows["rules"] = [
        {"id": f"{rule.id}/{number}", "rule": rule.id, "text": sentence}
        for rule in tools.triggers.rules
        for number, sentence in enumerate(rule.matches)
    ]
    return rows


def collect(rows: Mapping[str, Sequence[Row]], tools: CoderTools) -> Iterator[Example]:
    judgements = read_rows(FOLDER / "judgements.jsonl")
    for name, given in rows.items():
        yield from examples_of(name, given, tools, judgements if name == "places_lgl" else ())


def facts_of(example: Example, words: Mapping[str, frozenset[str]]) -> Facts:
    """What the model sees of an example, group by group, as it will see it in the coder."""
    sentence, candidate = example.sentence, example.candidate
    read = reading_facts(sentence, candidate, example.beside) if example.is_read_by_rules else set()
    return hash_facts(sentence_facts(sentence)), hash_facts(act_facts(sentence, candidate, words)), hash_facts(read)


def train(examples: Sequence[Example], tools: CoderTools) -> Weights:
    """Fit the three choices (type; event or not; retreat or concession) and round them to whole numbers of one byte."""
    words = typed_words(tools.triggers.rules)
    hashes, design = _design([facts_of(example, words) for example in examples])
    labels = np.array([example.label for example in examples])
    weights = np.array([example.weight for example in examples])
    of_types, of_events = (weights * [SOURCES[e.source][part] for e in examples] for part in (0, 1))
    typed = Task(labels, of_types * (labels != NO_EVENT), STRENGTH)
    events = Task(labels != NO_EVENT, of_events * [not e.is_marked_only for e in examples], STRENGTH)
    readings = np.array([e.candidate.reading.event_type if e.candidate.reading else "" for e in examples])
    sure = np.isin(readings, ("CONCEDE", "RETREAT")) & (labels == merged("RETREAT"))
    parted = Task(readings == "RETREAT", of_types * sure, STRENGTH)
    fits = [_fit(design, task) for task in (typed, events, parted)]
    coefficients = np.vstack([coefficient for _, coefficient, _ in fits])
    scales = np.maximum(np.abs(coefficients).max(axis=1), 1e-9) / 127
    rows = np.rint(coefficients / scales[:, None]).astype(np.int8).T
    used = np.flatnonzero(rows.any(axis=1))
    columns = (*(str(name) for name in fits[0][0]), "event", "retreat")
    return Weights(columns, hashes[used], rows[used], scales, np.concatenate([intercept for *_, intercept in fits]))


def _design(facts: Sequence[Facts]) -> tuple[Whole, Any]:
    """The examples as rows of a sparse matrix over the hashes that enough of them have."""
    from scipy.sparse import csr_matrix

    indices = np.concatenate([np.concatenate(groups) for groups in facts])
    values = np.concatenate(
        [
            np.full(len(group), weight / np.sqrt(max(1, len(group))))
            for groups in facts
            for weight, group in zip(GROUP_WEIGHTS, groups, strict=True)
        ]
    )
    bounds = np.cumsum([0, *(sum(map(len, groups)) for groups in facts)])
    design = csr_matrix((values.astype(np.float32), indices, bounds), shape=(len(facts), 1 << BITS))
    kept = np.flatnonzero(np.bincount(indices, minlength=1 << BITS) >= LEAST_EXAMPLES)
    return kept, design[:, kept]


def _fit(design: Any, task: Task) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Classes, coefficients and intercepts of a logistic regression; of two classes the row of the second, of one class nothing learned."""
    from sklearn.linear_model import LogisticRegression

    used = task.weights > 0
    if len(set(task.labels[used].tolist())) < 2:
        return task.labels[:1], np.zeros((1, design.shape[1])), np.zeros(1)
    model = LogisticRegression(C=task.strength, max_iter=STEPS, tol=TOLERANCE)
    model.fit(design[used], task.labels[used], sample_weight=task.weights[used])
    return model.classes_, model.coef_, model.intercept_


def fold_of(group: str) -> int:
    return zlib.crc32(group.encode()) % FOLDS


def group_of(name: str, row: Row) -> str:
    return f"{name}:{row.get('sentence_id') or row.get('rule') or row['id']}"


def cross_validate(
    rows: Mapping[str, Sequence[Row]], examples: Sequence[Example], tools: CoderTools, policy: OpinionPolicy, gold: Path
) -> dict[str, dict[str, dict[str, Any]]]:
    """Figures of the rules alone and of each variant: every row is coded with a model that saw no example of its group."""
    words = typed_words(tools.triggers.rules)
    weights = {fold: train([e for e in examples if fold_of(e.group) != fold], tools) for fold in range(FOLDS)}
    variants: dict[str, dict[int, GivesOpinions | None]] = {"rules alone": dict.fromkeys(range(FOLDS))}
    for name, change in VARIANTS.items():
        heard = policy.model_copy(update=change)
        variants[name] = {fold: SecondOpinion(weights[fold], heard, words) for fold in range(FOLDS)}
    figures: dict[str, dict[str, dict[str, Any]]] = {
        name: {
            variant: {figure: scored[figure] for figure in FIGURES[name] if figure in scored}
            for variant, opinions in variants.items()
            for scored in [_score(name, rows[name], opinions, tools, gold)]
        }
        for name in MEASURED
        if rows[name]
    }
    if rows["places_lgl"]:
        figures["places_lgl"] = {name: _score_judgements(rows["places_lgl"], opinions, tools) for name, opinions in variants.items()}
    return figures


def _predict(name: str, rows: Sequence[Row], opinions: Mapping[int, GivesOpinions | None], tools: CoderTools) -> dict[str, dict[str, Any]]:
    found = {}
    for row in rows:
        opinion = opinions[fold_of(group_of(name, row))]
        date = row.get("date") or row.get("doc_date")
        coded = code_text(row["text"], dt.date.fromisoformat(date[:10]) if date else None, replace(tools, second_opinion=opinion))
        found[row["id"]] = {"id": row["id"], **annotation(coded)}
    return found


def _score(name: str, rows: Sequence[Row], opinions: Mapping[int, GivesOpinions | None], tools: CoderTools, gold: Path) -> dict[str, Any]:
    folder = DATA / "gold" if name in OWN_GOLD else gold
    (file,) = [f for f in find_gold(folder, [name])[0] if f.name == name]
    return dict(file.kind.score(rows, _predict(name, rows, opinions, tools)).figures)


def _score_judgements(rows: Sequence[Row], opinions: Mapping[int, GivesOpinions | None], tools: CoderTools) -> dict[str, Any]:
    """Of the judged mentions of local news that are still told as facts: how many are right, how many right ones were lost."""
    judged: dict[str, list[Row]] = defaultdict(list)
    for judgement in read_rows(FOLDER / "judgements.jsonl"):
        judged[str(judgement["id"])].append(judgement)
    predictions = _predict("places_lgl", [row for row in rows if row["id"] in judged], opinions, tools)
    right = wrong = added = 0
    for row_id, prediction in predictions.items():
        for mention in prediction["mentions"]:
            added += mention["rule_id"].startswith("second-opinion")
            start, end = mention["trigger_start_char"], mention["trigger_end_char"]
            verdict = next((j for j in judged[row_id] if j["start"] < end and start < j["end"]), None)
            if verdict is None or mention["polarity"] == "negated" or mention["modality"] not in ("asserted", "reported", "alleged"):
                continue
            is_right = verdict["type_right"] and verdict["event_type"] == mention["event_type"]
            right, wrong = right + is_right, wrong + (not is_right)
    return {"right": right, "wrong": wrong, "precision": round(right / max(1, right + wrong), 3), "links": added}


if __name__ == "__main__":
    main()
