"""The table of readers: which file names each of them reads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.sources import csv, html, jsonl, parquet, text, warc
from flows.sources.files import SourceFile
from flows.sources.records import ReadResult


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of reader. count_records is null for kinds where one file is one document."""

    kind: str
    read: Callable[[SourceFile], Iterator[ReadResult]]
    count_records: Callable[[SourceFile], int] | None = None


READERS: dict[str, Reader] = {
    ".html": Reader("html", html.read_html),
    ".htm": Reader("html", html.read_html),
    ".xhtml": Reader("html", html.read_html),
    ".txt": Reader("text", text.read_text),
    ".md": Reader("text", text.read_markdown),
    ".jsonl": Reader("jsonl", jsonl.read_jsonl, jsonl.count_records),
    ".ndjson": Reader("jsonl", jsonl.read_jsonl, jsonl.count_records),
    ".csv": Reader("csv", csv.read_csv, csv.count_records),
    ".tsv": Reader("csv", csv.read_csv, csv.count_records),
    ".parquet": Reader("parquet", parquet.read_parquet, parquet.count_records),
    ".pq": Reader("parquet", parquet.read_parquet, parquet.count_records),
    ".warc": Reader("warc", warc.read_warc, warc.count_records),
}
COMPRESSIBLE = frozenset({"html", "text", "jsonl", "csv", "warc"})


def reader_of(path: Path) -> Reader | None:
    """The reader for a file name (case aside; .gz on top of a kind that may be compressed); null if no reader knows it."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        reader = READERS.get(suffixes[-2]) if len(suffixes) > 1 else None
        return reader if reader is not None and reader.kind in COMPRESSIBLE else None
    return READERS.get(suffixes[-1]) if suffixes else None
