"""Fetching many sources at once: their listings, the pages that these name, and web archives; all answers into the raw archive.

One event loop does it all. Every host has its own line of pages, so that a slow host holds up no other one; of each source at most
PENDING pages wait in the lines, and its listings are read no further until some are done.
"""

import asyncio
import datetime as dt
import hashlib
import io
import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx

from flows.fetching.archive import ArchiveWriter, read_answer, read_noted
from flows.fetching.asker import Asker
from flows.fetching.downloads import download_archive
from flows.fetching.exchange import MAX_DETAIL, Exchange, FetchFailure
from flows.fetching.known import Known, Verdict
from flows.fetching.politeness import host_key
from flows.settings import Settings
from flows.sources.archive_notes import ArchiveNote
from flows.sources.files import open_stream, path_ref
from flows.sources.listings import LISTINGS
from flows.sources.warc import HTML_TYPES
from schemas.errors import DocumentError, UsageError
from schemas.operations import StepReport
from schemas.sources import FurtherListing, ListedPage, ListingItem, ListingProblem, SourceSpec
from transforms.articles.normalise import canonical_url, parse_published

PENDING = 2_000
MAX_LISTINGS = 10_000
FOR_GOOD = frozenset(
    {"http_404", "http_410", "http_451", "not_html", "wrong_encoding", "unreadable", "invalid_address", "redirect_loop", "broken_listing"}
)
"""Failures that no later fetch can mend; whatever else keeps a page away is tried again for some days."""
CHUNK = 1_000
MAX_AGE_DAYS = 30
_UNTYPED = ("", "application/octet-stream", "text/plain")
_LOOKS_LIKE_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Line:
    """The pages of one host that wait, and how many workers take from it."""

    pages: deque[tuple[SourceSpec, ListedPage, bool]] = field(default_factory=deque)
    workers: int = 0


