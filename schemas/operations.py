"""The tables of the machine room: what was asked of the web (Fetch), set aside and why (Quarantine), what each step of a run did (Run)."""

from collections import Counter
from dataclasses import dataclass, field

import dataframely as dy
import polars as pl

from schemas import columns as c

STEPS = ("fetch", "read", "clean", "duplicates", "stories", "code", "fold", "load")
FETCH_ROLES = ("page", "listing", "archive")
QUARANTINE_REASONS = {
    "robots_disallowed": "the robots.txt of the host forbids the address",
    "robots_unavailable": "the robots.txt of the host cannot be had, so nothing is fetched there",
    "forbidden_address": "the address leads to this machine or a private network",
    "invalid_address": "no address that can be fetched",
    "http_401": "the server asks for a login",
    "http_403": "the server refuses the page",
    "http_404": "the server has no such page",
    "http_410": "the page is gone",
    "http_429": "the server asks for fewer requests",
    "http_451": "the page is withheld for legal reasons",
    "http_4xx": "the server refuses the request with another status",
    "http_5xx": "the server has failed",
    "redirect_loop": "too many redirects, or one that leads nowhere",
    "connection_failed": "no connection: name, network or TLS",
    "timeout": "the server took too long",
    "not_reached": "the fetch ended before the turn of the page had come",
    "truncated_response": "only the beginning of a page: the server closed the connection, or the archive holds no more",
    "not_html": "an answer that is no web page",
    "fetch_error": "the fetcher raised an error",
    "broken_listing": "a feed, sitemap or list, or an entry of one, that cannot be read",
    "truncated_record": "a record of a web archive whose end is missing",
    "unreadable": "the file or record cannot be read (permissions, damage, truncated)",
    "empty": "nothing in it",
    "binary": "not text",
    "wrong_encoding": "bytes that are no text in any declared or likely encoding",
    "broken_record": "a line or record that does not parse",
    "missing_text": "a record with neither text nor HTML",
    "impossible_date": "a date that cannot be (in no calendar, or the zero of a clock), and no other to use",
    "future_date": "a date after the day on which it was fetched or its file was written, and no other to use",
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
    "known_page": "addresses that have been fetched before and have not changed since",
    "known_failure": "addresses that failed for good in an earlier fetch",
    "not_selected": "addresses that the source's include and exclude leave out",
    "not_modified": "pages that the server says are unchanged",
    "too_old": "addresses that the listing dates before the days which the source is fetched for",
    "repeated_document": "the same record delivered twice",
    "unknown_file_kind": "a file that no reader knows",
    "listing": "feeds, sitemaps and lists in an archive, which hold addresses",
    "not_html_response": "records of a web archive that are no successful HTML response",
    "not_text_item": "items of an agency that are no text: pictures, graphics, video, audio, packages, plans",
    "canceled_item": "items that the agency took back",
    "withheld_item": "items that the agency withholds, or that are under an embargo which has not ended",
    "not_news_xml": "XML without items of NewsML-G2, NewsML 1.x or NITF; feeds, which hold addresses, are such",
    "superseded": "older versions: of pages that were fetched again and have changed, of records whose id came again with another text",
    "not_factual": "negated, planned, hypothetical, attempted or denied mentions, which make no event",
    "historical": "mentions of history, which make no event of the news",
}
NOTED_REASONS = {
    "refused_date": "articles whose own date cannot be (none, the zero of a clock, or in the future), dated by the next best",
}


class Quarantine(dy.Schema):
    """One document or row that was set aside. Key: step, key, reason."""

    step = c.one_of(STEPS, "The step that set it aside.", primary_key=True)
    key = c.text("File and record, or the row's id.", nullable=False, primary_key=True)
    reason = c.one_of(tuple(QUARANTINE_REASONS), "Why.", primary_key=True)
    detail = c.text("The cause in words.", nullable=False)
    is_retryable = dy.Bool(nullable=False, description="The same input may pass another time.")
    run_id = c.identifier("run", "The run that wrote the row.")


class Fetch(dy.Schema):
    """One address that was asked for in one fetch, and what came of it. Key: fetch_id. Partition: fetched_date."""

    fetch_id = c.identifier("fet", "Hash of source, role, address and instant.", primary_key=True)
    source_id = c.text("The source spec that names the address or its listing.", nullable=False)
    role = c.one_of(FETCH_ROLES, "page: an article or what was taken for one; listing: a feed, sitemap or list; archive: a web archive.")
    url = c.text(
        "Address as the listing or the spec names it; an entry that cannot be used: the listing's address and the entry.", nullable=False
    )
    canonical_url = c.text("The same in canonical form, by which a page is known again; null for listings.")
    final_url = c.text("Address of the answer, after redirects; null where none came.")
    fetched_at = c.instant("When it was asked for.", nullable=False)
    fetched_date = c.day("Day on which the fetch began.", nullable=False)
    http_status = dy.Int16(nullable=True, min=100, max=999, description="Status of the answer; 304: unchanged since the fetch before.")
    reason = c.one_of(tuple(QUARANTINE_REASONS), "Why there is no usable answer; null where there is one.", nullable=True)
    detail = c.text("The cause in words.")
    is_retryable = dy.Bool(nullable=False, description="It is worth asking again: the next fetch does.")
    etag = c.text("ETag of the answer, sent back when it is asked for again.")
    last_modified = c.text("Last-Modified of the answer, as the server wrote it.")
    raw_ref = c.text("File and offset in the raw archive where the records of the address begin.", nullable=False)
    run_id = c.identifier("run", "The run that read the archive.")


class Run(dy.Schema):
    """What one step of one run did. Key: run_id, step. rows_in = rows_out + rows_quarantined + rows_ignored, always."""

    run_id = c.identifier("run", "Hash of inputs, settings and versions.", primary_key=True)
    step = c.one_of(STEPS, "The step.", primary_key=True)
    rows_in = c.count("Rows that came in (documents for read and clean, articles for code, mentions for fold).")
    rows_out = c.count("Of these, rows that went on.")
    rows_quarantined = c.count("Of these, rows set aside with a reason.")
    rows_ignored = c.count("Of these, rows left out on purpose.")
    rows_made = c.count("Rows of the step's own table that were written (stories for stories, mentions for code, events for fold).")
    rows_capped = c.count("Rows for which a bound on the work left something unlooked at: of too many alike, the earliest are compared.")
    ignored_reasons = dy.List(dy.String(nullable=False), nullable=False, description="'reason=count' of what was left out, sorted.")
    noted_reasons = dy.List(
        dy.String(nullable=False), nullable=False, description="'reason=count' of rows that went on otherwise than they came, sorted."
    )
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
    noted: Counter[str] = field(default_factory=Counter)
    """Rows that went on, but otherwise than they came: by one of NOTED_REASONS."""
    rows_made: int = 0
    rows_capped: int = 0
    """Rows for which a bound on the work left something unlooked at."""
    days: list[str] = field(default_factory=list)
    """Days of publication on which a later step has to look at what this one changed, sorted."""
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
        self.noted.update(other.noted)
        self.rows_made += other.rows_made
        self.rows_capped += other.rows_capped
        self.days = sorted({*self.days, *other.days})
        self.seconds += other.seconds
        self.peak_memory_mb = max(self.peak_memory_mb, other.peak_memory_mb)


@dataclass(frozen=True, slots=True)
class QuarantineEntry:
    """One document that was set aside, before it becomes a row: key is file and record, reason one of QUARANTINE_REASONS."""

    key: str
    reason: str
    detail: str
    is_retryable: bool = False
