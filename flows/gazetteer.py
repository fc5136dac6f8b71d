"""Read the gazetteer artefact: the shipped one, which flows/build/gazetteer.py writes, or one that `eventwire gazetteer build` made."""

from pathlib import Path

import polars as pl

from flows.settings import load_settings
from schemas.errors import InvalidLexicon, InvalidSettings
from transforms.mentions.gazetteer import Gazetteer

GAZETTEER_FILES = ("places.parquet", "names.parquet", "common_words.txt")


def gazetteer_folder(shipped: Path) -> Path:
    """The folder that EVENTWIRE_GAZETTEER names, else the shipped one. Fails: InvalidSettings if no gazetteer is there."""
    folder = load_settings().gazetteer
    if folder is None or folder == Path():
        return shipped
    missing = next((name for name in GAZETTEER_FILES if not (folder / name).is_file()), None)
    if missing is not None:
        raise InvalidSettings(
            f"environment variable EVENTWIRE_GAZETTEER={str(folder)!r}: {folder / missing} is missing; make a gazetteer with "
            f"`eventwire gazetteer build --from allCountries.txt --out {folder}`, or unset it"
        )
    return folder


def read_gazetteer(folder: Path) -> Gazetteer:
    """Load the gazetteer from its folder; fails with InvalidLexicon if a file is missing. About a second, 150 MB."""
    places, names, words = (find_file(folder / name) for name in GAZETTEER_FILES)
    return Gazetteer.from_frames(pl.read_parquet(places), pl.read_parquet(names), words.read_text(encoding="utf-8").split())


def find_file(path: Path) -> Path:
    """A file of a gazetteer. Fails: InvalidLexicon if it is missing."""
    if not path.is_file():
        raise InvalidLexicon(f"{path} is missing; restore it from the repository or run: python -m flows.build.gazetteer")
    return path
