import csv
import datetime as dt
import gzip
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import OTHER_SENTENCE, SENTENCE, read

from schemas.sources import FieldNames, SourceSpec


def lines(*records: Any) -> bytes:
    return b"".join((record if isinstance(record, bytes) else json.dumps(record).encode()) + b"\n" for record in records)


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


RECORD = {"title": "Post empty", "text": SENTENCE, "url": "https://news.example/a", "date": "2024-10-05"}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(
            {"maintext": SENTENCE, "date_publish": "2024-10-05 10:00:00", "source_domain": "news.example"},
            {"published": "2024-10-05T10:00:00", "publisher": "news.example"},
            id="news-please",
        ),
        pytest.param(
            {"content": SENTENCE, "publishedAt": "2024-10-05T10:00:00Z", "source": {"id": None, "name": "News Example"}},
            {"published": "2024-10-05T10:00:00+00:00", "publisher": "News Example"},
            id="news API",
        ),
        pytest.param(
            {"body": SENTENCE, "seendate": "20241005T100000Z", "domain": "news.example"},
            {"published": "2024-10-05T10:00:00+00:00"},
            id="GDELT",
        ),
        pytest.param(
            {"article": SENTENCE, "pubDate": "Sat, 05 Oct 2024 10:00:00 +0200", "link": "https://news.example/a"},
            {"published": "2024-10-05T10:00:00+02:00", "url": "https://news.example/a"},
            id="feed",
        ),
        pytest.param(
            {"Body Text": SENTENCE, "Headline": "Post empty", "byline": "Ann Lee; Bo Chan", "Lang": "en-GB"},
            {"title": "Post empty", "authors": ("Ann Lee", "Bo Chan"), "language": "en"},
            id="spaces and capitals",
        ),
        pytest.param(
            {"id": 7, "article": {"title": "Post empty", "text": SENTENCE}}, {"title": "Post empty", "text": SENTENCE}, id="one level down"
        ),
        pytest.param(
            {"title": {"rendered": "Post empty"}, "content": {"rendered": f"<p>{SENTENCE}</p>"}},
            {"title": "Post empty", "html": f"<p>{SENTENCE}</p>"},
            id="WordPress",
        ),
        pytest.param(
            {"text": [SENTENCE, OTHER_SENTENCE], "author": [{"name": "Ann Lee"}]},
            {"text": f"{SENTENCE}\n{OTHER_SENTENCE}", "authors": ("Ann Lee",)},
            id="lists",
        ),
        pytest.param({"text": SENTENCE, "timestamp": 1728122400}, {"published": "2024-10-05T10:00:00+00:00"}, id="seconds since 1970"),
        pytest.param(
            {"html": "<html><body><p>x</p></body></html>"}, {"html": "<html><body><p>x</p></body></html>", "text": None}, id="HTML"
        ),
        pytest.param({"content": f"<p>{SENTENCE}</p>"}, {"html": f"<p>{SENTENCE}</p>", "text": None}, id="HTML in a text field"),
    ],
)
def test_usual_spellings(tmp_path: Path, record: dict[str, Any], expected: dict[str, Any]) -> None:
    [document] = read(write(tmp_path / "a.jsonl", lines(record))).documents
    assert {name: getattr(document, name) for name in expected} == expected


def test_fields_of_the_spec(tmp_path: Path) -> None:
    spec = SourceSpec(id="desk", date_format="%d/%m/%Y", fields=FieldNames(text="payload.story", published="when"))
    record = {"payload": {"story": SENTENCE}, "text": "a summary", "when": "05/10/2024"}
    [document] = read(write(tmp_path / "a.jsonl", lines(record)), spec=spec).documents
    assert (document.source_id, document.text, document.published) == ("desk", SENTENCE, "2024-10-05")


def test_bad_lines_are_set_aside_and_good_ones_kept(tmp_path: Path) -> None:
    data = lines(
        RECORD,
        b'{"text": "cut',
        b"[1, 2]",
        {"title": "no text"},
        {**RECORD, "text": "  "},
        b'{"text": "\xe9 \xc3\xa9 \xc3\xa9 \xc3\xa9"}',
        b"",
        {**RECORD, "text": "y" * 1_000_001},
        b'"' + b"z" * 2_100_000 + b'"',
        {**RECORD, "text": OTHER_SENTENCE},
    )
    reading = read(write(tmp_path / "a.jsonl", data))
    assert [document.text for document in reading.documents] == [SENTENCE, OTHER_SENTENCE]
    assert [(entry.key.rpartition("#")[2], entry.reason) for entry in reading.quarantined] == [
        ("2", "broken_record"),
        ("3", "broken_record"),
        ("4", "missing_text"),
        ("5", "missing_text"),
        ("6", "wrong_encoding"),
        ("7", "too_large"),
        ("8", "too_large"),
    ]


