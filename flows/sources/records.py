"""From one record of a source (a JSON line, a CSV or Parquet row, front matter) to a RawDocument: which field holds what."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.sources.agency import reason_to_ignore
from flows.sources.files import SourceFile, fallback_date, written_date
from flows.sources.shapes import read_known_shape
from schemas.articles import RawDocument
from schemas.errors import DocumentError
from schemas.operations import QuarantineEntry
from schemas.sources import FieldNames
from transforms.articles.normalise import is_after, normalise_language, parse_published


@dataclass(frozen=True, slots=True)
class IgnoredEntry:
    """One file or record that is left out on purpose and counted: reason is one of IGNORED_REASONS."""

    key: str
    reason: str


MAX_DEPTH = 20
ReadResult = RawDocument | QuarantineEntry | IgnoredEntry

# The usual spellings of each field, the best first; compared without case and anything but letters and digits.
FIELD_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "maintext", "body", "bodytext", "plaintext", "cleantext", "articletext", "articlebody", "fulltext", "rawtext",
        "content", "contenttext", "articlecontent", "article", "story", "storytext", "document", "doc", "bodyxhtml", "pagetext",
    ),
    "html": ("html", "rawhtml", "pagehtml", "articlehtml", "htmlcontent", "contenthtml", "sourcehtml", "bodyhtml", "pagesource"),
    "title": ("title", "headline", "articletitle", "pagetitle", "heading", "head", "subject"),
    "url": ("url", "link", "articleurl", "sourceurl", "pageurl", "permalink", "canonicalurl", "documentidentifier", "weburl", "uri"),
    "published": (
        "published", "publishedat", "datepublished", "datepublish", "publisheddate", "publisheddatetime", "publishedon", "publishdate",
        "publicationdate", "publicationdatetime", "publishingdate", "pubdate", "publishtime", "publishedtime", "firstpublished",
        "webpublicationdate", "date", "datetime", "seendate", "articledate", "versioncreated", "firstcreated", "created", "createdat",
        "timestamp", "day",
    ),
    "authors": ("authors", "author", "byline", "creator", "writer", "writers", "journalist"),
    "publisher": (
        "publisher", "sourcename", "source", "outlet", "sitename", "site", "newspaper", "publication", "media", "medianame", "feedname",
        "domain", "sourcedomain", "hostname", "sourcecommonname", "provider",
    ),
    "language": ("language", "lang", "languagecode", "inlanguage", "sourcelang", "sourcelanguage"),
    "credit": ("creditline", "credit", "newsagency", "agency"),
    "id": ("id", "guid", "uuid", "articleid", "documentid", "docid", "newsid", "recordid"),
}  # fmt: skip

_ARTICLE_KEYS = frozenset({*FIELD_SPELLINGS["text"], "data", "item", "post", "record", "source", "fields", "payload", "result"})
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_NAME_KEYS = ("name", "title", "value", "fullname", "rendered", "uri")
_AUTHOR_SEPARATORS = re.compile(r"\s*[;|\n]\s*")
_NO_DATE = frozenset({"None", "null", "NaN", "nan", "NaT"})
_SURROGATE = re.compile("[\ud800-\udfff]")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|article|div|section|p|h1)\b", re.IGNORECASE)


def compact_key(name: str) -> str:
    """A field name without case and punctuation: "date_publish" and "datePublish" are one."""
    return _NOT_LETTERS.sub("", name.lower())


def find_field(record: Mapping[str, Any], field: str, names: FieldNames | None) -> Any:
    """The value of one of our fields in a record; null if the record has none.

    In:  a name from the spec (a dot leads into nested objects) is taken as it is; without one the usual spellings are tried in
         order, first on the record, then in an object that holds the article ("article", "data", "_source"...). An id counts on the
         record and on an object that holds the text: that of its outlet ("source": {"id": "herald"}) is no name of the record.
    """
    given = getattr(names, field) if names else None
    if given is not None:
        return _at_path(record, given)
    nested = [value for key, value in record.items() if isinstance(value, Mapping) and compact_key(str(key)) in _ARTICLE_KEYS]
    if field == "id":
        nested = [level for level in nested if find_field(level, "text", None) or find_field(level, "html", None)]
    for level in (record, *nested):
        by_key = {compact_key(key): value for key, value in reversed(list(level.items())) if isinstance(key, str)}
        for spelling in FIELD_SPELLINGS[field]:
            value = by_key.get(spelling)
            if isinstance(value, Mapping) and field in ("text", "html"):
                value = value.get("rendered") or value.get("value")
            if value not in (None, "", [], {}):
                return value
    return None


def _at_path(record: Mapping[str, Any], path: str) -> Any:
    if path in record:
        return record[path]
    value: Any = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def as_text(value: Any, depth: int = 0) -> str | None:
    """A value as text: the name of an object, the paragraphs of a list; null if nothing is said, or only deeper than MAX_DEPTH.

    Half of a surrogate pair, which JSON can write and Unicode does not have, becomes U+FFFD.
    """
    if value is None or isinstance(value, bool) or depth > MAX_DEPTH:
        return None
    if isinstance(value, Mapping):
        by_key = {compact_key(key): inner for key, inner in value.items() if isinstance(key, str)}
        return next((text for key in _NAME_KEYS if (text := as_text(by_key.get(key), depth + 1))), None)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, dt.date | dt.datetime):
        value = value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = "\n".join(text for item in value if (text := as_text(item, depth + 1)))
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", str(value)).strip() or None


def as_authors(value: Any) -> tuple[str, ...]:
    """Names of authors: a list of names or objects, or one string parted by semicolons, bars or new lines."""
    values = value if isinstance(value, Sequence) and not isinstance(value, str | bytes) else [value]
    names = [name for item in values if (text := as_text(item)) for name in _AUTHOR_SEPARATORS.split(text) if name]
    return tuple(dict.fromkeys(names))


def published_or_fallback(file: SourceFile, value: Any) -> str | None:
    """The record's own date in ISO form; null where it has none, or one that cannot be and a better fall-back than the file's own date.

    No date can lie after the day on which its file was written. A date that cannot be never costs the article where the user
    (--published-date) or the file name gives the day.
    Fails: DocumentError impossible_date or future_date where only the file's own date is left: a guess must not stand in for a date that
           was given.
    """
    text = as_text(value)
    if text is None or text in _NO_DATE:
        return None
    found = parse_published(text, file.batch.spec.date_format if file.batch.spec else None)
    written = written_date(file.path)
    if found is not None and not is_after(found.date, written):
        return found.isoformat()
    if fallback_date(file)[1] not in (None, "fetched"):
        return None
    if found is None:
        raise DocumentError("impossible_date", f"{text[:60]!r} is no date; set date_format in a source spec, or give --published-date")
    raise DocumentError("future_date", f"{text[:60]!r}, but its file was written on {written}; correct the date, or give --published-date")


def record_to_document(file: SourceFile, ref: str, raw_sha256: str, kind: str, record: Mapping[str, Any]) -> RawDocument | IgnoredEntry:
    """One record as a document, or why it is ignored: by the names in a spec, else as a record of a known shape, else by usual spellings.

    Fails: DocumentError missing_text, too_large, impossible_date or future_date.
    """
    spec = file.batch.spec
    names = spec.fields if spec and spec.fields != FieldNames() else None
    item = read_known_shape(record) if names is None else None
    reason = reason_to_ignore(item) if item else None
    if reason is not None:
        return IgnoredEntry(ref, reason)
    fields = item.fields if item else {name: find_field(record, name, names) for name in FIELD_SPELLINGS}
    if names and names.id:
        fields = {**fields, "guid": fields["id"]}
    if not (fields.get("text") or fields.get("html")):
        held = ", ".join(map(str, record)) or "no field"
        raise DocumentError("missing_text", f"no field with text or HTML; the record has {held}"[:300])
    return fields_to_document(file, ref, raw_sha256, kind, fields)


def fields_to_document(file: SourceFile, ref: str, raw_sha256: str, kind: str, fields: Mapping[str, Any]) -> RawDocument:
    """What a record says, by our own names for it (those of FIELD_SPELLINGS, and guid for an id that holds in the whole source).

    Fails: DocumentError missing_text, too_large, impossible_date or future_date.
    """
    spec = file.batch.spec
    text, html = as_text(fields.get("text")), as_text(fields.get("html"))
    if html is not None and (text is None or (spec and spec.fields.html)):
        text = None
    elif text is not None and _MARKUP.match(text) and "</" in text:
        text, html = None, text
    else:
        html = None
    body = text or html
    if body is None:
        raise DocumentError("missing_text", "no text but white space")
    if len(body) > file.limits.max_document_bytes:
        raise DocumentError("too_large", f"more than {file.limits.max_document_bytes:,} characters; raise the size limit to read it")
    published = published_or_fallback(file, fields.get("published"))
    day, basis = fallback_date(file)
    said, identity = as_text(fields.get("published")), as_text(fields.get("id"))
    return RawDocument(
        source_id=file.batch.source_id,
        source_kind=kind,
        raw_ref=ref,
        raw_sha256=raw_sha256,
        html=html,
        text=text,
        url=as_text(fields.get("url")),
        title=as_text(fields.get("title")),
        authors=as_authors(fields.get("authors")),
        publisher=as_text(fields.get("publisher")) or (spec.publisher if spec else None),
        credit=as_text(fields.get("credit")),
        record_id=as_text(fields.get("guid")) or (f"{file.ref}#{identity}" if identity else None),
        language=normalise_language(as_text(fields.get("language"))) or (spec.language if spec else None),
        published=published,
        published_basis="record" if published else None,
        refused_date=said if not published and said not in _NO_DATE else None,
        fallback_date=day,
        fallback_basis=basis,
    )


def quarantined(key: str, error: DocumentError) -> QuarantineEntry:
    """The entry of a document that cannot be used."""
    return QuarantineEntry(key, error.reason, error.detail, error.retryable)
