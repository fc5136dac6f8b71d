"""Lists of addresses: one a line, a table with a column of addresses (CSV, TSV), or JSON lines; plain or gzip."""

import csv
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from flows.sources.jsonl import parse_object
from flows.sources.listings.untrusted import keep_readable, listing_date, open_listing, page_address, plain_text, problem, read_lines
from flows.sources.records import FIELD_SPELLINGS, as_authors, as_text, compact_key, find_field
from schemas.errors import DocumentError
from schemas.sources import ListedPage, ListingItem
from transforms.articles.normalise import normalise_language

Lines = Iterator[tuple[int, str | DocumentError]]

_SEPARATORS = ("\t", ",", ";", "|")
_EVIDENCE = ("title", "published", "authors", "publisher", "language")


def read_addresses(stream: BinaryIO, address: str) -> Iterator[ListingItem]:
    """The pages that a list names, in its order, one line in memory at a time; an address that stands in it twice comes twice.

    In:    plain text: one address a line, "#" begins a comment; a table: the header names the column of addresses, and may name
           title, date, authors, publisher and language, in the spellings of records; JSON lines: objects with such fields.
    Fails: DocumentError broken_listing: not text, or a table whose header names no column of addresses.
    """
    return keep_readable(lambda: _read(stream, address))


def _read(stream: BinaryIO, address: str) -> Iterator[ListingItem]:
    lines = read_lines(*open_listing(stream))
    before: list[tuple[int, str | DocumentError]] = []
    for numbered in lines:
        before.append(numbered)
        if isinstance(numbered[1], DocumentError) or not numbered[1].lstrip().startswith("#"):
            break
    first = before[-1][1] if before else ""
    lines = chain(before[-1:], lines)
    if isinstance(first, str) and first.lstrip().startswith("{"):
        return _read_json_lines(lines, address)
    separator = _separator(first) if isinstance(first, str) else None
    return _read_plain(lines, address) if separator is None else _read_table(lines, separator, address)


def _separator(first: str) -> str | None:
    """What parts the columns of a table; null where the line is no header. Fails: DocumentError broken_listing."""
    if "://" in first:
        return None
    separator = max(_SEPARATORS, key=first.count)
    names = [name.strip().strip('"') for name in first.split(separator)]
    if any(compact_key(name) in FIELD_SPELLINGS["url"] for name in names):
        return separator
    if len(names) > 1:
        raise DocumentError("broken_listing", f"no column of addresses; the header names {', '.join(names)}"[:300])
    return None


def _read_plain(lines: Lines, address: str) -> Iterator[ListingItem]:
    for number, line in lines:
        if isinstance(line, DocumentError):
            yield problem(f"line {number}", line)
        elif not (text := line.strip()).startswith("#"):
            yield _page_or_problem(number, {"url": text}, address)


def _read_json_lines(lines: Lines, address: str) -> Iterator[ListingItem]:
    for number, line in lines:
        try:
            if isinstance(line, DocumentError):
                raise line
            record = parse_object(line.encode("utf-8", "surrogatepass"))
        except DocumentError as error:
            yield problem(f"line {number}", error)
        else:
            yield _page_or_problem(number, record, address)


def _read_table(lines: Lines, separator: str, address: str) -> Iterator[ListingItem]:
    table = _Table(lines)
    rows = csv.reader(table, delimiter=separator)
    header = [name.strip() for name in next(rows)]
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield problem(f"line {table.number}", DocumentError("broken_record", f"not a row: {error}"))
            continue
        yield from table.take_problems()
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield _page_or_problem(table.number, dict(zip(header, row, strict=False)), address)


class _Table(Iterator[str]):
    """The lines of a table as its reader wants them; what cannot be read is put by. number: the line that was read last."""

    def __init__(self, lines: Lines) -> None:
        self.number = 0
        self._lines = lines
        self._problems: list[ListingItem] = []

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        if isinstance(line, DocumentError):
            self._problems.append(problem(f"line {self.number}", line))
            return "\n"
        return line.replace("\x00", "") + "\n"

    def take_problems(self) -> list[ListingItem]:
        problems, self._problems = self._problems, []
        return problems


def _page_or_problem(number: int, record: Mapping[str, Any], address: str) -> ListingItem:
    try:
        return _page(record, address)
    except DocumentError as error:
        return problem(f"line {number}", error)
    except RecursionError:
        return problem(f"line {number}", DocumentError("broken_record", "lists in lists beyond all measure"))


def _page(record: Mapping[str, Any], address: str) -> ListedPage:
    """Fails: DocumentError broken_listing, invalid_address."""
    link = as_text(find_field(record, "url", None))
    if link is None:
        raise DocumentError("broken_listing", f"no address; there is {', '.join(map(str, record)) or 'nothing'}"[:200])
    found = {name: find_field(record, name, None) for name in _EVIDENCE} if len(record) > 1 else {}
    return ListedPage(
        url=page_address(link, address if link.startswith("/") else ""),
        title=plain_text(as_text(found.get("title")), is_markup=False),
        published=listing_date(as_text(found.get("published"))),
        authors=as_authors(found.get("authors")),
        publisher=plain_text(as_text(found.get("publisher")), is_markup=False),
        language=normalise_language(as_text(found.get("language"))),
    )
