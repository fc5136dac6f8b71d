"""The sample corpus: every format is there, the damage is really damaged, nothing depends on the date of a file."""

import gzip
import json
import re
from pathlib import Path

import polars as pl
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
FILES = sorted(path for path in SAMPLE.rglob("*") if path.is_file() and path.name != "README")


def test_every_format_is_there() -> None:
    endings = {"".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix for path in FILES}
    assert endings == {
        ".html",
        ".html.gz",
        ".txt",
        ".md",
        ".jsonl",
        ".jsonl.gz",
        ".json",
        ".csv",
        ".csv.gz",
        ".parquet",
        ".xml",
        ".warc.gz",
    }
    assert sum(path.suffix == ".html" for path in FILES) >= 14


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in FILES) < 1_000_000


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in FILES if path.suffix == ".txt"])
def test_texts_carry_their_date_in_the_name(path: Path) -> None:
    assert re.match(r"2024-?\d\d-?\d\d[-_]", path.name)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in FILES if path.suffix == ".gz"])
def test_compressed_files_carry_no_time_and_no_name(path: Path) -> None:
    header = path.read_bytes()[:10]
    assert header[3] == 0
    assert header[4:8] == bytes(4)


def test_the_mirror_is_an_exact_copy() -> None:
    pages = SAMPLE / "pages"
    assert (pages / "levant-monitor-mirror.html").read_bytes() == (pages / "levant-monitor-nearly-a-hundred-aid.html").read_bytes()


def test_the_near_copy_is_no_exact_copy() -> None:
    agency = json.loads((SAMPLE / "records" / "agency.jsonl").read_text(encoding="utf-8").splitlines()[6])
    page = (SAMPLE / "pages" / "harbour-gazette-port-of-guayaquil-at.html").read_text(encoding="utf-8")
    sentences = re.findall(r"[^.\n]+\.", agency["text"])
    shared = [sentence for sentence in sentences if sentence.strip() in page]
    assert 0.5 < len(shared) / len(sentences) < 1


def test_the_damage_is_damage() -> None:
    assert (SAMPLE / "texts" / "2024-12-02-empty.txt").read_bytes() == b""
    with pytest.raises(UnicodeDecodeError):
        (SAMPLE / "texts" / "2024-12-03-mixed-encoding.txt").read_bytes().decode("utf-8")
    lines = (SAMPLE / "records" / "flashes.jsonl").read_text(encoding="utf-8").splitlines()
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(lines[1])
    with pytest.raises(EOFError):
        gzip.decompress((SAMPLE / "crawl" / "truncated.warc.gz").read_bytes())


def test_the_crawl_is_a_web_archive() -> None:
    with (SAMPLE / "crawl" / "day.warc.gz").open("rb") as stream:
        records = [
            (record.record_type, record.http_headers.status_code if record.http_headers else None) for record in ArchiveIterator(stream)
        ]
    responses = [status for kind, status in records if kind == WarcRecordType.response]
    assert (len(records), responses) == (6, [200, 200, 404, 200, 200])


def test_the_parquet_file_is_typed() -> None:
    assert pl.read_parquet_schema(SAMPLE / "records" / "archive.parquet")["date"] == pl.Date


def test_the_readme_names_origin_licence_and_every_kind_of_file() -> None:
    text = (SAMPLE / "README").read_text(encoding="utf-8")
    assert "written for this project" in text
    assert "CC0" in text
    records = [path for path in FILES if path.parent.name in ("records", "crawl")]
    assert [path.name for path in records if path.name not in text] == []
