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

Role = Literal["page", "listing", "archive", "queue"]


@dataclass(frozen=True, slots=True)
class ArchiveNote:
    """One address that was asked for. address is as a listing or the spec names it, before any redirect.

    role "queue": pages that were put in line together, before any of them was asked for; address is that of the source's first listing.

    listed: what the listing says of the page; null for all that is no page.
    status: the HTTP status that came; 304 is an answer without a body: the page or listing is as it was; null where none came.
    reason, detail and is_retryable say why there is no usable answer; reason is one of QUARANTINE_REASONS, null where there is an answer.
    file: name of the downloaded web archive, beside the file that holds the note.
    """

    address: str
    role: Role
    asked_at: dt.datetime
    listed: ListedPage | None = None
    status: int | None = None
    reason: str | None = None
    detail: str | None = None
    is_retryable: bool = False
    file: str | None = None
    pages: tuple[ListedPage, ...] = ()

    def page_at(self, address: str) -> ListedPage | None:
        """What a listing said of a page, alone or among those put in line; null where the note does not know it."""
        return self.listed or next((page for page in self.pages if page.url == address), None)


def write_note(note: ArchiveNote) -> bytes:
    """The note as JSON, nulls left out; the instant is the record's own date and stands there."""
    said = {name: value for name, value in asdict(note).items() if name not in ("listed", "pages", "asked_at") and value is not None}
    if note.listed is not None:
        said["listed"] = _said_of(note.listed)
    if note.pages:
        said["pages"] = {page.url: _said_of(page) for page in note.pages}
    return json.dumps({"eventwire": said}, ensure_ascii=False, sort_keys=True).encode("utf-8")


def _said_of(page: ListedPage) -> dict[str, Any]:
    return {name: value for name, value in asdict(page).items() if value and name != "url"}


def read_note(content: bytes, asked_at: dt.datetime) -> ArchiveNote | None:
    """The note in a metadata record; null for a record of any other making."""
    try:
        said = json.loads(content)["eventwire"]
        address, role = said["address"], said["role"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(address, str) or role not in get_args(Role):
        return None
    pages = said.get("pages")
    queued = tuple(_listed(url, rest) for url, rest in pages.items() if isinstance(rest, dict)) if isinstance(pages, dict) else ()
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
        _text(said, "file"),
        queued,
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
