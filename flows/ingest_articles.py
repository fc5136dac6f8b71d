"""The articles wing of a run: read a batch, clean it, check it against the contract, write articles and what was set aside."""

import datetime as dt
import hashlib
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from flows.cleaner import Cleaner
from flows.lake import Lake
from flows.sources import IgnoredEntry, ReadLimits, read_batch
from schemas.articles import Article, RawDocument
from schemas.operations import Quarantine, QuarantineEntry, StepReport
from schemas.sources import Batch, ListedPage
from transforms.articles.bylines import split_byline
from transforms.articles.noise import NoiseLexicon, load_noise
from transforms.articles.normalise import canonical_url, host_of, is_after, normalise_language, normalise_line, parse_published
from transforms.articles.origins import Outlet, WireLexicon, find_origin, load_wires
from transforms.articles.pages import CleanedPage
from transforms.articles.repeated import drop_repeated_lines, find_repeated_lines
from transforms.ids import make_id
from transforms.quality import split_by_contract

CLEANER_VERSION = 2
_LEXICONS = Path(__file__).resolve().parent.parent / "data" / "lexicons"


@dataclass(frozen=True, slots=True)
class ArticleResources:
    """What ingesting needs beside its input: the lexicons of noise and wire credits, and a way to count sentences."""

    noise: NoiseLexicon
    wires: WireLexicon
    count_sentences: Callable[[str], int]
    extractor_version: str


def load_article_resources(count_sentences: Callable[[str], int], folder: Path = _LEXICONS) -> ArticleResources:
    """Read noise.yaml and wires.yaml of every language. Fails: InvalidLexicon."""
    noise, noise_version = _read_lexicons(folder, "noise.yaml")
    extractor = f"eventwire-{CLEANER_VERSION}+trafilatura-{version('trafilatura')}+noise-{noise_version[:8]}"
    wires = load_wires(*_read_lexicons(folder, "wires.yaml"))
    return ArticleResources(load_noise(noise, noise_version), wires, count_sentences, extractor)


