"""Bringing whole web archives into the raw archive: streamed to disk, and resumed where an earlier download stopped."""

import asyncio
import hashlib
from pathlib import Path

import httpx

from flows.fetching.archive import ArchiveWriter
from flows.fetching.asker import MAX_HOPS, Asker
from flows.fetching.exchange import FetchFailure, check_status, failures_as_reasons, redirect_target, too_large

LEAST_BYTES_A_SECOND = 1_000
PATIENCE_SECONDS = 60.0


async def download_archive(asker: Asker, writer: ArchiveWriter, url: str, *, obeys_robots: bool) -> Path:
    """Download a web archive to its place in the raw archive.

    Out:    the finished file. What an unfinished download has brought stays beside it and is not asked for again, as long as the
            server knows ranges and the archive has not changed.
    Fails:  FetchFailure; DocumentError forbidden_address.
    """
    part = writer.partial_path(hashlib.sha256(url.encode("utf-8")).hexdigest()[:32])
    part.parent.mkdir(parents=True, exist_ok=True)
    name, target = httpx.URL(url).path.rsplit("/", maxsplit=1)[-1], str(url)
    for _ in range(MAX_HOPS):
        if obeys_robots:
            await asker.politeness.check_robots(target)
        moved = await _take_in_turn(asker, target, part)
        if moved is None:
            return writer.adopt(part, name, url)
        target = moved
    raise FetchFailure("redirect_loop", f"{MAX_HOPS} redirects", retryable=False)


async def _take_in_turn(asker: Asker, url: str, part: Path) -> str | None:
    """Take what is missing of a file, as politely as pages are asked for; gives where a redirect leads, null where the file is whole."""
    gate, settings = asker.politeness.gate_of(url), asker.settings
    async for attempt in asker.attempts():
        with attempt:
            async with asker.in_turn(gate):
                with failures_as_reasons(settings.fetch_timeout_seconds):
                    return await _continue(asker.client, url, part, settings.max_archive_bytes)
    raise AssertionError("no attempt was made")


async def _continue(client: httpx.AsyncClient, url: str, part: Path, max_bytes: int) -> str | None:
    """Ask for what is missing of a file and append it; begin anew where the server sends the whole."""
    validator = part.with_suffix(".etag")
    have = part.stat().st_size if part.exists() and validator.exists() else 0
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator.read_text(encoding="utf-8")}
    async with client.stream("GET", url, headers=headers, follow_redirects=False) as response:
        if response.status_code == 416 and have:
            return None
        check_status(response)
        if target := redirect_target(url, response.status_code, response.headers):
            return target
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
            size, clock = start, asyncio.get_running_loop().time
            began = clock()
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > max_bytes:
                    raise too_large(max_bytes)
                if clock() - began > PATIENCE_SECONDS and size - start < LEAST_BYTES_A_SECOND * (clock() - began):
                    raise FetchFailure("timeout", f"under {LEAST_BYTES_A_SECOND} bytes a second", retryable=True)
                file.write(chunk)
                file.flush()
    return None
