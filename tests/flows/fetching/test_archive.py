"""The raw archive: what is written can be read again, whole, also after a kill."""

import datetime as dt
import gzip
from pathlib import Path

import httpx
import pytest
from fastwarc.warc import ArchiveIterator

from flows.fetching.archive import ArchiveWriter, archive_files, read_answer, read_noted, writing
from flows.fetching.exchange import Exchange
from flows.fetching.index import note_fetches
from flows.lake import open_lake
from flows.sources.archive_notes import ArchiveNote, read_note, spec_of, write_note
from schemas.errors import ArchiveBusy
from schemas.sources import ListedPage, SourceSpec
from tests.rows import RUN_ID

BEGAN = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
SPEC = SourceSpec(id="harbour-desk", kind="feed", urls=("http://desk.example/feed.xml",), publisher="The Harbour Desk")
LISTED = ListedPage("http://desk.example/1", title="Ferry held at Östra quay", published="2026-03-04T04:00:00+00:00", authors=("Ida Falk",))
PAGE = b"<html><body><p>The ferry was held.</p></body></html>"


def exchange(url: str, status: int = 200, content: bytes = PAGE, headers: str = "") -> Exchange:
    body = gzip.compress(content, mtime=0)
    head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return Exchange(url, b"GET / HTTP/1.1\r\n\r\n", status, httpx.Headers(), head.encode(), body, content, BEGAN)


def page_note(number: int, **values: object) -> ArchiveNote:
    return ArchiveNote(f"http://desk.example/{number}", "page", BEGAN + dt.timedelta(seconds=number), **values)  # type: ignore[arg-type]


def write_three(root: Path) -> Path:
    """A redirect to a page, a page that is missing, and a plain page."""
    writer = ArchiveWriter(root, SPEC, BEGAN)
    moved = exchange("http://desk.example/1", status=301)
    writer.write(page_note(1, listed=LISTED, status=200), [moved, exchange("http://desk.example/one", headers='ETag: "a1"\r\n')])
    writer.write(page_note(2, status=404, reason="http_404", detail="404 Not Found"))
    writer.write(page_note(3, status=200), [exchange("http://desk.example/3", content=b"<html>3</html>")])
    writer.close()
    return writer.files[0]


def test_a_file_is_named_by_source_day_and_fetch_and_says_its_source(tmp_path: Path) -> None:
    path = write_three(tmp_path)
    assert path.relative_to(tmp_path).as_posix() == "harbour-desk/2026-03-04/harbour-desk-20260304T050607Z-0001.warc.gz"
    assert [(file.source_id, file.fetch, file.is_own) for file in archive_files(tmp_path)] == [("harbour-desk", "20260304T050607Z", True)]
    assert spec_of(path) == SPEC


def test_every_record_is_a_gzip_member_and_verifies(tmp_path: Path) -> None:
    path = write_three(tmp_path)
    with path.open("rb") as stream:
        kinds = [record.headers["WARC-Type"] for record in ArchiveIterator(stream, parse_http=False, verify_digests=True)]
    page = ["metadata", "request", "response"]
    assert kinds == ["warcinfo", "metadata", "request", "response", "request", "response", "metadata", *page]
    assert path.read_bytes().count(b"\x1f\x8b\x08\x00") >= len(kinds)


def test_the_lake_learns_from_the_archive_what_came_of_each_address(tmp_path: Path) -> None:
    path = write_three(tmp_path / "raw")
    lake = open_lake(tmp_path / "lake")
    note_fetches(lake, archive_files(tmp_path / "raw"), RUN_ID)
    rows = {row["url"]: row for row in lake.scan("fetches").collect().iter_rows(named=True)}
    first, second, third = (rows[f"http://desk.example/{number}"] for number in (1, 2, 3))
    assert (first["final_url"], first["http_status"], first["etag"], first["reason"]) == ("http://desk.example/one", 200, '"a1"', None)
    assert (second["final_url"], second["http_status"], second["reason"], second["is_retryable"]) == (None, 404, "http_404", False)
    assert (third["final_url"], third["etag"], third["source_id"]) == ("http://desk.example/3", None, "harbour-desk")
    assert third["raw_ref"].startswith(f"{path}#")
    quarantine = lake.scan("quarantine").select("step", "key", "reason", "detail").collect().rows()
    assert quarantine == [("fetch", "http://desk.example/2", "http_404", "404 Not Found")]


