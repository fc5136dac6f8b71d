"""The table of readers: which file names each of them reads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.sources import csv, html, json, jsonl, parquet, text, warc, xml
from flows.sources.cutting import Cut, cut_by_records
from flows.sources.files import SourceFile
from flows.sources.records import ReadResult


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of reader. cut says into which parts a file is cut; null for kinds where one file is one document.

    records_from_bytes: smaller files of a kind that holds one document or many are taken as documents, many of them a batch.
    """

    kind: str
    read: Callable[[SourceFile], Iterator[ReadResult]]
    cut: Cut | None = None
    records_from_bytes: int = 0


READERS: dict[str, Reader] = {
    ".html": Reader("html", html.read_html),
    ".htm": Reader("html", html.read_html),
    ".xhtml": Reader("html", html.read_html),
    ".txt": Reader("text", text.read_text),
    ".md": Reader("text", text.read_markdown),
    ".jsonl": Reader("jsonl", jsonl.read_jsonl, cut_by_records(jsonl.count_records)),
    ".ndjson": Reader("jsonl", jsonl.read_jsonl, cut_by_records(jsonl.count_records)),
    ".json": Reader("json", json.read_json, cut_by_records(json.count_records), json.RECORDS_FROM_BYTES),
    ".csv": Reader("csv", csv.read_csv, cut_by_records(csv.count_records)),
    ".tsv": Reader("csv", csv.read_csv, cut_by_records(csv.count_records)),
    ".parquet": Reader("parquet", parquet.read_parquet, cut_by_records(parquet.count_records)),
    ".pq": Reader("parquet", parquet.read_parquet, cut_by_records(parquet.count_records)),
    ".xml": Reader("xml", xml.read_xml, cut_by_records(xml.count_records), xml.RECORDS_FROM_BYTES),
    ".warc": Reader("warc", warc.read_warc, warc.cut_warc),
}
COMPRESSIBLE = frozenset({"html", "text", "jsonl", "json", "csv", "xml", "warc"})


def reader_of(path: Path) -> Reader | None:
    """The reader for a file name (case aside; .gz on top of a kind that may be compressed); null if no reader knows it."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        reader = READERS.get(suffixes[-2]) if len(suffixes) > 1 else None
        return reader if reader is not None and reader.kind in COMPRESSIBLE else None
    return READERS.get(suffixes[-1]) if suffixes else None
