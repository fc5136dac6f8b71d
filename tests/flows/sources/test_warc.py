import datetime as dt
import gzip
import zlib
from pathlib import Path

import pytest
from crawls import PAGE, archive, chunked, http_record, record, record_id, response
from reading import read

from flows.sources.archive_notes import ArchiveNote, Role, write_note
from schemas.sources import ListedPage

NAMES = pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
GZIP = "Content-Encoding: gzip\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"


@NAMES
def test_html_responses_are_documents_and_the_rest_is_counted(tmp_path: Path, name: str) -> None:
    path = archive(
        tmp_path / name,
        record("warcinfo", b"software: crawler\r\n", content_type="application/warc-fields"),
        record("request", b"GET /a HTTP/1.1\r\n\r\n", url="https://news.example/a", content_type="application/http; msgtype=request"),
        response("https://news.example/a", PAGE),
        record("metadata", b"fetchTimeMs: 12\r\n", url="https://news.example/a", content_type="application/warc-fields"),
        response("https://news.example/b.png", b"\x89PNG", kind="image/png"),
        response("https://news.example/gone", b"<p>not found</p>", status="404 Not Found"),
        record("revisit", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", content_type="application/http; msgtype=response"),
        record("response", b"20241005100000\r\nnews.example. 60 IN A 192.0.2.1\r\n", url="dns:news.example", content_type="text/dns"),
        response("https://news.example/c", PAGE, kind="application/xhtml+xml"),
    )
    reading = read(path, day=None)
    assert [document.url for document in reading.documents] == ["https://news.example/a", "https://news.example/c"]
    assert [document.html for document in reading.documents] == [PAGE.decode(), PAGE]
    assert {document.fetched_at for document in reading.documents} == {dt.datetime(2024, 10, 5, 10, tzinfo=dt.UTC)}
    assert {(document.fallback_date, document.fallback_basis) for document in reading.documents} == {(dt.date(2024, 10, 5), "fetched")}
    assert [entry.reason for entry in reading.ignored] == ["not_html_response"] * 4
    assert reading.quarantined == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(PAGE, "", id="as it is"),
        pytest.param(gzip.compress(PAGE), GZIP, id="gzip"),
        pytest.param(zlib.compress(PAGE), "Content-Encoding: deflate\r\n", id="deflate"),
        pytest.param(chunked(PAGE), CHUNKED, id="chunked"),
        pytest.param(chunked(gzip.compress(PAGE)), GZIP + CHUNKED, id="chunked gzip"),
        pytest.param(PAGE, GZIP, id="gzip only by its header"),
        pytest.param(PAGE, CHUNKED, id="chunked only by its header"),
        pytest.param(PAGE, GZIP + CHUNKED, id="chunked gzip only by its headers"),
        pytest.param(gzip.compress(PAGE), GZIP + CHUNKED, id="gzip, chunked only by its header"),
        pytest.param(PAGE, "Content-Encoding: none\r\n", id="an encoding that is none"),
    ],
)
def test_bodies_as_they_went_over_the_wire(tmp_path: Path, body: bytes, headers: str) -> None:
    reading = read(archive(tmp_path / "a.warc.gz", response("https://news.example/a", body, headers=headers)))
    assert ([document.html for document in reading.documents], reading.reasons) == ([PAGE.decode()], [])


def test_brotli(tmp_path: Path) -> None:
    brotli = pytest.importorskip("brotli")
    body = response("https://news.example/a", brotli.compress(PAGE), headers="Content-Encoding: br\r\n")
    [document] = read(archive(tmp_path / "a.warc.gz", body)).documents
    assert document.html == PAGE.decode()


LATIN, RUSSIAN = "<p>Müller said “no”.</p>", "<p>Москва</p>"


