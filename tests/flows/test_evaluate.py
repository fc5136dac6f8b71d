"""The evaluation: which gold is known, how predictions are made in order, what the reports hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from flows import evaluate as evaluation
from flows.evaluate import (
    GOLD,
    breaches_in_words,
    breaches_of_folder,
    evaluate,
    find_breaches,
    pin_floors,
    pin_folder,
    read_floors,
    write_floors,
)
from flows.evaluation_tables import make_confusion_tables, make_reliability_table, make_table
from flows.gold import GOLD_KINDS, find_gold
from schemas.errors import InputNotFound, UsageError
from transforms.evaluation.figures import Evaluation
from transforms.evaluation.floors import Floors

LONG = (
    "The ministry said on Monday that heavy rain had closed the mountain road between the two valleys, that lorries were waiting on both "
    "sides, that engineers would look at the bridge in the morning, and that buses would run again as soon as the river had fallen."
)


def write_gold(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """Gold of three articles, two of them copies."""
    rows = [
        {"id": 1, "cluster": "x", "date": "2024-11-30", "title": "Road closed", "text": LONG},
        {"id": 2, "cluster": "x", "date": "2024-11-30", "title": "Road is closed", "text": LONG + " No one was hurt."},
        {
            "id": 3,
            "cluster": "y",
            "date": "2024-11-30",
            "title": "Fair opens",
            "text": "A fair of books opened in the old harbour, and school classes came.",
        },
    ]
    write_gold(tmp_path, "neardup_small.jsonl", rows)
    write_gold(tmp_path, "letters.jsonl", [{"id": 1}])
    return tmp_path


def test_gold_is_known_by_its_name(copies: Path) -> None:
    known, unknown = find_gold(copies)
    assert ([file.name for file in known], unknown) == (["neardup_small"], ["letters.jsonl"])


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        pytest.param("plv_test.jsonl", "plv_*.jsonl", id="other half"),
        pytest.param("places_lgl.jsonl", "places_lgl*.jsonl", id="the narrower pattern first"),
        pytest.param("places_gwn.jsonl", "places_*.jsonl", id="other places"),
        pytest.param("pages/pages.jsonl", "pages/pages.jsonl", id="in a folder"),
    ],
)
def test_kind_of_a_name(tmp_path: Path, name: str, pattern: str) -> None:
    write_gold(tmp_path, name, [])
    assert find_gold(tmp_path)[0][0].kind.pattern == pattern


def test_patterns_are_told_apart() -> None:
    patterns = [kind.pattern for kind in GOLD_KINDS]
    assert len(patterns) == len(set(patterns))


@pytest.mark.parametrize(
    ("folder", "only", "words"),
    [
        pytest.param("nowhere", (), "is no folder", id="missing folder"),
        pytest.param(".", ("muc4",), "no gold file in .* begins with muc4; there are neardup_small", id="name that is not there"),
    ],
)
def test_wrong_calls_say_what_to_do(copies: Path, folder: str, only: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputNotFound, match=words):
        evaluate(copies / folder, workers=1, only=only)


def test_folder_without_gold(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match="no gold file that is known"):
        find_gold(tmp_path)


def test_broken_gold_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "dates_x.jsonl").write_text('{"id": 1}\n{"id": \n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"dates_x.jsonl, line 2: not a JSON object"):
        find_gold(tmp_path)[0][0].read_rows()


def test_duplicates_end_to_end(copies: Path, tmp_path: Path) -> None:
    report = evaluate(copies, workers=1, out=tmp_path / "reports")
    file = report["files"]["neardup_small"]
    assert (file["records"], file["figures"]["pairwise.f1"], report["unknown"]) == (3, 1.0, ["letters.jsonl"])
    assert json.loads((tmp_path / "reports" / "figures.json").read_text()) == report
    assert Path(file["errors"]).read_text() == ""


def test_errors_are_written_with_their_gold(copies: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) | {"cluster": "x"} for line in (copies / "neardup_small.jsonl").read_text().splitlines()]
    write_gold(copies, "neardup_small.jsonl", rows)
    path = evaluate(copies, workers=1, out=tmp_path / "reports")["files"]["neardup_small"]["errors"]
    error = json.loads(Path(path).read_text().splitlines()[0])
    assert (error["gold_id"], error["outcome"], error["predicted"]) == ("1", "miss", [["1", "2"], ["3"]])


def test_chunks_keep_order_and_number_their_lines() -> None:
    lines = [b"x" * 40_000, b"y" * 30_000, b"z"]
    assert [(first, [line[:1] for line in chunk]) for first, chunk in evaluation._chunks(lines)] == [(1, [b"x", b"y"]), (3, [b"z"])]


def test_table_shows_figures_peers_notes_and_unknown_files(copies: Path, tmp_path: Path) -> None:
    console = Console(width=200, record=True)
    console.print(make_table(evaluate(copies, workers=1, out=tmp_path / "reports")))
    printed = console.export_text()
    assert all(words in printed for words in ("neardup_small", "pairwise.f1", "1.000", "datatrove", "letters.jsonl", "not known, left out"))


def spoil(copies: Path) -> None:
    """Put all three articles into one group of the gold."""
    rows = [json.loads(line) | {"cluster": "x"} for line in (copies / "neardup_small.jsonl").read_text().splitlines()]
    write_gold(copies, "neardup_small.jsonl", rows)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_first_run_has_nothing_to_compare_with(copies: Path, tmp_path: Path) -> None:
    report = evaluate(copies, workers=1, out=tmp_path / "reports")
    assert report["files"]["neardup_small"]["changes"] is None
    assert sorted(path.name for path in (tmp_path / "reports" / "neardup_small").iterdir()) == [
        "errors.jsonl",
        "figures.json",
        "verdicts.parquet",
    ]


def test_a_second_run_says_what_was_lost_and_gained(copies: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    evaluate(copies, workers=1, out=out)
    spoil(copies)
    changes = evaluate(copies, workers=1, out=out)["files"]["neardup_small"]["changes"]
    assert (changes["gained"], changes["lost"], changes["same_gold"]) == (0, 1, False)
    assert changes["figures"]["pairwise.f1"] == [1.0, 0.5]
    assert [(row["gold_id"], row["outcome"]) for row in lines(out / "neardup_small" / "lost.jsonl")] == [("1", "miss")]
    assert (out / "previous" / "neardup_small" / "errors.jsonl").read_text() == ""


def test_a_saved_run_is_what_a_run_is_held_against(copies: Path, tmp_path: Path) -> None:
    good = (copies / "neardup_small.jsonl").read_text()
    spoil(copies)
    evaluate(copies, workers=1, out=tmp_path / "saved")
    (copies / "neardup_small.jsonl").write_text(good)
    evaluate(copies, workers=1, out=tmp_path / "reports")
    report = evaluate(copies, workers=1, out=tmp_path / "reports", against=tmp_path / "saved")
    assert report["files"]["neardup_small"]["changes"]["gained"] == 1
    assert [row["gold_id"] for row in lines(tmp_path / "reports" / "neardup_small" / "gained.jsonl")] == ["1"]
    console = Console(width=250, record=True)
    console.print(make_table(report))
    printed = console.export_text()
    assert all(words in printed for words in ("0.500", "+0.500", "1 gained, 0 lost against", "the gold has changed since"))


def test_the_run_before_the_last_can_be_held_against_too(copies: Path, tmp_path: Path) -> None:
    """`previous` is read before it is replaced."""
    good, out = (copies / "neardup_small.jsonl").read_text(), tmp_path / "reports"
    spoil(copies)
    evaluate(copies, workers=1, out=out)
    (copies / "neardup_small.jsonl").write_text(good)
    evaluate(copies, workers=1, out=out)
    assert evaluate(copies, workers=1, out=out, against=out / "previous")["files"]["neardup_small"]["changes"]["gained"] == 1
    assert evaluate(copies, workers=1, out=out, against=out)["files"]["neardup_small"]["changes"]["gained"] == 0


def test_a_folder_without_reports_is_told(copies: Path, tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match="holds no reports of an evaluation"):
        evaluate(copies, workers=1, out=tmp_path / "reports", against=tmp_path / "nothing")


def test_confusion_is_written_and_printed(tmp_path: Path) -> None:
    confusion = Evaluation(figures={"n": 3})
    confusion.confusion.update({("AID", "AID"): 2, ("AID", "none"): 1, ("none", "ASSAULT"): 4})
    file = {"sha256": "0" * 64, "figures": confusion.figures}
    evaluation.Reports(tmp_path).write_file("plv_x", file, confusion)
    assert (tmp_path / "plv_x" / "confusion.csv").read_text().splitlines() == ["gold,AID,ASSAULT,none", "AID,2,0,1", "none,0,4,0"]
    rows = [[*pair, number] for pair, number in confusion.confusion.items()]
    console = Console(width=100, record=True)
    console.print(*make_confusion_tables({"files": {"plv_x": {"confusion": rows}, "places_x": {"confusion": []}}}))
    printed = console.export_text()
    assert all(words in printed for words in ("plv_x", "none 1", "ASSAULT 4"))
    assert "places_x" not in printed


def test_reliability_is_printed_where_gold_judges_mentions() -> None:
    held = {"low": 0.8, "high": 0.9, "n": 7, "confidence": 0.85, "right": 0.7143}
    own = {"n": 7, "right": 0.7143, "confidence": 0.85, "expected_error": 0.1357, "brier": 0.2, "brier_of_share": 0.2041, "bins": [held]}
    console = Console(width=100, record=True)
    console.print(make_reliability_table({"reliability": own, "files": {"plv_x": {"reliability": own}}}))
    printed = console.export_text()
    assert all(words in printed for words in ("0.8-0.9", "0.85", "0.71", "plv_x"))
    assert make_reliability_table({"reliability": None, "files": {}}) is None


def floors(file: dict[str, Any]) -> Floors:
    return Floors.model_validate({"measured": "by hand", "files": {"neardup_small": file}})


def test_report_is_held_against_floors(copies: Path, tmp_path: Path) -> None:
    report = evaluate(copies, workers=1, out=tmp_path / "reports")
    file = {"gold_sha256": report["files"]["neardup_small"]["sha256"], "noise_band": 0.0, "figures": {"pairwise.f1": 1.0}}
    assert find_breaches(report, floors(file)) == []
    low = file | {"figures": {"pairwise.f1": 1.1}}
    assert [b.figure for b in find_breaches(report, floors(low))] == ["pairwise.f1"]


def test_pinned_floors_are_reached(copies: Path, tmp_path: Path) -> None:
    report = evaluate(copies, workers=1, out=tmp_path / "reports")
    pinned = pin_floors(report, "by hand", noise_band=0.01)
    assert pinned.files["neardup_small"].figures == {"pairwise.f1": 1.0, "bcubed.f1": 1.0}
    assert find_breaches(report, pinned) == []


def test_floors_of_a_folder_are_pinned_and_held(copies: Path, tmp_path: Path) -> None:
    report = evaluate(copies, workers=1, out=tmp_path / "reports")
    assert breaches_of_folder(report, copies) == ""
    assert pin_folder(report, copies) == []
    assert breaches_of_folder(report, copies) == ""
    spoil(copies)
    told = breaches_of_folder(evaluate(copies, workers=1, out=tmp_path / "reports"), copies)
    assert "neardup_small: the gold has changed" in told
    assert "neardup_small pairwise.f1: 0.500 < floor 1.000 - noise band 0.010" in told
    assert str(tmp_path / "reports" / "neardup_small" / "lost.jsonl") in told


def test_pinning_keeps_the_header_and_other_files_and_names_what_it_lowers(tmp_path: Path) -> None:
    path = tmp_path / "floors.yaml"
    path.write_text("# What the floors are.\n# Two lines of it.\nmeasured: then\nfiles: {}\n", encoding="utf-8")
    first = {"gold_sha256": "0" * 64, "noise_band": 0.01, "figures": {"f1": 0.8, "p": 0.5}}
    both = Floors.model_validate({"measured": "then", "files": {"one": first, "two": first}})
    assert write_floors(both, path) == []
    lower = Floors.model_validate({"measured": "now", "files": {"one": first | {"figures": {"f1": 0.7, "p": 0.6}}}})
    assert write_floors(lower, path) == ["one f1: 0.800 -> 0.700"]
    pinned = read_floors(path)
    assert path.read_text().startswith("# What the floors are.\n# Two lines of it.\nmeasured: now\n")
    assert (pinned.files["one"].figures, pinned.files["two"].figures) == ({"f1": 0.7, "p": 0.6}, {"f1": 0.8, "p": 0.5})


def test_our_own_gold_stays_above_its_floors(tmp_path: Path) -> None:
    """The gate: a lower figure means a worse coder, or a lowered floor that a reviewer sees."""
    floors = read_floors()
    if floors.files:
        report = evaluate(GOLD, workers=1, out=tmp_path / "reports", only=sorted(floors.files))
        breaches = find_breaches(report, floors)
        assert not breaches, breaches_in_words(report, breaches) + "\nsee what was lost with: make evaluate"
