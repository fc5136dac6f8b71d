"""What a source is: the spec that a user writes (YAML) and the batches that a run is cut into."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


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


class SourceSpec(BaseModel):
    """One source of articles, as written in a YAML file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$", description="Short name; becomes source_id.")
    publisher: str | None = Field(default=None, description="Publisher of every record that names none.")
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$", description="ISO 639 code; null: detect.")
    country: str | None = Field(default=None, pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3 of the publisher.")
    licence: str | None = Field(default=None, description="Licence of the texts.")
    encoding: str | None = Field(default=None, description="Encoding of text files; null: UTF-8, else a declared or detected one.")
    date_format: str | None = Field(default=None, description="strptime format of dates that are not ISO 8601.")
    fields: FieldNames = Field(default_factory=FieldNames)


@dataclass(frozen=True, slots=True)
class Batch:
    """One unit of work: some files, or one range of records of a large file. It owns the lake files that carry its key.

    key: 16 lower-case base32 characters over the source and the name of the first file (and the range): the same input gives the same key.
    first_record and end_record (exclusive; null = to the end) bound a range inside a single file of records.
    """

    key: str
    source_id: str
    files: tuple[Path, ...]
    first_record: int = 0
    end_record: int | None = None
    published_date: dt.date | None = None
    spec: SourceSpec | None = None