@pytest.mark.parametrize(
    ("kind", "data", "html"),
    [
        pytest.param("text/html; charset=windows-1251", RUSSIAN.encode("cp1251"), RUSSIAN, id="declared"),
        pytest.param("text/html; charset=iso-8859-1", LATIN.encode("cp1252"), LATIN, id="Latin-1 that is Windows"),
        pytest.param("text/html; charset=iso-8859-1", RUSSIAN.encode(), RUSSIAN, id="Latin-1 that is UTF-8"),
        pytest.param("text/html; charset=utf-8", LATIN.encode("cp1252"), LATIN.encode("cp1252"), id="UTF-8 that is none"),
        pytest.param("text/html; charset=klingon", LATIN.encode(), LATIN, id="no such charset"),
        pytest.param("text/html; charset=utf\0-8", LATIN.encode(), LATIN, id="no name of a charset"),
        pytest.param("text/html; charset=base64", LATIN.encode(), LATIN, id="no charset of text"),
        pytest.param("text/html; charset=iso-2022-jp", "<p>東京</p>".encode("iso-2022-jp"), "<p>東京</p>", id="seven bits"),
        pytest.param("text/html", LATIN.encode(), LATIN.encode(), id="none declared"),
    ],
)
def test_charset_of_the_headers(tmp_path: Path, kind: str, data: bytes, html: str | bytes) -> None:
    [document] = read(archive(tmp_path / "a.warc.gz", response("https://news.example/a", data, kind=kind))).documents
    assert document.html == html


@pytest.mark.parametrize(
    ("kind", "body", "is_page"),
    [
        pytest.param(None, PAGE, True, id="no type"),
        pytest.param("", b"\xef\xbb\xbf\n<!-- by hand --> <!DOCTYPE html><p>x", True, id="empty type, mark and comment"),
        pytest.param(None, b'{"a": "<html>"}', False, id="no type, JSON"),
        pytest.param(None, b"<rss><channel/></rss>", False, id="no type, a feed"),
        pytest.param("Text/HTML;charset=utf-8", PAGE, True, id="capitals"),
        pytest.param("text/plain", PAGE, False, id="another type"),
    ],
)
def test_what_is_a_page(tmp_path: Path, kind: str | None, body: bytes, is_page: bool) -> None:
    reading = read(archive(tmp_path / "a.warc.gz", response("https://news.example/a", body, kind=kind)))
    assert (len(reading.documents), [entry.reason for entry in reading.ignored]) == ((1, []) if is_page else (0, ["not_html_response"]))
    assert reading.quarantined == []


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        pytest.param(response("u", b"<p>" + b"x" * 1_000_001), "too_large", id="over the size limit"),
        pytest.param(response("u", b"<p>" + b"x" * 3_000_000), "too_large", id="far over the size limit"),
        pytest.param(response("u", gzip.compress(b"<p>" + b"x" * 50_000_000), headers=GZIP), "too_large", id="50 MB behind a small gzip"),
        pytest.param(response("u", b""), "empty", id="no body"),
        pytest.param(http_record("u", b""), "empty", id="no content"),
        pytest.param(response("u", b"%PDF-1.7"), "binary", id="another type than its headers say"),
        pytest.param(response("u", PAGE).replace(b"WARC/1.1", b"WARC/1.\xff"), "broken_record", id="no such version"),
        pytest.param(http_record("u", PAGE), "broken_record", id="no headers of HTTP"),
        pytest.param(http_record("u", b"\x00\xff\xfe\r\nwhat\r\n\r\n" + PAGE), "broken_record", id="headers that are none"),
        pytest.param(http_record("u", HEAD + b"X: " + b"x" * 99_999 + b"\r\n\r\n" + PAGE), "broken_record", id="100 kB of headers"),
        pytest.param(response("u", gzip.compress(PAGE)[:-20], headers=GZIP), "truncated_response", id="half a gzip"),
        pytest.param(response("u", chunked(PAGE)[:-30], headers=CHUNKED), "unreadable", id="a chunk cut off"),
        pytest.param(response("u", b"\xff" + gzip.compress(PAGE), headers=GZIP), "unreadable", id="damaged gzip"),
        pytest.param(response("u", PAGE, warc="WARC-Truncated: length\r\n"), "truncated_response", id="cut off by the crawler"),
    ],
)
@NAMES
def test_a_bad_response_costs_itself_only(tmp_path: Path, name: str, bad: bytes, reason: str) -> None:
    first, last = response("https://news.example/1", PAGE), response("https://news.example/2", PAGE)
    reading = read(archive(tmp_path / name, first, bad, last))
    assert ([document.url for document in reading.documents], reading.reasons) == (
        ["https://news.example/1", "https://news.example/2"],
        [reason],
    )


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + PAGE, id="line feeds only"),
        pytest.param(HEAD + b"this is no header\r\nX: caf\xe9\r\n\r\n" + PAGE, id="a line that is no header"),
        pytest.param(b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n" + PAGE, id="HTTP/2"),
    ],
)
def test_headers_that_are_nearly_right(tmp_path: Path, answer: bytes) -> None:
    [document] = read(archive(tmp_path / "a.warc.gz", http_record("<https://news.example/a>", answer))).documents
    assert (document.html, document.url) == (PAGE, "https://news.example/a")


