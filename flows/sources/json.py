"""Files of JSON: .json and .json.gz with one article, a list of them, or an object that holds the list ("articles", "data.items"...).

A list is cut at the brackets of its records before anything is parsed, so that a dump of any size is read with one record in memory,
and a record that does not parse costs itself only.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.sources.files import UNREADABLE, SourceFile, is_binary, open_stream, unreadable
from flows.sources.jsonl import parse_object
from flows.sources.records import ReadResult, compact_key, find_field, quarantined, record_to_document
from flows.sources.shapes import read_known_shape
from flows.sources.stream import Stretch, as_utf8
from schemas.errors import DocumentError

RECORDS_FROM_BYTES = 256 * 1024
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|["\[\]{}]', re.DOTALL)
_VALUE = re.compile(rb"[^\s,]")
_END_OF_WORD = re.compile(rb"[\s,\]}]")
_CONTAINERS = frozenset(
    (
        "items", "articles", "results", "result", "docs", "documents", "stories", "news", "entries", "data", "hits", "records", "posts",
        "response",
    )
)  # fmt: skip
_DEEPEST_CONTAINER = 3
_HINT = 'name the fields in a source spec (fields:), or put the articles into a list, bare or under "articles"'

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of a file, null where it is too large to hold.

    key names the list that it is in. is_cut: its end is missing. is_doubtful: it is in an object without an end, and may be a part of
    an article. is_alone: the file holds nothing else.
    """

    data: bytes | None
    key: str | None = None
    is_cut: bool = False
    is_doubtful: bool = False
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """One record or why there is none, and the publisher whose list it is in."""

    record: Record | DocumentError
    publisher: str | None = None
    is_alone: bool = False


def read_json(file: SourceFile) -> Iterator[ReadResult]:
    """The records of the batch's range, in order; a bad one is set aside, those before the end of a damaged file are kept.

    A file that is one article is named as the file, a record of several by its number.
    """
    first, end = file.batch.part.first, file.batch.part.end
    count = 0
    try:
        for found in _find_records(file):
            count += 1
            if end is not None and count > end:
                return
            if count > first:
                yield _read_record(file, file.ref if found.is_alone else f"{file.ref}#{count}", found)
    except UNREADABLE as error:
        yield quarantined(f"{file.ref}#{count + 1}", unreadable(error))
        return
    if count == 0:
        yield quarantined(file.ref, DocumentError("empty", "the file holds no record"))


def count_records(file: SourceFile) -> int:
    """How many records the file holds, as far as it can be read."""
    count = 0
    try:
        for _ in _find_records(file):
            count += 1
    except (*UNREADABLE, DocumentError):
        pass
    return count


