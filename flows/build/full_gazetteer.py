"""Build a gazetteer from a dump of GeoNames: the shipped one, and all that the dump adds to it (`eventwire gazetteer build`).

The same dump, choice and shipped gazetteer give the same bytes.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl

from flows.build.gazetteer import common_words
from flows.build.geonames import WHERE, Choice, Dump, read_dump
from flows.build.geonames_tables import Base, build_tables
from flows.gazetteer import GAZETTEER_FILES, find_file
from flows.lexicon_files import read_model, read_yaml
from flows.resources import DATA, LANGUAGE
from schemas.errors import InputNotFound, UsageError
from schemas.lexicons.actors import CountryLexicon
from schemas.lexicons.places import PlaceLexicon
from transforms.mentions.gazetteer import name_key

SET_ASIDE = "set_aside.tsv"
OWN_FILES = frozenset({*GAZETTEER_FILES, "README.md", SET_ASIDE})
LINES_SHOWN = 3
README = """# Gazetteer

Made by `eventwire gazetteer build` from {source}: {taken:,} of its {total:,} rows were taken ({groups}; {countries}; towns of
{least:,} people and more). {added:,} places are added to those that Eventwire ships; {broken:,} broken rows were set aside.
Use it with the environment variable `EVENTWIRE_GAZETTEER`, which names this folder.

Holds data of [GeoNames](https://www.geonames.org), licence [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/): who passes this
folder on has to name GeoNames. Changed: places selected, fewer columns, names in Latin letters only, points rounded to four decimals;
joined with the gazetteer that Eventwire ships, whose origins are told in data/gazetteer/README.md of the program.
"""


def build_gazetteer(source: Path, out: Path, choice: Choice, say: Callable[[str], None]) -> None:
    """Write the gazetteer of a dump into a folder: all of it, or nothing.

    Fails:   UsageError for a dump that is none, for a code that is no country's, and for a folder that holds other files.
    """
    if not source.is_file():
        raise InputNotFound(f"--from {source} does not exist; {WHERE}")
    _check_out(out)
    base = read_base(DATA)
    choice = replace(choice, countries=alpha2_codes(choice.countries, base))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as name:
            _build(source, out, choice, base, Path(name), say)
    except OSError as error:
        raise UsageError(f"--out {out} cannot be written ({error.strerror}); free space there or name another folder") from error


def _build(source: Path, out: Path, choice: Choice, base: Base, workshop: Path, say: Callable[[str], None]) -> None:
    say(f"reading {source} ...")
    dump = read_dump(source, choice, workshop)
    say(f"{dump.total:,} rows, {dump.rows.height:,} taken, {dump.broken:,} broken and set aside")
    for row in dump.set_aside.head(LINES_SHOWN).iter_rows(named=True):
        say(f"{source}: line {row['line']}: {row['fault']}")
    places, names = build_tables(dump.rows, dump.english, dump.division_names, base)
    folder = workshop / "gazetteer"
    _write(folder, places, names, dump)
    added = places.height - base.places.height
    (folder / "README.md").write_text(_readme(source, choice, dump, added), encoding="utf-8")
    _put_in_place(folder, out, workshop)
    say(f"{out}: {places.height:,} places ({added:,} added), {names.height:,} names; data of GeoNames, CC BY 4.0")


def read_base(data: Path) -> Base:
    """Read the shipped gazetteer and what the lexicons say of places. Fails: InvalidLexicon."""
    words = data / "lexicons" / LANGUAGE
    countries = read_model(words / "countries.yaml", CountryLexicon).countries
    lexicon = PlaceLexicon.build(read_yaml(words / "places.yaml"), read_yaml(words / "countries.yaml"))
    own = {names for places in (lexicon.regions, lexicon.districts, lexicon.sites) for rows in places.values() for names in rows}
    named = {name for names in own for name in names.split("|")} | {name for rows in lexicon.spellings.values() for name in rows}
    named |= {name for row in lexicon.countries for name in (row.name, *row.aliases, *row.demonyms, *row.people)}
    return Base(
        places=pl.read_parquet(find_file(data / "gazetteer" / "places.parquet")),
        names=pl.read_parquet(find_file(data / "gazetteer" / "names.parquet")),
        countries={row.iso2: row.iso3 for row in countries if row.iso2},
        own_keys=frozenset(name_key(name) for name in (*named, *lexicon.demonyms, *lexicon.not_places)),
    )


def alpha2_codes(asked: frozenset[str], base: Base) -> frozenset[str]:
    """Codes of two letters for codes of two or three. Fails: UsageError for one that is no country's."""
    by_alpha3 = {alpha3: alpha2 for alpha2, alpha3 in base.countries.items()}
    unknown = sorted(code for code in asked if code not in base.countries and code not in by_alpha3)
    if unknown:
        raise UsageError(f"--countries {','.join(unknown)}: no such country; write codes of ISO 3166-1, for example SYR,IRQ or SY,IQ")
    return frozenset(by_alpha3.get(code, code) for code in asked)


def _check_out(out: Path) -> None:
    """Leave alone the shipped gazetteer and every folder that holds something else. Fails: UsageError."""
    if out.resolve() == (DATA / "gazetteer").resolve():
        raise UsageError(f"--out {out} is the gazetteer that Eventwire ships, which the new one is made from; name another folder")
    if out.exists() and not out.is_dir():
        raise UsageError(f"--out {out} is a file; name a folder")
    others = sorted(path.name for path in out.iterdir() if path.name not in OWN_FILES) if out.is_dir() else []
    if others:
        raise UsageError(f"--out {out} holds other files ({', '.join(others[:3])}); name a folder that is empty or not there yet")


def _write(folder: Path, places: pl.DataFrame, names: pl.DataFrame, dump: Dump) -> None:
    folder.mkdir()
    for name, frame in (("places", places), ("names", names)):
        frame.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)
    (folder / "common_words.txt").write_text("\n".join(common_words(places, names)) + "\n", encoding="utf-8")
    if dump.broken:
        dump.set_aside.write_csv(folder / SET_ASIDE, separator="\t", quote_style="never")


def _readme(source: Path, choice: Choice, dump: Dump, added: int) -> str:
    return README.format(
        source=source.name, taken=dump.rows.height, total=dump.total, groups=", ".join(sorted(choice.groups)),
        countries=", ".join(sorted(choice.countries)) or "all countries", least=dump.min_population, added=added, broken=dump.broken,
    )  # fmt: skip


def _put_in_place(folder: Path, out: Path, workshop: Path) -> None:
    """Swap the finished folder in by renaming; an older one goes with the workshop."""
    before = workshop / "before"
    if out.exists():
        out.rename(before)
    try:
        folder.rename(out)
    except OSError:
        if before.exists():
            before.rename(out)
        raise
