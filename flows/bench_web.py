"""Benchmarks of what comes before cleaning: fetching from many hosts within their limits, and reading web archives.

fetch    seconds for 2,000 small pages of 50 hosts here : the least that the limits of the hosts allow     goal <= 1.25
warc     reading pages from a web archive : the whole run over the same pages, processor seconds           goal <= 0.02
"""

import asyncio
import datetime as dt
import gzip
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from flows.fetching.archive import ArchiveWriter
from flows.fetching.crawl import Crawl
from flows.fetching.exchange import Exchange
from flows.fetching.known import Known
from flows.lake import open_lake
from flows.settings import Settings
from flows.sources import read_batch
from flows.sources.archive_notes import ArchiveNote
from schemas.articles import RawDocument
from schemas.sources import Batch, SourceSpec

HOSTS = 50
PAGES = 2_000
HOST_INTERVAL_SECONDS = 0.25
_BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_PARAGRAPH = "<p>The council met on Tuesday and spoke of the road to the harbour, which has been closed since the storm.</p>"
_PAGE = f"<html><head><title>Council meets</title></head><body><article>{_PARAGRAPH * 12}</article></body></html>".encode()


def fetch_shares(repeats: int) -> tuple[list[float], list[float]]:
    """Time of a fetch as a share of the least that the limits allow, and pages a second, a value for each repeat."""
    least = (PAGES / HOSTS) * HOST_INTERVAL_SECONDS
    with _hosts(HOSTS) as ports:
        seconds = [_fetch(ports) for _ in range(repeats)]
    return [taken / least for taken in seconds], [PAGES / taken for taken in seconds]


def _fetch(ports: Sequence[int]) -> float:
    """Seconds for one fetch of all pages into an empty archive. Fails: RuntimeError where a page is missing."""
    each = PAGES // HOSTS
    specs = [
        SourceSpec(id=f"host-{n}", kind="urls", urls=tuple(f"http://127.0.0.1:{port}/{page}" for page in range(each)))
        for n, port in enumerate(ports)
    ]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            archive=Path(folder, "raw"),
            lake=Path(folder, "lake"),
            fetch_private_hosts=True,
            fetch_host_interval_seconds=HOST_INTERVAL_SECONDS,
        )
        crawl = Crawl(specs, Known(open_lake(settings.lake), [spec.id for spec in specs], _BEGAN), settings, _BEGAN)
        began = time.perf_counter()
        asyncio.run(crawl.run())
        taken = time.perf_counter() - began
    if crawl.report.rows_out != PAGES:
        raise RuntimeError(f"{crawl.report.rows_out} of {PAGES} pages were fetched")
    return taken


@contextmanager
def _hosts(number: int) -> Iterator[list[int]]:
    """So many hosts on this machine, told apart by their ports, that have no robots.txt and the same page everywhere."""
    ready, stop, ports = threading.Event(), asyncio.Event(), list[int]()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        servers = [await asyncio.start_server(_answer, "127.0.0.1", 0) for _ in range(number)]
        ports.extend(server.sockets[0].getsockname()[1] for server in servers)
        ready.set()
        await stop.wait()
        for server in servers:
            server.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield ports
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with_page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(_PAGE) + _PAGE
    while (head := await reader.readline()).strip():
        while (await reader.readline()).strip():
            pass
        has_robots = b"/robots.txt" in head
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" if has_robots else with_page)
        await writer.drain()
    writer.close()


def read_seconds(pages: Sequence[Path], folder: Path, repeats: int) -> list[float]:
    """Processor seconds for reading pages from a web archive, one value a repeat. Fails: RuntimeError where a page is missing."""
    spec = SourceSpec(id="bench", kind="urls", urls=("http://127.0.0.1/",))
    writer = ArchiveWriter(folder, spec, _BEGAN)
    for number, page in enumerate(pages):
        url, body = f"http://127.0.0.1/{number}", gzip.compress(page.read_bytes())
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        exchange = Exchange(url, b"GET / HTTP/1.1\r\n\r\n", 200, httpx.Headers(), head, body, b"", _BEGAN)
        writer.write(ArchiveNote(url, "page", _BEGAN, status=200), [exchange])
    writer.close()
    seconds = []
    for _ in range(repeats):
        began = time.process_time()
        found = sum(isinstance(result, RawDocument) for path in writer.files for result in read_batch(Batch("bench", "bench", (path,))))
        seconds.append(time.process_time() - began)
        if found != len(pages):
            raise RuntimeError(f"{found} of {len(pages)} pages were read")
    return seconds