def _read_record(file: SourceFile, ref: str, found: _Found) -> ReadResult:
    try:
        if isinstance(found.record, DocumentError):
            raise found.record
        raw = json.dumps(found.record, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
        own = found.publisher is None or find_field(found.record, "publisher", None)
        record = found.record if own else {**found.record, "publisher": found.publisher}
        return record_to_document(file, ref, hashlib.sha256(raw).hexdigest(), "json", record)
    except DocumentError as error:
        detail = f"{error.detail}; {_HINT}" if error.reason == "missing_text" else error.detail
        return quarantined(ref, DocumentError(error.reason, detail, retryable=error.retryable))


def _find_records(file: SourceFile) -> Iterator[_Found]:
    with open_stream(file.path) as stream:
        for value in _Scanner(Stretch(as_utf8(stream, file.encoding)), file.limits.max_document_bytes * 2).values():
            if value.is_cut:
                yield _Found(DocumentError("unreadable", "the file breaks off, or a bracket or quotation mark in it is one too many"))
                continue
            try:
                record = parse_object(value.data)
            except DocumentError as error:
                yield _Found(error, is_alone=value.is_alone)
                continue
            if value.key is not None:
                if not value.is_doubtful or _is_article(record):
                    yield _Found(record, _publisher_of(value.key))
            elif held := list(_records_within(record)):
                yield from held
            else:
                yield _Found(record, is_alone=value.is_alone)


def _is_article(record: Record) -> bool:
    has_text = any(isinstance(find_field(record, name, None), str) for name in ("text", "html"))
    return has_text or read_known_shape(record) is not None


def _publisher_of(key: str) -> str | None:
    return None if compact_key(key) in _CONTAINERS else key


def _records_within(record: Record, depth: int = 0) -> Iterator[_Found]:
    """The records in an object that is no article itself: in lists under a usual name, or each under the name of a publisher."""
    if _is_article(record):
        return
    is_by_publisher = depth == 0 and all(_is_list_of_objects(value) for value in record.values())
    for key, value in record.items():
        is_container = compact_key(key) in _CONTAINERS
        if _is_list_of_objects(value) and (is_container or is_by_publisher):
            yield from (_Found(inner, _publisher_of(key)) for inner in value)
        elif isinstance(value, Mapping) and is_container and depth < _DEEPEST_CONTAINER:
            yield from _records_within(value, depth + 1)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


class _Scanner:
    """Cuts a file into values at its brackets, strings passed over, and holds of it no more than the value that was begun."""

    def __init__(self, stretch: Stretch, limit: int) -> None:
        self._stretch = stretch
        self._limit = limit
        self._position = 0

    def values(self) -> Iterator[_Value]:
        """The values of a file: those of its list, else its objects one after another; of one too large for an article, its lists'.

        Fails: DocumentError binary; what the stream raises.
        """
        self._stretch.read_on()
        if is_binary(bytes(self._stretch.data[:8192])):
            raise DocumentError("binary", f"begins with {bytes(self._stretch.data[:8])!r}, which is no text")
        is_first = True
        while (opener := self._next_byte()) is not None:
            if opener == b"[":
                self._drop(1)
                yield from self._list_values(None)
            elif opener != b"{":
                yield _Value(bytes(self._stretch.data[:200]))
                return
            elif (whole := self._take_object()) is not None:
                yield _Value(whole, is_alone=self._next_byte() is None and is_first)
            else:
                yield from self._values_of_inner_lists(is_doubtful=len(self._stretch.data) <= self._limit)
            is_first = False

    def _next_byte(self) -> bytes | None:
        """The first byte of the next value or the end of a list, with which the stretch begins then; null at the end of the file."""
        while (found := _VALUE.search(self._stretch.data)) is None:
            self._drop(len(self._stretch.data))
            if not self._stretch.read_on():
                return None
        first = found.group()
        self._drop(found.start())
        return first

    def _take_object(self) -> bytes | None:
        """The object that begins here; null for one without an end, or too large for an article: it is not passed over then."""
        depth = 0
        while len(self._stretch.data) <= self._limit and (token := self._next_token()) is not None:
            depth += _step(token)
            if depth == 0:
                whole = bytes(self._stretch.data[: self._position])
                self._drop(self._position)
                return whole
        self._position = 0
        return None

    def _values_of_inner_lists(self, *, is_doubtful: bool) -> Iterator[_Value]:
        """The objects in the lists of the object that begins here, however deep, with the names of the lists."""
        depth, name = 0, b""
        while (token := self._next_token()) is not None:
            if token == b"[":
                self._drop(self._position)
                key = json.loads(name.decode("utf-8", "replace"), strict=False) if name else ""
                for value in self._list_values(key):
                    if value.is_cut or value.data is None or value.data.startswith(b"{"):
                        yield _Value(value.data, key, value.is_cut, is_doubtful)
                    if value.is_cut:
                        return
                continue
            name = token if token.startswith(b'"') else name
            depth += _step(token)
            if depth == 0:
                self._drop(self._position)
                return
            if self._position > self._limit:
                self._drop(self._position)
        yield self._cut_value()

    def _list_values(self, key: str | None) -> Iterator[_Value]:
        """The values up to the end of the list that was opened before this place."""
        while (first := self._next_byte()) is not None:
            if first == b"]":
                self._drop(1)
                return
            value = self._take_value(first, key)
            yield value
            if value.is_cut:
                return
        yield self._cut_value()

    def _take_value(self, first: bytes, key: str | None) -> _Value:
        if first not in b'[{"':
            return _Value(self._take_word(), key)
        depth, is_too_large = 0, False
        while (token := self._next_token()) is not None:
            depth += _step(token)
            is_too_large = is_too_large or self._position > self._limit
            if depth == 0:
                data = None if is_too_large else bytes(self._stretch.data[: self._position])
                self._drop(self._position)
                return _Value(data, key)
            if is_too_large:
                self._drop(self._position)
        return self._cut_value()

    def _take_word(self) -> bytes:
        """A number, true, false, null, or what stands in the place of a value."""
        while (end := _END_OF_WORD.search(self._stretch.data, 1)) is None and len(self._stretch.data) < self._limit:
            if not self._stretch.read_on():
                break
        word = bytes(self._stretch.data[: end.start() if end else len(self._stretch.data)])
        self._drop(len(word))
        return word

    def _next_token(self) -> bytes | None:
        """The next bracket or string; null where the file ends before, or in a string that is too large to hold."""
        while True:
            token = _TOKEN.search(self._stretch.data, self._position)
            if token is not None and token.group() != b'"':
                self._position = token.end()
                return token.group()
            self._position = token.start() if token else len(self._stretch.data)
            if len(self._stretch.data) - self._position > self._limit or not self._stretch.read_on():
                return None

    def _cut_value(self) -> _Value:
        """What stands for the value in which the file ends; nothing can be read behind it."""
        self._drop(len(self._stretch.data))
        while self._stretch.read_on():
            self._drop(len(self._stretch.data))
        return _Value(None, is_cut=True)

    def _drop(self, end: int) -> None:
        self._stretch.drop(end)
        self._position = max(0, self._position - end)


def _step(token: bytes) -> int:
    return 1 if token in b"[{" else -1 if token in b"]}" else 0
