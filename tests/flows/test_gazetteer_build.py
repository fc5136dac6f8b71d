"""`eventwire gazetteer build`: a dump of GeoNames joins the shipped gazetteer, and what only the dump has is found in texts.

The dumps are made up here; only their columns are GeoNames' own.
"""

import zipfile
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from flows.build.geonames import Choice
from flows.cli import app
from flows.gazetteer import gazetteer_folder, read_gazetteer
from flows.lexicon_files import read_yaml
from flows.resources import DATA, read_versions
from schemas.errors import InvalidSettings
from schemas.lexicons.places import PlaceLexicon
from tests.flows.acceptance import done, eventwire
from transforms.mentions.places import PlaceEngine

SHIPPED = DATA / "gazetteer"
POINT = ("35.91", "36.61")


def row(
    number: int, name: str, kind: str = "P.PPL", *, code: str = "12", people: str = "0", alternates: str = "", cc: str = "SY",
    point: tuple[str, str] = POINT,
) -> str:  # fmt: skip
    """One line of a dump in its 19 columns."""
    feature_class, feature = kind.split(".")
    cells = [str(number), name, name, alternates, *point, feature_class, feature, cc, "", code, "", "", "", people]
    return "\t".join([*cells, "", "300", "Asia/Damascus", "2024-01-01"])


def idlib_town() -> int:
    """The number of a town of Idlib that the shipped gazetteer has: it tells which division code 12 is."""
    places = pl.read_parquet(SHIPPED / "places.parquet").with_row_index("row")
    division = places.filter(feature="admin1", country="SYR", name="Idlib")["row"][0]
    town = places.filter(pl.col("feature") == "city", pl.col("admin1") == division)["place_id"][0]
    return int(town.removeprefix("gn:"))


def dump_rows() -> list[str]:
    return [
        row(idlib_town(), "Some Town", people="5000"),
        row(90000001, "Qarzalun", alternates="Karzalun"),
        row(90000002, "Tel Ombrak", people="4200", alternates="Tell Umbrak,تل,TLO"),
        row(90000003, "Tel Ombrak", "A.ADM3"),
        row(90000004, "Ombrak Nahiyah", "A.ADM3"),
        row(90000005, "Jabal Zurnaq", "T.MT", alternates="Mount Zurnaq,Zornak,Zurnaq Dagh"),
        row(90000006, "Nameless Hill", "T.MT"),
        row(90000007, "Damascus", "T.MT", alternates="Aleppo,Homs,Jabal Dimashqi"),
        row(90000008, "Zurnaq Airbase", "S.AIRB"),
        row(90000009, "Vaspuria", "A.ADM1", code="99"),
        row(90000010, "Mezquelim", "P.PPLA2", code="99"),
        row(90000011, "Oldtell Harabeh", "P.PPLH"),
        row(90000012, "Zurnaq High School", "S.SCH"),
        row(90000013, "Atlantis Minor", cc=""),
    ]


