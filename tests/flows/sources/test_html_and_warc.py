import datetime as dt
import gzip
import io
from pathlib import Path

import pytest
from fastwarc.warc import WarcRecord, WarcRecordType
from reading import SENTENCE, read

PAGE = f"<html><body><article><p>{SENTENCE}</p></article></body></html>".encode()


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.HTML", "a.html.gz", "deep/er/a.htm.gz"])
def test_pages(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(PAGE) if name.endswith(".gz") else PAGE)
    [document] = read(tmp_path).documents
    assert (document.source_kind, document.html) == ("html", PAGE)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("a.html", b"", "empty", id="no bytes"),
        pytest.param("a.html", b"\x89PNG\r\n\x1a\n\x00\x00", "binary", id="image under a wrong name"),
        pytest.param("a.html", b"<p>" + b"x" * 1_000_000, "too_large", id="over the size limit"),
        pytest.param("a.html.gz", gzip.compress(b"<p>" + b"x" * 50_000_000), "too_large", id="50 MB behind a small gzip"),
        pytest.param("a.html.gz", gzip.compress(PAGE * 50)[:60], "unreadable", id="gzip cut off"),
    ],
)
def test_bad_pages(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    reading = read(tmp_path)
    assert (reading.reasons, reading.documents) == ([reason], [])


def response(url: str, body: bytes, *, kind: str = "text/html; charset=utf-8", status: str = "200 OK", headers: str = "") -> bytes:
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.headers["WARC-Target-URI"] = url
    record.headers["WARC-Date"] = "2024-10-05T10:00:00Z"
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}\r\n".encode() + body)
    out = io.BytesIO()
    record.write(out)
    return out.getvalue()


def archive(path: Path, *records: bytes) -> Path:
    path.write_bytes(b"".join(gzip.compress(record) if path.suffix == ".gz" else record for record in records))
    return path


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_html_responses_are_documents_and_the_rest_is_counted(tmp_path: Path, name: str) -> None:
    path = archive(
        tmp_path / name,
        response("https://news.example/a", PAGE),
        response("https://news.example/b.png", b"\x89PNG", kind="image/png"),
        response("https://news.example/gone", b"<p>not found</p>", status="404 Not Found"),
        response("https://news.example/c", gzip.compress(PAGE), headers="Content-Encoding: gzip\r\n"),
    )
    reading = read(path, day=None)
    assert [document.url for document in reading.documents] == ["https://news.example/a", "https://news.example/c"]
    assert [document.html for document in reading.documents] == [PAGE.decode()] * 2
    assert {document.fetched_at for document in reading.documents} == {dt.datetime(2024, 10, 5, 10, tzinfo=dt.UTC)}
    assert {(document.fallback_date, document.fallback_basis) for document in reading.documents} == {(dt.date(2024, 10, 5), "fetched")}
    assert [entry.reason for entry in reading.ignored] == ["not_html_response"] * 2
    assert reading.quarantined == []


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_pages_before_the_end_of_a_truncated_archive_are_kept(tmp_path: Path, name: str) -> None:
    whole = [response(f"https://news.example/{number}", PAGE + str(number * 7919).encode() * 200) for number in range(3)]
    path = archive(tmp_path / name, *whole)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - len(data) // 6])
    reading = read(path)
    assert [document.url for document in reading.documents] == ["https://news.example/0", "https://news.example/1"]
    assert reading.reasons == ["unreadable"]


@pytest.mark.parametrize("missing", [20, 60, 120])
def test_half_a_page_at_the_end_of_a_truncated_archive_is_no_document(tmp_path: Path, missing: int) -> None:
    whole = [response(f"https://news.example/{number}", PAGE + str(number * 7919**40).encode()) for number in (1, 2)]
    path = archive(tmp_path / "a.warc.gz", *whole)
    path.write_bytes(path.read_bytes()[:-missing])
    reading = read(path)
    assert [document.url for document in reading.documents] == ["https://news.example/1"]
    assert reading.reasons == ["unreadable"]


def test_a_clock_that_is_wrong_gives_no_date(tmp_path: Path) -> None:
    page = response("https://news.example/1", PAGE).replace(b"2024-10-05T10", b"9999-12-31T10")
    [document] = read(archive(tmp_path / "a.warc", page), day=None).documents
    assert document.fetched_at is None
    assert document.fallback_date is not None
    assert document.fallback_date.year < 2100


@pytest.mark.parametrize("share", [pytest.param(1.0, id="whole"), pytest.param(0.8, id="cut off")])
def test_archive_packed_as_one_piece(tmp_path: Path, share: float) -> None:
    records = [response(f"https://news.example/{number}", PAGE + str(number * 7919**9).encode() * 9) for number in range(40)]
    packed = gzip.compress(b"".join(records))
    (tmp_path / "a.warc.gz").write_bytes(packed[: int(len(packed) * share)])
    reading = read(tmp_path / "a.warc.gz")
    assert len({document.raw_ref for document in reading.documents}) == len(reading.documents)
    assert (len(reading.documents) == 40, reading.reasons) == ((True, []) if share == 1.0 else (False, ["unreadable"]))
    assert len(reading.documents) >= 20


def test_damage_in_the_middle_is_told(tmp_path: Path) -> None:
    packed = [gzip.compress(response(f"https://news.example/{number}", PAGE)) for number in range(3)]
    packed[1] = packed[1][:20] + b"\x00" * 30 + packed[1][50:]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(packed))
    reading = read(tmp_path / "a.warc.gz")
    assert reading.documents[0].url == "https://news.example/0"
    assert "unreadable" in reading.reasons


def test_large_and_empty_responses_are_set_aside(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "a.warc.gz",
        response("https://news.example/large", b"<p>" + b"x" * 1_000_001),
        response("https://news.example/empty", b""),
        response("https://news.example/a", PAGE),
    )
    reading = read(path)
    assert reading.reasons == ["too_large", "empty"]
    assert [document.url for document in reading.documents] == ["https://news.example/a"]
