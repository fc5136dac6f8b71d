"""Read the gazetteer artefact that flows/build/gazetteer.py writes."""

from pathlib import Path

import polars as pl

from schemas.errors import InvalidLexicon
from transforms.mentions.gazetteer import Gazetteer


def read_gazetteer(folder: Path) -> Gazetteer:
    """Load the gazetteer from its folder; fails with InvalidLexicon if a file is missing. About a second, 150 MB."""
    places, names, words = (_find(folder / name) for name in ("places.parquet", "names.parquet", "common_words.txt"))
    return Gazetteer.from_frames(pl.read_parquet(places), pl.read_parquet(names), words.read_text(encoding="utf-8").split())


def _find(path: Path) -> Path:
    if not path.is_file():
        raise InvalidLexicon(f"{path} is missing; restore it from the repository or run: python -m flows.build.gazetteer")
    return path