BROKEN = ["only\tthree\tcolumns", row(90000020, "Nopoint", point=("x", "")), row(90000021, "Overpeopled", people="many"), row(90000022, "")]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["gazetteer", "build", *map(str, arguments)], prog_name="eventwire")


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gazetteer made through the command from a zipped dump with broken rows and with companions."""
    folder = tmp_path_factory.mktemp("dump")
    with zipfile.ZipFile(folder / "SY.zip", "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr("SY.txt", "\n".join([*dump_rows(), *BROKEN]) + "\n")
    write(folder / "admin1CodesASCII.txt", ["SY.99\tVaspur Province\tVaspur Province\t90000009"])
    names = ["1\t90000001\ten\tCarzaloon\t1\t\t\t\t\t", "2\t90000001\ten\tOldenzalun\t\t\t\t1\t\t", "3\t90000001\tfr\tCarsaloune\t1\t\t\t"]
    write(folder / "alternateNamesV2.txt", names)
    result = call("--from", folder / "SY.zip", "--out", folder / "full")
    assert result.exit_code == 0, result.output
    assert "18 rows, 11 taken, 4 broken and set aside" in result.stderr
    assert f"EVENTWIRE_GAZETTEER={folder / 'full'}" in result.stderr
    return folder / "full"


@pytest.fixture(scope="module")
def engine(built: Path) -> PlaceEngine:
    words = DATA / "lexicons" / "en"
    return PlaceEngine(read_gazetteer(built), PlaceLexicon.build(read_yaml(words / "places.yaml"), read_yaml(words / "countries.yaml")))


def test_shipped_places_and_names_stay(built: Path) -> None:
    shipped, places = (pl.read_parquet(folder / "places.parquet") for folder in (SHIPPED, built))
    assert places.head(shipped.height).equals(shipped)
    assert places.schema == shipped.schema
    before, names = (pl.read_parquet(folder / "names.parquet") for folder in (SHIPPED, built))
    assert names.schema == before.schema
    assert names["key"].is_sorted()
    assert names.join(before, on=names.columns, how="semi").height == before.height


def test_what_the_dump_adds(built: Path) -> None:
    shipped = pl.read_parquet(SHIPPED / "places.parquet")
    places = pl.read_parquet(built / "places.parquet").with_row_index("row")
    divisions = places.select(pl.col("row").cast(pl.Int32).alias("admin1"), pl.col("name").alias("division"))
    added = places.tail(places.height - shipped.height).join(divisions, on="admin1", how="left", maintain_order="left")
    assert added.select("place_id", "feature", "division").rows() == [
        ("gn:90000009", "admin1", "Vaspuria"),
        ("gn:90000004", "admin2", "Idlib"),
        ("gn:90000001", "city", "Idlib"),
        ("gn:90000002", "city", "Idlib"),
        ("gn:90000010", "city", "Vaspuria"),
        ("gn:90000008", "site", "Idlib"),
        ("gn:90000005", "region", "Idlib"),
        ("gn:90000007", "region", "Idlib"),
    ]
    assert set(added["country"]) == {"SYR"}


FOUND = [
    pytest.param("Shells fell on Qarzalun in Syria.", "Qarzalun", "gn:90000001", "city", id="village of unknown size"),
    pytest.param("Shells fell on Carzaloon in Syria.", "Carzaloon", "gn:90000001", "city", id="English name"),
    pytest.param("Shells fell on Tell Umbrak.", "Tell Umbrak", "gn:90000002", "city", id="alternate name of a town"),
    pytest.param("Shells fell near Tel Ombrak.", "Tel Ombrak", "gn:90000002", "city", id="town before the district of its name"),
    pytest.param("Jets took off from Zurnaq Airbase.", "Zurnaq Airbase", "gn:90000008", "site", id="airbase"),
    pytest.param("Rebels hid on Jabal Zurnaq.", "Jabal Zurnaq", "gn:90000005", "region", id="mountain"),
    pytest.param("Clashes spread through Vaspur Province.", "Vaspur Province", "gn:90000009", "admin1", id="usual name of a division"),
]


@pytest.mark.parametrize(("text", "name", "place_id", "precision"), FOUND)
def test_a_text_names_what_only_the_dump_has(engine: PlaceEngine, text: str, name: str, place_id: str, precision: str) -> None:
    found = {place.text: (place.place_id, place.precision) for place in engine.find_places(text)}
    assert found[name] == (place_id, precision)


@pytest.mark.parametrize("name", ["Nameless Hill", "Oldtell Harabeh", "Zurnaq High School", "Atlantis Minor", "Oldenzalun", "Carsaloune"])
def test_what_is_not_taken(engine: PlaceEngine, name: str) -> None:
    assert engine.find_places(f"Shells fell on {name} in Syria.")[0].text != name


def test_a_mountain_takes_no_name_from_a_city(engine: PlaceEngine) -> None:
    place = engine.find_places("Shells fell on Damascus.")[0]
    assert (place.precision, place.country) == ("city", "SYR")


def test_broken_rows_are_set_aside_with_their_reason(built: Path) -> None:
    lines = (built / "set_aside.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[:2] for line in lines[1:]] == [
        ["15", "3 columns, not 19"],
        ["16", "columns 5 and 6 are no latitude and longitude"],
        ["17", "column 15 is no population"],
        ["18", "column 2, the name, is empty"],
    ]


def test_the_output_names_its_licence(built: Path) -> None:
    told = (built / "README.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in told
    assert "11 of its 18 rows" in told


def test_the_environment_names_the_gazetteer_and_rows_carry_its_version(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = read_versions()
    monkeypatch.setenv("EVENTWIRE_GAZETTEER", str(built))
    assert gazetteer_folder(SHIPPED) == built
    versions = read_versions()
    assert versions.gazetteer != shipped.gazetteer
    assert versions.gazetteer in versions.coder
    assert (versions.lexicon, versions.model) == (shipped.lexicon, shipped.model)
    monkeypatch.setenv("EVENTWIRE_GAZETTEER", "")
    assert read_versions() == shipped


def test_the_program_reads_the_gazetteer_that_the_environment_names(built: Path, tmp_path: Path) -> None:
    words = "Gunmen killed three soldiers in Qarzalun, Syria, on Monday."
    shown = done(eventwire("show", "--text", words, folder=tmp_path, EVENTWIRE_GAZETTEER=str(built))).out
    assert "where: 'Qarzalun' = Qarzalun, Idlib, SYR, city" in shown


def test_a_gazetteer_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTWIRE_GAZETTEER", str(tmp_path / "none"))
    with pytest.raises(InvalidSettings, match=r"none/places\.parquet is missing; make a gazetteer with `eventwire gazetteer build"):
        read_versions()


def test_the_same_dump_gives_the_same_bytes_also_over_an_older_one(tmp_path: Path) -> None:
    source, out = write(tmp_path / "SY.txt", dump_rows()), tmp_path / "full"
    contents = []
    for _ in range(2):
        assert call("--from", source, "--out", out).exit_code == 0
        contents.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert contents[0] == contents[1]
    assert {path.name for path in tmp_path.iterdir()} == {"SY.txt", "full"}


def two_countries() -> list[str]:
    return [row(1, "Alphaville"), row(2, "Betaville", cc="IQ"), row(3, "Gammaville", people="700"), row(4, "Deltaville", "S.AIRP")]


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        pytest.param([], 2, id="several countries: towns of known size only"),
        pytest.param(["--min-population", "0"], 4, id="all towns"),
        pytest.param(["--min-population", "800"], 1, id="large towns"),
        pytest.param(["--countries", "irq"], 1, id="one country, all its towns"),
        pytest.param(["--features", "sites"], 1, id="one group"),
    ],
)
def test_options_choose_rows(tmp_path: Path, options: list[str], taken: int) -> None:
    source = write(tmp_path / "allCountries.txt", two_countries())
    assert f"4 rows, {taken} taken, 0 broken" in call("--from", source, "--out", tmp_path / "full", *options).stderr


def test_counties_without_a_point_get_that_of_the_dump(tmp_path: Path) -> None:
    shipped = pl.read_parquet(SHIPPED / "places.parquet").with_row_index("row")
    county = shipped.filter(feature="admin2").row(0, named=True)
    town = shipped.filter(pl.col("feature") == "city", pl.col("admin1") == county["admin1"]).row(0, named=True)
    rows = [
        row(int(town["place_id"].removeprefix("gn:")), town["name"], code="QQ", cc="US"),
        row(90000030, county["name"], "A.ADM2", code="QQ", cc="US", point=("31.5", "-97.5")),
    ]
    assert call("--from", write(tmp_path / "US.txt", rows), "--out", tmp_path / "full").exit_code == 0
    places = pl.read_parquet(tmp_path / "full" / "places.parquet")
    assert places.height == shipped.height
    assert places.filter(place_id=county["place_id"]).select("latitude", "longitude").row(0) == (31.5, -97.5)


def wrong(folder: Path, name: str) -> list[object]:
    """Arguments of a wrong call by its name."""
    good, bad = write(folder / "SY.txt", dump_rows()), write(folder / "notes.txt", ["one\ttwo", "three"])
    (folder / "broken.zip").write_bytes(b"no zip")
    (folder / "empty.txt").touch()
    (folder / "busy").mkdir()
    (folder / "busy" / "thesis.txt").touch()
    return {
        "no such file": ["--from", folder / "none.txt"],
        "empty": ["--from", folder / "empty.txt"],
        "another file": ["--from", bad],
        "no zip": ["--from", folder / "broken.zip"],
        "no country": ["--from", good, "--countries", "XQ"],
        "nothing left": ["--from", good, "--countries", "COL"],
        "no group": ["--from", good, "--features", "towns,moons"],
        "too many": ["--from", good, "--max-places", "3"],
        "other files": ["--from", good, "--out", folder / "busy"],
        "shipped": ["--from", good, "--out", SHIPPED],
        "a file": ["--from", good, "--out", bad],
    }[name]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no such file", ["none.txt does not exist", "download it from"]),
        ("empty", ["empty.txt is empty", "download it from"]),
        ("another file", ["notes.txt: line 1: 2 columns, not 19", "2 of 2 rows are broken", "give allCountries.txt"]),
        ("no zip", ["broken.zip is no zip file that holds broken.txt"]),
        ("no country", ["--countries XQ: no such country", "for example SYR,IRQ"]),
        ("nothing left", ["none of its 14 rows is taken", "widen --features"]),
        ("no group", ["--features towns,moons: write one or more of towns,divisions,sites,nature"]),
        ("too many", ["11 places are more than --max-places 3", "name --countries"]),
        ("other files", ["busy holds other files (thesis.txt)"]),
        ("shipped", ["is the gazetteer that Eventwire ships"]),
        ("a file", ["notes.txt is a file; name a folder"]),
    ],
)
def test_a_wrong_call_names_cause_and_fix_and_writes_nothing(tmp_path: Path, name: str, words: list[str]) -> None:
    arguments = wrong(tmp_path, name)
    before = sorted(tmp_path.rglob("*"))
    result = call(*arguments, *([] if "--out" in arguments else ["--out", tmp_path / "full"]))
    assert result.exit_code == 2, result.output
    last = result.stderr.splitlines()[-1]
    assert last.startswith("eventwire: ")
    assert all(word in last for word in words), last
    assert sorted(tmp_path.rglob("*")) == before


def test_a_companion_that_is_another_file_is_named(tmp_path: Path) -> None:
    write(tmp_path / "admin1CodesASCII.txt", ["SY.12,Idlib"])
    result = call("--from", write(tmp_path / "SY.txt", dump_rows()), "--out", tmp_path / "full")
    assert result.exit_code == 2
    assert "admin1CodesASCII.txt: line 1: 1 columns, not 4" in result.stderr


def test_default_choice_takes_all_groups() -> None:
    assert Choice().groups == {"towns", "divisions", "sites", "nature"}
