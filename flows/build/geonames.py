"""Read a dump of GeoNames as a stream: which rows are sound, which of them news may name, and what its companion files add.

A dump is allCountries.txt or the file of one country (CO.txt), plain or zipped, in the 19 columns that GeoNames documents. Beside it
may lie alternateNamesV2.txt (English names) and admin1CodesASCII.txt, admin2Codes.txt (usual names of divisions), also zipped.
"""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from schemas.errors import UsageError

WHERE = "download it from https://download.geonames.org/export/dump/"
NO_SEPARATOR = "\x1e"
COLUMNS = (
    "id", "name", "ascii", "alternates", "latitude", "longitude", "class", "code", "cc", "cc2", "admin1_code", "admin2_code", "admin3_code",
    "admin4_code", "population", "elevation", "dem", "timezone", "modified",
)  # fmt: skip
CODE_COLUMNS = ("code", "name", "ascii", "id")
NAME_COLUMNS = ("name_id", "id", "language", "name", "preferred", "short", "colloquial", "historic")
COMPANIONS = {"english": "alternateNamesV2", "admin1": "admin1CodesASCII", "admin2": "admin2Codes"}

GROUPS = ("towns", "divisions", "sites", "nature")
SEATS = ("PPLC", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLA5", "PPLG")
GONE = ("PPLH", "PPLCH", "PPLQ", "PPLW")
DIVISIONS = {"ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin2"}
# Codes of GeoNames by group: those that news name whichever they are, and those that it names only if they are known.
SITES = (
    "AIRP", "AIRB", "AIRF", "BRKS", "CMPRF", "CTRA", "CSTM", "INSM", "OILR", "PRN", "PSN", "PSTB", "PSTC", "PSTP",
    "MILB", "MVA", "NVB", "PRT", "OILF", "GASF",
)  # fmt: skip
KNOWN_SITES = (
    "BDG", "CMP", "DAM", "FT", "HSP", "MN", "MSQE", "PAL", "PS", "PSH", "UNIV", "CSWY", "TNL", "TNLRD", "TNLRR", "OILP", "BTL",
)  # fmt: skip
NATURE = ("OCN", "SEA", "STRT", "GULF", "DSRT", "PEN", "DLTA", "ISTH", "TRB")
KNOWN_NATURE = (
    "MT", "MTS", "PK", "VLC", "VAL", "VALS", "PASS", "PLAT", "PLN", "CAPE", "ISL", "ISLS", "STM", "WAD", "LK", "LKS", "RSV", "BAY", "CHN",
    "CNL", "LGN", "SD", "FLLS", "GLCR", "FRST", "PRK", "RESF", "RESN", "RESW", "RGN", "CST", "OAS",
)  # fmt: skip
KNOWN_FROM_NAMES = 3
SET_ASIDE_KEPT = 10_000
MOST_BROKEN = 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows of a dump to take. countries: two-letter codes, empty for all; min_population: null for 0 in one country, else 1."""

    groups: frozenset[str] = frozenset(GROUPS)
    countries: frozenset[str] = frozenset()
    min_population: int | None = None
    max_places: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Dump:
    """The rows taken from a dump and what stood beside it. set_aside: line, reason and row of the first broken ones."""

    rows: pl.DataFrame
    english: pl.DataFrame | None
    division_names: pl.DataFrame | None
    total: int
    broken: int
    set_aside: pl.DataFrame
    min_population: int


def read_dump(path: Path, choice: Choice, workshop: Path) -> Dump:
    """Read what a choice takes from a dump and its companions; zipped files are unpacked into the folder `workshop`.

    Fails:   UsageError that names file, line and fix: no dump, mostly broken rows, nothing taken, too much taken.
    """
    with unpacked(path, workshop) as plain:
        rows = scan_rows(plain, COLUMNS).with_columns(fault_of_row().alias("fault"))
        total, broken, least = _survey(path, rows, choice)
        set_aside = (
            rows.filter(pl.col("fault").is_not_null()).select("line", "fault", "row").head(SET_ASIDE_KEPT).collect(engine="streaming")
        )
        taken = rows.filter(pl.col("fault").is_null(), is_taken(choice, least)).select(*kept_columns()).collect(engine="streaming")
    taken = taken.unique("id", keep="first", maintain_order=True).sort("id")
    beside = {name: companion(path, stem) for name, stem in COMPANIONS.items()}
    divisions = [read_division_names(found, workshop) for name in ("admin1", "admin2") if (found := beside[name])]
    return Dump(
        rows=taken,
        english=read_english(beside["english"], taken, workshop) if beside["english"] else None,
        division_names=pl.concat(divisions) if divisions else None,
        total=total,
        broken=broken,
        set_aside=set_aside,
        min_population=least,
    )


@contextmanager
def unpacked(path: Path, workshop: Path) -> Iterator[Path]:
    """The text file itself, or what a zip file holds of that name, unpacked for as long as it is needed."""
    if path.suffix.lower() != ".zip":
        yield path
        return
    plain = workshop / f"{path.stem}.txt"
    try:
        with zipfile.ZipFile(path) as archive, archive.open(f"{path.stem}.txt") as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise UsageError(f"{path} is no zip file that holds {path.stem}.txt ({error}); {WHERE}") from None
    try:
        yield plain
    finally:
        plain.unlink()


def companion(path: Path, stem: str) -> Path | None:
    """The file of this name beside a dump, plain or zipped; null if there is none."""
    return next((found for suffix in (".txt", ".zip") if (found := path.with_name(stem + suffix)).is_file()), None)


def scan_rows(path: Path, columns: tuple[str, ...]) -> pl.LazyFrame:
    """The lines of a tab-separated file without quoting: line number, the row itself, number of columns, and the columns as text."""
    lines = pl.scan_csv(
        path, has_header=False, separator=NO_SEPARATOR, quote_char=None, schema={"row": pl.String}, truncate_ragged_lines=True,
        encoding="utf8-lossy", row_index_name="line", row_index_offset=1,
    )  # fmt: skip
    row = pl.col("row").str.strip_chars_end("\r")
    parts = row.str.splitn("\t", len(columns) + 1).struct
    named = [parts.field(f"field_{number}").alias(name) for number, name in enumerate(columns)]
    width = row.str.count_matches("\t", literal=True) + 1
    return lines.filter(pl.col("row").str.len_bytes() > 0).select("line", "row", width.alias("width"), *named)


def fault_of_row() -> pl.Expr:
    """What is wrong with a row of a dump; null if nothing is."""
    latitude, longitude = (pl.col(name).cast(pl.Float64, strict=False) for name in ("latitude", "longitude"))
    population = pl.col("population").cast(pl.Int64, strict=False)
    is_point = latitude.is_between(-90, 90) & longitude.is_between(-180, 180)
    return (
        pl.when(pl.col("width") != len(COLUMNS))
        .then(pl.format(f"{{}} columns, not {len(COLUMNS)}", "width"))
        .when(pl.col("id").cast(pl.UInt32, strict=False).is_null())
        .then(pl.lit("column 1 is no number"))
        .when(pl.col("name").str.strip_chars() == "")
        .then(pl.lit("column 2, the name, is empty"))
        .when(~is_point.fill_null(value=False))
        .then(pl.lit("columns 5 and 6 are no latitude and longitude"))
        .when(~pl.col("cc").str.contains(r"^([A-Z]{2})?$"))
        .then(pl.lit("column 9 is no country code of two letters"))
        .when((pl.col("population") != "") & (population.is_null() | (population < 0)))
        .then(pl.lit("column 15 is no population"))
    )


def is_taken(choice: Choice, min_population: int) -> pl.Expr:
    """Whether a sound row belongs to the groups, countries and sizes that are asked for."""
    code, is_known = pl.col("code"), pl.col("alternates").str.count_matches(",", literal=True) >= KNOWN_FROM_NAMES - 1
    people = pl.col("population").cast(pl.Int64, strict=False).fill_null(0)
    wanted = {
        "towns": (pl.col("class") == "P") & ~code.is_in(GONE) & ((people >= min_population) | code.is_in(SEATS)),
        "divisions": (pl.col("class") == "A") & code.is_in(list(DIVISIONS)),
        "sites": pl.col("class").is_in(["S", "L", "R"]) & (code.is_in(SITES) | (code.is_in(KNOWN_SITES) & is_known)),
        "nature": pl.col("class").is_in(["T", "H", "L", "V"]) & (code.is_in(NATURE) | (code.is_in(KNOWN_NATURE) & is_known)),
    }
    taken = pl.any_horizontal(wanted[group] for group in GROUPS if group in choice.groups)
    return taken & pl.col("cc").is_in(list(choice.countries)) if choice.countries else taken


def kept_columns() -> list[pl.Expr]:
    """The columns of a dump that the gazetteer is made from, with their types."""
    feature = (
        pl.when(pl.col("class") == "P")
        .then(pl.when(pl.col("code") == "PPLC").then(pl.lit("capital")).otherwise(pl.lit("city")))
        .when(pl.col("class") == "A")
        .then(pl.col("code").replace_strict(DIVISIONS, default=None, return_dtype=pl.String))
        .when(pl.col("code").is_in((*SITES, *KNOWN_SITES)))
        .then(pl.lit("site"))
        .otherwise(pl.lit("region"))
    )
    return [
        pl.col("id").cast(pl.UInt32),
        *(pl.col(name) for name in ("name", "ascii", "alternates", "code", "cc", "admin1_code")),
        feature.alias("feature"),
        pl.col("latitude", "longitude").cast(pl.Float64).round(4),
        pl.col("population").cast(pl.Int64, strict=False).fill_null(0).clip(0, 4_000_000_000).cast(pl.UInt32),
    ]


def _survey(path: Path, rows: pl.LazyFrame, choice: Choice) -> tuple[int, int, int]:
    """(rows, broken rows, least population): one pass over a dump that says whether it is one and how much would be taken."""
    is_sound = pl.col("fault").is_null()
    sums = rows.select(
        pl.len().alias("total"),
        (~is_sound).sum().alias("broken"),
        pl.col("line").filter(~is_sound).first().alias("first_line"),
        pl.col("fault").drop_nulls().first().alias("first_fault"),
        pl.col("cc").filter(is_sound & (pl.col("cc") != "")).n_unique().alias("countries"),
        *((is_sound & is_taken(choice, least)).sum().alias(f"taken_{least}") for least in {0, 1, choice.min_population or 0}),
    ).collect(engine="streaming")
    found = sums.to_dicts()[0]
    if not found["total"]:
        raise UsageError(f"{path} is empty; {WHERE}")
    if found["broken"] > MOST_BROKEN * found["total"]:
        raise UsageError(
            f"{path}: line {found['first_line']}: {found['first_fault']}; {found['broken']:,} of {found['total']:,} rows are broken, so "
            f"it is hardly a dump of GeoNames: give allCountries.txt or the file of a country, tab-separated and unchanged ({WHERE})"
        )
    is_of_one_country = found["countries"] <= 1 or bool(choice.countries)
    least = choice.min_population if choice.min_population is not None else int(not is_of_one_country)
    taken = found[f"taken_{least}"]
    if not taken:
        raise UsageError(f"{path}: none of its {found['total']:,} rows is taken; widen --features, --countries or --min-population")
    if taken > choice.max_places:
        raise UsageError(
            f"{path}: {taken:,} places are more than --max-places {choice.max_places:,}, and each process would hold them all (about "
            "0.7 GB a million); name --countries, raise --min-population, or raise --max-places"
        )
    return found["total"], found["broken"], least


def read_english(path: Path, taken: pl.DataFrame, workshop: Path) -> pl.DataFrame:
    """English names of the places taken: id, name, is_usual. Historic names are left out. Fails: UsageError."""
    with unpacked(path, workshop) as plain:
        rows = scan_rows(plain, (*NAME_COLUMNS, "from", "to"))
        _check_width(path, rows, len(NAME_COLUMNS))
        english = rows.filter(pl.col("language") == "en", pl.col("historic").fill_null("") != "1").select(
            pl.col("id").cast(pl.UInt32, strict=False), "name", (pl.col("preferred").fill_null("") == "1").alias("is_usual")
        )
        return english.join(taken.lazy().select("id"), on="id", how="semi").collect(engine="streaming").sort("id", "name")


def read_division_names(path: Path, workshop: Path) -> pl.DataFrame:
    """Usual names of divisions: id, name. Fails: UsageError."""
    with unpacked(path, workshop) as plain:
        rows = scan_rows(plain, CODE_COLUMNS)
        _check_width(path, rows, len(CODE_COLUMNS))
        return rows.select(pl.col("id").cast(pl.UInt32, strict=False), "name").drop_nulls().collect(engine="streaming").sort("id", "name")


def _check_width(path: Path, rows: pl.LazyFrame, least: int) -> None:
    """Stop at a file whose first row has too few columns: it is another file."""
    first = rows.select("line", "width").head(1).collect().to_dicts()
    if first and first[0]["width"] < least:
        raise UsageError(f"{path}: line {first[0]['line']}: {first[0]['width']} columns, not {least}; {WHERE}, or take it away")
