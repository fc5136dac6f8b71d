"""What the lake knows of addresses: which pages need not be asked again, what a listing held last time, what failed and may pass now."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import polars as pl

from flows.lake import Lake
from schemas.sources import ListedPage
from transforms.articles.normalise import canonical_url, parse_published

MAX_TRIES = 10
MAX_AGE = dt.timedelta(days=3)
"""A page is given up after so many tries, the first of them so long ago."""
_NO_TRIES = ("not_reached", "robots_unavailable", "robots_disallowed")
_KEY = pl.coalesce("canonical_url", "url").hash()


class Verdict(Enum):
    """Whether a page is asked for: new, again after a failure, or changed since; or why not, as counted under IGNORED_REASONS."""

    NEW = "new"
    AGAIN = "again"
    CHANGED = "changed"
    KNOWN_PAGE = "known_page"
    KNOWN_FAILURE = "known_failure"


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """The last whole answer that an address gave: its validators, and where it lies in the raw archive."""

    raw_ref: str
    fetched_at: dt.datetime
    etag: str | None
    last_modified: str | None

    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it has changed."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value and value.isascii() and value.isprintable()}


class Known:
    """What earlier fetches and runs left in the lake, read once at the start of a fetch.

    Limits: about 40 bytes for each address that was ever fetched, and 8 for each article that came another way.
    """

    def __init__(self, lake: Lake, source_ids: Iterable[str], now: dt.datetime) -> None:
        self._lake = lake
        self._now = now
        self._latest = _latest(lake.scan("fetches").filter(pl.col("role") != "listing")).collect(engine="streaming")
        fetches = lake.scan("fetches").filter(pl.col("source_id").is_in(sorted(source_ids)))
        self._listings = fetches.filter((pl.col("role") == "listing") & pl.col("reason").is_null()).collect(engine="streaming")
        failed = fetches.filter((pl.col("role") == "listing") & pl.col("reason").is_not_null() & ~pl.col("is_retryable"))
        self._failed_entries = set(failed.select("url").collect()["url"])
        others = lake.scan("articles").filter(pl.col("fetched_at").is_null() & pl.col("canonical_url").is_not_null())
        self._articles = others.select(key=pl.col("canonical_url").hash()).unique().collect(engine="streaming")

    def verdicts(self, pages: Sequence[ListedPage]) -> list[Verdict]:
        """What to do about each of some pages: a page is asked for again where its listing dates a change after the last fetch of it."""
        keys = pl.DataFrame({"row": range(len(pages)), "address": [canonical_url(page.url) or page.url for page in pages]})
        keyed = keys.select("row", key=pl.col("address").hash())
        fetched = {row["row"]: row for row in keyed.join(self._latest, on="key").iter_rows(named=True)}
        loaded = set(keyed.join(self._articles, on="key", how="semi")["row"])
        return [self._verdict(page, fetched.get(row), is_loaded=row in loaded) for row, page in enumerate(pages)]

    def _verdict(self, page: ListedPage, fetched: Mapping[str, Any] | None, *, is_loaded: bool) -> Verdict:
        if fetched is None:
            return Verdict.KNOWN_PAGE if is_loaded else Verdict.NEW
        if fetched["state"] == "retryable" and not (fetched["tries"] >= MAX_TRIES and self._now - fetched["first"] > MAX_AGE):
            return Verdict.AGAIN
        if fetched["state"] != "page":
            return Verdict.KNOWN_FAILURE
        return Verdict.CHANGED if _has_changed(page, fetched["fetched_at"]) else Verdict.KNOWN_PAGE

    def is_failed_entry(self, place: str) -> bool:
        """Whether an entry of a listing is known as one that cannot be used."""
        return place in self._failed_entries

    def last_answer(self, address: str) -> LastAnswer | None:
        """The last whole answer of a page; null if it has given none."""
        rows = self._lake.scan("fetches").filter((pl.col("url") == address) & (pl.col("http_status") == 200)).sort("fetched_at")
        return _answer(rows.tail(1).collect())

    def last_listing(self, source_id: str, address: str) -> LastAnswer | None:
        """The last whole answer of a listing; null if it has given none."""
        rows = self._listings.filter((pl.col("source_id") == source_id) & (pl.col("url") == address) & (pl.col("http_status") == 200))
        return _answer(rows.sort("fetched_at").tail(1))

    def unfinished(self, source_id: str) -> dict[str, str]:
        """The pages of a source that failed and may pass now: address -> where the archive notes what a listing says of it."""
        is_due = (pl.col("tries") < MAX_TRIES) | (pl.lit(self._now) - pl.col("first") <= MAX_AGE)
        keys = self._latest.filter((pl.col("state") == "retryable") & is_due).select("key")
        rows = (
            self._lake.scan("fetches")
            .filter((pl.col("source_id") == source_id) & (pl.col("role") == "page"))
            .with_columns(key=_KEY)
            .join(keys.lazy(), on="key", how="semi")
            .sort("fetched_at")
            .unique("key", keep="last", maintain_order=True)
            .select("url", "raw_ref")
            .collect()
        )
        return dict(rows.sort("url").iter_rows())


def last_looks(lake: Lake, source_ids: Iterable[str]) -> dict[str, dt.datetime]:
    """When the listings of some sources were last looked at with success; a source that was never looked at is not in it."""
    looks = lake.scan("fetches").filter(
        pl.col("source_id").is_in(sorted(source_ids)) & (pl.col("role") == "listing") & pl.col("reason").is_null()
    )
    return dict(looks.group_by("source_id").agg(pl.col("fetched_at").max()).collect().iter_rows())


def latest_failures(fetches: pl.LazyFrame) -> pl.LazyFrame:
    """Of each address that has no usable answer now, the row of the last time that it was asked for."""
    latest = (
        fetches.with_columns(key=_KEY)
        .sort("fetched_at", pl.col("reason").is_null(), "fetch_id")
        .unique(["role", "key"], keep="last", maintain_order=True)
    )
    return latest.filter(pl.col("reason").is_not_null()).drop("key")


def _latest(fetches: pl.LazyFrame) -> pl.LazyFrame:
    state = (
        pl.when(pl.col("reason").is_null()).then(pl.lit("page")).when("is_retryable").then(pl.lit("retryable")).otherwise(pl.lit("failure"))
    )
    rows = fetches.select(_KEY.alias("key"), "fetched_at", state.alias("state"), is_try=~pl.col("reason").is_in(_NO_TRIES)).sort(
        "fetched_at"
    )
    is_page = pl.col("state") == "page"
    return rows.group_by("key").agg(
        fetched_at=pl.coalesce(pl.col("fetched_at").filter(is_page).last(), pl.col("fetched_at").last()),
        state=pl.when(is_page.any()).then(pl.lit("page")).otherwise(pl.col("state").last()),
        tries=pl.col("is_try").sum(),
        first=pl.col("fetched_at").first(),
    )


def _has_changed(page: ListedPage, fetched_at: dt.datetime) -> bool:
    """Whether a listing dates a change after the last fetch; by the day where it gives no time."""
    changed = parse_published(page.modified) if page.modified else None
    if changed is None:
        return False
    return changed.at > fetched_at if changed.at is not None else changed.date > fetched_at.date()


def _answer(rows: pl.DataFrame) -> LastAnswer | None:
    for row in rows.iter_rows(named=True):
        return LastAnswer(row["raw_ref"], row["fetched_at"], row["etag"], row["last_modified"])
    return None
