"""The articles wing: what comes out of a source (RawDocument) and what one cleaned article is (Article)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import dataframely as dy
import polars as pl

from schemas import columns as c
from schemas.codes import PUBLISHED_BASES
from schemas.sources import ListedPage

ORIGIN_BASES = ("credit", "agency", "owner", "publisher")
SOURCE_KINDS = ("html", "text", "jsonl", "json", "csv", "parquet", "xml", "warc")


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as a reader found it, before anything was cleaned.

    Exactly one of html and text is set. html is bytes as stored (decoded by the cleaner from its own declaration) or text.
    raw_ref says where it lies: "folder/file.jsonl#12" (record 12, from 1), "crawl.warc.gz#<offset>", "page.html".
    raw_sha256 is over the record's bytes. fields are what the record itself says (title, authors, published, language, publisher...).
    credit is whom the record credits with the text, in its own words ("Reuters; AP Writer").
    record_id is the name by which the record is known again: the id that a spec's `fields.id` or an agency's format names, which holds in
    the whole source; an id under one of the usual spellings holds in its file ("news.jsonl#17").
    owner and is_wire are what the spec says of the outlet.
    held_date is the day (UTC) on which the text was there: when it was fetched, else when its file was written.
    refused_date is the date that the record or file gives and that cannot be, where another is taken for it.
    listed is what the feed, sitemap or list said that named the page.
    """

    source_id: str
    source_kind: str
    raw_ref: str
    raw_sha256: str
    html: bytes | str | None = None
    text: str | None = None
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    credit: str | None = None
    record_id: str | None = None
    owner: str | None = None
    is_wire: bool = False
    language: str | None = None
    published: str | None = None
    refused_date: str | None = None
    published_basis: str | None = None
    fetched_at: dt.datetime | None = None
    held_date: dt.date | None = None
    fallback_date: dt.date | None = None
    fallback_basis: str | None = None
    listed: ListedPage | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


class Article(dy.Schema):
    """One cleaned article. Key: article_id. Partition: published_date."""

    article_id = c.identifier(
        "art", "Hash of the URL and the raw bytes: the same record has the same id wherever it is delivered.", primary_key=True
    )
    url = c.text("Address as the source gives it.")
    canonical_url = c.text("Address without tracking parameters, fragment and default port, host in lower case.")
    source_id = c.text("The source spec or the input folder or file that it came from.", nullable=False)
    source_kind = c.one_of(SOURCE_KINDS, "What kind of reader read it.")
    record_id = c.text(
        "The id that its record gives: the one that a spec or an agency's format names, or else file and id; null where it gives none."
    )
    publisher = c.text("Who published it, as the page or record says.")
    origin = c.text(
        "Who wrote it, as one voice among the sources: the news agency that it credits or that published it, else the owner of the outlet "
        "(as its source spec says), else the publisher."
    )
    origin_basis = c.one_of(
        ORIGIN_BASES,
        "What the origin follows from: credit (it credits a news agency), agency (its publisher is one), owner, publisher; null where "
        "nobody is named.",
        nullable=True,
    )
    title = c.text("Headline; not part of text.")
    authors = dy.List(dy.String(nullable=False), nullable=False, description="Persons named as authors, in order; empty if none is named.")
    text = dy.String(
        nullable=False, min_length=1, description="Body in Unicode NFC, paragraphs parted by one newline. All spans count its code points."
    )
    language = dy.String(nullable=True, regex=r"^[a-z]{2,3}$", description="ISO 639 code of the text.")
    language_confidence = c.share("How sure the language is.")
    published_at = c.instant("When it was published, where a time of day is known.")
    published_date = c.day("Day of publication; the anchor of relative dates.", nullable=False)
    published_basis = c.one_of(PUBLISHED_BASES, "Where the day of publication comes from.")
    fetched_at = c.instant("When it was fetched; null for local files.")
    raw_sha256 = dy.String(nullable=False, regex=r"^[0-9a-f]{64}$", description="SHA-256 of the raw record.")
    raw_ref = c.text("File and record that hold the raw bytes.", nullable=False)
    text_sha256 = dy.String(nullable=False, regex=r"^[0-9a-f]{64}$", description="SHA-256 of the text: equal for exact copies.")
    word_count = c.count("Words in the text.")
    sentence_count = c.count("Sentences in the text.")
    duplicate_of = c.identifier(
        "art",
        "The original of which this one is a copy or near-copy: the earliest of the texts that are alike, on one day the agency's own.",
        nullable=True,
    )
    duplicate_similarity = c.share("Jaccard similarity of word shingles with duplicate_of; 1 for exact copies.")
    superseded_by = c.identifier(
        "art",
        "The newest version of the same fetched page, or of the records of one id; null for the current one, the only one that is coded.",
        nullable=True,
    )
    story_id = c.identifier("sto", "The news story that it belongs to.", nullable=True)
    extractor_version = c.text("Cleaner and its version.", nullable=False)
    run_id = c.identifier("run", "The run that wrote the row.")

    @dy.rule()
    def duplicate_has_similarity(cls) -> pl.Expr:
        return pl.col("duplicate_of").is_null() == pl.col("duplicate_similarity").is_null()

    @dy.rule()
    def is_not_its_own_duplicate(cls) -> pl.Expr:
        return (pl.col("duplicate_of") != pl.col("article_id")).fill_null(value=True)
