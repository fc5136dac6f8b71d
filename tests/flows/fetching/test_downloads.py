"""Web archives that are named by a list: downloaded whole, resumed where a download broke off, and read as a run reads them."""

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import WarcRecord, WarcRecordType

from flows.fetching.archive import archive_files
from flows.plan import plan_archive_batches
from flows.sources import read_batch
from schemas.articles import RawDocument
from schemas.sources import SourceSpec
from tests.flows.fetching.crawling import Desk
from tests.flows.web.answers import Answer, Busy, ByRequest, InTurn, status
from tests.flows.web.faults import Truncated
from tests.flows.web.pages import invented_article
from tests.flows.web.world import Host, World


def web_archive(pages: int) -> bytes:
    """A small archive as crawls of news are made: one gzip member a response."""
    packed = io.BytesIO()
    for number in range(pages):
        record = WarcRecord()
        record.init_headers(record_type=WarcRecordType.response)
        record.headers["WARC-Target-URI"] = f"https://news.example/{number}"
        record.headers["WARC-Date"] = "2026-03-01T10:00:00Z"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + invented_article(number).html().encode())
        plain = io.BytesIO()
        record.write(plain)
        packed.write(gzip.compress(plain.getvalue(), mtime=0))
    return packed.getvalue()


ARCHIVE = web_archive(30)
LIST = "crawl/2026/03/one.warc.gz\n"


def serve(host: Host, reply: Any, listed: str = LIST) -> SourceSpec:
    host.answer("/crawl/2026/03/warc.paths.gz", body=gzip.compress(listed.encode()))
    host.serve("/crawl/2026/03/one.warc.gz", reply)
    return SourceSpec(id="crawl", kind="warc", urls=(host.url("/crawl/2026/03/warc.paths.gz"),), base_url=host.url("/"), publisher="Crawl")


def part_of_archive(request: Any) -> Answer:
    """What a server that knows ranges gives."""
    asked = request.header("Range")
    start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
    headers = {"ETag": '"v1"', "Content-Range": f"bytes {start}-{len(ARCHIVE) - 1}/{len(ARCHIVE)}"}
    return Answer(status=206 if asked else 200, headers=headers, body=ARCHIVE[start:])


def downloaded(desk: Desk) -> list[bytes]:
    return [file.path.read_bytes() for file in archive_files(desk.settings.archive) if not file.is_own]


def test_an_archive_of_a_list_is_downloaded_once_and_read_with_its_source(tmp_path: Path) -> None:
    world = World()
    host = world.host()
    spec = serve(host, Answer(body=ARCHIVE, headers={"ETag": '"v1"'}))
    desk = Desk(tmp_path)
    with world:
        first, second = desk.fetch(spec), desk.fetch(spec)
        assert len(host.requests("/crawl/2026/03/one.warc.gz")) == 1
    assert (first.rows_out, second.rows_out, second.ignored["known_page"]) == (1, 0, 1)
    assert downloaded(desk) == [ARCHIVE]
    fetched = [file for file in archive_files(desk.settings.archive) if file.fetch == archive_files(desk.settings.archive)[0].fetch]
    documents = [
        found for batch in plan_archive_batches(fetched, desk.settings) for found in read_batch(batch) if isinstance(found, RawDocument)
    ]
    assert [document.url for document in documents] == [f"https://news.example/{number}" for number in range(30)]
    assert {(document.source_id, document.publisher) for document in documents} == {("crawl", "Crawl")}


def test_a_download_that_breaks_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    world = World()
    host = world.host()
    whole = Answer(body=ARCHIVE, headers={"ETag": '"v1"'})
    spec = serve(host, InTurn([Truncated(whole), ByRequest(part_of_archive)]))
    desk = Desk(tmp_path, fetch_attempts=1)
    with world:
        broken = desk.fetch(spec)
        assert list(desk.reasons().values()) == ["truncated_response"]
        mended = desk.fetch(spec)
        asked = host.requests("/crawl/2026/03/one.warc.gz")
    assert (broken.rows_out, mended.rows_out) == (0, 1)
    assert asked[0].header("Range") is None
    assert int(asked[1].header("Range").removeprefix("bytes=").rstrip("-")) > 0
    assert asked[1].header("If-Range") == '"v1"'
    assert downloaded(desk) == [ARCHIVE]
    assert desk.reasons() == {}


def test_a_download_whose_archive_has_changed_begins_anew(tmp_path: Path) -> None:
    world = World()
    host = world.host()
    spec = serve(
        host, InTurn([Truncated(Answer(body=web_archive(9), headers={"ETag": '"v0"'})), Answer(body=ARCHIVE, headers={"ETag": '"v1"'})])
    )
    desk = Desk(tmp_path, fetch_attempts=2)
    with world:
        desk.fetch(spec)
    assert downloaded(desk) == [ARCHIVE]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [pytest.param(status(404), "http_404", id="gone"), pytest.param(status(503), "http_5xx", id="failing")],
)
def test_an_archive_that_cannot_be_had_costs_no_other(tmp_path: Path, reply: Any, reason: str) -> None:
    world = World()
    host = world.host()
    spec = serve(host, reply, f"{LIST}crawl/2026/03/two.warc.gz\n")
    host.answer("/crawl/2026/03/two.warc.gz", body=ARCHIVE)
    desk = Desk(tmp_path, fetch_attempts=1)
    with world:
        report = desk.fetch(spec)
    assert (report.rows_out, report.rows_quarantined) == (1, 1)
    assert desk.reasons() == {host.url("/crawl/2026/03/one.warc.gz"): reason}


def test_an_archive_behind_a_redirect_and_with_a_loud_name_is_read(tmp_path: Path) -> None:
    world = World()
    host, store = world.host(), world.host()
    host.answer("/list", body=f"{host.url('/ONE.WARC.GZ')}\n".encode())
    host.redirects("/ONE.WARC.GZ", store.url("/kept/one"))
    store.answer("/kept/one", body=ARCHIVE)
    desk = Desk(tmp_path)
    with world:
        assert desk.fetch(SourceSpec(id="crawl", kind="warc", urls=(host.url("/list"),))).rows_out == 1
    assert downloaded(desk) == [ARCHIVE]


def test_a_host_of_archives_that_asks_to_wait_is_left_alone(tmp_path: Path) -> None:
    world = World()
    host = world.host()
    names = [f"/{number}.warc.gz" for number in range(5)]
    host.answer("/list", body="".join(f"{host.url(name)}\n" for name in names).encode())
    for name in names:
        host.serve(name, Busy(3600))
    desk = Desk(tmp_path)
    with world:
        desk.fetch(SourceSpec(id="crawl", kind="warc", urls=(host.url("/list"),)))
        assert len([request for request in host.requests() if request.target in names]) == 1


def test_a_note_without_its_archive_is_an_archive_that_is_still_to_come(tmp_path: Path) -> None:
    world = World()
    host = world.host()
    spec = serve(host, Answer(body=ARCHIVE, headers={"ETag": '"v1"'}))
    desk = Desk(tmp_path)
    with world:
        learn, desk.learn = desk.learn, lambda: None  # type: ignore[method-assign]
        desk.fetch(spec)
        next(file.path for file in archive_files(desk.settings.archive) if not file.is_own).unlink()
        desk.learn = learn  # type: ignore[method-assign]
        desk.learn()
        assert list(desk.reasons().values()) == ["not_reached"]
        assert desk.fetch(spec).rows_out == 1
    assert downloaded(desk) == [ARCHIVE]