def test_an_answer_and_a_note_can_be_read_again_by_their_place(tmp_path: Path) -> None:
    write_three(tmp_path / "raw")
    lake = open_lake(tmp_path / "lake")
    note_fetches(lake, archive_files(tmp_path / "raw"), RUN_ID)
    places = dict(lake.scan("fetches").select("url", "raw_ref").collect().iter_rows())
    assert read_answer(places["http://desk.example/1"]) == PAGE
    note = read_noted(places["http://desk.example/1"])
    assert note is not None
    assert note.page_at("http://desk.example/1") == LISTED
    assert read_answer(places["http://desk.example/2"]) is None
    assert read_answer(f"{tmp_path}/gone.warc.gz#0") is None


@pytest.mark.parametrize("lost", [1, 7, 150, 400])
def test_a_killed_fetch_keeps_every_whole_answer(tmp_path: Path, lost: int) -> None:
    whole = write_three(tmp_path / "whole").read_bytes()
    folder = tmp_path / "raw" / "harbour-desk" / "2026-03-04"
    folder.mkdir(parents=True)
    (folder / "harbour-desk-20260304T050607Z-0001.warc.gz.open").write_bytes(whole[:-lost])
    with writing(tmp_path / "raw") as finished:
        assert [path.name for path in finished] == ["harbour-desk-20260304T050607Z-0001.warc.gz"]
    lake = open_lake(tmp_path / "lake")
    note_fetches(lake, archive_files(tmp_path / "raw"), RUN_ID)
    rows = lake.scan("fetches").sort("url").select("url", "reason").collect().rows()
    assert rows == [(f"http://desk.example/{number}", reason) for number, reason in ((1, None), (2, "http_404"), (3, "not_reached"))]


def test_a_fetch_that_was_killed_before_its_first_answer_leaves_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "harbour-desk" / "2026-03-04"
    folder.mkdir(parents=True)
    (folder / "harbour-desk-20260304T050607Z-0001.warc.gz.open").write_bytes(b"\x1f\x8b\x08half a member")
    with writing(tmp_path) as finished:
        assert finished == []
    assert list(folder.iterdir()) == []


def test_two_fetches_do_not_write_at_once(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(ArchiveBusy, match="another fetch"), writing(tmp_path):
        pass


def test_a_large_fetch_goes_into_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.fetching.archive.MAX_FILE_BYTES", 2_000)
    writer = ArchiveWriter(tmp_path, SPEC, BEGAN)
    for number in range(5):
        writer.write(page_note(number, status=200), [exchange(f"http://desk.example/{number}")])
    writer.close()
    assert [path.name[-12:] for path in writer.files] == ["0001.warc.gz", "0002.warc.gz", "0003.warc.gz"]
    assert {spec_of(path) for path in writer.files} == {SPEC}


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(ArchiveNote("http://a.example/", "listing", BEGAN, status=304), id="unchanged listing"),
        pytest.param(ArchiveNote("http://a.example/", "page", BEGAN, LISTED, 200), id="page with what is listed"),
        pytest.param(ArchiveNote("http://a.example/", "page", BEGAN, None, None, "timeout", "30 s", is_retryable=True), id="failure"),
    ],
)
def test_a_note_reads_as_it_was_written(note: ArchiveNote) -> None:
    found = read_note(write_note(note), BEGAN)
    assert found is not None
    assert (found.address, found.role, found.status, found.reason, found.detail, found.is_retryable) == (
        note.address, note.role, note.status, note.reason, note.detail, note.is_retryable,
    )  # fmt: skip
    if note.listed:
        assert found.listed is not None
        assert (found.listed.title, found.listed.authors, found.listed.published) == (LISTED.title, LISTED.authors, LISTED.published)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"eventwire": 3}', b"fetchTimeMs: 12", b'{"eventwire": {"address": 1}}'])
def test_metadata_of_another_making_is_no_note(content: bytes) -> None:
    assert read_note(content, BEGAN) is None