class Crawl:
    """One fetch of some sources. The report counts addresses: listed or due again = fetched + quarantined + ignored."""

    def __init__(self, specs: Sequence[SourceSpec], known: Known, settings: Settings, began: dt.datetime) -> None:
        self.report = StepReport("fetch")
        self.by_source: dict[str, Counter[str]] = {spec.id: Counter() for spec in specs}
        self._specs = specs
        self._known = known
        self._settings = settings
        self._began = began
        self._writers = {spec.id: ArchiveWriter(settings.archive, spec, began) for spec in specs}
        self._lines: dict[str, _Line] = {}
        self._pending = {spec.id: asyncio.Semaphore(PENDING) for spec in specs}
        self._seen: set[int] = set()

    async def run(self) -> None:
        """Fetch everything that is due. The archive files are finished however this ends."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(self._settings.fetch_connections + len(self._specs)))
        try:
            async with Asker(self._settings) as self._asker, asyncio.TaskGroup() as self._tasks:
                for spec in self._specs:
                    self._tasks.create_task(self._walk_safely(spec))
        except* UsageError as group:
            raise group.exceptions[0] from None
        finally:
            for writer in self._writers.values():
                writer.close()

    async def _walk_safely(self, spec: SourceSpec) -> None:
        """Walk through a source; whatever goes wrong there is noted, and stops no other source."""
        try:
            await self._walk(spec)
        except UsageError:
            raise
        except Exception as error:  # noqa: BLE001  one source's failure must not stop the others
            self._fail(spec, ArchiveNote(_name_of(spec), "listing", _now()), _as_failure(error))

    async def _walk(self, spec: SourceSpec) -> None:
        """Read the listings of a source, one after another, and put the pages in line; then those that failed before."""
        if spec.kind in ("files", "urls"):
            self._writers[spec.id].write(ArchiveNote(_name_of(spec), "listing", _now(), status=200))
        if spec.kind == "files":
            return
        if spec.kind == "urls":
            await self._put_in_line(spec, [ListedPage(url) for url in spec.urls])
        addresses = deque(FurtherListing(url) for url in (spec.urls if spec.kind != "urls" else ()))
        for path in spec.paths:
            addresses += [further async for further in self._read_list_file(spec, Path(path))]
        visited = {listing.url for listing in addresses}
        while addresses and len(visited) <= MAX_LISTINGS:
            async for further in self._read_listing(spec, addresses.popleft()):
                if further.url not in visited:
                    visited.add(further.url)
                    addresses.append(further)
        unfinished = iter(self._known.unfinished(spec.id).items())
        while chunk := list(islice(unfinished, CHUNK)):
            await self._put_in_line(spec, await asyncio.to_thread(_listed_before, chunk))

    async def _read_list_file(self, spec: SourceSpec, path: Path) -> AsyncIterator[FurtherListing]:
        """Read a list of addresses that lies on this machine: put its pages in line, and give the further listings that it names."""
        try:
            with await asyncio.to_thread(open_stream, path) as stream:
                async for further in self._take_items(spec, stream, spec.base_url or path_ref(path), path_ref(path)):
                    yield further
        except OSError as error:
            self._fail(spec, ArchiveNote(path_ref(path), "listing", _now()), DocumentError("unreadable", str(error), retryable=True))

    async def _read_listing(self, spec: SourceSpec, listing: FurtherListing) -> AsyncIterator[FurtherListing]:
        """Ask for a listing, put its pages in line, and give the further listings that it names; web archives are kept as they are."""
        if spec.kind == "warc" and is_archive(listing.url):
            await self._download(spec, listing.url)
            return
        if self._is_too_old(spec, listing.modified):
            return
        content = await self._ask_listing(spec, listing.url)
        if content is not None:
            async for further in self._take_items(spec, io.BytesIO(content), spec.base_url or listing.url, listing.url):
                yield further

    async def _ask_listing(self, spec: SourceSpec, url: str) -> bytes | None:
        """The content of a listing; the archived one where the server says that it has not changed; null where it cannot be had."""
        last = self._known.last_listing(spec.id, url)
        archived = await asyncio.to_thread(read_answer, last.raw_ref) if last else None
        note = ArchiveNote(url, "listing", _now())
        try:
            hops = await self._asker.ask(
                url,
                max_bytes=self._settings.max_listing_bytes,
                obeys_robots=spec.robots == "obey",
                headers=last.conditions() if last and archived is not None else None,
            )
        except DocumentError as failure:
            self._fail(spec, note, failure)
            return None
        self.by_source[spec.id]["listings"] += 1
        return hops[-1].content if self._keep(spec, note, hops) else archived

    async def _take_items(self, spec: SourceSpec, stream: BinaryIO, base: str, named: str) -> AsyncIterator[FurtherListing]:
        """Take what a listing names, CHUNK by CHUNK; a listing that breaks off keeps what it gave before."""
        items = LISTINGS[spec.kind](stream, base)
        is_more, has_news = True, False
        while is_more:
            try:
                chunk = await asyncio.to_thread(_take, items)
            except Exception as error:  # noqa: BLE001  one listing's failure must not stop the other sources
                self._fail(spec, ArchiveNote(named, "listing", _now()), _as_failure(error))
                return
            is_more = len(chunk) == CHUNK
            for problem in (item for item in chunk if isinstance(item, ListingProblem)):
                self._fail_entry(spec, f"{named}#{problem.place}", problem)
            has_news |= await self._put_in_line(spec, [item for item in chunk if isinstance(item, ListedPage)])
            for item in chunk:
                if isinstance(item, FurtherListing) and (has_news or spec.kind != "feed"):
                    yield item

    async def _put_in_line(self, spec: SourceSpec, pages: Iterable[ListedPage]) -> bool:
        """Put the pages that are wanted and not known in the lines of their hosts; wait while the lines are full.

        Out: whether there are any.
        """
        wanted = []
        for page in pages:
            reason = self._reason_to_leave(spec, page)
            if reason is None and self._is_first(page.url):
                wanted.append(page)
            elif reason is not None:
                self._count(spec, "listed", 1)
                self._ignore(spec, reason)
        self._count(spec, "listed", len(wanted))
        verdicts = await asyncio.to_thread(self._known.verdicts, wanted)
        due = []
        for page, verdict in zip(wanted, verdicts, strict=True):
            if verdict in (Verdict.KNOWN_PAGE, Verdict.KNOWN_FAILURE):
                self._ignore(spec, verdict.value)
            else:
                due.append((page, verdict))
        if due:
            self._writers[spec.id].write(ArchiveNote(_name_of(spec), "queue", _now(), pages=tuple(page for page, _ in due)))
        for page, verdict in due:
            await self._pending[spec.id].acquire()
            line = self._lines.setdefault(host_key(page.url), _Line())
            line.pages.append((spec, page, verdict is Verdict.CHANGED))
            if line.workers < self._settings.fetch_host_connections:
                line.workers += 1
                self._tasks.create_task(self._work(line))
        return bool(due)

    def _is_first(self, url: str) -> bool:
        key = hash(canonical_url(url) or url)
        is_first = key not in self._seen
        self._seen.add(key)
        return is_first

    def _reason_to_leave(self, spec: SourceSpec, page: ListedPage) -> str | None:
        if (spec.include and not any(re.search(pattern, page.url) for pattern in spec.include)) or any(
            re.search(pattern, page.url) for pattern in spec.exclude
        ):
            return "not_selected"
        return "too_old" if self._is_too_old(spec, page.modified or page.published) else None

    def _is_too_old(self, spec: SourceSpec, said: str | None) -> bool:
        """Whether a listing dates something before the days that the source is fetched for."""
        days = spec.max_age_days or (MAX_AGE_DAYS if spec.kind in ("feed", "sitemap") else None)
        found = parse_published(said) if said and days else None
        return found is not None and days is not None and found.date < self._began.date() - dt.timedelta(days=days)

    async def _work(self, line: _Line) -> None:
        """Fetch the pages of a line one after another, as long as there are any."""
        while line.pages:
            spec, page, has_changed = line.pages.popleft()
            note = ArchiveNote(page.url, "page", _now(), page)
            try:
                await self._fetch_page(spec, note, has_changed=has_changed)
            except UsageError:
                raise
            except Exception as error:  # noqa: BLE001  one page's failure must not stop the others
                self._fail(spec, note, _as_failure(error))
            finally:
                self._pending[spec.id].release()
        line.workers -= 1

    async def _fetch_page(self, spec: SourceSpec, note: ArchiveNote, *, has_changed: bool) -> None:
        """Fails: DocumentError."""
        last = await asyncio.to_thread(self._known.last_answer, note.address) if has_changed else None
        hops = await self._asker.ask(
            note.address,
            max_bytes=self._settings.max_document_bytes,
            obeys_robots=spec.robots == "obey",
            headers=last.conditions() if last else None,
            check=check_is_page,
        )
        check_holds_page(hops[-1])
        if self._keep(spec, note, hops):
            self._count_fetched(spec)
        else:
            self._ignore(spec, "not_modified")

    def _keep(self, spec: SourceSpec, note: ArchiveNote, hops: Sequence[Exchange]) -> bool:
        """Write an answer into the archive; one that says that nothing has changed is only noted. Out: whether there is anything new."""
        is_new = hops[-1].status != 304
        self._writers[spec.id].write(replace(note, status=hops[-1].status), hops if is_new else ())
        return is_new

    async def _download(self, spec: SourceSpec, url: str) -> None:
        """Bring a web archive into the raw archive, from where an earlier fetch stopped."""
        if not self._is_first(url):
            return
        self._count(spec, "listed", 1)
        (verdict,) = await asyncio.to_thread(self._known.verdicts, [ListedPage(url)])
        if verdict in (Verdict.KNOWN_PAGE, Verdict.KNOWN_FAILURE):
            self._ignore(spec, verdict.value)
            return
        note = ArchiveNote(url, "archive", _now())
        try:
            await download_archive(self._asker, self._writers[spec.id], url, obeys_robots=spec.robots == "obey")
        except DocumentError as failure:
            self._fail(spec, note, failure)
            return
        self._count_fetched(spec)

    def _fail_entry(self, spec: SourceSpec, place: str, problem: ListingProblem) -> None:
        """Note an entry of a listing that cannot be used, once for all fetches."""
        told = f"{place} {hashlib.sha256(problem.detail.encode('utf-8', 'replace')).hexdigest()[:8]}"
        if not self._known.is_failed_entry(told):
            self._fail(spec, ArchiveNote(told, "listing", _now()), DocumentError(problem.reason, problem.detail))
        else:
            self._count(spec, "listed", 1)
            self._ignore(spec, "known_failure")

    def _fail(self, spec: SourceSpec, note: ArchiveNote, failure: DocumentError) -> None:
        """Count a failure and note it; a page whose turn did not come is noted as being in line already."""
        status = failure.status if isinstance(failure, FetchFailure) else None
        said = replace(
            note, status=status, reason=failure.reason, detail=failure.detail[:MAX_DETAIL], is_retryable=failure.reason not in FOR_GOOD
        )
        if note.role != "page" or failure.reason != "not_reached":
            self._writers[spec.id].write(said)
        if note.role == "listing":
            self._count(spec, "listed", 1)
        self.report.rows_quarantined += 1
        self.by_source[spec.id]["failed"] += 1

    def _count(self, spec: SourceSpec, what: str, number: int) -> None:
        self.report.rows_in += number
        self.by_source[spec.id][what] += number

    def _count_fetched(self, spec: SourceSpec) -> None:
        self.report.rows_out += 1
        self.by_source[spec.id]["fetched"] += 1

    def _ignore(self, spec: SourceSpec, reason: str) -> None:
        self.report.ignored[reason] += 1
        self.by_source[spec.id]["ignored"] += 1


def is_archive(url: str) -> bool:
    """Whether an address is that of a web archive, by its name."""
    return urlsplit(url).path.lower().endswith((".warc", ".warc.gz"))


def check_is_page(response: httpx.Response) -> None:
    """Look at the head of an answer. Fails: FetchFailure not_html for a declared kind that is no web page."""
    kind = _content_type(response.headers)
    if kind not in HTML_TYPES + _UNTYPED:
        raise FetchFailure("not_html", f"the server calls it {kind}", retryable=False, status=response.status_code)


def check_holds_page(answer: Exchange) -> None:
    """Look at the content of an answer. Fails: FetchFailure empty, not_html."""
    if answer.status != 200:
        return
    if not answer.content.strip():
        raise FetchFailure("empty", "the answer has no content", retryable=True, status=answer.status)
    if _content_type(answer.headers) in _UNTYPED and not _LOOKS_LIKE_HTML.search(answer.content[:4096]):
        raise FetchFailure("not_html", "no kind is declared, and it does not look like a web page", retryable=False, status=answer.status)


def _content_type(headers: httpx.Headers) -> str:
    return str(headers.get("content-type", "")).split(";")[0].strip().lower()


def _take(items: Iterator[ListingItem]) -> list[ListingItem]:
    return list(islice(items, CHUNK))


def _listed_before(chunk: Iterable[tuple[str, str]]) -> list[ListedPage]:
    """What listings said of pages that failed before: (address, place of the note in the archive) -> page."""
    notes: dict[str, ArchiveNote | None] = {}
    pages = []
    for url, raw_ref in chunk:
        if raw_ref not in notes:
            notes[raw_ref] = read_noted(raw_ref)
        pages.append((note.page_at(url) if (note := notes[raw_ref]) else None) or ListedPage(url))
    return pages


def _name_of(spec: SourceSpec) -> str:
    return f"source:{spec.id}"


def _as_failure(error: Exception) -> DocumentError:
    is_told = isinstance(error, DocumentError)
    return error if is_told else DocumentError("fetch_error", f"{type(error).__name__}: {error}", retryable=True)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
