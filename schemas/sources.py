"""What a source is: the spec that a user writes (YAML), what a listing of a source names, and the batches that a run is cut into."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def _check_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is no address that begins with http:// or https://")
    return value


def _check_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from error
    return value


Address = Annotated[str, AfterValidator(_check_address)]
Pattern = Annotated[str, AfterValidator(_check_pattern)]
SourceKind = Literal["files", "feed", "sitemap", "urls", "gdelt", "warc"]


class FieldNames(BaseModel):
    """Which field of a record holds what; null means: guess by the usual spellings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None
    authors: str | None = None
    publisher: str | None = None
    language: str | None = None
    credit: str | None = None
    id: str | None = None


class SourceSpec(BaseModel):
    """One source of articles, as written in a YAML file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$", description="Short name; becomes source_id.")
    kind: SourceKind = Field(
        default="files",
        description="files: files and folders here; feed: RSS, Atom, JSON Feed; sitemap: news sitemaps and sitemap indexes; urls: pages by "
        "address; gdelt: event, mention or GKG files of GDELT, for the addresses in them; warc: web archives, and lists of paths to them.",
    )
    urls: tuple[Address, ...] = Field(default=(), description="Addresses of the feeds, sitemaps, lists or archives; of the pages for urls.")
    paths: tuple[str, ...] = Field(default=(), description="Files here: the input for files, lists of addresses or paths for the others.")
    base_url: Address | None = Field(default=None, description="What paths in a list of web archives are added to.")
    publisher: str | None = Field(default=None, description="Publisher of every record that names none.")
    owner: str | None = Field(
        default=None, description="Who owns the publisher: papers of one owner are one origin, whatever each of them writes."
    )
    is_wire: bool = Field(default=False, description="The source is a news agency, which others reprint.")
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$", description="ISO 639 code; null: detect.")
    country: str | None = Field(default=None, pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3 of the publisher.")
    licence: str | None = Field(default=None, description="Licence of the texts.")
    articles_per_day: float | None = Field(default=None, gt=0, description="Articles expected a day; days with under half are reported.")
    fetch_interval_minutes: int = Field(default=60, ge=1, description="How often to look for new pages; sooner, the source is passed over.")
    robots: Literal["obey", "ignore"] = Field(default="obey", description="robots.txt; ignore only where the publisher has agreed.")
    max_age_days: int | None = Field(
        default=None,
        ge=1,
        description="Pages that the listing dates further back are left out; default: 30 for feeds and sitemaps, else no limit.",
    )
    include: tuple[Pattern, ...] = Field(default=(), description="Only addresses in which one of these regular expressions is found.")
    exclude: tuple[Pattern, ...] = Field(default=(), description="No address in which one of these regular expressions is found.")
    encoding: str | None = Field(default=None, description="Encoding of text files; null: UTF-8, else a declared or detected one.")
    date_format: str | None = Field(default=None, description="strptime format of dates that are not ISO 8601.")
    fields: FieldNames = Field(default_factory=FieldNames)

    @model_validator(mode="after")
    def _has_input(self) -> "SourceSpec":
        if self.kind in ("feed", "sitemap") and not self.urls:
            raise ValueError(f"urls: missing; a source of kind {self.kind} needs at least one address")
        if self.kind not in ("files", "feed", "sitemap") and not (self.urls or self.paths):
            raise ValueError(f"urls: missing; a source of kind {self.kind} needs urls or paths")
        if self.kind == "files" and self.urls:
            raise ValueError("urls: a source of kind files has none; name its kind: feed, sitemap, urls, gdelt or warc")
        if self.kind in ("feed", "sitemap") and self.paths:
            raise ValueError(f"paths: a source of kind {self.kind} has none; give urls")
        return self


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One address that a listing (feed, sitemap, list) names, and what the listing says of the page there.

    published and modified are ISO 8601 with a zone where the listing gives one; null is what it does not say.
    """

    url: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FurtherListing:
    """A listing that another one names (a sitemap of an index, an update of GDELT), of the same kind."""

    url: str
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class ListingProblem:
    """One entry of a listing that cannot be used: place is "line 12" or "entry 3", reason one of QUARANTINE_REASONS."""

    place: str
    reason: str
    detail: str


ListingItem = ListedPage | FurtherListing | ListingProblem


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of one file, from first to end (exclusive; null = to the end), in the unit by which its kind is cut.

    records: counted from 0. bytes: the part owns the records that begin in it, and one begins at first.
    """

    first: int = 0
    end: int | None = None
    unit: Literal["records", "bytes"] = "records"


@dataclass(frozen=True, slots=True)
class Batch:
    """One unit of work: some files, or one part of a large file of records. It owns the lake files that carry its key.

    key: 16 lower-case base32 characters over the source and the name of the first file (and where the part begins): the same input
    gives the same key.
    holds_specs: files of the raw archive, each of which says itself which source it was fetched for; spec is null.
    """

    key: str
    source_id: str
    files: tuple[Path, ...]
    part: FilePart = FilePart()
    published_date: dt.date | None = None
    spec: SourceSpec | None = None
    holds_specs: bool = False