def test_records_before_the_end_of_a_truncated_gzip_are_kept(tmp_path: Path) -> None:
    data = lines(*({**RECORD, "text": f"{SENTENCE} {number * 7919}"} for number in range(5000)))
    packed = gzip.compress(data)
    reading = read(write(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2]))
    assert 1000 < len(reading.documents) < 4500
    assert reading.reasons == ["unreadable"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("a.jsonl", b"", "empty", id="jsonl without a line"),
        pytest.param("a.jsonl", b"\n\n", "empty", id="jsonl of empty lines"),
        pytest.param("a.jsonl.gz", b"no gzip at all", "unreadable", id="gz that is none"),
        pytest.param("a.csv", b"", "empty", id="csv without a line"),
        pytest.param("a.csv", b"title,text\n", "empty", id="csv with a header only"),
        pytest.param("a.csv", b"PK\x03\x04\x00\x00", "binary", id="spreadsheet under a wrong name"),
        pytest.param("a.parquet", b"", "unreadable", id="parquet without a byte"),
        pytest.param("a.parquet", b"PAR1 and no more", "unreadable", id="parquet cut off"),
        pytest.param("a.warc.gz", b"no archive", "unreadable", id="archive that is none"),
        pytest.param("a.warc", b"", "empty", id="archive without a byte"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    reading = read(write(tmp_path / name, data))
    assert (reading.reasons, reading.documents) == ([reason], [])


@pytest.mark.parametrize(
    ("given", "kept", "reasons"),
    [
        pytest.param(dt.date(2024, 10, 6), 2, [], id="another date to use"),
        pytest.param(None, 1, ["impossible_date"], id="only the file's own date"),
    ],
)
def test_impossible_date_of_a_record(tmp_path: Path, given: dt.date | None, kept: int, reasons: list[str]) -> None:
    reading = read(write(tmp_path / "a.jsonl", lines(RECORD, {**RECORD, "date": "31 February 2024"})), day=given)
    assert (len(reading.documents), reading.reasons) == (kept, reasons)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_separators_and_line_breaks_in_cells(tmp_path: Path, separator: str) -> None:
    with (tmp_path / "a.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=separator).writerows(
            [["headline", "body", "published_at"], ["Post, empty", f"{SENTENCE}\n{OTHER_SENTENCE}", "2024-10-05"]]
        )
    [document] = read(tmp_path / "a.csv").documents
    assert (document.title, document.text, document.published) == ("Post, empty", f"{SENTENCE}\n{OTHER_SENTENCE}", "2024-10-05")


def test_bad_rows_of_a_csv(tmp_path: Path) -> None:
    rows = [
        "title,text",
        f'a,"{SENTENCE}"',
        "only a title",
        'b,"one","two"',
        "c,caf\xe9 \xff closed by the police",
        f'd,"{OTHER_SENTENCE}"',
    ]
    data = "\n".join(rows).encode("latin-1").replace(b"only a title", "only a title – é".encode())
    reading = read(write(tmp_path / "a.csv", data), spec=SourceSpec(id="desk", encoding="utf-8"))
    assert [document.title for document in reading.documents] == ["a", "d"]
    assert reading.reasons == ["missing_text", "broken_record", "wrong_encoding"]


def test_csv_gz(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv.gz", gzip.compress(f'text\n"{SENTENCE}"\n'.encode()))
    assert [document.text for document in read(path).documents] == [SENTENCE]


def test_parquet(tmp_path: Path) -> None:
    table = pa.table(
        {
            "body": [SENTENCE, None, OTHER_SENTENCE],
            "published": pa.array([dt.datetime(2024, 10, 5, 10, tzinfo=dt.UTC)] * 3, pa.timestamp("us", tz="UTC")),
            "vector": [[0.1] * 4] * 3,
        }
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=2)
    reading = read(tmp_path / "a.parquet")
    assert [document.text for document in reading.documents] == [SENTENCE, OTHER_SENTENCE]
    assert {document.published for document in reading.documents} == {"2024-10-05T10:00:00+00:00"}
    assert [(entry.key.rpartition("#")[2], entry.reason) for entry in reading.quarantined] == [("2", "missing_text")]


def test_parquet_rows_with_a_value_that_cannot_be_read(tmp_path: Path) -> None:
    instants = pa.array([1_728_122_400_000_000, 2**62, 1_728_122_400_000_000], pa.timestamp("us"))
    pq.write_table(pa.table({"text": [SENTENCE, SENTENCE, OTHER_SENTENCE], "date": instants}), tmp_path / "a.parquet")
    reading = read(tmp_path / "a.parquet")
    assert [document.text for document in reading.documents] == [SENTENCE, OTHER_SENTENCE]
    assert [(entry.key.rpartition("#")[2], entry.reason) for entry in reading.quarantined] == [("2", "broken_record")]


def test_half_of_a_surrogate_pair_is_replaced(tmp_path: Path) -> None:
    [document] = read(write(tmp_path / "a.jsonl", json.dumps({"text": SENTENCE, "url": "https://news.example/\ud83d"}).encode())).documents
    assert document.url == "https://news.example/\ufffd"


def test_parquet_with_a_damaged_row_group(tmp_path: Path) -> None:
    texts = [f"{SENTENCE} {number * 7919}" for number in range(4000)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "a.parquet", row_group_size=1000, use_dictionary=False, compression="snappy")
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    start = pq.read_metadata(tmp_path / "a.parquet").row_group(2).column(0).data_page_offset
    data[start : start + 3000] = b"\x00" * 3000
    (tmp_path / "a.parquet").write_bytes(data)
    reading = read(tmp_path / "a.parquet")
    assert [document.text for document in reading.documents] == texts[:2000] + texts[3000:]
    assert reading.reasons == ["unreadable"]


def test_same_record_has_the_same_hash_wherever_it_stands(tmp_path: Path) -> None:
    first = read(write(tmp_path / "a.jsonl", lines(RECORD))).documents[0]
    second = read(write(tmp_path / "b.jsonl", lines({"text": "other"}, RECORD))).documents[1]
    assert first.raw_sha256 == second.raw_sha256
    assert first.raw_ref != second.raw_ref


def test_a_value_nested_without_end_says_nothing(tmp_path: Path) -> None:
    nested = "[" * 900 + '"deep"' + "]" * 900
    (tmp_path / "a.jsonl").write_text(f'{{"text": "{SENTENCE}", "title": {nested}}}\n')
    assert [document.title for document in read(tmp_path / "a.jsonl").documents] == [None]


@pytest.mark.parametrize(
    ("record", "names", "record_id"),
    [
        pytest.param({"id": 7}, FieldNames(), "#7", id="an id holds in its file"),
        pytest.param({"guid": "urn:x:7"}, FieldNames(), "#urn:x:7", id="a guid of no known format as well"),
        pytest.param({"number": 7}, FieldNames(id="number"), "7", id="an id that the spec names holds in the source"),
        pytest.param({"id": 7}, FieldNames(title="title"), "#7", id="a spec that names other fields"),
        pytest.param({"source": {"id": "herald", "name": "The Herald"}}, FieldNames(), None, id="the id of the outlet"),
        pytest.param({"_id": "x1", "text": "", "_source": {"text": SENTENCE}}, FieldNames(), "#x1", id="of an index"),
        pytest.param({"text": "", "item": {"id": "x1", "text": SENTENCE}}, FieldNames(), "#x1", id="in the object that holds the text"),
        pytest.param({}, FieldNames(), None, id="none"),
    ],
)
def test_the_id_of_a_record(tmp_path: Path, record: dict[str, Any], names: FieldNames, record_id: str | None) -> None:
    path = write(tmp_path / "news.jsonl", lines({**RECORD, **record}))
    [document] = read(path, spec=SourceSpec(id="desk", fields=names)).documents
    assert document.record_id == (f"{path}{record_id}" if record_id and record_id.startswith("#") else record_id)


@pytest.mark.parametrize(
    ("date", "name", "written", "reason"),
    [
        pytest.param("2024-10-06", "news.jsonl", "2024-10-05", None, id="the day after the file was written"),
        pytest.param("2024-10-07", "news.jsonl", "2024-10-05", "future_date", id="two days after"),
        pytest.param("2024-10-07", "2024-10-05.jsonl", "2024-10-05", None, id="the file's name has a better one"),
        pytest.param("2024-10-07", "news.jsonl", "1970-01-01", None, id="a file whose date is the zero of a clock"),
        pytest.param("2024-10-07", "news.jsonl", "1980-01-01", None, id="a file from an archive without dates"),
        pytest.param("1970-01-01", "news.jsonl", "2024-10-05", "impossible_date", id="the zero of a clock"),
        pytest.param("1970-01-01T10:00:00+10:00", "news.jsonl", "2024-10-05", "impossible_date", id="that instant in the east"),
        pytest.param("1970-01-02", "news.jsonl", "2024-10-05", None, id="the day after it"),
    ],
)
def test_no_record_is_of_a_day_after_its_file(tmp_path: Path, date: str, name: str, written: str, reason: str | None) -> None:
    path = write(tmp_path / name, lines({**RECORD, "date": date}))
    seconds = dt.datetime.fromisoformat(f"{written}T12:00:00+00:00").timestamp()
    os.utime(path, (seconds, seconds))
    found = read(path, day=None)
    assert found.reasons == ([reason] if reason else [])
    assert [document.published == date for document in found.documents] == ([] if reason else [name == "news.jsonl"])
    assert [document.refused_date for document in found.documents] == ([] if reason else [None if name == "news.jsonl" else date])


def test_what_a_spec_says_of_an_outlet_comes_with_each_document(tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl", lines(RECORD))
    [document] = read(path, spec=SourceSpec(id="desk", owner="Harbour Media", is_wire=True)).documents
    assert (document.owner, document.is_wire) == ("Harbour Media", True)
