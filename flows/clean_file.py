"""`eventwire clean IN.jsonl --out OUT.jsonl`: the articles in pages, one line out for each line in, in order, without a lake.

In:  {"id", "html": the page, or its path relative to the input file (.gz as well), "url"?}
Out: {"id", "title", "authors", "published", "text", "lang", "publisher", "origin"}, or {"id", "error"} where there is no article.
"""

import hashlib
import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from flows.cleaner import Cleaner, CleanerLimits
from flows.ingest_articles import load_article_resources
from flows.sources.files import UNREADABLE, ReadLimits, check_document_bytes, iter_lines, open_stream, unreadable
from flows.sources.jsonl import parse_object
from flows.whole_file import write_whole
from schemas.articles import RawDocument
from schemas.errors import DocumentError, InputNotFound
from schemas.operations import QuarantineEntry
from transforms.articles.normalise import host_of
from transforms.articles.origins import Outlet, WireLexicon, find_origin
from transforms.articles.pages import CleanedPage
from transforms.articles.repeated import drop_repeated_lines, find_repeated_lines

Record = dict[str, Any]

PAGES_TOGETHER = 1_000
"""Among so many pages the lines that a site repeats are looked for."""


def clean_file(
    in_path: Path, out_path: Path, *, workers: int = 1, cleaner_limits: CleanerLimits | None = None, limits: ReadLimits | None = None
) -> int:
    """Clean every page of a file and say how many lines were written.

    Fails: InputNotFound, UsageError (no right to write); a page that cannot be cleaned is a line with its error, never the end.
    """
    if not in_path.is_file():
        raise InputNotFound(f"{in_path}: no such file; give a .jsonl file with one page a line")
    resources = load_article_resources(count_sentences=len)
    lines = _Lines(in_path, limits or ReadLimits())
    with write_whole(in_path, out_path, "clean") as out, Cleaner(resources.noise, workers=workers, limits=cleaner_limits) as cleaner:
        results = _Results(out, lines)
        for document, page in cleaner.clean_pages(lines.documents()):
            results.add(document, page, resources.wires)
        results.write()
    return lines.written


class _Lines:
    """The lines of the input on their way to the output: what cannot be cleaned waits for its turn, so that the order stays."""

    def __init__(self, path: Path, limits: ReadLimits) -> None:
        self.written = 0
        self._path = path
        self._limits = limits
        self._waiting: deque[tuple[Any, str | None]] = deque()

    def documents(self) -> Iterator[RawDocument]:
        """The pages of the lines that hold one; the ids and errors of all lines are queued."""
        number = 0
        try:
            with open_stream(self._path) as stream:
                for number, line in enumerate(iter_lines(stream, 2 * self._limits.max_document_bytes), start=1):
                    if line is not None and not line.strip():
                        continue
                    yield from self._document(number, line)
        except UNREADABLE as error:
            self._waiting.append((number + 1, str(unreadable(error))))

    def _document(self, number: int, line: bytes | None) -> Iterator[RawDocument]:
        identity: Any = number
        try:
            record = parse_object(line)
            identity = record.get("id", number)
            document = _read_page(record, self._path.parent, self._limits)
        except DocumentError as error:
            self._waiting.append((identity, str(error)))
            return
        self._waiting.append((identity, None))
        yield document

    def refused(self) -> Iterator[Record]:
        """The errors of the lines before the next page."""
        while self._waiting and self._waiting[0][1] is not None:
            identity, error = self._waiting.popleft()
            yield {"id": identity, "error": error}

    def next_id(self) -> Any:
        """The id of the line of the next page."""
        return self._waiting.popleft()[0]


class _Results:
    """What came of the lines, held back for so many of them: the lines that a site repeats are known only then."""

    def __init__(self, out: TextIO, lines: _Lines) -> None:
        self._out = out
        self._lines = lines
        self._held: list[tuple[str | None, Record]] = []

    def add(self, document: RawDocument, page: CleanedPage | QuarantineEntry, wires: WireLexicon) -> None:
        """Hold the result of the next page, after the errors of the lines before it."""
        self._held += [(None, record) for record in self._lines.refused()]
        self._held.append((host_of(document.url), {"id": self._lines.next_id(), **_result(document, page, wires)}))
        if len(self._held) >= PAGES_TOGETHER:
            self.write()

    def write(self) -> None:
        """Write what is held, without the lines that a site repeats."""
        self._held += [(None, record) for record in self._lines.refused()]
        repeated = find_repeated_lines((site, record["text"]) for site, record in self._held if "text" in record)
        for site, record in self._held:
            if "text" in record:
                record["text"] = drop_repeated_lines(site, record["text"], repeated)
            self._out.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._lines.written += len(self._held)
        self._held.clear()


def _read_page(record: Record, folder: Path, limits: ReadLimits) -> RawDocument:
    html, url = record.get("html"), record.get("url")
    if not isinstance(html, str) or not html.strip():
        raise DocumentError("missing_text", 'no "html" with a page or the path of one')
    data: bytes | str = html
    if "<" not in html:
        try:
            with open_stream(folder / html) as stream:
                data = stream.read(limits.max_document_bytes + 1)
        except (*UNREADABLE, ValueError) as error:
            raise unreadable(error) from error
        check_document_bytes(data, limits.max_document_bytes)
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    sha256 = hashlib.sha256(raw).hexdigest()
    return RawDocument("clean", "html", str(record.get("id")), sha256, html=data, url=url if isinstance(url, str) else None)


def _result(document: RawDocument, page: CleanedPage | QuarantineEntry, wires: WireLexicon) -> Record:
    if isinstance(page, QuarantineEntry):
        return {"error": f"{page.reason}: {page.detail}"}
    about = page.metadata
    published = about.published_at or about.published_clock or about.published_day
    publisher = about.publisher or host_of(document.url)
    return {
        "title": about.title,
        "authors": list(about.authors),
        "published": published.isoformat() if published else None,
        "text": page.text,
        "lang": page.language,
        "publisher": publisher,
        "origin": find_origin(page.text, (*filter(None, [page.credit]), *about.authors), Outlet(publisher), wires).name,
    }
