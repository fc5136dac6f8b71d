"""Bringing whole web archives into the raw archive: streamed to disk, and resumed where an earlier download stopped."""

import hashlib
from pathlib import Path

import httpx

from flows.fetching.archive import ArchiveWriter
from flows.fetching.asker import Asker
from flows.fetching.exchange import FetchFailure, check_status, failures_as_reasons


async def download_archive(asker: Asker, writer: ArchiveWriter, url: str, *, obeys_robots: bool) -> Path:
    """Download a web archive to its place in the raw archive.

    Out:    the finished file. What an unfinished download has brought stays beside it and is not asked for again, as long as the
            server knows ranges and the archive has not changed.
    Fails:  FetchFailure; DocumentError forbidden_address.
    """
    part = writer.partial_path(hashlib.sha256(url.encode("utf-8")).hexdigest()[:32])
    part.parent.mkdir(parents=True, exist_ok=True)
    if obeys_robots:
        await asker.politeness.check_robots(url)
    gate = asker.politeness.gate_of(url)
    async for attempt in asker.attempts():
        with attempt:
            async with gate.passage(asker.sockets):
                gate.check_open()
                with failures_as_reasons(asker.settings.fetch_timeout_seconds):
                    await _continue(asker.client, url, part)
    return writer.adopt(part, httpx.URL(url).path.rsplit("/", maxsplit=1)[-1])


async def _continue(client: httpx.AsyncClient, url: str, part: Path) -> None:
    """Ask for what is missing of a file and append it; begin anew where the server sends the whole."""
    validator = part.with_suffix(".etag")
    have = part.stat().st_size if part.exists() and validator.exists() else 0
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator.read_text(encoding="utf-8")}
    async with client.stream("GET", url, headers=headers, follow_redirects=False) as response:
        if response.status_code == 416 and have:
            return
        check_status(response)
        is_wrong_range = response.status_code == 206 and not response.headers.get("content-range", "").startswith(f"bytes {have}-")
        if response.status_code not in (200, 206) or is_wrong_range:
            raise FetchFailure("redirect_loop", f"{response.status_code} for a web archive", retryable=False, status=response.status_code)
        mark = response.headers.get("etag") or response.headers.get("last-modified")
        if mark and not mark.startswith("W/"):
            validator.write_text(mark, encoding="utf-8")
        else:
            validator.unlink(missing_ok=True)
        start = have if response.status_code == 206 else 0
        with part.open("r+b" if part.exists() else "wb") as file:
            file.truncate(start)
            file.seek(start)
            async for chunk in response.aiter_raw():
                file.write(chunk)
                file.flush()
