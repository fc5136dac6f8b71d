"""Read and write the trained second opinion: data/model/second_opinion/weights.npz and policy.yaml."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from flows.lexicon_files import read_model
from schemas.errors import InvalidLexicon
from schemas.lexicons.opinion import OpinionPolicy
from schemas.lexicons.rules import Rule
from transforms.mentions.second_opinion import SecondOpinion, Weights
from transforms.mentions.triggers import slots_of

ARRAYS = ("columns", "hashes", "rows", "scales", "intercepts")
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def read_second_opinion(folder: Path, rules: Iterable[Rule]) -> SecondOpinion | None:
    """Load the model of a folder; null where none was trained. Fails with InvalidLexicon on a file that is not whole."""
    if not (folder / "weights.npz").is_file():
        return None
    return SecondOpinion(read_weights(folder / "weights.npz"), read_model(folder / "policy.yaml", OpinionPolicy), typed_words(rules))


def typed_words(rules: Iterable[Rule]) -> dict[str, frozenset[str]]:
    """For each lemma that alone triggers a rule: the event types of those rules."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        for text in (*rule.verbs, *rule.nouns):
            for words in slots_of(text):
                for lemma in words[0] if len(words) == 1 else ():
                    found.setdefault(lemma, set()).add(rule.type)
    return {lemma: frozenset(types) for lemma, types in found.items()}


def read_weights(path: Path) -> Weights:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            columns, hashes, rows, scales, intercepts = (arrays[name] for name in ARRAYS)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InvalidLexicon(f"{path} is no model ({error}); restore it from the repository or train it: make second-opinion") from error
    return Weights(
        tuple(str(name) for name in columns), hashes.astype(np.int64), rows, scales.astype(np.float64), intercepts.astype(np.float64)
    )


def write_weights(path: Path, weights: Weights) -> None:
    """Write the arrays so that the same weights give the same bytes."""
    arrays = {
        "columns": np.array(weights.columns),
        "hashes": weights.hashes.astype(np.uint32),
        "rows": weights.rows,
        "scales": weights.scales.astype(np.float32),
        "intercepts": weights.intercepts.astype(np.float32),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ARRAYS:
            buffer = io.BytesIO()
            np.save(buffer, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", LONG_AGO), buffer.getvalue(), zipfile.ZIP_DEFLATED)
