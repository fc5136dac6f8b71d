"""The tables of the machine room: what was set aside and why (Quarantine), and what each step of a run did (Run)."""

from collections import Counter
from dataclasses import dataclass, field

import dataframely as dy
import polars as pl

from schemas import columns as c

STEPS = ("read", "clean", "duplicates", "code", "fold", "load")
QUARANTINE_REASONS = {
    "unreadable": "the file or record cannot be read (permissions, damaged compression, truncated)",
    "empty": "nothing in it",
    "binary": "not text",
    "wrong_encoding": "bytes that are no text in any declared or likely encoding",
    "broken_record": "a line or record that does not parse",
    "missing_text": "a record with neither text nor HTML",
    "impossible_date": "a date that cannot be, and no other to use",
    "too_large": "larger than the size limit for one document",
    "no_article_text": "a page from which no article text comes out",
    "too_short": "a text too short to be an article",
    "paywall": "only the beginning of an article that is for subscribers",
    "live_blog": "a live blog: many happenings under one headline and one day",
    "gallery": "pictures with captions, without an article",
    "index_page": "a home page, a section or another list of articles",
    "consent_page": "a request for consent in the place of the article",
    "error_page": "an error (page not found) that was sent as a page",
    "cleaner_timeout": "the page took longer than the deadline",
    "cleaner_memory": "the page took more than the memory limit, or the cleaner crashed on it",
    "cleaner_error": "the cleaner raised an error",
    "unsupported_language": "no language model for the language of the text",
    "coder_error": "the coder raised an error on the article",
    "contract": "the row breaks a rule of its table; the detail names the rule",
}
IGNORED_REASONS = {
    "repeated_document": "the same record delivered twice",
    "unknown_file_kind": "a file that no reader knows",
    "not_html_response": "records of a web archive that are no successful HTML response",
    "not_text_item": "items of an agency that are no text: pictures, graphics, video, audio, packages, plans",
    "canceled_item": "items that the agency took back",
    "withheld_item": "items that the agency withholds, or that are under an embargo which has not ended",
    "not_news_xml": "XML without items of NewsML-G2, NewsML 1.x or NITF; feeds, which hold addresses, are such",
    "not_factual": "negated, planned, hypothetical, attempted or denied mentions, which make no event",
    "historical": "mentions of history, which make no event of the news",
}


class Quarantine(dy.Schema):
    """One document or row that was set aside. Key: step, key, reason."""

    step = c.one_of(STEPS, "The step that set it aside.", primary_key=True)
    key = c.text("File and record, or the row's id.", nullable=False, primary_key=True)
    reason = c.one_of(tuple(QUARANTINE_REASONS), "Why.", primary_key=True)
    detail = c.text("The cause in words.", nullable=False)
    is_retryable = dy.Bool(nullable=False, description="The same input may pass another time.")
    run_id = c.identifier("run", "The run that wrote the row.")


class Run(dy.Schema):
    """What one step of one run did. Key: run_id, step. rows_in = rows_out + rows_quarantined + rows_ignored, always."""

    run_id = c.identifier("run", "Hash of inputs, settings and versions.", primary_key=True)
    step = c.one_of(STEPS, "The step.", primary_key=True)
    rows_in = c.count("Rows that came in (documents for read and clean, articles for code, mentions for fold).")
    rows_out = c.count("Of these, rows that went on.")
    rows_quarantined = c.count("Of these, rows set aside with a reason.")
    rows_ignored = c.count("Of these, rows left out on purpose.")
    rows_made = c.count("Rows of the step's own table that were written (mentions for code, events for fold).")
    ignored_reasons = dy.List(dy.String(nullable=False), nullable=False, description="'reason=count' of what was left out, sorted.")
    seconds = dy.Float64(nullable=False, min=0.0, description="Wall-clock seconds.")
    peak_memory_mb = dy.Float64(nullable=True, min=0.0, description="Peak resident memory of the largest process, MB.")
    status = c.one_of(("completed", "failed"), "How the step ended.")
    eventwire_version = c.text("Version of the program.", nullable=False)
    lexicon_version = c.text("Hash of the lexicon files.", nullable=False)
    gazetteer_version = c.text("Hash of the gazetteer.", nullable=False)
    model_version = c.text("Hash of the parser.", nullable=False)

    @dy.rule()
    def nothing_vanishes(cls) -> pl.Expr:
        return pl.col("rows_in") == pl.col("rows_out") + pl.col("rows_quarantined") + pl.col("rows_ignored")


@dataclass(slots=True)
class StepReport:
    """The sums of one step over one batch; reports of many batches add up. The sum rule is that of `Run`."""

    step: str
    rows_in: int = 0
    rows_out: int = 0
    rows_quarantined: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    rows_made: int = 0
    seconds: float = 0.0
    peak_memory_mb: float = 0.0

    @property
    def rows_ignored(self) -> int:
        return sum(self.ignored.values())

    def add(self, other: "StepReport") -> None:
        """Add another batch of the same step: rows and seconds sum up, memory is the greatest."""
        self.rows_in += other.rows_in
        self.rows_out += other.rows_out
        self.rows_quarantined += other.rows_quarantined
        self.ignored.update(other.ignored)
        self.rows_made += other.rows_made
        self.seconds += other.seconds
        self.peak_memory_mb = max(self.peak_memory_mb, other.peak_memory_mb)


@dataclass(frozen=True, slots=True)
class QuarantineEntry:
    """One document that was set aside, before it becomes a row: key is file and record, reason one of QUARANTINE_REASONS."""

    key: str
    reason: str
    detail: str
    is_retryable: bool = False