def test_a_large_file_that_is_no_page_is_ignored(tmp_path: Path) -> None:
    reading = read(archive(tmp_path / "a.warc.gz", response("u", b"\x00" * 3_000_000, kind="video/mp4")))
    assert ([entry.reason for entry in reading.ignored], reading.quarantined) == (["not_html_response"], [])


def test_a_page_that_is_there_twice_is_read_twice(tmp_path: Path) -> None:
    documents = read(archive(tmp_path / "a.warc", *[response("https://news.example/a", PAGE)] * 2)).documents
    assert len({document.raw_ref for document in documents}) == 2
    assert len({document.raw_sha256 for document in documents}) == 1


@pytest.mark.parametrize("date", ["9999-12-31T10:00:00Z", "yesterday"])
def test_a_clock_that_is_wrong_gives_no_date(tmp_path: Path, date: str) -> None:
    page = response("https://news.example/1", PAGE).replace(b"2024-10-05T10:00:00Z", date.encode())
    [document] = read(archive(tmp_path / "a.warc", page), day=None).documents
    assert document.fetched_at is None
    assert document.fallback_date is not None
    assert document.fallback_date.year < 2100


LISTED = ListedPage(
    "https://news.example/1",
    title="Border post “empty”",
    published="2024-10-05T09:30:00+02:00",
    modified="2024-10-05T10:00:00+02:00",
    authors=("Ann Lee", "Bo Chan"),
    publisher="The Herald",
    language="en",
)


def note(address: str, role: Role, listed: ListedPage | None = None) -> bytes:
    content = write_note(ArchiveNote(address, role, dt.datetime(2024, 10, 5, tzinfo=dt.UTC), listed))
    return metadata(address, content)


def metadata(address: str, content: bytes) -> bytes:
    about = f"WARC-Concurrent-To: {record_id('response', address)}\r\n"
    return record("metadata", content, url=address, content_type="application/json", headers=about)


def test_what_a_listing_said_of_a_page(tmp_path: Path) -> None:
    one, two, three, feed, robots = (f"https://news.example/{name}" for name in ("1", "2", "3", "feed", "robots.txt"))
    path = archive(
        tmp_path / "a.warc.gz",
        note(one, "page", LISTED),
        record("request", b"GET /1 HTTP/1.1\r\n\r\n", url=one, content_type="application/http; msgtype=request"),
        response(one, PAGE),
        response(two, PAGE),
        note(feed, "listing"),
        response(feed, PAGE),
        note(robots, "queue"),
        response(robots, PAGE),
        metadata(three, b'{"crawler": "another"}'),
        response(three, PAGE),
    )
    reading = read(path)
    assert [(document.url, document.listed) for document in reading.documents] == [(one, LISTED), (two, None), (three, None)]
    assert sorted(entry.reason for entry in reading.ignored) == ["listing", "not_html_response"]
