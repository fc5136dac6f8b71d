"""`eventwire cluster`: every line of the file comes back, with its copies and its story, or with what is wrong with it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.cluster import cluster_file, group_articles
from schemas.errors import InputNotFound

LONG = (
    "The ministry said on Monday that heavy rain had closed the mountain road between the two valleys, that lorries were waiting on both "
    "sides, that engineers would look at the bridge in the morning, and that buses would run again as soon as the river had fallen."
)
ROAD = "Heavy rain closed the mountain road between the valleys; engineers will look at the bridge, the ministry said."
MATCH = "The home side won the cup final after penalties, and keeper Lindqvist was carried around the stadium."


def write_lines(path: Path, *lines: dict[str, Any] | str) -> Path:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), encoding="utf-8")
    return path


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def dated(name: Any, text: str, date: str | None = "2024-05-14", **values: Any) -> dict[str, Any]:
    return {"id": name, "date": date, "title": None, "text": text, **values}


def test_every_line_comes_back_in_order(tmp_path: Path) -> None:
    source = write_lines(
        tmp_path / "in.jsonl",
        dated("a", LONG, lang="en"),
        dated("m", MATCH, lang="en"),
        "{broken",
        "",
        dated("b", ROAD, lang="en-GB", date="2024-05-15T08:00:00Z"),
        dated(7, LONG, lang="en"),
        dated("n", ROAD, date="soon"),
        {"id": "o", "date": "2024-05-14"},
        dated("a", MATCH),
        dated("e", ""),
        dated("f", " "),
    )
    assert cluster_file(source, tmp_path / "out.jsonl") == 10
    rows = read_lines(tmp_path / "out.jsonl")
    assert [row["id"] for row in rows] == ["a", "m", 3, "b", 7, "n", "o", "a", "e", "f"]
    assert [row.get("error", "")[:15] for row in rows] == [
        "",
        "",
        "broken_record: ",
        "",
        "",
        "broken_record: ",
        "missing_text: n",
        "broken_record: ",
        "",
        "",
    ]
    assert [row.get("cluster") for row in rows] == [7, "m", None, 7, 7, None, None, None, "e", "f"]
    assert rows[0] == {"id": "a", "duplicate_of": 7, "duplicate_similarity": 1.0, "cluster": 7}


def test_groups_of_copies(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", dated("a", LONG), dated("b", ROAD), dated("c", LONG))
    done = CliRunner().invoke(app, ["cluster", str(source), "--out", str(tmp_path / "out.jsonl"), "--by", "duplicates"])
    assert done.exit_code == 0
    assert [row["cluster"] for row in read_lines(tmp_path / "out.jsonl")] == ["a", "b", "a"]


def test_an_unknown_grouping_is_refused(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", dated("a", LONG))
    done = CliRunner().invoke(app, ["cluster", str(source), "--out", str(tmp_path / "out.jsonl"), "--by", "colour"])
    assert (done.exit_code, (tmp_path / "out.jsonl").exists()) == (2, False)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound):
        cluster_file(tmp_path / "none.jsonl", tmp_path / "out.jsonl")


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    assert cluster_file(write_lines(tmp_path / "in.jsonl"), tmp_path / "out.jsonl") == 0
    assert (tmp_path / "out.jsonl").read_text() == ""


def test_dateless_articles_are_compared_among_themselves() -> None:
    groups = group_articles([dated("a", LONG, None), dated("b", LONG, None), dated("c", LONG, "2024-11-30")], by="duplicates")
    assert [groups[key]["cluster"] for key in "abc"] == ["a", "a", "c"]


def test_languages_that_nobody_lists_words_for() -> None:
    groups = group_articles(
        [dated("a", ROAD, lang="xx"), dated("b", ROAD + " More later.", lang="xx"), dated("c", ROAD + " Soon.")], by="stories"
    )
    assert [groups[key]["cluster"] for key in "abc"] == ["a", "a", "c"]
