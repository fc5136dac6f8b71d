"""Plain text and Markdown: .txt, .md, and the same with .gz. One file is one document.

A short first line with an empty line after it is the title. A Markdown file may begin with front matter (title, date, url, author...).
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import yaml

from flows.sources.files import SourceFile, decode_text, read_document_bytes
from flows.sources.records import ReadResult, record_to_document
from schemas.errors import DocumentError
from transforms.articles.normalise import normalise_text

MAX_TITLE_CHARACTERS = 160
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"\A#{1,2}[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_MARKDOWN = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(?m)^#{1,6}[ \t]+"), ""),
    (re.compile(r"(?m)^>[ \t]?"), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?!\w)"), r"\2"),
)
_SENTENCE_END = (".", ",", ";", ":")


def read_text(file: SourceFile) -> Iterator[ReadResult]:
    """The text as it stands (line ends and Unicode form apart), its title line taken off."""
    data = read_document_bytes(file)
    text = normalise_text(decode_text(data, file.encoding))
    title, body = split_title(text)
    yield _document(file, data, {"title": title, "text": body})


def read_markdown(file: SourceFile) -> Iterator[ReadResult]:
    """The text without Markdown's marks; front matter gives title, date, address and authors, a first heading the title."""
    data = read_document_bytes(file)
    fields, text = split_front_matter(normalise_text(decode_text(data, file.encoding)))
    heading = _HEADING.match(text)
    title, body = (heading.group(1), text[heading.end() :]) if heading else (None, text) if fields.get("title") else split_title(text)
    fields.setdefault("title", title)
    for pattern, replacement in _MARKDOWN:
        body = pattern.sub(replacement, body)
    yield _document(file, data, {**fields, "text": body.strip()})


def _document(file: SourceFile, data: bytes, record: dict[str, Any]) -> ReadResult:
    """The document; title and text are found also where a spec names other fields for the records of its source."""
    plain = {name: value for name, value in record.items() if name in ("title", "text") or value is not None}
    names = file.batch.spec.fields if file.batch.spec else None
    for own in ("title", "text"):
        plain.setdefault(getattr(names, own, None) or own, plain[own])
    return record_to_document(file, file.ref, hashlib.sha256(data).hexdigest(), "text", plain)


def split_title(text: str) -> tuple[str | None, str]:
    """The title line and the rest: a short first line that does not end like a sentence, with an empty line after it."""
    first, _, rest = text.partition("\n")
    is_title = len(first) <= MAX_TITLE_CHARACTERS and not first.rstrip().endswith(_SENTENCE_END) and re.match(r"[ \t]*\n", rest)
    return (first.strip(), rest.strip()) if is_title and rest.strip() else (None, text)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """What stands between the two lines of dashes at the start, and the text after it. Fails: DocumentError broken_record."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    try:
        fields = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError):
        fields = _loose_fields(match.group(1))
    if fields is not None and not isinstance(fields, dict):
        raise DocumentError("broken_record", "the front matter is no list of 'name: value' lines")
    return {str(name): value for name, value in (fields or {}).items()}, text[match.end() :].lstrip()


def _loose_fields(block: str) -> dict[str, Any]:
    """Front matter that is no YAML ("title: Talks: day two", "date: 2024-13-45"), read line by line."""
    pairs = (line.partition(":") for line in block.splitlines())
    return {name.strip(): value.strip().strip("\"'") for name, colon, value in pairs if colon and name.strip()}
