"""Dumps of agencies in XML: .xml and .xml.gz with NewsML-G2, NewsML 1.x or NITF, one item or many. What lies in it decides, not its name.

A file is cut at the tags of its items before anything is parsed, so that a dump of any size is read with one item in memory, and a
broken item costs itself only. An item is parsed without the document type of its file: no entity of its own is ever expanded.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import name2codepoint

from lxml import etree

from flows.sources.agency import reason_to_ignore
from flows.sources.files import UNREADABLE, SourceFile, is_binary, open_stream, unreadable
from flows.sources.iptc import read_item
from flows.sources.records import IgnoredEntry, ReadResult, fields_to_document, quarantined
from flows.sources.stream import Stretch, as_utf8
from schemas.errors import DocumentError

RECORDS_FROM_BYTES = 256 * 1024
_ITEMS = rb"newsItem|packageItem|conceptItem|knowledgeItem|planningItem|catalogItem|NewsItem|nitf"
_TOKEN = re.compile(rb"<!--|<!\[CDATA\[|<(?P<end>/)?(?:[\w.-]+:)?(?P<name>" + _ITEMS + rb")(?=[\s/>])")
_CLOSERS = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_TAG = re.compile(rb"<[^\s<>]+(?:\s(?:[^\"'<>]|\"[^\"<]*\"|'[^'<]*')*)?>")
_LONGEST_TOKEN = 256
_LONGEST_HEAD = 1 << 16
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")
_PROLOGUE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>)*", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_NAMESPACE = re.compile(rb"\s(xmlns(?::[\w.-]+)?)\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
_NEWS_ROOTS = frozenset({b"newsMessage", b"NewsML"})
_FEED_ROOTS = frozenset({b"rss", b"feed", b"RDF", b"urlset", b"sitemapindex", b"opml", b"html"})
_NESTING = b"NewsItem"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#(?P<number>x[0-9A-Fa-f]+|[0-9]+)|(?P<name>[A-Za-z]\w*));")
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(slots=True)
class _Context:
    """What stands around the items of a file: its encoding, its root, the names of its namespaces."""

    encoding: str | None = None
    root: bytes = b""
    namespaces: dict[bytes, bytes] = field(default_factory=dict)

    def begin(self, head: bytes) -> None:
        """Read the declaration and the name of the root."""
        declared = _DECLARATION.match(head)
        self.encoding = declared.group(1).decode("ascii") if declared else None
        prologue = _PROLOGUE.match(head)
        root = _ROOT.match(head, prologue.end() if prologue else 0)
        self.root = root.group(1) if root else b""


@dataclass(frozen=True, slots=True)
class _Tag:
    """The tag of an item, by its place in the stretch."""

    name: bytes
    start: int
    is_end: bool
    is_empty: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """The bytes of one item; null for one that was too large to hold. is_cut: its end tag is missing."""

    data: bytes | None
    is_cut: bool = False
    is_root: bool = False


def read_xml(file: SourceFile) -> Iterator[ReadResult]:
    """The items of the batch's range, in order; a broken one is set aside, those before the end of a damaged file are kept.

    A file whose root is the item is one document, named as the file; an XML file without news is ignored.
    """
    first, end = file.batch.part.first, file.batch.part.end
    context, count = _Context(), 0
    try:
        with open_stream(file.path) as stream:
            for piece in _pieces(Stretch(as_utf8(stream)), context, file.limits.max_document_bytes * 2):
                count += 1
                if end is not None and count > end:
                    return
                if count > first:
                    yield _read_piece(file, file.ref if piece.is_root else f"{file.ref}#{count}", piece, context)
    except UNREADABLE as error:
        yield quarantined(f"{file.ref}#{count + 1}", unreadable(error))
        return
    if count == 0:
        yield _without_items(file, context)


def count_records(file: SourceFile) -> int:
    """How many items the file holds, as far as it can be read."""
    count = 0
    try:
        with open_stream(file.path) as stream:
            for _ in _pieces(Stretch(as_utf8(stream)), _Context(), file.limits.max_document_bytes * 2):
                count += 1
    except (*UNREADABLE, DocumentError):
        pass
    return count


def _without_items(file: SourceFile, context: _Context) -> ReadResult:
    if context.root in _NEWS_ROOTS:
        return quarantined(file.ref, DocumentError("empty", f"<{context.root.decode()}> holds no item"))
    return IgnoredEntry(file.ref, "not_news_xml")


def _pieces(stretch: Stretch, context: _Context, limit: int) -> Iterator[_Piece]:
    """The items of a file, from outside to inside: what lies in an item belongs to it.

    Fails: DocumentError empty, binary or broken_record (no XML at all); what the stream raises.
    """
    _check_head(stretch, context)
    if context.root in _FEED_ROOTS:
        return
    scanner, is_first = _Scanner(stretch, context, limit), True
    while (tag := scanner.next_tag()) is not None:
        if not tag.is_end:
            yield scanner.take_item(tag, is_root=is_first and context.root == tag.name)
            is_first = False


def _check_head(stretch: Stretch, context: _Context) -> None:
    while len(stretch.data) < _LONGEST_HEAD and stretch.read_on():
        pass
    head = bytes(stretch.data[:_LONGEST_HEAD])
    if not head.strip():
        raise DocumentError("empty", "no bytes but white space" if head else "the file has no bytes")
    if is_binary(head):
        raise DocumentError("binary", f"begins with {head[:8]!r}, which is no text")
    if not head.lstrip().startswith(b"<"):
        raise DocumentError("broken_record", f"begins with {head.lstrip()[:20]!r}, which is no XML")
    context.begin(head)


class _Scanner:
    """Finds the tags of items in a stretch, and holds of it no more than the item that was begun."""

    def __init__(self, stretch: Stretch, context: _Context, limit: int) -> None:
        self._stretch = stretch
        self._context = context
        self._limit = limit
        self._position = 0
        self._is_in_item = False
        self._is_too_large = False
        self._searched = dict.fromkeys(_CLOSERS, 0)

    def next_tag(self) -> _Tag | None:
        """The next tag of an item, comments and character data passed over; null at the end of the file."""
        stretch = self._stretch
        while True:
            token = _TOKEN.search(stretch.data, self._position)
            if token is None:
                self._position = max(self._position, len(stretch.data) - _LONGEST_TOKEN)
                self._let_go()
                if not stretch.read_on():
                    return None
            elif token.group("name"):
                end, is_empty = self._end_of_tag(token.start())
                self._position = end
                return _Tag(token.group("name"), token.start(), token.group("end") is not None, is_empty)
            else:
                self._position = self._end_of_section(token.group(), token.end())

    def take_item(self, tag: _Tag, *, is_root: bool) -> _Piece:
        """The item that a tag begins. An item whose name begins anew before it ends has lost its end tag."""
        self._learn_and_drop(tag.start)
        self._is_in_item, self._is_too_large = True, False
        depth, is_cut = int(not tag.is_empty), False
        while depth and not is_cut:
            inner = self.next_tag()
            if inner is None:
                self._position, is_cut = len(self._stretch.data), True
            elif inner.name == tag.name and not inner.is_empty:
                is_cut = not inner.is_end and tag.name != _NESTING
                self._position = inner.start if is_cut else self._position
                depth += -1 if inner.is_end else 1
        is_too_large = self._is_too_large or self._position > self._limit
        piece = _Piece(None if is_too_large else bytes(self._stretch.data[: self._position]), is_cut, is_root)
        self._stretch.drop(self._position)
        self._position, self._is_in_item = 0, False
        return piece

    def _let_go(self) -> None:
        """Forget what was read where no item needs it any more, or none can hold so much."""
        if not self._is_in_item:
            self._learn_and_drop(self._position)
        elif self._position > self._limit:
            self._is_too_large = True
            self._stretch.drop(self._position)
            self._position = 0

    def _learn_and_drop(self, end: int) -> None:
        self._context.namespaces.update(_NAMESPACE.findall(self._stretch.data, 0, end))
        self._stretch.drop(end)
        self._position -= end

    def _end_of_section(self, opener: bytes, start: int) -> int:
        """Where a comment or a stretch of character data ends; where it begins if its end is nowhere near."""
        closer, searched = _CLOSERS[opener], max(start, self._searched[opener] - self._stretch.dropped)
        while (end := self._stretch.data.find(closer, searched)) < 0:
            searched = max(start, len(self._stretch.data) - len(closer) + 1)
            self._searched[opener] = searched + self._stretch.dropped
            if len(self._stretch.data) - start > self._limit or not self._stretch.read_on():
                return start
        return end + len(closer)

    def _end_of_tag(self, start: int) -> tuple[int, bool]:
        """Where a tag ends, and whether it closes itself; a tag that never ends, where the next one begins."""
        while (tag := _TAG.match(self._stretch.data, start)) is None:
            after = self._stretch.data.find(b"<", start + 1)
            if after > 0 or len(self._stretch.data) - start > _LONGEST_HEAD or not self._stretch.read_on():
                return after if after > 0 else len(self._stretch.data), False
        return tag.end(), tag.group().endswith(b"/>")


def _read_piece(file: SourceFile, ref: str, piece: _Piece, context: _Context) -> ReadResult:
    if piece.data is None:
        return quarantined(ref, DocumentError("too_large", "an item of more than twice the size limit of a document"))
    if piece.is_cut:
        return quarantined(ref, DocumentError("unreadable", "the item breaks off: its end tag is missing"))
    try:
        item = read_item(_parse(piece.data, file.encoding or context.encoding, context.namespaces))
        reason = "not_news_xml" if item is None else reason_to_ignore(item)
        if item is None or reason is not None:
            return IgnoredEntry(ref, reason or "not_news_xml")
        return fields_to_document(file, ref, hashlib.sha256(piece.data).hexdigest(), "xml", item.fields)
    except DocumentError as error:
        return quarantined(ref, error)


def _parse(data: bytes, encoding: str | None, namespaces: dict[bytes, bytes]) -> etree._Element:
    """The element of an item. Control characters, which wires send and XML forbids, are left out; names of HTML stand for their signs.

    Fails: DocumentError wrong_encoding or broken_record.
    """
    text = _REFERENCE.sub(_sign, _FORBIDDEN.sub("", _decode(data, encoding)))
    around = b" ".join(name + b"=" + value for name, value in namespaces.items()).decode("utf-8", "replace")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(f"<items {around}>{text}</items>".encode(), parser)[0]
    except (etree.LxmlError, IndexError) as error:
        names = (match.group("name") for match in _REFERENCE.finditer(text))
        unknown = next((name for name in names if name and name not in _PREDEFINED), None)
        cause = (
            f"the entity {unknown!r} is none of XML or HTML; those of a document type are not expanded" if unknown else f"not XML: {error}"
        )
        raise DocumentError("broken_record", cause[:200]) from error


def _decode(data: bytes, encoding: str | None) -> str:
    """The item as text, by UTF-8 or else by the encoding that the file declares."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        try:
            return data.decode(encoding or "utf-8")
        except (UnicodeDecodeError, LookupError):
            cause = f"neither UTF-8 nor {encoding}" if encoding else "not UTF-8"
            raise DocumentError("wrong_encoding", f"{cause}: {error}; name the encoding in a source spec (encoding:)"[:300]) from error


def _sign(match: re.Match[str]) -> str:
    """What a reference stands for, where XML does not know its name or forbids its sign; else the reference as it is."""
    number, name = match.group("number", "name")
    if number:
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        return "" if code > 0x10FFFF or _FORBIDDEN.match(chr(code)) else match.group()
    code = name2codepoint.get(name, 0)
    return chr(code) if code and name not in _PREDEFINED else match.group()
