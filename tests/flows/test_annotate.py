"""`annotate`: one line out for each line in, in order, spans into the text as it was given."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from flows.annotate import (
    COUNT_FIELDS,
    DATE_FIELDS,
    LINES_A_CHUNK,
    PARTICIPANT_FIELDS,
    PLACE_FIELDS,
    BadLine,
    GivenText,
    annotate_file,
    annotate_lines,
    read_line,
)
from schemas.errors import InputNotFound, UsageError

TEXT = (
    "Rebels attacked an army post near Aleppo on Monday, killing 12 soldiers, the governor said.\n\n"
    "  Police arrested three men in Damascus."
)
MENTION_KEYS = {
    "sentence_start_char", "sentence_end_char", "trigger", "trigger_start_char", "trigger_end_char", "rule_id", "event_type",
    "type_basis", "event_mode",
    "contexts", "cameo_code", "quad_class", "participants", "place_text", "place_start_char", "place_end_char", "place_name", "place_id",
    "country", "admin1", "latitude", "longitude", "geo_precision", "geo_basis", "date_text", "date_start_char", "date_end_char",
    "event_date_start", "event_date_end", "date_precision", "date_basis", "apart_kind", "apart_text", "apart_start_char", "apart_end_char",
    "counts", "polarity", "modality", "tense", "attribution_kind",
    "attribution_text", "is_cumulative", "confidence", "relations",
} | {
    f"{role}_{field}" for role in ("actor", "recipient") for field in ("text", "start_char", "end_char", "name", "id", "country", "sector")
}  # fmt: skip


def line(**record: Any) -> bytes:
    return json.dumps(record).encode()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(line(id="a", text="x"), GivenText("a", "x", None, None), id="least"),
        pytest.param(line(id=7, text="", date=None), GivenText(7, "", None, None), id="number as id, empty text"),
        pytest.param(line(text="x", date=""), GivenText(None, "x", None, None), id="no id, empty date"),
        pytest.param(line(id="a", text="x", date="2024-11-30"), GivenText("a", "x", dt.date(2024, 11, 30), None), id="day"),
        pytest.param(line(id="a", text="x", date="2024-11-30T23:59:00Z"), GivenText("a", "x", dt.date(2024, 11, 30), None), id="instant"),
        pytest.param(line(id="a", text="x", url="https://www.e.org/1", more=[1]), GivenText("a", "x", None, "e.org"), id="address"),
        pytest.param(line(id="a", text="x", url=5, title="t"), GivenText("a", "x", None, None), id="no address"),
        pytest.param(
            json.dumps({"id": "a", "text": "Zoë 🚑"}, ensure_ascii=False).encode(), GivenText("a", "Zoë 🚑", None, None), id="outside ASCII"
        ),
    ],
)
def test_a_line_is_read(raw: bytes, expected: GivenText) -> None:
    assert read_line(raw) == expected


@pytest.mark.parametrize(
    ("raw", "line_id", "reason"),
    [
        pytest.param(b"{oops\n", None, "broken_record", id="no JSON"),
        pytest.param(b"\n", None, "broken_record", id="empty line"),
        pytest.param(b'{"id": "a", "text": "caf\xe9"}', None, "broken_record", id="no UTF-8"),
        pytest.param(b"[" * 100_000, None, "broken_record", id="deep nesting"),
        pytest.param(b'["a", "b"]', None, "broken_record", id="no object"),
        pytest.param(line(id="a"), "a", "missing_text", id="no text"),
        pytest.param(line(id="a", text=None), "a", "missing_text", id="null text"),
        pytest.param(line(id="a", text=["x"]), "a", "missing_text", id="text is a list"),
        pytest.param(line(id="a", text="x", date="2024-13-45"), "a", "impossible_date", id="month 13"),
        pytest.param(line(id="a", text="x", date=20241130), "a", "impossible_date", id="date is a number"),
        pytest.param(b'{"id": "a", "text": "half \\ud83d pair"}', "a", "wrong_encoding", id="half of a surrogate pair"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(raw: bytes, line_id: object, reason: str) -> None:
    with pytest.raises(BadLine, match=f"^{reason}: ") as caught:
        read_line(raw)
    assert caught.value.line_id == line_id


def test_an_input_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match=r"none\.jsonl"):
        annotate_file(tmp_path / "none.jsonl", tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(line(id="a", text=TEXT))
    with pytest.raises(UsageError, match="no folder"):
        annotate_file(tmp_path / "in.jsonl", tmp_path / "no folder" / "out.jsonl")


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"")
    assert annotate_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """A file of several chunks, with two broken lines, annotated by two processes."""
    folder = tmp_path_factory.mktemp("annotate")
    lines = [line(id=number, text=TEXT, date="2024-05-15") for number in range(2 * LINES_A_CHUNK + 3)]
    lines[1], lines[LINES_A_CHUNK] = b"{oops", line(id="no text")
    (folder / "in.jsonl").write_bytes(b"\n".join(lines))
    assert annotate_file(folder / "in.jsonl", folder / "out.jsonl", workers=2) == len(lines)
    assert sorted(path.name for path in folder.iterdir()) == ["in.jsonl", "out.jsonl"]
    return [json.loads(row) for row in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def test_lines_come_in_order_and_broken_ones_in_their_place(annotated: list[dict[str, Any]]) -> None:
    ids: list[object] = list(range(2 * LINES_A_CHUNK + 3))
    ids[1], ids[LINES_A_CHUNK] = None, "no text"
    assert [row["id"] for row in annotated] == ids
    assert [set(row) for row in annotated if "error" in row] == [{"id", "error"}] * 2
    assert all(set(row) == {"id", "mentions", "places", "dates"} for row in annotated if "error" not in row)


def test_the_same_text_gives_the_same_line(annotated: list[dict[str, Any]]) -> None:
    rows = [{**row, "id": None} for row in annotated if "error" not in row]
    assert all(row == rows[0] for row in rows)


def test_fields_are_those_of_the_format(annotated: list[dict[str, Any]]) -> None:
    row = annotated[0]
    assert row["mentions"]
    assert row["places"]
    assert row["dates"]
    for mention in row["mentions"]:
        assert set(mention) == MENTION_KEYS
        assert all(set(party) == set(PARTICIPANT_FIELDS) for party in mention["participants"])
        assert all(set(count) == set(COUNT_FIELDS) for count in mention["counts"])
    assert all(set(place) == set(PLACE_FIELDS) for place in row["places"])
    assert all(set(date) == set(DATE_FIELDS) for date in row["dates"])


def test_spans_are_into_the_text_as_given(annotated: list[dict[str, Any]]) -> None:
    row = annotated[0]
    for mention in row["mentions"]:
        assert TEXT[mention["trigger_start_char"] : mention["trigger_end_char"]] == mention["trigger"]
        for name in ("actor", "recipient", "place", "date"):
            if mention[f"{name}_text"] is not None:
                assert TEXT[mention[f"{name}_start_char"] : mention[f"{name}_end_char"]] == mention[f"{name}_text"]
        for party in mention["participants"]:
            assert TEXT[party["start_char"] : party["end_char"]] == party["text"]
    assert {TEXT[place["start_char"] : place["end_char"]] for place in row["places"]} == {"Aleppo", "Damascus"}


def test_the_date_anchors_relative_dates(annotated: list[dict[str, Any]]) -> None:
    monday = next(date for date in annotated[0]["dates"] if date["text"].endswith("Monday"))
    assert monday["value"] == "2024-05-13"


def test_relations_name_the_other_mention_by_its_trigger() -> None:
    text = "Rebels attacked a base in retaliation for the killing of two farmers."
    (row,) = map(json.loads, annotate_lines([line(id="a", text=text)]))
    attacked, killing = row["mentions"]
    start = text.index("in retaliation for")
    told = {"relation": "responds_to", "cue_start_char": start, "cue_end_char": start + len("in retaliation for")}
    other = {f"other_trigger_{end}": killing[f"trigger_{end}"] for end in ("start_char", "end_char")}
    assert attacked["relations"] == [told | other]
    assert killing["relations"] == []


def test_lines_of_one_host_tell_where_it_is_at_home(tmp_path: Path) -> None:
    texts = ["Schools in Columbus, Ohio, closed.", "A fire in Dayton, Ohio.", "Akron, Ohio, and Toledo, Ohio, lost.", "Dublin fell silent."]
    local = [line(id=number, text=text, url=f"https://ohio.example/{number}") for number, text in enumerate(texts)]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([*local, line(id="abroad", text=texts[-1]), b"{oops"]))
    annotate_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    rows = [json.loads(row) for row in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [[place["country"] for place in row["places"]] for row in rows[3:5]] == [["USA"], ["IRL"]]
