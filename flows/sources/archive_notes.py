"""What the archive notes of one address: why it was asked, what a listing said of the page there, and why there is no answer.

A note is the JSON of a metadata record that stands before the request and the response which it is about. The first record of a file
(warcinfo) says which source it was fetched for.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from fastwarc.warc import ArchiveIterator, WarcRecordType

from schemas.sources import ListedPage, SourceSpec

Role = Literal["page", "listing", "archive", "robots"]


@dataclass(frozen=True, slots=True)
class ArchiveNote:
    """One address that was asked for. address is as a listing or the spec names it, before any redirect.

    listed: what the listing says of the page; null for all that is no page.
    status: the HTTP status that came; 304 is an answer without a body: the page or listing is as it was; null where none came.
    reason, detail and is_retryable say why there is no usable answer; reason is one of QUARANTINE_REASONS, null where there is an answer.
    """

    address: str
    role: Role
    asked_at: dt.datetime
    listed: ListedPage | None = None
    status: int | None = None
    reason: str | None = None
    detail: str | None = None
    is_retryable: bool = False


def write_note(note: ArchiveNote) -> bytes:
    """The note as JSON, nulls left out; the instant is the record's own date and stands there."""
    said = {name: value for name, value in asdict(note).items() if name not in ("listed", "asked_at") and value is not None}
    if note.listed is not None:
        said["listed"] = {name: value for name, value in asdict(note.listed).items() if value and name != "url"}
    return json.dumps({"eventwire": said}, ensure_ascii=False, sort_keys=True).encode("utf-8")


def read_note(content: bytes, asked_at: dt.datetime) -> ArchiveNote | None:
    """The note in a metadata record; null for a record of any other making."""
    try:
        said = json.loads(content)["eventwire"]
        address, role = said["address"], said["role"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(address, str) or role not in get_args(Role):
        return None
    listed = _listed(address, said["listed"]) if isinstance(said.get("listed"), dict) else None
    status = said.get("status")
    return ArchiveNote(
        address,
        role,
        asked_at,
        listed,
        status if isinstance(status, int) else None,
        _text(said, "reason"),
        _text(said, "detail"),
        said.get("is_retryable") is True,
    )


def _listed(address: str, said: Mapping[str, Any]) -> ListedPage:
    authors = said.get("authors")
    names = tuple(name for name in authors if isinstance(name, str)) if isinstance(authors, list) else ()
    texts = {name: _text(said, name) for name in ("title", "published", "modified", "publisher", "language")}
    return ListedPage(address, authors=names, **texts)


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    return value if isinstance(value, str) and value else None


def spec_of(path: Path) -> SourceSpec | None:
    """The spec that a file of the archive was fetched by, from its first record; null where there is none, or its head is damaged."""
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.warcinfo, parse_http=False):
                head, _, rest = bytes(record.reader.read()).partition(b"eventwire-source: ")
                return SourceSpec.model_validate_json(rest.split(b"\r\n")[0]) if head.startswith(b"software: Eventwire") and rest else None
    except (OSError, ValueError):
        pass
    return None