def _read_lexicons(folder: Path, name: str) -> tuple[dict[str, Any], str]:
    files = sorted(folder.glob(f"*/{name}"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    return {path.parent.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in files}, digest


@dataclass(slots=True)
class _Intake:
    """What reading a batch gives apart from documents."""

    report: StepReport = field(default_factory=lambda: StepReport("read"))
    entries: list[QuarantineEntry] = field(default_factory=list)


def ingest_batch(
    batch: Batch, lake: Lake, run_id: str, cleaner: Cleaner, resources: ArticleResources, limits: ReadLimits | None = None
) -> list[StepReport]:
    """Turn a batch into articles in the lake.

    Out:    the reports of the steps "read" and "clean". Every document that was read is an article, in quarantine with a reason, or
            ignored as a repetition of another of the batch.
    Limits: holds the texts of one batch in memory, never the pages.
    """
    started = time.monotonic()
    intake = _Intake()
    cleaned = StepReport("clean")
    set_aside: list[QuarantineEntry] = []
    rows: dict[str, dict[str, Any]] = {}
    pages: set[str] = set()
    for document, page in cleaner.clean_pages(_documents(batch, intake, limits)):
        cleaned.rows_in += 1
        if isinstance(page, QuarantineEntry):
            set_aside.append(page)
            continue
        row = make_article(document, page, resources, run_id)
        if isinstance(row, QuarantineEntry):
            set_aside.append(row)
        elif row["article_id"] in rows:
            cleaned.ignored["repeated_document"] += 1
        else:
            rows[row["article_id"]] = row
            cleaned.noted.update(["refused_date"] if has_refused_date(document, page) else [])
            pages.update([row["article_id"]] if document.html is not None else [])
    leave_out_repeated([rows[article_id] for article_id in pages], resources)
    frame = pl.DataFrame(list(rows.values()), schema=Article.create_empty().schema)
    articles, broken = split_by_contract(frame, Article, "clean", "raw_ref", run_id)
    lake.write_batch("articles", articles, batch.key)
    lake.write_batch("quarantine", quarantine_frame(intake.entries, "read", run_id), f"{batch.key}-read")
    lake.write_batch("quarantine", pl.concat([quarantine_frame(set_aside, "clean", run_id), broken]), f"{batch.key}-clean")
    intake.report.rows_quarantined = len(intake.entries)
    cleaned.rows_out = cleaned.rows_made = articles.height
    cleaned.rows_quarantined = len(set_aside) + broken.height
    cleaned.seconds = time.monotonic() - started - intake.report.seconds
    intake.report.peak_memory_mb = cleaned.peak_memory_mb = peak_memory_mb()
    return [intake.report, cleaned]


def leave_out_repeated(rows: Sequence[dict[str, Any]], resources: ArticleResources) -> None:
    """Take the lines that a site repeats across a batch out of the articles from its pages."""
    sites = [(host_of(row["canonical_url"]) or row["publisher"], row) for row in rows]
    repeated = find_repeated_lines((site, row["text"]) for site, row in sites)
    for site, row in sites:
        text = drop_repeated_lines(site, row["text"], repeated)
        if text != row["text"]:
            row |= {"text": text, **describe_text(text, resources)}


def describe_text(text: str, resources: ArticleResources) -> dict[str, Any]:
    """The columns that follow from a text alone."""
    return {
        "text_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "word_count": len(text.split()),
        "sentence_count": resources.count_sentences(text),
    }


def _documents(batch: Batch, intake: _Intake, limits: ReadLimits | None) -> Iterator[RawDocument]:
    """The documents of a batch; what is set aside or ignored goes into the intake."""
    results = read_batch(batch, limits)
    report = intake.report
    while True:
        started = time.monotonic()
        result = next(results, None)
        report.seconds += time.monotonic() - started
        if result is None:
            return
        report.rows_in += 1
        if isinstance(result, QuarantineEntry):
            intake.entries.append(result)
        elif isinstance(result, IgnoredEntry):
            report.ignored[result.reason] += 1
        else:
            report.rows_out += 1
            yield result


def make_article(document: RawDocument, page: CleanedPage, resources: ArticleResources, run_id: str) -> dict[str, Any] | QuarantineEntry:
    """One row of articles.

    What the record says goes before what its page says, that before what a listing said of it, that before the fall-back of its file.
    """
    published = choose_date(document, page)
    if published is None:
        return QuarantineEntry(document.raw_ref, "impossible_date", "no date in the document, none at its file; give --published-date")
    day, instant, basis = published
    metadata, listed = page.metadata, document.listed or ListedPage("")
    url = document.url
    publisher = normalise_line(document.publisher) or metadata.publisher or normalise_line(listed.publisher) or host_of(url)
    authors = document.authors or metadata.authors or listed.authors
    outlet = Outlet(publisher, document.owner, document.is_wire)
    origin = find_origin(page.text, (*filter(None, [document.credit, page.credit]), *authors), outlet, resources.wires)
    return {
        "article_id": make_id("art", url or "", document.raw_sha256),
        "url": url,
        "canonical_url": canonical_url(url) or metadata.canonical_url,
        "source_id": document.source_id,
        "source_kind": document.source_kind,
        "record_id": document.record_id,
        "publisher": publisher,
        "origin": origin.name,
        "origin_basis": origin.basis,
        "title": normalise_line(document.title) or metadata.title or normalise_line(listed.title),
        "authors": name_authors(authors, resources.noise, page.language),
        "text": page.text,
        "language": page.language or normalise_language(listed.language),
        "language_confidence": page.language_confidence,
        "published_at": instant.astimezone(dt.UTC) if instant else None,
        "published_date": day,
        "published_basis": basis,
        "fetched_at": document.fetched_at,
        "raw_sha256": document.raw_sha256,
        "raw_ref": document.raw_ref,
        **describe_text(page.text, resources),
        "duplicate_of": None,
        "duplicate_similarity": None,
        "superseded_by": None,
        "story_id": None,
        "extractor_version": resources.extractor_version,
        "run_id": run_id,
    }


def has_refused_date(document: RawDocument, page: CleanedPage) -> bool:
    """Whether an article is dated otherwise than its record, page or listing says, because what that says cannot be."""
    if document.published is not None or document.refused_date is not None:
        return document.refused_date is not None
    listed = parse_published(document.listed.published or "") if document.listed else None
    return page.metadata.refused_date is not None or (listed is not None and is_after(listed.date, document.held_date))


def name_authors(bylines: Sequence[str], noise: NoiseLexicon, language: str | None) -> list[str]:
    """The names in bylines ("By Ann Lee and Bo Chan"), each once; a byline that holds none is kept as it is."""
    names = [name for line in bylines if (byline := normalise_line(line)) for name in split_byline(byline, noise, language) or [byline]]
    return list(dict.fromkeys(names))


def choose_date(document: RawDocument, page: CleanedPage) -> tuple[dt.date, dt.datetime | None, str] | None:
    """Day, instant and basis of publication; null if there is none at all.

    In order: the record, what the page declares (at the instant that a listing gives on that day, where the page gives none), a listing,
    the address, the day given or in the file's name, a date in the page's running text, the day of the fetch or of the file.
    What a listing dates after the day of the fetch is not believed.
    """
    if document.published is not None:
        found = parse_published(document.published)
        if found is not None:
            return found.date, found.at, document.published_basis or "record"
    metadata = page.metadata
    listed = parse_published(document.listed.published or "") if document.listed else None
    listed = listed if listed and not is_after(listed.date, document.held_date) else None
    own = (metadata.published_day, metadata.published_at, metadata.published_basis)
    fallback = (document.fallback_date, None, document.fallback_basis)
    if listed is not None and metadata.published_basis != "metadata":
        return listed.date, listed.at, "feed"
    if listed is not None and metadata.published_at is None and metadata.published_day == listed.date:
        return listed.date, listed.at, "metadata"
    is_weak = metadata.published_basis == "text" and document.fallback_basis in ("given", "filename")
    for day, instant, basis in (fallback, own) if is_weak else (own, fallback):
        if day is not None and basis is not None:
            return day, instant, basis
    return None


def quarantine_frame(entries: list[QuarantineEntry], step: str, run_id: str) -> pl.DataFrame:
    """Entries as rows of quarantine; the same entry twice is one row."""
    rows = {
        (entry.key, entry.reason): {
            "step": step,
            "key": entry.key,
            "reason": entry.reason,
            "detail": entry.detail,
            "is_retryable": entry.is_retryable,
            "run_id": run_id,
        }
        for entry in entries
    }
    return Quarantine.validate(pl.DataFrame(list(rows.values()), schema=Quarantine.create_empty().schema), cast=True)


def peak_memory_mb() -> float:
    """Peak resident memory of this process so far, MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024) if sys.platform == "darwin" else peak / 1024
